#include "ui/figures/figure_checks.h"

#include "ui/figures/figure_settings.h"
#include "ui/figures/svg_facts.h"
#include "ui/support/numbers.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace counterpoint::figures {

namespace {

constexpr double leastDpi = 300.0;

QString tr(const char* text) {
    return QCoreApplication::translate("FigureChecks", text);
}

FigureCheck textCheck(double pt) {
    const QString size = QString::number(pt, 'f', 1);
    // What rounds to the limit meets it.
    const bool good = std::round(pt * 10.0) >= leastTextPt * 10.0;
    return {good ? tr("Smallest text %1 pt").arg(size)
                 : tr("Smallest text %1 pt, journals ask for %2").arg(size).arg(leastTextPt),
            tr("Measured on the figure at the chosen width."), good};
}

FigureCheck pixelCheck(double dpi, bool whole) {
    const QString found = QString::number(std::lround(dpi));
    const bool good = std::lround(dpi) >= static_cast<long>(leastDpi);
    const QString what = whole ? tr("All of it pixels, %1 dpi") : tr("Pixels in it have %1 dpi");
    return {good ? what.arg(found) : what.arg(found) + tr(", journals ask for %1").arg(leastDpi),
            tr("Resolution on paper at the chosen width."), good};
}

QString pointsText(std::size_t points, const FigureUse& use) {
    const QString count = support::count(static_cast<qint64>(points));
    return use.isVector && use.pointsAreVectors ? tr("%1 points as vectors").arg(count)
                                                : tr("%1 points as pixels").arg(count);
}

/// The nearest colours of any map, for readers without green and without red, and for all others.
FigureCheck colourCheck(const std::vector<FigurePanel>& panels) {
    struct Reader {
        Vision vision;
        QString name;
    };
    const Reader readers[] = {{Vision::Normal, tr("for all readers")},
                              {Vision::Deuteranopia, tr("with deuteranopia")},
                              {Vision::Protanopia, tr("with protanopia")}};
    const Reader* worstReader = nullptr;
    NearestColours worst;
    for (const FigurePanel& panel : panels)
        for (const Reader& reader : readers) {
            const auto nearest = nearestFor(reader.vision, panel.categories);
            if (!nearest || (worstReader != nullptr && nearest->distance >= worst.distance))
                continue;
            worst = *nearest;
            worstReader = &reader;
        }
    if (worstReader == nullptr) return {};
    const bool good = worst.distance >= hardToTell;
    const QString pair = tr("%1 and %2").arg(worst.first, worst.second);
    return {good ? tr("Colours differ for colour-blind readers")
                 : tr("%1 are hard to tell %2").arg(pair, worstReader->name),
            tr("The nearest two are %1, %2 apart %3 (CIE Lab 1976, deuteranopia and protanopia "
               "simulated after Machado 2009; below %4 is hard to tell).")
                .arg(pair, QString::number(worst.distance, 'f', 1), worstReader->name)
                .arg(hardToTell),
            good};
}

}  // namespace

std::vector<FigureCheck> checksOf(const QByteArray& svg, const FigureUse& use,
                                  const std::vector<FigurePanel>& panels,
                                  const QStringList& cautions) {
    std::vector<FigureCheck> checks;
    const SvgFacts facts = factsOf(svg);
    if (!std::isnan(facts.leastTextPt)) checks.push_back(textCheck(facts.leastTextPt));
    if (!use.isVector)
        checks.push_back(pixelCheck(use.dpi, true));
    else if (!std::isnan(facts.leastImageDpi))
        checks.push_back(pixelCheck(facts.leastImageDpi, false));
    std::size_t points = 0;
    for (const FigurePanel& panel : panels) points += panel.points;
    if (points > 0)
        checks.push_back({pointsText(points, use), tr("Cells drawn, in all maps together."), true});
    if (FigureCheck colours = colourCheck(panels); !colours.text.isEmpty())
        checks.push_back(std::move(colours));
    for (const QString& caution : cautions) checks.push_back({caution, {}, false});
    return checks;
}

FigureCheck fontCheck(const QString& family, const QString& format) {
    const QString standIn = standInFor(family);
    if (standIn.isEmpty()) return {};
    if (format == QLatin1String("svg"))
        return {tr("Text asks for %1, which is not on this computer").arg(family),
                tr("The file names %1; where a reader does not have it, %2 may stand in for it.")
                    .arg(family, standIn),
                haveSameWidths(family, standIn)};
    return {tr("%1 stands in for %2").arg(standIn, family),
            tr("%1 is not on this computer; text is drawn in %2.").arg(family, standIn),
            haveSameWidths(family, standIn)};
}

}  // namespace counterpoint::figures
