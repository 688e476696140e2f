#include "ui/support/focus_ring.h"

#include "ui/support/accent_frame.h"

#include <QApplication>
#include <QEvent>
#include <QPushButton>
#include <QToolButton>

namespace counterpoint::support {

namespace {

constexpr int outset = 3;
constexpr double ringWidth = 2.0;

}  // namespace

FocusRing::FocusRing(QApplication* application) : QObject(application) {
    connect(application, &QApplication::focusChanged, this,
            [this](QWidget* /*old*/, QWidget* now) { follow(m_byKeyboard ? now : nullptr); });
    application->installEventFilter(this);
}

FocusRing::~FocusRing() {
    delete m_ring;
}

void FocusRing::follow(QWidget* widget) {
    delete m_ring;
    const bool isButton = qobject_cast<QPushButton*>(widget) || qobject_cast<QToolButton*>(widget);
    m_target = isButton && widget->parentWidget() ? widget : nullptr;
    if (!m_target) return;

    m_ring = new AccentFrame(ringWidth, m_target->parentWidget());
    place();
}

void FocusRing::place() {
    if (!m_ring || !m_target) return;
    m_ring->setGeometry(m_target->geometry().adjusted(-outset, -outset, outset, outset));
    m_ring->setVisible(m_target->isVisibleTo(m_ring->parentWidget()));
    m_ring->raise();
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::KeyPress:
            m_byKeyboard = true;
            break;
        case QEvent::MouseButtonPress:
            m_byKeyboard = false;
            break;
        case QEvent::Move:
        case QEvent::Resize:
        case QEvent::Show:
        case QEvent::Hide:
            if (watched == m_target) place();
            break;
        case QEvent::ParentChange:
            if (watched == m_target) follow(nullptr);
            break;
        default:
            break;
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace counterpoint::support
