#include "tests/support/gallery.h"

#include "ui/support/buttons.h"
#include "ui/support/dock_frame.h"
#include "ui/support/empty_state.h"
#include "ui/support/icons.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QProgressBar>
#include <QPushButton>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace counterpoint;
using namespace counterpoint::support;

namespace {

std::unique_ptr<QWidget> controls() {
    auto page = std::make_unique<QWidget>();
    auto* grid = new QGridLayout(page.get());
    grid->setSpacing(12);
    grid->setContentsMargins(16, 16, 16, 16);
    const auto button = [&](const char* text, Icon icon, ButtonKind kind, int row, int column) {
        auto* made = makeButton(QLatin1String(text), icon, kind, page.get());
        grid->addWidget(made, row, column);
        return made;
    };
    button("Run", Icon::Run, ButtonKind::Primary, 0, 0)->setFocus();
    button("Run", Icon::Run, ButtonKind::Primary, 0, 1)->setEnabled(false);
    button("Stop", Icon::Stop, ButtonKind::Stop, 1, 0);
    button("Stop", Icon::Stop, ButtonKind::Stop, 1, 1)->setEnabled(false);
    grid->addWidget(makeButton(QStringLiteral("Cancel"), ButtonKind::Plain, page.get()), 2, 0);
    auto* off = makeButton(QStringLiteral("Cancel"), ButtonKind::Plain, page.get());
    off->setEnabled(false);
    grid->addWidget(off, 2, 1);
    grid->addWidget(makeButton(QStringLiteral("Clear list"), ButtonKind::Link, page.get()), 3, 0);
    for (const int state : {0, 1, 2}) {
        auto* compare = new QToolButton(page.get());
        compare->setText(QStringLiteral("Compare"));
        compare->setIcon(icon(Icon::Compare));
        compare->setIconSize(iconBesideText);
        compare->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        compare->setCheckable(true);
        compare->setChecked(state == 1);
        compare->setEnabled(state != 2);
        grid->addWidget(compare, state, 2);
    }
    auto* combo = new QComboBox(page.get());
    combo->addItems({QStringLiteral("Harmony"), QStringLiteral("none")});
    grid->addWidget(combo, 0, 3);
    auto* comboOff = new QComboBox(page.get());
    comboOff->addItem(QStringLiteral("Harmony"));
    comboOff->setEnabled(false);
    grid->addWidget(comboOff, 1, 3);
    grid->addWidget(new QDoubleSpinBox(page.get()), 2, 3);
    auto* edit = new QLineEdit(page.get());
    edit->setPlaceholderText(QStringLiteral("Search genes and commands"));
    grid->addWidget(edit, 3, 3);
    for (const int state : {0, 1, 2}) {
        auto* check = new QCheckBox(QStringLiteral("auto"), page.get());
        check->setTristate(true);
        check->setCheckState(static_cast<Qt::CheckState>(state));
        grid->addWidget(check, state, 4);
    }
    auto* progress = new QProgressBar(page.get());
    progress->setFixedWidth(120);
    progress->setValue(70);
    progress->setTextVisible(false);
    grid->addWidget(progress, 3, 4);
    auto* tabs = new QTabBar(page.get());
    tabs->addTab(QStringLiteral("Trade-off"));
    tabs->addTab(QStringLiteral("Sweep"));
    grid->addWidget(tabs, 4, 0, 1, 3);
    auto* menu = new QMenuBar(page.get());
    for (const char* title : {"File", "Edit", "View"}) menu->addMenu(QLatin1String(title));
    grid->addWidget(menu, 4, 3, 1, 2);
    return page;
}

std::unique_ptr<QWidget> icons() {
    auto page = std::make_unique<QWidget>();
    auto* grid = new QGridLayout(page.get());
    const int last = static_cast<int>(Icon::Pin);
    for (int i = 0; i <= last; ++i) {
        auto* label = new QLabel(page.get());
        label->setPixmap(icon(static_cast<Icon>(i)).pixmap(QSize(32, 32), 1.0));
        grid->addWidget(label, i / 8, i % 8);
    }
    auto* program = new QLabel(page.get());
    program->setPixmap(applicationIcon().pixmap(QSize(128, 128), 1.0));
    grid->addWidget(program, 0, 8, 4, 1);
    return page;
}

std::unique_ptr<QWidget> dock() {
    auto* empty = new EmptyState(Icon::Open, QStringLiteral("Drop a file here"),
                                 QStringLiteral(".h5ad, 10x .h5 or folder, .loom, .csv"));
    empty->addButton(QStringLiteral("Open file\u2026"), Icon::Open, ButtonKind::Primary);
    empty->addButton(QStringLiteral("Open several as batches\u2026"), ButtonKind::Plain);
    empty->setNote(
        QStringLiteral("Files stay on this computer. Counterpoint never uses the network."));
    auto frame = std::make_unique<DockFrame>(QStringLiteral("Diagnosis"), empty);
    frame->head()->setTag(QStringLiteral("preview"));
    frame->head()->setSubtitle(QStringLiteral("next to run 5"));
    frame->resize(480, 368);
    return frame;
}

}  // namespace

class SupportGallery : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void controlsAreDrawn() {
        QCOMPARE(test::renderInBothThemes(QStringLiteral("controls"), controls), 2);
    }
    void iconsAreDrawn() { QCOMPARE(test::renderInBothThemes(QStringLiteral("icons"), icons), 2); }
    void docksAreDrawn() { QCOMPARE(test::renderInBothThemes(QStringLiteral("dock"), dock), 2); }
};

QTEST_MAIN(SupportGallery)
#include "gallery_test.moc"
