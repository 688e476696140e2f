// What scvi_agree.py asks of us: trains scVI on the counts of an .h5ad file as they are and writes
// the latent space and the ELBOs beside it:
//     scvi_values FILE.h5ad LIKELIHOOD EPOCHS WARMUP SEED OUT [WEIGHTS]
// WEIGHTS, float32 matrix after matrix, are what to start from instead of the seed's.
// OUT becomes: one line "train held-out reconstruction KL", then one line of numbers a cell.

#include "core/base/error.h"
#include "core/io/open.h"
#include "core/scvi/trainer.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

using namespace counterpoint;

namespace {

/// Throws Error(Io) unless the file holds exactly these matrices.
void readWeights(nn::Parameters<float>& weights, const char* path) {
    std::ifstream in(path, std::ios::binary);
    for (const nn::Slice& slice : weights.slices)
        for (std::size_t i = 0; i < slice.rows; ++i)
            in.read(
                reinterpret_cast<char*>(weights.values.data() + slice.offset + i * slice.stride),
                static_cast<std::streamsize>(slice.cols * sizeof(float)));
    if (!in || in.peek() != std::ifstream::traits_type::eof())
        throw base::Error(base::ErrorKind::Io,
                          std::string(path) + " does not hold the weights of this network");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 7 && argc != 8) return 2;
    try {
        const std::uint64_t seed = std::strtoull(argv[5], nullptr, 10);
        const base::Job job({}, base::availableThreads(), seed);
        const auto dataset = io::open(argv[1], job);
        const data::Categories batch = data::asCategories(*dataset->obs.find("batch"));
        scvi::ScviOptions options;
        options.likelihood = argv[2];
        options.klWarmup = std::atoi(argv[4]);
        const scvi::Cells cells = scvi::cellsOf(dataset->counts, {&batch}, job);
        const auto model = std::make_shared<scvi::Model>(
            options, dataset->var.index, std::vector<std::vector<std::string>>{batch.levels}, seed);
        if (argc == 8) readWeights(model->network().parameters, argv[7]);
        scvi::Trainer trainer(model, cells, options, seed, nullptr);
        for (int epoch = 0; epoch < std::atoi(argv[3]); ++epoch)
            if (!trainer.epoch(job)) return 1;
        const scvi::Epoch& last = trainer.epochs().back();
        std::ofstream out(argv[6]);
        out << last.train.total() << ' ' << last.heldOut.total() << ' '
            << last.heldOut.reconstruction << ' ' << last.heldOut.kl << '\n';
        const data::Embedding latent = trainer.model().latent(cells, job);
        for (std::size_t i = 0; i < latent.rows; ++i)
            for (std::size_t d = 0; d < latent.cols; ++d)
                out << latent(i, d) << (d + 1 < latent.cols ? ' ' : '\n');
        return out ? 0 : 1;
    } catch (const base::Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
