#include "ui/support/eliding_combo.h"

#include <QHelpEvent>
#include <QStyleOptionComboBox>
#include <QStylePainter>
#include <QToolTip>

namespace counterpoint::support {

bool ElidingCombo::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || shortened() == currentText())
        return QComboBox::event(event);
    const QString text = toolTip().isEmpty() ? currentText() : currentText() + u'\n' + toolTip();
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text, this);
    return true;
}

QRect ElidingCombo::room() const {
    // The style's own rectangle takes the arrow off twice: as padding and as drop-down.
    constexpr int left = 9;
    constexpr int arrow = 26;
    return rect().adjusted(left, 0, -arrow, 0);
}

QString ElidingCombo::shortened() const {
    return fontMetrics().elidedText(currentText(), Qt::ElideMiddle, room().width());
}

void ElidingCombo::paintEvent(QPaintEvent* /*event*/) {
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    painter.drawItemText(room(), Qt::AlignVCenter | Qt::AlignLeft, option.palette, isEnabled(),
                         shortened(), QPalette::Text);
}

}  // namespace counterpoint::support
