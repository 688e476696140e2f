"""scVI of ours against scvi-tools on Kang's cells (shared/data/kang_ifnb.h5ad, the genes of var/highly_variable_ref):
held-out ELBO, iLISI, cLISI and silhouette of the latent space must lie within the noise of seeds.

    scvi_agree.py PROGRAM FOLDER [--reference SEED...]

iLISI depends on the weights a training starts from more than on anything else (of the same start, ours and that of
scvi-tools correlate 0.9), and three seeds of each can differ by chance. So where the Python has scvi-tools, ours starts
from the weights that scvi-tools draws for a seed, and is compared with what scvi-tools came to from there; otherwise
the means of seeds are compared.

--reference trains scvi-tools and prints the numbers kept below. Without h5py, scipy and scikit-learn, or without the
data, the test skips.
"""

import pathlib
import subprocess
import sys

import shared_sets

try:
    import h5py
    import numpy
    import scipy.sparse
    from sklearn.metrics import silhouette_score
    from sklearn.neighbors import NearestNeighbors
except ImportError as missing:
    shared_sets.skip(missing)

EPOCHS = 60  # with as many of KL warm-up
SEEDS = (0, 1, 2)
KANG = shared_sets.path("kang_ifnb")

# scvi-tools 1.4.2 with torch 2.15.0, gene_likelihood nb, defaults otherwise, one number a seed from 0.
REFERENCE = {
    "held out": [341.9, 357.4, 341.1, 353.3, 333.6, 339.5, 342.7, 340.3, 341.8, 331.1, 328.5, 339.5,
                 330.9, 346.8, 333.3, 362.3],
    "iLISI": [1.525, 1.602, 1.510, 1.480, 1.506, 1.495, 1.524, 1.424, 1.438, 1.488, 1.586, 1.549,
              1.522, 1.433, 1.383, 1.590],
    "cLISI": [1.453, 1.486, 1.472, 1.477, 1.469, 1.453, 1.454, 1.470, 1.474, 1.502, 1.480, 1.491,
              1.470, 1.466, 1.483, 1.495],
    "ASW": [0.119, 0.104, 0.117, 0.113, 0.125, 0.127, 0.128, 0.124, 0.120, 0.115, 0.120, 0.112,
            0.112, 0.110, 0.111, 0.103],
}
# Of ours from the same starts less those of scvi-tools: standard deviation over seeds, 16 of them.
PAIRED = {"iLISI": 0.0182, "cLISI": 0.0133, "ASW": 0.0059}


def read():
    with h5py.File(KANG) as file:
        x = file["X"]
        shape = tuple(x.attrs["shape"])
        counts = scipy.sparse.csr_matrix((x["data"][:], x["indices"][:], x["indptr"][:]), shape)
        genes = file["var/highly_variable_ref"][:].astype(bool)
    return counts[:, genes], *shared_sets.codes("kang_ifnb", "batch", "cell_type")


def write(path, counts, batch):
    with h5py.File(path, "w") as file:
        file.attrs["encoding-type"], file.attrs["encoding-version"] = "anndata", "0.1.0"
        x = file.create_group("X")
        x.attrs["encoding-type"], x.attrs["encoding-version"] = "csr_matrix", "0.1.0"
        x.attrs["shape"] = counts.shape
        for name in ("data", "indices", "indptr"):
            x[name] = getattr(counts, name)
        for name, size in (("obs", counts.shape[0]), ("var", counts.shape[1])):
            table = file.create_group(name)
            table.attrs["encoding-type"], table.attrs["encoding-version"] = "dataframe", "0.2.0"
            table.attrs["_index"] = "_index"
            table.attrs.create("column-order", ["batch"] if name == "obs" else [], dtype=h5py.string_dtype())
            table.create_dataset("_index", data=[f"{name}{i}" for i in range(size)], dtype=h5py.string_dtype())
        file["obs"].create_dataset("batch", data=[f"b{b}" for b in batch], dtype=h5py.string_dtype())
        file["obs/batch"].attrs["encoding-type"] = "string-array"
        file["obs/batch"].attrs["encoding-version"] = "0.2.0"


def lisi(latent, codes, perplexity=30):
    """Mean inverse Simpson index of the neighbours, weighted to the perplexity (Korsunsky 2019)."""
    distances, indices = NearestNeighbors(n_neighbors=3 * perplexity + 1).fit(latent).kneighbors()
    distances, indices = distances[:, : 3 * perplexity], indices[:, : 3 * perplexity]
    distances = distances - distances[:, :1]
    low, high = numpy.full(len(latent), -60.0), numpy.full(len(latent), 60.0)
    for _ in range(60):
        middle = (low + high) / 2
        p = numpy.exp(-distances * numpy.exp(middle)[:, None])
        p /= p.sum(1, keepdims=True)
        wide = -(p * numpy.log(p + 1e-300)).sum(1) > numpy.log(perplexity)
        low, high = numpy.where(wide, middle, low), numpy.where(wide, high, middle)
    near = codes[indices]
    shares = [(p * (near == code)).sum(1) for code in range(codes.max() + 1)]
    return (1 / sum(share**2 for share in shares)).mean()


def values(latent, held_out, batch, label):
    return {
        "held out": held_out,
        "iLISI": lisi(latent, batch),
        "cLISI": lisi(latent, label),
        "ASW": silhouette_score(latent, label),
    }


def model_of(seed, counts, batch):
    import anndata
    import scvi

    scvi.settings.seed = seed
    data = anndata.AnnData(counts, obs={"batch": [f"b{b}" for b in batch]})
    scvi.model.SCVI.setup_anndata(data, batch_key="batch")
    return scvi.model.SCVI(data, gene_likelihood="nb")


def write_start(path, seed, counts, batch):
    """The weights scvi-tools starts from, in the order of ours."""
    tensors = model_of(seed, counts, batch).module.state_dict()
    names = []
    for part, heads in (
        ("z_encoder.encoder", ["z_encoder.mean_encoder", "z_encoder.var_encoder"]),
        ("decoder.px_decoder", ["decoder.px_scale_decoder.0"]),
    ):
        layer = part + ".fc_layers.Layer 0."
        names += [layer + end for end in ("0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var")]
        names += [head + end for head in heads for end in (".weight", ".bias")]
    with open(path, "wb") as file:
        for name in [*names, "px_r"]:
            tensor = tensors[name].numpy()
            # The encoder's first weights are inputs x outputs.
            file.write((tensor.T if name == names[0] else tensor).astype("<f4").tobytes())


def reference(seeds, counts, batch, label):
    rows = []
    for seed in seeds:
        model = model_of(seed, counts, batch)
        model.train(
            max_epochs=EPOCHS,
            plan_kwargs=dict(n_epochs_kl_warmup=EPOCHS),
            accelerator="cpu",
            check_val_every_n_epoch=EPOCHS,
            enable_progress_bar=False,
        )
        held_out = float(model.history["elbo_validation"].values.ravel()[-1])
        rows.append(values(model.get_latent_representation(), held_out, batch, label))
    print({key: [round(float(row[key]), 4) for row in rows] for key in rows[0]})


def has_scvi_tools():
    try:
        import scvi
    except ImportError as missing:
        print("without scvi-tools, means of seeds are compared:", missing)
        return False
    print("scvi-tools", scvi.__version__, "draws the weights to start from")
    return True


def main(program, folder, *options):
    counts, batch, label = read()
    if "--reference" in options:
        return reference(map(int, options[1:]), counts, batch, label)
    folder = pathlib.Path(folder)
    write(folder / "kang_counts.h5ad", counts, batch)
    paired = has_scvi_tools()
    rows = []
    for seed in SEEDS:
        start = []
        if paired:
            start = [folder / "scvi_start.bin"]
            write_start(start[0], seed, counts, batch)
        arguments = ["nb", str(EPOCHS), str(EPOCHS), str(seed), folder / "scvi.txt", *start]
        subprocess.run([program, folder / "kang_counts.h5ad", *arguments], check=True)
        with open(folder / "scvi.txt") as lines:
            held_out = float(lines.readline().split()[1])
            rows.append(values(numpy.loadtxt(lines), held_out, batch, label))
    failed = False
    for key, theirs in REFERENCE.items():
        ours = numpy.array([row[key] for row in rows])
        if paired and key in PAIRED:
            compared = [theirs[seed] for seed in SEEDS]
            error = PAIRED[key] / numpy.sqrt(len(SEEDS))
        else:
            # Held-out cells are others in either, so starting alike does not pair that number.
            compared = theirs
            error = numpy.std(theirs, ddof=1) * numpy.sqrt(1 / len(SEEDS) + 1 / len(theirs))
        difference = numpy.mean(ours) - numpy.mean(compared)
        agrees = abs(difference) <= 3 * error
        failed |= not agrees
        print(
            f"{key}: ours {numpy.round(ours, 4)}, scvi-tools {numpy.round(compared, 4)}: difference {difference:.4f}, "
            f"{'within' if agrees else 'OUTSIDE'} three standard errors, {3 * error:.4f}"
        )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
