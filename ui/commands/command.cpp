#include "ui/commands/command.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QPointer>
#include <QRegularExpression>

#include <algorithm>

namespace counterpoint::commands {

namespace {

QString plain(QString text) {
    text.remove(u'&');
    while (text.endsWith(u'…')) text.chop(1);
    return text;
}

void collect(const QMenu& menu, const QString& group, std::vector<Command>& commands) {
    for (QAction* action : menu.actions()) {
        if (action->menu() != nullptr) {
            collect(*action->menu(), group, commands);
            continue;
        }
        if (action->isSeparator() || !action->isVisible()) continue;
        commands.push_back({group, plain(action->text()), action->shortcut(), action->isEnabled(),
                            [target = QPointer<QAction>(action)] {
                                if (target) target->trigger();
                            }});
    }
}

}  // namespace

std::vector<Command> commandsOf(const QWidget& window) {
    std::vector<Command> commands;
    for (const QMenuBar* bar : window.findChildren<QMenuBar*>())
        for (QAction* top : bar->actions())
            if (top->menu() != nullptr) collect(*top->menu(), plain(top->text()), commands);
    return commands;
}

int fit(const QString& query, const Command& command) {
    static const QRegularExpression gaps(QStringLiteral("\\s+"));
    const QString title = command.title + QStringLiteral(" ") + command.group;
    int points = 1;
    for (const QString& word : query.split(gaps, Qt::SkipEmptyParts)) {
        const qsizetype at = title.indexOf(word, 0, Qt::CaseInsensitive);
        if (at < 0) return 0;
        const bool startsWord = at == 0 || !title[at - 1].isLetterOrNumber();
        points += at == 0 ? 4 : startsWord ? 3 : 1;
    }
    return points;
}

std::vector<Command> search(const QString& query, const std::vector<Command>& commands) {
    std::vector<std::pair<int, const Command*>> found;
    for (const Command& command : commands)
        if (const int points = fit(query, command); points > 0)
            found.emplace_back(points, &command);
    std::ranges::stable_sort(found, [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<Command> best;
    for (const auto& [points, command] : found) best.push_back(*command);
    return best;
}

}  // namespace counterpoint::commands
