#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>

namespace counterpoint::metrics {

/// Remembers the last answer of an expensive pure function, so that scores which are two readings
/// of one computation (NMI and ARI of the same clusters) do it once. `key` is a hash of everything
/// the answer depends on. May be used from several threads; two that ask at once may both compute.
template <class Value>
class Memo {
  public:
    std::shared_ptr<const Value> get(std::uint64_t key, const std::function<Value()>& compute) {
        {
            const std::scoped_lock lock(m_mutex);
            if (m_value && m_key == key) return m_value;
        }
        auto value = std::make_shared<const Value>(compute());
        const std::scoped_lock lock(m_mutex);
        m_key = key;
        m_value = value;
        return value;
    }

  private:
    std::mutex m_mutex;
    std::uint64_t m_key = 0;
    std::shared_ptr<const Value> m_value;
};

}  // namespace counterpoint::metrics
