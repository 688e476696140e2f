#include "core/report/page_scores.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace counterpoint::report {

namespace {

constexpr const char* beforeWord = "unintegrated";
constexpr const char* afterWord = "integrated";
constexpr double keyDot = 6.0;       ///< from a dot to its word
constexpr double besideTitle = 8.0;  ///< from a title to its line
constexpr double besideLine = 14.0;  ///< from a line to the key
constexpr std::array<std::pair<const char*, double>, 3> ticks{
    {{"0", 0.0}, {"0.5", 0.5}, {"1", 1.0}}};

/// Of a key above the lines, beside the letter of the panel.
double keyLeft(const PageText& text) {
    return 1.75 * text.size();
}

}  // namespace

PageScores::PageScores(const pipeline::Results& results, const plugin::Registry& registry,
                       const PageText& text, double width)
    : m_text(text) {
    double names = 0.0;
    for (const auto family :
         {plugin::MetricFamily::BatchRemoved, plugin::MetricFamily::BiologyKept}) {
        bool startsFamily = !m_rows.empty();
        for (const auto& metric : registry.metrics()) {
            const auto after = results.scores.find(metric->info().id);
            if (metric->info().family != family || after == results.scores.end() ||
                !std::isfinite(after->second->scaled))
                continue;
            Row row{metric->info().title, {}, after->second->scaled, startsFamily};
            const auto before = results.baseline.find(metric->info().id);
            if (before != results.baseline.end() && std::isfinite(before->second->scaled))
                row.before = before->second->scaled;
            names = std::max(names, m_text.width(row.title));
            m_hasFamilies = m_hasFamilies || startsFamily;
            startsFamily = false;
            m_rows.push_back(std::move(row));
        }
    }
    constexpr double keyShare = 0.35;  // of the width, that the lines have at least beside the key
    const double letter = m_text.size() + 1.0;
    m_left = letter + names + besideTitle;
    const double key = besideLine + keyDot + m_text.width(beforeWord);
    m_keyAbove = width - m_left - key < keyShare * width;
    m_width = width - m_left - (m_keyAbove ? m_text.width("1") : key);
}

bool PageScores::fits() const {
    const double key = keyLeft(m_text) + 3.0 * keyDot + m_text.width(beforeWord) + m_text.size() +
                       m_text.width(afterWord);
    return m_width >= m_text.width("0 0.5 1") + m_text.size() &&
           (!m_keyAbove || key <= m_left + m_width);
}

double PageScores::heightBeside() const {
    // The first line of text, the gap between families, the figures below, and what hangs down.
    return m_text.size() *
           (1.0 + (m_hasFamilies ? 0.5 : 0.0) + 0.75 + 0.4 + (m_keyAbove ? 1.75 : 0.0));
}

double PageScores::stepFor(double height) const {
    if (m_rows.empty()) return usualStep();
    return std::clamp((height - heightBeside()) / rowCount(), leastStep(), mostStep());
}

void PageScores::drawKey(PageBody& body, double x, double y) const {
    const double middle = m_text.size() * 0.33;
    body.mark(x, y - middle, false);
    body.text(x + keyDot, y, beforeWord);
    if (m_keyAbove)
        x += 2.0 * keyDot + m_text.width(beforeWord) + m_text.size();
    else
        y += usualStep();
    body.mark(x, y - middle, true);
    body.text(x + keyDot, y, afterWord);
}

void PageScores::draw(PageBody& body, double x, double top, double step) const {
    const double left = x + m_left;
    double y = top + m_text.size();
    if (m_keyAbove) {
        drawKey(body, x + keyLeft(m_text), y);
        y += 1.75 * m_text.size();
    } else {
        drawKey(body, left + m_width + besideLine, y);
    }
    const auto place = [&](double scaled) { return left + m_width * std::clamp(scaled, 0.0, 1.0); };
    for (const Row& row : m_rows) {
        if (row.startsFamily) y += m_text.size() * 0.5;
        const double middle = y - m_text.size() * 0.33;
        body.text(left - besideTitle, y, row.title, "text-anchor=\"end\"");
        body.line(left, middle, left + m_width, middle, pageLine, 0.5);
        if (row.before) {
            body.line(place(*row.before), middle, place(row.after), middle, pageQuiet, 0.8);
            body.mark(place(*row.before), middle, false);
        }
        body.mark(place(row.after), middle, true);
        y += step;
    }
    y += m_text.size() * 0.75;
    for (const auto& [word, value] : ticks)
        body.text(place(value), y, word, "text-anchor=\"middle\"");
}

}  // namespace counterpoint::report
