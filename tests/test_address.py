"""The repository's address moves everywhere, in one step."""

from tools import address, notebooks

import pytest
from cells import code, notebook, printed, text


def project(root, name="ada/nets"):
    """A small project at the address `name`; return its files but pyproject.toml."""
    (root / "pyproject.toml").write_text(
        f'[project.urls]\n# one place\nRepository = "https://github.com/{name}"\n'
    )
    texts = {
        "README.md": f"[a](https://github.com/{name}/actions/b.svg) github.com/{name}.",
        "CITATION.cff": f"repository-code: 'https://github.com/{name}'\n",
        "CONTRIBUTING.md": f"git clone git@github.com:{name}.git\n",
    }
    for file, content in texts.items():
        (root / file).write_text(content)
    colab = f"https://colab.research.google.com/github/{name}/blob/main/notebooks"
    (root / "tools").mkdir()
    cell = root / "tools" / "first_cell.py"
    cell.write_text(f'ADDRESS = "https://github.com/{name}"\n')
    (root / "notebooks").mkdir()
    path = root / "notebooks" / "01_a.ipynb"
    lesson = notebook(
        text(f"# A\n\n[![Open]({colab})]({colab}/01_a.ipynb)"),
        code(f'URL = "https://github.com/{name}"', printed("é\n"), execution_count=1),
    )
    notebooks.write(path, notebooks.text_of(lesson, path))
    return [root / file for file in texts] + [cell, path]


def test_the_address_moves_everywhere_and_nothing_else_changes(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old = project(tmp_path / "old")
    new = project(tmp_path / "new", "Grace-2/deep.nets_1")
    changed = address.move("Grace-2/deep.nets_1", tmp_path / "old")
    assert set(changed) == {*old, tmp_path / "old" / "pyproject.toml"}
    assert address.address(tmp_path / "old") == "Grace-2/deep.nets_1"
    for moved, expected in zip(old, new, strict=True):
        assert moved.read_bytes() == expected.read_bytes()
    assert address.move("Grace-2/deep.nets_1", tmp_path / "old") == []


def test_moving_says_what_it_changed(tmp_path, capsys):
    project(tmp_path)
    assert address.move_repository("b/c", tmp_path) == 0
    assert "README.md: ada/nets is now b/c\n" in capsys.readouterr().out
    assert address.move_repository("b/c", tmp_path) == 0
    assert capsys.readouterr().out == "the address is b/c already\n"


def test_other_addresses_stay(tmp_path):
    readme, *_ = project(tmp_path)
    others = (
        "github.com/ada/nets2 github.com/ada/nets-b github.com/ada/nets.io /ada/nets"
    )
    readme.write_text(others)
    address.move("b/c", tmp_path)
    assert readme.read_text() == others


@pytest.mark.parametrize(
    "name",
    ["", "nets", "ada/", "/nets", "a/b/c", "ada/ne ts", "-a/b", "a/..", "a/b.git"],
)
def test_a_bad_name_is_refused_before_anything_changes(name, tmp_path):
    files = project(tmp_path)
    before = [file.read_bytes() for file in files]
    with pytest.raises(notebooks.CourseError, match="write OWNER/REPO"):
        address.move(name, tmp_path)
    assert [file.read_bytes() for file in files] == before


def test_a_project_without_address_is_told_what_to_write(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[project.urls]\nHome = 'x'\n")
    with pytest.raises(notebooks.CourseError, match="Repository = "):
        address.address(tmp_path)


def test_an_error_is_one_sentence_without_traceback(capsys):
    assert notebooks.main(["execute", "99"]) == 1
    assert capsys.readouterr().err.startswith("no lesson starts with 99; there are:")
    assert address.main(["nets"]) == 1
    assert "'nets' is not a repository" in capsys.readouterr().err
