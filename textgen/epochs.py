"""A model while it learned: the losses of every epoch, and the weights kept from some of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.batch import write_lanes
from textgen.checkpoint import Checkpoint, index_file, load_weights
from textgen.checks import check_whole
from textgen.decoder import make_decoder
from textgen.errors import CheckpointError, ConfigError, brief
from textgen.generation import Settings
from textgen.limits import MAX_LOSS
from textgen.manifest import Files, parse_json
from textgen.measures import measure
from textgen.sampler import Sampler

TEMPERATURES = (0.2, 0.5, 1.0, 1.2)  # the book's

_MOST_EPOCHS = 1_000
_MOST_SOURCES = 10
_SOURCE_CHARS = 60
_EPOCH = re.compile("[1-9][0-9]{0,2}")


@dataclass(frozen=True)
class Epoch:
    """One epoch of a training.

    Parameters
    ----------
    number : int
        1 for the first.
    train_loss : float
        Mean over the epoch, in nats per token.
    heldout : float
        Surprisal of text it never saw, in bits per character, after the epoch.
    weights_file : str or None
        Where the weights lie that the checkpoint kept; None if it did not.
    """

    number: int
    train_loss: float
    heldout: float
    weights_file: str | None


@dataclass(frozen=True)
class History:
    """A training, epoch by epoch. Use `read_history`.

    Parameters
    ----------
    epochs : tuple of Epoch
        In their order.
    published : mapping of str to mapping of int to float
        Training losses that others published for the same recipe, by source and epoch.
    """

    epochs: tuple[Epoch, ...]
    published: Mapping[str, Mapping[int, float]]

    @property
    def kept(self) -> tuple[Epoch, ...]:
        """The epochs whose weights the checkpoint holds."""
        return tuple(epoch for epoch in self.epochs if epoch.weights_file is not None)

    @property
    def best_train(self) -> Epoch:
        """The epoch with the lowest training loss; only where there are epochs."""
        return min(self.epochs, key=lambda epoch: epoch.train_loss)

    @property
    def best_heldout(self) -> Epoch:
        """The epoch that read unseen text best; only where there are epochs."""
        return min(self.epochs, key=lambda epoch: epoch.heldout)


@dataclass(frozen=True)
class Sample:
    """What the model of an epoch writes.

    Parameters
    ----------
    temperature : float
        At which it was drawn.
    text : str
        The new tokens.
    real_words : float or None
        See `textgen.measures.Measures`.
    """

    temperature: float
    text: str
    real_words: float | None


@dataclass(frozen=True)
class Look:
    """The model of one epoch after a prompt.

    Parameters
    ----------
    epoch : Epoch
        Which.
    probabilities : ndarray of shape (V,)
        Of the next token, at T = 1.
    samples : tuple of Sample
        One a temperature, all with the same dice.
    """

    epoch: Epoch
    probabilities: npt.NDArray[np.float64]
    samples: tuple[Sample, ...]


def read_history(checkpoint: Checkpoint) -> History:
    """Read how a checkpoint was trained.

    Parameters
    ----------
    checkpoint : Checkpoint
        A usable one.

    Returns
    -------
    History
        Without epochs where the folder does not tell.

    Raises
    ------
    CheckpointError
        If the history is damaged or the folder has changed since the checkpoint was loaded.
    """
    files = Files.open(checkpoint.path)
    if files.manifest_hash != checkpoint.hash:
        raise CheckpointError(
            f"{brief(checkpoint.name)} has changed since it was loaded; load again"
        )
    if "history.json" not in files:
        return History((), {})
    values = parse_json(files, "history.json")
    try:
        epochs = _list("epochs", values.get("epochs", []), _MOST_EPOCHS)
        recipe = values.get("recipe")
        published = recipe.get("published", {}) if isinstance(recipe, dict) else {}
        history = History(
            tuple(_epoch(files, entry) for entry in epochs), parse_published(published)
        )
        numbers = [epoch.number for epoch in history.epochs]
        if numbers != sorted(set(numbers)):
            raise ConfigError("epochs must stand in rising order")
    except ConfigError as error:
        raise CheckpointError(f"history.json: {error}; get the checkpoint again") from error
    return history


def at_epoch(checkpoint: Checkpoint, epoch: Epoch) -> Checkpoint:
    """Return a checkpoint as it was after a kept epoch: the same but for its weights.

    Parameters
    ----------
    checkpoint : Checkpoint
        The model.
    epoch : Epoch
        One of `History.kept`.

    Raises
    ------
    CheckpointError
        If the weights cannot be read.
    """
    weights = load_weights(checkpoint.path, epoch.weights_file)
    opening = checkpoint.tokenizer.vocabulary.id_of(checkpoint.config.opening) or 0
    decoder = make_decoder(checkpoint.config, weights, opening)
    return replace(checkpoint, decoder=decoder, epoch=epoch.number)


def look(checkpoint: Checkpoint, epoch: Epoch, prompt: str, settings: Settings) -> Look:
    """Let the model of a kept epoch go on from a prompt at the book's four temperatures.

    Parameters
    ----------
    checkpoint : Checkpoint
        The model.
    epoch : Epoch
        One of `History.kept`.
    prompt : str
        What it reads first.
    settings : Settings
        Random seed and length; its sampler is not used.

    Raises
    ------
    CheckpointError
        If the weights cannot be read.
    """
    tokenizer, decoder = checkpoint.tokenizer, at_epoch(checkpoint, epoch).decoder
    ids = tokenizer.encode(prompt)
    logits, _ = decoder.prefill(ids)
    lanes = [
        Settings(Sampler(temperature), settings.random_seed, settings.max_new_tokens)
        for temperature in TEMPERATURES
    ]
    written = np.transpose([row for row, _ in write_lanes(decoder, ids, lanes)]).tolist()
    samples = []
    for temperature, new in zip(TEMPERATURES, written, strict=True):
        text = tokenizer.decode(new)
        share = measure(new, text, checkpoint.filters).real_words
        samples.append(Sample(temperature, text, share))
    return Look(epoch, Sampler().distribution(logits).probabilities, tuple(samples))


def _epoch(files: Files, entry: Any) -> Epoch:
    if not isinstance(entry, dict):
        raise ConfigError(f"an epoch must be an object, got {brief(entry)}")
    number, file = entry.get("epoch"), entry.get("weights_file")
    check_whole("epoch", number, 1, _MOST_EPOCHS)
    if file is not None and not (isinstance(file, str) and _is_there(files, file)):
        raise ConfigError(f"weights_file must name a file of the checkpoint, got {brief(file)}")
    loss = _number("train_loss", entry.get("train_loss"))
    heldout = _number("heldout_bits_per_char", entry.get("heldout_bits_per_char"))
    return Epoch(int(number or 0), loss, heldout, file)


def _is_there(files: Files, name: str) -> bool:
    return name in files or index_file(name) in files


def parse_published(published: object) -> dict[str, dict[int, float]]:
    """Return losses that others published, by source and epoch, as recipe and history give them.

    Parameters
    ----------
    published : object
        A mapping of sources, at most 10, to mappings of epochs, '1' to '999', to nats per token.

    Raises
    ------
    ConfigError
        If it is anything else.
    """
    if not isinstance(published, Mapping) or len(published) > _MOST_SOURCES:
        raise ConfigError(f"published must be a table of at most {_MOST_SOURCES} sources")
    return {
        str(source)[:_SOURCE_CHARS]: _losses(f"published.{brief(source)}", losses)
        for source, losses in published.items()
    }


def _losses(name: str, losses: object) -> dict[int, float]:
    if not isinstance(losses, Mapping) or len(losses) > _MOST_EPOCHS:
        raise ConfigError(f"{name} must be a table of numbers, got {brief(losses)}")
    read = {}
    for epoch, loss in losses.items():
        if not (isinstance(epoch, str) and _EPOCH.fullmatch(epoch)):
            raise ConfigError(f"{name}: an epoch is a number from 1 to 999, got {brief(epoch)}")
        if loss == 0:
            raise ConfigError(f"{name}.{epoch} must be a number above 0, got {brief(loss)}")
        read[int(epoch)] = _number(f"{name}.{epoch}", loss)
    return dict(sorted(read.items()))


def _list(name: str, value: object, longest: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > longest:
        raise ConfigError(f"{name} must be a list of at most {longest}")
    return value


def _number(name: str, value: Any) -> float:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not 0 <= value <= MAX_LOSS:
        raise ConfigError(f"{name} must be a number from 0 to {MAX_LOSS}, got {brief(value)}")
    return float(value)
