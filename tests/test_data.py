"""The data sets: what they hold, and what happens when a file can't be trusted."""

import functools
import hashlib
import importlib.util
import io
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError

from helpers import data, downloads

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
LOADERS = {
    "digits.csv": data.load_digits,
    "photograph.pgm": data.load_photograph,
    "python_reference.txt": data.load_text,
    "sea_temperature.csv": data.load_sea_temperature,
}
SETS = ("train", "validation", "test")


def parts(dataset):
    """The three pairs (x, y) of a data set."""
    return [(getattr(dataset, f"x_{s}"), getattr(dataset, f"y_{s}")) for s in SETS]


# --- shipped -------------------------------------------------------------------


def test_every_shipped_file_has_a_loader():
    assert LOADERS.keys() == data.SHIPPED.keys()


def test_digits_have_the_documented_shapes_types_and_range():
    digits = data.load_digits()
    assert [x.shape for x, _ in parts(digits)] == [
        (1085, 8, 8),
        (357, 8, 8),
        (355, 8, 8),
    ]
    for x, y in parts(digits):
        assert (x.dtype, y.dtype) == (np.float32, np.int64)
        assert y.shape == x.shape[:1]
        assert (x.min(), x.max()) == (0, 1)
        assert np.array_equal(x * 16, np.round(x * 16))
    assert digits.class_names == tuple("0123456789")


def test_no_digit_is_in_two_sets_or_twice_in_one():
    images = np.concatenate([x for x, _ in parts(data.load_digits())])
    assert len(np.unique(images.reshape(-1, 64), axis=0)) == 1797


def test_every_digit_has_its_share_in_each_set():
    for (_, y), share in zip(parts(data.load_digits()), (0.6, 0.2, 0.2), strict=True):
        counts = np.bincount(y)
        assert np.abs(counts - 179.7 * share).max() < 5


def test_the_digits_are_scikit_learns_split_by_the_documented_rule():
    datasets = pytest.importorskip("sklearn.datasets")
    source = datasets.load_digits()
    place = np.empty(len(source.target), dtype=int)  # among the images of its class
    for k in range(10):
        place[source.target == k] = np.arange(np.sum(source.target == k))
    chosen = [place % 5 < 3, place % 5 == 3, place % 5 == 4]
    for (x, y), rows in zip(parts(data.load_digits()), chosen, strict=True):
        assert np.array_equal(x * 16, source.images[rows])
        assert np.array_equal(y, source.target[rows])


def test_sea_temperature_is_split_by_time_and_has_no_gap():
    sea = data.load_sea_temperature()
    time = np.concatenate([x for x, _ in parts(sea)])
    assert [len(x) for x, _ in parts(sea)] == [480, 120, 132]
    assert np.allclose(time, 1950 + (np.arange(732) + 0.5) / 12, atol=1e-9)
    assert (sea.x_validation[0] // 1, sea.x_test[0] // 1) == (1990, 2000)
    assert (sea.x_train.dtype, sea.y_train.dtype) == (np.float64, np.float32)


def test_sea_temperature_is_in_degrees_celsius_and_follows_the_year():
    celsius = np.concatenate([y for _, y in parts(data.load_sea_temperature())])
    assert (celsius.min(), celsius.max()) == pytest.approx((18.95, 29.24))
    by_month = celsius.reshape(61, 12).mean(axis=0)
    assert (by_month.argmax() + 1, by_month.argmin() + 1) == (3, 9)  # March, September


def test_the_photograph_is_a_grey_square_with_row_0_on_top():
    photograph = data.load_photograph()
    assert (photograph.shape, photograph.dtype) == ((128, 128), np.float32)
    assert 0 <= photograph.min() < 0.05 and 0.9 < photograph.max() <= 1
    assert np.allclose(photograph * 255, np.round(photograph * 255), atol=1e-4)
    brim, forehead = photograph[34:41, 50:80], photograph[48:55, 50:80]
    assert brim.mean() < 0.15 and forehead.mean() > 0.6


def test_the_photograph_opens_as_a_picture_with_these_pixels():
    with Image.open(data.FOLDER / "photograph.pgm") as picture:
        pixels = np.asarray(picture)
    assert np.array_equal(pixels, np.round(data.load_photograph() * 255))


def test_the_text_is_cut_at_blank_lines_and_nothing_is_lost():
    text = data.load_text()
    whole = text.train + text.validation + text.test
    assert whole.encode() == (data.FOLDER / "python_reference.txt").read_bytes()
    assert len(whole) == 373_335
    assert len(text.train) / len(whole) == pytest.approx(0.8, abs=0.005)
    assert len(text.validation) / len(whole) == pytest.approx(0.1, abs=0.005)
    assert text.train.endswith("\n\n") and text.validation.endswith("\n\n")


def test_the_training_text_has_every_character_of_the_other_two():
    text = data.load_text()
    assert len(set(text.train)) == 103
    assert set(text.validation + text.test) <= set(text.train)


def test_the_test_text_hardly_repeats_the_training_text():
    def windows(part):
        flat = " ".join(part.split())
        return {flat[i : i + 60] for i in range(len(flat) - 60)}

    text = data.load_text()
    seen = windows(text.train)
    for part in (text.validation, text.test):
        here = windows(part)
        assert len(here & seen) / len(here) < 0.005


@pytest.mark.parametrize("load", LOADERS.values())
def test_loading_works_from_any_folder(load, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    load()


def test_a_change_in_place_does_not_reach_the_next_load():
    data.load_digits().x_train[:] = -1
    assert data.load_digits().x_train.min() == 0
    data.load_photograph()[:] = -1
    assert data.load_photograph().min() >= 0


def flip_a_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def truncate(path):
    path.write_bytes(path.read_bytes()[:-1])


def empty(path):
    path.write_bytes(b"")


def change_line_endings(path):
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


@pytest.mark.parametrize("name", LOADERS)
@pytest.mark.parametrize("damage", [flip_a_bit, truncate, empty, change_line_endings])
def test_a_damaged_file_is_refused_by_name_with_the_cure(name, damage, tmp_path):
    path = tmp_path / name
    path.write_bytes((data.FOLDER / name).read_bytes())
    LOADERS[name](folder=tmp_path)  # the copy is good …
    damage(path)  # … until now
    with pytest.raises(data.DataDamaged, match="damaged or was changed") as caught:
        LOADERS[name](folder=tmp_path)
    assert str(path) in str(caught.value)
    assert f"git checkout -- data/{name}" in str(caught.value)


@pytest.mark.parametrize("name", LOADERS)
def test_a_missing_file_is_named_with_the_cure(name, tmp_path):
    with pytest.raises(data.DataDamaged, match="No such file") as caught:
        LOADERS[name](folder=tmp_path)
    assert str(tmp_path / name) in str(caught.value)
    assert f"python data/build.py {name}" in str(caught.value)


# --- generated -----------------------------------------------------------------

GENERATORS = [(data.make_moons, 2), (data.make_spirals, 3)]


@pytest.mark.parametrize("make, n_classes", GENERATORS)
@pytest.mark.parametrize("n_samples", [15, 100, 1001])
def test_generated_sets_are_split_60_20_20_and_balanced(make, n_classes, n_samples):
    dataset = make(n_samples)
    sizes = [len(x) for x, _ in parts(dataset)]
    assert sum(sizes) == n_samples
    assert sizes[1] == sizes[2] == n_samples // 5
    for x, y in parts(dataset):
        counts = np.bincount(y, minlength=n_classes)
        assert len(counts) == len(dataset.class_names) == n_classes
        assert counts.max() - counts.min() <= 1
        assert (x.shape, x.dtype, y.dtype) == ((len(y), 2), np.float32, np.int64)


@pytest.mark.parametrize("make, _", GENERATORS)
def test_generated_classes_come_in_a_random_order(make, _):
    y = make(1000).y_train
    changes = np.mean(y[1:] != y[:-1])  # 1 if they took turns, about 0 if sorted
    assert 0.3 < changes < 0.8


@pytest.mark.parametrize("make, _", GENERATORS)
def test_the_seed_decides_the_points(make, _):
    first, again, other = make(200, seed=3), make(200, seed=3), make(200, seed=4)
    for (x, y), (x_again, y_again) in zip(parts(first), parts(again), strict=True):
        assert np.array_equal(x, x_again) and np.array_equal(y, y_again)
    assert not np.array_equal(first.x_train, other.x_train)


@pytest.mark.parametrize(
    "make, point, label",
    [
        (data.make_moons, (-0.790828, 0.547661), 0),
        (data.make_spirals, (0.363882, -0.746162), 0),
    ],
)
def test_the_first_point_is_the_one_that_the_lessons_were_written_with(
    make, point, label
):
    dataset = make()
    assert dataset.x_train[0] == pytest.approx(point, abs=1e-6)
    assert dataset.y_train[0] == label


def test_moons_without_noise_are_half_circles():
    for x, y in parts(data.make_moons(500, noise=0)):
        upper, lower = x[y == 0], x[y == 1]
        assert np.allclose(np.hypot(*upper.T), 1, atol=1e-6)
        assert np.allclose(np.hypot(*(lower - [1, 0.5]).T), 1, atol=1e-6)
        assert upper[:, 1].min() >= 0 and lower[:, 1].max() <= 0.5


@pytest.mark.parametrize("n_classes", [2, 3, 5])
def test_spirals_without_noise_turn_once_per_unit_of_radius(n_classes):
    for x, y in parts(data.make_spirals(500, n_classes, noise=0)):
        r = np.hypot(*x.T)
        turn = (np.arctan2(x[:, 1], x[:, 0]) / (2 * np.pi) - y / n_classes - r) % 1
        assert np.allclose(np.minimum(turn, 1 - turn), 0, atol=1e-6)
        assert r.min() >= 0.1 - 1e-6 and r.max() <= 1


@pytest.mark.parametrize("make, _", GENERATORS)
def test_noise_is_the_standard_deviation_of_both_coordinates(make, _):
    exact, noisy = make(20_000, noise=0, seed=1), make(20_000, noise=0.3, seed=1)
    shift = noisy.x_train - exact.x_train
    assert shift.mean(axis=0) == pytest.approx([0, 0], abs=0.01)
    assert shift.std(axis=0) == pytest.approx([0.3, 0.3], rel=0.03)


@pytest.mark.parametrize("make, _", GENERATORS)
@pytest.mark.parametrize(
    "argument, error, message",
    [
        ({"n_samples": 9}, ValueError, "n_samples must be at least 1[05], not 9"),
        ({"n_samples": 100.0}, TypeError, "n_samples must be a whole number"),
        ({"n_samples": True}, TypeError, "n_samples must be a whole number, not True"),
        ({"noise": -0.1}, ValueError, "noise must be 0 or more and finite, not -0.1"),
        ({"noise": np.nan}, ValueError, "noise must be 0 or more and finite, not nan"),
        ({"noise": "much"}, TypeError, "noise must be a number, not 'much'"),
        ({"seed": None}, TypeError, "seed must be a whole number, not None"),
        ({"seed": -1}, ValueError, "seed must be at least 0, not -1"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(make, _, argument, error, message):
    with pytest.raises(error, match=message):
        make(**argument)


def test_spirals_need_two_classes():
    with pytest.raises(ValueError, match="n_classes must be at least 2, not 1"):
        data.make_spirals(n_classes=1)


def test_a_seed_drawn_by_numpy_is_a_seed():
    assert len(data.make_moons(np.int64(10), seed=np.int64(7)).x_train) == 6


# --- downloaded ----------------------------------------------------------------


def npz(**arrays):
    """The bytes of an npz file."""
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def expected(arrays):
    """What a `Download` must know about its arrays."""
    return {
        name: (array.shape, hashlib.sha256(array.tobytes()).hexdigest())
        for name, array in arrays.items()
    }


IMAGES = {
    "x": np.arange(1200, dtype="uint8").reshape(75, 4, 4),
    "y": np.arange(75, dtype="uint8"),
}
GOOD = npz(**IMAGES)


class Server(ThreadingHTTPServer):
    """A web server on this computer; `answer(request)` is what it does."""

    daemon_threads = True

    def __init__(self):
        self.requests = 0
        self.answer = self.send_good
        super().__init__(("127.0.0.1", 0), Handler)

    def send_good(self, request, body=GOOD, length=None):
        request.send_response(200)
        request.send_header("Content-Length", str(length or len(body)))
        request.end_headers()
        request.wfile.write(body)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.requests += 1
        self.server.answer(self)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def server():
    with Server() as running:
        threading.Thread(target=running.serve_forever, args=(0.01,)).start()
        yield running
        running.shutdown()


@pytest.fixture
def images(server):
    url = f"http://127.0.0.1:{server.server_port}/images.npz"
    return downloads.Download("images.npz", url, expected(IMAGES))


@pytest.fixture
def places(tmp_path, monkeypatch):
    """An empty computer: the three folders where a download may lie."""
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.delenv("COURSE_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return {
        "course": tmp_path / "course" / "images.npz",
        "cache": tmp_path / "keras" / "datasets" / "images.npz",
        "temporary": tmp_path / "temporary" / ".keras" / "datasets" / "images.npz",
    }


def put(path, content=GOOD):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def files_under(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def assert_is_images(arrays):
    assert arrays.keys() == IMAGES.keys()
    for name, array in IMAGES.items():
        assert np.array_equal(arrays[name], array)


def test_a_download_is_kept_in_the_cache_and_not_fetched_again(server, images, places):
    for _ in range(2):
        assert_is_images(downloads.fetch(images))
    assert server.requests == 1
    assert files_under(places["cache"].parents[2]) == [places["cache"]]
    assert places["cache"].read_bytes() == GOOD


def test_course_data_comes_before_cache_and_network(
    server, images, places, monkeypatch
):
    put(places["course"])
    put(places["cache"], b"damaged")
    monkeypatch.setenv("COURSE_DATA", str(places["course"].parent))
    assert_is_images(downloads.fetch(images))
    assert server.requests == 0


def test_a_damaged_file_in_course_data_is_an_error(server, images, places, monkeypatch):
    put(places["course"], GOOD[:-30])
    put(places["cache"])
    monkeypatch.setenv("COURSE_DATA", str(places["course"].parent))
    with pytest.raises(data.DataDamaged, match="unset COURSE_DATA") as caught:
        downloads.fetch(images)
    assert str(places["course"]) in str(caught.value)
    assert server.requests == 0


@pytest.mark.parametrize("place", ["cache", "temporary"])
def test_without_a_file_in_course_data_the_caches_are_read(
    place, server, images, places, monkeypatch, tmp_path
):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "empty"))
    put(places[place])
    assert_is_images(downloads.fetch(images))
    assert server.requests == 0


UNTRUSTED = {
    "truncated": GOOD[: len(GOOD) // 2],
    "empty": b"",
    "one bit wrong": GOOD[:300] + bytes([GOOD[300] ^ 1]) + GOOD[301:],
    "not an npz file": b"<html>Welcome! Please log in.</html>",
    "an array missing": npz(x=IMAGES["x"]),
    "other values": npz(x=IMAGES["x"] ^ 1, y=IMAGES["y"]),
    "another shape": npz(x=IMAGES["x"].reshape(75, 16), y=IMAGES["y"]),
    "another type": npz(x=IMAGES["x"].view("int8"), y=IMAGES["y"]),
    "pickled": npz(x=IMAGES["x"].astype(object), y=IMAGES["y"]),
}


@pytest.mark.parametrize("content", UNTRUSTED.values(), ids=UNTRUSTED)
def test_a_file_in_the_cache_that_is_not_right_is_replaced(
    content, server, images, places
):
    put(places["cache"], content)
    assert_is_images(downloads.fetch(images))
    assert server.requests == 1
    assert places["cache"].read_bytes() == GOOD


@pytest.mark.parametrize("content", UNTRUSTED.values(), ids=UNTRUSTED)
def test_what_the_network_sends_is_verified_before_it_is_kept(
    content, server, images, places, tmp_path
):
    server.answer = lambda request: server.send_good(request, body=content)
    with pytest.raises(data.DataUnavailable, match="not the images.npz"):
        downloads.fetch(images)
    assert files_under(tmp_path) == []


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


def test_a_pickle_in_a_file_is_never_run(images, places, tmp_path, monkeypatch):
    trap = np.array([Trap(tmp_path / "sprung")], dtype=object)
    put(places["course"], npz(x=trap, y=IMAGES["y"]))
    monkeypatch.setenv("COURSE_DATA", str(places["course"].parent))
    with pytest.raises(data.DataDamaged):
        downloads.fetch(images)
    assert not (tmp_path / "sprung").exists()


def test_a_download_that_breaks_leaves_nothing(server, images, places, tmp_path):
    server.answer = lambda request: server.send_good(
        request, body=GOOD[:100], length=len(GOOD)
    )
    with pytest.raises(data.DataUnavailable, match="broke off"):
        downloads.fetch(images)
    assert files_under(tmp_path) == []


def test_stopping_the_kernel_while_the_file_is_written_leaves_nothing(
    images, places, tmp_path, monkeypatch
):
    def stop(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        downloads.fetch(images)
    assert files_under(tmp_path) == []


def test_an_error_of_the_server_is_told_with_the_cure(server, images, places):
    server.answer = lambda request: request.send_error(404)
    with pytest.raises(data.DataUnavailable, match="404.*COURSE_DATA"):
        downloads.fetch(images)


@pytest.fixture
def offline(server):
    server.shutdown()
    server.server_close()


def test_offline_one_sentence_says_what_to_do(offline, images, places):
    with pytest.raises(data.DataUnavailable, match="connect to the internet") as caught:
        downloads.fetch(images)
    message = str(caught.value)
    assert "set the environment variable COURSE_DATA to that folder" in message
    assert "\n" not in message
    assert caught.value.__suppress_context__  # no page of urllib above the sentence


def test_offline_a_course_data_without_the_file_is_named(
    offline, images, places, tmp_path, monkeypatch
):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "empty"))
    with pytest.raises(data.DataUnavailable, match="has no such file") as caught:
        downloads.fetch(images)
    assert str(tmp_path / "empty") in str(caught.value)


def test_with_a_cache_that_cannot_be_written_the_temporary_folder_is_used(
    server, images, places, tmp_path, monkeypatch
):
    put(tmp_path / "a file")  # no folder can be made under a file, not even by root
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "a file"))
    for _ in range(2):
        assert_is_images(downloads.fetch(images))
    assert server.requests == 1
    assert places["temporary"].read_bytes() == GOOD


def test_where_nothing_can_be_written_the_download_still_works(
    images, places, tmp_path, monkeypatch
):
    put(tmp_path / "a file")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "a file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "a file"))
    assert_is_images(downloads.fetch(images))


def test_two_kernels_that_download_at_once_both_succeed(
    server, images, places, tmp_path
):
    both_asked = threading.Barrier(2, timeout=60)

    def answer(request):
        both_asked.wait()  # neither gets a byte before both have missed the cache
        server.send_good(request)

    server.answer = answer
    script = (
        "import json, sys; from helpers import downloads; "
        "arrays = downloads.fetch(downloads.Download(*json.loads(sys.argv[1])[:2], "
        "{k: (tuple(s), h) for k, (s, h) in json.loads(sys.argv[1])[2].items()})); "
        "print(arrays['x'].sum())"
    )
    arguments = json.dumps([images.file, images.url, images.arrays])
    kernels = [
        subprocess.Popen(
            [sys.executable, "-c", script, arguments],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [kernel.communicate(timeout=120)[0].strip() for kernel in kernels]
    assert answers == [str(IMAGES["x"].sum())] * 2
    assert server.requests == 2
    assert files_under(tmp_path) == [places["cache"]]
    assert places["cache"].read_bytes() == GOOD


def test_mnist_keeps_the_last_sixth_of_the_training_set_for_validation(
    places, tmp_path, monkeypatch
):
    arrays = {
        "x_train": np.zeros((60000, 28, 28), "uint8"),
        "y_train": (np.arange(60000) // 6000).astype("uint8"),
        "x_test": np.full((10000, 28, 28), 255, "uint8"),
        "y_test": np.full(10000, 3, "uint8"),
    }
    arrays["x_train"][50000:] = 51
    put(tmp_path / "mnist.npz", npz(**arrays))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    fake = downloads.Download("mnist.npz", "http://127.0.0.1:9/", expected(arrays))
    monkeypatch.setattr(data, "MNIST", fake)

    mnist = data.load_mnist()
    assert [len(x) for x, _ in parts(mnist)] == [50000, 10000, 10000]
    for (x, y), value in zip(parts(mnist), (0, 0.2, 1), strict=True):
        assert (x.dtype, y.dtype) == (np.float32, np.int64)
        assert (x == np.float32(value)).all()
        assert x.shape == (len(y), 28, 28)
    assert (mnist.y_train[-1], mnist.y_validation[0], mnist.y_test[0]) == (8, 8, 3)


def test_a_section_without_its_data_says_what_to_do(images, places, capsys, server):
    server.answer = lambda request: request.send_error(404)
    assert data.if_available(lambda: downloads.fetch(images)) is None
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(data.LEFT_OUT)
    assert "connect to the internet once" in line and "COURSE_DATA" in line


def test_a_section_with_its_data_gets_them_and_says_nothing(capsys):
    digits = data.if_available(data.load_digits)
    assert digits and isinstance(digits, data.Dataset)
    assert capsys.readouterr().out == ""


def test_damaged_data_are_not_taken_for_missing(images, places, monkeypatch):
    put(places["course"], GOOD[:100])
    monkeypatch.setenv("COURSE_DATA", str(places["course"].parent))
    with pytest.raises(data.DataDamaged):
        data.if_available(lambda: downloads.fetch(images))


@pytest.mark.skipif(
    not Path(os.environ.get("COURSE_DATA") or "nowhere", "mnist.npz").exists(),
    reason="COURSE_DATA names no folder with mnist.npz",
)
def test_the_real_mnist_is_the_one_that_is_expected():
    mnist = data.load_mnist()
    assert np.bincount(mnist.y_test).tolist() == [
        *(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009)
    ]
    assert (mnist.x_train.min(), mnist.x_train.max()) == (0, 1)


# --- around the data -----------------------------------------------------------


def test_the_module_starts_neither_tensorflow_nor_the_network():
    script = "import sys; from helpers import data; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"tensorflow", "keras", "urllib.request"} & set(modules)


def test_a_data_set_shows_itself_in_one_line():
    assert repr(data.load_digits()) == (
        "Dataset(1085 training, 357 validation, 355 test samples; "
        "x (8, 8) float32, y int64; 10 classes)"
    )
    assert repr(data.load_sea_temperature()) == (
        "Dataset(480 training, 120 validation, 132 test samples; x float64, y float32)"
    )
    assert repr(data.load_text()) == (
        "Text(298792 training, 37255 validation, 37288 test characters)"
    )


def test_the_data_sheet_names_every_hash_and_no_other():
    sheet = (data.FOLDER / "README.md").read_text(encoding="utf-8")
    known = {
        *data.SHIPPED.values(),
        *(sha for _, sha in downloads.MNIST.arrays.values()),
    }
    assert set(re.findall(r"\b[0-9a-f]{64}\b", sheet)) == known


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("build", data.FOLDER / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name, package",
    [
        ("digits.csv", "sklearn"),
        ("photograph.pgm", "matplotlib"),
        ("sea_temperature.csv", "statsmodels"),
    ],
)
def test_the_build_script_makes_the_shipped_bytes(build, name, package):
    pytest.importorskip(package)
    assert build.build(name) == (data.FOLDER / name).read_bytes()


def test_the_build_script_makes_the_shipped_text(build):
    if platform.python_version() != build.TEXT_PYTHON:
        pytest.skip(f"the text is that of Python {build.TEXT_PYTHON}")
    shipped = (data.FOLDER / "python_reference.txt").read_bytes()
    assert build.build("python_reference.txt") == shipped


def test_the_build_script_refuses_to_build_the_text_of_another_python(
    build, monkeypatch, capsys
):
    monkeypatch.setattr(build.platform, "python_version", lambda: "3.12.1")
    assert build.main(["--check", "python_reference.txt"]) == 1
    told = capsys.readouterr().out
    assert "needs Python 3.11.7" in told and "this is Python 3.12.1" in told


def test_the_build_script_leaves_out_a_topic_that_stands_in_a_longer_one(
    build, monkeypatch
):
    topics = {
        "try": "Try it.\n\nIt may fail at times.\n",
        "compound": "Compound.\n\n   It may fail at\n   times.\n\nTry it.\n\nAnd more.",
        "with": "With care.\n\nTry it.\n",
    }
    monkeypatch.setattr(build.platform, "python_version", lambda: build.TEXT_PYTHON)
    monkeypatch.setattr("pydoc_data.topics.topics", topics)
    kept = build.build("python_reference.txt").decode()
    assert kept == f"{topics['compound']}\n\n\n{topics['with'].strip()}\n"


def test_the_build_script_writes_and_compares(build, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    monkeypatch.setattr(build, "BUILDERS", {"a.txt": lambda: "α\n"})
    sha256 = hashlib.sha256("α\n".encode()).hexdigest()
    monkeypatch.setattr(build, "SHIPPED", {"a.txt": sha256})
    assert build.main(["--check"]) == 0
    assert files_under(tmp_path) == []
    assert build.main([]) == 0
    assert (tmp_path / "a.txt").read_bytes() == "α\n".encode()
    monkeypatch.setattr(build, "SHIPPED", {"a.txt": "0" * 64})
    assert build.main(["--check", "a.txt"]) == 1
    assert f"a.txt: {sha256}, NOT as in helpers/data.py" in capsys.readouterr().out


def test_the_build_script_names_an_unknown_file(build, capsys):
    with pytest.raises(SystemExit):
        build.main(["--check", "nonsense.csv"])
    assert "unknown file nonsense.csv, expected: digits.csv" in capsys.readouterr().err


# The backbone's weights


@pytest.fixture
def backbone_places(tmp_path, monkeypatch):
    """Where the weights may lie: the folder COURSE_DATA, and Keras's cache."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(downloads.tempfile, "gettempdir", lambda: str(tmp_path / "tmp"))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "given"))
    name = downloads.BACKBONE.rpartition("/")[2]
    paths = {"given": tmp_path / "given" / name}
    return paths | {"cache": tmp_path / "keras" / "models" / name}


def send(monkeypatch, content):
    """Let the network answer with `content`, or raise it; return the list of calls."""
    calls = []

    def answer(url):
        calls.append(url)
        if isinstance(content, Exception):
            raise content
        return content

    monkeypatch.setattr(downloads, "_content", answer)
    return calls


def test_weights_are_downloaded_once_and_kept(backbone_places, monkeypatch):
    calls = send(monkeypatch, b"\x89HDF weights")
    assert (
        downloads.backbone_file()
        == downloads.backbone_file()
        == backbone_places["cache"]
    )
    assert backbone_places["cache"].read_bytes() == b"\x89HDF weights"
    assert calls == [downloads.BACKBONE]


@pytest.mark.parametrize(
    "content", [b"<html>log in", OSError("no internet"), URLError("no internet")]
)
def test_weights_that_do_not_come_are_told_in_a_sentence(
    content, backbone_places, monkeypatch, capsys
):
    send(monkeypatch, content)
    assert data.if_available(data.load_backbone) is None
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(data.LEFT_OUT) and "connect to the internet" in line
    assert "<" not in line
    assert not backbone_places["cache"].exists()


def test_damaged_weights_are_told_with_their_folder(backbone_places, monkeypatch):
    send(monkeypatch, OSError("no internet"))
    for place, error in ("cache", data.DataUnavailable), ("given", data.DataDamaged):
        path = backbone_places[place]
        path.parent.mkdir(parents=True)
        path.write_bytes(b"\x89HDF damaged")
        with pytest.raises(error, match=re.escape(f"{path} can't be loaded")):
            data.load_backbone()


def test_weights_in_course_data_are_loaded(backbone_places, monkeypatch):
    calls, given = send(monkeypatch, OSError("no internet")), backbone_places["given"]
    given.parent.mkdir()
    import keras

    shape = (96, 96, 3)
    build = functools.partial(
        keras.applications.MobileNetV2, shape, 0.35, include_top=False, weights=None
    )
    stand_in = build(pooling="avg")
    stand_in.save(given)
    loaded = data.load_backbone()
    assert loaded.output_shape == (None, 1280)
    for one, other in zip(stand_in.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert calls == []
