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
    Part layoutPart;
    auto* layouts = new QActionGroup(this);
    const auto layout = [&](ViewLayout kind, Icon icon, const QString& text, const QString& does,
                            const char* segment = "middle") {
        auto* action = new QAction(support::icon(icon, &support::Theme::second), text, layouts);
        action->setCheckable(true);
        action->setToolTip(does);
        connect(action, &QAction::triggered, this, [this, kind] { Q_EMIT layoutChosen(kind); });
        m_layouts[kind] = action;
        layoutPart.widgets.push_back(addButton(action, 0, segment));
        layoutPart.actions.push_back(action);
    };
    layout(ViewLayout::One, Icon::OneView, tr("One view"), tr("One view"), "first");
    layout(ViewLayout::Two, Icon::TwoViews, tr("Two views"), tr("Two views side by side"));
    layout(ViewLayout::Four, Icon::FourViews, tr("Four views"), tr("Four views, two by two"));
    layout(ViewLayout::BeforeAfter, Icon::BeforeAfter, tr("Before and after"),
           tr("Before and after integration, coloured alike"));
    layout(ViewLayout::EachBatch, Icon::ViewEach, tr("One view a batch"),
           tr("One view a batch, the other cells grey"), "last");
    m_layouts[ViewLayout::Two]->setChecked(true);
    layoutPart.widgets.push_back(addSeparator());

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
    Part dimensionsPart{{m_dimensions}, {}};
    auto* dimensions = new QActionGroup(this);
    for (const auto& [dims, name] : {std::pair(2, tr("2-D")), std::pair(3, tr("3-D"))}) {
        QAction* action = dimensions->addAction(name);
        action->setCheckable(true);
        connect(action, &QAction::triggered, this,
                [this, dims = dims] { Q_EMIT dimensionsChosen(dims); });
        dimensionsPart.actions.push_back(action);
    }
    m_dimensionActions = dimensionsPart.actions;
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
    Part seenPart{{addButton(m_fit, 8)}, {m_fit}};
    m_labels = new QAction(support::icon(Icon::Label, &support::Theme::second),
                           tr("Names on the cells"), this);
    m_labels->setCheckable(true);
    m_labels->setChecked(true);
    seenPart.widgets.push_back(addButton(m_labels, 0));
    seenPart.actions.push_back(m_labels);

    m_selection = new QToolButton(this);
    m_selection->setLayoutDirection(Qt::RightToLeft);  // the cross behind the words
    m_selection->setIcon(support::icon(Icon::Close));
    m_selection->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_selection->setAutoRaise(true);
    m_selection->setObjectName(QStringLiteral("selection"));
    m_selection->setAccessibleName(tr("Clear the selection"));
    m_selection->hide();
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
    m_sliders = new QWidgetAction(this);
    m_sliders->setDefaultWidget(panel);
    menu->addAction(m_sliders);
    connect(menu, &QMenu::aboutToShow, m_size.again, [this] { m_size.again->setFocus(); });
    m_more->setMenu(menu);
    add(m_more, 0);  // in place of the sliders
    m_more->hide();

    m_parts = {seenPart, dimensionsPart, layoutPart};
    m_rest = new QToolButton(this);
    m_rest->setObjectName(QStringLiteral("barMenu"));
    m_rest->setText(tr("More"));
    m_rest->setToolTip(tr("What this bar has no room for"));
    m_rest->setAccessibleName(tr("More of this bar"));
    m_rest->setAutoRaise(true);
    m_rest->setPopupMode(QToolButton::InstantPopup);
    auto* rest = new QMenu(m_rest);
    connect(rest, &QMenu::aboutToShow, this, [this, rest] { fillRest(rest); });
    m_rest->setMenu(rest);
    add(m_rest, 0);
    m_rest->hide();
    showPoint(3.2, 0.8);
}

void ViewBar::fillRest(QMenu* menu) const {
    menu->clear();
    for (const Part& part : m_parts) {
        if (!part.widgets.front()->isHidden()) continue;
        if (!menu->isEmpty()) menu->addSeparator();
        for (QAction* action : part.actions) menu->addAction(action);
    }
    if (m_rest->isHidden()) return;
    if (!menu->isEmpty()) menu->addSeparator();
    m_more->menu()->removeAction(m_sliders);
    menu->addAction(m_sliders);
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
    control.label->setContentsMargins(8, 0, 6, 0);  // gaps that go where these do
    add(control.label, 0);
    add(control.slider, 0, 1);
    add(control.figure, 0);
    form->addRow(label(), control.again);
    for (const QSlider* taken : {control.slider, control.again})
        connect(taken, &QSlider::sliderPressed, this, &ViewBar::gripped);
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

void ViewBar::fit() {
    if (m_rest == nullptr) return;  // not all is there yet
    const std::vector<QWidget*> sliders{m_size.label, m_size.slider, m_opacity.label,
                                        m_opacity.slider};
    const std::vector<QWidget*> figures{m_size.figure, m_opacity.figure};
    const auto widthOf = [](const std::vector<QWidget*>& parts) {
        int needed = 0;
        for (const QWidget* part : parts)
            needed +=
                part->minimumWidth() > 0 ? part->minimumWidth() : part->minimumSizeHint().width();
        return needed;
    };
    // What the rest takes; only what changes is shown or hidden, a control keeps the focus.
    layout()->invalidate();
    int others = layout()->minimumSize().width();
    const auto leaveOut = [&](const std::vector<QWidget*>& parts) {
        for (QWidget* part : parts)
            if (!part->isHidden()) others -= widthOf({part});
    };
    for (const std::vector<QWidget*>& parts : {sliders, figures, {m_more}, {m_rest}, {m_selection}})
        leaveOut(parts);
    int whole = 0;
    for (const Part& part : m_parts) {
        leaveOut(part.widgets);
        whole += widthOf(part.widgets);
    }
    int room = width() - others;
    int brief = 0;
    if (!m_selected.isEmpty()) {
        m_selection->setText(m_selectedBriefly);
        brief = m_selection->sizeHint().width();
    }
    room -= brief + whole;
    const bool showsSliders = widthOf(sliders) <= room;
    const bool showsFigures = widthOf(sliders) + widthOf(figures) + figureRoom <= room;
    room -= (showsSliders ? widthOf(sliders) : widthOf({m_more})) +
            (showsFigures ? widthOf(figures) : 0);
    std::size_t yielding = 0;
    if (room < 0) {
        room += widthOf({m_more}) - widthOf({m_rest});  // which then holds both
        do room += widthOf(m_parts[yielding++].widgets);
        while (room < 0 && yielding < m_parts.size());
    }

    for (QWidget* part : sliders) part->setVisible(showsSliders);
    for (QWidget* part : figures) part->setVisible(showsFigures);
    m_more->setVisible(!showsSliders && yielding == 0);
    m_rest->setVisible(yielding > 0);
    if (yielding == 0 && !m_more->menu()->actions().contains(m_sliders)) {
        m_rest->menu()->clear();
        m_more->menu()->addAction(m_sliders);
    }
    for (std::size_t i = 0; i < m_parts.size(); ++i)
        for (QWidget* part : m_parts[i].widgets) part->setVisible(i >= yielding);
    fitSelection(brief + room);
    // What was shown or hidden while the bar itself was not to be seen is not placed anew by Qt.
    layout()->invalidate();
    layout()->activate();
}

void ViewBar::fitSelection(int room) {
    m_selection->setVisible(!m_selected.isEmpty());
    if (m_selected.isEmpty()) return;
    // From left to right although the button is not.
    const auto say = [&](const QString& text) {
        m_selection->setText(text + QChar(0x200E));
        return m_selection->sizeHint().width();
    };
    int needed = say(m_selected);
    if (needed > room) needed = say(m_selectedBriefly);
    if (needed > room) {
        const int words = m_selection->fontMetrics().horizontalAdvance(m_selectedBriefly);
        say(m_selection->fontMetrics().elidedText(m_selectedBriefly, Qt::ElideRight,
                                                  std::max(0, words - (needed - room))));
    }
    m_selection->setFixedWidth(std::min(needed, std::max(room, support::scaled(28))));
}

void ViewBar::setViewStyle(const embedding::ViewStyle& style) {
    m_placing->setViewStyle(style);
    fitPlacing();
    for (const PointControl& control : {m_size, m_opacity})
        control.again->setMinimumWidth(support::scaled(140));
    for (QLabel* figure : {m_size.figure, m_opacity.figure})
        figure->setFixedWidth(QFontMetrics(style.sentence).horizontalAdvance(tr("12.0 px ")));
    fit();
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
    m_dimensionActions[static_cast<std::size_t>(dims) - 2]->setChecked(true);
    for (QAction* action : m_dimensionActions) action->setEnabled(why.isEmpty());
    m_dimensions->setEnabled(why.isEmpty());
    m_dimensions->setToolTip(why.isEmpty() ? tr("Show the cells in the plane or in space: drag "
                                                "turns them, Home looks from the front")
                                           : why);
}

void ViewBar::setSelection(const QString& text, const QString& brief,
                           const QString& accessibleName) {
    m_selected = text;
    m_selectedBriefly = brief;
    m_selection->setAccessibleName(accessibleName.isEmpty() ? tr("Clear the selection")
                                                            : accessibleName);
    m_selection->setToolTip(tr("%1. Show all cells in colour again (Esc)").arg(text));
    fit();
}

void ViewBar::resizeEvent(QResizeEvent* event) {
    Bar::resizeEvent(event);
    fit();
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
