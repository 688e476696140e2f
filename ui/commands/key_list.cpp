#include "ui/commands/key_list.h"

#include "ui/support/buttons.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/text_size.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace counterpoint::commands {

using support::Tone;
using support::Type;

KeyList::KeyList(const std::vector<Command>& commands, const std::vector<Command>& others,
                 QWidget* parent)
    : QDialog(parent) {
    setObjectName(QStringLiteral("keyList"));
    setWindowTitle(tr("Keys"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(16);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(40);
    column->addLayout(sides);
    for (const auto* list : {&commands, &others}) {
        auto* rows = new QGridLayout;
        rows->setHorizontalSpacing(24);
        rows->setVerticalSpacing(4);
        QString group;
        int row = 0;
        for (const Command& command : *list) {
            if (command.keys.isEmpty()) continue;
            if (command.group != group) {
                group = command.group;
                if (row > 0) rows->setRowMinimumHeight(row++, 8);
                rows->addWidget(support::makeLabel(group, Type::Title, Tone::Text, this), row++, 0,
                                1, 2);
            }
            rows->addWidget(support::makeLabel(command.title, Type::Body, Tone::Second, this), row,
                            0);
            rows->addWidget(support::makeLabel(command.keys.toString(QKeySequence::NativeText),
                                               Type::Label, Tone::Text, this),
                            row++, 1, Qt::AlignRight);
        }
        rows->setRowStretch(row, 1);
        support::followTheme(*rows,
                             [rows] { rows->setColumnMinimumWidth(0, support::scaled(200)); });
        sides->addLayout(rows);
    }
    auto* close = support::makeButton(tr("Close"), support::ButtonKind::Primary, this);
    close->setProperty("place", QStringLiteral("dialog"));
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    column->addWidget(close, 0, Qt::AlignRight);
    support::fitToTexts(*this);
}

}  // namespace counterpoint::commands
