#include "core/embed/umap_kernels.h"

#include "core/base/random.h"
#include "core/linalg/kernel.h"
#include "core/linalg/vector_math.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::embed::kernels {
namespace {

constexpr float LargestGradient = 4.0F;  ///< umap-learn clips each component to ±4
constexpr float Softening = 0.001F;      ///< keeps the repulsion of touching cells finite
constexpr float SmallestSquare = 1e-12F;
// Adam as uwot's batch mode sets it.
constexpr double MeanDecay = 0.5;
constexpr double SquareDecay = 0.9;
constexpr float Epsilon = 1e-7F;

[[gnu::always_inline]] inline float clipped(float x) {
    const float low = x < -LargestGradient ? -LargestGradient : x;
    return low > LargestGradient ? LargestGradient : low;
}

/// 32 well-mixed bits of a counter (Wellons' lowbias32); cheap in vector code.
[[gnu::always_inline]] inline std::uint32_t bitsOf(std::uint32_t x) {
    x ^= x >> 16U;
    x *= 0x7FEB352DU;
    x ^= x >> 15U;
    x *= 0x846CA68BU;
    return x ^ (x >> 16U);
}

COUNTERPOINT_KERNEL
void moveCoordinates(const float* gradient, std::size_t begin, std::size_t end, float rate,
                     float squareScale, float reach, Moments* moments, float* layout) {
    constexpr auto KeepMean = static_cast<float>(MeanDecay);
    constexpr auto KeepSquare = static_cast<float>(SquareDecay);
    for (std::size_t c = begin; c < end; ++c) {
        const float g = gradient[c];
        Moments& moment = moments[c];
        moment.mean = KeepMean * moment.mean + (1.0F - KeepMean) * g;
        moment.square = KeepSquare * moment.square + (1.0F - KeepSquare) * g * g;
        const float change =
            rate * moment.mean / (std::sqrt(moment.square * squareScale) + Epsilon);
        layout[c] += std::clamp(change, -reach, reach);
    }
}

}  // namespace

Graph strongEdges(const data::CsrMatrix& graph, int epochs) {
    Graph strong;
    strong.rowPointers.reserve(graph.rows + 1);
    strong.strengths.reserve(graph.rows);
    const float largest =
        graph.values.empty() ? 1.0F : *std::max_element(graph.values.begin(), graph.values.end());
    const float least = largest / static_cast<float>(epochs);
    for (std::size_t i = 0; i < graph.rows; ++i) {
        double strength = 0.0;
        for (std::size_t e = 0; e < graph.rowSize(i); ++e) {
            const float weight = graph.rowValues(i)[e];
            if (weight < least) continue;
            strong.columns.push_back(graph.rowColumns(i)[e]);
            strong.weights.push_back(weight / largest);
            strength += weight / largest;
        }
        while (strong.columns.size() % Lanes != 0) {
            strong.columns.push_back(static_cast<std::uint32_t>(i));
            strong.weights.push_back(0.0F);
        }
        strong.rowPointers.push_back(static_cast<std::int64_t>(strong.columns.size()));
        strong.strengths.push_back(static_cast<float>(strength));
    }
    return strong;
}

std::uint64_t epochKey(std::uint64_t seed, int epoch) {
    return base::mix(base::mix(seed) + static_cast<std::uint64_t>(epoch));
}

COUNTERPOINT_KERNEL
void addForces(const std::int64_t* rowPointers, const std::uint32_t* columns, const float* weights,
               const float* strengths, const float* layout, std::size_t cells, std::size_t begin,
               std::size_t end, float a, float b, float negativeRate, std::uint64_t key,
               float* gradient) {
    const auto bound = static_cast<std::uint64_t>(cells);
    for (std::size_t i = begin; i < end; ++i) {
        const float x = layout[2 * i];
        const float y = layout[2 * i + 1];
        float forceX[Lanes] = {};
        float forceY[Lanes] = {};
        for (std::int64_t e = rowPointers[i]; e < rowPointers[i + 1]; e += Lanes) {
#pragma omp simd
            for (std::size_t lane = 0; lane < Lanes; ++lane) {
                const std::size_t j = columns[e + lane];
                const float dx = x - layout[2 * j];
                const float dy = y - layout[2 * j + 1];
                const float square = dx * dx + dy * dy;
                const float safe = square > SmallestSquare ? square : SmallestSquare;
                const float power = linalg::powOfPositive(safe, b);
                const float factor = -2.0F * a * b * power / (safe * (1.0F + a * power));
                forceX[lane] += 2.0F * weights[e + lane] * clipped(factor * dx);
                forceY[lane] += 2.0F * weights[e + lane] * clipped(factor * dy);
            }
        }

        const std::uint64_t cellKey = base::mix(key ^ static_cast<std::uint64_t>(i));
        const auto low = static_cast<std::uint32_t>(cellKey);
        const float chance = static_cast<float>(cellKey >> 40U) * 0x1.0p-24F;
        const auto draws = static_cast<std::uint32_t>(negativeRate * strengths[i] + chance);
        for (std::uint32_t first = 0; first < draws; first += Lanes) {
            std::uint32_t others[Lanes];
            float counts[Lanes];
            for (std::uint32_t lane = 0; lane < Lanes; ++lane) {
                const std::uint64_t bits = bitsOf(low + (first + lane) * 0x9E3779B9U);
                others[lane] = static_cast<std::uint32_t>((bits * bound) >> 32U);
                counts[lane] = first + lane < draws ? 1.0F : 0.0F;
            }
#pragma omp simd
            for (std::size_t lane = 0; lane < Lanes; ++lane) {
                const std::size_t j = others[lane];
                const float dx = x - layout[2 * j];
                const float dy = y - layout[2 * j + 1];
                const float square = dx * dx + dy * dy;
                const float safe = square > SmallestSquare ? square : SmallestSquare;
                const float power = linalg::powOfPositive(safe, b);
                const float factor = 2.0F * b / ((Softening + safe) * (1.0F + a * power));
                // A cell does not push itself: dx = dy = 0.
                forceX[lane] += counts[lane] * clipped(factor * dx);
                forceY[lane] += counts[lane] * clipped(factor * dy);
            }
        }
        float sumX = 0.0F;
        float sumY = 0.0F;
        for (std::size_t lane = 0; lane < Lanes; ++lane) {
            sumX += forceX[lane];
            sumY += forceY[lane];
        }
        gradient[2 * i] = sumX;
        gradient[2 * i + 1] = sumY;
    }
}

void move(const float* gradient, std::size_t begin, std::size_t end, int step, double rate,
          float reach, Moments* moments, float* layout) {
    // The means start at zero; these undo their pull towards it.
    const double meanScale = 1.0 / (1.0 - std::pow(MeanDecay, step));
    const double squareScale = 1.0 / (1.0 - std::pow(SquareDecay, step));
    moveCoordinates(gradient, begin, end, static_cast<float>(rate * meanScale),
                    static_cast<float>(squareScale), reach, moments, layout);
}

}  // namespace counterpoint::embed::kernels
