"""Opens a file of our writer with anndata and compares all it holds with write_sample.cpp.

usage: anndata_reads_ours.py WRITE_SAMPLE FOLDER
"""

import importlib.metadata
import os
import subprocess
import sys
import warnings

try:
    import anndata
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}; install python3-anndata to run this test")
    sys.exit(77)

program, folder = sys.argv[1:]
path = os.path.join(folder, "sample.h5ad")
subprocess.run([program, path], check=True)

warnings.simplefilter("error")
a = anndata.read_h5ad(path)

assert a.shape == (4, 3), a.shape
x = [[1, 0, 2], [0, 0, 0], [0, 3, 0], [4, 0, 5]]
assert a.X.dtype == np.float32 and (a.X.toarray() == x).all()
assert list(a.layers) == ["counts"] and (a.layers["counts"].toarray() == x).all()

assert list(a.obs_names) == ["c1", "c2", "c3", "ć4"]
assert list(a.var_names) == ["g1", "g2", "g3"]
assert list(a.obs.columns) == ["batch", "stage", "depth", "flag", "text"]
assert list(a.obs.batch.cat.categories) == ["läb A", "lab B"] and not a.obs.batch.cat.ordered
assert list(a.obs.batch.cat.codes) == [0, 1, -1, 1]
assert list(a.obs.stage.cat.categories) == ["early", "mid", "late"] and a.obs.stage.cat.ordered
np.testing.assert_array_equal(a.obs.depth, [1.5, -2, np.nan, 1e300])
assert a.obs.flag.dtype == bool and list(a.obs.flag) == [True, False, False, True]
assert list(a.obs.text) == ["a", "", "ü", "a"]

assert sorted(a.obsm) == ["X_large", "X_pca"]
np.testing.assert_array_equal(a.obsm["X_pca"], np.arange(8, dtype="f4").reshape(4, 2))
np.testing.assert_array_equal(a.obsm["X_large"], np.arange(24000).reshape(4, 6000) % 7)
assert a.obsm["X_pca"].dtype == np.float32

graph = np.zeros((4, 4))
graph[[0, 1, 2, 3], [1, 0, 3, 2]] = [0.5, 0.5, 0.25, 0.25]
for key in ("connectivities", "distances"):
    assert (a.obsp[key].toarray() == graph).all(), key
assert not list(a.varm) and not list(a.varp)

neighbors = a.uns["neighbors"]
assert neighbors["connectivities_key"] == "connectivities"
assert neighbors["distances_key"] == "distances"
assert neighbors["params"] == {
    "n_neighbors": 15, "method": "umap", "metric": "euclidean", "use_rep": "X_pca"}
assert list(a.uns["batch_colors"]) == ["#ff0000", "#00ff00"]
assert a.uns["counterpoint"] == {"method": "harmony θ = 2"}
assert list(a.uns["pca"]["variance"]) == [2, 1]
assert list(a.uns["pca"]["variance_ratio"]) == [0.5, 0.25]

again = os.path.join(folder, "again.h5ad")  # what was read can be written
a.write_h5ad(again)
os.remove(again)
os.remove(path)
print(f"anndata {importlib.metadata.version('anndata')} reads our file")
