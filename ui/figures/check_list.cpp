#include "ui/figures/check_list.h"

#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/labels.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>

namespace counterpoint::figures {

namespace {

class Mark : public QWidget {
  public:
    Mark(bool good, QWidget* parent) : QWidget(parent), m_good(good) {
        support::followTheme(
            *this, [this] { setFixedSize(16, support::lineHeight(support::Type::Body)); });
    }

  protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        const auto& theme = support::Theme::current();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        support::paintIcon(painter, m_good ? support::Icon::Check : support::Icon::Warning,
                           QRectF(0.0, (height() - 16) / 2.0, 16.0, 16.0),
                           m_good ? theme.balanced : theme.caution);
    }

  private:
    bool m_good;
};

}  // namespace

CheckList::CheckList(QWidget* parent) : QWidget(parent), m_rows(new QGridLayout(this)) {
    setAccessibleName(tr("Checks of the figure"));
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(6);
    m_rows->setVerticalSpacing(4);
    m_rows->setColumnStretch(1, 1);
    m_rows->setColumnStretch(3, 1);
}

void CheckList::setChecks(std::vector<FigureCheck> checks) {
    m_checks = std::move(checks);
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    QStringList all;
    for (std::size_t i = 0; i < m_checks.size(); ++i) {
        const FigureCheck& check = m_checks[i];
        const int row = static_cast<int>(i / 2);
        const int column = static_cast<int>(i % 2) * 2;
        auto* text =
            support::makeLabel(check.text, support::Type::Body,
                               check.good ? support::Tone::Second : support::Tone::Caution, this);
        text->setWordWrap(true);
        text->setToolTip(check.help);
        text->setTextFormat(Qt::PlainText);
        m_rows->addWidget(new Mark(check.good, this), row, column, Qt::AlignTop);
        m_rows->addWidget(text, row, column + 1);
        all << (check.good ? tr("good: %1") : tr("warning: %1")).arg(check.text);
    }
    setAccessibleDescription(all.join(QStringLiteral("; ")));
}

}  // namespace counterpoint::figures
