#pragma once

#include "ui/start/proposal.h"

#include <QTableWidget>

namespace counterpoint::start {

/// All obs columns of a file: kind, values, and the part each plays.
class ColumnList : public QTableWidget {
    Q_OBJECT

  public:
    explicit ColumnList(const std::vector<ColumnSummary>& columns, QWidget* parent = nullptr);

    /// Names the part each column plays now.
    void setRoles(const data::Roles& roles);
};

}  // namespace counterpoint::start
