#pragma once

#include "ui/embedding/view_camera.h"

#include <QObject>
#include <QTimer>

#include <cstddef>
#include <vector>

namespace counterpoint::embedding {

/// What a user has looked at with one camera, and the way back: a history of its own, so that
/// undoing a setting does not go through every pan. A pan, zoom or turn is one stop when the hand
/// has rested for a moment, however many movements it took.
class ViewTrail : public QObject {
    Q_OBJECT

  public:
    explicit ViewTrail(ViewCamera& camera, QObject* parent = nullptr);

    bool canGoBack() const { return m_stop > 0 || m_moving.isActive(); }
    bool canGoForward() const { return m_stop + 1 < m_stops.size() && !m_moving.isActive(); }
    void goBack();
    void goForward();
    /// Begins anew here: other cells, or another layout in which earlier places mean nothing.
    void restart();

  Q_SIGNALS:
    /// Back and forward may have become possible or not.
    void changed();

  private:
    void arrive();
    void goTo(std::size_t stop);

    ViewCamera& m_camera;
    std::vector<ViewCamera::Glance> m_stops;
    std::size_t m_stop = 0;
    QTimer m_moving;  ///< runs until the hand has rested
};

}  // namespace counterpoint::embedding
