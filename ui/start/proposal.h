#pragma once

#include "core/base/job.h"
#include "core/data/dataset.h"
#include "core/data/design.h"

#include <QString>
#include <QStringList>

#include <cstddef>
#include <optional>
#include <vector>

namespace counterpoint::start {

/// One obs column, as the wizard lists it.
struct ColumnSummary {
    QString name;
    QString kind;            ///< "category", "number", "text"
    std::size_t values = 0;  ///< different ones
    QString content;         ///< the first of them, or what makes the column of no use
    bool candidate = false;  ///< may be a batch or a cell type
};

/// What files seem to hold and how they would be opened, read without their matrices. A value: made
/// in the background, shown by the wizard.
struct Proposal {
    QStringList paths;
    QString name;  ///< of the file, or "4 files"
    std::size_t cells = 0;
    std::size_t genes = 0;     ///< of one file; of several, the largest number
    std::size_t nonZeros = 0;  ///< stored values
    qint64 bytes = 0;          ///< on the disk
    std::size_t memory = 0;    ///< bytes needed to open
    data::ValueKind valueKind = data::ValueKind::None;
    QString valueSource;
    bool hasPca = false;     ///< the file holds principal components to start from
    QStringList embeddings;  ///< "X_pca, 30 dimensions"
    QStringList layers;
    data::Table obs;  ///< of several files: joined, with a column that tells them apart
    data::Roles roles;
    std::vector<ColumnSummary> columns;
    std::vector<std::pair<QString, std::size_t>>
        files;             ///< name and cells, where there are several
    QStringList warnings;  ///< sentences
};

/// Looks at the files. Throws base::Error as io::inspect does; Cancelled when stopped.
Proposal propose(const QStringList& paths, const base::Job& job);

/// Batch and condition that cannot be told apart, and what to do.
struct Confounding {
    std::string batch;
    std::string condition;
    bool isFurther = false;  ///< `batch` is one of several: the others do without it
    data::CrossTable table;
    std::string wayOut;  ///< a column to take as batch instead; may be empty
    data::CrossTable wayOutTable;
};
/// The first batch column that is confounded; nothing when the design is sound. The condition is
/// `roles.keepApart`, else one found by name.
std::optional<Confounding> confoundingOf(const data::Table& obs, const data::Roles& roles);

}  // namespace counterpoint::start
