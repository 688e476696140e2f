#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStringList>
#include <QTextDocument>
#include <QToolButton>

/// What a screen reader is told of the controls of a window, and what is seen of their words.
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

/// What is seen under `root` and has less room than its words need.
inline QStringList cutOffTexts(const QWidget& root) {
    QStringList cut;
    const auto check = [&](const QWidget& widget, const QString& text, int room) {
        const int needed = widget.fontMetrics().size(Qt::TextShowMnemonic, text).width();
        if (needed > room)
            cut << QStringLiteral("%1 \"%2\": %3 px of %4")
                       .arg(QLatin1String(widget.metaObject()->className()), text)
                       .arg(room)
                       .arg(needed);
    };
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        // What is scrolled out of sight is not cut off.
        if (!widget->isVisible() || widget->visibleRegion().isEmpty()) continue;
        if (const auto* label = qobject_cast<const QLabel*>(widget)) {
            const bool elides = label->metaObject() != &QLabel::staticMetaObject;
            if (!elides && !label->wordWrap() && !Qt::mightBeRichText(label->text()))
                check(*label, label->text(), label->contentsRect().width());
        } else if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
            const auto* tool = qobject_cast<const QToolButton*>(button);
            const bool elides = button->inherits("counterpoint::embedding::ChoiceButton");
            if (!elides && (tool == nullptr || tool->toolButtonStyle() != Qt::ToolButtonIconOnly))
                check(*button, button->text(), button->width());
        } else if (const auto* combo = qobject_cast<const QComboBox*>(widget)) {
            if (combo->metaObject() == &QComboBox::staticMetaObject)  // others elide
                check(*combo, combo->currentText(), combo->width() - 24);
        }
    }
    return cut;
}

}  // namespace counterpoint::test
