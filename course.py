"""The one entry to the course: python course.py COMMAND (or: make COMMAND).

It needs a Python and nothing else: the first call makes .venv with the tested set of
packages, later calls start at once. This file keeps to old syntax and the standard
library, so that a Python that is too old gets a sentence and not a SyntaxError.
"""

import argparse
import hashlib
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "course.stamp"
LOG = ROOT / ".venv.log"
FIRST_PORT = 8888
FRONT_PAGE = "/lab/tree/README.md"
PROBE = (
    "import importlib.util, sys; "
    "print(*sys.version_info[:2], bool(importlib.util.find_spec('ensurepip')))"
)
# what pip's log says, and what that means; the first match counts
CAUSES = (
    (r"No space left on device", "the disk is full: about 3 GB are needed"),
    (
        r"connection broken by|Max retries exceeded|Read timed out",
        "no package index could be reached, and the first set-up needs the internet",
    ),
    (
        r"No matching distribution found for (\S+)",
        f"there is no {{}} for this computer ({platform.platform()})",
    ),
)


# --- a fitting Python -----------------------------------------------------------------


def accepted_minors():
    """Return the minor versions of Python 3 that pyproject.toml accepts, oldest first.

    Raises ValueError where requires-python is not written as ">=3.x,<3.y".
    """
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^requires-python = ">=3\.(\d+),<3\.(\d+)"$', text, re.MULTILINE)
    if not found:
        raise ValueError('pyproject.toml: expected requires-python = ">=3.x,<3.y"')
    return range(int(found.group(1)), int(found.group(2)))


def probe(*command):
    """Run a Python and return (major, minor, has ensurepip); None if it doesn't run.

    A name on the PATH proves nothing: behind a pyenv shim, or behind the Windows
    store's stand-in, there may be no Python.
    """
    try:
        words = subprocess.check_output(
            [*command, "-c", PROBE], stderr=subprocess.DEVNULL, timeout=60
        ).split()
        return int(words[0]), int(words[1]), words[2] == b"True"
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return None


def find_python():
    """Return the command of an accepted Python: this one, else the newest on the PATH.

    Exits with one sentence where there is none, or none that can make a .venv.
    """
    minors = accepted_minors()
    commands = [(sys.executable,)]
    for minor in reversed(minors):
        commands.append((f"python3.{minor}",))
        if os.name == "nt":
            commands.append(("py", f"-3.{minor}"))
    incomplete = None
    for command in [*commands, ("python3",), ("python",)]:
        found = probe(*command)
        if found and found[0] == 3 and found[1] in minors:
            if found[2]:
                return command
            incomplete = incomplete or f"3.{found[1]}"
    if incomplete:
        sys.exit(
            f"Python {incomplete} is here without its venv module: install that (on "
            f"Debian or Ubuntu: sudo apt install python{incomplete}-venv) and run this "
            "command again."
        )
    sys.exit(
        f"The course needs Python 3.{minors[0]} to 3.{minors[-1]}, and found only "
        f"{platform.python_version()} ({sys.executable}): install 3.{minors[-1]} from "
        "https://www.python.org/downloads/ and run this command again."
    )


def find_minor(minor):
    """Return the command of a Python 3.`minor` that can make a .venv, or None."""
    commands = [(sys.executable,), (f"python3.{minor}",), ("py", f"-3.{minor}")]
    fitting = (command for command in commands if probe(*command) == (3, minor, True))
    return next(fitting, None)


# --- the set-up -----------------------------------------------------------------------


def stamp(minor, names=("requirements.txt", "pyproject.toml")):
    """Return the fingerprint of what .venv is made from, for Python 3.`minor`."""
    digest = hashlib.sha256(f"3.{minor} {ROOT}".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def log_run(*command):
    """Run a step of the set-up, its output in LOG; exit with a sentence if it fails."""
    with LOG.open("ab") as log:
        code = subprocess.call(command, stdout=log, stderr=log, env=environment())
    if code == 0:
        return
    text = LOG.read_text(encoding="utf-8", errors="replace")
    reason = "a step of it failed"
    for pattern, sentence in CAUSES:
        found = re.search(pattern, text)
        if found:
            reason = sentence.format(*found.groups())
            break
    sys.exit(
        f"The set-up stopped: {reason}. The next call tries again; details are in "
        f"{LOG.name}."
    )


def set_up(arguments=()):
    """Make .venv, or bring it up to date; do nothing where it is as it should be.

    The stamp is written last. Without one the set-up never came to its end, so that
    .venv is made afresh; so is a .venv whose Python is gone or no longer accepted.
    """
    found = probe(str(VENV_PYTHON))
    whole = found and found[1] in accepted_minors() and STAMP.exists()
    if whole and STAMP.read_text() == stamp(found[1]):
        return 0
    if whole:
        print("Bringing .venv up to date.", flush=True)
    else:
        python = find_python()
        found = probe(*python)
        print(
            f"Setting up .venv with Python 3.{found[1]}: this downloads about 700 MB, "
            "takes a few minutes, and happens once.",
            flush=True,
        )
    LOG.write_bytes(b"")
    if not whole:
        log_run(*python, "-m", "venv", "--clear", str(VENV))
    pip = (str(VENV_PYTHON), "-m", "pip", "install", "--retries", "3")
    log_run(*pip, "-r", str(ROOT / "requirements.txt"))
    log_run(*pip, "--no-build-isolation", "--no-deps", "-e", str(ROOT))
    STAMP.write_text(stamp(found[1]))
    return 0


def second_venv(name, minor, requirements, project):
    """Return the Python of the folder `name`, made from a list of packages, or None.

    It has Python 3.`minor`, and the course itself where `project` is true. None where
    there is no such Python.
    """
    folder = ROOT / name
    python = folder / VENV_PYTHON.relative_to(VENV)
    wanted = stamp(minor, (requirements, "pyproject.toml"))
    written = folder / STAMP.name
    if not (written.exists() and written.read_text() == wanted):
        base = find_minor(minor)
        if base is None:
            return None
        print(f"Setting up {name} with Python 3.{minor}.", flush=True)
        LOG.write_bytes(b"")
        log_run(*base, "-m", "venv", "--clear", str(folder))
        pip = (str(python), "-m", "pip", "install", "--retries", "3")
        log_run(*pip, "-r", str(ROOT / requirements))
        if project:
            log_run(*pip, "--no-build-isolation", "--no-deps", "-e", str(ROOT))
        written.write_text(wanted)
    return python


def environment(**more):
    """Return the environment variables of a command, free of another Python's paths."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONHOME", "PYTHONPATH")
    }
    return {**kept, "PYTHONUTF8": "1", **more}


def run(*arguments, **variables):
    """Run .venv's Python in the course's folder and return its exit code.

    Ctrl-C is left to that program: JupyterLab asks before it stops.
    """
    set_up()
    signal.signal(signal.SIGINT, lambda *_: None)
    command = [str(VENV_PYTHON), *arguments]
    return subprocess.call(command, cwd=ROOT, env=environment(**variables))


# the tests that say something of each lesson
OF_ALL_LESSONS = (
    "test_exercises.py",
    "test_lesson_rules.py",
    "test_notebooks.py",
    "test_words.py",
)


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
    return subprocess.call(command, cwd=ROOT, env=environment())


def test_pythons(arguments):
    """Run the tests with each accepted Python that is here; say which are missing."""
    codes = {}
    for minor in accepted_minors():
        name = f".venv-3.{minor}"
        python = second_venv(name, minor, "requirements.txt", project=True)
        command = [str(python), "-m", "pytest", *arguments]
        codes[f"3.{minor}"] = python and subprocess.call(
            command, cwd=ROOT, env=environment()
        )
    for version, code in codes.items():
        result = {None: "not here", 0: "passed"}.get(code, f"failed, code {code}")
        print(f"Python {version}: {result}")
    return int(any(codes.values()))


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
    "setup": (set_up, "make .venv and stop there (before a class without internet)"),
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
