#pragma once

#include "ui/support/theme.h"

#include <QWidget>

class QDockWidget;
class QHBoxLayout;
class QToolButton;

namespace counterpoint::support {

/// The 28 px head of a dock: bold title, optional tag ("preview", "stale"), quiet subtitle, and at
/// the right own buttons, float and close. Drags the dock when it is its title bar.
class DockHead : public QWidget {
    Q_OBJECT

  public:
    explicit DockHead(const QString& title, QWidget* parent = nullptr);

    QString title() const { return m_title; }
    QString subtitle() const { return m_subtitle; }
    void setSubtitle(const QString& text);
    /// A small boxed word after the title, in `color` on `background`; empty text takes it away.
    void setTag(const QString& text, ThemeColor color = &Theme::accent,
                ThemeColor background = &Theme::accentSoft);
    /// Puts a button or tab bar left of float and close.
    void addWidget(QWidget* widget);
    /// Puts tabs at the left, which name what is below in place of the title.
    void setTabs(QWidget* tabs);
    /// Shows or hides the float and close buttons.
    void setDockButtonsVisible(bool visible);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void floatRequested();
    void closeRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_title;
    QString m_subtitle;
    QString m_tag;
    ThemeColor m_tagColor = &Theme::accent;
    ThemeColor m_tagBackground = &Theme::accentSoft;
    QHBoxLayout* m_layout = nullptr;
    QWidget* m_tabs = nullptr;  ///< stand in for the title
    QToolButton* m_float = nullptr;
    QToolButton* m_close = nullptr;
};

/// A head with content below it, for docks and for parts of docks.
class DockFrame : public QWidget {
    Q_OBJECT

  public:
    DockFrame(const QString& title, QWidget* content, QWidget* parent = nullptr);

    DockHead* head() const { return m_head; }
    QWidget* content() const { return m_content; }

  private:
    DockHead* m_head;
    QWidget* m_content;
};

/// Gives a dock our head as its title bar and wires float and close. Returns the head.
DockHead* dress(QDockWidget& dock);

/// Draws a tag: `text` in type Tag in a rounded box whose right or left edge is given. Returns
/// the box.
QRectF paintTag(QPainter& painter, const QString& text, const QPointF& anchor, Qt::Alignment side,
                const QColor& color, const QColor& background);

}  // namespace counterpoint::support
