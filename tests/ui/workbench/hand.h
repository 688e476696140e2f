#pragma once

#include "core/io/h5ad_writer.h"
#include "core/simulate/simulate.h"
#include "tests/ui/workbench/driver.h"
#include "ui/workbench/view_area.h"

#include <QTemporaryDir>

#include <functional>
#include <map>
#include <string>

/// What tests and benches do to the window for a while to see how it bears it.
namespace counterpoint::test {

/// A file of made-up cells, there as long as this is.
class MadeFile {
  public:
    /// `change` adds to what is made before it is written.
    MadeFile(std::size_t cells, std::size_t genes,
             const std::map<std::string, data::Embedding>& obsm = {},
             const std::function<void(data::Dataset&)>& change = {})
        : MadeFile({.cells = static_cast<int>(cells), .genes = static_cast<int>(genes)}, obsm,
                   change) {}
    explicit MadeFile(const simulate::SimulateOptions& options,
                      const std::map<std::string, data::Embedding>& obsm = {},
                      const std::function<void(data::Dataset&)>& change = {})
        : m_cells(static_cast<std::size_t>(options.cells)),
          m_path(m_folder.filePath(QStringLiteral("made.h5ad"))) {
        data::Dataset made = simulate::simulate(options, {});
        if (change) change(made);
        io::H5adContents contents;
        contents.x = &made.counts;
        contents.obs = &made.obs;
        contents.var = &made.var;
        for (const auto& [name, embedding] : obsm) contents.obsm[name] = &embedding;
        io::writeH5ad(m_path.toStdString(), contents, {});
    }
    const QString& path() const { return m_path; }
    /// Opens it and waits until its cells are those of the window; false when they never are.
    bool open(WindowDriver& driver) const {
        driver.window->openFiles({m_path});
        return QTest::qWaitFor(
            [&] {
                return !driver.bench().isOpening() && driver.bench().dataset() &&
                       driver.bench().dataset()->cells() == m_cells;
            },
            patience);
    }

  private:
    QTemporaryDir m_folder;
    std::size_t m_cells;
    QString m_path;
};

inline constexpr int handPause = 150;  // ms between two steps of a hand

/// A hand that drags theta slowly up from 0.
inline void dragTheta(WindowDriver& driver, int steps) {
    for (int step = 0; step < steps; ++step) {
        plugin::Values values =
            pipeline::completeMethodValues(driver.bench().settings(), driver.registry());
        values["theta"] = 0.1 * (step + 1);
        driver.bench().setMethodValues(values, true);
        QTest::qWait(handPause);
    }
}

/// A hand that has everything drawn anew while nothing is computed.
inline void drawAnew(WindowDriver& driver, int steps) {
    for (int step = 0; step < steps; ++step) {
        driver.window->views().fit();
        driver.window->views().setColourKey(0, QStringLiteral("obs:batch"));
        QTest::qWait(handPause);
    }
}

}  // namespace counterpoint::test
