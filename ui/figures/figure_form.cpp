#include "ui/figures/figure_form.h"

#include "ui/figures/figure_file.h"
#include "ui/support/buttons.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/segments.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace counterpoint::figures {

using support::ButtonKind;
using support::Segments;
using support::Tone;
using support::Type;

namespace {

template <class Values, class Value>
int placeOf(const Values& values, const Value& value) {
    const auto found = std::ranges::find(values, value);
    return found == values.end() ? 0 : static_cast<int>(found - values.begin());
}

/// Controls side by side, the room left at the right.
QWidget* together(const std::vector<QWidget*>& controls, QWidget* parent) {
    auto* all = new QWidget(parent);
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    for (QWidget* control : controls) row->addWidget(control);
    row->addStretch(1);
    return all;
}

}  // namespace

FigureForm::FigureForm(const QStringList& ids, const QStringList& titles, QWidget* parent)
    : QWidget(parent), m_ids(ids), m_formats(formats()), m_column(new QVBoxLayout(this)) {
    m_column->setContentsMargins(20, 12, 20, 12);
    m_column->setSpacing(8);
    m_figure = new QComboBox(this);
    m_figure->addItems(titles);
    makeFile();
    makeSize();
    makeContent();
    makeCaption();
    m_column->addStretch(1);
    setSettings({});
}

void FigureForm::addHead(const QString& text) {
    if (m_rows != nullptr) m_column->addSpacing(2);
    m_column->addWidget(support::makeLabel(text, Type::Title, Tone::Text, this));
    m_rows = new QFormLayout;
    m_rows->setHorizontalSpacing(8);
    m_rows->setVerticalSpacing(6);
    m_rows->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_column->addLayout(m_rows);
}

void FigureForm::addRow(const QString& text, QWidget* control, QWidget* beside) {
    auto* label = support::makeLabel(text, Type::Body, Tone::Second, this);
    support::followTheme(*label, [label] { label->setMinimumWidth(support::scaled(76)); });
    label->setBuddy(control);
    m_rows->addRow(label, beside == nullptr ? control : together({control, beside}, this));
}

void FigureForm::makeFile() {
    addHead(tr("File"));
    QStringList names;
    for (const QString& format : m_formats) names << format.toUpper();
    m_format = new Segments(tr("Format"), names, this);
    m_format->setObjectName(QStringLiteral("figureFormat"));
    m_format->setToolTip(missingFormats(m_formats));
    connect(m_format, &Segments::chosen, this, &FigureForm::changed);
    addRow(tr("Format"), m_format);
    QStringList dots;
    for (const int dpi : resolutions) dots << tr("%1 dpi").arg(dpi);
    m_dpi = new Segments(tr("Resolution"), dots, this);
    connect(m_dpi, &Segments::chosen, this, &FigureForm::changed);
    addRow(tr("Resolution"), m_dpi);
}

void FigureForm::makeSize() {
    const auto unit = [this](const QString& text) {
        return support::makeLabel(text, Type::Body, Tone::Second, this);
    };
    addHead(tr("Size"));
    QStringList widths;
    for (const int width : columnWidths) widths << QString::number(width);
    m_width = new Segments(tr("Width in mm"), widths, this);
    connect(m_width, &Segments::chosen, this, &FigureForm::changed);
    addRow(tr("Width"), m_width, unit(tr("mm")));

    m_height = new QDoubleSpinBox(this);
    m_height->setObjectName(QStringLiteral("figureHeight"));
    m_height->setAccessibleName(tr("Height in mm"));
    m_height->setRange(leastHeightMm, mostHeightMm);
    m_height->setDecimals(0);
    m_height->setKeyboardTracking(false);  // a figure half typed cannot be meant
    connect(m_height, &QDoubleSpinBox::valueChanged, this, [this](double mm) {
        setHeight(mm);
        Q_EMIT changed();
    });
    m_freeHeight =
        support::makeSmallButton(support::Icon::Reset, tr("As high as the figure's content"), this);
    QSizePolicy kept = m_freeHeight->sizePolicy();
    kept.setRetainSizeWhenHidden(true);  // rows stay where they are
    m_freeHeight->setSizePolicy(kept);
    connect(m_freeHeight, &QToolButton::clicked, this, [this] {
        setHeight(std::nullopt);
        Q_EMIT changed();
    });
    auto* mm = unit(tr("mm"));
    addRow(tr("Height"), m_height, together({mm, m_freeHeight}, this));

    m_font = new QComboBox(this);
    m_font->setObjectName(QStringLiteral("figureFont"));
    m_font->setAccessibleName(tr("Typeface"));
    m_font->addItems(fontFamilies());
    m_font->insertSeparator(3);
    connect(m_font, &QComboBox::currentIndexChanged, this, &FigureForm::changed);
    m_fontSize = new QDoubleSpinBox(this);
    m_fontSize->setAccessibleName(tr("Size of the text in points"));
    m_fontSize->setRange(leastFontPt, mostFontPt);
    m_fontSize->setSingleStep(0.5);
    m_fontSize->setDecimals(1);
    connect(m_fontSize, &QDoubleSpinBox::valueChanged, this, &FigureForm::changed);
    addRow(tr("Font"), m_font, together({m_fontSize, unit(tr("pt"))}, this));
    support::followTheme(*this, [this] {
        m_height->setFixedWidth(support::scaled(80));
        m_font->setFixedWidth(support::scaled(136));
        m_fontSize->setFixedWidth(support::scaled(68));
    });
}

void FigureForm::makeContent() {
    addHead(tr("Content"));
    m_figure->setObjectName(QStringLiteral("figureChoice"));
    m_figure->setAccessibleName(tr("Figure"));
    connect(m_figure, &QComboBox::currentIndexChanged, this, &FigureForm::figureChanged);
    addRow(tr("Figure"), m_figure);
    m_legend =
        new Segments(tr("Legend"), {tr("Below"), tr("Right"), tr("On data"), tr("None")}, this);
    m_legend->setToolTip(
        tr("On data: names of cell types stand on their cells; batches, which lie "
           "everywhere, stay in a list below"));
    connect(m_legend, &Segments::chosen, this, &FigureForm::changed);
    addRow(tr("Legend"), m_legend);
    m_points = new Segments(tr("Points"), {tr("Auto"), tr("Vector"), tr("Pixels")}, this);
    m_points->setToolTip(tr("Auto: vectors up to 50 000 cells, above that pixels"));
    connect(m_points, &Segments::chosen, this, &FigureForm::changed);
    m_pointsNote = support::makeLabel({}, Type::Help, Tone::Quiet, this);
    addRow(tr("Points"), m_points, m_pointsNote);

    const auto box = [this](const QString& text) {
        auto* made = new QCheckBox(text, this);
        connect(made, &QCheckBox::toggled, this, &FigureForm::changed);
        m_column->addWidget(made);
        return made;
    };
    m_letters = box(tr("Panel letters a, b, c"));
    m_transparent = box(tr("Transparent background"));
    m_metadata = box(tr("Settings, seed and checksum in the file's metadata"));
}

void FigureForm::makeCaption() {
    m_column->addSpacing(2);
    m_column->addWidget(
        support::makeLabel(tr("Caption and methods"), Type::Title, Tone::Text, this));
    m_caption = new QPlainTextEdit(this);
    m_caption->setAccessibleName(tr("Caption"));
    m_caption->setTabChangesFocus(true);
    support::followTheme(*m_caption, [this] { m_caption->setFixedHeight(support::scaled(64)); });
    m_column->addWidget(m_caption);
    auto* caption = support::makeButton(tr("Copy caption"), ButtonKind::Plain, this);
    connect(caption, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(this->caption()); });
    auto* methods = support::makeButton(tr("Copy methods"), ButtonKind::Plain, this);
    connect(methods, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_methods); });
    m_column->addWidget(together({caption, methods}, this));
}

FigureSettings FigureForm::settings() const {
    FigureSettings settings;
    settings.figure = m_ids.value(m_figure->currentIndex());
    settings.format = m_formats.value(m_format->current());
    settings.metadata = m_metadata->isChecked();
    report::PageOptions& page = settings.page;
    page.dpi = resolutions[static_cast<std::size_t>(m_dpi->current())];
    page.widthMm = columnWidths[static_cast<std::size_t>(m_width->current())];
    page.heightMm = m_heightMm;
    page.font = m_font->currentText().toStdString();
    page.fontPt = m_fontSize->value();
    page.legend = static_cast<report::LegendPlace>(m_legend->current());
    page.points = static_cast<report::PointStyle>(m_points->current());
    page.letters = m_letters->isChecked();
    page.transparent = m_transparent->isChecked();
    return settings;
}

void FigureForm::setSettings(const FigureSettings& settings) {
    const QSignalBlocker silent(this);
    const report::PageOptions& page = settings.page;
    m_figure->setCurrentIndex(std::max<int>(0, m_ids.indexOf(settings.figure)));
    m_format->setCurrent(std::max<int>(0, m_formats.indexOf(settings.format)));
    m_metadata->setChecked(settings.metadata);
    m_dpi->setCurrent(placeOf(resolutions, page.dpi));
    m_width->setCurrent(placeOf(columnWidths, static_cast<int>(page.widthMm)));
    setHeight(page.heightMm);
    const QString font = page.font.empty() ? usualFamily() : QString::fromStdString(page.font);
    if (m_font->findText(font) < 0) m_font->addItem(font);  // of another computer
    m_font->setCurrentIndex(m_font->findText(font));
    m_fontSize->setValue(page.fontPt);
    m_legend->setCurrent(static_cast<int>(page.legend));
    m_points->setCurrent(static_cast<int>(page.points));
    m_letters->setChecked(page.letters);
    m_transparent->setChecked(page.transparent);
}

int FigureForm::figure() const {
    return m_figure->currentIndex();
}

void FigureForm::setHasMaps(bool hasMaps) {
    for (QWidget* only : std::initializer_list<QWidget*>{m_legend, m_points, m_letters})
        only->setEnabled(hasMaps);
}

void FigureForm::setHeight(std::optional<double> mm) {
    m_heightMm = mm;
    m_freeHeight->setVisible(mm.has_value());
    if (!mm) return;
    const QSignalBlocker silent(m_height);
    m_height->setValue(*mm);
}

void FigureForm::setContentHeight(double mm) {
    if (m_heightMm) return;
    const QSignalBlocker silent(m_height);
    m_height->setValue(std::round(mm));
}

void FigureForm::setPointsNote(const QString& text) {
    m_pointsNote->setText(text);
}

void FigureForm::setCaption(const QString& text) {
    m_caption->setPlainText(text);
}

QString FigureForm::caption() const {
    return m_caption->toPlainText();
}

}  // namespace counterpoint::figures
