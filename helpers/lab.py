"""The laboratory: start TensorFlow quietly, fix the seed, watch a training run.

Import a helper before Keras: importing this module is what starts TensorFlow, with
its start-up messages kept out of the notebook.
"""

import contextlib
import importlib.metadata
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from helpers import plots

import matplotlib.pyplot as plt
from packaging.requirements import Requirement

# An NVIDIA GPU is there: its driver's device on Linux, its driver's library in WSL.
_NVIDIA = ("/dev/nvidiactl", "/usr/lib/wsl/lib/libcuda.so.1")
_ABOUT_GPUS = re.compile("gpu|cuda|cudnn|nvidia", re.IGNORECASE)


@contextlib.contextmanager
def _quiet_start():
    """Hold back what C++ code writes; give a list that holds its lines in the end.

    TensorFlow's C++ code writes to file descriptor 2 while it starts, other lines in
    each version, and nearly all of them alarm for nothing. So none is shown, and
    `_worth_telling` takes out of the list what is. Two things are never held back:
    what Python writes to `sys.stderr`, its warnings for instance; and, when the start
    ends in an exception, any line that was written before it.
    """
    sys.stderr.flush()
    kept, own = os.dup(2), sys.stderr  # never closed: a logger may go on to use it
    if _is_descriptor_2(own):  # in a plain process; in a kernel it is no descriptor
        sys.stderr = open(kept, "w", buffering=1, closefd=False)
    lines = []
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        failed = True
        try:
            yield lines
            failed = False
        finally:
            os.dup2(kept, 2)
            sys.stderr = own
            log.seek(0)
            lines += log.read().decode(errors="replace").splitlines()
            if failed:
                _write(lines)


def _is_descriptor_2(file):
    try:
        return file.fileno() == 2
    except OSError:  # it is no file
        return False


def _write(lines):
    """Write lines where C++ code writes them: a notebook shows them, nbval doesn't."""
    os.write(2, "".join(f"{line}\n" for line in lines).encode())


def _worth_telling(lines, uses_gpu):
    """Return why an NVIDIA GPU isn't used, in TensorFlow's words; [] where all is well.

    `lines` is what C++ code wrote during the start. A GPU that CUDA_VISIBLE_DEVICES
    hides isn't wanted.
    """
    is_hidden = os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1")
    if uses_gpu or is_hidden or not any(map(os.path.exists, _NVIDIA)):
        return []
    return [
        "This computer has an NVIDIA GPU that TensorFlow can't use; the README says "
        "how to install CUDA's libraries. TensorFlow wrote:",
        *[line for line in lines if _ABOUT_GPUS.search(line)],
    ]


os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
with _quiet_start() as _lines:
    import keras
    import tensorflow as tf

    _GPUS = tf.config.list_physical_devices("GPU")
    tf.constant(0) + 0  # the first operation is what wakes the device
    tf.transpose(tf.constant([[True]]))  # masks do this; some CPUs remark on it, once
_write(_worth_telling(_lines, uses_gpu=bool(_GPUS)))


@dataclass(frozen=True)
class Computer:
    """What this computer has, and the seed that was set."""

    keras: str
    tensorflow: str
    device: str
    seed: int


def start(seed):
    """Seed Python, NumPy and Keras, and say in one line what this computer has.

    `seed` is a whole number from 0 to 2**32 - 1. The environment variable
    COURSE_SEED, when set, takes its place: this is how a lesson is tried under other
    seeds. Returns a `Computer`, whose `seed` is the one in use.

    Raises ValueError when the seed is not such a number.
    """
    given = os.environ.get("COURSE_SEED", seed)
    try:
        used = int(given)
    except (TypeError, ValueError):
        used = -1
    if isinstance(given, (bool, float)) or not 0 <= used < 2**32:
        raise ValueError(
            f"the seed is {given!r}; a seed is a whole number from 0 to 2**32 - 1, "
            "for example lab.start(seed=1) (or the environment variable COURSE_SEED)"
        )
    keras.utils.set_random_seed(used)
    device = f"{len(_GPUS)} × GPU" if len(_GPUS) > 1 else "GPU" if _GPUS else "CPU"
    computer = Computer(keras.__version__, tf.__version__, device, used)
    print(
        f"Keras {computer.keras} · TensorFlow {computer.tensorflow} · "
        f"{computer.device} · seed {computer.seed}"
    )
    return computer


def install(*packages):
    """Fetch packages that Google Colab lacks; elsewhere see that they are there.

    `packages` are names on PyPI, those that the first one needs included: nothing
    else is fetched or replaced.

    Raises ModuleNotFoundError outside Colab where one is missing, and RuntimeError in
    Colab where one can't be fetched.
    """
    missing = [name for name in packages if not _is_installed(name)]
    if not missing:
        return
    if "google.colab" not in sys.modules:
        raise ModuleNotFoundError(
            f"{', '.join(missing)} can't be found, and this lesson needs it; install "
            "the tested set of packages: python -m pip install -r requirements.txt"
        )
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps")
    done = subprocess.run([*pip, *missing], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(
            f"{', '.join(missing)} can't be fetched: {done.stderr.strip()}; look at "
            "the connection and run the cell again"
        )


def _is_installed(package):
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def describe(computer):
    """Print in words whether this computer suits the course, and what it trains on.

    The accepted versions are those of pyproject.toml. Each line begins with "This
    computer", so that nbval can tell it from a result.
    """
    pyproject = Path(__file__).parent.parent / "pyproject.toml"
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    accepted = {
        requirement.name: requirement.specifier
        for requirement in map(Requirement, project["dependencies"])
    }
    found = {"keras": computer.keras, "tensorflow": computer.tensorflow}
    strange = [
        f"{name} {version} (accepted: {accepted[name]})"
        for name, version in found.items()
        if version not in accepted[name]
    ]
    if strange:
        print(
            f"This computer has {' and '.join(strange)}. Lessons may fail or print "
            "other numbers; the README says how to install the tested versions."
        )
    else:
        print("This computer has versions of Keras and TensorFlow that are tested.")
    if computer.device == "CPU":
        print("This computer trains on its CPU. That is enough for every lesson.")
    else:
        print(f"This computer trains on {computer.device}. No lesson needs a change.")


class Progress(keras.callbacks.Callback):
    """Show a line of text while `fit` runs, and leave one figure behind.

    Use it as `model.fit(..., verbose=0, callbacks=[lab.Progress(alt="...")])`.
    While training runs, one line tells the epoch, a bar and the latest values. It
    ends as "trained for 20 epochs", which is the same on every computer; the digits
    are in the figure and in `history`.

    `alt` is the figure's text alternative: one or two sentences on what it shows.
    `title` says what to see in it. After training, `history` holds a list of values
    for each quantity that Keras reports, one value an epoch.
    """

    _WIDTH = 78
    _SECONDS_BETWEEN_LINES = 0.2

    def __init__(self, alt, title="Training"):
        super().__init__()
        self.alt = alt
        self.title = title
        self.history = {}

    def on_train_begin(self, logs=None):
        self.history = {}
        self._last_line = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(float(value))
        now = time.monotonic()
        if now - self._last_line >= self._SECONDS_BETWEEN_LINES:
            self._last_line = now
            self._write(self._line(epoch + 1, self.params["epochs"]))

    def on_train_end(self, logs=None):
        n_epochs = len(self.history.get("loss", ()))
        self._write(f"trained for {n_epochs} epoch{'s' if n_epochs != 1 else ''}")
        print()
        if n_epochs > 1:
            plots.show(self._figure(), alt=self.alt)

    def _line(self, epoch, epochs):
        done = round(20 * epoch / epochs)
        bar = "█" * done + "░" * (20 - done)
        values = "  ".join(
            f"{name} {series[-1]:.3f}" for name, series in self.history.items()
        )
        return f"epoch {epoch}/{epochs} {bar} {values}"

    def _write(self, text):
        print("\r" + text[: self._WIDTH].ljust(self._WIDTH), end="", flush=True)

    def _figure(self):
        names = [name for name in self.history if name != "learning_rate"]
        names = [name for name in names if not name.startswith("val_")]
        names.sort(key=lambda name: name != "loss")  # the loss comes first
        fig, axes = plt.subplots(
            1, len(names), figsize=(3.6 * len(names), 3), squeeze=False
        )
        for ax, name in zip(axes[0], names, strict=True):
            series = {"training": self.history[name]}
            if f"val_{name}" in self.history:
                series["validation"] = self.history[f"val_{name}"]
            n_epochs = len(self.history[name])
            plots.curves(ax, range(1, n_epochs + 1), series)
            ax.set(xlabel="epoch", ylabel=name.replace("_", " "))
        fig.suptitle(self.title)
        return fig
