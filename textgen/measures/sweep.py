"""The measures over temperature, and those of the author's own unseen text beside them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from textgen.about import About
from textgen.batch import write_lanes
from textgen.decoder import Decoder
from textgen.generation import Settings
from textgen.measures.filters import Filters
from textgen.measures.text import Measures, measure
from textgen.sampler import Sampler
from textgen.tokenizers import Tokenizer

TEMPERATURES = tuple(i / 10 for i in range(21))
RANDOM_SEEDS = tuple(range(8))


@dataclass(frozen=True)
class Spread:
    """How a figure varies over several texts.

    Parameters
    ----------
    mean : float
        Over the texts that have the figure.
    std : float
        Standard deviation over the same texts.
    """

    mean: float
    std: float

    @classmethod
    def of(cls, values: Iterable[float | None]) -> "Spread | None":
        """Return the spread of the values that are not None; None if there are none."""
        known = [value for value in values if value is not None]
        return cls(float(np.mean(known)), float(np.std(known))) if known else None


@dataclass(frozen=True)
class Summary:
    """What several texts measure.

    Parameters
    ----------
    temperature : float or None
        At which a model wrote them; None: the author wrote them.
    texts : int
        How many.
    real_words, distinct_2, loop_rate : Spread or None
        See `Measures`.
    entropy : Spread or None
        Mean entropy, in bits a token, of the distributions that a text was drawn from.
    copied : Spread or None
        See `Measures`.
    """

    temperature: float | None
    texts: int
    real_words: Spread | None
    distinct_2: Spread | None
    loop_rate: Spread | None
    entropy: Spread | None
    copied: Spread | None


def measure_temperatures(
    tokenizer: Tokenizer,
    decoder: Decoder,
    about: About,
    filters: Filters | None,
    *,
    random_seeds: Sequence[int] = RANDOM_SEEDS,
    progress: Callable[[float], object] = lambda share: None,
) -> list[Summary]:
    """Let a model write at every temperature from 0 to 2 and measure what it writes.

    At each temperature it goes on from each of its ready prompts, as far as its description finds
    sensible, with the same dice.

    Parameters
    ----------
    tokenizer : Tokenizer
        Of the model.
    decoder : Decoder
        The model.
    about : About
        Its ready prompts and the length of a run.
    filters : Filters or None
        What the measures know of the author; None leaves out what needs them.
    random_seeds : sequence of int, default=(0, 1, ..., 7)
        One run for each, at each temperature, from each prompt.
    progress : callable, optional
        Told the share of tokens that are written, up to 1, after every token of all runs.

    Returns
    -------
    list of Summary
        21, by rising temperature.
    """
    lanes = [
        Settings(Sampler(temperature), random_seed, about.max_new_tokens)
        for temperature in TEMPERATURES
        for random_seed in random_seeds
    ]
    measures: list[list[Measures]] = []  # one list a prompt, one entry a lane
    entropies: list[list[float]] = []
    total = len(about.prompts) * about.max_new_tokens
    steps = count(1)
    for prompt in about.prompts:
        written = []
        for drawn in write_lanes(decoder, tokenizer.encode(prompt), lanes):
            written.append(drawn)
            progress(next(steps) / total)
        ids, entropy = zip(*written, strict=True)
        lane_ids = np.transpose(ids).tolist()
        measures.append([measure(lane, tokenizer.decode(lane), filters) for lane in lane_ids])
        entropies.append(np.mean(entropy, axis=0).tolist())
    summaries = []
    for i, temperature in enumerate(TEMPERATURES):
        part = slice(i * len(random_seeds), (i + 1) * len(random_seeds))
        texts = [text for row in measures for text in row[part]]
        mean_entropies = [entropy for row in entropies for entropy in row[part]]
        summaries.append(_summary(temperature, texts, mean_entropies))
    return summaries


def measure_heldout(
    tokenizer: Tokenizer, about: About, filters: Filters | None, heldout: str
) -> Summary:
    """Measure the author's own text, in pieces as long as the model's runs: the yardstick.

    An author uses new words, too, and repeats phrases of their own.

    Parameters
    ----------
    tokenizer : Tokenizer
        Of the model.
    about : About
        The length of a run.
    filters : Filters or None
        What the measures know of the author.
    heldout : str
        Text that the filters do not hold. An incomplete last piece is left out.
    """
    ids, length = tokenizer.encode(heldout), about.max_new_tokens
    pieces = [ids[start : start + length] for start in range(0, len(ids) - length + 1, length)]
    return _summary(None, [measure(one, tokenizer.decode(one), filters) for one in pieces], [])


def figures(summary: Summary) -> tuple[str, ...]:
    """Write out a summary for people.

    Returns
    -------
    tuple of str
        Real words (%), distinct-2, loop rate (%), entropy (bits), copied (characters), each as
        mean ± standard deviation; a dash where there is nothing.
    """
    return (
        _figure(summary.real_words, 100, 1),
        _figure(summary.distinct_2, 1, 2),
        _figure(summary.loop_rate, 100, 1),
        _figure(summary.entropy, 1, 2),
        _figure(summary.copied, 1, 1),
    )


def _summary(
    temperature: float | None, texts: Sequence[Measures], entropies: Sequence[float]
) -> Summary:
    return Summary(
        temperature=temperature,
        texts=len(texts),
        real_words=Spread.of(text.real_words for text in texts),
        distinct_2=Spread.of(text.distinct_2 for text in texts),
        loop_rate=Spread.of(text.loop_rate for text in texts),
        entropy=Spread.of(entropies),
        copied=Spread.of(text.copied for text in texts),
    )


def _figure(spread: Spread | None, scale: float, digits: int) -> str:
    if spread is None:
        return "–"
    return f"{scale * spread.mean:.{digits}f} ± {scale * spread.std:.{digits}f}"
