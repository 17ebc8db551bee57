"""What is too large to ship: found on this computer, or downloaded and verified.

``data.load_mnist`` and ``data.load_backbone`` call this. Downloaded arrays are compared
with the SHA-256 in `MNIST`; of the ImageNet weights none is known here.
"""

import hashlib
import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BACKBONE = (
    "https://storage.googleapis.com/tensorflow/keras-applications/mobilenet_v2/"
    "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_96_no_top.h5"
)


class DataDamaged(RuntimeError):
    """A data file is missing or does not hold what it should."""


class DataUnavailable(RuntimeError):
    """A data set is not on this computer and can't be downloaded now."""


@dataclass(frozen=True)
class Download:
    """A set that is too large to ship: where it is, and the arrays that it holds.

    `arrays` maps the name of each uint8 array in the npz file to its shape and the
    SHA-256 of its bytes in C order.
    """

    file: str
    url: str
    arrays: dict[str, tuple[tuple[int, ...], str]]


MNIST = Download(
    file="mnist.npz",
    url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    arrays={
        "x_train": (
            (60000, 28, 28),
            "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
        ),
        "y_train": (
            (60000,),
            "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
        ),
        "x_test": (
            (10000, 28, 28),
            "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
        ),
        "y_test": (
            (10000,),
            "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
        ),
    },
)


def fetch(download: Download) -> dict[str, np.ndarray]:
    """Return the arrays of a download, from the first place that has them.

    1. The folder that the environment variable COURSE_DATA names. A damaged file
       there raises `DataDamaged`: somebody put it there and should know. If it has no
       such file, the search goes on.
    2. Keras's cache, `$KERAS_HOME/datasets` or `~/.keras/datasets`, and the same in
       the folder for temporary files. A damaged file there counts as absent.
    3. The network. What was downloaded is kept in the first of the two caches that
       can be written. It is verified in memory before, and put in its place in one
       step: a download that breaks leaves nothing behind, and of two kernels that
       download at once, neither sees half a file.

    Raises `DataUnavailable` where none of them has the arrays.
    """
    course_data = os.environ.get("COURSE_DATA")
    if course_data:
        given = Path(course_data).expanduser() / download.file
        if given.exists():
            try:
                return _verified(given.read_bytes(), download, given)
            except DataDamaged as error:
                cure = "put a good copy in its place, or unset COURSE_DATA"
                raise DataDamaged(f"{error}: {cure}.") from None

    caches = _caches("datasets")
    for cache in caches:
        try:
            path = cache / download.file
            return _verified(path.read_bytes(), download, path)
        except (OSError, DataDamaged):
            continue

    try:
        content = _content(download.url)
        arrays = _verified(content, download, download.url)
    except (OSError, DataDamaged) as error:
        now = f" (now {course_data}, which has no such file)" if course_data else ""
        raise DataUnavailable(
            f"No intact {download.file} is on this computer, and it could not be "
            f"downloaded ({error}): connect to the internet once, or put it in a "
            f"folder and set the environment variable COURSE_DATA{now} to that folder."
        ) from None
    _store(content, download.file, caches)
    return arrays


def backbone_file() -> Path:
    """Return where MobileNetV2's weights are, and download them where they aren't.

    They are looked for in the folder that COURSE_DATA names, in Keras's caches, and on
    the network, as in `fetch`. Raises `DataUnavailable` where they can't be had.
    """
    name, caches = BACKBONE.rpartition("/")[2], _caches("models")
    given = os.environ.get("COURSE_DATA")
    places = [Path(given).expanduser(), *caches] if given else caches
    found = [folder / name for folder in places if (folder / name).is_file()]
    if found:
        return found[0]
    reason = "no folder for it can be written"
    try:
        content = _content(BACKBONE)
        if not content.startswith(b"\x89HDF"):
            raise OSError("what came is no HDF5 file")
        _store(content, name, caches)
    except OSError as error:
        reason = getattr(error, "reason", error)
    for folder in caches:
        if (folder / name).is_file():
            return folder / name
    raise DataUnavailable(
        f"{name} could not be downloaded ({reason}): connect to the internet "
        "once, or put it in the folder that the environment variable COURSE_DATA names."
    )


def _caches(kind):
    """Where Keras keeps downloads of this kind: at home, else in a temporary folder."""
    home = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    return [home / kind, Path(tempfile.gettempdir(), ".keras", kind)]


def _verified(content, download, where):
    """The arrays of an npz file held in memory, compared with their SHA-256."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            arrays = {name: file[name] for name in download.arrays}
    except Exception:  # zip, npy, memory …: each way to fail means damaged bytes
        arrays = {}
    for name, (shape, sha256) in download.arrays.items():
        array = arrays.get(name)
        if (
            array is None
            or (array.dtype, array.shape) != (np.uint8, shape)
            or hashlib.sha256(array.ravel()).hexdigest() != sha256
        ):
            raise DataDamaged(
                f"{where} is damaged, or is not the {download.file} that was expected"
            )
    return arrays


def _content(url):
    """The bytes behind a URL, all of them, or `OSError`."""
    import urllib.request  # here: it would double the time of importing this module
    from http.client import HTTPException

    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return response.read()
    except HTTPException as error:
        raise OSError(f"the download broke off: {error!r}") from error


def _store(content, name, folders):
    """Put a file in the first folder that can be written, whole or not at all."""
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=folder) as part:
                Path(part, name).write_bytes(content)
                os.replace(Path(part, name), folder / name)
            return
        except OSError:
            continue
