#include "ui/tour/tour.h"

#include "ui/support/accent_frame.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPushButton>

#include <algorithm>

namespace counterpoint::tour {

namespace {

constexpr int distance = 12;  ///< from the target to the card
constexpr double frameWidth = 3.0;

/// Of the frame around its target: small parts have words at their edge, large ones neighbours.
int outsetOf(const QWidget& target) {
    constexpr int small = 160;
    return std::min(target.width(), target.height()) < small ? 6 : 2;
}

QRect placeIn(const QWidget& widget, const QWidget& window) {
    return {widget.mapTo(&window, QPoint()), widget.size()};
}

}  // namespace

QRect cardPlace(const QSize& card, const QRect& target, const QRect& area) {
    // Beside it, level with its top; else above or below; else wherever it covers least of it.
    const QRect inside = area.adjusted(distance, distance, -distance, -distance);
    const auto within = [&](QPoint corner) {
        return QRect(
            QPoint(std::clamp(corner.x(), inside.left(),
                              std::max(inside.left(), inside.right() + 1 - card.width())),
                   std::clamp(corner.y(), inside.top(),
                              std::max(inside.top(), inside.bottom() + 1 - card.height()))),
            card);
    };
    const int right = target.right() + 1 + distance;
    const int left = target.left() - distance - card.width();
    const int below = target.bottom() + 1 + distance;
    const int above = target.top() - distance - card.height();
    const QRect places[] = {within({right, target.top()}),
                            within({left, target.top()}),
                            within({target.left(), below}),
                            within({target.left(), above}),
                            within({inside.right(), inside.top()}),
                            within({inside.left(), inside.top()}),
                            within({inside.right(), inside.bottom()}),
                            within({inside.left(), inside.bottom()})};
    const auto covered = [&](const QRect& place) {
        const QRect shared = place.intersected(target);
        return shared.isEmpty() ? 0 : shared.width() * shared.height();
    };
    return *std::ranges::min_element(places, {}, covered);
}

Tour::Tour(QWidget& window) : QObject(&window), m_window(window) {
    m_follow.setInterval(60);
    connect(&m_follow, &QTimer::timeout, this, &Tour::follow);
}

Tour::~Tour() {
    delete m_card;
    delete m_frame;
}

void Tour::start(std::vector<TourStep> steps) {
    end();
    m_steps = std::move(steps);
    m_focusBefore = QApplication::focusWidget();
    m_frame = new support::AccentFrame(frameWidth, &m_window);
    m_frame->setObjectName(QStringLiteral("tourFrame"));
    m_card = new TourCard(&m_window);
    connect(m_card->next(), &QPushButton::clicked, this, &Tour::next);
    connect(m_card->back(), &QPushButton::clicked, this, &Tour::back);
    connect(m_card->end(), &QPushButton::clicked, this, &Tour::end);
    qApp->installEventFilter(this);
    m_follow.start();
    show(0, 1);
    if (isRunning()) m_card->next()->setFocus(Qt::OtherFocusReason);
}

void Tour::end() {
    if (!isRunning()) return;
    leave();
    m_follow.stop();
    qApp->removeEventFilter(this);
    // A button of the card may be what ends it.
    m_card->hide();
    m_card->deleteLater();
    m_card = nullptr;
    delete m_frame;
    m_target = nullptr;
    m_steps.clear();
    if (m_focusBefore && m_focusBefore->isVisible()) m_focusBefore->setFocus();
    Q_EMIT ended();
}

void Tour::next() {
    if (isRunning()) show(m_current + 1, 1);
}

void Tour::back() {
    if (!isRunning() || m_current == 0) return;
    show(m_current - 1, -1);
    // A button that is off would hand the keys to whatever is next.
    if (m_current == 0) m_card->next()->setFocus(Qt::OtherFocusReason);
}

void Tour::check() {
    if (!isRunning()) return;
    const TourStep& step = m_steps[m_current];
    if (step.done && !m_wasDone && step.done()) next();
}

void Tour::leave() {
    if (m_leave) m_leave();
    m_leave = nullptr;
}

bool Tour::showsStep(std::size_t step) {
    leave();
    const TourStep& now = m_steps[step];
    if (now.enter) m_leave = now.enter();
    m_target = now.target();
    return m_target && m_target->isVisible();
}

void Tour::show(std::size_t step, int direction) {
    while (step < m_steps.size() && !showsStep(step)) {
        if (step == 0 && direction < 0) {  // nothing before: stay
            direction = 1;
            step = m_current;
        } else {
            step += static_cast<std::size_t>(direction);
        }
    }
    if (step == m_steps.size()) {
        end();
        return;
    }
    m_current = step;
    const TourStep& now = m_steps[step];
    m_wasDone = now.done && now.done();
    m_card->setStep(static_cast<int>(step) + 1, static_cast<int>(m_steps.size()), now.title,
                    now.text);
    follow();
    m_frame->show();
    m_card->show();
    m_frame->raise();
    m_card->raise();
}

void Tour::follow() {
    if (!isRunning() || !m_target) return;
    const bool visible = m_target->isVisible();
    m_frame->setVisible(visible);
    if (!visible) return;
    const int outset = outsetOf(*m_target);
    const QRect around =
        placeIn(*m_target, m_window).adjusted(-outset, -outset, outset, outset) & m_window.rect();
    const QRect place = cardPlace(m_card->size(), around, m_window.rect());
    if (m_frame->geometry() != around) m_frame->setGeometry(around);
    if (m_card->geometry() != place) m_card->setGeometry(place);
}

bool Tour::eventFilter(QObject* watched, QEvent* event) {
    const bool isKey =
        event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (!isKey || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape) return false;
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (widget == nullptr || widget->window() != &m_window ||
        QApplication::activePopupWidget() != nullptr)
        return false;
    event->accept();
    if (event->type() == QEvent::KeyPress) end();
    return true;
}

}  // namespace counterpoint::tour
