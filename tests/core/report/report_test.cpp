#include "core/base/error.h"
#include "core/data/value_kind.h"
#include "core/pipeline/builtins.h"
#include "core/pipeline/chain.h"
#include "core/report/differences.h"
#include "core/report/figures.h"
#include "core/report/methods_text.h"
#include "core/report/outputs.h"
#include "core/report/page.h"
#include "core/report/png.h"
#include "core/report/populations.h"
#include "core/report/score_tables.h"
#include "core/report/snippets.h"
#include "core/simulate/simulate.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <nlohmann/json.hpp>

#include <cmath>
#include <numeric>

using namespace counterpoint;

class ReportTest : public QObject {
    Q_OBJECT

    plugin::Registry m_registry;
    pipeline::Settings m_settings;
    pipeline::Results m_results;

    static int elements(const std::string& svg, const QString& name, QStringList* texts = nullptr) {
        QXmlStreamReader xml(QByteArray::fromStdString(svg));
        int count = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement) continue;
            if (xml.name() == name) ++count;
            if (xml.name() == QStringLiteral("text") && texts)
                texts->push_back(xml.readElementText());
        }
        return xml.hasError() ? -1 : count;
    }

  private Q_SLOTS:
    void initTestCase() {
        pipeline::registerBuiltins(m_registry);
        simulate::SimulateOptions options;
        options.cells = 400;
        options.genes = 400;
        auto dataset = simulate::simulate(options, {});
        auto type = std::get<data::Categories>(dataset.obs.find("cell_type")->values);
        type.levels.front() = "T & B <mixed>";
        dataset.obs.set({"cell_type", type});
        m_settings.roles = {"batch", "cell_type"};
        m_settings.umap.epochs = 10;
        m_settings.methodValues["theta"] = 3.5;
        pipeline::Cache cache;
        const auto shared = std::make_shared<const data::Dataset>(std::move(dataset));
        m_results =
            pipeline::runChain({shared, data::fingerprint(*shared), m_settings, false, nullptr, {}},
                               m_registry, cache, {}, {});
    }

    void figuresAreWellFormedAndTextStaysText() {
        const auto colors =
            report::colorsOf(*m_results.dataset, "cell_type", *m_results.cells->label);
        QCOMPARE(colors.size(), m_results.cells->label->levelCount());
        const report::ScatterFigure figure{"cell_type", m_results.layout.get(),
                                           &*m_results.cells->label, colors};
        QStringList texts;
        QVERIFY(elements(report::scatterSvg(figure), QStringLiteral("path"), &texts) > 0);
        QVERIFY(texts.contains(QStringLiteral("T & B <mixed>")));
        QVERIFY(texts.contains(QStringLiteral("UMAP1")));
        texts.clear();
        QVERIFY(elements(report::summarySvg({figure, figure}, m_results, m_registry),
                         QStringLiteral("rect"), &texts) > 4);
        QVERIFY(texts.contains(QStringLiteral("iLISI")));
    }

    void everyCellIsDrawnOnce() {
        const report::ScatterFigure figure{
            "batch", m_results.layout.get(), &m_results.cells->batch,
            report::colorsOf(*m_results.dataset, "batch", m_results.cells->batch)};
        const std::string svg = report::scatterSvg(figure);
        std::size_t points = 0;
        for (std::size_t at = svg.find("h0"); at != std::string::npos; at = svg.find("h0", at + 1))
            ++points;
        QCOMPARE(points, m_results.layout->rows);
    }

    void aPageStatesItsWidthAndKeepsTextAsText() {
        std::vector<std::uint32_t> colors(m_results.layout->rows, 0x56B4E9);
        std::vector<std::uint32_t> order(colors.size());
        std::iota(order.begin(), order.end(), 0U);
        report::PagePanel panel;
        panel.title = "batch";
        panel.points = {m_results.layout.get(), colors, order};
        panel.legend = {{"batch_1 & more", 0x56B4E9}};
        report::PageOptions options;
        options.widthMm = 85.0;
        options.provenance = R"({"seed": 0})";
        QStringList texts;
        std::string page = report::pageSvg({panel}, options, &m_results, m_registry);
        QVERIFY(elements(page, QStringLiteral("circle"), &texts) > 4);
        QVERIFY(page.find("width=\"85.00mm\"") != std::string::npos);
        QVERIFY(texts.contains(QStringLiteral("batch_1 & more")));
        QVERIFY(texts.contains(QStringLiteral("a")) && texts.contains(QStringLiteral("iLISI")));
        QCOMPARE(elements(page, QStringLiteral("metadata")), 1);
        QCOMPARE(elements(page, QStringLiteral("image")), 0);
        QVERIFY(!texts.contains(QStringLiteral("T & NK")));
        // Names stand where they are placed for the frame of the points, each once.
        panel.names = [](const report::MapFrame& frame, const report::Square& square,
                         const report::PageOptions& given) {
            report::PageNames names;
            const double x = frame.x(frame.left) + square.side / 2.0;
            names.shown.push_back({"T & NK", x, square.top + 20.0, 6.0 * given.fontPt, given.fontPt,
                                   std::array{x, square.top + 24.0, x, square.top + 40.0}});
            names.hidden = 2;
            return names;
        };
        options.legend = report::LegendPlace::OnData;
        page = report::pageSvg({panel}, options, &m_results, m_registry);
        texts.clear();
        elements(page, QStringLiteral("circle"), &texts);
        QCOMPARE(texts.count(QStringLiteral("T & NK")), 1);
        QVERIFY(texts.contains(QStringLiteral("2 names hidden")));
        panel.names = nullptr;
        options.points = report::PointStyle::Pixels;
        options.dpi = 100;
        page = report::pageSvg({panel}, options, nullptr, m_registry);
        QCOMPARE(elements(page, QStringLiteral("image")), 1);
        // The picture is a PNG of 80 mm at 100 dpi with something on it.
        const auto start = page.find("base64,") + 7;
        const auto bytes = QByteArray::fromBase64(
            QByteArray::fromStdString(page.substr(start, page.find('"', start) - start)));
        QCOMPARE(bytes.left(4), QByteArray("\x89PNG"));
        QCOMPARE(
            static_cast<unsigned char>(bytes[18]) * 256 + static_cast<unsigned char>(bytes[19]),
            315);
        QCOMPARE(elements(page, QStringLiteral("path")), 1);  // the axes
        panel.axes = {"", ""};
        page = report::pageSvg({panel}, options, nullptr, m_registry);
        QCOMPARE(elements(page, QStringLiteral("path")), 0);
        // Three lines, and heads but for the axis that points at the reader.
        panel.space = {{"PC1", 1.0, 0.0, 0.0}, {"PC2", 0.0, 1.0, 0.0}, {"PC3", 0.0, 0.0, 1.0}};
        page = report::pageSvg({panel}, options, nullptr, m_registry);
        texts.clear();
        QCOMPARE(elements(page, QStringLiteral("path"), &texts), 5);
        for (const char* axis : {"PC1", "PC2", "PC3"})
            QCOMPARE(texts.count(QLatin1String(axis)), 1);
        const std::string caption =
            report::captionOf({panel}, true, m_results, m_settings, m_registry);
        QCOMPARE(caption, std::string("Cells from 3 batches after Harmony (theta 3.5, seed 0). a, "
                                      "by batch; b, scores before and after, 1 is best. n = 400 "
                                      "cells."));
    }

    void base64IsThatOfTheStandard() {  // RFC 4648, section 10
        QCOMPARE(report::base64(""), std::string());
        QCOMPARE(report::base64("f"), std::string("Zg=="));
        QCOMPARE(report::base64("fo"), std::string("Zm8="));
        QCOMPARE(report::base64("foobar"), std::string("Zm9vYmFy"));
    }

    void aDifferenceIsOneOnlyOutsideItsInterval() {
        const auto score = [](double scaled, double half) {
            auto made = std::make_shared<plugin::Score>();
            made->scaled = scaled;
            made->low = scaled - half;
            made->high = scaled + half;
            return made;
        };
        const pipeline::Scores first{{"ilisi", score(0.30, 0.03)},
                                     {"clisi", score(0.9, 0.03)},
                                     {"kbet", score(0.5, std::nan(""))}};
        const pipeline::Scores second{
            {"ilisi", score(0.40, 0.04)}, {"clisi", score(0.87, 0.04)}, {"kbet", score(0.4, 0.01)}};
        const auto found =
            report::differencesOf(first, second, {"ilisi", "clisi", "kbet", "pcr"}, m_registry);
        QCOMPARE(found.size(), std::size_t{3});
        using Says = report::Difference::Says;
        QVERIFY(std::abs(found[0].low - 0.05) < 1e-12);  // 0.1 − √(0.03² + 0.04²)
        QVERIFY(std::abs(found[0].high - 0.15) < 1e-12);
        QVERIFY(found[0].says() == Says::SecondBetter);
        QVERIFY(found[1].says() == Says::NoDifference);
        QVERIFY(found[2].says() == Says::NoInterval);
    }

    void snippetsNameTheSameSettings() {
        const std::string python = report::asScanpy(m_results, m_settings, m_registry);
        for (const char* part : {"import scanpy", "harmonypy.run_harmony", "theta=3.5",
                                 "flavor=\"seurat_v3_paper\"", "n_comps=30", "batch_key=\"batch\""})
            QVERIFY2(python.find(part) != std::string::npos, python.c_str());
        const std::string r = report::asR(m_results, m_settings, m_registry);
        for (const char* part :
             {"library(Seurat)", "harmony::RunHarmony", "theta = 3.5", "npcs = 30"})
            QVERIFY2(r.find(part) != std::string::npos, r.c_str());
    }

    void scviIsToldTheSameInScviTools() {
        pipeline::Results results = m_results;
        auto dataset = std::make_shared<data::Dataset>(*m_results.dataset);
        dataset->obs.set({"depth", std::vector<double>(dataset->cells(), 1.0)});
        results.dataset = dataset;
        pipeline::Settings settings = m_settings;
        settings.method = "scvi";
        settings.methodValues = {{"n_latent", std::int64_t{30}},
                                 {"gene_likelihood", std::string("nb")},
                                 {"kl_weight", 2.0},
                                 {"early_stopping", true},
                                 {"mmd_weight", 5.0}};
        settings.roles.moreBatches = {"lane"};
        settings.roles.covariates = {"cell_type", "depth"};
        const std::string python = report::asScanpy(results, settings, m_registry);
        for (const char* part :
             {"adata.layers[\"counts\"] = adata.X.copy()\nsc.pp.normalize_total",
              "layer=\"counts\", batch_key=\"batch\", "
              "categorical_covariate_keys=[\"lane\", \"cell_type\"], "
              "continuous_covariate_keys=[\"depth\"])",
              "SCVI(chosen, n_latent=30, gene_likelihood=\"nb\")",
              "model.train(early_stopping=True, plan_kwargs=dict(max_kl_weight=2))",
              "no counterpart of mmd_weight = 5", "use_rep=\"X_scvi\""})
            QVERIFY2(python.find(part) != std::string::npos, python.c_str());
        const std::string text = report::methodsText(results, settings, m_registry);
        for (const char* part : {"by scVI, correcting for \"lane\" as well, with \"cell_type\" and "
                                 "\"depth\" as covariates (",
                                 "--batch lane", "--covariate cell_type --covariate depth"})
            QVERIFY2(text.find(part) != std::string::npos, text.c_str());
        // Harmony takes none: nothing of them is said.
        settings.method = "harmony";
        settings.methodValues = {{"theta", std::string("2,1")}};
        const std::string harmony = report::methodsText(results, settings, m_registry) +
                                    report::asScanpy(results, settings, m_registry);
        QVERIFY(harmony.find("as covariate") == std::string::npos);
        QVERIFY(harmony.find("--covariate") == std::string::npos);
        for (const char* part : {"correcting for \"lane\" as well",
                                 "[\"batch\", \"lane\"], theta=[2,1]", "--set theta=2,1"})
            QVERIFY2(harmony.find(part) != std::string::npos, harmony.c_str());
    }

    void methodsTextNamesWhatWasDone() {
        const std::string text = report::methodsText(m_results, m_settings, m_registry);
        for (const char* part : {"Harmony", "theta = 3.5", "400 cells in 3 batches", "seed 0",
                                 "30 principal components"})
            QVERIFY2(text.find(part) != std::string::npos,
                     (std::string(part) + " in " + text).c_str());
    }

    void theCommandRepeatsOnlyWhatDiffersFromTheDefaults() {
        QCOMPARE(report::asCommand(m_results, m_settings, m_registry),
                 std::string("counterpoint-cli run --batch batch --label cell_type --method "
                             "harmony --set theta=3.5 "
                             "--set umap.epochs=10 --out out"));
    }

    void theCommandSaysWhatTheUserSaidOfFilesAndValues() {
        auto dataset = std::make_shared<data::Dataset>(*m_results.dataset);
        dataset->joinedFrom = {"/data/a one.h5ad", "/data/b.h5ad"};
        pipeline::Results results = m_results;
        results.dataset = dataset;
        const auto commandOf = [&] {
            return QString::fromStdString(report::asCommand(results, m_settings, m_registry));
        };
        QVERIFY(commandOf().startsWith(
            QStringLiteral("counterpoint-cli run '/data/a one.h5ad' /data/b.h5ad --batch batch")));
        QVERIFY(!commandOf().contains(QStringLiteral("--values")));
        QVERIFY(!commandOf().contains(QStringLiteral("--genes")));
        QVERIFY(!commandOf().contains(QStringLiteral("--subset")));
        dataset->joinedAllGenes = true;
        dataset->cellsTaken = "cell_type=T cell";
        QVERIFY(commandOf().contains(
            QStringLiteral("b.h5ad --genes all --subset 'cell_type=T cell' --batch batch")));
        for (const auto& [kind, word] : {std::pair(data::ValueKind::LogNormalised, "logs"),
                                         std::pair(data::ValueKind::Scaled, "scaled")}) {
            results.dataset = data::takenAs(dataset, kind, {});
            QVERIFY(commandOf().contains(QStringLiteral(" --values %1 ").arg(QLatin1String(word))));
            const auto sweep = report::asSweepCommand(*results.dataset, m_settings,
                                                      {"theta", {0.0, 1.0, 2.5}}, m_registry);
            QVERIFY(sweep->find(std::string(" --values ") + word + " ") != std::string::npos);
        }
        // Cells taken from data are what the data were.
        const std::vector<std::uint32_t> some{0, 5, 9};
        results.dataset =
            std::make_shared<const data::Dataset>(data::takeCells(*results.dataset, some));
        QVERIFY(commandOf().contains(QStringLiteral("--values scaled")));
    }

    void theSweepIsRepeatedByOneCommand() {
        const auto commandOf = [&](const pipeline::SweepAxis& axis) {
            return report::asSweepCommand(*m_results.dataset, m_settings, axis, m_registry);
        };
        const auto command = commandOf({"theta", {0.0, 1.0, 2.5}});
        QCOMPARE(command.value(),
                 std::string("counterpoint-cli sweep --batch batch --label cell_type --method "
                             "harmony --set theta=0,1,2.5 --set umap.epochs=10 --out sweep"));
        const auto read =
            pipeline::parseSweepAxis("theta=0,1,2.5", m_registry.method("harmony").info());
        QCOMPARE(read.values, (std::vector<plugin::Value>{0.0, 1.0, 2.5}));
        QVERIFY(commandOf({"sigma", {0.1, 0.2}})->find("--set sigma=0.1,0.2 --set theta=3.5") !=
                std::string::npos);
        QVERIFY(!commandOf({"theta", {0.0, 1.0}, 1}));
        QVERIFY(!commandOf({"theta", {2.0}}));
        pipeline::Settings several = m_settings;
        several.methodValues["theta"] = std::string("2,1");
        QVERIFY2(
            !report::asSweepCommand(*m_results.dataset, several, {"sigma", {0.1, 0.2}}, m_registry),
            "the command line would take theta for another axis");
    }

    void populationsAreSummedByHand() {
        pipeline::Cells cells;
        cells.batch = {{0, 1, 0, 1, 0}, {"x", "y"}, false};
        cells.label = data::Categories{{0, 0, 0, -1, 1}, {"A", "B"}, false};
        auto lisi = std::make_shared<plugin::Score>();
        lisi->perCell = {1.2F, 1.8F, 1.5F, 1.0F, 1.0F};
        auto asw = std::make_shared<plugin::Score>();
        asw->perCell = {0.5F, 0.1F, 0.0F, 0.9F, -0.2F};
        const auto populations =
            report::populationsOf(cells, {{"ilisi", lisi}, {"asw_label", asw}});
        QCOMPARE(populations.size(), std::size_t{2});
        QCOMPARE(populations[0].cells, std::size_t{3});
        QCOMPARE(populations[0].batches, std::size_t{2});
        // Median 1.5; shares 2/3 and 1/3 allow 1.8: 0.5 / 0.8.
        QVERIFY(std::abs(populations[0].cilisi - 0.625) < 1e-6);
        QVERIFY(std::abs(populations[0].asw - 0.6) < 1e-6);  // mean 0.2
        QVERIFY(std::isnan(populations[1].cilisi));          // one batch only
        QVERIFY(std::abs(populations[1].asw - 0.4) < 1e-6);
        QVERIFY(std::isnan(populations[0].kbet) && !populations[0].provisional);
    }

    void provisionalPopulationsStandInForLabels() {
        pipeline::Cells cells;
        cells.batch = {{0, 0, 1, 1}, {"x", "y"}, false};
        auto lisi = std::make_shared<plugin::Score>();
        lisi->perCell = {1.5F, 1.5F, 2.0F, 1.0F};
        const data::Categories clusters{{0, 0, 1, 2}, {"x / 1", "y / 1", "y / 2"}, false};
        const auto populations = report::populationsOf(cells, {{"ilisi", lisi}}, &clusters);
        QCOMPARE(populations.size(), std::size_t{3});
        QVERIFY(populations[0].provisional && populations[0].name == "x / 1");
        QVERIFY(std::abs(populations[0].cilisi - 0.5) < 1e-6);  // equal batches allow 2
        QVERIFY(std::abs(populations[1].cilisi - 1.0) < 1e-6);
        QVERIFY(report::populationsOf(cells, {{"ilisi", lisi}}).empty());
        // A sample of query cells says nothing about populations.
        lisi->perCell = {1.5F};
        QVERIFY(std::isnan(report::populationsOf(cells, {{"ilisi", lisi}}, &clusters)[0].cilisi));
    }

    void tablesHoldEveryScore() {
        const auto json = report::scoresJson(m_results, m_results.scores, "X_harmony");
        QCOMPARE(json["scores"].size(), m_results.scores.size());
        const auto& aggregate = json["aggregate"];
        QVERIFY(std::abs(aggregate["total"].get<double>() - 0.6 * aggregate["bio"].get<double>() -
                         0.4 * aggregate["batch"].get<double>()) < 1e-12);
        QCOMPARE(json["cells"].get<std::size_t>(), m_results.cells->batch.size());
        const std::string csv = report::scoresCsv(m_results, m_registry);
        QCOMPARE(static_cast<std::size_t>(std::ranges::count(csv, '\n')),
                 m_results.scores.size() + 4);  // head and three rows of the aggregate
    }

    void filesAreReplacedWholeOrNotAtAll() {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("a.txt")).toStdString();
        report::writeTextFile(path, "one");
        report::writeTextFile(path, "two");
        QFile file(QString::fromStdString(path.string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("two"));
        QVERIFY_EXCEPTION_THROWN(report::writeTextFile(path / "below", "x"), base::Error);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }
};

QTEST_GUILESS_MAIN(ReportTest)
#include "report_test.moc"
