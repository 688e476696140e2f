#include "core/report/page.h"

#include "core/base/error.h"
#include "core/report/page_arrangement.h"
#include "core/report/page_body.h"
#include "core/report/page_document.h"
#include "core/report/page_scores.h"
#include "core/report/svg.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace counterpoint::report {

using svg::number;

namespace {

std::string textOf(std::uint32_t color) {
    std::array<char, 8> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "#%06X", color & 0xFFFFFFU);
    return buffer.data();
}

class Page {
  public:
    Page(const std::vector<PagePanel>& panels, const PageOptions& options,
         const pipeline::Results* scores, const plugin::Registry& registry)
        : m_panels(panels),
          m_options(options),
          m_text(options.font, options.fontPt, options.textWidth),
          m_width(pageWidth(options) - 2.0 * pageMargin),
          m_body(options.fontPt) {
        if (scores != nullptr) m_scores.emplace(*scores, registry, m_text, m_width);
    }

    std::string draw() {
        refuseWhatIsTooWide();
        std::optional<Plan> plan;
        if (m_options.heightMm)
            plan = planFor(insideOf(*m_options.heightMm));
        else
            plan = freePlan();
        if (!plan) refuseHeight();
        for (std::size_t i = 0; i < m_panels.size(); ++i)
            drawPanel(i, moved(plan->maps.panels[i], pageMargin));
        double bottom = pageMargin + plan->maps.bottom;
        if (m_scores) {
            const double top = pageMargin + scoresTop(plan->maps);
            if (m_options.letters) m_body.letter(m_panels.size(), pageMargin, top + font());
            m_scores->draw(m_body, pageMargin, top, plan->step);
            bottom = top + m_scores->height(plan->step);
        }
        return pageDocument(
            m_options, m_options.heightMm ? *m_options.heightMm * pointsPerMm : bottom + pageMargin,
            m_body.str());
    }

  private:
    /// How the maps stand, and how far apart scores are.
    struct Plan {
        Arrangement maps;
        double step = 0.0;
    };

    double font() const { return m_options.fontPt; }

    /// The height between the margins of a page.
    static double insideOf(double heightMm) { return heightMm * pointsPerMm - 2.0 * pageMargin; }

    double scoresTop(const Arrangement& maps) const {
        return m_panels.empty() ? 0.0 : maps.bottom + 2.0 * pageGap;
    }

    /// The height that scores take of the page with the gap above them.
    double heightOfScores(double step) const {
        if (!m_scores) return 0.0;
        return m_scores->height(step) + (m_panels.empty() ? 0.0 : 2.0 * pageGap);
    }

    /// Side by side, or below each other where names leave maps no room beside each other.
    std::optional<Plan> freePlan() const {
        const double step = m_scores ? m_scores->usualStep() : 0.0;
        if (m_panels.empty()) return Plan{{}, step};
        for (std::size_t columns = m_panels.size(); columns >= 1; --columns) {
            Arrangement maps = arrangedIn(columns, m_panels, m_options, m_text, m_width);
            if (maps.side >= leastMapSide) return Plan{std::move(maps), step};
        }
        return std::nullopt;
    }

    /// The largest maps in that height; what they leave moves the scores apart, within reason.
    std::optional<Plan> planFor(double height) const {
        const double usual = m_scores ? m_scores->usualStep() : 0.0;
        if (!m_scores && m_panels.empty()) return Plan{};
        if (m_panels.empty()) {
            if (m_scores->height(m_scores->leastStep()) > height) return std::nullopt;
            return Plan{{}, m_scores->stepFor(height)};
        }
        for (const double step : {usual, m_scores ? m_scores->leastStep() : 0.0}) {
            const double room = height - heightOfScores(step);
            Arrangement best;
            best.side = -1.0;
            for (std::size_t columns = m_panels.size(); columns >= 1; --columns) {
                Arrangement maps = arrangedIn(columns, m_panels, m_options, m_text, m_width, room);
                if (maps.side > best.side) best = std::move(maps);
            }
            if (best.side < leastMapSide) continue;
            const double left = height - scoresTop(best);
            return Plan{std::move(best), m_scores ? m_scores->stepFor(left) : 0.0};
        }
        return std::nullopt;
    }

    void refuseWhatIsTooWide() const {
        const bool scoresFit = !m_scores || m_scores->fits();
        if (scoresFit && (m_panels.empty() || freePlan())) return;
        throw base::Error(
            base::ErrorKind::BadSettings,
            "text of " + shortNumber(font()) + " pt leaves no room for the " +
                (scoresFit ? "maps" : "scores") + " at a width of " +
                shortNumber(m_options.widthMm) + " mm; make it smaller or the page wider" +
                (m_options.legend == LegendPlace::Right && scoresFit ? ", or put the legend below"
                                                                     : ""));
    }

    [[noreturn]] void refuseHeight() const {
        double least = std::ceil(*m_options.heightMm);
        while (!planFor(insideOf(least))) least += 1.0;
        throw base::Error(base::ErrorKind::BadSettings,
                          "a height of " + shortNumber(*m_options.heightMm) +
                              " mm is too little for this figure; it needs " + shortNumber(least) +
                              " mm, or smaller text");
    }

    void drawPanel(std::size_t place, const PanelPlace& at) {
        const PagePanel& panel = m_panels[place];
        if (m_options.letters) m_body.letter(place, at.left, at.top + font() + 1.0);
        constexpr double inset = 0.04;
        if (pointsAreVectors(m_options, panel.points.layout->rows))
            m_body.out() << vectorPoints(panel.points, at.square, inset);
        else
            m_body.out() << pixelPoints(
                panel.points, at.square, inset,
                static_cast<int>(std::ceil(at.square.side / 72.0 * m_options.dpi)));
        drawAxes(panel, at.square);
        if (panel.names && m_options.legend == LegendPlace::OnData)
            drawNames(
                panel.names(mapFrame(*panel.points.layout, at.square, inset), at.square, m_options),
                at);
        for (const LegendPlaces::Entry& entry : at.legend.entries)
            drawEntry(entry, at, panel.legend[entry.entry].color);
        if (at.scale) drawScale(panel, *at.scale, at.legendX, at.legendY, place);
    }

    void drawEntry(const LegendPlaces::Entry& entry, const PanelPlace& at, std::uint32_t color) {
        const double x = at.legendX + entry.x;
        double y = at.legendY + entry.y;
        m_body.disc(x + font() * 0.4, y - font() * 0.35, font() * 0.36, textOf(color));
        for (const std::string& line : entry.lines) {
            m_body.text(x + dotStep(m_text), y, line);
            y += lineStep(m_text);
        }
    }

    /// None where neither has a name.
    void drawAxes(const PagePanel& panel, const Square& square) {
        if (!panel.space.empty()) return drawSpaceAxes(panel.space, square);
        if (panel.axes[0].empty() && panel.axes[1].empty()) return;
        const double length = std::min(28.0, square.side / 5.0);
        const double bottom = square.top + square.side;
        const double left = square.left + 8.0;
        const double end = bottom - 2.0;
        m_body.out() << "<path fill=\"none\" stroke=\"" << pageQuiet
                     << "\" stroke-width=\"0.6\" d=\"M" << number(left) << ' ' << number(end) << 'h'
                     << number(length) << "m-3 -2l3 2l-3 2M" << number(left) << ' ' << number(end)
                     << 'v' << number(-length) << "m-2 3l2 -3l2 3\"/>\n";
        const double room = square.side - length - 11.0;
        m_body.text(square.left + 11.0 + length, bottom, m_text.elided(panel.axes[0], room), "",
                    pageQuiet);
        m_body.out() << "<g transform=\"translate(" << number(square.left + 10.0) << ' '
                     << number(bottom - length - 5.0) << ") rotate(-90)\">";
        m_body.text(0.0, 0.0, m_text.elided(panel.axes[1], room), "", pageQuiet);
        m_body.out() << "</g>\n";
    }

    /// Three arrows from one point as the views show them; those to the reader come last.
    void drawSpaceAxes(std::vector<SpaceAxis> axes, const Square& square) {
        std::ranges::sort(axes, {}, &SpaceAxis::near);
        const std::vector<SpaceName> names = namesOf(axes, square);
        double left = 0.0;  // of the point, what lies beside and below it
        double below = 0.0;
        for (const SpaceName& name : names) {
            left = std::max(left, -name.left);
            below = std::max(below, name.y + 0.3 * font());
        }
        const double x = square.left + left + 1.0;
        const double y = square.top + square.side - below;
        for (std::size_t i = 0; i < axes.size(); ++i) {
            const double tipX = x + names[i].length * axes[i].right;
            const double tipY = y - names[i].length * axes[i].up;
            m_body.line(x, y, tipX, tipY, pageQuiet, axes[i].near < -0.01 ? 0.5 : 0.8);
            if (names[i].hasHead) drawHead(tipX, tipY, names[i].towards);
            m_body.text(x + names[i].left, y + names[i].y, names[i].words, "", pageQuiet);
        }
    }

    /// Where the name of an axis stands, from the point the axes leave.
    struct SpaceName {
        std::string words;
        double length = 0.0;              ///< of an axis in the plane of the page
        std::array<double, 2> towards{};  ///< right and down, of length 1
        bool hasHead = false;             ///< not where it points at the reader
        double left = 0.0;
        double right = 0.0;
        double y = 0.0;  ///< of the base line
    };
    SpaceName nameOf(const SpaceAxis& axis, const Square& square) const {
        constexpr double leastReach = 0.2;
        SpaceName name;
        name.words = m_text.elided(axis.name, square.side / 3.0);
        name.length = std::min(20.0, square.side / 7.0);
        const double reach = std::hypot(axis.right, axis.up);
        name.hasHead = reach > leastReach;
        name.towards =
            name.hasHead ? std::array{axis.right / reach, -axis.up / reach} : std::array{0.7, 0.7};
        const double width = m_text.width(name.words);
        name.left = name.length * axis.right + 2.5 * name.towards[0];
        if (name.towards[0] < -0.3) name.left -= width;
        name.right = name.left + width;
        const double drop = name.towards[1] > 0.3 ? 0.9 : name.towards[1] < -0.3 ? 0.0 : 0.35;
        name.y = -name.length * axis.up + 2.5 * name.towards[1] + drop * font();
        return name;
    }
    /// Of axes that point the same way, names stand above each other.
    std::vector<SpaceName> namesOf(const std::vector<SpaceAxis>& axes, const Square& square) const {
        std::vector<SpaceName> names;
        for (const SpaceAxis& axis : axes) {
            SpaceName name = nameOf(axis, square);
            const auto isOver = [&](const SpaceName& other) {
                return std::abs(name.y - other.y) < 1.2 * font() && name.left < other.right &&
                       other.left < name.right;
            };
            for (auto other = std::ranges::find_if(names, isOver); other != names.end();
                 other = std::ranges::find_if(names, isOver))
                name.y = other->y - 1.25 * font();
            names.push_back(std::move(name));
        }
        return names;
    }

    void drawHead(double x, double y, const std::array<double, 2>& towards) {
        const auto [right, down] = towards;
        m_body.out() << "<path fill=\"" << pageQuiet << "\" d=\"M" << number(x) << ' ' << number(y)
                     << 'L' << number(x - 3.0 * right - 1.3 * down) << ' '
                     << number(y - 3.0 * down + 1.3 * right) << 'L'
                     << number(x - 3.0 * right + 1.3 * down) << ' '
                     << number(y - 3.0 * down - 1.3 * right) << "Z\"/>\n";
    }

    /// A line with a clear rim and a dot at its end, to be seen on cells of any colour.
    void drawLeader(const std::array<double, 4>& ends) {
        constexpr double knob = 1.1;
        m_body.out() << "<path fill=\"none\" stroke=\"#FFFFFF\" stroke-opacity=\"0.55\" "
                        "stroke-width=\"1.6\" d=\"M"
                     << number(ends[0]) << ' ' << number(ends[1]) << 'L' << number(ends[2]) << ' '
                     << number(ends[3]) << "\"/>\n";
        m_body.line(ends[0], ends[1], ends[2], ends[3], pageInk, 0.5);
        m_body.disc(ends[2], ends[3], knob + 0.5, "#FFFFFF");
        m_body.disc(ends[2], ends[3], knob, pageInk);
    }

    /// Each once, on a light ground: text that is text stays readable and searchable.
    void drawNames(const PageNames& names, const PanelPlace& at) {
        for (const PageNames::Name& name : names.shown)
            if (name.leader) drawLeader(*name.leader);
        for (const PageNames::Name& name : names.shown) {
            m_body.out() << "<rect x=\"" << number(name.x - name.width / 2.0) << "\" y=\""
                         << number(name.y - name.height / 2.0) << "\" width=\""
                         << number(name.width) << "\" height=\"" << number(name.height)
                         << "\" rx=\"1\" fill=\"#FFFFFF\" fill-opacity=\"0.75\"/>\n";
            m_body.text(name.x, name.y + font() * 0.35, name.text,
                        "text-anchor=\"middle\" font-weight=\"bold\"");
        }
        if (names.hidden == 0) return;
        const double right = at.square.left + at.square.side;
        const std::string note =
            std::to_string(names.hidden) + (names.hidden == 1 ? " name hidden" : " names hidden");
        m_body.text(right, at.top + font() + 1.0,
                    m_text.elided(note, right - at.left - 2.0 * font()), "text-anchor=\"end\"",
                    pageQuiet);
    }

    void drawScale(const PagePanel& panel, const ScalePlaces& scale, double left, double top,
                   std::size_t place) {
        // viridis at quarters (van der Walt and Smith, CC0).
        constexpr std::array<const char*, 5> stops{"#440154", "#3B528B", "#21918C", "#5EC962",
                                                   "#FDE725"};
        m_body.out() << "<defs><linearGradient id=\"range" << place << "\">";
        for (std::size_t i = 0; i < stops.size(); ++i)
            m_body.out() << "<stop offset=\"" << number(static_cast<double>(i) / 4.0)
                         << "\" stop-color=\"" << stops[i] << "\"/>";
        m_body.out() << "</linearGradient></defs>\n<rect x=\"" << number(left) << "\" y=\""
                     << number(top + scale.barTop) << "\" width=\"" << number(scale.barWidth)
                     << "\" height=\"" << number(font() * 0.7) << "\" fill=\"url(#range" << place
                     << ")\"/>\n";
        m_body.text(left, top + scale.figuresY, figureText(panel.range->first));
        m_body.text(left + scale.barWidth, top + scale.figuresY, figureText(panel.range->second),
                    "text-anchor=\"end\"");
        double y = top + scale.titleY;
        for (const std::string& line : scale.title) {
            m_body.text(left + scale.titleX, y, line);
            y += lineStep(m_text);
        }
    }

    const std::vector<PagePanel>& m_panels;
    const PageOptions& m_options;
    PageText m_text;
    double m_width;  ///< between the margins
    std::optional<PageScores> m_scores;
    PageBody m_body;
};

}  // namespace

bool pointsAreVectors(const PageOptions& options, std::size_t cells) {
    return options.points == PointStyle::Vector ||
           (options.points == PointStyle::Auto && cells <= mostVectorPoints);
}

std::string pageSvg(const std::vector<PagePanel>& panels, const PageOptions& options,
                    const pipeline::Results* scores, const plugin::Registry& registry) {
    return Page(panels, options, scores, registry).draw();
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
