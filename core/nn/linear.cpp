#include "core/nn/linear.h"

#include "core/base/parallel.h"
#include "core/nn/layer_kernels.h"
#include "core/nn/products.h"

#include <cmath>

namespace counterpoint::nn {

namespace {

/// Rows of a product that one thread computes at a time.
constexpr std::size_t RowBlock = 24;
/// Cells and inputs of a sparse product that one thread computes at a time.
constexpr std::size_t CellBlock = 16;
constexpr std::size_t InputBlock = 128;

double startBound(std::size_t inputs) {
    return 1.0 / std::sqrt(static_cast<double>(inputs));
}

}  // namespace

template <class T>
Linear<T>::Linear(Parameters<T>& parameters, const std::string& name, std::size_t inputs,
                  std::size_t outputs, base::Random random)
    : m_inputs(inputs),
      m_outputs(outputs),
      m_weight(parameters.add(name + ".weight", outputs, inputs)),
      m_bias(parameters.add(name + ".bias", outputs, 1)) {
    parameters.drawUniform(m_weight, startBound(inputs), random);
    parameters.drawUniform(m_bias, startBound(inputs), base::Random(random.next()));
}

template <class T>
void Linear<T>::forward(const Parameters<T>& parameters, const Batch<T>& x, Batch<T>& y,
                        const base::Job& job) const {
    y.reshape(m_outputs, x.cells);
    const T* weight = parameters.at(m_weight);
    const T* bias = parameters.at(m_bias);
    const std::size_t stride = parameters.slices[m_weight].stride;
    const std::size_t biasStride = parameters.slices[m_bias].stride;
    base::parallelBlocks(
        job, m_outputs, RowBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i)
                std::fill_n(y.row(i), y.cells, bias[i * biasStride]);
            multiply(end - begin, x.cells, m_inputs, Left<T>{weight + begin * stride, stride, 1},
                     x.row(0), x.stride, y.row(begin), y.stride, true);
        });
}

template <class T>
void Linear<T>::backward(Parameters<T>& parameters, const Batch<T>& x, const Batch<T>& dy,
                         Batch<T>* dx, const base::Job& job) {
    const std::size_t stride = parameters.slices[m_weight].stride;
    const std::size_t biasStride = parameters.slices[m_bias].stride;
    const std::size_t turned = strideOf(m_inputs);
    m_cellRows.resize(x.cells * turned);
    transpose(m_inputs, x.cells, x.row(0), x.stride, m_cellRows.data(), turned);
    T* weightGradient = parameters.gradient(m_weight);
    T* biasGradient = parameters.gradient(m_bias);
    base::parallelBlocks(
        job, m_outputs, RowBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i)
                biasGradient[i * biasStride] += kernels::sumOf(dy.cells, dy.row(i));
            multiply(end - begin, m_inputs, x.cells, Left<T>{dy.row(begin), dy.stride, 1},
                     m_cellRows.data(), turned, weightGradient + begin * stride, stride, true);
        });
    if (dx == nullptr) return;
    dx->reshape(m_inputs, x.cells);
    const T* weight = parameters.at(m_weight);
    base::parallelBlocks(
        job, m_inputs, RowBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            multiply(end - begin, dy.cells, m_outputs, Left<T>{weight + begin, 1, stride},
                     dy.row(0), dy.stride, dx->row(begin), dx->stride, false);
        });
}

template <class T>
SparseLinear<T>::SparseLinear(Parameters<T>& parameters, const std::string& name,
                              std::size_t inputs, std::size_t outputs, base::Random random)
    : m_inputs(inputs),
      m_outputs(outputs),
      m_weight(parameters.add(name + ".weight", inputs, outputs)),
      m_bias(parameters.add(name + ".bias", outputs, 1)) {
    parameters.drawUniform(m_weight, startBound(inputs), random);
    parameters.drawUniform(m_bias, startBound(inputs), base::Random(random.next()));
}

template <class T>
void SparseLinear<T>::forward(const Parameters<T>& parameters, const SparseBatch<T>& x, Batch<T>& y,
                              const base::Job& job) {
    y.reshape(m_outputs, x.cells);
    const std::size_t turned = strideOf(m_outputs);
    m_cellRows.resize(x.cells * turned);
    const std::size_t stride = parameters.slices[m_weight].stride;
    base::parallelBlocks(
        job, x.cells, CellBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t cell = begin; cell < end; ++cell) {
                const std::size_t at = x.cellStart[cell];
                kernels::addRows(x.cellStart[cell + 1] - at, x.columns.data() + at,
                                 x.cellInputs.data() + at, parameters.at(m_weight), stride,
                                 m_outputs, m_cellRows.data() + cell * turned);
            }
        });
    transpose(x.cells, m_outputs, m_cellRows.data(), turned, y.row(0), y.stride);
    const std::size_t biasStride = parameters.slices[m_bias].stride;
    for (std::size_t i = 0; i < m_outputs; ++i) {
        const T bias = parameters.at(m_bias)[i * biasStride];
        T* row = y.row(i);
        for (std::size_t cell = 0; cell < y.cells; ++cell) row[cell] += bias;
    }
}

template <class T>
void SparseLinear<T>::backward(Parameters<T>& parameters, const SparseBatch<T>& x,
                               const Batch<T>& dy, const base::Job& job) {
    const std::size_t turned = strideOf(m_outputs);
    transpose(m_outputs, x.cells, dy.row(0), dy.stride, m_cellRows.data(), turned);
    const std::size_t stride = parameters.slices[m_weight].stride;
    T* gradient = parameters.gradient(m_weight);
    base::parallelBlocks(
        job, m_inputs, InputBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            Numbers<T> sum(padded(m_outputs));
            for (std::size_t input = begin; input < end; ++input) {
                const std::size_t at = x.columnStart[input];
                const std::size_t n = x.columnStart[input + 1] - at;
                if (n == 0) continue;
                kernels::addRows(n, x.columnCells.data() + at, x.columnInputs.data() + at,
                                 m_cellRows.data(), turned, m_outputs, sum.data());
                T* row = gradient + input * stride;
                for (std::size_t j = 0; j < m_outputs; ++j) row[j] += sum[j];
            }
        });
    const std::size_t biasStride = parameters.slices[m_bias].stride;
    for (std::size_t i = 0; i < m_outputs; ++i)
        parameters.gradient(m_bias)[i * biasStride] += kernels::sumOf(dy.cells, dy.row(i));
}

template class Linear<float>;
template class Linear<double>;
template class SparseLinear<float>;
template class SparseLinear<double>;

}  // namespace counterpoint::nn
