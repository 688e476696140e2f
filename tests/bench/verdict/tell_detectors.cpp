#include "tests/bench/verdict/outcome.h"
#include "tests/bench/verdict/resampling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>

namespace counterpoint::bench {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Values of one detector and what is true, where both are known.
struct Scored {
    double value;
    bool wrong;
    const std::string* kind;
};

struct Rates {
    double caught = 0.0;         ///< of the wrong ones
    double falselyCalled = 0.0;  ///< of the right ones
    double worst = 0.0;          ///< falsely called in the worst kind
    std::string worstKind;
};

/// The threshold that best parts wrong from right (Youden), over all kinds but one.
double thresholdWithout(const std::vector<Scored>& ascending, const std::string& kind) {
    double wrongAbove = 0.0;
    double rightAbove = 0.0;
    for (const Scored& s : ascending)
        if (*s.kind != kind) (s.wrong ? wrongAbove : rightAbove) += 1.0;
    const double allWrong = std::max(1.0, wrongAbove);
    const double allRight = std::max(1.0, rightAbove);
    double best = -2.0;
    double threshold = 0.0;
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        const Scored& s = ascending[i];
        if (*s.kind == kind) continue;
        (s.wrong ? wrongAbove : rightAbove) -= 1.0;
        const double gain = wrongAbove / allWrong - rightAbove / allRight;
        if (gain > best) {
            best = gain;
            threshold = s.value;
        }
    }
    return threshold;
}

Rates leaveOneKindOut(std::vector<Scored> scored) {
    std::ranges::sort(scored, {}, &Scored::value);
    std::set<std::string> kinds;
    for (const Scored& s : scored) kinds.insert(*s.kind);
    Rates rates;
    if (kinds.size() < 2) return {unknown, unknown, unknown, {}};  // nothing to learn from
    double wrong = 0.0;
    double right = 0.0;
    for (const std::string& kind : kinds) {
        const double threshold = thresholdWithout(scored, kind);
        double rightHere = 0.0;
        double calledHere = 0.0;
        for (const Scored& s : scored) {
            if (*s.kind != kind) continue;
            (s.wrong ? wrong : rightHere) += 1.0;
            if (s.value > threshold) (s.wrong ? rates.caught : calledHere) += 1.0;
        }
        if (rightHere > 0.0 && calledHere / rightHere > rates.worst) {
            rates.worst = calledHere / rightHere;
            rates.worstKind = kind;
        }
        rates.falselyCalled += calledHere;
        right += rightHere;
    }
    rates.caught /= std::max(1.0, wrong);
    rates.falselyCalled /= std::max(1.0, right);
    return rates;
}

struct Line {
    std::string name;
    Resampled auroc;
    Rates rates;
    double undefined = 0.0;  ///< share without a value
};

}  // namespace

void tellDetectors(std::ostream& out, std::span<const Outcome> outcomes) {
    std::set<std::string> names;
    for (const Outcome& o : outcomes)
        for (const auto& [name, value] : o.detectors) names.insert(name);
    names.erase("coverage");
    names.erase("flagged");
    const Resampling sets(outcomes);
    for (const auto& [question, member] :
         {std::pair{"under", &Truth::under}, std::pair{"over", &Truth::over}}) {
        std::vector<std::optional<bool>> wrong;
        for (const Outcome& o : outcomes)
            wrong.push_back(Truth::isClear(o.truth.*member) ? std::optional(o.truth.*member > 0.15)
                                                            : std::nullopt);
        std::vector<Line> lines;
        for (const std::string& name : names) {
            std::vector<double> values;
            std::vector<Scored> scored;
            double asked = 0.0;
            for (std::size_t i = 0; i < outcomes.size(); ++i) {
                const auto found = outcomes[i].detectors.find(name);
                values.push_back(found == outcomes[i].detectors.end()
                                     ? std::numeric_limits<double>::quiet_NaN()
                                     : found->second);
                if (!wrong[i]) continue;
                asked += 1.0;
                if (std::isfinite(values.back()))
                    scored.push_back({values.back(), *wrong[i], &outcomes[i].kind});
            }
            const double undefined =
                1.0 - static_cast<double>(scored.size()) / std::max(1.0, asked);
            lines.push_back(
                {name, sets.auroc(values, wrong), leaveOneKindOut(std::move(scored)), undefined});
        }
        std::ranges::sort(lines, std::greater<>{}, [](const Line& l) {
            return std::isfinite(l.auroc.value) ? l.auroc.value : -1.0;
        });
        out << "  " << question
            << ": AUROC (95 % over sets); caught and falsely called at thresholds from the other "
               "kinds\n";
        for (const Line& line : lines) {
            if (!std::isfinite(line.auroc.value)) continue;
            std::array<char, 200> text{};
            std::snprintf(text.data(), text.size(),
                          "    %-24s %s  caught %.3f  falsely %.3f  worst %.2f %s",
                          line.name.c_str(), line.auroc.text().c_str(), line.rates.caught,
                          line.rates.falselyCalled, line.rates.worst, line.rates.worstKind.c_str());
            out << text.data();
            if (line.undefined > 0.0005) {
                std::snprintf(text.data(), text.size(), "  undefined %.1f %%",
                              100.0 * line.undefined);
                out << text.data();
            }
            out << '\n';
        }
    }
}

}  // namespace counterpoint::bench
