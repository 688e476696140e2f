#pragma once

#include "ui/embedding/view_trail.h"
#include "ui/support/arrow.h"
#include "ui/workbench/arrangement.h"
#include "ui/workbench/colourings.h"
#include "ui/workbench/compare_bar.h"
#include "ui/workbench/workbench.h"

#include <QWidget>

#include <array>
#include <memory>
#include <vector>

class QLabel;

namespace counterpoint::compare {
class SwipeStage;
}
namespace counterpoint::embedding {
class EmbeddingPanel;
}

namespace counterpoint::workbench {

class Bar;
class ViewArea;

/// Two kept runs under one camera: A and B, side by side, under a swipe, or coloured by how far the
/// cells moved, with arrows for where they went. Selected cells alone are in colour. Follows the
/// history; what is shown does not change the settings.
class ComparePage : public QWidget {
    Q_OBJECT

  public:
    /// Takes colours and selected cells from `views`.
    ComparePage(Workbench& workbench, ViewArea& views, QWidget* parent = nullptr);

    void compare(int first, int second);
    /// What is compared and how; taken back as a whole, as by undo.
    Compared compared() const;
    void compare(const Compared& compared);
    /// The runs, null where one is gone.
    const KeptRun* first() const { return m_workbench.history().find(m_runs[0]); }
    const KeptRun* second() const { return m_workbench.history().find(m_runs[1]); }
    void swap();
    CompareMode mode() const;
    void setMode(CompareMode mode);
    void setColourKey(const QString& key);
    /// Where a side has its cells: B's map turned onto A's. The run must be there and have a map.
    const data::Embedding& layout(std::size_t side) const {
        return side == 1 && m_turned ? *m_turned
                                     : *(side == 0 ? first() : second())->results.layout;
    }
    /// The arrows now shown, in layout coordinates.
    const std::vector<support::Arrow>& arrows() const { return m_arrows; }
    embedding::EmbeddingPanel& panel(std::size_t side) { return *m_panels[side]; }
    compare::SwipeStage& stage() { return *m_stage; }
    /// What was looked at before and after this.
    embedding::ViewTrail& trail() { return m_trail; }

  Q_SIGNALS:
    /// Other runs are compared, or otherwise.
    void changed();
    /// The line of the swipe moves; by one hand as long as `gesture` is the same.
    void swiped(const QString& gesture);
    void closeRequested();

  private:
    QString nameOf(const KeptRun& run) const;
    void fillRuns();
    void refresh();
    void showSide(std::size_t side);
    std::vector<std::uint32_t> selectedOf(const KeptRun& run) const;
    void findMoves();
    void restyle();

    Workbench& m_workbench;
    ViewArea& m_views;
    std::shared_ptr<embedding::ViewCamera> m_camera;
    embedding::ViewTrail m_trail;
    std::array<std::unique_ptr<Colourings>, 2> m_colourings;
    std::array<int, 2> m_runs{};
    std::array<embedding::EmbeddingPanel*, 2> m_panels{};
    compare::SwipeStage* m_stage;
    CompareBar* m_bar;
    QString m_key;
    Bar* m_noteBar;  ///< says what the arrows are
    QLabel* m_note;
    /// B's map turned onto A's, so that nothing rotates or mirrors where nothing moved; and, of the
    /// moves from A to B, how far each cell is from there, and the arrows.
    std::shared_ptr<const data::Embedding> m_turned;
    std::vector<float> m_moved;
    std::vector<support::Arrow> m_arrows;
    int m_grips = 0;  ///< how often a hand has taken hold of the line
};

/// How far every cell of A is from its place in B, as a share of the larger map's extent; empty
/// where the runs do not have the same cells and dimensions.
std::vector<float> movesBetween(const data::Embedding& first, const data::Embedding& second);

}  // namespace counterpoint::workbench
