#pragma once

#include "ui/embedding/view_style.h"

#include <QAbstractButton>

#include <vector>

namespace counterpoint::embedding {

/// Something the cells can be coloured by; the key is what the program calls it.
struct ColourChoice {
    QString key;
    QString title;
    bool operator==(const ColourChoice&) const = default;
};

/// A flat combo: the chosen title and a chevron; a click opens the list.
class ChoiceButton : public QAbstractButton {
    Q_OBJECT

  public:
    explicit ChoiceButton(QWidget* parent = nullptr);

    void setViewStyle(const ViewStyle& style);
    void setChoices(std::vector<ColourChoice> choices);
    const std::vector<ColourChoice>& choices() const { return m_choices; }
    /// Shows `key` as chosen without a signal; unknown keys show as nothing.
    void setChosen(const QString& key);
    const QString& chosen() const { return m_chosen; }

    QSize sizeHint() const override;

  Q_SIGNALS:
    /// The user took another choice.
    void chosenByUser(const QString& key);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    void openList();
    void step(int direction);

    ViewStyle m_style;
    std::vector<ColourChoice> m_choices;
    QString m_chosen;
};

}  // namespace counterpoint::embedding
