#pragma once

#include "core/report/page.h"

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint::report {

/// A table of figures for a page, in the style of the scIB results table.
struct PageTable {
    /// How the cells of a column are drawn: text at the left, a figure on an oval of its colour, a
    /// figure on a bar as long as its value.
    enum class Look { Text, Oval, Bar };
    struct Column {
        std::string head;
        std::string group;  ///< written above columns that share it; empty: none
        Look look = Look::Text;
        bool canGo = false;  ///< left out where the page is too narrow for all
    };
    struct Cell {
        std::string text;
        std::string more;               ///< after a text, quieter, as far as there is room
        double share = 0.0;             ///< of the bar's length
        std::uint32_t fill = 0xFFFFFF;  ///< 0xRRGGBB of the oval or bar
        std::uint32_t ink = 0x1B2027;   ///< of the text on it
        bool isStrong = false;          ///< bold
    };
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows;  ///< each with a cell a column
};

/// The table on a page: rows as far apart as the height says, or as is usual; the widest column of
/// text takes what is left of the width. Throws base::Error(BadSettings) where there is too little.
std::string tableSvg(const PageTable& table, const PageOptions& options);

}  // namespace counterpoint::report
