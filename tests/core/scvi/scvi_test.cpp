#include "core/scvi/scvi.h"

#include "core/base/error.h"
#include "core/scvi/placement.h"
#include "core/scvi/trainer.h"

#include <QtTest>

#include <cmath>
#include <thread>

using namespace counterpoint;
using scvi::Model;
using scvi::ScviOptions;

namespace {

constexpr std::size_t CellCount = 300;
constexpr std::size_t Genes = 60;

/// Three cell types in two batches that each scale their own genes.
struct Sample {
    data::CsrMatrix counts;
    data::Categories batch;
    data::Embedding pca{CellCount, 2};
    std::vector<std::string> genes;

    Sample() {
        counts.rows = CellCount;
        counts.cols = Genes;
        batch.levels = {"a", "b"};
        for (std::size_t i = 0; i < CellCount; ++i) {
            base::Random random(3, i);
            const std::size_t type = i % 3;
            const std::size_t b = i / 3 % 2;
            for (std::uint32_t g = 0; g < Genes; ++g) {
                const double mean =
                    (g % 3 == type ? 4.0 : 0.5) * (b == 1 && g % 5 == 0 ? 3.0 : 1.0);
                const std::uint32_t x = random.poisson(mean);
                if (x == 0) continue;
                counts.columns.push_back(g);
                counts.values.push_back(static_cast<float>(x));
            }
            counts.rowPointers.push_back(static_cast<std::int64_t>(counts.columns.size()));
            batch.codes.push_back(static_cast<std::int32_t>(b));
        }
        for (std::size_t g = 0; g < Genes; ++g) genes.push_back("gene" + std::to_string(g));
    }

    plugin::IntegrationInput input() const {
        plugin::IntegrationInput input{pca, {&batch}};
        input.counts = &counts;
        input.genes = &genes;
        return input;
    }
};

plugin::Values shortTraining() {
    return {{"n_hidden", std::int64_t{16}},
            {"n_latent", std::int64_t{4}},
            {"max_epochs", std::int64_t{12}},
            {"n_epochs_kl_warmup", std::int64_t{4}},
            {"gene_likelihood", std::string("nb")}};
}

std::unique_ptr<plugin::IntegrationRun> started(const plugin::IntegrationInput& input,
                                                const plugin::Values& values,
                                                const base::Job& job = {{}, 2, 1}) {
    return scvi::makeScvi()->start(input, values, job);
}

plugin::IntegrationResult finished(plugin::IntegrationRun& run, const base::Job& job = {{}, 2, 1}) {
    while (run.step(job)) {
    }
    return run.result();
}

void verifyRefused(const plugin::IntegrationInput& input, const char* part) {
    try {
        started(input, {});
        QFAIL("was not refused");
    } catch (const base::Error& error) {
        QVERIFY2(std::string(error.what()).find(part) != std::string::npos, error.what());
    }
}

}  // namespace

class ScviTest : public QObject {
    Q_OBJECT

  private slots:
    void learnsWithEveryEpoch() {
        const Sample sample;
        const auto result = finished(*started(sample.input(), shortTraining()));
        QCOMPARE(result.rounds, 12);
        QVERIFY(result.converged);
        QCOMPARE(result.embedding.rows, CellCount);
        QCOMPARE(result.embedding.cols, std::size_t{4});
        QVERIFY(result.objective.back().total < result.objective.front().total);
        QCOMPARE(result.objective.back().beside.front().first, std::string("held out"));
        QCOMPARE(result.objective[1].beside[1].second, 0.25);  // KL weight: epoch 1 of 4
        QVERIFY(result.model != nullptr);
    }

    void threadsChangeNothing() {
        const Sample sample;
        const base::Job one({}, 1, 1);
        const base::Job three({}, 3, 1);
        plugin::Values values = shortTraining();
        values["adversarial_weight"] = 1.0;
        values["mmd_weight"] = 1.0;
        const auto a = finished(*started(sample.input(), values, one), one);
        const auto b = finished(*started(sample.input(), values, three), three);
        QVERIFY(a.embedding == b.embedding);
    }

    void stopKeepsTheLastWholeEpoch() {
        const Sample sample;
        const auto run = started(sample.input(), shortTraining());
        const auto twin = started(sample.input(), shortTraining());
        for (int i = 0; i < 3; ++i) {
            run->step({{}, 2, 1});
            twin->step({{}, 2, 1});
        }
        std::stop_source stop;
        std::jthread later([&] { stop.request_stop(); });
        try {
            for (int i = 0; i < 1000; ++i) {
                run->step({stop.get_token(), 2, 1});
                twin->step({{}, 2, 1});
            }
        } catch (const base::Cancelled&) {
            QVERIFY(run->result().embedding == twin->result().embedding);
        }
        // And goes on as if nothing had been.
        QVERIFY(finished(*run).embedding == finished(*twin).embedding);
    }

    void divergenceKeepsTheLastGoodWeights() {
        const Sample sample;
        const scvi::Cells cells = scvi::cellsOf(sample.counts, {&sample.batch}, {});
        ScviOptions options;
        options.hidden = 16;
        options.learningRate = 1e30;
        scvi::Trainer trainer(
            std::make_shared<Model>(options, sample.genes,
                                    std::vector<std::vector<std::string>>{sample.batch.levels}, 1),
            cells, options, 1, nullptr);
        bool finite = true;
        for (int i = 0; i < 20 && finite; ++i) {
            const auto before = trainer.state().network.values;
            finite = trainer.epoch({});
            if (!finite) QVERIFY(trainer.state().network.values == before);
        }
        QVERIFY(!finite);
    }

    void otherKlWeightGoesOnAndOtherLayersStartAnew() {
        const Sample sample;
        const auto first = started(sample.input(), shortTraining());
        const auto reached = finished(*first);
        plugin::IntegrationInput warm = sample.input();
        warm.warm = first->warmState();
        plugin::Values moved = shortTraining();
        moved["kl_weight"] = 2.0;
        const auto further = started(warm, moved);
        QVERIFY(further->result().embedding == reached.embedding);
        QCOMPARE(finished(*further).rounds, 22);
        moved["n_layers"] = std::int64_t{2};
        const auto anew = started(warm, moved);
        QVERIFY(anew->result().embedding != reached.embedding);
        QCOMPARE(finished(*anew).rounds, 12);
    }

    void settledIsTheColdAnswer() {
        const Sample sample;
        const auto cold = finished(*started(sample.input(), shortTraining()));
        const auto half = started(sample.input(), shortTraining());
        for (int i = 0; i < 5; ++i) half->step({{}, 2, 1});
        plugin::IntegrationInput warm = sample.input();
        warm.warm = half->warmState();
        warm.settled = true;
        QVERIFY(finished(*started(warm, shortTraining())).embedding == cold.embedding);
        plugin::Values moved = shortTraining();
        moved["kl_weight"] = 2.0;
        const auto coldMoved = finished(*started(sample.input(), moved));
        QVERIFY(finished(*started(warm, moved)).embedding == coldMoved.embedding);
    }

    void modelsAreReadAsWritten() {
        const Sample sample;
        const auto result = finished(*started(sample.input(), shortTraining()));
        const std::string bytes = result.model->bytes();
        const auto model = Model::read(bytes);
        const scvi::Cells cells = scvi::cellsOf(sample.counts, {&sample.batch}, {});
        QVERIFY(model->latent(cells, {}) == result.embedding);
        QCOMPARE(model->genes(), sample.genes);
        std::string damaged = bytes;
        damaged[bytes.size() / 2] = static_cast<char>(damaged[bytes.size() / 2] ^ 1);
        QVERIFY_THROWS_EXCEPTION(base::Error, Model::read(damaged));
        QVERIFY_THROWS_EXCEPTION(base::Error,
                                 Model::read(std::string_view(bytes).substr(0, bytes.size() - 5)));
        QVERIFY_THROWS_EXCEPTION(base::Error, Model::read("something else"));
    }

    void batchFreeExpressionIsTheMeanOverBatches() {
        const Sample sample;
        const auto result = finished(*started(sample.input(), shortTraining()));
        const auto& model = dynamic_cast<const Model&>(*result.model);
        const scvi::Cells cells = scvi::cellsOf(sample.counts, {&sample.batch}, {});
        const data::Matrix a = model.expression(cells, 0, {});
        const data::Matrix b = model.expression(cells, 1, {});
        const data::Matrix both = model.expression(cells, {}, {});
        for (std::size_t i = 0; i < CellCount; ++i) {
            double sum = 0.0;
            for (std::size_t g = 0; g < Genes; ++g) {
                sum += static_cast<double>(both(i, g));
                QVERIFY(std::abs(both(i, g) - 0.5F * (a(i, g) + b(i, g))) < 1e-6F);
            }
            QVERIFY(std::abs(sum - 1.0) < 1e-5);
        }
    }

    void epochsFollowTheHeuristic() {
        const ScviOptions options;
        QCOMPARE(options.epochsFor(1000), 400);
        QCOMPARE(options.epochsFor(20000), 400);
        QCOMPARE(options.epochsFor(100000), 80);
        QCOMPARE(options.epochsFor(50000000), 1);
        QCOMPARE(options.klWeightIn(0), 0.0);
        QCOMPARE(options.klWeightIn(79), 0.1975);
    }

    void whatCannotBeLearnedFromIsRefused() {
        Sample sample;
        plugin::IntegrationInput without = sample.input();
        without.counts = nullptr;
        verifyRefused(without, "raw counts");
        Sample halves;
        halves.counts.values[7] = 1.5F;
        verifyRefused(halves.input(), "raw counts");
        Sample single;
        std::ranges::fill(single.batch.codes, 0);
        single.batch.codes[3] = 1;
        verifyRefused(single.input(), "one cell only");
        Sample one;
        std::ranges::fill(one.batch.codes, 0);
        one.batch.levels = {"a"};
        verifyRefused(one.input(), "two batches");
        for (const float x : {-1.0F, NAN, INFINITY}) {
            Sample wrong;
            wrong.counts.values[7] = x;
            verifyRefused(wrong.input(), "raw counts");
        }
        Sample gap;
        gap.batch.codes[5] = -1;
        verifyRefused(gap.input(), "missing values");
        Sample shorter;
        shorter.batch.codes.pop_back();
        verifyRefused(shorter.input(), "batches of 299");
        Sample empty;
        empty.counts = data::emptyMatrix(CellCount, Genes);
        verifyRefused(empty.input(), "at least 3 cells with counts");
        Sample fixed;
        plugin::IntegrationInput reference = fixed.input();
        reference.reference = {"a"};
        verifyRefused(reference, "leave out the reference");
        QVERIFY_THROWS_EXCEPTION(base::Error, scvi::cellsOf(fixed.counts, {&fixed.batch}, {},
                                                            {std::vector<float>(CellCount, NAN)}));
    }

    void covariatesAreToldToTheDecoderAndKeptWithTheModel() {
        const Sample sample;
        std::vector<float> depth(CellCount);
        for (std::size_t i = 0; i < CellCount; ++i) depth[i] = static_cast<float>(i % 7) / 7.0F;
        data::Categories donor = sample.batch;
        for (std::size_t i = 0; i < CellCount; ++i) donor.codes[i] = i % 4 < 2 ? 0 : 1;
        plugin::IntegrationInput told = sample.input();
        told.covariates = {{"depth", &depth, nullptr}, {"donor", nullptr, &donor}};
        const auto result = finished(*started(told, shortTraining()));
        const auto& model = dynamic_cast<const Model&>(*result.model);
        QCOMPARE(model.numbers(), std::size_t{1});
        QCOMPARE(model.covariates().size(), std::size_t{2});
        QVERIFY(result.embedding != finished(*started(sample.input(), shortTraining())).embedding);
        // To the network a category is a further batch column.
        plugin::IntegrationInput further = sample.input();
        further.batches.push_back(&donor);
        further.covariates = {{"depth", &depth, nullptr}};
        QVERIFY(finished(*started(further, shortTraining())).embedding == result.embedding);
        depth[3] = NAN;
        verifyRefused(told, "missing values");
    }

    void whatDoesNotFitIsRefusedBeforeItIsTried() {
        Sample sample;
        sample.counts.cols = 1'000'000'000;
        verifyRefused(sample.input(), "1000000000 genes needs about");
    }

    void memoryIsThatOfTheWeights() {
        const Sample sample;
        for (const char* likelihood : {"nb", "zinb"}) {
            ScviOptions options;
            options.likelihood = likelihood;
            options.layers = 2;
            const std::size_t genes = 3000;
            const scvi::Network<float> network(options, {genes, 4, 2, 1}, 1);
            const std::size_t weights = network.parameters.bytes();
            const std::size_t told = scvi::memoryOfTraining({genes, 4, 2, 1}, options, 0);
            // Four copies of the weights, and a minibatch of a few numbers a gene and cell.
            QVERIFY(told > 4 * weights);
            QVERIFY(told < 4 * weights + weights / 2 + 512 * genes * 6 * sizeof(float));
        }
        const auto run = started(sample.input(), shortTraining());
        QVERIFY(run->warmState()->bytes() > 16 * Genes * 16 * sizeof(float));
    }

    void emptyGenesAndCellsAreToldAndDoNoHarm() {
        Sample sample;
        data::CsrMatrix& counts = sample.counts;
        counts.cols += 2;
        sample.genes.insert(sample.genes.end(), {"silent1", "silent2"});
        const std::int64_t first = counts.rowPointers[1];
        counts.columns.erase(counts.columns.begin(), counts.columns.begin() + first);
        counts.values.erase(counts.values.begin(), counts.values.begin() + first);
        for (std::size_t i = 1; i < counts.rowPointers.size(); ++i) counts.rowPointers[i] -= first;
        const auto result = finished(*started(sample.input(), shortTraining()));
        QCOMPARE(result.warnings.size(), std::size_t{2});
        QVERIFY(result.warnings[0].starts_with("2 of the selected genes have no count"));
        QVERIFY(result.warnings[1].starts_with("1 cell has no count"));
        for (const float x : result.embedding.values) QVERIFY(std::isfinite(x));
    }

    void inferredTotalsLearnAsWell() {
        const Sample sample;
        plugin::Values values = shortTraining();
        values["use_observed_lib_size"] = false;
        const auto result = finished(*started(sample.input(), values));
        QVERIFY(result.objective.back().total < result.objective.front().total);
    }

    void savedModelsPlaceTheSameCellsAlike() {
        const Sample sample;
        const auto result = finished(*started(sample.input(), shortTraining()));
        const auto model = Model::read(result.model->bytes());
        // The same counts, the genes the other way round and a stranger among them.
        data::CsrMatrix turned = sample.counts;
        turned.cols = Genes + 1;
        for (std::uint32_t& column : turned.columns)
            column = static_cast<std::uint32_t>(Genes) - 1 - column;
        data::canonicalise(turned);
        std::vector<std::string> genes(sample.genes.rbegin(), sample.genes.rend());
        genes.emplace_back("stranger");
        const scvi::Placement placed = scvi::place(*model, turned, genes, {}, {});
        QVERIFY(placed.latent == result.embedding);
        QCOMPARE(placed.missingGenes, std::size_t{0});
        genes[4] = std::string("elsewhere");
        QCOMPARE(scvi::place(*model, turned, genes, {}, {}).missingGenes, std::size_t{1});
        for (std::string& gene : genes) gene += "-x";
        QVERIFY_THROWS_EXCEPTION(base::Error, scvi::place(*model, turned, genes, {}, {}));
    }

    void modelsToldTheBatchMustKnowIt() {
        Sample sample;
        plugin::Values values = shortTraining();
        values["encode_covariates"] = true;
        const auto result = finished(*started(sample.input(), values));
        const auto& model = dynamic_cast<const Model&>(*result.model);
        const auto placed = scvi::place(model, sample.counts, sample.genes, {&sample.batch}, {});
        QVERIFY(placed.latent == result.embedding);
        sample.batch.levels[1] = std::string("c");
        QVERIFY_THROWS_EXCEPTION(
            base::Error, scvi::place(model, sample.counts, sample.genes, {&sample.batch}, {}));
        QVERIFY_THROWS_EXCEPTION(base::Error,
                                 scvi::place(model, sample.counts, sample.genes, {}, {}));
    }
};

QTEST_APPLESS_MAIN(ScviTest)
#include "scvi_test.moc"
