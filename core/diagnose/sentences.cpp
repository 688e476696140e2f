#include "core/diagnose/sentences.h"

#include "core/diagnose/borderline.h"
#include "core/diagnose/names.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t mostLosses = 3;

std::string fixed(double value, int decimals) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}

std::string percent(double share) {
    return std::to_string(std::lround(100.0 * share)) + " %";
}

std::string finePercent(double share) {
    return fixed(100.0 * std::max(0.0, share), 1) + " %";
}

std::string interval(const Estimate& estimate) {
    return "95 % " + std::to_string(std::lround(100.0 * std::max(0.0, estimate.low))) + "–" +
           std::to_string(std::lround(100.0 * std::min(1.0, estimate.high)));
}

std::string join(const std::vector<std::string>& words) {
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(words.size(), most); ++i)
        text += (i == 0 ? "" : ", ") + words[i];
    if (words.size() > most)
        text += " and " + std::to_string(words.size() - most) +
                (words.size() == most + 1 ? " other" : " others");
    return text;
}

std::vector<std::uint32_t> cellsWhere(std::size_t count, const auto& holds) {
    std::vector<std::uint32_t> cells;
    for (std::uint32_t i = 0; i < count; ++i)
        if (holds(i)) cells.push_back(i);
    return cells;
}

/// Writes the sentences of one diagnosis.
class Writer {
  public:
    Writer(const Evidence& evidence, const Diagnosis& diagnosis)
        : m_evidence(evidence),
          m_map(evidence.map),
          m_diagnosis(diagnosis),
          m_clusterLabels(labelsOf(evidence, evidence.map.clusters)),
          m_groupLabels(labelsOf(evidence, evidence.map.groups)) {}

    std::vector<Sentence> write() {
        const Verdict verdict = m_diagnosis.verdict;
        if (m_diagnosis.confounded) confounded();
        if (verdict == Verdict::CannotTell && !m_diagnosis.confounded) cannotTell();
        if (verdict == Verdict::Over || verdict == Verdict::Mixed) losses();
        if (verdict == Verdict::Over && !testable() && !m_diagnosis.confounded) cannotTell();
        if (verdict == Verdict::Under || verdict == Verdict::Mixed) under();
        if (verdict == Verdict::Balanced) balanced();
        dependsOnLinks();
        pieces();
        smallClusters();
        markersLost();
        for (const AmbiguousMerge& merge : m_diagnosis.ambiguous) ambiguous(merge);
        if (m_diagnosis.borderline) say(SentenceKind::Borderline, borderlineText(m_diagnosis));
        return std::move(m_sentences);
    }

  private:
    static std::vector<std::int32_t> labelsOf(const Evidence& evidence, const Partition& sets) {
        return evidence.context.labels != nullptr ? majorityLabels(sets, *evidence.context.labels)
                                                  : std::vector<std::int32_t>(sets.count, -1);
    }
    /// What labels say to a loss between two sets they call the same.
    std::string remark(std::int32_t label, std::int32_t other) const {
        return label < 0 || label != other
                   ? ""
                   : " Your labels call both " + m_evidence.context.labels->levels[label] + ".";
    }
    bool testable() const {
        return m_diagnosis.under.defined() && m_diagnosis.coverage >= m_diagnosis.neededCoverage;
    }
    void say(SentenceKind kind, std::string text, std::vector<std::uint32_t> cells = {},
             std::string phrase = {}) {
        m_sentences.push_back({kind, std::move(text), std::move(cells), std::move(phrase)});
    }
    std::vector<std::uint32_t> cellsOfCluster(std::int32_t cluster) const {
        return cellsWhere(m_map.cells(),
                          [&](std::uint32_t i) { return m_map.clusters.codes[i] == cluster; });
    }
    std::string clusterOf(const ClusterLoss& loss) const {
        return std::to_string(loss.cells) + " cells of " + m_map.batch.levels[loss.batch];
    }
    std::string batchNames(const std::vector<std::int32_t>& batches) const {
        std::vector<std::string> names;
        for (const std::int32_t b : batches) names.push_back(m_map.batch.levels[b]);
        return join(names);
    }

    void confounded() {
        say(SentenceKind::Confounded,
            "Every batch has only one value of the variable to keep apart. It and the batch cannot "
            "be separated by any method here; “under-corrected” may be your biology.");
    }

    void cannotTell() {
        if (m_map.inner.any() && !m_diagnosis.under.defined()) {
            say(SentenceKind::CannotTell,
                "The samples within batches lie too far apart to tell whether batches mix: correct "
                "for the sample instead.");
            return;
        }
        std::vector<std::uint32_t> cells;
        const Partition tested = testableCells(m_map.testing, m_map.batch);
        cells = cellsWhere(m_map.cells(), [&](std::uint32_t i) { return tested.codes[i] < 0; });
        say(SentenceKind::CannotTell,
            "Only " + percent(m_diagnosis.coverage) +
                " of the cells have a recognisable counterpart in another batch. Give labels, or a "
                "batch that shares populations.",
            std::move(cells), "cells");
    }

    void losses() {
        std::size_t told = 0;
        for (const ClusterLoss& loss : m_diagnosis.losses) {
            if (!loss.flagged || told == mostLosses) continue;
            ++told;
            if (loss.foreign > std::max(loss.own, loss.course))
                foreignLoss(loss);
            else if (loss.course > loss.own)
                courseLoss(loss);
            else
                ownLoss(loss);
        }
        if (told == 0) populationLoss();
    }

    /// A lost population that no cluster stands for: its cells are spread over clusters of others.
    void populationLoss() {
        const std::int32_t worst = m_evidence.over.worst;
        const std::string& name = m_evidence.testingNames[worst];
        say(SentenceKind::ForeignNeighbors,
            "Cells of " + name + " lost " + percent(m_diagnosis.over.value) +
                " of their neighbourhood to other populations.",
            cellsWhere(m_map.cells(),
                       [&](std::uint32_t i) { return m_map.testing.codes[i] == worst; }),
            name);
    }

    void ownLoss(const ClusterLoss& loss) {
        const std::string from =
            loss.nearCluster < 0 ? "other clusters" : m_evidence.clusterNames[loss.nearCluster];
        say(SentenceKind::OwnNeighborsLost,
            clusterOf(loss) + " formed a separate cluster (" +
                m_evidence.clusterNames[loss.cluster] + ") before correction; " +
                percent(loss.own) + " of their own-batch neighbours are now from " + from +
                ". This difference existed within one batch, so it cannot be a batch effect." +
                (loss.nearCluster < 0
                     ? ""
                     : remark(m_clusterLabels[loss.cluster], m_clusterLabels[loss.nearCluster])),
            cellsOfCluster(loss.cluster), clusterOf(loss));
    }

    void courseLoss(const ClusterLoss& loss) {
        say(SentenceKind::OwnNeighborsLost,
            clusterOf(loss) + " (" + m_evidence.clusterNames[loss.cluster] +
                ") followed a course before correction, as in other batches; their neighbours "
                "follow it " +
                percent(loss.course) + " less now: ends were laid on each other.",
            cellsOfCluster(loss.cluster), clusterOf(loss));
    }

    void foreignLoss(const ClusterLoss& loss) {
        std::string text =
            clusterOf(loss) + " (" + m_evidence.clusterNames[loss.cluster] + ") now lie among ";
        text += loss.partner < 0 ? "other cells" : m_evidence.groupNames[loss.partner] + " cells";
        if (!loss.partnerBatches.empty()) text += " of " + batchNames(loss.partnerBatches);
        text += ": " + percent(loss.foreign) + " of neighbours.";
        const double r = correlationWithPartner(loss);
        if (r == r)
            text += std::string(" Their expression profiles agree ") +
                    (r < 0.3 ? "poorly" : "only in part") + " (r = " + fixed(r, 2) + ").";
        if (loss.partner >= 0)
            text += remark(m_clusterLabels[loss.cluster], m_groupLabels[loss.partner]);
        say(SentenceKind::ForeignNeighbors, std::move(text), cellsOfCluster(loss.cluster),
            clusterOf(loss));
    }

    /// Between the group most cells of the cluster are of and the group they lie among now.
    double correlationWithPartner(const ClusterLoss& loss) const {
        std::vector<std::size_t> counts(m_map.groups.count, 0);
        for (std::size_t i = 0; i < m_map.cells(); ++i)
            if (m_map.clusters.codes[i] == loss.cluster) ++counts[m_map.groups.codes[i]];
        const auto own = std::ranges::max_element(counts) - counts.begin();
        return loss.partner < 0 || m_map.correlation.values.empty()
                   ? NAN
                   : m_map.correlation(static_cast<std::size_t>(own), loss.partner);
    }

    /// The population to which most missing neighbours belong.
    void under() {
        const UnderStatistic& statistic = m_evidence.under;
        std::int32_t worst = -1;
        double most = 0.0;
        for (std::size_t set = 0; set < statistic.bySet.size(); ++set) {
            const double missing =
                statistic.bySet[set].value * static_cast<double>(statistic.testable[set]);
            if (missing > most) {
                most = missing;
                worst = static_cast<std::int32_t>(set);
            }
        }
        if (worst < 0) return;
        const Estimate& missing = statistic.bySet[worst];
        say(SentenceKind::Under,
            "Under-corrected: in " + m_evidence.testingNames[worst] + " " + percent(missing.value) +
                " of the neighbours expected from other batches are missing (" + interval(missing) +
                "); " + std::to_string(statistic.testable[worst]) + " cells. " +
                percent(m_diagnosis.coverage) + " of cells could be checked.",
            cellsWhere(m_map.cells(),
                       [&](std::uint32_t i) { return m_map.testing.codes[i] == worst; }),
            m_evidence.testingNames[worst]);
    }

    void balanced() {
        if (m_map.underBefore.defined() && m_map.underBefore.value <= underLimit)
            say(SentenceKind::NoEffect,
                "Batches already mix without correction (U = " + fixed(m_map.underBefore.value, 2) +
                    " before). Correction is not needed.");
        say(SentenceKind::Balanced,
            (m_map.nothingShared()
                 ? std::string("Balanced: no population is shared by two batches, so nothing has "
                               "to mix, ")
                 : "Balanced: " + percent(std::max(0.0, m_diagnosis.under.value)) +
                       " of expected cross-batch neighbours missing (limit 15 %), ") +
                (m_diagnosis.smallCluster ? "only one small population"
                                          : "no population of 20 or more cells") +
                " lost over " + percent(overLimit) + " of its neighbourhood.");
    }

    /// Batches that look like several samples.
    void pieces() {
        if (!m_map.inner.any()) return;
        std::vector<std::string> batches;
        for (std::size_t b = 0; b < m_map.batch.levelCount(); ++b)
            if (m_map.inner.pieces(b) > 1)
                batches.push_back((batches.empty() ? m_map.batch.levels[b] + " looks like "
                                                   : m_map.batch.levels[b] + " like ") +
                                  std::to_string(m_map.inner.pieces(b)) + " donors");
        const std::string phrase = batches.front();
        const std::size_t first = firstInPieces();
        say(SentenceKind::Ambiguous,
            join(batches) +
                ": each of its populations occurs once per donor, apart by a shift that no other "
                "batch has. Bringing donors together is not called a loss, nor keeping them apart "
                "a lack of mixing. If the shift is a treatment, choose it as the variable to keep "
                "apart.",
            cellsWhere(m_map.cells(),
                       [&](std::uint32_t i) {
                           return static_cast<std::size_t>(m_map.batch.codes[i]) == first &&
                                  m_map.inner.piece[i] > 0;
                       }),
            phrase);
    }
    std::size_t firstInPieces() const {
        std::size_t b = 0;
        while (m_map.inner.pieces(b) < 2) ++b;
        return b;
    }

    /// The worst loss that is too small for the verdict, and the worst of the clusters that are.
    void smallClusters() {
        const auto& losses = m_diagnosis.losses;
        const auto flagged = std::ranges::find_if(losses, &ClusterLoss::flagged);
        if (m_diagnosis.smallCluster && flagged != losses.end()) smallCluster(*flagged);
        const auto toCheck = std::ranges::find_if(losses, &ClusterLoss::toCheck);
        if (toCheck != losses.end()) smallCluster(*toCheck);
    }

    void smallCluster(const ClusterLoss& loss) {
        const std::string among = loss.own >= loss.foreign && loss.nearCluster >= 0
                                      ? m_evidence.clusterNames[loss.nearCluster]
                                  : loss.partner >= 0 ? m_evidence.groupNames[loss.partner]
                                                      : "other cells";
        const std::string now =
            loss.course > std::max(loss.own, loss.foreign)
                ? " follow their course " + percent(loss.course) + " less than before"
                : " now lie among " + among;
        say(SentenceKind::SmallCluster,
            (loss.toCheck && loss.cells >= leastClusterSize ? "One cluster to check: "
                                                            : "One small cluster to check: ") +
                clusterOf(loss) + now + ".",
            cellsOfCluster(loss.cluster), clusterOf(loss));
    }

    /// The population whose markers fade most, where they told it apart before.
    void markersLost() {
        constexpr std::size_t leastCells = 20;
        const auto& before = m_evidence.markersBefore;
        std::size_t worst = before.size();
        for (std::size_t p = 0; p < before.size(); ++p)
            if (m_diagnosis.populations[p].cells >= leastCells && !before[p].lost() &&
                m_evidence.markers[p].lost() &&
                (worst == before.size() ||
                 m_evidence.markers[p].auroc < m_evidence.markers[worst].auroc))
                worst = p;
        if (worst == before.size()) return;
        const MarkerRetention& now = m_evidence.markers[worst];
        const std::string& name = m_diagnosis.populations[worst].name;
        say(SentenceKind::MarkersLost,
            "The markers of " + name +
                " fade among its neighbours: they tell it apart with an "
                "area under the curve of " +
                fixed(now.auroc, 2) + " (" + fixed(before[worst].auroc, 2) +
                " before), and fold changes agree with r = " + fixed(now.correlation, 2) + ".",
            cellsWhere(m_map.cells(),
                       [&](std::uint32_t i) {
                           return m_diagnosis.populationOf[i] == static_cast<std::int32_t>(worst);
                       }),
            name);
    }

    void dependsOnLinks() {
        if (!testable() || !m_diagnosis.underWithoutLinks.defined()) return;
        if ((m_diagnosis.under.value > underLimit) ==
            (m_diagnosis.underWithoutLinks.value > underLimit))
            return;
        const auto open = std::ranges::find_if(m_diagnosis.links, [](const JudgedLink& link) {
            return !link.link.rejected && !link.same;
        });
        if (open == m_diagnosis.links.end()) return;
        const IdentityLink& link = open->link;
        say(SentenceKind::DependsOnLink,
            "If " + open->firstName + " (" + m_map.batch.levels[link.firstBatch] + ") and " +
                open->secondName + " (" + m_map.batch.levels[link.secondBatch] +
                ") are the same population, " + finePercent(m_diagnosis.under.value) +
                " of expected neighbours are missing; if they are different, " +
                finePercent(m_diagnosis.underWithoutLinks.value) + ". Confirm or reject the link.",
            cellsWhere(m_map.cells(),
                       [&](std::uint32_t i) {
                           return m_map.groups.codes[i] == link.first ||
                                  m_map.groups.codes[i] == link.second;
                       }),
            open->firstName);
    }

    void ambiguous(const AmbiguousMerge& merge) {
        const auto seenIn = [&](std::int32_t group) {
            return m_evidence.groupNames[group] + ", seen only in " +
                   batchNames(batchesWith(group));
        };
        std::string text = seenIn(merge.first) + ", was merged with " + seenIn(merge.second);
        if (merge.correlation == merge.correlation)
            text += " (profile correlation " + fixed(merge.correlation, 2) + ")";
        text +=
            ". The data cannot say whether this is one population in two states or two "
            "populations. If the state (treatment, tissue) is your question, choose a weaker "
            "correction.";
        say(SentenceKind::Ambiguous, std::move(text),
            cellsWhere(m_map.cells(),
                       [&](std::uint32_t i) {
                           return m_map.groups.codes[i] == merge.first ||
                                  m_map.groups.codes[i] == merge.second;
                       }),
            m_evidence.groupNames[merge.first]);
    }
    std::vector<std::int32_t> batchesWith(std::int32_t group) const {
        std::vector<std::int32_t> batches;
        for (std::size_t b = 0; b < m_map.groupPresent.cols; ++b)
            if (m_map.groupPresent(group, b) != 0.0)
                batches.push_back(static_cast<std::int32_t>(b));
        return batches;
    }

    const Evidence& m_evidence;
    const ProtectionMap& m_map;
    const Diagnosis& m_diagnosis;
    std::vector<std::int32_t> m_clusterLabels;  ///< majority labels; −1 without
    std::vector<std::int32_t> m_groupLabels;
    std::vector<Sentence> m_sentences;
};

}  // namespace

std::vector<Sentence> sentencesOf(const Evidence& evidence, const Diagnosis& diagnosis) {
    return Writer(evidence, diagnosis).write();
}

}  // namespace counterpoint::diagnose
