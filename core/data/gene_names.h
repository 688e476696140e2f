#pragma once

#include "core/data/table.h"

#include <string>
#include <string_view>
#include <vector>

namespace counterpoint::data {

/// How a list of genes is named.
enum class GeneNaming { Symbols, Ensembl, Mixed };

/// "ENSG00000000003", "ENSMUSG00000000001.5", …: the stable id of a gene in Ensembl.
bool isEnsemblId(std::string_view name);

/// Ensembl or symbols where nine in ten names are of that kind.
GeneNaming namingOf(const std::vector<std::string>& genes);
std::string nameOf(GeneNaming naming);

/// Which genes are mitochondrial, and what told it: the gene names, a column of var, or Ensembl
/// ids. A name is mitochondrial when it starts with "MT-" in any case; of Ensembl ids those of the
/// 13 proteins and 2 ribosomal RNAs of human and mouse mitochondria are known (transfer RNAs are
/// not counted in any common reference).
struct MitochondrialGenes {
    std::vector<bool> flags;
    std::string source;  ///< "names", a column's name, "Ensembl ids"; empty when there are none
};
MitochondrialGenes mitochondrialGenes(const Table& var);

}  // namespace counterpoint::data
