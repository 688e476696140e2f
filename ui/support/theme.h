#pragma once

#include <QColor>
#include <QObject>
#include <QString>

#include <optional>

class QApplication;

namespace counterpoint::support {

/// What the user asked for: `--theme`, or View › Theme.
enum class ThemeChoice { System, Light, Dark };

/// Every colour of the window by its meaning. Style sheet, painters and views read the same names,
/// so no widget sets a colour of its own. All text pairs in use are at least 4.5 : 1.
struct Theme {
    bool dark = false;

    QColor window;     ///< behind docks, start page
    QColor panel;      ///< docks, cards, dialogs
    QColor header;     ///< menu, bars, dock heads, status
    QColor hover;      ///< row and button under the pointer
    QColor canvas;     ///< behind the cells
    QColor separator;  ///< every 1 px line, card border
    QColor track;      ///< empty part of sliders and bars
    QColor control;    ///< borders of boxes, ticks, what is switched off
    QColor text;       ///< content
    QColor second;     ///< labels
    QColor quiet;      ///< counts, units, hints

    QColor accent;  ///< the only accent: never a category, never a verdict
    QColor accentPressed;
    QColor accentSoft;
    QColor onAccent;  ///< text on `accent`

    QColor under;  ///< verdict: too separate
    QColor underSoft;
    QColor balanced;  ///< verdict, recommended range, done
    QColor balancedSoft;
    QColor over;  ///< verdict: populations lost
    QColor overSoft;
    QColor caution;  ///< preview badge, warnings
    QColor cautionSoft;
    QColor error;  ///< failure, Stop, confounded design
    QColor errorSoft;

    QColor focusRing;  ///< around a slider's thumb
    QColor swatchRing;
    QColor missing;  ///< category of cells without a value
    QColor outside;  ///< cells outside a selection
    QColor zero;     ///< cells in which a gene was not seen

    static const Theme& day();
    static const Theme& night();
    /// The theme in use. `day()` until `applyTheme` was called.
    static const Theme& current();

    bool operator==(const Theme&) const = default;
};

/// A colour of the theme by name, for code that must follow the theme: `&Theme::accent`.
using ThemeColor = QColor Theme::*;

/// Dresses the application: style, palette, font and style sheet. Call again at any time with
/// another choice or font scale (1 = 100 %; none: that of the desktop's font, which is followed as
/// it changes); every widget is told by a PaletteChange or StyleChange event and everything else by
/// `themeNotifier()`. System means dark when the desktop's own palette is dark.
void applyTheme(QApplication& application, ThemeChoice choice,
                std::optional<double> fontScale = {});

/// The choice last given to `applyTheme`.
ThemeChoice themeChoice();

/// "system", "light" or "dark", as in `--theme`; anything else means System.
ThemeChoice themeChoiceFrom(const QString& text);

/// The style sheet of the standard controls, made from `theme` and the font scale.
QString styleSheetOf(const Theme& theme);

/// Tells things that are not widgets (the VTK view, charts, pixmap caches) that the theme changed.
class ThemeNotifier : public QObject {
    Q_OBJECT

  Q_SIGNALS:
    void changed();
};

ThemeNotifier& themeNotifier();

}  // namespace counterpoint::support
