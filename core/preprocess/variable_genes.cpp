#include "core/preprocess/variable_genes.h"

#include "core/base/error.h"
#include "core/preprocess/gene_ranking.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint::preprocess {

namespace {

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double Missing = std::numeric_limits<double>::quiet_NaN();

std::vector<std::uint32_t> firstIndices(std::size_t n) {
    std::vector<std::uint32_t> indices(n);
    std::iota(indices.begin(), indices.end(), 0U);
    return indices;
}

/// Genes by descending score, missing ones last, ties by index.
std::vector<std::uint32_t> byScore(const std::vector<double>& score) {
    std::vector<std::uint32_t> order = firstIndices(score.size());
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::uint32_t gene) {
        return std::isnan(score[gene]) ? -Infinity : score[gene];
    });
    return order;
}

/// What one gene achieved over all batches.
struct Votes {
    std::size_t batches = 0;  ///< where it was among the n best
    double merit = 0.0;       ///< decides between genes with as many batches; more is better
};

/// The n best by number of batches, then merit, then index.
std::vector<std::uint32_t> elect(const std::vector<Votes>& votes, std::size_t n) {
    std::vector<std::uint32_t> order = firstIndices(votes.size());
    std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) {
        if (votes[a].batches != votes[b].batches) return votes[a].batches > votes[b].batches;
        return votes[a].merit > votes[b].merit;
    });
    order.resize(n);
    std::ranges::sort(order);
    return order;
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

/// Counts in how many batches each gene ranks among the first n; between equals the smaller median
/// of those ranks wins (scanpy seurat_v3_paper, Seurat SelectIntegrationFeatures).
std::vector<Votes> votesByRank(const std::vector<GeneRanking>& batches, std::size_t n) {
    const std::size_t genes = batches.front().score.size();
    std::vector<std::vector<double>> ranks(genes);
    for (const GeneRanking& batch : batches) {
        const std::vector<std::uint32_t> order = byScore(batch.score);
        for (std::size_t rank = 0; rank < n; ++rank)
            ranks[order[rank]].push_back(static_cast<double>(rank));
    }
    std::vector<Votes> votes(genes);
    for (std::size_t gene = 0; gene < genes; ++gene)
        if (!ranks[gene].empty()) votes[gene] = {ranks[gene].size(), -median(ranks[gene])};
    return votes;
}

/// Genes whose score is at least the n-th best one; ties may make them more than n.
std::vector<bool> bestWithTies(const std::vector<double>& score, std::size_t n) {
    std::vector<bool> chosen(score.size());
    const std::vector<std::uint32_t> order = byScore(score);
    double cutOff = Missing;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const double value = score[order[i]];
        if (std::isnan(value) || (i >= n && value < cutOff)) break;
        chosen[order[i]] = true;
        cutOff = value;
    }
    return chosen;
}

/// Counts in how many batches each gene is selected; between equals the larger mean of normalised
/// dispersions wins (scanpy, flavour "seurat" with batch_key).
std::vector<Votes> votesByDispersion(const std::vector<GeneRanking>& batches, std::size_t n,
                                     const std::vector<double>& meanScore) {
    std::vector<Votes> votes(meanScore.size());
    for (std::size_t gene = 0; gene < votes.size(); ++gene)
        votes[gene].merit = std::isnan(meanScore[gene]) ? -Infinity : meanScore[gene];
    for (const GeneRanking& batch : batches) {
        const std::vector<bool> chosen = bestWithTies(batch.score, n);
        for (std::size_t gene = 0; gene < votes.size(); ++gene)
            if (chosen[gene]) ++votes[gene].batches;
    }
    return votes;
}

/// Mean over the batches where there is a value; batches without a count of the gene say 0.
std::vector<double> average(const std::vector<GeneRanking>& batches,
                            std::vector<double> GeneRanking::*member) {
    const std::size_t genes = batches.front().means.size();
    std::vector<double> result(genes, Missing);
    for (std::size_t gene = 0; gene < genes; ++gene) {
        double sum = 0.0;
        double count = 0.0;
        for (const GeneRanking& batch : batches) {
            const bool absent = batch.means[gene] == 0.0;
            const double value = absent ? 0.0 : (batch.*member)[gene];
            if (std::isnan(value)) continue;
            sum += value;
            count += 1.0;
        }
        if (count > 0.0) result[gene] = sum / count;
    }
    return result;
}

[[noreturn]] void refuseLonelyCells() {
    throw base::Error(base::ErrorKind::BadSettings,
                      "no batch has two cells, so no gene varies within a batch; choose "
                      "another batch column or set hvg.per_batch to false");
}

/// The cells of each batch with at least two; all cells together without batches.
std::vector<std::vector<std::uint32_t>> cellGroups(std::size_t cells,
                                                   const data::Categories* batch) {
    if (batch == nullptr) return {firstIndices(cells)};
    std::vector<std::vector<std::uint32_t>> groups(batch->levelCount());
    for (std::uint32_t cell = 0; cell < cells; ++cell)
        if (batch->codes[cell] >= 0)
            groups[static_cast<std::size_t>(batch->codes[cell])].push_back(cell);
    std::erase_if(groups, [](const auto& group) { return group.size() < 2; });
    if (groups.empty()) refuseLonelyCells();
    return groups;
}

/// The n best of all batches (flavour seurat_v3).
VariableGenes electByVariance(const std::vector<GeneRanking>& rankings, std::size_t n) {
    return {elect(votesByRank(rankings, n), n), average(rankings, &GeneRanking::means),
            average(rankings, &GeneRanking::score)};
}

VariableGenes byStandardisedVariance(const data::CsrMatrix& counts,
                                     const std::vector<std::vector<std::uint32_t>>& groups,
                                     std::size_t n, const base::Job& job) {
    std::vector<GeneRanking> rankings;
    for (const auto& cells : groups) rankings.push_back(standardisedVariances(counts, cells, job));
    return electByVariance(rankings, n);
}

VariableGenes byDispersion(const data::CsrMatrix& logNormalised,
                           const std::vector<std::vector<std::uint32_t>>& groups, bool perBatch,
                           std::size_t n, const base::Job& job) {
    std::vector<GeneRanking> rankings;
    for (const auto& cells : groups)
        rankings.push_back(normalisedDispersions(logNormalised, cells, perBatch, job));
    VariableGenes result{
        {}, average(rankings, &GeneRanking::means), average(rankings, &GeneRanking::score)};
    if (perBatch) {
        result.selected = elect(votesByDispersion(rankings, n, result.score), n);
    } else {
        const std::vector<bool> chosen = bestWithTies(result.score, n);
        for (std::uint32_t gene = 0; gene < chosen.size(); ++gene)
            if (chosen[gene]) result.selected.push_back(gene);
    }
    return result;
}

}  // namespace

const plugin::Fields<VariableGeneOptions>& VariableGeneOptions::fields() {
    static const plugin::Fields<VariableGeneOptions> all({
        {{.key = "n",
          .title = "Variable genes",
          .help = "How many of the most variable genes are used for everything that follows.",
          .kind = plugin::ParameterKind::Integer,
          .minimum = 50,
          .maximum = 20000,
          .step = 100,
          .citation = "Seurat: 2000"},
         &VariableGeneOptions::n},
        {{.key = "flavour",
          .title = "Variable by",
          .help = "seurat_v3 standardises the variance of counts; seurat uses the dispersion of "
                  "log-normalised values and works without counts.",
          .kind = plugin::ParameterKind::Choice,
          .choices = {"seurat_v3", "seurat"},
          .citation = "Stuart et al. 2019; Satija et al. 2015"},
         &VariableGeneOptions::flavour},
        {{.key = "per_batch",
          .title = "Rank within batches",
          .help = "Ranks genes within each batch and prefers those variable in many, so that "
                  "differences between batches do not count as variability.",
          .kind = plugin::ParameterKind::Boolean,
          .citation = "Seurat SelectIntegrationFeatures"},
         &VariableGeneOptions::perBatch},
    });
    return all;
}

VariableGenes selectVariableGenes(const data::CsrMatrix& counts,
                                  const data::CsrMatrix& logNormalised,
                                  const data::Categories* batch, const VariableGeneOptions& options,
                                  const base::Job& job) {
    const bool fromCounts = options.flavour == "seurat_v3";
    const data::CsrMatrix& matrix = fromCounts ? counts : logNormalised;
    if (fromCounts && counts.rows == 0 && logNormalised.rows > 0)
        throw base::Error(base::ErrorKind::BadSettings,
                          "flavour seurat_v3 needs counts and this file holds log-normalised "
                          "values only; set hvg.flavour to seurat");
    if (matrix.rows < 2)
        throw base::Error(
            base::ErrorKind::BadInput,
            "variable genes need at least two cells; here are " + std::to_string(matrix.rows));
    const std::size_t n = std::min(static_cast<std::size_t>(options.n), matrix.cols);
    const bool perBatch = options.perBatch && batch != nullptr;
    const auto groups = cellGroups(matrix.rows, perBatch ? batch : nullptr);
    return fromCounts ? byStandardisedVariance(counts, groups, n, job)
                      : byDispersion(logNormalised, groups, perBatch, n, job);
}

VariableGenes selectVariableGenes(const Survey& survey, const VariableGeneOptions& options,
                                  const base::Job& job) {
    if (options.flavour != "seurat_v3")
        throw base::Error(base::ErrorKind::BadSettings,
                          "flavour " + options.flavour +
                              " needs all values in memory, where they do not fit; set hvg.flavour "
                              "to seurat_v3");
    const std::vector<std::uint32_t>& genes = survey.quality.keptGenes;
    std::vector<GeneRanking> rankings;
    if (options.perBatch) {
        for (std::size_t level = 0; level + 1 < survey.batches.size(); ++level)
            if (survey.batches[level].cells() >= 2)
                rankings.push_back(standardisedVariances(survey.batches[level], genes, job));
        if (rankings.empty()) refuseLonelyCells();
    } else {
        CountTally all = survey.batches.front();
        for (std::size_t i = 1; i < survey.batches.size(); ++i) all.add(survey.batches[i]);
        rankings.push_back(standardisedVariances(all, genes, job));
    }
    return electByVariance(rankings, std::min(static_cast<std::size_t>(options.n), genes.size()));
}

}  // namespace counterpoint::preprocess
