#include "ui/support/segments.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>

namespace counterpoint::support {

Segments::Segments(const QString& name, const QStringList& choices, QWidget* parent)
    : QWidget(parent), m_group(new QButtonGroup(this)) {
    setAccessibleName(name);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int i = 0; i < choices.size(); ++i) {
        auto* button = new QPushButton(choices[i], this);
        button->setCheckable(true);
        button->setProperty("segment", choices.size() == 1       ? QStringLiteral("only")
                                       : i == 0                  ? QStringLiteral("first")
                                       : i + 1 == choices.size() ? QStringLiteral("last")
                                                                 : QStringLiteral("middle"));
        button->setAccessibleName(name + QStringLiteral(": ") + choices[i]);
        m_group->addButton(button, i);
        row->addWidget(button);
    }
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);  // a word cut off says nothing
    setCurrent(0);
    connect(m_group, &QButtonGroup::idClicked, this, &Segments::chosen);
}

int Segments::current() const {
    return m_group->checkedId();
}

void Segments::setCurrent(int choice) {
    if (QAbstractButton* button = m_group->button(choice)) button->setChecked(true);
}

}  // namespace counterpoint::support
