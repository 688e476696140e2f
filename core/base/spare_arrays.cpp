#include "core/base/spare_arrays.h"

#include <algorithm>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace counterpoint::base {
namespace {

/// What may wait: more is returned to the system, so that an idle program of a million cells does
/// not keep what it used.
constexpr std::size_t MostWaiting = std::size_t{512} << 20U;

std::size_t bytesOf(const std::vector<std::unique_ptr<Floats>>& arrays) {
    std::size_t bytes = 0;
    for (const auto& array : arrays) bytes += array->size() * sizeof(float);
    return bytes;
}

/// Of a huge page on x86-64 and most others; smaller arrays gain nothing.
constexpr std::size_t HugePage = std::size_t{2} << 20U;

std::align_val_t alignmentFor(std::size_t bytes) {
    return std::align_val_t{bytes < HugePage ? std::size_t{64} : HugePage};
}

}  // namespace

void* allocateLarge(std::size_t bytes) {
    void* memory = ::operator new(bytes, alignmentFor(bytes));
#ifdef __linux__
    if (bytes >= HugePage) madvise(memory, bytes, MADV_HUGEPAGE);  // advice: refused, all is well
#endif
    return memory;
}

void freeLarge(void* memory, std::size_t bytes) noexcept {
    ::operator delete(memory, alignmentFor(bytes));
}

std::shared_ptr<Floats> SpareArrays::take(std::size_t size) {
    std::unique_ptr<Floats> array;
    {
        const std::lock_guard lock(m_mutex);
        const auto fitting =
            std::ranges::find_if(m_waiting, [&](const auto& a) { return a->size() == size; });
        if (fitting != m_waiting.end()) {
            array = std::move(*fitting);
            m_waiting.erase(fitting);
        }
    }
    if (!array) array = std::make_unique<Floats>(size);
    return {array.release(), [home = weak_from_this()](Floats* left) {
                std::unique_ptr<Floats> owned(left);
                if (const auto spare = home.lock()) spare->giveBack(std::move(owned));
            }};
}

std::size_t SpareArrays::bytes() const {
    const std::lock_guard lock(m_mutex);
    return bytesOf(m_waiting);
}

void SpareArrays::giveBack(std::unique_ptr<Floats> array) {
    std::vector<std::unique_ptr<Floats>> surplus;  // returned to the system after the lock
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(std::move(array));
    while (bytesOf(m_waiting) > MostWaiting) {
        surplus.push_back(std::move(m_waiting.front()));
        m_waiting.erase(m_waiting.begin());
    }
}

}  // namespace counterpoint::base
