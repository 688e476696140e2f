#include "ui/compare/changes_list.h"

#include "ui/support/labels.h"

#include <QGridLayout>
#include <QLabel>

namespace counterpoint::compare {

using support::Tone;
using support::Type;

ChangesList::ChangesList(QWidget* parent) : QWidget(parent), m_rows(new QGridLayout(this)) {
    setObjectName(QStringLiteral("changes"));
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(12);
    m_rows->setVerticalSpacing(6);
    m_rows->setColumnStretch(0, 2);
    m_rows->setColumnStretch(1, 1);
    m_rows->setColumnStretch(3, 1);
}

void ChangesList::setChanges(std::vector<SettingChange> changes) {
    m_changes = std::move(changes);
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    const auto put = [&](int column, const QString& text, Type type, Tone tone, int columns = 1) {
        QLabel* label = support::makeLabel(text, type, tone, this);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        m_rows->addWidget(label, row, column, 1, columns);
    };
    put(0, tr("What was changed"), Type::Title, Tone::Text, 4);
    for (const SettingChange& change : m_changes) {
        ++row;
        if (change.name.isEmpty()) {
            put(0, change.is, Type::Body, Tone::Text, 4);
            continue;
        }
        put(0, change.name, Type::Body, Tone::Second);
        put(1, change.was, Type::Body, Tone::Text);
        put(2, QStringLiteral("→"), Type::Body, Tone::Quiet);
        put(3, change.is, Type::Label, Tone::Text);
    }
    ++row;
    put(0, m_changes.empty() ? tr("A and B have the same settings.") : tr("All else is equal."),
        Type::Help, Tone::Second, 4);
}

}  // namespace counterpoint::compare
