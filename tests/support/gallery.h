#pragma once

#include "ui/support/theme.h"

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QWidget>

#include <functional>
#include <memory>

namespace counterpoint::test {

/// Renders a widget in both themes into `<name>-light.png` and `-dark.png` in the folder named by
/// COUNTERPOINT_SCREENSHOTS (nowhere when it is unset), and returns how many were not empty.
/// COUNTERPOINT_FONT_SCALE (1.5) tries another font setting.
inline int renderInBothThemes(const QString& name,
                              const std::function<std::unique_ptr<QWidget>()>& make) {
    int drawn = 0;
    const QString folder = qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS");
    const double scale =
        qEnvironmentVariable("COUNTERPOINT_FONT_SCALE", QStringLiteral("1")).toDouble();
    for (const bool dark : {false, true}) {
        support::applyTheme(*qApp, dark ? support::ThemeChoice::Dark : support::ThemeChoice::Light,
                            scale);
        const std::unique_ptr<QWidget> widget = make();
        widget->show();
        QCoreApplication::processEvents();
        const QPixmap picture = widget->grab();
        drawn += !picture.isNull();
        if (folder.isEmpty()) continue;
        QDir().mkpath(folder);
        picture.save(QDir(folder).filePath(
            name + (dark ? QStringLiteral("-dark.png") : QStringLiteral("-light.png"))));
    }
    return drawn;
}

}  // namespace counterpoint::test
