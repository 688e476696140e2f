#include "ui/embedding/embedding_panel.h"

#include "ui/embedding/embedding_view.h"
#include "ui/embedding/legend.h"
#include "ui/support/fonts.h"
#include "ui/support/letter_tag.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace counterpoint::embedding {

namespace {
constexpr int inset = 12;
constexpr int line = 1;
}  // namespace

EmbeddingPanel::EmbeddingPanel(std::shared_ptr<ViewCamera> camera, QWidget* parent)
    : QWidget(parent),
      m_headBox(new QWidget(this)),
      m_head(new QHBoxLayout),
      m_letter(new support::LetterTag({}, this)),
      m_title(new QLabel(this)),
      m_caption(new QLabel(QStringLiteral("Colour by"), this)),
      m_choice(new ChoiceButton(this)),
      m_view(new EmbeddingView(std::move(camera), this)),
      m_legend(new Legend(this)) {
    m_caption->setBuddy(m_choice);
    m_choice->setAccessibleName(m_caption->text());
    connect(m_choice, &ChoiceButton::chosenByUser, this, &EmbeddingPanel::colourChosen);
    connect(m_legend, &Legend::categoryPointed, this, &EmbeddingPanel::categoryPointed);
    connect(m_legend, &Legend::recolorRequested, this, &EmbeddingPanel::recolorRequested);
    connect(m_legend, &Legend::isolateRequested, this, &EmbeddingPanel::isolateRequested);
    connect(m_legend, &Legend::clipChanged, this, &EmbeddingPanel::clipChanged);

    m_head->setContentsMargins(inset, 0, inset, 0);
    m_head->setSpacing(2);
    m_title->hide();
    m_letter->hide();
    m_head->addStretch(0);
    m_head->addWidget(m_letter);
    m_head->addWidget(m_title);
    m_head->addStretch(0);
    m_head->addWidget(m_caption);
    m_head->addWidget(m_choice);
    m_head->addStretch(1);
    m_headBox->setFixedHeight(support::scaled(30));
    m_headBox->setLayout(m_head);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(line);  // the separators are what shows between
    column->addWidget(m_headBox);
    column->addWidget(m_view, 1);
    column->addWidget(m_legend);
}

void EmbeddingPanel::setViewStyle(const ViewStyle& style) {
    m_style = style;
    m_caption->setFont(style.sentence);
    QPalette palette = m_caption->palette();
    palette.setColor(QPalette::WindowText, style.quiet);
    m_caption->setPalette(palette);
    palette.setColor(QPalette::WindowText, style.text);
    m_title->setFont(style.label);
    m_title->setPalette(palette);
    m_choice->setViewStyle(style);
    m_headBox->setFixedHeight(support::scaled(30));
    m_view->setViewStyle(style);
    m_legend->setViewStyle(style);
    update();
}

void EmbeddingPanel::setChoices(std::vector<ColourChoice> choices, const QString& chosen,
                                const QString& title) {
    m_choice->setChoices(std::move(choices));
    m_choice->setChosen(chosen, title);
}

void EmbeddingPanel::setSearch(ChoiceSearch search) {
    m_choice->setSearch(std::move(search));
}

void EmbeddingPanel::setTitle(const QString& title) {
    m_title->setText(title);
    m_title->setContentsMargins(m_letter->isHidden() ? 0 : 4, 0, 8, 0);
    m_title->setVisible(!title.isEmpty());
}

void EmbeddingPanel::setLetter(const QString& letter) {
    m_letter->setLetter(letter);
    m_letter->setVisible(!letter.isEmpty());
}

void EmbeddingPanel::setHeadPlace(HeadPlace place) {
    // The stretches before, between and after the two.
    m_head->setStretch(0, place == HeadPlace::Right ? 1 : 0);
    m_head->setStretch(m_head->indexOf(m_caption) - 1, place == HeadPlace::Apart ? 1 : 0);
    m_head->setStretch(m_head->count() - 1, place == HeadPlace::Left ? 1 : 0);
}

void EmbeddingPanel::setCompact(bool compact) {
    m_legend->setCompact(compact);
}

void EmbeddingPanel::setColouring(Colouring colouring) {
    m_legend->setColouring(colouring);
    m_view->setColouring(std::move(colouring));
}

void EmbeddingPanel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_style.separator);
    painter.fillRect(QRect(0, 0, width(), m_headBox->height()), m_style.panel);
}

}  // namespace counterpoint::embedding
