#include "core/io/open.h"

#include "core/io/h5ad_reader.h"
#include "core/io/h5seurat_reader.h"
#include "core/io/loom_reader.h"
#include "core/io/tenx_reader.h"

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

/// What a file that is not HDF5 seems to be, as the second half of a sentence.
std::string guessOther(std::ifstream& file) {
    std::array<char, 16> start{};
    file.clear();
    file.seekg(0);
    file.read(start.data(), start.size());
    const std::string_view text(start.data(), static_cast<std::size_t>(file.gcount()));
    if (text.starts_with("\x1f\x8b")) return "it is compressed with gzip; unpack it first";
    if (text.starts_with("PK")) return "it is a zip archive; unpack it and open what is inside";
    if (text.starts_with("<")) return "it is a web page, so the download failed; download it again";
    return "save it again with anndata's write_h5ad";
}

/// Throws unless `path` is a readable file that begins as HDF5 does.
void requireHdf5(const std::filesystem::path& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found)
        throw Error(ErrorKind::BadInput, "does not exist; check the name and the folder");
    if (std::filesystem::is_directory(status))
        throw Error(ErrorKind::BadInput,
                    "is a folder, which this version cannot open; choose a .h5ad file");
    std::ifstream file(path, std::ios::binary);
    if (error || !file)
        throw Error(ErrorKind::Io, "cannot be read (" +
                                       (error ? error.message() : std::strerror(errno)) +
                                       "); check that you may read it");
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    if (error) throw Error(ErrorKind::BadInput, "is not an ordinary file; choose a .h5ad file");
    if (size == 0) throw Error(ErrorKind::BadInput, "is empty; copy or download it again");
    if (!hasHdf5Signature(file, size)) {
        const bool named = path.extension() == ".h5ad" || path.extension() == ".h5";
        throw Error(ErrorKind::BadInput,
                    "is not an HDF5 file" +
                        (named ? " although it is named " + path.extension().string() : "") + "; " +
                        guessOther(file));
    }
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

Overview readFile(const std::filesystem::path& path, Depth depth, const base::Job& job) {
    try {
        requireHdf5(path);
        auto overview = readHdf5(path, depth, job);
        overview.dataset.path = path;
        overview.dataset.name = path.stem().string();
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

}  // namespace

std::shared_ptr<const data::Dataset> open(const std::filesystem::path& path, const base::Job& job) {
    return std::make_shared<const data::Dataset>(readFile(path, Depth::Everything, job).dataset);
}

Overview inspect(const std::filesystem::path& path, const base::Job& job) {
    return readFile(path, Depth::AllButMatrices, job);
}

}  // namespace counterpoint::io
