"""Our requested scores on the shared data sets against metric_formulas.py.

usage: metrics_agree.py METRIC_VALUES FOLDER
"""

import os
import subprocess
import sys

try:
    import h5py
    import numpy as np

    import metric_formulas
except ImportError as missing:
    print(f"skipped: {missing}; install python3-h5py, python3-scipy and python3-sklearn")
    sys.exit(77)

program, folder = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
shared = os.environ.get("COUNTERPOINT_SHARED", os.path.join(here, "..", "..", "..", "shared"))
if not os.path.isdir(os.path.join(shared, "reference")):
    print("skipped: needs the shared data; set COUNTERPOINT_SHARED to its folder")
    sys.exit(77)
sbee_file = os.environ.get("COUNTERPOINT_SBEE")  # _sbee.py of scib-metrics 0.6, if at hand

TOLERANCE = 1e-6
RANDOM_DRAWS = {"pmd": 5e-3}  # theirs are others

for name, key in [("cell_lines_pca", "X_pca"), ("pbmc_3chem", "X_pca_ref"), ("kang_ifnb", "X_pca_ref")]:
    with h5py.File(os.path.join(shared, "data", name + ".h5ad")) as f:
        before = f["obsm"][key][:].astype("f4")
        batch, label = (f["obs"][c]["codes"][:].astype("i4") for c in ("batch", "cell_type"))
    with h5py.File(os.path.join(shared, "reference", name + "_harmony.h5")) as f:
        after = f["harmonypy_0.0.9/theta2"][:].astype("f4")
    path = os.path.join(folder, "metric_values.bin")
    with open(path, "wb") as out:
        for part in (before, after, batch, label):
            out.write(np.ascontiguousarray(part).tobytes())
    sizes = [str(n) for n in (len(batch), before.shape[1], after.shape[1])]
    said = subprocess.run([program, *sizes, path], check=True, stdout=subprocess.PIPE, text=True)
    os.remove(path)
    ours = {line.split()[0]: float(line.split()[1]) for line in said.stdout.splitlines()}
    theirs = metric_formulas.formulas(before, after, batch.astype(int), label.astype(int), sbee_file)
    for score, value in theirs.items():
        gap = abs(ours[score] - value)
        print(f"{name:15} {score:22} {ours[score]:.8f} {value:.8f} {gap:.1e}")
        assert gap <= RANDOM_DRAWS.get(score, TOLERANCE), (name, score, ours[score], value)
print("our scores are those of the formulas")
