#include "core/plugin/registry.h"

#include "core/base/error.h"

#include <string>

namespace counterpoint::plugin {

namespace {

template <class Items>
auto& findById(const Items& items, std::string_view id, const std::string& what) {
    std::string known;
    for (const auto& item : items) {
        if (item->info().id == id) return *item;
        known += (known.empty() ? "" : ", ") + item->info().id;
    }
    throw base::Error(base::ErrorKind::BadSettings,
                      "there is no " + what + " \"" + std::string(id) + "\"; known: " + known);
}

}  // namespace

const IntegrationMethod& Registry::method(std::string_view id) const {
    return findById(m_methods, id, "method");
}

const Metric& Registry::metric(std::string_view id) const {
    return findById(m_metrics, id, "metric");
}

}  // namespace counterpoint::plugin
