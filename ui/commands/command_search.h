#pragma once

#include "ui/commands/command.h"

#include <QFrame>

class QLineEdit;
class QListWidget;

namespace counterpoint::commands {

/// A box to find any command in: type a few letters, arrow keys, Enter. Floats over the top of the
/// window; Esc or a click elsewhere closes it.
class CommandSearch : public QFrame {
    Q_OBJECT

  public:
    explicit CommandSearch(QWidget* window);

    /// More commands for what was typed, best first: genes are too many to list.
    using More = std::function<std::vector<Command>(const QString& text)>;

    /// Opens with these commands.
    void open(std::vector<Command> commands, More more = {});
    QLineEdit* field() const { return m_field; }
    /// What is listed, best first.
    const std::vector<Command>& found() const { return m_found; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void list();
    /// In the middle of the window, near its top.
    void place();
    void runCurrent();

    std::vector<Command> m_commands;
    More m_more;
    std::vector<Command> m_found;
    QLineEdit* m_field;
    QListWidget* m_list;
};

}  // namespace counterpoint::commands
