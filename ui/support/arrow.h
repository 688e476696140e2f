#pragma once

#include <QVector3D>

namespace counterpoint::support {

/// From one place of a layout to another; in the plane z is 0.
struct Arrow {
    QVector3D from;
    QVector3D to;

    bool operator==(const Arrow&) const = default;
};

}  // namespace counterpoint::support
