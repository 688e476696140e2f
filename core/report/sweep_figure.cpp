// tradeoff.svg: two small panels drawn by hand, so that a journal's editor finds lines and text.

#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"
#include "core/report/sweep_report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <sstream>
#include <vector>

namespace counterpoint::report {

namespace {

using pipeline::SweepRun;

constexpr double panelWidth = 300.0;
constexpr double panelHeight = 220.0;
constexpr double margin = 52.0;
constexpr const char* textColor = "#1B2027";
constexpr const char* quietColor = "#5C6673";
constexpr const char* underColor = "#19659B";
constexpr const char* overColor = "#A9430A";
constexpr const char* recommendedColor = "#D3EEE5";
constexpr const char* lineColor = "#D7DBE1";
constexpr const char* accentColor = "#3F4FB5";

std::string label(double value) {
    char buffer[24];
    std::snprintf(buffer, sizeof buffer, "%.3g", value == 0.0 ? 0.0 : value);  // never "-0"
    return buffer;
}

/// A plot area whose lower left corner is at (x, y), with the ranges of its axes.
struct Panel {
    double x = 0.0;
    double y = 0.0;
    double xLow = 0.0;
    double xHigh = 1.0;
    double yLow = 0.0;
    double yHigh = 1.0;

    double across(double v) const { return x + (v - xLow) / (xHigh - xLow) * panelWidth; }
    double up(double v) const { return y - (v - yLow) / (yHigh - yLow) * panelHeight; }
};

struct Range {
    double low = 0.0;
    double high = 1.0;
};

/// The range of values with a little room on both sides.
Range roomFor(const std::vector<double>& values) {
    Range range{INFINITY, -INFINITY};
    for (const double value : values)
        if (std::isfinite(value)) range = {std::min(range.low, value), std::max(range.high, value)};
    if (!(range.low <= range.high)) return {};
    const double room = std::max(0.05 * (range.high - range.low), 0.01);
    return {range.low - room, range.high + room};
}

/// Round numbers within a range, about five.
std::vector<double> ticksOf(double low, double high) {
    const double rough = (high - low) / 5.0;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = 10.0 * power;
    for (const double multiple : {5.0, 2.0, 1.0})
        if (multiple * power >= rough) step = multiple * power;
    std::vector<double> ticks;
    for (double tick = std::ceil(low / step); tick * step <= high; tick += 1.0)
        ticks.push_back(tick * step);
    return ticks;
}

class Drawing {
  public:
    void text(double x, double y, const std::string& content, const char* anchor,
              const char* color = textColor, bool turned = false) {
        m_out << "<text x=\"" << x << "\" y=\"" << y << "\" text-anchor=\"" << anchor
              << "\" fill=\"" << color << '"';
        if (turned) m_out << " transform=\"rotate(-90 " << x << ' ' << y << ")\"";
        m_out << '>' << content << "</text>\n";
    }
    void line(double x1, double y1, double x2, double y2, const char* color,
              const char* more = "") {
        m_out << "<line x1=\"" << x1 << "\" y1=\"" << y1 << "\" x2=\"" << x2 << "\" y2=\"" << y2
              << "\" stroke=\"" << color << "\" " << more << "/>\n";
    }
    void box(double x, double y, double width, double height, const char* color) {
        m_out << "<rect x=\"" << x << "\" y=\"" << y << "\" width=\"" << width << "\" height=\""
              << height << "\" fill=\"" << color << "\"/>\n";
    }
    void dot(double x, double y, const char* fill, const char* ring) {
        m_out << "<circle cx=\"" << x << "\" cy=\"" << y << "\" r=\"3.5\" fill=\"" << fill
              << "\" stroke=\"" << ring << "\" stroke-width=\"1.4\"/>\n";
    }
    void axes(const Panel& panel, const std::string& across, const std::string& up) {
        line(panel.x, panel.y, panel.x + panelWidth, panel.y, textColor);
        line(panel.x, panel.y, panel.x, panel.y - panelHeight, textColor);
        for (const double tick : ticksOf(panel.xLow, panel.xHigh)) {
            const double at = panel.across(tick);
            line(at, panel.y, at, panel.y + 4, textColor);
            text(at, panel.y + 17, label(tick), "middle", quietColor);
        }
        for (const double tick : ticksOf(panel.yLow, panel.yHigh)) {
            const double at = panel.up(tick);
            line(panel.x - 4, at, panel.x, at, textColor);
            text(panel.x - 7, at + 4, label(tick), "end", quietColor);
        }
        text(panel.x + panelWidth / 2, panel.y + 34, across, "middle");
        text(panel.x - 40, panel.y - panelHeight / 2, up, "middle", textColor, true);
    }
    std::string str() const { return m_out.str(); }

  private:
    std::ostringstream m_out;
};

double valueAt(const SweepRun& run) {
    if (const auto* real = std::get_if<double>(&run.at.front())) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(&run.at.front()))
        return static_cast<double>(*whole);
    return NAN;
}

void drawStatistics(Drawing& drawing, const pipeline::Sweep& sweep) {
    std::vector<double> xs;
    std::vector<double> ys{0.0, diagnose::underLimit, diagnose::overLimit};
    for (const SweepRun& run : sweep.runs) {
        xs.push_back(valueAt(run));
        for (const diagnose::Estimate& of : {run.diagnosis->under, run.diagnosis->over})
            ys.insert(ys.end(), {of.value, of.low, of.high});
    }
    const Range across = roomFor(xs);
    const Range up = roomFor(ys);
    const Panel panel{margin, panelHeight + 30, across.low, across.high, up.low, up.high};
    if (sweep.recommendation)
        for (const std::size_t point : sweep.recommendation->points) {
            const double from = point == 0 ? xs[point] : (xs[point - 1] + xs[point]) / 2;
            const double to = point + 1 == xs.size() ? xs[point] : (xs[point] + xs[point + 1]) / 2;
            drawing.box(panel.across(from), panel.y - panelHeight,
                        panel.across(to) - panel.across(from), panelHeight, recommendedColor);
        }
    struct Curve {
        diagnose::Estimate diagnose::Diagnosis::*of;
        double limit;
        const char* color;
        const char* name;
    };
    const Curve curves[] = {
        {&diagnose::Diagnosis::under, diagnose::underLimit, underColor, "U: batches still apart"},
        {&diagnose::Diagnosis::over, diagnose::overLimit, overColor, "L: neighbourhood lost"}};
    double keyAt = panel.y - panelHeight - 14;
    double keyLeft = panel.x;
    for (const Curve& curve : curves) {
        drawing.line(panel.x, panel.up(curve.limit), panel.x + panelWidth, panel.up(curve.limit),
                     curve.color, "stroke-dasharray=\"4 3\"");
        double lastX = NAN;
        double lastY = NAN;
        for (const SweepRun& run : sweep.runs) {
            const diagnose::Estimate& value = (*run.diagnosis).*curve.of;
            if (!std::isfinite(value.value)) continue;
            const double x = panel.across(valueAt(run));
            const double y = panel.up(value.value);
            if (std::isfinite(value.low))
                drawing.line(x, panel.up(value.low), x, panel.up(value.high), curve.color);
            if (std::isfinite(lastX))
                drawing.line(lastX, lastY, x, y, curve.color, "stroke-width=\"1.6\"");
            drawing.dot(x, y, "#FFFFFF", curve.color);
            lastX = x;
            lastY = y;
        }
        drawing.text(keyLeft, keyAt, curve.name, "start", curve.color);
        keyLeft += panelWidth / 2;
    }
    drawing.axes(panel, sweep.axes.front().key, "share of neighbours");
}

void drawTradeOff(Drawing& drawing, const pipeline::Sweep& sweep) {
    std::vector<double> xs;
    std::vector<double> ys;
    for (const SweepRun& run : sweep.runs) {
        xs.push_back(run.aggregate.batch);
        ys.push_back(run.aggregate.bio);
    }
    const Range across = roomFor(xs);
    const Range up = roomFor(ys);
    const Panel panel{
        2 * margin + panelWidth + 30, panelHeight + 30, across.low, across.high, up.low, up.high};
    drawing.axes(panel, "batch removed (scIB mean)", "biology kept (scIB mean)");
    double lastX = NAN;
    double lastY = NAN;
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
        if (!std::isfinite(xs[i]) || !std::isfinite(ys[i])) continue;
        const double x = panel.across(xs[i]);
        const double y = panel.up(ys[i]);
        if (std::isfinite(lastX)) drawing.line(lastX, lastY, x, y, lineColor);
        lastX = x;
        lastY = y;
    }
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
        if (!std::isfinite(xs[i]) || !std::isfinite(ys[i])) continue;
        const bool best = sweep.recommendation && !sweep.recommendation->points.empty() &&
                          sweep.recommendation->best == i;
        drawing.dot(panel.across(xs[i]), panel.up(ys[i]), best ? accentColor : "#FFFFFF",
                    accentColor);
        if (best || i == 0 || i + 1 == sweep.runs.size())
            drawing.text(panel.across(xs[i]) + 6, panel.up(ys[i]) - 9,
                         sweep.axes.front().key + " " + plugin::textOf(sweep.runs[i].at.front()),
                         panel.across(xs[i]) > panel.x + panelWidth * 0.7 ? "end" : "start");
    }
}

}  // namespace

std::string tradeoffSvg(const pipeline::Sweep& sweep) {
    Drawing drawing;
    drawStatistics(drawing, sweep);
    drawTradeOff(drawing, sweep);
    std::ostringstream out;
    const double width = 3 * margin + 2 * panelWidth + 40;
    const double height = panelHeight + 80;
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" << width << "\" height=\"" << height
        << "\" viewBox=\"0 0 " << width << ' ' << height
        << "\" font-family=\"Roboto, Arial, sans-serif\" font-size=\"11\">\n"
        << "<rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>\n"
        << drawing.str() << "</svg>\n";
    return out.str();
}

}  // namespace counterpoint::report
