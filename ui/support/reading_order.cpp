#include "ui/support/reading_order.h"

#include <QWidget>

#include <algorithm>

namespace counterpoint::support {

namespace {

bool takesTab(const QWidget& widget, const QWidget& section) {
    return (widget.focusPolicy() & Qt::TabFocus) == Qt::TabFocus &&
           widget.focusProxy() == nullptr && widget.isVisible() && widget.isEnabled() &&
           widget.window() == section.window();
}

QRect placeOf(const QWidget& widget) {
    return {widget.mapToGlobal(QPoint()), widget.size()};
}

}  // namespace

std::vector<QWidget*> readingOrder(const std::vector<QWidget*>& sections) {
    std::vector<QWidget*> order;
    for (QWidget* section : sections) {
        std::vector<QWidget*> rest;
        for (QWidget* widget : section->findChildren<QWidget*>())
            if (takesTab(*widget, *section)) rest.push_back(widget);
        std::ranges::stable_sort(rest, {}, [](QWidget* widget) { return placeOf(*widget).top(); });
        // A line is what has its middle beside the uppermost of what is left.
        while (!rest.empty()) {
            const QRect first = placeOf(*rest.front());
            const auto end = std::stable_partition(rest.begin(), rest.end(), [&](QWidget* widget) {
                return placeOf(*widget).center().y() <= first.bottom();
            });
            std::stable_sort(rest.begin(), end, [](QWidget* a, QWidget* b) {
                return placeOf(*a).left() < placeOf(*b).left();
            });
            order.insert(order.end(), rest.begin(), end);
            rest.erase(rest.begin(), end);
        }
    }
    return order;
}

QWidget* nextInReadingOrder(const std::vector<QWidget*>& sections, const QWidget* from,
                            bool forward) {
    const std::vector<QWidget*> order = readingOrder(sections);
    if (order.empty()) return nullptr;
    const auto found = std::ranges::find(order, from);
    if (found == order.end()) return forward ? order.front() : order.back();
    const auto at = static_cast<std::size_t>(found - order.begin());
    return order[(at + (forward ? 1 : order.size() - 1)) % order.size()];
}

}  // namespace counterpoint::support
