#pragma once

#include <QComboBox>

namespace counterpoint::support {

/// A combo box that shortens a long choice in its middle, where names differ least, instead of
/// cutting it off; the whole of it is in the tooltip, after what `setToolTip` says.
class ElidingCombo : public QComboBox {
    Q_OBJECT

  public:
    using QComboBox::QComboBox;

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QRect room() const;
    /// The choice as there is room for it.
    QString shortened() const;
};

}  // namespace counterpoint::support
