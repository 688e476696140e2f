#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "ui/support/background.h"

#include <QObject>

#include <memory>

namespace counterpoint::workbench {

/// The map of the cells before integration: the UMAP of the uncorrected PCs with the settings of
/// the run, turned to the same frame as every run's map. Computed off the window's thread when
/// somebody asks; until then the first two PCs stand in.
class BeforeMap : public QObject {
    Q_OBJECT

  public:
    explicit BeforeMap(int threads, QObject* parent = nullptr)
        : QObject(parent), m_threads(threads) {}

    /// The map for these PCs; null without PCs. Asking again with the same PCs and settings costs
    /// nothing.
    std::shared_ptr<const data::Embedding> find(const std::shared_ptr<const preprocess::Pca>& pca,
                                                const pipeline::Settings& settings);
    /// False while the first two PCs stand in.
    bool isSettled() const { return m_settled; }

  Q_SIGNALS:
    /// A better map is there: ask again.
    void arrived();

  private:
    const int m_threads;
    std::shared_ptr<const preprocess::Pca> m_pca;
    embed::UmapOptions m_umap;
    std::shared_ptr<const data::Embedding> m_map;
    bool m_settled = false;
    support::Background m_background;
};

}  // namespace counterpoint::workbench
