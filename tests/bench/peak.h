#pragma once

#include "core/base/job.h"

/// What the machine can do at its best, for benchmarks that tell how near they come.
namespace counterpoint::bench {

/// 10^9 float32 multiply-adds from registers, on all threads of a job.
struct MultiplyAdds {
    double second = 0.0;           ///< of the clock
    double processorSecond = 0.0;  ///< of one thread, whatever else the machine does
};
MultiplyAdds peakMultiplyAdds(const base::Job& job);

/// 10^9 bytes a second read, of an array beyond every cache.
double peakReading(const base::Job& job);

}  // namespace counterpoint::bench
