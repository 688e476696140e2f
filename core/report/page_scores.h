#pragma once

#include "core/pipeline/results.h"
#include "core/plugin/registry.h"
#include "core/report/page_body.h"
#include "core/report/page_text.h"

#include <optional>
#include <string>
#include <vector>

namespace counterpoint::report {

/// The scores before and after integration on a page: a line a score from 0 to 1, hollow dots
/// before, full dots after.
class PageScores {
  public:
    PageScores(const pipeline::Results& results, const plugin::Registry& registry,
               const PageText& text, double width);

    /// From a score to the next: as is usual, and the least and most at which it looks like one
    /// table.
    double usualStep() const { return 1.5 * m_text.size(); }
    double leastStep() const { return 1.25 * m_text.size(); }
    double mostStep() const { return 2.4 * m_text.size(); }
    double height(double step) const { return heightBeside() + step * rowCount(); }
    /// The step that makes the block so high, within what looks like one table.
    double stepFor(double height) const;
    /// Whether there is room for the lines beside the names.
    bool fits() const;
    /// From its upper left corner.
    void draw(PageBody& body, double x, double top, double step) const;

  private:
    struct Row {
        std::string title;
        std::optional<double> before;
        double after = 0.0;
        bool startsFamily = false;
    };

    double rowCount() const { return static_cast<double>(m_rows.size()); }
    double heightBeside() const;
    void drawKey(PageBody& body, double x, double y) const;

    PageText m_text;
    std::vector<Row> m_rows;
    double m_left = 0.0;   ///< of the lines
    double m_width = 0.0;  ///< of the lines
    bool m_keyAbove = false;
    bool m_hasFamilies = false;  ///< more than one, with a gap between them
};

}  // namespace counterpoint::report
