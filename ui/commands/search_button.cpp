#include "ui/commands/search_button.h"

#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/labels.h"

#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>

namespace counterpoint::commands {

namespace {
constexpr int inset = 8;
constexpr int widest = 256;
}  // namespace

SearchButton::SearchButton(const QString& hint, const QString& keys, QWidget* parent)
    : QPushButton(parent),
      m_hint(hint),
      m_keys(support::makeLabel(keys, support::Type::Help, support::Tone::Second, this)) {
    setProperty("kind", QStringLiteral("search"));
    setAccessibleName(hint);
    setIcon(support::icon(support::Icon::Search, &support::Theme::second));
    setIconSize(support::iconBesideText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_keys->setProperty("surface", QStringLiteral("key"));
    m_keys->setAlignment(Qt::AlignCenter);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(inset, 0, inset - 2, 0);
    row->addWidget(m_keys, 0, Qt::AlignRight | Qt::AlignVCenter);
}

int SearchButton::widthOf(const QString& text, bool withKeys) const {
    const int words = text.isEmpty() ? 0 : fontMetrics().horizontalAdvance(text) + inset;
    return inset * 2 + iconSize().width() + words +
           (withKeys ? m_keys->sizeHint().width() + inset : 0);
}

QSize SearchButton::sizeHint() const {
    return {std::max(support::scaled(widest), widthOf(m_hint, true)),
            QPushButton::sizeHint().height()};
}

QSize SearchButton::minimumSizeHint() const {
    return {widthOf({}, true), QPushButton::sizeHint().height()};
}

void SearchButton::resizeEvent(QResizeEvent* event) {
    setText(width() >= widthOf(m_hint, true)         ? m_hint
            : width() >= widthOf(tr("Search"), true) ? tr("Search")
                                                     : QString());
    QPushButton::resizeEvent(event);
}

}  // namespace counterpoint::commands
