#include "ui/start/values_choice.h"

#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/segments.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace counterpoint::start {

using data::ValueKind;
using support::Tone;
using support::Type;

namespace {

/// In the order of the segments.
constexpr std::array kinds{ValueKind::Counts, ValueKind::LogNormalised, ValueKind::Scaled};

QString lookText(ValueKind kind) {
    switch (kind) {
        case ValueKind::Counts:
            return ValuesChoice::tr("Looks like counts");
        case ValueKind::LogNormalised:
            return ValuesChoice::tr("Looks like logs");
        case ValueKind::Scaled:
            return ValuesChoice::tr("Already scaled");
        case ValueKind::None:
            break;
    }
    return ValuesChoice::tr("No expression values");
}

}  // namespace

ValuesChoice::ValuesChoice(const Proposal& proposal, QWidget* parent)
    : QWidget(parent),
      m_looksLike(proposal.valueKind),
      m_kind(proposal.valueKind),
      m_source(proposal.valueSource),
      m_hasPca(proposal.hasPca) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(support::makeLabel(lookText(m_looksLike), Type::Label, Tone::Text, this));
    if (m_looksLike == ValueKind::Counts || m_looksLike == ValueKind::LogNormalised) {
        m_choice = new support::Segments(tr("Take the values as"),
                                         {tr("Counts"), tr("Logs"), tr("Scaled")}, this);
        m_choice->setObjectName(QStringLiteral("valuesChoice"));
        m_choice->setToolTip(
            tr("Take the values as counts, logs or scaled ones, where they are not "
               "what they look like"));
        connect(m_choice, &support::Segments::chosen, this,
                [this](int choice) { setKind(kinds[static_cast<std::size_t>(choice)]); });
        column->addWidget(m_choice, 0, Qt::AlignLeft);
    }
    m_help = support::makeLabel({}, Type::Help, Tone::Second, this);
    m_help->setWordWrap(true);
    m_help->setTextFormat(Qt::PlainText);
    column->addWidget(m_help);
    showKind();
}

void ValuesChoice::setKind(ValueKind kind) {
    if (m_choice == nullptr || kind == ValueKind::None) return;
    m_kind = kind;
    showKind();
    Q_EMIT changed();
}

void ValuesChoice::showKind() {
    if (m_choice != nullptr)
        m_choice->setCurrent(static_cast<int>(std::ranges::find(kinds, m_kind) - kinds.begin()));
    m_help->setText(sentence());
    support::setTone(*m_help, isUsable() ? Tone::Second : Tone::Error);
}

bool ValuesChoice::isUsable() const {
    return m_hasPca || m_kind == ValueKind::Counts || m_kind == ValueKind::LogNormalised;
}

QString ValuesChoice::sentence() const {
    const bool asItLooks = m_kind == m_looksLike;
    switch (m_kind) {
        case ValueKind::Counts:
            return (asItLooks ? tr("Whole numbers, found in %1.")
                              : tr("The fractions in %1 are taken as counts, as after correction "
                                   "for ambient RNA."))
                       .arg(m_source) +
                   u' ' + tr("They will be divided by the total of each cell, then logged.");
        case ValueKind::LogNormalised:
            return (asItLooks ? tr("Fractions without negative values, found in %1. They are taken "
                                   "as logged already.")
                              : tr("The whole numbers in %1 are taken as logged already."))
                       .arg(m_source) +
                   u' ' + tr("Methods that need counts are not available.");
        case ValueKind::Scaled:
            if (m_hasPca)
                return tr("The principal components of the file are used, not the scaled values of "
                          "%1: genes can be neither chosen nor shown, no cells are filtered, and "
                          "there are no markers.")
                    .arg(m_source);
            return tr("From the scaled values of %1 no genes can be chosen, and the file holds no "
                      "principal components: it cannot be analysed. Open the data as they were "
                      "before scaling.")
                .arg(m_source);
        case ValueKind::None:
            break;
    }
    return m_hasPca ? tr("The principal components in the file are used.")
                    : tr("There are no principal components either: open the file that holds the "
                         "counts.");
}

}  // namespace counterpoint::start
