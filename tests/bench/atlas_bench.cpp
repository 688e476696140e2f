// An atlas that does not fit into memory, from its file to principal components:
//   atlas_bench make FILE CELLS GENES DEPTH   writes one with known batches
//   atlas_bench FILE [DIMS]                   reads it in blocks of rows and says what that takes
// The speed of unpacking is that of the same blocks read and thrown away.
#include "core/base/memory.h"
#include "core/io/h5ad_writer.h"
#include "core/io/open.h"
#include "core/preprocess/pca.h"
#include "core/preprocess/variable_genes.h"
#include "core/simulate/simulate.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

using namespace counterpoint;

namespace {

class Clock {
  public:
    double seconds() {
        const auto now = std::chrono::steady_clock::now();
        const double passed = std::chrono::duration<double>(now - m_since).count();
        m_since = now;
        return passed;
    }

  private:
    std::chrono::steady_clock::time_point m_since = std::chrono::steady_clock::now();
};

std::string peakMemory() {
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line))
        if (line.starts_with("VmHWM")) return line.substr(line.find_first_of("0123456789"));
    return "unknown";
}

void make(const char* file, int cells, int genes, double depth, const base::Job& job) {
    simulate::SimulateOptions options;
    options.cells = cells;
    options.genes = genes;
    options.depth = depth;
    options.batches = 10;
    options.types = 20;
    Clock clock;
    const data::Dataset dataset = simulate::simulateStream(options, job);
    io::H5adContents contents;
    contents.xStream = dataset.stream.get();
    contents.obs = &dataset.obs;
    contents.var = &dataset.var;
    io::writeH5ad(file, contents, job);
    const double seconds = clock.seconds();
    const auto bytes = static_cast<double>(std::filesystem::file_size(file));
    std::printf("made in %.1f s, %.0f cells/s, %.2f GB, peak %s\n", seconds, cells / seconds,
                bytes / 1e9, peakMemory().c_str());
}

void measure(const char* file, int dims, const base::Job& job) {
    Clock clock;
    const auto dataset = io::open(file, job, {0});
    const data::RowStream& stream = *dataset->stream;
    const auto values = static_cast<double>(stream.nonZeros());
    const auto cells = static_cast<double>(dataset->cells());
    std::printf("%.0f cells, %zu genes, %.3g values, %d threads; opened in %.1f s\n", cells,
                dataset->genes(), values, job.threads(), clock.seconds());
    const auto report = [&](const char* what) {
        const double seconds = clock.seconds();
        std::printf("%-22s %7.1f s  %8.0f cells/s  %6.0f MB/s of lists  peak %s\n", what, seconds,
                    cells / seconds, values * 8.0 / seconds / 1e6, peakMemory().c_str());
        std::fflush(stdout);
    };
    data::forRowBlocks(stream, static_cast<std::size_t>(job.threads()), job,
                       [](std::size_t, std::size_t, const data::CsrMatrix&) {});
    report("unpacking alone");
    const data::Categories batch = data::asCategories(*dataset->obs.find("batch"));
    const auto survey = preprocess::surveyOf(stream, dataset->var, &batch, {}, job);
    report("pass 1 (survey)");
    const auto genes = preprocess::selectVariableGenes(survey, {}, job);
    report("variable genes");
    const auto chosen = preprocess::logNormalised(stream, survey.quality, genes.selected, job);
    report("pass 2 (values)");
    const auto pca = preprocess::pca(chosen, {dims}, job);
    report("PCA");
    std::printf("%zu values of %zu genes, %zu components\n", chosen.nonZeros(), chosen.cols,
                pca.scores.cols);
}

}  // namespace

int main(int count, char** arguments) {
    const base::Job job({}, base::availableThreads(), 1);
    if (count == 6 && std::string(arguments[1]) == "make")
        make(arguments[2], std::stoi(arguments[3]), std::stoi(arguments[4]),
             std::stod(arguments[5]), job);
    else if (count >= 2)
        measure(arguments[1], count > 2 ? std::stoi(arguments[2]) : 50, job);
    return count >= 2 ? 0 : 1;
}
