"""The shared data sets, for the scripts beside this one; importing it ends the script with "skipped" (77) where they, or
h5py and numpy, are not there."""

import os
import pathlib
import subprocess
import sys


def skip(reason):
    print("skipped:", reason)
    sys.exit(77)


try:
    import h5py
    import numpy
except ImportError as missing:
    skip(f"{missing}; install python3-h5py")

FOLDER = pathlib.Path(os.environ.get("COUNTERPOINT_SHARED", pathlib.Path(__file__).parents[3] / "shared"))
if not (FOLDER / "reference").is_dir():
    skip("needs the shared data; set COUNTERPOINT_SHARED to its folder")


def path(name):
    return FOLDER / "data" / f"{name}.h5ad"


def codes(name, *columns):
    """Codes of categorical columns of obs, as int32."""
    with h5py.File(path(name)) as file:
        return [file["obs"][column]["codes"][:].astype("i4") for column in columns]


def embedding(name, key):
    with h5py.File(path(name)) as file:
        return file["obsm"][key][:].astype("f4")


def harmony(name):
    """The cells as harmonypy 0.0.9 left them at theta 2."""
    with h5py.File(FOLDER / "reference" / f"{name}_harmony.h5") as file:
        return file["harmonypy_0.0.9/theta2"][:].astype("f4")


def written(target, before, after, batch, label):
    """Writes what metric_values reads; returns its arguments."""
    with open(target, "wb") as out:
        for part in (before, after, batch, label):
            out.write(numpy.ascontiguousarray(part).tobytes())
    return [str(len(batch)), str(before.shape[1]), str(after.shape[1]), str(target)]


def scores(program, arguments):
    """What metric_values says: its numbers by score."""
    said = subprocess.run([program, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout
    return {line.split()[0]: tuple(map(float, line.split()[1:])) for line in said.splitlines()}
