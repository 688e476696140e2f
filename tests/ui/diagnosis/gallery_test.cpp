#include "tests/support/gallery.h"

#include "tests/ui/diagnosis/examples.h"
#include "ui/diagnosis/verdict_panel.h"
#include "ui/support/dock_frame.h"

#include <QTest>
#include <QVBoxLayout>

using namespace counterpoint;
using namespace counterpoint::diagnosis;

namespace {

std::unique_ptr<QWidget> verdicts(int width) {
    auto page = std::make_unique<QWidget>();
    page->setProperty("surface", QStringLiteral("panel"));
    page->setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(page.get());
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(16);
    const auto add = [&](const GaugeState& state, const VerdictText& text) {
        auto* panel = new VerdictPanel;
        panel->setVerdict(state, text);
        column->addWidget(panel);
        return panel;
    };
    add({}, {});
    add({VerdictWord::Under, {{0.18, 0.12, 0.24}}},
        {{{QStringLiteral("In Monocyte 62 % of the neighbours expected from other batches are "
                          "missing (95 % 55–69); 1 102 cells."),
           QStringLiteral("Monocyte"), 3},
          {QStringLiteral("97 % of cells could be checked."), {}, -1}},
         {}});
    const GaugeState balanced{VerdictWord::Balanced, {{0.53, 0.47, 0.6}}};
    const VerdictText fine{
        {{QStringLiteral(
              "2 % of expected cross-batch neighbours missing (limit 15 %), no population "
              "of 20 or more cells lost over 14 % of its neighbourhood."),
          {},
          -1}},
        {}};
    add(balanced, fine);
    add({VerdictWord::Over, {{0.80, 0.66, 0.93}}, 0.55},
        {{{QStringLiteral("34 cells of batch_3 formed a separate cluster before correction; 26 % "
                          "of their own-batch neighbours are now from cluster 4. This difference "
                          "existed within one batch, so it cannot be a batch effect."),
           QStringLiteral("34 cells of batch_3"), 1}},
         QStringLiteral("1 % of cells")});
    add({VerdictWord::Mixed, {{0.2, 0.15, 0.25}, {0.8, 0.75, 0.86}}}, fine);
    add(balanced, fine)->markStale();
    add({VerdictWord::CannotTell, {}},
        {{{QStringLiteral("Only 31 % of the cells have a recognisable counterpart in another "
                          "batch. Give labels, or a batch that shares populations."),
           {},
           -1}},
         {}});
    page->resize(width, page->sizeHint().height());
    return page;
}

std::unique_ptr<QWidget> evidencePage(int width) {
    auto page = std::make_unique<EvidencePage>();
    page->setEvidence(test::mixedEvidence());
    page->setExperiments(test::fourExperiments());
    page->resize(width, 900);
    page->show();
    page->resize(width, page->widget()->heightForWidth(width) + 20);
    return page;
}

}  // namespace

class DiagnosisGallery : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void verdictsAreDrawn() {
        QCOMPARE(test::renderInBothThemes(QStringLiteral("verdicts"), [] { return verdicts(392); }),
                 2);
        QCOMPARE(test::renderInBothThemes(QStringLiteral("verdicts-narrow"),
                                          [] { return verdicts(344); }),
                 2);
    }
    void evidenceIsDrawn() {
        for (const int width : {392, 332})
            QCOMPARE(test::renderInBothThemes(QStringLiteral("evidence-%1").arg(width),
                                              [width] { return evidencePage(width); }),
                     2);
    }
};

QTEST_MAIN(DiagnosisGallery)
#include "gallery_test.moc"
