#pragma once

class QPainter;
class QPointF;

namespace counterpoint::scores {

/// The marks on score bars, also drawn in the key below the board. All 12 px high or less, centred
/// on `at`.
void paintUnintegratedMark(QPainter& painter, const QPointF& at);
void paintShuffledMark(QPainter& painter, const QPointF& at);
/// A bracket from `low` to `high` (x) at the height `y`.
void paintInterval(QPainter& painter, double low, double high, double y);

}  // namespace counterpoint::scores
