#pragma once

#include "core/preprocess/quality.h"

#include <cstddef>
#include <vector>

namespace counterpoint::preprocess {

/// How many cells lie in each of equally wide bins.
struct Histogram {
    double low = 0.0;          ///< left edge of the first bin
    double high = 0.0;         ///< right edge of the last
    bool logarithmic = false;  ///< bins are equally wide in log10(1 + x), as are the edges
    std::vector<std::size_t> bins;
    std::size_t median = 0;  ///< bin that holds the median cell

    /// Left edge of a bin in the units of the values.
    double edge(std::size_t bin) const;
};

/// `bins` bins from the least to the largest value. Values must be finite, and not negative when
/// logarithmic. All bins are 0 without values.
Histogram histogram(const std::vector<double>& values, std::size_t bins, bool logarithmic);

/// What the quality page of the window draws, over all cells of the file.
struct QualityHistograms {
    Histogram genes;   ///< expressed genes a cell, logarithmic
    Histogram counts;  ///< counts a cell, logarithmic
    Histogram mito;    ///< mitochondrial share in %
};
QualityHistograms qualityHistograms(const Quality& quality, std::size_t bins = 60);

}  // namespace counterpoint::preprocess
