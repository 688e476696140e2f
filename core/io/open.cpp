#include "core/io/open.h"

#include "core/io/h5ad_reader.h"
#include "core/io/h5seurat_reader.h"
#include "core/io/loom_reader.h"
#include "core/io/matrix_folder.h"
#include "core/io/table_reader.h"
#include "core/io/tenx_reader.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <new>
#include <string_view>
#include <system_error>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;

namespace {

/// What an analysis holds of each stored value at its peak: the counts, those of the kept cells and
/// genes, and the normalised ones before and after that choice.
constexpr std::size_t bytesPerValueOfRun = 32;

constexpr std::string_view hdf5Signature("\x89HDF\r\n\x1a\n", 8);

/// HDF5 files may begin with a block of the user's: the signature is at 0, 512, 1024, 2048, …
bool hasHdf5Signature(std::ifstream& file, std::uintmax_t size) {
    std::array<char, 8> found{};
    for (std::uintmax_t at = 0; at + found.size() <= size; at = at == 0 ? 512 : at * 2) {
        file.seekg(static_cast<std::streamoff>(at));
        if (!file.read(found.data(), found.size())) return false;
        if (std::string_view(found.data(), found.size()) == hdf5Signature) return true;
    }
    return false;
}

/// What a file is, told by its content.
enum class Content { Hdf5, Text, MatrixMarket };

[[noreturn]] void refuseOther(const std::string& what) {
    throw Error(ErrorKind::BadInput, what);
}

/// Whether the first bytes may be text: no control characters but those of lines and columns.
bool isText(std::string_view start) {
    return !start.empty() && std::ranges::none_of(start, [](unsigned char c) {
        return c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    });
}

/// The first bytes of a file, unpacked where it is gzip.
std::string unpackedStart(const std::filesystem::path& path) {
    constexpr unsigned bytes = 4096;
    std::string start(bytes, '\0');
    gzFile file = gzopen(path.c_str(), "rb");
    const int count = file != nullptr ? gzread(file, start.data(), bytes) : -1;
    if (file != nullptr) gzclose(file);
    if (count < 0)
        refuseOther("has damaged or incomplete gzip compression; copy or download it again");
    start.resize(static_cast<std::size_t>(count));
    return start;
}

/// What a file that is not HDF5 is; throws when nothing here reads it.
Content tellText(const std::filesystem::path& path) {
    const std::string start = unpackedStart(path);
    const auto extension = path.extension();
    if (start.starts_with("PK"))
        refuseOther("is a zip archive (as Excel tables are, too); unpack it, or save it as .csv");
    if (start.starts_with(hdf5Signature))
        refuseOther("is an HDF5 file compressed with gzip; unpack it first (gunzip)");
    if (start.starts_with("<"))
        refuseOther("is a web page, so the download failed; download it again");
    if (start.find("ustar") == 257)
        refuseOther("is a tar archive; unpack it and open what is inside");
    if (start.starts_with("RDX") || start.starts_with("X\n"))
        refuseOther("is an R object; save it from R as .h5Seurat, or as .h5ad with zellkonverter");
    if (!isText(start) || extension == ".h5ad" || extension == ".h5" || extension == ".loom")
        refuseOther(
            std::string("is not an HDF5 file") +
            (extension == ".h5ad" || extension == ".h5" || extension == ".loom"
                 ? " although it is named " + extension.string() + "; copy or download it again"
                 : ", a text table or a 10x matrix; save it as .h5ad or .csv"));
    return start.starts_with("%%MatrixMarket") ? Content::MatrixMarket : Content::Text;
}

/// Throws unless `path` is a file that can be read and is of a kind known here.
Content tell(const std::filesystem::path& path) {
    std::error_code error;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw Error(ErrorKind::Io, std::string("cannot be read (") + std::strerror(errno) +
                                       "); check that you may read it");
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error) refuseOther("is not an ordinary file; choose a file or a 10x folder");
    if (size == 0) refuseOther("is empty; copy or download it again");
    return hasHdf5Signature(file, size) ? Content::Hdf5 : tellText(path);
}

bool hasAll(const h5::Node& group, std::initializer_list<const char*> names) {
    return std::ranges::all_of(names,
                               [&](const char* name) { return group.find(name).has_value(); });
}

/// A format inside HDF5: what tells it, and what reads it.
struct Hdf5Format {
    bool (*recognise)(const h5::Node& root);
    Overview (*read)(const h5::Node& root, Depth depth, const base::Job& job);
};
constexpr std::array<Hdf5Format, 4> hdf5Formats{{
    {isH5ad, readH5ad},
    {isH5Seurat, readH5Seurat},
    {isLoom, readLoom},
    {isTenx, readTenx},
}};

/// What an HDF5 file is that nothing here reads, and what to do with it.
std::string describeOther(const h5::Node& root) {
    if (hasAll(root, {"barcode_idx"}))
        return "is 10x molecule information, which holds no matrix; open the "
               "filtered_feature_bc_matrix of the same run";
    if (root.find("mod"))
        return "is a MuData file of several modalities; save its RNA modality as .h5ad";
    return "is an HDF5 file of a kind that is not known here (no .h5ad, 10x, loom or h5Seurat); "
           "save it with anndata's write_h5ad";
}

Overview readHdf5(const std::filesystem::path& path, Depth depth, const base::Job& job) {
    const h5::Session session(job);
    const auto root = h5::Node::openFile(path);
    for (const Hdf5Format& format : hdf5Formats)
        if (format.recognise(root)) return format.read(root, depth, job);
    throw Error(ErrorKind::BadInput, describeOther(root));
}

Overview readContent(const std::filesystem::path& path, Depth depth, const base::Job& job) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found)
        refuseOther("does not exist; check the name and the folder");
    if (std::filesystem::is_directory(status))
        return readMatrixFiles(findMatrixFiles(path), depth, job);
    switch (tell(path)) {
        case Content::Hdf5:
            return readHdf5(path, depth, job);
        case Content::MatrixMarket:
            return readMatrixFiles(matrixFilesOf(path), depth, job);
        case Content::Text:
            break;
    }
    return readTextTable(path, depth, job);
}

/// A file's or folder's name without endings that say its format.
std::string titleOf(const std::filesystem::path& path) {
    std::filesystem::path name = path.filename();
    if (name.empty()) name = path.parent_path().filename();
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return name.string();
    if (name.extension() == ".gz") name = name.stem();
    return name.stem().string();
}

Overview readFile(const std::filesystem::path& path, Depth depth, const base::Job& job) {
    try {
        auto overview = readContent(path, depth, job);
        overview.dataset.path = path;
        overview.dataset.name = titleOf(path);
        overview.runMemory = std::max(overview.memory, overview.nonZeros * bytesPerValueOfRun);
        return overview;
    } catch (const Error& error) {
        throw error.in(path.string());
    } catch (const std::bad_alloc&) {
        throw Error(ErrorKind::OutOfMemory,
                    path.string() +
                        ": does not fit into this computer's memory; open a smaller "
                        "file or fewer cells");
    }
}

/// Whether the file is so small that what is in it does not come near `memory`, or is a text, which
/// would have to be read to know what it holds.
bool needsNoInspection(const std::filesystem::path& path, std::size_t memory) {
    constexpr std::uintmax_t mostExpansion = 500;  // bytes an analysis takes for one of the file
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return false;
    const auto size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    return error || size < memory / mostExpansion || !hasHdf5Signature(file, size);
}

/// How the file can be read in `memory` bytes; throws where it cannot.
Depth affordableDepth(const std::filesystem::path& path, std::size_t memory, const base::Job& job) {
    if (needsNoInspection(path, memory)) return Depth::Everything;
    const Overview overview = readFile(path, Depth::AllButMatrices, job);
    if (overview.runMemory <= memory) return Depth::Everything;
    if (overview.streams) return Depth::RowsInFile;
    if (overview.memory <= memory) return Depth::Everything;
    throw Error(ErrorKind::OutOfMemory,
                path.string() + ": needs about " + base::memoryText(overview.memory) +
                    " of memory to open and this computer has " + base::memoryText(memory) +
                    " free; close other programs, or save its counts as compressed rows (CSR) in "
                    "an .h5ad, which can be read in parts");
}

}  // namespace

std::shared_ptr<const data::Dataset> open(const std::filesystem::path& path, const base::Job& job,
                                          const OpenOptions& options) {
    const Depth depth = affordableDepth(path, options.memory, job);
    return std::make_shared<const data::Dataset>(readFile(path, depth, job).dataset);
}

Overview inspect(const std::filesystem::path& path, const base::Job& job) {
    return readFile(path, Depth::AllButMatrices, job);
}

}  // namespace counterpoint::io
