"""The server's settings for `make lab`: opened and saved, a lesson's file stays."""

import asyncio
import runpy
import shutil
import sys
import types

from tools.notebooks import ROOT, find_lessons

import pytest


@pytest.fixture
def contents(tmp_path):
    """What reads and writes the files of a folder, as `make lab` sets it."""
    file = ROOT / ".jupyter" / "jupyter_server_config.py"
    settings = types.SimpleNamespace(ServerApp=types.SimpleNamespace())
    runpy.run_path(str(file), init_globals={"c": settings})
    return settings.ServerApp.contents_manager_class(root_dir=str(tmp_path))


def get(contents, name, **options):
    return asyncio.run(contents.get(name, **options))


def save(contents, name, content):
    model = {"type": "notebook", "format": "json", "content": content}
    asyncio.run(contents.save(model, name))


@pytest.mark.parametrize("path", find_lessons(), ids=lambda path: path.stem)
def test_a_lesson_that_is_opened_and_saved_stays_byte_for_byte(
    path, contents, tmp_path
):
    shutil.copy(path, tmp_path)
    save(contents, path.name, get(contents, path.name)["content"])
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_an_opened_lesson_says_what_jupyterlab_will_say_of_this_python(
    contents, tmp_path
):
    path = find_lessons()[0]
    shutil.copy(path, tmp_path)
    metadata = get(contents, path.name)["content"]["metadata"]
    version = "{}.{}.{}".format(*sys.version_info)
    assert metadata["language_info"]["version"] == version
    assert metadata["kernelspec"]["language"] == "python"


def test_only_the_cells_that_changed_change_the_file(contents, tmp_path):
    path = find_lessons()[0]
    shutil.copy(path, tmp_path)
    content = get(contents, path.name)["content"]
    content["cells"][1]["source"] = "changed"
    save(contents, path.name, content)
    new = get(contents, path.name)["content"]
    assert new["cells"][1]["source"] == "changed"
    assert new["metadata"]["language_info"]["version"]
    assert '"version"' not in (tmp_path / path.name).read_text(encoding="utf-8")


def test_notebooks_of_other_kernels_and_other_files_are_left_alone(contents, tmp_path):
    own = {"kernelspec": {"name": "r", "display_name": "R"}}
    content = {"cells": [], "metadata": own, "nbformat": 4, "nbformat_minor": 5}
    save(contents, "other.ipynb", content)
    assert get(contents, "other.ipynb")["content"]["metadata"] == own
    (tmp_path / "notes.txt").write_text("x")
    assert get(contents, "notes.txt")["content"] == "x"
    assert get(contents, "")["type"] == "directory"
