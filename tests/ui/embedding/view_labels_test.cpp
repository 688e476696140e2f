#include "tests/ui/embedding/scenes.h"
#include "ui/embedding/opengl_setup.h"
#include "ui/embedding/view_overlay.h"

#include <QApplication>
#include <QTest>

#include <map>

using namespace counterpoint;
using namespace counterpoint::embedding;
using namespace counterpoint::tests;

namespace {

/// Thirty blobs of 40 to 400 cells, some of them over each other, with names of cell types.
Blood thirtyTypes() {
    Blood made;
    made.type.levels.clear();
    base::Random random(11);
    std::vector<float> xy;
    for (int type = 0; type < 30; ++type) {
        made.type.levels.push_back("Cell type number " + std::to_string(type));
        const double x = 10.0 * random.uniform();
        const double y = 10.0 * random.uniform();
        for (int cell = 0; cell < 40 + 12 * type; ++cell) {
            xy.push_back(static_cast<float>(x + 0.4 * random.normal()));
            xy.push_back(static_cast<float>(y + 0.4 * random.normal()));
            made.type.codes.push_back(type);
        }
    }
    made.layout = data::Embedding(xy.size() / 2, 2);
    made.layout.values = std::move(xy);
    return made;
}

/// With a name for every type, or for all but the last, the cells without one.
void showTypes(EmbeddingView& view, const Blood& blood, QSize size, bool all = true) {
    view.setViewStyle(lightStyle());
    view.setPositions(std::make_shared<data::Embedding>(blood.layout), Motion::Jump);
    const std::size_t colors = okabeIto.size() - (all ? 1 : 0);  // the last is that of no name
    view.setColouring(colourByCategory(QStringLiteral("type"), blood.type,
                                       std::span(okabeIto).first(colors), missingColor));
    view.resize(size);
    show(view);
    QTRY_VERIFY(!view.labels().empty());
}

void checkLabels(const EmbeddingView& view) {
    const auto& labels = view.labels();
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const LabelPlace& place = labels[i].place;
        QVERIFY(QRectF(view.rect()).contains(place.box));
        for (std::size_t j = 0; j < i; ++j) {
            QVERIFY2(!place.box.intersects(labels[j].place.box), qPrintable(labels[i].name));
            const auto& other = labels[j].place.leader;
            QVERIFY(!place.leader || !other ||
                    place.leader->intersects(*other, nullptr) != QLineF::BoundedIntersection);
        }
        if (place.leader)
            QCOMPARE(place.leader->p2(), labels[i].anchor);
        else
            QVERIFY2(place.box.contains(labels[i].anchor), qPrintable(labels[i].name));
        QCOMPARE(labels[i].pointer.has_value(), place.leader.has_value());
        if (place.leader) QVERIFY(labels[i].pointer->length() < place.leader->length() + 0.5);
    }
}

}  // namespace

class ViewLabelsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        if (!openGlProblem().isEmpty())
            QSKIP("needs OpenGL 3.2: run under xvfb-run with QT_QPA_PLATFORM=xcb");
    }

    void labelsOfThirtyTypesAreDisjointAndEndAtTheirCells_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("small") << QSize(340, 320);
        QTest::newRow("large") << QSize(940, 800);
    }
    void labelsOfThirtyTypesAreDisjointAndEndAtTheirCells() {
        QFETCH(QSize, size);
        const Blood types = thirtyTypes();
        EmbeddingView view;
        showTypes(view, types, size);
        checkLabels(view);
        // What is not shown is counted.
        QCOMPARE(view.labels().size() + view.hiddenLabels(), types.type.levels.size());
        if (size.width() > 900) QCOMPARE(view.hiddenLabels(), std::size_t{0});
        save(view.grab().toImage(), QTest::currentDataTag());
    }

    /// A leader across a dark cluster looks like a slit in it: it ends among its first cells.
    void pointersEndAtTheEdgeOfTheirCells() {
        Blood dark = thirtyTypes();
        EmbeddingView view;
        view.setViewStyle(lightStyle());
        view.setPositions(std::make_shared<data::Embedding>(dark.layout), Motion::Jump);
        const std::vector<QColor> black(30, Qt::black);
        view.setColouring(colourByCategory(QStringLiteral("type"), dark.type, black, missingColor));
        view.resize(940, 800);
        show(view);
        QTRY_VERIFY(!view.labels().empty());
        int shorter = 0;
        int pointers = 0;
        for (const ShownLabel& label : view.labels()) {
            if (!label.pointer) continue;
            ++pointers;
            shorter += label.pointer->length() < label.place.leader->length() - 6.0 ? 1 : 0;
        }
        QVERIFY(pointers >= 5);
        QVERIFY2(2 * shorter > pointers, qPrintable(QString::number(shorter)));
        save(view.grab().toImage(), "dark");
    }

    void namesThatFindNoRoomAreCounted() {
        EmbeddingView view;
        showTypes(view, thirtyTypes(), {220, 160});
        checkLabels(view);
        QVERIFY(view.hiddenLabels() > 0);
        QCOMPARE(view.labels().size() + view.hiddenLabels(), std::size_t{30});
        save(view.grab().toImage(), "tiny");
    }

    /// Previews of a slider that is dragged: other cells each time, moved a little.
    void labelsStayOnTheirSideWhileTheMapTrembles() {
        const Blood blood = makeBlood(4000, 5);
        EmbeddingView view;
        showTypes(view, blood, {340, 320}, false);
        const auto offsets = [&] {
            std::map<QString, QPointF> all;
            for (const ShownLabel& label : view.labels())
                all[label.name] = label.place.box.center() - label.anchor;
            return all;
        };
        const auto before = offsets();
        QVERIFY(before.size() >= 6);
        for (std::uint64_t frame = 0; frame < 12; ++frame) {
            auto preview = std::make_shared<data::Embedding>(blood.layout);
            base::Random random(100 + frame);
            for (std::size_t cell = 0; cell < preview->rows; ++cell) {
                if (random.below(2) == 0)
                    (*preview)(cell, 0) = std::numeric_limits<float>::quiet_NaN();
                else
                    for (std::size_t axis = 0; axis < 2; ++axis)
                        (*preview)(cell, axis) += static_cast<float>(0.05 * random.normal());
            }
            view.setPositions(preview, Motion::Jump);
            view.grab();
            checkLabels(view);
            const auto now = offsets();
            QCOMPARE(now.size(), before.size());
            for (const auto& [name, offset] : before)
                QVERIFY2((now.at(name) - offset).manhattanLength() < 1e-6, qPrintable(name));
        }
        save(view.grab().toImage(), "trembling");
    }
};

int main(int argc, char** argv) {
    setUpOpenGl();
    QApplication application(argc, argv);
    ViewLabelsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "view_labels_test.moc"
