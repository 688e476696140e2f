#pragma once

#include "core/nn/parameters.h"

#include <string>

namespace counterpoint::nn {

/// What a network does with its cells: learn from them, or be asked about them.
enum class Mode { Train, Evaluate };

/// Batch normalisation (Ioffe & Szegedy 2015) as torch.nn.BatchNorm1d(eps 1e-3, momentum 0.01):
/// each feature to mean 0 and variance 1 over the minibatch, or by the running moments where the
/// network is only asked, then scaled and shifted.
template <class T>
class BatchNorm {
  public:
    BatchNorm() = default;
    BatchNorm(Parameters<T>& parameters, const std::string& name, std::size_t features);

    /// In place. Mode::Train moves the running moments and needs at least two cells.
    void forward(Parameters<T>& parameters, Batch<T>& x, Mode mode);
    /// After forward(Train): turns the gradient of the output, in place, into that of the input.
    void backward(Parameters<T>& parameters, Batch<T>& dy) const;

    static constexpr double Epsilon = 1e-3;
    static constexpr double Momentum = 0.01;

  private:
    std::size_t m_scale = 0, m_shift = 0, m_runningMean = 0, m_runningVariance = 0;
    Batch<T> m_standard;   ///< of the last minibatch, before scale and shift
    Numbers<T> m_inverse;  ///< 1 / √(variance + ε) by feature
};

/// max(0, x), then each value left out with probability `rate` and the others made up for it, as a
/// function of `key` and place only (Srivastava et al. 2014). In place; rate 0 leaves out nothing.
template <class T>
void reluDropout(Batch<T>& x, double rate, std::uint64_t key);
/// Turns the gradient of the output `y`, in place, into that of the input.
template <class T>
void reluDropoutBackward(const Batch<T>& y, double rate, Batch<T>& dy);

}  // namespace counterpoint::nn
