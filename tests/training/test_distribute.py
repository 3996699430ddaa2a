"""Several devices, several machines: the same training."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from textgen.checkpoint import load_weights
from textgen.config import ModelConfig
from textgen.errors import ConfigError, TrainingError
from textgen.training import Recipe, train
from textgen.training.devices import Devices
from textgen.training.recipe import TrainingSettings
from textgen.training.trainer import Trainer

ROOT = Path(__file__).parents[2]
RECIPE = Path(__file__).with_name("phrases.toml")
NEAR = 1e-6  # relative: sums of float32 in another order

# Devices are fixed when TensorFlow starts, so this runs in a process of its own.
ON_TWO_DEVICES = """
import json
import numpy as np
import tensorflow as tf
from textgen.config import ModelConfig
from textgen.training.devices import Devices
from textgen.training.recipe import TrainingSettings
from textgen.training.trainer import Trainer

processor, = tf.config.list_physical_devices("CPU")
logical = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(processor, logical)

CONFIGS = [
    ModelConfig(7, layers=(5,), embedding=4),
    ModelConfig(7, layers=(5,), embedding=4, normalized=True),
    ModelConfig(7, layers=(4, 4), embedding=4, kind="conv", kernel_size=2, dilations=(1, 2)),
]
SETTINGS = TrainingSettings(
    1, batch=4, window=6, learning_rate=0.1, dropout=0.3, embedding_dropout=0.2,
    weight_dropout=0.2, averaging=0.9, clip_norm=0.05,
)
SURE = np.eye(7, dtype=np.float32)  # distributions, as a teacher gives them
BATCHES = np.random.default_rng(0).integers(7, size=(4, 2, 4, 6)).astype(np.int32)

def learn(config, strategy, taught):
    trainer = Trainer(config, SETTINGS, devices=Devices(strategy))
    batches = [(ids, SURE[targets] if taught else targets) for ids, targets in BATCHES]
    losses = [trainer.step(batches[i], i, 0.01) for i in (0, 1)]
    trainer.restore(trainer.memory)
    losses += [trainer.step(batches[i], i, 0.01) for i in (2, 3)]
    memory = trainer.memory
    arrays = [*memory.weights.values(), *memory.averages.values(), *memory.slots, *memory.states]
    return losses, [array.tolist() for array in arrays]

two = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
cases = [(config, taught) for config in CONFIGS for taught in (False, True)]
print(json.dumps([[learn(config, it, taught) for it in (None, two)] for config, taught in cases]))
"""


@pytest.mark.slow
def test_two_devices_learn_as_one():
    """Every kind of dropout, a clip that cuts, tokens or distributions, a restored memory."""
    command = [sys.executable, "-c", ON_TWO_DEVICES]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    for (one_losses, one_arrays), (two_losses, two_arrays) in json.loads(ended.stdout):
        np.testing.assert_allclose(two_losses, one_losses, rtol=NEAR)
        for two, one in zip(two_arrays, one_arrays, strict=True):
            np.testing.assert_allclose(two, one, rtol=1e-4, atol=1e-6)


def test_a_batch_that_cannot_be_split_is_refused(monkeypatch):
    monkeypatch.setattr(Devices, "replicas", 3)
    settings = TrainingSettings(1, batch=4, window=6, learning_rate=0.1)
    with pytest.raises(ConfigError, match="batch = 4 cannot be split evenly over 3 devices; choo"):
        Trainer(ModelConfig(7, layers=(5,)), settings)


TWO = '{"cluster": {"worker": ["localhost:1", "localhost:2"]}'


@pytest.mark.parametrize(
    "value",
    [
        "{",
        "[]",
        '{"cluster": 3}',
        '{"cluster": {"worker": 3}}',
        TWO + "}",
        TWO + ', "task": {"type": "worker", "index": 2}}',
        TWO + ', "task": {"type": "worker", "index": -1}}',
        TWO + ', "task": {"type": "chief", "index": 0}}',
    ],
)
def test_a_cluster_that_cannot_be_is_refused(monkeypatch, value):
    monkeypatch.setenv("TF_CONFIG", value)
    with pytest.raises(ConfigError, match="TF_CONFIG does not describe a cluster and this mach"):
        Devices()


def test_what_does_not_fit_into_memory_is_told():
    with pytest.raises(TrainingError, match="more memory than there is"), Devices().together():
        tf.zeros([2**20, 2**30])  # four pebibytes


def test_a_cluster_of_one_is_no_cluster(monkeypatch):
    monkeypatch.setenv("TF_CONFIG", '{"cluster": {"worker": ["localhost:1"]}}')
    devices = Devices()
    assert (devices.replicas, devices.is_chief, devices.from_chief(1.5)) == (1, True, 1.5)


class Workers:
    """Two processes that train together over the loopback interface."""

    def __init__(self, corpora, target, logs):
        files = ["--recipe", RECIPE, "--out", target]
        self._command = [sys.executable, "-m", "textgen", "train", *files, "--snapshot-every=0.2"]
        self._corpora = corpora
        self._logs = logs

    @contextmanager
    def start(self, *options):
        """Give both processes; none outlives the block."""
        addresses = [f"127.0.0.1:{port}" for port in free_ports(2)]
        processes = [self._start(addresses, index, options) for index in (0, 1)]
        try:
            yield processes
        finally:
            for process in processes:
                process.kill()
                process.wait()

    def _start(self, addresses, index, options):
        task = {"type": "worker", "index": index}
        config = json.dumps({"cluster": {"worker": addresses}, "task": task})
        with self.log(index).open("wb") as log:
            return subprocess.Popen(
                [*self._command, "--corpus", self._corpora[index], *options],
                cwd=ROOT,
                env={**os.environ, "TF_CONFIG": config, "TF_CPP_MIN_LOG_LEVEL": "3"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def assert_end(self, *options):
        """Start them and wait until both have ended well."""
        with self.start(*options) as processes:
            ended = [process.wait() for process in processes]
        assert ended == [0, 0], self.log(0).read_text() + self.log(1).read_text()

    def log(self, index):
        return self._logs / f"{index}.log"


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


@pytest.fixture(scope="module")
def finished(corpus, tmp_path_factory):
    """The same training by one process."""
    return train(Recipe.read(RECIPE), corpus, tmp_path_factory.mktemp("one") / "phrases")


@pytest.fixture
def target(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "phrases"


def assert_same_end(target, finished):
    pairs = zip(epochs_of(target), epochs_of(finished), strict=True)
    for ours, theirs in pairs:
        for name in ("train_loss", "learning_rate"):
            assert ours[name] == pytest.approx(theirs[name], rel=NEAR)
        # Measured on weights rounded to 16 bits: a last digit may fall to either side.
        figure = pytest.approx(theirs["heldout_bits_per_char"], rel=1e-4)
        assert ours["heldout_bits_per_char"] == figure
    for name, array in load_weights(finished).items():
        np.testing.assert_allclose(load_weights(target)[name], array, rtol=2e-3, atol=1e-4)
    assert list(target.parent.iterdir()) == [target]


def epochs_of(folder):
    return json.loads((folder / "history.json").read_text(encoding="utf-8"))["epochs"]


def test_two_workers_train_as_one(corpus, target, tmp_path, finished):
    workers = Workers([corpus, corpus], target, tmp_path)
    workers.assert_end()
    assert_same_end(target, finished)
    assert "epoch 2: train" in workers.log(0).read_text()
    assert "epoch" not in workers.log(1).read_text()


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("victim", [0, 1])
def test_when_one_worker_is_killed_both_resume(corpus, target, tmp_path, finished, victim):
    workers = Workers([corpus, corpus], target, tmp_path)
    with workers.start() as processes:
        while not (target.parent / ".phrases.training" / "snapshot.safetensors").exists():
            assert processes[0].poll() is None
            time.sleep(0.05)
        processes[victim].kill()
        assert processes[1 - victim].wait() == 2
    said = workers.log(1 - victim).read_text()
    assert "textgen: another machine left the training; start it on all of them again" in said
    assert not target.exists()
    workers.assert_end("--resume")
    assert_same_end(target, finished)


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("more", ["", "é"], ids=["as many characters", "one more"])
def test_workers_with_different_texts_refuse_to_train(corpus, target, tmp_path, more):
    other = tmp_path / "other.txt"
    other.write_text(corpus.read_text(encoding="utf-8")[::-1] + more, encoding="utf-8")
    workers = Workers([corpus, other], target, tmp_path)
    with workers.start() as processes:
        assert [process.wait() for process in processes] == [2, 2]
    for index in (0, 1):
        said = workers.log(index).read_text()
        assert "textgen: not every machine has the same recipe, corpus and teachers; give" in said
        assert "Traceback" not in said
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("odd", "said"),
    [(0, "recipe, corpus and teachers; give"), (1, "vocabulary; install the same jieba")],
)
def test_machines_agree_before_they_build_a_model(
    corpus, target, monkeypatch, make_recipe, odd, said
):
    """One machine of two, which finds that the chief has another number than its own."""
    numbers = []

    def from_chief(_, number):
        numbers.append(number)
        return number + (len(numbers) == odd + 1)

    monkeypatch.setattr(Devices, "from_chief", from_chief)
    monkeypatch.setattr("textgen.training.trainer.Trainer", None)
    with pytest.raises(TrainingError, match=f"not every machine has the same {said}"):
        train(make_recipe(), corpus, target)
    assert list(target.parent.iterdir()) == []
