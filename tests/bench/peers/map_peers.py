#!/usr/bin/env python3
"""Seconds of umap-learn, uwot and umappp (scranpy) on the cells that embed_bench wrote, beside ours of the
same run: the same neighbours, the same fuzzy graph, the same start and as many epochs.

    embed_bench --write FOLDER 10000 100000 && map_peers.py FOLDER && embed_bench --judge FOLDER

Run it with the Python of an environment that holds umap-learn and, if wanted, scranpy. uwot is asked where
Rscript and the R package are. Only the optimisation of the layout is timed: for uwot, which has no such
call of its own, a run with the epochs less one with none. umap-learn runs in parallel and unseeded, as it
is fastest; uwot as by default (one thread) and with fast_sgd on all threads.
"""

import importlib.metadata
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
import time

import numpy as np
import umap

THREADS = os.cpu_count()
UWOT = """
suppressMessages(library(uwot))
a <- commandArgs(TRUE); stem <- a[1]; n <- as.integer(a[2]); k <- as.integer(a[3]); epochs <- as.integer(a[4])
threads <- as.integer(a[5]); seeds <- as.integer(a[6])
read <- function(end, what, m) matrix(readBin(paste0(stem, end), what, n * m, size = 4), n, m, byrow = TRUE)
nn <- list(idx = cbind(seq_len(n), read(".indices", "integer", k) + 1L), dist = cbind(0, read(".distances", "numeric", k)))
start <- read(".start", "numeric", 2)
for (mode in c("uwot", "uwot-fast", "uwot-batch")) {
  run <- function(e, seed = 1) {
    set.seed(seed)
    umap(NULL, nn_method = nn, n_epochs = e, init = start, min_dist = 0.5, spread = 1, n_threads = threads,
         n_sgd_threads = if (mode == "uwot") 0 else threads, fast_sgd = mode == "uwot-fast", batch = mode == "uwot-batch")
  }
  run(0)
  none <- system.time(run(0))
  for (seed in seq_len(seeds)) {
    took <- system.time(map <- run(epochs, seed)) - none
    writeBin(as.numeric(t(map)), paste0(stem, ".", mode, "-seed", seed, ".map"), size = 4)
  }
  cat(mode, as.character(packageVersion("uwot")), took[["elapsed"]], took[["user.self"]] + took[["sys.self"]], "\\n")
}
"""


def timed(call):
    start, processor = time.perf_counter(), time.process_time()
    return call(), time.perf_counter() - start, time.process_time() - processor


def umap_learn(stem, n, k, epochs, seeds):
    read = lambda end, kind, m: np.fromfile(f"{stem}.{end}", kind).reshape(n, m)
    indices = np.column_stack([np.arange(n), read("indices", np.uint32, k)]).astype(np.int32)
    distances = np.column_stack([np.zeros(n, np.float32), read("distances", np.float32, k)])
    graph, _, _ = umap.umap_.fuzzy_simplicial_set(
        np.zeros((n, 1), np.float32), k + 1, np.random.RandomState(1), "euclidean",
        knn_indices=indices, knn_dists=distances)
    graph = graph.tocoo()
    graph.data[graph.data < graph.data.max() / epochs] = 0
    graph.eliminate_zeros()
    a, b = umap.umap_.find_ab_params(1.0, 0.5)
    start = read("start", np.float32, 2)

    def run(e, seed=1):
        layout = start.copy()  # head and tail are one array, as in umap-learn itself
        return umap.layouts.optimize_layout_euclidean(
            layout, layout, graph.row.astype(np.int32), graph.col.astype(np.int32), e, n,
            umap.umap_.make_epochs_per_sample(graph.data, epochs), a, b,
            np.random.RandomState(seed).randint(-(2**31) + 1, 2**31 - 1, 3).astype(np.int64),
            1.0, 1.0, 5.0, parallel=True, move_other=True)

    run(2)  # compiles
    for seed in range(1, seeds + 1):
        layout, seconds, processor = timed(lambda: run(epochs, seed))
        layout.astype(np.float32).tofile(f"{stem}.umap-learn-seed{seed}.map")
    yield "umap-learn", importlib.metadata.version("umap-learn"), seconds, processor


def umappp(stem, n, k, epochs, seeds):
    if importlib.util.find_spec("scranpy") is None:
        return
    import scranpy
    import knncolle

    read = lambda end, kind, m: np.fromfile(f"{stem}.{end}", kind).reshape(n, m)
    near = knncolle.FindKnnResults(read("indices", np.uint32, k).astype(np.uint32).copy(order="C"),
                                   read("distances", np.float32, k).astype(np.float64).copy(order="C"))
    run = lambda e: scranpy.run_umap(near, num_neighbors=k, num_epochs=e, min_dist=0.5, num_threads=THREADS,
                                     parallel_optimization=True)
    _, none, none_processor = timed(lambda: run(1))
    layout, seconds, processor = timed(lambda: run(epochs))
    yield "umappp", importlib.metadata.version("scranpy"), seconds - none, processor - none_processor
    np.ascontiguousarray(layout if layout.shape[0] == n else layout.T, np.float32).tofile(f"{stem}.umappp.map")


def uwot(stem, n, k, epochs, seeds):
    if shutil.which("Rscript") is None:
        return
    found = subprocess.run(["Rscript", "-e", UWOT, str(stem), str(n), str(k), str(epochs), str(THREADS), str(seeds)],
                           capture_output=True, text=True)
    if found.returncode:
        print("uwot:", found.stderr.strip().splitlines()[-1])
    for line in found.stdout.splitlines():
        name, version, seconds, processor = line.split()
        yield name, version, float(seconds), float(processor)


def main(folder):
    for text in sorted(folder.glob("*.txt"), key=lambda path: int(path.read_text().split()[0])):
        stem = text.with_suffix("")
        n, ours, our_processor, seeds = (float(word) for word in text.read_text().split())
        n, seeds = int(n), int(seeds)
        k = (folder / f"{stem.name}.indices").stat().st_size // 4 // n
        epochs = 500 if n <= 10_000 else 200
        print(f"{stem.name}: {n} cells, {epochs} epochs, {THREADS} threads; "
              f"ours {ours:.2f} s, cpu {our_processor:.2f} s", flush=True)
        for peer in (umap_learn, uwot, umappp):
            for name, version, seconds, processor in peer(stem, n, k, epochs, seeds):
                print(f"  {name} {version}: {seconds:.2f} s, {seconds / ours:.1f} times ours; "
                      f"cpu {processor:.2f} s, {processor / our_processor:.1f} times ours", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
