#include "core/io/h5seurat_reader.h"

#include "core/io/h5ad_matrix.h"
#include "core/io/h5ad_table.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;

namespace {

/// R marks a missing integer by the smallest one there is.
constexpr double missingInteger = std::numeric_limits<std::int32_t>::min();

/// A factor: values count from 1.
data::Categories readFactor(const h5::Node& group, const Reading& reading) {
    data::Categories categories;
    categories.levels = asTexts(readColumn(group.child("levels"), reading));
    const auto values = group.child("values");
    for (const std::int64_t value : readVector<std::int64_t>(values, reading.job)) {
        const bool missing = value == std::numeric_limits<std::int32_t>::min() || value == 0;
        if (!missing && (value < 1 || value > static_cast<std::int64_t>(categories.levels.size())))
            throw Error(ErrorKind::BadInput, values.path() + " holds the code " +
                                                 std::to_string(value) + " for only " +
                                                 std::to_string(categories.levels.size()) +
                                                 " levels, so the file is damaged; write it again");
        categories.codes.push_back(missing ? -1 : static_cast<std::int32_t>(value - 1));
    }
    return categories;
}

data::ColumnValues readValues(const h5::Node& node, const Reading& reading) {
    if (node.isGroup()) return readFactor(node, reading);
    auto values = readColumn(node, reading);
    auto* numbers = std::get_if<std::vector<double>>(&values);
    if (numbers == nullptr || node.elements() != h5::ElementKind::Integer) return values;
    if (node.text("s3class") == "logical" &&
        std::ranges::none_of(*numbers, [](double x) { return x != 0.0 && x != 1.0; })) {
        std::vector<bool> flags;
        for (const double number : *numbers) flags.push_back(number != 0.0);
        return flags;
    }
    std::ranges::replace(*numbers, missingInteger, std::numeric_limits<double>::quiet_NaN());
    return values;
}

/// A data frame as a group or as a compound dataset; columns that do not fit are left out.
void addColumns(const h5::Node& frame, data::Table& table, const Reading& reading) {
    auto names = frame.isGroup() ? frame.texts("colnames") : frame.fields();
    if (names.empty() && frame.isGroup()) names = frame.names();
    for (const auto& name : names) {
        try {
            const auto node = frame.isGroup() ? frame.find(name) : frame.field(name);
            if (!node || name == "_index") continue;
            data::Column column{name, readValues(*node, reading)};
            if (column.size() != table.rows())
                throw Error(ErrorKind::BadInput,
                            node->path() + " has " + std::to_string(column.size()) +
                                " values for " + std::to_string(table.rows()) + " rows");
            table.set(std::move(column));
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::BadInput) throw;
            reading.notes.push_back("A column was left out: " + std::string(error.what()) + ".");
        }
    }
}

/// Reductions lie d × cells.
void readReductions(const h5::Node& group, Depth depth, data::Dataset& dataset,
                    const Reading& reading) {
    for (const auto& name : group.names()) {
        const auto reduction = group.find(name);
        const auto node = reduction ? reduction->find("cell.embeddings") : std::nullopt;
        if (!node) continue;
        try {
            auto turned = depth == Depth::Everything ? readEmbedding(*node, reading)
                                                     : outlineEmbedding(*node);
            if (turned.cols != dataset.cells())
                throw Error(ErrorKind::BadInput, node->path() + " is not for " +
                                                     std::to_string(dataset.cells()) + " cells");
            data::Embedding embedding;
            embedding.rows = turned.cols;
            embedding.cols = turned.rows;
            embedding.values.resize(turned.values.size());
            if (!turned.empty())
                for (std::size_t d = 0; d < turned.rows; ++d)
                    for (std::size_t cell = 0; cell < turned.cols; ++cell)
                        embedding(cell, d) = turned(d, cell);
            dataset.obsm.emplace("X_" + name, std::move(embedding));
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::BadInput) throw;
            reading.notes.push_back("An embedding was left out: " + std::string(error.what()) +
                                    ".");
        }
    }
}

h5::Node activeAssay(const h5::Node& root, const Reading& reading) {
    const auto assays = root.child("assays");
    const auto names = assays.names();
    if (names.empty())
        throw Error(ErrorKind::BadInput,
                    "holds no assay, so there is no expression; save the "
                    "Seurat object again");
    std::string name = root.text("active.assay");
    if (!assays.find(name)) name = names.front();
    if (names.size() > 1) {
        std::string others;
        for (const auto& other : names)
            if (other != name) others += (others.empty() ? "" : ", ") + other;
        reading.notes.push_back("The assay " + name + " is used; others were left out (" + others +
                                ").");
    }
    return assays.child(name);
}

data::CsrMatrix readSlot(const h5::Node& node, const data::Dataset& dataset,
                         const Reading& reading) {
    const Axes axes{dataset.obs.index, dataset.var.index};
    return node.isGroup() ? readSparse(node, Lines::Cells, axes, reading)
                          : readDense(node, Lines::Cells, axes, reading);
}

}  // namespace

bool isH5Seurat(const h5::Node& root) {
    return root.find("assays") && root.find("cell.names");
}

Overview readH5Seurat(const h5::Node& root, Depth depth, const base::Job& job) {
    Overview overview;
    data::Dataset& dataset = overview.dataset;
    const Reading reading{job, dataset.notes};
    dataset.obs.index = asTexts(readColumn(root.child("cell.names"), reading));
    if (const auto frame = root.find("meta.data")) addColumns(*frame, dataset.obs, reading);
    const auto assay = activeAssay(root, reading);
    dataset.var.index = asTexts(readColumn(assay.child("features"), reading));
    if (const auto frame = assay.find("meta.features")) addColumns(*frame, dataset.var, reading);
    if (const auto reductions = root.find("reductions"))
        readReductions(*reductions, depth, dataset, reading);

    // Seurat 5 keeps the slots of an assay in a group of layers.
    const auto layers = assay.find("layers");
    const auto slot = [&](const char* name) {
        auto found = assay.find(name);
        return found || !layers ? std::move(found) : layers->find(name);
    };
    auto used = slot("counts");
    if (!used || storedValues(*used) == 0) {
        used = slot("data");
        reading.notes.push_back("The assay holds no counts; its data slot is used.");
    }
    if (!used)
        throw Error(ErrorKind::BadInput, assay.path() +
                                             " holds neither counts nor data; save the "
                                             "Seurat object again");
    dataset.valueSource = used->path();
    dataset.valueKind = sampleValues(*used, reading).kind;
    if (depth == Depth::Everything) dataset.counts = readSlot(*used, dataset, reading);
    finish(overview, depth, storedValues(*used), reading);
    return overview;
}

}  // namespace counterpoint::io
