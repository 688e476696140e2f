#pragma once

#include "core/plugin/integration_method.h"
#include "core/plugin/metric.h"

#include <memory>
#include <string_view>
#include <vector>

namespace counterpoint::plugin {

/// The methods and metrics this process knows, in the order they are offered. Filled once at
/// start-up and read-only afterwards, so it may be read from any thread.
class Registry {
  public:
    void add(std::unique_ptr<IntegrationMethod> method) { m_methods.push_back(std::move(method)); }
    void add(std::unique_ptr<Metric> metric) { m_metrics.push_back(std::move(metric)); }

    const std::vector<std::unique_ptr<IntegrationMethod>>& methods() const { return m_methods; }
    const std::vector<std::unique_ptr<Metric>>& metrics() const { return m_metrics; }

    /// The method or metric of that id. Throws Error(BadSettings) listing the known ids.
    const IntegrationMethod& method(std::string_view id) const;
    const Metric& metric(std::string_view id) const;

  private:
    std::vector<std::unique_ptr<IntegrationMethod>> m_methods;
    std::vector<std::unique_ptr<Metric>> m_metrics;
};

}  // namespace counterpoint::plugin
