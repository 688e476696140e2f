#pragma once

#include "core/data/csr_matrix.h"
#include "ui/support/background.h"

#include <QObject>

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace counterpoint::genes {

/// Expression of genes in every cell, fetched off the window's thread and kept for a while.
class GeneValues : public QObject {
    Q_OBJECT

  public:
    using Genes = std::vector<std::uint32_t>;
    using Values = std::shared_ptr<const std::vector<float>>;

    explicit GeneValues(int threads, QObject* parent = nullptr);

    /// The matrix asked from now on (cells × genes, log-normalised), shared with whoever owns it;
    /// nullptr: none.
    void setMatrix(std::shared_ptr<const data::CsrMatrix> matrix);
    /// The mean of `genes` in every cell; null at first, and `arrived` says when to ask again.
    Values find(const Genes& genes);

  Q_SIGNALS:
    void arrived();

  private:
    void fetch();

    const int m_threads;
    std::shared_ptr<const data::CsrMatrix> m_matrix;
    std::map<Genes, Values> m_known;
    std::vector<Genes> m_wanted;  ///< not known yet
    support::Background m_background;
};

}  // namespace counterpoint::genes
