#pragma once

#include "ui/embedding/view_style.h"

#include <QFrame>
#include <QString>

#include <functional>
#include <vector>

class QLineEdit;
class QListWidget;

namespace counterpoint::embedding {

/// Something the cells can be coloured or placed by; the key is what the program calls it.
struct ColourChoice {
    QString key;
    QString title;
    QString kind;  ///< "column", "gene", …: shown beside the title; may be empty
    bool operator==(const ColourChoice&) const = default;
};

/// More choices for what was typed, best first: genes are too many to list.
using ChoiceSearch = std::function<std::vector<ColourChoice>(const QString& text)>;

/// The list behind "Colour by": a search field over choices. Typing narrows the fixed choices and
/// adds those of the search; arrow keys walk, Enter takes, Escape leaves. Deletes itself when
/// closed.
class ColourChooser : public QFrame {
    Q_OBJECT

  public:
    ColourChooser(std::vector<ColourChoice> choices, ChoiceSearch search, const QString& chosen,
                  const ViewStyle& style, QWidget* parent);

    /// What the empty field says, and what a screen reader calls list and field.
    void setHint(const QString& hint, const QString& name);
    QLineEdit* field() const { return m_field; }
    QListWidget* list() const { return m_list; }

  Q_SIGNALS:
    void taken(const QString& key, const QString& title);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void fill(const QString& text);
    void take();

    const std::vector<ColourChoice> m_choices;
    const ChoiceSearch m_search;
    const QString m_chosen;
    QLineEdit* m_field;
    QListWidget* m_list;
};

}  // namespace counterpoint::embedding
