#pragma once

#include <cstdint>
#include <span>

namespace counterpoint::cluster {

/// How well two partitions agree, and the standard error of that number over cells drawn
/// independently, both partitions held fixed (delta method).
struct Agreement {
    double value = 1.0;
    double standardError = 0.0;
};

/// Items with a negative code in either partition count nowhere; `b` is as long as `a`.
///
/// 2 I(a; b) / (H(a) + H(b)) with natural logarithms (scikit-learn's normalized_mutual_info_score):
/// 1 where both are the same partition, 0 where one tells nothing about the other; 1 when both have
/// one class only.
Agreement normalisedMutualInformation(std::span<const std::int32_t> a,
                                      std::span<const std::int32_t> b);

/// Hubert & Arabie 1985: pairs on which both agree, corrected for chance; 1 where both are the same
/// partition, 0 expected by chance, negative below; 1 when there is nothing to disagree about.
Agreement adjustedRandIndex(std::span<const std::int32_t> a, std::span<const std::int32_t> b);

}  // namespace counterpoint::cluster
