#include "ui/diagnosis/evidence_page.h"

#include "tests/ui/diagnosis/examples.h"
#include "ui/diagnosis/experiment_row.h"
#include "ui/diagnosis/measure_bar.h"
#include "ui/support/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocument>

#include <memory>

using namespace counterpoint;
using namespace counterpoint::diagnosis;

class EvidencePageTest : public QObject {
    Q_OBJECT

    std::unique_ptr<EvidencePage> m_page;

    /// The label that shows this link, when it can be seen.
    QLabel* labelWith(const QString& target) {
        for (QLabel* label : m_page->findChildren<QLabel*>())
            if (label->text().contains(QStringLiteral("href=\"%1\"").arg(target)) &&
                label->isVisible())
                return label;
        return nullptr;
    }
    QPushButton* button(int link, int word) {
        for (QPushButton* one :
             m_page->findChildren<QPushButton*>(QStringLiteral("link %1 %2").arg(link).arg(word)))
            if (one->isVisible()) return one;
        return nullptr;
    }

  private Q_SLOTS:
    void init() {
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        m_page = std::make_unique<EvidencePage>();
        m_page->resize(344, 600);
        m_page->setEvidence(test::mixedEvidence());
        m_page->setExperiments(test::fourExperiments());
        m_page->show();
    }
    void cleanup() { m_page.reset(); }

    void everyNameIsALinkToItsCells() {
        QSignalSpy requested(m_page.get(), &EvidencePage::requested);
        for (const char* target : {"claim:0", "group:4", "population:pDC", "colour:b"}) {
            QLabel* label = labelWith(QString::fromLatin1(target));
            QVERIFY2(label != nullptr, target);
            Q_EMIT label->linkActivated(QString::fromLatin1(target));
            QCOMPARE(requested.takeFirst().front().toString(), QString::fromLatin1(target));
        }
    }

    /// Claims with and without a link, outcomes and rows.
    void numbersAndTheirUnitsStayTogetherAtTheEndOfALine() {
        Evidence evidence = test::mixedEvidence();
        evidence.claims = {{QStringLiteral("Limit 15\u202f%, no link."), {}, {}},
                           {QStringLiteral("Of 15\u202f% in pDC"), QStringLiteral("pDC"),
                            QStringLiteral("claim:1")}};
        evidence.populations = {
            {QStringLiteral("pDC"), QStringLiteral("a"), QStringLiteral("15\u202f% lost"), true}};
        m_page->setEvidence(evidence);
        std::vector<Experiment> experiments = test::fourExperiments();
        experiments[0].outcomes = {{true, QStringLiteral("At most 15\u202f%.")}};
        m_page->setExperiments(experiments);
        int seen = 0;
        for (const QLabel* label : m_page->findChildren<QLabel*>()) {
            if (label->isHidden() || !label->text().contains(QStringLiteral("15"))) continue;
            QTextDocument shown;
            shown.setHtml(label->text());
            const QString text = shown.toRawText();
            QVERIFY2(text.contains(QStringLiteral("15\u00a0%")), qPrintable(label->text()));
            ++seen;
        }
        QCOMPARE(seen, 4);
    }

    void aLinkTakesOneWordAndGivesItBack() {
        QSignalSpy judged(m_page.get(), &EvidencePage::linkJudged);
        const auto saidOf = [&](int link, int word) {
            button(link, word)->click();
            const auto said = judged.takeFirst();
            return std::pair(said[0].toInt(), said[1].toInt());
        };
        QVERIFY(!button(0, 1)->isChecked() && !button(0, -1)->isChecked());
        QCOMPARE(saidOf(0, 1), std::pair(0, 1));
        QVERIFY(button(1, -1)->isChecked());
        QCOMPARE(saidOf(1, -1), std::pair(1, 0));
        QCOMPARE(saidOf(2, -1), std::pair(2, -1));
    }

    void theKeyboardStaysOnTheLinkThatWasJudged() {
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        button(0, -1)->setFocus();
        Evidence next = test::mixedEvidence();
        next.links[0].state = LinkItem::State::Vetoed;
        m_page->setEvidence(next);
        QVERIFY(button(0, -1)->isChecked());
        QCOMPARE(m_page->widget()->focusWidget(), button(0, -1));
    }

    void numbersAreReadAloud() {
        const auto& measures = m_page->evidence().measures;
        QVERIFY(measures[0].isBeyond());
        QVERIFY(!measures[1].isBeyond());
        QVERIFY(!measures[4].isBeyond());
        bool heard = false;
        for (const MeasureBar* bar : m_page->findChildren<MeasureBar*>())
            heard = heard || bar->accessibleName().contains(QStringLiteral("limit"));
        QVERIFY(heard);
    }

    /// Green would say that it keeps a limit, which it does not have.
    void aPartOfAMeasureIsNeitherGoodNorBad() {
        const support::Theme& theme = support::Theme::current();
        const auto shows = [](Measure measure, const QColor& color) {
            MeasureBar bar;
            bar.setMeasure(measure);
            bar.resize(300, bar.sizeHint().height());
            const QImage image = bar.grab().toImage();
            for (int x = 0; x < image.width(); ++x)
                for (int y = 0; y < image.height(); ++y)
                    if (image.pixelColor(x, y) == color) return true;
            return false;
        };
        Measure measure{.title = QStringLiteral("L2"), .value = 0.32};
        QVERIFY(!shows(measure, theme.balanced));
        QVERIFY(shows(measure, theme.second));
        measure.limit = 0.5;
        QVERIFY(shows(measure, theme.balanced));
        measure.limit = 0.14;
        QVERIFY(shows(measure, theme.over));
    }

    void anExperimentStartsWithItsChoiceAndStops() {
        QSignalSpy started(m_page.get(), &EvidencePage::testRequested);
        const QSignalSpy stopped(m_page.get(), &EvidencePage::stopRequested);
        ExperimentRow* heldOut = m_page->experimentRow(QStringLiteral("held-out"));
        heldOut->choice()->setCurrentIndex(2);
        heldOut->button()->click();
        QCOMPARE(started.takeFirst(), (QVariantList{QStringLiteral("held-out"), 2}));
        // News of another experiment leaves the choice as it is.
        m_page->setExperiments(test::fourExperiments());
        QCOMPARE(heldOut->choice()->currentIndex(), 2);
        m_page->experimentRow(QStringLiteral("shuffled"))->button()->click();
        QCOMPARE(stopped.size(), 1);
        QVERIFY(!m_page->experimentRow(QStringLiteral("condition"))->button()->isEnabled());
    }

    void contentScrollsAndIsNeverSquashed() {
        const auto isWhole = [this] {
            for (const QWidget* part : m_page->findChildren<QWidget*>())
                if (part->isVisible() &&
                    part->height() <
                        part->minimumSizeHint().boundedTo(part->maximumSize()).height())
                    return false;
            return m_page->widget()->height() > m_page->viewport()->height();
        };
        m_page->resize(344, 400);
        QTRY_VERIFY(isWhole());
        // At once, without a turn of the event loop: a busy machine must not show half a layout.
        const auto isRoomyNow = [this] {
            for (const QLabel* text : m_page->findChildren<QLabel*>())
                if (text->isVisible() && text->height() < text->heightForWidth(text->width()))
                    return false;
            return true;
        };
        auto experiments = test::fourExperiments();
        for (Experiment& one : experiments) {
            one.running = !one.running;
            one.progress = -1.0;
            one.outcomes.push_back({true, QStringLiteral("A sentence that says what came of it.")});
        }
        m_page->setExperiments(experiments);
        QVERIFY(isRoomyNow());
        QVERIFY(isWhole());
        support::applyTheme(*qApp, support::ThemeChoice::Dark);
        m_page->resize(392, 500);
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        m_page->setExperiments(test::fourExperiments());
        QTRY_VERIFY(isWhole());
        m_page->setEvidence({});
        m_page->setEvidence(test::mixedEvidence());
        QVERIFY(isRoomyNow());
        QVERIFY(isWhole());
    }

    void nothingStandsOutAtTheRight() {
        for (const int width : {392, 332}) {
            m_page->resize(width, 600);
            QCoreApplication::processEvents();
            QVERIFY2(m_page->widget()->width() <= m_page->viewport()->width(),
                     qPrintable(QString::number(width)));
        }
    }
};

QTEST_MAIN(EvidencePageTest)
#include "evidence_page_test.moc"
