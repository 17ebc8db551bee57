"""The one entry to the course: python course.py COMMAND (or: make COMMAND).

It needs a Python and nothing else: the first call makes .venv with the tested set of
packages, later calls start at once. This file keeps to old syntax and the standard
library, so that a Python that is too old gets a sentence and not a SyntaxError.
"""

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys

from tools.environment import (
    ROOT,
    VENV,
    VENV_PYTHON,
    accepted_minors,
    find_minor,
    second_venv,
    set_up,
    variables,
)

FIRST_PORT = 8888
FRONT_PAGE = "/lab/tree/README.md"
# the tests that say something of each lesson
OF_ALL_LESSONS = (
    "test_exercises.py",
    "test_lesson_rules.py",
    "test_notebooks.py",
    "test_words.py",
)


def run(*arguments, **more):
    """Run .venv's Python in the course's folder and return its exit code.

    `more` are environment variables. Ctrl-C is left to that program: JupyterLab asks
    before it stops.
    """
    set_up()
    signal.signal(signal.SIGINT, lambda *_: None)
    command = [str(VENV_PYTHON), *arguments]
    return subprocess.call(command, cwd=ROOT, env=variables(**more))


# --- the commands ---------------------------------------------------------------------


def why_not_free(port):
    """Return why a server can't listen on this port, or "" when it can."""
    with socket.socket() as listener:
        if os.name != "nt":  # as JupyterLab does: a port just given back is free
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            return str(error)
    return ""


def choose_port(wanted):
    """Return the wanted port, or the first free one where none is wanted (None).

    Exits with one sentence where the wanted port can't be had.
    """
    if wanted is not None:
        reason = why_not_free(wanted)
        if reason:
            sys.exit(
                f"Port {wanted} can't be used ({reason}): leave --port out, or name "
                "another."
            )
        return wanted
    port = next(p for p in range(FIRST_PORT, 65536) if not why_not_free(p))
    if port != FIRST_PORT:
        print(f"Port {FIRST_PORT} is in use: JupyterLab takes {port}.", flush=True)
    return port


def lab(arguments):
    """Open JupyterLab on the front page, reachable from this computer alone."""
    parser = argparse.ArgumentParser(prog="course.py lab", add_help=False)
    parser.add_argument("--port", type=int)
    options, others = parser.parse_known_args(arguments)
    set_up()
    port = choose_port(options.port)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        others.append("--allow-root")  # the usual, and only, user of a container
    workspaces = VENV / "workspaces"
    shutil.rmtree(workspaces, ignore_errors=True)  # always start on the front page
    config = [str(ROOT / ".jupyter"), os.environ.get("JUPYTER_CONFIG_PATH")]
    return run(
        *("-m", "jupyterlab", "--log-level=ERROR", "--LabApp.log_level=ERROR"),
        *others,
        *("--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
        "--KernelManager.transport_encryption=auto",  # else each kernel warns
        f"--ServerApp.root_dir={ROOT}",
        f"--LabApp.default_url={FRONT_PAGE}",
        f"--LabApp.workspaces_dir={workspaces}",
        JUPYTER_CONFIG_PATH=os.pathsep.join(filter(None, config)),
    )


def test(arguments):
    """Run the tests and every notebook; pyproject.toml has pytest's options.

    With --lesson=NN, that lesson and its tests alone.
    """
    parser = argparse.ArgumentParser(prog="course.py test", add_help=False)
    parser.add_argument("--lesson")
    options, others = parser.parse_known_args(arguments)
    if options.lesson is None:
        return run("-m", "pytest", *others)
    number = options.lesson.zfill(2)
    found = sorted(ROOT.glob(f"notebooks/{number}_*.ipynb"))
    if not found:
        sys.exit(f"There is no lesson {options.lesson!r} in notebooks/.")
    found += ROOT.glob(f"tests/test_lesson_{number}.py")
    found += [ROOT / "tests" / name for name in OF_ALL_LESSONS]
    files = [str(path.relative_to(ROOT)) for path in found]
    return run("-m", "pytest", "--no-cov", f"--lesson={number}", *others, *files)


def test_colab(arguments):
    """Run the lessons with Colab's packages, each fetching the course by itself."""
    newest = accepted_minors()[-1]
    here = [minor for minor in reversed(accepted_minors()) if find_minor(minor)]
    if here[:1] != [newest]:
        print(f"Colab has Python 3.{newest}, which is not here.", flush=True)
    if not here:
        return 1
    python = second_venv(".venv-colab", here[0], "tests/colab.txt", project=False)
    command = [str(python), "-m", "tools.colab", *arguments]
    return subprocess.call(command, cwd=ROOT, env=variables())


def test_pythons(arguments):
    """Run the tests with each accepted Python that is here; say which are missing."""
    codes = {}
    for minor in accepted_minors():
        name = f".venv-3.{minor}"
        python = second_venv(name, minor, "requirements.txt", project=True)
        command = [str(python), "-m", "pytest", *arguments]
        codes[f"3.{minor}"] = python and subprocess.call(
            command, cwd=ROOT, env=variables()
        )
    for version, code in codes.items():
        result = {None: "not here", 0: "passed"}.get(code, f"failed, code {code}")
        print(f"Python {version}: {result}")
    return int(any(codes.values()))


def setup(arguments):
    """Make .venv, or bring it up to date, and stop there."""
    set_up()
    return 0


def notebooks(arguments):
    """Run the lessons in fresh kernels and store their outputs."""
    return run("-m", "tools.notebooks", "execute", *arguments)


def format_all(arguments):
    """Format code and notebooks, then bring the notebook files into one form."""
    return (
        run("-m", "ruff", "check", "--fix", "--quiet", ".")
        or run("-m", "ruff", "format", "--quiet", ".")
        or run("-m", "tools.notebooks", "format", *arguments)
    )


def repository(arguments):
    """Rewrite the repository's address wherever it stands."""
    return run("-m", "tools.address", *arguments)


def requirements(arguments):
    """Compile requirements.txt from pyproject.toml, one version for all systems."""
    return run(
        *("-m", "uv", "pip", "compile", "pyproject.toml", "--all-extras", "--quiet"),
        *("--universal", "--python-version", f"3.{accepted_minors()[0]}"),
        *("--fork-strategy", "fewest", "--annotation-style", "line"),
        *("--custom-compile-command", "make requirements"),
        *("--output-file", "requirements.txt"),
        *arguments,
    )


def site(arguments):
    """Build the static site into _site."""
    return run("-m", "website.build", *arguments)


def seeds(arguments):
    """Run a lesson under several seeds."""
    return run("-m", "tools.notebooks", "seeds", *arguments)


def bench(arguments):
    """Measure the course and write the tables into benchmarks/README.md."""
    parts = ["lessons", "growth", "recipe", "longer", "mnist"]
    modules = arguments or parts
    for module in modules:
        if module not in parts:
            sys.exit(f"There is no benchmark {module!r}: take {', '.join(parts)}.")
    return max(run("-m", f"benchmarks.{module}") for module in modules)


def show_help(arguments):
    """List the commands."""
    print("python course.py COMMAND [ARGUMENTS]     or     make COMMAND [ARGS=...]\n")
    for name, (_, meaning) in COMMANDS.items():
        print(f"  {name:<14}{meaning}")
    return 0


COMMANDS = {
    "lab": (lab, "open the course in JupyterLab [--port N, --no-browser, ...]"),
    "test": (test, "prove the course, or one lesson of it [LESSON=01]"),
    "test-colab": (test_colab, "run the lessons with Colab's packages [LESSON=01]"),
    "test-pythons": (test_pythons, "run the tests with each accepted Python"),
    "setup": (setup, "make .venv and stop there (before a class without internet)"),
    "notebooks": (notebooks, "run lessons and store their outputs [LESSON=01]"),
    "format": (format_all, "format code and notebooks"),
    "seeds": (seeds, "run a lesson under other seeds [LESSON=01]"),
    "site": (site, "build the static site into _site"),
    "bench": (bench, "measure the course: about an hour [ARGS=growth]"),
    "repository": (repository, "set the repository's address [NAME=owner/repo]"),
    "requirements": (requirements, "compile requirements.txt [ARGS=--upgrade]"),
    "help": (show_help, "list the commands"),
}


def main(arguments):
    """Run the command that the arguments name and return its exit code."""
    name = arguments[0] if arguments else "help"
    if name in ("-h", "--help"):
        name = "help"
    if name not in COMMANDS:
        sys.exit(f"There is no command {name!r}: take one of {', '.join(COMMANDS)}.")
    try:
        return COMMANDS[name][0](arguments[1:])
    except KeyboardInterrupt:
        sys.exit("Interrupted: run the command again to go on.")
    except OSError as error:
        sys.exit(f"The course can't go on: {error}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
