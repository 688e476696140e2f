#include "ui/workbench/view_bar.h"

#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"
#include "ui/support/segments.h"

#include <QAction>
#include <QActionGroup>
#include <QFontMetrics>
#include <QFormLayout>
#include <QLabel>
#include <QLayout>
#include <QMenu>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QWidgetAction>

#include <algorithm>
#include <cmath>
#include <vector>

namespace counterpoint::workbench {

using embedding::Tool;
using support::Icon;

namespace {

constexpr int figureRoom = 64;  ///< that sliders get before the figures beside them show

}  // namespace

ViewBar::ViewBar(QWidget* parent) : Bar(36, parent) {
    auto* layouts = new QActionGroup(this);
    const auto layout = [&](ViewLayout kind, Icon icon, const QString& text, const QString& does,
                            const char* segment = "middle") {
        auto* action = new QAction(support::icon(icon, &support::Theme::second), text, layouts);
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
        auto* action = new QAction(support::icon(icon, &support::Theme::second), text, tools);
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

    m_fit =
        new QAction(support::icon(Icon::Fit, &support::Theme::second), tr("Show all cells"), this);
    m_fit->setToolTip(tr("Show all cells (Space)"));
    addButton(m_fit, 8);
    m_labels = new QAction(support::icon(Icon::Label, &support::Theme::second),
                           tr("Names on the cells"), this);
    m_labels->setCheckable(true);
    m_labels->setChecked(true);
    addButton(m_labels, 0);

    m_selection = new QToolButton(this);
    m_selection->setIcon(support::icon(Icon::Close));
    m_selection->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_selection->setToolTip(tr("Show all cells in colour again (Esc)"));
    m_selection->setAutoRaise(true);
    m_selection->setObjectName(QStringLiteral("selection"));
    setSelection({}, {});
    connect(m_selection, &QToolButton::clicked, this, &ViewBar::clearRequested);
    add(m_selection, 8);
    addStretch();

    // Size in tenths of a pixel, opacity in per cent; untouched, both follow the number of cells.
    auto* panel = new QWidget(this);
    auto* form = new QFormLayout(panel);
    form->setContentsMargins(12, 8, 12, 8);
    form->setHorizontalSpacing(8);
    m_size = addSlider(tr("Size"), 5, 120, form);
    m_opacity = addSlider(tr("Opacity"), 5, 100, form);
    connect(m_size.slider, &QSlider::valueChanged, this, [this](int tenths) {
        showFigures();
        Q_EMIT pointSizeChosen(tenths / 10.0);
    });
    connect(m_opacity.slider, &QSlider::valueChanged, this, [this](int percent) {
        showFigures();
        Q_EMIT opacityChosen(percent / 100.0);
    });
    m_more = new QToolButton(this);
    m_more->setObjectName(QStringLiteral("pointsMenu"));
    m_more->setText(tr("Points"));
    m_more->setToolTip(tr("Size and opacity of the points"));
    m_more->setAccessibleName(tr("Size and opacity of the points"));
    m_more->setAutoRaise(true);
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_more);
    auto* sliders = new QWidgetAction(menu);
    sliders->setDefaultWidget(panel);
    menu->addAction(sliders);
    connect(menu, &QMenu::aboutToShow, m_size.again, [this] { m_size.again->setFocus(); });
    m_more->setMenu(menu);
    add(m_more, 0);  // in place of the sliders, whose gaps stay
    m_more->hide();
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
    button->setFixedWidth(28);  // icons do not grow with the text
    add(button, gap);
    return button;
}

ViewBar::PointControl ViewBar::addSlider(const QString& name, int low, int high,
                                         QFormLayout* form) {
    const auto label = [&] {
        return support::makeLabel(name, support::Type::Body, support::Tone::Second, this);
    };
    const auto slider = [&] {
        auto* made = new QSlider(Qt::Horizontal, this);
        made->setRange(low, high);
        made->setAccessibleName(name);
        made->setToolTip(name);
        return made;
    };
    PointControl control{label(), slider(),
                         support::makeLabel({}, support::Type::Body, support::Tone::Second, this),
                         slider()};
    control.slider->setMinimumWidth(40);
    control.slider->setMaximumWidth(72);
    control.label->setBuddy(control.slider);
    control.figure->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    add(control.label, 8);
    add(control.slider, 6, 1);
    add(control.figure, 0);
    form->addRow(label(), control.again);
    // The slider in the bar tells of both.
    connect(control.again, &QSlider::valueChanged, control.slider, &QSlider::setValue);
    connect(control.slider, &QSlider::valueChanged, control.again, [again = control.again](int to) {
        const QSignalBlocker quiet(again);
        again->setValue(to);
    });
    return control;
}

QSize ViewBar::minimumSizeHint() const {
    return {0, height()};  // what does not fit yields
}

void ViewBar::fitPoints() {
    if (m_more == nullptr) return;  // not all is there yet
    const std::vector<QWidget*> points{m_size.label, m_size.slider, m_opacity.label,
                                       m_opacity.slider};
    const std::vector<QWidget*> figures{m_size.figure, m_opacity.figure};
    const auto widthOf = [](const std::vector<QWidget*>& parts) {
        int needed = 0;
        for (const QWidget* part : parts)
            needed += std::max(part->minimumWidth(), part->minimumSizeHint().width());
        return needed;
    };
    int room = width() - layout()->minimumSize().width();
    for (const std::vector<QWidget*>& parts : {points, figures, {m_more}})
        if (!parts.front()->isHidden()) room += widthOf(parts);
    const bool sliders = widthOf(points) <= room;
    const bool both = widthOf(points) + widthOf(figures) + figureRoom <= room;
    for (QWidget* part : points) part->setVisible(sliders);
    for (QWidget* part : figures) part->setVisible(both);
    m_more->setVisible(!sliders);
}

void ViewBar::setViewStyle(const embedding::ViewStyle& style) {
    m_placing->setViewStyle(style);
    fitPlacing();
    m_selection->setMinimumWidth(support::scaled(28));
    for (const PointControl& control : {m_size, m_opacity})
        control.again->setMinimumWidth(support::scaled(140));
    for (QLabel* figure : {m_size.figure, m_opacity.figure})
        figure->setFixedWidth(QFontMetrics(style.sentence).horizontalAdvance(tr("12.0 px ")));
    fitPoints();
}

void ViewBar::fitPlacing() {
    m_placing->setMinimumWidth(
        std::clamp(m_placing->sizeHint().width(), support::scaled(66), support::scaled(118)));
}

void ViewBar::showFigures() {
    m_size.figure->setText(tr("%1 px").arg(m_size.slider->value() / 10.0, 0, 'f', 1));
    m_opacity.figure->setText(support::percent(m_opacity.slider->value() / 100.0));
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
    fitPoints();
    fitSelection();
}

void ViewBar::resizeEvent(QResizeEvent* event) {
    Bar::resizeEvent(event);
    fitPoints();
    fitSelection();
    // What was shown or hidden while the bar itself was not to be seen is not placed anew by Qt.
    layout()->invalidate();
    layout()->activate();
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
    const auto show = [](const PointControl& control, double value) {
        for (QSlider* slider : {control.slider, control.again}) {
            const QSignalBlocker quiet(slider);
            slider->setValue(static_cast<int>(std::lround(value)));
        }
    };
    show(m_size, 10.0 * size);
    show(m_opacity, 100.0 * opacity);
    showFigures();
}

}  // namespace counterpoint::workbench
