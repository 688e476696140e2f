#pragma once

#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/driver.h"
#include "ui/support/fonts.h"

#include <QImage>

#include <functional>
#include <set>

/// Pictures of the window, in both themes, at the least size and on a large screen, some with large
/// texts too. Kept where COUNTERPOINT_SCREENSHOTS names a folder; looked at by people, so the tests
/// themselves ask little more than that something is on each. COUNTERPOINT_TEXT_SCALE gives all of
/// them texts of another size.
namespace counterpoint::test {

/// What a user would see, unless it is a blank.
inline void take(QWidget& widget, const QString& name) {
    QCOMPARE(namelessControls(widget).join(u'\n'), QString());
    if (qEnvironmentVariableIsEmpty("COUNTERPOINT_SCREENSHOTS"))
        QTest::qWait(50);
    else
        waitUntilStill(widget);
    const QImage picture = widget.grab().toImage();
    std::set<QRgb> colors;
    for (int y = 0; y < picture.height(); y += 7)
        for (int x = 0; x < picture.width(); x += 7) colors.insert(picture.pixel(x, y));
    QVERIFY2(colors.size() > 10, qPrintable(name));
    const QString folder = qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS");
    if (!folder.isEmpty()) {
        QDir().mkpath(folder);
        QVERIFY(picture.save(QDir(folder).filePath(name + QStringLiteral(".png"))));
    }
}

/// In both themes; of the window itself at both sizes, `prepared` again for each.
inline void takeAll(
    WindowDriver& driver, QWidget& widget, const QString& name,
    const std::function<void()>& prepared = [] {}) {
    const bool whole = &widget == driver.window.get();
    for (const bool dark : {false, true}) {
        support::applyTheme(*qApp, dark ? support::ThemeChoice::Dark : support::ThemeChoice::Light,
                            textScale());
        const QString themed = name + (dark ? QStringLiteral("-dark") : QStringLiteral("-light"));
        if (!whole) {
            take(widget, themed);
            continue;
        }
        for (const QSize size : pictureSizes) {
            driver.window->resize(size);
            QTest::qWait(50);
            prepared();
            take(widget, themed + QStringLiteral("-%1").arg(size.width()));
        }
    }
    support::applyTheme(*qApp, support::ThemeChoice::Light, textScale());
    driver.window->resize(1440, 900);
}

/// And with large texts, in the window that shows all of it and in the smallest there is: no word
/// is cut off.
inline void takeLargeToo(WindowDriver& driver, QWidget& widget, const QString& name) {
    takeAll(driver, widget, name);
    constexpr double large = 1.5;
    support::applyTheme(*qApp, support::ThemeChoice::Light, large);
    driver.window->resize(support::scaled(1280), support::scaled(800));
    take(widget, name + QStringLiteral("-large"));
    QCOMPARE(name + cutOffTexts(widget).join(u'\n'), name);
    if (&widget == driver.window.get()) {
        driver.window->resize(driver.window->minimumSize());
        take(widget, name + QStringLiteral("-large-least"));
        QCOMPARE(name + cutOffTexts(widget).join(u'\n'), name);
    }
    support::applyTheme(*qApp, support::ThemeChoice::Light, textScale());
    driver.window->resize(1440, 900);
}

}  // namespace counterpoint::test
