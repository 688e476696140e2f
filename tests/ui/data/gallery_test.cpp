#include "tests/support/gallery.h"

#include "tests/ui/data/example.h"
#include "ui/data/category_tree.h"
#include "ui/data/data_panel.h"
#include "ui/support/dock_frame.h"

#include <QTest>

using namespace counterpoint;
using namespace counterpoint::datapanel;

namespace {

std::unique_ptr<QWidget> dock(int width, int height, int types) {
    auto* panel = new DataPanel;
    panel->setDataset(test::bloodLike(types), {.batch = "batch", .label = "cell_type"});
    panel->setHiddenCodes(Role::Label, {3, 5});
    auto frame = std::make_unique<support::DockFrame>(QStringLiteral("Data"), panel);
    frame->resize(width, height);
    return frame;
}

}  // namespace

class DataGallery : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void panelsAreDrawn() {
        QCOMPARE(test::renderInBothThemes(QStringLiteral("data"), [] { return dock(272, 490, 8); }),
                 2);
        QCOMPARE(test::renderInBothThemes(QStringLiteral("data-narrow"),
                                          [] { return dock(248, 390, 40); }),
                 2);
    }
};

QTEST_MAIN(DataGallery)
#include "gallery_test.moc"
