#include "ui/support/labels.h"

#include <QLabel>
#include <QStyle>

namespace counterpoint::support {

namespace {

/// Names used in controls.qss.
QString nameOf(Type type) {
    switch (type) {
        case Type::Name:
            return QStringLiteral("name");
        case Type::Empty:
            return QStringLiteral("empty");
        case Type::Value:
            return QStringLiteral("value");
        case Type::Title:
            return QStringLiteral("title");
        case Type::Label:
            return QStringLiteral("label");
        case Type::Help:
        case Type::Tag:
        case Type::Axis:
            return QStringLiteral("help");
        case Type::Stale:
        case Type::Body:
            break;
    }
    return QStringLiteral("body");
}

QString nameOf(Tone tone) {
    switch (tone) {
        case Tone::Second:
            return QStringLiteral("second");
        case Tone::Quiet:
            return QStringLiteral("quiet");
        case Tone::Error:
            return QStringLiteral("error");
        case Tone::Caution:
            return QStringLiteral("caution");
        case Tone::Text:
            break;
    }
    return QStringLiteral("text");
}

}  // namespace

QLabel* makeLabel(const QString& text, Type type, Tone tone, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setProperty("type", nameOf(type));
    label->setProperty("tone", nameOf(tone));
    return label;
}

void setTone(QLabel& label, Tone tone) {
    label.setProperty("tone", nameOf(tone));
    label.style()->unpolish(&label);
    label.style()->polish(&label);
}

QString richText(const QString& plain) {
    return plain.toHtmlEscaped().replace(QChar(0x202F), QChar(QChar::Nbsp));
}

QWidget* makeRule(QWidget* parent) {
    auto* rule = new QWidget(parent);
    rule->setProperty("surface", QStringLiteral("rule"));
    rule->setAttribute(Qt::WA_StyledBackground);
    rule->setFixedHeight(1);
    return rule;
}

}  // namespace counterpoint::support
