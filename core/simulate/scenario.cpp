#include "core/simulate/scenario.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint::simulate {

namespace {

constexpr std::size_t Genes = 800;
constexpr double BaselineSd = 1.2;        // of log rates, between genes
constexpr double LibrarySd = 0.35;        // of log depths, between cells
constexpr double Dispersion = 0.15;       // of the gamma: variance of a gene's rate over its square
constexpr double PopulationShare = 0.10;  // of genes that an effect touches
constexpr double SubpopulationShare = 0.04;
constexpr double CourseShare = 0.08;
constexpr double TrajectoryShare = 0.15;
constexpr double ConditionShare = 0.06;
constexpr double CourseSd = 1.6;
constexpr std::uint64_t FirstCellStream = 1000000;

using Profile = std::vector<double>;  // one number a gene

Profile effect(double share, double sd, base::Random random) {
    Profile profile(Genes, 0.0);
    for (double& value : profile)
        if (random.uniform() < share) value = sd * random.normal();
    return profile;
}

void addTo(Profile& sum, const Profile& other, double factor = 1.0) {
    for (std::size_t g = 0; g < Genes; ++g) sum[g] += factor * other[g];
}

/// What is common to all cells of a population, of a batch, and of both.
class World {
  public:
    explicit World(const Scenario& scenario) : m_scenario(scenario) {
        m_baseline = effect(1.0, BaselineSd, next());
        makePopulations();
        makeBatches();
        makeShares();
    }

    std::size_t populations() const { return m_main.size(); }
    bool isGraded(std::size_t p) const { return !m_slopes[p].empty(); }
    bool isConditioned(std::size_t p) const {
        return m_scenario.condition != Condition::None && m_main[p] % 2 == 0;
    }
    const std::vector<double>& shares(std::size_t batch) const { return m_shares[batch]; }
    double depthFactor(std::size_t batch) const { return m_depth[batch]; }

    /// Logarithms of the rates of a cell with and without its batch.
    void logRates(std::size_t batch, std::size_t donor, std::size_t population, double course,
                  std::int32_t condition, Profile& batched, Profile& unbatched) const {
        unbatched = m_populations[population];
        if (isGraded(population)) addTo(unbatched, m_slopes[population], course - 0.5);
        if (isConditioned(population) && condition == 1) addTo(unbatched, m_condition);
        batched = m_baseline;
        addTo(batched, unbatched, m_contrast[batch]);
        addTo(unbatched, m_baseline);
        addTo(batched, m_batches[batch]);
        addTo(batched, m_interactions[batch * m_mainCount + m_main[population]]);
        if (!m_donors.empty()) {
            addTo(batched, m_donors[batch * m_scenario.donors + donor]);
            addTo(unbatched, m_donors[batch * m_scenario.donors + donor]);
        }
    }

  private:
    base::Random next() { return base::Random(m_scenario.seed, ++m_stream); }

    void makePopulations() {
        m_mainCount = m_scenario.subpopulations.size();
        std::vector<Profile> mains;
        for (std::size_t m = 0; m < m_mainCount; ++m)
            mains.push_back(effect(PopulationShare, m_scenario.populationSd, next()));
        Profile path;
        if (m_scenario.trajectory) {
            path = effect(TrajectoryShare, CourseSd, next());
            for (std::size_t m = 1; m < std::min<std::size_t>(3, m_mainCount); ++m) {
                mains[m] = mains[0];
                addTo(mains[m], path, static_cast<double>(m));
            }
        }
        for (std::size_t m = 0; m < m_mainCount; ++m) {
            Profile slope;
            if (m_scenario.trajectory && m < 3)
                slope = path;
            else if (std::ranges::find(m_scenario.graded, m) != m_scenario.graded.end())
                slope = effect(CourseShare, CourseSd, next());
            for (std::size_t s = 0; s < m_scenario.subpopulations[m]; ++s) {
                Profile profile = mains[m];
                if (s > 0)
                    addTo(profile, effect(SubpopulationShare, m_scenario.subpopulationSd, next()));
                m_populations.push_back(std::move(profile));
                m_slopes.push_back(slope);
                m_main.push_back(m);
            }
        }
        m_condition = effect(ConditionShare, m_scenario.conditionSd, next());
    }

    void makeBatches() {
        // The same genes for all batches; fewer of them are shifted more, though not as much more
        // as would keep the sum of squares.
        base::Random chooser = next();
        std::vector<bool> shifted(Genes);
        for (std::size_t g = 0; g < Genes; ++g)
            shifted[g] = chooser.uniform() < m_scenario.shiftedShare;
        const double size = m_scenario.shift * std::pow(m_scenario.shiftedShare, -0.25);
        const auto among = [&](double sd) {
            Profile profile = effect(1.0, sd, next());
            for (std::size_t g = 0; g < Genes; ++g)
                if (!shifted[g]) profile[g] = 0.0;
            return profile;
        };
        base::Random scales = next();
        for (std::size_t b = 0; b < m_scenario.batches; ++b) {
            m_batches.push_back(among(size));
            for (std::size_t m = 0; m < m_mainCount; ++m)
                m_interactions.push_back(among(size * m_scenario.interaction));
            m_contrast.push_back(std::exp(scales.normal() * m_scenario.scale / 2.0));
            m_depth.push_back(std::exp(scales.normal() * m_scenario.scale));
            for (std::size_t d = 0; m_scenario.donors > 1 && d < m_scenario.donors; ++d)
                m_donors.push_back(effect(1.0, m_scenario.donorShift, next()));
        }
    }

    void makeShares() {
        base::Random random = next();
        for (std::size_t b = 0; b < m_scenario.batches; ++b) {
            std::vector<double> shares;
            for (const std::size_t main : m_main)
                shares.push_back(std::exp(random.normal() * m_scenario.skew) /
                                 static_cast<double>(m_scenario.subpopulations[main]));
            for (const auto& [p, share] : m_scenario.rare) shares[p] = 0.0;
            const double total = std::accumulate(shares.begin(), shares.end(), 0.0);
            for (double& share : shares) share /= total;
            for (const auto& [p, share] : m_scenario.rare) shares[p] = share;
            for (const auto& [p, home] : m_scenario.onlyIn)
                if (home != b) shares[p] = 0.0;
            const double left = std::accumulate(shares.begin(), shares.end(), 0.0);
            for (double& share : shares) share /= left;
            m_shares.push_back(std::move(shares));
        }
    }

    const Scenario& m_scenario;
    std::uint64_t m_stream = 0;
    std::size_t m_mainCount = 0;
    Profile m_baseline;
    Profile m_condition;
    std::vector<Profile> m_populations;  ///< the finest ones
    std::vector<Profile> m_slopes;       ///< of each, empty where there is no course
    std::vector<std::size_t> m_main;     ///< of each
    std::vector<Profile> m_batches;
    std::vector<Profile> m_interactions;  ///< batches × main populations
    std::vector<Profile> m_donors;        ///< batches × donors, or none
    std::vector<double> m_contrast;       ///< per batch: factor on all biology
    std::vector<double> m_depth;          ///< per batch: factor on the depth
    std::vector<std::vector<double>> m_shares;
};

/// Turns logarithms into rates that sum to `total`.
void toRates(Profile& profile, double total) {
    double sum = 0.0;
    for (double& value : profile) sum += value = std::exp(value);
    for (double& value : profile) value *= total / sum;
}

/// How many of `draws` are kept when each is kept with probability `share`.
std::uint32_t thinned(std::uint32_t draws, double share, base::Random& random) {
    if (share >= 1.0) return draws;
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < draws; ++i) kept += random.uniform() < share ? 1 : 0;
    return kept;
}

void append(data::CsrMatrix& matrix, std::uint32_t gene, std::uint32_t count) {
    if (count == 0) return;
    matrix.columns.push_back(gene);
    matrix.values.push_back(static_cast<float>(count));
}

void endRow(data::CsrMatrix& matrix) {
    matrix.rowPointers.push_back(static_cast<std::int64_t>(matrix.values.size()));
    ++matrix.rows;
}

/// Numbers drawn for one scenario.
class Dice {
  public:
    explicit Dice(base::Random random) : m_random(random) {}
    double between(double low, double high) { return low + (high - low) * m_random.uniform(); }
    std::size_t whole(std::size_t low, std::size_t high) {
        return low + m_random.below(high - low + 1);
    }
    double oneOf(std::initializer_list<double> values) {
        return values.begin()[m_random.below(values.size())];
    }

  private:
    base::Random m_random;
};

constexpr const char* Kinds[] = {
    "null",       "global",       "interaction", "scale",      "composition", "one_batch",
    "rare",       "substructure", "condition",   "trajectory", "disjoint",    "one_population",
    "everything", "many_batches", "large",       "nested",     "unique_sub",  "confounded"};

/// What makes each kind what it is, on top of what every scenario draws.
void specialise(Scenario& s, Dice& dice) {
    const auto mains = [&](std::size_t count) { s.subpopulations.assign(count, 1); };
    if (s.kind == "null") {
        s.shift = s.interaction = 0.0;
        s.skew = dice.oneOf({0.0, 0.8});
    } else if (s.kind == "global") {
        s.graded = {0, 1};
    } else if (s.kind == "interaction") {
        s.interaction = dice.between(0.6, 1.0);
        s.graded = {0, 1};
    } else if (s.kind == "scale") {
        s.scale = dice.between(0.3, 0.6);
        s.interaction = 0.2;
        s.graded = {0, 2};
    } else if (s.kind == "composition") {
        mains(6);
        s.skew = dice.between(1.0, 1.5);
    } else if (s.kind == "one_batch") {
        mains(6);
        s.graded = {0, 5};
        s.onlyIn = {{5, 0}};
        if (dice.whole(0, 1) == 1) s.onlyIn.emplace_back(4, 1);
    } else if (s.kind == "rare") {
        mains(6);
        s.rare = {{5, dice.between(0.01, 0.03)}, {4, 0.03}};
        if (dice.whole(0, 1) == 1) s.onlyIn = {{5, 0}};
    } else if (s.kind == "substructure") {
        s.subpopulations = {3, 2, 1, 1};
        if (dice.whole(0, 1) == 1) s.onlyIn = {{1, 0}};
    } else if (s.kind == "condition") {
        s.condition = Condition::Free;
    } else if (s.kind == "trajectory") {
        s.trajectory = true;
        s.skew = dice.oneOf({0.0, 0.5});
    } else if (s.kind == "disjoint") {
        mains(dice.whole(3, 5));
        s.onlyIn = {{0, 0}, {1, 1}};
    } else if (s.kind == "one_population") {
        mains(dice.whole(1, 2));
        s.graded.clear();
        if (dice.whole(0, 1) == 1) s.graded = {0};
    } else if (s.kind == "everything") {
        s.subpopulations = {2, 1, 1, 1, 1, 1, 1};
        s.interaction = dice.between(0.3, 0.5);
        s.scale = 0.25;
        s.skew = 0.7;
        s.rare = {{7, 0.02}};
        s.onlyIn = {{6, 0}};
        s.graded = {0, 2, 3};
    } else if (s.kind == "many_batches") {
        s.batches = dice.whole(6, 7);
        s.cells = dice.whole(2300, 2600);
    } else if (s.kind == "large") {
        s.cells = dice.whole(3000, 3950);
        mains(6);
    } else if (s.kind == "nested") {
        s.donors = dice.whole(2, 3);
        s.donorShift = dice.between(0.08, 0.2);
    } else if (s.kind == "unique_sub") {
        s.subpopulations = {2, 1, 1, 1, 1};
        s.onlyIn = {{1, 0}};
        s.subpopulationSd = dice.between(0.9, 1.1);
    } else {
        s.condition = Condition::Confounded;
    }
}

}  // namespace

TwinData simulate(const Scenario& scenario, const base::Job& job) {
    const World world(scenario);
    TwinData data;
    data.counts.cols = data.unbatched.cols = Genes;
    for (std::size_t b = 0; b < scenario.batches; ++b)
        data.batch.levels.push_back("batch_" + std::to_string(b + 1));
    for (std::size_t p = 0; p < world.populations(); ++p) {
        data.population.levels.push_back("population_" + std::to_string(p + 1));
        data.graded.push_back(world.isGraded(p));
        data.conditioned.push_back(world.isConditioned(p));
    }
    Profile batched;
    Profile unbatched;
    for (std::size_t cell = 0; cell < scenario.cells; ++cell) {
        job.checkStop();
        base::Random random(scenario.seed, FirstCellStream + cell);
        const std::size_t batch = cell * scenario.batches / scenario.cells;
        const std::vector<double>& shares = world.shares(batch);
        std::size_t population = 0;
        for (double left = random.uniform();
             population + 1 < shares.size() && left >= shares[population]; ++population)
            left -= shares[population];
        const std::size_t donor = random.below(scenario.donors);
        const double course = random.uniform();
        std::int32_t condition = random.uniform() < 0.5 ? 1 : 0;
        if (scenario.condition == Condition::None) condition = 0;
        if (scenario.condition == Condition::Confounded)
            condition = static_cast<std::int32_t>(batch % 2);
        world.logRates(batch, donor, population, course, condition, batched, unbatched);
        const double depth = scenario.depth * std::exp(LibrarySd * random.normal());
        toRates(batched, depth * world.depthFactor(batch));
        toRates(unbatched, depth);
        for (std::uint32_t g = 0; g < Genes; ++g) {
            const double variation = random.gamma(1.0 / Dispersion) * Dispersion;
            const double largest = std::max(batched[g], unbatched[g]);
            const std::uint32_t drawn = random.poisson(largest * variation);
            if (drawn == 0) continue;
            append(data.counts, g, thinned(drawn, batched[g] / largest, random));
            append(data.unbatched, g, thinned(drawn, unbatched[g] / largest, random));
        }
        endRow(data.counts);
        endRow(data.unbatched);
        data.batch.codes.push_back(static_cast<std::int32_t>(batch));
        data.population.codes.push_back(static_cast<std::int32_t>(population));
        data.donor.push_back(static_cast<std::int32_t>(donor));
        data.course.push_back(course);
        data.condition.push_back(condition);
    }
    return data;
}

std::vector<Scenario> drawScenarios(std::size_t rounds, std::uint64_t seed) {
    std::vector<Scenario> scenarios;
    for (std::size_t round = 0; round < rounds; ++round)
        for (const char* kind : Kinds) {
            Scenario s;
            s.kind = kind;
            s.seed = seed + scenarios.size();
            Dice dice(base::Random(s.seed, 0));
            s.cells = dice.whole(1500, 2000);
            s.batches = dice.whole(2, 4);
            s.shift = dice.between(0.08, 0.5);
            s.shiftedShare = dice.oneOf({1.0, 1.0, 0.15, 0.3});
            s.interaction = dice.oneOf({0.0, 0.2, 0.4});
            s.depth = dice.between(1200.0, 3000.0);
            s.populationSd = dice.between(0.55, 1.2);
            s.subpopulationSd = dice.between(0.8, 1.1);
            specialise(s, dice);
            scenarios.push_back(std::move(s));
        }
    return scenarios;
}

}  // namespace counterpoint::simulate
