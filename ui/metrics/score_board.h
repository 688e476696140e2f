#pragma once

#include "ui/metrics/card_state.h"

#include <QWidget>

#include <string>
#include <vector>

class QGridLayout;

namespace counterpoint::scores {

class ScoreCard;

/// The cards of all metrics in two columns, "Batch removed" and "Biology kept", with a key to the
/// marks below. From 320 px (cards at 154) to 368 px (178) and more.
class ScoreBoard : public QWidget {
    Q_OBJECT

  public:
    explicit ScoreBoard(QWidget* parent = nullptr);

    /// Makes a card for each metric, in the order given within its family.
    void setMetrics(const std::vector<plugin::MetricInfo>& metrics);
    /// Without labels, cards that need them say so and ignore new states.
    void setLabelled(bool labelled);

    /// Unknown ids are ignored: a board may show fewer metrics than are computed.
    void setState(const std::string& id, const CardState& state);
    CardState state(const std::string& id) const;
    /// The settings moved on: every value is old until its new one lands.
    void markStale();
    /// What was asked for could not be computed, for that reason; a click asks for it again.
    void markFailed(const QString& reason);
    void clear();

    ScoreCard* card(const std::string& id) const;

  Q_SIGNALS:
    /// A per-cell score was clicked: colour the views by it.
    void colorRequested(const std::string& id);
    /// A failed card was clicked.
    void retryRequested(const std::string& id);

  private:
    QWidget* m_page = nullptr;
    std::vector<ScoreCard*> m_cards;
    bool m_labelled = true;
};

}  // namespace counterpoint::scores
