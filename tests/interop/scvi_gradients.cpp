// What scvi_gradients_agree.py asks of us: a network of scVI on made cells, and what learning does:
//     scvi_gradients OUT [key=value…]        (settings as in `--set`, without dropout)
// OUT becomes lines "NAME ROWS COLS numbers…": the cells, the noise, the weights, losses and
// gradients in double, gradients in float ("…32"), and the weights after some steps of Adam.

#include "core/base/error.h"
#include "core/scvi/network.h"

#include <cstdio>
#include <fstream>
#include <string>

using namespace counterpoint;

namespace {

constexpr std::size_t CellCount = 40;
constexpr std::size_t Genes = 30;
constexpr std::uint64_t Key = 17;
constexpr double KlWeight = 0.3;
constexpr int Steps = 3;

class Lines {
  public:
    explicit Lines(const std::string& path) : m_file(path) { m_file.precision(17); }
    template <class At>
    void write(const std::string& name, std::size_t rows, std::size_t cols, At at) {
        m_file << name << ' ' << rows << ' ' << cols;
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < cols; ++j) m_file << ' ' << at(i, j);
        m_file << '\n';
    }
    template <class T>
    void write(const std::string& name, const nn::Batch<T>& batch) {
        write(name, batch.features, batch.cells,
              [&](std::size_t i, std::size_t c) { return batch.row(i)[c]; });
    }
    template <class T>
    void write(const std::string& prefix, const nn::Parameters<T>& parameters,
               const nn::Numbers<T>& numbers) {
        for (const nn::Slice& slice : parameters.slices)
            write(prefix + slice.name, slice.rows, slice.cols, [&](std::size_t i, std::size_t j) {
                return numbers[slice.offset + i * slice.stride + j];
            });
    }
    bool good() const { return m_file.good(); }

  private:
    std::ofstream m_file;
};

/// Counts, two batches, a covariate of three levels and a continuous one.
struct Sample {
    data::CsrMatrix counts;
    scvi::Cells cells;

    Sample() {
        base::Random random(5);
        data::Categories batch;
        data::Categories donor;
        batch.levels = {"a", "b"};
        donor.levels = {"x", "y", "z"};
        std::vector<float> number;
        counts.rows = CellCount;
        counts.cols = Genes;
        for (std::size_t i = 0; i < CellCount; ++i) {
            for (std::uint32_t g = 0; g < Genes; ++g) {
                const std::uint32_t x = random.poisson(g == 3 ? 60.0 : 0.2 * (g % 9));
                if (x == 0) continue;
                counts.columns.push_back(g);
                counts.values.push_back(static_cast<float>(x));
            }
            counts.rowPointers.push_back(static_cast<std::int64_t>(counts.columns.size()));
            batch.codes.push_back(static_cast<std::int32_t>(random.below(2)));
            donor.codes.push_back(static_cast<std::int32_t>(random.below(3)));
            number.push_back(static_cast<float>(random.normal()));
        }
        cells = scvi::cellsOf(counts, {&batch, &donor}, {}, {number});
    }
};

template <class T>
scvi::Minibatch<T> all(const scvi::Cells& cells, bool encodeCovariates) {
    scvi::Minibatch<T> all;
    all.gather(cells, cells.usable, encodeCovariates);
    return all;
}

void write(const std::string& path, const scvi::ScviOptions& options) {
    const Sample sample;
    const scvi::Shape shape{Genes, sample.cells.levelCount, sample.cells.batches,
                            sample.cells.numberCount};
    Lines lines(path);
    const auto cells = all<double>(sample.cells, options.encodeCovariates);
    lines.write("counts", CellCount, Genes, [&](std::size_t i, std::size_t g) {
        const auto columns = sample.counts.rowColumns(i);
        for (std::size_t k = 0; k < columns.size(); ++k)
            if (columns[k] == g) return sample.counts.rowValues(i)[k];
        return 0.0F;
    });
    lines.write("levels", cells.levels);
    lines.write("numbers", cells.numbers);
    lines.write("total_mean", 1, CellCount,
                [&](std::size_t, std::size_t c) { return cells.total.mean[c]; });
    lines.write("total_variance", 1, CellCount,
                [&](std::size_t, std::size_t c) { return cells.total.variance[c]; });
    // As Network::learn draws it.
    nn::Batch<double> noise;
    nn::drawNoise(noise, static_cast<std::size_t>(options.latent), CellCount, Key);
    lines.write("noise", noise);
    nn::drawNoise(noise, 1, CellCount, base::mix(Key + 102));
    lines.write("total_noise", noise);

    scvi::Network<float> single(options, shape, 3);
    scvi::Network<double> network(options, shape, 3);
    network.parameters.values.assign(single.parameters.values.begin(),
                                     single.parameters.values.end());
    lines.write("weight ", network.parameters, network.parameters.values);
    single.learn(all<float>(sample.cells, options.encodeCovariates), KlWeight, {}, Key, {});
    lines.write("gradient32 ", single.parameters, single.parameters.gradients);
    for (int step = 0; step < Steps; ++step) {
        const scvi::Loss loss = network.learn(cells, KlWeight, {}, Key, {});
        if (step == 0) {
            const double parts[] = {loss.reconstruction, loss.kl, loss.totalKl, KlWeight, Steps};
            lines.write("loss", 1, 5, [&](std::size_t, std::size_t i) { return parts[i]; });
            lines.write("gradient ", network.parameters, network.parameters.gradients);
        }
        network.parameters.step({}, {});
    }
    lines.write("after ", network.parameters, network.parameters.values);
    if (!lines.good())
        throw base::Error(base::ErrorKind::Io, path + " cannot be written; is the disk full?");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    try {
        const auto& fields = scvi::ScviOptions::fields();
        scvi::ScviOptions options;
        options.hidden = 16;
        options.latent = 4;
        options.dropout = 0.0;
        for (int i = 2; i < argc; ++i) {
            const std::string word = argv[i];
            const std::size_t equals = word.find('=');
            for (const plugin::Parameter& parameter : fields.parameters())
                if (parameter.key == word.substr(0, equals))
                    fields.set(options, parameter.key,
                               plugin::parseValue(parameter, word.substr(equals + 1)));
        }
        write(argv[1], options);
    } catch (const base::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
