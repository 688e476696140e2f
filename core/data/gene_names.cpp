#include "core/data/gene_names.h"

#include <algorithm>
#include <array>

namespace counterpoint::data {

namespace {

// Ensembl ids of MT-ND1 … MT-CYB, MT-RNR1 and MT-RNR2 of human and mouse, sorted.
constexpr std::array<std::string_view, 15> humanIds{
    "ENSG00000198695", "ENSG00000198712", "ENSG00000198727", "ENSG00000198763", "ENSG00000198786",
    "ENSG00000198804", "ENSG00000198840", "ENSG00000198886", "ENSG00000198888", "ENSG00000198899",
    "ENSG00000198938", "ENSG00000210082", "ENSG00000211459", "ENSG00000212907", "ENSG00000228253"};
constexpr std::array<std::string_view, 15> mouseIds{
    "ENSMUSG00000064337", "ENSMUSG00000064339", "ENSMUSG00000064341", "ENSMUSG00000064345",
    "ENSMUSG00000064351", "ENSMUSG00000064354", "ENSMUSG00000064356", "ENSMUSG00000064357",
    "ENSMUSG00000064358", "ENSMUSG00000064360", "ENSMUSG00000064363", "ENSMUSG00000064367",
    "ENSMUSG00000064368", "ENSMUSG00000064370", "ENSMUSG00000065947"};

bool isMitochondrialName(std::string_view name) {
    return name.size() > 3 && (name[0] == 'M' || name[0] == 'm') &&
           (name[1] == 'T' || name[1] == 't') && name[2] == '-';
}

bool isMitochondrialId(std::string_view name) {
    const std::string_view id = name.substr(0, name.find('.'));
    return std::ranges::binary_search(humanIds, id) || std::ranges::binary_search(mouseIds, id);
}

using Test = bool (*)(std::string_view);

std::vector<bool> matches(const std::vector<std::string>& names, Test test) {
    std::vector<bool> result(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) result[i] = test(names[i]);
    return result;
}

std::vector<bool> matches(const Column& column, Test test) {
    if (const auto* names = std::get_if<std::vector<std::string>>(&column.values))
        return matches(*names, test);
    std::vector<bool> result(column.size());
    if (const auto* categories = std::get_if<Categories>(&column.values)) {
        const std::vector<bool> levels = matches(categories->levels, test);
        for (std::size_t i = 0; i < result.size(); ++i)
            result[i] =
                categories->codes[i] >= 0 && levels[static_cast<std::size_t>(categories->codes[i])];
    }
    return result;
}

bool any(const std::vector<bool>& flags) {
    return std::ranges::find(flags, true) != flags.end();
}

}  // namespace

bool isEnsemblId(std::string_view name) {
    if (!name.starts_with("ENS")) return false;
    name = name.substr(0, name.find('.'));
    // ENS, letters of the species, G, eleven digits
    if (name.size() < 15 || name.size() > 20) return false;
    const std::string_view digits = name.substr(name.size() - 11);
    return name[name.size() - 12] == 'G' &&
           digits.find_first_not_of("0123456789") == std::string_view::npos;
}

GeneNaming namingOf(const std::vector<std::string>& genes) {
    const auto ids = static_cast<std::size_t>(std::ranges::count_if(genes, isEnsemblId));
    if (10 * ids >= 9 * genes.size() && ids > 0) return GeneNaming::Ensembl;
    return 10 * ids <= genes.size() ? GeneNaming::Symbols : GeneNaming::Mixed;
}

std::string nameOf(GeneNaming naming) {
    switch (naming) {
        case GeneNaming::Symbols:
            return "symbols";
        case GeneNaming::Ensembl:
            return "Ensembl ids";
        case GeneNaming::Mixed:
            return "symbols and Ensembl ids";
    }
    return "symbols";
}

MitochondrialGenes mitochondrialGenes(const Table& var) {
    std::vector<bool> flags = matches(var.index, isMitochondrialName);
    if (any(flags)) return {std::move(flags), "names"};
    for (const std::string_view name : {"gene_name", "feature_name", "gene_symbols", "gene_symbol",
                                        "symbol", "Symbol", "gene_names"}) {
        const Column* column = var.find(name);
        if (column == nullptr) continue;
        flags = matches(*column, isMitochondrialName);
        if (any(flags)) return {std::move(flags), column->name};
    }
    flags = matches(var.index, isMitochondrialId);
    if (any(flags)) return {std::move(flags), "Ensembl ids"};
    if (const Column* ids = var.find("gene_ids")) {
        flags = matches(*ids, isMitochondrialId);
        if (any(flags)) return {std::move(flags), "gene_ids"};
    }
    return {std::vector<bool>(var.rows(), false), {}};
}

}  // namespace counterpoint::data
