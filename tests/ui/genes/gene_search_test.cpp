#include "ui/genes/gene_search.h"

#include "ui/genes/gene_values.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <numeric>

using namespace counterpoint;
using genes::GeneSearch;

namespace {

GeneSearch searchIn(std::vector<std::string> names, std::vector<data::Column> columns = {}) {
    data::Table var;
    var.index = std::move(names);
    var.columns = std::move(columns);
    std::vector<std::uint32_t> all(var.index.size());
    std::iota(all.begin(), all.end(), 0U);
    return {var, all};
}

QStringList titles(const GeneSearch& search, const QString& text, std::size_t most = 10) {
    QStringList found;
    for (const std::uint32_t gene : search.find(text, most)) found.append(search.title(gene));
    return found;
}

}  // namespace

class GeneSearchTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void prefixesComeFirstAndShortNamesBeforeLong() {
        const auto search = searchIn({"ACD3", "CD34", "CD3E", "cd3", "CD300LF", "GAPDH"});
        QCOMPARE(titles(search, QStringLiteral("Cd3")),
                 (QStringList{QStringLiteral("cd3"), QStringLiteral("CD34"), QStringLiteral("CD3E"),
                              QStringLiteral("CD300LF"), QStringLiteral("ACD3")}));
        QCOMPARE(titles(search, QStringLiteral("cd3"), 2).size(), 2);
        QVERIFY(titles(search, QStringLiteral("  ")).isEmpty());
    }

    void symbolsAndIdsBothWork() {
        const auto search = searchIn({"ENSG00000167286", "ENSG00000198851"},
                                     {{"gene_symbols", std::vector<std::string>{"CD3D", "CD3E"}},
                                      {"chromosome", std::vector<std::string>{"11", "11"}}});
        QCOMPARE(titles(search, QStringLiteral("cd3e")), QStringList{QStringLiteral("CD3E")});
        QCOMPARE(titles(search, QStringLiteral("ensg00000167286")),
                 QStringList{QStringLiteral("CD3D")});
        QCOMPARE(search.name(*search.exactly(QStringLiteral("cd3d"))),
                 QStringLiteral("ENSG00000167286"));
        QVERIFY(!search.exactly(QStringLiteral("11")));
    }

    void keptGenesAreNumberedAsColumns() {
        data::Table var;
        var.index = {"A1", "B1", "C1"};
        const GeneSearch search(var, std::vector<std::uint32_t>{0, 2});
        QCOMPARE(search.exactly(QStringLiteral("C1")), std::optional<std::uint32_t>(1));
        QVERIFY(!search.exactly(QStringLiteral("B1")));
    }

    void pastedListsAreSplit() {
        QCOMPARE(
            GeneSearch::split(QStringLiteral(" CD3D, CD3E;CD8A\nGNLY\tNKG7  ")),
            (QStringList{QStringLiteral("CD3D"), QStringLiteral("CD3E"), QStringLiteral("CD8A"),
                         QStringLiteral("GNLY"), QStringLiteral("NKG7")}));
    }

    void thirtyThousandGenesArePrinted() {
        std::vector<std::string> names;
        for (int i = 0; i < 30'000; ++i)
            names.push_back("GENE" + std::to_string(i * 7919 % 30'000));
        const auto search = searchIn(names);
        QElapsedTimer clock;
        clock.start();
        const auto found = search.find(QStringLiteral("e12"), 50);
        qInfo("30 000 genes: %.2f ms", static_cast<double>(clock.nsecsElapsed()) / 1e6);
        QCOMPARE(found.size(), std::size_t{50});
    }

    void valuesArriveLaterAndAreKept() {
        auto matrix = std::make_shared<data::CsrMatrix>();
        *matrix = {2, 3, {0, 2, 3}, {0, 2, 2}, {1.0F, 2.0F, 4.0F}};
        genes::GeneValues values(1);
        QVERIFY(!values.find({2}));  // no matrix yet
        values.setMatrix(matrix);
        QSignalSpy arrived(&values, &genes::GeneValues::arrived);
        QVERIFY(!values.find({2}));
        QVERIFY(!values.find({0, 2}));
        QTRY_VERIFY(!arrived.isEmpty() && values.find({2}) && values.find({0, 2}));
        QCOMPARE(*values.find({2}), (std::vector<float>{2.0F, 4.0F}));
        QCOMPARE(*values.find({0, 2}), (std::vector<float>{1.5F, 2.0F}));
    }
};

QTEST_GUILESS_MAIN(GeneSearchTest)

#include "gene_search_test.moc"
