#pragma once

#include <QObject>

class QApplication;
class QFont;

namespace counterpoint::support {

/// How large the desktop wants texts, under the font of our own that covers its font. Desktops tell
/// of a change in two ways: some set the application's font, others only send a ThemeChange.
class DesktopFont : public QObject {
    Q_OBJECT

  public:
    /// Owned by the application, whose font is still the desktop's.
    explicit DesktopFont(QApplication& application);

    /// How much larger than usual the font is. Desktops come with fonts of 9 to 11 pt: those are 1.
    /// No more than leaves room for the least window, 1280 × 800 at 1, on the screen.
    double scale() const;
    /// Makes `font` the application's, without taking it for the desktop's.
    void coverWith(const QFont& font);

  Q_SIGNALS:
    /// The desktop's font is another one, or was put in the place of ours.
    void changed();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void take(const QFont& font);

    int m_pixels;
    bool m_covering = false;
};

}  // namespace counterpoint::support
