#include "core/pipeline/chain.h"

#include "core/base/hash.h"
#include "core/neighbors/fuzzy_graph.h"
#include "core/pipeline/prepare.h"

#include <algorithm>

namespace counterpoint::pipeline {

namespace {

/// Bump a number when its step would give other numbers for the same options.
constexpr int filterVersion = 1;
constexpr int variableGenesVersion = 1;
constexpr int pcaVersion = 1;
constexpr int neighborsVersion = 1;
constexpr int layoutVersion = 1;

base::Hasher keyOf(const char* step, int version, std::uint64_t inputKey) {
    return base::Hasher().add(step).add(version).add(inputKey);
}

void addValues(base::Hasher& hasher, const plugin::Values& values) {
    for (const auto& [key, value] : values) hasher.add(key).add(plugin::textOf(value));
}

template <class Options>
std::uint64_t withOptions(base::Hasher hasher, const Options& options) {
    addValues(hasher, Options::fields().values(options));
    return hasher.value();
}

std::size_t bytesOf(const data::CsrMatrix& m) {
    return m.nonZeros() * (sizeof(float) + sizeof(std::uint32_t)) +
           m.rowPointers.size() * sizeof(std::int64_t);
}

std::size_t bytesOf(const data::Matrix& m) {
    return m.values.size() * sizeof(float);
}

/// One run: walks the steps, looking each up in the cache first.
class Chain {
  public:
    Chain(const ChainInput& input, const plugin::Registry& registry, Cache& cache,
          const ChainSink& sink, const base::Job& job)
        : m_input(input),
          m_settings(input.settings),
          m_registry(registry),
          m_cache(cache),
          m_sink(sink),
          m_job(job) {}

    Results run() {
        m_results.dataset = m_input.dataset;
        prepare();
        const Space corrected = integrate(m_settings.method, m_settings.methodValues);
        m_results.integration = corrected.result;
        publish();
        const Neighborhood around = neighbors(corrected);
        m_results.neighbors = around.graph;
        if (m_input.live) {  // the map follows the hand first, numbers come a moment later
            layout(corrected, around);
            scores(corrected, around, Stage::Scores, m_results.scores);
        } else {
            if (m_input.lastLayout && m_input.lastLayout->rows == corrected.result->embedding.rows)
                publishWarmLayout(around, warmPreviewEpochs);
            scores(corrected, around, Stage::Scores, m_results.scores);
            layout(corrected, around);
        }
        baseline();
        return m_results;
    }

  private:
    struct Space {
        std::shared_ptr<const plugin::IntegrationResult> result;
        std::uint64_t key = 0;
    };
    struct Neighborhood {
        std::shared_ptr<const data::NeighborGraph> graph;
        std::uint64_t key = 0;
    };

    static constexpr int warmPreviewEpochs = 30;
    static constexpr int liveEpochs = 60;

    base::Job stageJob(Stage stage) const {
        return {m_job.stopToken(), m_job.threads(), m_settings.seed,
                [this, stage](double fraction) { m_sink.progress(stage, fraction); }};
    }

    void publish() const { m_sink.update(m_results); }

    /// The remembered value of `key`, or `make()`'s, remembered.
    template <class Make>
    auto remember(Stage stage, std::uint64_t key, Make make) {
        using T = std::decay_t<decltype(make(m_job))>;
        if (auto found = m_cache.find<T>(key)) return found;
        m_job.checkStop();
        m_sink.progress(stage, 0.0);
        auto made = std::make_shared<const T>(make(stageJob(stage)));
        m_cache.store<T>(key, made, sizeOf(*made));
        m_sink.progress(stage, 1.0);
        return std::shared_ptr<const T>(std::move(made));
    }

    static std::size_t sizeOf(const Filtered& x) {
        return bytesOf(x.counts) + bytesOf(x.logNormalised);
    }
    static std::size_t sizeOf(const preprocess::VariableGenes& x) { return x.means.size() * 20; }
    static std::size_t sizeOf(const preprocess::Pca& x) {
        return bytesOf(x.scores) + bytesOf(x.loadings);
    }
    static std::size_t sizeOf(const Cells& x) {
        return x.obs.rows() * (64 + 16 * x.obs.columns.size());
    }
    static std::size_t sizeOf(const plugin::IntegrationResult& x) { return bytesOf(x.embedding); }
    static std::size_t sizeOf(const data::NeighborGraph& x) { return x.indices.size() * 8; }
    static std::size_t sizeOf(const plugin::Score& x) { return x.perCell.size() * 4 + 256; }
    static std::size_t sizeOf(const data::Embedding& x) { return bytesOf(x); }

    void prepare() {
        const data::Dataset& dataset = *m_input.dataset;
        const std::uint64_t filterKey =
            withOptions(keyOf("filter", filterVersion, m_input.datasetKey), m_settings.quality);
        m_results.filtered = remember(Stage::Filter, filterKey, [&](const base::Job& job) {
            return filterCells(dataset, m_settings.quality, job);
        });
        const Filtered& filtered = *m_results.filtered;
        const std::uint64_t cellsKey = keyOf("cells", 1, filterKey)
                                           .add(m_settings.roles.batch)
                                           .add(m_settings.roles.label)
                                           .value();
        m_results.cells = remember(Stage::Filter, cellsKey, [&](const base::Job&) {
            return seenThrough(m_settings.roles, dataset, filtered.quality.keptCells);
        });

        if (filtered.logNormalised.cols == 0) {
            m_pcaKey = keyOf("stored pca", 1, m_input.datasetKey).value();
            m_results.pca = remember(Stage::Pca, m_pcaKey, [&](const base::Job&) {
                preprocess::Pca stored;
                stored.scores = *storedPca(dataset);
                return stored;
            });
            return;
        }
        preprocess::VariableGeneOptions options = m_settings.variableGenes;
        if (filtered.counts.cols == 0)
            options.flavour = "seurat";  // seurat_v3 is defined on counts
        base::Hasher hvgKey = keyOf("hvg", variableGenesVersion, filterKey);
        if (options.perBatch) hvgKey.add(m_settings.roles.batch);
        const std::uint64_t genesKey = withOptions(hvgKey, options);
        m_results.variableGenes =
            remember(Stage::VariableGenes, genesKey, [&](const base::Job& job) {
                return preprocess::selectVariableGenes(
                    filtered.counts, filtered.logNormalised,
                    options.perBatch ? &m_results.cells->batch : nullptr, options, job);
            });
        m_pcaKey = withOptions(keyOf("pca", pcaVersion, genesKey), m_settings.pca);
        m_results.pca = remember(Stage::Pca, m_pcaKey, [&](const base::Job& job) {
            return preprocess::pca(filtered.logNormalised, m_results.variableGenes->selected,
                                   m_settings.pca, job);
        });
    }

    Space integrate(const std::string& id, const plugin::Values& values) {
        Settings of = m_settings;
        of.method = id;
        of.methodValues = values;
        const plugin::IntegrationMethod& method = m_registry.method(id);
        const plugin::Values complete = completeMethodValues(of, m_registry);
        base::Hasher hasher = keyOf("integrate", method.version(), m_pcaKey);
        hasher.add(id).add(m_settings.roles.batch).add(m_settings.seed);
        addValues(hasher, complete);
        Space space;
        space.key = hasher.value();
        space.result = remember(Stage::Integrate, space.key, [&](const base::Job& job) {
            const plugin::IntegrationInput input{m_results.pca->scores, {&m_results.cells->batch}};
            const auto run = method.start(input, complete, job);
            bool more = true;
            while (more) {
                job.checkStop();
                more = run->step(job);
                job.progress(run->progress());
            }
            return run->result();
        });
        return space;
    }

    Neighborhood neighbors(const Space& space) {
        Neighborhood around;
        around.key =
            withOptions(keyOf("neighbors", neighborsVersion, space.key), m_settings.neighbors);
        around.graph = remember(Stage::Neighbors, around.key, [&](const base::Job& job) {
            return neighbors::findNeighbors(space.result->embedding, m_settings.neighbors, job);
        });
        return around;
    }

    /// The metrics asked for, slow ones last: cards fill as soon as they can.
    std::vector<const plugin::Metric*> wantedMetrics() const {
        const auto& ids = m_input.metrics;
        std::vector<const plugin::Metric*> wanted;
        for (const bool slow : {false, true})
            for (const auto& metric : m_registry.metrics())
                if (metric->info().slow == slow &&
                    (ids.empty() || std::ranges::find(ids, metric->info().id) != ids.end()))
                    wanted.push_back(metric.get());
        return wanted;
    }

    void scores(const Space& space, const Neighborhood& around, Stage stage, Scores& into) {
        const auto metrics = wantedMetrics();
        const auto total = static_cast<double>(metrics.size());
        double done = 0.0;
        const Cells& cells = *m_results.cells;
        for (const plugin::Metric* metric : metrics) {
            base::Hasher hasher = keyOf("score", metric->version(), around.key);
            hasher.add(metric->info().id).add(m_settings.roles.batch).add(m_settings.roles.label);
            m_job.checkStop();
            auto score = m_cache.find<plugin::Score>(hasher.value());
            if (!score) {
                const base::Job job(
                    m_job.stopToken(), m_job.threads(), m_settings.seed,
                    [&](double part) { m_sink.progress(stage, (done + part) / total); });
                const plugin::MetricInput input{space.result->embedding, *around.graph, cells.batch,
                                                cells.label ? &*cells.label : nullptr,
                                                &m_results.pca->scores};
                score = std::make_shared<const plugin::Score>(metric->compute(input, job));
                m_cache.store<plugin::Score>(hasher.value(), score, sizeOf(*score));
            }
            into[metric->info().id] = std::move(score);
            done += 1.0;
            m_sink.progress(stage, done / total);
            publish();
        }
    }

    void publishWarmLayout(const Neighborhood& around, int epochs) {
        const base::Job job = stageJob(Stage::Layout);
        const data::CsrMatrix graph =
            neighbors::fuzzyGraph(*around.graph, m_settings.umap.neighbors, job);
        embed::UmapOptions options = m_settings.umap;
        options.epochs = epochs;
        embed::UmapRun run(graph, options, *m_input.lastLayout, true, job);
        bool more = true;
        while (more) {
            more = run.step(epochsPerFrame, job);
            m_results.layout = std::make_shared<const data::Embedding>(run.layout());
            m_results.layoutSettled = false;
            publish();
        }
    }

    void layout(const Space& space, const Neighborhood& around) {
        base::Hasher hasher = keyOf("layout", layoutVersion, around.key);
        const std::uint64_t key = withOptions(hasher.add(m_settings.seed), m_settings.umap);
        auto settled = m_cache.find<data::Embedding>(key);
        if (!settled && m_input.live && m_input.lastLayout &&
            m_input.lastLayout->rows == space.result->embedding.rows) {
            publishWarmLayout(around, liveEpochs);
            return;
        }
        if (!settled) {
            const bool watched = m_results.layout == nullptr;
            settled = remember(Stage::Layout, key, [&](const base::Job& job) {
                const data::CsrMatrix graph =
                    neighbors::fuzzyGraph(*around.graph, m_settings.umap.neighbors, job);
                embed::UmapRun run(graph, m_settings.umap, embed::pcaStart(space.result->embedding),
                                   false, job);
                // Every run is turned to the same fixed frame, the first two unintegrated PCs, so
                // that two settled maps can be compared whatever was looked at in between.
                const data::Embedding frame = embed::pcaStart(m_results.pca->scores);
                bool more = true;
                while (more) {
                    more = run.step(epochsPerFrame, job);
                    job.progress(run.progress());
                    if (!watched || !more) continue;
                    m_results.layout = std::make_shared<const data::Embedding>(
                        embed::aligned(run.layout(), frame));
                    m_results.layoutSettled = false;
                    publish();
                }
                return embed::aligned(run.layout(), frame);
            });
        }
        m_results.layout = settled;
        m_results.layoutSettled = true;
        publish();
    }

    void baseline() {
        const Space before = integrate("none", {});
        scores(before, neighbors(before), Stage::Baseline, m_results.baseline);
    }

    static constexpr int epochsPerFrame = 10;

    const ChainInput& m_input;
    const Settings& m_settings;
    const plugin::Registry& m_registry;
    Cache& m_cache;
    const ChainSink& m_sink;
    const base::Job& m_job;
    Results m_results;
    std::uint64_t m_pcaKey = 0;
};

}  // namespace

std::string nameOf(Stage stage) {
    switch (stage) {
        case Stage::Filter:
            return "Filter";
        case Stage::VariableGenes:
            return "Variable genes";
        case Stage::Pca:
            return "PCA";
        case Stage::Integrate:
            return "Integrate";
        case Stage::Neighbors:
            return "Neighbours";
        case Stage::Scores:
            return "Scores";
        case Stage::Layout:
            return "UMAP";
        case Stage::Baseline:
            return "Baseline";
    }
    return {};
}

Results runChain(const ChainInput& input, const plugin::Registry& registry, Cache& cache,
                 const ChainSink& sink, const base::Job& job) {
    return Chain(input, registry, cache, sink, job).run();
}

}  // namespace counterpoint::pipeline
