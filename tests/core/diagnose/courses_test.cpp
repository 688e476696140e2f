#include "core/diagnose/courses.h"

#include "core/base/random.h"
#include "core/diagnose/diagnosis.h"
#include "core/diagnose/over_statistic.h"
#include "core/diagnose/restricted_neighbors.h"
#include "core/diagnose/sample.h"
#include "core/neighbors/neighbors.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace counterpoint;

namespace {

constexpr std::size_t cells = 1800;
constexpr std::size_t dims = 12;

/// Six populations 17 apart in two batches; the first runs along a course of length `length`, in
/// the second batch along another direction unless `shared`. `folded` is the corrected space with
/// the two ends of the course laid on each other, `foldedInOne` with those of the first batch only.
struct Case {
    data::Categories batch{{}, {"a", "b"}};
    data::Embedding uncorrected{cells, dims};
    data::Embedding corrected{cells, dims};
    data::Embedding folded{cells, dims};
    data::Embedding foldedInOne{cells, dims};
    data::CsrMatrix values = data::emptyMatrix(0, dims);  ///< the uncorrected space, as if genes

    explicit Case(double length, bool shared = true) {
        for (std::size_t i = 0; i < cells; ++i) {
            base::Random random(11, i);
            const std::size_t b = i % 2;
            const std::size_t p = random.below(6);
            const double course = p == 0 ? length * (random.uniform() - 0.5) : 0.0;
            batch.codes.push_back(static_cast<std::int32_t>(b));
            for (std::size_t j = 0; j < dims; ++j) {
                const bool along = j == (shared || b == 0 ? 7U : 8U);
                const double home = random.normal() + (j == p ? 12.0 : 0.0);
                corrected(i, j) = static_cast<float>(home + (along ? course : 0.0));
                folded(i, j) = static_cast<float>(home + (along ? std::abs(course) : 0.0));
                foldedInOne(i, j) = b == 0 ? folded(i, j) : corrected(i, j);
                uncorrected(i, j) = corrected(i, j) + (j == 9 && b == 1 ? 4.0F : 0.0F);
                values.columns.push_back(static_cast<std::uint32_t>(j));
                values.values.push_back(uncorrected(i, j) + 20.0F);
            }
            values.rowPointers.push_back(static_cast<std::int64_t>(values.values.size()));
            ++values.rows;
        }
    }
    diagnose::ProtectionMap map() const {
        std::vector<std::uint32_t> genes(dims);
        std::iota(genes.begin(), genes.end(), 0U);
        return diagnose::protect({uncorrected, batch, {&values, genes}}, base::Job({}, 2, 1));
    }
    diagnose::Diagnosis judge(const data::Embedding& embedding) const {
        const auto graph = neighbors::findNeighbors(embedding, {.k = 30, .search = "exact"}, {});
        return diagnose::judge(map(), embedding, graph, {}, base::Job({}, 2, 1));
    }
};

double largestCourseLoss(const diagnose::Diagnosis& diagnosis) {
    double largest = 0.0;
    for (const diagnose::ClusterLoss& loss : diagnosis.losses)
        largest = std::max(largest, loss.course);
    return largest;
}

}  // namespace

class CoursesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// The nearest of five cells at 0, 1, 2, 3, 4; the mean distances to any of them are 2, 1.4,
    /// 1.2, 1.4 and 2.
    void neighboursAreComparedWithAnyCell() {
        diagnose::Courses courses;
        courses.place = {0.0F, 1.0F, 2.0F, 3.0F, 4.0F};
        courses.spread = {2.0F, 1.4F, 1.2F, 1.4F, 2.0F};
        courses.before.assign(5, 0.25F);
        courses.ofCluster = {1};
        const diagnose::Partition one{{0, 0, 0, 0, 0}, 1};
        const std::vector<std::uint32_t> near{1, 2, 3};
        QVERIFY(std::abs(courses.followed(one, 0, near) - (1.0 - 2.0 / 2.0)) < 1e-6);
        QVERIFY(std::abs(courses.followed(one, 2, std::vector<std::uint32_t>{1, 3, 0}) -
                         (1.0 - 4.0 / 3.0 / 1.2)) < 1e-6);
        QCOMPARE(courses.followed(one, 0, std::vector<std::uint32_t>{1}), 0.25);
    }

    /// No cell left its cluster: before courses were known this was "balanced".
    void endsLaidOnEachOtherAreALoss() {
        const Case made(5.5);
        const diagnose::Diagnosis right = made.judge(made.corrected);
        QCOMPARE(right.verdict, diagnose::Verdict::Balanced);
        QVERIFY(largestCourseLoss(right) < 0.05);
        const diagnose::Diagnosis wrong = made.judge(made.folded);
        qInfo("course lost: %.3f, of the corrected %.3f", largestCourseLoss(wrong),
              largestCourseLoss(right));
        QVERIFY(wrong.verdict == diagnose::Verdict::Over ||
                wrong.verdict == diagnose::Verdict::Mixed);
        QVERIFY2(largestCourseLoss(wrong) > diagnose::clusterLimit,
                 qPrintable(QString::number(largestCourseLoss(wrong))));
        QVERIFY(std::ranges::any_of(wrong.sentences, [](const diagnose::Sentence& sentence) {
            return sentence.text.find("followed a course") != std::string::npos;
        }));
    }

    /// A long course is two groups. Before, a cluster had a course only if the cluster it recurs in
    /// had the same group in its majority, which is up to chance (global_83000055).
    void aCourseThatIsTwoGroupsRecurs() {
        const Case made(5.5);
        diagnose::Partition clusters{{}, 12};
        diagnose::Partition groups{{}, 7};
        for (std::size_t i = 0; i < cells; ++i) {
            base::Random random(11, i);
            const std::int32_t b = made.batch.codes[i];
            const auto p = static_cast<std::int32_t>(random.below(6));
            clusters.codes.push_back(p + 6 * b);
            const bool second = p == 0 && made.corrected(i, 7) > (b == 0 ? 0.4F : -0.4F);
            groups.codes.push_back(second ? 6 : p);
        }
        std::vector<std::int32_t> clusterBatch(12, 0);
        std::fill(clusterBatch.begin() + 6, clusterBatch.end(), 1);
        std::vector<std::uint32_t> genes(dims);
        std::iota(genes.begin(), genes.end(), 0U);
        const diagnose::Sample all = diagnose::everyCell(cells);
        const auto own = diagnose::nearestWithin(made.uncorrected, {made.batch.codes, 2},
                                                 {all.cells}, std::vector<std::size_t>(2, 15), {});
        const auto found = diagnose::courses(made.uncorrected, {&made.values, genes}, clusters,
                                             clusterBatch, groups, own, {});
        for (std::size_t c = 0; c < clusters.count; ++c) QCOMPARE(found.has(c), c % 6 == 0);
    }

    /// The population as a whole keeps its course: told, but no verdict.
    void aCourseLostInOneBatchIsToBeChecked() {
        const Case made(5.5);
        const diagnose::Diagnosis found = made.judge(made.foldedInOne);
        QCOMPARE(found.verdict, diagnose::Verdict::Balanced);
        QVERIFY(largestCourseLoss(found) > diagnose::clusterLimit);
        // Half of the population lost it. Neighbours of the other half follow the course as before;
        // since what they followed is taken less noise, that was a gain, and all but made up for
        // it.
        QVERIFY2(found.over.value > 0.4 * largestCourseLoss(found),
                 qPrintable(
                     QStringLiteral("%1 %2").arg(found.over.value).arg(largestCourseLoss(found))));
        QVERIFY(std::ranges::any_of(found.sentences, [](const diagnose::Sentence& sentence) {
            return sentence.text.starts_with("One cluster to check: ") &&
                   sentence.text.find("follow their course") != std::string::npos;
        }));
    }

    void whatOneBatchAloneHasIsNoCourse() {
        const Case made(4.0, false);
        const diagnose::ProtectionMap map = made.map();
        const auto ofFirst = [&](std::uint32_t cell) {
            for (std::size_t j = 1; j < 6; ++j)
                if (made.corrected(cell, j) > 6.0F) return false;
            return true;
        };
        for (std::uint32_t i = 0; i < cells; ++i)
            if (ofFirst(i)) QVERIFY(!map.courses.has(map.clusters.codes[i]));
    }
};

QTEST_APPLESS_MAIN(CoursesTest)
#include "courses_test.moc"
