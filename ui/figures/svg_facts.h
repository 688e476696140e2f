#pragma once

#include <QByteArray>

#include <limits>

namespace counterpoint::figures {

/// What a drawn figure is made of, measured on its SVG at the size that states.
struct SvgFacts {
    double leastTextPt = std::numeric_limits<double>::quiet_NaN();    ///< NaN without any text
    double leastImageDpi = std::numeric_limits<double>::quiet_NaN();  ///< NaN without pixels
};

/// Texts with their sizes and turns, and the PNG pictures that are embedded.
SvgFacts factsOf(const QByteArray& svg);

}  // namespace counterpoint::figures
