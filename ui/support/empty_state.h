#pragma once

#include "ui/support/buttons.h"
#include "ui/support/icons.h"

#include <QStringList>
#include <QWidget>

class QHBoxLayout;
class QPushButton;

namespace counterpoint::support {

/// A dashed area that says what to do here: an icon, one large line, a quiet line (formats),
/// buttons, and a note. Files dropped on it are announced.
class EmptyState : public QWidget {
    Q_OBJECT

  public:
    EmptyState(Icon icon, const QString& title, const QString& hint, QWidget* parent = nullptr);

    /// Adds a button to the row; the first should be the primary one.
    QPushButton* addButton(const QString& text, ButtonKind kind);
    QPushButton* addButton(const QString& text, Icon icon, ButtonKind kind);
    /// The quiet sentence below the buttons.
    void setNote(const QString& text);

  Q_SIGNALS:
    void filesDropped(const QStringList& paths);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    QPushButton* place(QPushButton* button);

    Icon m_icon;
    QString m_title;
    QString m_hint;
    QString m_note;
    QWidget* m_buttons;
    QHBoxLayout* m_row;
    bool m_dropping = false;
};

}  // namespace counterpoint::support
