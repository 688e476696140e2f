#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>

namespace counterpoint::pipeline {

/// Remembers step results by key: same key, same result. Drops the least recently used beyond
/// `budget` bytes; whoever shows a result keeps it alive. One thread at a time (the compute
/// thread).
class Cache {
  public:
    explicit Cache(std::size_t budget = std::size_t{2} << 30U) : m_budget(budget) {}

    /// The result stored under `key`, or nullptr. The key's hash includes the step's id, so a key
    /// names one type only.
    template <class T>
    std::shared_ptr<const T> find(std::uint64_t key) {
        const auto found = m_entries.find(key);
        if (found == m_entries.end()) return nullptr;
        m_order.splice(m_order.begin(), m_order, found->second.place);
        return std::static_pointer_cast<const T>(found->second.value);
    }

    template <class T>
    void store(std::uint64_t key, std::shared_ptr<const T> value, std::size_t bytes) {
        if (m_entries.contains(key)) return;
        m_order.push_front(key);
        m_entries[key] = {std::move(value), bytes, m_order.begin()};
        m_bytes += bytes;
        while (m_bytes > m_budget && m_order.size() > 1) {
            const auto oldest = m_entries.find(m_order.back());
            m_bytes -= oldest->second.bytes;
            m_entries.erase(oldest);
            m_order.pop_back();
        }
    }

    /// As `store`, in place of what is there.
    template <class T>
    void replace(std::uint64_t key, std::shared_ptr<const T> value, std::size_t bytes) {
        if (const auto old = m_entries.find(key); old != m_entries.end()) {
            m_bytes -= old->second.bytes;
            m_order.erase(old->second.place);
            m_entries.erase(old);
        }
        store(key, std::move(value), bytes);
    }

    std::size_t bytes() const { return m_bytes; }
    std::size_t size() const { return m_entries.size(); }

  private:
    struct Entry {
        std::shared_ptr<const void> value;
        std::size_t bytes = 0;
        std::list<std::uint64_t>::iterator place;
    };
    std::unordered_map<std::uint64_t, Entry> m_entries;
    std::list<std::uint64_t> m_order;  ///< most recently used first
    std::size_t m_budget;
    std::size_t m_bytes = 0;
};

}  // namespace counterpoint::pipeline
