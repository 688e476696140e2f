#pragma once

#include "core/io/reading.h"

#include <filesystem>

namespace counterpoint::io {

/// Reads a dense text table (.csv, .tsv, .txt, each plain or .gz) in either orientation. What the
/// rows are is told by a table of cells beside it, by the names (barcodes, Ensembl ids, well-known
/// genes), by the name above the row names, and else by length, as there are usually more genes;
/// a note says which. A table in the same folder whose name says that it describes cells (meta,
/// obs, annot, cell, coldata) and whose names fit becomes the columns of obs. Sentences do not yet
/// name the file.
Overview readTextTable(const std::filesystem::path& file, Depth depth, const base::Job& job);

/// Whether a name seems that of a gene or of a cell.
bool looksLikeGene(std::string_view name);
bool looksLikeBarcode(std::string_view name);

}  // namespace counterpoint::io
