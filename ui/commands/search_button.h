#pragma once

#include <QPushButton>

class QLabel;

namespace counterpoint::commands {

/// Looks like a search field with its keys at the right, and opens the search. Yields its words and
/// then its keys where the bar is narrow.
class SearchButton : public QPushButton {
    Q_OBJECT

  public:
    SearchButton(const QString& hint, const QString& keys, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    int widthOf(const QString& text, bool withKeys) const;

    QString m_hint;
    QLabel* m_keys;
};

}  // namespace counterpoint::commands
