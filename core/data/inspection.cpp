#include "core/data/inspection.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace counterpoint::data {

namespace {

using Weight = Finding::Weight;

/// Cells by level of one column (rows) and of another (columns).
struct Contingency {
    std::size_t rows;
    std::size_t cols;
    std::vector<double> cells;
    std::vector<double> rowTotals;
    std::vector<double> colTotals;
    double total = 0.0;
};

Contingency tabulate(const Categories& a, const Categories& b) {
    Contingency table{a.levelCount(), b.levelCount(), {}, {}, {}};
    table.cells.assign(table.rows * table.cols, 0.0);
    table.rowTotals.assign(table.rows, 0.0);
    table.colTotals.assign(table.cols, 0.0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a.codes[i] < 0 || b.codes[i] < 0) continue;
        const auto row = static_cast<std::size_t>(a.codes[i]);
        const auto col = static_cast<std::size_t>(b.codes[i]);
        table.cells[row * table.cols + col] += 1.0;
        table.rowTotals[row] += 1.0;
        table.colTotals[col] += 1.0;
        table.total += 1.0;
    }
    return table;
}

double cramersV(const Contingency& table) {
    const auto used = [](const std::vector<double>& totals) {
        return std::ranges::count_if(totals, [](double x) { return x > 0.0; });
    };
    const auto levels = std::min(used(table.rowTotals), used(table.colTotals));
    if (levels < 2) return 0.0;
    // chi² / n = Σ n_ij² / (n_i n_j) − 1
    double sum = 0.0;
    for (std::size_t i = 0; i < table.rows; ++i)
        for (std::size_t j = 0; j < table.cols; ++j) {
            const double count = table.cells[i * table.cols + j];
            if (count > 0.0) sum += count * count / (table.rowTotals[i] * table.colTotals[j]);
        }
    return std::sqrt(std::clamp((sum - 1.0) / static_cast<double>(levels - 1), 0.0, 1.0));
}

/// Whether each row has cells in one column only.
bool rowsAreNested(const Contingency& table) {
    for (std::size_t i = 0; i < table.rows; ++i) {
        std::size_t used = 0;
        for (std::size_t j = 0; j < table.cols; ++j)
            used += table.cells[i * table.cols + j] > 0.0 ? 1 : 0;
        if (used > 1) return false;
    }
    return true;
}

std::size_t missingIn(const Column& column) {
    if (const auto* categories = std::get_if<Categories>(&column.values))
        return static_cast<std::size_t>(std::ranges::count(categories->codes, -1));
    if (const auto* numbers = std::get_if<std::vector<double>>(&column.values))
        return static_cast<std::size_t>(
            std::ranges::count_if(*numbers, [](double x) { return std::isnan(x); }));
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values))
        return static_cast<std::size_t>(std::ranges::count(*texts, std::string()));
    return 0;
}

void countEmpty(const CsrMatrix& counts, Inspection& inspection, const base::Job& job) {
    std::vector<bool> expressed(counts.cols, false);
    for (std::size_t cell = 0; cell < counts.rows; ++cell) {
        if (cell % 1024 == 0) job.checkStop();
        if (counts.rowSize(cell) == 0) ++inspection.emptyCells;
        for (const std::uint32_t gene : counts.rowColumns(cell)) expressed[gene] = true;
    }
    inspection.emptyGenes = static_cast<std::size_t>(std::ranges::count(expressed, false));
}

std::string quoted(const std::string& text) {
    return "\"" + text + "\"";
}

std::string twoDigits(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f", value);
    return text.data();
}

std::string list(const std::vector<Count>& counts) {
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, counts.size()); ++i)
        text += (i > 0 ? ", " : "") + counts[i].name + " " + std::to_string(counts[i].count);
    return counts.size() > most ? text + ", …" : text;
}

class Findings {
  public:
    explicit Findings(std::vector<Finding>& findings) : m_findings(&findings) {}
    void warn(const char* id, std::string sentence) {
        m_findings->push_back({Weight::Warning, id, std::move(sentence)});
    }
    void note(const char* id, std::string sentence) {
        m_findings->push_back({Weight::Note, id, std::move(sentence)});
    }

  private:
    std::vector<Finding>* m_findings;
};

void judgeAssociation(const Association& pair, const Inspection& inspection, Findings& findings) {
    constexpr double strong = 0.5;
    const std::string names = quoted(pair.first) + " and " + quoted(pair.second);
    const std::string v = " (Cramér's V " + twoDigits(pair.cramersV) + ")";
    const bool ofCondition = pair.second == inspection.condition;
    if (pair.same)
        findings.warn("confounded",
                      names + " split the cells in the same way" + v +
                          ", so removing one difference removes the other; no method can tell "
                          "them apart in these data");
    else if (ofCondition && pair.first == inspection.roles.batch && pair.nested)
        findings.warn("confounded", "every level of " + quoted(pair.first) +
                                        " holds one level of " + quoted(pair.second) + " only" + v +
                                        ", so what looks like a batch difference may be the "
                                        "condition's effect");
    else if (pair.cramersV >= strong)
        findings.warn("associated", names + " go together strongly" + v +
                                        "; integration may remove biology with the batches");
}

void judgeBatches(const Dataset& dataset, Inspection& inspection, Findings& findings) {
    const Column* column = dataset.obs.find(inspection.roles.batch);
    if (column == nullptr) {
        findings.warn("no_batch", "no obs column looks like a batch; name one");
        return;
    }
    const Categories batch = asCategories(*column);
    const auto counts = batch.counts();
    for (std::size_t level = 0; level < counts.size(); ++level)
        if (counts[level] > 0 && counts[level] < tinyBatch)
            inspection.tinyBatches.push_back({batch.levels[level], counts[level]});
    if (!inspection.tinyBatches.empty())
        findings.warn("tiny_batches", "some batches have fewer than " + std::to_string(tinyBatch) +
                                          " cells (" + list(inspection.tinyBatches) +
                                          "), too few for a stable correction; leave them out or "
                                          "join them");
}

void judgeValues(const Dataset& dataset, const Inspection& inspection, Findings& findings) {
    switch (inspection.valueKind) {
        case ValueKind::None:
            findings.note("no_values", "there are no expression values, only embeddings");
            return;
        case ValueKind::Counts:
            if (inspection.valueSource.starts_with("layers/") ||
                inspection.valueSource.starts_with("raw"))
                findings.note("counts_elsewhere",
                              "the counts were found in " + inspection.valueSource);
            break;
        case ValueKind::LogNormalised:
            findings.note("no_counts", "the values of " + inspection.valueSource +
                                           " are not counts; methods that need counts are not "
                                           "available");
            break;
        case ValueKind::Scaled:
            findings.warn("scaled", "the values of " + inspection.valueSource +
                                        " were scaled (some are negative) and no counts were "
                                        "found; open the data before scaling");
            break;
    }
    const auto share = [](std::size_t part, std::size_t all, const char* what) {
        return std::to_string(part) + " of " + std::to_string(all) + " " + what;
    };
    if (inspection.emptyCells > 0)
        findings.warn("empty_cells", share(inspection.emptyCells, dataset.cells(), "cells") +
                                         " have no counts at all; the quality filter leaves them "
                                         "out");
    if (inspection.emptyGenes > 0)
        findings.note("empty_genes", share(inspection.emptyGenes, dataset.genes(), "genes") +
                                         " are expressed in no cell");
    if (inspection.geneNaming != GeneNaming::Symbols)
        findings.note("gene_names", "genes are named by " + nameOf(inspection.geneNaming));
    if (inspection.mitochondrialGenes == 0)
        findings.note("no_mito",
                      "no mitochondrial genes were found, so cells cannot be filtered "
                      "by their share");
}

void judgeMissing(const Inspection& inspection, Findings& findings) {
    for (const Count& column : inspection.missing) {
        const std::string text = quoted(column.name) + " is missing for " +
                                 std::to_string(column.count) +
                                 (column.count == 1 ? " cell" : " cells");
        if (column.name == inspection.roles.batch)
            findings.warn("missing_batch", text + "; give each cell a batch, or leave these out");
        else if (column.name == inspection.roles.label)
            findings.note("missing_labels", text + "; scores by cell type leave them out");
    }
}

}  // namespace

double cramersV(const Categories& a, const Categories& b) {
    return cramersV(tabulate(a, b));
}

Association associate(const Column& first, const Column& second) {
    const Categories a = asCategories(first);
    const Categories b = asCategories(second);
    const Contingency table = tabulate(a, b);
    Association result{first.name, second.name, cramersV(table)};
    result.nested = rowsAreNested(table);
    result.same = result.nested && rowsAreNested(tabulate(b, a)) && result.cramersV > 0.0;
    return result;
}

Inspection inspect(const Dataset& dataset, const base::Job& job) {
    Inspection inspection;
    inspection.roles = proposeRoles(dataset.obs);
    inspection.condition = proposeCondition(dataset.obs, inspection.roles);
    inspection.valueKind = dataset.valueKind;
    inspection.valueSource = dataset.valueSource;
    inspection.geneNaming = namingOf(dataset.var.index);
    const MitochondrialGenes mito = mitochondrialGenes(dataset.var);
    inspection.mitochondrialGenes = static_cast<std::size_t>(std::ranges::count(mito.flags, true));
    inspection.mitochondrialSource = mito.source;
    if (dataset.valueKind != ValueKind::None && !dataset.stream)
        countEmpty(dataset.counts, inspection, job);
    for (const Column& column : dataset.obs.columns)
        if (const std::size_t missing = missingIn(column); missing > 0)
            inspection.missing.push_back({column.name, missing});

    std::vector<const Column*> roles;
    for (const auto* name :
         {&inspection.roles.batch, &inspection.condition, &inspection.roles.label})
        if (const Column* column = dataset.obs.find(*name)) roles.push_back(column);
    for (std::size_t i = 0; i < roles.size(); ++i)
        for (std::size_t j = i + 1; j < roles.size(); ++j)
            inspection.associations.push_back(associate(*roles[i], *roles[j]));

    Findings findings(inspection.findings);
    for (const Association& pair : inspection.associations)
        judgeAssociation(pair, inspection, findings);
    judgeBatches(dataset, inspection, findings);
    judgeValues(dataset, inspection, findings);
    judgeMissing(inspection, findings);
    std::stable_partition(inspection.findings.begin(), inspection.findings.end(),
                          [](const Finding& finding) { return finding.weight == Weight::Warning; });
    return inspection;
}

}  // namespace counterpoint::data
