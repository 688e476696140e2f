#pragma once

#include <QKeySequence>
#include <QString>

#include <functional>
#include <vector>

class QWidget;

namespace counterpoint::commands {

/// Something the user can ask for by name.
struct Command {
    QString group;  ///< "File", "Parameter", …: the menu or kind
    QString title;
    QKeySequence keys;
    bool enabled = true;
    std::function<void()> run;
};

/// The actions of every menu of a window, group by group, submenus included; separators left out.
std::vector<Command> commandsOf(const QWidget& window);

/// How well `query` fits a title: every word of it must occur, in any order, whatever the case; the
/// more at the start of words, the better. 0: not at all. An empty query fits everything alike.
int fit(const QString& query, const Command& command);

/// Commands that fit, best first, those that fit alike in their order.
std::vector<Command> search(const QString& query, const std::vector<Command>& commands);

}  // namespace counterpoint::commands
