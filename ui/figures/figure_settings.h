#pragma once

#include "core/report/page.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <array>

namespace counterpoint::figures {

/// Widths of journals' columns, in mm.
inline constexpr std::array<int, 3> columnWidths{85, 114, 174};
inline constexpr std::array<int, 2> resolutions{300, 600};
inline constexpr double leastHeightMm = 10.0;
inline constexpr double mostHeightMm = 400.0;
inline constexpr double leastFontPt = 5.0;
inline constexpr double mostFontPt = 12.0;

/// What was chosen for figures, kept with the session.
struct FigureSettings {
    QString figure;  ///< FigureChoice::id; empty: the first
    QString format = QStringLiteral("pdf");
    bool metadata = true;                     ///< settings, seed and checksum go into the file
    report::PageOptions page = {.font = {}};  ///< font empty: see usualFamily; without metadata
};

/// The same settings as JSON, and back: what is missing, unknown, damaged or out of range is as in
/// FigureSettings.
QByteArray toText(const FigureSettings& settings);
FigureSettings settingsFrom(const QByteArray& text);

/// Typefaces to choose from: those that journals ask for, then what this computer has.
QStringList fontFamilies();
/// Arial where it or one of its measures is here, else Roboto.
QString usualFamily();
/// What is drawn in place of a typeface that is not here; empty where it is.
QString standInFor(const QString& family);
/// Whether text in both takes the same room.
bool haveSameWidths(const QString& family, const QString& other);
/// Measures text in the typeface as it is drawn here.
report::TextWidth widthIn(const QString& family);

}  // namespace counterpoint::figures
