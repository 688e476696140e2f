// Files read back by a reader of its own, as TIFF 6.0 says.

#include "ui/figures/tiff.h"

#include <QTest>

#include <map>
#include <random>
#include <vector>

using namespace counterpoint;

namespace {

/// The bytes that codes stand for; empty where they are no LZW.
QByteArray unpacked(const QByteArray& packed) {
    QByteArray bytes;
    std::vector<QByteArray> strings;
    const auto begin = [&] {
        strings.clear();
        for (int byte = 0; byte < 256; ++byte) strings.emplace_back(1, static_cast<char>(byte));
        strings.resize(258);
    };
    begin();
    int width = 9;
    QByteArray before;
    qsizetype bit = 0;
    for (;;) {
        if (bit + width > 8 * packed.size()) return {};
        std::size_t code = 0;
        for (int i = 0; i < width; ++i, ++bit)
            code = 2 * code + ((static_cast<unsigned char>(packed[bit / 8]) >> (7 - bit % 8)) & 1U);
        if (code == 257) return bytes;
        if (code == 256) {
            begin();
            width = 9;
            before.clear();
            continue;
        }
        if (code > strings.size() || (code == strings.size() && before.isEmpty())) return {};
        const QByteArray now = code < strings.size() ? strings[code] : before + before[0];
        if (!before.isEmpty()) strings.push_back(before + now[0]);
        bytes += now;
        before = now;
        width = strings.size() >= 2047   ? 12
                : strings.size() >= 1023 ? 11
                : strings.size() >= 511  ? 10
                                         : 9;
    }
}

struct Read {
    std::map<int, std::vector<quint32>> numbers;
    std::map<int, QByteArray> texts;
    QByteArray pixels;
};

Read read(const QByteArray& file) {
    const auto number = [&](qsizetype at, int bytes) {
        quint32 value = 0;
        for (int i = bytes - 1; i >= 0; --i)
            value = 256 * value + static_cast<unsigned char>(file[at + i]);
        return value;
    };
    Read found;
    if (!file.startsWith(QByteArray("II*\0", 4))) return found;
    qsizetype at = number(4, 4);
    const quint32 entries = number(at, 2);
    at += 2;
    for (quint32 entry = 0; entry < entries; ++entry, at += 12) {
        const auto tag = static_cast<int>(number(at, 2));
        const quint32 type = number(at + 2, 2);
        const quint32 count = number(at + 4, 4);
        const int size = type == 2 ? 1 : type == 3 ? 2 : type == 4 ? 4 : 8;
        const qsizetype from = size * count <= 4 ? at + 8 : number(at + 8, 4);
        if (type == 2) found.texts[tag] = file.mid(from, count - 1);
        for (quint32 i = 0; type != 2 && i < count; ++i)
            found.numbers[tag].push_back(number(from + size * i, std::min(size, 4)));
    }
    for (std::size_t strip = 0; strip < found.numbers[273].size(); ++strip)
        found.pixels += unpacked(file.mid(found.numbers[273][strip], found.numbers[279][strip]));
    return found;
}

}  // namespace

class TiffTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Long enough for codes of every width and for several tables.
    void packedBytesAreReadBack_data() {
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("values");
        for (const int values : {1, 2, 7, 256})
            for (const int length : {0, 1, 2, 255, 256, 3000, 3838, 40000})
                QTest::addRow("%d of %d", length, values) << length << values;
    }
    void packedBytesAreReadBack() {
        QFETCH(int, length);
        QFETCH(int, values);
        std::mt19937 random(11);
        QByteArray bytes;
        for (int i = 0; i < length; ++i)
            bytes.append(static_cast<char>(random() % static_cast<unsigned>(values)));
        const QByteArray packed = figures::lzw(bytes);
        QVERIFY(unpacked(packed) == bytes);
        if (values == 1 && length > 1000) QVERIFY(packed.size() * 8 < bytes.size());
    }

    void everyLengthAroundAWiderCodeIsReadBack() {
        QByteArray bytes;
        std::mt19937 random(3);
        for (int i = 0; i < 4200; ++i) bytes.append(static_cast<char>(random() % 256));
        for (const int near : {250, 760, 1780, 3840})
            for (int length = near - 30; length < near + 30; ++length)
                QVERIFY2(unpacked(figures::lzw(bytes.left(length))) == bytes.left(length),
                         qPrintable(QString::number(length)));
    }

    void aPictureHasItsPixelsItsSizeAndItsWords() {
        for (const bool clear : {false, true}) {
            QImage picture(301, 157, clear ? QImage::Format_ARGB32 : QImage::Format_RGB32);
            picture.fill(clear ? Qt::transparent : Qt::white);
            for (int i = 0; i < 157; ++i) picture.setPixelColor(2 * i % 301, i, QColor(i, 80, 200));
            picture.setDotsPerMeterX(23622);
            picture.setDotsPerMeterY(23622);
            Read found = read(
                figures::tiffOf(picture, QStringLiteral("Cells"), QStringLiteral("Counterpoint")));
            QCOMPARE(found.numbers[256].at(0), 301U);
            QCOMPARE(found.numbers[257].at(0), 157U);
            QCOMPARE(found.numbers[282].at(0), 60000U);  // in hundredths: 600 dpi
            QCOMPARE(found.numbers[296].at(0), 2U);
            QCOMPARE(found.texts[270], QByteArray("Cells"));
            QCOMPARE(found.texts[305], QByteArray("Counterpoint"));
            const int samples = clear ? 4 : 3;
            QCOMPARE(found.numbers[277].at(0), static_cast<quint32>(samples));
            QCOMPARE(found.pixels.size(), qsizetype{301} * 157 * samples);
            for (int y = 0; y < picture.height(); ++y)
                for (int x = 0; x < picture.width(); ++x) {
                    const QRgb should = picture.pixel(x, y);
                    const auto sample = [&](int of) {
                        return static_cast<unsigned char>(
                            found.pixels[(qsizetype{y} * 301 + x) * samples + of]);
                    };
                    QCOMPARE(qRgba(sample(0), sample(1), sample(2), clear ? sample(3) : 255),
                             should);
                }
        }
    }
};

QTEST_APPLESS_MAIN(TiffTest)
#include "tiff_test.moc"
