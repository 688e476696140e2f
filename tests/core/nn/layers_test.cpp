#include "core/base/parallel.h"
#include "core/nn/dense_block.h"
#include "core/nn/products.h"
#include "tests/core/nn/finite_difference.h"

#include <QtTest>

#include <cmath>
#include <numeric>

using namespace counterpoint;
using namespace counterpoint::nn;

namespace {

template <class T>
Batch<T> drawn(std::size_t features, std::size_t cells, std::uint64_t seed) {
    Batch<T> batch;
    batch.reshape(features, cells);
    base::Random random(seed);
    for (std::size_t i = 0; i < features; ++i)
        for (std::size_t c = 0; c < cells; ++c) batch.row(i)[c] = static_cast<T>(random.normal());
    return batch;
}

/// Σ weights · y: a loss whose slopes by y are the weights.
double weighted(const Batch<double>& y, const Batch<double>& weights) {
    double sum = 0.0;
    for (std::size_t i = 0; i < y.features; ++i)
        for (std::size_t c = 0; c < y.cells; ++c) sum += y.row(i)[c] * weights.row(i)[c];
    return sum;
}

data::CsrMatrix someCounts() {
    data::CsrMatrix counts;
    counts.rows = 5;
    counts.cols = 6;
    counts.columns = {0, 3, 1, 5, 2, 3, 4, 0};
    counts.values = {1, 300, 2, 7, 1, 1, 4, 9};
    counts.rowPointers = {0, 2, 4, 4, 7, 8};
    return counts;
}

}  // namespace

class LayersTest : public QObject {
    Q_OBJECT

  private slots:
    void productsAreThoseOfThreeLoops() {
        for (const std::size_t rows : {1U, 5U, 6U, 13U})
            for (const std::size_t cols : {1U, 31U, 33U, 70U}) {
                const std::size_t depth = 9;
                const Batch<float> a = drawn<float>(rows, depth, 1);
                const Batch<float> b = drawn<float>(depth, cols, 2);
                Batch<float> c;
                c.reshape(rows, cols);
                std::ranges::fill(c.values, 0.5F);
                multiply(rows, cols, depth, Left<float>{a.row(0), a.stride, 1}, b.row(0), b.stride,
                         c.row(0), c.stride, true);
                for (std::size_t i = 0; i < rows; ++i)
                    for (std::size_t j = 0; j < cols; ++j) {
                        double sum = 0.5;
                        for (std::size_t t = 0; t < depth; ++t)
                            sum +=
                                static_cast<double>(a.row(i)[t]) * static_cast<double>(b.row(t)[j]);
                        QVERIFY(std::abs(sum - static_cast<double>(c.row(i)[j])) < 1e-5);
                    }
            }
    }

    void blockHasSlopesOfFiniteDifferences() {
        for (const double dropout : {0.0, 0.3}) {
            Parameters<double> parameters;
            Block<double> block(parameters, "block", 4, 3, dropout, base::Random(3));
            // Away from their start, where they would hide mistakes.
            for (double& value : parameters.values) value += value == 0.0 ? 0.0 : 0.1;
            Batch<double> x = drawn<double>(4, 7, 4);
            const Batch<double> weights = drawn<double>(3, 7, 5);
            const auto loss = [&] {
                return weighted(block.forward(parameters, x, Mode::Train, 9, {}), weights);
            };
            loss();
            Batch<double> dy = weights;
            Batch<double> dx;
            block.backward(parameters, x, dy, {}, &dx);
            for (const Slice& slice : parameters.slices) {
                if (!slice.trained) continue;
                for (std::size_t i = 0; i < slice.rows; ++i)
                    for (std::size_t j = 0; j < slice.cols; ++j) {
                        const std::size_t at = slice.offset + i * slice.stride + j;
                        QVERIFY2(isSlope(parameters.gradients[at], parameters.values[at], loss),
                                 slice.name.c_str());
                    }
            }
            for (std::size_t i = 0; i < 4; ++i)
                for (std::size_t c = 0; c < 7; ++c)
                    QVERIFY(isSlope(dx.row(i)[c], x.row(i)[c], loss));
        }
    }

    void sparseLayerIsTheDenseOneOfLogCounts() {
        const data::CsrMatrix counts = someCounts();
        SparseBatch<double> sparse;
        const std::vector<std::uint32_t> rows{4, 0, 2, 3};
        const std::vector<std::uint32_t> levels{0, 1, 0, 1, 1};
        sparse.gather(counts, rows, levels, 2);
        Batch<double> dense;
        dense.reshape(8, 4);
        std::ranges::fill(dense.values, 0.0);
        for (std::size_t c = 0; c < rows.size(); ++c) {
            for (std::size_t k = 0; k < counts.rowSize(rows[c]); ++k)
                dense.row(counts.rowColumns(rows[c])[k])[c] =
                    std::log1p(static_cast<double>(counts.rowValues(rows[c])[k]));
            dense.row(6 + levels[rows[c]])[c] = 1.0;
        }
        Parameters<double> ofSparse;
        Parameters<double> ofDense;
        SparseLinear<double> a(ofSparse, "a", 8, 5, base::Random(1));
        Linear<double> b(ofDense, "b", 8, 5, base::Random(1));
        for (std::size_t in = 0; in < 8; ++in)
            for (std::size_t out = 0; out < 5; ++out)
                ofDense.at(b.weight())[out * ofDense.slices[0].stride + in] =
                    ofSparse.at(a.weight())[in * ofSparse.slices[0].stride + out];
        for (std::size_t out = 0; out < 5; ++out)
            ofDense.at(b.bias())[out * ofDense.slices[1].stride] =
                ofSparse.at(1)[out * ofSparse.slices[1].stride];
        Batch<double> ya;
        Batch<double> yb;
        a.forward(ofSparse, sparse, ya, {});
        b.forward(ofDense, dense, yb, {});
        const Batch<double> dy = drawn<double>(5, 4, 2);
        a.backward(ofSparse, sparse, dy, {});
        b.backward(ofDense, dense, dy, nullptr, {});
        for (std::size_t out = 0; out < 5; ++out) {
            for (std::size_t c = 0; c < 4; ++c)
                QVERIFY(std::abs(ya.row(out)[c] - yb.row(out)[c]) < 1e-6);
            for (std::size_t in = 0; in < 8; ++in)
                QVERIFY(std::abs(ofDense.gradient(0)[out * ofDense.slices[0].stride + in] -
                                 ofSparse.gradient(0)[in * ofSparse.slices[0].stride + out]) <
                        1e-6);
        }
    }

    void batchNormFollowsTorch() {
        // torch 2.15.0: BatchNorm1d(1, eps=1e-3, momentum=0.01) of [1, 2, 4] in training, then of 3
        // by the running moments: by hand from its definition.
        Parameters<double> parameters;
        BatchNorm<double> norm(parameters, "norm", 1);
        Batch<double> x;
        x.reshape(1, 3);
        x.row(0)[0] = 1.0;
        x.row(0)[1] = 2.0;
        x.row(0)[2] = 4.0;
        norm.forward(parameters, x, Mode::Train);
        const double mean = 7.0 / 3.0;
        const double variance = 14.0 / 9.0;
        QVERIFY(std::abs(x.row(0)[2] - (4.0 - mean) / std::sqrt(variance + 1e-3)) < 1e-12);
        Batch<double> one;
        one.reshape(1, 1);
        one.row(0)[0] = 3.0;
        norm.forward(parameters, one, Mode::Evaluate);
        const double runningMean = 0.01 * mean;
        const double runningVariance = 0.99 + 0.01 * variance * 1.5;
        QVERIFY(std::abs(one.row(0)[0] - (3.0 - runningMean) / std::sqrt(runningVariance + 1e-3)) <
                1e-12);
    }

    void dropoutLeavesOutItsShare() {
        Batch<float> x;
        x.reshape(100, 100);
        std::ranges::fill(x.values, 1.0F);
        reluDropout(x, 0.2, 5);
        double kept = 0.0;
        for (std::size_t i = 0; i < 100; ++i)
            for (std::size_t c = 0; c < 100; ++c) {
                kept += x.row(i)[c] > 0.0F ? 1.0 : 0.0;
                QVERIFY(x.row(i)[c] == 0.0F || x.row(i)[c] == 1.25F);
            }
        QVERIFY(std::abs(kept / 1e4 - 0.8) < 0.02);
    }

    void adamFollowsItsPaper() {
        // Two steps along gradients 1 and 0.5 from the value 2, by the formulas of Kingma & Ba 2015
        // with decay 0.1 added to the gradient.
        Parameters<double> parameters;
        const std::size_t slice = parameters.add("x", 1, 1, 2.0);
        const AdamOptions options{0.1, 0.9, 0.999, 0.01, 0.1};
        double value = 2.0;
        double m = 0.0;
        double v = 0.0;
        for (int step = 1; step <= 2; ++step) {
            parameters.gradient(slice)[0] = step == 1 ? 1.0 : 0.5;
            const double g = (step == 1 ? 1.0 : 0.5) + 0.1 * value;
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            value -= 0.1 * (m / (1.0 - std::pow(0.9, step))) /
                     (std::sqrt(v / (1.0 - std::pow(0.999, step))) + 0.01);
            parameters.step(options, {});
            QVERIFY(std::abs(parameters.at(slice)[0] - value) < 1e-12);
        }
    }
};

QTEST_APPLESS_MAIN(LayersTest)
#include "layers_test.moc"
