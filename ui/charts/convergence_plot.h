#pragma once

#include "ui/charts/plot.h"

#include <utility>

namespace counterpoint::charts {

/// A method's objective after one round, as plugin::ObjectivePoint.
struct ObjectiveRound {
    int round = 0;
    double total = 0.0;
    std::vector<std::pair<QString, double>> terms;  ///< named parts of it
};

/// The objective of a run, round by round: the total as a strong line, its terms as thin ones told
/// apart by their dashes, each with its name at its end. Small: least 220 × 110.
class ConvergencePlot : public Plot {
    Q_OBJECT

  public:
    explicit ConvergencePlot(QWidget* parent = nullptr);

    /// Every round so far; all with the same terms.
    void setRounds(std::vector<ObjectiveRound> rounds);

  protected:
    void paintAbove(QPainter& painter) override;
    void changeEvent(QEvent* event) override;
    void adoptFonts() override;

  private:
    struct Curve {
        QString name;
        std::vector<QPointF> points;
    };

    std::vector<Curve> m_curves;  ///< the total, then its terms
};

}  // namespace counterpoint::charts
