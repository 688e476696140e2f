// How long the window takes from its start until it can be used: start_bench [TIMES]. Starts the
// real program, which lies beside this one, that many times (20) and prints the median and the 95th
// percentile of when each part was reached. Settings and sessions are those of nobody. The first
// start of all is printed by itself: its files may not be in memory yet.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

namespace fs = std::filesystem;

using Marks = std::vector<std::pair<std::string, double>>;

/// What one start reached and when, in ms; empty where it failed.
Marks start(const fs::path& program) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    const auto at = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    setenv("COUNTERPOINT_STARTED_AT", std::to_string(at).c_str(), 1);
    Marks marks;
    std::FILE* output = popen(("exec '" + program.string() + "'").c_str(), "r");
    if (output == nullptr) return marks;
    char name[64];
    double milliseconds = 0.0;
    while (std::fscanf(output, "%63s %lf", name, &milliseconds) == 2)
        marks.emplace_back(name, milliseconds);
    if (pclose(output) != 0) marks.clear();
    return marks;
}

/// `share` of the values lie at or below it.
double quantile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    const auto rank = static_cast<std::size_t>(std::ceil(share * double(values.size())));
    return values[std::max<std::size_t>(rank, 1) - 1];
}

const char* meaning(const std::string& mark) {
    static const std::map<std::string, const char*> meanings{
        {"main", "libraries loaded"},
        {"application", "QApplication, display"},
        {"theme", "style and fonts"},
        {"window", "window and its parts made"},
        {"shown", "window shown"},
        {"painted", "start page painted"},
        {"idle", "waits for the user: usable"}};
    const auto found = meanings.find(mark);
    return found == meanings.end() ? "" : found->second;
}

}  // namespace

int main(int argc, char** argv) {
    const int times = argc > 1 ? std::atoi(argv[1]) : 20;
    const fs::path program = fs::canonical("/proc/self/exe").parent_path() / "counterpoint";
    if (times < 1 || !fs::exists(program)) {
        std::fprintf(stderr, "start_bench: build the program first, then start_bench [TIMES]\n");
        return 2;
    }
    const fs::path home = fs::temp_directory_path() / ("start_bench." + std::to_string(getpid()));
    fs::create_directories(home);
    for (const char* variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME"})
        setenv(variable, home.c_str(), 1);

    const Marks first = start(program);
    std::vector<std::string> order;
    std::map<std::string, std::vector<double>> reached;
    for (const auto& [name, at] : first) order.push_back(name);
    int failed = first.empty();
    for (int i = 0; i < times; ++i) {
        const Marks marks = start(program);
        failed += marks.empty();
        for (const auto& [name, at] : marks) reached[name].push_back(at);
    }
    fs::remove_all(home);
    if (failed > 0 || order.empty()) {
        std::fprintf(stderr, "start_bench: %d starts did not end as they should\n", failed);
        return 1;
    }
    std::printf("%d starts, ms since the program was started\n", times);
    std::printf("%-12s %8s %8s %8s %8s\n", "", "first", "median", "p95", "part");
    double before = 0.0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const double median = quantile(reached[order[i]], 0.5);
        std::printf("%-12s %8.0f %8.0f %8.0f %8.0f  %s\n", order[i].c_str(), first[i].second,
                    median, quantile(reached[order[i]], 0.95), median - before, meaning(order[i]));
        before = median;
    }
}
