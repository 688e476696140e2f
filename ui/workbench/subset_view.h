#pragma once

#include "core/data/matrix.h"
#include "core/pipeline/settings.h"
#include "core/plugin/integration_method.h"
#include "ui/support/background.h"
#include "ui/workbench/bar.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

class QLabel;
class QPushButton;

namespace counterpoint::workbench {

/// A map of some cells only: their own neighbours and layout in the integrated space as it is,
/// computed off the window's thread and watched while it moves. The strip above the views that says
/// so, stops the work and leads back to all cells; hidden while all are shown.
class SubsetView : public Bar {
    Q_OBJECT

  public:
    explicit SubsetView(int threads, QWidget* parent = nullptr);

    /// Places `cells` (ascending) of the integrated cells anew; `shown`, the layout on screen, is
    /// what their map is turned to.
    void start(const std::shared_ptr<const plugin::IntegrationResult>& integration,
               std::vector<std::uint32_t> cells, std::shared_ptr<const data::Embedding> shown,
               const pipeline::Settings& settings);
    /// Stops where the cells are now; before the first picture that is back among all.
    void stop();
    /// Back to all cells.
    void leave();

    bool isBusy() const { return m_background.isBusy(); }
    /// The layout of all cells with those outside the subset nowhere; null while all are shown.
    const std::shared_ptr<const data::Embedding>& layout() const { return m_layout; }
    const std::vector<std::uint32_t>& cells() const { return m_cells; }
    /// Whether its cells are shown by that layout; else they are placed as all cells are.
    bool showsOwnMap() const { return m_layout != nullptr && m_ownMap; }
    void setOwnMap(bool own);
    /// "subset: 1 234 of 10 679 cells"; empty while all are shown.
    QString notice() const;

  Q_SIGNALS:
    /// Another layout is to be shown.
    void changed();
    /// Work has begun or ended.
    void stateChanged();
    void failed(const QString& sentence);

  private:
    /// The newest frame, on its way to the window.
    struct Mailbox {
        std::mutex mutex;
        std::shared_ptr<const data::Embedding> frame;
    };

    void show(std::shared_ptr<const data::Embedding> layout);
    void showState();

    const int m_threads;
    std::vector<std::uint32_t> m_cells;
    std::size_t m_all = 0;
    bool m_ownMap = true;
    std::shared_ptr<const data::Embedding> m_layout;
    std::shared_ptr<Mailbox> m_mailbox;  ///< of the work under way
    QLabel* m_sentence;
    QPushButton* m_stop;
    QPushButton* m_back;
    support::Background m_background;
};

}  // namespace counterpoint::workbench
