#include "ui/workbench/bar.h"

#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/theme.h"

#include <QHBoxLayout>
#include <QPainter>

namespace counterpoint::workbench {

namespace {

/// A quiet upright line between groups of controls.
class Separator : public QWidget {
  public:
    explicit Separator(QWidget* parent) : QWidget(parent) { setFixedSize(17, 20); }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter(this).fillRect(QRect(8, 0, 1, height()), support::Theme::current().separator);
    }
};

}  // namespace

Bar::Bar(int height, QWidget* parent) : QWidget(parent), m_row(new QHBoxLayout(this)) {
    support::followTheme(*this, [this, height] { setFixedHeight(support::scaled(height)); });
    m_row->setContentsMargins(8, 0, 12, 1);
    m_row->setSpacing(0);
}

void Bar::add(QWidget* widget, int gap, int stretch) {
    if (m_row->count() > 0) m_row->addSpacing(gap);
    m_row->addWidget(widget, stretch,
                     stretch == 0 ? Qt::Alignment(Qt::AlignVCenter) : Qt::Alignment());
}

QWidget* Bar::addSeparator() {
    auto* separator = new Separator(this);
    m_row->addWidget(separator, 0, Qt::AlignVCenter);
    return separator;
}

void Bar::addStretch() {
    m_row->addStretch(1);
}

void Bar::paintEvent(QPaintEvent*) {
    const support::Theme& theme = support::Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.header);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.separator);
}

}  // namespace counterpoint::workbench
