#pragma once

#include <QWidget>

namespace counterpoint::compare {

/// Two widgets side by side, or one over the other with a line between them that can be dragged or
/// moved with the arrow keys: left of it shows the first, right of it the second.
class SwipeStage : public QWidget {
    Q_OBJECT

  public:
    explicit SwipeStage(QWidget* parent = nullptr);

    /// Both become children of the stage.
    void setWidgets(QWidget* first, QWidget* second);
    QWidget* parentOfSecond() const { return m_clip; }
    void setSwiping(bool swiping);
    bool isSwiping() const { return m_swiping; }
    /// Where the line stands, 0–1.
    double share() const { return m_share; }
    void setShare(double share);

  Q_SIGNALS:
    /// A hand takes hold of the line, and moves it.
    void gripped();
    void lineMoved();

  protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void moveLine(double share);
    void layOut();

    QWidget* m_first = nullptr;
    QWidget* m_second = nullptr;
    QWidget* m_clip;
    QWidget* m_handle;
    bool m_swiping = false;
    double m_share = 0.5;
};

}  // namespace counterpoint::compare
