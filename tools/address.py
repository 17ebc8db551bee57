"""The repository's address: where it stands, and how it moves.

python -m tools.address OWNER/REPO
"""

import argparse
import re
import sys
import tomllib

from tools.form import FIRST_CELL
from tools.notebooks import ROOT, CourseError, find_lessons, write

_ADDRESS = re.compile(r"https://github\.com/([^/\s]+/[^/\s]+)")
_NAME = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}"
)


def address(root=ROOT):
    """Return the repository as "owner/name", from pyproject.toml, its one place.

    Raises CourseError where pyproject.toml has none.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    urls = project.get("project", {}).get("urls", {})
    match = _ADDRESS.fullmatch(urls.get("Repository", ""))
    if not match:
        raise CourseError(
            "pyproject.toml needs a line under [project.urls]: "
            'Repository = "https://github.com/OWNER/REPO"'
        )
    return match[1]


def move(name, root=ROOT):
    """Write the repository's new name in place of the old; return the changed paths.

    Changes pyproject.toml, CITATION.cff, the Markdown files beside them, the first
    cell and the notebooks, and nothing else in these files.

    Raises CourseError where `name` isn't one that GitHub allows.
    """
    if not _NAME.fullmatch(name) or name.endswith(".git"):
        raise CourseError(
            f"{name!r} is not a repository on GitHub; write OWNER/REPO, "
            "for example: make repository NAME=ada/neural-networks"
        )
    old = re.compile(
        r"(github(?:usercontent)?(?:\.com)?[/:])"
        + re.escape(address(root))
        + r"(?![\w-]|\.(?!git\b)\w)"
    )
    paths = sorted([*root.glob("*.cff"), *root.glob("*.md")])
    paths += [root / FIRST_CELL.relative_to(ROOT)]
    paths += find_lessons(folder=root / "notebooks")
    paths += [root / "pyproject.toml"]  # last: until then, a second call can repair
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    changed = []
    for path, text in texts.items():
        new = old.sub(rf"\g<1>{name}", text)
        if new != text:
            write(path, new)
            changed.append(path)
    return changed


def move_repository(name, root=ROOT):
    """Move the repository's address and say where; return 0."""
    old = address(root)
    changed = move(name, root)
    for path in changed:
        print(f"{path.relative_to(root)}: {old} is now {name}")
    if not changed:
        print(f"the address is {name} already")
    return 0


def main(arguments=None):
    """Move the course to the address that the one argument names; return 0 or 1."""
    parser = argparse.ArgumentParser(prog="python -m tools.address")
    parser.add_argument("name", metavar="OWNER/REPO")
    try:
        return move_repository(parser.parse_args(arguments).name)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
