"""The quiet start, the seed, and the line of text during training."""

import os
import subprocess
import sys
import textwrap

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


def test_warnings_and_errors_during_the_start_are_shown():
    done = run(
        """
        import os, warnings
        from helpers.lab import _quiet_start

        try:
            with _quiet_start():
                warnings.warn("a warning of Python's")
                os.write(2, b"I0000 00:00:1 a.cc:1] information\\n")
                os.write(2, b"E0000 00:00:1 a.cc:1] a real error of the C++ code\\n")
                os.write(2, b"E0000 00:00:1 b.cc:1] failed call to cuInit: UNKNOWN\\n")
                raise ImportError("a library is missing")
        except ImportError as error:
            print(error)
        """
    )
    assert done.stdout == "a library is missing\n"
    assert "a warning of Python's" in done.stderr
    assert "a real error of the C++ code" in done.stderr
    assert "information" not in done.stderr
    assert "cuInit" not in done.stderr


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
