#pragma once

#include "ui/charts/convergence_plot.h"
#include "ui/charts/sweep_chart.h"
#include "ui/charts/trade_off_chart.h"

namespace counterpoint::test {

/// The runs of the design's pictures.
inline std::vector<charts::TradeOffRun> sevenRuns() {
    const auto run = [](int number, const char* settings, double batch, double biology) {
        const QString label =
            QStringLiteral("%1 · %2").arg(number).arg(QString::fromUtf8(settings));
        return charts::TradeOffRun{
            .id = 100 + number,
            .label = label,
            .name =
                QStringLiteral("Run %1, Harmony %2").arg(number).arg(QString::fromUtf8(settings)),
            .batch = batch,
            .biology = biology};
    };
    std::vector<charts::TradeOffRun> runs{
        run(1, "", 0.2175, 0.830),        run(2, "θ 0", 0.4225, 0.820),
        run(3, "θ 1", 0.5825, 0.820),     run(4, "θ 4, λ 1", 0.6125, 0.790),
        run(5, "θ 2, λ 1", 0.600, 0.815), run(6, "θ 4", 0.590, 0.8175),
        run(7, "θ 2", 0.5875, 0.8185)};
    runs[0].label = QStringLiteral("1 unintegrated");
    runs[0].unintegrated = true;
    runs[0].pinned = true;
    runs[3].pinned = true;
    return runs;
}

inline charts::TradeOffSweep thetaSweep() {
    const auto at = [](double theta, double batch, double biology) {
        const bool recommended = theta >= 1.0 && theta <= 2.0;
        return charts::TradeOffSetting{.value = theta,
                                       .label = QStringLiteral("θ %1").arg(theta),
                                       .batch = batch,
                                       .biology = biology,
                                       .recommended = recommended,
                                       .isDefault = theta == 1.0};
    };
    return {.settings = {at(0, 0.42, 0.8203), at(0.5, 0.5, 0.8207), at(1, 0.575, 0.8205),
                         at(1.5, 0.587, 0.8185), at(2, 0.592, 0.815), at(4, 0.6, 0.808),
                         at(8, 0.61, 0.797)},
            .recommended = QStringLiteral("recommended θ 1 to 2"),
            .stale = {}};
}

inline charts::TradeOffNow nowAt(double batch, double biology, bool isStale = false) {
    return {.batch = batch, .biology = biology, .note = {}, .stale = isStale};
}

inline std::vector<charts::ObjectiveRound> harmonyRounds() {
    // Shaped like a run of Harmony on 10 679 cells: the total falls, then levels off.
    std::vector<charts::ObjectiveRound> rounds;
    const double errors[] = {1460, 1392, 1371, 1362, 1358, 1356.5, 1356};
    const double entropies[] = {-262, -271, -276, -279, -280.5, -281, -281.2};
    const double diversities[] = {188, 121, 103, 96, 93, 92.1, 91.8};
    for (int i = 0; i < 7; ++i)
        rounds.push_back({i + 1,
                          errors[i] + entropies[i] + diversities[i],
                          {{QStringLiteral("k-means error"), errors[i]},
                           {QStringLiteral("entropy"), entropies[i]},
                           {QStringLiteral("diversity"), diversities[i]}}});
    return rounds;
}

inline std::vector<charts::SweepCurve> underAndOver() {
    const double thetas[] = {0, 0.5, 1, 1.5, 2, 3, 4, 6, 8};
    const double unders[] = {0.62, 0.31, 0.13, 0.09, 0.07, 0.05, 0.045, 0.04, 0.04};
    const double overs[] = {0.02, 0.03, 0.04, 0.06, 0.09, 0.15, 0.24, 0.38, 0.47};
    charts::SweepCurve under{.name = QStringLiteral("too separate (U)"),
                             .tone = charts::SweepTone::Under,
                             .limit = 0.15,
                             .limitText = QStringLiteral("limit 0.15")};
    charts::SweepCurve over{.name = QStringLiteral("populations lost (L)"),
                            .tone = charts::SweepTone::Over,
                            .limit = 0.18,
                            .limitText = QStringLiteral("limit 0.18")};
    for (int i = 0; i < 9; ++i) {
        under.points.push_back({thetas[i], unders[i], unders[i] - 0.03, unders[i] + 0.03});
        over.points.push_back({thetas[i], overs[i], overs[i] - 0.02 - 0.1 * overs[i],
                               overs[i] + 0.02 + 0.1 * overs[i]});
    }
    return {under, over};
}

}  // namespace counterpoint::test
