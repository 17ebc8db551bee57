"""Cells, outputs and notebooks for tests, made in a few words."""

from nbformat import v4


def text(source, **fields):
    return v4.new_markdown_cell(source, **fields)


def code(source, *outputs, tags=(), **fields):
    return v4.new_code_cell(
        source, outputs=list(outputs), metadata={"tags": list(tags)}, **fields
    )


def printed(output, name="stdout"):
    return v4.new_output("stream", name=name, text=output)


def notebook(*cells):
    made = v4.new_notebook()
    made.cells = list(cells)
    return made
