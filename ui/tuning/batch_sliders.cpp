#include "ui/tuning/batch_sliders.h"

#include "ui/support/labels.h"
#include "ui/tuning/number_box.h"
#include "ui/tuning/parameter_slider.h"
#include "ui/tuning/slider_track.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::tuning {

namespace {

bool isAutomatic(const plugin::Value& value) {
    return std::holds_alternative<plugin::Automatic>(value);
}

}  // namespace

BatchSliders::BatchSliders(const plugin::Parameter& declared, const QStringList& columns,
                           QWidget* parent)
    : ParameterControl(declared, parent) {
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(2);
    const QString title = QString::fromStdString(declared.title);
    rows->addWidget(support::makeLabel(title, support::Type::Label, support::Tone::Text, this));
    plugin::Parameter one = declared;
    one.title.clear();
    one.help.clear();
    for (const QString& column : columns) {
        auto* slider = new ParameterSlider(one, this);
        slider->setContext(column);
        slider->track()->setAccessibleName(title + QStringLiteral(", ") + column);
        slider->box()->setAccessibleName(title + QStringLiteral(", ") + column);
        slider->setToolTip(tooltip());
        rows->addWidget(slider);
        m_sliders.push_back(slider);
        connect(slider, &ParameterControl::valueChanging, this, [this, slider] {
            followAutomatic(*slider);
            Q_EMIT valueChanging(value());
        });
        connect(slider, &ParameterControl::valueSettled, this,
                [this] { Q_EMIT valueSettled(value()); });
    }
    if (QLabel* help = makeHelp()) rows->addWidget(help);
}

plugin::Value BatchSliders::value() const {
    std::vector<double> numbers;
    for (const ParameterSlider* slider : m_sliders) {
        plugin::Value value = slider->value();
        if (isAutomatic(value)) return value;
        numbers.push_back(std::get<double>(value));
    }
    if (std::ranges::count(numbers, numbers.front()) == std::ssize(numbers)) numbers.resize(1);
    return plugin::listValue(numbers);
}

std::vector<plugin::Value> BatchSliders::perColumn(const plugin::Value& value) const {
    const plugin::Value checked = plugin::checkedValue(parameter(), value);
    std::vector<plugin::Value> values(m_sliders.size(), checked);
    if (isAutomatic(checked)) return values;
    const std::vector<double> numbers = plugin::numbersIn(checked);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = numbers[std::min(i, numbers.size() - 1)];
    return values;
}

void BatchSliders::setValue(const plugin::Value& value) {
    const std::vector<plugin::Value> values = perColumn(value);
    for (std::size_t i = 0; i < values.size(); ++i) m_sliders[i]->setValue(values[i]);
}

void BatchSliders::setExact(const std::optional<plugin::Value>& value) {
    if (!value) {
        for (ParameterSlider* slider : m_sliders) slider->setExact(std::nullopt);
        return;
    }
    const std::vector<plugin::Value> values = perColumn(*value);
    for (std::size_t i = 0; i < values.size(); ++i) m_sliders[i]->setExact(values[i]);
}

void BatchSliders::followAutomatic(const ParameterSlider& changed) {
    const bool automatic = isAutomatic(changed.value());
    for (ParameterSlider* slider : m_sliders) {
        if (isAutomatic(slider->value()) == automatic) continue;
        if (automatic)
            slider->setValue(plugin::Automatic{});
        else
            slider->setValue(slider->track()->value());
    }
}

}  // namespace counterpoint::tuning
