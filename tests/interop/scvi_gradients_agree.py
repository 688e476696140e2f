"""What scVI of ours learns from a minibatch against automatic differentiation: losses, the gradient of every weight,
running moments and weights after three steps of Adam, of the model written out in torch and, where the Python has it,
of scvi-tools' own module with our weights.

    scvi_gradients_agree.py PROGRAM FOLDER

Skips with a message without torch. COUNTERPOINT_SCVI_PYTHON names a Python that has it.
"""

import pathlib
import subprocess
import sys

try:
    import torch
except ImportError as missing:
    print("skipped:", missing)
    sys.exit(77)
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

CASES = {
    "zinb": {},
    "nb, two layers": dict(gene_likelihood="nb", n_layers=2),
    "poisson, three layers, first told": dict(
        gene_likelihood="poisson", n_layers=3, encode_covariates="true", deeply_inject_covariates="false"
    ),
    "zinb by batch, two layers, encoder told": dict(n_layers=2, dispersion="gene-batch", encode_covariates="true"),
    "nb, totals inferred": dict(gene_likelihood="nb", use_observed_lib_size="false"),
    "zinb by batch, totals inferred, encoder told": dict(
        dispersion="gene-batch", use_observed_lib_size="false", encode_covariates="true"
    ),
}
BATCHES, DONORS = 2, 3
EPSILON = 1e-8
# Relative to the largest number of a matrix. Ours reads ln(1 + count) and ln of totals in float32, also in double.
TOLERANCE, TOLERANCE32 = 1e-6, 2e-5


def read(path):
    read = {}
    with open(path) as lines:
        for line in lines:
            words = line.split()
            at = 2 if words[0] in ("weight", "gradient", "gradient32", "after") else 1
            rows, cols = map(int, words[at : at + 2])
            numbers = torch.tensor([float(word) for word in words[at + 2 :]])
            read[" ".join(words[:at])] = numbers.reshape(rows, cols)
    return read


class Written:
    """The model as the paper and scvi-tools' documentation have it."""

    def __init__(self, data, settings):
        self.data, self.settings = data, settings
        self.w = {name[7:]: value.clone() for name, value in data.items() if name.startswith("weight ")}
        for name, value in self.w.items():
            value.requires_grad_("running" not in name)
        self.yes = lambda key, default: settings.get(key, default) == "true"

    def block(self, name, x):
        w = self.w
        weight = w[name + ".weight"]
        x = x @ (weight if name in ("encoder.0", "total.0") else weight.T) + w[name + ".bias"].flatten()
        moments = w[name + ".norm.running_mean"].flatten(), w[name + ".norm.running_variance"].flatten()
        scale, shift = w[name + ".norm.scale"].flatten(), w[name + ".norm.shift"].flatten()
        return F.relu(F.batch_norm(x, *moments, scale, shift, training=True, momentum=0.01, eps=1e-3))

    def linear(self, name, x):
        return x @ self.w[name + ".weight"].T + self.w[name + ".bias"].flatten()

    def posterior(self, name, x, noise, prior_mean=0.0, prior_variance=1.0):
        mean = self.linear(name + ".mean", x)
        variance = torch.exp(self.linear(name + ".variance", x)) + 1e-4
        apart = variance / prior_variance + (mean - prior_mean) ** 2 / prior_variance
        divergence = 0.5 * (apart - 1 - torch.log(variance / prior_variance)).sum()
        return mean + variance.sqrt() * noise, divergence

    def losses(self):
        d, layers = self.data, int(self.settings.get("n_layers", 1))
        x, levels, numbers = d["counts"], d["levels"].T, d["numbers"].T
        encoded, injected = self.yes("encode_covariates", "false"), self.yes("deeply_inject_covariates", "true")
        inputs = torch.cat([torch.log1p(x), levels, numbers], 1) if encoded else torch.log1p(x)
        h = self.block("encoder.0", inputs)
        for i in range(1, layers):
            h = self.block(f"encoder.{i}", torch.cat([h, levels], 1) if encoded and injected else h)
        z, kl = self.posterior("encoder", h, d["noise"].T)
        total, total_kl = torch.log(x.sum(1, keepdim=True)), torch.zeros(())
        if not self.yes("use_observed_lib_size", "true"):
            total, total_kl = self.posterior(
                "total", self.block("total.0", inputs), d["total_noise"].T, d["total_mean"].T, d["total_variance"].T
            )
        h = self.block("decoder.0", torch.cat([z, numbers, levels], 1))
        for i in range(1, layers):
            h = self.block(f"decoder.{i}", torch.cat([h, levels], 1) if injected else h)
        mean = torch.exp(total) * torch.softmax(self.linear("decoder.scale", h), 1)
        likelihood = self.settings.get("gene_likelihood", "zinb")
        if likelihood == "poisson":
            return -torch.distributions.Poisson(mean + EPSILON).log_prob(x).sum(), kl, total_kl
        r = self.w["decoder.log_theta"]
        theta = torch.exp(levels[:, :BATCHES] @ r.T if self.settings.get("dispersion") == "gene-batch" else r.T)
        log_sum = torch.log(theta + mean + EPSILON)
        zero = theta * (torch.log(theta + EPSILON) - log_sum)
        more = x * (torch.log(mean + EPSILON) - log_sum) + torch.lgamma(x + theta) - torch.lgamma(theta)
        more = more - torch.lgamma(x + 1)
        log = zero + more
        if likelihood == "zinb":
            pi = self.linear("decoder.dropout", h)
            log = torch.where(x > 0, zero - pi + more, F.softplus(zero - pi)) - F.softplus(-pi)
        return -log.sum(), kl, total_kl


def module(data, settings):
    """scvi-tools' VAE with our weights; its parameters and buffers by our names (name, index of a turned one)."""
    from scvi.module import VAE

    yes = lambda key, default: settings.get(key, default) == "true"
    batch = data["levels"][:BATCHES].argmax(0)
    of_batch = lambda values: torch.tensor([[values[0, batch == b][0] for b in range(BATCHES)]]).numpy()
    vae = VAE(
        n_input=data["counts"].shape[1], n_batch=BATCHES, n_hidden=16, n_latent=4, dropout_rate=0.0,
        n_layers=int(settings.get("n_layers", 1)), n_continuous_cov=1, n_cats_per_cov=[DONORS],
        dispersion=settings.get("dispersion", "gene"), gene_likelihood=settings.get("gene_likelihood", "zinb"),
        encode_covariates=yes("encode_covariates", "false"),
        deeply_inject_covariates=yes("deeply_inject_covariates", "true"),
        use_observed_lib_size=yes("use_observed_lib_size", "true"),
        library_log_means=of_batch(data["total_mean"]), library_log_vars=of_batch(data["total_variance"]),
    ).double()
    theirs = {}
    tensors = dict(vae.named_parameters()) | dict(vae.named_buffers())
    parts = {"encoder": "z_encoder.encoder", "decoder": "decoder.px_decoder", "total": "l_encoder.encoder"}
    ends = {
        "weight": "0.weight", "bias": "0.bias", "norm.scale": "1.weight", "norm.shift": "1.bias",
        "norm.running_mean": "1.running_mean", "norm.running_variance": "1.running_var",
    }
    heads = {
        "encoder.mean": "z_encoder.mean_encoder", "encoder.variance": "z_encoder.var_encoder",
        "total.mean": "l_encoder.mean_encoder", "total.variance": "l_encoder.var_encoder",
        "decoder.scale": "decoder.px_scale_decoder.0", "decoder.dropout": "decoder.px_dropout_decoder",
    }
    encoded = yes("encode_covariates", "false")
    for name in (n[7:] for n in data if n.startswith("weight ")):
        part, place, *rest = name.split(".")
        if name == "decoder.log_theta":
            theirs[name] = (tensors["px_r"], lambda t: t)
        elif place.isdigit():
            tensor = tensors[f"{parts[part]}.fc_layers.Layer {place}.{ends['.'.join(rest)]}"]
            turn = lambda t: t
            if part != "decoder" and place == "0" and rest == ["weight"]:
                # Ours: inputs x outputs; genes, levels, numbers. Theirs: genes, numbers, levels.
                genes = data["counts"].shape[1]
                order = list(range(genes))
                if encoded:
                    order += [*range(genes + 1, genes + 1 + BATCHES + DONORS), genes]
                turn = lambda t, order=order: t.T[order]
            theirs[name] = (tensor, turn)
        else:
            theirs[name] = (tensors[f"{heads[part + '.' + place]}.{rest[0]}"], lambda t: t)
    with torch.no_grad():
        for name, (tensor, turn) in theirs.items():
            ours = data["weight " + name]
            if tensor.dim() == 2 and turn(tensor).shape != tensor.shape:
                at = turn(torch.arange(tensor.numel()).reshape(tensor.shape)).flatten()
                tensor.view(-1)[at] = ours.flatten()
            else:
                tensor.copy_(ours.reshape(tensor.shape))
    return vae, theirs


def module_losses(vae, data):
    """One pass of scvi-tools' own code, its noise replaced by ours."""
    from scvi import REGISTRY_KEYS

    column = lambda rows: rows.argmax(0).reshape(-1, 1)
    tensors = {
        REGISTRY_KEYS.X_KEY: data["counts"],
        REGISTRY_KEYS.BATCH_KEY: column(data["levels"][:BATCHES]),
        REGISTRY_KEYS.LABELS_KEY: torch.zeros(len(data["counts"]), 1, dtype=torch.long),
        REGISTRY_KEYS.CONT_COVS_KEY: data["numbers"].T,
        REGISTRY_KEYS.CAT_COVS_KEY: column(data["levels"][BATCHES:]),
    }
    drawn = torch.distributions.Normal.rsample

    def rsample(normal, sample_shape=()):
        noise = data["noise"].T if normal.loc.shape[1] > 1 else data["total_noise"].T
        return normal.loc + normal.scale * noise

    torch.distributions.Normal.rsample = rsample
    # The prior's one-hot is made in float32.
    one_hot_dtype = torch.Tensor.float
    torch.Tensor.float = torch.Tensor.double
    try:
        _, _, loss = vae.train()(tensors, loss_kwargs={"kl_weight": data["loss"][0, 3]})
    finally:
        torch.distributions.Normal.rsample, torch.Tensor.float = drawn, one_hot_dtype
    parts = loss.kl_local
    return loss.reconstruction_loss["reconstruction_loss"].sum(), parts["kl_divergence_z"].sum(), parts[
        "kl_divergence_l"
    ].sum()


class Comparison:
    def __init__(self):
        self.failed = False

    def check(self, what, ours, theirs, tolerance):
        """Difference of two tensors, relative to the largest number of theirs."""
        scale = max(float(theirs.abs().max()), 1e-3)
        apart = float((ours.flatten() - theirs.flatten()).abs().max()) / scale
        if not apart <= tolerance:
            self.failed = True
            print(f"OUTSIDE: {what}: {apart:.2e} apart, {tolerance:.0e} allowed")
        return apart


def compare(comparison, what, data, losses, parameters, current, gradient):
    """`parameters` to optimise, `current` and `gradient` by our names."""
    n, steps = len(data["counts"]), int(data["loss"][0, 4])
    adam = torch.optim.Adam(parameters, lr=1e-3, eps=0.01, weight_decay=1e-6)
    worst, worst32 = 0.0, 0.0
    for step in range(steps):
        parts = losses()
        adam.zero_grad()
        ((parts[0] + data["loss"][0, 3] * parts[1] + parts[2]) / n).backward()
        if step == 0:
            comparison.check(what + ", losses", data["loss"][0, :3], torch.stack(parts).detach(), TOLERANCE)
            for name in (name[9:] for name in data if name.startswith("gradient ")):
                if "running" in name:
                    continue
                theirs = gradient(name)
                at = f"{what}, gradient of {name}"
                worst = max(worst, comparison.check(at, data["gradient " + name], theirs, TOLERANCE))
                # A bias before batch norm has no gradient but rounding.
                if not (name.split(".")[1].isdigit() and name.endswith(".bias")):
                    worst32 = max(worst32, comparison.check(at + " (float)", data["gradient32 " + name], theirs, TOLERANCE32))
        adam.step()
    for name in (name[6:] for name in data if name.startswith("after ")):
        comparison.check(f"{what}, {name} after {steps} steps", data["after " + name], current(name), TOLERANCE)
    print(f"{what}: gradients within {worst:.1e} of the largest (float: {worst32:.1e})")


def main(program, folder):
    comparison = Comparison()
    try:
        import scvi

        print("torch", torch.__version__, "and scvi-tools", scvi.__version__)
    except ImportError as missing:
        scvi = None
        print("torch", torch.__version__, "only:", missing)
    for case, settings in CASES.items():
        path = pathlib.Path(folder) / "scvi_gradients.txt"
        subprocess.run([program, path, *(f"{key}={value}" for key, value in settings.items())], check=True)
        data = read(path)
        written = Written(data, settings)
        trained = [tensor for tensor in written.w.values() if tensor.requires_grad]
        compare(
            comparison, case + ", torch", data, written.losses, trained,
            lambda name: written.w[name].detach(), lambda name: written.w[name].grad,
        )
        if scvi is None:
            continue
        vae, theirs = module(data, settings)
        turned = lambda name, tensor: theirs[name][1](tensor).detach().reshape(data["weight " + name].shape)
        compare(
            comparison, case + ", scvi-tools", data, lambda: module_losses(vae, data),
            [parameter for parameter in vae.parameters() if parameter.requires_grad],
            lambda name: turned(name, theirs[name][0]), lambda name: turned(name, theirs[name][0].grad),
        )
    sys.exit(1 if comparison.failed else 0)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
