#include "ui/start/recovery_bar.h"

#include "ui/support/buttons.h"
#include "ui/support/icons.h"
#include "ui/support/labels.h"
#include "ui/support/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>

namespace counterpoint::start {

using support::ButtonKind;
using support::Theme;

RecoveryBar::RecoveryBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("recovery"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(40, 6, 12, 6);
    row->setSpacing(8);
    m_sentence = support::makeLabel({}, support::Type::Body, support::Tone::Text, this);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setWordWrap(true);
    row->addWidget(m_sentence, 1);
    auto* recover = support::makeButton(tr("Recover"), ButtonKind::Plain, this);
    recover->setObjectName(QStringLiteral("recover"));
    auto* discard = support::makeButton(tr("Discard"), ButtonKind::Plain, this);
    discard->setObjectName(QStringLiteral("discard"));
    row->addWidget(recover);
    row->addWidget(discard);
    connect(recover, &QPushButton::clicked, this, &RecoveryBar::recoverRequested);
    connect(discard, &QPushButton::clicked, this, &RecoveryBar::discardRequested);
    hide();
}

void RecoveryBar::offer(const QString& what, const QDateTime& when) {
    const QString time =
        when.date() == QDate::currentDate()
            ? when.time().toString(QStringLiteral("HH:mm"))
            : QLocale(QLocale::English).toString(when, QStringLiteral("d MMM yyyy HH:mm"));
    m_sentence->setText(
        tr("Counterpoint ended unexpectedly while %1 was open (%2). Go on where you were?")
            .arg(what, time));
    setAccessibleName(m_sentence->text());
    show();
}

QString RecoveryBar::sentence() const {
    return m_sentence->text();
}

void RecoveryBar::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.cautionSoft);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.separator);
    support::paintIcon(painter, support::Icon::Warning, QRectF(14, height() / 2.0 - 8, 16, 16),
                       theme.caution);
}

}  // namespace counterpoint::start
