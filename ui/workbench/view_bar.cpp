#include "ui/workbench/view_bar.h"

#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/labels.h"
#include "ui/support/segments.h"

#include <QAction>
#include <QActionGroup>
#include <QLabel>
#include <QLayout>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace counterpoint::workbench {

using embedding::Tool;
using support::Icon;

ViewBar::ViewBar(QWidget* parent) : Bar(36, parent) {
    auto* layouts = new QActionGroup(this);
    const auto layout = [&](ViewLayout kind, Icon icon, const QString& text, const QString& does,
                            const char* segment = "middle") {
        auto* action = new QAction(support::icon(icon), text, layouts);
        action->setCheckable(true);
        action->setToolTip(does);
        connect(action, &QAction::triggered, this, [this, kind] { Q_EMIT layoutChosen(kind); });
        m_layouts[kind] = action;
        addButton(action, 0, segment);
    };
    layout(ViewLayout::One, Icon::OneView, tr("One view"), tr("One view"), "first");
    layout(ViewLayout::Two, Icon::TwoViews, tr("Two views"), tr("Two views side by side"));
    layout(ViewLayout::Four, Icon::FourViews, tr("Four views"), tr("Four views, two by two"));
    layout(ViewLayout::BeforeAfter, Icon::BeforeAfter, tr("Before and after"),
           tr("Before and after integration, coloured alike"));
    layout(ViewLayout::EachBatch, Icon::ViewEach, tr("One view a batch"),
           tr("One view a batch, the other cells grey"), "last");
    m_layouts[ViewLayout::Two]->setChecked(true);
    addSeparator();

    m_placing = new embedding::ChoiceButton(this);
    m_placing->setObjectName(QStringLiteral("placing"));
    m_placing->setAccessibleName(tr("Place the cells by"));
    m_placing->setToolTip(
        tr("What places the cells: UMAP, components before or after integration, or a layout of "
           "the file"));
    m_placing->setHint(tr("Layout, or numbers of components: 3 7"),
                       tr("What to place the cells by"));
    m_placing->setMinimumWidth(support::scaled(66));
    add(m_placing, 0);
    m_dimensions = new support::Segments(tr("Dimensions"), {tr("2-D"), tr("3-D")}, this);
    m_dimensions->setObjectName(QStringLiteral("dimensions"));
    connect(m_dimensions, &support::Segments::chosen, this,
            [this](int choice) { Q_EMIT dimensionsChosen(choice + 2); });
    setDimensions(2, {});
    add(m_dimensions, 4);
    addSeparator();

    auto* tools = new QActionGroup(this);
    const auto tool = [&](Tool kind, Icon icon, const QString& text, const QKeySequence& key,
                          const QString& does, const char* segment) {
        auto* action = new QAction(support::icon(icon), text, tools);
        action->setCheckable(true);
        action->setShortcut(key);
        action->setToolTip(does);
        connect(action, &QAction::triggered, this, [this, kind] { Q_EMIT toolChosen(kind); });
        m_tools[kind] = action;
        addButton(action, 0, segment);
    };
    const QString how = tr("Shift adds, Alt takes away, Esc clears, I inverts.");
    tool(Tool::Pan, Icon::Pan, tr("Move"), Qt::Key_V,
         tr("Drag to move the cells, in 3-D to turn them (V); Shift moves in 3-D too"), "first");
    tool(Tool::Box, Icon::Box, tr("Select in a box"), Qt::Key_R,
         tr("Drag a box around cells to select them (R). %1").arg(how), "middle");
    tool(Tool::Lasso, Icon::Lasso, tr("Select with a lasso"), Qt::Key_L,
         tr("Draw around cells to select them (L). %1").arg(how), "last");
    m_tools[Tool::Pan]->setChecked(true);

    m_fit = new QAction(support::icon(Icon::Fit), tr("Show all cells"), this);
    m_fit->setToolTip(tr("Show all cells (Space)"));
    addButton(m_fit, 8);
    m_labels = new QAction(support::icon(Icon::Label), tr("Names on the cells"), this);
    m_labels->setCheckable(true);
    m_labels->setChecked(true);
    addButton(m_labels, 0);

    m_selection = new QToolButton(this);
    m_selection->setIcon(support::icon(Icon::Close));
    m_selection->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_selection->setToolTip(tr("Show all cells in colour again (Esc)"));
    m_selection->setAutoRaise(true);
    m_selection->setObjectName(QStringLiteral("selection"));
    m_selection->setMinimumWidth(support::scaled(28));
    setSelection({}, {});
    connect(m_selection, &QToolButton::clicked, this, &ViewBar::clearRequested);
    add(m_selection, 8);
    addStretch();

    // Size in tenths of a pixel, opacity in per cent; untouched, both follow the number of cells.
    m_size = addSlider(tr("Size"), 5, 120);
    connect(m_size, &QSlider::valueChanged, this,
            [this](int tenths) { Q_EMIT pointSizeChosen(tenths / 10.0); });
    m_opacity = addSlider(tr("Opacity"), 5, 100);
    connect(m_opacity, &QSlider::valueChanged, this,
            [this](int percent) { Q_EMIT opacityChosen(percent / 100.0); });
    showPoint(3.2, 0.8);
}

QToolButton* ViewBar::addButton(QAction* action, int gap, const char* segment) {
    auto* button = new QToolButton(this);
    if (segment != nullptr) button->setProperty("segment", QLatin1String(segment));
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setAccessibleName(action->text());
    button->setAutoRaise(true);
    button->setIconSize({16, 16});
    button->setFixedWidth(support::scaled(28));
    add(button, gap);
    return button;
}

QSlider* ViewBar::addSlider(const QString& name, int low, int high) {
    auto* label = support::makeLabel(name, support::Type::Body, support::Tone::Second, this);
    auto* slider = new QSlider(Qt::Horizontal, this);
    slider->setRange(low, high);
    slider->setMinimumWidth(40);
    slider->setMaximumWidth(72);
    slider->setAccessibleName(name);
    slider->setToolTip(name);
    label->setBuddy(slider);
    add(label, 8);
    add(slider, 6, 1);
    m_points.insert(m_points.end(), {label, slider});
    return slider;
}

QSize ViewBar::minimumSizeHint() const {
    return {0, height()};  // what does not fit yields
}

void ViewBar::fitPoints() {
    int needed = 0;
    for (const QWidget* part : m_points)
        needed += std::max(part->minimumWidth(), part->minimumSizeHint().width());
    const bool shown = !m_points.front()->isHidden();
    const int others = layout()->minimumSize().width() - (shown ? needed : 0);
    for (QWidget* part : m_points) part->setVisible(others + needed <= width());
}

void ViewBar::setDimensions(int dims, const QString& why) {
    m_dimensions->setCurrent(dims - 2);
    m_dimensions->setEnabled(why.isEmpty());
    m_dimensions->setToolTip(why.isEmpty() ? tr("Show the cells in the plane or in space: drag "
                                                "turns them, Home looks from the front")
                                           : why);
}

void ViewBar::setSelection(const QString& text, const QString& accessibleName) {
    m_selection->setText(text);
    m_selection->setAccessibleName(accessibleName.isEmpty() ? tr("Clear the selection")
                                                            : accessibleName);
    m_selection->setVisible(!text.isEmpty());
    fitSelection();
}

void ViewBar::resizeEvent(QResizeEvent* event) {
    fitPoints();
    fitSelection();
    Bar::resizeEvent(event);
}

void ViewBar::fitSelection() {
    m_selection->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const int whole = m_selection->sizeHint().width();
    const int others = layout()->minimumSize().width() - m_selection->minimumWidth();
    // Part of a name says less than none.
    if (others + whole > width()) m_selection->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_selection->setMaximumWidth(m_selection->sizeHint().width());
}

void ViewBar::showPoint(double size, double opacity) {
    const QSignalBlocker quietSize(m_size);
    const QSignalBlocker quietOpacity(m_opacity);
    m_size->setValue(static_cast<int>(std::lround(10.0 * size)));
    m_opacity->setValue(static_cast<int>(std::lround(100.0 * opacity)));
}

}  // namespace counterpoint::workbench
