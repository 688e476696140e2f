#include "tests/fuzz/readers.h"

#include "core/base/error.h"
#include "core/io/open.h"
#include "tests/fuzz/seeds.h"
#include "tests/fuzz/spoil.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace counterpoint::fuzz {

namespace {

/// A folder of this process that goes when it ends.
const std::filesystem::path& folder() {
    struct Owned {
        std::filesystem::path path;
        Owned() {
            std::error_code ignored;
            const std::filesystem::path memory = "/dev/shm";
            const bool has = std::filesystem::is_directory(memory, ignored);
            path = (has ? memory : std::filesystem::temp_directory_path()) /
                   ("counterpoint-fuzz-" + std::to_string(getpid()));
            std::filesystem::create_directories(path);
        }
        ~Owned() {
            std::error_code ignored;
            std::filesystem::remove_all(path, ignored);
        }
        Owned(const Owned&) = delete;
        Owned& operator=(const Owned&) = delete;
    };
    static const Owned owned;
    return owned.path;
}

void write(const std::filesystem::path& path, const std::uint8_t* bytes, std::size_t size) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(size));
}

void writeText(const std::filesystem::path& path, const char* text) {
    std::ofstream(path, std::ios::binary) << text;
}

void require(bool holds, const std::string& what) {
    if (holds) return;
    std::fprintf(stderr, "broken promise: %s\n", what.c_str());
    __builtin_trap();
}

bool allBelow(const std::vector<std::uint32_t>& columns, std::size_t bound) {
    return std::ranges::all_of(columns, [&](std::uint32_t column) { return column < bound; });
}

/// Values that agree with each other are what every reader promises.
void check(const data::Dataset& dataset) {
    const data::CsrMatrix& counts = dataset.counts;
    require(counts.rows == dataset.cells() && counts.cols == dataset.genes(),
            "counts of " + std::to_string(counts.rows) + " x " + std::to_string(counts.cols) +
                " for " + std::to_string(dataset.cells()) + " cells and " +
                std::to_string(dataset.genes()) + " genes");
    require(counts.rowPointers.size() == counts.rows + 1 &&
                counts.columns.size() == counts.values.size() &&
                counts.rowPointers.back() == static_cast<std::int64_t>(counts.values.size()),
            "lists of counts");
    require(allBelow(counts.columns, counts.cols), "columns of counts");
    for (const auto* table : {&dataset.obs, &dataset.var})
        for (const auto& column : table->columns)
            require(column.size() == table->rows(), "size of column " + column.name);
    for (const auto& [key, embedding] : dataset.obsm)
        require(embedding.rows == dataset.cells() &&
                    embedding.values.size() == embedding.rows * embedding.cols,
                "size of embedding " + key);
}

/// The rows of a stream are what the promise of a CsrMatrix says.
void checkRows(const data::Dataset& dataset) {
    const data::RowStream& stream = *dataset.stream;
    require(stream.rows() == dataset.cells() && stream.cols() == dataset.genes() &&
                stream.firstRow(stream.blockCount()) == stream.rows(),
            "size of stream");
    for (std::size_t block = 0; block < stream.blockCount(); ++block) {
        const data::CsrMatrix rows = stream.read(block, base::Job());
        require(rows.rows == stream.firstRow(block + 1) - stream.firstRow(block) &&
                    rows.columns.size() == rows.values.size(),
                "size of a block");
        require(allBelow(rows.columns, stream.cols()), "columns of a block");
    }
}

/// With all the memory there is, and with none, so that counts stay in the file.
void openAndCheck(const std::filesystem::path& path) {
    for (const std::size_t memory : {std::numeric_limits<std::size_t>::max(), std::size_t{0}}) {
        try {
            const auto dataset = io::open(path, base::Job(), {memory});
            check(*dataset);
            if (dataset->stream) checkRows(*dataset);
        } catch (const base::Error& error) {
            // A refusal is one sentence, and never the fault of the program itself.
            require(error.kind() != base::ErrorKind::Internal &&
                        std::string_view(error.what()).find('\n') == std::string_view::npos,
                    std::string("one sentence: ") + error.what());
        }
    }
    try {
        static_cast<void>(io::inspect(path, base::Job()));
    } catch (const base::Error&) {
        return;
    }
}

void table(const std::uint8_t* bytes, std::size_t size) {
    const auto path = folder() / "table.csv";
    write(path, bytes, size);
    openAndCheck(path);
}

void matrixMarket(const std::uint8_t* bytes, std::size_t size) {
    static const auto tenx = [] {
        auto path = folder() / "tenx";
        std::filesystem::create_directories(path);
        writeText(path / "features.tsv",
                  "i1\tA\tGene Expression\ni2\tB\tGene Expression\ni3\tC\tAntibody Capture\n");
        writeText(path / "barcodes.tsv", "c1\nc2\n");
        return path;
    }();
    write(tenx / "matrix.mtx", bytes, size);
    openAndCheck(tenx);
}

/// Spoils a copy of each seed of the format in turn, chosen by the first byte.
void hdf5(const std::string& format, const std::uint8_t* bytes, std::size_t size) {
    static std::map<std::string, std::vector<std::filesystem::path>> seedsOf;
    auto& seeds = seedsOf[format];
    if (seeds.empty()) {
        const auto at = folder() / (format + "-seeds");
        writeSeeds(format, at);
        for (const auto& entry : std::filesystem::directory_iterator(at))
            seeds.push_back(entry.path());
        std::ranges::sort(seeds);
    }
    if (size == 0) return;
    const auto path = folder() / (format + ".h5");
    std::filesystem::copy_file(seeds[bytes[0] % seeds.size()], path,
                               std::filesystem::copy_options::overwrite_existing);
    spoil(path, bytes + 1, size - 1);
    openAndCheck(path);
}

void h5ad(const std::uint8_t* bytes, std::size_t size) {
    hdf5("h5ad", bytes, size);
}
void tenx(const std::uint8_t* bytes, std::size_t size) {
    hdf5("tenx", bytes, size);
}
void loom(const std::uint8_t* bytes, std::size_t size) {
    hdf5("loom", bytes, size);
}
void h5seurat(const std::uint8_t* bytes, std::size_t size) {
    hdf5("h5seurat", bytes, size);
}

}  // namespace

Reader readerOf(const char* name) {
    const std::string_view wanted = name;
    if (wanted == "table") return table;
    if (wanted == "matrix_market") return matrixMarket;
    if (wanted == "h5ad") return h5ad;
    if (wanted == "tenx") return tenx;
    if (wanted == "loom") return loom;
    if (wanted == "h5seurat") return h5seurat;
    return nullptr;
}

}  // namespace counterpoint::fuzz
