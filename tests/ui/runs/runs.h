#pragma once

#include "ui/runs/run_row.h"

#include <vector>

namespace counterpoint::test {

/// Eight scores as the window shows them.
inline std::vector<runs::RunColumn> eightColumns() {
    using runs::Family;
    const auto column = [](const char* head, const char* title, Family family) {
        return runs::RunColumn{QString::fromUtf8(head), QString::fromUtf8(title),
                               QStringLiteral("One sentence about it."), family};
    };
    return {column("iLISI", "iLISI", Family::BatchRemoved),
            column("kBET", "kBET", Family::BatchRemoved),
            column("ASW b", "ASW batch", Family::BatchRemoved),
            column("PCR", "PCR", Family::BatchRemoved),
            column("cLISI", "cLISI", Family::BiologyKept),
            column("ASW ct", "ASW cell type", Family::BiologyKept),
            column("Isol.", "Isolated labels", Family::BiologyKept),
            column("Own nb", "Own neighbours", Family::BiologyKept)};
}

/// A run with those scores; Batch and Biology are their means, Total 40 and 60 % of them.
inline runs::RunRow run(int number, const char* settings, const std::vector<double>& scores,
                        runs::Lean lean, const char* verdict) {
    runs::RunRow row;
    row.id = 100 + number;
    row.number = number;
    row.name = QStringLiteral("Harmony");
    row.settings = QString::fromUtf8(settings);
    for (const double score : scores) row.scores.push_back({score});
    const auto mean = [&](std::size_t first) {
        return (scores[first] + scores[first + 1] + scores[first + 2] + scores[first + 3]) / 4.0;
    };
    row.batch.value = mean(0);
    row.biology.value = mean(4);
    row.total.value = 0.4 * row.batch.value + 0.6 * row.biology.value;
    row.verdict = runs::RunVerdict{lean, QString::fromUtf8(verdict), QStringLiteral("Because.")};
    return row;
}

/// The runs of the design's pictures.
inline std::vector<runs::RunRow> sevenRuns() {
    using runs::Lean;
    std::vector<runs::RunRow> rows{
        run(1, "", {0.04, 0.06, 0.77, 0.00, 1.0, 0.62, 0.70, 1.00}, Lean::Under, "Under"),
        run(2, "θ 0, λ auto", {0.17, 0.27, 0.86, 0.39, 1.0, 0.63, 0.69, 0.96}, Lean::Under,
            "Under"),
        run(3, "θ 1, λ auto", {0.34, 0.38, 0.90, 0.71, 1.0, 0.65, 0.68, 0.95}, Lean::Balanced,
            "Balanced"),
        run(4, "θ 4, λ 1.0", {0.37, 0.37, 0.90, 0.81, 1.0, 0.64, 0.60, 0.92}, Lean::Over, "Over"),
        run(5, "θ 2, λ 1.0", {0.39, 0.37, 0.90, 0.74, 1.0, 0.65, 0.67, 0.94}, Lean::Balanced,
            "Balanced"),
        run(6, "θ 4, λ auto", {0.35, 0.38, 0.90, 0.73, 1.0, 0.64, 0.67, 0.95}, Lean::Balanced,
            "Balanced"),
        run(7, "θ 2, λ auto", {0.34, 0.39, 0.90, 0.72, 1.0, 0.65, 0.68, 0.95}, Lean::Balanced,
            "Balanced")};
    rows[0].name = QStringLiteral("Unintegrated");
    rows[0].pinned = true;
    rows[6].pinned = true;
    return rows;
}

}  // namespace counterpoint::test
