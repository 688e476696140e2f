#pragma once

#include <QPointer>
#include <QWidget>

class QApplication;

namespace counterpoint::support {

/// The 2 px accent ring just outside the button that the keyboard moved to. One for the whole
/// application: a style sheet can draw inside a widget only, and cannot tell Tab from a click.
/// Owned by the application.
class FocusRing : public QObject {
    Q_OBJECT

  public:
    explicit FocusRing(QApplication* application);
    ~FocusRing() override;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void follow(QWidget* widget);
    void place();

    QPointer<QWidget> m_target;
    QPointer<QWidget> m_ring;
    bool m_byKeyboard = false;  ///< the last input was a key, not the mouse
};

}  // namespace counterpoint::support
