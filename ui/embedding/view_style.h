#pragma once

#include <QColor>
#include <QFont>

namespace counterpoint::embedding {

/// Every colour and font the widgets of this room use; the theme fills it in.
struct ViewStyle {
    bool dark = false;
    QColor canvas;       ///< behind the points and in the halo of labels
    QColor panel;        ///< view head and legend
    QColor hover;        ///< the choice under the pointer
    QColor chosen;       ///< the current row of a list
    QColor separator;    ///< 1 px lines
    QColor text;         ///< content
    QColor quiet;        ///< axes, units, hints
    QColor dimmed;       ///< cells without a colour
    QColor zero;         ///< cells in which a gene was not seen
    QColor swatchRing;   ///< 1 px ring of legend discs
    QColor accent;       ///< focus
    QColor caution;      ///< badge border and text
    QColor cautionSoft;  ///< badge ground
    QFont sentence;      ///< 12 regular: legend
    QFont emphasis;      ///< 12 medium: chosen colouring, badges
    QFont label;         ///< 12 bold: labels on data
    QFont axis;          ///< 11 regular: axis names
    QFont headline;      ///< 18 medium: empty states
};

}  // namespace counterpoint::embedding
