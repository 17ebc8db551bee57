"""The rules that every lesson keeps, each a function rule(notebook, path).

A rule returns a list of problems, one sentence each, with the number of the cell
(from 1, text cells counted) and what to do; an empty list means that it is kept.
`RULES` holds them all.
"""

import ast
import importlib
import io
import re
import tokenize
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from exercises.exercise import source_of
from helpers.data import LEFT_OUT
from tools.address import address
from tools.form import headings, tags
from tools.notebooks import text_of

MOST_CODE_CELLS_IN_A_ROW = 2
MOST_FILE_BYTES = 1_000_000
MOST_IMAGE_BYTES = 125_000
SHORTEST_ALT = 20
GOALS = (3, 5)
EXERCISES = (3, 5)
SECTIONS = ["What goes wrong", "Your turn", "What you can do now"]
DOWNLOADS = {"needs-download", "needs-weights"}
TAGS = {"colab", "exercise", "check", "nbval-ignore-output", "nbval-skip", *DOWNLOADS}
REDRAWN = {"clear_output", "interact", "interact_manual", "interactive_output"}
RANDOM = {"default_rng", "Generator", "SeedSequence"}

IMAGE_DATA = re.compile(r"data:image/[\w.+-]+;base64,([\w+/=\s]*)")
ABSOLUTE_PATH = re.compile(
    r"(?<![\w/.~+-])/(?:home|Users|root|tmp|var|usr|opt|private|content)\b\S*"
    r"|\b[A-Z]:\\\w\S*|\bfile:/\S*"
)
CODE_OR_FORMULA = re.compile(
    r"^\s*(```|~~~).*?^\s*\1|`[^`\n]+`|\$\$.+?\$\$|\$[^$\n]+\$",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(
    r"\]\(\s*<?([^)\s>]+)"  # [text](target)
    r"|^\s*\[[^\]^][^\]]*\]:\s*(\S+)"  # [name]: target
    r"|(?:href|src)=\"([^\"]+)\"",
    re.MULTILINE,
)
DISTANT_IMAGE = re.compile(r"""(?:!\[[^\]]*\]\(|\bsrc=["'])\s*(https?:[^)\s"']+)""")
STYLED = re.compile(r"<(?:font|style)\b|\b(?:style|bgcolor|color)=", re.IGNORECASE)
MARKDOWN_IMAGE = re.compile(r"!\[([^\]]*)\]\(")
COLAB_LINK = re.compile(r"https://colab\.research\.google\.com/[^\s)\"]+")
GITHUB = re.compile(r"github\.com/([\w.-]+/[\w.-]+?)(?=\.git\b|[^\w.-]|$)")
NEEDS = re.compile(r"\(needs .+\)$")  # ends the heading of a section that downloads
NBVAL_COMMENT = re.compile(r"^\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE\w+)", re.MULTILINE)
DEVICE = re.compile(
    r"\b(?:tf|keras|jax|torch)\.(?:device|backend|config\.(?:set_backend|list_\w+))\b"
    r"|\b(?:KERAS_BACKEND|CUDA_\w+)\b|/?\b[GCT]PU:\d|\bimport (?:jax|torch)\b",
    re.IGNORECASE,
)

RULES = []


def rule(function):
    """Add a rule to RULES."""
    RULES.append(function)
    return function


# ---------------------------------------------------------------- parts of a notebook


def cells_of(notebook, cell_type):
    """Return (number, cell) for each cell of the type "code" or "markdown"."""
    numbered = enumerate(notebook.cells, 1)
    return [(number, cell) for number, cell in numbered if cell.cell_type == cell_type]


def tree_of(cell):
    """Return the syntax tree of a code cell; an empty one where it isn't Python."""
    try:
        return ast.parse(cell.source)
    except SyntaxError:  # reported by plain_python
        return ast.parse("")


def nodes(notebook, *types):
    """Yield (cell number, node) for the nodes of these types in all code cells."""
    for number, cell in cells_of(notebook, "code"):
        for node in ast.walk(tree_of(cell)):
            if isinstance(node, types):
                yield number, node


def dotted(node):
    """Return "a.b.c" for such an expression, and "" for any other."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (start := dotted(node.value)):
        return f"{start}.{node.attr}"
    return ""


def calls(cell, name):
    """Return the calls of `name`, for example "checks.expect", in a code cell."""
    found = [node for node in ast.walk(tree_of(cell)) if isinstance(node, ast.Call)]
    return [node for node in found if dotted(node.func) == name]


def calls_in(cell, name):
    """Return the calls in a code cell of what belongs to `name`: ex.a.check, say."""
    found = [node for node in ast.walk(tree_of(cell)) if isinstance(node, ast.Call)]
    return [node for node in found if dotted(node.func).startswith(f"{name}.")]


def imported_names(node):
    """Return the full dotted names that an import statement reaches for."""
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{name}" for name in names]
    return names


def output_texts(cell):
    """Yield every text of a cell's outputs, the data of images left out."""
    for output in cell.outputs:
        texts = [output.get("text"), output.get("evalue")]
        texts += output.get("data", {}).values()
        for text in texts:
            if isinstance(text, str):
                yield IMAGE_DATA.sub("", text)


def prose(cell):
    """Return the source of a text cell without its code and formulas."""
    return CODE_OR_FORMULA.sub("", cell.source)


def lesson_number(path):
    """Return the number that a lesson's file name starts with; 0 without one."""
    match = re.match(r"\d\d", path.name)
    return int(match[0]) if match else 0


class _Images(HTMLParser):
    """Collects the attributes of each <img> in `found`."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.found.append(dict(attrs))


# ---------------------------------------------------------------- the file


@rule
def file_name(notebook, path):
    """The file is called NN_topic.ipynb."""
    if re.fullmatch(r"\d\d_[a-z0-9_]+\.ipynb", path.name):
        return []
    return [f"{path.name}: call a lesson NN_topic.ipynb, in lower case"]


@rule
def one_form(notebook, path):
    """The file is as `make format` leaves it: ids, metadata, JSON, line ends."""
    if path.read_bytes() == text_of(notebook, path).encode():
        return []
    return ["ids, metadata or layout of the file are not in form: run make format"]


@rule
def size(notebook, path):
    """The file is small enough for GitHub to show."""
    n_bytes = path.stat().st_size
    if n_bytes <= MOST_FILE_BYTES:
        return []
    return [f"{n_bytes} bytes; draw less or smaller, at most {MOST_FILE_BYTES}"]


@rule
def rhythm(notebook, path):
    """Text comes at least after every second code cell."""
    problems, in_a_row = [], 0
    for number, cell in enumerate(notebook.cells, 1):
        if "check" in tags(cell):  # belongs to the answer before it
            continue
        in_a_row = in_a_row + 1 if cell.cell_type == "code" else 0
        if in_a_row == MOST_CODE_CELLS_IN_A_ROW + 1:
            problems.append(f"cell {number}: the third code cell in a row; add text")
    return problems


# ---------------------------------------------------------------- outputs


@rule
def execution_counts(notebook, path):
    """Code cells were run once each and in order: nbval skips what was never run."""
    return [
        f"cell {number}: execution count {cell.execution_count}, not {expected}; "
        "run make notebooks"
        for expected, (number, cell) in enumerate(cells_of(notebook, "code"), 1)
        if cell.execution_count != expected
    ]


@rule
def quiet_outputs(notebook, path):
    """No output is an error, comes from stderr or speaks of a warning."""
    problems = []
    for number, cell in cells_of(notebook, "code"):
        kinds = [output.get("name", output.output_type) for output in cell.outputs]
        if "error" in kinds:
            problems.append(f"cell {number}: an error is stored; mend it, run again")
        if "stderr" in kinds:
            problems.append(f"cell {number}: something wrote to stderr; mend its cause")
        if any(re.search("Warning|WARNING", text) for text in output_texts(cell)):
            problems.append(f"cell {number}: a warning is stored; mend its cause")
    return problems


@rule
def no_absolute_paths(notebook, path):
    """No output shows a folder of the computer that it was made on."""
    return [
        f"cell {number}: the path {match[0]!r} in an output; print a relative one"
        for number, cell in cells_of(notebook, "code")
        for text in output_texts(cell)
        for match in ABSOLUTE_PATH.finditer(text)
    ]


@rule
def alternative_text(notebook, path):
    """Every image says in words what it shows."""
    problems = []
    for number, cell in cells_of(notebook, "code"):
        for output in cell.outputs:
            data = output.get("data", {})
            if any(kind.startswith("image/") for kind in data):
                problems.append(
                    f"cell {number}: an image without text; use plots.show(fig, alt)"
                )
            for image in _Images(data.get("text/html", "")).found:
                if len((image.get("alt") or "").strip()) < SHORTEST_ALT:
                    problems.append(
                        f"cell {number}: an <img> whose alt is missing or has fewer "
                        f"than {SHORTEST_ALT} letters; say what the figure shows"
                    )
            if "<svg" in data.get("text/html", ""):
                problems.append(f"cell {number}: an <svg>; show a PNG with plots.show")
    for number, cell in cells_of(notebook, "markdown"):
        text = prose(cell)
        alts = MARKDOWN_IMAGE.findall(text)
        alts += [image.get("alt") or "" for image in _Images(text).found]
        if not all(alt.strip() for alt in alts):
            problems.append(f"cell {number}: an image without text; write ![text](...)")
    return problems


@rule
def no_distant_images(notebook, path):
    """No text cell shows an image from elsewhere: without internet it is broken."""
    return [
        f"cell {number}: an image from {match[1]}; draw it in a cell"
        for number, cell in cells_of(notebook, "markdown")
        for match in DISTANT_IMAGE.finditer(prose(cell))
    ]


@rule
def image_sizes(notebook, path):
    """Figures are small enough for the notebook to open at once."""
    problems = []
    for number, cell in cells_of(notebook, "code"):
        for output in cell.outputs:
            html = output.get("data", {}).get("text/html", "")
            for data in IMAGE_DATA.findall(html):
                n_bytes = len(data) * 3 // 4
                if n_bytes > MOST_IMAGE_BYTES:
                    problems.append(
                        f"cell {number}: a figure of {n_bytes} bytes; draw less or "
                        f"smaller, at most {MOST_IMAGE_BYTES}"
                    )
    return problems


@rule
def nbval_marks(notebook, path):
    """Nothing is kept from nbval but what the course allows, by known tags alone."""
    problems = []
    for number, cell in enumerate(notebook.cells, 1):
        for tag in tags(cell):
            if tag not in TAGS:
                problems.append(
                    f"cell {number}: unknown tag {tag!r}; use {', '.join(sorted(TAGS))}"
                )
        if "nbval-skip" in tags(cell) and "needs-download" not in tags(cell):
            problems.append(
                f"cell {number}: nbval-skip is for cells that also have the tag "
                "needs-download"
            )
        if match := NBVAL_COMMENT.search(cell.source):
            problems.append(f"cell {number}: the comment {match[1]}; use a tag instead")
    return problems


@rule
def downloads(notebook, path):
    """What needs a download is a section of its own, stored as it is with its data.

    Weights (needs-weights) aren't compared, so that cells may be stored without them.
    """
    problems, section = [], ""
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "markdown":
            found = [text for level, text in headings(cell.source) if level == 2]
            section = [section, *found][-1]
            continue
        is_tagged, is_marked = DOWNLOADS & set(tags(cell)), NEEDS.search(section)
        if is_tagged and not is_marked:
            problems.append(
                f"cell {number}: has the tag {is_tagged.pop()}; put it into a section "
                "whose heading ends with, for example, (needs MNIST)"
            )
        if is_marked and not is_tagged:
            problems.append(
                f"cell {number}: nbval may skip what stands before it in this section; "
                "give it the tag needs-download, too"
            )
        is_left_out = any(LEFT_OUT in text for text in output_texts(cell))
        if is_left_out and "needs-weights" not in tags(cell):
            problems.append(
                f"cell {number}: stored without its data; run make notebooks where "
                "they can be had"
            )
    return problems


@rule
def left_out_sections(notebook, path):
    """Without its download a section does nothing, and nothing depends on it.

    So its cells hold imports, definitions, the call that loads, and `if data_set:`.
    """
    problems, loaded, inside = [], set(), set()
    for number, cell in cells_of(notebook, "code"):
        if not DOWNLOADS & set(tags(cell)):
            continue
        for node in tree_of(cell).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                if dotted(node.value.func) == "data.if_available":
                    loaded.add(dotted(node.targets[0]))
                    continue
            if isinstance(node, ast.If) and dotted(node.test) in loaded:
                inside |= _stored_names(node)
                continue
            kinds = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
            if not isinstance(node, kinds):
                problems.append(
                    f"cell {number}, line {node.lineno}: runs without its download; "
                    "put it under `if` and the name of what data.if_available gives"
                )
    own = set()
    for number, cell in cells_of(notebook, "code"):
        if DOWNLOADS & set(tags(cell)):
            continue
        own |= _stored_names(tree_of(cell))
        for node in ast.walk(tree_of(cell)):
            if isinstance(node, ast.Name) and node.id in inside - own:
                problems.append(
                    f"cell {number}: {node.id} is only there with a download; compute "
                    "it here"
                )
    return problems


def _stored_names(tree):
    """Return the names that are bound anywhere in a part of the code."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
    return found


@rule
def ignored_outputs(notebook, path):
    """What nbval doesn't compare is held to a band, before the next such cell."""
    problems, open_number = [], None
    message = (
        "cell {}: its output is ignored and nothing holds it; follow it with a cell "
        "that calls checks.expect"
    )
    for number, cell in cells_of(notebook, "code"):
        if "nbval-ignore-output" in tags(cell):
            if open_number:
                problems.append(message.format(open_number))
            open_number = number
        elif calls(cell, "checks.expect") and "nbval-skip" not in tags(cell):
            open_number = None
    if open_number:
        problems.append(message.format(open_number))
    return problems


# ---------------------------------------------------------------- code


@rule
def plain_python(notebook, path):
    """Code cells hold Python and nothing else: nbval lets a failing magic pass."""
    problems = []
    for number, cell in cells_of(notebook, "code"):
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            problems.append(
                f"cell {number}, line {error.lineno}: not Python; magics (%), shell "
                "commands (!) and help (?) are not used in lessons"
            )
            continue
        tokens = tokenize.generate_tokens(io.StringIO(cell.source).readline)
        if any(token.type == tokenize.OP and token.string == ";" for token in tokens):
            problems.append(f"cell {number}: a semicolon; one statement a line")
        if calls(cell, "get_ipython"):
            problems.append(f"cell {number}: get_ipython; write plain Python")
    return problems


@rule
def no_redrawing(notebook, path):
    """Nothing clears or redraws an output: nbval can't compare it."""
    return [
        f"cell {number}: {name.split('.')[-1]} redraws its output; show it once"
        for number, node in nodes(notebook, ast.Call)
        if (name := dotted(node.func)).split(".")[-1] in REDRAWN
    ]


@rule
def keras_3(notebook, path):
    """Keras is imported and used as Keras 3."""
    problems = []
    for number, node in nodes(notebook, ast.Import, ast.ImportFrom):
        if any(name.startswith("tensorflow.keras") for name in imported_names(node)):
            problems.append(f"cell {number}: Keras out of TensorFlow; import keras")
    for number, node in nodes(notebook, ast.Attribute):
        if dotted(node) in ("tf.keras", "tensorflow.keras"):
            problems.append(f"cell {number}: {dotted(node)}; import keras")
    for number, node in nodes(notebook, ast.keyword):
        if node.arg == "input_shape":
            problems.append(f"cell {number}: input_shape=; use keras.Input(shape=...)")
    for number, node in nodes(notebook, ast.Constant):
        if isinstance(node.value, str) and re.search(r"\.h5\b", node.value):
            problems.append(f"cell {number}: an .h5 file; save as .keras")
    return problems


@rule
def no_private_names(notebook, path):
    """Only documented names are used: private ones change without notice."""
    found = [
        (number, node.attr)
        for number, node in nodes(notebook, ast.Attribute)
        if dotted(node.value) not in ("self", "cls")
    ]
    found += [
        (number, part)
        for number, node in nodes(notebook, ast.Import, ast.ImportFrom)
        for name in imported_names(node)
        for part in name.split(".")
    ]
    return [
        f"cell {number}: the private name {name}; use a documented one"
        for number, name in found
        if name.startswith("_") and not name.endswith("__")
    ]


@rule
def any_device(notebook, path):
    """No cell names a device or a backend: the code is the same with a GPU."""
    return [
        f"cell {number}: names a device or a backend: {match[0]}"
        for number, cell in cells_of(notebook, "code")
        if (match := DEVICE.search(cell.source))
    ]


@rule
def explicit_code(notebook, path):
    """No star import, no bare except, no hidden random state."""
    problems = []
    for number, node in nodes(notebook, ast.ImportFrom):
        if node.names[0].name == "*":
            problems.append(f"cell {number}: a star import; name what you import")
    for number, node in nodes(notebook, ast.ExceptHandler):
        if node.type is None:
            problems.append(f"cell {number}: a bare except; name the exception")
    names = [(number, dotted(node)) for number, node in nodes(notebook, ast.Attribute)]
    for number, node in nodes(notebook, ast.Import, ast.ImportFrom):
        names += [(number, name) for name in imported_names(node)]
    for number, name in names:
        match = re.fullmatch(r"(?:np|numpy)\.random\.(\w+)", name)
        if match and match[1] not in RANDOM:
            problems.append(f"cell {number}: {name}; use np.random.default_rng(seed)")
    return problems


# ---------------------------------------------------------------- the lesson


@rule
def opening(notebook, path):
    """Goals and minutes, then the cell that finds the course, then the imports."""
    problems = []
    first = notebook.cells[0].source
    n_goals = _count_goals(first)
    if not GOALS[0] <= n_goals <= GOALS[1]:
        problems.append(
            f"cell 1: {n_goals} goals; write 'After this lesson you can' and a list "
            f"of {GOALS[0]} to {GOALS[1]}"
        )
    if not re.search(r"\b\d+ minutes\b", first):
        problems.append("cell 1: no '… minutes'; say how long the lesson takes")
    code = [cell for _, cell in cells_of(notebook, "code")[:2]]
    if len(code) < 2 or "colab" not in tags(code[0]):
        problems.append(
            "the first code cell finds the course; give it the tag colab, and "
            "make format writes it"
        )
    elif not calls(code[1], "lab.start"):
        problems.append("the second code cell imports, and calls lab.start(seed=...)")
    return problems


def _count_goals(source):
    after = source.partition("After this lesson you can")[2]
    count = 0
    for line in after.splitlines()[1:]:
        if re.match(r"[-*] |\d+\. ", line):
            count += 1
        elif line.strip() and not line.startswith(" "):
            break
    return count


@rule
def heading_order(notebook, path):
    """One title, no level left out, and the closing sections in their order."""
    problems, previous = [], 0
    found = [
        (number, level, text)
        for number, cell in cells_of(notebook, "markdown")
        for level, text in headings(cell.source)
    ]
    for number, level, text in found:
        if level > previous + 1:
            problems.append(f"cell {number}: {text!r} skips a level; use fewer #")
        previous = level
    if [number for number, level, _ in found if level == 1] != [1]:
        problems.append("one heading with a single #: the title, in cell 1")
    sections = [text for _, level, text in found if level == 2]
    closing = [text for text in sections if text in SECTIONS]
    if lesson_number(path) >= 1 and (
        closing != SECTIONS or sections[-1] != SECTIONS[-1]
    ):
        problems.append(f"the last sections are, in this order: {', '.join(SECTIONS)}")
    return problems


@rule
def repository_address(notebook, path):
    """Links to Colab lead to the address in pyproject.toml, the first to this lesson.

    They are text: an image would come from the network, and be broken without one.
    """
    problems = []
    if f"\n[Open in Colab]({colab_link(path.name)})\n" not in notebook.cells[0].source:
        problems.append(
            "cell 1: below the title, on a line of its own: "
            f"[Open in Colab]({colab_link(path.name)})"
        )
    for number, cell in enumerate(notebook.cells, 1):
        for found in COLAB_LINK.findall(cell.source):
            if not found.startswith(colab_link("")):
                problems.append(f"cell {number}: {found}; run make repository")
    return problems


def colab_link(name):
    """Return the link that opens the lesson with this file name in Colab."""
    return f"https://colab.research.google.com/github/{address()}/blob/main/notebooks/{name}"


@rule
def next_lesson(notebook, path):
    """The last cell leads on to the next lesson."""
    later = sorted(other.name for other in path.parent.glob("[0-9][0-9]_*.ipynb"))
    later = [name for name in later if name > path.name]
    last = notebook.cells[-1]
    if not later or (last.cell_type == "markdown" and f"]({later[0]})" in last.source):
        return []
    return [f"cell {len(notebook.cells)}: the last cell links to ({later[0]})"]


@rule
def plain_markdown(notebook, path):
    """Text cells have no colours and styles of their own: the site's theme has them."""
    return [
        f"cell {number}: {match[0]} sets a style; leave it to the theme"
        for number, cell in cells_of(notebook, "markdown")
        for match in STYLED.finditer(prose(cell))
    ]


@rule
def links(notebook, path):
    """Relative links lead to something that is there."""
    problems = []
    for number, cell in cells_of(notebook, "markdown"):
        for groups in LINK.findall(prose(cell)):
            link = "".join(groups)
            target = urlsplit(link)
            if target.scheme in ("http", "https", "mailto"):
                continue
            is_relative = not target.scheme and not target.path.startswith("/")
            if not is_relative or not (path.parent / unquote(target.path)).exists():
                problems.append(
                    f"cell {number}: the link {link} leads nowhere; mend it"
                )
    return problems


@rule
def exercises(notebook, path):
    """Each exercise has an answer cell and then a check of the lesson's module."""
    code = [cell for _, cell in cells_of(notebook, "code")]
    numbers = [number for number, _ in cells_of(notebook, "code")]
    starters = [i for i, cell in enumerate(code) if "exercise" in tags(cell)]
    number = lesson_number(path)
    problems = []
    if number >= 1 and not EXERCISES[0] <= len(starters) <= EXERCISES[1]:
        problems.append(
            f"{len(starters)} cells with the tag exercise; a lesson has "
            f"{EXERCISES[0]} to {EXERCISES[1]}"
        )
    module = exercise_module(notebook)
    if starters and (
        module is None or not module.startswith(f"exercises.ex{number:02}_")
    ):
        return problems + [
            f"import the exercises: from exercises import ex{number:02}_…"
        ]
    for i in starters:
        if calls_in(code[i], "ex"):
            problems.append(f"cell {numbers[i]}: the check has a cell of its own")
        if i + 1 == len(code) or "check" not in tags(code[i + 1]):
            problems.append(
                f"cell {numbers[i]}: behind it stands its check, with the tag check"
            )
        name = starter_name(code[i])
        if name is None:
            problems.append(
                f"cell {numbers[i]}: a starter holds one function, or one name = ..."
            )
        elif not hasattr(importlib.import_module(module), name):
            problems.append(f"cell {numbers[i]}: {module} has no exercise {name}")
        elif not any(checks_function(cell, name) for cell in code[i + 1 : i + 2]):
            problems.append(f"cell {numbers[i]}: check it: ex.{name}.check({name})")
        else:
            task = getattr(importlib.import_module(module), name)
            problem = starter_problem(notebook, numbers[i], task)
            problems += [f"cell {numbers[i]}: {problem}"] if problem else []
    return problems


@rule
def answers_apart(notebook, path):
    """Nothing but its check uses an answer: the lesson runs with it and without."""
    problems, answers = [], set()
    for number, cell in cells_of(notebook, "code"):
        if "exercise" in tags(cell):
            answers.add(starter_name(cell))
        elif "check" not in tags(cell):
            problems += [
                f"cell {number}: uses the answer {node.id}; compute it here"
                for node in ast.walk(tree_of(cell))
                if isinstance(node, ast.Name) and node.id in answers
            ]
    return problems


def exercise_module(notebook):
    """Return the module that a lesson imports as `ex`, with its package, or None."""
    for _, node in nodes(notebook, ast.ImportFrom):
        if node.module == "exercises" and node.names[0].asname == "ex":
            return f"exercises.{node.names[0].name}"
    return None


def starter_name(cell):
    """Return the name that a starter gives an answer, or None.

    A starter is one function, or one assignment of `...` to a name, and nothing else.
    """
    body = tree_of(cell).body
    if len(body) != 1:
        return None
    (node,) = body
    if isinstance(node, ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign) and ast.unparse(node.value) == "...":
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        return names[0] if len(names) == len(node.targets) == 1 else None
    return None


def starter_problem(notebook, number, task):
    """Return what the answer cell of this number lacks for its exercise, or None."""
    cell = notebook.cells[number - 1]
    node = tree_of(cell).body[0]
    is_choice = getattr(task, "kind", None) == "choose"
    if is_choice != isinstance(node, ast.Assign):
        kind = "a choice: write name = ..." if is_choice else "no choice: define it"
        return f"{task.name} is {kind}"
    if is_choice:
        before = " ".join(cell.source for cell in notebook.cells[: number - 1])
        for letter, option in task.options.items():
            line = f"- **{letter}** {option}"
            if " ".join(line.split()) not in " ".join(before.split()):
                return f"the text before it does not list the option {line}"
    elif getattr(task, "faulty", None):
        if ast.get_source_segment(cell.source, node) != source_of(
            task.faulty, task.name
        ):
            return f"the function is not the one under @{task.name}.fault"
    return None


def checks_function(cell, function):
    """Return whether a code cell calls ex.function.check(function)."""
    return any(
        [dotted(argument) for argument in call.args] == [function]
        for call in calls(cell, f"ex.{function}.check")
    )
