#pragma once

#include "ui/tour/tour_card.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <vector>

namespace counterpoint::tour {

/// One thing that a tour shows.
struct TourStep {
    QString title;
    QString text;
    /// What it is about, in the window; null or hidden: the step is left out.
    std::function<QWidget*()> target;
    /// Brings the target to light and answers with what hides it again; may be empty.
    std::function<std::function<void()>()> enter = {};
    /// Whether the user has done what the step asks for; empty: it asks for nothing.
    std::function<bool()> done = {};
};

/// Walks through parts of a window: a frame around the part, a card beside it, everything else as
/// usable as ever. Escape or Close end it, and what a step brought to light goes back.
class Tour : public QObject {
    Q_OBJECT

  public:
    explicit Tour(QWidget& window);
    ~Tour() override;

    void start(std::vector<TourStep> steps);
    void end();
    bool isRunning() const { return m_card != nullptr; }
    /// From 0.
    std::size_t current() const { return m_current; }
    std::size_t count() const { return m_steps.size(); }
    /// Null while there is no tour.
    TourCard* card() const { return m_card; }
    QWidget* frame() const { return m_frame; }
    /// What the current step is about.
    QWidget* target() const { return m_target; }
    void next();
    void back();
    /// Something happened: goes on where it is what the step asks for.
    void check();

  Q_SIGNALS:
    void ended();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    /// Shows the first step from `step` on, in that direction, that has something to show.
    void show(std::size_t step, int direction);
    bool showsStep(std::size_t step);
    void leave();
    void follow();

    QWidget& m_window;
    std::vector<TourStep> m_steps;
    std::size_t m_current = 0;
    bool m_wasDone = false;  ///< when the step began
    std::function<void()> m_leave;
    QPointer<QWidget> m_target;
    QPointer<TourCard> m_card;
    QPointer<QWidget> m_frame;
    QPointer<QWidget> m_focusBefore;
    QTimer m_follow;  ///< parts move with docks and splitters, which tell nobody else
};

/// Where a card of that size stands beside `target` within `area`: near it, and not over it where
/// there is any other place.
QRect cardPlace(const QSize& card, const QRect& target, const QRect& area);

}  // namespace counterpoint::tour
