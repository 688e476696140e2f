#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"
#include "core/data/row_stream.h"
#include "core/data/table.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace counterpoint::io {

/// What a new .h5ad will hold. Pointers refer to values that outlive the call; every table and
/// matrix must agree in cells and genes.
struct H5adContents {
    const data::CsrMatrix* x = nullptr;  ///< cells × genes; may be left out
    /// X where it is too large to be held: read and packed some blocks at a time on all threads.
    const data::RowStream* xStream = nullptr;
    const data::Table* obs = nullptr;  ///< required
    const data::Table* var = nullptr;  ///< required (may have 0 rows when there is no x)
    std::map<std::string, const data::CsrMatrix*> layers;
    std::map<std::string, const data::Embedding*> obsm;
    std::map<std::string, const data::CsrMatrix*> obsp;      ///< cells × cells
    std::map<std::string, std::vector<std::string>> colors;  ///< written as uns['<key>_colors']
    std::map<std::string, std::string> provenance;           ///< uns['counterpoint'][key] = text
    /// uns['neighbors'] so that scanpy finds obsp/distances and obsp/connectivities; 0 = none.
    int neighborsK = 0;
    std::string neighborsUseRep;      ///< the obsm key the neighbours were searched in
    std::vector<double> pcaVariance;  ///< uns['pca']['variance'], empty = none
    std::vector<double> pcaVarianceRatio;
};

/// Writes current AnnData encodings to a temporary name in the same folder, syncs, and renames.
/// Throws Error(Io) and leaves any file of that name as it was when that fails.
void writeH5ad(const std::filesystem::path& path, const H5adContents& contents,
               const base::Job& job);

}  // namespace counterpoint::io
