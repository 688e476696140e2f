#pragma once

#include <QString>
#include <QWidget>

#include <limits>

namespace counterpoint::diagnosis {

/// One number a verdict rests on, a share of 1.
struct Measure {
    static constexpr double none = std::numeric_limits<double>::quiet_NaN();
    /// What it means to be beyond the limit; decides the colour of the bar.
    enum class Beyond { Under, Over, TooFew };

    QString title;
    QString help;  ///< one sentence, for the tooltip
    double value = none;
    double low = none;  ///< 95 % interval; NaN: none
    double high = none;
    double limit = none;      ///< NaN: a part of another measure, without a limit of its own
    double lastExact = none;  ///< of the last settled run, while the value moves
    double end = 1.0;         ///< where the bar ends
    Beyond beyond = Beyond::Over;

    bool isBeyond() const;
    /// "9 % (7–11), limit 15 %".
    QString text() const;
};

/// A measure with its name and number above a bar: limit as a tall mark, interval as a bracket, the
/// last exact value as a hollow mark.
class MeasureBar : public QWidget {
    Q_OBJECT

  public:
    explicit MeasureBar(QWidget* parent = nullptr);

    void setMeasure(const Measure& measure);
    void setStale(bool stale);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    Measure m_measure;
    bool m_stale = false;
};

}  // namespace counterpoint::diagnosis
