#include "ui/tour/tour_card.h"

#include "ui/support/buttons.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/text_size.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace counterpoint::tour {

using support::ButtonKind;
using support::Tone;
using support::Type;

TourCard::TourCard(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("tourCard"));
    setProperty("surface", QStringLiteral("tour"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Tour"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(8);
    auto* head = new QHBoxLayout;
    m_title = support::makeLabel({}, Type::Title, Tone::Text, this);
    m_title->setWordWrap(true);
    head->addWidget(m_title, 1);
    m_count = support::makeLabel({}, Type::Help, Tone::Quiet, this);
    head->addWidget(m_count, 0, Qt::AlignTop);
    column->addLayout(head);
    m_text = support::makeLabel({}, Type::Body, Tone::Text, this);
    m_text->setWordWrap(true);
    column->addWidget(m_text);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, 4, 0, 0);
    buttons->setSpacing(8);
    const auto button = [&](const QString& text, const QString& does) {
        auto* made = support::makeButton(text, ButtonKind::Small, this);
        made->setAccessibleName(does);
        made->setAutoDefault(true);  // Enter takes the one in focus
        return made;
    };
    m_end = button(tr("Close"), tr("Close the tour"));
    m_back = button(tr("Back"), tr("Back to the step before"));
    m_next = button(tr("Next"), tr("Next step of the tour"));
    buttons->addWidget(m_end);
    buttons->addStretch(1);
    buttons->addWidget(m_back);
    buttons->addWidget(m_next);
    column->addLayout(buttons);
    support::followTheme(*this, [this] { setFixedWidth(support::scaled(300)); });
    support::followTextSize(*this, [this](double /*by*/) { return [this] { fit(); }; });
}

/// Text in lines is as high as its width makes it.
void TourCard::fit() {
    layout()->invalidate();
    setFixedHeight(layout()->totalHeightForWidth(width()));
}

void TourCard::setStep(int number, int of, const QString& title, const QString& text) {
    m_count->setText(tr("%1 of %2").arg(number).arg(of));
    m_title->setText(title);
    m_text->setText(text);
    setAccessibleDescription(title + QStringLiteral(". ") + text);
    m_back->setEnabled(number > 1);
    const bool last = number == of;
    m_next->setText(last ? tr("Done") : tr("Next"));
    m_next->setAccessibleName(last ? tr("End of the tour") : tr("Next step of the tour"));
    fit();
}

QString TourCard::title() const {
    return m_title->text();
}

}  // namespace counterpoint::tour
