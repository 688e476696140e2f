#include "tests/bench/verdict/outcome.h"
#include "tests/bench/verdict/resampling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace counterpoint::bench {

namespace {

using diagnose::Verdict;

constexpr std::array verdicts = {Verdict::Balanced, Verdict::Under, Verdict::Over, Verdict::Mixed,
                                 Verdict::CannotTell};

template <class... Values>
std::string text(const char* format, Values... values) {
    std::array<char, 200> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, values...);
    return buffer.data();
}

void tellConfusion(std::ostream& out, std::span<const Outcome> outcomes) {
    out << "  truth \\ said";
    for (const Verdict said : verdicts) out << text(" %12s", diagnose::idOf(said).c_str());
    out << '\n';
    for (const Verdict truth : verdicts) {
        if (truth == Verdict::CannotTell) continue;
        out << text("  %-12s", diagnose::idOf(truth).c_str());
        for (const Verdict said : verdicts)
            out << text(" %12d", static_cast<int>(std::ranges::count_if(outcomes, [&](auto& o) {
                            return o.right == truth && o.verdict == said;
                        })));
        out << '\n';
    }
}

/// Of the truly balanced among `chosen`, how many were called something else.
template <class Chosen>
void tellFalseAlarms(std::ostream& out, std::span<const Outcome> outcomes, const char* name,
                     const Chosen& chosen) {
    int of = 0;
    int alarms = 0;
    int untold = 0;
    for (const Outcome& o : outcomes) {
        if (o.right != Verdict::Balanced || !chosen(o)) continue;
        ++of;
        if (o.verdict == Verdict::CannotTell)
            ++untold;
        else if (o.verdict != Verdict::Balanced)
            ++alarms;
    }
    out << text("  false alarms, %s: %d of %d (+ %d cannot tell)\n", name, alarms, of, untold);
}

/// How often a truth above 0.10 came true where it was said to be probable: in tenths of what was
/// said, number of embeddings, mean of what was said, what came true.
void tellReliability(std::ostream& out, std::span<const Outcome> outcomes, const char* name,
                     double Outcome::*probability, double Truth::*truth) {
    constexpr int bins = 10;
    std::array<double, bins> count{};
    std::array<double, bins> said{};
    std::array<double, bins> cameTrue{};
    double brier = 0.0;
    double all = 0.0;
    for (const Outcome& o : outcomes) {
        const double p = o.*probability;
        if (!std::isfinite(p) || !std::isfinite(o.truth.*truth)) continue;
        const double wrong = o.truth.*truth > 0.10 ? 1.0 : 0.0;
        const int bin = std::min(bins - 1, static_cast<int>(p * bins));
        count[bin] += 1.0;
        said[bin] += p;
        cameTrue[bin] += wrong;
        brier += (p - wrong) * (p - wrong);
        all += 1.0;
    }
    out << "  " << name << ", n: said, came true";
    for (int bin = 0; bin < bins; ++bin)
        if (count[bin] > 0.0)
            out << text("  %.0f: %.2f, %.2f", count[bin], said[bin] / count[bin],
                        cameTrue[bin] / count[bin]);
    out << text("  Brier %.3f\n", all > 0.0 ? brier / all : 0.0);
}

}  // namespace

void tellVerdicts(std::ostream& out, std::span<const Outcome> outcomes) {
    const Resampling sets(outcomes);
    const auto accuracy = [&](const auto& counted) {
        return sets.mean([&](const Outcome& o) -> std::optional<double> {
            if (!o.right || !counted(o)) return std::nullopt;
            return o.correct() ? 1.0 : 0.0;
        });
    };
    const auto grey = std::ranges::count_if(outcomes, [](const Outcome& o) { return !o.right; });
    out << text("  %d embeddings of %d sets, %d with a clear truth\n",
                static_cast<int>(outcomes.size()), static_cast<int>(sets.count()),
                static_cast<int>(outcomes.size()) - static_cast<int>(grey));
    tellConfusion(out, outcomes);
    out << "  four classes right: " << accuracy([](auto&) { return true; }).text()
        << "\n  not counting cannot tell: "
        << accuracy([](auto& o) { return o.verdict != Verdict::CannotTell; }).text()
        << "\n  Harmony alone: "
        << accuracy([](auto& o) { return o.correction.starts_with("harmony"); }).text()
        << "\n  clear (not borderline): " << accuracy([](auto& o) { return !o.borderline; }).text()
        << "\n  by kind:";
    std::map<std::string, std::array<int, 2>> kinds;
    for (const Outcome& o : outcomes)
        if (o.right) {
            ++kinds[o.kind][1];
            if (o.correct()) ++kinds[o.kind][0];
        }
    for (const auto& [kind, counts] : kinds)
        out << text(" %s %.1f", kind.c_str(), 100.0 * counts[0] / counts[1]);
    out << '\n';
    tellFalseAlarms(out, outcomes, "all", [](auto&) { return true; });
    tellFalseAlarms(out, outcomes, "null data", [](auto& o) { return o.kind == "null"; });
    tellFalseAlarms(out, outcomes, "oracle", [](auto& o) { return o.correction == "oracle"; });
    tellFalseAlarms(out, outcomes, "oracle of the twin",
                    [](auto& o) { return o.correction == "oracle of the twin"; });
    tellReliability(out, outcomes, "p under", &Outcome::underProbability, &Truth::under);
    tellReliability(out, outcomes, "p over", &Outcome::overProbability, &Truth::over);
    out << "  errors:\n";
    for (const Outcome& o : outcomes)
        if (o.right && !o.correct())
            out << text(
                "    %-22s %-20s %-8s said %-11s U %5.2f of %5.2f  L %5.2f of %5.2f  "
                "coverage %.2f%s\n",
                o.set.c_str(), o.correction.c_str(), diagnose::idOf(*o.right).c_str(),
                diagnose::idOf(o.verdict).c_str(), o.detectors.at("U"), o.truth.under,
                o.detectors.at("L"), o.truth.over, o.detectors.at("coverage"),
                o.borderline ? "  borderline" : "");
}

}  // namespace counterpoint::bench
