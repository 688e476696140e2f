#include "ui/workbench/colourings.h"

#include "core/data/palette.h"
#include "ui/data/category.h"
#include "ui/support/palette.h"
#include "ui/support/theme.h"

#include <algorithm>
#include <array>

namespace counterpoint::workbench {

namespace {

const QString obsPrefix = QStringLiteral("obs:");
const QString scorePrefix = QStringLiteral("score:");
const QString evidencePrefix = QStringLiteral("evidence:");
const QString movementPrefix = QStringLiteral("movement:");
const QString qualityPrefix = QStringLiteral("quality:");
const QString genePrefix = QStringLiteral("gene:");
const QString genesPrefix = QStringLiteral("genes:");
const QString blendPrefix = QStringLiteral("blend:");
const QString setsKey = QStringLiteral("sets:");
const QString foundKey = QStringLiteral("clusters:");
constexpr QChar between = u'\t';
constexpr std::size_t mostLevels = 102;  // beyond that no palette can tell categories apart
constexpr std::size_t mostHits = 60;

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

/// What the quality filter measured of every cell.
struct QualityField {
    const char* id;
    const char* title;
};
constexpr QualityField qualityFields[] = {
    {"genes", QT_TRANSLATE_NOOP("QObject", "Genes in a cell")},
    {"counts", QT_TRANSLATE_NOOP("QObject", "Counts in a cell")},
    {"mito", QT_TRANSLATE_NOOP("QObject", "Mitochondrial counts, %")},
};

/// The measure of the kept cells; empty where it says nothing of this file.
std::vector<float> qualityOf(const QString& id, const pipeline::Results& results) {
    if (!results.filtered || !results.cells) return {};
    const preprocess::Quality& quality = results.filtered->quality;
    if (quality.keptCells.size() != results.cells->obs.rows()) return {};
    const auto kept = [&](const auto& all) {
        std::vector<float> values;
        if (all.empty()) return values;
        values.reserve(quality.keptCells.size());
        for (const std::uint32_t cell : quality.keptCells)
            values.push_back(static_cast<float>(all[cell]));
        return values;
    };
    if (id == QLatin1String("genes")) return kept(quality.genesPerCell);
    if (id == QLatin1String("counts"))
        return results.dataset->valueKind == data::ValueKind::Counts ? kept(quality.countsPerCell)
                                                                     : std::vector<float>();
    const bool any = std::ranges::any_of(quality.mitoPercent, [](float x) { return x > 0.0F; });
    return any ? kept(quality.mitoPercent) : std::vector<float>();
}

/// Numbers with many values are painted as values, everything else as categories.
const std::vector<double>* asValues(const data::Column& column) {
    const auto* numbers = std::get_if<std::vector<double>>(&column.values);
    return numbers != nullptr && data::asCategories(column).levelCount() > 20 ? numbers : nullptr;
}

/// The populations found without cell types; null where there are such, or not all cells are known.
const diagnose::Diagnosis* clustersOf(const pipeline::Results& results) {
    const bool found = results.cells && !results.cells->label && results.diagnosis &&
                       results.diagnosis->exact &&
                       results.diagnosis->populationOf.size() == results.cells->batch.size();
    return found ? results.diagnosis.get() : nullptr;
}

bool canColour(const data::Column& column) {
    return asValues(column) != nullptr || data::asCategories(column).levelCount() <= mostLevels;
}

}  // namespace

QString obsKey(const std::string& column) {
    return obsPrefix + QString::fromStdString(column);
}

QString clusterKey() {
    return foundKey;
}

std::vector<QColor> clusterColors(std::size_t clusters) {
    return support::themed(data::categoryPalette(clusters), support::Theme::current());
}

QString scoreKey(const std::string& metric) {
    return scorePrefix + QString::fromStdString(metric);
}

QString geneKey(const QString& gene) {
    return genePrefix + gene;
}

std::vector<QColor> withOwnColors(const session::LevelColors& own, const std::string& column,
                                  const std::vector<std::string>& levels,
                                  std::vector<QColor> colors) {
    const auto found = own.find(column);
    if (found == own.end()) return colors;
    for (std::size_t i = 0; i < levels.size() && i < colors.size(); ++i)
        if (const auto color = found->second.find(levels[i]); color != found->second.end())
            colors[i] = color->second;
    return colors;
}

Colourings::Colourings(const plugin::Registry& registry, const session::LevelColors& own,
                       const selection::CellSelection& selection, int threads, QObject* parent)
    : QObject(parent), m_registry(registry), m_own(own), m_selection(selection), m_values(threads) {
    connect(&m_values, &genes::GeneValues::arrived, this, &Colourings::ready);
}

void Colourings::setResults(const pipeline::Results& results) {
    const bool otherCells = results.filtered != m_results.filtered;
    m_results = results;
    if (!otherCells) return;
    const auto& filtered = m_results.filtered;
    const bool hasGenes = filtered && filtered->logNormalised.rows > 0;
    m_values.setMatrix(
        hasGenes ? std::shared_ptr<const data::CsrMatrix>(filtered, &filtered->logNormalised)
                 : nullptr);
    m_search = hasGenes ? genes::GeneSearch(results.dataset->var, filtered->quality.keptGenes)
                        : genes::GeneSearch();
}

std::vector<embedding::ColourChoice> Colourings::choices() const {
    std::vector<embedding::ColourChoice> choices;
    if (!m_results.cells) return choices;
    for (const data::Column& column : m_results.cells->obs.columns)
        if (canColour(column))
            choices.push_back(
                {obsKey(column.name), QString::fromStdString(column.name), tr("column")});
    for (const QualityField& field : qualityFields)
        if (!qualityOf(QLatin1String(field.id), m_results).empty())
            choices.push_back(
                {qualityPrefix + QLatin1String(field.id), QObject::tr(field.title), tr("quality")});
    if (clustersOf(m_results)) choices.push_back({foundKey, title(foundKey), tr("evidence")});
    if (!m_selection.sets().empty()) choices.push_back({setsKey, title(setsKey), tr("sets")});
    for (const auto& metric : m_registry.metrics()) {
        const auto found = m_results.scores.find(metric->info().id);
        if (found == m_results.scores.end() || found->second->perCell.empty()) continue;
        const QString key = scoreKey(metric->info().id);
        choices.push_back({key, title(key), tr("score")});
    }
    if (m_results.diagnosis && m_results.diagnosis->exact)
        for (const EvidenceField& field : evidenceFields)
            choices.push_back({evidencePrefix + QLatin1String(field.id), QObject::tr(field.title),
                               tr("evidence")});
    if (m_results.movement)
        for (const MovementField& field : movementFields)
            if (!(m_results.movement.get()->*field.values).empty())
                choices.push_back({movementPrefix + QLatin1String(field.id),
                                   QObject::tr(field.title), tr("movement")});
    return choices;
}

std::vector<embedding::ColourChoice> Colourings::search(const QString& text) const {
    std::vector<embedding::ColourChoice> found;
    if (m_search.size() == 0) return found;
    const QStringList words = genes::GeneSearch::split(text);
    if (words.size() < 2) {
        for (const std::uint32_t gene : m_search.find(text, mostHits)) {
            const bool second = m_search.title(gene) != m_search.name(gene);
            found.push_back({geneKey(m_search.name(gene)), m_search.title(gene),
                             second ? tr("gene %1").arg(m_search.name(gene)) : tr("gene")});
        }
        return found;
    }
    QStringList names;
    QStringList unknown;
    for (const QString& word : words) {
        if (const auto gene = m_search.exactly(word))
            names.append(m_search.name(*gene));
        else
            unknown.append(word);
    }
    names.removeDuplicates();
    if (names.size() == 2) {
        const QString key = blendPrefix + names.join(between);
        found.push_back({key, title(key), tr("two genes")});
    }
    if (names.size() > 1) {
        const QString key = genesPrefix + names.join(between);
        found.push_back({key, title(key), tr("mean of %1").arg(names.size())});
    }
    if (names.size() == 1)
        found.push_back({geneKey(names.front()), title(geneKey(names.front())), tr("gene")});
    if (!unknown.isEmpty())
        found.push_back({{},
                         tr("Not in this file: %1").arg(unknown.join(QStringLiteral(", "))),
                         QString::number(unknown.size())});
    return found;
}

QString Colourings::title(const QString& key) const {
    QString rest = key.section(u':', 1);
    const auto shown = [this](const QString& name) {
        const auto gene = m_search.exactly(name);
        return gene ? m_search.title(*gene) : name;
    };
    if (key.startsWith(genePrefix)) return shown(rest);
    if (key.startsWith(blendPrefix))
        return tr("%1 and %2")
            .arg(shown(rest.section(between, 0, 0)), shown(rest.section(between, 1)));
    if (key.startsWith(genesPrefix)) {
        QStringList names;
        for (const QString& name : rest.split(between)) names.append(shown(name));
        return tr("mean of %1").arg(names.join(QStringLiteral(", ")));
    }
    if (key == setsKey) return tr("Named selections");
    if (key == foundKey) return tr("cluster");
    if (key.startsWith(qualityPrefix))
        for (const QualityField& field : qualityFields)
            if (rest == QLatin1String(field.id)) return QObject::tr(field.title);
    // A session may name a score that is not known here.
    if (key.startsWith(scorePrefix))
        for (const auto& metric : m_registry.metrics())
            if (scoreKey(metric->info().id) == key)
                return tr("%1 per cell").arg(QString::fromStdString(metric->info().title));
    return rest;
}

bool Colourings::comesWithScores(const QString& key) {
    return key.startsWith(scorePrefix) || key.startsWith(evidencePrefix) ||
           key.startsWith(movementPrefix) || key == foundKey;
}

std::optional<std::string> Colourings::columnOf(const QString& key) {
    if (!key.startsWith(obsPrefix)) return std::nullopt;
    return key.mid(obsPrefix.size()).toStdString();
}

std::vector<QColor> Colourings::colorsOf(const std::string& column,
                                         const std::vector<std::string>& levels) const {
    const support::Theme& theme = support::Theme::current();
    const data::Dataset& dataset = *m_results.dataset;
    const data::Column* known = dataset.obs.find(column);
    // The roles may have changed since these results were made.
    if (known == nullptr) return std::vector<QColor>(levels.size(), theme.missing);
    const std::vector<QColor> all = datapanel::columnColors(dataset, column, theme);
    const std::vector<std::string> names = data::asCategories(*known).levels;
    std::vector<QColor> colors;
    for (const std::string& level : levels) {
        const auto place =
            static_cast<std::size_t>(std::ranges::find(names, level) - names.begin());
        colors.push_back(place < all.size() ? all[place] : theme.missing);
    }
    return withOwnColors(m_own, column, levels, std::move(colors));
}

std::optional<embedding::Colouring> Colourings::find(const QString& key) {
    const support::Theme& theme = support::Theme::current();
    const QString rest = key.section(u':', 1);
    if (!m_results.cells) return embedding::Colouring();
    if (key.startsWith(scorePrefix)) {
        const auto found = m_results.scores.find(rest.toStdString());
        if (found == m_results.scores.end()) return embedding::Colouring();
        return embedding::colourByValue(title(key), found->second->perCell, theme.zero);
    }
    if (key.startsWith(evidencePrefix)) {
        for (const EvidenceField& field : evidenceFields)
            if (m_results.diagnosis && rest == QLatin1String(field.id))
                return embedding::colourByValue(QObject::tr(field.title),
                                                m_results.diagnosis->perCell.*field.values,
                                                theme.zero);
        return embedding::Colouring();
    }
    if (key.startsWith(movementPrefix)) {
        for (const MovementField& field : movementFields)
            if (m_results.movement && rest == QLatin1String(field.id))
                return embedding::colourByValue(
                    QObject::tr(field.title), m_results.movement.get()->*field.values, theme.zero);
        return embedding::Colouring();
    }
    if (key.startsWith(qualityPrefix)) {
        const std::vector<float> values = qualityOf(rest, m_results);
        return values.empty() ? embedding::Colouring()
                              : embedding::colourByValue(title(key), values, theme.zero);
    }
    if (key.startsWith(genePrefix) || key.startsWith(genesPrefix) || key.startsWith(blendPrefix))
        return findGenes(key.section(u':', 0, 0) + u':', rest.split(between));
    if (key == foundKey) {
        const diagnose::Diagnosis* found = clustersOf(m_results);
        if (found == nullptr) return std::nullopt;
        data::Categories clusters{found->populationOf, {}, false};
        for (const diagnose::Population& population : found->populations)
            clusters.levels.push_back(population.name);
        return embedding::colourByCategory(title(key), clusters,
                                           clusterColors(clusters.levels.size()), theme.missing);
    }
    if (key == setsKey) {
        const data::Categories sets = m_selection.asColumn();
        const auto palette = support::themed(data::categoryPalette(sets.levelCount()), theme);
        return embedding::colourByCategory(title(key), sets, palette, theme.outside);
    }
    return findColumn(rest.toStdString());
}

std::optional<embedding::Colouring> Colourings::findColumn(const std::string& name) const {
    const support::Theme& theme = support::Theme::current();
    const data::Column* column = m_results.cells->obs.find(name);
    if (column == nullptr) return embedding::Colouring();
    const QString title = QString::fromStdString(name);
    if (const auto* numbers = asValues(*column)) {
        const std::vector<float> values(numbers->begin(), numbers->end());
        return embedding::colourByValue(title, values, theme.zero);
    }
    const data::Categories categories = data::asCategories(*column);
    return embedding::colourByCategory(title, categories, colorsOf(name, categories.levels),
                                       theme.missing);
}

std::optional<embedding::Colouring> Colourings::findGenes(const QString& kind,
                                                          const QStringList& names) {
    const support::Theme& theme = support::Theme::current();
    genes::GeneValues::Genes found;
    for (const QString& name : names)
        if (const auto gene = m_search.exactly(name)) found.push_back(*gene);
    if (found.empty()) return embedding::Colouring();
    if (kind == blendPrefix && found.size() == 2) {
        const auto first = m_values.find({found[0]});
        const auto second = m_values.find({found[1]});
        if (!first || !second) return std::nullopt;
        return embedding::colourByTwo(m_search.title(found[0]), *first, m_search.title(found[1]),
                                      *second, theme.zero, theme.dark);
    }
    const auto values = m_values.find(found);
    if (!values) return std::nullopt;
    return embedding::colourByValue(title(kind + names.join(between)), *values, theme.zero);
}

}  // namespace counterpoint::workbench
