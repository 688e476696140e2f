#include "core/metrics/aggregate.h"

#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace counterpoint::metrics {

Aggregate scibAggregate(const std::map<std::string, std::shared_ptr<const plugin::Score>>& scores) {
    constexpr std::array bio{"isolated_labels", "nmi_kmeans", "ari_kmeans", "asw_label", "clisi"};
    constexpr std::array batch{"bras", "ilisi", "kbet", "graph_connectivity", "pcr_comparison"};
    constexpr double bioShare = 0.6;
    Aggregate result;
    const auto meanOf = [&](std::span<const char* const> ids) {
        double sum = 0.0;
        double count = 0.0;
        for (const char* id : ids) {
            const auto found = scores.find(id);
            if (found == scores.end() || std::isnan(found->second->scaled)) {
                result.missing.emplace_back(id);
                continue;
            }
            sum += found->second->scaled;
            count += 1.0;
        }
        return count > 0.0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
    };
    result.batch = meanOf(batch);
    result.bio = meanOf(bio);
    result.total = bioShare * result.bio + (1.0 - bioShare) * result.batch;
    return result;
}

}  // namespace counterpoint::metrics
