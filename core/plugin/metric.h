#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/data/table.h"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace counterpoint::plugin {

/// Which side of the trade-off a metric speaks for.
enum class MetricFamily { BatchRemoved, BiologyKept };

/// How a metric presents itself.
struct MetricInfo {
    std::string id;      ///< snake_case, as in metrics.json
    std::string title;   ///< as on the card
    std::string brief;   ///< the title where there is little room; empty: the title fits
    std::string help;    ///< one sentence: what it measures and what 1 means
    std::string source;  ///< paper and program whose definition it follows
    MetricFamily family = MetricFamily::BatchRemoved;
    bool needsLabels = false;
    bool perCell = false;  ///< Score::perCell is filled
    bool slow = false;     ///< computed after the others, so that those do not wait for it
    bool sampled =
        false;  ///< can answer from a sample of query cells: honours MetricInput::queries
    bool onRequest = false;  ///< computed only when asked for by name, not with every answer
    std::string interval;    ///< one sentence: how the 95 % interval is made
};

/// What a metric gets. The referenced values outlive the call.
struct MetricInput {
    const data::Embedding& embedding;
    /// 90 others (fewer in tiny data), self excluded; a row a query cell.
    const data::NeighborGraph& neighbors;
    const data::Categories& batch;            ///< none missing, at least two levels
    const data::Categories* label = nullptr;  ///< nullptr when there are no labels; codes may be −1
    const data::Embedding* unintegrated = nullptr;  ///< for metrics that compare with before
    /// The cells the rows of `neighbors` belong to, ascending; empty: row i is cell i. Only metrics
    /// that declare `sampled` are given some; their Score::perCell then has one value a query.
    std::span<const std::uint32_t> queries = {};
    /// Another embedding follows soon (a hand is on the slider, a method trains): scores of
    /// quadratic cost are content with a sample.
    bool passing = false;
};

/// One answer. NaN `scaled` means undefined, and `undefined` says why in one sentence.
struct Score {
    double value = std::numeric_limits<double>::quiet_NaN();   ///< in the metric's own units
    double scaled = std::numeric_limits<double>::quiet_NaN();  ///< 0–1, 1 is best
    double low = std::numeric_limits<double>::quiet_NaN();     ///< 95 % interval of `scaled`
    double high = std::numeric_limits<double>::quiet_NaN();
    double mean = std::numeric_limits<double>::quiet_NaN();  ///< mean over cells, where per cell
    /// What `scaled` can reach with these batches and labels, where that is not 1: a line to read
    /// the value against.
    double reference = std::numeric_limits<double>::quiet_NaN();
    /// Of a test whether the value differs from chance, for metrics that are one.
    double pValue = std::numeric_limits<double>::quiet_NaN();
    bool exact = true;      ///< every cell was asked; false: a stated sample
    std::size_t cells = 0;  ///< cells the value rests on
    std::vector<float>
        perCell;  ///< one per cell (query) where the metric has it (NaN: undefined there)
    std::vector<double> perLabel;  ///< one per level of the label where the metric has it
    std::string undefined;         ///< why there is no value; empty when there is one
};

/// One metric. To add one: implement this, and add a line to `registerBuiltins`. Stateless.
class Metric {
  public:
    Metric() = default;
    Metric(const Metric&) = delete;
    Metric& operator=(const Metric&) = delete;
    virtual ~Metric() = default;

    virtual const MetricInfo& info() const = 0;
    /// Changes whenever the same input would give another number; part of the cache key.
    virtual int version() const = 0;
    virtual Score compute(const MetricInput& input, const base::Job& job) const = 0;
};

}  // namespace counterpoint::plugin
