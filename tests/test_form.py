"""The one form of a notebook: ids, metadata and outputs."""

from tools import form

from cells import code, notebook, printed, text
from hypothesis import given
from hypothesis import strategies as st
from nbformat import v4, validate


def ids(*cells):
    return [cell.id for cell in form.normalised(notebook(*cells)).cells]


def test_ids_are_named_after_headings_tags_and_exercises():
    assert ids(
        text("An introduction"),
        text("# Neurons: 1 + 1 = `2`"),
        code("x", tags=["colab"]),
        code("y"),
        text("Words.\n\n## What goes wrong\n\nMore.\n\n### Überlauf"),
        code("# Comment"),
        text("```\n# Code\n```\n## What goes wrong ##"),
        code("@cache\ndef weighted_sum(x):\n    return ...", tags=["exercise"]),
        text("## 神经元"),
    ) == [
        "start",
        "neurons-1-1-2",
        "colab",
        "neurons-1-1-2-2",
        "what-goes-wrong",
        "uberlauf",
        "what-goes-wrong-2",
        "exercise-weighted-sum",
        "section",
    ]


def test_ids_stay_when_cells_come_and_go():
    first = form.normalised(
        notebook(text("# A"), code("1"), code("2"), text("# B"), code("3"))
    ).cells
    assert [cell.id for cell in first] == ["a", "a-2", "a-3", "b", "b-2"]
    del first[1]
    first.insert(1, code("new"))
    first.insert(1, code("copy", id="a-3"))
    assert ids(*first) == ["a", "a-3", "a-2", "a-4", "b", "b-2"]


HEADINGS = st.sampled_from(
    ["# A", "## A 2", "a", "# " + "long " * 30, "# *", "x\n## B"]
)
CELLS = st.one_of(
    st.builds(text, HEADINGS, id=st.sampled_from(["a", "a-2", "b", "0f9a"])),
    st.builds(
        code,
        st.sampled_from(["", "x\n\n", "def f(x): ..."]),
        st.builds(printed, st.text("a\r\n ", max_size=8)),
        st.builds(printed, st.text("a\r\n ", max_size=8)),
        tags=st.sampled_from([[], ["exercise"], ["colab"]]),
        id=st.sampled_from(["a", "a-2", "a-3", "start"]),
    ),
)


@given(st.lists(CELLS, max_size=12))
def test_the_one_form_is_valid_and_final(cells):
    once = form.normalised(notebook(*cells))
    validate(once)
    assert len({cell.id for cell in once.cells}) == len(once.cells)
    assert form.normalised(once) == once


def test_metadata_is_reduced_to_what_the_course_uses():
    messy = notebook(
        code("x", tags=["exercise"], execution_count=7),
        code("y"),
        text("words", attachments={"a.png": {"image/png": "AAAA"}}),
    )
    messy.nbformat_minor = 4
    messy.metadata = {
        "kernelspec": {"name": "my-env", "display_name": "Mine", "language": "python"},
        "language_info": {"name": "python", "version": "3.11.7"},
        "colab": {"provenance": []},
        "widgets": {},
    }
    messy.cells[0].metadata |= {"execution": {"start": 1}, "scrolled": True}
    clean = form.normalised(messy)
    assert (clean.nbformat, clean.nbformat_minor) == (4, 5)
    assert clean.metadata == {
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    assert [cell.metadata for cell in clean.cells] == [{"tags": ["exercise"]}, {}, {}]
    assert clean.cells[0].execution_count == 7
    assert clean.cells[2].attachments == {"a.png": {"image/png": "AAAA"}}
    assert messy.cells[0].metadata["scrolled"]


def test_outputs_read_as_in_a_terminal():
    image = v4.new_output("display_data", data={"text/html": "<b>"}, metadata={"a": 1})
    cell = code(
        "x",
        printed("a\nepo"),
        printed("ch 1\repoch 2\r"),
        printed("done\n"),
        image,
        printed("b\n"),
        printed("c\n", "stderr"),
        printed("d\r\n"),
    )
    (clean,) = form.normalised(notebook(cell)).cells
    assert [(output.get("name"), output.get("text")) for output in clean.outputs] == [
        ("stdout", "a\ndone\n"),
        (None, None),
        ("stdout", "b\n"),
        ("stderr", "c\n"),
        ("stdout", "d\r\n"),
    ]
    assert clean.outputs[1] == {
        "output_type": "display_data",
        "data": {"text/html": "<b>"},
        "metadata": {},
    }


def test_empty_cells_and_outer_blank_lines_go():
    clean = form.normalised(notebook(code(" \n"), code("\n  x\n\ny\n"), text("")))
    assert [cell.source for cell in clean.cells] == ["  x\n\ny"]
