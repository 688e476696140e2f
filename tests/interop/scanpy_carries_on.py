"""Lets scanpy go on from the .h5ad of a run: look, cluster, embed, test genes, write again.

usage: scanpy_carries_on.py COUNTERPOINT_CLI FOLDER
"""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
import warnings

try:
    import igraph
    import matplotlib
    import numpy as np
    import scanpy as sc
    from sklearn.metrics import adjusted_rand_score
except ImportError as missing:
    print(f"skipped: {missing}; install scanpy, igraph and leidenalg to run this test")
    sys.exit(77)

matplotlib.use("Agg")
cli, parent = sys.argv[1:]
folder = tempfile.mkdtemp(dir=parent)
made = os.path.join(folder, "made.h5ad")
subprocess.run([cli, "simulate", "--cells", "1500", "--genes", "400", "--out", made], check=True,
               stdout=subprocess.DEVNULL)
given = sc.read_h5ad(made)
given.obsm["X_mine"] = np.arange(2.0 * given.n_obs).reshape(given.n_obs, 2)
given.write_h5ad(made)
run = os.path.join(folder, "run")
subprocess.run([cli, "run", made, "--batch", "batch", "--label", "cell_type", "--out", run],
               check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
path = os.path.join(run, "result.h5ad")

# Whatever anndata has to say of the file itself is a fault of ours.
with warnings.catch_warnings():
    warnings.simplefilter("error")
    ours = sc.read_h5ad(path)
assert {"X_pca", "X_harmony", "X_umap"} <= set(ours.obsm), list(ours.obsm)
assert (ours.obsm["X_mine"] == given[ours.obs_names].obsm["X_mine"]).all()
neighbors = ours.uns["neighbors"]["params"]
assert neighbors["use_rep"] == "X_harmony" and neighbors["n_neighbors"] == 15

# The graph is what scanpy makes of the same embedding.
theirs = ours.copy()
sc.pp.neighbors(theirs, use_rep="X_harmony", n_neighbors=15)
difference = abs(ours.obsp["connectivities"] - theirs.obsp["connectivities"]).max()
assert difference < 1e-3, difference

# So are the clusters, as far as another order of visits allows.
graph = igraph.Graph.Weighted_Adjacency(ours.obsp["connectivities"], mode="undirected")
sc.tl.leiden(ours, flavor="igraph", n_iterations=2, directed=False)


def modularity(column):
    return graph.modularity(ours.obs[column].astype(int).to_numpy(), weights="weight")


quality = modularity("counterpoint_leiden"), modularity("leiden")
agreement = adjusted_rand_score(ours.obs.counterpoint_leiden, ours.obs.leiden)
assert quality[0] > quality[1] - 0.005, quality
assert list(ours.uns["counterpoint_leiden_colors"])

# Maps, figures, tests and writing go on from there.
before = ours.obsm["X_umap"].copy()
with matplotlib.rc_context():
    sc.pl.umap(ours, color=["batch", "cell_type", "counterpoint_leiden", "counterpoint_ilisi"],
               show=False)
    sc.pl.embedding(ours, basis="X_harmony", color="batch", show=False)
sc.tl.umap(ours, init_pos="X_umap", maxiter=20)
assert np.isfinite(ours.obsm["X_umap"]).all() and ours.obsm["X_umap"].shape == before.shape
sc.tl.diffmap(ours)
assert (ours.X.data == np.round(ours.X.data)).all()
sc.pp.normalize_total(ours, target_sum=1e4)
sc.pp.log1p(ours)
sc.tl.rank_genes_groups(ours, "counterpoint_leiden", method="wilcoxon")
again = os.path.join(folder, "again.h5ad")
ours.write_h5ad(again)
said = subprocess.run([cli, "info", again], check=True, stdout=subprocess.PIPE, text=True).stdout
assert "1500 cells" in said or "1 500 cells" in said, said
shutil.rmtree(folder)
print(f"scanpy {importlib.metadata.version('scanpy')} carries on: graph within {difference:.1e}, "
      f"modularity {quality[0]:.4f} against {quality[1]:.4f}, clusters ARI {agreement:.2f}")
