"""The words of a lesson: how many, where a term first stands, how it is defined.

The site's glossary and the rules of tests/lesson_rules.py are made from this.
"""

import re

_FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
_CODE = re.compile(r"^\s*(```|~~~).*?^\s*\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^\s*\|.*$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\([^)]*\)")
_DEFINITION = re.compile(
    r"(?<!\*)\*([^*\n]+)\*: *(.+?)(?=\s+(?:[-*] )?\*[^*\n]+\*: |\n\s*\n|\Z)", re.DOTALL
)


def count(source):
    """Return how many words a text cell has.

    A formula and a piece of code count as a word each; what a link says is counted, not
    its address. A table is looked up, not read: it doesn't count.
    """
    text = _TABLE.sub("", source)
    text = _CODE.sub(" code ", _FORMULA.sub(" formula ", text))
    text = _LINK.sub(r"\1", text)
    return len([word for word in text.split() if re.search(r"\w", word)])


def running_text(notebook):
    """Return the text cells between the opening and the closing one, as one text.

    Headings, tables, code and formulas are left out.
    """
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    text = "\n\n".join(cells[1:-1])
    for pattern in (_CODE, _FORMULA, _TABLE, _HEADING):
        text = pattern.sub(" ", text)
    return text


def first(term, text):
    """Return the first match of a term in a text, or None; it may be a plural."""
    form = r"\s+".join(re.escape(word) for word in term.split())
    return re.search(rf"(?<![\w-]){form}(?:s|es)?(?![\w-])", text, re.IGNORECASE)


def is_marked(match, text):
    """Return whether a match stands inside *italics* or **bold** letters."""
    start = max(text.rfind("\n\n", 0, match.start()), 0)
    end = text.find("\n\n", match.end())
    paragraph = text[start : end if end >= 0 else len(text)]
    place = match.start() - start
    marked = re.finditer(r"\*{1,2}(?=\S)[^*]+?(?<=\S)\*{1,2}", paragraph)
    return any(part.start() <= place < part.end() for part in marked)


def definitions(notebook):
    """Return (term, definition) for each word that a lesson's last cell defines.

    They are written as *term*: definition. Of several forms, *input, feature*, each is
    a term of its own.
    """
    source = notebook.cells[-1].source
    _, _, after = source.partition("New words")
    found = []
    for names, meaning in _DEFINITION.findall(after):
        meaning = " ".join(meaning.split()).rstrip(";,")
        for name in re.split(r", | \(|\)", names):
            if name.strip():
                found.append((name.strip(), meaning))
    return found
