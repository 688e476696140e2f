#include "ui/tuning/number_box.h"

#include "ui/support/numbers.h"
#include "ui/tuning/slider_scale.h"

#include <QLineEdit>
#include <QSignalBlocker>
#include <QWheelEvent>

namespace counterpoint::tuning {

NumberBox::NumberBox(const SliderScale& scale, QWidget* parent)
    : QDoubleSpinBox(parent), m_scale(scale) {
    setProperty("kind", QStringLiteral("number"));
    setFocusPolicy(Qt::StrongFocus);
    setKeyboardTracking(false);
    setLocale(QLocale::c());
    setDecimals(6);
    setRange(scale.minimum(), scale.maximum());
    connect(this, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        if (!m_stepping) Q_EMIT typed(m_scale.checked(value));
    });
}

void NumberBox::display(double value, bool automatic) {
    const QSignalBlocker quiet(this);
    m_automatic = automatic;
    setValue(value);
    // The value may be the same while its text is not.
    lineEdit()->setText(textFromValue(value));
}

QString NumberBox::textFromValue(double value) const {
    if (m_automatic) return tr("auto");
    return support::number(value, m_scale.decimals()).replace(QChar(0x2212), QChar(u'-'));
}

void NumberBox::stepBy(int steps) {
    m_stepping = true;
    setValue(m_scale.stepped(value(), steps));
    m_stepping = false;
    Q_EMIT stepped(value());
}

void NumberBox::wheelEvent(QWheelEvent* event) {
    if (!hasFocus()) return event->ignore();
    QDoubleSpinBox::wheelEvent(event);
}

}  // namespace counterpoint::tuning
