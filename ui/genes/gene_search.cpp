#include "ui/genes/gene_search.h"

#include "core/data/gene_names.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <tuple>

namespace counterpoint::genes {

namespace {

/// Columns of var in which files keep a second name, in lower case.
constexpr std::array nameColumns{"gene_name", "gene_names",   "gene_symbol",     "gene_symbols",
                                 "symbol",    "feature_name", "gene_short_name", "gene_id",
                                 "gene_ids",  "ensembl",      "ensembl_id",      "feature_id"};

/// Row `row` of a column of texts; empty when it holds something else.
QString textAt(const data::Column& column, std::size_t row) {
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values))
        return QString::fromStdString((*texts)[row]);
    if (const auto* categories = std::get_if<data::Categories>(&column.values))
        if (const std::int32_t code = categories->codes[row]; code >= 0)
            return QString::fromStdString(categories->levels[static_cast<std::size_t>(code)]);
    return {};
}

}  // namespace

GeneSearch::GeneSearch(const data::Table& var, std::span<const std::uint32_t> kept) {
    std::vector<const data::Column*> others;
    for (const data::Column& column : var.columns) {
        const QString name = QString::fromStdString(column.name).toLower();
        if (std::any_of(nameColumns.begin(), nameColumns.end(),
                        [&](const char* known) { return name == QLatin1String(known); }))
            others.push_back(&column);
    }
    m_genes.reserve(kept.size());
    for (const std::uint32_t row : kept) {
        const QString name = QString::fromStdString(var.index[row]);
        Gene gene{name, name, {name.toLower()}};
        const bool isId = data::isEnsemblId(var.index[row]);
        for (const data::Column* column : others) {
            const QString other = textAt(*column, row);
            if (other.isEmpty() || gene.folded.contains(other.toLower())) continue;
            gene.folded.append(other.toLower());
            if (isId && gene.title == name && !data::isEnsemblId(other.toStdString()))
                gene.title = other;
        }
        m_genes.push_back(std::move(gene));
    }
}

std::vector<std::uint32_t> GeneSearch::find(const QString& text, std::size_t most) const {
    const QString wanted = text.trimmed().toLower();
    if (wanted.isEmpty()) return {};
    struct Hit {
        bool inside = false;  ///< the name holds the text further on than at its beginning
        qsizetype length = 0;
        std::uint32_t gene = 0;
    };
    std::vector<Hit> hits;
    for (std::uint32_t gene = 0; gene < m_genes.size(); ++gene) {
        Hit best;
        for (const QString& name : m_genes[gene].folded) {
            const qsizetype at = name.indexOf(wanted);
            if (at < 0) continue;
            const Hit hit{at > 0, name.size(), gene};
            if (best.length == 0 ||
                std::tie(hit.inside, hit.length) < std::tie(best.inside, best.length))
                best = hit;
        }
        if (best.length > 0) hits.push_back(best);
    }
    const auto before = [this](const Hit& a, const Hit& b) {
        return std::tie(a.inside, a.length, m_genes[a.gene].title) <
               std::tie(b.inside, b.length, m_genes[b.gene].title);
    };
    const auto shown = static_cast<std::ptrdiff_t>(std::min(most, hits.size()));
    std::partial_sort(hits.begin(), hits.begin() + shown, hits.end(), before);
    std::vector<std::uint32_t> found;
    for (auto hit = hits.begin(); hit != hits.begin() + shown; ++hit) found.push_back(hit->gene);
    return found;
}

std::optional<std::uint32_t> GeneSearch::exactly(const QString& text) const {
    const QString wanted = text.trimmed().toLower();
    std::optional<std::uint32_t> second;  // known by that name only besides its own
    for (std::uint32_t gene = 0; gene < m_genes.size(); ++gene) {
        if (m_genes[gene].folded.front() == wanted) return gene;
        if (!second && m_genes[gene].folded.contains(wanted)) second = gene;
    }
    return second;
}

QStringList GeneSearch::split(const QString& text) {
    static const QRegularExpression between(QStringLiteral("[\\s,;\\x{2028}]+"),
                                            QRegularExpression::UseUnicodePropertiesOption);
    return text.split(between, Qt::SkipEmptyParts);
}

}  // namespace counterpoint::genes
