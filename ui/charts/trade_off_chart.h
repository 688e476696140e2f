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

/// A value of the swept parameter and where it came out. Without scores it is not drawn.
struct TradeOffSetting {
    double value = 0.0;    ///< names it in signals
    QString label;         ///< short: "θ 2"
    double batch = 0.0;    ///< batch removed, 0–1
    double biology = 0.0;  ///< biology kept, 0–1
    QString verdict;       ///< a line of the tooltip: "too separate 0.08, lost 0.02"
    bool recommended = false;
    bool isDefault = false;  ///< the weakest of the recommended
};

/// What a sweep found out.
struct TradeOffSweep {
    std::vector<TradeOffSetting> settings;  ///< in the order of the parameter
    QString recommended;  ///< the recommended ones in words: "recommended θ 1 to 2"; empty: none
    /// Why it says nothing of what is set now: "sweep of other settings"; empty where it does.
    QString stale;
};

/// Where the answer on screen stands while it is none of the runs, as under a hand on a slider.
struct TradeOffNow {
    double batch = 0.0;    ///< batch removed, 0–1
    double biology = 0.0;  ///< biology kept, 0–1
    QString note;          ///< what the numbers rest on, where it is not all there is to a run
    bool stale = false;    ///< the settings have moved on since
    bool operator==(const TradeOffNow&) const = default;
};

/// Batch removed against biology kept, one dot a run, joined in the order they were made, and the
/// way a sweep took, its recommended part shaded. Current, pinned and hovered runs have labels, so
/// have the ends of the sweep. A click on a dot, or Enter on the one the arrow keys are on, asks
/// for that run or value.
class TradeOffChart : public Plot {
    Q_OBJECT

  public:
    explicit TradeOffChart(QWidget* parent = nullptr);

    /// Runs in the order of time.
    void setRuns(std::vector<TradeOffRun> runs);
    /// The run whose result the window shows; −1 for none.
    void setCurrentRun(int id);
    void setSweep(std::optional<TradeOffSweep> sweep);
    /// Where the answer on screen stands; nothing while it is one of the runs.
    void setNow(std::optional<TradeOffNow> now);
    const std::vector<TradeOffRun>& runs() const { return m_runs; }
    const std::optional<TradeOffSweep>& sweep() const { return m_sweep; }
    const std::optional<TradeOffNow>& now() const { return m_now; }

  Q_SIGNALS:
    void restoreRequested(int id);
    /// A value of the sweep was asked for.
    void valueRequested(double value);

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
    void paintRun(QPainter& painter, std::size_t run) const;
    void paintNow(QPainter& painter) const;
    void paintFocus(QPainter& painter, const QPointF& middle, double radius) const;
    /// What no label may cover, and the lines it rather should not.
    LabelPlacer obstacles() const;
    /// Runs with a label: the current one first, the hovered one last, so that pointing at a dot
    /// moves no other label.
    std::vector<std::size_t> labelled() const;
    void paintLabel(QPainter& painter, LabelPlacer& placer, const QPointF& dot, double radius,
                    const QString& text, bool isStrong) const;
    void paintLabels(QPainter& painter, LabelPlacer& placer) const;

    // The sweep, in trade_off_sweep.cpp.
    bool isShaded() const { return m_sweep && m_sweep->stale.isEmpty(); }
    std::vector<PlotLine> sweepLines() const;
    std::vector<Dot> sweepDots() const;
    QString sweepInWords() const;
    /// The dot of a setting, or what it would be.
    int dotOfSetting(std::size_t setting) const {
        return static_cast<int>(m_runs.size() + setting);
    }
    QRectF bandRect() const;
    void paintSettings(QPainter& painter) const;
    void paintSettingLabels(QPainter& painter, LabelPlacer& placer) const;
    void paintSweepText(QPainter& painter, LabelPlacer& placer) const;

    std::vector<TradeOffRun> m_runs;
    std::optional<TradeOffSweep> m_sweep;
    std::optional<TradeOffNow> m_now;
    int m_currentRun = -1;
};

}  // namespace counterpoint::charts
