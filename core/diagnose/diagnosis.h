#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/data/table.h"
#include "core/diagnose/estimate.h"
#include "core/diagnose/markers.h"
#include "core/diagnose/protection_map.h"
#include "core/diagnose/verdict.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint::diagnose {

/// What a sentence is about; decides its icon.
enum class SentenceKind {
    Under,
    OwnNeighborsLost,  ///< over, seen within one batch
    ForeignNeighbors,  ///< over, seen across batches
    Ambiguous,
    Balanced,
    CannotTell,
    Confounded,
    NoEffect,
    Borderline,
    DependsOnLink,
    SmallCluster,
    MarkersLost,
    Moved,  ///< what the correction moved most; no part of the verdict
};

/// One claim in words and the cells behind it, which a link on the sentence selects.
struct Sentence {
    SentenceKind kind = SentenceKind::Balanced;
    std::string text;
    std::vector<std::uint32_t> cells;  ///< ascending; empty when it speaks of all
    std::string phrase;                ///< the words of `text` that stand for those cells
};

/// One row of the population table: a label where labels are known, else a testing group. Numbers
/// are NaN where they cannot be told.
struct Population {
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

    std::string name;
    std::size_t cells = 0;
    std::size_t batches = 0;            ///< it has cells in
    Estimate under;                     ///< share of expected cross-batch neighbours missing
    double loss = unknown;              ///< L of its clusters, weighted by its cells in them
    double ownNeighborsKept = unknown;  ///< 1 − weighted share of own-batch neighbours lost
    double purityLost = unknown;        ///< needs labels
    double keptApartBefore = unknown;   ///< how well the condition to keep is told apart, 0.5–1
    double keptApartNow = unknown;
    MarkerRetention markers;         ///< needs labels and genes, and every cell asked
    double newNeighbors = unknown;   ///< see PopulationMovement
    double distanceMoved = unknown;  ///< likewise
    std::int32_t mergedWith = -1;    ///< population it now mixes with and did not before, or −1
};

/// What one cluster found within a batch lost.
struct ClusterLoss {
    std::int32_t cluster = 0;
    std::int32_t batch = 0;
    std::size_t cells = 0;
    double own = 0.0;               ///< L1: own-batch neighbours now of other clusters
    double course = 0.0;            ///< how much less neighbours follow the course of the cluster
    double foreign = 0.0;           ///< L2: neighbours from other batches and other populations
    Estimate loss;                  ///< L
    std::int32_t nearCluster = -1;  ///< cluster of the same batch it moved into, or −1
    std::int32_t partner = -1;      ///< group it lies among now, or −1
    std::vector<std::int32_t> partnerBatches;
    bool flagged = false;  ///< of a population that is lost
    bool toCheck = false;  ///< lost by itself, but not its population; or of 10 to 19 cells, and
                           ///< even the lower end of L is above the limit: told, but no verdict
};

/// Two groups, never seen in one batch, that the correction brought together: one population in two
/// states, or two populations.
struct AmbiguousMerge {
    std::int32_t first = 0;  ///< group
    std::int32_t second = 0;
    std::size_t cells = 0;  ///< of both, with a tenth or more of their neighbours from the other
    double correlation = std::numeric_limits<double>::quiet_NaN();
};

/// An identity link and how it stands.
struct JudgedLink {
    IdentityLink link;
    std::string firstName;
    std::string secondName;
    bool vetoedByLabels = false;
    std::optional<bool> same = {};  ///< what the user said: one population, or two
};

/// What every cell contributes; NaN where a cell could not be tested.
struct CellFields {
    std::vector<float> sameBatchExcess;  ///< s − e: own-batch share above chance
    std::vector<float> ownLoss;          ///< own-batch neighbours lost to other clusters
    std::vector<float> foreign;          ///< weighted share of foreign neighbours, 0–1
    std::vector<std::int32_t> partner;   ///< group of most foreign neighbours, or −1
    std::vector<bool> flagged;           ///< in a population and a cluster that are lost
};

/// The verdict on one corrected embedding and everything behind it.
struct Diagnosis {
    Verdict verdict = Verdict::CannotTell;
    bool borderline = false;    ///< a probability lies between 0.2 and 0.8, or speaks against the
                                ///< verdict
    bool smallCluster = false;  ///< a loss of under 1 % of the cells was left out of the verdict
    bool confounded = false;    ///< every batch has one level of the variable to keep apart
    bool exact = true;          ///< false when from a sample of the cells
    std::size_t cells = 0;
    std::size_t evaluatedCells = 0;

    Estimate under;              ///< U
    Estimate underWithoutLinks;  ///< U had no identity link been made; equals `under` without links
    double coverage = 0.0;       ///< share of cells with a counterpart in another batch, of those
                                 ///< whose population is not known to live in one batch only
    double neededCoverage = leastCoverage;  ///< for "under" and "balanced"
    Estimate over;                          ///< L of the worst population of at least 20 cells
    double flagged = 0.0;   ///< share of cells in populations with a loss above the limit
    double severity = 0.0;  ///< share of cells behind the verdict
    double underProbability = std::numeric_limits<double>::quiet_NaN();
    double overProbability = std::numeric_limits<double>::quiet_NaN();
    Estimate underByLabel;  ///< U with labels in place of groups

    std::vector<Sentence> sentences;  ///< most important first; the window shows three
    std::vector<Population> populations;
    std::vector<std::int32_t> populationOf;  ///< per cell: row of `populations`, or −1
    std::vector<std::string> groupNames;     ///< of the groups of the map
    std::vector<ClusterLoss> losses;         ///< clusters of at least 8 cells, worst first
    std::vector<JudgedLink> links;
    std::vector<AmbiguousMerge> ambiguous;  ///< most cells first, at most three
    CellFields perCell;
};

/// What else is known or decided when a verdict is asked for.
struct Context {
    const data::Categories* labels = nullptr;     ///< populations; codes may be −1
    const data::Categories* keepApart = nullptr;  ///< a condition that is biology
    Expression expression = {};            ///< log1p(CP10k) and its variable genes, where known
    std::vector<LinkChoice> choices = {};  ///< the user's word on links and ambiguous merges
};

/// Judges a corrected embedding with its neighbour graph of 30 or more neighbours (90 is best: what
/// the graph does not hold is searched for). The same for any number of threads. Throws
/// Error(BadInput) when embedding, graph or context do not have the map's cells.
Diagnosis judge(const ProtectionMap& map, const data::Embedding& corrected,
                const data::NeighborGraph& neighbors, const Context& context, const base::Job& job);

/// The same from about `cells` query cells, drawn from all own-batch clusters, with
/// all cells as candidates; needs no graph. Intervals include the sampling.
Diagnosis judgeSample(const ProtectionMap& map, const data::Embedding& corrected, std::size_t cells,
                      const Context& context, const base::Job& job);

}  // namespace counterpoint::diagnose
