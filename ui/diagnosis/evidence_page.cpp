#include "ui/diagnosis/evidence_page.h"

#include "ui/diagnosis/experiment_row.h"
#include "ui/support/buttons.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/theme.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::diagnosis {

using support::ButtonKind;
using support::Theme;
using support::Tone;
using support::Type;

namespace {

constexpr int inset = 12;
constexpr int shortText = 20;  ///< characters

QString linkTo(const QString& target, const QString& text) {
    return QStringLiteral("<a href=\"%1\" style=\"color:%2\">%3</a>")
        .arg(target.toHtmlEscaped(), Theme::current().accent.name(), support::richText(text));
}

/// `text` with its phrase as the link; where the phrase is not in the text, the whole of it.
QString htmlOf(const LinkedText& linked) {
    if (linked.target.isEmpty()) return support::richText(linked.text);
    const auto at = linked.phrase.isEmpty() ? -1 : linked.text.indexOf(linked.phrase);
    if (at < 0) return linkTo(linked.target, linked.text);
    return support::richText(linked.text.left(at)) + linkTo(linked.target, linked.phrase) +
           support::richText(linked.text.mid(at + linked.phrase.size()));
}

void empty(QVBoxLayout& layout) {
    while (QLayoutItem* item = layout.takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();  // it may be the one whose click is being answered
        }
        delete item;
    }
}

/// Shown at once: the keyboard may be about to return to a part of it.
void add(QVBoxLayout& layout, QWidget* widget) {
    layout.addWidget(widget);
    widget->show();
}

/// Lays the page out at once, the innermost parts first. By itself every level of parts waits for
/// its own turn, and while the machine is busy texts are seen squashed.
void layOut(QScrollArea& area) {
    const QList<QWidget*> parts = area.widget()->findChildren<QWidget*>();
    std::for_each(parts.crbegin(), parts.crend(), [](QWidget* part) {
        if (part->layout() != nullptr) part->layout()->activate();
    });
    area.widget()->layout()->activate();
    QEvent request(QEvent::LayoutRequest);
    QCoreApplication::sendEvent(&area, &request);  // it gives the page its height
}

QString wordOf(LinkItem::State state) {
    switch (state) {
        case LinkItem::State::Assumed:
            return EvidencePage::tr("taken for one population");
        case LinkItem::State::Confirmed:
            return EvidencePage::tr("one population, as you said");
        case LinkItem::State::Vetoed:
            return EvidencePage::tr("two populations, as you said");
        case LinkItem::State::VetoedByLabels:
            return EvidencePage::tr("two populations, as your cell types say");
        case LinkItem::State::Open:
            return EvidencePage::tr("merged; the data cannot say");
    }
    return {};
}

QString signOf(LinkItem::State state) {
    switch (state) {
        case LinkItem::State::Assumed:
        case LinkItem::State::Confirmed:
            return QStringLiteral("=");
        case LinkItem::State::Vetoed:
        case LinkItem::State::VetoedByLabels:
            return QStringLiteral("≠");
        case LinkItem::State::Open:
            break;
    }
    return QStringLiteral("= ?");
}

}  // namespace

EvidencePage::EvidencePage(QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(NoFrame);
    setAccessibleName(tr("Evidence"));
    auto* page = new QWidget(this);
    page->setProperty("surface", QStringLiteral("panel"));
    m_column = new QVBoxLayout(page);
    m_column->setContentsMargins(inset, 8, inset, inset);
    m_column->setSpacing(12);
    m_measures = addSection(tr("What the verdict rests on"));
    m_claims = addSection(tr("What was found"));
    m_links = addSection(tr("One population or two?"),
                         tr("Populations never seen in one batch. Your word decides, and the "
                            "verdict follows."));
    m_apart = addSection(tr("Must not mix"));
    m_populations = addSection(tr("Populations behind it"));
    m_tests = addSection(tr("Experiments on the method"),
                         tr("At these settings, in the background; kept with the run."));
    m_fields = addSection(tr("Colour the cells by"));
    m_column->addStretch(1);
    setWidget(page);
    // Not by a PaletteChange: Qt goes through all widgets then, and some here are made anew.
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this,
            &EvidencePage::fillAll);
    fillAll();
}

EvidencePage::Section EvidencePage::addSection(const QString& title, const QString& help) {
    Section section;
    section.widget = new QWidget(this);
    auto* column = new QVBoxLayout(section.widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(support::makeLabel(title, Type::Title, Tone::Text, section.widget));
    if (!help.isEmpty()) {
        QLabel* line = support::makeLabel(help, Type::Help, Tone::Quiet, section.widget);
        line->setWordWrap(true);
        column->addWidget(line);
    }
    section.rows = new QVBoxLayout;
    section.rows->setSpacing(6);
    column->addLayout(section.rows);
    m_column->addWidget(section.widget);
    return section;
}

void EvidencePage::setEvidence(const Evidence& evidence) {
    const Evidence before = std::move(m_evidence);
    m_evidence = evidence;
    const QWidget* focused = widget()->focusWidget();
    const QString name = focused && focused->hasFocus() ? focused->objectName() : QString();
    fillMeasures();
    if (before.claims != evidence.claims) fillClaims();
    if (before.links != evidence.links) fillLinks();
    if (before.apart != evidence.apart || before.keepApart != evidence.keepApart) fillApart();
    if (before.populations != evidence.populations) fillRows(m_populations, evidence.populations);
    if (before.fields != evidence.fields) fillRows(m_fields, evidence.fields);
    layOut(*this);
    if (name.isEmpty()) return;
    for (QPushButton* button : findChildren<QPushButton*>(name))
        if (button->isVisibleTo(widget())) button->setFocus();
}

void EvidencePage::fillAll() {
    fillMeasures();
    fillClaims();
    fillLinks();
    fillApart();
    fillRows(m_populations, m_evidence.populations);
    fillRows(m_fields, m_evidence.fields);
    if (widget() != nullptr) layOut(*this);
}

void EvidencePage::fillMeasures() {
    m_measures.widget->setVisible(!m_evidence.measures.empty());
    while (m_bars.size() < m_evidence.measures.size()) {
        m_bars.push_back(new MeasureBar(m_measures.widget));
        m_measures.rows->addWidget(m_bars.back());
    }
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        m_bars[i]->setVisible(i < m_evidence.measures.size());
        if (i >= m_evidence.measures.size()) continue;
        m_bars[i]->setMeasure(m_evidence.measures[i]);
        m_bars[i]->setStale(m_evidence.stale);
    }
}

QWidget* EvidencePage::textLine(const LinkedText& text) {
    QLabel* line = support::makeLabel(htmlOf(text), Type::Body, Tone::Text, widget());
    line->setTextFormat(Qt::RichText);
    line->setWordWrap(true);
    line->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    connect(line, &QLabel::linkActivated, this, &EvidencePage::requested);
    return line;
}

void EvidencePage::fillClaims() {
    empty(*m_claims.rows);
    m_claims.widget->setVisible(!m_evidence.claims.empty());
    for (const LinkedText& claim : m_evidence.claims) add(*m_claims.rows, textLine(claim));
}

QWidget* EvidencePage::linkCard(const LinkItem& item) {
    auto* card = new QWidget(widget());
    card->setProperty("surface", QStringLiteral("card"));
    card->setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(8, 6, 8, 8);
    column->setSpacing(4);
    const auto seen = [](const QString& where) {
        return QStringLiteral(" <span style=\"color:%1\">%2</span> ")
            .arg(Theme::current().second.name(), tr("of %1").arg(where).toHtmlEscaped());
    };
    QLabel* pair =
        support::makeLabel(linkTo(item.firstTarget, item.first) + seen(item.firstSeen) +
                               QStringLiteral("<b>%1</b> ").arg(signOf(item.state)) +
                               linkTo(item.secondTarget, item.second) + seen(item.secondSeen),
                           Type::Body, Tone::Text, card);
    pair->setTextFormat(Qt::RichText);
    pair->setWordWrap(true);
    pair->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    connect(pair, &QLabel::linkActivated, this, &EvidencePage::requested);
    column->addWidget(pair);
    QLabel* state = support::makeLabel(
        wordOf(item.state) + (item.note.isEmpty() ? QString() : QStringLiteral("; ") + item.note),
        Type::Help, Tone::Second, card);
    state->setWordWrap(true);
    column->addWidget(state);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    const auto addWord = [&](const QString& text, const QString& tip, int word, bool taken) {
        QPushButton* button = support::makeButton(text, ButtonKind::Small, card);
        button->setObjectName(QStringLiteral("link %1 %2").arg(item.id).arg(word));
        button->setCheckable(true);
        button->setChecked(taken);
        button->setToolTip(taken ? tr("Taken; click to take it back") : tip);
        button->setAccessibleName(tr("%1: %2 and %3").arg(button->text(), item.first, item.second));
        connect(button, &QPushButton::clicked, this,
                [this, id = item.id, word, taken] { Q_EMIT linkJudged(id, taken ? 0 : word); });
        buttons->addWidget(button);
    };
    addWord(item.state == LinkItem::State::Confirmed ? tr("✓ Confirmed") : tr("Confirm"),
            tr("They are one population: their cells should mix"), 1,
            item.state == LinkItem::State::Confirmed);
    addWord(item.state == LinkItem::State::Vetoed ? tr("✗ Vetoed") : tr("Veto"),
            tr("They are two populations: bringing them together is a loss"), -1,
            item.state == LinkItem::State::Vetoed);
    buttons->addStretch(1);
    column->addLayout(buttons);
    return card;
}

void EvidencePage::fillLinks() {
    empty(*m_links.rows);
    for (const LinkItem& item : m_evidence.links) add(*m_links.rows, linkCard(item));
    if (m_evidence.links.empty())
        add(*m_links.rows,
            textLine(
                {tr("Nothing to decide: no population of one batch had to be taken for another."),
                 {},
                 {}}));
}

void EvidencePage::fillApart() {
    empty(*m_apart.rows);
    m_apart.widget->setVisible(!m_evidence.keepApart.isEmpty());
    add(*m_apart.rows, textLine({m_evidence.keepApart, {}, {}}));
    for (const EvidenceRow& row : m_evidence.apart) add(*m_apart.rows, rowLine(row));
}

QWidget* EvidencePage::rowLine(const EvidenceRow& row) {
    auto* line = new QWidget(widget());
    auto* layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    QWidget* name = textLine({row.name, row.name, row.target});
    name->setToolTip(row.name);
    // A short text leaves the name what it needs.
    const bool isShort = row.text.size() < shortText;
    layout->addWidget(name, isShort ? 1 : 2);
    if (row.text.isEmpty()) return line;
    QLabel* text = support::makeLabel(support::richText(row.text), Type::Body, Tone::Second, line);
    if (row.warns)
        text->setText(QStringLiteral("<b style=\"color:%1\">%2</b>")
                          .arg(Theme::current().over.name(), support::richText(row.text)));
    text->setTextFormat(Qt::RichText);
    text->setWordWrap(!isShort);
    text->setAlignment(Qt::AlignRight | Qt::AlignTop);
    layout->addWidget(text, isShort ? 0 : 3);
    return line;
}

void EvidencePage::fillRows(Section& section, const std::vector<EvidenceRow>& rows) {
    empty(*section.rows);
    section.widget->setVisible(!rows.empty());
    section.rows->setSpacing(2);
    for (const EvidenceRow& row : rows) add(*section.rows, rowLine(row));
}

void EvidencePage::setExperiments(const std::vector<Experiment>& experiments) {
    m_experiments = experiments;
    m_tests.widget->setVisible(!experiments.empty());
    m_tests.rows->setSpacing(12);
    while (m_experimentRows.size() < experiments.size()) {
        auto* row = new ExperimentRow(m_tests.widget);
        const std::size_t at = m_experimentRows.size();
        connect(row, &ExperimentRow::testRequested, this,
                [this, at](int choice) { Q_EMIT testRequested(m_experiments[at].id, choice); });
        connect(row, &ExperimentRow::stopRequested, this, &EvidencePage::stopRequested);
        m_experimentRows.push_back(row);
        m_tests.rows->addWidget(row);
    }
    for (std::size_t i = 0; i < experiments.size(); ++i)
        m_experimentRows[i]->setExperiment(experiments[i]);
    layOut(*this);
}

ExperimentRow* EvidencePage::experimentRow(const QString& id) const {
    const auto found = std::ranges::find(m_experiments, id, &Experiment::id);
    return found == m_experiments.end()
               ? nullptr
               : m_experimentRows[static_cast<std::size_t>(found - m_experiments.begin())];
}

QSize EvidencePage::sizeHint() const {
    return {support::scaled(344), support::scaled(480)};
}
QSize EvidencePage::minimumSizeHint() const {
    return {support::scaled(320), support::scaled(120)};
}

}  // namespace counterpoint::diagnosis
