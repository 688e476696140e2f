#pragma once

#include "ui/embedding/colour_chooser.h"
#include "ui/embedding/view_style.h"

#include <QAbstractButton>

#include <vector>

namespace counterpoint::embedding {

/// A flat combo: the chosen title and a chevron; a click opens the list with its search field.
class ChoiceButton : public QAbstractButton {
    Q_OBJECT

  public:
    explicit ChoiceButton(QWidget* parent = nullptr);

    void setViewStyle(const ViewStyle& style);
    void setChoices(std::vector<ColourChoice> choices);
    const std::vector<ColourChoice>& choices() const { return m_choices; }
    /// Where choices come from that are not in the list.
    void setSearch(ChoiceSearch search) { m_search = std::move(search); }
    /// What the empty search field says, and what a screen reader calls list and field.
    void setHint(const QString& hint, const QString& name);
    /// Shows `key` as chosen without a signal. `title` is for keys that are not in the list;
    /// without one they show as nothing.
    void setChosen(const QString& key, const QString& title = {});
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
    const ColourChoice* find(const QString& key) const;
    void step(int direction);

    ViewStyle m_style;
    std::vector<ColourChoice> m_choices;
    ChoiceSearch m_search;
    QString m_hint;
    QString m_hintName;
    QString m_chosen;
    QString m_chosenTitle;  ///< of a key that is not in the list
};

}  // namespace counterpoint::embedding
