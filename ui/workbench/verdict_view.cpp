#include "ui/workbench/verdict_view.h"

#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"
#include "ui/support/numbers.h"
#include "ui/workbench/colourings.h"

#include <QObject>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace counterpoint::workbench {

using diagnose::Diagnosis;
using diagnose::Verdict;
using diagnosis::GaugeMark;
using diagnosis::VerdictWord;

namespace {

constexpr double band = 1.0 / 3.0;

VerdictWord wordOf(Verdict verdict) {
    switch (verdict) {
        case Verdict::Balanced:
            return VerdictWord::Balanced;
        case Verdict::Under:
            return VerdictWord::Under;
        case Verdict::Over:
            return VerdictWord::Over;
        case Verdict::Mixed:
            return VerdictWord::Mixed;
        case Verdict::CannotTell:
            return VerdictWord::CannotTell;
    }
    return VerdictWord::None;
}

/// How far outside the balanced band, 0–1, a value beyond its limit is.
double beyond(double value, double limit) {
    return std::sqrt(std::clamp((value - limit) / (1.0 - limit), 0.0, 1.0));
}

double underPosition(double u) {
    if (u > diagnose::underLimit) return band * (1.0 - beyond(u, diagnose::underLimit));
    return 0.5 - std::max(u, 0.0) / diagnose::underLimit * band / 2.0;
}

double overPosition(double l) {
    if (l > diagnose::overLimit) return 2.0 * band + band * beyond(l, diagnose::overLimit);
    return 0.5 + std::max(l, 0.0) / diagnose::overLimit * band / 2.0;
}

GaugeMark markOf(const diagnose::Estimate& estimate, double (*position)(double)) {
    GaugeMark mark{position(estimate.value)};
    if (std::isnan(estimate.low) || std::isnan(estimate.high)) return mark;
    const auto [low, high] = std::minmax({position(estimate.low), position(estimate.high)});
    mark.low = low;
    mark.high = high;
    return mark;
}

/// The marks of a verdict: one a side it speaks of; for "balanced" the side nearer to its limit.
std::vector<GaugeMark> marksOf(const Diagnosis& found) {
    const bool under = found.verdict == Verdict::Under || found.verdict == Verdict::Mixed;
    const bool over = found.verdict == Verdict::Over || found.verdict == Verdict::Mixed;
    std::vector<GaugeMark> marks;
    if (under && found.under.defined()) marks.push_back(markOf(found.under, underPosition));
    if (over && found.over.defined()) marks.push_back(markOf(found.over, overPosition));
    if (found.verdict != Verdict::Balanced) return marks;
    const double u = found.under.defined() ? found.under.value / diagnose::underLimit : 0.0;
    const double l = found.over.defined() ? found.over.value / diagnose::overLimit : 0.0;
    // A loss in a small cluster only is named in a sentence and not what the verdict rests on.
    const bool leansOver = l > u && !found.smallCluster;
    if (leansOver && found.over.defined()) marks.push_back(markOf(found.over, overPosition));
    if (!leansOver && found.under.defined()) marks.push_back(markOf(found.under, underPosition));
    return marks;
}

/// Sentences that begin with the verdict's word, which the panel shows already, go on without it.
QString withoutWord(QString text, Verdict verdict) {
    const QString word = QString::fromStdString(diagnose::nameOf(verdict)) + QStringLiteral(": ");
    if (!text.startsWith(word)) return text;
    text.remove(0, word.size());
    text[0] = text[0].toUpper();
    return text;
}

}  // namespace

diagnosis::GaugeState gaugeOf(const Diagnosis& found, const Diagnosis* lastExact) {
    diagnosis::GaugeState state{wordOf(found.verdict), marksOf(found)};
    if (lastExact != nullptr) {
        const std::vector<GaugeMark> marks = marksOf(*lastExact);
        if (!marks.empty()) state.lastExact = marks.back().at;
    }
    return state;
}

diagnosis::VerdictText textOf(const Diagnosis& found) {
    constexpr std::size_t most = 3;
    diagnosis::VerdictText text;
    for (std::size_t i = 0; i < std::min(most, found.sentences.size()); ++i) {
        const diagnose::Sentence& sentence = found.sentences[i];
        text.claims.push_back(
            {support::sentence(withoutWord(QString::fromStdString(sentence.text), found.verdict)),
             sentence.cells.empty() ? QString()
                                    : support::sentence(QString::fromStdString(sentence.phrase)),
             static_cast<int>(i)});
    }
    if (found.verdict != Verdict::Balanced && found.severity > 0.0)
        text.severity = QObject::tr("%1 of cells").arg(support::percent(found.severity));
    if (!found.exact)
        text.severity +=
            (text.severity.isEmpty() ? QString() : QStringLiteral(", ")) + QObject::tr("preview");
    return text;
}

diagnosis::Claim claimOfRun(const Diagnosis& found, const QString& letter, bool wordIsShown) {
    QString text = QString::fromStdString(found.sentences.front().text);
    if (wordIsShown) text = withoutWord(text, found.verdict);
    text = support::sentence(text);
    for (const diagnose::Population& population : found.populations) {
        const QString name = QString::fromStdString(population.name);
        if (name != QLatin1String("A") && name != QLatin1String("B")) continue;
        text.replace(QRegularExpression(QStringLiteral("\\b%1\\b").arg(name)),
                     QStringLiteral("“%1”").arg(name));
    }
    return {text, {}, -1, QObject::tr("Run %1").arg(letter)};
}

void addVerdicts(std::vector<scores::PopulationRow>& rows, const Diagnosis& found) {
    const bool under = found.verdict == Verdict::Under || found.verdict == Verdict::Mixed;
    for (scores::PopulationRow& row : rows) {
        const auto population = std::ranges::find(found.populations, row.name.toStdString(),
                                                  &diagnose::Population::name);
        if (population == found.populations.end()) continue;
        row.kept = population->ownNeighborsKept;
        row.lost = population->loss > diagnose::overLimit;
        row.separate = under && population->under.value > diagnose::underLimit;
        row.markers = population->markers.auroc;
        row.foldChanges = population->markers.correlation;
        row.controls = population->markers.falselyDifferent;
        row.faint = population->markers.lost();
        row.apartBefore = population->keptApartBefore;
        row.apartNow = population->keptApartNow;
        row.mixedAway = isMixedAway(*population);
        if (population->mergedWith < 0) continue;
        row.mergedWith = QString::fromStdString(
            found.populations[static_cast<std::size_t>(population->mergedWith)].name);
    }
}

bool isMixedAway(const diagnose::Population& population) {
    constexpr double noticeablyLess = 0.10;
    return population.keptApartNow < population.keptApartBefore - noticeablyLess;
}

std::vector<scores::PopulationRow> provisionalRows(const Diagnosis& found) {
    std::vector<scores::PopulationRow> rows;
    const std::vector<QColor> colors = clusterColors(found.populations.size());
    for (const diagnose::Population& population : found.populations)
        rows.push_back({.name = QString::fromStdString(population.name),
                        .color = colors[rows.size()],
                        .cells = static_cast<qint64>(population.cells),
                        .batches = static_cast<int>(population.batches)});
    addVerdicts(rows, found);
    return rows;
}

std::vector<std::uint32_t> cellsOfPopulation(const Diagnosis& found, const QString& name) {
    const auto population =
        std::ranges::find(found.populations, name.toStdString(), &diagnose::Population::name);
    const auto row = static_cast<std::int32_t>(population - found.populations.begin());
    std::vector<std::uint32_t> cells;
    for (std::size_t cell = 0; cell < found.populationOf.size(); ++cell)
        if (found.populationOf[cell] == row) cells.push_back(static_cast<std::uint32_t>(cell));
    return cells;
}

}  // namespace counterpoint::workbench
