#include "ui/workbench/compare_bar.h"

#include "ui/support/buttons.h"
#include "ui/support/eliding_combo.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/letter_tag.h"
#include "ui/support/segments.h"

#include <QEvent>
#include <QLayout>
#include <QPushButton>
#include <QToolButton>

namespace counterpoint::workbench {

namespace {

constexpr int roomyRun = 120;  ///< the name of a run gets at least this before others yield …
constexpr int leastRun = 56;   ///< … and this where they have
constexpr int listWidth = 96;

/// What a layout gives a widget at least.
int leastWidth(const QWidget& widget) {
    return widget.minimumWidth() > 0 ? widget.minimumWidth() : widget.minimumSizeHint().width();
}

}  // namespace

CompareBar::CompareBar(QWidget* parent) : Bar(36, parent) {
    for (int side = 0; side < 2; ++side) {
        const bool isFirst = side == 0;
        add(new support::LetterTag(isFirst ? QStringLiteral("A") : QStringLiteral("B"), this),
            isFirst ? 0 : 4);
        auto* choice = new support::ElidingCombo(this);
        choice->setObjectName(isFirst ? QStringLiteral("runA") : QStringLiteral("runB"));
        choice->setAccessibleName(isFirst ? tr("Run A") : tr("Run B"));
        choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        choice->setMinimumContentsLength(16);
        connect(choice, &QComboBox::activated, this,
                [this, side, choice] { Q_EMIT runChosen(side, choice->currentData().toInt()); });
        m_choices[static_cast<std::size_t>(side)] = choice;
        add(choice, 6);
        if (!isFirst) continue;
        auto* swap = new QToolButton(this);
        swap->setText(QStringLiteral("⇄"));
        swap->setAutoRaise(true);
        swap->setAccessibleName(tr("Swap A and B"));
        swap->setToolTip(tr("Swap A and B"));
        connect(swap, &QToolButton::clicked, this, &CompareBar::swapRequested);
        add(swap, 4);
    }
    addSeparator();
    const QStringList modes{tr("Side by side"), tr("Swipe"), tr("Moves")};
    m_mode = new support::Segments(tr("Compare by"), modes, this);
    add(m_mode);
    m_modeList = new support::ElidingCombo(this);
    m_modeList->setObjectName(QStringLiteral("compareBy"));
    m_modeList->setAccessibleName(tr("Compare by"));
    m_modeList->addItems(modes);
    m_modeList->hide();
    add(m_modeList, 0);
    connect(m_mode, &support::Segments::chosen, this, [this](int mode) {
        m_modeList->setCurrentIndex(mode);
        Q_EMIT modeChosen();
    });
    connect(m_modeList, &QComboBox::activated, this, [this](int mode) {
        m_mode->setCurrent(mode);
        Q_EMIT modeChosen();
    });
    addStretch();
    m_close =
        support::makeButton(tr("Close"), support::Icon::Close, support::ButtonKind::Small, this);
    m_close->setObjectName(QStringLiteral("closeCompare"));
    m_close->setAccessibleName(tr("Close the comparison"));
    m_close->setToolTip(tr("Close the comparison"));
    connect(m_close, &QPushButton::clicked, this, &CompareBar::closeRequested);
    add(m_close);
    fit();
}

void CompareBar::setRuns(const std::vector<std::pair<int, QString>>& runs,
                         std::array<int, 2> chosen) {
    for (std::size_t side = 0; side < 2; ++side) {
        QComboBox& choice = *m_choices[side];
        choice.clear();
        for (const auto& [number, name] : runs) choice.addItem(name, number);
        choice.setCurrentIndex(choice.findData(chosen[side]));
        choice.setToolTip(choice.currentText());
    }
}

CompareMode CompareBar::mode() const {
    return static_cast<CompareMode>(m_mode->current());
}

void CompareBar::setMode(CompareMode mode) {
    m_mode->setCurrent(static_cast<int>(mode));
    m_modeList->setCurrentIndex(static_cast<int>(mode));
}

QSize CompareBar::minimumSizeHint() const {
    return {0, height()};  // what does not fit yields
}

void CompareBar::fit() {
    if (m_close == nullptr) return;  // not all is there yet
    layout()->invalidate();
    int others = layout()->minimumSize().width();
    for (const QWidget* part :
         {static_cast<const QWidget*>(m_choices[0]), static_cast<const QWidget*>(m_choices[1]),
          static_cast<const QWidget*>(m_mode), static_cast<const QWidget*>(m_modeList),
          static_cast<const QWidget*>(m_close)})
        if (!part->isHidden()) others -= leastWidth(*part);
    const int room = width() - others;
    const int modes = m_mode->minimumSizeHint().width();
    const int list = support::scaled(listWidth);
    m_close->setText(tr("Close"));
    const int close = m_close->sizeHint().width();
    m_close->setText({});
    const int cross = m_close->sizeHint().width();
    const int runs = 2 * support::scaled(leastRun);
    const bool saysClose = runs + modes + close <= room;
    const bool showsModes = saysClose || runs + modes + cross <= room;
    if (saysClose) m_close->setText(tr("Close"));
    m_mode->setVisible(showsModes);
    m_modeList->setVisible(!showsModes);
    m_modeList->setFixedWidth(list);
    const int left = room - (showsModes ? modes : list) - (saysClose ? close : cross);
    for (support::ElidingCombo* choice : m_choices)
        choice->setMinimumWidth(
            std::clamp(left / 2, support::scaled(leastRun), support::scaled(roomyRun)));
    layout()->invalidate();
    layout()->activate();
}

void CompareBar::resizeEvent(QResizeEvent* event) {
    Bar::resizeEvent(event);
    fit();
}

void CompareBar::changeEvent(QEvent* event) {
    Bar::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) fit();
}

}  // namespace counterpoint::workbench
