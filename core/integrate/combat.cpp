#include "core/base/error.h"
#include "core/integrate/methods.h"
#include "core/integrate/one_step.h"
#include "core/plugin/fields.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace counterpoint::integrate {
namespace {

struct CombatOptions {
    bool meanOnly = false;  ///< leaves the spread of the batches as it is

    static const plugin::Fields<CombatOptions>& fields() {
        static const plugin::Fields<CombatOptions> all({
            {{.key = "mean_only",
              .title = "Means only",
              .help = "Corrects where each batch lies, not how widely it spreads.",
              .kind = plugin::ParameterKind::Boolean,
              .stronger = "corrects less",
              .citation = "R sva"},
             &CombatOptions::meanOnly},
        });
        return all;
    }
};

double meanOf(std::span<const double> x) {
    double sum = 0.0;
    for (const double value : x) sum += value;
    return sum / static_cast<double>(x.size());
}

/// n − 1; 0 for one value.
double varianceOf(std::span<const double> x) {
    const double mean = meanOf(x);
    double sum = 0.0;
    for (const double value : x) sum += (value - mean) * (value - mean);
    return sum / std::max(1.0, static_cast<double>(x.size()) - 1.0);
}

/// Location and squared scale of one batch in every column, shrunk towards what the columns have in
/// common by parametric empirical Bayes (Johnson, Li & Rabinovic 2007).
struct BatchEffect {
    std::vector<double> gamma;
    std::vector<double> delta2;
};

BatchEffect shrunken(std::span<const double> gamma, std::span<const double> delta2, double cells) {
    constexpr int mostRounds = 1000;
    constexpr double tolerance = 1e-4;
    constexpr double floor = 1e-8;  // keeps the relative change defined
    const double priorMean = meanOf(gamma);
    const double priorVariance = varianceOf(gamma);
    const double m = meanOf(delta2);
    const double v = varianceOf(delta2);
    BatchEffect effect{{gamma.begin(), gamma.end()}, {delta2.begin(), delta2.end()}};
    double change = 1.0;
    for (int round = 0; round < mostRounds && change > tolerance; ++round) {
        change = 0.0;
        for (std::size_t j = 0; j < gamma.size(); ++j) {
            const double location =
                (cells * priorVariance * gamma[j] + effect.delta2[j] * priorMean) /
                (cells * priorVariance + effect.delta2[j]);
            const double off = gamma[j] - location;
            const double squares = (cells - 1.0) * delta2[j] + cells * off * off;
            // Where all columns spread alike, the prior is certain of their mean.
            const double scale = v > 0.0 ? (0.5 * squares + (m * v + m * m * m) / v) /
                                               (0.5 * cells + (2.0 * v + m * m) / v - 1.0)
                                         : m;
            const auto relative = [&](double now, double before) {
                return std::abs(now - before) / std::max(std::abs(before), floor);
            };
            change = std::max(
                {change, relative(location, effect.gamma[j]), relative(scale, effect.delta2[j])});
            effect.gamma[j] = location;
            effect.delta2[j] = scale;
        }
    }
    return effect;
}

/// One step of the same with unit scales and weight 1, as sva's mean.only.
BatchEffect shrunkenMeans(std::span<const double> gamma) {
    const double priorMean = meanOf(gamma);
    const double priorVariance = varianceOf(gamma);
    BatchEffect effect{{}, std::vector<double>(gamma.size(), 1.0)};
    for (const double mean : gamma)
        effect.gamma.push_back((priorVariance * mean + priorMean) / (priorVariance + 1.0));
    return effect;
}

/// Overall mean and pooled variance (divided by n) of each column; of the reference where there is
/// one.
struct Standard {
    std::vector<double> means;
    std::vector<double> deviations;
};

Standard standardOf(const GroupMoments& moments, const BatchGroups& groups, std::size_t columns) {
    const bool anchored = std::ranges::find(groups.anchored, 1) != groups.anchored.end();
    Standard standard{std::vector<double>(columns, 0.0), std::vector<double>(columns, 0.0)};
    double cells = 0.0;
    for (std::size_t g = 0; g < groups.groupCount(); ++g) {
        if (anchored && groups.anchored[g] == 0) continue;
        const double n = moments.counts[g];
        cells += n;
        for (std::size_t j = 0; j < columns; ++j) {
            standard.means[j] += n * moments.means[g * columns + j];
            standard.deviations[j] += (n - 1.0) * moments.variances[g * columns + j];
        }
    }
    for (double& x : standard.means) x /= cells;
    for (double& x : standard.deviations) x = std::sqrt(x / cells);
    return standard;
}

data::Embedding combat(const data::Embedding& pca, const BatchGroups& groups, bool meanOnly,
                       const base::Job& job) {
    const std::size_t columns = pca.cols;
    const GroupMoments moments = groupMoments(pca, groups, job);
    const Standard standard = standardOf(moments, groups, columns);
    // A single cell has no spread to correct.
    meanOnly = meanOnly || std::ranges::min(moments.counts) < 2.0;

    GroupLines lines{std::vector<double>(moments.means.size(), 1.0),
                     std::vector<double>(moments.means.size(), 0.0)};
    for (std::size_t g = 0; g < groups.groupCount(); ++g) {
        // Columns that vary take part; the others stay as they are.
        std::vector<std::size_t> varying;
        std::vector<double> gamma;
        std::vector<double> delta2;
        for (std::size_t j = 0; j < columns; ++j) {
            const double deviation = standard.deviations[j];
            if (!(deviation > 0.0)) continue;
            varying.push_back(j);
            gamma.push_back((moments.means[g * columns + j] - standard.means[j]) / deviation);
            delta2.push_back(moments.variances[g * columns + j] / (deviation * deviation));
        }
        if (varying.empty()) continue;
        const BatchEffect effect =
            meanOnly ? shrunkenMeans(gamma) : shrunken(gamma, delta2, moments.counts[g]);
        for (std::size_t t = 0; t < varying.size(); ++t) {
            const std::size_t j = varying[t];
            const double scale = std::sqrt(effect.delta2[t]);
            if (!(scale > 0.0)) continue;
            lines.slopes[g * columns + j] = 1.0 / scale;
            lines.offsets[g * columns + j] =
                standard.means[j] -
                (standard.means[j] + effect.gamma[t] * standard.deviations[j]) / scale;
        }
    }
    return along(lines, pca, groups, job);
}

class Combat final : public plugin::IntegrationMethod {
  public:
    const plugin::MethodInfo& info() const override {
        static const plugin::MethodInfo info{
            .id = "combat",
            .title = "ComBat",
            .help = "Aligns the mean and spread of the batches in each principal component.",
            .citation =
                "Johnson W. E., Li C., Rabinovic A. Adjusting batch effects in microarray "
                "expression data using empirical Bayes methods. Biostatistics 8, 118–127 "
                "(2007)",
            .parameters = CombatOptions::fields().parameters()};
        return info;
    }
    int version() const override { return 1; }
    std::unique_ptr<plugin::IntegrationRun> start(const plugin::IntegrationInput& input,
                                                  const plugin::Values& values,
                                                  const base::Job& /*job*/) const override {
        const bool meanOnly = CombatOptions::fields().options(values).meanOnly;
        return oneStep([&pca = input.pca, meanOnly,
                        groups = groupCells(input.batches, input.pca.rows, input.reference)](
                           const base::Job& job) { return combat(pca, groups, meanOnly, job); });
    }
};

}  // namespace

std::unique_ptr<plugin::IntegrationMethod> makeCombat() {
    return std::make_unique<Combat>();
}

}  // namespace counterpoint::integrate
