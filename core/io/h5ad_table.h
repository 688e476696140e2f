#pragma once

#include "core/data/table.h"
#include "core/io/h5ad_encoding.h"

#include <optional>

namespace counterpoint::io {

/// Reads obs, var or raw/var. Columns of unknown encodings are left out with a note; wrong lengths
/// and codes throw Error(BadInput). `uns` holds the categories of files older than AnnData 0.7.
/// Names may repeat: see makeUnique.
data::Table readTable(const h5::Node& node, const std::optional<h5::Node>& uns,
                      const Reading& reading);

/// One column in any encoding AnnData has for columns; throws Error(BadInput) for others.
data::ColumnValues readColumn(const h5::Node& node, const Reading& reading);

/// Any values as texts, for category names and row names.
std::vector<std::string> asTexts(data::ColumnValues values);

}  // namespace counterpoint::io
