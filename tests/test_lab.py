"""The quiet start, the seed, and the line of text during training."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from helpers import lab, plots

import keras
import numpy as np
import pytest


@pytest.fixture(autouse=True)
def own_seed(monkeypatch):
    monkeypatch.delenv("COURSE_SEED", raising=False)


def run(program, **env):
    """Run a Python program in a process of its own; return what it leaves behind."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_start_is_quiet_on_standard_error():
    done = run("from helpers import lab; lab.start(seed=1)")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("· seed 1\n")
    assert done.stderr == ""


# What C++ code writes while TensorFlow starts: information, a false alarm, what the
# next TensorFlow adds (2.22.0rc0), and lines of a version that nobody has seen yet.
CPP = """\
I0000 00:00:1.2 3 port.cc:153] oneDNN custom operations are on.
I0000 00:00:1.2 3 cudart_stub.cc:31] Could not find cuda drivers on your machine
E0000 00:00:1.2 3 cuda_platform.cc:57] failed call to cuInit: UNKNOWN ERROR (303)
=== Source Location Trace: ===
external/xla/xla/stream_executor/x.cc:50

E9999 a line of another version
"""

PROGRAM = """
import os, sys, warnings
from helpers.lab import _quiet_start

class Notebook:  # as a kernel's: no file of the system's
    def write(self, text):
        print("in the notebook:", text)
    def flush(self):
        pass
    def fileno(self):
        raise OSError

if {in_kernel}:
    sys.stderr = Notebook()
with _quiet_start() as lines:
    os.write(2, {cpp!r}.encode())
    warnings.warn("a warning of Python's")
    {then}
print("known:", len(lines))
"""


@pytest.mark.parametrize("in_kernel", [False, True])
def test_what_cpp_code_writes_is_held_back_and_pythons_warnings_are_not(in_kernel):
    done = run(PROGRAM.format(in_kernel=in_kernel, cpp=CPP, then=""))
    told = done.stdout if in_kernel else done.stderr
    assert "UserWarning: a warning of Python's" in told
    assert f"known: {CPP.count(chr(10))}\n" in done.stdout
    assert not any(line in done.stderr for line in CPP.splitlines() if line)


def test_a_start_that_fails_shows_all_that_was_written_before():
    then = "raise ImportError('a library is missing')"
    done = run(PROGRAM.format(in_kernel=False, cpp=CPP, then=then))
    assert done.returncode == 1
    assert CPP in done.stderr
    assert "UserWarning: a warning of Python's" in done.stderr
    assert done.stderr.endswith("ImportError: a library is missing\n")


def test_a_logger_made_during_the_start_goes_on_to_write():
    then = "import logging; logging.basicConfig()"
    done = run(
        PROGRAM.format(in_kernel=False, cpp=CPP, then=then)
        + 'logging.warning("later"); os.write(2, b"C++, later")'
    )
    assert done.stderr.endswith("WARNING:root:later\nC++, later")


@pytest.fixture
def nvidia(tmp_path, monkeypatch):
    """A computer with an NVIDIA GPU."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(lab, "_NVIDIA", (str(tmp_path / "none"), str(tmp_path)))


def test_a_gpu_that_tensorflow_cannot_use_is_told_with_the_reason(nvidia):
    said, *reasons = lab._worth_telling(CPP.splitlines(), uses_gpu=False)
    assert "NVIDIA GPU that TensorFlow can't use; the README says how" in said
    assert [line[:5] for line in reasons] == ["I0000", "E0000"]
    assert "Could not find cuda drivers" in reasons[0] and "cuInit" in reasons[1]


def test_a_gpu_that_is_used_or_hidden_or_not_there_is_no_reason_to_tell(
    nvidia, monkeypatch
):
    lines = CPP.splitlines()
    assert lab._worth_telling(lines, uses_gpu=True) == []
    for value in ("", "-1"):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", value)
        assert lab._worth_telling(lines, uses_gpu=False) == []
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    assert lab._worth_telling(lines, uses_gpu=False)
    monkeypatch.setattr(lab, "_NVIDIA", ())
    assert lab._worth_telling(lines, uses_gpu=False) == []


@pytest.mark.skipif(bool(lab._GPUS), reason="TensorFlow uses this computer's GPU")
def test_the_start_tells_of_a_gpu_that_cannot_be_used():
    done = run(
        """
        import os
        really = os.path.exists
        os.path.exists = lambda path: path == "/dev/nvidiactl" or really(path)
        from helpers import lab
        """,
        CUDA_VISIBLE_DEVICES="0",
    )
    assert done.stderr.startswith("This computer has an NVIDIA GPU that TensorFlow")
    assert done.stdout == ""


def test_a_python_without_the_courses_packages_is_told_the_cure():
    folder = str(Path(lab.__file__).parent.parent)
    program = f"import sys; sys.path.insert(0, {folder!r}); import helpers"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True
    )
    error = done.stderr.splitlines()[-1]
    assert error.startswith("ModuleNotFoundError: keras, matplotlib, packaging, tens")
    assert f'%pip install -r "{Path(folder, "requirements.txt")}"' in error


def test_the_same_seed_gives_the_same_numbers_everywhere(capsys):
    draws = []
    for _ in range(2):
        lab.start(seed=7)
        draws.append((np.random.rand(), float(keras.random.normal(()))))
    lab.start(seed=8)
    assert draws[0] == draws[1]
    assert draws[0] != (np.random.rand(), float(keras.random.normal(())))


def test_start_says_in_one_line_what_there_is(capsys):
    computer = lab.start(seed=3)
    assert capsys.readouterr().out == (
        f"Keras {keras.__version__} · TensorFlow {lab.tf.__version__} · "
        f"{computer.device} · seed 3\n"
    )


def test_course_seed_takes_the_place_of_the_lessons_seed(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_SEED", "105")
    assert lab.start(seed=1).seed == 105


@pytest.mark.parametrize("seed", [-1, 2**32, "one", None, 1.5, True])
def test_start_refuses_what_is_no_seed(seed):
    with pytest.raises(ValueError, match="a seed is a whole number"):
        lab.start(seed=seed)


def test_describe_says_that_tested_versions_are_fine(capsys):
    computer = lab.start(seed=1)
    lab.describe(computer)
    out = capsys.readouterr().out
    assert "versions of Keras and TensorFlow that are tested" in out
    assert f"trains on {'its CPU' if computer.device == 'CPU' else 'GPU'}" in out


def test_describe_names_a_version_that_is_not_tested(capsys):
    lab.describe(lab.Computer("2.9.0", "2.21.0", "2 × GPU", 0))
    out = capsys.readouterr().out
    assert "keras 2.9.0 (accepted: " in out and "tensorflow" not in out
    assert "trains on 2 × GPU" in out
    assert all(line.startswith("This computer") for line in out.splitlines())


@pytest.fixture
def figures(monkeypatch):
    """The figures that a callback would show, as (figure, text alternative)."""
    shown = []
    monkeypatch.setattr(plots, "show", lambda fig, alt: shown.append((fig, alt)))
    yield shown
    for fig, _ in shown:
        plots.plt.close(fig)


def fit(progress, epochs, **options):
    x = np.ones((8, 2), "float32")
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    model.fit(x, x[:, :1], epochs=epochs, verbose=0, callbacks=[progress], **options)


def test_progress_leaves_a_constant_line_and_one_figure(figures, capsys):
    progress = lab.Progress(alt="The loss falls and so does the error.", title="Down")
    fit(progress, epochs=3, validation_split=0.25)
    last = capsys.readouterr().out.split("\r")[-1]
    assert last.split() == "trained for 3 epochs".split()
    ((fig, alt),) = figures
    assert alt == "The loss falls and so does the error."
    assert fig.get_suptitle() == "Down"
    assert [ax.get_ylabel() for ax in fig.axes] == ["loss", "mae"]
    labels = [text.get_text() for text in fig.axes[0].get_legend().get_texts()]
    assert labels == ["training", "validation"]
    np.testing.assert_allclose(
        fig.axes[0].lines[1].get_ydata(), progress.history["val_loss"]
    )


def test_progress_shows_the_epoch_and_values_while_it_trains(
    figures, capsys, monkeypatch
):
    monkeypatch.setattr(lab.Progress, "_SECONDS_BETWEEN_LINES", 0.0)
    fit(lab.Progress(alt="The loss falls and falls."), epochs=4)
    lines = capsys.readouterr().out.split("\r")[1:]
    assert len(lines) == 5
    assert lines[1].startswith("epoch 2/4 ██████████░░░░░░░░░░ loss 0.")
    assert len({len(line.rstrip("\n")) for line in lines}) == 1  # each covers the last


def test_progress_draws_nothing_after_a_single_epoch(figures, capsys):
    fit(lab.Progress(alt="There is no curve to draw."), epochs=1)
    assert figures == []
    assert "trained for 1 epoch " in capsys.readouterr().out


def test_progress_forgets_an_earlier_run(figures, capsys):
    progress = lab.Progress(alt="The loss falls and falls.")
    fit(progress, epochs=3)
    fit(progress, epochs=2)
    assert len(progress.history["loss"]) == 2


def test_install_does_nothing_where_the_packages_are_there(monkeypatch):
    monkeypatch.setattr(subprocess, "run", pytest.fail)
    monkeypatch.setitem(sys.modules, "google.colab", lab)
    lab.install("keras", "numpy")


def test_install_outside_colab_says_what_to_do():
    with pytest.raises(ModuleNotFoundError, match="no-such-package can't be found.*-r"):
        lab.install("numpy", "no-such-package")


def test_install_in_colab_fetches_what_is_missing_and_nothing_else(monkeypatch):
    calls = []

    def pip(command, **options):
        calls.append(command)
        return subprocess.CompletedProcess(command, returncode=0, stderr="")

    monkeypatch.setattr(subprocess, "run", pip)
    monkeypatch.setitem(sys.modules, "google.colab", lab)
    lab.install("numpy", "no-such-package")
    assert len(calls) == 1
    assert "--no-deps" in calls[0]
    assert calls[0][-1] == "no-such-package"
    assert "numpy" not in calls[0]


def test_install_in_colab_says_why_it_failed(monkeypatch):
    def pip(command, **options):
        return subprocess.CompletedProcess(command, 1, stderr="no network\n")

    monkeypatch.setattr(subprocess, "run", pip)
    monkeypatch.setitem(sys.modules, "google.colab", lab)
    with pytest.raises(RuntimeError, match="no-such-package.*no network; look at"):
        lab.install("no-such-package")
