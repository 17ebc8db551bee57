"""course.py finds a Python, makes .venv with uv or pip, and says what went wrong."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import course
from tools import environment

import pytest
from packaging.specifiers import SpecifierSet

ROOT = environment.ROOT
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NEEDED = (  # all that course.py reads until .venv is there
    "course.py",
    "tools/__init__.py",
    "tools/environment.py",
    "pyproject.toml",
    "requirements.txt",
)
OFFLINE = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_FIND_LINKS": "",
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_NO_CACHE_DIR": "1",
}


@pytest.fixture
def copy(tmp_path):
    """A folder with the files of the set-up and a way to run course.py in it."""
    (tmp_path / "tools").mkdir()
    for name in NEEDED:
        shutil.copy(ROOT / name, tmp_path / name)

    def call(*arguments, **variables):
        return subprocess.run(
            [sys.executable, str(tmp_path / "course.py"), *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, **variables},
        )

    call.folder = tmp_path
    return call


def assert_one_sentence(result, *words):
    """Hold a failed call to one line on stderr that has these words."""
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1, result.stderr
    for word in words:
        assert word in result.stderr


# A fitting Python


@pytest.mark.parametrize("name", ["course.py", "tools/environment.py"])
def test_what_runs_first_parses_on_python_3_8(name):
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_accepted_pythons_are_those_of_pyproject():
    accepted = SpecifierSet(PROJECT["project"]["requires-python"])
    minors = [minor for minor in range(30) if f"3.{minor}.1" in accepted]
    assert list(environment.accepted_minors()) == minors
    assert sys.version_info.minor in minors


def test_no_fitting_python_is_told_in_one_sentence(copy):
    path = copy.folder / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'">=3\.\d+,<3\.\d+"', '">=3.97,<3.99"', text))
    result = copy("lab")
    assert_one_sentence(result, "needs Python 3.97 to 3.98", "python.org")
    assert not (copy.folder / ".venv").exists()


def test_an_unknown_command_names_the_known_ones(copy):
    assert_one_sentence(copy("labs"), "no command 'labs'", *course.COMMANDS)


def test_probe_believes_only_a_python_that_runs():
    probe = environment.probe
    assert probe(sys.executable)[:2] == sys.version_info[:2]
    assert probe("no-such-python") is None
    assert probe(sys.executable, "-c", "print(3, 12, False)") == (3, 12, False)
    # what a pyenv shim without a Python does, and what other programs may say
    for program in ("raise SystemExit(127)", "print('Hello, you')", "print(3)"):
        assert probe(sys.executable, "-c", program) is None


P11, P12 = (3, 11, True), (3, 12, True)  # what probe says of Python 3.11, 3.12


@pytest.mark.parametrize(
    "pythons, expected",
    [
        ({"this": P11, "python3.12": P12}, "this"),
        ({"this": (3, 8, True), "python3.11": P11, "python3.12": P12}, "python3.12"),
        ({"this": (3, 14, True), "python3": P12}, "python3"),
        ({"this": (3, 11, False), "python3.12": P12}, "python3.12"),
        ({"this": (2, 12, True), "python": P11}, "python"),
    ],
)
def test_the_first_fitting_python_is_taken(monkeypatch, pythons, expected):
    monkeypatch.setattr(environment.sys, "executable", "this")
    monkeypatch.setattr(environment, "probe", lambda *command: pythons.get(command[0]))
    assert environment.find_python() == (expected,)


def test_a_python_without_venv_is_told_with_the_cure(monkeypatch):
    monkeypatch.setattr(environment, "probe", lambda *command: (3, 11, False))
    with pytest.raises(SystemExit, match=r"sudo apt install python3\.11-venv"):
        environment.find_python()


# The set-up, with steps that are noted and not run


class Steps:
    """What stands in for the steps: `done` are their kinds, `failing` what fails."""

    def __init__(self, venv):
        self.venv = venv
        self.done = []
        self.commands = []
        self.variables = []
        self.failing = {}  # kind of a step: what it writes

    def __call__(self, *command, **variables):
        kind = self.kind(command)
        self.done.append(kind)
        self.commands.append(" ".join(command))
        self.variables.append(variables)
        if kind == "venv":
            shutil.rmtree(self.venv, ignore_errors=True)
            self.venv.mkdir()
            (self.venv / "python").touch()
        text = self.failing.get(kind)
        return int(text is not None), text or ""

    def kind(self, command):
        if "venv" in command:
            return "venv"
        if command[-1].startswith("uv=="):
            return "get uv"
        what = "course" if "-e" in command else "set"
        return f"{'uv' if 'uv' in command else 'pip'}: {what}"

    def again(self):
        """Run the set-up once more; return the kinds of its steps."""
        self.done.clear()
        self.commands.clear()
        self.variables.clear()
        environment.set_up()
        return self.done


@pytest.fixture
def steps(tmp_path, monkeypatch):
    """The set-up in an empty folder, none of its steps really run."""
    for name in ("requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    venv = tmp_path / ".venv"
    for name, path in {
        "ROOT": tmp_path,
        "VENV": venv,
        "VENV_PYTHON": venv / "python",
        "STAMP": venv / "course.stamp",
        "LOG": tmp_path / ".venv.log",
    }.items():
        monkeypatch.setattr(environment, name, path)

    def probe(command):
        is_there = command == sys.executable or Path(command).exists()
        return (*sys.version_info[:2], True) if is_there else None

    steps = Steps(venv)
    monkeypatch.setattr(environment, "step", steps)
    monkeypatch.setattr(environment, "probe", probe)
    monkeypatch.setattr(environment, "index_for_uv", lambda python: {"UV_INDEX": "x"})
    return steps


INSTALLED = ["get uv", "uv: set", "uv: course"]


def test_the_first_set_up_installs_with_uv_and_the_second_does_nothing(steps, capsys):
    assert steps.again() == ["venv", *INSTALLED]
    assert re.search(r"pip install .*uv==[\d.]+$", steps.commands[1])
    assert steps.commands[2].endswith("requirements.txt")
    assert steps.variables == [{}, {}, {"UV_INDEX": "x"}, {"UV_INDEX": "x"}]
    assert "happens once" in capsys.readouterr().out
    assert steps.again() == []
    assert capsys.readouterr().out == ""


def test_where_uv_finds_no_index_pip_installs_with_a_word(steps, capsys):
    steps.failing["uv: set"] = "error: Request failed after 3 retries"
    assert steps.again() == ["venv", "get uv", "uv: set", "pip: set", "pip: course"]
    assert "pip installs them" in capsys.readouterr().out
    assert steps.again() == []


@pytest.mark.parametrize(
    "text, reason",
    [
        (
            "cause: failed to copy: No space left on device (os error 28)",
            "disk is full",
        ),
        (
            "cause: Because tensorflow==2.21.0 has no wheels with a matching platform "
            "tag (e.g., `macosx_13_0_x86_64`)",
            "there is no tensorflow==2.21.0 for this computer",
        ),
    ],
)
def test_where_pip_could_not_either_pip_does_not_try(steps, text, reason):
    steps.failing["uv: set"] = text
    with pytest.raises(SystemExit, match=f"The set-up stopped: .*{reason}"):
        steps.again()
    assert steps.done == ["venv", "get uv", "uv: set"]


@pytest.mark.parametrize(
    "text, reason",
    [
        ("ERROR: [Errno 28] No space left on device", "disk is full"),
        ("No matching distribution found for tensorflow==2.21.0", "no tensorflow=="),
        ("Retrying after connection broken by 'X'", "needs the internet"),
        ("something new", "a step of it failed"),
    ],
)
@pytest.mark.parametrize("step", ["venv", "get uv", "pip: set", "pip: course"])
def test_a_failed_step_is_explained(steps, step, text, reason):
    if step.startswith("pip"):
        steps.failing["uv: set"] = ""
    steps.failing[step] = text
    with pytest.raises(SystemExit, match=rf"stopped: .*{reason}.*\.venv\.log"):
        steps.again()
    assert steps.done[-1] == step
    steps.failing.clear()
    assert steps.again() == ["venv", *INSTALLED]


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_a_changed_list_is_installed_into_the_same_venv(steps, name):
    steps.again()
    with (environment.ROOT / name).open("a") as file:
        file.write("# changed\n")
    assert steps.again() == INSTALLED
    assert steps.again() == []


def test_an_interrupted_set_up_starts_afresh(steps, monkeypatch):
    def interrupted(*command, **variables):
        result = steps(*command, **variables)
        if steps.done[-1] == "uv: set":
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(environment, "step", interrupted)
    with pytest.raises(SystemExit, match="Interrupted"):
        course.main(["setup"])
    monkeypatch.setattr(environment, "step", steps)
    assert steps.again() == ["venv", *INSTALLED]


def test_a_venv_whose_python_is_gone_is_made_afresh(steps):
    steps.again()
    environment.VENV_PYTHON.unlink()
    assert steps.again() == ["venv", *INSTALLED]


def test_a_copied_folder_is_installed_for_its_new_place(steps, monkeypatch):
    steps.again()
    moved = environment.ROOT / "moved"
    moved.mkdir()
    for name in ("requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, moved)
    monkeypatch.setattr(environment, "ROOT", moved)
    assert steps.again() == INSTALLED


def test_a_second_venv_has_its_own_list_and_is_made_once(steps, monkeypatch):
    (environment.ROOT / "colab.txt").write_text("numpy\n")
    monkeypatch.setattr(environment, "find_minor", lambda minor: ("python",))
    steps.venv = environment.ROOT / ".venv-2"
    arguments = (".venv-2", 12, "colab.txt", False)
    assert environment.second_venv(*arguments) == steps.venv / "python"
    assert steps.done == ["venv", "get uv", "uv: set"]
    assert steps.commands[-1].endswith("colab.txt")
    environment.second_venv(*arguments)
    assert len(steps.done) == 3
    monkeypatch.setattr(environment, "find_minor", lambda minor: None)
    assert environment.second_venv(".venv-3", 13, "colab.txt", False) is None


# The steps, really run


def test_a_step_returns_its_own_text_and_keeps_all_in_the_log(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "LOG", tmp_path / "log")
    program = "import os, sys; print(os.environ['A']); sys.exit(int(os.environ['A']))"
    for number in ("3", "4"):
        code, text = environment.step(sys.executable, "-c", program, A=number)
        assert (code, text.strip()) == (int(number), number)
    assert (tmp_path / "log").read_text().split() == ["3", "4"]


def test_no_network_is_told_in_one_sentence(copy):
    result = copy("test", **OFFLINE)
    assert_one_sentence(result, "needs the internet", ".venv.log")
    assert result.stdout.startswith("Setting up .venv")
    assert "NewConnectionError" in (copy.folder / ".venv.log").read_text()
    assert not (copy.folder / ".venv/course.stamp").exists()


def test_uv_is_sent_to_the_index_of_pip(tmp_path, monkeypatch):
    for name in list(os.environ):
        if name.startswith(("PIP_", "UV_")) or name == "SSL_CERT_FILE":
            monkeypatch.delenv(name)
    config = tmp_path / "pip.conf"
    config.write_text(
        "[global]\nindex-url = https://one/simple\nfind-links = a\n  b\n"
        "extra-index-url = https://two/simple\n  https://three/simple\ntimeout = 9\n"
        "[install]\nindex-url = https://me:secret@four/simple\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.setenv("PIP_CERT", "c")
    assert environment.index_for_uv(sys.executable) == {
        "UV_DEFAULT_INDEX": "https://me:secret@four/simple",
        "UV_INDEX": "https://two/simple https://three/simple",
        "UV_FIND_LINKS": "a,b",
        "SSL_CERT_FILE": "c",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
    monkeypatch.setenv("PIP_INDEX_URL", "https://five/simple")
    monkeypatch.setenv("UV_INDEX", "")
    monkeypatch.setenv("UV_FIND_LINKS", "mine")
    assert environment.index_for_uv(sys.executable) == {
        "UV_DEFAULT_INDEX": "https://five/simple",
        "SSL_CERT_FILE": "c",
    }


def test_uv_is_told_nothing_where_pip_has_no_settings(monkeypatch):
    for name in list(os.environ):
        if name.startswith("PIP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    assert environment.index_for_uv(sys.executable) == {}
