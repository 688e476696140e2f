#pragma once

#include "ui/embedding/choice_button.h"
#include "ui/embedding/region_gesture.h"
#include "ui/embedding/view_style.h"
#include "ui/workbench/bar.h"

#include <map>
#include <vector>

class QAction;
class QActionGroup;
class QFormLayout;
class QLabel;
class QMenu;
class QSlider;
class QToolButton;
class QWidgetAction;

namespace counterpoint::support {
class Segments;
}

namespace counterpoint::workbench {

/// How the views share the centre of the window.
enum class ViewLayout { One, Two, Four, BeforeAfter, EachBatch };

/// The bar above the views: how many, what places the cells, in two or three dimensions, what the
/// pointer does, what is selected, size and opacity of points. Every choice is also an action with
/// a name, for menus and shortcuts.
class ViewBar : public Bar {
    Q_OBJECT

  public:
    explicit ViewBar(QWidget* parent = nullptr);

    QAction* layoutAction(ViewLayout layout) const { return m_layouts.at(layout); }
    QAction* toolAction(embedding::Tool tool) const { return m_tools.at(tool); }
    QAction* fitAction() const { return m_fit; }
    QAction* labelsAction() const { return m_labels; }
    /// What places the cells: UMAP, components, an embedding of the file.
    embedding::ChoiceButton& placing() const { return *m_placing; }
    /// Gives the choice of what places the cells room for what it says now.
    void fitPlacing();
    void setViewStyle(const embedding::ViewStyle& style);
    /// Shows 2 or 3 dimensions; `why` says why there is no choice, empty where there is.
    void setDimensions(int dims, const QString& why);
    support::Segments& dimensions() const { return *m_dimensions; }
    /// What is selected, on the button that clears it: in full, in a few words where there is no
    /// room, and for screen readers; empty hides it.
    void setSelection(const QString& text, const QString& brief, const QString& accessibleName);
    /// Shows the automatic size (logical pixels) and opacity (0–1) without fixing them.
    void showPoint(double size, double opacity);

    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void layoutChosen(counterpoint::workbench::ViewLayout layout);
    void dimensionsChosen(int dims);
    void toolChosen(counterpoint::embedding::Tool tool);
    void clearRequested();
    void pointSizeChosen(double diameter);
    void opacityChosen(double opacity);
    /// A hand takes hold of one of these sliders.
    void gripped();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    /// What sets size or opacity: in the bar with its value, and the same slider in the panel that
    /// a button opens where the bar has no room.
    struct PointControl {
        QLabel* label = nullptr;
        QSlider* slider = nullptr;
        QLabel* figure = nullptr;
        QSlider* again = nullptr;
    };

    /// What goes into a menu where the bar has no room for it.
    struct Part {
        std::vector<QWidget*> widgets;
        std::vector<QAction*> actions;
    };

    /// The figures beside size and opacity yield first where the bar is narrow, then both sliders,
    /// to a button that opens them, then one part after the other, to a menu; what is selected is
    /// said in full where there is room, and cut off last.
    void fit();
    void fitSelection(int room);
    void fillRest(QMenu* menu) const;
    void showFigures();
    QToolButton* addButton(QAction* action, int gap, const char* segment = nullptr);
    PointControl addSlider(const QString& name, int low, int high, QFormLayout* form);

    std::map<ViewLayout, QAction*> m_layouts;
    std::map<embedding::Tool, QAction*> m_tools;
    embedding::ChoiceButton* m_placing;
    support::Segments* m_dimensions;
    std::vector<QAction*> m_dimensionActions;
    QAction* m_fit;
    QAction* m_labels;
    QToolButton* m_selection;
    QString m_selected;
    QString m_selectedBriefly;
    QWidgetAction* m_sliders = nullptr;  ///< size and opacity in a menu, in one at a time
    QToolButton* m_more = nullptr;       ///< opens the sliders where there is no room for them
    QToolButton* m_rest = nullptr;       ///< opens the parts for which there is none
    std::vector<Part> m_parts;           ///< the first yields first
    PointControl m_size;
    PointControl m_opacity;
};

}  // namespace counterpoint::workbench
