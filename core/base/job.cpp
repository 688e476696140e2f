#include "core/base/job.h"

#include "core/base/error.h"

#include <algorithm>
#include <thread>

namespace counterpoint::base {

void Job::checkStop() const {
    if (stopRequested()) throw Cancelled();
}

int availableThreads() noexcept {
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace counterpoint::base
