"""The course in JupyterLab, as `make lab` opens it, driven in headless Chromium."""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import course
from exercises import ex00_start_here as ex00
from exercises.exercise import CORRECT, INCORRECT, NOT_ATTEMPTED, source_of
from tools.notebooks import find_lessons, read

import pytest
from playwright.sync_api import expect

TOKEN = "for-this-test-alone"
SECONDS_TO_START = 120
SECONDS_TO_RUN = 240


@pytest.fixture(scope="module")
def address(browser, tmp_path_factory):
    """JupyterLab's address, started by the command of `make lab`."""
    port = next(port for port in range(9200, 9300) if not course.why_not_free(port))
    command = [sys.executable, str(course.ROOT / "course.py"), "lab"]
    settings = tmp_path_factory.mktemp("settings")
    own = settings / "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings"
    own.parent.mkdir(parents=True)
    own.write_text('{"autosave": false}')  # after two minutes it would save the lesson
    options = [
        "--no-browser",
        f"--port={port}",
        f"--LabApp.user_settings_dir={settings}",
        f"--IdentityProvider.token={TOKEN}",
        "--LabApp.expose_app_in_browser=True",
    ]
    log = tmp_path_factory.mktemp("lab") / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, *options],
            stdout=output,
            stderr=output,
            start_new_session=os.name != "nt",
        )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not answers(f"{address}/api"):
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"JupyterLab did not start: {log.read_text()}")
            time.sleep(0.2)
        yield address
    finally:
        stop = f"{address}/api/shutdown?token={TOKEN}"
        with contextlib.suppress(urllib.error.URLError):
            urllib.request.urlopen(urllib.request.Request(stop, method="POST"))
        server.wait(timeout=60)


def answers(url):
    try:
        urllib.request.urlopen(url, timeout=5)
    except OSError:
        return False
    return True


def open_lab(page, address, path):
    """Open a file of the course in JupyterLab."""
    page.goto(f"{address}/lab/tree/{path}?reset&token={TOKEN}")
    page.wait_for_function("window.jupyterapp !== undefined", timeout=60_000)
    page.evaluate("jupyterapp.restored")


def wait_for_kernel(page):
    """Wait until the open notebook's kernel is idle."""
    page.wait_for_function(
        """() => {
            const panel = jupyterapp.shell.currentWidget;
            const kernel = panel?.sessionContext?.session?.kernel;
            return panel?.context?.isReady && kernel?.status === 'idle';
        }""",
        timeout=60_000,
    )


def run_all(page, address, path):
    """Open a lesson and run all cells; return the cells as they are then."""
    open_lab(page, address, f"notebooks/{path.name}")
    wait_for_kernel(page)
    page.set_default_timeout(SECONDS_TO_RUN * 1000)
    assert page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    return page.evaluate("jupyterapp.shell.currentWidget.context.model.toJSON().cells")


def close_notebook(page):
    """Shut the open notebook's kernel down and leave its file as it was."""
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")


def code_cell(page, text):
    """Return the code cell that has this text, scrolled into view."""
    number = page.evaluate(
        """text => {
            const notebook = jupyterapp.shell.currentWidget.content;
            const number = notebook.widgets.findIndex(cell =>
                cell.model.type === 'code'
                && cell.model.sharedModel.getSource().includes(text));
            notebook.activeCellIndex = number;
            notebook.scrollToItem(number);
            return number;
        }""",
        text,
    )
    assert number >= 0, f"no code cell has the text {text!r}"
    cell = page.locator(f'.jp-Cell[data-windowed-list-index="{number}"]')
    cell.scroll_into_view_if_needed()
    return cell


def type_into(page, cell, text):
    """Replace a cell's code by typing, and run it."""
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")


def is_changed(page):
    """Return whether JupyterLab marks the open notebook as changed."""
    return page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty")


def test_a_lesson_that_is_opened_is_not_changed_and_asks_for_nothing_elsewhere(
    page, address
):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_lab(page, address, "README.md")
    page.locator(".jp-RenderedMarkdown h1").wait_for()
    path = find_lessons()[0]
    open_lab(page, address, f"notebooks/{path.name}")
    wait_for_kernel(page)
    page.wait_for_function(  # what JupyterLab writes when it knows the kernel
        """() => {
            const model = jupyterapp.shell.currentWidget.context.model;
            return model.getMetadata('language_info').file_extension === '.py';
        }"""
    )
    page.wait_for_timeout(1000)
    assert not is_changed(page)
    page.evaluate(
        "jupyterapp.shell.currentWidget.content.widgets[0].model"
        ".sharedModel.setSource('changed')"
    )
    assert is_changed(page)
    distant = [url for url in asked if url.startswith("http") and address not in url]
    assert not distant
    assert not page.evaluate(
        "[...document.images].filter(image => !image.naturalWidth).map(i => i.src)"
    )
    close_notebook(page)


def test_the_first_cell_is_folded_to_its_title(page, address):
    path = find_lessons()[0]
    open_lab(page, address, f"notebooks/{path.name}")
    wait_for_kernel(page)
    cell = code_cell(page, "# @title ")
    expect(cell.locator(".jp-InputPlaceholder")).to_contain_text("Find the course")
    expect(cell.locator(".cm-content")).to_have_count(0)
    close_notebook(page)


def test_the_front_page_is_rendered_and_every_lesson_link_opens(page, address):
    open_lab(page, address, "README.md")
    readme = page.locator(".jp-RenderedMarkdown")
    expect(readme.locator("h1")).to_have_text(re.compile("Neural networks by hand"))
    expect(page.locator(".jp-Dialog")).to_have_count(0)
    expect(page.locator(".Toastify__toast")).to_have_count(0)
    lessons = find_lessons()
    for path in lessons:
        title = read(path).cells[0].source.splitlines()[0].lstrip("# ")
        page.evaluate(
            "jupyterapp.shell.activateById([...jupyterapp.shell.widgets('main')]"
            ".find(widget => widget.title.label === 'README.md').id)"
        )
        readme.locator(f'a[href*="{path.name}"]').first.click()
        heading = page.locator(".jp-NotebookPanel:visible h1").first
        expect(heading).to_contain_text(title.split("·")[-1].strip(), timeout=60_000)
        wait_for_kernel(page)
        close_notebook(page)


@pytest.mark.parametrize("number", ["00", "03", "09"])
def test_run_all_ends_without_an_error_and_shows_the_figures(page, address, number):
    (path,) = find_lessons([number])
    cells = run_all(page, address, path)
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    assert all(output["output_type"] != "error" for output in outputs)
    assert all(output.get("name") != "stderr" for output in outputs)
    expect(
        page.locator('[data-mime-type="application/vnd.jupyter.stderr"]')
    ).to_have_count(0)
    n_pictures = 0
    for cell in cells:
        if "<img " not in json.dumps(cell.get("outputs", [])):
            continue
        shown = code_cell(page, "".join(cell["source"])).locator(".jp-OutputArea img")
        for picture in shown.all():
            picture.scroll_into_view_if_needed()
            expect(picture).to_be_visible()
            assert picture.evaluate("img => img.complete && img.naturalWidth") > 100
            assert len(picture.get_attribute("alt")) >= 20
            n_pictures += 1
    assert n_pictures >= json.dumps(cells).count("<img ") > 0
    close_notebook(page)


def test_a_wrong_answer_shows_its_message_and_a_right_one_is_correct(page, address):
    (path,) = find_lessons(["00"])
    run_all(page, address, path)
    exercise = ex00.deep_logits
    mistakes = {one.function.__name__: one for one in exercise.mistakes}
    wrong = mistakes["without_cuts"]
    check = code_cell(page, f"ex.{exercise.name}.check(")
    expect(check).to_contain_text(f"{NOT_ATTEMPTED}  {exercise.name}")
    for function, message in (
        (wrong.function, f"{INCORRECT}  {exercise.name}"),
        (wrong.function, wrong.message),
        (exercise.reference, f"{CORRECT}  {exercise.name}"),
    ):
        answer = code_cell(page, f"def {exercise.name}(")
        type_into(page, answer, source_of(function, exercise.name))
        check = code_cell(page, f"ex.{exercise.name}.check(")
        check.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        expect(check).to_contain_text(message)
    close_notebook(page)


def test_a_slider_moves_the_picture_of_a_playground(page, address):
    (path,) = find_lessons(["01"])
    run_all(page, address, path)
    cell = code_cell(page, "playground.neuron(")
    picture = cell.locator(".widget-html img")
    expect(picture).to_be_visible()
    before = picture.get_attribute("src")
    about = picture.get_attribute("alt")
    handle = cell.locator(".widget-slider .noUi-handle").last
    handle.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("src", before)
    expect(picture).not_to_have_attribute("alt", about)
    close_notebook(page)
