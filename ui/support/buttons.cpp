#include "ui/support/buttons.h"

#include "ui/support/fonts.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace counterpoint::support {

namespace {

ThemeColor textColorOf(ButtonKind kind) {
    switch (kind) {
        case ButtonKind::Primary:
            return &Theme::onAccent;
        case ButtonKind::Stop:
            return &Theme::error;
        case ButtonKind::Link:
            return &Theme::accent;
        case ButtonKind::Plain:
        case ButtonKind::Small:
            break;
    }
    return &Theme::text;
}

const char* nameOf(ButtonKind kind) {
    switch (kind) {
        case ButtonKind::Primary:
            return "primary";
        case ButtonKind::Stop:
            return "stop";
        case ButtonKind::Link:
            return "link";
        case ButtonKind::Small:
            return "small";
        case ButtonKind::Plain:
            break;
    }
    return "plain";
}

}  // namespace

QPushButton* makeButton(const QString& text, ButtonKind kind, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setProperty("kind", QLatin1String(nameOf(kind)));
    if (kind == ButtonKind::Link) button->setCursor(Qt::PointingHandCursor);
    return button;
}

QPushButton* makeButton(const QString& text, Icon name, ButtonKind kind, QWidget* parent) {
    QPushButton* button = makeButton(text, kind, parent);
    button->setIcon(icon(name, textColorOf(kind)));
    button->setIconSize(iconBesideText);
    return button;
}

QToolButton* makeSmallButton(Icon name, const QString& does, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setProperty("kind", QStringLiteral("small"));
    button->setIcon(icon(name, &Theme::second));
    button->setIconSize({16, 16});
    button->setToolTip(does);
    button->setAccessibleName(does);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void addClearButton(QLineEdit& field) {
    field.setClearButtonEnabled(true);
    for (QAction* action : field.findChildren<QAction*>())
        action->setIcon(icon(Icon::Close, &Theme::second));
}

}  // namespace counterpoint::support
