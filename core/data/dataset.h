#pragma once

#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"
#include "core/data/row_stream.h"
#include "core/data/table.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace counterpoint::data {

/// What the numbers in the main matrix are.
enum class ValueKind {
    None,           ///< the file holds no expression matrix (embeddings only)
    Counts,         ///< non-negative integers
    LogNormalised,  ///< non-negative, not integers
    Scaled,         ///< has negative values
};

/// What a file holds, named as scientists name it. Never changes after loading: steps make new,
/// smaller values from it. All tables and matrices agree in their cells and genes (readers check
/// this).
struct Dataset {
    std::filesystem::path path;  ///< where it came from; empty for simulated data
    /// Of several files that were put together, all of them; else empty.
    std::vector<std::filesystem::path> joinedFrom;
    bool joinedAllGenes = false;  ///< of those, the genes that any has, not only those all have
    /// "COLUMN=VALUE" where only the cells of that value were taken from the file; else empty.
    std::string cellsTaken;
    std::string name;  ///< file stem or demo title, for titles and file names
    CsrMatrix counts;  ///< cells × genes: X, or the counts layer / raw if X is not counts
    /// The same matrix where it is too large to be held; then `counts` has its size but no values.
    std::shared_ptr<const RowStream> stream;
    ValueKind valueKind = ValueKind::None;
    bool valueKindGiven = false;    ///< by the user, who knows better than they look: see takenAs
    std::string valueSource = "X";  ///< where `counts` was found: "X", "layers/counts", "raw/X"
    Table obs;                      ///< one row a cell
    Table var;                      ///< one row a gene
    std::map<std::string, Embedding> obsm;  ///< embeddings in the file, by key
    std::map<std::string, std::vector<std::string>>
        colors;                       ///< uns['<key>_colors'] by key, "#rrggbb"
    std::vector<std::string> layers;  ///< names of the layers present
    std::vector<std::string> notes;   ///< things the reader did or left out, one sentence each

    std::size_t cells() const { return obs.rows(); }
    std::size_t genes() const { return var.rows(); }
};

/// Values stored for the main matrix, wherever it is.
std::size_t storedValues(const Dataset& dataset);

/// The cells `cells` (ascending) of a dataset, everything else kept; notes say how many are left.
/// Rows that stayed in the file are read.
Dataset takeCells(const Dataset& dataset, std::span<const std::uint32_t> cells,
                  const base::Job& job = {});

/// What kind of values a matrix holds; looks at every stored value. Throws Cancelled when stopped.
ValueKind classifyValues(const CsrMatrix& matrix, const base::Job& job = {});
std::string nameOf(ValueKind kind);

/// A content hash of everything that can change a result: matrix, obs, var and embeddings. Throws
/// Cancelled when stopped.
std::uint64_t fingerprint(const Dataset& dataset, const base::Job& job = {});

/// Which obs columns play which part in an integration; empty when there is none.
struct Roles {
    std::string batch = {};
    std::string label = {};
    std::string keepApart = {};  ///< a condition that is biology and must not be mixed away
    /// Corrected for besides `batch`; scores and verdict speak of `batch`.
    std::vector<std::string> moreBatches = {};
    std::vector<std::string> reference = {};  ///< levels of batches whose cells stay in place
    /// What else differs between cells and is told to methods that take covariates: numbers as
    /// they are, everything else as categories.
    std::vector<std::string> covariates = {};

    /// `batch`, where there is one, and `moreBatches`.
    std::vector<std::string> batches() const;
    bool operator==(const Roles&) const = default;
};

/// Proposes roles from column names and level counts, the way a scientist would read them: a batch
/// column has 2 to 200 levels and a name like batch, sample, donor, …; a label column has a name
/// like cell_type, celltype, annotation, …. A role with no convincing column stays empty.
Roles proposeRoles(const Table& obs);

}  // namespace counterpoint::data
