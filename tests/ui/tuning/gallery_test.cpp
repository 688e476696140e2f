#include "tests/support/gallery.h"

#include "tests/ui/tuning/parameters.h"
#include "ui/support/dock_frame.h"
#include "ui/tuning/parameter_slider.h"
#include "ui/tuning/slider_track.h"
#include "ui/tuning/tuning_form.h"

#include <QTest>

using namespace counterpoint;
using namespace counterpoint::tuning;

namespace {

std::unique_ptr<QWidget> tuningDock(bool changed) {
    auto* form = new TuningForm;
    form->setParameters(test::harmonyLike(), {QStringLiteral("batch")});
    if (changed) {
        form->setExact(form->values());
        form->setValues({{"theta", 4.0}, {"lambda", 1.0}, {"rounds", std::int64_t{20}}});
        form->setAdvancedShown(true);
    }
    auto frame = std::make_unique<support::DockFrame>(QStringLiteral("Tuning"), form);
    frame->head()->setSubtitle(changed ? QStringLiteral("Harmony, previewing")
                                       : QStringLiteral("Harmony"));
    frame->resize(272, changed ? 620 : 440);
    frame->show();
    qobject_cast<ParameterSlider*>(form->control(changed ? "theta" : "sigma"))->track()->setFocus();
    return frame;
}

std::unique_ptr<QWidget> twoBatchColumns() {
    auto* form = new TuningForm;
    form->setParameters(test::harmonyLike(),
                        {QStringLiteral("batch"), QStringLiteral("donor_with_a_long_name")});
    form->setValues({{"theta", std::string("2,4.5")}, {"lambda", std::string("0.5,2")}});
    auto frame = std::make_unique<support::DockFrame>(QStringLiteral("Tuning"), form);
    frame->head()->setSubtitle(QStringLiteral("Harmony"));
    frame->resize(272, 620);
    return frame;
}

}  // namespace

class TuningGallery : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void slidersAreDrawn() {
        QCOMPARE(
            test::renderInBothThemes(QStringLiteral("tuning"), [] { return tuningDock(false); }),
            2);
        QCOMPARE(test::renderInBothThemes(QStringLiteral("tuning-drag"),
                                          [] { return tuningDock(true); }),
                 2);
        QCOMPARE(test::renderInBothThemes(QStringLiteral("tuning-two-batches"), twoBatchColumns),
                 2);
    }
};

QTEST_MAIN(TuningGallery)
#include "gallery_test.moc"
