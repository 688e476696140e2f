#include "tests/fuzz/spoil.h"

#include <hdf5.h>

#include <array>
#include <string>
#include <vector>

namespace counterpoint::fuzz {

namespace {

/// The script, read a number at a time; 0 after its end.
class Script {
  public:
    Script(const std::uint8_t* bytes, std::size_t size) : m_bytes(bytes), m_size(size) {}
    bool ended() const { return m_at >= m_size; }
    std::size_t next(std::size_t bound) {
        if (ended() || bound == 0) return 0;
        return m_bytes[m_at++] % bound;
    }
    std::int64_t value() {
        constexpr std::array<std::int64_t, 8> special{
            0, 1, -1, 2, 127, 1000, 2147483647, -9223372036854775807LL};
        const std::size_t pick = next(16);
        return pick < special.size() ? special[pick] : static_cast<std::int64_t>(next(256)) - 4;
    }

  private:
    const std::uint8_t* m_bytes;
    std::size_t m_size;
    std::size_t m_at = 0;
};

/// Names and words the readers look for.
constexpr std::array words{"X",
                           "obs",
                           "var",
                           "obsm",
                           "uns",
                           "layers",
                           "raw",
                           "data",
                           "indices",
                           "indptr",
                           "shape",
                           "counts",
                           "codes",
                           "categories",
                           "values",
                           "mask",
                           "_index",
                           "index",
                           "__categories",
                           "encoding-type",
                           "encoding-version",
                           "column-order",
                           "csr_matrix",
                           "csc_matrix",
                           "array",
                           "dataframe",
                           "categorical",
                           "nullable-integer",
                           "nullable-boolean",
                           "string-array",
                           "0.1.0",
                           "0.2.0",
                           "9.9.9",
                           "h5sparse_format",
                           "h5sparse_shape",
                           "csr",
                           "matrix",
                           "barcodes",
                           "features",
                           "id",
                           "name",
                           "feature_type",
                           "genome",
                           "genes",
                           "gene_names",
                           "Gene Expression",
                           "row_attrs",
                           "col_attrs",
                           "Gene",
                           "CellID",
                           "assays",
                           "cell.names",
                           "active.assay",
                           "meta.data",
                           "levels",
                           "reductions",
                           "cell.embeddings",
                           "batch",
                           "batch_colors",
                           "#12345678",
                           "",
                           "é\xff"};

herr_t collect(hid_t, const char* name, const H5O_info_t*, void* paths) {
    static_cast<std::vector<std::string>*>(paths)->emplace_back(name);
    return 0;
}

herr_t collectAttribute(hid_t, const char* name, const H5A_info_t*, void* names) {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

hid_t spaceOf(Script& script, std::size_t& count) {
    const std::size_t rank = script.next(4);
    if (rank == 0 && script.next(2) == 0) {
        count = 1;
        return H5Screate(H5S_SCALAR);
    }
    std::array<hsize_t, 3> extents{script.next(7), 1, 1};
    count = extents[0];
    for (std::size_t i = 1; i < rank; ++i) {
        extents[i] = script.next(5);
        count *= extents[i];
    }
    return H5Screate_simple(static_cast<int>(rank == 0 ? 1 : rank), extents.data(), nullptr);
}

/// A dataset, or an attribute of `owner`, with numbers or words of the script's choice.
void writeList(hid_t owner, const std::string& name, bool attribute, Script& script) {
    std::size_t count = 0;
    const hid_t space = spaceOf(script, count);
    const std::size_t kind = script.next(5);
    std::vector<std::int64_t> integers(count + 1);
    std::vector<double> reals(count + 1);
    std::vector<const char*> texts(count + 1, "");
    std::vector<char> fixed((count + 1) * 4, 'a');
    for (std::size_t i = 0; i < count; ++i) {
        if (kind == 2) {
            texts[i] = words[script.next(words.size())];
        } else {
            integers[i] = script.value();
            reals[i] = static_cast<double>(integers[i]) * 0.5;
        }
    }
    const hid_t text = H5Tcopy(H5T_C_S1);
    H5Tset_size(text, kind == 2 ? H5T_VARIABLE : 4);
    H5Tset_cset(text, script.next(2) == 0 ? H5T_CSET_UTF8 : H5T_CSET_ASCII);
    const std::array<hid_t, 5> memory{H5T_NATIVE_INT64, H5T_NATIVE_DOUBLE, text, text,
                                      H5T_NATIVE_INT64};
    const std::array<hid_t, 5> stored{H5T_STD_I64LE, H5T_IEEE_F32LE, text, text, H5T_STD_I8LE};
    const std::array<const void*, 5> buffers{integers.data(), reals.data(), texts.data(),
                                             fixed.data(), integers.data()};
    if (attribute) {
        const hid_t made =
            H5Acreate2(owner, name.c_str(), stored[kind], space, H5P_DEFAULT, H5P_DEFAULT);
        if (made >= 0) {
            H5Awrite(made, memory[kind], buffers[kind]);
            H5Aclose(made);
        }
    } else {
        const hid_t made = H5Dcreate2(owner, name.c_str(), stored[kind], space, H5P_DEFAULT,
                                      H5P_DEFAULT, H5P_DEFAULT);
        if (made >= 0) {
            H5Dwrite(made, memory[kind], H5S_ALL, H5S_ALL, H5P_DEFAULT, buffers[kind]);
            H5Dclose(made);
        }
    }
    H5Tclose(text);
    H5Sclose(space);
}

void spoilAttribute(hid_t object, Script& script) {
    std::vector<std::string> names;
    hsize_t at = 0;
    H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, &at, collectAttribute, &names);
    const bool isNew = names.empty() || script.next(3) == 0;
    const std::string name =
        isNew ? words[script.next(words.size())] : names[script.next(names.size())];
    if (name.empty()) return;
    H5Adelete(object, name.c_str());
    if (script.next(4) != 0) writeList(object, name, true, script);
}

void spoilOne(hid_t file, Script& script) {
    std::vector<std::string> paths;
    H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, collect, &paths, H5O_INFO_BASIC);
    const std::string path = paths[script.next(paths.size())];
    const std::size_t action = script.next(5);
    if (action <= 1) {
        const hid_t object = H5Oopen(file, path.c_str(), H5P_DEFAULT);
        if (object < 0) return;
        spoilAttribute(object, script);
        H5Oclose(object);
    } else if (path != ".") {
        const std::size_t slash = path.rfind('/');
        const std::string parent = slash == std::string::npos ? "" : path.substr(0, slash + 1);
        const std::string other = parent + words[script.next(words.size())];
        if (action == 2) {
            H5Lmove(file, path.c_str(), file, other.c_str(), H5P_DEFAULT, H5P_DEFAULT);
        } else if (action == 3) {
            H5Ldelete(file, path.c_str(), H5P_DEFAULT);
            if (script.next(4) != 0) writeList(file, path, false, script);
        } else {
            writeList(file, other, false, script);
        }
    }
}

}  // namespace

void spoil(const std::filesystem::path& path, const std::uint8_t* bytes, std::size_t size) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    if (file < 0) return;
    constexpr int most = 24;
    Script script(bytes, size);
    for (int i = 0; i < most && !script.ended(); ++i) spoilOne(file, script);
    H5Fclose(file);
}

}  // namespace counterpoint::fuzz
