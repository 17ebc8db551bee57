"""Rebuild the shipped data files from the packages that they come from.

    python data/build.py                        write all of them
    python data/build.py digits.csv             write this one
    python data/build.py --check [digits.csv]   write nothing, compare

Each file is compared with its SHA-256 in helpers/data.py; the exit status is 0 when
all agree. Needs scikit-learn and statsmodels (both in the `test` extra), for the
photograph Matplotlib and Pillow, and for the text the Python whose documentation it is.
"""

import argparse
import hashlib
import platform
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))  # for a Python that has no `make lab` behind it

from helpers.data import SHIPPED  # noqa: E402

TEXT_PYTHON = "3.11.7"  # the text of pydoc_data changes from version to version


class WrongPython(RuntimeError):
    """This Python brings another text than the shipped one."""


def digits() -> str:
    """One row for each image: its set, its digit, and 64 pixels, 0 to 16.

    In each class, in the order of scikit-learn, three images in a row go to the
    training set, the next one to validation, the next one to the test set. No random
    numbers: the rule gives the same split everywhere and for ever.
    """
    from sklearn.datasets import load_digits

    pixels, labels = load_digits(return_X_y=True)
    pattern = ["training", "training", "training", "validation", "test"]
    seen = [0] * 10
    rows = []
    for image, label in zip(pixels.astype(int).tolist(), labels.tolist(), strict=True):
        rows.append([pattern[seen[label] % 5], label, *image])
        seen[label] += 1
    names = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
    return _csv(["split", "label", *names], rows)


def sea_temperature() -> str:
    """One row for each month: its set, year, month 1 to 12, and °C."""
    from statsmodels.datasets import elnino

    years = elnino.load_pandas().data.to_numpy()  # (61, 13): the year, then 12 months
    rows = []
    for year, *months in years:
        split = "training" if year < 1990 else "validation" if year < 2000 else "test"
        for month, celsius in enumerate(months, start=1):
            rows.append([split, int(year), month, f"{celsius:.2f}"])
    return _csv(["split", "year", "month", "celsius"], rows)


def photograph() -> bytes:
    """A binary PGM file: a heading in letters, then one byte a pixel, row by row.

    A square of 384 pixels is cut out of the portrait, made grey with Pillow's weights
    (ITU-R 601-2), and each 3×3 of its pixels becomes their mean.
    """
    import numpy as np
    from matplotlib.cbook import get_sample_data
    from PIL import Image

    with get_sample_data("grace_hopper.jpg") as file, Image.open(file) as portrait:
        grey = np.asarray(portrait.convert("L").crop((73, 0, 457, 384)), dtype=float)
    pixels = grey.reshape(128, 3, 128, 3).mean(axis=(1, 3)).round().astype("uint8")
    return b"P5 128 128 255\n" + pixels.tobytes()


def python_reference() -> str:
    """The topics of `pydoc_data` in alphabetical order, each once.

    Many topics are sections of a longer one: "try" stands inside "compound" once
    more. Where half of a topic's text, paragraph by paragraph, stands in a longer
    topic, it is left out: otherwise the test set would repeat the training set.
    """
    if platform.python_version() != TEXT_PYTHON:
        raise WrongPython(
            f"needs Python {TEXT_PYTHON}, whose documentation it is; "
            f"this is Python {platform.python_version()}, which brings another text"
        )
    from pydoc_data.topics import topics

    paragraphs = {name: _paragraphs(text) for name, text in topics.items()}
    size = {name: sum(map(len, found)) for name, found in paragraphs.items()}

    def inside(name, other):
        known = set(paragraphs[other])
        shared = sum(len(text) for text in paragraphs[name] if text in known)
        longer = (size[other], other) > (size[name], name)
        return longer and shared > size[name] / 2

    kept = [
        topics[name].strip()
        for name in sorted(topics)
        if not any(inside(name, other) for other in topics)
    ]
    return "\n\n\n".join(kept) + "\n"


BUILDERS = {
    "digits.csv": digits,
    "photograph.pgm": photograph,
    "python_reference.txt": python_reference,
    "sea_temperature.csv": sea_temperature,
}


def build(name: str) -> bytes:
    """The bytes of a shipped file; text is UTF-8 and its lines end with LF."""
    content = BUILDERS[name]()
    return content if isinstance(content, bytes) else content.encode("utf-8")


def main(arguments: list[str]) -> int:
    """Build the named files and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("file", nargs="*", help=f"of {', '.join(BUILDERS)}; else all")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.file if name not in BUILDERS]
    if unknown:
        parser.error(f"unknown file {unknown[0]}, expected: {', '.join(BUILDERS)}")

    failures = 0
    for name in options.file or BUILDERS:
        try:
            content = build(name)
        except (ImportError, WrongPython) as error:
            print(f"{name}: not built: {error}")
            failures += 1
            continue
        sha256 = hashlib.sha256(content).hexdigest()
        same = sha256 == SHIPPED.get(name)
        failures += not same
        if not options.check:
            (FOLDER / name).write_bytes(content)
        print(f"{name}: {sha256}, {'as' if same else 'NOT as'} in helpers/data.py")
    return 1 if failures else 0


def _csv(names, rows):
    return "".join(",".join(map(str, row)) + "\n" for row in [names, *rows])


def _paragraphs(text):
    """The paragraphs of a text, each on one line, whatever its indentation."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
