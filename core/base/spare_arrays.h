#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace counterpoint::base {

/// Memory for large arrays, in huge pages where the system has them.
void* allocateLarge(std::size_t bytes);
void freeLarge(void* memory, std::size_t bytes) noexcept;

/// Leaves new elements as the memory was, so that the threads that write them touch them first.
template <class T>
struct Uninitialised {
    using value_type = T;

    Uninitialised() = default;
    template <class U>
    explicit Uninitialised(const Uninitialised<U>& /*other*/) {}

    T* allocate(std::size_t count) { return static_cast<T*>(allocateLarge(count * sizeof(T))); }
    void deallocate(T* memory, std::size_t count) noexcept { freeLarge(memory, count * sizeof(T)); }
    template <class U>
    void construct(U* place) {
        ::new (static_cast<void*>(place)) U;
    }
    template <class U, class... Values>
    void construct(U* place, Values&&... values) {
        ::new (static_cast<void*>(place)) U(std::forward<Values>(values)...);
    }

    bool operator==(const Uninitialised& /*other*/) const { return true; }
};

/// Numbers that mean nothing until they are written.
using Floats = std::vector<float, Uninitialised<float>>;

/// Large arrays that one computation leaves to the next of the same sizes. The system clears fresh
/// memory page by page at the first touch, which costs a live step about a fifth of its time; an
/// array that was used before costs nothing. Any thread may take and let go.
class SpareArrays : public std::enable_shared_from_this<SpareArrays> {
  public:
    /// An array of `size` numbers of no meaning that comes back here when its last owner lets go,
    /// and outlives this where it must. Make the SpareArrays itself with std::make_shared.
    std::shared_ptr<Floats> take(std::size_t size);

    /// Bytes of the arrays that wait here.
    std::size_t bytes() const;

  private:
    void giveBack(std::unique_ptr<Floats> array);

    mutable std::mutex m_mutex;
    std::vector<std::unique_ptr<Floats>> m_waiting;  ///< the longest waiting first
};

}  // namespace counterpoint::base
