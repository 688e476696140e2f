"""Lets our reader open files that anndata writes in many forms, and compares what it understood.

usage: ours_reads_anndata.py REWRITE FOLDER
"""

import importlib.metadata
import itertools
import os
import subprocess
import sys
import warnings

try:
    import anndata
    import numpy as np
    import pandas as pd
    import scipy.sparse as sparse
except ImportError as missing:
    print(f"skipped: {missing}; install python3-anndata to run this test")
    sys.exit(77)

warnings.simplefilter("ignore")
program, folder = sys.argv[1:]
random = np.random.default_rng(1)
CELLS, GENES = 120, 40


def unsorted_csr(x):
    """The same matrix with the columns of each row in reverse order."""
    m = sparse.csr_matrix(x)
    for row in range(m.shape[0]):
        part = slice(m.indptr[row], m.indptr[row + 1])
        m.indices[part] = m.indices[part][::-1].copy()
        m.data[part] = m.data[part][::-1].copy()
    m.has_sorted_indices = False
    return m


def sample(form, number):
    x = random.poisson(0.7, (CELLS, GENES)).astype(number)
    batch = pd.Categorical(random.choice(["a", "b", "ç"], CELLS))
    batch[3] = np.nan
    obs = pd.DataFrame(
        {
            "batch": batch,
            "stage": pd.Categorical(random.choice([1, 2, 3], CELLS), ordered=True),
            "depth": random.normal(size=CELLS).astype("f4"),
            "n": random.integers(0, 1000, CELLS).astype("u2"),
            "flag": random.random(CELLS) < 0.5,
            "maybe": pd.array([None if i % 5 == 0 else i for i in range(CELLS)], dtype="Int64"),
            "text": [f"täxt {i}" for i in range(CELLS)],
        },
        index=[f"cell-{i}" for i in range(CELLS)],
    )
    a = anndata.AnnData(form(x).astype(number), obs=obs)
    a.var_names = [f"gène-{i}" for i in range(GENES)]
    a.var["highly_variable"] = random.random(GENES) < 0.5
    a.obsm["X_pca"] = random.normal(size=(CELLS, 5))
    a.obsm["X_frame"] = pd.DataFrame(
        random.normal(size=(CELLS, 2)).astype("f4"), index=a.obs_names, columns=["u", "v"])
    a.obsm["X_sparse"] = sparse.random(CELLS, 6, 0.3, format="csr", random_state=1, dtype="f4")
    a.uns["batch_colors"] = ["#ff0000", "#00ff00", "#0000ff"]
    return a, x


def check(form, number, compression):
    theirs = os.path.join(folder, "theirs.h5ad")
    ours = os.path.join(folder, "ours.h5ad")
    a, x = sample(form, number)
    a.write_h5ad(theirs, compression=compression)
    said = subprocess.run([program, theirs, ours], check=True, stdout=subprocess.PIPE, text=True)
    assert said.stdout == "", said.stdout
    b = anndata.read_h5ad(ours)
    os.remove(theirs)
    os.remove(ours)

    assert (b.X.toarray() == x).all()
    assert (b.obs_names == a.obs_names).all() and (b.var_names == a.var_names).all()
    assert list(b.obs.columns) == list(a.obs.columns)
    for name in ("batch", "stage"):
        assert list(b.obs[name].cat.codes) == list(a.obs[name].cat.codes), name
        assert list(b.obs[name].cat.categories) == [str(c) for c in a.obs[name].cat.categories]
        assert b.obs[name].cat.ordered == a.obs[name].cat.ordered, name
    for name in ("depth", "n"):
        assert (b.obs[name] == a.obs[name]).all(), name
    assert list(b.obs.text) == list(a.obs.text)
    assert b.obs.flag.dtype == bool and (b.obs.flag == a.obs.flag).all()
    np.testing.assert_array_equal(b.obs.maybe, a.obs.maybe.astype("float"))
    assert (b.var.highly_variable == a.var.highly_variable).all()
    np.testing.assert_array_equal(b.obsm["X_pca"], a.obsm["X_pca"].astype("f4"))
    np.testing.assert_array_equal(b.obsm["X_frame"], a.obsm["X_frame"].to_numpy())
    np.testing.assert_array_equal(b.obsm["X_sparse"], a.obsm["X_sparse"].toarray())
    assert list(b.uns["batch_colors"]) == list(a.uns["batch_colors"])


forms = [sparse.csr_matrix, sparse.csc_matrix, np.asarray, unsorted_csr]
for case in itertools.product(forms, ["f4", "f8", "i8"], [None, "gzip", "lzf"]):
    check(*case)
print(f"we read what anndata {importlib.metadata.version('anndata')} writes")
