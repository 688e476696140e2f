#include "core/simulate/simulate.h"

#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace counterpoint::simulate {

namespace {

/// Random streams below this are for the populations and batches; above, one a cell.
constexpr std::uint64_t FirstCellStream = 1000000;
constexpr double BaselineSd = 1.2;      // of log rates, between genes
constexpr double LibrarySd = 0.35;      // of log depths, between cells
constexpr double GammaShape = 6.667;    // 1 / 0.15: biological coefficient of variation 0.39
constexpr double SpecialEffect = 1.15;  // of the two special populations, relative to the others
constexpr double Kinship = 0.5;  // how much a batch's own population is like the first one …
constexpr double Scarce = 0.25;  // … and the share of the first that is left in that batch
constexpr double CompositionSd = 0.3;  // of log population shares, between batches

/// Which populations are special; `types` where there is none.
struct Roles {
    std::size_t rare;
    std::size_t specific;

    explicit Roles(const SimulateOptions& options) {
        const auto types = static_cast<std::size_t>(options.types);
        const bool hasRare = options.rareShare > 0.0 && types > 1;
        const bool hasSpecific = options.batchSpecific && options.batches > 1 && types > 2;
        rare = hasRare ? types - 1 : types;
        specific = hasSpecific ? rare - 1 : types;
    }
};

std::vector<double> normals(std::size_t n, double sd, base::Random random) {
    std::vector<double> values(n);
    for (double& value : values) value = sd * random.normal();
    return values;
}

/// Expected counts and shares of every population in every batch.
class Model {
  public:
    Model(const SimulateOptions& options, std::uint64_t seed)
        : m_genes(static_cast<std::size_t>(options.genes)),
          m_types(static_cast<std::size_t>(options.types)),
          m_batches(static_cast<std::size_t>(options.batches)) {
        makeRates(options, seed);
        makeShares(options, seed);
    }

    /// Expected counts of a cell of median depth; sums to the depth.
    const std::vector<double>& rates(std::size_t batch, std::size_t type) const {
        return m_rates[batch * m_types + type];
    }
    std::size_t drawBatch(base::Random& random) const {
        return static_cast<std::size_t>(random.below(m_batches));
    }
    std::size_t drawType(std::size_t batch, base::Random& random) const {
        const std::vector<double>& shares = m_shares[batch];
        double left = random.uniform();
        std::size_t type = 0;
        while (type + 1 < m_types && left >= shares[type]) left -= shares[type++];
        return type;
    }

  private:
    void makeRates(const SimulateOptions& options, std::uint64_t seed) {
        const Roles roles(options);
        std::uint64_t stream = 0;
        const auto next = [&] { return base::Random(seed, ++stream); };
        const std::vector<double> baseline = normals(m_genes, BaselineSd, next());
        std::vector<std::vector<double>> populations;
        for (std::size_t type = 0; type < m_types; ++type) {
            base::Random random = next();
            std::vector<double> shift(m_genes);
            double effect = options.typeEffect;
            if (type == roles.rare || type == roles.specific) effect *= SpecialEffect;
            if (type == roles.specific)
                std::ranges::transform(populations.front(), shift.begin(),
                                       [](double value) { return Kinship * value; });
            for (double& value : shift)
                if (random.uniform() < options.markerShare) value += effect * random.normal();
            populations.push_back(std::move(shift));
        }
        for (std::size_t batch = 0; batch < m_batches; ++batch) {
            const std::vector<double> shift = normals(m_genes, options.batchEffect, next());
            for (std::size_t type = 0; type < m_types; ++type) {
                const std::vector<double> own =
                    normals(m_genes, options.batchEffect * options.interaction, next());
                std::vector<double> rates(m_genes);
                for (std::size_t g = 0; g < m_genes; ++g)
                    rates[g] = std::exp(baseline[g] + populations[type][g] + shift[g] + own[g]);
                const double total = std::accumulate(rates.begin(), rates.end(), 0.0);
                for (double& rate : rates) rate *= options.depth / total;
                m_rates.push_back(std::move(rates));
            }
        }
    }

    void makeShares(const SimulateOptions& options, std::uint64_t seed) {
        const Roles roles(options);
        const bool hasSpecific = roles.specific < m_types;
        base::Random random(seed, FirstCellStream - 1);
        for (std::size_t batch = 0; batch < m_batches; ++batch) {
            std::vector<double> shares(m_types);
            for (std::size_t type = 0; type < m_types; ++type) {
                const bool last = batch + 1 == m_batches;
                double weight = std::exp(CompositionSd * random.normal()) /
                                (1.0 + 0.2 * static_cast<double>(type));
                if (type == roles.specific && !last) weight = 0.0;
                if (type == 0 && hasSpecific && last) weight *= Scarce;
                if (type != roles.rare) shares[type] = weight;
            }
            const double rare = roles.rare < m_types ? options.rareShare : 0.0;
            const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
            for (double& share : shares) share *= (1.0 - rare) / total;
            if (roles.rare < m_types) shares[roles.rare] = rare;
            m_shares.push_back(std::move(shares));
        }
    }

    std::size_t m_genes;
    std::size_t m_types;
    std::size_t m_batches;
    std::vector<std::vector<double>> m_rates;   ///< batches × types, each of genes
    std::vector<std::vector<double>> m_shares;  ///< batches, each of types
};

/// A Poisson count whose mean is gamma distributed around `mean`. Small means by inversion of the
/// negative binomial; P(0) ≥ exp(−mean) ≥ the first terms
/// of its series settles most draws without computing it.
std::uint32_t gammaPoisson(double mean, base::Random& random) {
    constexpr double inversionUpTo = 50.0;
    if (mean > inversionUpTo) return random.poisson(mean * random.gamma(GammaShape) / GammaShape);
    double left = random.uniform();
    if (left < 1.0 - mean + mean * mean * (0.5 - mean / 6.0)) return 0;
    double probability = std::exp(-GammaShape * std::log1p(mean / GammaShape));
    const double ratio = mean / (mean + GammaShape);
    std::uint32_t count = 0;
    while (left >= probability && probability > 0.0) {
        left -= probability;
        probability *= ratio * (GammaShape + count) / (count + 1.0);
        ++count;
    }
    return count;
}

/// What is drawn of a cell before its counts, and the numbers that go on from there.
struct Cell {
    base::Random random;
    std::size_t batch;
    std::size_t type;

    Cell(const Model& model, std::uint64_t seed, std::size_t index)
        : random(seed, FirstCellStream + index),
          batch(model.drawBatch(random)),
          type(model.drawType(batch, random)) {}
};

class SimulatedRows : public data::RowStream {
  public:
    SimulatedRows(const SimulateOptions& options, std::uint64_t seed)
        : m_model(options, seed),
          m_seed(seed),
          m_rows(static_cast<std::size_t>(options.cells)),
          m_cols(static_cast<std::size_t>(options.genes)) {
        base::Hasher hasher;
        hasher.add("simulated").add(seed);
        for (const auto& [key, value] : SimulateOptions::fields().values(options))
            hasher.add(key).add(plugin::textOf(value));
        m_fingerprint = hasher.value();
    }

    std::size_t rows() const override { return m_rows; }
    std::size_t cols() const override { return m_cols; }
    std::size_t nonZeros() const override { return read(0, {}).nonZeros() * blockCount(); }
    std::size_t blockCount() const override { return base::blockCount(m_rows, blockRows); }
    std::size_t firstRow(std::size_t block) const override {
        return std::min(m_rows, block * blockRows);
    }
    std::uint64_t fingerprint() const override { return m_fingerprint; }
    data::CsrMatrix read(std::size_t block, const base::Job& job) const override {
        constexpr std::size_t cellsPerPoll = 16;
        data::CsrMatrix part;
        part.cols = m_cols;
        for (std::size_t cell = firstRow(block); cell < firstRow(block + 1); ++cell) {
            if (cell % cellsPerPoll == 0) job.checkStop();
            draw(cell, part);
        }
        return part;
    }
    Cell cell(std::size_t index) const { return {m_model, m_seed, index}; }

  private:
    static constexpr std::size_t blockRows = 256;

    void draw(std::size_t index, data::CsrMatrix& part) const {
        Cell cell(m_model, m_seed, index);
        const double depth = std::exp(LibrarySd * cell.random.normal());
        const std::vector<double>& rates = m_model.rates(cell.batch, cell.type);
        for (std::uint32_t gene = 0; gene < m_cols; ++gene) {
            const std::uint32_t drawn = gammaPoisson(depth * rates[gene], cell.random);
            if (drawn == 0) continue;
            part.columns.push_back(gene);
            part.values.push_back(static_cast<float>(drawn));
        }
        part.rowPointers.push_back(static_cast<std::int64_t>(part.values.size()));
        ++part.rows;
    }

    Model m_model;
    std::uint64_t m_seed;
    std::size_t m_rows;
    std::size_t m_cols;
    std::uint64_t m_fingerprint = 0;
};

/// "gene_0007" for the seventh of up to 9999.
std::string numbered(const std::string& prefix, std::size_t number, std::size_t most) {
    const std::string digits = std::to_string(number);
    const std::size_t width = std::to_string(most).size();
    return prefix + std::string(width - std::min(width, digits.size()), '0') + digits;
}

std::vector<std::string> geneNames(std::size_t genes) {
    const std::size_t mito = (genes + 99) / 100;
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= genes - mito; ++i)
        names.push_back(numbered("gene_", i, std::max<std::size_t>(genes, 1000)));
    for (std::size_t i = 1; i <= mito; ++i) names.push_back(numbered("MT-", i, mito));
    return names;
}

std::vector<std::string> batchNames(int batches) {
    std::vector<std::string> names;
    for (int b = 1; b <= batches; ++b) names.push_back("batch_" + std::to_string(b));
    return names;
}

std::vector<std::string> typeNames(const SimulateOptions& options) {
    const Roles roles(options);
    std::vector<std::string> names;
    for (std::size_t type = 0; type < static_cast<std::size_t>(options.types); ++type) {
        std::string name(1, static_cast<char>('A' + type));
        if (type == roles.rare) name += " (rare)";
        if (type == roles.specific) name += " (" + batchNames(options.batches).back() + " only)";
        names.push_back(std::move(name));
    }
    return names;
}

/// Levels without cells are left out, as a file would have it.
data::Column categorical(std::string name, std::vector<std::int32_t> codes,
                         std::vector<std::string> levels) {
    std::vector<std::uint32_t> all(codes.size());
    std::iota(all.begin(), all.end(), 0U);
    return {std::move(name),
            data::takeRows(data::Categories{std::move(codes), std::move(levels), false}, all)};
}

}  // namespace

const plugin::Fields<SimulateOptions>& SimulateOptions::fields() {
    static const plugin::Fields<SimulateOptions> all({
        {{.key = "cells",
          .title = "Cells",
          .help = "How many cells there are over all batches.",
          .kind = plugin::ParameterKind::Integer,
          .minimum = 100,
          .maximum = 10000000,
          .step = 1000,
          .scale = plugin::Scale::Logarithmic},
         &SimulateOptions::cells},
        {{.key = "genes",
          .title = "Genes",
          .help = "How many genes there are.",
          .kind = plugin::ParameterKind::Integer,
          .minimum = 50,
          .maximum = 50000,
          .step = 100,
          .scale = plugin::Scale::Logarithmic},
         &SimulateOptions::genes},
        {{.key = "batches",
          .title = "Batches",
          .help = "How many batches there are, of about equal size.",
          .kind = plugin::ParameterKind::Integer,
          .minimum = 1,
          .maximum = 100,
          .step = 1},
         &SimulateOptions::batches},
        {{.key = "types",
          .title = "Populations",
          .help = "How many populations of cells there are.",
          .kind = plugin::ParameterKind::Integer,
          .minimum = 1,
          .maximum = 26,
          .step = 1},
         &SimulateOptions::types},
        {{.key = "batch_effect",
          .title = "Batch effect",
          .help = "Standard deviation of the shift a batch gives to each gene, in natural "
                  "logarithms; 0 makes batches differ by chance only.",
          .maximum = 3.0},
         &SimulateOptions::batchEffect},
        {{.key = "interaction",
          .title = "Batch effect of a population",
          .help = "How much a batch shifts each population on its own, relative to the batch "
                  "effect; 0 shifts all alike.",
          .maximum = 3.0},
         &SimulateOptions::interaction},
        {{.key = "type_effect",
          .title = "Population effect",
          .help = "Standard deviation of the shift a population gives to its marker genes, in "
                  "natural logarithms.",
          .maximum = 5.0},
         &SimulateOptions::typeEffect},
        {{.key = "marker_share",
          .title = "Marker genes",
          .help = "Share of all genes that are markers of one population.",
          .maximum = 1.0,
          .step = 0.01},
         &SimulateOptions::markerShare},
        {{.key = "rare_share",
          .title = "Rare population",
          .help = "Share of cells in the last population; 0 makes none rare.",
          .maximum = 0.2,
          .step = 0.005},
         &SimulateOptions::rareShare},
        {{.key = "batch_specific",
          .title = "Population in one batch only",
          .help = "Gives the last batch a population that no other batch has.",
          .kind = plugin::ParameterKind::Boolean},
         &SimulateOptions::batchSpecific},
        {{.key = "depth",
          .title = "Counts per cell",
          .help = "Median counts of a cell over all genes.",
          .minimum = 100.0,
          .maximum = 100000.0,
          .step = 100.0,
          .scale = plugin::Scale::Logarithmic},
         &SimulateOptions::depth},
    });
    return all;
}

data::Dataset simulateStream(const SimulateOptions& options, const base::Job& job) {
    constexpr std::size_t cellsAtOnce = 4096;
    const auto rows = std::make_shared<const SimulatedRows>(options, job.seed());
    const std::size_t cells = rows->rows();
    std::vector<std::int32_t> batches(cells);
    std::vector<std::int32_t> types(cells);
    base::parallelBlocks(job, cells, cellsAtOnce,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             for (std::size_t i = begin; i < end; ++i) {
                                 const Cell cell = rows->cell(i);
                                 batches[i] = static_cast<std::int32_t>(cell.batch);
                                 types[i] = static_cast<std::int32_t>(cell.type);
                             }
                         });
    data::Dataset dataset;
    dataset.name = "simulated";
    dataset.stream = rows;
    dataset.counts = data::emptyMatrix(cells, rows->cols());
    dataset.valueKind = data::ValueKind::Counts;
    for (std::size_t cell = 1; cell <= cells; ++cell)
        dataset.obs.index.push_back(numbered("cell_", cell, cells));
    dataset.obs.set(categorical("batch", std::move(batches), batchNames(options.batches)));
    dataset.obs.set(categorical("cell_type", std::move(types), typeNames(options)));
    dataset.var.index = geneNames(rows->cols());
    return dataset;
}

data::Dataset simulate(const SimulateOptions& options, const base::Job& job) {
    data::Dataset dataset = simulateStream(options, job);
    const auto all = [](std::size_t count) {
        std::vector<std::uint32_t> indices(count);
        std::iota(indices.begin(), indices.end(), 0U);
        return indices;
    };
    dataset.counts = data::take(*dataset.stream, all(dataset.cells()), all(dataset.genes()), job);
    dataset.stream.reset();
    return dataset;
}

data::Dataset demo(const base::Job& job) {
    // With a smaller batch effect theta 0 mixes for some seeds, with 0.31 theta 2 does not: see
    // tests/core/simulate/demo_test.cpp for what Harmony is to show.
    constexpr std::uint64_t seed = 5;
    SimulateOptions options;
    options.genes = 1200;
    options.depth = 1000.0;
    options.batchEffect = 0.29;
    data::Dataset dataset = simulate(options, base::Job(job.stopToken(), job.threads(), seed));
    dataset.name = "demo (simulated)";
    return dataset;
}

}  // namespace counterpoint::simulate
