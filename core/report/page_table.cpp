#include "core/report/page_table.h"

#include "core/base/error.h"
#include "core/report/page_body.h"
#include "core/report/page_document.h"
#include "core/report/svg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>

namespace counterpoint::report {

using svg::number;

namespace {

using Cell = PageTable::Cell;
using Column = PageTable::Column;
using Look = PageTable::Look;

std::string textOf(std::uint32_t color) {
    std::array<char, 8> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "#%06X", color & 0xFFFFFFU);
    return buffer.data();
}

/// A table drawn in sizes of its text.
class Table {
  public:
    Table(const PageTable& table, const PageOptions& options)
        : m_table(table),
          m_options(options),
          m_text(options.font, options.fontPt, options.textWidth),
          m_room(pageWidth(options) - 2.0 * pageMargin),
          m_body(options.fontPt) {}

    std::string draw() {
        if (!placeColumns())
            throw base::Error(base::ErrorKind::BadSettings,
                              "text of " + shortNumber(m_options.fontPt) +
                                  " pt leaves no room for the table at a width of " +
                                  shortNumber(m_options.widthMm) +
                                  " mm; make it smaller or the page wider");
        const double rows = static_cast<double>(m_table.rows.size());
        double step = usualStep;
        if (m_options.heightMm) {
            const double room =
                (*m_options.heightMm * pointsPerMm - 2.0 * pageMargin) / m_text.size();
            step = (room - headHeight()) / std::max(1.0, rows) - lineAbove();
            if (step < leastStep - 1e-6)
                throw base::Error(base::ErrorKind::BadSettings,
                                  "a height of " + shortNumber(*m_options.heightMm) +
                                      " mm is too little for this figure; it needs " +
                                      shortNumber(std::ceil(heightFor(leastStep) / pointsPerMm)) +
                                      " mm, or smaller text");
            step = std::min(step, mostStep);
        }
        drawHead();
        double top = pageMargin + size(headHeight());
        for (const std::vector<Cell>& row : m_table.rows) {
            drawRow(row, top, size(step));
            top += size(step + lineAbove());
        }
        return pageDocument(
            m_options, m_options.heightMm ? *m_options.heightMm * pointsPerMm : heightFor(step),
            m_body.str());
    }

  private:
    // In sizes of the text.
    static constexpr double usualStep = 2.1;
    static constexpr double leastStep = 1.85;
    static constexpr double mostStep = 3.0;
    static constexpr double ovalHeight = 1.65;
    static constexpr double barHeight = 1.4;
    static constexpr double barWidth = 4.5;
    static constexpr double gap = 0.8;  ///< between columns
    static constexpr double ovalGap = 0.25;
    static constexpr double headStep = 1.3;
    static constexpr double underHead = 0.5;
    static constexpr double besideFigure = 0.3;  ///< from the end of a bar to its figure

    struct Place {
        std::size_t column = 0;
        double left = 0.0;
        double width = 0.0;
    };

    double size(double times) const { return times * m_text.size(); }
    bool isText(std::size_t column) const { return m_table.columns[column].look == Look::Text; }
    double lineAbove() const { return m_isStacked ? 1.6 : 0.0; }

    double heightFor(double step) const {
        return 2.0 * pageMargin +
               size(headHeight() + static_cast<double>(m_table.rows.size()) * (step + lineAbove()));
    }

    bool hasGroups() const {
        return std::ranges::any_of(m_places, [&](const Place& place) {
            return !m_table.columns[place.column].group.empty();
        });
    }

    std::vector<std::string> headOf(const Place& place) const {
        if (m_isStacked && isText(place.column)) return {};
        return m_text.lines(m_table.columns[place.column].head, place.width);
    }

    double headHeight() const {
        std::size_t lines = 1;
        for (const Place& place : m_places) lines = std::max(lines, headOf(place).size());
        return (static_cast<double>(lines) + (hasGroups() ? 1.0 : 0.0)) * headStep + underHead;
    }

    /// The room that a column needs; of the one that stretches the least.
    double needOf(std::size_t column) const {
        const Column& made = m_table.columns[column];
        const double head = m_text.widestWord(made.head);
        double content = 0.0;
        for (const auto& row : m_table.rows)
            content = std::max(content, m_text.width(row[column].text, row[column].isStrong));
        const double need = std::max(head, content);
        if (column == stretched()) return std::min(need, size(8.0));
        if (made.look == Look::Oval) return std::max({head, content + size(0.5), size(2.6)});
        // Twice the figure, so that it fits on the bar or beside it.
        if (made.look == Look::Bar)
            return std::max({head, 2.0 * (content + size(2.0 * besideFigure)), size(barWidth)});
        return need;
    }

    /// The column of text that says most.
    std::size_t stretched() const {
        std::size_t best = 0;
        std::size_t most = 0;
        for (std::size_t column = 0; column < m_table.columns.size(); ++column) {
            std::size_t letters = 0;
            for (const auto& row : m_table.rows)
                letters = std::max(letters, row[column].text.size() + 2 * row[column].more.size());
            if (!isText(column) || letters <= most) continue;
            most = letters;
            best = column;
        }
        return best;
    }

    /// Side by side, without what can go, then with the text of a row above its figures.
    bool placeColumns() {
        for (const bool stacked : {false, true})
            for (const bool all : {true, false}) {
                m_isStacked = stacked;
                std::vector<std::size_t> columns;
                for (std::size_t column = 0; column < m_table.columns.size(); ++column)
                    if (all || !m_table.columns[column].canGo) columns.push_back(column);
                m_places.clear();
                if (!stacked) {
                    if (placeInLine(columns)) return true;
                    continue;
                }
                // The one of std::ranges is more than clang-tidy 14 understands.
                const auto figures =
                    std::stable_partition(columns.begin(), columns.end(),
                                          [&](std::size_t column) { return isText(column); });
                if (placeInLine({columns.begin(), figures}) &&
                    placeInLine({figures, columns.end()}))
                    return true;
            }
        return false;
    }

    bool placeInLine(const std::vector<std::size_t>& columns) {
        const auto gapAfter = [&](std::size_t i) {
            if (i + 1 == columns.size()) return 0.0;
            const auto isOval = [&](std::size_t column) {
                return m_table.columns[column].look == Look::Oval;
            };
            const bool alike =
                isOval(columns[i]) && isOval(columns[i + 1]) &&
                m_table.columns[columns[i]].group == m_table.columns[columns[i + 1]].group;
            return size(alike ? ovalGap : gap);
        };
        double taken = 0.0;
        for (std::size_t i = 0; i < columns.size(); ++i) taken += needOf(columns[i]) + gapAfter(i);
        if (taken > m_room) return false;
        double left = pageMargin;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const bool isLast = i + 1 == columns.size();
            const bool isStretched = columns[i] == stretched() ||
                                     (isLast && m_table.columns[columns[i]].look == Look::Bar);
            const double width = needOf(columns[i]) + (isStretched ? m_room - taken : 0.0);
            m_places.push_back({columns[i], left, width});
            left += width + gapAfter(i);
        }
        return true;
    }

    void drawHead() {
        const double bottom = pageMargin + size(headHeight() - underHead);
        std::string group;
        for (std::size_t i = 0; i < m_places.size(); ++i) {
            const Place& place = m_places[i];
            const Column& column = m_table.columns[place.column];
            const std::vector<std::string> lines = headOf(place);
            double y = bottom - size(0.3) - size(headStep) * static_cast<double>(lines.size() - 1);
            const bool isCentred = column.look == Look::Oval;
            for (const std::string& line : lines) {
                m_body.text(place.left + (isCentred ? place.width / 2.0 : 0.0), y, line,
                            isCentred ? "text-anchor=\"middle\"" : "", pageQuiet);
                y += size(headStep);
            }
            if (column.group == group) continue;
            group = column.group;
            if (!group.empty())
                m_body.text(place.left, pageMargin + size(1.0),
                            m_text.elided(group, endOfGroup(i) - place.left),
                            "font-weight=\"bold\"");
        }
        m_body.line(pageMargin, bottom + size(0.15), pageMargin + m_room, bottom + size(0.15),
                    pageQuiet, 0.5);
    }

    double endOfGroup(std::size_t first) const {
        const std::string& group = m_table.columns[m_places[first].column].group;
        std::size_t last = first;
        while (last + 1 < m_places.size() &&
               m_table.columns[m_places[last + 1].column].group == group)
            ++last;
        return m_places[last].left + m_places[last].width;
    }

    void drawRow(const std::vector<Cell>& row, double top, double step) {
        if (m_isStacked && &row != &m_table.rows.front())
            m_body.line(pageMargin, top, pageMargin + m_room, top, pageLine, 0.5);
        for (const Place& place : m_places) {
            const Cell& cell = row[place.column];
            const double middle = top + (!m_isStacked           ? step / 2.0
                                         : isText(place.column) ? size(1.0)
                                                                : size(lineAbove()) + step / 2.0);
            switch (m_table.columns[place.column].look) {
                case Look::Text:
                    drawText(place, cell, middle);
                    break;
                case Look::Oval:
                    drawOval(place, cell, middle);
                    break;
                case Look::Bar:
                    drawBar(place, cell, middle);
                    break;
            }
        }
    }

    double lineOn(double middle) const { return middle + size(0.35); }

    void drawText(const Place& place, const Cell& cell, double middle) {
        const std::string ink = textOf(cell.ink);
        const std::string text = m_text.elided(cell.text, place.width);
        m_body.text(place.left, lineOn(middle), text, cell.isStrong ? "font-weight=\"bold\"" : "",
                    ink.c_str());
        const double x = m_text.width(text, cell.isStrong) + size(0.5);
        if (cell.more.empty() || place.width - x < size(1.5)) return;
        m_body.text(place.left + x, lineOn(middle), m_text.elided(cell.more, place.width - x), "",
                    pageQuiet);
    }

    void box(double left, double middle, double width, double height, double round,
             const std::string& fill) {
        m_body.out() << "<rect x=\"" << number(left) << "\" y=\"" << number(middle - height / 2.0)
                     << "\" width=\"" << number(width) << "\" height=\"" << number(height)
                     << "\" rx=\"" << number(round) << "\" fill=\"" << fill << "\"/>\n";
    }

    void drawFigure(double x, double middle, const Cell& cell, const char* anchor,
                    const std::string& ink) {
        m_body.text(x, lineOn(middle), cell.text, anchor, ink.c_str());
    }

    void drawOval(const Place& place, const Cell& cell, double middle) {
        constexpr const char* centred = "text-anchor=\"middle\"";
        const double width =
            std::min(place.width, std::max(size(2.5), m_text.width(cell.text) + size(0.5)));
        const double left = place.left + (place.width - width) / 2.0;
        box(left, middle, width, size(ovalHeight), size(0.8), textOf(cell.fill));
        drawFigure(place.left + place.width / 2.0, middle, cell, centred, textOf(cell.ink));
    }

    void drawBar(const Place& place, const Cell& cell, double middle) {
        const double filled = place.width * std::clamp(cell.share, 0.0, 1.0);
        box(place.left, middle, place.width, size(barHeight), 0.0, pageTrack);
        box(place.left, middle, filled, size(barHeight), 0.0, textOf(cell.fill));
        const bool isInside = m_text.width(cell.text) + 2.0 * size(besideFigure) <= filled;
        drawFigure(place.left + size(besideFigure) + (isInside ? 0.0 : filled), middle, cell, "",
                   isInside ? textOf(cell.ink) : pageInk);
    }

    const PageTable& m_table;
    const PageOptions& m_options;
    PageText m_text;
    double m_room;  ///< between the margins
    bool m_isStacked = false;
    std::vector<Place> m_places;
    PageBody m_body;
};

}  // namespace

std::string tableSvg(const PageTable& table, const PageOptions& options) {
    return Table(table, options).draw();
}

}  // namespace counterpoint::report
