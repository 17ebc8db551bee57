"""The stored results of PyTorch are small, and what PyTorch gives today."""

import numpy as np
import pytest
from references import FOLDER, make, stored


def test_every_lesson_of_make_py_has_its_file():
    assert {path.stem for path in FOLDER.glob("*.npz")} == set(make.LESSONS)


@pytest.mark.parametrize("lesson", make.LESSONS)
def test_a_file_is_small(lesson):
    assert (FOLDER / f"{lesson}.npz").stat().st_size < 100_000


@pytest.mark.parametrize("lesson", make.LESSONS)
def test_pytorch_still_gives_the_stored_results(lesson):
    pytest.importorskip("torch", reason="PyTorch is no dependency of the course")
    cases, anew = stored(lesson), make.LESSONS[lesson]()
    assert len(anew) == sum(map(len, cases.values()))
    for key, value in anew.items():
        case, name = key.split("/")
        np.testing.assert_allclose(value, cases[case][name], atol=1e-9, err_msg=key)
