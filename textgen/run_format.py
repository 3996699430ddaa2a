"""The format ``textgen.run/1``: one schema for the command, the download, replay and the player.

`to_json` and `from_json` are the readable form, `dumps` and `loads` its text, `pack` the small
one: a safetensors file, which a browser opens without a parser of its own kind. A run that went
through the text is packed into the same bytes.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save

from textgen.checks import check_whole
from textgen.errors import ConfigError, RunError, brief
from textgen.generation import Edit, Settings
from textgen.limits import MAX_RUN_BYTES, MAX_TOKEN_CHARS, MAX_VOCABULARY, PROMPT_CHARS
from textgen.prompt import clean_text
from textgen.run import LIKELIEST, Run, temperatures_of
from textgen.sampler import Sampler

FORMAT = "textgen.run/1"

_KIND = "textgen.run/"
_CLOSE = 1e-3  # a probability and what follows from rounded logits

_LARGEST = float(np.finfo(np.float32).max)  # `pack` writes float32


@dataclass(frozen=True)
class Column:
    """One value of a step.

    Parameters
    ----------
    name : str
        Its name in the JSON form.
    dtype : type
        Type of its numbers: int, float or bool.
    shape : tuple of str
        Sizes after the step's axis: 'k' likeliest tokens, 'stops' temperatures, '2' ranks.
    meaning : str
        What it is, in one line.
    """

    name: str
    dtype: type
    shape: tuple[str, ...]
    meaning: str


COLUMNS: tuple[Column, ...] = (
    Column("id", int, (), "the token"),
    Column("u", float, (), "the die, in [0, 1)"),
    Column("temperature", float, (), "in force at this step"),
    Column("forced", bool, (), "chosen by hand instead of by the die"),
    Column("probability", float, (), "with which it was drawn: after temperature and cuts"),
    Column("surprisal", float, (), "in bits, under the model itself (T = 1, no cuts)"),
    Column("entropy", float, (), "in bits, of the distribution drawn from"),
    Column("rank", int, (), "of the token by the model, 0 for the likeliest"),
    Column("below", float, (), "cumulative probability of all tokens ranked before it"),
    Column("logit", float, (), "of the token, less the largest logit"),
    Column("likeliest_ids", int, ("k",), "the likeliest tokens by the model"),
    Column("likeliest_logits", float, ("k",), "their logits, less the largest"),
    Column("log_normalizer", float, ("stops",), "ln sum exp(logit / T) over the kept tokens"),
    Column("stop_entropy", float, ("stops",), "in bits, at each of the run's temperatures"),
    Column("cut", int, ("stops", "2"), "ranks kept: first, one past the last; absent without cuts"),
)


def to_json(run: Run) -> dict[str, Any]:
    """Return a run as plain JSON types; infinite temperatures are the string 'inf'."""
    columns = {name: _plain(array) for name, array in run.columns.items()}
    return {
        **header(run),
        "prompt_ids": list(run.prompt_ids),
        "prompt_skipped": [list(skipped) for skipped in run.prompt_skipped],
        "temperatures": [plain_number(temperature) for temperature in run.temperatures],
        "tokens": {str(token): text for token, text in run.tokens.items()},
        "text": run.text,
        "steps": [
            {"token": run.tokens[run.ids[i]]} | {name: rows[i] for name, rows in columns.items()}
            for i in range(len(run))
        ],
    }


def header(run: Run) -> dict[str, Any]:
    """Return what identifies a run, as plain JSON types: all that is needed to repeat it."""
    settings = run.settings
    return {
        "format": FORMAT,
        "checkpoint": run.checkpoint,
        "checkpoint_hash": run.checkpoint_hash,
        "unit": run.unit,
        "vocabulary_size": run.vocabulary_size,
        "prompt": run.prompt,
        **asdict(settings.sampler),
        "temperature": plain_number(settings.sampler.temperature),
        "random_seed": settings.random_seed,
        "max_new_tokens": settings.max_new_tokens,
        "edits": [_edit_to_json(edit) for edit in settings.edits],
        "checksum": run.checksum,
    }


def dumps(run: Run) -> str:
    """Return a run as JSON text, strictly valid and one line a step."""
    value = to_json(run)
    steps = value.pop("steps")
    head = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1)
    lines = (json.dumps(step, ensure_ascii=False, allow_nan=False) for step in steps)
    return head[:-2] + ',\n "steps": [\n' + ",\n".join(lines) + "\n ]\n}\n"


def loads(content: str | bytes) -> Run:
    """Rebuild a run from the text that `dumps` wrote, or from whatever else a stranger sends.

    Parameters
    ----------
    content : str or bytes
        A file's content, UTF-8 if it is bytes.

    Raises
    ------
    RunError
        If it is too large, no JSON, or no run, see `from_json`.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    if len(data) > MAX_RUN_BYTES:
        raise RunError(
            f"the file holds {len(data):,} bytes, at most {MAX_RUN_BYTES:,} are read; "
            "no exported run is so large",
            "size",
        )
    try:
        value = json.loads(
            data.decode("utf-8-sig"), parse_constant=_refuse, object_pairs_hook=_unique
        )
    except (ValueError, RecursionError) as error:
        message = f"the file is no JSON ({brief(str(error))}); export the run again"
        raise RunError(message, "json") from error
    return from_json(value)


def from_json(value: Any) -> Run:
    """Rebuild a run from its JSON form, without the model.

    Parameters
    ----------
    value : object
        What `to_json` returned, or anything else: it may come from a stranger.

    Raises
    ------
    RunError
        If it is no such run; the message names the first entry that is wrong.
    """
    named = value.get("format") if isinstance(value, Mapping) else None
    if isinstance(named, str) and named.startswith(_KIND) and named != FORMAT:
        message = f"this run is in the format {brief(named)}, this version reads {FORMAT}"
        raise RunError(f"{message}; open it with the app that made it", "version")
    if named != FORMAT:
        message = f"this is no run in the format {FORMAT}; export one from the app"
        raise RunError(message, "format")
    try:
        run = _build(value)
        _check(run)
        if run.checksum != value.get("checksum"):
            message = "the run's checksum does not match its tokens; export it again"
            raise RunError(message, "checksum")
        _check_numbers(run)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        message = f"the run cannot be read: {brief(str(error))}; export it again"
        raise RunError(message) from error
    return run


def pack(run: Run, metadata: Mapping[str, str]) -> bytes:
    """Return a run's columns as a small safetensors file for the player.

    Ids and ranks take as few bytes as the vocabulary allows, a step's temperature is the place
    of its value among the run's temperatures (``stop``), entropies are in units of
    log2(V) / 65,535; the entropy of the distribution drawn from is ``stop_entropy[stop]``.
    Log-normalizers are whole numbers of three bytes, lowest first, in units of
    ln(V) / 16,000,000, about as exact as float32; they are float32 where one does not fit: below
    0, as typical sampling has them where it cuts the likeliest token.
    What follows from the rest is left out: a drawn token's ``probability``, and the first column
    of ``likeliest_logits``, ``log_normalizer`` and ``stop_entropy``, which is 0 everywhere: the
    largest logit is shifted to 0, and the first temperature is 0.

    Parameters
    ----------
    run : Run
        The run.
    metadata : mapping of str to str
        Goes into the file's header.
    """
    index = np.min_scalar_type(run.vocabulary_size)  # ranks may equal it: one past the last
    columns = dict(run.columns)
    temperatures = columns.pop("temperature")
    del columns["entropy"], columns["probability"]
    for name in ("likeliest_logits", "log_normalizer", "stop_entropy"):
        columns[name] = columns[name][:, 1:]
    places = {temperature: i for i, temperature in enumerate(run.temperatures)}
    packed = {"stop": np.array([places[t] for t in temperatures.tolist()], np.uint8)}
    for column in COLUMNS:
        if column.name in columns:
            dtype: Any = {int: index, float: np.float32, bool: np.uint8}[column.dtype]
            packed[column.name] = np.ascontiguousarray(columns[column.name], dtype)
    packed["log_normalizer"] = _pack_normalizers(packed["log_normalizer"], normalizer_unit(run))
    unit = entropy_unit(run)
    # As the text has them, so that nothing is rounded to the other side.
    entropies = columns["stop_entropy"].astype(np.float32)
    packed["stop_entropy"] = np.round(entropies.astype(np.float64) / unit).astype(np.uint16)
    packed["temperatures"] = np.array(run.temperatures, np.float64)
    return save(packed, metadata=dict(metadata))


def entropy_unit(run: Run) -> float:
    """Return the bits of one unit of the packed entropies."""
    return max(1.0, math.log2(run.vocabulary_size)) / 65_535


def normalizer_unit(run: Run) -> float:
    """Return the nats of one unit of the packed log-normalizers."""
    return max(1.0, math.log(run.vocabulary_size)) / 16_000_000


def _pack_normalizers(values: npt.NDArray[Any], unit: float) -> npt.NDArray[Any]:
    units = np.round(values.astype(np.float64) / unit)
    if not ((units >= 0) & (units < 2**24)).all():
        return values
    return np.ascontiguousarray(units.astype("<u4")[..., None].view(np.uint8)[..., :3])


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("an object names something twice")
    return value


def plain_number(value: float) -> float | str:
    """Return a number as JSON can hold it: infinity is the string 'inf'."""
    return "inf" if math.isinf(value) else float(value)


def _plain(array: npt.NDArray[Any]) -> list[Any]:
    # The fewest digits that give the same float32, which `pack` writes; all would double the file.
    if array.dtype.kind == "f" and array.ndim > 1:
        rows: list[Any] = array.astype(np.float32).astype(str).astype(np.float64).tolist()
        return rows
    if array.dtype.kind == "f":
        return [plain_number(x) for x in array.tolist()]
    return array.tolist()  # type: ignore[no-any-return]


def _edit_to_json(edit: Edit) -> dict[str, Any]:
    values = {"step": edit.step, "token": edit.token, "temperature": edit.temperature}
    if edit.temperature is not None:
        values["temperature"] = plain_number(edit.temperature)  # type: ignore[assignment]
    return {name: value for name, value in values.items() if value is not None}


def _build(value: Mapping[str, Any]) -> Run:
    settings = _settings(value)
    temperatures = temperatures_of(settings)
    size, steps = value["vocabulary_size"], value["steps"]
    check_whole("vocabulary_size", size, 1, MAX_VOCABULARY)
    if not isinstance(steps, list) or len(steps) != settings.max_new_tokens:
        raise ConfigError("steps must be a list of as many as max_new_tokens")
    lengths = {"k": min(LIKELIEST, size), "stops": len(temperatures), "2": 2}
    return Run(
        checkpoint=_text(value["checkpoint"], "checkpoint", 100),
        checkpoint_hash=_text(value["checkpoint_hash"], "checkpoint_hash", 64),
        unit=_text(value["unit"], "unit", 20),
        vocabulary_size=size,
        prompt=_text(value["prompt"], "prompt", PROMPT_CHARS),
        prompt_ids=tuple(int(token) for token in value["prompt_ids"]),
        prompt_skipped=tuple(
            (int(place), _text(text, "prompt_skipped", MAX_TOKEN_CHARS))
            for place, text in value["prompt_skipped"]
        ),
        settings=settings,
        temperatures=tuple(float(temperature) for temperature in value["temperatures"]),
        tokens={
            int(token): _text(text, "tokens", MAX_TOKEN_CHARS)
            for token, text in value["tokens"].items()
        },
        columns={
            column.name: _read_column(column, steps, lengths, _limits(column, size))
            for column in COLUMNS
            if settings.sampler.cuts or column.name != "cut"
        },
    )


def _check(run: Run) -> None:
    """Raise ConfigError where the parts of a run contradict each other."""
    if run.temperatures != temperatures_of(run.settings):
        raise ConfigError("temperatures must be the slider's stops and those of the run")
    if not set(run.columns["temperature"].tolist()) <= set(run.temperatures):
        raise ConfigError("a step's temperature is not among temperatures")
    if len(run.prompt_ids) > PROMPT_CHARS:
        raise ConfigError(f"prompt_ids must be at most {PROMPT_CHARS}")
    places = [0, *(place for place, _ in run.prompt_skipped), len(run.prompt_ids)]
    if len(places) > PROMPT_CHARS + 2 or places != sorted(places):
        raise ConfigError(f"prompt_skipped must be at most {PROMPT_CHARS}, in order, in the prompt")
    used = {*run.prompt_ids, *run.ids, *run.columns["likeliest_ids"].ravel().tolist()}
    if missing := sorted(used - run.tokens.keys()):
        raise ConfigError(f"tokens lacks the text of id {missing[0]}")
    if not all(0 <= token < run.vocabulary_size for token in run.tokens):
        raise ConfigError(f"an id in tokens is not below vocabulary_size, {run.vocabulary_size}")


def _check_numbers(run: Run) -> None:
    """Raise ConfigError where a step's numbers do not follow from each other."""
    columns, steps = run.columns, np.arange(len(run))
    likeliest, rank = columns["likeliest_ids"], columns["rank"]
    near = rank < likeliest.shape[1]
    if (likeliest[steps[near], rank[near]] != columns["id"][near]).any():
        raise ConfigError("a step's rank is not that of its token")
    temperature, probability = columns["temperature"], columns["probability"]
    stops = np.array([run.temperatures.index(each) for each in temperature.tolist()])
    drawn = (temperature > 0) & (probability > 0)  # a forced token may have been cut
    with np.errstate(all="ignore"):
        follows = np.exp(columns["logit"] / temperature - columns["log_normalizer"][steps, stops])
    if not (np.abs(follows - probability)[drawn] <= _CLOSE).all():
        raise ConfigError("a step's probability is not that of its logit")


def _settings(value: Mapping[str, Any]) -> Settings:
    sampler = Sampler(
        temperature=float(value["temperature"]),
        **{name: value[name] for name in ("top_k", "top_p", "min_p", "typical")},
    )
    edits = tuple(
        Edit(
            int(edit["step"]),
            float(edit["temperature"]) if "temperature" in edit else None,
            int(edit["token"]) if "token" in edit else None,
        )
        for edit in value["edits"]
    )
    return Settings(sampler, value["random_seed"], value["max_new_tokens"], edits)


def _limits(column: Column, size: int) -> tuple[float, float]:
    """Smallest and largest number of a column; the limits leave room for rounding."""
    if column.name in ("u", "probability", "below"):
        return 0, 1 + 1e-6
    if column.name in ("entropy", "stop_entropy"):
        return 0, max(1.0, math.log2(size)) * (1 + 1e-6)
    if column.name == "temperature":
        return 0, math.inf
    if column.dtype is float:
        return -_LARGEST, _LARGEST
    return 0, size


def _read_column(
    column: Column, steps: list[Any], lengths: Mapping[str, int], limits: tuple[float, float]
) -> npt.NDArray[Any]:
    dtype = {int: np.int64, float: np.float64, bool: np.bool_}[column.dtype]
    array: npt.NDArray[Any] = np.array([step[column.name] for step in steps], dtype)
    expected = (len(steps), *(lengths[axis] for axis in column.shape))
    if array.shape != expected:
        raise ConfigError(f"{column.name} has the shape {array.shape}, expected {expected}")
    low, high = limits
    if not ((array >= low) & (array <= high)).all():  # not a number fails, too
        raise ConfigError(f"{column.name} must lie from {low:g} to {high:g}")
    return array


def _text(value: Any, name: str, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or value != clean_text(value):
        raise ConfigError(f"{name} must be text of at most {longest} characters")
    return value
