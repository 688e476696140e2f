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
#include "tests/bench/timing.h"

#include <cstdio>
#include <filesystem>
#include <string>

using namespace counterpoint;

namespace {

void make(const char* file, int cells, int genes, double depth, const base::Job& job) {
    simulate::SimulateOptions options;
    options.cells = cells;
    options.genes = genes;
    options.depth = depth;
    options.batches = 10;
    options.types = 20;
    bench::Stopwatch clock;
    const data::Dataset dataset = simulate::simulateStream(options, job);
    io::H5adContents contents;
    contents.xStream = dataset.stream.get();
    contents.obs = &dataset.obs;
    contents.var = &dataset.var;
    io::writeH5ad(file, contents, job);
    const double seconds = clock.seconds();
    const double processor = clock.processor();
    const auto bytes = static_cast<double>(std::filesystem::file_size(file));
    std::printf("made in %.1f s (%.1f processor s), %.0f cells/s, %.2f GB, peak %.0f MiB\n",
                seconds, processor, cells / seconds, bytes / 1e9, bench::peakMemory());
}

void measure(const char* file, int dims, const base::Job& job) {
    bench::Stopwatch clock;
    const auto dataset = io::open(file, job, {0});
    const data::RowStream& stream = *dataset->stream;
    const auto values = static_cast<double>(stream.nonZeros());
    const auto cells = static_cast<double>(dataset->cells());
    std::printf("%.0f cells, %zu genes, %.3g values, %d threads; opened in %.1f s\n", cells,
                dataset->genes(), values, job.threads(), clock.seconds());
    clock.restart();
    const auto report = [&](const char* what) {
        const double seconds = clock.seconds();
        std::printf(
            "%-16s %7.1f s (%7.1f processor s) %8.0f cells/s %5.0f MB/s of lists, %.0f MiB\n", what,
            seconds, clock.processor(), cells / seconds, values * 8.0 / seconds / 1e6,
            bench::peakMemory());
        std::fflush(stdout);
        clock.restart();
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
