"""The whole of one generation as plain values: repeatable, and enough to draw every step of it.

`run_format` writes and reads it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.checkpoint import Checkpoint
from textgen.checksum import checksum
from textgen.errors import ConfigError
from textgen.generation import Place, Settings, Step, generate, shared_steps
from textgen.limits import PROMPT_CHARS
from textgen.prompt import clean_text
from textgen.ranking import likeliest
from textgen.slider import STOPS, slider_table
from textgen.tokenizers import Reading

LIKELIEST = 12  # tokens a step keeps, and bars that a chart draws
_BLOCK = 16  # steps whose logits are held at once, and from one place to the next

Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Run:
    """One generation.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    checkpoint_hash : str
        Its hash, see `Checkpoint`.
    unit : {'character', 'word', 'sentence'}
        What one token is.
    vocabulary_size : int
        Tokens that the model knows, V.
    prompt : str
        As typed, but for lone surrogates.
    prompt_ids : tuple of int
        As the model saw it.
    prompt_skipped : tuple of (int, str)
        What of it the model does not know, each with the number of tokens that it stands behind.
    settings : Settings
        Temperature, cuts, random seed, length, edits.
    temperatures : tuple of float
        The slider's stops, then every other temperature of the run; S in all.
    tokens : mapping of int to str
        Text of every id that occurs.
    columns : mapping of str to ndarray
        One array of n rows, one a step, for each column of `run_format.COLUMNS`.
    places : tuple of Place, default=()
        Where another run that begins like this one can go on; empty if it was read from a file.
    """

    checkpoint: str
    checkpoint_hash: str
    unit: str
    vocabulary_size: int
    prompt: str
    prompt_ids: tuple[int, ...]
    prompt_skipped: tuple[tuple[int, str], ...]
    settings: Settings
    temperatures: tuple[float, ...]
    tokens: Mapping[int, str]
    columns: Mapping[str, npt.NDArray[Any]]
    places: tuple[Place, ...] = field(default=(), repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.columns["id"])

    @cached_property
    def ids(self) -> list[int]:
        """Ids of the new tokens."""
        ids: list[int] = self.columns["id"].tolist()
        return ids

    @cached_property
    def text(self) -> str:
        """The new tokens' text, without the prompt."""
        return "".join(self.tokens[token] for token in self.ids)

    @property
    def prompt_pieces(self) -> list[tuple[str, bool]]:
        """The prompt as the model saw it, piece by piece, and whether it knows the piece."""
        pieces = [(self.tokens[token], True) for token in self.prompt_ids]
        for place, text in reversed(self.prompt_skipped):
            pieces.insert(place, (text, False))
        return pieces

    @cached_property
    def checksum(self) -> str:
        """Checksum of the new tokens' ids."""
        return checksum(self.ids)


def record(
    checkpoint: Checkpoint, prompt: str, settings: Settings, before: Run | None = None
) -> Run:
    """Generate a whole run and keep everything that its pictures need.

    Parameters
    ----------
    checkpoint : Checkpoint
        The model.
    prompt : str
        At most 2,000 characters; lone surrogates become U+FFFD.
    settings : Settings
        Temperature, cuts, random seed, length, edits.
    before : Run or None, default=None
        Any run. The steps with which this one begins too are not computed again.

    Raises
    ------
    ConfigError
        If the prompt is too long or a forced token unknown.
    """
    if len(prompt) > PROMPT_CHARS:
        raise ConfigError(
            f"a prompt takes at most {PROMPT_CHARS} characters, got {len(prompt)}; shorten it"
        )
    prompt = clean_text(prompt)  # a run can always be written as UTF-8
    reading = checkpoint.tokenizer.read(prompt)
    prompt_ids = reading.ids
    temperatures = temperatures_of(settings)
    places, blocks = _begin(checkpoint, prompt_ids, settings, before)
    steps = generate(checkpoint.decoder, prompt_ids, settings, places.pop())
    while block := list(islice(steps, _BLOCK)):
        places.append(block[0].place)
        blocks.append(_block_columns(block, settings, temperatures))
    columns = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    occurring = {*prompt_ids, *columns["id"].tolist(), *columns["likeliest_ids"].ravel().tolist()}
    return Run(
        checkpoint=checkpoint.name,
        checkpoint_hash=checkpoint.hash,
        unit=checkpoint.tokenizer.unit,
        vocabulary_size=len(checkpoint.tokenizer.vocabulary),
        prompt=prompt,
        prompt_ids=tuple(prompt_ids),
        prompt_skipped=_skipped(reading),
        settings=settings,
        temperatures=temperatures,
        tokens={token: checkpoint.tokenizer.vocabulary.token(token) for token in sorted(occurring)},
        columns=columns,
        places=tuple(places),
    )


def _begin(
    checkpoint: Checkpoint, prompt_ids: Sequence[int], settings: Settings, before: Run | None
) -> tuple[list[Place], list[Columns]]:
    """Return the places up to the one where a run has to go on, and the columns until there."""
    model = checkpoint.hash, tuple(prompt_ids)
    if before is None or not before.places or (before.checkpoint_hash, before.prompt_ids) != model:
        return [Place(0, *checkpoint.decoder.prefill(prompt_ids))], []
    shared = min(shared_steps(before.settings, settings), settings.max_new_tokens - 1) // _BLOCK
    shared = min(shared, len(before.places) - 1)
    if shared == 0 or before.temperatures != temperatures_of(settings):
        return [before.places[0]], []
    columns = {name: column[: shared * _BLOCK] for name, column in before.columns.items()}
    return list(before.places[: shared + 1]), [columns]


def _skipped(reading: Reading) -> tuple[tuple[int, str], ...]:
    known = 0
    skipped = []
    for piece in reading.pieces:
        if piece.id is None:
            skipped.append((known, piece.text))
        else:
            known += 1
    return tuple(skipped)


def temperatures_of(settings: Settings) -> tuple[float, ...]:
    """Return the slider's stops, then every other temperature of a run."""
    used = [settings.sampler.temperature]
    used += [edit.temperature for edit in settings.edits if edit.temperature is not None]
    return (*STOPS, *sorted(set(map(float, used)) - set(STOPS)))


def _block_columns(
    steps: Sequence[Step], settings: Settings, temperatures: tuple[float, ...]
) -> Columns:
    """Columns of some steps; their logits are not needed any more after it."""
    logits = np.stack([step.distribution.logits for step in steps])
    table = slider_table(logits, settings.sampler.cuts, temperatures)
    top = np.stack([likeliest(row, LIKELIEST)[:LIKELIEST] for row in logits])
    largest = logits.max(axis=1, keepdims=True)
    columns = {
        "id": _column(step.id for step in steps),
        "u": _column(step.u for step in steps),
        "temperature": _column(float(step.temperature) for step in steps),
        "forced": _column(step.forced for step in steps),
        "probability": _column(step.distribution.probability(step.id) for step in steps),
        "surprisal": _column(step.distribution.surprisal(step.id) for step in steps),
        "entropy": _column(step.distribution.entropy for step in steps),
        "rank": _column(step.distribution.rank(step.id) for step in steps),
        "below": _column(step.distribution.below(step.id) for step in steps),
        "logit": _column(
            row[step.id] - row_largest[0]
            for step, row, row_largest in zip(steps, logits, largest, strict=True)
        ),
        "likeliest_ids": top,
        "likeliest_logits": np.take_along_axis(logits, top, axis=1) - largest,
        "log_normalizer": table.log_normalizer,
        "stop_entropy": table.entropy,
    }
    return columns if table.cut is None else {**columns, "cut": table.cut}


def _column(values: Iterable[Any]) -> npt.NDArray[Any]:
    return np.array(list(values))
