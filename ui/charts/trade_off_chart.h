#pragma once

#include "ui/charts/plot.h"

#include <optional>

namespace counterpoint::charts {

class LabelPlacer;

/// A run as a dot. Runs whose scores are missing are not drawn.
struct TradeOffRun {
    int id = 0;            ///< names the run in signals
    QString label;         ///< short: "7 · θ 2"
    QString name;          ///< in full, for the tooltip: "Run 7, Harmony θ 2, λ auto"
    double batch = 0.0;    ///< batch removed, 0–1
    double biology = 0.0;  ///< biology kept, 0–1
    bool pinned = false;
    bool unintegrated = false;
    bool marked = false;  ///< filled and labelled as the current one is: A and B of a comparison
};

/// What a sweep found out.
struct TradeOffSweep {
    std::vector<QPointF> points;  ///< batch removed, biology kept; in the order of the parameter
    /// Range of batch removed that is recommended, and the words for it: "recommended θ 1 to 2".
    double recommendedLow = 0.0;
    double recommendedHigh = 0.0;
    QString recommended;  ///< empty when nothing is
};

/// Batch removed against biology kept, one dot a run, joined in the order they were made. Current,
/// pinned and hovered runs have labels. A click on a dot, or Enter on the one the arrow keys are
/// on, asks for that run.
class TradeOffChart : public Plot {
    Q_OBJECT

  public:
    explicit TradeOffChart(QWidget* parent = nullptr);

    /// Runs in the order of time.
    void setRuns(std::vector<TradeOffRun> runs);
    /// The run whose result the window shows; −1 for none.
    void setCurrentRun(int id);
    void setSweep(std::optional<TradeOffSweep> sweep);
    /// Where a preview lies at the moment: batch removed, biology kept.
    void setPreview(std::optional<QPointF> scores);

  Q_SIGNALS:
    void restoreRequested(int id);

  protected:
    void paintBelow(QPainter& painter) override;
    void paintAbove(QPainter& painter) override;
    void activateDot(int dot) override;

  private:
    void rebuild();
    void describe();
    bool isCurrent(std::size_t run) const {
        return m_runs[run].marked || m_runs[run].id == m_currentRun;
    }
    double radiusOf(std::size_t run) const;
    QRectF bandRect() const;
    void paintRun(QPainter& painter, std::size_t run) const;
    /// What no label may cover, and the lines it rather should not.
    LabelPlacer obstacles() const;
    /// Runs with a label: the current one first, the hovered one last, so that pointing at a dot
    /// moves no other label.
    std::vector<std::size_t> labelled() const;
    void paintLabels(QPainter& painter, LabelPlacer& placer) const;
    void paintRecommended(QPainter& painter, LabelPlacer& placer) const;

    std::vector<TradeOffRun> m_runs;
    std::optional<TradeOffSweep> m_sweep;
    std::optional<QPointF> m_preview;
    int m_currentRun = -1;
};

}  // namespace counterpoint::charts
