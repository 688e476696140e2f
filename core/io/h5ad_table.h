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

/// Makes repeated names unique by adding "-1", "-2", … to the later ones, and says so in a note.
/// `what` is "cell" or "gene".
void makeUnique(std::vector<std::string>& names, const std::string& what, const Reading& reading);

}  // namespace counterpoint::io
