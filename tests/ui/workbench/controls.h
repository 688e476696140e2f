#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QStringList>

/// What a screen reader is told of the controls of a window.
namespace counterpoint::test {

/// What the user works with.
inline bool isControl(const QWidget& widget) {
    return qobject_cast<const QAbstractButton*>(&widget) ||
           qobject_cast<const QComboBox*>(&widget) ||
           qobject_cast<const QAbstractSpinBox*>(&widget) ||
           qobject_cast<const QLineEdit*>(&widget) ||
           qobject_cast<const QAbstractSlider*>(&widget) ||
           qobject_cast<const QAbstractItemView*>(&widget);
}

/// Parts of Qt's own composed controls, which speak for them.
inline bool isPartOfControl(const QWidget& widget) {
    for (const QWidget* parent = widget.parentWidget(); parent; parent = parent->parentWidget())
        if (isControl(*parent) || qobject_cast<const QMenu*>(parent) || parent->inherits("QTabBar"))
            return true;
    return widget.objectName().startsWith(QStringLiteral("qt_")) || widget.inherits("QScrollBar") ||
           widget.inherits("QTabBar");
}

/// The controls under `root` that have no name.
inline QStringList namelessControls(const QWidget& root) {
    QStringList nameless;
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        if (!isControl(*widget) || isPartOfControl(*widget)) continue;
        QAccessibleInterface* spoken =
            QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
        const QString name = spoken ? spoken->text(QAccessible::Name) : widget->accessibleName();
        if (name.trimmed().isEmpty())
            nameless << QStringLiteral("%1 \"%2\" in %3")
                            .arg(QLatin1String(widget->metaObject()->className()),
                                 widget->objectName(),
                                 QLatin1String(widget->parentWidget()->metaObject()->className()));
    }
    return nameless;
}

}  // namespace counterpoint::test
