#pragma once

#include "ui/embedding/embedding_view.h"
#include "ui/workbench/workbench.h"

#include <QWidget>

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

class QToolButton;

namespace counterpoint::embedding {
class EmbeddingPanel;
}

namespace counterpoint::workbench {

/// The centre of the window: the same cells twice under one camera, by batch and by cell type, and
/// the view bar above them.
class ViewArea : public QWidget {
    Q_OBJECT

  public:
    explicit ViewArea(Workbench& workbench, QWidget* parent = nullptr);

    /// Cells of these levels of an obs column are not drawn.
    void setHiddenLevels(const std::string& column, const std::set<std::string>& levels);
    /// Shows only these cells in colour, in every view, and says what they are; see clearSelection.
    void select(std::vector<std::uint32_t> cells, const QString& what);
    void clearSelection();
    const std::vector<std::uint32_t>& selection() const { return m_selection; }
    void fit();
    void setLabelsShown(bool shown);
    embedding::EmbeddingPanel& panel(std::size_t side) { return *m_panels[side]; }
    /// Colours one of the two views ("obs:NAME", "score:ID").
    void setColourKey(std::size_t side, const QString& key);
    QString colourKey(std::size_t side) const { return m_keys[side]; }

  private:
    QWidget* makeBar();
    void datasetOpened();
    void resultsChanged();
    void restyle();
    void recolour(std::size_t side);
    void showLayout(embedding::Motion motion);
    void fillEmptyText();

    Workbench& m_workbench;
    std::array<embedding::EmbeddingPanel*, 2> m_panels{};
    std::array<QString, 2> m_keys;
    std::array<bool, 2> m_chosenByUser{};
    std::map<std::string, std::set<std::string>> m_hidden;
    std::vector<std::uint32_t> m_selection;  ///< cells of a run; none selected when empty
    QToolButton* m_selectionButton = nullptr;
    bool m_labelsShown = true;
    std::shared_ptr<const data::Embedding> m_shownLayout;
    std::shared_ptr<const pipeline::Cells> m_shownCells;
    pipeline::Scores m_shownScores;
    std::shared_ptr<const diagnose::Diagnosis> m_shownDiagnosis;
};

}  // namespace counterpoint::workbench
