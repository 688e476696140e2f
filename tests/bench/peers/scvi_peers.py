"""Cells a second of scvi-tools and of a plain PyTorch loop on the counts of scvi_bench, beside ours of the same run.

    scvi_bench --write FOLDER 10000 100000 && scvi_peers.py FOLDER

Run it with the Python of an environment that holds torch, scvi-tools, anndata and scipy. Both take the
defaults of scvi-tools (128 hidden nodes, 10 latent, minibatches of 128, Adam with eps 0.01), the same train
share and all processors. The plain loop keeps the dense matrix in memory, so that it times the network alone.
"""

import logging
import os
import pathlib
import sys
import time
import warnings

import anndata
import numpy
import scipy.sparse
import torch
from torch import nn

warnings.filterwarnings("ignore")


class Plain(nn.Module):
    """scVI as one would write it."""

    def __init__(self, genes, batches, zinb, hidden=128, latent=10):
        super().__init__()
        norm = dict(eps=1e-3, momentum=0.01)
        self.encoder = nn.Sequential(
            nn.Linear(genes, hidden), nn.BatchNorm1d(hidden, **norm), nn.ReLU(), nn.Dropout(0.1)
        )
        self.mean, self.variance = nn.Linear(hidden, latent), nn.Linear(hidden, latent)
        self.decoder = nn.Sequential(
            nn.Linear(latent + batches, hidden), nn.BatchNorm1d(hidden, **norm), nn.ReLU()
        )
        self.scale, self.dropout = nn.Linear(hidden, genes), nn.Linear(hidden, genes) if zinb else None
        self.log_theta = nn.Parameter(torch.randn(genes))

    def loss(self, x, batch, kl_weight, eps=1e-8):
        h = self.encoder(torch.log1p(x))
        m, v = self.mean(h), torch.exp(self.variance(h)) + 1e-4
        z = m + v.sqrt() * torch.randn_like(m)
        h = self.decoder(torch.cat([z, batch], 1))
        mu = torch.softmax(self.scale(h), -1) * x.sum(1, keepdim=True)
        theta = torch.exp(self.log_theta)
        log_total = torch.log(theta + mu + eps)
        zero = theta * (torch.log(theta + eps) - log_total)
        log = (
            zero
            + x * (torch.log(mu + eps) - log_total)
            + torch.lgamma(x + theta)
            - torch.lgamma(theta)
            - torch.lgamma(x + 1)
        )
        if self.dropout is not None:
            pi = self.dropout(h)
            softplus = nn.functional.softplus
            log = torch.where(
                x < eps, softplus(zero - pi) - softplus(-pi), log - pi - softplus(-pi)
            )
        kl = 0.5 * (v + m * m - 1 - torch.log(v)).sum(1)
        return (-log.sum(1) + kl_weight * kl).mean()


def plain(counts, batch, likelihood, seconds=20.0):
    x = torch.from_numpy(counts.toarray())
    one_hot = nn.functional.one_hot(torch.from_numpy(batch).long()).float()
    model = Plain(x.shape[1], one_hot.shape[1], likelihood == "zinb").train()
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, eps=0.01, weight_decay=1e-6)
    order = torch.randperm(len(x))[: int(0.9 * len(x))]
    done, start, processor = 0, time.perf_counter(), time.process_time()
    for rows in order.split(128):
        adam.zero_grad()
        model.loss(x[rows], one_hot[rows], 0.5).backward()
        adam.step()
        done += len(rows)
        if time.perf_counter() - start > seconds:
            break
    return done / (time.perf_counter() - start), done / (time.process_time() - processor)


def tools(counts, batch, likelihood):
    import scvi

    scvi.settings.verbosity = logging.ERROR
    logging.disable(logging.INFO)
    data = anndata.AnnData(counts, obs={"batch": [f"b{b}" for b in batch]})
    scvi.model.SCVI.setup_anndata(data, batch_key="batch")
    model = scvi.model.SCVI(data, gene_likelihood=likelihood)
    quiet = dict(accelerator="cpu", enable_progress_bar=False, logger=False)
    model.train(max_epochs=1, max_steps=2, **quiet)  # what only the first call pays
    start, processor = time.perf_counter(), time.process_time()
    model.train(max_epochs=1, **quiet)
    cells = 0.9 * len(batch)
    return cells / (time.perf_counter() - start), cells / (time.process_time() - processor)


def main(folder):
    torch.set_num_threads(os.cpu_count())
    import scvi

    print("scvi-tools", scvi.__version__, "torch", torch.__version__)
    for line in (folder / "counterpoint.txt").read_text().splitlines():
        size, likelihood, ours, ours_processor = line.split()
        load = lambda what: numpy.load(folder / f"{size}_{what}.npy")
        counts = scipy.sparse.csr_matrix((load("data"), load("indices").astype("i4"), load("indptr")))
        for name, peer in [("scvi-tools", tools), ("plain torch", plain)]:
            wall, processor = peer(counts, load("batch"), likelihood)
            print(
                f"{size:>8} cells, {likelihood}: {name} {wall:.0f} cells/s, ours {float(ours):.0f}: "
                f"{float(ours) / wall:.1f} times; a processor-second {processor:.0f}, ours "
                f"{float(ours_processor):.0f}: {float(ours_processor) / processor:.1f} times",
                flush=True,
            )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
