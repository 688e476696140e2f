#pragma once

#include <functional>

class QWidget;

namespace counterpoint::support {

/// What a part of the window does when texts change their size: told how many times as large they
/// are now, while everything still has its old size, it answers with what there is to do once every
/// part of it has said how much room it needs now.
using TextSizeChange = std::function<std::function<void()>(double by)>;

/// Tells `widget` of every change of the size of texts, for as long as it lives.
void followTextSize(QWidget& widget, const TextSizeChange& change);

/// Makes `dialog` as large as its sizeHint, as far as the screen has room: now, and anew whenever
/// the size of texts changes.
void fitToTexts(QWidget& dialog);

}  // namespace counterpoint::support
