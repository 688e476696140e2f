#pragma once

#include "core/data/table.h"

#include <QColor>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace counterpoint::embedding {

/// One name in the legend.
struct LegendEntry {
    QString name;
    QColor color;
    std::size_t cells = 0;
    bool labelled = true;  ///< false for missing and unassigned cells: no label on the data
};

/// The values at the two ends of the viridis bar; beyond them the colours stay those of the ends.
struct ColourRange {
    double low = 0.0;
    double high = 1.0;
    double least = 0.0;  ///< the smallest and largest value shown in colour
    double most = 1.0;
};

/// Two values at once: what the corners of the legend's square are.
struct ColourBlend {
    QString first;
    QString second;
    double firstHigh = 1.0;  ///< values painted in full
    double secondHigh = 1.0;
};

/// How cells are painted, in which order, and what the legend says about it. A value: the view, the
/// legend and the figure export read the same one.
struct Colouring {
    QString title;
    std::vector<QRgb> perCell;         ///< one a cell
    std::vector<std::uint32_t> order;  ///< cells from bottom to top: a permutation
    std::vector<LegendEntry> legend;   ///< in level order; empty for values
    std::vector<std::int32_t> codes;   ///< one a cell: index into `legend`, or empty for values
    std::optional<ColourRange> range;  ///< set for values
    std::optional<ColourBlend> blend;  ///< set for two values at once
    std::vector<float> values;         ///< one a cell, for values

    std::size_t cells() const { return perCell.size(); }
};

/// Colours by category: level i gets `palette[i]` (repeated where the palette is shorter; `missing`
/// where it is empty), missing values `missing`. Levels painted in `missing` carry no label on the
/// data. The drawing order is a fixed random one, so that no batch hides another.
Colouring colourByCategory(QString title, const data::Categories& categories,
                           std::span<const QColor> palette, QColor missing);

/// Colours by value on viridis from percentile 1 to 99, high values on top. NaN is drawn first in
/// `none`, and so are zeros where no value is negative (genes, scores); percentiles are then those
/// of the other values, so that a gene in few cells still shows. Where those are alike, from the
/// least to the most; of losses and gains that are mostly zero, alike on both sides of zero.
Colouring colourByValue(QString title, std::span<const float> values, QColor none);

/// Other ends of the bar for a colouring by value; the drawing order stays.
void clip(Colouring& colouring, double low, double high, QColor none);

/// Two genes at once, each from zero to its percentile 99: one to blue, one to orange, both to
/// black (white in the dark). Zeros of both are drawn first, in `none`.
Colouring colourByTwo(QString first, std::span<const float> firstValues, QString second,
                      std::span<const float> secondValues, QColor none, bool dark);
/// The colour of such a blend at `first` and `second` from 0 to 1.
QColor blendColor(double first, double second, QColor none, bool dark);

/// The same with only `cells` in colour: all others are drawn first, in `outside`.
Colouring onlyInColour(Colouring colouring, std::span<const std::uint32_t> cells, QColor outside);

}  // namespace counterpoint::embedding
