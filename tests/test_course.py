"""course.py, the make targets and the project's own files hold what README promises."""

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import course
from tools.minutes import stated
from tools.notebooks import find_lessons, read

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

ROOT = course.ROOT
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def colab():
    """Return {name: version} of what Colab has, out of tests/colab.txt."""
    text = (ROOT / "tests/colab.txt").read_text(encoding="utf-8")
    python = re.search(r"for Python (3\.\d+)", text)[1]
    return {"python": python} | dict(
        re.findall(r"^([\w-]+)==(\S+)$", text, re.MULTILINE)
    )


# The newest list, and the runtime of 2026.07 that can still be chosen.
COLAB = {
    "newest": colab(),
    "2026.07": {"python": "3.12", "numpy": "2.0.2", "tensorflow": "2.20.0"},
}

# The packages that nothing imports, and where the project calls them.
CALLED = {
    "jupyterlab": ("course.py", '"-m", "jupyterlab"'),
    "myst-nb": ("website/conf.py", '"myst_nb"'),
    "nbval": ("pyproject.toml", "--nbval "),
    "pydata-sphinx-theme": ("website/conf.py", '"pydata_sphinx_theme"'),
    "pytest-cov": ("pyproject.toml", "--cov="),
    "pytest-xdist": ("pyproject.toml", "--numprocesses="),
    "ruff": ("course.py", '"-m", "ruff"'),
    "setuptools": ("pyproject.toml", "setuptools.build_meta"),
    "sphinx": ("website/build.py", '"-m", "sphinx"'),
    "uv": ("course.py", '"-m", "uv"'),
}
IMPORT_NAMES = {"ipython": "IPython", "pillow": "PIL", "scikit-learn": "sklearn"}


def direct_requirements():
    """Return {name: Requirement} for all that pyproject.toml lists."""
    project = PROJECT["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    requirements = [Requirement(line) for lines in lists for line in lines]
    assert len({r.name for r in requirements}) == len(requirements), "listed twice"
    return {requirement.name: requirement for requirement in requirements}


def pins():
    """Return {name: version} of requirements.txt."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = {}
    for line in lines:
        text = line.split("#")[0].strip()
        if text:
            requirement = Requirement(text)
            (only,) = requirement.specifier
            assert only.operator == "==" and "*" not in only.version, line
            assert requirement.name not in pinned, f"{requirement.name} twice"
            pinned[requirement.name] = only.version
    return pinned


def sources():
    """Yield the text of every Python file and of every notebook's code cells."""
    for folder in (
        "helpers",
        "exercises",
        "tools",
        "tests",
        "data",
        "benchmarks",
        "website",
    ):
        for path in (ROOT / folder).rglob("*.py"):
            yield path.read_text(encoding="utf-8")
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"])


def imported():
    """Return the top-level names of all absolute imports of the project."""
    names = set()
    for source in sources():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                names.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.split(".")[0])
    return names


# The commands


@pytest.fixture
def busy_port():
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use_is_told_when_it_was_asked_for(busy_port):
    with pytest.raises(SystemExit, match=f"Port {busy_port} can't be used"):
        course.choose_port(busy_port)


def test_the_next_free_port_is_taken_when_none_was_asked_for(
    busy_port, monkeypatch, capsys
):
    monkeypatch.setattr(course, "FIRST_PORT", busy_port)
    port = course.choose_port(None)
    assert port > busy_port and not course.why_not_free(port)
    assert f"Port {busy_port} is in use" in capsys.readouterr().out


def test_lab_listens_on_this_computer_alone_and_passes_arguments_on(monkeypatch):
    calls = []
    monkeypatch.setattr(course, "set_up", lambda: 0)
    monkeypatch.setattr(course, "run", lambda *a, **v: calls.append((a, v)) or 3)
    monkeypatch.setattr(course, "why_not_free", lambda port: "")
    assert course.main(["lab", "--no-browser", "--port", "9123"]) == 3
    ((arguments, variables),) = calls
    assert {"--no-browser", "--port=9123", "--ip=127.0.0.1"} <= set(arguments)
    assert variables["JUPYTER_CONFIG_PATH"].startswith(str(ROOT / ".jupyter"))
    assert not any("token" in argument for argument in arguments)


def test_jupyterlabs_settings_are_ones_that_it_has():
    overrides = json.loads(
        (ROOT / ".jupyter/labconfig/default_setting_overrides.json").read_text()
    )
    for plugin, settings in overrides.items():
        package, name = plugin.split(":")
        schemas = Path(sys.prefix) / "share/jupyter/lab/schemas"
        schema = json.loads((schemas / package / f"{name}.json").read_text("utf-8"))
        assert settings.keys() <= schema["properties"].keys()


def test_a_program_runs_in_the_course_folder_and_its_exit_code_is_passed_on(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(course, "set_up", lambda: 0)
    monkeypatch.setattr(course, "VENV_PYTHON", Path(sys.executable))
    monkeypatch.setattr(course, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    program = (
        "import os; from pathlib import Path; Path('here').touch(); "
        "raise SystemExit(5 if 'PYTHONPATH' not in os.environ else 6)"
    )
    assert course.run("-c", program) == 5
    assert (tmp_path / "here").exists()


def test_every_make_target_is_one_line_that_calls_the_command_of_its_name():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(
        r"^([\w-]+): +; \$\(COURSE\)(?: \$\(.+\))?$", text, re.MULTILINE
    )
    assert sorted(targets) == sorted(course.COMMANDS)
    assert set(re.search(r"\.PHONY: (.*)", text)[1].split()) == set(targets)
    assert "\n\t" not in text


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_help_lists_every_target():
    result = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0
    listed = re.findall(r"^  ([\w-]+) ", result.stdout, re.MULTILINE)
    assert listed == list(course.COMMANDS)


@pytest.mark.skipif(os.name == "nt", reason="the script is for a Unix shell")
@pytest.mark.parametrize("has_data", [True, False])
def test_ci_runs_make_test_with_the_shared_data_if_it_is_there(tmp_path, has_data):
    for script in (".ci/run", "tests/browser/install"):
        (tmp_path / "main" / script).parent.mkdir(parents=True)
        shutil.copy(ROOT / script, tmp_path / "main" / script)
    (tmp_path / "bin").mkdir()
    for name, program in {
        "make": 'echo "$PWD make $* ${COURSE_DATA-none}"; exit 4',
        "chromium": "exit 5",  # is there, and is not called
    }.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{program}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    if has_data:
        (tmp_path / "shared/data").mkdir(parents=True)
    environment = {"PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(
        [tmp_path / "main/.ci/run"], capture_output=True, text=True, env=environment
    )
    data = tmp_path / "shared/data" if has_data else "none"
    assert result.stdout == f"{tmp_path / 'main'} make test {data}\n"
    assert result.returncode == 4


# Versions


def test_every_direct_dependency_is_used_and_every_import_is_declared():
    used = imported()
    declared = direct_requirements()
    for name in declared:
        if name in CALLED:
            path, text = CALLED[name]
            assert text in (ROOT / path).read_text(encoding="utf-8"), name
        else:
            module = IMPORT_NAMES.get(name, name.replace("-", "_"))
            assert module in used, f"{name} is listed in pyproject.toml, never imported"
    modules = {IMPORT_NAMES.get(name, name.replace("-", "_")) for name in declared}
    own = {
        "benchmarks",
        "course",
        "exercises",
        "helpers",
        "tools",
        "website",
        "tests",
    }
    own |= {path.stem for path in (ROOT / "tests").iterdir()}
    own |= {"torch"}  # only what makes the stored references needs it
    unknown = used - modules - own - set(sys.stdlib_module_names)
    assert not unknown, f"imported, but not listed in pyproject.toml: {unknown}"


@pytest.mark.parametrize("runtime", COLAB)
def test_colabs_versions_are_inside_the_accepted_ranges(runtime):
    ranges = {name: r.specifier for name, r in direct_requirements().items()}
    ranges["python"] = SpecifierSet(PROJECT["project"]["requires-python"])
    assert COLAB[runtime].keys() >= {"python", "numpy", "tensorflow"}
    for name in COLAB[runtime].keys() & ranges.keys():
        version = COLAB[runtime][name]
        assert Version(version) in ranges[name], f"{name} {version}"


def test_requirements_txt_pins_each_direct_dependency_inside_its_range():
    pinned = pins()
    for name, requirement in direct_requirements().items():
        assert pinned[name] in requirement.specifier, name


def test_requirements_txt_says_how_it_is_made_and_names_no_host():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "make requirements" in text.splitlines()[1]
    assert not re.search(r"^\s*-|://|@", text, re.MULTILINE)


def test_conda_takes_python_and_the_same_list():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    items = re.findall(r"^ +- (.+)$", text, re.MULTILINE)
    python, *others = items
    assert others == ["pip", "pip:", "-r requirements.txt", "-e ."]
    name, version = python.split("=")
    assert name == "python"
    assert version in SpecifierSet(PROJECT["project"]["requires-python"])


def test_workflows_pin_actions_by_commit_and_run_accepted_pythons():
    workflows = list((ROOT / ".github/workflows").glob("*.yml"))
    assert workflows
    for path in workflows:
        text = path.read_text(encoding="utf-8")
        for use in re.findall(r"uses: *(.+)", text):
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+", use), use
        for version in re.findall(r'"(3\.\d+)"', text):
            assert version in SpecifierSet(PROJECT["project"]["requires-python"])


# Style and the front page


@pytest.mark.parametrize("arguments", [["format", "--check"], ["check"]])
def test_code_is_formatted_and_clean(arguments):
    result = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments, "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout + "make format mends most of it"


def test_the_front_page_lists_every_lesson_with_its_minutes():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    row = r"^\| \d\d \| \[.+?\]\((notebooks/\w+\.ipynb)\) \|.+?\| (\d+) \|"
    lessons = [
        (f"notebooks/{path.name}", str(sum(stated(read(path)))))
        for path in find_lessons()
    ]
    assert re.findall(row, text, re.MULTILINE) == lessons
