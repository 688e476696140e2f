#pragma once

#include "ui/embedding/colouring.h"
#include "ui/embedding/label_field.h"
#include "ui/embedding/label_layout.h"
#include "ui/embedding/transition.h"
#include "ui/embedding/view_camera.h"
#include "ui/embedding/view_style.h"

#include <QLineF>
#include <QPolygonF>
#include <QStringList>
#include <QWidget>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace counterpoint::embedding {

/// A name on the cells as it is drawn, in logical pixels.
struct ShownLabel {
    QString name;
    LabelPlace place;
    QPointF anchor;  ///< the densest point of its category
    /// The part of the leader that is drawn: from the box to the first cells of the category.
    std::optional<QLineF> pointer = {};
};

/// Everything on a view that is not a point: axis arrows, labels, badges and messages. A
/// transparent child over the OpenGL widget, composed by Qt; lets the mouse through.
class ViewOverlay : public QWidget {
    Q_OBJECT

  public:
    ViewOverlay(std::shared_ptr<const ViewCamera> camera, QWidget* parent);

    void setCamera(std::shared_ptr<const ViewCamera> camera);
    void setViewStyle(const ViewStyle& style);
    /// What the axes are called: two in the plane, three in space.
    void setAxisNames(const QStringList& names);
    const QStringList& axisNames() const { return m_axes; }
    const QStringList& badges() const { return m_badges; }
    /// Arrows from one place of the plane to another, over the cells.
    void setArrows(std::vector<QLineF> arrows);
    /// Labels for `legend` at the densest points of `field`, reached as `motion` runs.
    void setLabels(std::vector<LegendEntry> legend, LabelField field, Transition motion);
    /// Other names or colours for the same categories.
    void setLegend(std::vector<LegendEntry> legend);
    void setLabelsShown(bool shown);
    /// The names on the cells, and how many found no room.
    const std::vector<ShownLabel>& labels() const { return m_labels; }
    std::size_t hiddenLabels() const { return m_hiddenLabels; }
    /// Short notes in caution colours, top left.
    void setBadges(const QStringList& badges);
    /// Covers the view with a headline and a sentence; both empty: uncovers it.
    void setMessage(const QString& headline, const QString& sentence);
    /// The outline being drawn, in logical pixels; empty: none.
    void setRegion(const QPolygonF& region);
    /// A ring around the cell at this place of the layout, drawn with that diameter.
    void setMark(std::optional<QPointF> place, double diameter);
    /// A ring that shows where the keyboard goes.
    void setFocusRing(bool shown);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QPointF anchorNow(const LabelField::Anchor& anchor) const;
    std::vector<QRectF> badgeBoxes() const;
    QRectF axisBox() const;
    void paintAxes(QPainter& painter) const;
    void paintTriad(QPainter& painter) const;
    void paintArrows(QPainter& painter) const;
    void placeLabels();
    std::optional<QLineF> pointerOf(const LabelPlace& place, std::size_t category) const;
    QRectF hiddenNoteBox() const;
    QString hiddenNote() const;
    void paintLabels(QPainter& painter) const;
    void paintBadges(QPainter& painter) const;
    void paintRegion(QPainter& painter) const;
    void paintMark(QPainter& painter) const;
    void paintMessage(QPainter& painter) const;

    std::shared_ptr<const ViewCamera> m_camera;
    ViewStyle m_style;
    QStringList m_axes{QStringLiteral("UMAP1"), QStringLiteral("UMAP2")};
    std::vector<QLineF> m_arrows;
    std::vector<LegendEntry> m_legend;
    LabelField m_field;
    std::map<std::size_t, QPointF> m_anchorsBefore;  ///< by category
    Transition m_motion;
    LabelLayout m_labelLayout;
    std::vector<ShownLabel> m_labels;
    std::size_t m_hiddenLabels = 0;
    QStringList m_badges;
    QString m_headline;
    QString m_sentence;
    QPolygonF m_region;
    std::optional<QPointF> m_mark;
    double m_markedDiameter = 0.0;
    bool m_labelsShown = true;
    bool m_focusRing = false;
};

}  // namespace counterpoint::embedding
