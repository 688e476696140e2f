"""Our requested scores on the shared data sets against metric_formulas.py.

usage: metrics_agree.py METRIC_VALUES FOLDER
"""

import os
import sys

import shared_sets

try:
    import metric_formulas
except ImportError as missing:
    shared_sets.skip(f"{missing}; install python3-scipy and python3-sklearn")

program, folder = sys.argv[1:]
sbee_file = os.environ.get("COUNTERPOINT_SBEE")  # _sbee.py of scib-metrics 0.6, if at hand

TOLERANCE = 1e-6
RANDOM_DRAWS = {"pmd": 5e-3}  # theirs are others

for name, key in [("cell_lines_pca", "X_pca"), ("pbmc_3chem", "X_pca_ref"), ("kang_ifnb", "X_pca_ref")]:
    before, after = shared_sets.embedding(name, key), shared_sets.harmony(name)
    batch, label = shared_sets.codes(name, "batch", "cell_type")
    path = os.path.join(folder, "metric_values.bin")
    ours = shared_sets.scores(program, shared_sets.written(path, before, after, batch, label))
    os.remove(path)
    theirs = metric_formulas.formulas(before, after, batch.astype(int), label.astype(int), sbee_file)
    for score, value in theirs.items():
        mine = ours[score][0]
        gap = abs(mine - value)
        print(f"{name:15} {score:22} {mine:.8f} {value:.8f} {gap:.1e}")
        assert gap <= RANDOM_DRAWS.get(score, TOLERANCE), (name, score, mine, value)
print("our scores are those of the formulas")
