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

# Log lines that TensorFlow prints while it starts. "I" lines are information; of the
# warnings and errors only these, harmless on a computer without a GPU or in Colab,
# are dropped. Whatever is not listed here is shown.
_INFORMATION = re.compile(r"^(I\d{4} |\d{4}-\d\d-\d\d [\d:.]+: I )")
_HARMLESS = (
    "All log messages before absl::InitializeLog() is called",
    "To enable the following instructions:",
    "failed call to cuInit",
    "computation placer already registered",
    "Unable to register cuDNN factory",
    "Unable to register cuBLAS factory",
    "Unable to register cuFFT factory",
    "oneDNN supports DT_BOOL only on platforms with AVX-512",
)


def _is_chatter(line):
    return bool(_INFORMATION.match(line)) or any(text in line for text in _HARMLESS)


@contextlib.contextmanager
def _quiet_start():
    """Hold back what is written to file descriptor 2, then show all but the chatter.

    TensorFlow's C++ code writes there directly, so that neither `sys.stderr` nor a
    Python setting can hold it back. An exception passes through, and its messages
    are shown first.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)
            os.close(kept)
            log.seek(0)
            text = log.read().decode(errors="replace")
            lines = [line for line in text.splitlines() if not _is_chatter(line)]
            if lines:
                print(*lines, sep="\n", file=sys.stderr)


os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
with _quiet_start():
    import keras
    import tensorflow as tf

    _GPUS = tf.config.list_physical_devices("GPU")
    tf.constant(0) + 0  # the first operation is what wakes the device
    tf.transpose(tf.constant([[True]]))  # masks do this; some CPUs remark on it, once


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
