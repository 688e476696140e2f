#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"
#include "core/plugin/fields.h"

#include <memory>
#include <optional>
#include <string>

namespace counterpoint::embed {

/// Settings `umap.*`; defaults as scanpy.
struct UmapOptions {
    int neighbors = 15;  ///< counting the cell itself, as umap-learn and scanpy do
    double minDist = 0.5;
    double spread = 1.0;
    std::optional<int> epochs;  ///< automatic: 500 up to 10 000 cells, else 200
    double learningRate = 1.0;
    int negativeRate = 5;
    std::string start = "pca";  ///< or "spectral"
    int dims = 2;               ///< or 3

    /// umap-learn's own defaults.
    static UmapOptions umapLearn();
    static const plugin::Fields<UmapOptions>& fields();
    bool operator==(const UmapOptions&) const = default;
};

/// a and b of 1 / (1 + a x^2b), fitted to the curve a min_dist and spread ask for.
struct Curve {
    double a = 0.0;
    double b = 0.0;
};
Curve fitCurve(double minDist, double spread);

/// The first `dims` columns of `embedding`, centred and scaled to at most 10: a start that turns
/// with the data and not by chance.
data::Embedding pcaStart(const data::Embedding& embedding, std::size_t dims = 2);

/// The smoothest functions on the graph: eigenvectors of its normalised Laplacian after the
/// constant one, scaled to at most 10 (umap-learn's start). Each connected part is drawn alone,
/// around its place in `pcaStart(embedding)` and not farther than half way to the next part; parts
/// too small for that, and parts whose eigenvectors are not found, are drawn as there.
data::Embedding spectralStart(const data::CsrMatrix& graph, const data::Embedding& embedding,
                              std::size_t dims, const base::Job& job);

/// The start that `options.start` and `options.dims` ask for.
data::Embedding startFor(const UmapOptions& options, const data::CsrMatrix& graph,
                         const data::Embedding& embedding, const base::Job& job);

/// How cells move in a UmapRun.
enum class Motion {
    Cold,    ///< from a start that knows little: all epochs at the full rate, going to 0
    Follow,  ///< from a map of nearly the same graph, while a hand moves: 40 epochs at a small rate
    Settle   ///< as Follow, once the hand rests: 75 epochs from a middling rate to 0
};

/// A UMAP optimisation that can be watched and stopped: deterministic for any thread count. All
/// cells move at once at the end of an epoch (uwot's batch mode, with Adam), along the expected
/// attraction of their edges and the repulsion of random cells.
class UmapRun {
  public:
    /// Starts at `start` (cells × 2 or 3), which Follow and Settle take as a map to keep the frame
    /// of: no step is longer than 0.5 units. With the `previous` graph, whose map `start` is, the
    /// weights go over from its to the new ones little by little.
    UmapRun(const data::CsrMatrix& graph, const UmapOptions& options, data::Embedding start,
            Motion motion, const base::Job& job, const data::CsrMatrix* previous = nullptr);
    ~UmapRun();
    UmapRun(UmapRun&&) noexcept;

    /// Runs up to `epochs` more epochs; false when there are none left. Throws Cancelled when
    /// stopped; the layout is then that of the last whole epoch.
    bool step(int epochs, const base::Job& job);
    double progress() const;
    /// A copy of where the cells are.
    data::Embedding layout() const;

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Share of the edges of either graph that are in both (Jaccard), 1 for two empty ones. A map of
/// one graph is worth going on from for the other above `EnoughOverlap`.
double edgeOverlap(const data::CsrMatrix& a, const data::CsrMatrix& b, const base::Job& job);
inline constexpr double EnoughOverlap = 0.6;

/// `layout` rotated, and mirrored where that fits better, onto `reference` (orthogonal Procrustes,
/// no scaling); same cells and dimensions in both. Cells that do not fit pull less in a second pass
/// (Huber).
data::Embedding aligned(const data::Embedding& layout, const data::Embedding& reference);

}  // namespace counterpoint::embed
