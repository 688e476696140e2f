#pragma once

#include "ui/commands/command.h"

#include <QDialog>

namespace counterpoint::commands {

/// Every key of the window on one page: those of the commands, and `others` that views and sliders
/// understand themselves.
class KeyList : public QDialog {
    Q_OBJECT

  public:
    KeyList(const std::vector<Command>& commands, const std::vector<Command>& others,
            QWidget* parent);
};

}  // namespace counterpoint::commands
