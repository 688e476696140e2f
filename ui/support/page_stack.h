#pragma once

#include <QStackedWidget>

namespace counterpoint::support {

/// Pages of which one is seen, and which asks for no more room than that one needs.
class PageStack : public QStackedWidget {
    Q_OBJECT

  public:
    explicit PageStack(QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
};

}  // namespace counterpoint::support
