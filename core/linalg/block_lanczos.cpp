#include "core/linalg/block_lanczos.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace counterpoint::linalg {

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using TileMatrix = Eigen::Matrix<double, PanelWidth, PanelWidth, Eigen::RowMajor>;

constexpr double Epsilon = std::numeric_limits<double>::epsilon();

TileMatrix inner(std::size_t n, const Panel& a, const Panel& b) {
    TileMatrix tile;
    panelInner(n, a.data(), b.data(), tile.data());
    return tile;
}

/// A growing orthonormal basis V, its image C V, and T = Vᵀ C V.
class Basis {
  public:
    Basis(std::size_t n, const SymmetricProduct& product, const base::Job& job)
        : m_n(n), m_product(product), m_job(job) {}

    std::size_t panels() const { return m_vectors.size(); }
    std::size_t size() const { return panels() * PanelWidth; }
    const MatrixXd& projected() const { return m_projected; }

    /// Adds `panel` (orthonormalised against the basis first) and multiplies it by C.
    void extend(Panel panel) {
        orthonormalise(panel);
        Panel image = m_product(panel);
        m_vectors.push_back(std::move(panel));
        m_images.push_back(std::move(image));
        const auto last = static_cast<Eigen::Index>(panels() - 1) * Width;
        m_projected.conservativeResize(last + Width, last + Width);
        const std::vector<TileMatrix> column = innerWithBasis(m_images.back());
        for (std::size_t p = 0; p < panels(); ++p) {
            const auto at = static_cast<Eigen::Index>(p) * Width;
            m_projected.block(at, last, Width, Width) = column[p];
            m_projected.block(last, at, Width, Width) = column[p].transpose();
        }
        m_next = m_images.back();
        removeBasis(m_next, column);
    }

    /// The direction in which the basis grows next.
    Panel next() const { return m_next; }

    /// V s and C V s for the columns of s, as panels (columns beyond those of s are zero).
    std::vector<Panel> combined(const MatrixXd& s) const { return combine(m_vectors, s); }
    std::vector<Panel> combinedImage(const MatrixXd& s) const { return combine(m_images, s); }

    /// Replaces V by the Ritz vectors V s, whose number is a multiple of PanelWidth.
    void shrink(const MatrixXd& s, const VectorXd& ritz) {
        m_images = combinedImage(s);
        m_vectors = combined(s);
        m_projected = ritz.asDiagonal();
    }

  private:
    static constexpr auto Width = static_cast<Eigen::Index>(PanelWidth);

    // On one thread: so little work that waiting for others would cost more than it saves.
    std::vector<TileMatrix> innerWithBasis(const Panel& panel) const {
        std::vector<TileMatrix> tiles;
        for (const Panel& vectors : m_vectors) tiles.push_back(inner(m_n, vectors, panel));
        return tiles;
    }

    void removeBasis(Panel& panel, const std::vector<TileMatrix>& tiles) const {
        for (std::size_t p = 0; p < panels(); ++p)
            panelSubtract(m_n, m_vectors[p].data(), tiles[p].data(), panel.data());
    }

    /// Makes the panel orthonormal and orthogonal to the basis; directions that vanish on the way
    /// are replaced by random ones. Each pass orthogonalises, then scales by the inverse square
    /// root of the panel's Gram matrix (Stathopoulos & Wu 2002).
    void orthonormalise(Panel& panel) {
        constexpr double degenerate = 1e-14;  // squared length relative to the longest
        constexpr int passes = 6;
        for (int pass = 0; pass < passes; ++pass) {
            if (pass > 0 && panels() > 0) removeBasis(panel, innerWithBasis(panel));
            const Eigen::SelfAdjointEigenSolver<TileMatrix> solver(inner(m_n, panel, panel));
            const auto& lengths = solver.eigenvalues();
            const double longest = lengths[Width - 1];
            TileMatrix scaling = solver.eigenvectors();
            Eigen::Index vanished = 0;
            for (Eigen::Index t = 0; t < Width; ++t) {
                if (lengths[t] > degenerate * longest)
                    scaling.col(t) /= std::sqrt(lengths[t]);
                else
                    ++vanished;
            }
            scaling.leftCols(vanished).setZero();  // the shortest come first
            Panel scaled(panel.size());
            panelTimes(m_n, panel.data(), scaling.data(), scaled.data());
            panel = std::move(scaled);
            for (Eigen::Index t = 0; t < vanished; ++t)
                randomise(panel, static_cast<std::size_t>(t));
            const bool alreadyOrthonormal = lengths[0] > 0.5 && longest < 2.0;
            if (pass > 0 && alreadyOrthonormal) return;
        }
    }

    void randomise(Panel& panel, std::size_t column) {
        base::Random random(0, ++m_randomColumns);
        const double scale = 1.0 / std::sqrt(static_cast<double>(m_n));
        for (std::size_t i = 0; i < m_n; ++i)
            panel[i * PanelWidth + column] = scale * random.normal();
    }

    std::vector<Panel> combine(const std::vector<Panel>& from, const MatrixXd& s) const {
        const std::size_t count =
            (static_cast<std::size_t>(s.cols()) + PanelWidth - 1) / PanelWidth;
        std::vector<Panel> result(count, Panel(m_n * PanelWidth));
        base::parallelBlocks(m_job, count, 1, [&](std::size_t p, std::size_t, std::size_t) {
            const auto at = static_cast<Eigen::Index>(p) * Width;
            const Eigen::Index width = std::min(Width, s.cols() - at);
            for (std::size_t q = 0; q < from.size(); ++q) {
                TileMatrix tile = TileMatrix::Zero();
                tile.leftCols(width) =
                    -s.block(static_cast<Eigen::Index>(q) * Width, at, Width, width);
                panelSubtract(m_n, from[q].data(), tile.data(), result[p].data());
            }
        });
        return result;
    }

    std::size_t m_n;
    const SymmetricProduct& m_product;
    const base::Job& m_job;
    std::vector<Panel> m_vectors;
    std::vector<Panel> m_images;
    MatrixXd m_projected;
    Panel m_next;
    std::uint64_t m_randomColumns = 0;
};

/// The Ritz vectors a basis has for the k largest eigenvalues, and how good they are.
EigenPairs ritzPairs(std::size_t n, std::size_t k, const Basis& basis, const VectorXd& ritz,
                     const MatrixXd& s, double& worstResidual) {
    const auto wanted = static_cast<Eigen::Index>(k);
    const std::vector<Panel> vectors = basis.combined(s.leftCols(wanted));
    const std::vector<Panel> images = basis.combinedImage(s.leftCols(wanted));
    EigenPairs pairs;
    pairs.vectors.resize(n * k);
    worstResidual = 0.0;
    for (std::size_t t = 0; t < k; ++t) {
        const auto at = static_cast<Eigen::Index>(t);
        const Panel& vector = vectors[t / PanelWidth];
        const Panel& image = images[t / PanelWidth];
        double squares = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t entry = i * PanelWidth + t % PanelWidth;
            const double rest = image[entry] - ritz[at] * vector[entry];
            squares += rest * rest;
            pairs.vectors[i * k + t] = vector[entry];
        }
        const double residual = std::sqrt(squares);
        double gap = at + 1 < ritz.size() ? ritz[at] - ritz[at + 1] : ritz[at];
        if (at > 0) gap = std::min(gap, ritz[at - 1] - ritz[at]);
        pairs.values.push_back(ritz[at]);
        pairs.angles.push_back(residual == 0.0 ? 0.0 : std::min(1.0, residual / gap));
        worstResidual = std::max(worstResidual, residual);
    }
    return pairs;
}

/// All of C, column by column, and its exact eigenvectors.
EigenPairs densePairs(std::size_t n, std::size_t k, const SymmetricProduct& product) {
    MatrixXd c(n, n);
    EigenPairs pairs;
    for (std::size_t first = 0; first < n; first += PanelWidth) {
        const std::size_t width = std::min(PanelWidth, n - first);
        Panel unit(n * PanelWidth);
        for (std::size_t t = 0; t < width; ++t) unit[(first + t) * PanelWidth + t] = 1.0;
        const Panel columns = product(unit);
        ++pairs.products;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t t = 0; t < width; ++t)
                c(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(first + t)) =
                    columns[i * PanelWidth + t];
    }
    const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(c);
    pairs.vectors.resize(n * k);
    for (std::size_t t = 0; t < k; ++t) {
        const auto from = static_cast<Eigen::Index>(n - 1 - t);
        pairs.values.push_back(solver.eigenvalues()[from]);
        pairs.angles.push_back(0.0);
        for (std::size_t i = 0; i < n; ++i)
            pairs.vectors[i * k + t] = solver.eigenvectors()(static_cast<Eigen::Index>(i), from);
    }
    return pairs;
}

}  // namespace

EigenPairs largestEigenPairs(std::size_t n, std::size_t k, const SymmetricProduct& product,
                             double tolerance, const base::Job& job) {
    constexpr std::size_t denseUpTo = 512;
    constexpr std::size_t panelsBetweenChecks = 4;
    constexpr std::size_t mostPanels = 28;  // solving T grows with the cube of this
    constexpr int mostProducts = 600;
    if (n <= denseUpTo || 4 * k > n) return densePairs(n, k, product);

    const std::size_t keptPanels = (k + PanelWidth - 1) / PanelWidth + 2;
    const std::size_t restartAt =
        std::min(std::max(mostPanels, 4 * keptPanels), n / PanelWidth - 1);
    Basis basis(n, product, job);
    Panel start(n * PanelWidth);
    base::Random random(0, 0);
    for (double& value : start) value = random.normal();
    basis.extend(std::move(start));

    for (int products = 1; products < mostProducts; ++products) {
        job.checkStop();
        basis.extend(basis.next());
        const bool full = basis.panels() >= restartAt;
        const bool enough = basis.panels() > keptPanels;
        if (!full && !(enough && basis.panels() % panelsBetweenChecks == 0)) continue;

        const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(basis.projected());
        const VectorXd ritz = solver.eigenvalues().reverse();
        const MatrixXd s = solver.eigenvectors().rowwise().reverse();
        double worstResidual = 0.0;
        EigenPairs pairs = ritzPairs(n, k, basis, ritz, s, worstResidual);
        const bool rounding = worstResidual <= 100.0 * Epsilon * ritz[0];
        if (rounding || std::ranges::max(pairs.angles) <= tolerance) {
            pairs.products = products + 1;
            return pairs;
        }
        if (full) {
            const auto kept = static_cast<Eigen::Index>(keptPanels * PanelWidth);
            basis.shrink(s.leftCols(kept), ritz.head(kept));
        }
    }
    throw base::Error(base::ErrorKind::Internal,
                      "the principal components did not converge; please report this dataset");
}

}  // namespace counterpoint::linalg
