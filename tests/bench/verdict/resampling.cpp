#include "tests/bench/verdict/resampling.h"

#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>

namespace counterpoint::bench {

namespace {

constexpr std::size_t draws = 500;

}  // namespace

std::string Resampled::text() const {
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.4f (%.4f-%.4f)", value, low, high);
    return buffer.data();
}

Resampling::Resampling(std::span<const Outcome> outcomes) : m_outcomes(outcomes) {
    std::map<std::string, std::size_t> numbers;
    for (const Outcome& outcome : outcomes)
        m_setOf.push_back(numbers.try_emplace(outcome.set, numbers.size()).first->second);
    m_sets = numbers.size();
    for (std::size_t d = 0; d < draws; ++d) {
        base::Random random(17, d);
        std::vector<double> drawn(m_sets, 0.0);
        for (std::size_t s = 0; s < m_sets; ++s) drawn[random.below(m_sets)] += 1.0;
        m_draws.push_back(std::move(drawn));
    }
}

Resampled Resampling::over(const std::function<double(std::span<const double>)>& statistic) const {
    Resampled result;
    std::vector<double> weights(m_outcomes.size(), 1.0);
    result.value = statistic(weights);
    std::vector<double> values;
    for (const auto& drawn : m_draws) {
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = drawn[m_setOf[i]];
        const double value = statistic(weights);
        if (std::isfinite(value)) values.push_back(value);
    }
    if (values.empty()) return result;
    std::ranges::sort(values);
    result.low = values[values.size() / 40];
    result.high = values[values.size() - 1 - values.size() / 40];
    return result;
}

Resampled Resampling::mean(
    const std::function<std::optional<double>(const Outcome&)>& number) const {
    std::vector<std::optional<double>> numbers;
    for (const Outcome& outcome : m_outcomes) numbers.push_back(number(outcome));
    return over([&](std::span<const double> weights) {
        double sum = 0.0;
        double of = 0.0;
        for (std::size_t i = 0; i < weights.size(); ++i)
            if (numbers[i]) {
                sum += weights[i] * *numbers[i];
                of += weights[i];
            }
        return sum / of;
    });
}

Resampled Resampling::auroc(std::span<const double> values,
                            std::span<const std::optional<bool>> wrong) const {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (wrong[i] && std::isfinite(values[i])) order.push_back(i);
    std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
    return over([&](std::span<const double> weights) {
        double right = 0.0;  // weight of right ones below
        double all = 0.0;
        double won = 0.0;
        for (std::size_t at = 0; at < order.size();) {
            std::size_t end = at;
            double tiedRight = 0.0;
            double tiedWrong = 0.0;
            for (; end < order.size() && values[order[end]] == values[order[at]]; ++end)
                (*wrong[order[end]] ? tiedWrong : tiedRight) += weights[order[end]];
            won += tiedWrong * (right + tiedRight / 2.0);
            right += tiedRight;
            all += tiedWrong;
            at = end;
        }
        return won / (right * all);
    });
}

}  // namespace counterpoint::bench
