#include "ui/support/theme.h"

#include "ui/support/desktop_font.h"
#include "ui/support/focus_ring.h"
#include "ui/support/fonts.h"

#include <QApplication>
#include <QFile>
#include <QPalette>
#include <QPointer>
#include <QRegularExpression>
#include <QStyleFactory>

#include <algorithm>
#include <array>
#include <utility>

namespace counterpoint::support {

namespace {

constexpr std::array<std::pair<const char*, ThemeColor>, 25> named{{
    {"window", &Theme::window},
    {"panel", &Theme::panel},
    {"header", &Theme::header},
    {"hover", &Theme::hover},
    {"canvas", &Theme::canvas},
    {"separator", &Theme::separator},
    {"track", &Theme::track},
    {"control", &Theme::control},
    {"text", &Theme::text},
    {"second", &Theme::second},
    {"quiet", &Theme::quiet},
    {"accent", &Theme::accent},
    {"accentPressed", &Theme::accentPressed},
    {"accentSoft", &Theme::accentSoft},
    {"onAccent", &Theme::onAccent},
    {"under", &Theme::under},
    {"underSoft", &Theme::underSoft},
    {"balanced", &Theme::balanced},
    {"balancedSoft", &Theme::balancedSoft},
    {"over", &Theme::over},
    {"overSoft", &Theme::overSoft},
    {"caution", &Theme::caution},
    {"cautionSoft", &Theme::cautionSoft},
    {"error", &Theme::error},
    {"errorSoft", &Theme::errorSoft},
}};

ThemeChoice& chosen() {
    static ThemeChoice choice = ThemeChoice::System;
    return choice;
}

const Theme*& inUse() {
    static const Theme* theme = &Theme::day();
    return theme;
}

/// Whether the desktop is dark, asked once, before our own palette hides the answer.
bool desktopIsDark() {
    static const bool isDark = QApplication::palette().color(QPalette::Window).lightness() < 128;
    return isDark;
}

/// The font scale last given to `applyTheme`; none: that of the desktop's font.
std::optional<double>& givenScale() {
    static std::optional<double> scale;
    return scale;
}

/// Watched from the first call, which comes before our own font covers it.
DesktopFont& desktopFont(QApplication& application) {
    static QPointer<DesktopFont> font;
    if (!font) {
        font = new DesktopFont(application);
        QObject::connect(font, &DesktopFont::changed, &application,
                         [&application] { applyTheme(application, chosen(), givenScale()); });
    }
    return *font;
}

QPalette paletteOf(const Theme& theme) {
    QPalette palette;
    palette.setColor(QPalette::Window, theme.panel);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.panel);
    palette.setColor(QPalette::AlternateBase, theme.header);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.quiet);
    palette.setColor(QPalette::Button, theme.panel);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::BrightText, theme.error);
    palette.setColor(QPalette::Light, theme.hover);
    palette.setColor(QPalette::Mid, theme.separator);
    palette.setColor(QPalette::Dark, theme.control);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.onAccent);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::LinkVisited, theme.accent);
    palette.setColor(QPalette::ToolTipBase, theme.header);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::Disabled, QPalette::WindowText, theme.control);
    palette.setColor(QPalette::Disabled, QPalette::Text, theme.quiet);
    palette.setColor(QPalette::Disabled, QPalette::ButtonText, theme.quiet);
    palette.setColor(QPalette::Disabled, QPalette::PlaceholderText, theme.control);
    return palette;
}

}  // namespace

const Theme& Theme::day() {
    static const Theme theme{
        .dark = false,
        .window = 0xE9ECF0,
        .panel = 0xFFFFFF,
        .header = 0xF5F6F8,
        .hover = 0xEBEEF2,
        .canvas = 0xFFFFFF,
        .separator = 0xD7DBE1,
        .track = 0xE1E5EA,
        .control = 0x858F9C,
        .text = 0x1B2027,
        .second = 0x4E5865,
        .quiet = 0x5C6673,
        .accent = 0x3F4FB5,
        .accentPressed = 0x34429B,
        .accentSoft = 0xE7E9F7,
        .onAccent = 0xFFFFFF,
        .under = 0x19659B,
        .underSoft = 0xD6E8F5,
        .balanced = 0x0B7558,
        .balancedSoft = 0xD3EEE5,
        .over = 0xA9430A,
        .overSoft = 0xFBE3D3,
        .caution = 0x7D5200,
        .cautionSoft = 0xFFF3D1,
        .error = 0xB3261E,
        .errorSoft = 0xFCE6E4,
        .focusRing = 0xC3C8E9,
        .swatchRing = 0x8A8A8A,
        .missing = 0x9A9A9A,
        .outside = 0xD3D7DD,
        .zero = 0xD3D7DD,
    };
    return theme;
}

const Theme& Theme::night() {
    static const Theme theme{
        .dark = true,
        .window = 0x14171B,
        .panel = 0x1F2328,
        .header = 0x272C33,
        .hover = 0x30363F,
        .canvas = 0x181B1F,
        .separator = 0x363D46,
        .track = 0x363D46,
        .control = 0x7B8694,
        .text = 0xE8EBEF,
        .second = 0xB5BDC8,
        .quiet = 0x98A2AE,
        .accent = 0x9BA8FF,
        .accentPressed = 0xB3BDFF,
        .accentSoft = 0x2D3359,
        .onAccent = 0x12162B,
        .under = 0x74BBEB,
        .underSoft = 0x1B3548,
        .balanced = 0x52C7A4,
        .balancedSoft = 0x153A30,
        .over = 0xF2A065,
        .overSoft = 0x4A2C18,
        .caution = 0xE8BC55,
        .cautionSoft = 0x3C3216,
        .error = 0xFF8F85,
        .errorSoft = 0x4A2320,
        .focusRing = 0x4C5485,
        .swatchRing = 0x8A8A8A,
        .missing = 0x8A8A8A,
        .outside = 0x3B424B,
        .zero = 0xD3D7DD,
    };
    return theme;
}

const Theme& Theme::current() {
    return *inUse();
}

void applyTheme(QApplication& application, ThemeChoice choice, std::optional<double> fontScale) {
    const bool darkDesktop = desktopIsDark();
    DesktopFont& desktop = desktopFont(application);
    const bool isDark =
        choice == ThemeChoice::Dark || (choice == ThemeChoice::System && darkDesktop);
    chosen() = choice;
    inUse() = isDark ? &Theme::night() : &Theme::day();
    givenScale() = fontScale;
    setFontScale(fontScale.value_or(desktop.scale()));
    if (!application.property("counterpointStyle").toBool()) {
        application.setProperty("counterpointStyle", true);
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        new FocusRing(&application);
    }
    QApplication::setPalette(paletteOf(Theme::current()));
    desktop.coverWith(fontOf(Type::Body));
    application.setStyleSheet(styleSheetOf(Theme::current()));
    Q_EMIT themeNotifier().changed();
}

ThemeChoice themeChoice() {
    return chosen();
}

ThemeChoice themeChoiceFrom(const QString& text) {
    if (text == QLatin1String("light")) return ThemeChoice::Light;
    if (text == QLatin1String("dark")) return ThemeChoice::Dark;
    return ThemeChoice::System;
}

QString styleSheetOf(const Theme& theme) {
    QFile file(QStringLiteral(":/counterpoint/style/controls.qss"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QString source = QString::fromUtf8(file.readAll());

    // "@name" is a colour of the theme, "@mode" the theme's name, "12sp" a size that grows with
    // the user's font setting.
    static const QRegularExpression token(
        QStringLiteral("@(?<name>[A-Za-z]+)|\\b(?<size>[0-9]+)sp\\b"));
    QString sheet;
    qsizetype from = 0;
    for (auto match = token.globalMatch(source); match.hasNext();) {
        const auto hit = match.next();
        sheet.append(QStringView(source).mid(from, hit.capturedStart() - from));
        from = hit.capturedEnd();
        const QString name = hit.captured(QStringLiteral("name"));
        if (name.isEmpty()) {
            sheet += QString::number(scaled(hit.captured(QStringLiteral("size")).toInt())) +
                     QStringLiteral("px");
        } else if (name == QLatin1String("mode")) {
            sheet += theme.dark ? QStringLiteral("dark") : QStringLiteral("light");
        } else {
            for (const auto& [key, color] : named)
                if (name == QLatin1String(key)) sheet += (theme.*color).name();
        }
    }
    return sheet.append(QStringView(source).mid(from));
}

ThemeNotifier& themeNotifier() {
    static ThemeNotifier notifier;
    return notifier;
}

}  // namespace counterpoint::support
