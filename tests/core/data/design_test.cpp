#include "core/data/design.h"

#include <QTest>

using namespace counterpoint;

namespace {

/// Two donors, each before and after stimulation, as in the design of Kang et al. (2018).
data::Table paired() {
    data::Table obs;
    const std::vector<std::string> batch{"ctrl1", "ctrl1", "stim1", "ctrl2", "stim2", "stim2"};
    const std::vector<std::string> donor{"d1", "d1", "d1", "d2", "d2", "d2"};
    const std::vector<std::string> condition{"ctrl", "ctrl", "stim", "ctrl", "stim", "stim"};
    const std::vector<std::string> type{"B", "T", "B", "B", "T", "B"};
    for (std::size_t i = 0; i < batch.size(); ++i)
        obs.index.emplace_back(1, static_cast<char>('a' + i));
    obs.set({"batch", batch});
    obs.set({"condition", condition});
    obs.set({"type", type});
    obs.set({"donor", donor});
    return obs;
}

data::Categories column(const data::Table& obs, const char* name) {
    return data::asCategories(*obs.find(name));
}

}  // namespace

class DesignTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void cellsAreCountedByBothColumns() {
        const data::Table obs = paired();
        const auto table = data::crossTable(column(obs, "batch"), column(obs, "condition"));
        QCOMPARE(table.rows, (std::vector<std::string>{"ctrl1", "ctrl2", "stim1", "stim2"}));
        QCOMPARE(table.cols, (std::vector<std::string>{"ctrl", "stim"}));
        QCOMPARE(table.cells, (std::vector<std::size_t>{2, 0, 1, 0, 0, 1, 0, 2}));
    }

    void aBatchWithinOneConditionIsConfounded() {
        const data::Table obs = paired();
        QVERIFY(
            data::isConfounded(data::crossTable(column(obs, "batch"), column(obs, "condition"))));
        QVERIFY(
            !data::isConfounded(data::crossTable(column(obs, "donor"), column(obs, "condition"))));
        data::Table one = paired();
        one.set({"condition", std::vector<std::string>(6, "ctrl")});
        QVERIFY2(
            !data::isConfounded(data::crossTable(column(one, "batch"), column(one, "condition"))),
            "one condition cannot be confused with anything");
    }

    void theDonorIsTheWayOut() {
        QCOMPARE(data::unconfoundedBatch(paired(), "batch", "condition"), std::string("donor"));
        data::Table unpaired = paired();
        unpaired.set({"donor", std::vector<std::string>{"d1", "d1", "d2", "d3", "d4", "d4"}});
        QCOMPARE(data::unconfoundedBatch(unpaired, "batch", "condition"), std::string());
        QCOMPARE(data::unconfoundedBatch(unpaired, "batch", "nothing"), std::string());
    }

    void missingValuesCountNowhere() {
        const data::Categories rows{{0, -1, 1}, {"a", "b"}};
        const data::Categories cols{{0, 0, -1}, {"x", "y"}};
        const auto table = data::crossTable(rows, cols);
        QCOMPARE(table.rows, std::vector<std::string>{"a"});
        QCOMPARE(table.cols, std::vector<std::string>{"x"});
        QCOMPARE(table.cells, std::vector<std::size_t>{1});
    }
};

QTEST_APPLESS_MAIN(DesignTest)
#include "design_test.moc"
