// The entry of libFuzzer for the reader COUNTERPOINT_FUZZ_READER.
#include "tests/fuzz/readers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const auto reader = counterpoint::fuzz::readerOf(COUNTERPOINT_FUZZ_READER);
    reader(bytes, size);
    return 0;
}
