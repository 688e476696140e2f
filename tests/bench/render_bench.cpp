// What a hand on the views waits for, in the picture of two linked views as the window has them:
//     render_bench [cells…]     (without arguments 10000 100000 1000000)
// and, in the whole window with 10 000 and 100 000 cells, how many frames of a moving map arrive a
// second and how long the event loop is busy at most. Needs an X server. On software OpenGL the
// views thin the cells while anything moves: the table says to how many. Times are medians; wall
// milliseconds on a busy machine say little, processor milliseconds (all threads) more.

#include "core/base/random.h"
#include "tests/ui/workbench/hand.h"
#include "tests/ui/workbench/watchdog.h"
#include "ui/embedding/colouring.h"
#include "ui/embedding/embedding_view.h"
#include "ui/embedding/point_index.h"
#include "ui/workbench/view_style.h"

#include <QHBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

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

/// Median wall time and mean processor time of all threads, milliseconds.
struct Cost {
    double wall = 0.0;
    double processor = 0.0;
};
Cost measure(const std::function<void()>& frame, int times = 9) {
    std::vector<double> walls;
    const std::clock_t start = std::clock();
    for (int i = 0; i < times; ++i) {
        QElapsedTimer timer;
        timer.start();
        frame();
        walls.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    std::sort(walls.begin(), walls.end());
    return {walls[walls.size() / 2], 1e3 * seconds / times};
}

void print(const char* what, const Cost& cost) {
    std::printf("  %-46s %8.1f %10.1f\n", what, cost.wall, cost.processor);
    std::fflush(stdout);
}

/// Two linked views of the size they have in a window of 1440 × 900.
class Views {
  public:
    Views() {
        auto camera = std::make_shared<ViewCamera>();
        auto* row = new QHBoxLayout(&m_window);
        row->setContentsMargins(0, 0, 0, 0);
        for (EmbeddingView*& view : m_views) {
            view = new EmbeddingView(camera, &m_window);
            view->setViewStyle(workbench::currentViewStyle());
            row->addWidget(view);
        }
        m_window.resize(820, 420);
        m_window.show();
        QCoreApplication::processEvents();
    }

    EmbeddingView& first() { return *m_views.front(); }
    void each(const std::function<void(EmbeddingView&)>& change) {
        for (EmbeddingView* view : m_views) change(*view);
    }
    /// The event loop until both views show all cells as they were asked to; the longest turn of it
    /// in milliseconds.
    /// The second: the most that the window's own thread computed in one, which does not depend on
    /// what else the machine does.
    struct Longest {
        double wall = 0.0;
        double processor = 0.0;
        void add(const Longest& other) {
            wall = std::max(wall, other.wall);
            processor = std::max(processor, other.processor);
        }
    };
    Longest standStill() {
        Longest longest;
        while (!m_views[0]->isDrawn() || !m_views[1]->isDrawn()) {
            const double start = ofThisThread();
            const double wall = turn();
            longest.add({wall, ofThisThread() - start});
        }
        return longest;
    }
    /// One turn of the event loop, in which what moves is drawn.
    static double turn() {
        QElapsedTimer timer;
        timer.start();
        QCoreApplication::processEvents();
        return static_cast<double>(timer.nsecsElapsed()) / 1e6;
    }

  private:
    /// Milliseconds this thread has computed.
    static double ofThisThread() {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return 1e3 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e6;
    }

    QWidget m_window;
    std::array<EmbeddingView*, 2> m_views{};
};

void benchViews(std::size_t cells) {
    Views views;
    if (!views.first().problem().isEmpty()) {
        std::puts(qPrintable(views.first().problem()));
        return;
    }
    std::printf("%zu cells, two views of 410 x 420            ms: wall  processor\n", cells);
    const std::array layouts{blobs(cells, 1), blobs(cells, 2)};
    data::Categories categories;
    categories.levels.assign(8, "level");
    for (std::size_t i = 0; i < cells; ++i)
        categories.codes.push_back(static_cast<std::int32_t>(i % 8));
    const std::array palette{QColor(0x56B4E9), QColor(0x0072B2), QColor(0x009E73)};
    Colouring colouring;
    print("colours of all cells by category",
          measure([&] { colouring = colourByCategory({}, categories, palette, Qt::gray); }, 3));
    std::vector<std::uint32_t> half(cells / 2);
    for (std::size_t i = 0; i < half.size(); ++i) half[i] = static_cast<std::uint32_t>(2 * i);
    views.each([&](EmbeddingView& view) {
        view.setPositions(layouts[0], Motion::Jump);
        view.setColouring(colouring);
    });
    views.standStill();
    Views::Longest longest;
    const auto still = [&] { longest.add(views.standStill()); };
    const auto printTurns = [&] {
        std::printf(
            "  = in turns of the event loop of at most %.0f ms, %.0f computed by its thread\n",
            longest.wall, longest.processor);
        longest = {};
    };
    print("still frame, all cells", measure([&] {
              views.each([](EmbeddingView& view) { view.setOpacity(1.5 - view.opacity()); });
              still();
          }));
    printTurns();
    print("recolour, all cells", measure([&] {
              views.each([&](EmbeddingView& view) { view.setColouring(colouring); });
              still();
          }));
    printTurns();
    print("a selection takes the others their colour", measure([&] {
              const Colouring chosen = onlyInColour(colouring, half, Qt::lightGray);
              views.each([&](EmbeddingView& view) { view.setColouring(chosen); });
              still();
          }));
    printTurns();
    views.each([&](EmbeddingView& view) { view.setColouring(colouring); });

    std::size_t turn = 0;
    const auto pan = [&] {
        views.first().camera()->pan({1.0, 0.0});
        Views::turn();
    };
    for (int frame = 0; frame < 12; ++frame) pan();  // the level of detail finds itself
    const Cost moving = measure(pan, 15);
    print("frame while panned", moving);
    std::printf("  = %.0f frames a second, drawing %zu of %zu cells\n", 1e3 / moving.wall,
                views.first().drawnCells(), cells);
    const Cost streamed = measure(
        [&] {
            ++turn;
            views.each(
                [&](EmbeddingView& view) { view.setPositions(layouts[turn % 2], Motion::Jump); });
            Views::turn();
        },
        15);
    print("frame of a stream of layouts", streamed);
    std::printf("  = %.0f frames a second, drawing %zu of %zu cells\n", 1e3 / streamed.wall,
                views.first().drawnCells(), cells);

    print("index for picking and lasso (off the window's thread)",
          measure(
              [&] {
                  const PointIndex made(views.first().camera()->flattened([&] {
                      std::vector<float> xyz(3 * cells);
                      for (std::size_t i = 0; i < cells; ++i) {
                          xyz[3 * i] = (*layouts[0])(i, 0);
                          xyz[3 * i + 1] = (*layouts[0])(i, 1);
                      }
                      return xyz;
                  }()));
              },
              3));
    const PointIndex index(layouts[0]->values);
    QPolygonF lasso;
    for (int i = 0; i < 400; ++i)
        lasso.append({3.5 * std::cos(i * 0.0157), 3.5 * std::sin(i * 0.0157)});
    std::size_t found = 0;
    print("lasso of 400 corners", measure([&] { found = index.inside(lasso).size(); }));
    std::printf("  = %zu cells\n", found);
    base::Random random(7);
    print("picking, a thousand places", measure([&] {
              for (int i = 0; i < 1000; ++i)
                  (void)index.nearest({8.0 * random.uniform() - 4.0, 8.0 * random.uniform() - 4.0},
                                      0.05);
          }));
}

/// Frames of a moving map that arrive in the window and are drawn.
void benchWindow(test::WindowDriver& driver, std::size_t cells) {
    const test::MadeFile made(cells, 200);
    workbench::Workbench& bench = driver.bench();
    std::shared_ptr<const data::Embedding> last;
    int frames = 0;
    QElapsedTimer sinceFirst;
    double streamed = 0.0;   // seconds from the first frame to the last
    std::clock_t start = 0;  // processor time at the first
    double processor = 0.0;  // seconds of all threads, likewise
    const auto counting = QObject::connect(&bench, &workbench::Workbench::resultsChanged, [&] {
        const auto& layout = bench.results().layout;
        if (!layout || layout == last) return;
        last = layout;
        if (frames++ == 0) {
            sinceFirst.start();
            start = std::clock();
        }
        processor = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        streamed = static_cast<double>(sinceFirst.nsecsElapsed()) / 1e9;
    });
    const auto report = [&](const char* what, qint64 gap) {
        const int later = frames - 1;
        std::printf("  %-42s %3d frames: %4.1f a second, %5.0f processor ms each; gap %lld ms\n",
                    what, frames, streamed > 0.0 ? later / streamed : 0.0,
                    later > 0 ? 1e3 * processor / later : 0.0, static_cast<long long>(gap));
        std::fflush(stdout);
        frames = 0;
        streamed = 0.0;
    };
    std::printf("%zu cells in the whole window (gap: the longest of the event loop)\n", cells);
    test::Watchdog dog;
    (void)made.open(driver);
    dog.start();
    (void)QTest::qWaitFor([&] { return driver.settled(); }, 10 * test::patience);
    report("the first map while it optimises", dog.stop());

    QTest::qWait(500);
    dog.start();
    test::dragTheta(driver, 40);
    report("a hand that drags theta for six seconds", dog.stop());
    bench.stop();
    (void)QTest::qWaitFor([&] { return !bench.isRunning(); }, test::patience);
    QTest::qWait(500);
    frames = 0;
    dog.start();
    test::drawAnew(driver, 12);
    std::printf("  %-42s gap %lld ms\n", "drawn and recoloured, nothing computed",
                static_cast<long long>(dog.stop()));
    QObject::disconnect(counting);
}

}  // namespace

int main(int argc, char** argv) {
    setUpOpenGl();
    QApplication app(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setApplicationName(QStringLiteral("render_bench"));
    QSettings().clear();
    support::applyTheme(app, support::ThemeChoice::Light);
    std::vector<std::size_t> sizes;
    for (int i = 1; i < argc; ++i) sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    const bool all = sizes.empty();
    if (all) sizes = {10'000, 100'000, 1'000'000};
    for (const std::size_t cells : sizes) benchViews(cells);
    if (!openGlProblem().isEmpty()) return 1;
    test::WindowDriver driver;
    driver.open();
    (void)QTest::qWaitForWindowExposed(driver.window.get());
    for (const std::size_t cells : all ? std::vector<std::size_t>{10'000, 100'000} : sizes)
        if (cells <= 200'000) benchWindow(driver, cells);
    driver.close();
    return 0;
}
