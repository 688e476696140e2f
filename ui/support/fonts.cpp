#include "ui/support/fonts.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace counterpoint::support {

namespace {

struct Size {
    int pixels;
    int line;
    QFont::Weight weight;
};

Size sizeOf(Type type) {
    switch (type) {
        case Type::Name:
            return {28, 32, QFont::Bold};
        case Type::Empty:
            return {18, 24, QFont::Medium};
        case Type::Value:
            return {15, 20, QFont::Bold};
        case Type::Stale:
            return {15, 20, QFont::Normal};
        case Type::Title:
            return {12, 16, QFont::Bold};
        case Type::Label:
            return {12, 16, QFont::Medium};
        case Type::Body:
            return {12, 17, QFont::Normal};
        case Type::Tag:
            return {11, 14, QFont::Medium};
        case Type::Help:
            return {11, 14, QFont::Normal};
        case Type::Axis:
            return {10, 12, QFont::Normal};
    }
    return {12, 17, QFont::Normal};
}

double currentScale = 1.0;

}  // namespace

QFont fontOf(Type type) {
    static const QStringList families{QStringLiteral("Roboto"), QStringLiteral("Noto Sans"),
                                      QStringLiteral("DejaVu Sans")};
    const Size size = sizeOf(type);
    QFont result;
    result.setFamilies(families);
    result.setPixelSize(scaled(size.pixels));
    result.setWeight(size.weight);
    return result;
}

int lineHeight(Type type) {
    return scaled(sizeOf(type).line);
}

void setFontScale(double scale) {
    currentScale = std::clamp(scale, 0.75, 2.0);
}

double fontScale() {
    return currentScale;
}

int scaled(int px) {
    return static_cast<int>(std::lround(px * currentScale));
}

}  // namespace counterpoint::support
