"""The site in headless Chromium: links, errors, accessibility, a narrow screen."""

import functools
import html.parser
import http.server
import threading
import urllib.parse
from pathlib import Path

from tools.notebooks import ROOT, find_lessons
from website.build import PAGES, build

import axe_playwright_python
import pytest

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")
NAMES = [path.stem for path in find_lessons()] + [
    Path(new).stem for new in PAGES.values()
]
WHOLE = "03_activations"
COLOURS = "{runOnly: ['color-contrast']}"
LIGHT = [("light", "{rules: {'color-contrast': {enabled: false}}}")]
NARROW = {"width": 360, "height": 740}


class Links(html.parser.HTMLParser):
    """Collects what a page links to, and the ids that can be linked to."""

    def __init__(self, path):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids.add(attributes.get("id"))
        self.links += [
            attributes[name] for name in ("href", "src") if attributes.get(name)
        ]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site") / "html"
    build(folder)
    assert list(folder.parent.iterdir()) == [folder]  # nothing beside it
    return folder


@pytest.fixture(scope="module")
def address(browser, site):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    handler = functools.partial(Quiet, directory=site)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_every_link_inside_the_site_leads_somewhere(site):
    pages = {path: Links(path) for path in site.glob("*.html")}
    assert {path.stem for path in pages} >= set(NAMES)
    missing = []
    for path, found in pages.items():
        for link in found.links:
            parts = urllib.parse.urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            there = (
                path.parent / urllib.parse.unquote(parts.path) if parts.path else path
            )
            if not there.is_file():
                missing.append(f"{path.name}: {link}")
            elif parts.fragment and there in pages:
                if urllib.parse.unquote(parts.fragment) not in pages[there].ids:
                    missing.append(f"{path.name}: {link}")
    assert not missing


def test_every_lesson_can_be_downloaded_as_it_is(site):
    for path in find_lessons():
        assert (
            site / "_static/notebooks" / path.name
        ).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_sound(page, address, name):
    problems = []

    def note(is_problem, text):
        if is_problem:
            problems.append(text)

    page.on("console", lambda message: note(message.type == "error", message.text))
    page.on("pageerror", lambda error: note(True, str(error)))
    page.on("requestfailed", lambda request: note(True, request.url))
    page.goto(f"{address}/{name}.html")
    page.wait_for_load_state("networkidle")
    assert not problems
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(AXE)
    # Thousands of small parts, and colours, which are the theme's on every page (the
    # rule `plain_markdown` lets text cells have none), are looked at on one page.
    whole, looks = "document", (("light", "{}"), ("dark", COLOURS))
    if name != WHOLE:
        whole, looks = "{exclude: [['.highlight span'], ['math *']]}", LIGHT
    for theme, rules in looks:
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        result = page.evaluate(f"axe.run({whole}, {rules})")
        serious = [
            f"{theme}, {violation['id']}: {violation['nodes'][0]['html'][:200]}"
            for violation in result["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
        assert not serious, "\n".join(serious)
    page.set_viewport_size(NARROW)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"]


def test_a_lesson_shows_its_figures_formulas_and_folded_hints(page, address):
    page.goto(f"{address}/04_losses_and_gradient_descent.html")
    for picture in page.locator("article img").all():
        assert len(picture.get_attribute("alt")) >= 20
    assert page.locator("article math").count() > 20
    hints = page.locator("details.hints")
    assert hints.count() >= 3
    assert not hints.first.locator("li").first.is_visible()
    hints.first.locator("summary").click()
    assert hints.first.locator("li").first.is_visible()


def test_the_search_finds_a_lesson(page, address):
    page.goto(f"{address}/search.html?q=saturation")
    page.locator('#search-results a[href*="03_activations"]').first.wait_for()


def test_the_readme_s_table_leads_to_the_lessons_of_the_site(page, address):
    page.goto(f"{address}/index.html")
    for path in find_lessons():
        if path.name in (ROOT / "README.md").read_text(encoding="utf-8"):
            assert page.locator(f'article a[href="{path.stem}.html"]').count() >= 1
