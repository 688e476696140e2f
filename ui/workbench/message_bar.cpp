#include "ui/workbench/message_bar.h"

#include "ui/support/buttons.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace counterpoint::workbench {

using support::ButtonKind;
using support::Icon;
using support::Theme;

MessageBar::MessageBar(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(40, 6, 8, 6);
    m_sentence = support::makeLabel({}, support::Type::Body, support::Tone::Text, this);
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(m_sentence, 1);
    auto* details = support::makeButton(tr("Details"), ButtonKind::Link, this);
    connect(details, &QPushButton::clicked, this, [this] {
        QMessageBox box(QMessageBox::NoIcon, tr("Details"), m_sentence->text(), QMessageBox::Close,
                        window());
        box.setInformativeText(m_detail);
        box.exec();
    });
    m_details = details;
    row->addWidget(details);
    auto* close = support::makeSmallButton(Icon::Close, tr("Close this message"), this);
    connect(close, &QToolButton::clicked, this, &MessageBar::clearAll);
    row->addWidget(close);
    clear();
}

void MessageBar::showError(const QString& sentence, const QString& detail) {
    m_sentence->setText(support::sentence(sentence));
    m_detail = detail;
    m_isNotice = m_stays = false;
    m_details->setVisible(!detail.isEmpty());
    setAccessibleName(sentence);
    show();
}

void MessageBar::showNotice(const QString& sentence) {
    showError(sentence, {});
    m_isNotice = true;
    update();
}

void MessageBar::showLastingNotice(const QString& sentence) {
    showNotice(sentence);
    m_stays = true;
}

void MessageBar::clear() {
    if (!m_stays) clearAll();
}

void MessageBar::clearAll() {
    m_isNotice = m_stays = false;
    m_sentence->clear();
    hide();
}

QString MessageBar::sentence() const {
    return m_sentence->text();
}

void MessageBar::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), m_isNotice ? theme.cautionSoft : theme.errorSoft);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.separator);
    support::paintIcon(painter, m_isNotice ? Icon::Warning : Icon::Error,
                       QRectF(14, height() / 2.0 - 8, 16, 16),
                       m_isNotice ? theme.caution : theme.error);
}

}  // namespace counterpoint::workbench
