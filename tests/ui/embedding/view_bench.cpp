#include "core/base/random.h"
#include "tests/ui/embedding/styles.h"
#include "ui/embedding/colouring.h"
#include "ui/embedding/embedding_view.h"
#include "ui/embedding/opengl_setup.h"
#include "ui/embedding/point_index.h"

#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

// Median time of a frame of a 1000 × 800 view: panned, zoomed, new positions, new colours; and of
// the index and a lasso around a third of the cells.

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

/// Median wall time and mean processor time (all threads; steady on a busy machine) of a frame.
struct Cost {
    double wall = 0.0;
    double processor = 0.0;
};
Cost measure(const std::function<void()>& frame) {
    std::array<double, 9> times{};
    const std::clock_t start = std::clock();
    for (double& time : times) {
        QElapsedTimer timer;
        timer.start();
        frame();
        time = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    }
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2], 1e3 * seconds / static_cast<double>(times.size())};
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
    if (!view.problem().isEmpty()) {
        std::puts(qPrintable(view.problem()));
        return 1;
    }

    // grabFramebuffer draws at once and reads the picture back, so the frame is really finished.
    const auto finish = [&view] { view.grabFramebuffer(); };
    std::puts("ms, wall/processor");
    std::puts("cells     drawn            pan            zoom       positions         colours");
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
            const Cost camera = measure([&] {
                if (moving) view.camera()->pan({1.0, 0.0});
                finish();
            });
            const std::size_t drawn = view.drawnCells();
            const Cost zoom = measure([&] {
                if (moving) view.camera()->zoom(1.01, {500.0, 400.0}, view.size());
                finish();
            });
            const Cost positions = measure([&] {
                view.setPositions(layouts[++turn % 2], Motion::Jump);
                finish();
            });
            const Cost colours = measure([&] {
                view.setColouring(colouring);
                finish();
            });
            std::printf("%-9zu %-9zu", cells, drawn);
            for (const Cost& cost : {camera, zoom, positions, colours})
                std::printf(" %7.1f/%7.1f", cost.wall, cost.processor);
            std::puts(moving ? "  while moving" : "");
            if (moving) continue;
            const Cost index = measure([&] { const PointIndex made(layouts[0]->values); });
            const PointIndex made(layouts[0]->values);
            QPolygonF lasso;
            for (int i = 0; i < 400; ++i)
                lasso.append({3.5 * std::cos(i * 0.0157), 3.5 * std::sin(i * 0.0157)});
            std::size_t found = 0;
            const Cost ask = measure([&] { found = made.inside(lasso).size(); });
            std::printf("%-9zu index %.1f/%.1f, lasso of %zu cells %.1f/%.1f\n", cells, index.wall,
                        index.processor, found, ask.wall, ask.processor);
        }
    return 0;
}
