#pragma once

#include "ui/charts/plot.h"

#include <optional>

namespace counterpoint::charts {

class LabelPlacer;

/// One setting that was tried.
struct SweepPoint {
    double at = 0.0;     ///< value of the parameter
    double value = 0.0;  ///< what came of it
    double low = 0.0;    ///< 95 % interval of `value`; NaN where there is none
    double high = 0.0;
};

/// What a curve tells of: its colour and dashes.
enum class SweepTone { Under, Over };

/// A measure over the settings tried, and the limit above which it speaks against a setting.
struct SweepCurve {
    QString name;  ///< at the curve's end: "too separate"
    SweepTone tone = SweepTone::Under;
    std::vector<SweepPoint> points;  ///< rising in `at`
    std::optional<double> limit;
    QString limitText;  ///< "limit 0.15"
};

/// Settings that are recommended, and the words for it: "recommended 1 to 2".
struct SweepRange {
    double low = 0.0;
    double high = 0.0;
    QString text;
};

/// One or two measures over the values of a parameter, with their intervals and limits, the
/// recommended range, and where the parameter stands now. A click on a dot, or Enter on the one
/// the arrow keys are on, asks for that value.
class SweepChart : public Plot {
    Q_OBJECT

  public:
    explicit SweepChart(QWidget* parent = nullptr);

    /// Name of the parameter for the axis; a logarithmic one needs values above 0.
    void setParameter(const QString& title, bool logarithmic);
    /// Fills the chart. Points without a value are left out.
    void setCurves(std::vector<SweepCurve> curves);
    void setRecommended(std::optional<SweepRange> range);
    /// Why the curves say nothing of what is set now: "of other settings". Greys them; no value can
    /// be asked for. Empty: they do.
    void setStale(const QString& words);
    const QString& stale() const { return m_stale; }
    /// Where the parameter stands; nothing hides the mark.
    void setCurrent(std::optional<double> value);

  Q_SIGNALS:
    void valueRequested(double value);

  protected:
    void paintBelow(QPainter& painter) override;
    void paintAbove(QPainter& painter) override;
    void activateDot(int dot) override;

  private:
    void rebuild();
    support::ThemeColor colorOf(SweepTone tone) const;
    /// The parameter's value in units of the axis.
    double onAxis(double value) const;
    QRectF bandRect() const;
    void paintCurrent(QPainter& painter) const;
    void paintTexts(QPainter& painter) const;
    void paintLimitTexts(QPainter& painter, LabelPlacer& placer) const;
    void paintNames(QPainter& painter, LabelPlacer& placer) const;
    void paintRangeText(QPainter& painter, LabelPlacer& placer) const;
    void paintStale(QPainter& painter, LabelPlacer& placer) const;

    QString m_title;
    bool m_logarithmic = false;
    std::vector<SweepCurve> m_curves;
    std::optional<SweepRange> m_range;
    QString m_stale;
    std::optional<double> m_current;
    std::vector<double> m_dotValues;  ///< the parameter's value of each dot
};

}  // namespace counterpoint::charts
