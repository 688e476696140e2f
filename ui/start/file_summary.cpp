#include "ui/start/file_summary.h"

#include "ui/start/memory_bar.h"
#include "ui/start/values_choice.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"

#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::start {

using support::Tone;
using support::Type;

namespace {

constexpr std::size_t mostFiles = 6;

/// "2.4 MB, 30 % of values not zero".
QString sizeText(const Proposal& proposal) {
    QString size =
        QLocale(QLocale::English).formattedDataSize(proposal.bytes, 1, QLocale::DataSizeSIFormat);
    const double places = static_cast<double>(proposal.cells) * static_cast<double>(proposal.genes);
    if (proposal.files.empty() && places > 0.0 && proposal.nonZeros > 0)
        size += FileSummary::tr(", %1 of values not zero")
                    .arg(support::percent(static_cast<double>(proposal.nonZeros) / places));
    return size;
}

}  // namespace

FileSummary::FileSummary(const Proposal& proposal, QWidget* parent) : QWidget(parent) {
    setProperty("surface", QStringLiteral("header"));
    setAttribute(Qt::WA_StyledBackground);
    support::followTheme(*this, [this] { setFixedWidth(support::scaled(272)); });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 12);
    column->setSpacing(4);
    const auto label = [this](const QString& text, Type type, Tone tone) {
        QLabel* made = support::makeLabel(text, type, tone, this);
        made->setWordWrap(true);
        made->setTextFormat(Qt::PlainText);
        return made;
    };
    const auto add = [&](const QString& text, Type type, Tone tone) {
        column->addWidget(label(text, type, tone));
    };
    const auto head = [&](const QString& text) {
        if (column->count() > 0) column->addSpacing(12);
        add(text, Type::Title, Tone::Text);
    };

    head(tr("File"));
    add(proposal.name, Type::Label, Tone::Text);
    add(tr("%1 cells × %2 genes")
            .arg(support::count(static_cast<qint64>(proposal.cells)),
                 support::count(static_cast<qint64>(proposal.genes))),
        Type::Body, Tone::Second);
    add(sizeText(proposal), Type::Body, Tone::Second);
    for (std::size_t i = 0; i < std::min(mostFiles, proposal.files.size()); ++i)
        add(tr("%1: %2 cells")
                .arg(proposal.files[i].first,
                     support::count(static_cast<qint64>(proposal.files[i].second))),
            Type::Help, Tone::Second);
    if (proposal.files.size() > mostFiles)
        add(tr("and %1 more").arg(proposal.files.size() - mostFiles), Type::Help, Tone::Second);
    if (proposal.files.size() > 1)
        add(tr("Each file becomes a batch. Genes that every file has are kept."), Type::Help,
            Tone::Second);

    head(tr("Values"));
    m_values = new ValuesChoice(proposal, this);
    column->addWidget(m_values);

    if (!proposal.embeddings.isEmpty() || !proposal.layers.isEmpty()) {
        head(tr("Already in the file"));
        for (const QString& embedding : proposal.embeddings) add(embedding, Type::Body, Tone::Text);
        if (!proposal.layers.isEmpty())
            add(tr("layers: %1").arg(proposal.layers.join(QStringLiteral(", "))), Type::Body,
                Tone::Text);
        if (proposal.valueKind != data::ValueKind::None)
            add(tr("Left as they are: PCs are computed anew from the values."), Type::Help,
                Tone::Second);
    }

    head(tr("Memory"));
    auto* memory = new MemoryBar(proposal.memory, this);
    column->addWidget(memory);
    add(memory->sentence(), Type::Body, memory->fits() ? Tone::Text : Tone::Error);

    for (const QString& warning : proposal.warnings) {
        auto* box = new QWidget(this);
        box->setProperty("surface", QStringLiteral("caution"));
        box->setAttribute(Qt::WA_StyledBackground);
        auto* inner = new QVBoxLayout(box);
        inner->setContentsMargins(12, 8, 12, 8);
        inner->addWidget(label(warning, Type::Help, Tone::Text));
        column->addSpacing(8);
        column->addWidget(box);
    }
    column->addStretch(1);
}

}  // namespace counterpoint::start
