#pragma once

#include <QString>
#include <QWidget>

#include <limits>
#include <vector>

namespace counterpoint::diagnosis {

/// What the gauge says in a word.
enum class VerdictWord { None, Under, Balanced, Over, Mixed, CannotTell };

/// A mark on the scale: 0 = as under-corrected as can be, 1/3 and 2/3 = the limits of the balanced
/// band, 1 = as over-corrected as can be.
struct GaugeMark {
    double at = 0.5;
    double low = std::numeric_limits<double>::quiet_NaN();  ///< 95 % interval; NaN: none
    double high = std::numeric_limits<double>::quiet_NaN();
    QString label;  ///< "A", "B" where runs are compared, else empty
};

/// Everything the gauge shows.
struct GaugeState {
    VerdictWord word = VerdictWord::None;
    std::vector<GaugeMark> marks;  ///< one; two where cells are both too separate and lost
    double lastExact = std::numeric_limits<double>::quiet_NaN();  ///< hollow mark; NaN: none
    bool stale = false;                                           ///< of older settings
    /// Of runs that are compared and judged differently, in their order: lights the bands of all,
    /// where `word` is None.
    std::vector<VerdictWord> several;
};

/// Three bands, under-corrected, balanced, over-corrected, with the verdict's word and band lit, a
/// mark with its interval, and a hollow mark where the last exact run was. At least 320 wide.
class VerdictGauge : public QWidget {
    Q_OBJECT

  public:
    explicit VerdictGauge(QWidget* parent = nullptr);

    const GaugeState& state() const { return m_state; }
    void setState(const GaugeState& state);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    int labelRoom() const;
    double xOf(double position) const;
    void paintBands(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void paintLabels(QPainter& painter) const;

    GaugeState m_state;
};

/// "Under-corrected", "Balanced", …; empty for None.
QString textOf(VerdictWord word);

}  // namespace counterpoint::diagnosis
