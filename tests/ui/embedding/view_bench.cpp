#include "core/base/random.h"
#include "tests/ui/embedding/styles.h"
#include "ui/embedding/colouring.h"
#include "ui/embedding/embedding_view.h"
#include "ui/embedding/opengl_setup.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <vector>

// Median time of a frame of a 1000 × 800 view: camera only, new positions, new colours.

using namespace counterpoint;
using namespace counterpoint::embedding;

namespace {

std::shared_ptr<const data::Embedding> blobs(std::size_t cells, std::uint64_t seed) {
    auto layout = std::make_shared<data::Embedding>(cells, 2);
    base::Random random(seed);
    for (std::size_t i = 0; i < cells; ++i) {
        const auto blob = static_cast<double>(i % 8);
        (*layout)(i, 0) = static_cast<float>(4.0 * std::cos(blob) + random.normal());
        (*layout)(i, 1) = static_cast<float>(4.0 * std::sin(blob) + random.normal());
    }
    return layout;
}

double median(const std::function<void()>& frame) {
    std::array<double, 9> times{};
    for (double& time : times) {
        QElapsedTimer timer;
        timer.start();
        frame();
        time = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
    setUpOpenGl();
    QApplication app(argc, argv);
    EmbeddingView view;
    view.setViewStyle(tests::lightStyle());
    view.resize(1000, 800);
    view.show();
    QCoreApplication::processEvents();
    if (!view.isValid()) {
        std::puts("no OpenGL");
        return 1;
    }
    view.makeCurrent();
    std::printf("%s\n", reinterpret_cast<const char*>(
                            view.context()->functions()->glGetString(GL_RENDERER)));
    view.doneCurrent();

    // grabFramebuffer draws at once and reads the picture back, so the frame is really finished.
    const auto finish = [&view] { view.grabFramebuffer(); };
    std::puts("cells     drawn     camera ms  positions ms  colours ms");
    for (const std::size_t cells :
         {std::size_t{10'000}, std::size_t{100'000}, std::size_t{1'000'000}})
        for (const bool moving : {false, true}) {
            const std::array layouts{blobs(cells, 1), blobs(cells, 2)};
            data::Categories categories;
            categories.levels.assign(8, "level");
            for (std::size_t i = 0; i < cells; ++i)
                categories.codes.push_back(static_cast<std::int32_t>(i % 8));
            const std::array palette{QColor(0x56B4E9), QColor(0x0072B2), QColor(0x009E73)};
            const Colouring colouring = colourByCategory({}, categories, palette, Qt::gray);
            view.setPositions(nullptr);
            view.setPositions(layouts[0], Motion::Jump);
            view.setColouring(colouring);
            QElapsedTimer still;
            still.start();
            while (!moving && still.elapsed() < 1500) QCoreApplication::processEvents();
            finish();

            std::size_t turn = 0;
            const double camera = median([&] {
                if (moving) view.camera()->pan({1.0, 0.0});
                finish();
            });
            const std::size_t drawn = view.drawnCells();
            const double positions = median([&] {
                view.setPositions(layouts[++turn % 2], Motion::Jump);
                finish();
            });
            const double colours = median([&] {
                view.setColouring(colouring);
                finish();
            });
            std::printf("%-9zu %-9zu %9.1f %13.1f %11.1f%s\n", cells, drawn, camera, positions,
                        colours, moving ? "  while moving" : "");
        }
    return 0;
}
