#include "core/diagnose/inner_shifts.h"

#include "core/base/random.h"
#include "core/diagnose/diagnosis.h"
#include "core/neighbors/neighbors.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>
#include <string>

using namespace counterpoint;
using diagnose::Verdict;

namespace {

/// What moves the second half of a batch's cells, and in which populations.
enum class Moved { Nothing, DonorOfItsOwn, TheSameInEveryBatch, OneBatch, HalfThePopulations };

struct Pooled {
    data::Categories batch;
    std::vector<std::int32_t> population;
    std::vector<std::int32_t> donor;
    data::Embedding uncorrected;
    data::Embedding donorsKept;      ///< batches brought together, donors left apart
    data::Embedding donorsMixed;     ///< and these too
    data::Embedding populationLost;  ///< and the first population laid on the second
};

/// Six populations, 8 standard deviations apart, in batches of 450 cells that are 8 apart, each
/// of two donors `apart`. Noise has standard deviation 1 in 20 dimensions.
Pooled pooled(Moved moved, std::uint64_t seed, double apart = 4.5, std::size_t batches = 2) {
    const std::size_t cells = 450 * batches;
    constexpr std::size_t populations = 6;
    constexpr std::size_t dims = 20;
    Pooled made;
    for (std::size_t b = 0; b < batches; ++b)
        made.batch.levels.push_back("batch_" + std::to_string(b + 1));
    made.uncorrected = made.donorsKept = made.donorsMixed = made.populationLost =
        data::Embedding(cells, dims);
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(seed, i);
        const std::size_t b = i / 450;
        const std::size_t p = random.below(populations);
        const std::size_t donor = random.below(2);
        made.batch.codes.push_back(static_cast<std::int32_t>(b));
        made.population.push_back(static_cast<std::int32_t>(p));
        made.donor.push_back(static_cast<std::int32_t>(donor));
        const bool shifted = donor == 1 && moved != Moved::Nothing &&
                             (moved != Moved::OneBatch || b == 0) &&
                             (moved != Moved::HalfThePopulations || p % 2 == 0);
        const std::size_t along = moved == Moved::DonorOfItsOwn ? 10 + b : 10;
        for (std::size_t j = 0; j < dims; ++j) {
            const double noise = random.normal();
            const auto value = [&](std::size_t population, bool withDonor, bool withBatch) {
                return static_cast<float>(noise + (j == population ? 5.7 : 0.0) +
                                          (withDonor && shifted && j == along ? apart : 0.0) +
                                          (withBatch && b > 0 && j == 14 + b ? 8.0 : 0.0));
            };
            made.uncorrected(i, j) = value(p, true, true);
            made.donorsKept(i, j) = value(p, true, false);
            made.donorsMixed(i, j) = value(p, false, false);
            made.populationLost(i, j) = value(p == 0 ? 1 : p, false, false);
        }
    }
    return made;
}

diagnose::Diagnosis judged(const diagnose::ProtectionMap& map, const data::Embedding& corrected) {
    const base::Job job({}, 2, 0);
    return diagnose::judge(map, corrected, neighbors::findNeighbors(corrected, {.k = 90}, job), {},
                           job);
}

}  // namespace

class InnerShiftsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void findsDonorsThatWerePooled() {
        const Pooled made = pooled(Moved::DonorOfItsOwn, 1);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        for (const std::size_t b : {std::size_t{0}, std::size_t{1}}) {
            QCOMPARE(map.inner.pieces(b), std::size_t{2});
            int agree = 0;
            int of = 0;
            for (std::size_t i = 0; i < map.cells(); ++i)
                if (static_cast<std::size_t>(made.batch.codes[i]) == b) {
                    agree += map.inner.piece[i] == made.donor[i] ? 1 : 0;
                    ++of;
                }
            QVERIFY(std::max(agree, of - agree) > 0.97 * of);
        }
    }

    /// Three donors a batch, close enough that all are one cluster in most populations. The widest
    /// direction of every population is another (as of depth), and says nothing. Before, none was
    /// found where no two donors made clusters of their own (nested_19000123), or two of three.
    void findsThreeDonorsThatOverlap() {
        constexpr std::size_t cells = 1600;
        constexpr std::size_t dims = 20;
        data::Embedding pcs(cells, dims);
        data::Categories batch{{}, {"batch_1", "batch_2"}};
        std::vector<std::int32_t> donors;
        for (std::size_t i = 0; i < cells; ++i) {
            base::Random random(21, i);
            const std::size_t b = i % 2;
            const std::size_t population = random.below(5);
            donors.push_back(static_cast<std::int32_t>(random.below(3)));
            batch.codes.push_back(static_cast<std::int32_t>(b));
            for (std::size_t j = 0; j < dims; ++j)
                pcs(i, j) = static_cast<float>(
                    random.normal() * (j == 19 ? 2.5 : 1.0) + (j == population ? 7.0 : 0.0) +
                    (j == 8 + 3 * b + donors[i] ? 3.4 : 0.0) + (b > 0 && j == 15 ? 8.0 : 0.0));
        }
        const auto map = diagnose::protect({pcs, batch}, {});
        for (const std::size_t b : {std::size_t{0}, std::size_t{1}}) {
            QCOMPARE(map.inner.pieces(b), std::size_t{3});
            std::map<std::int32_t, std::map<std::int32_t, int>> found;  // [piece][donor]
            int of = 0;
            for (std::size_t i = b; i < cells; i += 2, ++of) ++found[map.inner.piece[i]][donors[i]];
            int agree = 0;
            std::set<std::int32_t> named;
            for (const auto& [piece, counts] : found) {
                const auto most = std::ranges::max_element(
                    counts, {}, [](const auto& count) { return count.second; });
                agree += most->second;
                named.insert(most->first);
            }
            QCOMPARE(named.size(), std::size_t{3});
            QVERIFY2(agree > 0.95 * of, qPrintable(QString("%1 of %2").arg(agree).arg(of)));
        }
    }

    /// Three donors a batch that part some populations into clusters of their own and leave others
    /// whole, and move each population a little differently. Before, donors of one batch in four
    /// were not found in such sets (nested_43000141), and the clusters left over passed for
    /// populations that correction merges.
    void findsDonorsThatPartSomeClustersOnly() {
        constexpr std::size_t cells = 1200;
        constexpr std::size_t dims = 20;
        for (std::uint64_t seed = 31; seed < 35; ++seed) {
            data::Embedding pcs(cells, dims);
            data::Categories batch{{}, {"batch_1", "batch_2", "batch_3"}};
            for (std::size_t i = 0; i < cells; ++i) {
                base::Random random(seed, i);
                const std::size_t b = i % 3;
                const std::size_t population = random.below(5);
                const std::size_t donor = random.below(3);
                batch.codes.push_back(static_cast<std::int32_t>(b));
                base::Random own(seed + 1000, b * 100 + donor * 10 + population);
                for (std::size_t j = 0; j < dims; ++j)
                    pcs(i, j) = static_cast<float>(
                        random.normal() + 0.25 * own.normal() + (j == population ? 8.0 : 0.0) +
                        (j == 6 + 3 * b + donor ? 3.6 : 0.0) + (j == 16 + b ? 6.0 : 0.0));
            }
            const auto map = diagnose::protect({pcs, batch}, {});
            for (std::size_t b = 0; b < 3; ++b) QCOMPARE(map.inner.pieces(b), std::size_t{3});
        }
    }

    /// The second donor of the third batch lies with its first population where the first one has
    /// its second, so that they share a cluster there. Two batches tell where the populations are.
    /// Before, that batch seemed to be of one piece (nested_29000015, nested_37000105).
    void findsDonorsWhosePopulationsShareAClusterByTheOtherBatches() {
        constexpr std::size_t cells = 1500;
        constexpr std::size_t dims = 20;
        data::Embedding pcs(cells, dims);
        data::Categories batch{{}, {"batch_1", "batch_2", "batch_3"}};
        std::vector<bool> second(cells);
        for (std::size_t i = 0; i < cells; ++i) {
            base::Random random(41, i);
            const std::size_t b = i % 3;
            const std::size_t population = random.below(5);
            second[i] = random.below(2) == 1;
            batch.codes.push_back(static_cast<std::int32_t>(b));
            for (std::size_t j = 0; j < dims; ++j)
                pcs(i, j) = static_cast<float>(random.normal() + (j == population ? 7.0 : 0.0) +
                                               (j == 15 + b ? 6.0 : 0.0) +
                                               (second[i] && b < 2 && j == 8 + b ? 4.5 : 0.0));
            if (!second[i] || b < 2) continue;
            pcs(i, 0) -= 7.0F;
            pcs(i, 1) += 7.0F;
            pcs(i, 10) += 3.0F;
        }
        const auto map = diagnose::protect({pcs, batch}, {});
        QCOMPARE(map.inner.pieces(0), std::size_t{2});
        QCOMPARE(map.inner.pieces(1), std::size_t{2});
        QCOMPARE(map.inner.pieces(2), std::size_t{2});
        int agree = 0;
        for (std::size_t i = 2; i < cells; i += 3)
            agree += (map.inner.piece[i] == 1) == second[i] ? 1 : 0;
        QVERIFY2(std::max(agree, 500 - agree) > 480, qPrintable(QString::number(agree)));
    }

    /// Depth is the widest direction of all, and donors are 4.1 standard deviations apart in
    /// others. Before, cells were given to the nearest piece as if noise were round, the best cut
    /// was one along depth, and none was found (nested_41000051).
    void findsDonorsBesideNoiseThatIsNotRound() {
        constexpr std::size_t cells = 1800;
        constexpr std::size_t dims = 20;
        for (std::uint64_t seed = 51; seed < 55; ++seed) {
            data::Embedding pcs(cells, dims);
            data::Categories batch{{}, {"batch_1", "batch_2", "batch_3"}};
            for (std::size_t i = 0; i < cells; ++i) {
                base::Random random(seed, i);
                const std::size_t b = i % 3;
                const std::size_t population = random.below(5);
                const std::size_t donor = random.below(3);
                batch.codes.push_back(static_cast<std::int32_t>(b));
                for (std::size_t j = 0; j < dims; ++j)
                    pcs(i, j) = static_cast<float>(
                        random.normal() * (j == 19 ? 2.5 : 1.0) + (j == population ? 7.0 : 0.0) +
                        (j == 6 + 3 * b + donor ? 2.9 : 0.0) + (j == 16 + b ? 6.0 : 0.0));
            }
            const auto map = diagnose::protect({pcs, batch}, {});
            for (std::size_t b = 0; b < 3; ++b) QCOMPARE(map.inner.pieces(b), std::size_t{3});
        }
    }

    /// Known failure (e). Before: donors kept apart were called under-corrected, and a correction
    /// that mixes them over-corrected, since every donor's part of a population was a cluster seen
    /// within one batch; the last lines show the first of these.
    void leavesDonorsOutOfTheVerdict() {
        const Pooled made = pooled(Moved::DonorOfItsOwn, 1);
        diagnose::ProtectionMap map = diagnose::protect({made.uncorrected, made.batch}, {});
        QCOMPARE(judged(map, made.donorsKept).verdict, Verdict::Balanced);
        QCOMPARE(judged(map, made.donorsMixed).verdict, Verdict::Balanced);
        QCOMPARE(judged(map, made.populationLost).verdict, Verdict::Over);
        map.inner.shift.assign(2, {std::vector<double>(made.uncorrected.cols, 0.0)});
        QCOMPARE(judged(map, made.donorsKept).verdict, Verdict::Under);
    }

    /// Donors so far apart that even the best correction for batch mixes nothing: an uncorrected
    /// embedding looks no worse, so it must not be called balanced.
    void saysNothingOfMixingWhereDonorsAreTooFarApart() {
        const Pooled made = pooled(Moved::DonorOfItsOwn, 1, 12.0);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        QVERIFY(map.inner.any());
        QCOMPARE(judged(map, made.uncorrected).verdict, Verdict::CannotTell);
        QCOMPARE(judged(map, made.populationLost).verdict, Verdict::Over);
        QCOMPARE(judged(map, made.donorsMixed).verdict, Verdict::Balanced);  // mixes for all to see
    }

    void tellsOfDonors() {
        const Pooled made = pooled(Moved::DonorOfItsOwn, 1);
        const auto found =
            judged(diagnose::protect({made.uncorrected, made.batch}, {}), made.donorsMixed);
        const auto told = std::ranges::find_if(found.sentences, [](const auto& sentence) {
            return sentence.text.starts_with("batch_1 looks like 2 donors, batch_2 like 2 donors");
        });
        QVERIFY(told != found.sentences.end());
        QVERIFY(told->cells.size() > 150 && told->cells.size() < 300);  // one donor of batch_1
        QVERIFY(told->text.find(told->phrase) != std::string::npos);
    }

    /// What every batch has is biology, whichever populations it moves: mixing it is a loss.
    void keepsATreatmentThatBatchesShare() {
        const Pooled made = pooled(Moved::TheSameInEveryBatch, 2);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        QVERIFY(!map.inner.any());
        QCOMPARE(judged(map, made.donorsKept).verdict, Verdict::Balanced);
        QCOMPARE(judged(map, made.donorsMixed).verdict, Verdict::Over);
    }

    /// What all populations of one batch have, and no other batch, cannot be told from its
    /// treatment.
    void keepsATreatmentOfOneBatch() {
        const Pooled made = pooled(Moved::OneBatch, 2);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        QVERIFY(!map.inner.any());
        QCOMPARE(judged(map, made.donorsMixed).verdict, Verdict::Over);
    }

    /// Two batches of pooled donors, and a third whose second half was treated: PCs show the
    /// same three times. Known as a condition to keep apart, the treatment stays, and mixing it is
    /// a loss; without the column it is taken for two donors.
    void keepsATreatmentOfOneBatchBesidePooledDonors() {
        const Pooled made = pooled(Moved::DonorOfItsOwn, 1, 4.5, 3);
        data::Categories treated;
        treated.levels = {"control", "treated"};
        data::Embedding treatmentMixed = made.donorsKept;
        for (std::size_t i = 0; i < made.batch.size(); ++i) {
            const bool third = made.batch.codes[i] == 2;
            treated.codes.push_back(third ? made.donor[i] : 0);
            if (third) std::ranges::copy(made.donorsMixed.row(i), treatmentMixed.row(i).begin());
        }
        const auto blind = diagnose::protect({made.uncorrected, made.batch}, {});
        QCOMPARE(blind.inner.pieces(2), std::size_t{2});
        QVERIFY(judged(blind, treatmentMixed).verdict != Verdict::Over);
        const auto map = diagnose::protect(
            {.pcs = made.uncorrected, .batch = made.batch, .keepApart = &treated}, {});
        QCOMPARE(map.inner.pieces(0), std::size_t{2});
        QCOMPARE(map.inner.pieces(1), std::size_t{2});
        QCOMPARE(map.inner.pieces(2), std::size_t{1});
        const auto mixed = judged(map, treatmentMixed);
        QVERIFY(mixed.verdict == Verdict::Over || mixed.verdict == Verdict::Mixed);
        QVERIFY(mixed.over.value > judged(map, made.donorsKept).over.value + 0.2);

        // A condition that runs across the pieces says nothing of them.
        for (std::size_t i = 0; i < treated.codes.size(); ++i)
            treated.codes[i] = static_cast<std::int32_t>(i % 2);
        QVERIFY(diagnose::protect(
                    {.pcs = made.uncorrected, .batch = made.batch, .keepApart = &treated}, {})
                    .inner.piece == blind.inner.piece);
    }

    void keepsAStateOfSomePopulations() {
        const Pooled made = pooled(Moved::HalfThePopulations, 3);
        QVERIFY(!diagnose::protect({made.uncorrected, made.batch}, {}).inner.any());
    }

    void findsNothingInWhole() {
        for (std::uint64_t seed = 4; seed < 8; ++seed) {
            const Pooled made = pooled(Moved::Nothing, seed);
            QVERIFY(!diagnose::protect({made.uncorrected, made.batch}, {}).inner.any());
        }
    }
};

QTEST_APPLESS_MAIN(InnerShiftsTest)
#include "inner_shifts_test.moc"
