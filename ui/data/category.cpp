#include "ui/data/category.h"

#include "core/data/palette.h"
#include "ui/support/numbers.h"
#include "ui/support/palette.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

namespace counterpoint::datapanel {

namespace {

constexpr std::size_t mostLevels = 500;

QString missingName() {
    return QCoreApplication::translate("DataPanel", "missing");
}

/// Levels of `column` from the largest to the smallest; ties in level order.
std::vector<std::size_t> bySize(const std::vector<std::size_t>& counts) {
    std::vector<std::size_t> order(counts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t i) { return counts[i]; });
    return order;
}

/// Cells by (level of `column`, level of `other`); the last row and column are missing values.
std::vector<std::size_t> crossTable(const data::Categories& column, const data::Categories& other) {
    const std::size_t width = other.levelCount() + 1;
    std::vector<std::size_t> table((column.levelCount() + 1) * width, 0);
    for (std::size_t i = 0; i < column.size(); ++i) {
        const auto row = column.codes[i] < 0 ? column.levelCount() : std::size_t(column.codes[i]);
        const auto col = other.codes[i] < 0 ? other.levelCount() : std::size_t(other.codes[i]);
        ++table[row * width + col];
    }
    return table;
}

}  // namespace

std::vector<Category> categoriesOf(const data::Categories& column,
                                   const std::vector<QColor>& colors, const data::Categories* other,
                                   const std::vector<QColor>& otherColors,
                                   const support::Theme& theme) {
    const std::vector<std::size_t> counts = column.counts();
    const std::vector<std::size_t> table =
        other ? crossTable(column, *other) : std::vector<std::size_t>{};
    const auto composition = [&](std::size_t row, std::size_t cells) {
        std::vector<Slice> slices;
        if (!other || cells == 0) return slices;
        const std::size_t width = other->levelCount() + 1;
        for (std::size_t i = 0; i < width; ++i) {
            const std::size_t part = table[row * width + i];
            if (part == 0) continue;
            slices.push_back(
                {i < other->levelCount() ? QString::fromStdString(other->levels[i]) : missingName(),
                 i < otherColors.size() ? otherColors[i] : theme.missing,
                 static_cast<double>(part) / static_cast<double>(cells)});
        }
        return slices;
    };

    std::vector<Category> categories;
    for (const std::size_t i : bySize(counts))
        categories.push_back({.code = static_cast<int>(i),
                              .name = QString::fromStdString(column.levels[i]),
                              .color = i < colors.size() ? colors[i] : theme.missing,
                              .cells = static_cast<qint64>(counts[i]),
                              .composition = composition(i, counts[i])});
    const std::size_t known = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
    if (const std::size_t missing = column.size() - known; missing > 0)
        categories.push_back({.code = Category::missingCode,
                              .name = missingName(),
                              .color = theme.missing,
                              .cells = static_cast<qint64>(missing),
                              .composition = composition(column.levelCount(), missing)});
    return categories;
}

std::vector<QColor> columnColors(const data::Dataset& dataset, const std::string& column,
                                 const support::Theme& theme) {
    return support::themed(data::columnColors(dataset, column), theme);
}

QString describe(const Category& category) {
    constexpr std::size_t mostLines = 8;
    QStringList lines{QCoreApplication::translate("DataPanel", "%1, %2 cells")
                          .arg(category.name, support::count(category.cells))};
    std::vector<Slice> slices = category.composition;
    std::ranges::stable_sort(slices, std::greater<>{}, &Slice::share);
    for (std::size_t i = 0; i < std::min(slices.size(), mostLines); ++i)
        lines << QStringLiteral("%1 %2").arg(support::percent(slices[i].share), slices[i].name);
    if (slices.size() > mostLines)
        lines << QCoreApplication::translate("DataPanel", "and %1 more")
                     .arg(slices.size() - mostLines);
    return lines.join(u'\n');
}

std::size_t levelsUpTo(const data::Column& column, std::size_t most) {
    struct Levels {
        std::size_t most;
        std::size_t operator()(const data::Categories& values) const {
            return std::min(values.levelCount(), most + 1);
        }
        std::size_t operator()(const std::vector<bool>& /*values*/) const { return 2; }
        std::size_t operator()(const std::vector<double>& values) const {
            std::unordered_set<double> seen;
            for (const double value : values) {
                if (std::isnan(value)) continue;
                if (value != std::floor(value)) return 0;
                if (seen.insert(value).second && seen.size() > most) break;
            }
            return seen.size();
        }
        std::size_t operator()(const std::vector<std::string>& values) const {
            std::unordered_set<std::string_view> seen;
            for (const std::string& value : values)
                if (!value.empty() && seen.insert(value).second && seen.size() > most) break;
            return seen.size();
        }
    };
    return std::visit(Levels{most}, column.values);
}

QStringList roleCandidates(const data::Table& obs) {
    QStringList names;
    for (const data::Column& column : obs.columns) {
        const std::size_t levels = levelsUpTo(column, mostLevels);
        if (levels >= 2 && levels <= mostLevels && levels < obs.rows())
            names << QString::fromStdString(column.name);
    }
    return names;
}

QStringList covariateCandidates(const data::Table& obs) {
    const QStringList levelled = roleCandidates(obs);
    QStringList names;
    for (const data::Column& column : obs.columns) {
        const QString name = QString::fromStdString(column.name);
        const auto* numbers = std::get_if<std::vector<double>>(&column.values);
        const bool tells = numbers != nullptr && std::ranges::any_of(*numbers, [&](double x) {
                               return x != numbers->front();
                           });
        if (tells || levelled.contains(name)) names << name;
    }
    return names;
}

}  // namespace counterpoint::datapanel
