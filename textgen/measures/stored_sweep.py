"""The measures of one prompt over temperature, as a checkpoint folder keeps them."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from textgen.about import About
from textgen.checks import check_whole
from textgen.decoder import Decoder
from textgen.errors import CheckpointError, ConfigError, brief
from textgen.limits import MAX_NEW_TOKENS, PROMPT_CHARS
from textgen.manifest import Files, parse_json
from textgen.measures.filters import Filters
from textgen.measures.sweep import TEMPERATURES, Spread, Summary, measure_temperatures
from textgen.tokenizers import Tokenizer

FILE = "sweep.json"

RANDOM_SEEDS = tuple(range(32))
LENGTHS = {"character": 200, "word": 60, "sentence": 60}  # tokens a run
RUNS = len(RANDOM_SEEDS) * len(TEMPERATURES)

_SPREADS = ("real_words", "distinct_2", "loop_rate", "entropy", "copied")
_MOST_TEXTS = 1_000
_MOST = 1_000_000.0


@dataclass(frozen=True)
class Sweep:
    """What a model writes after one prompt, measured at 21 temperatures.

    Use `measure_prompt` or `read_sweep`.

    Parameters
    ----------
    prompt : str
        Where every run begins.
    max_new_tokens : int
        Length of a run.
    rows : tuple of Summary
        One a temperature, 0 to 2 by tenths.
    """

    prompt: str
    max_new_tokens: int
    rows: tuple[Summary, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the values as plain JSON types."""
        rows = [asdict(row) for row in self.rows]
        return {"prompt": self.prompt, "max_new_tokens": self.max_new_tokens, "rows": rows}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Sweep":
        """Build a sweep from JSON values; ConfigError names what is wrong."""
        prompt, rows = values.get("prompt"), values.get("rows")
        if not isinstance(prompt, str) or len(prompt) > PROMPT_CHARS:
            raise ConfigError(f"prompt must be text of at most {PROMPT_CHARS} characters")
        length = values.get("max_new_tokens")
        check_whole("max_new_tokens", length, 1, MAX_NEW_TOKENS)
        assert isinstance(length, int)
        if not isinstance(rows, list) or len(rows) != len(TEMPERATURES):
            raise ConfigError(f"rows must be a list of {len(TEMPERATURES)}")
        read = (_summary(row, t) for row, t in zip(rows, TEMPERATURES, strict=True))
        return cls(prompt, length, tuple(read))


def measure_prompt(
    tokenizer: Tokenizer,
    decoder: Decoder,
    about: About,
    filters: Filters | None,
    prompt: str,
    progress: Callable[[float], object] = lambda share: None,
) -> Sweep:
    """Measure 672 runs after one prompt: 32 random seeds at each of 21 temperatures.

    Parameters
    ----------
    tokenizer : Tokenizer
        Of the model. Its unit decides the length of a run: 200 characters or 60 words.
    decoder : Decoder
        The model.
    about : About
        Its description.
    filters : Filters or None
        What the measures know of the author.
    prompt : str
        Where every run begins.
    progress : callable, optional
        Told the share of tokens that are written, up to 1.
    """
    length = LENGTHS[tokenizer.unit]
    rows = measure_temperatures(
        tokenizer,
        decoder,
        replace(about, prompts=(prompt,), max_new_tokens=length),
        filters,
        random_seeds=RANDOM_SEEDS,
        progress=progress,
    )
    return Sweep(prompt, length, tuple(rows))


def read_sweep(files: Files) -> Sweep | None:
    """Read a checkpoint folder's sweep.

    Parameters
    ----------
    files : Files
        The folder.

    Returns
    -------
    Sweep or None
        None if the folder has none.

    Raises
    ------
    CheckpointError
        If the file holds anything else.
    """
    if FILE not in files:
        return None
    try:
        return Sweep.from_json(parse_json(files, FILE))
    except ConfigError as error:
        raise CheckpointError(f"{FILE}: {error}; get the checkpoint again") from error


def _summary(row: object, temperature: float) -> Summary:
    if not isinstance(row, dict) or row.keys() != {"temperature", "texts", *_SPREADS}:
        raise ConfigError("a row must hold temperature, texts and every measure")
    if row["temperature"] != temperature:
        raise ConfigError(f"temperature {temperature} must be where {brief(row['temperature'])} is")
    check_whole("texts", row["texts"], 1, _MOST_TEXTS)
    return Summary(temperature, row["texts"], **{name: _spread(row[name]) for name in _SPREADS})


def _spread(value: object) -> Spread | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.keys() != {"mean", "std"}:
        raise ConfigError(f"a measure must be null or mean and std, got {brief(value)}")
    for number in value.values():
        valid = isinstance(number, (int, float)) and not isinstance(number, bool)
        if not (valid and math.isfinite(number) and 0 <= number <= _MOST):
            raise ConfigError(f"a measure must be a number of at least 0, got {brief(number)}")
    return Spread(float(value["mean"]), float(value["std"]))
