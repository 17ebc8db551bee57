"""The rules of the mould: pace, minutes, plain code, predictions and words.

Each is a function rule(notebook, path) as in notebook_rules. Lessons that have not been
rewritten yet stand in `NOT_YET`; a test fails when one of them keeps the rules already.
"""

import ast
import builtins
import re
import statistics
import symtable
from pathlib import Path

from tools import words
from tools.form import tags
from tools.minutes import (
    PREDICTION,
    kinds,
    minutes,
    optional_minutes,
    stated,
    stated_optional,
)

from notebook_rules import calls_in, cells_of, dotted, lesson_number, tree_of

NOT_YET = ["04", "07", "09", "11", "13", "15", "17", "19", "20", "22"]

MOST_CELLS = 60
MOST_WORDS, MOST_WORDS_MEDIAN = 100, 60
MOST_LINES, MOST_LINES_OF_A_FIGURE, MOST_LINES_MEDIAN = 15, 20, 9
MOST_MINUTES = 60
FEWEST_KINDS = 3
VOCABULARY = Path(__file__).with_name("vocabulary")

COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
BUILT_IN = set(dir(builtins)) | {"__name__", "__file__"}

RULES = []


def rule(function):
    """Add a rule to RULES."""
    RULES.append(function)
    return function


def own_code(notebook):
    """Return (number, cell) for the code cells that a lesson has for itself.

    Left out are the first cell, which is the same everywhere, and the checks.
    """
    return [
        (number, cell)
        for number, cell in cells_of(notebook, "code")
        if not {"colab", "check"} & set(tags(cell))
    ]


# ---------------------------------------------------------------- pace


@rule
def pace(notebook, path):
    """Cells are short: a reader takes in one thing at a time."""
    text = cells_of(notebook, "markdown")[1:-1]  # opening and closing apart
    counts = {number: words.count(cell.source) for number, cell in text}
    problems = [
        f"cell {number}: {count} words; say one thing, in at most {MOST_WORDS}"
        for number, count in counts.items()
        if count > MOST_WORDS
    ]
    lines = {number: _n_lines(cell) for number, cell in own_code(notebook)}
    for number, cell in own_code(notebook):
        draws = bool(calls_in(cell, "plots") or calls_in(cell, "drawings"))
        most = MOST_LINES_OF_A_FIGURE if draws else MOST_LINES
        if lines[number] > most:
            problems.append(
                f"cell {number}: {lines[number]} lines of code, at most {most}: split"
            )
    medians = [
        ("words in a text cell", counts, MOST_WORDS_MEDIAN),
        ("lines in a code cell", lines, MOST_LINES_MEDIAN),
    ]
    for what, found, most in medians:
        middle = statistics.median(found.values()) if found else 0
        if middle > most:
            problems.append(f"the median is {middle:g} {what}; at most {most}")
    if len(notebook.cells) > MOST_CELLS:
        problems.append(
            f"{len(notebook.cells)} cells; it holds two lessons, at most {MOST_CELLS}"
        )
    return problems


def _n_lines(cell):
    return len([line for line in cell.source.splitlines() if line.strip()])


@rule
def stated_minutes(notebook, path):
    """The minutes in the opening cell are those of the formula, and at most an hour."""
    expected = minutes(notebook, path)
    found = stated(notebook)
    problems = []
    if found != expected:
        lesson, exercises = expected
        problems.append(
            f"cell 1: it says {found}; the formula gives '**Time:** {lesson} minutes, "
            f"and {exercises} for the exercises'"
        )
    optional = optional_minutes(notebook)
    if stated_optional(notebook) != optional:
        problems.append(f"cell 1: say 'The optional section takes {optional} more'")
    if sum(expected) > MOST_MINUTES:
        problems.append(
            f"{sum(expected)} minutes; it holds two lessons, at most {MOST_MINUTES}"
        )
    return problems


# ---------------------------------------------------------------- plain code


@rule
def plain_code(notebook, path):
    """Code is written for one reader: no construction that takes two readings."""
    problems = []
    for number, cell in own_code(notebook):
        tree = tree_of(cell)
        for node in ast.walk(tree):
            if isinstance(node, COMPREHENSIONS):
                problems += _of_a_comprehension(number, node)
            elif isinstance(node, ast.Lambda) and (
                node.args.defaults or any(node.args.kw_defaults)
            ):
                problems.append(f"cell {number}: a lambda with defaults; use def")
            problems += _of_stars(number, node)
            if isinstance(node, ast.stmt):
                n_comprehensions = sum(
                    isinstance(part, COMPREHENSIONS) for part in _own_parts(node)
                )
                if n_comprehensions > 1:
                    problems.append(
                        f"cell {number}, line {node.lineno}: {n_comprehensions} "
                        "comprehensions in a statement; write a loop, or two statements"
                    )
    return problems


def _of_a_comprehension(number, node):
    problems = []
    inside = [part for part in ast.walk(node) if part is not node]
    if len(node.generators) > 1 or any(isinstance(p, COMPREHENSIONS) for p in inside):
        problems.append(
            f"cell {number}, line {node.lineno}: a nested comprehension; write loops"
        )
    if any(isinstance(part, ast.IfExp) for part in inside):
        problems.append(
            f"cell {number}, line {node.lineno}: a conditional expression in a "
            "comprehension; write a loop"
        )
    return problems


def _of_stars(number, node):
    """Problems of what unpacks with stars, but for plain lists of arguments."""
    starred = []
    if isinstance(node, ast.Call):
        plain = (ast.Name, ast.Attribute, ast.Subscript)
        starred = [a for a in node.args if isinstance(a, ast.Starred)]
        starred = [a for a in starred if not isinstance(a.value, plain)]
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        starred = [part for part in node.elts if isinstance(part, ast.Starred)]
    elif isinstance(node, ast.Dict) and None in node.keys:
        starred = [node]
    return [
        f"cell {number}, line {node.lineno}: unpacking with a star; name the parts"
        for _ in starred[:1]
    ]


def _own_parts(statement):
    """Yield the nodes of a statement, without the statements in its body."""
    todo = [statement]
    while todo:
        node = todo.pop()
        yield node
        todo += [
            child
            for child in ast.iter_child_nodes(node)
            if not isinstance(child, ast.stmt)
        ]


@rule
def names(notebook, path):
    """A name means one thing, and is defined before it is used: cells run twice."""
    problems, owners = [], {}
    code = own_code(notebook)
    for number, cell in code:
        for name in sorted(_bound(tree_of(cell))):
            if name in owners:
                problems.append(
                    f"cell {number}: {name} is another thing in cell {owners[name]}; "
                    "take a new name"
                )
            owners.setdefault(name, number)
    for number, cell in code:
        for name in sorted(_passing(tree_of(cell))):
            if owners.get(name, number) != number:
                problems.append(
                    f"cell {number}: the loop changes {name} of cell {owners[name]}; "
                    "take a new name"
                )
    known = set(BUILT_IN)
    for number, cell in cells_of(notebook, "code"):
        tree = tree_of(cell)
        after = known | _bound(tree) | _passing(tree) | _drawn(tree) | _imported(tree)
        problems += [
            f"cell {number}: {name} is used before it is defined"
            for name in sorted(_used(cell) - after)
        ]
        known = after
    return problems


def _module_statements(tree):
    """Yield the statements that run at the top of a cell, loops and ifs entered."""
    todo = list(tree.body)
    while todo:
        node = todo.pop(0)
        yield node
        if isinstance(node, ast.For | ast.While | ast.If | ast.With | ast.Try):
            for field in ("body", "orelse", "finalbody"):
                todo += getattr(node, field, [])
            for handler in getattr(node, "handlers", []):
                todo += handler.body


def _targets(node):
    """Return the names that an assignment's target binds."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} - {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)
    }


def _bound(tree):
    """Return the names that a cell gives to what it makes; figures apart."""
    found = set()
    for node in _module_statements(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign) and not _makes_a_figure(node):
            for target in node.targets:
                found |= _targets(target)
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            found |= _targets(node.target)
    return found - {"_"}


def _makes_a_figure(node):
    made = dotted(node.value.func) if isinstance(node.value, ast.Call) else ""
    return made in ("plt.subplots", "plt.figure", "plt.subplot_mosaic")


def _drawn(tree):
    """Return the names of figures and axes, which each drawing cell binds anew."""
    found = set()
    for node in _module_statements(tree):
        if isinstance(node, ast.Assign) and _makes_a_figure(node):
            for target in node.targets:
                found |= _targets(target)
    return found


def _passing(tree):
    """Return the names that loops and `with` bind for as long as they last."""
    found = set()
    for node in _module_statements(tree):
        if isinstance(node, ast.For):
            found |= _targets(node.target)
        elif isinstance(node, ast.With):
            for item in node.items:
                if item.optional_vars is not None:
                    found |= _targets(item.optional_vars)
        elif isinstance(node, ast.Try):
            found |= {handler.name for handler in node.handlers if handler.name}
    return found - {"_"}


def _imported(tree):
    """Return the names that a cell's imports bring in."""
    return {
        alias.asname or alias.name.split(".")[0]
        for node in _module_statements(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }


def _used(cell):
    """Return the global names that a cell, or a function in it, reads."""
    try:
        tables = [symtable.symtable(cell.source, "a cell", "exec")]
    except SyntaxError:  # reported by plain_python
        return set()
    found = set()
    for table in tables:
        tables.extend(table.get_children())
        is_module = table.get_type() == "module"
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (is_module or symbol.is_global()):
                found.add(symbol.get_name())
    return found


# ---------------------------------------------------------------- predictions


@rule
def predictions(notebook, path):
    """A prediction is answered: by an output, and by a sentence after it."""
    problems = []
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type != "markdown" or not PREDICTION.search(cell.source):
            continue
        after = place + 1
        outputs = []
        while after < len(notebook.cells) and notebook.cells[after].cell_type == "code":
            outputs += notebook.cells[after].outputs
            after += 1
        if not any(_says_something(output) for output in outputs):
            problems.append(
                f"cell {place + 1}: no value and no figure answers its prediction; "
                "print it in the cell after it"
            )
        elif after == len(notebook.cells):
            problems.append(
                f"cell {place + 1}: no sentence says what came of its prediction"
            )
    return problems


def _says_something(output):
    texts = [output.get("text", "")]
    texts += output.get("data", {}).values()
    return any(re.search(r"\d|<img ", text) for text in texts if isinstance(text, str))


@rule
def exercise_kinds(notebook, path):
    """Exercises ask in several ways: write, choose, find the fault, use Keras."""
    found = set(kinds(notebook, path))
    if len(found) >= FEWEST_KINDS:
        return []
    return [
        f"exercises of {len(found)} kinds ({', '.join(sorted(found))}); have at least "
        f"{FEWEST_KINDS} of write, choose, find the fault, use Keras"
    ]


# ---------------------------------------------------------------- words


def vocabulary():
    """Return {lesson's number: [terms]}, each term the list of its forms."""
    terms = {}
    for line in VOCABULARY.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            lesson, _, forms = line.partition(" ")
            forms = [form.strip() for form in forms.split("|")]
            terms.setdefault(lesson, []).append(forms)
    return terms


@rule
def field_words(notebook, path):
    """The field's terms stand in italics or bold first, and again in the last cell."""
    problems = []
    text = words.running_text(notebook)
    defined = {name.lower() for name, _ in words.definitions(notebook)}
    for forms in vocabulary().get(f"{lesson_number(path):02}", []):
        found = [(words.first(form, text), form) for form in forms]
        found = [(match, form) for match, form in found if match]
        if not found:
            problems.append(f"the term {forms[0]!r} is not in the text; teach it")
            continue
        match, form = min(found, key=lambda pair: pair[0].start())
        if not words.is_marked(match, text):
            problems.append(
                f"{form!r} first stands in plain letters "
                f"(…{text[max(0, match.start() - 25) : match.end() + 10]!r}…); "
                f"write *{form}* there"
            )
        if not any(form.lower() in defined for form in forms):
            problems.append(f"the last cell doesn't define {forms[0]!r}: *term*: …")
    return problems
