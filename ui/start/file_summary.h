#pragma once

#include "ui/start/proposal.h"

#include <QWidget>

namespace counterpoint::start {

class ValuesChoice;

/// What a file holds and takes, at the right of the wizard: its size, what its values are, what was
/// computed before, the memory it needs, and warnings.
class FileSummary : public QWidget {
    Q_OBJECT

  public:
    explicit FileSummary(const Proposal& proposal, QWidget* parent = nullptr);

    ValuesChoice& values() { return *m_values; }

  private:
    ValuesChoice* m_values = nullptr;
};

}  // namespace counterpoint::start
