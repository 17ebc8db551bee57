"""Run lessons as Google Colab does: each alone in an empty folder, without the course.

    python -m tools.colab [NN ...]

The first code cell runs twice, as learners do. It finds no course, and fetches it from
a local repository that holds the working tree; the helpers find a stand-in for the
module google.colab. Stored and new outputs are compared by nbval. `make test-colab`
does this with Colab's versions of the packages (tests/colab.txt).
"""

import copy
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.address import address
from tools.form import tags
from tools.notebooks import ROOT, find_lessons, read

import pytest
from nbformat import v4

_STAND_IN = """\
import os
import sys
import types

sys.modules["google.colab"] = types.ModuleType("google.colab")
sys.path[:] = [path for path in sys.path if not os.path.exists(f"{path}/helpers")]
"""


def working_tree(folder):
    """Copy the files of the working tree, those that git ignores left out."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout
    for name in names.decode().split("\0"):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


def local_repository(folder):
    """Make the new folder a repository with the files of the working tree."""
    commit_all(working_tree(folder))
    return folder


def commit_all(folder):
    """Make the folder a repository with all that is in it."""
    author = ("-c", "user.name=course", "-c", "user.email=course@localhost")
    for command in (
        ("init", "--quiet"),
        ("add", "--all"),
        (*author, "commit", "--quiet", "--message=The working tree"),
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)


def lone_copy(path, content):
    """Put the lesson alone into the new folder `content`, which stands for /content.

    Its first code cell stands there twice, and nbval leaves out what that prints while
    it fetches the course. Returns the path of the copy.
    """
    notebook = read(path)
    for number, cell in enumerate(notebook.cells):
        if "colab" in tags(cell):
            again = copy.deepcopy(cell)
            again.id += "-again"
            cell.metadata.tags.append("nbval-ignore-output")
            notebook.cells.insert(number + 1, again)
            break
    content.mkdir(parents=True)
    alone = content / path.name
    alone.write_text(v4.writes(notebook), encoding="utf-8")
    return alone


def environment(folder, repository):
    """Return the environment variables that put a kernel into Colab.

    They add a stand-in for google.colab, written into `folder`, hide an installed
    course, and send git from the course's address to the folder `repository`.
    """
    folder.mkdir(parents=True)
    (folder / "sitecustomize.py").write_text(_STAND_IN, encoding="utf-8")
    return {"PYTHONPATH": str(folder), **fetched_from(repository)}


def fetched_from(repository):
    """Return the variables that send git from the course's address to a folder."""
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": f"https://github.com/{address()}",
    }


def main(numbers):
    """Compare the lessons with these numbers, or all; return pytest's exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        repository = local_repository(folder / "repository")
        os.environ.update(environment(folder / "stand-in", repository))
        shutil.copy(ROOT / "tests" / "conftest.py", folder)
        copies = [
            lone_copy(path, folder / path.stem / "content")
            for path in find_lessons(numbers)
        ]
        return pytest.main(
            [
                f"--config-file={ROOT / 'pyproject.toml'}",
                "--override-ini=addopts=",
                *("-p", "no:cacheprovider", "--durations=20"),
                *("--nbval", "--nbval-current-env", "--nbval-cell-timeout=300"),
                f"--nbval-sanitize-with={ROOT / 'tests' / 'nbval_sanitize.cfg'}",
                *map(str, copies),
            ]
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
