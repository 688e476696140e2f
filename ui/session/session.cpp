#include "ui/session/session.h"

#include "core/data/value_kind.h"
#include "ui/session/json_values.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <nlohmann/json.hpp>

#include <cmath>

namespace counterpoint::session {

using base::Error;
using base::ErrorKind;
using nlohmann::json;

namespace {

std::string text(const QString& value) {
    return value.toStdString();
}

QString text(const json& object, const char* key) {
    return QString::fromStdString(object.value(key, std::string()));
}

json toJson(const pipeline::Scores& scores) {
    json all = json::object();
    for (const auto& [id, score] : scores)
        all[id] = {{"value", score->value},   {"scaled", score->scaled},
                   {"low", score->low},       {"high", score->high},
                   {"mean", score->mean},     {"reference", score->reference},
                   {"pValue", score->pValue}, {"exact", score->exact},
                   {"cells", score->cells},   {"undefined", score->undefined}};
    return all;
}

pipeline::Scores scoresFrom(const json& all) {
    pipeline::Scores scores;
    for (const auto& [id, saved] : all.items()) {
        plugin::Score score;
        score.value = number(saved, "value");
        score.scaled = number(saved, "scaled");
        score.low = number(saved, "low");
        score.high = number(saved, "high");
        score.mean = number(saved, "mean");
        score.reference = number(saved, "reference");
        score.pValue = number(saved, "pValue");
        score.exact = saved.value("exact", true);
        score.cells = saved.value("cells", std::size_t{0});
        score.undefined = saved.value("undefined", std::string());
        scores[id] = std::make_shared<const plugin::Score>(std::move(score));
    }
    return scores;
}

constexpr std::array<diagnose::Verdict, 5> verdicts{
    diagnose::Verdict::Balanced, diagnose::Verdict::Under, diagnose::Verdict::Over,
    diagnose::Verdict::Mixed, diagnose::Verdict::CannotTell};

json toJson(const std::shared_ptr<const diagnose::Diagnosis>& diagnosis) {
    if (!diagnosis) return nullptr;
    const diagnose::Diagnosis& found = *diagnosis;
    json sentences = json::array();
    for (const diagnose::Sentence& sentence : found.sentences)
        sentences.push_back({{"kind", static_cast<int>(sentence.kind)}, {"text", sentence.text}});
    json populations = json::array();
    for (const diagnose::Population& population : found.populations)
        populations.push_back({{"name", population.name},
                               {"cells", population.cells},
                               {"batches", population.batches},
                               {"under", jsonOf(population.under)},
                               {"loss", population.loss},
                               {"ownNeighborsKept", population.ownNeighborsKept},
                               {"mergedWith", population.mergedWith}});
    return {{"verdict", diagnose::idOf(found.verdict)},
            {"borderline", found.borderline},
            {"smallCluster", found.smallCluster},
            {"confounded", found.confounded},
            {"exact", found.exact},
            {"cells", found.cells},
            {"evaluatedCells", found.evaluatedCells},
            {"under", jsonOf(found.under)},
            {"over", jsonOf(found.over)},
            {"coverage", found.coverage},
            {"flagged", found.flagged},
            {"severity", found.severity},
            {"sentences", sentences},
            {"populations", populations}};
}

std::shared_ptr<const diagnose::Diagnosis> diagnosisFrom(const json& saved) {
    if (!saved.is_object()) return nullptr;
    diagnose::Diagnosis found;
    const std::string verdict = saved.value("verdict", std::string());
    for (const diagnose::Verdict one : verdicts)
        if (diagnose::idOf(one) == verdict) found.verdict = one;
    found.borderline = saved.value("borderline", false);
    found.smallCluster = saved.value("smallCluster", false);
    found.confounded = saved.value("confounded", false);
    found.exact = saved.value("exact", true);
    found.cells = saved.value("cells", std::size_t{0});
    found.evaluatedCells = saved.value("evaluatedCells", std::size_t{0});
    found.under = estimateFrom(saved, "under");
    found.over = estimateFrom(saved, "over");
    found.coverage = number(saved, "coverage");
    found.flagged = number(saved, "flagged");
    found.severity = number(saved, "severity");
    for (const json& one : saved.value("sentences", json::array()))
        found.sentences.push_back({static_cast<diagnose::SentenceKind>(one.value("kind", 0)),
                                   one.value("text", std::string()),
                                   {},
                                   {}});
    for (const json& one : saved.value("populations", json::array())) {
        diagnose::Population population;
        population.name = one.value("name", std::string());
        population.cells = one.value("cells", std::size_t{0});
        population.batches = one.value("batches", std::size_t{0});
        population.under = estimateFrom(one, "under");
        population.loss = number(one, "loss");
        population.ownNeighborsKept = number(one, "ownNeighborsKept");
        population.mergedWith = one.value("mergedWith", -1);
        found.populations.push_back(std::move(population));
    }
    return std::make_shared<const diagnose::Diagnosis>(std::move(found));
}

json toJson(const std::vector<pipeline::StressOutcome>& outcomes) {
    json all = json::array();
    for (const pipeline::StressOutcome& outcome : outcomes) {
        all.push_back({{"test", pipeline::idOf(outcome.test)},
                       {"population", outcome.population},
                       {"passed", nullptr},
                       {"sentence", outcome.sentence},
                       {"kept", outcome.kept},
                       {"p", outcome.p}});
        if (outcome.passed) all.back()["passed"] = *outcome.passed;
    }
    return all;
}

/// Tests that are not known here are left out.
std::vector<pipeline::StressOutcome> stressFrom(const json& all) {
    std::vector<pipeline::StressOutcome> outcomes;
    for (const json& saved : all) {
        const auto test = pipeline::stressTestOf(saved.value("test", std::string()));
        if (!test) continue;
        pipeline::StressOutcome outcome{.test = *test};
        outcome.population = saved.value("population", std::string());
        const auto passed = saved.find("passed");
        if (passed != saved.end() && passed->is_boolean()) outcome.passed = passed->get<bool>();
        outcome.sentence = saved.value("sentence", std::string());
        outcome.kept = number(saved, "kept");
        outcome.p = number(saved, "p");
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

json toJson(const SavedRun& run, const plugin::Registry& registry) {
    return {{"number", run.number},
            {"name", text(run.name)},
            {"pinned", run.pinned},
            {"settings", pipeline::toJson(run.settings, registry)},
            {"seconds", run.seconds},
            {"finished", text(run.finishedAt.toString(Qt::ISODate))},
            {"scores", toJson(run.scores)},
            {"baseline", toJson(run.baseline)},
            {"diagnosis", toJson(run.diagnosis)},
            {"baselineDiagnosis", toJson(run.baselineDiagnosis)},
            {"experiments", toJson(run.stress)}};
}

SavedRun runFrom(const json& saved, const plugin::Registry& registry) {
    SavedRun run;
    run.number = saved.at("number").get<int>();
    run.name = text(saved, "name");
    run.pinned = saved.value("pinned", false);
    run.settings = pipeline::fromJson(saved.at("settings"), registry);
    run.seconds = number(saved, "seconds");
    run.finishedAt = QDateTime::fromString(text(saved, "finished"), Qt::ISODate);
    run.scores = scoresFrom(saved.value("scores", json::object()));
    run.baseline = scoresFrom(saved.value("baseline", json::object()));
    run.diagnosis = diagnosisFrom(saved.value("diagnosis", json()));
    run.baselineDiagnosis = diagnosisFrom(saved.value("baselineDiagnosis", json()));
    run.stress = stressFrom(saved.value("experiments", json::array()));
    return run;
}

std::vector<std::string> texts(const QStringList& list) {
    std::vector<std::string> all;
    for (const QString& one : list) all.push_back(text(one));
    return all;
}

/// What others wrote as JSON, kept as text and nothing where they wrote nothing.
json jsonIn(const QByteArray& text) {
    return text.isEmpty() ? json() : json::parse(text.toStdString());
}
QByteArray textOf(const json& written) {
    return written.is_null() ? QByteArray() : QByteArray::fromStdString(written.dump());
}

QStringList list(const json& object, const char* key) {
    QStringList all;
    for (const std::string& one : object.value(key, std::vector<std::string>()))
        all << QString::fromStdString(one);
    return all;
}

/// "3-8 12 15-20": short where neighbours in the file are in the set together.
std::string textOf(const std::vector<std::uint32_t>& rows) {
    std::string all;
    for (std::size_t first = 0, last = 0; first < rows.size(); first = last + 1) {
        last = first;
        while (last + 1 < rows.size() && rows[last + 1] == rows[last] + 1) ++last;
        if (!all.empty()) all += ' ';
        all += std::to_string(rows[first]);
        if (last == first) continue;
        all += '-';
        all += std::to_string(rows[last]);
    }
    return all;
}

/// Throws base::Error(BadInput) unless the rows are ascending.
std::vector<std::uint32_t> rowsFrom(const std::string& text) {
    constexpr std::uint64_t mostRows = 100'000'000;  // a damaged range must not fill the memory
    std::vector<std::uint32_t> rows;
    std::uint64_t next = 0;
    const QString all = QString::fromStdString(text);
    for (const QStringView range : QStringView(all).split(u' ', Qt::SkipEmptyParts)) {
        const auto ends = range.split(u'-');
        bool firstIs = false;
        bool lastIs = false;
        const std::uint64_t first = ends.front().toUInt(&firstIs);
        const std::uint64_t last = ends.back().toUInt(&lastIs);
        if (!firstIs || !lastIs || ends.size() > 2 || first < next || last < first ||
            last >= mostRows)
            throw Error(ErrorKind::BadInput, "is damaged: the cells of a named selection");
        for (std::uint64_t row = first; row <= last; ++row)
            rows.push_back(static_cast<std::uint32_t>(row));
        next = last + 1;
    }
    return rows;
}

}  // namespace

QByteArray toText(const Session& session, const plugin::Registry& registry) {
    json runs = json::array();
    for (const SavedRun& run : session.runs) runs.push_back(toJson(run, registry));
    json colors = json::object();
    for (const auto& [column, levels] : session.colors)
        for (const auto& [level, color] : levels) colors[column][level] = text(color.name());
    json sets = json::array();
    for (const SavedSet& set : session.sets)
        sets.push_back({{"name", text(set.name)}, {"rows", textOf(set.rows)}});
    const json file{
        {"counterpoint session", formatVersion},
        {"written by", COUNTERPOINT_VERSION},
        {"dataset",
         {{"paths", texts(session.source.paths)},
          {"checksum", text(session.source.checksum)},
          {"values", data::idOf(session.source.values.value_or(data::ValueKind::None))}}},
        {"settings", pipeline::toJson(session.settings, registry)},
        {"current run", session.currentRun},
        {"runs", runs},
        {"colours", colors},
        {"selections", sets},
        {"sweep", session.sweep ? toJson(*session.sweep, registry) : json()},
        {"views", texts(session.colourKeys)},
        {"figure", jsonIn(session.figure)},
        {"seen", jsonIn(session.views)},
        {"window", session.windowLayout.toBase64().toStdString()}};
    return QByteArray::fromStdString(file.dump(1)) + '\n';
}

Session fromText(const QByteArray& content, const plugin::Registry& registry) {
    try {
        const json file = json::parse(content.begin(), content.end());
        const int version = file.at("counterpoint session").get<int>();
        if (version > formatVersion)
            throw Error(ErrorKind::BadInput, "was written by a later Counterpoint (" +
                                                 file.value("written by", std::string("unknown")) +
                                                 "); open it with that one");
        Session session;
        const json& dataset = file.at("dataset");
        session.source.paths = list(dataset, "paths");
        session.source.checksum = text(dataset, "checksum");
        session.source.values = data::valueKindOf(dataset.value("values", std::string()));
        session.settings = pipeline::fromJson(file.at("settings"), registry);
        session.currentRun = file.value("current run", 0);
        for (const json& run : file.value("runs", json::array()))
            session.runs.push_back(runFrom(run, registry));
        const json colors = file.value("colours", json::object());
        for (const auto& [column, levels] : colors.items())
            for (const auto& [level, color] : levels.items())
                session.colors[column][level] =
                    QColor(QString::fromStdString(color.get<std::string>()));
        for (const json& set : file.value("selections", json::array()))
            session.sets.push_back({text(set, "name"), rowsFrom(set.value("rows", std::string()))});
        session.sweep = sweepFrom(file.value("sweep", json()), registry);
        session.colourKeys = list(file, "views");
        session.figure = textOf(file.value("figure", json()));
        session.views = textOf(file.value("seen", json()));
        session.windowLayout =
            QByteArray::fromBase64(QByteArray::fromStdString(file.value("window", std::string())));
        return session;
    } catch (const json::exception& error) {
        throw Error(ErrorKind::BadInput, "is not a Counterpoint session, or is damaged",
                    error.what());
    }
}

Session read(const QString& path, const plugin::Registry& registry) {
    const std::string name = text(QFileInfo(path).fileName());
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw Error(ErrorKind::Io,
                    name + ": cannot be read; check the name and that you may read it",
                    text(file.errorString()));
    try {
        return fromText(file.readAll(), registry);
    } catch (const Error& error) {
        throw error.in(name);
    }
}

void write(const QString& path, const QByteArray& content) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
        throw Error(ErrorKind::Io,
                    text(path) +
                        ": the session could not be saved; choose another "
                        "folder, or make room",
                    text(file.errorString()));
}

}  // namespace counterpoint::session
