// The swipe in the real window: what is left of the line is A, drawn where A has its cells and
// found there by the pointer, and what is right of it is B, wherever the line stands.

#include "tests/ui/workbench/driver.h"
#include "ui/compare/swipe_stage.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/embedding/embedding_view.h"
#include "ui/workbench/colourings.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/view_area.h"

#include <QMouseEvent>
#include <QSignalSpy>

#include <array>
#include <cmath>

using namespace counterpoint;
using embedding::EmbeddingView;
using test::patience;
using workbench::CompareMode;

class SwipeTest : public QObject {
    Q_OBJECT

    static constexpr int edge = 16;  // px about the line, of its grip and of discs cut by it

    test::WindowDriver m_driver;
    std::array<QImage, 2> m_beside;  ///< the cells of A and of B, side by side

    workbench::Workbench& bench() { return m_driver.bench(); }
    workbench::ComparePage& page() { return m_driver.window->comparePage(); }
    compare::SwipeStage& stage() { return page().stage(); }
    EmbeddingView& view(std::size_t side) { return page().panel(side).view(); }
    QWidget& handle() {
        for (QWidget* child : stage().findChildren<QWidget*>())
            if (child->cursor().shape() == Qt::SplitHCursor) return *child;
        qFatal("no line");
    }
    double lineX() { return stage().share() * stage().width(); }

    void waitUntilDrawn() {
        QTRY_VERIFY_WITH_TIMEOUT(view(0).isDrawn() && view(1).isDrawn(), patience);
    }

    /// Of the coloured pixels of `expected` between two x of the stage, the share that the stage
    /// shows alike.
    double alike(const QImage& shown, const QImage& expected, int from, int to) {
        const QPoint at = view(0).mapTo(&stage(), QPoint());
        // The same camera looks at the middle of wide and of narrow views.
        const QPoint shift((view(0).width() - expected.width()) / 2,
                           (view(0).height() - expected.height()) / 2);
        int seen = 0;
        int same = 0;
        for (int y = 0; y < expected.height(); ++y)
            for (int x = 0; x < expected.width(); ++x) {
                const QColor color = expected.pixelColor(x, y);
                if (color.saturation() < 60) continue;  // canvas, names, axes
                const QPoint place = at + shift + QPoint(x, y);
                if (place.x() < from || place.x() >= to || !shown.rect().contains(place)) continue;
                ++seen;
                const QColor other = shown.pixelColor(place);
                same += std::abs(color.red() - other.red()) +
                            std::abs(color.green() - other.green()) +
                            std::abs(color.blue() - other.blue()) <
                        48;
            }
        return seen < 200 ? std::nan("") : static_cast<double>(same) / seen;
    }
    void checkSides() {
        waitUntilDrawn();
        QTest::qWait(100);
        const QImage shown = stage().grab().toImage();
        const int line = static_cast<int>(std::lround(lineX()));
        const double left = alike(shown, m_beside[0], 0, line - edge);
        const double right = alike(shown, m_beside[1], line + edge, shown.width());
        const double leftOfB = alike(shown, m_beside[1], 0, line - edge);
        const double rightOfA = alike(shown, m_beside[0], line + edge, shown.width());
        qInfo("line at %d: left %.3f A, %.3f B; right %.3f B, %.3f A", line, left, leftOfB, right,
              rightOfA);
        QVERIFY(left > 0.9 && right > 0.9);
        QVERIFY(leftOfB < 0.7 && rightOfA < 0.7);
    }

    void drag(QWidget& widget, QPointF from, QPointF to) {
        const auto send = [&](QEvent::Type type, QPointF at, Qt::MouseButton button,
                              Qt::MouseButtons held) {
            QMouseEvent event(type, at, widget.mapToGlobal(at), button, held, Qt::NoModifier);
            QApplication::sendEvent(&widget, &event);
        };
        const QPointF moved = widget.mapToGlobal(to);
        send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
        send(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
        send(QEvent::MouseButtonRelease, widget.mapFromGlobal(moved), Qt::LeftButton, Qt::NoButton);
    }

  private Q_SLOTS:
    /// The demo at two thetas whose maps differ, A and B under one camera that no view moves.
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        plugin::Values values = bench().settings().methodValues;
        values["theta"] = 0.0;
        bench().setMethodValues(values, false);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        m_driver.window->compareRuns(bench().history().runs().front().number, bench().currentRun());
        page().setColourKey(QStringLiteral("obs:batch"));
        QTest::qWait(800);  // the glide to the other map
        for (std::size_t side = 0; side < 2; ++side) {
            view(side).setPointSize(4.0);
            view(side).setOpacity(1.0);
            view(side).setLabelsShown(false);
        }
        view(0).camera()->zoom(0.9, QRectF(view(0).rect()).center(), view(0).size());
        waitUntilDrawn();
        for (std::size_t side = 0; side < 2; ++side) {
            // The middle of the stage may lie between two pixels where that of a half does not.
            const double half = (stage().width() - view(side).width()) % 2 / 2.0;
            view(side).camera()->pan({half, 0.0});
            m_beside[side] = view(side).grabFramebuffer();
            view(side).camera()->pan({-half, 0.0});
            QVERIFY(!m_beside[side].isNull());
        }
        page().setMode(CompareMode::Swipe);
        QTest::qWait(300);
    }
    void cleanupTestCase() { m_driver.close(); }

    void leftOfTheLineIsAAndRightOfItB() {
        QCOMPARE(stage().share(), 0.5);
        QCOMPARE(view(0).width(), stage().width());
        checkSides();
    }

    void theLineFollowsTheMouse() {
        const double before = lineX();
        drag(handle(), QRectF(handle().rect()).center(),
             QRectF(handle().rect()).center() + QPointF(-60.0, 0.0));
        QVERIFY(std::abs(lineX() - (before - 60.0)) <= 1.0);
        QVERIFY(std::abs(handle().geometry().center().x() - lineX()) <= 1.0);
        checkSides();
        // Not out of the window.
        drag(handle(), QRectF(handle().rect()).center(), QPointF(-5000.0, 10.0));
        QCOMPARE(stage().share(), 0.05);
        stage().setShare(0.5);
    }

    void theLineFollowsTheArrowKeys() {
        handle().setFocus();
        QVERIFY(handle().focusPolicy() & Qt::TabFocus);
        for (int i = 0; i < 4; ++i) QTest::keyClick(&handle(), Qt::Key_Right);
        QVERIFY(std::abs(stage().share() - 0.58) < 1e-9);
        checkSides();
        for (int i = 0; i < 4; ++i) QTest::keyClick(&handle(), Qt::Key_Left);
        QVERIFY(std::abs(stage().share() - 0.5) < 1e-9);
    }

    /// What lies under the pointer is looked up in the run that is seen there.
    void thePointerFindsTheCellsOfTheSideItIsOn() {
        for (std::size_t side = 0; side < 2; ++side) {
            QSignalSpy pointed(&view(side), &EmbeddingView::cellPointed);
            QSignalSpy other(&view(1 - side), &EmbeddingView::cellPointed);
            int found = 0;
            for (std::size_t cell = 0; cell < page().layout(side).rows && found < 5; cell += 37) {
                const auto placeIn = [&](std::size_t of) {
                    const data::Embedding& layout = page().layout(of);
                    return view(of).camera()->toScreen(
                        {double{layout(cell, 0)}, double{layout(cell, 1)}}, view(of).size());
                };
                const QPointF here = placeIn(side);
                const QPointF there = placeIn(1 - side);
                const QPoint onStage = view(side).mapTo(&stage(), here.toPoint());
                const bool isLeft = onStage.x() < lineX() - edge;
                const bool isRight = onStage.x() > lineX() + edge;
                if (side == 0 ? !isLeft : !isRight) continue;
                // Elsewhere in the other run, or it would prove nothing.
                if (QLineF(here, there).length() < 40.0) continue;
                QWidget* under = stage().childAt(onStage);
                QVERIFY(under != nullptr);
                QVERIFY(&view(side) == under || view(side).isAncestorOf(under));
                const auto hover = [&] {
                    QMouseEvent move(QEvent::MouseMove, here, view(side).mapToGlobal(here),
                                     Qt::NoButton, Qt::NoButton, Qt::NoModifier);
                    QApplication::sendEvent(&view(side), &move);
                    return !pointed.isEmpty() && pointed.back().front().toLongLong() >= 0;
                };
                QTRY_VERIFY(hover());  // the index is made in the background
                const auto at = static_cast<std::size_t>(pointed.back().front().toLongLong());
                const data::Embedding& layout = page().layout(side);
                const double off = std::hypot(double{layout(at, 0)} - double{layout(cell, 0)},
                                              double{layout(at, 1)} - double{layout(cell, 1)}) /
                                   view(side).camera()->unitsPerPixel();
                QVERIFY2(off < 2.0, "the cell itself, or one that lies on it");
                ++found;
            }
            QVERIFY(found >= 3);
            QVERIFY(other.isEmpty());
        }
    }

    /// As a population chosen in the table of losses: seen alone in both runs.
    void selectedCellsAloneAreInColour() {
        page().setMode(CompareMode::SideBySide);
        const auto& batch = bench().results().cells->batch;
        const auto colors = m_driver.window->views().colourings().colorsOf("batch", batch.levels);
        const auto seen = [&](std::size_t side, std::size_t level) {
            return test::pixelsOf(view(side).grabFramebuffer(), colors[level]);
        };
        std::vector<std::uint32_t> cells;
        for (std::uint32_t cell = 0; cell < batch.size(); ++cell)
            if (batch.codes[cell] == 0) cells.push_back(cell);
        const int before = seen(0, 1);
        QVERIFY(before > 500);
        m_driver.window->views().select(cells, QStringLiteral("first"));
        for (const std::size_t side : {0, 1}) {
            QVERIFY(seen(side, 0) > 500);
            QVERIFY(seen(side, 1) < before / 20);
        }
        m_driver.window->views().clearSelection();
        QVERIFY(seen(0, 1) > before / 2);
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<SwipeTest>(argc, argv, "swipe_test");
}

#include "swipe_test.moc"
