#include "core/data/palette.h"

namespace counterpoint::data {

namespace {

const std::vector<std::string> okabeIto{"#56B4E9", "#0072B2", "#009E73", "#D55E00",
                                        "#CC79A7", "#E69F00", "#000000", "#F0E442"};

}  // namespace

std::vector<std::string> categoryPalette(std::size_t levels) {
    const std::vector<std::string>& list = okabeIto;
    std::vector<std::string> colors;
    for (std::size_t i = 0; i < levels; ++i) colors.push_back(list[i % list.size()]);
    return colors;
}

const std::string& missingColor() {
    static const std::string grey = "#9A9A9A";
    return grey;
}

}  // namespace counterpoint::data
