#include "ui/support/page_stack.h"

namespace counterpoint::support {

PageStack::PageStack(QWidget* parent) : QStackedWidget(parent) {
    connect(this, &QStackedWidget::currentChanged, this, [this] { updateGeometry(); });
}

QSize PageStack::sizeHint() const {
    return currentWidget() == nullptr ? QStackedWidget::sizeHint() : currentWidget()->sizeHint();
}

QSize PageStack::minimumSizeHint() const {
    return currentWidget() == nullptr
               ? QStackedWidget::minimumSizeHint()
               : currentWidget()->minimumSizeHint().expandedTo(currentWidget()->minimumSize());
}

}  // namespace counterpoint::support
