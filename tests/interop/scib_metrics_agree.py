"""Our scores on the shared data sets against scib-metrics itself, from the same exact neighbours.

    python3 -m venv venv && venv/bin/pip install scib-metrics h5py      (sBEE: 0.6, Python 3.12)
    venv/bin/python scib_metrics_agree.py METRIC_VALUES FOLDER

METRIC_VALUES is the program interop_metric_values; FOLDER takes a temporary file. Further arguments: data sets.
"""

import logging
import os
import sys
import warnings

import shared_sets

os.environ.setdefault("JAX_PLATFORMS", "cpu")
warnings.filterwarnings("ignore")
try:
    import numpy as np
    import scib_metrics
    from scib_metrics.nearest_neighbors import NeighborsResults
    from scipy.spatial.distance import cdist
except ImportError as missing:
    shared_sets.skip(f"{missing}; install scib-metrics and h5py, and name their Python to CMake as "
                     "COUNTERPOINT_SCIB_PYTHON")

program, folder = sys.argv[1:3]

SINGLE = (1e-5, "JAX computes in single precision")
START = (0.15, "k-means from another random start")
TOLERANCES = {
    "ilisi": SINGLE,
    "clisi": SINGLE,
    "kbet": (0.1, "kbet_per_label as it stands: see label_by_label()"),
    "asw_label": (2e-4, "JAX: distances by |a|² + |b|² − 2ab in single precision"),
    "asw_batch": (2e-4, "as asw_label"),
    "bras": SINGLE,
    "isolated_labels": (2e-4, "as asw_label"),
    "pcr_comparison": SINGLE,
    "graph_connectivity_strong": (1e-7, "counts"),
    "nmi_kmeans": START,
    "ari_kmeans": START,
    "nmi": (0.05, "Leiden draws its moves at random"),
    "ari": (0.15, "Leiden draws its moves at random"),
    "sbee": (1e-6, "double precision on both sides"),
}
PER_LABEL = (0.035, "one or two cells flip with their single-precision eigenvectors")


def exact_neighbors(x, k):
    """The cell itself first, as scib-metrics wants it."""
    distances = cdist(x.astype("f8"), x.astype("f8"))
    np.fill_diagonal(distances, -1.0)
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    near = np.maximum(np.take_along_axis(distances, order, axis=1), 0.0)
    return order, near.astype("f4")


def label_by_label(neighbors, batch, label):
    """Their kBET of each label alone, with exact neighbours in diffusion space. All labels at once,
    they keep for every later label the number of components that the smallest so far allows, and
    search neighbours approximately."""
    approximate = scib_metrics.nearest_neighbors.pynndescent
    scib_metrics.nearest_neighbors.pynndescent = lambda x, n_neighbors: NeighborsResults(
        **dict(zip(("indices", "distances"), exact_neighbors(x, n_neighbors))))
    shares = {}
    for level in np.unique(label):
        own = label == level
        # Other cells in one batch are skipped: nothing is computed of them.
        batches = np.where(own, batch, batch[own][0])
        _, each = scib_metrics.kbet_per_label(neighbors, batches, np.where(own, 0, 1), return_df=True)
        shares[f"kbet/{level}"] = each["kBET"][0]
    scib_metrics.nearest_neighbors.pynndescent = approximate
    return shares


def theirs(before, after, batch, label):
    indices, distances = exact_neighbors(after, 90)
    by = {k: NeighborsResults(indices=indices[:, :k], distances=distances[:, :k]) for k in (15, 50, 90)}
    kmeans = scib_metrics.nmi_ari_cluster_labels_kmeans(after.copy(), label)
    leiden = scib_metrics.nmi_ari_cluster_labels_leiden(by[15], label)
    values = {
        "ilisi": scib_metrics.ilisi_knn(by[90], batch),
        "clisi": scib_metrics.clisi_knn(by[90], label),
        "kbet": scib_metrics.kbet_per_label(by[50], batch, label),
        "asw_label": scib_metrics.silhouette_label(after, label),
        "asw_batch": scib_metrics.silhouette_batch(after, label, batch),
        "bras": scib_metrics.bras(after, label, batch),
        "isolated_labels": scib_metrics.isolated_labels(after, label, batch),
        "pcr_comparison": scib_metrics.pcr_comparison(before, after, batch, categorical=True),
        "graph_connectivity_strong": scib_metrics.graph_connectivity(by[15], label),
        "nmi_kmeans": kmeans["nmi"],
        "ari_kmeans": kmeans["ari"],
        "nmi": leiden["nmi"],
        "ari": leiden["ari"],
    }
    if hasattr(scib_metrics, "sbee"):
        values["sbee"] = scib_metrics.sbee(by[90], after, batch, label)
    values.update(label_by_label(by[50], batch, label))
    return {score: float(np.asarray(value)) for score, value in values.items()}


scib_metrics.settings.verbosity = logging.ERROR
failures = []
print(f"scib-metrics {scib_metrics.__version__}")
for name in sys.argv[3:] or ["kang_ifnb", "pbmc_3chem", "pbmc_5source"]:
    before, after = shared_sets.embedding(name, "X_pca_ref"), shared_sets.harmony(name)
    batch, label = shared_sets.codes(name, "batch", "cell_type")
    path = os.path.join(folder, "scib_metric_values.bin")
    ours = shared_sets.scores(program, shared_sets.written(path, before, after, batch, label))
    os.remove(path)
    for score, value in theirs(before, after, batch, label).items():
        mine = ours[score][1]
        tolerance, reason = TOLERANCES.get(score, PER_LABEL)
        alike = np.isnan(mine) and np.isnan(value) or abs(mine - value) <= tolerance
        print(f"{name:11} {score:26} {mine:9.6f} {value:9.6f} {mine - value:+.1e} "
              f"{'' if alike else 'DIFFERS '}(within {tolerance:g}: {reason})")
        if not alike:
            failures.append((name, score))
if failures:
    sys.exit(f"these scores differ: {failures}")
print("our scores are those of scib-metrics")
