#include "ui/embedding/choice_button.h"

#include "ui/support/fonts.h"

#include <QFontMetrics>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QScreen>

#include <algorithm>
#include <array>

namespace counterpoint::embedding {

namespace {
constexpr int inset = 6;
constexpr int chevronRoom = 18;
}  // namespace

ChoiceButton::ChoiceButton(QWidget* parent) : QAbstractButton(parent) {
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, &ChoiceButton::openList);
}

void ChoiceButton::setViewStyle(const ViewStyle& style) {
    m_style = style;
    updateGeometry();
    update();
}

void ChoiceButton::setChoices(std::vector<ColourChoice> choices) {
    m_choices = std::move(choices);
    setChosen(m_chosen, m_chosenTitle);
}

void ChoiceButton::setHint(const QString& hint, const QString& name) {
    m_hint = hint;
    m_hintName = name;
}

const ColourChoice* ChoiceButton::find(const QString& key) const {
    const auto found =
        std::find_if(m_choices.begin(), m_choices.end(),
                     [&key](const ColourChoice& choice) { return choice.key == key; });
    return found == m_choices.end() ? nullptr : &*found;
}

void ChoiceButton::setChosen(const QString& key, const QString& title) {
    m_chosen = key;
    m_chosenTitle = title;
    const ColourChoice* listed = find(key);
    setText(listed != nullptr ? listed->title : title);
    updateGeometry();
    update();
}

QSize ChoiceButton::sizeHint() const {
    return {QFontMetrics(m_style.emphasis).horizontalAdvance(text()) + 2 * inset + chevronRoom + 2,
            support::scaled(24)};
}

void ChoiceButton::openList() {
    if (m_choices.empty()) return;
    auto* chooser = new ColourChooser(m_choices, m_search, m_chosen, m_style, this);
    if (!m_hint.isEmpty()) chooser->setHint(m_hint, m_hintName);
    connect(chooser, &ColourChooser::taken, this, [this](const QString& key, const QString& title) {
        if (key == m_chosen) return;
        setChosen(key, title);
        Q_EMIT chosenByUser(key);
    });
    const QRect screen = this->screen()->availableGeometry();
    QPoint at = mapToGlobal(QPoint(0, height()));
    at.setX(std::min(at.x(), screen.right() - chooser->width()));
    if (at.y() + chooser->height() > screen.bottom())
        at.setY(mapToGlobal(QPoint()).y() - chooser->height());
    chooser->move(at);
    chooser->show();
    chooser->field()->setFocus();
}

void ChoiceButton::step(int direction) {
    const auto found = std::find_if(m_choices.begin(), m_choices.end(),
                                    [this](const auto& choice) { return choice.key == m_chosen; });
    const auto next = (found - m_choices.begin()) + direction;
    if (next < 0 || next >= static_cast<std::ptrdiff_t>(m_choices.size())) return;
    setChosen(m_choices[static_cast<std::size_t>(next)].key);
    Q_EMIT chosenByUser(m_chosen);
}

void ChoiceButton::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down)
        step(1);
    else if (event->key() == Qt::Key_Up)
        step(-1);
    else
        QAbstractButton::keyPressEvent(event);
}

/// Scrolling over a head must not recolour the view.
void ChoiceButton::wheelEvent(QWheelEvent*) {}

void ChoiceButton::enterEvent(QEnterEvent*) {
    update();
}
void ChoiceButton::leaveEvent(QEvent*) {
    update();
}

void ChoiceButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(1.0, 1.0, -1.0, -1.0);
    if (underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_style.hover);
        painter.drawRoundedRect(box, 4.0, 4.0);
    }
    if (hasFocus()) {
        painter.setPen(QPen(m_style.accent, 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box, 4.0, 4.0);
    }
    painter.setFont(m_style.emphasis);
    painter.setPen(m_style.text);
    const QRect textBox = rect().adjusted(inset, 0, -inset - chevronRoom, 0);
    painter.drawText(textBox, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, textBox.width()));

    painter.setPen(QPen(m_style.text, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF tip(width() - inset - 6.0, height() / 2.0 + 2.0);
    const std::array<QPointF, 3> chevron{tip + QPointF(-3.0, -3.0), tip, tip + QPointF(3.0, -3.0)};
    painter.drawPolyline(chevron.data(), static_cast<int>(chevron.size()));
}

}  // namespace counterpoint::embedding
