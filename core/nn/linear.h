#pragma once

#include "core/base/job.h"
#include "core/nn/parameters.h"
#include "core/nn/sparse_batch.h"

#include <string>

namespace counterpoint::nn {

/// y = W x + b. Weights are outputs × inputs as in torch.nn.Linear and start as there: uniform in
/// ±1/√inputs.
template <class T>
class Linear {
  public:
    Linear() = default;
    Linear(Parameters<T>& parameters, const std::string& name, std::size_t inputs,
           std::size_t outputs, base::Random random);

    void forward(const Parameters<T>& parameters, const Batch<T>& x, Batch<T>& y,
                 const base::Job& job) const;
    /// Adds to the gradients of weights and biases; `dx`, unless null, becomes that of x.
    void backward(Parameters<T>& parameters, const Batch<T>& x, const Batch<T>& dy, Batch<T>* dx,
                  const base::Job& job);

    std::size_t outputs() const { return m_outputs; }
    std::size_t weight() const { return m_weight; }  ///< index of the slice
    std::size_t bias() const { return m_bias; }      ///< index of the slice, outputs × 1

  private:
    std::size_t m_inputs = 0;
    std::size_t m_outputs = 0;
    std::size_t m_weight = 0;
    std::size_t m_bias = 0;
    Numbers<T> m_cellRows;  ///< x turned: cells × inputs
};

/// The same of sparse inputs. Weights are inputs × outputs, so that an input that is not 0 reads
/// one row.
template <class T>
class SparseLinear {
  public:
    SparseLinear() = default;
    SparseLinear(Parameters<T>& parameters, const std::string& name, std::size_t inputs,
                 std::size_t outputs, base::Random random);

    void forward(const Parameters<T>& parameters, const SparseBatch<T>& x, Batch<T>& y,
                 const base::Job& job);
    void backward(Parameters<T>& parameters, const SparseBatch<T>& x, const Batch<T>& dy,
                  const base::Job& job);

    std::size_t weight() const { return m_weight; }

  private:
    std::size_t m_inputs = 0;
    std::size_t m_outputs = 0;
    std::size_t m_weight = 0;
    std::size_t m_bias = 0;
    Numbers<T> m_cellRows;  ///< y or its gradient turned: cells × outputs
};

}  // namespace counterpoint::nn
