#include "ui/compare/swipe_stage.h"

#include "ui/support/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace counterpoint::compare {

namespace {

constexpr int handleWidth = 9;

/// The line with a grip in its middle.
class Handle : public QWidget {
  public:
    explicit Handle(QWidget* parent) : QWidget(parent) {
        setCursor(Qt::SplitHCursor);
        setFocusPolicy(Qt::StrongFocus);
        setAccessibleName(QObject::tr("Line between A and B"));
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        const support::Theme& theme = support::Theme::current();
        QPainter painter(this);
        painter.fillRect(rect(), theme.canvas);
        painter.fillRect(QRect(width() / 2 - 1, 0, 2, height()),
                         hasFocus() ? theme.accent : theme.control);
        painter.fillRect(QRect(1, height() / 2 - 16, width() - 2, 32), theme.accent);
    }
};

}  // namespace

SwipeStage::SwipeStage(QWidget* parent)
    : QWidget(parent), m_clip(new QWidget(this)), m_handle(new Handle(this)) {
    m_handle->installEventFilter(this);
    m_handle->hide();
}

void SwipeStage::setWidgets(QWidget* first, QWidget* second) {
    m_first = first;
    m_second = second;
    layOut();
}

void SwipeStage::setSwiping(bool swiping) {
    m_swiping = swiping;
    m_handle->setVisible(swiping);
    layOut();
}

void SwipeStage::setShare(double share) {
    m_share = std::clamp(share, 0.05, 0.95);
    layOut();
}

void SwipeStage::moveLine(double share) {
    setShare(share);
    Q_EMIT lineMoved();
}

void SwipeStage::layOut() {
    if (m_first == nullptr || m_second == nullptr) return;
    const int w = width();
    const int h = height();
    if (!m_swiping) {
        const int half = w / 2;
        m_first->setGeometry(0, 0, half, h);
        m_clip->setGeometry(half + 1, 0, w - half - 1, h);
        m_second->setGeometry(0, 0, w - half - 1, h);
        return;
    }
    const int x = static_cast<int>(std::lround(m_share * w));
    m_first->setGeometry(0, 0, w, h);
    m_clip->setGeometry(x, 0, w - x, h);
    m_second->setGeometry(-x, 0, w, h);
    m_clip->raise();
    m_handle->setGeometry(x - handleWidth / 2, 0, handleWidth, h);
    m_handle->raise();
}

void SwipeStage::resizeEvent(QResizeEvent*) {
    layOut();
}

bool SwipeStage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_handle && width() > 0) {
        if (event->type() == QEvent::MouseButtonPress) Q_EMIT gripped();
        if (event->type() == QEvent::MouseMove) {
            const auto* mouse = static_cast<QMouseEvent*>(event);
            if (mouse->buttons() & Qt::LeftButton)
                moveLine((m_handle->x() + mouse->position().x()) / width());
            return true;
        }
        if (event->type() == QEvent::KeyPress) {
            const int key = static_cast<QKeyEvent*>(event)->key();
            if (key == Qt::Key_Left || key == Qt::Key_Right) {
                moveLine(m_share + (key == Qt::Key_Left ? -0.02 : 0.02));
                return true;
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace counterpoint::compare
