"""The patients of lesson 15: each has its fault, and treatment starts anew."""

from helpers import clinic, data

import keras
import numpy as np
import pytest
import tensorflow as tf


@pytest.fixture(scope="module")
def digits():
    return data.load_digits()


@pytest.fixture(scope="module")
def net():
    layers = [keras.layers.Dense(32, "relu", name=f"hidden_{i}") for i in (1, 2)]
    net = keras.Sequential([keras.Input((64,)), *layers, keras.layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile("adam", loss, metrics=["accuracy"])
    return net


@pytest.fixture(scope="module")
def patients(net, digits):
    return clinic.patients(net, digits)


def few(patient):
    """The patient with 64 samples and two epochs."""
    x, y = patient["train"]
    return patient | {"train": (x[:64], y[:64]), "epochs": 2}


def test_treatment_starts_from_the_same_point_each_time(patients):
    keras.utils.set_random_seed(1)
    first = clinic.treat(**few(patients["healthy"]))
    clinic.treat(**few(patients["B"]))  # leaves other weights and an optimizer in use
    keras.utils.set_random_seed(1)
    assert clinic.treat(**few(patients["healthy"])) == first


def test_treatment_reports_what_the_network_answers_on_held_out_samples(patients):
    healthy = few(patients["healthy"])
    history = clinic.treat(**healthy)
    x_val, y_val = healthy["held_out"]
    right = np.mean(np.argmax(healthy["net"](x_val), axis=1) == y_val)
    assert history["val_accuracy"][-1] == pytest.approx(right)
    assert {len(values) for values in history.values()} == {2}


def test_each_patient_differs_from_the_healthy_one_in_one_thing(patients):
    assert list(patients) == ["healthy", *clinic.LETTERS]
    healthy = patients["healthy"]
    together = {"D": {"train", "held_out"}, "F": {"train", "held_out"}}
    together["G"] = {"net", "training"}
    for letter in clinic.LETTERS:
        patient = patients[letter]
        changed = {key for key in patient if patient[key] is not healthy.get(key)}
        assert len(changed) == 1 or changed == together[letter]


def test_the_faults_are_those_that_the_lesson_names(patients, digits):
    x, y = patients["healthy"]["train"]
    x_val, _ = patients["healthy"]["held_out"]
    shuffled = patients["A"]["train"][1]
    assert np.mean(shuffled == y) < 0.2 and sorted(shuffled) == sorted(y)
    rates = {letter: patient["learning_rate"] for letter, patient in patients.items()}
    assert rates["B"] / rates["healthy"] == pytest.approx(100)
    assert rates["healthy"] / rates["E"] == pytest.approx(100)
    W, b, *_ = patients["C"]["start"]
    assert (x @ W + b).max() < 0
    assert patients["D"]["train"][0].max() == patients["D"]["held_out"][0].max() == 255
    counts = np.bincount(patients["F"]["train"][1])
    assert counts[8:].max() < 20 < 100 < counts[:8].min()
    assert {*map(bytes, x_val)} <= {*map(bytes, patients["I"]["train"][0])}


def test_networks_with_a_fault_give_what_the_lesson_says(patients, digits):
    x, y = patients["healthy"]["train"]
    for letter in "GHJ":
        patients[letter]["net"].set_weights(patients[letter]["start"])
    nets = {letter: patients[letter]["net"] for letter in "GHJ"}
    on, off = (np.array(nets["G"](x, training=flag)) for flag in (True, False))
    assert patients["G"]["training"] and not np.allclose(on, off)
    np.testing.assert_allclose(off, nets["J"](x), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(np.sum(nets["H"](x), axis=1), 1, rtol=1e-5)
    first = {name: float(net.loss(y, net(x))) for name, net in nets.items()}
    assert first["H"] == pytest.approx(np.log(10), abs=0.05)
    assert abs(first["J"] - np.log(10)) > 0.5
    perfect = np.eye(10, dtype="float32")[y]  # the best that H can answer
    assert float(nets["H"].loss(y, perfect)) == pytest.approx(np.log(1 + 9 / np.e))


def test_a_log_holds_what_fit_reports(patients, tmp_path):
    board = keras.callbacks.TensorBoard(tmp_path, histogram_freq=1)
    history = clinic.treat(**few(patients["healthy"]), callbacks=[board])
    net = patients["healthy"]["net"]
    with tf.summary.create_file_writer(str(tmp_path / "train")).as_default():
        whole = tf.function(net).get_concrete_function(tf.TensorSpec((None, 64)))
        tf.summary.graph(whole.graph)
    log = clinic.read_log(tmp_path / "train")
    np.testing.assert_allclose(log["epoch_loss"], history["loss"], rtol=1e-6)
    (weights,) = (log[tag] for tag in log if "hidden_1/kernel" in tag)
    assert weights.shape[0] == 2 and weights[:, :, 2].sum() == 2 * 64 * 32
    assert log["graph"].count("MatMul") == 3
