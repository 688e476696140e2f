#pragma once

/// Put before a hot loop nest's function: it is compiled for the portable baseline, x86-64-v3
/// (AVX2, FMA) and x86-64-v4 (AVX-512), and the loader picks at start-up what the processor has.
/// Such a function takes raw pointers and sizes and calls nothing that is not inlined into it.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define COUNTERPOINT_KERNEL \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define COUNTERPOINT_KERNEL
#endif
