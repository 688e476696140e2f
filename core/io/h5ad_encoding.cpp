#include "core/io/h5ad_encoding.h"

#include "core/base/error.h"

#include <array>
#include <iterator>
#include <utility>

namespace counterpoint::io {

namespace {

/// The newest version of each encoding this reader was written for.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> newestVersions{{
    {"array", "0.2.0"},
    {"string-array", "0.2.0"},
    {"categorical", "0.2.0"},
    {"dataframe", "0.2.0"},
    {"csr_matrix", "0.1.0"},
    {"csc_matrix", "0.1.0"},
    {"nullable-integer", "0.1.0"},
    {"nullable-boolean", "0.1.0"},
    {"nullable-string-array", "0.1.0"},
    {"raw", "0.1.0"},
    {"dict", "0.1.0"},
}};

/// AnnData before 0.8 marked few nodes, and before 0.7 none: the form says what they are.
std::string encodingOfGroup(const h5::Node& node) {
    if (const auto format = node.text("h5sparse_format"); !format.empty())
        return format + "_matrix";
    if (node.find("codes") && node.find("categories")) return "categorical";
    if (node.hasAttribute("_index")) return "dataframe";
    return "dict";
}

std::string encodingOfDataset(const h5::Node& node) {
    if (node.hasAttribute("categories")) return "categorical by reference";
    switch (node.elements()) {
        case h5::ElementKind::Text:
            return "string-array";
        case h5::ElementKind::Compound:
            return "rec-array";
        case h5::ElementKind::Other:
            return "unknown";
        default:
            return "array";
    }
}

}  // namespace

std::string encodingOf(const h5::Node& node) {
    if (node.isGroup()) {
        const auto encoding = node.text("encoding-type");
        return encoding.empty() ? encodingOfGroup(node) : encoding;
    }
    // Datasets say more by their form than by the attribute, which calls both old and new
    // categoricals, strings and numbers of some versions "array".
    return encodingOfDataset(node);
}

void noteNewerVersion(const h5::Node& node, const Reading& reading) {
    const auto encoding = node.text("encoding-type");
    const auto version = node.text("encoding-version");
    for (const auto& [name, newest] : newestVersions)
        if (name == encoding && version > newest)
            reading.notes.push_back(node.path() + " is written in version " + version + " of '" +
                                    encoding +
                                    "', newer than this reader knows; check its values.");
}

void requireOneAxis(const h5::Node& node) {
    if (node.isGroup() || node.shape().size() > 1)
        throw base::Error(base::ErrorKind::BadInput,
                          node.path() +
                              " should be a plain list of values, one a row, but is not; write "
                              "the file again with a current anndata");
}

std::vector<std::string> readTexts(const h5::Node& node, const base::Job& job) {
    std::vector<std::string> texts;
    node.checkReadable();
    texts.reserve(node.rows());
    forBlocks(node, job, 0.0, 0.0, [&](std::size_t first, std::size_t count) {
        auto block = node.readTexts(first, count);
        std::ranges::move(block, std::back_inserter(texts));
    });
    return texts;
}

}  // namespace counterpoint::io
