#pragma once

#include "core/markers/rank_genes.h"

#include <QString>
#include <QStringList>
#include <QTableView>

#include <vector>

namespace counterpoint::selection {

/// Genes that tell a selection from other cells, best first; a head click sorts, a click or Enter
/// on a row asks to colour by its gene.
class MarkersTable : public QTableView {
    Q_OBJECT

  public:
    explicit MarkersTable(QWidget* parent = nullptr);
    ~MarkersTable() override;

    /// `titles` holds the name to show of each gene, by column of the matrix.
    void setMarkers(std::vector<markers::Marker> markers, QStringList titles);
    const std::vector<markers::Marker>& markers() const;
    /// All rows in the order of the ranking, with full precision.
    QString csv() const;

  Q_SIGNALS:
    void geneChosen(std::uint32_t gene);

  private:
    class Model;
    Model* m_model;
};

}  // namespace counterpoint::selection
