#include "ui/support/desktop_font.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QScreen>

#include <algorithm>

namespace counterpoint::support {

DesktopFont::DesktopFont(QApplication& application)
    : QObject(&application), m_pixels(QFontInfo(QApplication::font()).pixelSize()) {
    application.installEventFilter(this);
}

double DesktopFont::scale() const {
    constexpr double usual = 11.0 * 96.0 / 72.0;  // px
    double most = 2.0;
    if (const QScreen* screen = QGuiApplication::primaryScreen())
        most = std::min(screen->availableSize().width() / 1280.0,
                        screen->availableSize().height() / 800.0);
    return std::max(1.0, std::min(m_pixels / usual, most));
}

void DesktopFont::coverWith(const QFont& font) {
    m_covering = true;
    QApplication::setFont(font);
    m_covering = false;
}

void DesktopFont::take(const QFont& font) {
    m_pixels = QFontInfo(font).pixelSize();
    // Whoever changed it is still telling others.
    QMetaObject::invokeMethod(this, &DesktopFont::changed, Qt::QueuedConnection);
}

bool DesktopFont::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange && watched == qApp && !m_covering)
        take(QApplication::font());
    if (event->type() == QEvent::ThemeChange) {
        const QFont now = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
        if (QFontInfo(now).pixelSize() != m_pixels) take(now);
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace counterpoint::support
