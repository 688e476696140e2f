#pragma once

#include "core/report/page.h"
#include "ui/embedding/embedding_view.h"
#include "ui/embedding/view_trail.h"
#include "ui/selection/cell_selection.h"
#include "ui/workbench/before_map.h"
#include "ui/workbench/colourings.h"
#include "ui/workbench/shown_state.h"
#include "ui/workbench/subset_view.h"
#include "ui/workbench/view_bar.h"
#include "ui/workbench/workbench.h"

#include <QTimer>
#include <QWidget>

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

class QGridLayout;

namespace counterpoint::embedding {
class EmbeddingPanel;
}

namespace counterpoint::workbench {

/// The centre of the window: the same cells in several views under one camera, first of all by
/// batch and by cell type, and the view bar above them. Selection, hidden categories and what the
/// pointer is on are the same in all views.
class ViewArea : public QWidget {
    Q_OBJECT

  public:
    explicit ViewArea(Workbench& workbench, QWidget* parent = nullptr);
    ~ViewArea() override;

    void setViewLayout(ViewLayout layout);
    ViewLayout viewLayout() const { return m_layout; }
    std::size_t panelCount() const { return m_views.size(); }
    embedding::EmbeddingPanel& panel(std::size_t view) { return *m_views[view].panel; }
    /// Colours one of the views: see Colourings. Views that are coloured alike change together.
    void setColourKey(std::size_t view, const QString& key);
    QString colourKey(std::size_t view) const { return m_views[view].key; }
    Colourings& colourings() { return m_colourings; }
    /// What a view would show by that key, between the ends the user gave its bar; nothing as long
    /// as the expression it needs is on its way.
    std::optional<embedding::Colouring> colouringOf(const QString& key);

    /// Cells of these levels of an obs column are not drawn, nor those without one where `missing`.
    void setHiddenLevels(const std::string& column, const std::set<std::string>& levels,
                         bool missing = false);
    /// Cells hidden by other columns than these are drawn again.
    void hideOnlyBy(const std::set<std::string>& columns);
    /// Shows only these cells in colour, in every view, and says what they are; see clearSelection.
    void select(std::vector<std::uint32_t> cells, const QString& what);
    void clearSelection() { m_selection.clear(); }
    const std::vector<std::uint32_t>& selection() const { return m_selection.cells(); }
    selection::CellSelection& cellSelection() { return m_selection; }
    void invertSelection();
    /// Shows one level of an obs column alone in colour while the pointer is on it; no level ends
    /// that.
    void highlight(const std::string& column, const std::optional<std::string>& level);
    /// Asks for another colour of a level.
    void askForColor(const std::string& column, const std::string& level);

    /// What the user chose to see; taken back as a whole, as by undo.
    ShownState shownState() const;
    void setShownState(const ShownState& state);

    /// Places the cells by another layout (a text of LayoutChoice), in 2 or 3 dimensions: a change
    /// of settings, to be undone and kept like any other.
    void setPlacing(const QString& layout);
    void setDimensions(int dims);
    /// The cells in the plane as the views show them, turned as they are, and the names of the
    /// axes; of cells in space, where their three axes point to. For figures.
    struct Seen {
        std::shared_ptr<const data::Embedding> layout;
        std::array<std::string, 2> axes;
        std::vector<report::SpaceAxis> space;
    };
    Seen seen() const;
    /// Shows only the selected cells, placed anew among themselves; again stops that. Other
    /// layouts then show them alone too, "umap" their own map.
    void reembedSelection();
    SubsetView& subset() { return *m_subset; }

    void setTool(embedding::Tool tool);
    void fit();
    /// What was looked at before and after this.
    embedding::ViewTrail& trail() { return m_trail; }
    void setLabelsShown(bool shown);
    /// Whether names of categories can stand on cells coloured by that.
    bool canShowNames(const QString& key) const;
    ViewBar& bar() { return *m_bar; }
    QAction* invertAction() const { return m_invertAction; }
    QAction* reembedAction() const { return m_reembedAction; }

  Q_SIGNALS:
    /// The user wants to see one level of an obs column alone.
    void isolateRequested(const std::string& column, const std::string& level);
    /// The user drew around cells.
    void regionSelected();
    /// How many cells have a place in the views: fewer than there are where some are hidden.
    void cellsShown(std::size_t cells);
    /// One sentence: what could not be shown.
    void failed(const QString& sentence);

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    struct View {
        embedding::EmbeddingPanel* panel = nullptr;
        QString key;
        bool chosenByUser = false;
        bool before = false;               ///< shows the cells before integration
        std::optional<std::size_t> batch;  ///< only this one in colour
        embedding::Colouring colouring;    ///< with every cell in colour
    };

    /// `gesture`: what the hand is on, where it may go on moving.
    void rememberShown(const QString& gesture = {});
    void follow(const std::function<void()>& change);
    void makeView(std::size_t place);
    void arrange();
    void datasetOpened();
    void resultsChanged();
    void restyle();
    void chooseKeys();
    bool colouredAlike() const;
    void recolour(View& view);
    void show(View& view);
    void showAll();
    void showPoints();
    void clip(std::size_t place, double low, double high);
    void showSelection();
    void showLayout(embedding::Motion motion);
    void frameAnew(embedding::Motion motion);
    void showPlacing();
    std::shared_ptr<const data::Embedding> shownLayout() const;
    void showBefore(View& view, const std::vector<bool>& visible, embedding::Motion motion);
    void fillChoices(View& view);
    void fillEmptyText(View& view);
    void highlightCategory(const View& view, int category);
    void setHighlighted(std::optional<std::vector<std::uint32_t>> cells);
    void isolate(const View& view, int category);
    void recolorCategory(const View& view, int category);
    void pointAt(const View& view, qint64 cell);
    QString describe(const View& view, std::size_t cell) const;
    std::vector<bool> visibleCells() const;
    std::shared_ptr<const data::Embedding> beforeLayout();

    Workbench& m_workbench;
    selection::CellSelection m_selection;
    Colourings m_colourings;
    BeforeMap m_before;
    ViewLayout m_layout = ViewLayout::Two;
    std::shared_ptr<embedding::ViewCamera> m_camera;
    embedding::ViewTrail m_trail;
    std::vector<View> m_views;
    ViewBar* m_bar;
    SubsetView* m_subset;
    QWidget* m_stage;  ///< holds the views
    QGridLayout* m_grid;
    QAction* m_invertAction;
    QAction* m_reembedAction;
    embedding::Tool m_tool = embedding::Tool::Pan;
    std::map<std::string, HiddenLevels> m_hidden;  ///< by column
    bool m_following = false;  ///< what is shown changes by itself, not by the user's choice
    std::optional<std::vector<std::uint32_t>> m_highlighted;
    std::optional<std::vector<std::uint32_t>> m_nextHighlighted;
    QTimer m_highlightTimer;  ///< a pointer passing over a list does not recolour for each row
    bool m_labelsShown = true;
    bool m_showsSubset = false;
    std::optional<double> m_pointSize;
    std::optional<double> m_opacity;
    std::map<QString, Clip> m_clips;  ///< by what is coloured
    int m_grips = 0;                  ///< how often a hand has taken hold of something
    std::shared_ptr<const data::Embedding> m_shownLayout;
    pipeline::LayoutChoice m_shownPlacing;  ///< what that layout is
    std::shared_ptr<const plugin::IntegrationResult> m_shownIntegration;
    std::shared_ptr<const pipeline::Cells> m_shownCells;
    pipeline::Scores m_shownScores;
    std::shared_ptr<const diagnose::Diagnosis> m_shownDiagnosis;
    std::shared_ptr<const embed::Movement> m_shownMovement;
};

}  // namespace counterpoint::workbench
