#pragma once

#include <QFont>

namespace counterpoint::support {

/// The sizes and weights of the window, by use: size/line in px at 100 %.
enum class Type {
    Name,   ///< 28/32 bold: the name on the start page
    Empty,  ///< 18/24 medium: empty states
    Value,  ///< 15/20 bold: value on a card
    Stale,  ///< 15/20 regular: a stale value on a card
    Title,  ///< 12/16 bold: dock titles, family heads, verdict word
    Label,  ///< 12/16 medium: buttons, parameter and card names, current run
    Body,   ///< 12/17 regular: sentences, tables, lists
    Tag,    ///< 11/14 medium: small tags
    Help,   ///< 11/14 regular: help, column heads, change, keys to marks
    Axis,   ///< 10/12 regular: axes and slider ticks
};

/// Roboto (figures of equal width), else Noto Sans, else DejaVu Sans.
QFont fontOf(Type type);
/// The height of a line of that type, in px.
int lineHeight(Type type);

/// Sizes of text and of rows that hold text grow with the user's font setting. Set by `applyTheme`.
void setFontScale(double scale);
double fontScale();
/// A size of the design (px at 100 %) at the user's font setting.
int scaled(int px);

}  // namespace counterpoint::support
