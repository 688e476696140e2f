#pragma once

#include "core/data/dataset.h"
#include "ui/support/theme.h"

#include <QColor>
#include <QString>
#include <QStringList>

#include <vector>

namespace counterpoint::datapanel {

/// A part of a composition bar.
struct Slice {
    QString name;
    QColor color;
    double share = 0.0;  ///< of the category's cells, 0–1
};

/// One row of the list: a level of a categorical column and what its cells are by the other role.
struct Category {
    static constexpr int missingCode = -1;  ///< the row of cells without a value

    int code = missingCode;
    QString name;
    QColor color;
    qint64 cells = 0;
    QString note;                    ///< stands in for the count, e.g. "numbers"
    std::vector<Slice> composition;  ///< in the other column's level order; empty without one
};

/// The levels of `column`, largest first, with cells that have no value last. `colors` hold one
/// colour a level of `column`, `otherColors` one a level of `other`; `other` may be nullptr.
std::vector<Category> categoriesOf(const data::Categories& column,
                                   const std::vector<QColor>& colors, const data::Categories* other,
                                   const std::vector<QColor>& otherColors,
                                   const support::Theme& theme);

/// One colour a level of an obs column: the file's own if it holds them, else the palette in order
/// of size, so that the largest populations get the colours that are told apart best.
std::vector<QColor> columnColors(const data::Dataset& dataset, const std::string& column,
                                 const support::Theme& theme);

/// "Monocyte, 1 102 cells" and the largest parts of its composition, a line each.
QString describe(const Category& category);

/// Levels of a column, counted no further than `most` + 1; 0 for numbers with fractions.
std::size_t levelsUpTo(const data::Column& column, std::size_t most);

/// obs columns that could be a batch or a label: 2 to 500 levels, and fewer than cells.
QStringList roleCandidates(const data::Table& obs);

/// obs columns that could be a covariate: those, and numbers that are not all alike.
QStringList covariateCandidates(const data::Table& obs);

}  // namespace counterpoint::datapanel
