#pragma once

#include "core/data/matrix.h"
#include "ui/embedding/cell_finder.h"
#include "ui/embedding/colouring.h"
#include "ui/embedding/detail_level.h"
#include "ui/embedding/layout_motion.h"
#include "ui/embedding/point_renderer.h"
#include "ui/embedding/region_gesture.h"
#include "ui/embedding/view_camera.h"
#include "ui/embedding/view_style.h"
#include "ui/support/arrow.h"

#include <QImage>
#include <QStringList>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace counterpoint::embedding {

class GlCanvas;
class ViewOverlay;
struct ShownLabel;

/// Cells as points in the plane or in space, drawn by VTK inside an OpenGL widget of ours. In the
/// plane a drag pans; in space it turns the cells, and pans with Shift or with the middle or right
/// button. With a tool it draws a region. The wheel zooms to the pointer, Space or a double click
/// fits, Home looks from the front; arrow keys, + and − do the same by keyboard.
/// Views given the same camera move together. Everything may be set at any time and in any order,
/// also before the view is shown, and without working OpenGL: the view then says so and stays
/// empty.
///
/// On software OpenGL cells are thinned while anything moves, to as many as can be drawn often
/// enough (see DetailLevel), with a badge that says so; all are drawn when it stands still, in
/// turns that leave the window time to answer. Pictures that are grabbed hold all cells.
class EmbeddingView : public QWidget {
    Q_OBJECT

  public:
    explicit EmbeddingView(std::shared_ptr<ViewCamera> camera = nullptr, QWidget* parent = nullptr);
    ~EmbeddingView() override;

    void setViewStyle(const ViewStyle& style);
    const std::shared_ptr<ViewCamera>& camera() const { return m_camera; }
    void setCamera(std::shared_ptr<ViewCamera> camera);

    /// Shows cells × 2 or 3 coordinates (further columns are ignored; nullptr: no cells). A cell
    /// whose coordinates are not finite is not drawn, so a preview of some cells may keep the rows
    /// of all. Unless the user has moved the camera, it follows to fit.
    void setPositions(const std::shared_ptr<const data::Embedding>& layout,
                      Motion motion = Motion::Glide);
    /// Colours, drawing order and labels. Until it has as many cells as the layout, cells are
    /// dimmed.
    void setColouring(Colouring colouring);

    /// Diameter in logical pixels and opacity (0–1); nothing: from cells drawn and view size.
    void setPointSize(std::optional<double> diameter);
    void setOpacity(std::optional<double> opacity);
    double pointSize() const;
    double opacity() const;

    void setLabelsShown(bool shown);
    /// The names on the cells as last drawn, and how many found no room.
    const std::vector<ShownLabel>& labels() const;
    std::size_t hiddenLabels() const;
    /// What the axes are called: two names in the plane, three in space.
    void setAxisNames(const QStringList& names);
    QStringList axisNames() const;
    /// Arrows over the cells, in layout coordinates.
    void setArrows(std::vector<support::Arrow> arrows);
    /// A note about what is shown ("preview: 2 000 of 10 679 cells"); empty: none.
    void setBadge(const QString& text);
    /// Every note now on the view.
    QStringList badges() const;
    /// What an empty view says.
    void setEmptyText(const QString& headline, const QString& sentence);

    /// What the left button does: pan, or draw a region of cells to select (Shift adds, Alt takes
    /// away). The middle button always pans.
    void setTool(Tool tool);
    Tool tool() const { return m_tool; }
    /// Rings a cell, as the one another view points at.
    void setMarkedCell(std::optional<std::uint32_t> cell);

    /// Frames all cells of the linked views.
    void fit(Motion motion = Motion::Glide);
    /// Cells of the picture on the screen: those that have a place, fewer while thinned.
    std::size_t drawnCells() const { return m_shownCells; }
    /// Whether the screen shows everything that was set so far.
    bool isDrawn() const;
    /// Why nothing can be drawn here; empty when all is well. See `openGlProblem()`.
    const QString& problem() const;
    /// The points alone, all of them, drawn now, in device pixels; null where there is a problem.
    QImage grabFramebuffer();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// The user drew around these cells, ascending; perhaps none.
    void regionChosen(const std::vector<std::uint32_t>& cells,
                      counterpoint::embedding::SelectMode mode);
    /// The pointer is on another cell; −1: on none.
    void cellPointed(qint64 cell);

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    static constexpr Milliseconds streamGap = 1500.0;  ///< layouts that follow sooner are a stream

    void tick();
    void tellCamera();
    void cameraMoved();
    void keepThinned();
    void waitToSettle();
    bool thinned() const;
    void chooseOrder(bool all);
    Milliseconds turnOfViews() const;
    void updateLabels(Transition motion);
    void updateBadges();
    void updateMessage();
    void redraw();
    void forgetDrawn();
    void prepare(PointRenderer& renderer, PointRenderer::Frame& frame, bool all);
    void measureTarget();
    void setFrame(PointRenderer::Frame& frame) const;
    std::span<const float> flat();
    void turned();
    void placeArrows();
    void point(std::optional<std::uint32_t> cell);
    void cancelGesture();
    void showCursor();

    std::shared_ptr<ViewCamera> m_camera;
    ViewStyle m_style;
    LayoutMotion m_layout;
    Colouring m_colouring;
    std::size_t m_placedCells = 0;   ///< cells with a finite place
    std::optional<QRectF> m_bounds;  ///< of those; in space as wide for every turn
    double m_middle = 0.0;           ///< z of their middle
    double m_reach = 1.0;            ///< in space, of the farthest from there
    std::vector<float> m_flat;       ///< x, y of each cell in the latest layout, as seen
    bool m_flatStale = true;
    QQuaternion m_shownTurn;
    QVector3D m_shownPivot;
    DetailLevel m_detail;
    Milliseconds m_layoutAt = -1e12;    ///< when the latest layout came
    Milliseconds m_streamedAt = -1e12;  ///< and when one last came soon after another
    std::size_t m_movingCells = 0;      ///< drawn while thinned
    std::size_t m_shownCells = 0;       ///< of the picture on the screen
    std::size_t m_shownOf = 0;          ///< that had a place
    std::vector<std::uint32_t> m_order;
    std::optional<double> m_pointSize;
    std::optional<double> m_opacity;
    std::vector<support::Arrow> m_arrows;
    QString m_badge;
    QString m_emptyHeadline;
    QString m_emptySentence;
    GlCanvas* m_canvas = nullptr;  ///< none without OpenGL
    ViewOverlay* m_overlay;
    QTimer m_ticks;   ///< frames of a glide
    QTimer m_settle;  ///< runs out when nothing has moved for a while
    QPointF m_lastPointer;
    Tool m_tool = Tool::Pan;
    RegionGesture m_gesture;
    CellFinder m_finder;
    std::optional<std::uint32_t> m_pointedCell;
    bool m_dragging = false;
    bool m_turning = false;  ///< the drag turns cells in space
    bool m_orderStale = true;
    bool m_orderOfAll = false;
    bool m_positionsStale = true;
    bool m_coloursStale = true;
};

}  // namespace counterpoint::embedding
