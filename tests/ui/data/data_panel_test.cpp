#include "ui/data/data_panel.h"

#include "tests/ui/data/example.h"
#include "ui/data/category_delegate.h"
#include "ui/data/category_tree.h"
#include "ui/support/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include <numeric>

using namespace counterpoint;
using namespace counterpoint::datapanel;
using support::Theme;

namespace {

const data::Roles roles{.batch = "batch", .label = "cell_type"};
constexpr int cd34 = 1;  // code of CD34+ in the example

/// A click into the middle of a part of a category's row.
void click(CategoryTree& tree, int section, int code, bool onSwatch = false) {
    const QRect row = tree.visualRect(tree.indexOf(section, code));
    const QRect target =
        onSwatch ? CategoryDelegate::swatchRect(row) : CategoryDelegate::checkRect(row);
    QTest::mouseClick(tree.viewport(), Qt::LeftButton, {}, target.center());
}

std::vector<int> codesOf(const QSignalSpy& spy, int call) {
    return spy[call][1].value<std::vector<int>>();
}

}  // namespace

class DataPanelTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() {
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        m_panel = std::make_unique<DataPanel>();
        m_panel->setDataset(test::bloodLike(), roles);
        m_panel->resize(272, 500);
        m_panel->show();
    }
    void cleanup() { m_panel.reset(); }

    void categoriesAreCountedAndLargestFirst() {
        const auto dataset = test::bloodLike();
        const auto type = data::asCategories(*dataset->obs.find("cell_type"));
        const auto batch = data::asCategories(*dataset->obs.find("batch"));
        const auto colors = columnColors(*dataset, "batch", Theme::day());
        const auto rows = categoriesOf(type, columnColors(*dataset, "cell_type", Theme::day()),
                                       &batch, colors, Theme::day());
        QCOMPARE(rows.size(), std::size_t{9});
        QCOMPARE(rows.front().name, QStringLiteral("T"));
        QCOMPARE(rows.front().cells, qint64{542});
        QCOMPARE(rows.front().color, QColor(0x56B4E9));
        QCOMPARE(rows[6].name, QStringLiteral("DC"));
        QCOMPARE(rows[6].cells, qint64{5});
        QCOMPARE(rows.back().code, Category::missingCode);
        QCOMPARE(rows.back().cells, qint64{1});
        qint64 cells = 0;
        for (const Category& row : rows) {
            cells += row.cells;
            const double total =
                std::accumulate(row.composition.begin(), row.composition.end(), 0.0,
                                [](double sum, const Slice& slice) { return sum + slice.share; });
            QVERIFY(std::abs(total - 1.0) < 1e-12);
            if (row.name != QLatin1String("CD34+")) continue;
            QCOMPARE(row.composition.size(), std::size_t{1});
            QCOMPARE(row.composition.front().color, colors[4]);
            QCOMPARE(describe(row),
                     QStringLiteral("CD34+, 69 cells\n100\u202f% Zheng FACS-sorted"));
        }
        QCOMPARE(cells, qint64(dataset->cells()));
        QVERIFY(categoriesOf(type, {}, nullptr, {}, Theme::day()).front().composition.empty());
    }

    void coloursGoBySizeUnlessTheFileHasThem() {
        const auto dataset = test::bloodLike();
        const auto own = columnColors(*dataset, "cell_type", Theme::day());
        QCOMPARE(own[6], QColor(0x56B4E9));      // T, the largest
        QCOMPARE(own[7], Theme::day().missing);  // Unassigned
        QCOMPARE(own[3], QColor(Qt::black));     // Megakaryocyte, the smallest of seven
        QCOMPARE(columnColors(*dataset, "cell_type", Theme::night())[3], QColor(0xF2F2F2));
        data::Dataset colored = *dataset;
        colored.colors["batch"] = {"#000001", "#000002", "#000003", "#000004", "#000005"};
        const auto fromFile = columnColors(colored, "batch", Theme::day());
        for (int i = 0; i < 5; ++i) QCOMPARE(fromFile[std::size_t(i)], QColor(0, 0, i + 1));
        QVERIFY(columnColors(*dataset, "nothing", Theme::day()).empty());
    }

    void onlyColumnsWithLevelsAreOffered() {
        QCOMPARE(roleCandidates(test::bloodLike()->obs),
                 QStringList({QStringLiteral("batch"), QStringLiteral("cell_type"),
                              QStringLiteral("kept")}));
        QCOMPARE(m_panel->form().combo(Role::Batch)->currentText(), QStringLiteral("batch"));
        QCOMPARE(m_panel->form().combo(Role::Label)->currentText(), QStringLiteral("cell_type"));
        QCOMPARE(m_panel->form().combo(Role::Label)->count(), 4);
    }

    void choosingAColumnChangesRoles() {
        QSignalSpy changed(m_panel.get(), &DataPanel::rolesChanged);
        const auto choose = [&](Role role, int row) {
            m_panel->form().combo(role)->setCurrentIndex(row);
            Q_EMIT m_panel->form().combo(role)->activated(row);
        };
        choose(Role::Batch, 1);
        QCOMPARE(changed.count(), 0);
        choose(Role::Batch, 2);  // cell_type: no longer the label
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_panel->roles(), (data::Roles{.batch = "cell_type", .label = ""}));
        QCOMPARE(m_panel->form().combo(Role::Label)->currentText(), QStringLiteral("none"));
        m_panel->setRoles(roles);
        QCOMPARE(changed.count(), 1);
        choose(Role::Label, 0);
        QCOMPARE(m_panel->roles(), (data::Roles{.batch = "batch", .label = ""}));
    }

    void whatMustNotMixIsChosenAndARoleIsPlayedOnce() {
        const auto dataset = test::bloodLike();
        auto changed = std::make_shared<data::Dataset>(*dataset);
        data::Categories stim{.codes = {}, .levels = {"control", "treated"}};
        for (std::size_t i = 0; i < dataset->cells(); ++i)
            stim.codes.push_back(static_cast<std::int32_t>(i % 2));
        changed->obs.set({"stim", stim});
        m_panel->setDataset(changed, roles);
        QSignalSpy spy(m_panel.get(), &DataPanel::rolesChanged);
        const auto choose = [&](const char* column) {
            QComboBox* combo = m_panel->form().combo(Role::KeepApart);
            combo->setCurrentIndex(combo->findData(QString::fromLatin1(column)));
            Q_EMIT combo->activated(combo->currentIndex());
        };
        choose("stim");
        QCOMPARE(spy.count(), 1);
        QCOMPARE(m_panel->roles().keepApart, std::string("stim"));
        QVERIFY(m_panel->form().refusal().isEmpty());
        choose("cell_type");
        QCOMPARE(m_panel->roles(),
                 (data::Roles{.batch = "batch", .label = "", .keepApart = "cell_type"}));
    }

    void furtherBatchColumnsAreAddedMovedAndTakenAway() {
        auto dataset = std::make_shared<data::Dataset>(*test::bloodLike());
        data::Categories donor{.codes = {}, .levels = {"d1", "d2"}};
        for (std::size_t i = 0; i < dataset->cells(); ++i)
            donor.codes.push_back(static_cast<std::int32_t>(i % 2));
        dataset->obs.set({"donor", donor});
        m_panel->setDataset(dataset, roles);
        RolesForm& form = m_panel->form();
        QVERIFY(!form.combo(Role::Batch, 1));
        const QSignalSpy changed(m_panel.get(), &DataPanel::rolesChanged);
        QComboBox* first = form.combo(Role::Batch);
        first->setCurrentIndex(first->count() - 1);  // "Correct for another column too…"
        Q_EMIT first->activated(first->count() - 1);
        QCOMPARE(changed.count(), 0);
        QCOMPARE(first->currentText(), QStringLiteral("batch"));
        choose(Role::Batch, "donor", 1);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_panel->roles().moreBatches, std::vector<std::string>{"donor"});
        // The first alone has categories here.
        QCOMPARE(m_panel->tree()->model()->index(0, 0).data().toString(), QStringLiteral("batch"));
        QCOMPARE(m_panel->tree()->model()->index(2, 0).data().toString(),
                 QStringLiteral("depth, kept, donor"));
        choose(Role::Batch, "donor", 0);  // now the first; a column is one batch only
        QCOMPARE(m_panel->roles().batch, std::string("donor"));
        QVERIFY(m_panel->roles().moreBatches.empty());
        m_panel->setRoles({.batch = "batch", .label = "cell_type", .moreBatches = {"donor"}});
        choose(Role::Batch, "", 0);  // the next takes its place
        QCOMPARE(m_panel->roles(), (data::Roles{.batch = "donor", .label = "cell_type"}));
        m_panel->setRoles({.batch = "batch", .label = "cell_type", .moreBatches = {"donor"}});
        choose(Role::KeepApart, "donor");
        QVERIFY(m_panel->roles().moreBatches.empty());
    }

    void covariatesAreOfferedWhereTheMethodTakesThem() {
        auto dataset = std::make_shared<data::Dataset>(*test::bloodLike());
        dataset->obs.set({"alike", std::vector<double>(dataset->cells(), 1.5)});
        m_panel->setDataset(dataset, roles);
        RolesForm& form = m_panel->form();
        QVERIFY(!form.combo(Role::Covariate));
        form.setMethod(QStringLiteral("scVI"), true);
        QComboBox* first = form.combo(Role::Covariate);
        QVERIFY(first && first->isEnabled());
        QVERIFY(first->findData(QStringLiteral("depth")) > 0);  // numbers that differ
        QVERIFY(first->findData(QStringLiteral("alike")) < 0);
        choose(Role::Covariate, "depth");
        QCOMPARE(m_panel->roles().covariates, std::vector<std::string>{"depth"});
        QVERIFY(form.combo(Role::Covariate, 1));  // for one more
        // For a method that takes none it stays, greyed, with the reason.
        form.setMethod(QStringLiteral("Harmony"), false);
        QVERIFY(!first->isEnabled());
        QCOMPARE(first->currentText(), QStringLiteral("depth"));
        QVERIFY(!form.combo(Role::Covariate, 1));
        const auto labels = form.findChildren<QLabel*>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) {
            return label->isVisible() &&
                   label->text().startsWith(QStringLiteral("Harmony takes no"));
        }));
    }

    void aConditionThatIsTheBatchIsRefusedInWordsWithAWayOut() {
        auto dataset = std::make_shared<data::Dataset>(*test::bloodLike());
        const auto batch = data::asCategories(*dataset->obs.find("batch"));
        data::Categories stim{.codes = {}, .levels = {"control", "treated"}};
        data::Categories donor{.codes = {}, .levels = {"d1", "d2"}};
        for (const std::int32_t code : batch.codes) {
            stim.codes.push_back(code % 2);
            donor.codes.push_back(code < 2 ? 0 : 1);
        }
        dataset->obs.set({"stim", stim});
        data::Roles wanted = roles;
        wanted.keepApart = "stim";
        m_panel->setDataset(dataset, wanted);
        QVERIFY(
            m_panel->form().refusal().contains(QStringLiteral("Each batch holds one stim only")));
        QVERIFY(!m_panel->form().refusal().contains(QStringLiteral("donor")));
        dataset = std::make_shared<data::Dataset>(*dataset);
        dataset->obs.set({"donor", donor});
        m_panel->setDataset(dataset, wanted);
        QVERIFY2(m_panel->form().refusal().contains(QStringLiteral("donor as batch")),
                 qPrintable(m_panel->form().refusal()));
        wanted.batch = "donor";
        m_panel->setRoles(wanted);
        QVERIFY(m_panel->form().refusal().isEmpty());
    }

    void checkBoxHidesAndShowsACategory() {
        QSignalSpy changed(m_panel.get(), &DataPanel::visibilityChanged);
        click(*m_panel->tree(), 1, cd34);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].value<Role>(), Role::Label);
        QCOMPARE(codesOf(changed, 0), std::vector<int>{cd34});
        click(*m_panel->tree(), 1, Category::missingCode);
        QCOMPARE(codesOf(changed, 1), (std::vector<int>{-1, cd34}));
        click(*m_panel->tree(), 1, cd34);
        QCOMPARE(codesOf(changed, 2), std::vector<int>{-1});
        QVERIFY(m_panel->hidden(Role::Batch).empty());
        click(*m_panel->tree(), 0, 2);
        QCOMPARE(changed[3][0].value<Role>(), Role::Batch);
        QCOMPARE(m_panel->hidden(Role::Batch), std::vector<int>{2});
    }

    void doubleClickIsolatesAndBringsBack() {
        CategoryTree& tree = *m_panel->tree();
        QSignalSpy changed(m_panel.get(), &DataPanel::visibilityChanged);
        QSignalSpy isolated(m_panel.get(), &DataPanel::isolated);
        const QPoint name = tree.visualRect(tree.indexOf(0, 1)).center();
        QTest::mouseDClick(tree.viewport(), Qt::LeftButton, {}, name);
        QCOMPARE(isolated.count(), 1);
        QCOMPARE(isolated[0][1].toInt(), 1);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(codesOf(changed, 0), (std::vector<int>{0, 2, 3, 4}));
        QTest::mouseDClick(tree.viewport(), Qt::LeftButton, {}, name);
        QCOMPARE(isolated.count(), 1);
        QVERIFY(codesOf(changed, 1).empty());
    }

    void keyboardTogglesAndIsolates() {
        CategoryTree& tree = *m_panel->tree();
        QSignalSpy changed(m_panel.get(), &DataPanel::visibilityChanged);
        tree.setCurrentIndex(tree.indexOf(1, cd34));
        QTest::keyClick(&tree, Qt::Key_Space);
        QCOMPARE(m_panel->hidden(Role::Label), std::vector<int>{cd34});
        QTest::keyClick(&tree, Qt::Key_Return);
        QCOMPARE(m_panel->hidden(Role::Label).size(), std::size_t{8});
        QTest::keyClick(&tree, Qt::Key_Return);
        QVERIFY(m_panel->hidden(Role::Label).empty());
        QCOMPARE(changed.count(), 3);
        tree.setCurrentIndex(tree.model()->index(0, 0));
        QTest::keyClick(&tree, Qt::Key_Space);
        QVERIFY(!tree.isExpanded(tree.model()->index(0, 0)));
    }

    void swatchAsksForAColour() {
        QSignalSpy asked(m_panel.get(), &DataPanel::colorRequested);
        QSignalSpy changed(m_panel.get(), &DataPanel::visibilityChanged);
        click(*m_panel->tree(), 0, 3, true);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][1].toInt(), 3);
        QCOMPARE(changed.count(), 0);
    }

    void coloursAndThemesKeepTheChecks() {
        CategoryTree& tree = *m_panel->tree();
        m_panel->setHiddenCodes(Role::Label, {cd34});
        support::applyTheme(*qApp, support::ThemeChoice::Dark);
        QCOMPARE(m_panel->hidden(Role::Label), std::vector<int>{cd34});
        QCOMPARE(tree.indexOf(1, 3).data(ColorRole).value<QColor>(), QColor(0xF2F2F2));
        m_panel->setColors(Role::Batch, std::vector<QColor>(5, Qt::red));
        QCOMPARE(tree.indexOf(0, 2).data(ColorRole).value<QColor>(), QColor(Qt::red));
        QCOMPARE(tree.indexOf(1, cd34).data(CompositionRole).value<std::vector<Slice>>()[0].color,
                 QColor(Qt::red));
        QCOMPARE(m_panel->hidden(Role::Label), std::vector<int>{cd34});
    }

    void rowsAreNamedForScreenReaders() {
        CategoryTree& tree = *m_panel->tree();
        QCOMPARE(tree.indexOf(1, cd34).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("CD34+, 69 cells"));
        QCOMPARE(tree.model()->rowCount(), 3);
        QCOMPARE(tree.model()->index(1, 0).data(CellsRole).toInt(), 8);
        const QModelIndex rest = tree.model()->index(2, 0);
        QCOMPARE(rest.data().toString(), QStringLiteral("depth, kept"));
        QVERIFY(!tree.isExpanded(rest));
        QCOMPARE(tree.visualRect(tree.indexOf(1, cd34)).height(), 22);
    }

    void withoutADatasetThePanelIsEmpty() {
        m_panel->setDataset(nullptr, roles);
        QCOMPARE(m_panel->tree()->model()->rowCount(), 0);
        QVERIFY(!m_panel->form().combo(Role::Batch)->isEnabled());
        QVERIFY(m_panel->hidden(Role::Label).empty());
        m_panel->setDataset(test::bloodLike(), {.batch = "batch", .label = ""});
        QCOMPARE(m_panel->tree()->model()->rowCount(), 2);
    }

  private:
    /// As a user chooses; "" is "none".
    void choose(Role role, const char* column, int place = 0) {
        QComboBox* combo = m_panel->form().combo(role, place);
        combo->setCurrentIndex(combo->findData(QString::fromLatin1(column)));
        Q_EMIT combo->activated(combo->currentIndex());
    }

    std::unique_ptr<DataPanel> m_panel;
};

QTEST_MAIN(DataPanelTest)
#include "data_panel_test.moc"
