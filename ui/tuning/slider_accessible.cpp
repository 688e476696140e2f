#include "ui/tuning/slider_accessible.h"

#include "ui/tuning/slider_track.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace counterpoint::tuning {

namespace {

class AccessibleTrack : public QAccessibleWidget, public QAccessibleValueInterface {
  public:
    explicit AccessibleTrack(SliderTrack* track)
        : QAccessibleWidget(track, QAccessible::Slider), m_track(track) {}

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ValueInterface)
            return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }

    QVariant currentValue() const override { return m_track->value(); }
    void setCurrentValue(const QVariant& value) override {
        m_track->setValue(value.toDouble());
        Q_EMIT m_track->stepped(m_track->value());
    }
    QVariant maximumValue() const override { return m_track->scale().maximum(); }
    QVariant minimumValue() const override { return m_track->scale().minimum(); }
    QVariant minimumStepSize() const override {
        return m_track->scale().stepped(m_track->scale().minimum(), 1) - m_track->scale().minimum();
    }

  private:
    SliderTrack* m_track;
};

QAccessibleInterface* makeInterface(const QString& /*className*/, QObject* object) {
    auto* track = qobject_cast<SliderTrack*>(object);
    return track ? new AccessibleTrack(track) : nullptr;
}

}  // namespace

void installSliderAccessibility() {
    static const bool installed = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(installed)
}

}  // namespace counterpoint::tuning
