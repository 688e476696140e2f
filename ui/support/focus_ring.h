#pragma once

#include <QPointer>
#include <QWidget>

class QApplication;

namespace counterpoint::support {

/// The 2 px accent ring just outside the button that has the keyboard focus. One for the whole
/// application: a style sheet can draw inside a widget only. Owned by the application.
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
};

}  // namespace counterpoint::support
