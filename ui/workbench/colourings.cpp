#include "ui/workbench/colourings.h"

#include "ui/data/category.h"
#include "ui/support/theme.h"

#include <algorithm>

namespace counterpoint::workbench {

namespace {

const QString obsPrefix = QStringLiteral("obs:");
const QString scorePrefix = QStringLiteral("score:");
const QString evidencePrefix = QStringLiteral("evidence:");
const QString movementPrefix = QStringLiteral("movement:");
constexpr std::size_t mostLevels = 102;  // beyond that no palette can tell categories apart

/// What the verdict knows of every cell.
struct EvidenceField {
    const char* id;
    const char* title;
    std::vector<float> diagnose::CellFields::*values;
};
constexpr EvidenceField evidenceFields[] = {
    {"same_batch_excess", QT_TRANSLATE_NOOP("QObject", "Own batch above chance"),
     &diagnose::CellFields::sameBatchExcess},
    {"own_loss", QT_TRANSLATE_NOOP("QObject", "Own neighbours lost"),
     &diagnose::CellFields::ownLoss},
    {"foreign", QT_TRANSLATE_NOOP("QObject", "Foreign neighbours"), &diagnose::CellFields::foreign},
};

/// How far every cell moved from the uncorrected data.
struct MovementField {
    const char* id;
    const char* title;
    std::vector<float> embed::Movement::*values;
};
constexpr MovementField movementFields[] = {
    {"neighbors", QT_TRANSLATE_NOOP("QObject", "Neighbours changed"), &embed::Movement::neighbors},
    {"distance", QT_TRANSLATE_NOOP("QObject", "Way moved"), &embed::Movement::distance},
};

/// Numbers with many values are painted as values, everything else as categories.
const std::vector<double>* asValues(const data::Column& column) {
    const auto* numbers = std::get_if<std::vector<double>>(&column.values);
    return numbers != nullptr && data::asCategories(column).levelCount() > 20 ? numbers : nullptr;
}

bool canColour(const data::Column& column) {
    return asValues(column) != nullptr || data::asCategories(column).levelCount() <= mostLevels;
}

}  // namespace

QString obsKey(const std::string& column) {
    return obsPrefix + QString::fromStdString(column);
}

QString scoreKey(const std::string& metric) {
    return scorePrefix + QString::fromStdString(metric);
}

std::vector<embedding::ColourChoice> colourChoices(const pipeline::Results& results,
                                                   const plugin::Registry& registry) {
    std::vector<embedding::ColourChoice> choices;
    if (!results.cells) return choices;
    for (const data::Column& column : results.cells->obs.columns)
        if (canColour(column))
            choices.push_back({obsKey(column.name), QString::fromStdString(column.name)});
    for (const auto& metric : registry.metrics()) {
        const auto found = results.scores.find(metric->info().id);
        if (found != results.scores.end() && !found->second->perCell.empty())
            choices.push_back(
                {scorePrefix + QString::fromStdString(metric->info().id),
                 QObject::tr("%1 per cell").arg(QString::fromStdString(metric->info().title))});
    }
    if (results.diagnosis && results.diagnosis->exact)
        for (const EvidenceField& field : evidenceFields)
            choices.push_back({evidencePrefix + QLatin1String(field.id), QObject::tr(field.title)});
    if (results.movement)
        for (const MovementField& field : movementFields)
            if (!(results.movement.get()->*field.values).empty())
                choices.push_back(
                    {movementPrefix + QLatin1String(field.id), QObject::tr(field.title)});
    return choices;
}

std::vector<QColor> survivingColors(const data::Dataset& dataset, const std::string& column,
                                    const std::vector<std::string>& levels) {
    const support::Theme& theme = support::Theme::current();
    const std::vector<QColor> all = datapanel::columnColors(dataset, column, theme);
    const std::vector<std::string> names = data::asCategories(*dataset.obs.find(column)).levels;
    std::vector<QColor> colors;
    for (const std::string& level : levels) {
        const auto place =
            static_cast<std::size_t>(std::ranges::find(names, level) - names.begin());
        colors.push_back(place < all.size() ? all[place] : theme.missing);
    }
    return colors;
}

embedding::Colouring colouringOf(const QString& key, const pipeline::Results& results,
                                 const plugin::Registry& registry) {
    const support::Theme& theme = support::Theme::current();
    if (!results.cells) return {};
    if (key.startsWith(scorePrefix)) {
        const std::string id = key.mid(scorePrefix.size()).toStdString();
        const auto found = results.scores.find(id);
        if (found == results.scores.end()) return {};
        const QString title = QString::fromStdString(registry.metric(id).info().title);
        return embedding::colourByValue(title, found->second->perCell, theme.zero);
    }
    if (key.startsWith(evidencePrefix)) {
        const QString id = key.mid(evidencePrefix.size());
        for (const EvidenceField& field : evidenceFields)
            if (results.diagnosis && id == QLatin1String(field.id))
                return embedding::colourByValue(
                    QObject::tr(field.title), results.diagnosis->perCell.*field.values, theme.zero);
        return {};
    }
    if (key.startsWith(movementPrefix)) {
        const QString id = key.mid(movementPrefix.size());
        for (const MovementField& field : movementFields)
            if (results.movement && id == QLatin1String(field.id))
                return embedding::colourByValue(QObject::tr(field.title),
                                                results.movement.get()->*field.values, theme.zero);
        return {};
    }
    const std::string name = key.mid(obsPrefix.size()).toStdString();
    const data::Column* column = results.cells->obs.find(name);
    if (column == nullptr) return {};
    const QString title = QString::fromStdString(name);
    if (const auto* numbers = asValues(*column)) {
        const std::vector<float> values(numbers->begin(), numbers->end());
        return embedding::colourByValue(title, values, theme.zero);
    }
    const data::Categories categories = data::asCategories(*column);
    return embedding::colourByCategory(title, categories,
                                       survivingColors(*results.dataset, name, categories.levels),
                                       theme.missing);
}

}  // namespace counterpoint::workbench
