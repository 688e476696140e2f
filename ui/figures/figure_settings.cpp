#include "ui/figures/figure_settings.h"

#include "ui/figures/figure_file.h"

#include <QFont>
#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>

namespace counterpoint::figures {

using nlohmann::json;

namespace {

constexpr std::array<const char*, 4> legendWords{"below", "right", "on data", "none"};
constexpr std::array<const char*, 3> pointWords{"auto", "vector", "pixels"};

template <class Words>
void take(const json& saved, const char* key, const Words& words, auto& choice) {
    const auto found = saved.find(key);
    if (found == saved.end() || !found->is_string()) return;
    const auto place = std::ranges::find(words, found->get<std::string>());
    if (place != words.end())
        choice = static_cast<std::remove_reference_t<decltype(choice)>>(place - words.begin());
}

void take(const json& saved, const char* key, bool& value) {
    const auto found = saved.find(key);
    if (found != saved.end() && found->is_boolean()) value = found->get<bool>();
}

void take(const json& saved, const char* key, QString& value) {
    const auto found = saved.find(key);
    if (found != saved.end() && found->is_string())
        value = QString::fromStdString(found->get<std::string>());
}

std::optional<double> numberIn(const json& saved, const char* key) {
    const auto found = saved.find(key);
    if (found == saved.end() || !found->is_number()) return std::nullopt;
    return found->get<double>();
}

}  // namespace

QByteArray toText(const FigureSettings& settings) {
    const report::PageOptions& page = settings.page;
    json saved{{"figure", settings.figure.toStdString()},
               {"format", settings.format.toStdString()},
               {"dpi", page.dpi},
               {"width", page.widthMm},
               {"height", nullptr},
               {"font", page.font},
               {"fontSize", page.fontPt},
               {"legend", legendWords[static_cast<std::size_t>(page.legend)]},
               {"points", pointWords[static_cast<std::size_t>(page.points)]},
               {"letters", page.letters},
               {"transparent", page.transparent},
               {"metadata", settings.metadata}};
    if (page.heightMm) saved["height"] = *page.heightMm;
    return QByteArray::fromStdString(saved.dump());
}

FigureSettings settingsFrom(const QByteArray& text) {
    FigureSettings settings;
    const json saved = json::parse(text.begin(), text.end(), nullptr, false);
    if (!saved.is_object()) return settings;
    report::PageOptions& page = settings.page;
    take(saved, "figure", settings.figure);
    QString format;
    take(saved, "format", format);
    if (formats().contains(format)) settings.format = format;
    if (const auto dpi = numberIn(saved, "dpi"); dpi && std::ranges::count(resolutions, *dpi) > 0)
        page.dpi = static_cast<int>(*dpi);
    if (const auto width = numberIn(saved, "width");
        width && std::ranges::count(columnWidths, *width) > 0)
        page.widthMm = *width;
    if (const auto height = numberIn(saved, "height");
        height && *height >= leastHeightMm && *height <= mostHeightMm)
        page.heightMm = *height;
    QString font;
    take(saved, "font", font);
    page.font = font.toStdString();
    if (const auto size = numberIn(saved, "fontSize");
        size && *size >= leastFontPt && *size <= mostFontPt)
        page.fontPt = *size;
    take(saved, "legend", legendWords, page.legend);
    take(saved, "points", pointWords, page.points);
    take(saved, "letters", page.letters);
    take(saved, "transparent", page.transparent);
    take(saved, "metadata", settings.metadata);
    return settings;
}

QStringList fontFamilies() {
    QStringList families{QStringLiteral("Arial"), QStringLiteral("Helvetica"),
                         QStringLiteral("Roboto")};
    for (const QString& family : QFontDatabase::families())
        if (!families.contains(family) && !QFontDatabase::isPrivateFamily(family) &&
            QFontDatabase::isSmoothlyScalable(family))
            families << family;
    return families;
}

QString usualFamily() {
    const QString arial = QStringLiteral("Arial");
    const QString standIn = standInFor(arial);
    return standIn.isEmpty() || haveSameWidths(arial, standIn) ? arial : QStringLiteral("Roboto");
}

QString standInFor(const QString& family) {
    const QString drawn = QFontInfo(QFont(family)).family();
    return drawn.compare(family, Qt::CaseInsensitive) == 0 ? QString() : drawn;
}

bool haveSameWidths(const QString& family, const QString& other) {
    // Made to the widths of Helvetica.
    static const QStringList alike{QStringLiteral("Arial"),       QStringLiteral("Helvetica"),
                                   QStringLiteral("Arimo"),       QStringLiteral("Liberation Sans"),
                                   QStringLiteral("Nimbus Sans"), QStringLiteral("TeX Gyre Heros"),
                                   QStringLiteral("FreeSans")};
    return family == other || (alike.contains(family) && alike.contains(other));
}

report::TextWidth widthIn(const QString& family) {
    // Measured large: fonts of a few points have whole pixels for widths.
    constexpr int measured = 100;
    QFont font(family);
    font.setPixelSize(measured);
    const auto regular = std::make_shared<const QFontMetricsF>(font);
    font.setBold(true);
    const auto bold = std::make_shared<const QFontMetricsF>(font);
    return [regular, bold](const std::string& text, bool isBold) {
        return (isBold ? bold : regular)->horizontalAdvance(QString::fromStdString(text)) /
               measured;
    };
}

}  // namespace counterpoint::figures
