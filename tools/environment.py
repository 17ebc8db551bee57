"""The virtual environment: finds a fitting Python, makes .venv, keeps it up to date.

The packages are installed by uv, which takes seconds, and by pip where uv can't. Like
course.py, this needs a Python and nothing else.
"""

import ast
import hashlib
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "course.stamp"
LOG = ROOT / ".venv.log"
PROBE = (
    "import importlib.util, sys; "
    "print(*sys.version_info[:2], bool(importlib.util.find_spec('ensurepip')))"
)
# What the log of uv or pip says, and what that means; the first match counts. Where
# uv fails for another reason, its way to the index for instance, pip tries.
CAUSES = (
    (
        r"No space left on device|not enough space on the disk",
        "the disk is full: about 3 GB are needed",
    ),
    (
        r"connection broken by|Max retries exceeded|Read timed out",
        "no package index could be reached, and the first set-up needs the internet",
    ),
    (
        r"No matching distribution found for (\S+)|(\S+) has no wheels with a matching",
        f"there is no {{}} for this computer ({platform.platform()})",
    ),
)
# uv doesn't read pip's configuration: the index that pip is told to use, and uv's name
# for it. What is set for uv itself comes first.
FOR_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
}


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


# --- steps of the set-up --------------------------------------------------------------


def variables(**more):
    """Return the environment variables of a command, free of another Python's paths."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONHOME", "PYTHONPATH")
    }
    return {**kept, "PYTHONUTF8": "1", **more}


def step(*command, **more):
    """Run a step of the set-up, its output in LOG; return its exit code and its text.

    `more` are environment variables.
    """
    with LOG.open("ab") as log:
        start = log.tell()
        code = subprocess.call(command, stdout=log, stderr=log, env=variables(**more))
    return code, LOG.read_bytes()[start:].decode("utf-8", "replace")


def cause(text):
    """Return what the text of a failed step means, or None."""
    for pattern, sentence in CAUSES:
        found = re.search(pattern, text)
        if found:
            return sentence.format(*filter(None, found.groups()))
    return None


def must(*command):
    """Run a step of the set-up; exit with one sentence if it fails."""
    code, text = step(*command)
    if code:
        stop(cause(text) or "a step of it failed")


def stop(reason):
    """Exit with one sentence."""
    sys.exit(
        f"The set-up stopped: {reason}. The next call tries again; details are in "
        f"{LOG.name}."
    )


def index_for_uv(python):
    """Return the environment variables that send uv to the index of `python`'s pip."""
    listed = subprocess.run(
        [str(python), "-m", "pip", "config", "list"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=variables(),
        encoding="utf-8",
        errors="replace",
    ).stdout
    found = {}
    for section in ("global", "install", ":env:"):  # the later ones count more
        lines = re.findall(rf"^{section}\.([\w-]+)=(.*)$", listed, re.MULTILINE)
        found.update((name, ast.literal_eval(value)) for name, value in lines)
    given = {}
    for name, for_uv in FOR_UV.items():
        if name in found and for_uv not in os.environ:
            separator = "," if name == "find-links" else " "
            given[for_uv] = separator.join(found[name].split())
    if "UV_INDEX" in given:  # pip takes a package from whichever index has it
        given["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return given


def install(python, lists):
    """Install packages for `python`, with uv, or with pip where uv can't.

    Each of `lists` holds the arguments of one installation. Exits with one sentence
    where neither can.
    """
    pip = (str(python), "-m", "pip", "install", "--retries", "3")
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    must(*pip, re.search(r"^uv==[\w.]+", text, re.MULTILINE).group())
    if install_with_uv(python, lists):
        return
    print("uv can't reach the packages here: pip installs them, in more time.")
    for arguments in lists:
        must(*pip, *arguments)


def install_with_uv(python, lists):
    """Do as `install` with uv alone; return whether uv could."""
    uv = (str(python), "-m", "uv", "pip", "install", "--python", str(python))
    index = index_for_uv(python)
    for arguments in lists:
        code, text = step(*uv, *arguments, **index)
        if code:
            if cause(text):  # pip couldn't either
                stop(cause(text))
            return False
    return True


def packages(requirements, project=True):
    """Return the installations of a list of packages, and of the course itself."""
    own = ("--no-build-isolation", "--no-deps", "-e", str(ROOT))
    return [("-r", str(ROOT / requirements)), *([own] if project else [])]


# --- the set-up -----------------------------------------------------------------------


def stamp(minor, names=("requirements.txt", "pyproject.toml")):
    """Return the fingerprint of what .venv is made from, for Python 3.`minor`."""
    digest = hashlib.sha256(f"3.{minor} {ROOT}".encode())
    for name in names:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def set_up():
    """Make .venv, or bring it up to date; do nothing where it is as it should be.

    The stamp is written last. Without one the set-up never came to its end, so that
    .venv is made afresh; so is a .venv whose Python is gone or no longer accepted.
    """
    found = probe(str(VENV_PYTHON))
    whole = found and found[1] in accepted_minors() and STAMP.exists()
    if whole and STAMP.read_text() == stamp(found[1]):
        return
    if whole:
        print("Bringing .venv up to date.", flush=True)
    else:
        python = find_python()
        found = probe(*python)
        print(
            f"Setting up .venv with Python 3.{found[1]}: this downloads about 700 MB, "
            "takes a minute or a few, and happens once.",
            flush=True,
        )
    LOG.write_bytes(b"")
    if not whole:
        must(*python, "-m", "venv", "--clear", str(VENV))
    install(VENV_PYTHON, packages("requirements.txt"))
    STAMP.write_text(stamp(found[1]))


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
        must(*base, "-m", "venv", "--clear", str(folder))
        install(python, packages(requirements, project))
        written.write_text(wanted)
    return python
