#pragma once

#include "ui/start/recent_files.h"

#include <QAbstractButton>

namespace counterpoint::start {

/// One recent file, 40 high: icon, name, what it holds, a note, when. A file that is gone says so.
class RecentRow : public QAbstractButton {
    Q_OBJECT

  public:
    explicit RecentRow(RecentFile file, QWidget* parent = nullptr);

    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    RecentFile m_file;
    bool m_isThere;
};

}  // namespace counterpoint::start
