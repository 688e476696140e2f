#include "core/pipeline/chain.h"

#include "core/diagnose/movement_by_population.h"
#include "core/pipeline/stages.h"

namespace counterpoint::pipeline {

namespace {

/// What a method that trains has so far: the cells move, a sample gives its numbers.
void lookAt(Run& run, const Space& space) {
    run.results.integration = space.result;
    run.publish();
    const Neighborhood asked = neighborsOfSample(run, space);
    scores(run, space, asked, Pace::Quick, Stage::Scores, run.results.scores);
    const Neighborhood around = neighborsOfAll(run, space);
    run.results.neighbors = around.graph;
    LayoutStage layout(run, space, around);
    if (layout.canFollow())
        layout.follow(embed::Motion::Follow);
    else
        layout.settle();
    layout.finish();
    run.lastLayout = run.results.layout;
    run.results.diagnosis = diagnose(run, space, around);
    run.publish();
}

/// The cells follow the hand at once, then the verdict and numbers fill in, then the map comes to
/// rest. Of many cells a sample gives its numbers first, because it needs no graph of all.
void answerLive(Run& run, const Space& space) {
    const bool sampled = asksSample(run, space);
    Neighborhood asked;
    if (sampled) {
        asked = neighborsOfSample(run, space);
        for (const Pace pace : {Pace::Quick, Pace::Slow})
            scores(run, space, asked, pace, Stage::Scores, run.results.scores);
    }
    const Neighborhood around = neighborsOfAll(run, space);
    run.results.neighbors = around.graph;
    LayoutStage layout(run, space, around);
    if (layout.canFollow())
        layout.follow(embed::Motion::Follow);
    else
        layout.settle();
    layout.step();
    run.results.diagnosis = diagnose(run, space, around);
    run.publish();
    if (!sampled) scores(run, space, around, Pace::Quick, Stage::Scores, run.results.scores);
    layout.finish();
    if (!sampled) scores(run, space, around, Pace::Slow, Stage::Scores, run.results.scores);
}

/// The quick numbers first. Where cells are on screen they move on to about where they belong,
/// unless they did so while the hand moved, and the map comes to rest last, because it takes
/// longest; where there are none, the slow numbers wait for it.
void answerSettled(Run& run, const Space& space, const Neighborhood& around) {
    scores(run, space, around, Pace::Quick, Stage::Scores, run.results.scores);
    LayoutStage layout(run, space, around);
    const bool onScreen = layout.canFollow();
    const auto moveOn = [&] {
        layout.follow(embed::Motion::Settle);
        layout.finish();
    };
    if (onScreen && !run.input.followed) moveOn();
    run.results.diagnosis = diagnose(run, space, around);
    run.publish();
    if (!run.input.map)
        return scores(run, space, around, Pace::Slow, Stage::Scores, run.results.scores);
    if (!onScreen) {
        layout.settle();
        layout.finish();
    }
    scores(run, space, around, Pace::Slow, Stage::Scores, run.results.scores);
    if (onScreen) {
        if (run.input.followed) moveOn();
        layout.settle();
        layout.finish();
    }
}

/// What moved from `before` to the integrated cells, also in words.
void addMovement(Run& run, const Space& before, const Neighborhood& around) {
    run.results.movement = std::make_shared<const embed::Movement>(
        embed::movement(before.result->embedding, *around.graph, run.results.integration->embedding,
                        *run.results.neighbors,
                        static_cast<std::size_t>(run.settings().umap.neighbors - 1), run.job));
    if (run.results.diagnosis)
        run.results.diagnosis = std::make_shared<const diagnose::Diagnosis>(
            diagnose::withMovement(*run.results.diagnosis, run.results.movement->neighbors,
                                   run.results.movement->distance));
}

/// The same scores of the unintegrated PCs.
void addBaseline(Run& run) {
    const Space before = integrate(run, "none", {});
    const Neighborhood around =
        asksSample(run, before) ? neighborsOfSample(run, before) : neighborsOfAll(run, before);
    run.results.baselineDiagnosis = diagnose(run, before, around);
    if (!around.queries && run.results.neighbors) addMovement(run, before, around);
    for (const Pace pace : {Pace::Quick, Pace::Slow})
        scores(run, before, around, pace, Stage::Baseline, run.results.baseline);
}

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
        case Stage::Diagnosis:
            return "Verdict";
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
    Run run{input, registry, cache, sink, job};
    run.results.dataset = input.dataset;
    prepare(run);
    Look look;
    if (input.watched) look = [&run](const Space& passing) { lookAt(run, passing); };
    const Space space = integrate(run, input.settings.method, input.settings.methodValues, look);
    run.results.integration = space.result;
    run.publish();
    sketchLayout(run, space);
    if (input.live) {
        answerLive(run, space);
        addBaseline(run);
        return run.results;
    }
    const Neighborhood around = neighborsOfAll(run, space);
    run.results.neighbors = around.graph;
    answerSettled(run, space, around);
    if (!input.map) return run.results;
    addBaseline(run);
    shuffledScores(run, space, around);
    return run.results;
}

}  // namespace counterpoint::pipeline
