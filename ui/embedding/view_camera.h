#pragma once

#include "ui/embedding/transition.h"

#include <QObject>
#include <QPointF>
#include <QQuaternion>
#include <QRectF>
#include <QSizeF>
#include <QTimer>
#include <QVector3D>

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace counterpoint::embedding {

/// Which part of the plane is seen: a centre and a scale, y upwards. Cells in space are first
/// turned about a pivot and then seen from the front, without perspective, so that everything else
/// happens in the plane for them too. Views that share one camera move together. Sizes and screen
/// positions are in logical pixels.
class ViewCamera : public QObject {
    Q_OBJECT

  public:
    explicit ViewCamera(QObject* parent = nullptr);

    QPointF centre() const { return m_now.centre; }
    double unitsPerPixel() const { return m_now.unitsPerPixel; }
    /// True from the first pan or zoom until the next fit: new layouts then keep the frame.
    bool movedByUser() const { return m_movedByUser; }

    QPointF toScreen(QPointF layout, QSizeF view) const;
    QPointF toLayout(QPointF screen, QSizeF view) const;

    /// How cells in space are turned, and about which point.
    const QQuaternion& turn() const { return m_now.turn; }
    const QVector3D& pivot() const { return m_now.pivot; }
    /// x, y of every place (x, y, z) as it is seen.
    std::vector<float> flattened(std::span<const float> xyz) const;
    /// Turns the cells with the pointer: half a degree a pixel.
    void orbit(QPointF pixels);
    /// Looks from the front again: first axis to the right, second upwards.
    void lookFromFront();

    /// Moves the picture with the pointer.
    void pan(QPointF pixels);
    /// Enlarges by `factor`, keeping what lies under `screen` where it is.
    void zoom(double factor, QPointF screen, QSizeF view);

    /// What `view` shows (y upwards; nothing: no cells) and how large it is; of cells in space the
    /// bounds hold for every turn and `middle` is the z of their middle. Forgotten with the view.
    void setContent(const QObject* view, std::optional<QRectF> bounds, QSizeF size,
                    std::optional<double> middle = std::nullopt);
    void forget(const QObject* view);
    /// The place of a view among those that share this camera, from 0.
    std::size_t placeOf(const QObject* view) const;
    /// How many views share this camera.
    std::size_t views() const { return m_contents.size(); }
    /// Frames the content of all views with a margin, and hands the frame back to new layouts.
    /// Where no view shows space, cells are seen from the front.
    void fit(Transition how);
    /// Frames all content after `Motion`.
    void fit(Motion motion);
    /// The same because the user asks for it.
    void steerToAll(Motion motion);

    /// A part of the plane, seen from somewhere.
    struct Frame {
        QPointF centre;
        double unitsPerPixel = 1.0;
        QQuaternion turn;
        QVector3D pivot;

        bool operator==(const Frame&) const = default;
    };
    /// What is seen, for coming back to it; all content is framed anew where it was framed.
    struct Glance {
        Frame frame;
        bool framesAll = true;

        bool operator==(const Glance& other) const;
    };
    Glance glance() const;
    void goTo(const Glance& glance);

  Q_SIGNALS:
    void changed();
    /// The user moved, enlarged or turned what is seen.
    void steered();

  private:
    struct Content {
        std::optional<QRectF> bounds;
        QSizeF size;
        std::optional<double> middle;
    };

    void step();
    void start(Transition how);
    void takeOver();

    Frame m_from;
    Frame m_now;
    Frame m_target;
    Transition m_transition;
    QTimer m_ticks;
    std::map<const QObject*, Content> m_contents;
    bool m_movedByUser = false;
    bool m_framed = false;
};

}  // namespace counterpoint::embedding
