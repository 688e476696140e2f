#include "ui/tuning/parameter_slider.h"

#include "ui/support/buttons.h"
#include "ui/support/labels.h"
#include "ui/tuning/number_box.h"
#include "ui/tuning/slider_track.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace counterpoint::tuning {

using support::makeLabel;
using support::Tone;
using support::Type;

namespace {

constexpr int settleMilliseconds = 250;

/// The number in a value; none for Automatic.
std::optional<double> numberIn(const plugin::Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&value)) return *real;
    // A list for more batch columns than there are now.
    if (std::holds_alternative<std::string>(value)) return plugin::numbersIn(value).front();
    return std::nullopt;
}

}  // namespace

ParameterSlider::ParameterSlider(const plugin::Parameter& declared, QWidget* parent)
    : ParameterControl(declared, parent),
      m_scale(declared),
      m_track(new SliderTrack(m_scale, this)),
      m_box(new NumberBox(m_scale, this)),
      m_reset(
          support::makeSmallButton(support::Icon::Reset, tr("Back to the default (Home)"), this)),
      m_context(makeLabel({}, Type::Body, Tone::Second, this)) {
    const QString title = QString::fromStdString(declared.title);
    if (declared.automatic) m_auto = new QCheckBox(tr("auto"), this);
    m_track->setAccessibleName(title);
    m_track->setAccessibleDescription(QString::fromStdString(declared.help));
    m_track->setDefault(numberIn(declared.defaultValue));
    m_track->setValue(m_scale.middle());
    m_box->setAccessibleName(title);
    m_context->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_context->setMinimumWidth(0);
    m_pause.setSingleShot(true);
    m_pause.setInterval(settleMilliseconds);
    QSizePolicy keepsPlace = m_reset->sizePolicy();
    keepsPlace.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(keepsPlace);

    buildRows();
    connectParts();
    ParameterSlider::setValue(declared.defaultValue);
}

void ParameterSlider::buildRows() {
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    if (!parameter().title.empty())
        row->addWidget(
            makeLabel(QString::fromStdString(parameter().title), Type::Label, Tone::Text, this));
    row->addWidget(m_context, 1);
    if (m_auto) row->addWidget(m_auto);
    row->addWidget(m_reset);
    row->addWidget(m_box);

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(row);
    rows->addWidget(m_track);
    if (QLabel* help = makeHelp()) rows->addWidget(help);
}

void ParameterSlider::resizeEvent(QResizeEvent* event) {
    ParameterControl::resizeEvent(event);
    showContext();
}

/// As much of the context as there is room for.
void ParameterSlider::showContext() {
    m_context->setText(
        m_context->fontMetrics().elidedText(m_contextText, Qt::ElideMiddle, m_context->width()));
    m_context->setToolTip(m_context->text() == m_contextText ? QString() : m_contextText);
}

void ParameterSlider::connectParts() {
    connect(m_track, &SliderTrack::dragged, this, [this](double x) { changeTo(x, false); });
    connect(m_track, &SliderTrack::released, this, &ParameterSlider::settle);
    connect(m_track, &SliderTrack::stepped, this, &ParameterSlider::changeAndWait);
    connect(m_box, &NumberBox::stepped, this, &ParameterSlider::changeAndWait);
    connect(m_box, &NumberBox::typed, this, [this](double x) { changeAndSettle(x, false); });
    connect(m_reset, &QToolButton::clicked, this, &ParameterSlider::reset);
    connect(&m_pause, &QTimer::timeout, this, &ParameterSlider::settle);
    if (m_auto)
        connect(m_auto, &QCheckBox::toggled, this,
                [this](bool automatic) { changeAndSettle(m_track->value(), automatic); });
}

bool ParameterSlider::isAutomatic() const {
    return m_auto && m_auto->isChecked();
}

plugin::Value ParameterSlider::value() const {
    if (isAutomatic()) return plugin::Automatic{};
    if (parameter().kind == plugin::ParameterKind::Integer)
        return static_cast<std::int64_t>(std::llround(m_track->value()));
    return m_track->value();
}

void ParameterSlider::setValue(const plugin::Value& value) {
    const auto number = numberIn(plugin::checkedValue(parameter(), value));
    m_pause.stop();
    display(number.value_or(m_track->value()), !number);
}

void ParameterSlider::setExact(const std::optional<plugin::Value>& value) {
    m_track->setExact(value ? numberIn(*value) : std::nullopt);
}

void ParameterSlider::setContext(const QString& text) {
    m_contextText = text;
    showContext();
    const QString title = QString::fromStdString(parameter().title);
    const QString name = text.isEmpty() ? title : title + QStringLiteral(", ") + text;
    m_track->setAccessibleName(name);
    m_box->setAccessibleName(name);
}

void ParameterSlider::display(double number, bool automatic) {
    if (m_auto) {
        const QSignalBlocker quiet(m_auto);
        m_auto->setChecked(automatic);
    }
    m_track->setValue(number);
    m_track->setEnabled(!automatic);
    m_box->setEnabled(!automatic);
    m_box->display(number, automatic);
    m_reset->setVisible(isChanged());
}

void ParameterSlider::changeTo(double number, bool automatic) {
    display(number, automatic);
    Q_EMIT valueChanging(value());
}

void ParameterSlider::settle() {
    m_pause.stop();
    Q_EMIT valueSettled(value());
}

void ParameterSlider::changeAndSettle(double number, bool automatic) {
    changeTo(number, automatic);
    settle();
}

void ParameterSlider::changeAndWait(double number) {
    changeTo(number, false);
    m_pause.start();
}

void ParameterSlider::reset() {
    const auto number = numberIn(parameter().defaultValue);
    // The button hides itself now; the focus should stay with this parameter.
    if (m_reset->hasFocus() && number) m_track->setFocus();
    changeAndSettle(number.value_or(m_track->value()), !number);
}

}  // namespace counterpoint::tuning
