"""Our Seurat mixing metric on the shared data sets against Seurat's own MixingMetric in R.

usage: seurat_agrees.py METRIC_VALUES FOLDER

Needs Rscript with Seurat (Debian: r-cran-seurat) and h5py.
"""

import os
import shutil
import subprocess
import sys

try:
    import h5py
    import numpy as np
except ImportError as missing:
    print(f"skipped: {missing}; install python3-h5py")
    sys.exit(77)

program, folder = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
shared = os.environ.get("COUNTERPOINT_SHARED", os.path.join(here, "..", "..", "..", "shared"))
if not os.path.isdir(os.path.join(shared, "reference")):
    print("skipped: needs the shared data; set COUNTERPOINT_SHARED to its folder")
    sys.exit(77)
rscript = shutil.which("Rscript")
if not rscript or subprocess.run([rscript, "-e", "quit(status = !requireNamespace('Seurat', quietly = TRUE))"],
                                 stderr=subprocess.DEVNULL).returncode:
    print("skipped: needs R with Seurat; install r-cran-seurat")
    sys.exit(77)

SEURAT = """
suppressPackageStartupMessages(library(Seurat))
size <- as.integer(commandArgs(TRUE)[1:3])
file <- file(commandArgs(TRUE)[4], "rb")
invisible(readBin(file, "numeric", size[1] * size[2], size = 4))
after <- matrix(readBin(file, "numeric", size[1] * size[3], size = 4), size[1], byrow = TRUE)
batch <- readBin(file, "integer", size[1], size = 4)
cells <- paste0("cell", seq_len(size[1]))
dimnames(after) <- list(cells, paste0("PC_", seq_len(size[3])))
object <- CreateSeuratObject(matrix(1, 2, size[1], dimnames = list(c("a", "b"), cells)))
object$batch <- as.character(batch)
object[["after"]] <- CreateDimReducObject(after, key = "PC_", assay = "RNA")
cat(as.character(packageVersion("Seurat")), format(digits = 17, mean(MixingMetric(
  object, "batch", reduction = "after", dims = seq_len(size[3]), verbose = FALSE))))
"""

for name in ("cell_lines_pca", "pbmc_3chem", "kang_ifnb", "pbmc_5source"):
    with h5py.File(os.path.join(shared, "data", name + ".h5ad")) as f:
        batch, label = (f["obs"][c]["codes"][:].astype("i4") for c in ("batch", "cell_type"))
    with h5py.File(os.path.join(shared, "reference", name + "_harmony.h5")) as f:
        after = f["harmonypy_0.0.9/theta2"][:].astype("f4")
    path = os.path.join(folder, "seurat_values.bin")
    with open(path, "wb") as out:
        for part in (after, after, batch, label):
            out.write(np.ascontiguousarray(part).tobytes())
    arguments = [*(str(n) for n in (len(batch), after.shape[1], after.shape[1])), path]
    ours = subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout
    ours = next(float(line.split()[1]) for line in ours.splitlines() if line.startswith("seurat_mixing "))
    said = subprocess.run([rscript, "-e", SEURAT, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout
    os.remove(path)
    version, theirs = said.split()
    gap = abs(ours - float(theirs))
    print(f"{name:15} MixingMetric {ours:.8f}  Seurat {version}: {float(theirs):.8f}  {gap:.1e}")
    assert gap <= 1e-6 * ours, (name, ours, theirs)
print("our mixing metric is Seurat's")
