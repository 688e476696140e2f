#include "ui/start/proposal.h"

#include "core/data/inspection.h"
#include "core/io/open_all.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_set>

namespace counterpoint::start {

namespace {

constexpr std::size_t mostLevels = 200;

QString tr(const char* text) {
    return QCoreApplication::translate("OpenWizard", text);
}

qint64 bytesOf(const QString& path) {
    if (!QFileInfo(path).isDir()) return QFileInfo(path).size();
    qint64 sum = 0;
    for (QDirIterator files(path, QDir::Files); files.hasNext();) {
        files.next();
        sum += files.fileInfo().size();
    }
    return sum;
}

/// The joined obs of several files: what `io::openAll` will make of them.
data::Table joined(const std::vector<io::Overview>& files, const std::vector<std::string>& names) {
    data::Table obs;
    std::vector<std::string> file;
    std::vector<std::string> columnNames;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const data::Table& part = files[i].dataset.obs;
        obs.index.insert(obs.index.end(), part.index.begin(), part.index.end());
        file.insert(file.end(), part.rows(), names[i]);
        for (const data::Column& column : part.columns)
            if (std::ranges::find(columnNames, column.name) == columnNames.end())
                columnNames.push_back(column.name);
    }
    const bool taken = std::ranges::find(columnNames, "batch") != columnNames.end();
    obs.set({taken ? "file" : "batch", std::move(file)});
    for (const std::string& name : columnNames) {
        std::vector<std::string> values;
        values.reserve(obs.rows());
        for (const io::Overview& part : files) {
            const data::Column* column = part.dataset.obs.find(name);
            const auto cells = part.dataset.obs.rows();
            if (column == nullptr) {
                values.insert(values.end(), cells, std::string());
                continue;
            }
            const data::Categories categories = data::asCategories(*column);
            for (const std::int32_t code : categories.codes)
                values.push_back(code < 0 ? std::string()
                                          : categories.levels[static_cast<std::size_t>(code)]);
        }
        obs.set({name, std::move(values)});
    }
    return obs;
}

QString levelsText(const std::vector<std::string>& levels) {
    QStringList first;
    for (std::size_t i = 0; i < std::min<std::size_t>(6, levels.size()); ++i)
        first << QString::fromStdString(levels[i]);
    return first.join(QStringLiteral(", ")) +
           (levels.size() > 6 ? QStringLiteral(", …") : QString());
}

ColumnSummary summaryOf(const data::Column& column, std::size_t cells) {
    ColumnSummary summary;
    summary.name = QString::fromStdString(column.name);
    if (const auto* numbers = std::get_if<std::vector<double>>(&column.values)) {
        summary.kind = tr("number");
        std::unordered_set<double> seen;
        bool whole = true;
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        for (const double x : *numbers) {
            if (std::isnan(x)) continue;
            seen.insert(x);
            whole = whole && x == std::floor(x);
            low = std::min(low, x);
            high = std::max(high, x);
        }
        summary.values = seen.size();
        summary.candidate = whole && seen.size() >= 2 && seen.size() <= mostLevels;
        if (!seen.empty())
            summary.content = tr("%1 to %2").arg(low, 0, 'g', 4).arg(high, 0, 'g', 4);
        return summary;
    }
    summary.kind = std::holds_alternative<std::vector<std::string>>(column.values) ? tr("text")
                                                                                   : tr("category");
    const data::Categories categories = data::asCategories(column);
    summary.values = categories.levelCount();
    if (summary.values == cells)
        summary.content = tr("one value a cell, of no use here");
    else if (summary.values == 1)
        summary.content = tr("%1 everywhere").arg(QString::fromStdString(categories.levels[0]));
    else
        summary.content = levelsText(categories.levels);
    if (const auto missing = std::ranges::count(categories.codes, -1); missing > 0)
        summary.content += tr("; missing for %1 cells").arg(missing);
    summary.candidate = summary.values >= 2 && summary.values <= mostLevels;
    return summary;
}

/// Columns that split the cells as an earlier one does say so.
void markTwins(std::vector<ColumnSummary>& columns, const data::Table& obs) {
    for (std::size_t i = 1; i < columns.size(); ++i) {
        if (!columns[i].candidate) continue;
        for (std::size_t j = 0; j < i; ++j) {
            if (!columns[j].candidate || columns[j].values != columns[i].values) continue;
            if (!data::associate(obs.columns[j], obs.columns[i]).same) continue;
            columns[i].content = tr("same as %1").arg(columns[j].name);
            break;
        }
    }
}

}  // namespace

Proposal propose(const QStringList& paths, const base::Job& job) {
    Proposal proposal;
    proposal.paths = paths;
    std::vector<io::Overview> overviews;
    for (const QString& path : paths) {
        overviews.push_back(io::inspect(path.toStdString(), job));
        const io::Overview& found = overviews.back();
        proposal.cells += found.cells;
        proposal.genes = std::max(proposal.genes, found.genes);
        proposal.nonZeros += found.nonZeros;
        proposal.bytes += bytesOf(path);
        proposal.memory += found.memory;
    }
    std::vector<const data::Dataset*> files;
    for (const io::Overview& overview : overviews) files.push_back(&overview.dataset);
    const std::vector<std::string> names = io::batchNames(files);
    if (paths.size() > 1)
        for (std::size_t i = 0; i < names.size(); ++i)
            proposal.files.emplace_back(QString::fromStdString(names[i]), overviews[i].cells);
    const data::Dataset& first = overviews.front().dataset;
    proposal.name =
        paths.size() == 1 ? QFileInfo(paths.front()).fileName() : tr("%1 files").arg(paths.size());
    proposal.valueKind = first.valueKind;
    proposal.valueSource = QString::fromStdString(first.valueSource);
    proposal.hasPca = paths.size() == 1 && std::ranges::any_of(first.obsm, [](const auto& entry) {
                          return entry.first.starts_with("X_pca");
                      });
    proposal.obs = paths.size() == 1 ? first.obs : joined(overviews, names);
    if (paths.size() == 1) {
        for (const auto& [key, embedding] : first.obsm)
            proposal.embeddings
                << tr("%1, %2 dimensions").arg(QString::fromStdString(key)).arg(embedding.cols);
        for (const std::string& layer : first.layers)
            proposal.layers << QString::fromStdString(layer);
    }
    job.checkStop();
    proposal.roles = data::proposeRoles(proposal.obs);
    if (paths.size() > 1) proposal.roles.batch = proposal.obs.columns.front().name;
    if (proposal.roles.keepApart.empty())
        proposal.roles.keepApart = data::proposeCondition(proposal.obs, proposal.roles);
    for (const data::Column& column : proposal.obs.columns) {
        job.checkStop();
        proposal.columns.push_back(summaryOf(column, proposal.cells));
    }
    markTwins(proposal.columns, proposal.obs);
    return proposal;
}

std::optional<Confounding> confoundingOf(const data::Table& obs, const data::Roles& roles) {
    Confounding found;
    found.condition =
        roles.keepApart.empty() ? data::proposeCondition(obs, roles) : roles.keepApart;
    const data::Column* condition = obs.find(found.condition);
    if (condition == nullptr) return std::nullopt;
    const data::Categories conditions = data::asCategories(*condition);
    for (const std::string& name : roles.batches()) {
        const data::Column* batch = obs.find(name);
        if (batch == nullptr || batch == condition) continue;
        found.table = data::crossTable(data::asCategories(*batch), conditions);
        if (!data::isConfounded(found.table)) continue;
        found.batch = name;
        found.isFurther = name != roles.batch;
        if (found.isFurther) return found;
        found.wayOut = data::unconfoundedBatch(obs, name, found.condition);
        if (const data::Column* column = obs.find(found.wayOut))
            found.wayOutTable = data::crossTable(data::asCategories(*column), conditions);
        return found;
    }
    return std::nullopt;
}

}  // namespace counterpoint::start
