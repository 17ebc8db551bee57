"""Functions and classes out of the lessons, without running the lessons."""

import ast
import builtins
import symtable
import sys
import types

from tools.form import tags
from tools.notebooks import NOTEBOOKS, find_lessons, read


def load(lesson, *names, starters=False, folder=NOTEBOOKS):
    """Return what a lesson defines under these names: one object, or a tuple of them.

    `lesson` is its number, for example "01". Of its code cells only the imports, the
    definitions of functions and classes, and constants that call nothing are taken,
    and of these only what `names` need: nothing is trained or drawn. Where a name is
    defined twice, the later definition counts. The starters of exercises count only
    with `starters`.

    Raises LookupError where the lesson has no such definition, or where one uses a
    variable that the lesson computes.
    """
    (path,) = find_lessons([lesson], folder)
    left_out = {"colab"} if starters else {"colab", "exercise"}
    imports, definitions = [], {}
    for cell in read(path).cells:
        if cell.cell_type == "code" and not left_out & set(tags(cell)):
            _collect(ast.parse(cell.source).body, imports, definitions)

    needed = _needed(names, definitions)
    available = set(dir(builtins)).union(*map(_imported, imports))
    missing = needed - definitions.keys() - available
    if missing:
        raise LookupError(
            f"{path.name} does not define {', '.join(sorted(missing))}; a function "
            "takes what a lesson computes as an argument; defined are "
            f"{', '.join(definitions) or 'none'}"
        )
    body = [node for name, node in definitions.items() if name in needed]
    program = ast.Module(body=imports + body, type_ignores=[])
    module = types.ModuleType(f"lesson_{path.stem}")
    sys.modules[module.__name__] = module  # dataclasses look there
    exec(compile(program, path.name, "exec"), module.__dict__)
    found = tuple(getattr(module, name) for name in names)
    return found[0] if len(found) == 1 else found


def _collect(body, imports, definitions):
    """Add a cell's imports and definitions, in the order in which they run."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.append(node)
        elif name := _defined_name(node):
            definitions.pop(name, None)
            definitions[name] = node


def _defined_name(node):
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        if not any(isinstance(part, ast.Call) for part in ast.walk(node.value)):
            return node.targets[0].id
    return None


def _imported(node):
    """Return the names that an import statement brings in."""
    return {alias.asname or alias.name.split(".")[0] for alias in node.names}


def _needed(names, definitions):
    """Return `names` and every global name that their definitions lead to."""
    needed, new = set(), set(names)
    while new:
        needed |= new
        used = [_globals(definitions[name]) for name in new & definitions.keys()]
        new = set().union(*used) - needed
    return needed


def _globals(node):
    """Return the global names that a definition uses."""
    tables = [symtable.symtable(ast.unparse(node), "a lesson", "exec")]
    names = set()
    for table in tables:
        tables.extend(table.get_children())
        names |= {
            symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()
        }
    return names
