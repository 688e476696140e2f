#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace counterpoint::base {

/// Leaves new elements as the memory was, so that the threads that write them touch them first.
template <class T>
struct Uninitialised : std::allocator<T> {
    template <class U>
    struct rebind {
        using other = Uninitialised<U>;
    };
    template <class U>
    void construct(U* place) {
        ::new (static_cast<void*>(place)) U;
    }
    template <class U, class... Values>
    void construct(U* place, Values&&... values) {
        ::new (static_cast<void*>(place)) U(std::forward<Values>(values)...);
    }
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
