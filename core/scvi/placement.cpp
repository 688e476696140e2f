#include "core/scvi/placement.h"

#include "core/base/error.h"

#include <algorithm>
#include <unordered_map>

namespace counterpoint::scvi {

namespace {

using base::Error;
using base::ErrorKind;

/// Of the model's genes; scArches warns from here on, which is too late once it is done.
constexpr double MostMissing = 0.2;

/// The columns of `counts` as the model has them.
data::CsrMatrix ofGenes(const Model& model, const data::CsrMatrix& counts,
                        const std::vector<std::string>& genes, std::size_t& missing,
                        const base::Job& job) {
    std::unordered_map<std::string, std::uint32_t> places;
    for (std::size_t g = 0; g < model.genes().size(); ++g)
        places.emplace(model.genes()[g], static_cast<std::uint32_t>(g));
    const auto none = static_cast<std::uint32_t>(model.genes().size());
    std::vector<std::uint32_t> placeOf;
    for (const std::string& gene : genes) {
        const auto found = places.find(gene);
        placeOf.push_back(found == places.end() ? none : found->second);
        if (found != places.end()) places.erase(found);  // of several alike, the first
    }
    missing = places.size();
    if (static_cast<double>(missing) > MostMissing * static_cast<double>(model.genes().size()))
        throw Error(ErrorKind::BadInput,
                    std::to_string(missing) + " of the " + std::to_string(model.genes().size()) +
                        " genes of the scVI model are not in the file, such as " +
                        places.begin()->first + "; use a file with the same gene names");
    data::CsrMatrix chosen;
    chosen.rows = counts.rows;
    chosen.cols = model.genes().size();
    for (std::size_t i = 0; i < counts.rows; ++i) {
        const auto columns = counts.rowColumns(i);
        for (std::size_t k = 0; k < columns.size(); ++k) {
            if (placeOf[columns[k]] == none) continue;
            chosen.columns.push_back(placeOf[columns[k]]);
            chosen.values.push_back(counts.rowValues(i)[k]);
        }
        chosen.rowPointers.push_back(static_cast<std::int64_t>(chosen.columns.size()));
    }
    data::canonicalise(chosen, job);
    return chosen;
}

/// The covariates in the model's own levels.
std::vector<data::Categories> inLevelsOf(const Model& model,
                                         const std::vector<const data::Categories*>& covariates) {
    if (covariates.size() != model.covariates().size())
        throw Error(ErrorKind::BadInput, "the encoder of the scVI model is told " +
                                             std::to_string(model.covariates().size()) +
                                             " batch columns, and " +
                                             std::to_string(covariates.size()) +
                                             " were given; name the columns it was trained with");
    std::vector<data::Categories> known;
    for (std::size_t k = 0; k < covariates.size(); ++k) {
        const std::vector<std::string>& levels = model.covariates()[k];
        data::Categories& here = known.emplace_back();
        here.levels = levels;
        for (const std::int32_t code : covariates[k]->codes) {
            const std::string level =
                code < 0 ? "" : covariates[k]->levels[static_cast<std::size_t>(code)];
            const auto found = std::ranges::find(levels, level);
            if (found == levels.end())
                throw Error(ErrorKind::BadInput,
                            "the scVI model was trained without batch \"" + level +
                                "\", which its encoder is told; use a model trained without "
                                "encode_covariates");
            here.codes.push_back(static_cast<std::int32_t>(found - levels.begin()));
        }
    }
    return known;
}

}  // namespace

Placement place(const Model& model, const data::CsrMatrix& counts,
                const std::vector<std::string>& genes,
                const std::vector<const data::Categories*>& covariates, const base::Job& job) {
    Placement placement;
    const data::CsrMatrix chosen = ofGenes(model, counts, genes, placement.missingGenes, job);
    const bool told = model.options().encodeCovariates;
    if (told && model.numbers() > 0)
        throw Error(ErrorKind::BadInput,
                    "the encoder of the scVI model is told continuous covariates, which cannot be "
                    "given here; use a model trained without encode_covariates");
    const std::vector<data::Categories> known =
        told ? inLevelsOf(model, covariates) : std::vector<data::Categories>{};
    std::vector<const data::Categories*> levels;
    for (const data::Categories& covariate : known) levels.push_back(&covariate);
    placement.latent = model.latent(askedCells(chosen, levels, job), job);
    return placement;
}

}  // namespace counterpoint::scvi
