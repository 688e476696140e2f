#pragma once

#include "core/nn/batch_norm.h"
#include "core/nn/linear.h"

#include <string>

namespace counterpoint::nn {

/// Linear → batch norm → ReLU → dropout: the hidden layer of scVI's networks. `First` is Linear or
/// SparseLinear.
template <class T, template <class> class First = Linear>
class Block {
  public:
    Block() = default;
    Block(Parameters<T>& parameters, const std::string& name, std::size_t inputs,
          std::size_t outputs, double dropout, base::Random random)
        : m_linear(parameters, name, inputs, outputs, random),
          m_norm(parameters, name + ".norm", outputs),
          m_dropout(dropout) {}

    /// `key` decides the dropout of Mode::Train.
    template <class Input>
    const Batch<T>& forward(Parameters<T>& parameters, const Input& x, Mode mode, std::uint64_t key,
                            const base::Job& job) {
        m_linear.forward(parameters, x, m_output, job);
        m_norm.forward(parameters, m_output, mode);
        reluDropout(m_output, mode == Mode::Train ? m_dropout : 0.0, key);
        return m_output;
    }
    /// After forward(Train): `dy`, the gradient of the output, is used up; `dx` as in Linear.
    template <class Input, class... Gradient>
    void backward(Parameters<T>& parameters, const Input& x, Batch<T>& dy, const base::Job& job,
                  Gradient*... dx) {
        reluDropoutBackward(m_output, m_dropout, dy);
        m_norm.backward(parameters, dy);
        m_linear.backward(parameters, x, dy, dx..., job);
    }
    const Batch<T>& output() const { return m_output; }

  private:
    First<T> m_linear;
    BatchNorm<T> m_norm;
    double m_dropout = 0.0;
    Batch<T> m_output;
};

}  // namespace counterpoint::nn
