#include "core/base/hash.h"
#include "core/cluster/agreement.h"
#include "core/cluster/kmeans.h"
#include "core/metrics/interval.h"
#include "core/metrics/memo.h"
#include "core/metrics/metrics.h"
#include "core/metrics/resolution_scan.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <array>
#include <span>

namespace counterpoint::metrics {

namespace {

const char* const intervalOfAgreement =
    "Standard error over cells by the delta method, the clusters held fixed.";

/// As many k-means clusters as there are labels, always from the same start; the last answer is
/// remembered.
std::shared_ptr<const cluster::KMeans> kmeansOf(const data::Embedding& embedding,
                                                std::size_t clusters, const base::Job& job) {
    static Memo<cluster::KMeans> memo;
    base::Hasher hasher;
    hasher.add(static_cast<std::uint64_t>(clusters));
    hasher.add(static_cast<std::uint64_t>(embedding.cols));
    hasher.add(std::span<const float>(embedding.values));
    return memo.get(hasher.value(), [&] {
        return cluster::kmeans(embedding, clusters, base::Job(job.stopToken(), job.threads(), 0));
    });
}

/// The resolution whose clusters agree best with the labels by NMI; the first of equals.
const cluster::Partition& bestPartition(const std::vector<cluster::Partition>& partitions,
                                        const data::Categories& label) {
    return *std::ranges::max_element(partitions, {}, [&](const cluster::Partition& partition) {
        return cluster::normalisedMutualInformation(label.codes, partition.codes).value;
    });
}

enum class Measure { Nmi, Ari };
enum class Clusters { Leiden, KMeans };

class ClusterAgreement final : public plugin::Metric {
  public:
    ClusterAgreement(Measure measure, Clusters clusters, plugin::MetricInfo info)
        : m_measure(measure), m_clusters(clusters), m_info(std::move(info)) {
        m_info.family = plugin::MetricFamily::BiologyKept;
        m_info.needsLabels = true;
        m_info.slow = true;
        m_info.onRequest = clusters == Clusters::Leiden;
        m_info.interval = intervalOfAgreement;
    }
    const plugin::MetricInfo& info() const override { return m_info; }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        job.checkStop();
        const std::size_t labels = input.label == nullptr ? 0 : occupiedLevels(*input.label);
        if (labels < 2) return undefinedScore(m_info.title + " needs at least two cell types.");
        const data::Categories& label = *input.label;
        cluster::Agreement agreement;
        if (m_clusters == Clusters::KMeans) {
            agreement = measured(label, kmeansOf(input.embedding, labels, job)->codes);
        } else {
            const auto partitions = resolutionScan(input.neighbors, job);
            agreement = measured(label, bestPartition(*partitions, label).codes);
        }
        plugin::Score score;
        score.value = agreement.value;
        score.scaled = std::max(0.0, agreement.value);
        const Interval interval = linearInterval(score.scaled, std::array{agreement.standardError});
        score.low = interval.low;
        score.high = interval.high;
        score.cells = static_cast<std::size_t>(
            std::ranges::count_if(label.codes, [](std::int32_t code) { return code >= 0; }));
        return score;
    }

  private:
    cluster::Agreement measured(const data::Categories& label,
                                std::span<const std::int32_t> codes) const {
        return m_measure == Measure::Nmi ? cluster::normalisedMutualInformation(label.codes, codes)
                                         : cluster::adjustedRandIndex(label.codes, codes);
    }

    Measure m_measure;
    Clusters m_clusters;
    plugin::MetricInfo m_info;
};

}  // namespace

std::unique_ptr<plugin::Metric> makeNmi() {
    return std::make_unique<ClusterAgreement>(
        Measure::Nmi, Clusters::Leiden,
        plugin::MetricInfo{
            .id = "nmi",
            .title = "NMI (Leiden)",
            .help =
                "How much clusters of the cells and cell types tell about each other, at the best "
                "of ten resolutions; 1 means that clusters and types are the same.",
            .source = "Luecken et al. 2022; scib-metrics nmi_ari_cluster_labels_leiden"});
}

std::unique_ptr<plugin::Metric> makeAri() {
    return std::make_unique<ClusterAgreement>(
        Measure::Ari, Clusters::Leiden,
        plugin::MetricInfo{
            .id = "ari",
            .title = "ARI (Leiden)",
            .help =
                "Share of cell pairs on which clusters and cell types agree, corrected for chance, "
                "at the resolution of best NMI; 1 means that clusters and types are the same.",
            .source = "Hubert & Arabie 1985; scib-metrics nmi_ari_cluster_labels_leiden"});
}

std::unique_ptr<plugin::Metric> makeNmiKmeans() {
    return std::make_unique<ClusterAgreement>(
        Measure::Nmi, Clusters::KMeans,
        plugin::MetricInfo{
            .id = "nmi_kmeans",
            .title = "NMI (k-means)",
            .brief = "NMI",
            .help = "How much as many k-means clusters as there are cell types and the types tell "
                    "about each other; 1 means that clusters and types are the same.",
            .source = "Luecken et al. 2022; scib-metrics nmi_ari_cluster_labels_kmeans"});
}

std::unique_ptr<plugin::Metric> makeAriKmeans() {
    return std::make_unique<ClusterAgreement>(
        Measure::Ari, Clusters::KMeans,
        plugin::MetricInfo{
            .id = "ari_kmeans",
            .title = "ARI (k-means)",
            .help =
                "Share of cell pairs on which as many k-means clusters as there are cell types and "
                "the types agree, corrected for chance; 1 means that they are the same.",
            .source = "Hubert & Arabie 1985; scib-metrics nmi_ari_cluster_labels_kmeans"});
}

}  // namespace counterpoint::metrics
