#include "ui/start/start_page.h"

#include "ui/start/demo_map.h"
#include "ui/start/recent_row.h"
#include "ui/support/buttons.h"
#include "ui/support/empty_state.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/labels.h"
#include "ui/support/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace counterpoint::start {

using support::ButtonKind;
using support::Icon;
using support::Tone;
using support::Type;

namespace {

QWidget* makeCard(QWidget* parent) {
    auto* card = new QWidget(parent);
    card->setProperty("surface", QStringLiteral("card"));
    card->setAttribute(Qt::WA_StyledBackground);
    return card;
}

}  // namespace

StartPage::StartPage(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("startPage"));
    setProperty("surface", QStringLiteral("window"));
    setAttribute(Qt::WA_StyledBackground);
    auto* outer = new QHBoxLayout(this);
    outer->addStretch(1);
    auto* middle = new QWidget(this);
    outer->addWidget(middle, 100);
    outer->addStretch(1);

    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(16, 24, 16, 24);
    column->setSpacing(16);
    column->addStretch(1);
    auto* title = new QHBoxLayout;
    title->setSpacing(16);
    auto* name = support::makeLabel(QStringLiteral("Counterpoint"), Type::Name, Tone::Text, middle);
    name->setAlignment(Qt::AlignBottom);
    title->addWidget(name);
    auto* motto = support::makeLabel(tr("Tune single-cell batch integration while you watch."),
                                     Type::Body, Tone::Second, middle);
    motto->setAlignment(Qt::AlignBottom);
    title->addWidget(motto, 1);
    column->addLayout(title);

    auto* upper = new QHBoxLayout;
    upper->setSpacing(16);
    auto* drop = new support::EmptyState(
        Icon::Open, tr("Drop files here"),
        tr(".h5ad, 10x .h5 or folder, .loom, .h5seurat, .csv; several become batches"), middle);
    drop->setNote(tr("Files stay on this computer. Counterpoint never uses the network."));
    connect(drop, &support::EmptyState::filesDropped, this, &StartPage::filesDropped);
    auto* open = drop->addButton(tr("Open…"), Icon::Open, ButtonKind::Primary);
    open->setObjectName(QStringLiteral("startOpen"));
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    upper->addWidget(drop, 4);
    upper->addWidget(makeRecent(), 6);
    auto* tall = new QWidget(middle);
    tall->setLayout(upper);
    upper->setContentsMargins(0, 0, 0, 0);
    column->addWidget(tall, 10);
    column->addWidget(makeDemos());
    column->addWidget(makeSteps());
    column->addStretch(2);
    support::followTheme(*this, [middle, motto, tall] {
        middle->setMinimumWidth(support::scaled(880));
        middle->setMaximumWidth(support::scaled(1232));
        tall->setMaximumHeight(support::scaled(338));
        // On the line that the name stands on.
        motto->setContentsMargins(0, 0, 0,
                                  QFontMetrics(support::fontOf(Type::Name)).descent() -
                                      QFontMetrics(support::fontOf(Type::Body)).descent());
    });
    refresh();
}

QWidget* StartPage::makeRecent() {
    auto* card = makeCard(this);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 8, 16, 8);
    head->addWidget(support::makeLabel(tr("Recent"), Type::Title, Tone::Text, card), 1);
    m_clear = support::makeButton(tr("Clear list"), ButtonKind::Link, card);
    connect(m_clear, &QPushButton::clicked, this, [this] {
        RecentFiles::clear();
        refresh();
    });
    head->addWidget(m_clear);
    column->addLayout(head);
    column->addWidget(support::makeRule(card));
    auto* scroll = new QScrollArea(card);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* list = new QWidget(scroll);
    list->setProperty("surface", QStringLiteral("panel"));
    m_list = new QVBoxLayout(list);
    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(0);
    scroll->setWidget(list);
    column->addWidget(scroll, 1);
    column->addWidget(support::makeRule(card));
    m_note = support::makeLabel(tr("Every change is saved as it is made, for after a crash."),
                                Type::Body, Tone::Second, card);
    m_note->setContentsMargins(16, 8, 16, 8);
    column->addWidget(m_note);
    return card;
}

void StartPage::refresh() {
    while (QLayoutItem* item = m_list->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto files = RecentFiles::all();
    for (const RecentFile& file : files) {
        auto* row = new RecentRow(file);
        connect(row, &RecentRow::clicked, this, [this, file] { Q_EMIT recentRequested(file); });
        m_list->addWidget(row);
    }
    if (files.empty()) {
        auto* none = support::makeLabel(tr("Nothing yet. Start with a file, or with the demo."),
                                        Type::Body, Tone::Second, nullptr);
        none->setContentsMargins(16, 12, 16, 12);
        m_list->addWidget(none);
    }
    m_list->addStretch(1);
    m_clear->setVisible(!files.empty());
}

void StartPage::setNote(const QString& text) {
    m_note->setText(text);
}

QWidget* StartPage::makeDemos() {
    auto* demos = new QWidget(this);
    auto* row = new QHBoxLayout(demos);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    const auto demo = [&](const QString& title, const QString& text, bool tooMuch) {
        auto* card = makeCard(demos);
        auto* sides = new QHBoxLayout(card);
        sides->setContentsMargins(1, 1, 1, 1);
        sides->setSpacing(0);
        sides->addWidget(new DemoMap(
            tooMuch ? QStringLiteral("demo_too_much") : QStringLiteral("demo_clean_start"), card));
        auto* column = new QVBoxLayout;
        sides->addLayout(column, 1);
        column->setContentsMargins(16, 12, 16, 12);
        column->setSpacing(4);
        column->addWidget(support::makeLabel(title, Type::Title, Tone::Text, card));
        auto* label = support::makeLabel(text, Type::Body, Tone::Second, card);
        label->setWordWrap(true);
        column->addWidget(label);
        column->addStretch(1);
        auto* open = support::makeButton(tr("Open demo"), Icon::Run, ButtonKind::Plain, card);
        open->setObjectName(tooMuch ? QStringLiteral("demoTooMuch") : QStringLiteral("demo"));
        open->setAccessibleName(tr("Open demo: %1").arg(title));
        connect(open, &QPushButton::clicked, this,
                [this, tooMuch] { Q_EMIT demoRequested(tooMuch); });
        column->addWidget(open, 0, Qt::AlignLeft);
        row->addWidget(card, 1);
    };
    demo(tr("A clean start"),
         tr("Simulated cells of eight populations in three batches. At theta 2 the batches mix and "
            "populations stay themselves."),
         false);
    demo(tr("Too much of a good thing"),
         tr("The same cells, pushed too far with theta 8: see which populations lose their own "
            "neighbours, and what the verdict says."),
         true);
    return demos;
}

QWidget* StartPage::makeSteps() {
    auto* card = makeCard(this);
    auto* row = new QHBoxLayout(card);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(24);
    const std::array<std::pair<QString, QString>, 3> steps{{
        {tr("Open"), tr("Say which column is batch and which is cell type.")},
        {tr("Move theta"), tr("Cells, scores and verdict follow your hand.")},
        {tr("Keep the best run"), tr("Then export figure, methods text and .h5ad.")},
    }};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        auto* step = new QHBoxLayout;
        step->setSpacing(12);
        auto* number = support::makeLabel(QString::number(i + 1), Type::Label, Tone::Text, card);
        number->setProperty("surface", QStringLiteral("step"));
        number->setAlignment(Qt::AlignCenter);
        support::followTheme(
            *number, [number] { number->setFixedSize(support::scaled(24), support::scaled(24)); });
        auto* text = new QVBoxLayout;
        text->setSpacing(2);
        text->addWidget(support::makeLabel(steps[i].first, Type::Label, Tone::Text, card));
        auto* what = support::makeLabel(steps[i].second, Type::Body, Tone::Second, card);
        what->setWordWrap(true);
        text->addWidget(what);
        step->addWidget(number, 0, Qt::AlignTop);
        step->addLayout(text, 1);
        row->addLayout(step, 1);
    }
    auto* tour = support::makeButton(tr("90-second tour"), Icon::Help, ButtonKind::Plain, card);
    tour->setObjectName(QStringLiteral("startTour"));
    tour->setToolTip(tr("Opens the demo and shows what is where, step by step"));
    connect(tour, &QPushButton::clicked, this, &StartPage::tourRequested);
    row->addWidget(tour, 0, Qt::AlignVCenter);
    return card;
}

}  // namespace counterpoint::start
