#include "core/cluster/leiden.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

namespace counterpoint::cluster {

namespace {

using Codes = std::vector<std::int32_t>;

/// How freely refinement joins parts that are not the best ones (θ of the paper; its value there
/// and in igraph).
constexpr double randomness = 0.01;
constexpr std::size_t nodesBetweenStopChecks = 1024;

/// A graph and what the steps ask of it again and again. In an aggregated graph a node is a set of
/// cells.
struct Level {
    const data::CsrMatrix& graph;
    std::vector<double> strengths;  ///< sum of a node's weights, its own loop included
    /// γ / 2m: what a node and a community of strengths a and b lose by joining is scale · a · b.
    double scale = 0.0;

    Level(const data::CsrMatrix& weights, double scaleOfAll) : graph(weights), scale(scaleOfAll) {
        strengths.reserve(graph.rows);
        for (std::size_t node = 0; node < graph.rows; ++node) {
            const auto values = graph.rowValues(node);
            strengths.push_back(std::accumulate(values.begin(), values.end(), 0.0));
        }
    }
    std::size_t nodes() const { return graph.rows; }
};

/// Sums by community that forget quickly: a dense array and the list of what was touched.
class Sums {
  public:
    explicit Sums(std::size_t communities) : m_sums(communities, 0.0), m_seen(communities, 0) {}

    void add(std::int32_t community, double weight) {
        if (m_seen[community] == 0) {
            m_seen[community] = 1;
            m_touched.push_back(community);
        }
        m_sums[community] += weight;
    }
    double of(std::int32_t community) const { return m_sums[community]; }
    std::vector<std::int32_t>& touched() { return m_touched; }
    void clear() {
        for (const std::int32_t community : m_touched) {
            m_sums[community] = 0.0;
            m_seen[community] = 0;
        }
        m_touched.clear();
    }

  private:
    std::vector<double> m_sums;
    std::vector<char> m_seen;
    std::vector<std::int32_t> m_touched;
};

/// Calls `visit(other, weight)` for each edge of a node but its own loop.
template <class Visit>
void forEachEdge(const data::CsrMatrix& graph, std::size_t node, Visit&& visit) {
    const auto ends = graph.rowColumns(node);
    const auto weights = graph.rowValues(node);
    for (std::size_t e = 0; e < ends.size(); ++e)
        if (ends[e] != node) visit(ends[e], static_cast<double>(weights[e]));
}

/// Phase 1: nodes move to the neighbouring community (or an empty one) where modularity gains
/// most, and those whose neighbour moved are asked again, until nobody wants to move.
void moveNodes(const Level& level, Codes& codes, base::Random random, const base::Job& job) {
    const std::size_t nodes = level.nodes();
    std::vector<double> strengths(nodes, 0.0);
    std::vector<std::uint32_t> sizes(nodes, 0);
    for (std::size_t node = 0; node < nodes; ++node) {
        strengths[codes[node]] += level.strengths[node];
        ++sizes[codes[node]];
    }
    std::vector<std::int32_t> empty;
    for (std::size_t community = nodes; community-- > 0;)
        if (sizes[community] == 0) empty.push_back(static_cast<std::int32_t>(community));

    const auto order = base::permutation<std::uint32_t>(nodes, random);
    std::deque<std::uint32_t> queue(order.begin(), order.end());
    std::vector<char> waiting(nodes, 1);
    Sums weights(nodes);
    for (std::size_t visits = 0; !queue.empty(); ++visits) {
        if (visits % nodesBetweenStopChecks == 0) job.checkStop();
        const std::uint32_t node = queue.front();
        queue.pop_front();
        waiting[node] = 0;

        weights.clear();
        forEachEdge(level.graph, node,
                    [&](std::uint32_t other, double weight) { weights.add(codes[other], weight); });
        const std::int32_t old = codes[node];
        const double strength = level.strengths[node];
        strengths[old] -= strength;
        --sizes[old];
        const auto gain = [&](std::int32_t community) {
            return weights.of(community) - level.scale * strength * strengths[community];
        };
        std::int32_t best = old;
        double bestGain = gain(old);
        for (const std::int32_t community : weights.touched())
            if (gain(community) > bestGain) {
                best = community;
                bestGain = gain(community);
            }
        if (bestGain < 0.0 && sizes[old] > 0) {
            best = empty.back();
            empty.pop_back();
        }
        strengths[best] += strength;
        ++sizes[best];
        if (best == old) continue;
        if (sizes[old] == 0) empty.push_back(old);
        codes[node] = best;
        forEachEdge(level.graph, node, [&](std::uint32_t other, double) {
            if (codes[other] == best || waiting[other] != 0) return;
            waiting[other] = 1;
            queue.push_back(other);
        });
    }
}

/// Phase 2: inside each community every node starts alone and single nodes join parts, in random
/// order, where that does not lower modularity; only nodes and parts that are well connected to the
/// rest of their community take part. Returns parts numbered from 0 in order of their first node.
class Refinement {
  public:
    Refinement(const Level& level, const Codes& communities)
        : m_level(level),
          m_communities(communities),
          m_parts(level.nodes()),
          m_partStrengths(level.strengths),
          m_partSizes(level.nodes(), 1),
          m_outward(level.nodes(), 0.0),
          m_communityStrengths(level.nodes(), 0.0),
          m_weights(level.nodes()) {
        std::iota(m_parts.begin(), m_parts.end(), 0);
        for (std::size_t node = 0; node < level.nodes(); ++node) {
            m_communityStrengths[communities[node]] += level.strengths[node];
            forEachEdge(level.graph, node, [&](std::uint32_t other, double weight) {
                if (communities[other] == communities[node]) m_outward[node] += weight;
            });
        }
    }

    Codes run(base::Random random, const base::Job& job) {
        const auto order = base::permutation<std::uint32_t>(m_level.nodes(), random);
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (i % nodesBetweenStopChecks == 0) job.checkStop();
            const auto part = static_cast<std::int32_t>(order[i]);
            if (m_parts[order[i]] == part && m_partSizes[part] == 1 && wellConnected(part))
                place(order[i], random);
        }
        std::vector<std::int32_t> names(m_level.nodes(), -1);
        std::int32_t count = 0;
        for (std::int32_t& part : m_parts) {
            if (names[part] < 0) names[part] = count++;
            part = names[part];
        }
        return std::move(m_parts);
    }

  private:
    /// Whether a part has at least the weight to the rest of its community that chance would give.
    bool wellConnected(std::int32_t part) const {
        const double strength = m_partStrengths[part];
        const double rest = m_communityStrengths[m_communities[part]] - strength;
        return m_outward[part] >= m_level.scale * strength * rest;
    }

    void place(std::uint32_t node, base::Random& random) {
        m_weights.clear();
        forEachEdge(m_level.graph, node, [&](std::uint32_t other, double weight) {
            if (m_communities[other] == m_communities[node]) m_weights.add(m_parts[other], weight);
        });
        m_choices.clear();
        double best = 0.0;  // staying alone
        for (const std::int32_t part : m_weights.touched()) {
            const double gain = m_weights.of(part) -
                                m_level.scale * m_level.strengths[node] * m_partStrengths[part];
            if (gain < 0.0 || !wellConnected(part)) continue;
            m_choices.push_back({part, gain});
            best = std::max(best, gain);
        }
        if (m_choices.empty()) return;
        double total = std::exp(-best / randomness);
        for (Choice& choice : m_choices)
            total += choice.likelihood = std::exp((choice.likelihood - best) / randomness);
        double dice = random.uniform() * total;
        for (const Choice& choice : m_choices) {
            dice -= choice.likelihood;
            if (dice >= 0.0) continue;
            join(node, choice.part);
            return;
        }
    }

    void join(std::uint32_t node, std::int32_t part) {
        // Edges between the two were outward for both and now lie inside.
        m_outward[part] += m_outward[node] - 2.0 * m_weights.of(part);
        m_partStrengths[part] += m_level.strengths[node];
        ++m_partSizes[part];
        --m_partSizes[node];
        m_parts[node] = part;
    }

    struct Choice {
        std::int32_t part;
        double likelihood;
    };

    const Level& m_level;
    const Codes& m_communities;
    Codes m_parts;  ///< a part is named by one of the nodes that were ever alone in it
    std::vector<double> m_partStrengths;
    std::vector<std::uint32_t> m_partSizes;
    std::vector<double> m_outward;  ///< of a part: weight to the rest of its community
    std::vector<double> m_communityStrengths;
    Sums m_weights;
    std::vector<Choice> m_choices;
};

/// Phase 3: the graph whose nodes are the parts; weights inside a part lie on the diagonal.
data::CsrMatrix aggregate(const data::CsrMatrix& graph, const Codes& parts, std::size_t count) {
    std::vector<std::uint32_t> starts(count + 1, 0);
    for (const std::int32_t part : parts) ++starts[part + 1];
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    std::vector<std::uint32_t> members(parts.size());
    std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
    for (std::size_t node = 0; node < parts.size(); ++node)
        members[next[parts[node]]++] = static_cast<std::uint32_t>(node);

    data::CsrMatrix result;
    result.rows = result.cols = count;
    Sums weights(count);
    for (std::size_t part = 0; part < count; ++part) {
        weights.clear();
        for (std::size_t i = starts[part]; i < starts[part + 1]; ++i) {
            const auto ends = graph.rowColumns(members[i]);
            const auto values = graph.rowValues(members[i]);
            for (std::size_t e = 0; e < ends.size(); ++e)
                weights.add(parts[ends[e]], static_cast<double>(values[e]));
        }
        std::ranges::sort(weights.touched());
        for (const std::int32_t other : weights.touched()) {
            result.columns.push_back(static_cast<std::uint32_t>(other));
            result.values.push_back(static_cast<float>(weights.of(other)));
        }
        result.rowPointers.push_back(static_cast<std::int64_t>(result.values.size()));
    }
    return result;
}

std::size_t countOf(const Codes& codes) {
    return codes.empty() ? 0 : static_cast<std::size_t>(*std::ranges::max_element(codes)) + 1;
}

/// One pass over the whole graph from the clusters `codes`; returns whether any cell moved.
bool pass(const data::CsrMatrix& graph, double scale, Codes& codes, std::uint64_t seed,
          std::uint64_t firstStream, const base::Job& job) {
    const Codes before = renumbered(codes).codes;
    data::CsrMatrix aggregated;
    Codes nodeOfCell(graph.rows);
    std::iota(nodeOfCell.begin(), nodeOfCell.end(), 0);
    Codes communities = before;
    for (std::uint64_t stream = firstStream;; stream += 2) {
        const Level level(stream == firstStream ? graph : aggregated, scale);
        moveNodes(level, communities, base::Random(seed, stream), job);
        const Codes parts = Refinement(level, communities).run(base::Random(seed, stream + 1), job);
        const std::size_t count = countOf(parts);
        for (std::size_t cell = 0; cell < codes.size(); ++cell)
            codes[cell] = communities[nodeOfCell[cell]];
        // Nothing was joined: the next level would be this one again.
        if (count == level.nodes()) break;

        aggregated = aggregate(level.graph, parts, count);
        Codes ofParts(count);
        for (std::size_t node = 0; node < parts.size(); ++node)
            ofParts[parts[node]] = communities[node];
        communities = renumbered(ofParts).codes;
        for (std::int32_t& node : nodeOfCell) node = parts[node];
    }
    codes = renumbered(codes).codes;
    return codes != before;
}

/// Gives each connected piece of a cluster its own number. Only the last pass of local moving can
/// leave a cluster in pieces, and separating them never lowers modularity.
Codes connectedPieces(const data::CsrMatrix& graph, const Codes& codes) {
    Codes pieces(codes.size(), -1);
    std::vector<std::uint32_t> open;
    std::int32_t count = 0;
    for (std::size_t start = 0; start < codes.size(); ++start) {
        if (pieces[start] >= 0) continue;
        pieces[start] = count;
        open.push_back(static_cast<std::uint32_t>(start));
        while (!open.empty()) {
            const std::uint32_t node = open.back();
            open.pop_back();
            forEachEdge(graph, node, [&](std::uint32_t other, double weight) {
                if (weight <= 0.0 || pieces[other] >= 0 || codes[other] != codes[node]) return;
                pieces[other] = count;
                open.push_back(other);
            });
        }
        ++count;
    }
    return pieces;
}

}  // namespace

const plugin::Fields<LeidenOptions>& LeidenOptions::fields() {
    static const plugin::Fields<LeidenOptions> fields{{
        {.parameter = {.key = "resolution",
                       .title = "Resolution",
                       .help = "How finely the cells are divided; larger makes more clusters.",
                       .kind = plugin::ParameterKind::Real,
                       .minimum = 0.0,
                       .maximum = 10.0,
                       .step = 0.1,
                       .citation = "Reichardt & Bornholdt 2006; 1 is plain modularity"},
         .member = &LeidenOptions::resolution},
        {.parameter = {.key = "iterations",
                       .title = "Iterations",
                       .help = "Passes over the graph; 0 goes on until no cell moves.",
                       .kind = plugin::ParameterKind::Integer,
                       .minimum = 0,
                       .maximum = 100,
                       .step = 1,
                       .citation = "Traag 2019; igraph and leidenalg use 2",
                       .advanced = true},
         .member = &LeidenOptions::iterations},
    }};
    return fields;
}

Partition leiden(const data::CsrMatrix& graph, const LeidenOptions& options, const base::Job& job) {
    const double total = std::accumulate(graph.values.begin(), graph.values.end(), 0.0);
    Codes codes(graph.rows);
    std::iota(codes.begin(), codes.end(), 0);
    if (total <= 0.0) return renumbered(codes);
    constexpr std::uint64_t streamsPerPass = 1024;
    for (int i = 0; options.iterations == 0 || i < options.iterations; ++i) {
        const std::uint64_t stream = static_cast<std::uint64_t>(i) * streamsPerPass;
        if (!pass(graph, options.resolution / total, codes, job.seed(), stream, job)) break;
    }
    return renumbered(connectedPieces(graph, codes));
}

}  // namespace counterpoint::cluster
