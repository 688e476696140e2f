#include "ui/figures/figure_dialog.h"

#include "core/base/error.h"
#include "ui/figures/check_list.h"
#include "ui/support/buttons.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/segments.h"
#include "ui/support/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace counterpoint::figures {

using support::ButtonKind;
using support::Icon;
using support::Segments;
using support::Tone;
using support::Type;

namespace {

constexpr std::array<int, 3> widths{85, 114, 174};
constexpr std::array<int, 2> resolutions{300, 600};

}  // namespace

FigureDialog::FigureDialog(std::vector<FigureChoice> choices, QString provenance, QString methods,
                           QWidget* parent)
    : QDialog(parent),
      m_choices(std::move(choices)),
      m_provenance(std::move(provenance)),
      m_methods(std::move(methods)) {
    setObjectName(QStringLiteral("figureDialog"));
    setWindowTitle(tr("Export figure"));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(0);
    sides->addWidget(makePreview(), 1);
    sides->addWidget(makeOptions());
    rows->addLayout(sides, 1);
    rows->addWidget(makeFooter());
    m_delay.setSingleShot(true);
    m_delay.setInterval(60);
    connect(&m_delay, &QTimer::timeout, this, &FigureDialog::redraw);
    choiceChanged();
}

QSize FigureDialog::sizeHint() const {
    return {support::scaled(1100), support::scaled(680)};
}

const FigureChoice& FigureDialog::choice() const {
    return m_choices[static_cast<std::size_t>(m_what->currentIndex())];
}

int FigureDialog::dpi() const {
    return resolutions[static_cast<std::size_t>(m_dpi->current())];
}

QWidget* FigureDialog::makePreview() {
    auto* side = new QWidget(this);
    side->setProperty("surface", QStringLiteral("window"));
    side->setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(12);
    auto* head = new QHBoxLayout;
    head->addWidget(support::makeLabel(tr("View as"), Type::Body, Tone::Second, side));
    m_vision = new Segments(
        tr("View as"),
        {tr("Normal"), tr("Deuteranopia"), tr("Protanopia"), tr("Tritanopia"), tr("Grey")}, side);
    connect(m_vision, &Segments::chosen, this, &FigureDialog::showPreview);
    head->addWidget(m_vision);
    head->addStretch(1);
    column->addLayout(head);
    m_preview = new QLabel(side);
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setAccessibleName(tr("Preview of the figure"));
    m_preview->setMinimumSize(320, 240);
    m_preview->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    column->addWidget(m_preview, 1);
    m_checks = new CheckList(side);
    column->addWidget(m_checks);
    m_facts = support::makeLabel({}, Type::Body, Tone::Second, side);
    column->addWidget(m_facts);
    return side;
}

QWidget* FigureDialog::makeOptions() {
    auto* side = new QWidget(this);
    side->setFixedWidth(support::scaled(392));
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(20, 14, 20, 12);
    column->setSpacing(8);
    QFormLayout* form = nullptr;
    const auto head = [&](const QString& text) {
        if (form != nullptr) column->addSpacing(6);
        column->addWidget(support::makeLabel(text, Type::Title, Tone::Text, side));
        form = new QFormLayout;
        form->setHorizontalSpacing(12);
        form->setVerticalSpacing(6);
        form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        column->addLayout(form);
    };
    const auto row = [&](const QString& text, QWidget* control) {
        auto* label = support::makeLabel(text, Type::Body, Tone::Second, side);
        label->setMinimumWidth(support::scaled(76));
        label->setBuddy(control);
        form->addRow(label, control);
    };
    const auto later = [this] { m_delay.start(); };

    head(tr("Content"));
    m_what = new QComboBox(side);
    m_what->setObjectName(QStringLiteral("figureChoice"));
    m_what->setAccessibleName(tr("Figure"));
    for (const FigureChoice& one : m_choices) m_what->addItem(one.title);
    connect(m_what, &QComboBox::currentIndexChanged, this, &FigureDialog::choiceChanged);
    row(tr("Figure"), m_what);
    m_points = new Segments(tr("Points"), {tr("Auto"), tr("Vector"), tr("Pixels")}, side);
    m_points->setToolTip(tr("Auto: vectors up to 50 000 cells, above that pixels"));
    connect(m_points, &Segments::chosen, this, later);
    row(tr("Points"), m_points);

    head(tr("File"));
    QStringList names;
    for (const QString& format : formats()) names << format.toUpper();
    m_format = new Segments(tr("Format"), names, side);
    row(tr("Format"), m_format);
    connect(m_format, &Segments::chosen, this, &FigureDialog::showChecks);
    m_dpi = new Segments(tr("Resolution"), {tr("300 dpi"), tr("600 dpi")}, side);
    m_dpi->setCurrent(1);
    connect(m_dpi, &Segments::chosen, this, later);
    row(tr("Resolution"), m_dpi);
    QStringList sizes;
    for (const int width : widths) sizes << tr("%1 mm").arg(width);
    m_width = new Segments(tr("Width"), sizes, side);
    m_width->setCurrent(2);
    connect(m_width, &Segments::chosen, this, later);
    row(tr("Width"), m_width);
    m_font = new QDoubleSpinBox(side);
    m_font->setFixedWidth(support::scaled(96));
    m_font->setAccessibleName(tr("Size of the text in points"));
    m_font->setRange(5.0, 12.0);
    m_font->setSingleStep(0.5);
    m_font->setDecimals(1);
    m_font->setValue(7.0);
    m_font->setSuffix(tr(" pt"));
    connect(m_font, &QDoubleSpinBox::valueChanged, this, later);
    row(tr("Text"), m_font);

    const auto box = [&](const QString& text, bool checked) {
        auto* made = new QCheckBox(text, side);
        made->setChecked(checked);
        connect(made, &QCheckBox::toggled, this, later);
        column->addWidget(made);
        return made;
    };
    column->addSpacing(2);
    m_letters = box(tr("Panel letters a, b, c"), true);
    m_legend = box(tr("Legend"), true);
    m_transparent = box(tr("Transparent background"), false);

    column->addSpacing(6);
    column->addWidget(support::makeLabel(tr("Caption and methods"), Type::Title, Tone::Text, side));
    m_caption = new QPlainTextEdit(side);
    m_caption->setAccessibleName(tr("Caption"));
    m_caption->setTabChangesFocus(true);
    m_caption->setFixedHeight(support::scaled(72));
    column->addWidget(m_caption);
    auto* copies = new QHBoxLayout;
    auto* caption = support::makeButton(tr("Copy caption"), ButtonKind::Plain, side);
    connect(caption, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_caption->toPlainText()); });
    auto* methods = support::makeButton(tr("Copy methods"), ButtonKind::Plain, side);
    connect(methods, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_methods); });
    copies->addWidget(caption);
    copies->addWidget(methods);
    copies->addStretch(1);
    column->addLayout(copies);
    auto* note = support::makeLabel(tr("Settings, seed and checksum go into the file's metadata."),
                                    Type::Help, Tone::Second, side);
    column->addWidget(note);
    column->addStretch(1);
    return side;
}

QWidget* FigureDialog::makeFooter() {
    auto* footer = new QWidget(this);
    footer->setProperty("surface", QStringLiteral("footer"));
    footer->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(16, 10, 20, 10);
    row->setSpacing(8);
    auto* copy = support::makeButton(tr("Copy as image"), ButtonKind::Plain, footer);
    connect(copy, &QPushButton::clicked, this, [this] {
        redraw();
        QApplication::clipboard()->setImage(pictureOf(drawnForPicture(dpi()), dpi()));
    });
    m_problem = support::makeLabel({}, Type::Body, Tone::Error, footer);
    auto* cancel = support::makeButton(tr("Cancel"), ButtonKind::Plain, footer);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto* write = support::makeButton(tr("Export…"), Icon::Export, ButtonKind::Primary, footer);
    write->setDefault(true);
    connect(write, &QPushButton::clicked, this, &FigureDialog::askAndWrite);
    row->addWidget(copy);
    row->addWidget(m_problem, 1);
    for (QPushButton* button : {copy, cancel, write}) button->setMinimumHeight(support::scaled(32));
    row->addWidget(cancel);
    row->addWidget(write);
    return footer;
}

void FigureDialog::choose(int choice) {
    m_what->setCurrentIndex(choice);
}

void FigureDialog::setFormat(const QString& format) {
    m_format->setCurrent(static_cast<int>(formats().indexOf(format)));
    showChecks();
}

void FigureDialog::setWidthMm(int width) {
    for (std::size_t i = 0; i < widths.size(); ++i)
        if (widths[i] == width) m_width->setCurrent(static_cast<int>(i));
    redraw();
}

void FigureDialog::setVision(Vision vision) {
    m_vision->setCurrent(static_cast<int>(vision));
    showPreview();
}

report::PageOptions FigureDialog::options() const {
    report::PageOptions options;
    options.widthMm = widths[static_cast<std::size_t>(m_width->current())];
    options.fontPt = m_font->value();
    options.letters = m_letters->isChecked();
    options.legend = m_legend->isChecked();
    options.transparent = m_transparent->isChecked();
    options.points = static_cast<report::PointStyle>(m_points->current());
    options.dpi = dpi();
    options.title = choice().fileName.toStdString();
    options.provenance = m_provenance.toStdString();
    return options;
}

void FigureDialog::choiceChanged() {
    const bool page = choice().isPage;
    for (QWidget* only : {static_cast<QWidget*>(m_points), static_cast<QWidget*>(m_font),
                          static_cast<QWidget*>(m_letters), static_cast<QWidget*>(m_legend),
                          static_cast<QWidget*>(m_transparent)})
        only->setEnabled(page);
    m_caption->setPlainText(choice().caption);
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
    m_svg = choice().draw(options());
    constexpr int screenDpi = 150;
    m_picture = drawnForPicture(screenDpi);
    const QSizeF size = sizeInMm(m_svg);
    m_facts->setText(tr("%1 × %2 mm, about %3")
                         .arg(size.width(), 0, 'f', 0)
                         .arg(size.height(), 0, 'f', 0)
                         .arg(QLocale(QLocale::English)
                                  .formattedDataSize(m_svg.size(), 1, QLocale::DataSizeSIFormat)));
    showChecks();
    showPreview();
}

void FigureDialog::showChecks() {
    const QString format = formats().value(m_format->current());
    const report::PageOptions wanted = options();
    FigureUse use;
    use.isVector = format == QLatin1String("pdf") || format == QLatin1String("svg");
    use.pointsAreVectors = std::ranges::all_of(choice().panels, [&](const FigurePanel& panel) {
        return report::pointsAreVectors(wanted, panel.cells);
    });
    use.dpi = dpi();
    m_checks->setChecks(checksOf(m_svg, use, choice().panels, choice().cautions));
}

const std::vector<FigureCheck>& FigureDialog::checks() const {
    return m_checks->checks();
}

void FigureDialog::showPreview() {
    const QSizeF size = sizeInMm(m_svg);
    if (size.isEmpty()) return;
    const QSizeF room = m_preview->size();
    const double scale =
        std::min(room.width() / size.width(), room.height() / size.height()) * devicePixelRatioF();
    QImage picture = pictureOf(m_picture, std::clamp(static_cast<int>(scale * 25.4), 20, 300));
    QImage paper(picture.size(), QImage::Format_RGB32);
    paper.fill(Qt::white);
    QPainter(&paper).drawImage(0, 0, picture);
    paper = seenBy(std::move(paper), static_cast<Vision>(m_vision->current()));
    QPixmap shown = QPixmap::fromImage(paper);
    shown.setDevicePixelRatio(devicePixelRatioF());
    m_preview->setPixmap(shown);
}

void FigureDialog::resizeEvent(QResizeEvent* event) {
    QDialog::resizeEvent(event);
    m_delay.start();
}

void FigureDialog::writeTo(const QString& path) {
    redraw();
    const QString format = QFileInfo(path).suffix().toLower();
    const bool vector = format == QLatin1String("svg") || format == QLatin1String("pdf");
    writeFigure(path, vector ? m_svg : drawnForPicture(dpi()), dpi(),
                {choice().title, m_caption->toPlainText(), m_provenance});
}

void FigureDialog::askAndWrite() {
    const QString format = formats().value(m_format->current());
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
        m_problem->setText(QString::fromUtf8(error.what()));
    }
}

}  // namespace counterpoint::figures
