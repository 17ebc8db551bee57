"""Sphinx's settings for the site; build.py makes its sources and calls it."""

import os

from docutils import nodes
from latex2mathml.converter import convert

project = "Neural networks by hand, then in Keras"
author = "the course's authors"
extensions = ["myst_nb"]
exclude_patterns = []

# The stored outputs are what nbval compares: they are shown, and nothing is run.
nb_execution_mode = "off"
nb_mime_priority_overrides = [("html", "text/html", 0)]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
myst_links_external_new_tab = False

html_theme = "pydata_sphinx_theme"
html_title = "Neural networks by hand"
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_copy_source = False
html_show_sourcelink = False
html_sidebars = {"**": ["globaltoc"]}
html_context = {"default_mode": "auto"}
html_theme_options = {
    "show_toc_level": 1,
    "navbar_center": [],
    "navbar_persistent": ["search-button"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "github_url": os.environ["COURSE_REPOSITORY"],
}
copyright = "MIT licence, text and code"
html_math_renderer = "mathml"


def math(translator, node):
    """Write a formula as MathML, which browsers draw without a script."""
    block = isinstance(node, nodes.math_block)
    formula = convert(node.astext(), display="block" if block else "inline")
    if block:
        formula = f'<div class="formula" tabindex="0" role="math">{formula}</div>'
    translator.body.append(formula)
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer("mathml", (math, None), (math, None))
