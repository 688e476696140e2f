#include "core/report/page.h"

#include "core/report/svg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace counterpoint::report {

using svg::escaped;
using svg::number;

namespace {

constexpr double pointsPerMm = 72.0 / 25.4;
constexpr const char* ink = "#1B2027";
constexpr const char* quiet = "#5C6673";
constexpr const char* line = "#D7DBE1";

/// About as wide as a line of Arial: figures and small letters are near half the size.
double widthOf(const std::string& text, double size) {
    double units = 0.0;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;  // inside a UTF-8 letter
        units += c >= 'A' && c <= 'Z'                             ? 0.68
                 : (c == ' ' || c == '.' || c == 'i' || c == 'l') ? 0.28
                                                                  : 0.54;
    }
    return units * size;
}

class Page {
  public:
    Page(const std::vector<PagePanel>& panels, const PageOptions& options)
        : m_panels(panels), m_options(options), m_width(options.widthMm * pointsPerMm) {
        m_side =
            (m_width - m_gap * static_cast<double>(columns() - 1)) / static_cast<double>(columns());
    }

    std::string draw(const pipeline::Results* scores, const plugin::Registry& registry) {
        double bottom = 0.0;
        for (std::size_t i = 0; i < m_panels.size(); ++i) bottom = std::max(bottom, drawPanel(i));
        if (scores != nullptr) bottom = drawScores(*scores, registry, bottom + 2.0 * m_gap);
        return document(bottom + 2.0);
    }

  private:
    std::size_t columns() const { return std::max<std::size_t>(1, m_panels.size()); }
    double font() const { return m_options.fontPt; }

    void text(double x, double y, const std::string& content, const char* more = "",
              const char* color = ink) {
        m_body << "<text x=\"" << number(x) << "\" y=\"" << number(y) << "\" font-size=\""
               << number(font()) << "\" fill=\"" << color << "\" " << more << ">"
               << escaped(content) << "</text>\n";
    }

    void letter(std::size_t place, double x, double y) {
        if (!m_options.letters) return;
        m_body << "<text x=\"" << number(x) << "\" y=\"" << number(y) << "\" font-size=\""
               << number(font() + 1.0) << "\" font-weight=\"bold\" fill=\"" << ink << "\">"
               << static_cast<char>('a' + place) << "</text>\n";
    }

    /// Returns the lower edge.
    double drawPanel(std::size_t place) {
        const PagePanel& panel = m_panels[place];
        const double left = static_cast<double>(place) * (m_side + m_gap);
        const double head = font() + 4.0;
        letter(place, left, font() + 1.0);
        const Square square{left, head, m_side};
        const std::size_t cells = panel.points.layout->rows;
        const bool vector = pointsAreVectors(m_options, cells);
        constexpr double inset = 0.04;
        if (vector)
            m_body << vectorPoints(panel.points, square, inset);
        else
            m_body << pixelPoints(panel.points, square, inset,
                                  static_cast<int>(std::ceil(m_side / 72.0 * m_options.dpi)));
        axes(panel, left, head + m_side);
        if (panel.names)
            names(panel.names(mapFrame(*panel.points.layout, square, inset), square, m_options),
                  square);
        if (!m_options.legend) return head + m_side + 4.0;
        return panel.range ? drawRange(panel, left, head + m_side + 6.0)
                           : drawLegend(panel, left, head + m_side + 6.0);
    }

    void axes(const PagePanel& panel, double left, double bottom) {
        const double length = std::min(28.0, m_side / 5.0);
        m_body << "<path fill=\"none\" stroke=\"" << quiet << "\" stroke-width=\"0.6\" d=\"M"
               << number(left + 8.0) << ' ' << number(bottom - 2.0) << 'h' << number(length)
               << "m-3 -2l3 2l-3 2M" << number(left + 8.0) << ' ' << number(bottom - 2.0) << 'v'
               << number(-length) << "m-2 3l2 -3l2 3\"/>\n";
        text(left + 11.0 + length, bottom, panel.axes[0], "", quiet);
        m_body << "<text transform=\"translate(" << number(left + 10.0) << ' '
               << number(bottom - length - 5.0) << ") rotate(-90)\" font-size=\"" << number(font())
               << "\" fill=\"" << quiet << "\">" << escaped(panel.axes[1]) << "</text>\n";
    }

    /// Each once, on a light ground: text that is text stays readable and searchable.
    void names(const PageNames& names, const Square& square) {
        for (const PageNames::Name& name : names.shown)
            if (name.leader)
                m_body << "<path stroke=\"" << ink << "\" stroke-width=\"0.5\" d=\"M"
                       << number((*name.leader)[0]) << ' ' << number((*name.leader)[1]) << 'L'
                       << number((*name.leader)[2]) << ' ' << number((*name.leader)[3]) << "\"/>\n";
        for (const PageNames::Name& name : names.shown) {
            m_body << "<rect x=\"" << number(name.x - name.width / 2.0) << "\" y=\""
                   << number(name.y - name.height / 2.0) << "\" width=\"" << number(name.width)
                   << "\" height=\"" << number(name.height)
                   << "\" rx=\"1\" fill=\"#FFFFFF\" fill-opacity=\"0.75\"/>\n";
            text(name.x, name.y + font() * 0.35, name.text,
                 "text-anchor=\"middle\" font-weight=\"bold\"");
        }
        if (names.hidden > 0)
            text(square.left + square.side, square.top + square.side,
                 std::to_string(names.hidden) +
                     (names.hidden == 1 ? " name hidden" : " names hidden"),
                 "text-anchor=\"end\"", quiet);
    }

    double drawLegend(const PagePanel& panel, double left, double top) {
        const double row = font() * 1.5;
        double x = left;
        double y = top + font();
        for (const PagePanel::Entry& entry : panel.legend) {
            const double width = font() * 1.1 + widthOf(entry.name, font()) + font();
            if (x > left && x + width > left + m_side) {
                x = left;
                y += row;
            }
            m_body << "<circle cx=\"" << number(x + font() * 0.4) << "\" cy=\""
                   << number(y - font() * 0.35) << "\" r=\"" << number(font() * 0.36)
                   << "\" fill=\"" << colorText(entry.color) << "\"/>\n";
            text(x + font() * 1.1, y, entry.name);
            x += width;
        }
        return y + font() * 0.4;
    }

    double drawRange(const PagePanel& panel, double left, double top) {
        // viridis at quarters (van der Walt and Smith, CC0).
        constexpr std::array<const char*, 5> stops{"#440154", "#3B528B", "#21918C", "#5EC962",
                                                   "#FDE725"};
        const std::string id = "range" + std::to_string(static_cast<int>(left));
        m_body << "<defs><linearGradient id=\"" << id << "\">";
        for (std::size_t i = 0; i < stops.size(); ++i)
            m_body << "<stop offset=\"" << number(static_cast<double>(i) / 4.0)
                   << "\" stop-color=\"" << stops[i] << "\"/>";
        m_body << "</linearGradient></defs>\n<rect x=\"" << number(left) << "\" y=\"" << number(top)
               << "\" width=\"" << number(m_side * 0.4) << "\" height=\"" << number(font() * 0.7)
               << "\" fill=\"url(#" << id << ")\"/>\n";
        const double y = top + font() * 1.9;
        text(left, y, value(panel.range->first));
        text(left + m_side * 0.4, y, value(panel.range->second), "text-anchor=\"end\"");
        text(left + m_side * 0.4 + font(), top + font() * 0.75, panel.title);
        return y + font() * 0.4;
    }

    static std::string value(double x) {
        std::array<char, 32> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%.3g", x);
        return buffer.data();
    }

    static std::string colorText(std::uint32_t color) {
        std::array<char, 8> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "#%06X", color & 0xFFFFFFU);
        return buffer.data();
    }

    /// Hollow dots before, full dots after integration.
    double drawScores(const pipeline::Results& results, const plugin::Registry& registry,
                      double top) {
        letter(m_panels.size(), 0.0, top + font());
        double names = 0.0;
        for (const auto& metric : registry.metrics())
            if (results.scores.contains(metric->info().id))
                names = std::max(names, widthOf(metric->info().title, font()));
        const double left = names + 16.0;
        const double width = m_width - left - widthOf("unintegrated", font()) - 28.0;
        const double row = font() * 1.5;
        double y = top + font();
        const auto place = [&](double scaled) {
            return left + width * std::clamp(scaled, 0.0, 1.0);
        };
        const double first = y;
        for (const auto family :
             {plugin::MetricFamily::BatchRemoved, plugin::MetricFamily::BiologyKept}) {
            for (const auto& metric : registry.metrics()) {
                const auto after = results.scores.find(metric->info().id);
                if (metric->info().family != family || after == results.scores.end() ||
                    !std::isfinite(after->second->scaled))
                    continue;
                const double middle = y - font() * 0.33;
                text(left - 8.0, y, metric->info().title, "text-anchor=\"end\"");
                m_body << "<path stroke=\"" << line << "\" stroke-width=\"0.5\" d=\"M"
                       << number(left) << ' ' << number(middle) << 'h' << number(width) << "\"/>\n";
                const auto before = results.baseline.find(metric->info().id);
                if (before != results.baseline.end() && std::isfinite(before->second->scaled)) {
                    m_body << "<path stroke=\"" << quiet << "\" stroke-width=\"0.8\" d=\"M"
                           << number(place(before->second->scaled)) << ' ' << number(middle) << 'H'
                           << number(place(after->second->scaled)) << "\"/>\n";
                    dot(place(before->second->scaled), middle, false);
                }
                dot(place(after->second->scaled), middle, true);
                y += row;
            }
            y += font() * 0.5;
        }
        y += font() * 0.5;
        for (const char* tick : {"0", "0.5", "1"})
            text(place(std::atof(tick)), y, tick, "text-anchor=\"middle\"");
        const double key = left + width + 14.0;
        dot(key, first - font() * 0.33, false);
        text(key + 6.0, first, "unintegrated");
        dot(key, first + row - font() * 0.33, true);
        text(key + 6.0, first + row, "integrated");
        return y + font() * 0.4;
    }

    void dot(double x, double y, bool full) {
        m_body << "<circle cx=\"" << number(x) << "\" cy=\"" << number(y) << "\" r=\""
               << number(font() * 0.3) << "\" stroke=\"" << ink << "\" stroke-width=\"0.8\" fill=\""
               << (full ? ink : "#FFFFFF") << "\"/>\n";
    }

    std::string document(double height) const {
        std::ostringstream out;
        out << R"(<?xml version="1.0" encoding="UTF-8"?>)"
            << "\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
               "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\""
            << number(m_options.widthMm) << "mm\" height=\"" << number(height / pointsPerMm)
            << "mm\" viewBox=\"0 0 " << number(m_width) << ' ' << number(height)
            << "\" font-family=\"" << escaped(m_options.font) << ", sans-serif\">\n<title>"
            << escaped(m_options.title)
            << "</title>\n<desc>Counterpoint " COUNTERPOINT_VERSION "</desc>\n";
        if (!m_options.provenance.empty())
            out << "<metadata>" << escaped(m_options.provenance) << "</metadata>\n";
        if (!m_options.transparent)
            out << "<rect width=\"" << number(m_width) << "\" height=\"" << number(height)
                << "\" fill=\"#FFFFFF\"/>\n";
        out << m_body.str() << "</svg>\n";
        return out.str();
    }

    static constexpr double m_gap = 12.0;
    const std::vector<PagePanel>& m_panels;
    const PageOptions& m_options;
    double m_width;
    double m_side = 0.0;
    std::ostringstream m_body;
};

}  // namespace

bool pointsAreVectors(const PageOptions& options, std::size_t cells) {
    return options.points == PointStyle::Vector ||
           (options.points == PointStyle::Auto && cells <= mostVectorPoints);
}

std::string pageSvg(const std::vector<PagePanel>& panels, const PageOptions& options,
                    const pipeline::Results* scores, const plugin::Registry& registry) {
    return Page(panels, options).draw(scores, registry);
}

std::string captionOf(const std::vector<PagePanel>& panels, bool withScores,
                      const pipeline::Results& results, const pipeline::Settings& settings,
                      const plugin::Registry& registry) {
    const plugin::MethodInfo& method = registry.method(settings.method).info();
    const plugin::Values values = pipeline::completeMethodValues(settings, registry);
    std::ostringstream text;
    text << "Cells from " << results.cells->batch.levelCount() << " batches";
    if (method.id == "none") {
        text << ", not integrated";
    } else {
        text << " after " << method.title << " (";
        for (const plugin::Parameter& parameter : method.parameters)
            if (&parameter == &method.parameters.front() ||
                values.at(parameter.key) != parameter.defaultValue)
                text << parameter.key << ' ' << plugin::textOf(values.at(parameter.key)) << ", ";
        text << "seed " << settings.seed << ")";
    }
    text << ".";
    for (std::size_t i = 0; i < panels.size(); ++i)
        text << (i == 0 ? " " : "; ") << static_cast<char>('a' + i) << ", by " << panels[i].title;
    if (withScores)
        text << (panels.empty() ? " " : "; ") << static_cast<char>('a' + panels.size())
             << ", scores before and after, 1 is best";
    text << ". n = " << results.cells->batch.size() << " cells.";
    return text.str();
}

std::string provenanceOf(const pipeline::Results& results, const pipeline::Settings& settings,
                         const std::string& checksum, const plugin::Registry& registry) {
    return nlohmann::json{{"program", "Counterpoint " COUNTERPOINT_VERSION},
                          {"dataset", results.dataset->name},
                          {"checksum", checksum},
                          {"cells", results.dataset->cells()},
                          {"recipe", pipeline::toJson(settings, registry)}}
        .dump();
}

}  // namespace counterpoint::report
