#include "app/cli/common.h"

#include <H5public.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include <iostream>

namespace counterpoint::cli {

namespace {

std::vector<std::string> processorFeatures() {
    std::vector<std::string> features;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) features.emplace_back("avx2");
    if (__builtin_cpu_supports("fma")) features.emplace_back("fma");
    if (__builtin_cpu_supports("avx512f")) features.emplace_back("avx512f");
#endif
    return features;
}

}  // namespace

void addVersion(CLI::App& app, Common& common) {
    Verb verb(app, "version", "Version, libraries, processor features");
    verb.callback([&common] {
        unsigned major = 0;
        unsigned minor = 0;
        unsigned release = 0;
        H5get_libversion(&major, &minor, &release);
        nlohmann::json json{{"version", COUNTERPOINT_VERSION},
                            {"libraries",
                             {{"hdf5", std::to_string(major) + '.' + std::to_string(minor) + '.' +
                                           std::to_string(release)},
                              {"zlib", zlibVersion()}}},
                            {"processor", processorFeatures()},
                            {"threads", base::availableThreads()},
                            {"plugins", nlohmann::json::array()}};
        if (common.json) {
            std::cout << json.dump(2) << '\n';
            return;
        }
        std::cout << "Counterpoint " << COUNTERPOINT_VERSION << "\nHDF5 "
                  << json["libraries"]["hdf5"].get<std::string>() << ", zlib " << zlibVersion()
                  << "\nprocessor:";
        for (const std::string& feature : processorFeatures()) std::cout << ' ' << feature;
        std::cout << ", " << base::availableThreads() << " threads\n";
    });
}

}  // namespace counterpoint::cli
