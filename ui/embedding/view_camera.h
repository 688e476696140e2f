#pragma once

#include "ui/embedding/transition.h"

#include <QObject>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QTimer>

#include <map>
#include <optional>

namespace counterpoint::embedding {

/// Which part of the plane is seen: a centre and a scale, y upwards. Views that share one camera
/// move together. Sizes and screen positions are in logical pixels.
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

    /// Moves the picture with the pointer.
    void pan(QPointF pixels);
    /// Enlarges by `factor`, keeping what lies under `screen` where it is.
    void zoom(double factor, QPointF screen, QSizeF view);

    /// What `view` shows (y upwards; nothing: no cells) and how large it is. Forgotten with the
    /// view.
    void setContent(const QObject* view, std::optional<QRectF> bounds, QSizeF size);
    void forget(const QObject* view);
    /// Frames the content of all views with a margin, and hands the frame back to new layouts.
    void fit(Transition how);
    /// Frames all content after `Motion`.
    void fit(Motion motion);

  Q_SIGNALS:
    void changed();

  private:
    struct Frame {
        QPointF centre;
        double unitsPerPixel = 1.0;
    };
    struct Content {
        std::optional<QRectF> bounds;
        QSizeF size;
    };

    void step();
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
