"""Seconds and processor seconds of harmonypy on the matrices of harmony_bench, beside ours of the same run.

    harmony_bench --write FOLDER 10000 100000 && harmony_peers.py FOLDER

Run it with the Python of an environment that holds numpy, pandas and one harmonypy (2.1 or newer, or
0.0.9); both take theta 2, lambda 1, the same clusters and ten rounds without early stopping, so that
ratios compare the same work. harmonypy 2 clusters four times a round as we do, 0.0.9 up to twenty.
"""

import importlib.metadata
import logging
import pathlib
import resource
import sys
import time

import harmonypy
import numpy
import pandas

logging.disable(logging.INFO)


def seconds(cells, batch):
    meta = pandas.DataFrame({"batch": [f"b{code}" for code in batch]})
    start, processor = time.perf_counter(), time.process_time()
    harmonypy.run_harmony(
        cells,
        meta,
        ["batch"],
        theta=2,
        lamb=1,
        nclust=min(100, round(len(cells) / 30)),
        max_iter_harmony=10,
        epsilon_harmony=-numpy.inf,
        verbose=False,
    )
    return time.perf_counter() - start, time.process_time() - processor


def main(folder):
    print("harmonypy", importlib.metadata.version("harmonypy"))
    for line in (folder / "counterpoint.txt").read_text().splitlines():
        size, ours, our_processor, rounds = line.split()
        cells = numpy.load(folder / f"{size}.npy")
        batch = numpy.load(folder / f"{size}_batch.npy")
        runs = [seconds(cells, batch) for _ in range(1 if int(size) > 200_000 else 3)]
        best, processor = map(min, zip(*runs))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:>8} cells, {rounds} rounds: {best:.2f} s, ours {float(ours):.2f} s: "
            f"{best / float(ours):.1f} times; cpu {processor:.2f} s, ours {float(our_processor):.2f} "
            f"s: {processor / float(our_processor):.1f} times; process peak {peak:.0f} MiB"
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
