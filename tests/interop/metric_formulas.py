"""The requested scores by numpy, scipy and scikit-learn, written from their papers and the
documentation of the tools, for metrics_agree.py; and, run by itself, the numbers that
tests/core/metrics/request_scores_test.cpp holds.

usage: metric_formulas.py [SBEE_FILE]     (scib_metrics/metrics/_sbee.py of scib-metrics 0.6)
"""

import importlib.util
import sys

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.metrics import f1_score
from sklearn.neighbors import KNeighborsClassifier

WORD = (1 << 64) - 1


def mix(x):
    x = (x + 0x9E3779B97F4A7C15) & WORD
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & WORD
    return x ^ (x >> 31)


def uniforms(seed):
    """The numbers of our base::Random(seed)."""
    key = mix(mix(seed))
    counter = 0
    while True:
        yield (mix(key ^ mix(counter)) >> 11) * 2.0**-53
        counter += 1


def formula_sample():
    cells, dims = 600, 8
    i = np.arange(cells)
    batch = np.where(i % 6 < 3, 0, np.where(i % 6 < 5, 1, 2))
    label = np.where(i % 36 == 0, 3, i // 6 % 3)
    noise, change = uniforms(101), uniforms(202)
    before = np.array([[2 * next(noise) - 1 for _ in range(dims)] for _ in i])
    shift = np.array([[0.25 * (2 * next(change) - 1) for _ in range(dims)] for _ in i])
    before[i, label] += 1.0
    before[:, 4] += 0.75 * batch
    after = before + shift
    after[:, 4] -= 0.5 * batch
    return before.astype("f4"), after.astype("f4"), batch, label


def nearest(x, k):
    """The k nearest others: indices and distances; ties by the smaller index."""
    distances = cdist(x.astype("f8"), x.astype("f8"))
    np.fill_diagonal(distances, -1)
    order = np.argsort(distances, axis=1, kind="stable")[:, 1 : k + 1]
    return order, np.take_along_axis(distances, order, axis=1)


def entropies(near, batch, added):
    share = np.bincount(batch) / len(batch)
    p = np.stack([(batch[near] == b).mean(1) for b in range(len(share))], 1) / share
    q = p / p.sum(1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return -np.where(q > 0, q * np.log(q + added), 0).sum(1)


def label_transfer(x, batch, label, k=15):
    scores = []
    for b in np.unique(batch):
        held = batch == b
        known = np.isin(label[held], label[~held])
        if not known.any():
            continue
        vote = KNeighborsClassifier(k, weights="distance", algorithm="brute")
        guess = vote.fit(x[~held].astype("f8"), label[~held]).predict(x[held][known].astype("f8"))
        true = label[held][known]
        scores.append(f1_score(true, guess, labels=np.unique(true), average="macro"))
    return np.mean(scores)


def mixing_metric(near, batch, position=5):
    k = near.shape[1]
    ranks = np.full((len(batch), batch.max() + 1), float(k))
    for cell, row in enumerate(near):
        order = np.concatenate([[batch[cell]], batch[row]])
        for b in range(ranks.shape[1]):
            met = np.flatnonzero(order == b)
            if len(met) >= position:
                ranks[cell, b] = met[position - 1] + 1
    return np.median(ranks, axis=1).mean()


def density_factors(near, distances, dims):
    """In logarithms, because densities in 30 dimensions leave the range of a double."""
    reach = distances[:, -1][near]
    terms = -dims * np.log(reach) - (np.maximum(reach, distances) / reach) ** 2 / 2
    density = np.logaddexp.reduce(terms, axis=1)
    around = np.logaddexp.reduce(density[near], axis=1) - np.log(near.shape[1])
    return 1 / (np.exp(density - around) + 0.5)


def directed_links(near):
    graph = np.zeros((len(near), len(near)), bool)
    np.put_along_axis(graph, near, True, axis=1)
    return graph


def links(near):
    return directed_links(near) | directed_links(near).T


def own_batch_scores(before, after, batch):
    overlap, density, jaccard = [], [], []
    for b in np.unique(batch):
        u, v = before[batch == b], after[batch == b]
        u_near, u_distances = nearest(u, min(100, len(u) - 1))
        v_near, _ = nearest(v, min(100, len(u) - 1))
        k = 100 if len(u) > 100 else (len(u) - 1) // 2  # all others would always agree
        kept = directed_links(u_near[:, :k]) & directed_links(v_near[:, :k])
        overlap.extend(kept.sum(1) / k)
        old, new = links(u_near[:, :14]), links(v_near[:, :14])
        jaccard.append((old & new).sum() / (old | new).sum())
        near = u_near[:, :75]
        moved = np.linalg.norm(v[:, None].astype("f8") - v[near].astype("f8"), axis=2)
        density.extend(
            density_factors(near, moved, v.shape[1])
            - density_factors(near, u_distances[:, :75], u.shape[1])
        )
    return np.mean(overlap), np.abs(density).mean(), np.mean(jaccard)


def inverse_simpson(near, distances, batch):
    p = np.stack([(batch[near] == b).mean(1) for b in range(batch.max() + 1)], 1)
    closeness = [np.where(batch[near] == b, 1 / (distances + 1), 0).mean(1) for b in range(p.shape[1])]
    w = np.divide(np.stack(closeness, 1), p, out=np.zeros_like(p), where=p > 0)
    w *= p.shape[1] / w.sum(1, keepdims=True)
    return (1 / ((p * w) ** 2).sum(1)).mean()


def percent_maximum_difference(batch, label, draws=4000):
    table = np.zeros((label.max() + 1, batch.max() + 1))
    np.add.at(table, (label, batch), 1)
    columns = table.sum(0)
    n = table.sum()
    most = 2 * (columns * (1 - columns / n)).sum()

    def raw(t):
        return np.abs(t - np.outer(t.sum(1), t.sum(0)) / n).sum() / most

    random = np.random.default_rng(1)
    share = table.sum(1) / n
    null = [
        raw(np.stack([random.multinomial(int(c), share) for c in columns], 1)) for _ in range(draws)
    ]
    return (raw(table) - np.mean(null)) / (1 - np.mean(null))


def explained(x, groups):
    y = x[:, :10].astype("f8")
    y -= y.mean(0)
    between = sum((groups == g).sum() * (y[groups == g].mean(0) ** 2).sum() for g in set(groups))
    return between / (y**2).sum()


def formulas(before, after, batch, label, sbee_file=None):
    cells = len(batch)
    near, distances = nearest(after, min(300, cells - 1))
    hundred = near[:, :100]
    sizes = np.bincount(label)
    batches = batch.max() + 1
    votes = np.stack([(batch[near[:, :30]] == b).sum(1) for b in range(batches)], 1)
    foreign = [
        (label[row[: min(sizes[own], 100)]] != own).mean() for row, own in zip(hundred, label)
    ]
    overlap, density, jaccard = own_batch_scores(before, after, batch)
    values = {
        "batch_entropy": entropies(near[:, :90], batch, 0).mean() / np.log(batches),
        "batch_entropy_scalex": entropies(hundred, batch, 1e-8).mean() / np.log2(batches),
        "knn_batch_classifier": (votes.argmax(1) != batch).mean(),
        "same_batch_neighbors": (batch[near[:, :30]] == batch[:, None]).mean(),
        "knn_purity": (label[near[:, :30]] == label[:, None]).mean(),
        "label_transfer_f1": label_transfer(after, batch, label),
        "seurat_mixing": mixing_metric(near, batch),
        "local_structure": overlap,
        "ldf_diff": density,
        "jaccard": jaccard,
        "cms_isi": inverse_simpson(near[:, :90], distances[:, :90], batch),
        "scalex_overcorrection": np.mean(foreign),
        "pmd": percent_maximum_difference(batch, label),
        "pc_variance_batch": explained(after, batch),
        "pc_variance_label": explained(after, label),
    }
    if sbee_file:
        values["sbee"] = sbee(sbee_file, near, after, batch, label)
    return values


def sbee(file, near, after, batch, label):
    """The function of scib-metrics 0.6 itself, whose package needs more than the file does."""
    spec = importlib.util.spec_from_file_location("sbee", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    class Table:
        indices = np.column_stack([np.arange(len(batch)), near[:, :89]])

    return module.sbee(Table, after, batch, label)


if __name__ == "__main__":
    for name, value in formulas(*formula_sample(), *sys.argv[1:]).items():
        print(f"{name} {value:.12g}")
