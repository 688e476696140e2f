#pragma once

#include "core/base/job.h"
#include "core/io/open.h"

#include <cstddef>
#include <string>
#include <vector>

namespace counterpoint::io {

/// How much of a file to read. `RowsInFile` gives Dataset::stream in place of the matrix, where the
/// Overview said that the file allows it.
enum class Depth { Everything, RowsInFile, AllButMatrices };

/// What every decoder needs besides its input.
struct Reading {
    const base::Job& job;
    std::vector<std::string>& notes;  ///< things done or left out, for the scientist
};

/// Makes repeated names unique by adding "-1", "-2", … to the later ones, and says so in a note.
/// `what` is "cell" or "gene".
void makeUnique(std::vector<std::string>& names, const std::string& what, const Reading& reading);

/// "1 cell", "2 cells": `what` in the singular, its plural made with an s.
std::string countOf(std::size_t count, const std::string& what);

/// Says that `count` values are missing (NaN) and are taken for 0; silent when there are none.
void noteMissingValues(const std::string& where, std::size_t count, const Reading& reading);

/// What is left to do once names, tables and (at full depth) values are read: unique names, sizes,
/// and what kind of values there are. `nonZeros` are the values the file stores.
void finish(Overview& overview, Depth depth, std::size_t nonZeros, const Reading& reading);

}  // namespace counterpoint::io
