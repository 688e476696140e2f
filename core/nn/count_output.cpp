#include "core/nn/count_output.h"

#include "core/base/parallel.h"
#include "core/nn/layer_kernels.h"
#include "core/nn/math.h"
#include "core/nn/products.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::nn {

namespace {

/// Genes that one thread works on at a time; their weights fit the inner caches.
constexpr std::size_t GeneBlock = 96;

constexpr double Epsilon = 1e-8;

/// ln Γ(k + θ) − ln Γ(θ) and its slope for k = 0, 1, …, by recurrence.
template <class T>
class GammaTable {
  public:
    void start(T theta) {
        m_theta = static_cast<double>(theta);
        m_log.assign(1, 0.0);
        m_slope.assign(1, 0.0);
    }
    GammaRatio<T> at(T x) {
        constexpr std::size_t Most = 32;
        const auto k = static_cast<std::size_t>(x);
        if (k >= Most) return gammaRatio(x, static_cast<T>(m_theta));
        while (m_log.size() <= k) {
            const double next = m_theta + static_cast<double>(m_log.size() - 1);
            m_log.push_back(m_log.back() + std::log(next));
            m_slope.push_back(m_slope.back() + 1.0 / next);
        }
        return {static_cast<T>(m_log[k]), static_cast<T>(m_slope[k])};
    }

  private:
    double m_theta = 1.0;
    std::vector<double> m_log;
    std::vector<double> m_slope;
};

}  // namespace

template <class T>
CountOutput<T>::CountOutput(Parameters<T>& parameters, const std::string& name, std::size_t hidden,
                            std::size_t genes, std::size_t dispersions, CountLikelihood likelihood,
                            base::Random random)
    : m_hidden(hidden), m_genes(genes), m_dispersions(dispersions), m_likelihood(likelihood) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(hidden));
    const auto layer = [&](const std::string& of, std::size_t& weight, std::size_t& bias) {
        weight = parameters.add(name + of + ".weight", genes, hidden);
        bias = parameters.add(name + of + ".bias", genes, 1);
        parameters.drawUniform(weight, bound, base::Random(random.next()));
        parameters.drawUniform(bias, bound, base::Random(random.next()));
    };
    layer(".scale", m_scaleWeight, m_scaleBias);
    if (likelihood == CountLikelihood::Zinb) layer(".dropout", m_dropoutWeight, m_dropoutBias);
    if (likelihood == CountLikelihood::Poisson) return;
    m_logTheta = parameters.add(name + ".log_theta", genes, dispersions);
    parameters.drawNormal(m_logTheta, base::Random(random.next()));
}

template <class T>
void CountOutput<T>::logits(const Parameters<T>& parameters, std::size_t weight, std::size_t bias,
                            const Batch<T>& hidden, std::size_t begin, std::size_t end,
                            Batch<T>& to) const {
    const std::size_t stride = parameters.slices[weight].stride;
    const std::size_t biasStride = parameters.slices[bias].stride;
    for (std::size_t g = begin; g < end; ++g)
        std::fill_n(to.row(g), to.cells, parameters.at(bias)[g * biasStride]);
    multiply(end - begin, hidden.cells, m_hidden,
             Left<T>{parameters.at(weight) + begin * stride, stride, 1}, hidden.row(0),
             hidden.stride, to.row(begin), to.stride, true);
}

/// Exponentials of the logits by block and, of the blocks together, the factor by which each of
/// them becomes a share of the cell.
template <class T>
void CountOutput<T>::softmax(const Parameters<T>& parameters, const Batch<T>& hidden,
                             const base::Job& job) {
    const std::size_t cells = hidden.cells;
    const std::size_t blocks = base::blockCount(m_genes, GeneBlock);
    m_exponentials.reshape(m_genes, cells);
    m_stride = m_exponentials.stride;
    for (Numbers<T>* rows : {&m_peaks, &m_sums, &m_factors}) rows->resize(blocks * m_stride);
    base::parallelBlocks(
        job, m_genes, GeneBlock, [&](std::size_t begin, std::size_t end, std::size_t block) {
            logits(parameters, m_scaleWeight, m_scaleBias, hidden, begin, end, m_exponentials);
            kernels::softmaxBlock(end - begin, cells, m_exponentials.row(begin), m_stride,
                                  ofBlock(m_peaks, block), ofBlock(m_sums, block));
        });
    for (std::size_t c = 0; c < cells; ++c) {
        T peak = m_peaks[c];
        for (std::size_t b = 1; b < blocks; ++b) peak = std::max(peak, m_peaks[b * m_stride + c]);
        double sum = 0.0;
        for (std::size_t b = 0; b < blocks; ++b) {
            m_factors[b * m_stride + c] = std::exp(m_peaks[b * m_stride + c] - peak);
            sum += static_cast<double>(m_factors[b * m_stride + c]) *
                   static_cast<double>(m_sums[b * m_stride + c]);
        }
        const T inverse = static_cast<T>(1.0 / sum);
        for (std::size_t b = 0; b < blocks; ++b) m_factors[b * m_stride + c] *= inverse;
    }
}

/// Loss and slopes of the genes of a block, whose exponentials are there.
template <class T>
void CountOutput<T>::explain(const Parameters<T>& parameters, const Target& target, T weight,
                             std::size_t begin, std::size_t end, std::size_t block) {
    const SparseBatch<T>& x = target.counts;
    const std::size_t cells = x.cells;
    Numbers<T> rows(6 * m_stride);
    T* count = rows.data();
    T* gammaLog = count + m_stride;
    T* gammaSlope = gammaLog + m_stride;
    T* theta = gammaSlope + m_stride;
    T* inverseTheta = theta + m_stride;
    T* logTheta = inverseTheta + m_stride;
    GammaTable<T> table;
    const bool dispersed = m_likelihood != CountLikelihood::Poisson;
    const bool single = target.dispersion.empty();
    std::vector<T> thetas(m_dispersions);
    for (std::size_t g = begin; g < end; ++g) {
        if (dispersed) {
            const T* r = parameters.at(m_logTheta) + g * parameters.slices[m_logTheta].stride;
            for (std::size_t d = 0; d < m_dispersions; ++d) thetas[d] = std::exp(r[d]);
            for (std::size_t c = 0; c < cells; ++c) {
                const std::size_t d = single ? 0 : target.dispersion[c];
                theta[c] = thetas[d];
                if (single && c > 0) {
                    inverseTheta[c] = inverseTheta[0];
                    logTheta[c] = logTheta[0];
                    continue;
                }
                const T held = thetas[d] + static_cast<T>(Epsilon);
                inverseTheta[c] = 1 / held;
                logTheta[c] = std::log(held);
            }
            table.start(thetas[0]);
        }
        for (std::size_t i = x.columnStart[g]; i < x.columnStart[g + 1]; ++i) {
            const std::uint32_t c = x.columnCells[i];
            count[c] = x.columnCounts[i];
            if (!dispersed) continue;
            const GammaRatio<T> ratio =
                single ? table.at(count[c]) : gammaRatio(count[c], theta[c]);
            gammaLog[c] = ratio.log;
            gammaSlope[c] = ratio.slope;
        }
        kernels::countRow(
            m_likelihood, cells, weight,
            {m_exponentials.row(g), ofBlock(m_factors, block),
             m_likelihood == CountLikelihood::Zinb ? m_dropout.row(g) : nullptr, count, gammaLog,
             gammaSlope, theta, inverseTheta, logTheta, m_slopes.row(g), m_thetaSlopes.row(g),
             ofBlock(m_losses, block), ofBlock(m_slopeSums, block)});
        for (std::size_t i = x.columnStart[g]; i < x.columnStart[g + 1]; ++i) {
            const std::uint32_t c = x.columnCells[i];
            count[c] = gammaLog[c] = gammaSlope[c] = 0;
        }
    }
}

template <class T>
void CountOutput<T>::forward(const Parameters<T>& parameters, const Batch<T>& hidden,
                             const Target& target, T weight, std::span<double> losses,
                             const base::Job& job) {
    const std::size_t cells = hidden.cells;
    softmax(parameters, hidden, job);
    const std::size_t blocks = base::blockCount(m_genes, GeneBlock);
    for (std::size_t b = 0; b < blocks; ++b)
        for (std::size_t c = 0; c < cells; ++c)
            m_factors[b * m_stride + c] *= std::exp(target.logTotals[c]);
    m_slopes.reshape(m_genes, cells);
    m_thetaSlopes.reshape(m_genes, cells);
    if (m_likelihood == CountLikelihood::Zinb) m_dropout.reshape(m_genes, cells);
    m_losses.assign(blocks * m_stride, 0);
    m_slopeSums.assign(blocks * m_stride, 0);
    base::parallelBlocks(
        job, m_genes, GeneBlock, [&](std::size_t begin, std::size_t end, std::size_t block) {
            if (m_likelihood == CountLikelihood::Zinb)
                logits(parameters, m_dropoutWeight, m_dropoutBias, hidden, begin, end, m_dropout);
            explain(parameters, target, weight, begin, end, block);
        });
    for (std::size_t c = 0; c < cells; ++c) {
        losses[c] = 0.0;
        for (std::size_t b = 0; b < blocks; ++b)
            losses[c] += static_cast<double>(m_losses[b * m_stride + c]);
    }
}

template <class T>
double CountOutput<T>::totalSlope(std::size_t cell) const {
    double sum = 0.0;
    for (std::size_t at = cell; at < m_slopeSums.size(); at += m_stride)
        sum += static_cast<double>(m_slopeSums[at]);
    return sum;
}

template <class T>
void CountOutput<T>::backward(Parameters<T>& parameters, const Batch<T>& hidden,
                              const Target& target, Batch<T>& dHidden, const base::Job& job) {
    const std::size_t cells = hidden.cells;
    const std::size_t blocks = base::blockCount(m_genes, GeneBlock);
    // ∂/∂logit = slope − ρ Σ slopes; ρ = e · factor / total of the cell.
    for (std::size_t c = 0; c < cells; ++c) {
        const T share = static_cast<T>(totalSlope(c)) / std::exp(target.logTotals[c]);
        for (std::size_t b = 0; b < blocks; ++b) m_factors[b * m_stride + c] *= share;
    }
    const std::size_t turned = strideOf(m_hidden);
    m_cellRows.resize(cells * turned);
    transpose(m_hidden, cells, hidden.row(0), hidden.stride, m_cellRows.data(), turned);
    m_hiddenSlopes.resize(blocks * m_hidden * m_stride);
    base::parallelBlocks(
        job, m_genes, GeneBlock, [&](std::size_t begin, std::size_t end, std::size_t block) {
            T* ofHidden = m_hiddenSlopes.data() + block * m_hidden * m_stride;
            for (std::size_t g = begin; g < end; ++g)
                kernels::subtractShare(cells, m_exponentials.row(g), ofBlock(m_factors, block),
                                       m_slopes.row(g));
            const auto layer = [&](std::size_t weight, std::size_t bias, const Batch<T>& slopes,
                                   bool add) {
                const std::size_t stride = parameters.slices[weight].stride;
                const std::size_t biasStride = parameters.slices[bias].stride;
                for (std::size_t g = begin; g < end; ++g)
                    parameters.gradient(bias)[g * biasStride] +=
                        kernels::sumOf(cells, slopes.row(g));
                multiply(end - begin, m_hidden, cells, Left<T>{slopes.row(begin), slopes.stride, 1},
                         m_cellRows.data(), turned, parameters.gradient(weight) + begin * stride,
                         stride, true);
                multiply(m_hidden, cells, end - begin,
                         Left<T>{parameters.at(weight) + begin * stride, 1, stride},
                         slopes.row(begin), slopes.stride, ofHidden, m_stride, add);
            };
            layer(m_scaleWeight, m_scaleBias, m_slopes, false);
            if (m_likelihood == CountLikelihood::Zinb)
                layer(m_dropoutWeight, m_dropoutBias, m_dropout, true);
            if (m_likelihood == CountLikelihood::Poisson) return;
            for (std::size_t g = begin; g < end; ++g) {
                T* slope =
                    parameters.gradient(m_logTheta) + g * parameters.slices[m_logTheta].stride;
                const T* row = m_thetaSlopes.row(g);
                if (target.dispersion.empty())
                    slope[0] += kernels::sumOf(cells, row);
                else
                    for (std::size_t c = 0; c < cells; ++c) slope[target.dispersion[c]] += row[c];
            }
        });
    dHidden.reshape(m_hidden, cells);
    base::parallelBlocks(job, m_hidden, 16, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            T* row = dHidden.row(i);
            std::fill_n(row, cells, T{0});
            for (std::size_t b = 0; b < blocks; ++b) {
                const T* from = m_hiddenSlopes.data() + (b * m_hidden + i) * m_stride;
                for (std::size_t c = 0; c < cells; ++c) row[c] += from[c];
            }
        }
    });
}

template <class T>
void CountOutput<T>::shares(const Parameters<T>& parameters, const Batch<T>& hidden,
                            Batch<T>& shares, const base::Job& job) {
    softmax(parameters, hidden, job);
    shares.reshape(m_genes, hidden.cells);
    for (std::size_t g = 0; g < m_genes; ++g)
        for (std::size_t c = 0; c < hidden.cells; ++c)
            shares.row(g)[c] = m_exponentials.row(g)[c] * m_factors[g / GeneBlock * m_stride + c];
}

template class CountOutput<float>;
template class CountOutput<double>;

}  // namespace counterpoint::nn
