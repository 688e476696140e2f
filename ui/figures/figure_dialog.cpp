#include "ui/figures/figure_dialog.h"

#include "core/base/error.h"
#include "ui/figures/check_list.h"
#include "ui/figures/figure_form.h"
#include "ui/support/buttons.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"
#include "ui/support/text_size.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::figures {

using support::ButtonKind;
using support::Icon;
using support::Tone;
using support::Type;

FigureDialog::FigureDialog(std::vector<FigureChoice> choices, QString provenance,
                           const QString& methods, const FigureSettings& settings, QWidget* parent)
    : QDialog(parent),
      m_choices(std::move(choices)),
      m_provenance(std::move(provenance)),
      m_methods(methods) {
    setObjectName(QStringLiteral("figureDialog"));
    setWindowTitle(tr("Export figure"));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(0);
    sides->addWidget(makePreview(), 1);
    sides->addWidget(makeOptions(settings));
    rows->addLayout(sides, 1);
    rows->addWidget(makeFooter());
    m_delay.setSingleShot(true);
    m_delay.setInterval(60);
    connect(&m_delay, &QTimer::timeout, this, &FigureDialog::redraw);
    support::fitToTexts(*this);
    showFigure();
}

QSize FigureDialog::sizeHint() const {
    return {support::scaled(1120), support::scaled(690)};
}

const FigureChoice& FigureDialog::choice() const {
    return m_choices[static_cast<std::size_t>(m_form->figure())];
}

QWidget* FigureDialog::makePreview() {
    auto* side = new QWidget(this);
    side->setProperty("surface", QStringLiteral("window"));
    side->setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_preview = new FigurePreview(side);
    connect(m_preview, &FigurePreview::zoomed, this, [this] { m_delay.start(); });
    column->addWidget(m_preview, 1);
    auto* below = new QWidget(side);
    below->setProperty("surface", QStringLiteral("footer"));
    below->setAttribute(Qt::WA_StyledBackground);
    auto* lines = new QVBoxLayout(below);
    lines->setContentsMargins(16, 8, 16, 8);
    lines->setSpacing(6);
    m_checks = new CheckList(below);
    lines->addWidget(m_checks);
    m_facts = support::makeLabel({}, Type::Body, Tone::Second, below);
    lines->addWidget(m_facts);
    column->addWidget(below);
    return side;
}

QWidget* FigureDialog::makeOptions(const FigureSettings& settings) {
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    QStringList ids;
    QStringList titles;
    for (const FigureChoice& one : m_choices) {
        ids << one.id;
        titles << one.title;
    }
    m_form = new FigureForm(ids, titles, scroll);
    m_form->setProperty("surface", QStringLiteral("panel"));
    m_form->setAttribute(Qt::WA_StyledBackground);
    m_form->setMethods(m_methods);
    m_form->setSettings(settings);
    scroll->setWidget(m_form);
    const auto fit = [this, scroll] {
        scroll->setFixedWidth(std::max(support::scaled(392), m_form->minimumSizeHint().width()));
    };
    fit();
    support::followTextSize(*scroll, [fit](double /*by*/) { return fit; });
    connect(m_form, &FigureForm::figureChanged, this, [this] {
        showFigure();
        Q_EMIT settingsChanged(this->settings());
    });
    connect(m_form, &FigureForm::changed, this, [this] {
        m_delay.start();
        Q_EMIT settingsChanged(this->settings());
    });
    return scroll;
}

QWidget* FigureDialog::makeFooter() {
    auto* footer = new QWidget(this);
    footer->setProperty("surface", QStringLiteral("footer"));
    footer->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(16, 10, 20, 10);
    row->setSpacing(8);
    m_copy = support::makeButton(tr("Copy as image"), ButtonKind::Plain, footer);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        redraw();
        const int dpi = options().dpi;
        if (m_problem.isEmpty())
            QApplication::clipboard()->setImage(pictureOf(drawnForPicture(dpi), dpi));
    });
    m_failure = support::makeLabel({}, Type::Body, Tone::Error, footer);
    auto* cancel = support::makeButton(tr("Cancel"), ButtonKind::Plain, footer);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_write = support::makeButton(tr("Export…"), Icon::Export, ButtonKind::Primary, footer);
    m_write->setDefault(true);
    connect(m_write, &QPushButton::clicked, this, &FigureDialog::askAndWrite);
    row->addWidget(m_copy);
    row->addWidget(m_failure, 1);
    for (QPushButton* button : {m_copy, cancel, m_write})
        button->setProperty("place", QStringLiteral("dialog"));
    row->addWidget(cancel);
    row->addWidget(m_write);
    return footer;
}

template <class Change>
void FigureDialog::change(const Change& change) {
    FigureSettings settings = m_form->settings();
    change(settings);
    m_form->setSettings(settings);
    showFigure();
    Q_EMIT settingsChanged(settings);
}

void FigureDialog::choose(int choice) {
    change([&](FigureSettings& settings) {
        settings.figure = m_choices[static_cast<std::size_t>(choice)].id;
    });
}

void FigureDialog::setFormat(const QString& format) {
    change([&](FigureSettings& settings) { settings.format = format; });
}

void FigureDialog::setWidthMm(int width) {
    change([&](FigureSettings& settings) { settings.page.widthMm = width; });
}

void FigureDialog::setHeightMm(std::optional<double> height) {
    change([&](FigureSettings& settings) { settings.page.heightMm = height; });
}

void FigureDialog::setFont(const QString& family) {
    change([&](FigureSettings& settings) { settings.page.font = family.toStdString(); });
}

void FigureDialog::setLegend(report::LegendPlace place) {
    change([&](FigureSettings& settings) { settings.page.legend = place; });
}

FigureSettings FigureDialog::settings() const {
    return m_form->settings();
}

report::PageOptions FigureDialog::options() const {
    const FigureSettings settings = m_form->settings();
    report::PageOptions options = settings.page;
    options.textWidth = widthIn(QString::fromStdString(options.font));
    options.title = choice().fileName.toStdString();
    if (settings.metadata) options.provenance = m_provenance.toStdString();
    return options;
}

void FigureDialog::showFigure() {
    m_form->setHasMaps(choice().hasMaps);
    m_form->setCaption(choice().caption);
    redraw();
}

QByteArray FigureDialog::drawnForPicture(int resolution) const {
    report::PageOptions wanted = options();
    wanted.points = report::PointStyle::Pixels;
    wanted.dpi = resolution;
    return choice().draw(wanted);
}

void FigureDialog::redraw() {
    m_delay.stop();
    m_failure->clear();
    m_problem.clear();
    try {
        m_svg = choice().draw(options());
        m_preview->setFigure(drawnForPicture(m_preview->dpi()));
    } catch (const base::Error& error) {
        m_svg.clear();
        m_problem = support::sentence(QString::fromUtf8(error.what()));
        m_problem.replace(0, 1, m_problem.at(0).toUpper());
        m_preview->setProblem(m_problem);
    }
    m_copy->setEnabled(m_problem.isEmpty());
    m_write->setEnabled(m_problem.isEmpty());
    const QSizeF size = sizeInMm(m_svg);
    if (m_problem.isEmpty()) m_form->setContentHeight(size.height());
    m_facts->setText(
        m_problem.isEmpty()
            ? tr("%1 × %2 mm, about %3")
                  .arg(size.width(), 0, 'f', 0)
                  .arg(size.height(), 0, 'f', 0)
                  .arg(QLocale(QLocale::English)
                           .formattedDataSize(m_svg.size(), 1, QLocale::DataSizeSIFormat))
            : QString());
    showChecks();
}

void FigureDialog::showChecks() {
    const FigureSettings settings = m_form->settings();
    FigureUse use;
    use.isVector =
        settings.format == QLatin1String("pdf") || settings.format == QLatin1String("svg");
    use.pointsAreVectors = std::ranges::all_of(choice().panels, [&](const FigurePanel& panel) {
        return report::pointsAreVectors(settings.page, panel.cells);
    });
    use.dpi = settings.page.dpi;
    const bool hasPoints = choice().hasMaps && !choice().panels.empty();
    m_form->setPointsNote(!hasPoints                             ? QString()
                          : use.isVector && use.pointsAreVectors ? tr("vector")
                                                                 : tr("pixels"));
    if (!m_problem.isEmpty()) {
        m_checks->setChecks({});  // there is nothing to check
        return;
    }
    std::vector<FigureCheck> checks = checksOf(m_svg, use, choice().panels, choice().cautions);
    if (FigureCheck font = fontCheck(QString::fromStdString(settings.page.font), settings.format);
        !font.text.isEmpty())
        checks.push_back(std::move(font));
    m_checks->setChecks(std::move(checks));
}

const std::vector<FigureCheck>& FigureDialog::checks() const {
    return m_checks->checks();
}

void FigureDialog::writeTo(const QString& path) {
    redraw();
    if (!m_problem.isEmpty())
        throw base::Error(base::ErrorKind::BadSettings, m_problem.toStdString());
    const QString format = QFileInfo(path).suffix().toLower();
    const bool vector = format == QLatin1String("svg") || format == QLatin1String("pdf");
    const FigureSettings settings = m_form->settings();
    const int dpi = settings.page.dpi;
    writeFigure(path, vector ? m_svg : drawnForPicture(dpi), dpi,
                {choice().title, m_form->caption(), settings.metadata ? m_provenance : QString()});
}

void FigureDialog::askAndWrite() {
    const QString format = settings().format;
    QString path = QFileDialog::getSaveFileName(
        this, tr("Export figure"),
        QSettings().value(QStringLiteral("save/folder")).toString() + QStringLiteral("/") +
            choice().fileName + QStringLiteral(".") + format,
        tr("%1 (*.%2)").arg(format.toUpper(), format));
    if (path.isEmpty()) return;
    if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".") + format;
    QSettings().setValue(QStringLiteral("save/folder"), QFileInfo(path).path());
    try {
        writeTo(path);
        accept();
    } catch (const base::Error& error) {
        m_failure->setText(QString::fromUtf8(error.what()));
    }
}

}  // namespace counterpoint::figures
