#pragma once

#include "ui/diagnosis/evidence_page.h"

/// Evidence as a verdict might leave it, with something of every kind.
namespace counterpoint::test {

inline diagnosis::Evidence mixedEvidence() {
    using diagnosis::LinkItem;
    using diagnosis::Measure;
    const auto q = [](const char* text) { return QString::fromUtf8(text); };
    diagnosis::Evidence evidence;
    evidence.measures = {{.title = q("Batches still apart (U)"),
                          .help = q("Share of expected neighbours missing."),
                          .value = 0.21,
                          .low = 0.17,
                          .high = 0.25,
                          .limit = 0.15,
                          .lastExact = 0.09,
                          .end = 0.5,
                          .beyond = Measure::Beyond::Under},
                         {.title = q("Neighbourhood lost (L)"),
                          .help = q("Of the worst cluster."),
                          .value = 0.05,
                          .low = 0.02,
                          .high = 0.08,
                          .limit = 0.18,
                          .end = 0.5},
                         {.title = q("· within its batch (L1)"), .value = 0.03, .end = 0.5},
                         {.title = q("· among other batches (L2)"), .value = 0.04, .end = 0.5},
                         {.title = q("Cells checked"),
                          .value = 0.93,
                          .limit = 0.5,
                          .beyond = Measure::Beyond::TooFew}};
    evidence.claims = {
        {q("Under-corrected: in CD14 Mono 21 % of the neighbours expected from other batches are "
           "missing (95 % 17–25); 640 cells. 93 % of cells could be checked."),
         q("CD14 Mono"), q("claim:0")},
        {q("34 cells of ctrl (pDC) now lie among B cells of stim: 26 % of neighbours. Their "
           "expression profiles agree poorly (r = 0.21)."),
         q("34 cells of ctrl"), q("claim:1")},
        {q("Borderline: under, probability 72 %. A slightly stronger setting would read balanced."),
         {},
         {}}};
    evidence.links = {
        {0, q("CD14 Mono"), q("ctrl"), q("group:1"), q("FCGR3A Mono"), q("stim"), q("group:4"),
         q("profiles agree with r = 0.78"), LinkItem::State::Assumed},
        {1, q("NK"), q("ctrl"), q("group:2"), q("CD8 T activated long name 2"), q("stim, frozen"),
         q("group:5"), q("profiles agree with r = 0.62"), LinkItem::State::Vetoed},
        {2, q("pDC"), q("ctrl"), q("group:6"), q("DC"), q("stim"), q("group:7"),
         q("45 cells, profiles agree with r = 0.44"), LinkItem::State::Open}};
    evidence.keepApart =
        q("stim told apart by neighbours within populations: 0.93 before, 0.71 "
          "now (0.50 not at all, 1.00 fully).");
    evidence.apart = {
        {q("CD14 Mono"), q("population:CD14 Mono"), q("0.99 → 0.62, mixed away"), true},
        {q("B"), q("population:B"), q("0.88 → 0.86"), false}};
    evidence.populations = {
        {q("pDC"), q("population:pDC"), q("26 % lost"), true},
        {q("CD14 Mono"), q("population:CD14 Mono"), q("batches 21 % apart"), false}};
    evidence.fields = {{q("Own batch above chance"), q("colour:a"), q("behind U"), false},
                       {q("Own neighbours lost"), q("colour:b"), q("behind L1"), false}};
    return evidence;
}

inline std::vector<diagnosis::Experiment> fourExperiments() {
    const auto q = [](const char* text) { return QString::fromUtf8(text); };
    return {{.id = q("null-batch"),
             .title = q("No batch effect"),
             .help = q("The largest batch is split at random in two and corrected: nothing may be "
                       "lost."),
             .outcomes = {{true, q("The largest batch, split at random in two, stays balanced.")}}},
            {.id = q("held-out"),
             .title = q("Held-out population"),
             .help = q("A population is left in one batch only: it must stay by itself."),
             .choices = {q("six largest"), q("CD14 Mono"), q("B")},
             .outcomes = {{false, q("B keeps 61 % of its neighbourhood (at least 80 % wanted).")},
                          {true, q("NK keeps 97 % of its neighbourhood.")}}},
            {.id = q("shuffled"),
             .title = q("Shuffled batches"),
             .help = q("Batches are dealt to the cells at random: nothing may be lost."),
             .running = true,
             .progress = 0.4},
            {.id = q("condition"),
             .title = q("Condition permuted"),
             .help = q("Do batches of different condition differ more?"),
             .whyNot = q("Choose a condition under Must not mix in Data first.")}};
}

}  // namespace counterpoint::test
