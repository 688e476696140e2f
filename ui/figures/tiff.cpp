#include "ui/figures/tiff.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace counterpoint::figures {

namespace {

constexpr int clearCode = 256;
constexpr int endCode = 257;
constexpr int firstFree = 258;
constexpr int fewestBits = 9;
constexpr int mostCodes = 4094;  // then the table is begun anew
constexpr int stripBytes = 1 << 16;
constexpr double inchesPerMeter = 1000.0 / 25.4;

/// The strings seen so far, as a tree: each is another one and a byte.
class Strings {
  public:
    Strings() { clear(); }

    void clear() {
        m_first.fill(-1);
        m_free = firstFree;
    }
    /// The code of a string and one byte more; −1 where it has none yet.
    int find(int code, std::uint8_t byte) const {
        int next = m_first[at(code)];
        while (next >= 0 && m_byte[at(next)] != byte) next = m_sibling[at(next)];
        return next;
    }
    void add(int code, std::uint8_t byte) {
        m_byte[at(m_free)] = byte;
        m_sibling[at(m_free)] = m_first[at(code)];
        m_first[at(code)] = m_free++;
    }
    int free() const { return m_free; }

  private:
    static std::size_t at(int code) { return static_cast<std::size_t>(code); }

    std::array<int, 4096> m_first{};
    std::array<int, 4096> m_sibling{};
    std::array<std::uint8_t, 4096> m_byte{};
    int m_free = firstFree;
};

/// Codes as bits, the highest first.
class Bits {
  public:
    void put(int code, int bits) {
        m_held = (m_held << bits) | static_cast<std::uint32_t>(code);
        m_count += bits;
        for (; m_count >= 8; m_count -= 8)
            m_bytes.append(static_cast<char>((m_held >> (m_count - 8)) & 0xFFU));
    }
    QByteArray take() {
        if (m_count > 0) put(0, 8 - m_count);
        return std::move(m_bytes);
    }

  private:
    QByteArray m_bytes;
    std::uint32_t m_held = 0;
    int m_count = 0;
};

enum class Type : std::uint16_t { Ascii = 2, Short = 3, Long = 4, Rational = 5 };

struct Entry {
    std::uint16_t tag;
    Type type;
    std::uint32_t count;
    QByteArray value;
};

/// Little-endian numbers.
template <class T>
QByteArray numbers(const std::vector<T>& values) {
    QByteArray bytes;
    for (const T value : values)
        for (std::size_t byte = 0; byte < sizeof(T); ++byte)
            bytes.append(static_cast<char>((value >> (8 * byte)) & 0xFFU));
    return bytes;
}

Entry shorts(std::uint16_t tag, const std::vector<std::uint16_t>& values) {
    return {tag, Type::Short, static_cast<std::uint32_t>(values.size()), numbers(values)};
}

Entry longs(std::uint16_t tag, const std::vector<std::uint32_t>& values) {
    return {tag, Type::Long, static_cast<std::uint32_t>(values.size()), numbers(values)};
}

Entry text(std::uint16_t tag, const QString& words) {
    const QByteArray bytes = words.toUtf8() + '\0';
    return {tag, Type::Ascii, static_cast<std::uint32_t>(bytes.size()), bytes};
}

/// Dots per inch, in hundredths: a picture says it in whole dots per metre.
Entry resolution(std::uint16_t tag, int dotsPerMeter) {
    const auto hundredths =
        static_cast<std::uint32_t>(std::lround(100.0 * dotsPerMeter / inchesPerMeter));
    return {tag, Type::Rational, 1, numbers<std::uint32_t>({hundredths, 100})};
}

/// Entries in the order of their tags, then the values that do not fit into them.
QByteArray directory(const std::vector<Entry>& entries, std::uint32_t offset) {
    QByteArray table = numbers<std::uint16_t>({static_cast<std::uint16_t>(entries.size())});
    QByteArray values;
    const auto after =
        offset + static_cast<std::uint32_t>(2 + 12 * entries.size() + sizeof(std::uint32_t));
    for (const Entry& entry : entries) {
        table += numbers<std::uint16_t>({entry.tag, static_cast<std::uint16_t>(entry.type)});
        table += numbers<std::uint32_t>({entry.count});
        if (entry.value.size() <= 4) {
            table += entry.value.leftJustified(4, '\0');
            continue;
        }
        table += numbers<std::uint32_t>({after + static_cast<std::uint32_t>(values.size())});
        values += entry.value;
        if (values.size() % 2 == 1) values += '\0';
    }
    return table + numbers<std::uint32_t>({0}) + values;
}

}  // namespace

QByteArray lzw(const QByteArray& bytes) {
    Strings strings;
    Bits bits;
    int width = fewestBits;
    bits.put(clearCode, width);
    int code = -1;
    for (const char letter : bytes) {
        const auto byte = static_cast<std::uint8_t>(letter);
        if (code < 0) {
            code = byte;
            continue;
        }
        if (const int longer = strings.find(code, byte); longer >= 0) {
            code = longer;
            continue;
        }
        bits.put(code, width);
        strings.add(code, byte);
        code = byte;
        if (strings.free() == mostCodes) {
            bits.put(clearCode, width);
            strings.clear();
            width = fewestBits;
        } else if (strings.free() == 1 << width) {
            ++width;
        }
    }
    if (code >= 0) {
        bits.put(code, width);
        // The reader takes this as one more string.
        if (strings.free() + 1 == 1 << width) ++width;
    }
    bits.put(endCode, width);
    return bits.take();
}

QByteArray tiffOf(const QImage& picture, const QString& description, const QString& software) {
    const bool hasAlpha = picture.hasAlphaChannel();
    const QImage image =
        picture.convertToFormat(hasAlpha ? QImage::Format_RGBA8888 : QImage::Format_RGB888);
    const int samples = hasAlpha ? 4 : 3;
    const int line = samples * image.width();
    const int rows = std::max(1, stripBytes / line);
    QByteArray file = QByteArray("II*\0\0\0\0\0", 8);
    std::vector<std::uint32_t> offsets;
    std::vector<std::uint32_t> sizes;
    for (int top = 0; top < image.height(); top += rows) {
        QByteArray strip;
        for (int y = top; y < std::min(top + rows, image.height()); ++y)
            strip.append(reinterpret_cast<const char*>(image.constScanLine(y)), line);
        const QByteArray packed = lzw(strip);
        offsets.push_back(static_cast<std::uint32_t>(file.size()));
        sizes.push_back(static_cast<std::uint32_t>(packed.size()));
        file += packed;
    }
    if (file.size() % 2 == 1) file += '\0';

    const auto width = static_cast<std::uint32_t>(image.width());
    const auto height = static_cast<std::uint32_t>(image.height());
    const auto ofPixel = static_cast<std::uint16_t>(samples);
    std::vector<Entry> entries{longs(256, {width}),
                               longs(257, {height}),
                               shorts(258, std::vector<std::uint16_t>(ofPixel, 8)),
                               shorts(259, {5}),  // LZW
                               shorts(262, {2}),  // RGB
                               text(270, description),
                               longs(273, offsets),
                               shorts(277, {ofPixel}),
                               longs(278, {static_cast<std::uint32_t>(rows)}),
                               longs(279, sizes),
                               resolution(282, picture.dotsPerMeterX()),
                               resolution(283, picture.dotsPerMeterY()),
                               shorts(284, {1}),  // the samples of a pixel side by side
                               shorts(296, {2}),  // inches
                               text(305, software)};
    if (hasAlpha) entries.push_back(shorts(338, {2}));  // alpha, the colours not multiplied by it
    const auto at = static_cast<std::uint32_t>(file.size());
    file.replace(4, 4, numbers<std::uint32_t>({at}));
    return file + directory(entries, at);
}

}  // namespace counterpoint::figures
