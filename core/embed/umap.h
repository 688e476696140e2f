#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/plugin/fields.h"

#include <memory>
#include <optional>

namespace counterpoint::embed {

/// Settings `umap.*`; defaults as scanpy.
struct UmapOptions {
    int neighbors = 15;  ///< counting the cell itself, as umap-learn and scanpy do
    double minDist = 0.5;
    double spread = 1.0;
    std::optional<int> epochs;  ///< automatic: 500 up to 10 000 cells, else 200
    double learningRate = 1.0;
    int negativeRate = 5;

    static const plugin::Fields<UmapOptions>& fields();
    bool operator==(const UmapOptions&) const = default;
};

/// a and b of 1 / (1 + a x^2b), fitted to the curve a min_dist and spread ask for.
struct Curve {
    double a = 0.0;
    double b = 0.0;
};
Curve fitCurve(double minDist, double spread);

/// The first two columns of `embedding`, centred and scaled to at most 10: a start that turns with
/// the data and not by chance.
data::Embedding pcaStart(const data::Embedding& embedding);

/// A UMAP optimisation that can be watched and stopped: deterministic for any thread count. All
/// cells move at once at the end of an epoch (uwot's batch mode, with Adam), along the expected
/// attraction of their edges and the repulsion of random cells.
class UmapRun {
  public:
    /// Starts at `start` (cells × 2). `warm` is for a start that is already a layout of nearly the
    /// same graph: it keeps the start's frame and takes the last fifth of the epochs, with steps of
    /// at most 0.5 units.
    UmapRun(const data::CsrMatrix& graph, const UmapOptions& options, data::Embedding start,
            bool warm, const base::Job& job);
    ~UmapRun();
    UmapRun(UmapRun&&) noexcept;

    /// Runs up to `epochs` more epochs; false when there are none left. Throws Cancelled when
    /// stopped; the layout is then that of the last whole epoch.
    bool step(int epochs, const base::Job& job);
    double progress() const;
    const data::Embedding& layout() const;

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// `layout` rotated, and mirrored where that fits better, onto `reference` (orthogonal Procrustes,
/// no scaling); same cells in both.
data::Embedding aligned(const data::Embedding& layout, const data::Embedding& reference);

}  // namespace counterpoint::embed
