// The start page and the open wizard, before anything is read.

#include "tests/support/shared_data.h"
#include "ui/start/open_wizard.h"
#include "ui/start/recent_row.h"
#include "ui/start/start_page.h"
#include "ui/start/values_choice.h"
#include "ui/support/segments.h"
#include "ui/support/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>

#include <algorithm>

using namespace counterpoint;

namespace {

void screenshot(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS");
    if (folder.isEmpty()) return;
    QDir().mkpath(folder);
    widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

start::RecentFile recent(const QString& path, const QString& what) {
    return {.paths = {path},
            .what = what,
            .note = QStringLiteral("2 batches, 2.4 MB"),
            .opened = QDateTime::currentDateTime()};
}

}  // namespace

class StartTest : public QObject {
    Q_OBJECT

    static QPushButton* button(const QWidget& widget, const char* name) {
        return widget.findChild<QPushButton*>(QString::fromLatin1(name));
    }

    start::Proposal table(const QTemporaryDir& folder, const QString& name) {
        QFile file(folder.filePath(name));
        if (file.open(QIODevice::WriteOnly)) {
            QTextStream text(&file);
            text << "cell,GENE1,GENE2\na,1,0\nb,0,2\nc,3,1\n";
        }
        file.close();
        return start::propose({file.fileName()}, {});
    }

  private Q_SLOTS:
    void init() { start::RecentFiles::clear(); }

    void recentFilesAreListedNewestFirst() {
        start::RecentFile first = recent(QStringLiteral("/a.h5ad"), QStringLiteral("1 cell"));
        first.roles = data::Roles{"batch", "cell_type", "", {"lane"}, {}};
        start::RecentFiles::add(first);
        start::RecentFiles::add(recent(QStringLiteral("/b.h5ad"), {}));
        start::RecentFiles::add(first);
        const auto all = start::RecentFiles::all();
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all.front().paths, QStringList{QStringLiteral("/a.h5ad")});
        QVERIFY(all.front().roles == first.roles);
        QCOMPARE(all.front().what, QStringLiteral("1 cell"));
        QVERIFY(!all.front().isThere());
        QVERIFY(start::RecentFiles::find({QStringLiteral("/b.h5ad")}).has_value());
        for (int i = 0; i < 20; ++i)
            start::RecentFiles::add(recent(QStringLiteral("/%1").arg(i), {}));
        QCOMPARE(start::RecentFiles::all().size(), std::size_t{start::RecentFiles::most});
    }

    void theStartPageAsksForWhatIsClicked() {
        start::RecentFiles::add(
            recent(QStringLiteral("/none/kang_ifnb.h5ad"), QStringLiteral("1 975 cells")));
        start::StartPage page;
        page.resize(1440, 780);
        page.show();
        QSignalSpy opened(&page, &start::StartPage::openRequested);
        QSignalSpy again(&page, &start::StartPage::recentRequested);
        QSignalSpy demo(&page, &start::StartPage::demoRequested);
        button(page, "startOpen")->click();
        page.findChild<start::RecentRow*>()->click();
        button(page, "demoTooMuch")->click();
        QCOMPARE(opened.count(), 1);
        QCOMPARE(again.count(), 1);
        QCOMPARE(demo.count(), 1);
        QVERIFY(demo.front().front().toBool());
        screenshot(page, QStringLiteral("start-page"));
    }

    void severalFilesBecomeBatches() {
        QTemporaryDir folder;
        table(folder, QStringLiteral("one.csv"));
        table(folder, QStringLiteral("two.csv"));
        const start::Proposal both = start::propose({folder.filePath(QStringLiteral("one.csv")),
                                                     folder.filePath(QStringLiteral("two.csv"))},
                                                    {});
        QCOMPARE(both.cells, std::size_t{6});
        QCOMPARE(both.roles.batch, std::string("batch"));
        QCOMPARE(data::asCategories(*both.obs.find("batch")).levels,
                 (std::vector<std::string>{"one", "two"}));
        start::OpenWizard wizard(both);
        QCOMPARE(wizard.roles().batch, std::string("batch"));
        QVERIFY(button(wizard, "openNow")->isEnabled());
    }

    void filesOfTheSameNameAreToldApartByTheirFolders() {
        QTemporaryDir folder;
        QStringList paths;
        for (const QString& sample : {QStringLiteral("control"), QStringLiteral("treated")}) {
            const QString outs = folder.filePath(sample + QStringLiteral("/outs"));
            QVERIFY(QDir().mkpath(outs));
            QFile file(outs + QStringLiteral("/filtered_feature_bc_matrix.csv"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("cell,GENE1,GENE2\na,1,0\nb,0,2\n");
            paths << file.fileName();
        }
        start::OpenWizard wizard(start::propose(paths, {}));
        QCOMPARE(data::asCategories(*wizard.proposal().obs.find("batch")).levels,
                 (std::vector<std::string>{"control", "treated"}));
        QCOMPARE(wizard.roles().batch, std::string("batch"));
        QVERIFY(button(wizard, "openNow")->isEnabled());
    }

    void withoutABatchThereIsNothingToOpen() {
        QTemporaryDir folder;
        start::OpenWizard wizard(table(folder, QStringLiteral("one.csv")));
        QVERIFY(!button(wizard, "openNow")->isEnabled());
    }

    void valuesCanBeTakenForWhatTheyDoNotLookLike() {
        QTemporaryDir folder;
        start::Proposal proposal = table(folder, QStringLiteral("one.csv"));
        QVERIFY(proposal.valueKind == data::ValueKind::Counts);
        data::Categories batch{{0, 1, 0}, {"x", "y"}, false};
        proposal.obs.set({"batch", batch});
        proposal.roles.batch = "batch";
        start::OpenWizard wizard(proposal);
        wizard.show();
        start::ValuesChoice& choice = wizard.valuesChoice();
        QVERIFY(!wizard.values());
        QVERIFY(button(wizard, "openNow")->isEnabled());
        QVERIFY(choice.sentence().startsWith(QStringLiteral("Whole numbers, found in ")));

        auto* segments = choice.findChild<support::Segments*>(QStringLiteral("valuesChoice"));
        QVERIFY(segments);
        Q_EMIT segments->chosen(1);
        QVERIFY(wizard.values() == data::ValueKind::LogNormalised);
        QVERIFY(choice.sentence().contains(QStringLiteral("taken as logged already")));
        QVERIFY(button(wizard, "openNow")->isEnabled());
        Q_EMIT segments->chosen(2);
        QVERIFY(choice.sentence().contains(QStringLiteral("cannot be analysed")));
        QVERIFY2(!button(wizard, "openNow")->isEnabled(), "there are no components to start from");
        wizard.show();
        for (const QLabel* label : choice.findChildren<QLabel*>())
            QTRY_VERIFY2(label->height() >= label->heightForWidth(label->width()),
                         "the whole sentence is seen");
        screenshot(wizard, QStringLiteral("open-wizard-scaled"));
        wizard.setValues(data::ValueKind::Counts);
        QVERIFY(!wizard.values());

        proposal.valueKind = data::ValueKind::Scaled;
        proposal.hasPca = true;
        start::OpenWizard scaled(proposal);
        QVERIFY(!scaled.valuesChoice().findChild<support::Segments*>());
        QVERIFY(scaled.valuesChoice().sentence().contains(QStringLiteral("there are no markers")));
        QVERIFY(button(scaled, "openNow")->isEnabled());
    }

    void whatTheValuesAreIsRemembered() {
        start::RecentFile file = recent(QStringLiteral("/data/a.h5ad"), QStringLiteral("a"));
        file.values = data::ValueKind::LogNormalised;
        start::RecentFiles::add(file);
        QVERIFY(start::RecentFiles::find(file.paths)->values == data::ValueKind::LogNormalised);
        file.values.reset();
        start::RecentFiles::add(file);
        QVERIFY(!start::RecentFiles::find(file.paths)->values);
    }

    void rolesAreProposedAndCanBeChanged() {
        COUNTERPOINT_NEED_SHARED(file, "data/kang_ifnb.h5ad");
        start::OpenWizard wizard(start::propose({QString::fromStdString(file.string())}, {}));
        wizard.show();
        QVERIFY(!wizard.roles().batch.empty());
        QVERIFY(!wizard.roles().label.empty());
        QCOMPARE(wizard.proposal().cells, std::size_t{1975});
        QVERIFY(wizard.proposal().memory > 0);
        QVERIFY(button(wizard, "openNow")->isEnabled());
        data::Roles changed = wizard.roles();
        changed.label.clear();
        wizard.setRoles(changed);
        QVERIFY(wizard.roles().label.empty());
        screenshot(wizard, QStringLiteral("open-wizard-kang"));
    }

    void furtherBatchesAndCovariatesAreChosenInTheWizardToo() {
        const auto column = [](const char* name, std::initializer_list<const char*> values) {
            return data::Column{name, std::vector<std::string>(values.begin(), values.end())};
        };
        start::Proposal made;
        made.name = QStringLiteral("made");
        made.cells = 6;
        made.obs.index = {"1", "2", "3", "4", "5", "6"};
        made.obs.set(column("batch", {"a", "a", "b", "b", "c", "c"}));
        made.obs.set(column("lane", {"1", "2", "1", "2", "1", "2"}));
        made.obs.set(column("chip", {"1", "2", "2", "1", "1", "2"}));
        made.obs.set(column("side", {"yes", "no", "yes", "no", "yes", "no"}));
        made.roles.batch = "batch";
        start::OpenWizard wizard(made);
        wizard.show();
        using datapanel::Role;
        const auto choose = [&](Role role, int place, const char* name) {
            QComboBox* box = wizard.form().combo(role, place);
            QVERIFY(box != nullptr);
            box->setCurrentIndex(box->findData(QString::fromLatin1(name)));
            Q_EMIT box->activated(box->currentIndex());
        };
        wizard.form().addBatch();
        choose(Role::Batch, 1, "lane");
        choose(Role::Covariate, 0, "chip");
        QCOMPARE(wizard.roles().moreBatches, std::vector<std::string>{"lane"});
        QCOMPARE(wizard.roles().covariates, std::vector<std::string>{"chip"});
        QVERIFY(wizard.alarm().isEmpty());

        choose(Role::KeepApart, 0, "side");
        QVERIFY2(wizard.alarm().contains(QStringLiteral("lane and side")),
                 "a further batch column can be confounded as well");
        wizard.takeWayOut();
        QVERIFY(wizard.roles().moreBatches.empty());
        QCOMPARE(wizard.roles().batch, std::string("batch"));
        QVERIFY(wizard.alarm().isEmpty());

        data::Roles old = wizard.roles();
        old.covariates = {"gone", "batch", "chip"};
        wizard.setRoles(old);
        QCOMPARE(wizard.roles().covariates, std::vector<std::string>{"chip"});
    }

    void aConfoundedDesignIsShownInRedWithAWayOut() {
        COUNTERPOINT_NEED_SHARED(file, "data/kang_donor_condition.h5ad");
        start::OpenWizard wizard(start::propose({QString::fromStdString(file.string())}, {}));
        wizard.show();
        QVERIFY2(wizard.alarm().contains(QStringLiteral("cannot be told apart")),
                 qPrintable(wizard.alarm()));
        screenshot(wizard, QStringLiteral("open-wizard-confounded-light"));
        support::applyTheme(*qApp, support::ThemeChoice::Dark);
        QTest::qWait(50);
        screenshot(wizard, QStringLiteral("open-wizard-confounded-dark"));
        // The sign too: it kept the red of the light theme.
        const auto signs = wizard.findChild<QWidget*>(QStringLiteral("confounded"))
                               ->findChildren<QLabel*>(Qt::FindDirectChildrenOnly);
        const auto sign = std::ranges::find_if(
            signs, [](const QLabel* label) { return !label->pixmap().isNull(); });
        QVERIFY(sign != signs.end());
        const QImage seen = (*sign)->pixmap().toImage();
        QCOMPARE(seen.pixelColor(8, 8).rgb(), support::Theme::current().error.rgb());
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        wizard.takeWayOut();
        QCOMPARE(wizard.roles().batch, std::string("donor"));
        QVERIFY(wizard.alarm().isEmpty());
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setOrganizationName(QStringLiteral("CounterpointTest"));
    QApplication::setApplicationName(QStringLiteral("start_test"));
    support::applyTheme(application, support::ThemeChoice::Light);
    StartTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "start_test.moc"
