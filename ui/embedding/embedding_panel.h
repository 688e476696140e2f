#pragma once

#include "ui/embedding/choice_button.h"
#include "ui/embedding/colouring.h"
#include "ui/embedding/view_camera.h"
#include "ui/embedding/view_style.h"

#include <QWidget>

#include <memory>
#include <vector>

class QLabel;

namespace counterpoint::embedding {

class EmbeddingView;
class Legend;

/// One view with its head ("Colour by …") above and its legend below.
class EmbeddingPanel : public QWidget {
    Q_OBJECT

  public:
    explicit EmbeddingPanel(std::shared_ptr<ViewCamera> camera = nullptr,
                            QWidget* parent = nullptr);

    void setViewStyle(const ViewStyle& style);
    /// What the cells can be coloured by, and what they are coloured by now.
    void setChoices(std::vector<ColourChoice> choices, const QString& chosen);
    /// Colours the view and fills the legend.
    void setColouring(Colouring colouring);
    /// Everything else is set on the view itself.
    EmbeddingView& view() { return *m_view; }

  Q_SIGNALS:
    /// The user wants other colours: answer with `setColouring`.
    void colourChosen(const QString& key);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    ViewStyle m_style;
    QLabel* m_caption;
    ChoiceButton* m_choice;
    EmbeddingView* m_view;
    Legend* m_legend;
};

}  // namespace counterpoint::embedding
