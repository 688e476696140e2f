// Datasets as other programs write them, made with the HDF5 library itself.
#include "core/io/h5_node.h"

#include "core/base/error.h"
#include "core/io/open.h"
#include "tests/core/io/draft.h"

#include <QTemporaryDir>
#include <QTest>
#include <hdf5.h>

#include <cstring>
#include <functional>
#include <thread>

using namespace counterpoint;
using io::h5::Handle;
using io::h5::Node;

class H5NodeTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    std::string newPath() {
        return m_folder.filePath(QString::number(++m_files) + QStringLiteral(".h5")).toStdString();
    }
    /// A new file that `fill` writes, opened for reading.
    Node make(const std::function<void(hid_t file)>& fill) {
        const auto path = newPath();
        {
            const Handle file(H5Fcreate(path.c_str(), H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT));
            fill(file.id());
        }
        return Node::openFile(path);
    }
    /// A dataset of 100 integers in chunks of 10, of which the first `chunks` are written.
    static void writeChunks(hid_t file, const Handle& properties, std::size_t chunks) {
        const hsize_t extent = 100;
        const hsize_t chunk = 10;
        H5Pset_chunk(properties.id(), 1, &chunk);
        const Handle space(H5Screate_simple(1, &extent, nullptr));
        const Handle dataset(H5Dcreate2(file, "x", H5T_STD_I32LE, space.id(), H5P_DEFAULT,
                                        properties.id(), H5P_DEFAULT));
        std::vector<int> values(10 * chunks, 7);
        const hsize_t start = 0;
        const hsize_t count = values.size();
        const Handle memory(H5Screate_simple(1, &count, nullptr));
        H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, &start, nullptr, &count, nullptr);
        H5Dwrite(dataset.id(), H5T_NATIVE_INT, memory.id(), space.id(), H5P_DEFAULT, values.data());
    }
    static std::string sentence(const Node& node) {
        try {
            node.checkReadable();
        } catch (const base::Error& error) {
            return error.what();
        }
        return "readable";
    }
    static void compare(const std::string& actual, const std::string& wanted) {
        QVERIFY2(actual.starts_with(wanted), actual.c_str());
    }

  private Q_SLOTS:
    void initTestCase() { const io::h5::Session quiet{base::Job()}; }

    void missingFiltersAreNamed() {
        const auto with = [&](H5Z_filter_t filter) {
            return sentence(make([&](hid_t file) {
                                const Handle properties(H5Pcreate(H5P_DATASET_CREATE));
                                H5Pset_filter(properties.id(), filter, H5Z_FLAG_OPTIONAL, 0,
                                              nullptr);
                                writeChunks(file, properties, 10);
                            }).child("x"));
        };
        compare(with(32001),
                "x is compressed with the blosc filter, which is not installed; write");
        compare(with(32015), "x is compressed with the zstd filter");
        compare(with(333), "x is compressed with the number 333 filter");
    }

    void missingChunksAreCounted() {
        const auto holding = [&](std::size_t chunks) {
            return sentence(make([&](hid_t file) {
                                const Handle properties(H5Pcreate(H5P_DATASET_CREATE));
                                H5Pset_deflate(properties.id(), 1);
                                writeChunks(file, properties, chunks);
                            }).child("x"));
        };
        compare(holding(10), "readable");
        compare(holding(7), "x lacks 3 of its 10 blocks, so the file was not written completely");
    }

    void emptyPromisesAreRefusedBeforeMemoryIsTaken() {
        const auto node = make([&](hid_t file) {
            const hsize_t extent = hsize_t{1} << 50U;
            const Handle space(H5Screate_simple(1, &extent, nullptr));
            const Handle dataset(H5Dcreate2(file, "x", H5T_STD_I8LE, space.id(), H5P_DEFAULT,
                                            H5P_DEFAULT, H5P_DEFAULT));
        });
        compare(sentence(node.child("x")), "x claims more values than the file can hold");
    }

    void fixedTextsLoseTheirPadding() {
        const auto node = make([&](hid_t file) {
            const hsize_t extent = 3;
            const Handle space(H5Screate_simple(1, &extent, nullptr));
            for (const auto& [name, padding, bytes] :
                 {std::tuple("nul", H5T_STR_NULLPAD, "ab\0\0cdefg\0\0\0"),
                  std::tuple("space", H5T_STR_SPACEPAD, "ab  cdefg   ")}) {
                const Handle type(H5Tcopy(H5T_C_S1));
                H5Tset_size(type.id(), 4);
                H5Tset_strpad(type.id(), padding);
                const Handle dataset(H5Dcreate2(file, name, type.id(), space.id(), H5P_DEFAULT,
                                                H5P_DEFAULT, H5P_DEFAULT));
                H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes);
            }
        });
        const std::vector<std::string> wanted{"ab", "cdef", "g"};
        QCOMPARE(node.child("nul").readTexts(0, 3), wanted);
        QCOMPARE(node.child("space").readTexts(0, 3), wanted);
    }

    void membersOfCompoundsAreDatasetsOfTheirOwn() {
        struct Row {
            char name[4];
            int number;
            float pair[2];
        };
        const auto node = make([&](hid_t file) {
            const Handle text(H5Tcopy(H5T_C_S1));
            H5Tset_size(text.id(), 4);
            const hsize_t two = 2;
            const Handle pair(H5Tarray_create2(H5T_NATIVE_FLOAT, 1, &two));
            const Handle type(H5Tcreate(H5T_COMPOUND, sizeof(Row)));
            H5Tinsert(type.id(), "name", offsetof(Row, name), text.id());
            H5Tinsert(type.id(), "number", offsetof(Row, number), H5T_NATIVE_INT);
            H5Tinsert(type.id(), "pair", offsetof(Row, pair), pair.id());
            const hsize_t extent = 2;
            const Handle space(H5Screate_simple(1, &extent, nullptr));
            const Handle dataset(H5Dcreate2(file, "table", type.id(), space.id(), H5P_DEFAULT,
                                            H5P_DEFAULT, H5P_DEFAULT));
            const Row rows[]{{"a", 5, {1, 2}}, {"bc", -6, {3, 4}}};
            H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, rows);
        });
        const auto table = node.child("table");
        QCOMPARE(table.fields(), (std::vector<std::string>{"name", "number", "pair"}));
        QCOMPARE(table.field("name").readTexts(0, 2), (std::vector<std::string>{"a", "bc"}));
        std::vector<std::int64_t> numbers(1);
        table.field("number").read(1, 1, numbers.data());
        QCOMPARE(numbers[0], std::int64_t{-6});
        QCOMPARE(table.field("pair").shape(), (std::vector<std::size_t>{2, 2}));
        std::vector<float> pairs(4);
        table.field("pair").read(0, 2, pairs.data());
        QCOMPARE(pairs, (std::vector<float>{1, 2, 3, 4}));
    }

    void danglingLinksAreAsIfAbsent() {
        const auto node = make([](hid_t file) {
            H5Lcreate_soft("/nowhere", file, "link", H5P_DEFAULT, H5P_DEFAULT);
            H5Lcreate_external("nofile.h5", "/x", file, "external", H5P_DEFAULT, H5P_DEFAULT);
        });
        QCOMPARE(node.names(), (std::vector<std::string>{"external", "link"}));
        QVERIFY(!node.find("link"));
        QVERIFY(!node.find("external"));
        QVERIFY(!node.find("."));
        QVERIFY(!node.find("a/b"));
    }

    void blocksAreWholeChunks() {
        const auto node = make([](hid_t file) {
            const Handle properties(H5Pcreate(H5P_DATASET_CREATE));
            writeChunks(file, properties, 10);
        });
        QCOMPARE(node.child("x").blockRows(100), std::size_t{20});  // 25 integers of 4 bytes
        QCOMPARE(node.child("x").blockRows(1), std::size_t{10});
    }

    void severalThreadsMayOpenAtOnce() {
        const auto path = newPath();
        tests::Draft().write(path);
        std::atomic<int> opened{0};
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 4; ++i)
                threads.emplace_back([&] {
                    for (int k = 0; k < 20; ++k)
                        if (io::open(path, base::Job())->counts.nonZeros() == 4) ++opened;
                });
        }
        QCOMPARE(opened.load(), 80);
    }
};

QTEST_APPLESS_MAIN(H5NodeTest)
#include "h5_node_test.moc"
