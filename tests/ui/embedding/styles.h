#pragma once

#include "ui/embedding/view_style.h"

namespace counterpoint::tests {

inline QFont textFont(int pixels, QFont::Weight weight) {
    QFont font(QStringLiteral("Roboto"));
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

/// The light theme, written out: the room itself knows no colour.
inline embedding::ViewStyle lightStyle() {
    return {.canvas = QColor(0xFFFFFF),
            .panel = QColor(0xFFFFFF),
            .hover = QColor(0xEBEEF2),
            .separator = QColor(0xD7DBE1),
            .text = QColor(0x1B2027),
            .quiet = QColor(0x5C6673),
            .dimmed = QColor(0xD3D7DD),
            .swatchRing = QColor(0, 0, 0, 40),
            .accent = QColor(0x3F4FB5),
            .caution = QColor(0x7D5200),
            .cautionSoft = QColor(0xFFF3D1),
            .sentence = textFont(12, QFont::Normal),
            .emphasis = textFont(12, QFont::Medium),
            .label = textFont(12, QFont::Bold),
            .axis = textFont(11, QFont::Normal),
            .headline = textFont(18, QFont::Medium)};
}

inline embedding::ViewStyle darkStyle() {
    embedding::ViewStyle style = lightStyle();
    style.canvas = QColor(0x181B1F);
    style.panel = QColor(0x1F2328);
    style.hover = QColor(0x30363F);
    style.separator = QColor(0x363D46);
    style.text = QColor(0xE8EBEF);
    style.quiet = QColor(0x98A2AE);
    style.dimmed = QColor(0x3B424B);
    style.swatchRing = QColor(255, 255, 255, 40);
    style.accent = QColor(0x9BA8FF);
    style.caution = QColor(0xE8BC55);
    style.cautionSoft = QColor(0x3C3216);
    return style;
}

}  // namespace counterpoint::tests
