"""The state of the main page in its link: the only reader and writer of query parameters.

A link may come from anyone. What cannot be read falls back to the default and is told in a
notice; values are honoured wherever `textgen` honours them.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from textgen.checkpoint import Checkpoint
from textgen.errors import ConfigError
from textgen.generation import Edit, Settings
from textgen.limits import LINK_PROMPT_CHARS, MAX_EDITS, MAX_NEW_TOKENS
from textgen.prompt import clean_text, clip_prompt
from textgen.sampler import Sampler

DEFAULT_TEMPERATURE = 0.6  # fluent, and still surprising now and then
DEFAULT_RANDOM_SEED = 5
HASH_DIGITS = 8

# Narrower than Python's own: no signs, underscores, spaces or digits of other scripts.
_WHOLE = re.compile(r"[0-9]{1,10}")
_DECIMAL = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?|inf", re.IGNORECASE)
_LONGEST_NUMBER = 40
_CHECKSUM = re.compile(r"[A-Za-z0-9_-]{20}")
_EDIT = re.compile(r"([0-9]{1,4}):(?:t([^,:]+)|f([0-9]{1,6}))")
_OFF = {"k": "0", "tp": "1", "mp": "0", "ty": "1"}  # cuts that keep everything


@dataclass(frozen=True)
class PageState:
    """Everything that the main page shows: a link is this and nothing else.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    prompt : str
        Seed text.
    settings : Settings
        Temperature, cuts, random seed, length, edits.
    at : int or None
        Step on screen; None starts playing at the first.
    checksum : str or None
        Of the text that the link was made of; None if it is not known.
    """

    checkpoint: str
    prompt: str
    settings: Settings
    at: int | None = None
    checksum: str | None = None


@dataclass(frozen=True)
class Notice:
    """Something that a link asked for and did not get.

    Parameters
    ----------
    key : str
        Message below ``link.`` in the catalogues.
    values : mapping of str to object
        For the message's places. Never text from the link.
    """

    key: str
    values: Mapping[str, object]


def default_state(checkpoint: Checkpoint) -> PageState:
    """Return what the page shows for a checkpoint if nothing else is asked for."""
    about = checkpoint.about
    settings = Settings(Sampler(DEFAULT_TEMPERATURE), DEFAULT_RANDOM_SEED, about.max_new_tokens)
    return PageState(checkpoint.name, about.prompts[0], settings)


def read(
    parameters: Mapping[str, Sequence[str]],
    checkpoints: Mapping[str, Checkpoint],
    preferred: str,
) -> tuple[PageState, list[Notice]]:
    """Read a link.

    Parameters
    ----------
    parameters : mapping of str to sequence of str
        Every value of every query parameter.
    checkpoints : mapping of str to Checkpoint
        The usable ones, by name.
    preferred : str
        Name of the one to fall back to.

    Returns
    -------
    PageState
        What to show.
    list of Notice
        What to tell the visitor.
    """
    reader = _Reader(parameters)
    checkpoint = _read_checkpoint(reader, checkpoints, preferred)
    default = default_state(checkpoint)
    prompt = clean_text(reader.text("p", default.prompt))
    if len(prompt) > LINK_PROMPT_CHARS:
        reader.tell("prompt", limit=LINK_PROMPT_CHARS)
        prompt = clip_prompt(prompt, LINK_PROMPT_CHARS)
    length = reader.parse("n", _whole, _checked_length, default.settings.max_new_tokens)
    settings = Settings(
        _read_sampler(reader),
        reader.parse("s", _whole, _checked_random_seed, DEFAULT_RANDOM_SEED),
        length,
        _read_edits(reader, length, len(checkpoint.tokenizer.vocabulary)),
    )
    at = reader.parse("at", _whole, lambda step: _below(step, length), None)
    state = PageState(checkpoint.name, prompt, settings, at, _read_checksum(reader))
    return state, reader.notices


def write(state: PageState, checkpoint: Checkpoint) -> dict[str, str]:
    """Return the link's parameters, complete with defaults, but for the language.

    A prompt too long for a link loses its beginning and the link its checksum: the text that it
    opens will be another.
    """
    settings, sampler = state.settings, state.settings.sampler
    fits = len(state.prompt) <= LINK_PROMPT_CHARS
    parameters = {
        "c": f"{checkpoint.name}@{checkpoint.hash[:HASH_DIGITS]}",
        "p": clip_prompt(state.prompt, LINK_PROMPT_CHARS),
        "t": _format(sampler.temperature),
        "k": _format(sampler.top_k) if sampler.top_k else _OFF["k"],
        "tp": _format(sampler.top_p) if sampler.top_p else _OFF["tp"],
        "mp": _format(sampler.min_p) if sampler.min_p else _OFF["mp"],
        "ty": _format(sampler.typical) if sampler.typical else _OFF["ty"],
        "s": str(settings.random_seed),
        "n": str(settings.max_new_tokens),
        "e": ",".join(part for edit in settings.edits for part in _format_edit(edit)),
    }
    if state.at is not None:
        parameters["at"] = str(state.at)
    if state.checksum and fits:
        parameters["z"] = state.checksum
    return parameters


class _Reader:
    """Query parameters with the notices that reading them gave."""

    def __init__(self, parameters: Mapping[str, Sequence[str]]) -> None:
        self._parameters = parameters
        self.notices: list[Notice] = []

    def tell(self, key: str, **values: object) -> None:
        """Add a notice, unless it is there already."""
        if (notice := Notice(key, values)) not in self.notices:
            self.notices.append(notice)

    def text(self, name: str, default: str) -> str:
        """Last value of a parameter; a doubled one is told."""
        values = self._parameters.get(name, ())
        if len(values) > 1:
            self.tell("doubled", parameter=name)
        return values[-1] if values else default

    def parse(self, name: str, kind: Callable[[str], Any], check: Callable, default: Any) -> Any:
        """Return the checked value of a parameter; the default, and a notice, if it has none."""
        text = self.text(name, "")
        if name not in self._parameters:
            return default
        try:
            return check(kind(text))
        except ConfigError:
            self.tell_default(name, default)
            return default

    def tell_default(self, name: str, default: float | None) -> None:
        if default is None:
            self.tell("ignored", parameter=name)
        else:
            self.tell("value", parameter=name, default=_format(default))


def _read_checkpoint(
    reader: _Reader, checkpoints: Mapping[str, Checkpoint], preferred: str
) -> Checkpoint:
    name, digits = reader.text("c", preferred), ""
    if name not in checkpoints:
        name, _, digits = name.rpartition("@")
    if name not in checkpoints:
        reader.tell("checkpoint", default=preferred)
        return checkpoints[preferred]
    checkpoint = checkpoints[name]
    if digits and not checkpoint.hash.startswith(digits):
        reader.tell("changed", checkpoint=name)
    return checkpoint


def _read_sampler(reader: _Reader) -> Sampler:
    sampler = Sampler(reader.parse("t", _decimal, _checked_temperature, DEFAULT_TEMPERATURE))
    for parameter, field, kind in (
        ("k", "top_k", _whole),
        ("tp", "top_p", _decimal),
        ("mp", "min_p", _decimal),
        ("ty", "typical", _decimal),
    ):
        off = kind(_OFF[parameter])
        value = reader.parse(parameter, kind, lambda v, f=field, o=off: _checked_cut(f, v, o), None)
        sampler = replace(sampler, **{field: value})
    return sampler


def _checked_cut(field: str, value: float, off: float) -> float | None:
    return None if value == off else getattr(Sampler(**{field: value}), field)


def _read_edits(reader: _Reader, length: int, vocabulary_size: int) -> tuple[Edit, ...]:
    text = reader.text("e", "")
    edits: dict[int, Edit] = {}
    parts = text.split(",") if text else []
    if len(parts) > 2 * MAX_EDITS:
        reader.tell("edits", limit=MAX_EDITS)
        return ()
    for part in parts:
        match = _EDIT.fullmatch(part)
        try:
            edit = _parse_edit(match, length, vocabulary_size)
        except ConfigError:
            reader.tell("edit")
            continue
        there = edits.get(edit.step)
        edits[edit.step] = _merge(there, edit) if there else edit
    if len(edits) > MAX_EDITS:
        reader.tell("edits", limit=MAX_EDITS)
        return ()
    return tuple(edits[step] for step in sorted(edits))


def _parse_edit(match: re.Match[str] | None, length: int, vocabulary_size: int) -> Edit:
    if match is None:
        raise ConfigError("an edit is a step, a colon, and t or f with a value")
    step, temperature, token = match.groups()
    if int(step) >= length or (token and int(token) >= vocabulary_size):
        raise ConfigError("an edit must lie inside the run and the vocabulary")
    return Edit(
        int(step),
        _decimal(temperature) if temperature else None,
        int(token) if token else None,
    )


def _merge(first: Edit, second: Edit) -> Edit:
    return Edit(
        first.step,
        first.temperature if second.temperature is None else second.temperature,
        first.token if second.token is None else second.token,
    )


def _format_edit(edit: Edit) -> list[str]:
    parts = []
    if edit.temperature is not None:
        parts.append(f"{edit.step}:t{_format(edit.temperature)}")
    if edit.token is not None:
        parts.append(f"{edit.step}:f{edit.token}")
    return parts


def _read_checksum(reader: _Reader) -> str | None:
    """Return the checksum, unless what was told already explains another text."""
    text = reader.text("z", "")
    if text and not _CHECKSUM.fullmatch(text):
        reader.tell_default("z", None)
    return text if text and not reader.notices else None


def _whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ConfigError("a whole number is written in at most ten digits")
    return int(text)


def _decimal(text: str) -> float:
    if len(text) > _LONGEST_NUMBER or not _DECIMAL.fullmatch(text):
        raise ConfigError("a number is written as 0.5, 1e-9 or inf")
    number = float(text)
    if math.isinf(number) and text.lower() != "inf":
        raise ConfigError("the number is too large; write inf")
    return number


def _format(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    return str(int(value)) if abs(value) < 1e6 and value == int(value) else repr(value)


def _checked_temperature(temperature: float) -> float:
    return Sampler(temperature).temperature


def _checked_random_seed(random_seed: int) -> int:
    return Settings(random_seed=random_seed).random_seed


def _checked_length(length: int) -> int:
    return Settings(max_new_tokens=length).max_new_tokens


def _below(step: int, length: int) -> int:
    if not 0 <= step < min(length, MAX_NEW_TOKENS):
        raise ConfigError("the step must lie inside the run")
    return step
