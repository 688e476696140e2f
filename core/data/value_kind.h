#pragma once

#include "core/base/job.h"
#include "core/data/dataset.h"

#include <memory>
#include <optional>
#include <string>

namespace counterpoint::data {

/// "counts", "logs" or "scaled", as a user names the kind; empty for none.
std::string idOf(ValueKind kind);
/// Nothing for any other text.
std::optional<ValueKind> valueKindOf(const std::string& id);

/// The dataset with its values taken for what the user says they are, where that is not what they
/// look like: counts with fractions (corrected for ambient RNA, or estimated) are normalised as
/// counts are, whole numbers may be logs, and scaled values are left alone. A note says so. Throws
/// Error(BadInput) where that cannot be: no values, negative counts or logs, or values other than
/// counts that stay in their file.
std::shared_ptr<const Dataset> takenAs(std::shared_ptr<const Dataset> dataset,
                                       std::optional<ValueKind> kind, const base::Job& job);

}  // namespace counterpoint::data
