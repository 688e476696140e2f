#!/usr/bin/env python3
"""Seconds and values of scib-metrics (JAX on the CPU) and of counterpoint-cli for the same scores of
the same cells, in one run, so that only ratios of one machine at one time are read.

    metrics_bench --write cells.h5ad 10000
    python3 -m venv venv && venv/bin/pip install scib-metrics h5py
    venv/bin/pip install harmonypy pandas      (for its compute_lisi)
    venv/bin/python tests/bench/peers/metrics_peers.py cells.h5ad METRICS_BENCH

FILE holds obsm/X, obsm/X_before, obs/batch and obs/cell_type. METRICS_BENCH is the program that
wrote it; it is run again with as many cells. Every peer is called twice and the second call is
timed: JAX compiles during the first.
"""
import subprocess
import sys
import time

import h5py
import numpy as np
import pandas as pd
import scib_metrics
from scib_metrics.nearest_neighbors import NeighborsResults
from sklearn.neighbors import NearestNeighbors


def read(path):
    with h5py.File(path) as file:
        codes = {name: file[f"obs/{name}/codes"][:] for name in ("batch", "cell_type")}
        return file["obsm/X"][:], file["obsm/X_before"][:], codes["batch"], codes["cell_type"]


def timed(call):
    call()
    start = time.perf_counter()
    value = call()
    return value, time.perf_counter() - start


def lisi_of_harmonypy(x, batch, label, ours):
    """R lisi's algorithm in Python, its search of neighbours included on both sides."""
    try:
        from harmonypy.lisi import compute_lisi
    except ImportError:
        print("harmonypy's compute_lisi is not available")
        return
    start = time.perf_counter()
    compute_lisi(x, pd.DataFrame({"batch": batch, "label": label}), ["batch", "label"])
    peer = time.perf_counter() - start
    print(f"{'lisi with search (harmonypy)':<28}{'':>9}{'':>9}{ours:10.3f}{peer:10.3f}{peer / ours:8.1f}",
          flush=True)


def main(path, bench):
    x, before, batch, label = read(path)
    distances, indices = NearestNeighbors(n_neighbors=90).fit(x).kneighbors(x)
    by = {k: NeighborsResults(indices=indices[:, :k], distances=distances[:, :k]) for k in (15, 50, 90)}
    peers = {
        "ilisi": lambda: scib_metrics.ilisi_knn(by[90], batch),
        "clisi": lambda: scib_metrics.clisi_knn(by[90], label),
        "kbet": lambda: scib_metrics.kbet_per_label(by[50], batch, label),
        "asw_label": lambda: scib_metrics.silhouette_label(x, label),
        "asw_batch": lambda: scib_metrics.silhouette_batch(x, label, batch),
        "bras": lambda: scib_metrics.bras(x, label, batch),
        "isolated_labels": lambda: scib_metrics.isolated_labels(x, label, batch),
        "pcr_comparison": lambda: scib_metrics.pcr_comparison(before, x, batch, categorical=True),
        "graph_connectivity_strong": lambda: scib_metrics.graph_connectivity(by[15], label),
        "nmi_kmeans": lambda: scib_metrics.nmi_ari_cluster_labels_kmeans(x, label)["nmi"],
        "ari_kmeans": lambda: scib_metrics.nmi_ari_cluster_labels_kmeans(x, label)["ari"],
        "nmi": lambda: scib_metrics.nmi_ari_cluster_labels_leiden(by[15], label)["nmi"],
    }
    text = subprocess.run([bench, "--only", ",".join(peers), str(len(x))], check=True,
                          capture_output=True, text=True).stdout
    ours = {line.split()[0]: (float(line.split()[3]), float(line.split()[1]))
            for line in text.splitlines() if line.split() and line.split()[0] in peers}
    print(f"{len(x)} cells, scib-metrics {scib_metrics.__version__}")
    print(f"{'score':<28}{'ours':>9}{'peer':>9}{'seconds':>10}{'peer':>10}{'ratio':>8}")
    searching = float(text.split("neighbours ")[1].split()[0])
    lisi_of_harmonypy(x, batch, label, searching + ours["ilisi"][1] + ours["clisi"][1])
    for name, call in peers.items():
        try:
            value, seconds = timed(call)
        except Exception as error:  # a peer may lack an optional package
            print(f"{name:<28} not available: {error}")
            continue
        mine, mine_seconds = ours[name]
        print(f"{name:<28}{mine:9.4f}{float(np.asarray(value)):9.4f}{mine_seconds:10.3f}"
              f"{seconds:10.3f}{seconds / max(mine_seconds, 1e-3):8.1f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
