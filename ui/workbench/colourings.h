#pragma once

#include "core/pipeline/results.h"
#include "core/plugin/registry.h"
#include "ui/embedding/colour_chooser.h"
#include "ui/embedding/colouring.h"
#include "ui/genes/gene_search.h"
#include "ui/genes/gene_values.h"
#include "ui/selection/cell_selection.h"
#include "ui/session/session.h"

#include <QColor>
#include <QString>

#include <optional>
#include <vector>

namespace counterpoint::workbench {

/// Everything the cells of a run can be coloured by: obs columns ("obs:NAME"), named selections
/// ("sets:"), clusters that stand for cell types ("clusters:"), per-cell scores ("score:ID"), the
/// evidence of the verdict ("evidence:ID"), how far cells moved ("movement:ID"), genes
/// ("gene:NAME"), the mean of several ("genes:NAME⇥NAME…") and two at once ("blend:NAME⇥NAME").
class Colourings : public QObject {
    Q_OBJECT

  public:
    /// `own`: the colours the user gave to levels, over those of the file and the palette.
    Colourings(const plugin::Registry& registry, const session::LevelColors& own,
               const selection::CellSelection& selection, int threads, QObject* parent = nullptr);

    /// What there is to colour; cheap when nothing has changed.
    void setResults(const pipeline::Results& results);
    const genes::GeneSearch& geneSearch() const { return m_search; }

    /// What fits in a list: all but the genes.
    std::vector<embedding::ColourChoice> choices() const;
    /// Genes, or a list of genes, that `text` means.
    std::vector<embedding::ColourChoice> search(const QString& text) const;
    /// How a key is called in the head of a view.
    QString title(const QString& key) const;
    /// The colouring of that key in the current theme; without cells when the run lacks the key;
    /// nothing while the expression it needs is still being fetched.
    std::optional<embedding::Colouring> find(const QString& key);
    /// True for what a run finds out of its cells: it arrives with the scores, and changes with
    /// them.
    static bool comesWithScores(const QString& key);
    /// The obs column of a key, if it is one.
    static std::optional<std::string> columnOf(const QString& key);
    /// The colours of `levels`, which are those of a column of the file that survived the quality
    /// filter: a level keeps its colour when another one is gone.
    std::vector<QColor> colorsOf(const std::string& column,
                                 const std::vector<std::string>& levels) const;

  Q_SIGNALS:
    /// Expression has arrived: ask again.
    void ready();

  private:
    std::optional<embedding::Colouring> findGenes(const QString& kind, const QStringList& names);
    std::optional<embedding::Colouring> findColumn(const std::string& name) const;

    const plugin::Registry& m_registry;
    const session::LevelColors& m_own;
    const selection::CellSelection& m_selection;
    pipeline::Results m_results;
    genes::GeneSearch m_search;
    genes::GeneValues m_values;
};

/// `colors`, one a level of a column, with those the user gave in place.
std::vector<QColor> withOwnColors(const session::LevelColors& own, const std::string& column,
                                  const std::vector<std::string>& levels,
                                  std::vector<QColor> colors);

/// The key of an obs column, a per-cell score, a gene by its name in the file.
QString obsKey(const std::string& column);
QString scoreKey(const std::string& metric);
QString geneKey(const QString& gene);
/// Of the clusters that stand for cell types where there are none, and their colours now.
QString clusterKey();
std::vector<QColor> clusterColors(std::size_t clusters);

}  // namespace counterpoint::workbench
