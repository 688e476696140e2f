#pragma once

#include "core/data/table.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace counterpoint::genes {

/// Finds genes by what people type: symbol or Ensembl id, in any case. A value, quick enough to
/// ask at every key press (30 000 genes: about a millisecond).
class GeneSearch {
  public:
    GeneSearch() = default;
    /// The genes `kept` (rows of `var`) are numbered as columns of the kept matrix. Other names
    /// come from the columns of var that hold symbols or ids (gene_symbols, feature_name, …).
    GeneSearch(const data::Table& var, std::span<const std::uint32_t> kept);

    std::size_t size() const { return m_genes.size(); }
    /// The name of a gene in the file, and the one to show: its symbol where there is one.
    const QString& name(std::uint32_t gene) const { return m_genes[gene].name; }
    const QString& title(std::uint32_t gene) const { return m_genes[gene].title; }

    /// At most `most` genes: the one of exactly that name, names that begin with `text`, then names
    /// that hold it; shorter names first.
    std::vector<std::uint32_t> find(const QString& text, std::size_t most) const;
    /// The gene of exactly that name, in any case.
    std::optional<std::uint32_t> exactly(const QString& text) const;

    /// The names in a pasted list, split at spaces, commas, semicolons and line ends.
    static QStringList split(const QString& text);

  private:
    struct Gene {
        QString name;
        QString title;
        QStringList folded;  ///< every name it has, in lower case
    };
    std::vector<Gene> m_genes;
};

}  // namespace counterpoint::genes
