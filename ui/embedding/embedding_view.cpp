#include "ui/embedding/embedding_view.h"

#include "ui/embedding/gl_canvas.h"
#include "ui/embedding/numbers.h"
#include "ui/embedding/opengl_setup.h"
#include "ui/embedding/view_overlay.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace counterpoint::embedding {

namespace {

constexpr int frameInterval = 16;
constexpr std::size_t labelsFollowBelow = 50'000;  ///< cells; of more they wait for a turn to end
constexpr std::size_t mostLabels = 200;

}  // namespace

EmbeddingView::EmbeddingView(std::shared_ptr<ViewCamera> camera, QWidget* parent)
    : QWidget(parent),
      m_camera(camera ? std::move(camera) : std::make_shared<ViewCamera>()),
      m_overlay(new ViewOverlay(m_camera, this)) {
    if (problem().isEmpty())
        m_canvas = new GlCanvas(
            {.renew = [this] { forgetDrawn(); },
             .prepare = [this](PointRenderer& renderer, PointRenderer::Frame& frame,
                               bool all) { prepare(renderer, frame, all); },
             .turn = [this] { return m_detail.pointsIn(turnOfViews()); },
             .drew = [this](std::size_t points, Milliseconds took) { m_detail.drew(points, took); },
             .shown =
                 [this] {
                     m_shownCells = m_order.size();
                     m_shownOf = m_placedCells;
                     updateBadges();
                 }},
            this);
    m_overlay->raise();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(QStringLiteral("Embedding"));
    connect(m_camera.get(), &ViewCamera::changed, this, &EmbeddingView::cameraMoved);
    m_ticks.setInterval(frameInterval);
    m_ticks.setTimerType(Qt::PreciseTimer);
    connect(&m_ticks, &QTimer::timeout, this, &EmbeddingView::tick);
    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        if (m_layout.deep()) updateLabels({});
        redraw();
    });
    updateMessage();
}

EmbeddingView::~EmbeddingView() {
    // The canvas calls back; it must go while there is somebody to answer.
    delete m_canvas;
}

void EmbeddingView::setViewStyle(const ViewStyle& style) {
    m_style = style;
    m_coloursStale = true;
    m_overlay->setViewStyle(style);
    redraw();
}

void EmbeddingView::setCamera(std::shared_ptr<ViewCamera> camera) {
    if (!camera || camera == m_camera) return;
    disconnect(m_camera.get(), nullptr, this, nullptr);
    m_camera->forget(this);
    m_camera = std::move(camera);
    m_overlay->setCamera(m_camera);
    connect(m_camera.get(), &ViewCamera::changed, this, &EmbeddingView::cameraMoved);
    tellCamera();
    if (!m_camera->movedByUser()) m_camera->fit(Motion::Jump);
    redraw();
}

void EmbeddingView::tellCamera() {
    m_camera->setContent(this, m_bounds, size(),
                         m_layout.deep() ? std::optional(m_middle) : std::nullopt);
}

void EmbeddingView::setPositions(const std::shared_ptr<const data::Embedding>& layout,
                                 Motion motion) {
    const std::size_t before = m_layout.cells();
    const Milliseconds time = now();
    if (time - std::exchange(m_layoutAt, time) < streamGap && motion == Motion::Glide)
        m_streamedAt = time;
    const std::size_t placedBefore = m_placedCells;
    const bool wasDeep = m_layout.deep();
    const Transition transition =
        m_layout.setTarget(layout, isVisible() ? motion : Motion::Jump, time);
    m_positionsStale = true;
    m_flatStale = true;
    m_finder.forget();
    setMarkedCell(std::nullopt);

    measureTarget();
    // Which cells have a place decides which are drawn.
    if (m_layout.cells() != before || m_placedCells != placedBefore ||
        m_placedCells < m_layout.cells())
        m_orderStale = true;
    tellCamera();
    if (!m_camera->movedByUser() || wasDeep != m_layout.deep()) m_camera->fit(transition);
    if (m_layout.moving()) m_ticks.start();
    keepThinned();
    updateLabels(transition);
    updateMessage();
    redraw();
}

void EmbeddingView::measureTarget() {
    m_placedCells = 0;
    m_bounds.reset();
    const std::span<const float> xyz = m_layout.target();
    std::array<float, 3> low{};
    std::array<float, 3> high{};
    const auto placed = [](const float* at) {
        return std::isfinite(at[0]) && std::isfinite(at[1]) && std::isfinite(at[2]);
    };
    for (std::size_t cell = 0; cell < m_layout.cells(); ++cell) {
        const float* at = xyz.data() + 3 * cell;
        if (!placed(at)) continue;
        const bool first = m_placedCells++ == 0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            low[axis] = first ? at[axis] : std::min(low[axis], at[axis]);
            high[axis] = first ? at[axis] : std::max(high[axis], at[axis]);
        }
    }
    if (m_placedCells == 0) return;
    m_bounds.emplace();
    m_bounds->setCoords(double{low[0]}, double{low[1]}, double{high[0]}, double{high[1]});
    if (!m_layout.deep()) return;
    const auto middle = [&](std::size_t axis) { return (low[axis] + high[axis]) / 2.0F; };
    float farthest = 0.0F;
    for (std::size_t cell = 0; cell < m_layout.cells(); ++cell) {
        const float* at = xyz.data() + 3 * cell;
        if (placed(at))
            farthest = std::max(
                farthest, std::hypot(at[0] - middle(0), at[1] - middle(1), at[2] - middle(2)));
    }
    m_reach = double{farthest};
    m_middle = double{middle(2)};
    // The farthest cell is seldom seen from the side: not all of the reach needs room.
    const double room = 0.88 * m_reach;
    m_bounds = QRectF(double{middle(0)} - room, double{middle(1)} - room, 2.0 * room, 2.0 * room);
}

/// Where the cells of the latest layout are seen, in the plane.
std::span<const float> EmbeddingView::flat() {
    if (m_flatStale) m_flat = m_camera->flattened(m_layout.target());
    m_flatStale = false;
    return m_flat;
}

void EmbeddingView::setColouring(Colouring colouring) {
    // The same order needs no new positions, which is what makes hiding, clipping and recolouring
    // of many cells quick.
    if (colouring.order != m_colouring.order) m_orderStale = true;
    // The same categories have their labels where they were.
    const bool sameCells = !colouring.codes.empty() && colouring.codes == m_colouring.codes &&
                           colouring.legend.size() == m_colouring.legend.size();
    m_colouring = std::move(colouring);
    m_coloursStale = true;
    if (sameCells)
        m_overlay->setLegend(m_colouring.legend);
    else
        updateLabels({});
    redraw();
}

void EmbeddingView::setPointSize(std::optional<double> diameter) {
    if (diameter == m_pointSize) return;
    m_pointSize = diameter;
    redraw();
}

void EmbeddingView::setOpacity(std::optional<double> opacity) {
    if (opacity == m_opacity) return;
    m_opacity = opacity;
    redraw();
}

/// 3.2 px for 10 000 cells in a view of 380 × 400, slowly smaller with cells and larger with room.
double EmbeddingView::pointSize() const {
    if (m_pointSize) return *m_pointSize;
    const double cells = std::max(1.0, static_cast<double>(m_placedCells));
    const double room = std::max(1.0, static_cast<double>(width()) * height());
    const double size =
        3.2 * std::pow(10'000.0 / cells, 0.2) * std::pow(room / (380.0 * 400.0), 0.15);
    return std::clamp(size, 1.0, 6.0);
}

/// 80 % up to 20 000 cells, 60 % at 1 000 000, so that density still shows.
double EmbeddingView::opacity() const {
    if (m_opacity) return *m_opacity;
    const double cells = std::max(1.0, static_cast<double>(m_placedCells));
    return std::clamp(0.8 - 0.118 * std::log10(cells / 20'000.0), 0.5, 0.8);
}

void EmbeddingView::setLabelsShown(bool shown) {
    m_overlay->setLabelsShown(shown);
}

const std::vector<ShownLabel>& EmbeddingView::labels() const {
    return m_overlay->labels();
}

std::size_t EmbeddingView::hiddenLabels() const {
    return m_overlay->hiddenLabels();
}

void EmbeddingView::setAxisNames(const QStringList& names) {
    m_overlay->setAxisNames(names);
}

QStringList EmbeddingView::axisNames() const {
    return m_overlay->axisNames();
}

QStringList EmbeddingView::badges() const {
    return m_overlay->badges();
}

void EmbeddingView::setArrows(std::vector<support::Arrow> arrows) {
    m_arrows = std::move(arrows);
    placeArrows();
}

/// Draws the arrows where they are seen, in the plane.
void EmbeddingView::placeArrows() {
    std::vector<float> xyz;
    for (const support::Arrow& arrow : m_arrows)
        for (const QVector3D& end : {arrow.from, arrow.to})
            xyz.insert(xyz.end(), {end.x(), end.y(), end.z()});
    const std::vector<float> xy = m_camera->flattened(xyz);
    std::vector<QLineF> lines;
    for (std::size_t i = 0; i < xy.size(); i += 4)
        lines.emplace_back(double{xy[i]}, double{xy[i + 1]}, double{xy[i + 2]}, double{xy[i + 3]});
    m_overlay->setArrows(std::move(lines));
}

void EmbeddingView::setBadge(const QString& text) {
    m_badge = text;
    updateBadges();
}

void EmbeddingView::setEmptyText(const QString& headline, const QString& sentence) {
    m_emptyHeadline = headline;
    m_emptySentence = sentence;
    updateMessage();
}

void EmbeddingView::setMarkedCell(std::optional<std::uint32_t> cell) {
    std::optional<QPointF> at;
    if (cell && *cell < m_layout.cells()) {
        const std::span<const float> xy = flat();
        at.emplace(double{xy[2 * std::size_t{*cell}]}, double{xy[2 * std::size_t{*cell} + 1]});
    }
    m_overlay->setMark(at, pointSize());
}

void EmbeddingView::fit(Motion motion) {
    m_camera->steerToAll(isVisible() ? motion : Motion::Jump);
}

QSize EmbeddingView::sizeHint() const {
    return {400, 400};
}
QSize EmbeddingView::minimumSizeHint() const {
    return {160, 120};
}

void EmbeddingView::tick() {
    if (!m_layout.advance(now())) m_ticks.stop();
    m_positionsStale = true;
    keepThinned();
    m_overlay->update();
    redraw();
}

void EmbeddingView::cameraMoved() {
    if (m_camera->turn() != m_shownTurn || (m_layout.deep() && m_camera->pivot() != m_shownPivot))
        turned();
    keepThinned();
    redraw();
}

/// The cells are seen elsewhere in the plane now.
void EmbeddingView::turned() {
    m_shownTurn = m_camera->turn();
    m_shownPivot = m_camera->pivot();
    m_flatStale = true;
    m_finder.forget();
    placeArrows();
    m_overlay->setMark(std::nullopt, pointSize());
    if (m_layout.cells() > labelsFollowBelow) waitToSettle();
    updateLabels({});
}

void EmbeddingView::updateLabels(Transition motion) {
    const bool labelled = !m_colouring.codes.empty() &&
                          m_colouring.codes.size() == m_layout.cells() &&
                          m_colouring.legend.size() <= mostLabels;
    const bool waits =
        m_layout.deep() && m_settle.isActive() && m_layout.cells() > labelsFollowBelow;
    m_overlay->setLabels(m_colouring.legend,
                         labelled && !waits
                             ? LabelField(flat(), m_colouring.codes, m_colouring.legend.size())
                             : LabelField(),
                         motion);
}

void EmbeddingView::updateBadges() {
    QStringList badges;
    if (!m_badge.isEmpty()) badges.append(m_badge);
    // What is on the screen counts, not what is being drawn.
    if (m_shownCells < m_shownOf)
        badges.append(QStringLiteral("while moving: %1 of %2 cells")
                          .arg(grouped(m_shownCells), grouped(m_shownOf)));
    m_overlay->setBadges(badges);
}

void EmbeddingView::updateMessage() {
    setAccessibleDescription(QStringLiteral("%1 cells").arg(grouped(m_placedCells)));
    if (!problem().isEmpty())
        m_overlay->setMessage(QStringLiteral("No picture"), problem());
    else if (m_placedCells == 0)
        m_overlay->setMessage(m_emptyHeadline, m_emptySentence);
    else
        m_overlay->setMessage({}, {});
}

const QString& EmbeddingView::problem() const {
    return openGlProblem();
}

void EmbeddingView::resizeEvent(QResizeEvent*) {
    if (m_canvas != nullptr) m_canvas->setGeometry(rect());
    m_overlay->setGeometry(rect());
    tellCamera();
    if (!m_camera->movedByUser()) m_camera->fit(Motion::Jump);
    keepThinned();
    redraw();
}

}  // namespace counterpoint::embedding
