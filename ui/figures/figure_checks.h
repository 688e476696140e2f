#pragma once

#include "ui/figures/colour_check.h"

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <vector>

namespace counterpoint::figures {

/// One thing that a journal or a reader asks of a figure, and whether it is so.
struct FigureCheck {
    QString text;
    QString help;  ///< how it was found
    bool good = true;
};

/// The cells of a map in a figure, and the categories they are painted by (none: by values).
struct FigurePanel {
    QString title;
    std::size_t cells = 0;   ///< of the layout
    std::size_t points = 0;  ///< those of them that have a place
    std::vector<NamedColour> categories;
};

/// How a figure will be written.
struct FigureUse {
    bool isVector = true;  ///< PDF or SVG; else the whole is pixels
    bool pointsAreVectors = true;
    int dpi = 600;  ///< of a figure of pixels
};

/// Below this, text is refused by most journals.
inline constexpr double leastTextPt = 5.0;

/// What can be said of a figure before it is written, from its SVG and what it shows: size of the
/// text, resolution of what is pixels, points as vectors or pixels, colours for colour-blind
/// readers, and `cautions` (each a sentence) on what the cells are.
std::vector<FigureCheck> checksOf(const QByteArray& svg, const FigureUse& use,
                                  const std::vector<FigurePanel>& panels,
                                  const QStringList& cautions);

/// That another typeface stands in for the chosen one in a file of that format; empty where it does
/// not. One of the same widths is fine.
FigureCheck fontCheck(const QString& family, const QString& format);

}  // namespace counterpoint::figures
