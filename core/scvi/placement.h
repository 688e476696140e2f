#pragma once

#include "core/scvi/model.h"

#include <string>
#include <vector>

namespace counterpoint::scvi {

/// Where a saved model puts cells; nothing is trained.
struct Placement {
    data::Embedding latent;        ///< posterior means
    std::size_t missingGenes = 0;  ///< of the model's; taken as not counted
};

/// The cells of `counts`, whose columns are `genes`; the model's genes are found by name. A model
/// whose encoder is told the batches needs `covariates` with the levels it knows. Throws
/// Error(BadInput) where more than a fifth of the model's genes are missing, a level is unknown, a
/// value is no count, or the model was trained with continuous covariates that its encoder is told.
Placement place(const Model& model, const data::CsrMatrix& counts,
                const std::vector<std::string>& genes,
                const std::vector<const data::Categories*>& covariates, const base::Job& job);

}  // namespace counterpoint::scvi
