#include "core/diagnose/area_under_curve.h"

#include <algorithm>
#include <cstddef>

namespace counterpoint::diagnose {

double areaUnderCurve(std::vector<std::pair<double, bool>> scores) {
    std::ranges::sort(scores);
    double negativesBelow = 0.0;
    double wins = 0.0;
    double positives = 0.0;
    for (std::size_t i = 0; i < scores.size();) {
        double tiedPositives = 0.0;
        double tiedNegatives = 0.0;
        const double score = scores[i].first;
        for (; i < scores.size() && scores[i].first == score; ++i)
            (scores[i].second ? tiedPositives : tiedNegatives) += 1.0;
        wins += tiedPositives * (negativesBelow + tiedNegatives / 2.0);
        negativesBelow += tiedNegatives;
        positives += tiedPositives;
    }
    return wins / (positives * negativesBelow);
}

}  // namespace counterpoint::diagnose
