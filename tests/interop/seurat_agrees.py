"""Our Seurat mixing metric on the shared data sets against Seurat's own MixingMetric in R.

usage: seurat_agrees.py METRIC_VALUES FOLDER

Needs Rscript with Seurat (Debian: r-cran-seurat) and h5py.
"""

import os
import shutil
import subprocess
import sys

import shared_sets

program, folder = sys.argv[1:]
rscript = shutil.which("Rscript")
if not rscript or subprocess.run([rscript, "-e", "quit(status = !requireNamespace('Seurat', quietly = TRUE))"],
                                 stderr=subprocess.DEVNULL).returncode:
    shared_sets.skip("needs R with Seurat; install r-cran-seurat")

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
    after = shared_sets.harmony(name)
    path = os.path.join(folder, "seurat_values.bin")
    arguments = shared_sets.written(path, after, after, *shared_sets.codes(name, "batch", "cell_type"))
    ours = shared_sets.scores(program, arguments)["seurat_mixing"][0]
    said = subprocess.run([rscript, "-e", SEURAT, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout
    os.remove(path)
    version, theirs = said.split()
    gap = abs(ours - float(theirs))
    print(f"{name:15} MixingMetric {ours:.8f}  Seurat {version}: {float(theirs):.8f}  {gap:.1e}")
    assert gap <= 1e-6 * ours, (name, ours, theirs)
print("our mixing metric is Seurat's")
