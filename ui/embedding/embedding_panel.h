#pragma once

#include "ui/embedding/choice_button.h"
#include "ui/embedding/colouring.h"
#include "ui/embedding/view_camera.h"
#include "ui/embedding/view_style.h"

#include <QWidget>

#include <memory>
#include <vector>

class QHBoxLayout;
class QLabel;

namespace counterpoint::support {
class LetterTag;
}

namespace counterpoint::embedding {

class EmbeddingView;
class Legend;

/// Where the head of a view has its title and its "Colour by": both at one end, or one at each.
enum class HeadPlace { Left, Right, Apart };

/// One view with its head ("Colour by …") above and its legend below.
class EmbeddingPanel : public QWidget {
    Q_OBJECT

  public:
    explicit EmbeddingPanel(std::shared_ptr<ViewCamera> camera = nullptr,
                            QWidget* parent = nullptr);

    void setViewStyle(const ViewStyle& style);
    /// What the cells can be coloured by, and what they are coloured by now; `title` names a choice
    /// that is not in the list, as a gene.
    void setChoices(std::vector<ColourChoice> choices, const QString& chosen,
                    const QString& title = {});
    void setSearch(ChoiceSearch search);
    /// What tells this view from the others ("Before", a batch), in bold before "Colour by".
    void setTitle(const QString& title);
    /// A letter on a square before the title, as A and B of two runs; empty: none.
    void setLetter(const QString& letter);
    void setHeadPlace(HeadPlace place);
    /// A legend of one line, where views are small.
    void setCompact(bool compact);
    /// Colours the view and fills the legend.
    void setColouring(Colouring colouring);
    /// Everything else is set on the view itself.
    EmbeddingView& view() { return *m_view; }
    Legend& legend() { return *m_legend; }
    ChoiceButton& choice() { return *m_choice; }

  Q_SIGNALS:
    /// The user wants other colours: answer with `setColouring`.
    void colourChosen(const QString& key);
    /// What the user does with the legend: see Legend.
    void categoryPointed(int category);
    void recolorRequested(int category);
    void isolateRequested(int category);
    void clipChanged(double low, double high);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    ViewStyle m_style;
    QWidget* m_headBox;
    QHBoxLayout* m_head;
    support::LetterTag* m_letter;
    QLabel* m_title;
    QLabel* m_caption;
    ChoiceButton* m_choice;
    EmbeddingView* m_view;
    Legend* m_legend;
};

}  // namespace counterpoint::embedding
