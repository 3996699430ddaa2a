"""The state of the main page in its link."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from textgen.checkpoint import Checkpoint
from textgen.errors import ConfigError
from textgen.generation import Edit, Settings
from textgen.limits import LINK_PROMPT_CHARS, MAX_EDITS
from textgen.prompt import clip_prompt
from textgen.sampler import Sampler
from ui.reader import (
    Notice,
    Reader,
    below,
    checkpoint_parameter,
    decimal,
    format_number,
    whole,
)

DEFAULT_TEMPERATURE = 0.6  # fluent, and still surprising now and then
DEFAULT_RANDOM_SEED = 5

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
    reader = Reader(parameters)
    return read_state(reader, checkpoints, preferred), reader.notices


def read_state(reader: Reader, checkpoints: Mapping[str, Checkpoint], preferred: str) -> PageState:
    """Return what the main page is to show; the reader keeps what to tell the visitor."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    default = default_state(checkpoint)
    prompt = reader.prompt(default.prompt)
    length = reader.length(default.settings.max_new_tokens)
    settings = Settings(
        _read_sampler(reader),
        reader.random_seed(DEFAULT_RANDOM_SEED),
        length,
        _read_edits(reader, length, len(checkpoint.tokenizer.vocabulary)),
    )
    at = reader.parse("at", whole, lambda step: below(step, length), None)
    return PageState(checkpoint.name, prompt, settings, at, _read_checksum(reader))


def write(state: PageState, checkpoint: Checkpoint) -> dict[str, str]:
    """Return the link's parameters, complete with defaults, but for the language.

    A prompt too long for a link loses its beginning and the link its checksum: the text that it
    opens will be another.
    """
    settings, sampler = state.settings, state.settings.sampler
    fits = len(state.prompt) <= LINK_PROMPT_CHARS
    parameters = {
        "c": checkpoint_parameter(checkpoint),
        "p": clip_prompt(state.prompt, LINK_PROMPT_CHARS),
        "t": format_number(sampler.temperature),
        "k": format_number(sampler.top_k) if sampler.top_k else _OFF["k"],
        "tp": format_number(sampler.top_p) if sampler.top_p else _OFF["tp"],
        "mp": format_number(sampler.min_p) if sampler.min_p else _OFF["mp"],
        "ty": format_number(sampler.typical) if sampler.typical else _OFF["ty"],
        "s": str(settings.random_seed),
        "n": str(settings.max_new_tokens),
        "e": ",".join(part for edit in settings.edits for part in _format_edit(edit)),
    }
    if state.at is not None:
        parameters["at"] = str(state.at)
    if state.checksum and fits:
        parameters["z"] = state.checksum
    return parameters


def _read_sampler(reader: Reader) -> Sampler:
    sampler = Sampler(reader.temperature(DEFAULT_TEMPERATURE))
    for parameter, field, kind in (
        ("k", "top_k", whole),
        ("tp", "top_p", decimal),
        ("mp", "min_p", decimal),
        ("ty", "typical", decimal),
    ):
        off = kind(_OFF[parameter])
        value = reader.parse(parameter, kind, lambda v, f=field, o=off: _checked_cut(f, v, o), None)
        sampler = replace(sampler, **{field: value})
    return sampler


def _checked_cut(field: str, value: float, off: float) -> float | None:
    return None if value == off else getattr(Sampler(**{field: value}), field)


def _read_edits(reader: Reader, length: int, vocabulary_size: int) -> tuple[Edit, ...]:
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
        decimal(temperature) if temperature else None,
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
        parts.append(f"{edit.step}:t{format_number(edit.temperature)}")
    if edit.token is not None:
        parts.append(f"{edit.step}:f{edit.token}")
    return parts


def _read_checksum(reader: Reader) -> str | None:
    """Return the checksum, unless what was told already explains another text."""
    text = reader.text("z", "")
    if text and not _CHECKSUM.fullmatch(text):
        reader.tell_default("z", None)
    return text if text and not reader.notices else None
