#pragma once

#include "core/base/random.h"
#include "tests/ui/embedding/styles.h"
#include "ui/embedding/colouring.h"
#include "ui/embedding/embedding_view.h"

#include <QApplication>
#include <QDir>
#include <QTest>
#include <QWheelEvent>

#include <memory>
#include <vector>

/// What the window tests of the views share: small layouts, a made-up blood sample, pixels,
/// gestures.
namespace counterpoint::tests {

using embedding::Colouring;
using embedding::EmbeddingView;
using embedding::Motion;

inline const std::vector<QColor> okabeIto{QColor(0x56B4E9),  QColor(0x0072B2), QColor(0x009E73),
                                          QColor(0xD55E00),  QColor(0xCC79A7), QColor(0xE69F00),
                                          QColor(Qt::black), QColor(0x9A9A9A)};
inline const QColor missingColor(0x9A9A9A);

using Layout = std::shared_ptr<const data::Embedding>;

inline Layout layoutOf(std::vector<float> xy) {
    auto layout = std::make_shared<data::Embedding>(xy.size() / 2, 2);
    layout->values = std::move(xy);
    return layout;
}

/// One cell of each of three categories in the corners of a triangle.
inline const std::vector<float> triangle{-1.0F, -1.0F, 1.0F, -1.0F, 0.0F, 1.0F};
inline Colouring threeColours() {
    return embedding::colourByCategory(QStringLiteral("type"), {{0, 1, 2}, {"A", "B", "C"}, false},
                                       okabeIto, missingColor);
}

/// A made-up layout that looks like the pictures: eight types of very different size, five batches.
struct Blood {
    data::Embedding layout;
    data::Categories type{
        {}, {"T", "NK", "B", "Monocyte", "CD34+", "DC", "Megakaryocyte", "Unassigned"}, false};
    data::Categories batch{
        {},
        {"Frozen donor A", "3' v2 1k PBMC", "MUDAN reference", "Kang control", "Zheng FACS-sorted"},
        false};
};

inline Blood makeBlood(std::size_t cells, std::uint64_t seed) {
    struct Blob {
        double share, x, y, wide, high, bend;
    };
    const std::vector<Blob> blobs{
        {0.507, 1.5, -1.0, 1.5, 0.8, 0.5},  {0.17, 6.0, -4.0, 0.7, 0.7, 0.2},
        {0.142, -6.0, 1.5, 0.5, 0.7, 0.0},  {0.103, 2.0, 6.0, 0.35, 0.8, 0.0},
        {0.064, -1.5, 6.0, 1.2, 0.25, -.3}, {0.005, 1.5, 4.6, 0.2, 0.1, 0.0},
        {0.003, -1.2, 0.9, 0.1, 0.1, 0.0},  {0.006, 2.7, 5.2, 0.5, 0.5, 0.0}};
    Blood blood;
    blood.layout = data::Embedding(cells, 2);
    base::Random random(seed);
    for (std::size_t i = 0; i < cells; ++i) {
        double pick = random.uniform();
        std::size_t type = 0;
        while (type + 1 < blobs.size() && pick >= blobs[type].share) pick -= blobs[type++].share;
        const Blob& blob = blobs[type];
        const double along = random.normal();
        blood.layout(i, 0) = static_cast<float>(blob.x + blob.wide * along);
        blood.layout(i, 1) =
            static_cast<float>(blob.y + blob.high * random.normal() - blob.bend * along * along);
        blood.type.codes.push_back(static_cast<std::int32_t>(type));
        blood.batch.codes.push_back(type == 4 ? 4 : static_cast<std::int32_t>(random.below(5)));
    }
    return blood;
}

inline int count(const QImage& image, QColor color) {
    int pixels = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixel(x, y) == color.rgb()) ++pixels;
    return pixels;
}

/// The colour at a place in logical pixels.
inline QColor colorAt(EmbeddingView& view, QPointF at) {
    return view.grabFramebuffer().pixelColor((at * view.devicePixelRatioF()).toPoint());
}

inline void save(const QImage& image, const char* name) {
    const QString folder = qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS");
    if (folder.isEmpty()) return;
    QDir().mkpath(folder);
    image.save(folder + QLatin1Char('/') + QString::fromLatin1(name) + QStringLiteral(".png"));
}

inline void wheel(QWidget& widget, QPointF at, int delta) {
    QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

inline void drag(QWidget& widget, QPoint from, QPoint to) {
    QTest::mousePress(&widget, Qt::LeftButton, {}, from);
    QTest::mouseMove(&widget, to);
    QMouseEvent move(QEvent::MouseMove, to, widget.mapToGlobal(QPointF(to)), Qt::NoButton,
                     Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &move);
    QTest::mouseRelease(&widget, Qt::LeftButton, {}, to);
}

/// A view whose discs are large and opaque, so that colours are exact in their middle.
inline void prepare(EmbeddingView& view) {
    view.setViewStyle(lightStyle());
    view.setPointSize(12.0);
    view.setOpacity(1.0);
    view.setPositions(layoutOf(triangle), Motion::Jump);
    view.setColouring(threeColours());
}

inline void show(QWidget& widget) {
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    QCoreApplication::processEvents();
}

inline bool showsTriangle(EmbeddingView& view) {
    const QImage image = view.grabFramebuffer();
    for (std::size_t i = 0; i < 3; ++i)
        if (count(image, okabeIto[i]) < 60) return false;
    return true;
}

}  // namespace counterpoint::tests
