"""A model's text measures: taken once, where the corpus is at hand, and kept with the model."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from textgen.about import About
from textgen.checkpoint import Checkpoint
from textgen.corpus import load_corpus, split_corpus
from textgen.decoder import Decoder
from textgen.errors import ConfigError, CorpusError
from textgen.manifest import Files
from textgen.measures import Filters, Summary, measure_heldout, measure_temperatures
from textgen.measures.stored_sweep import Sweep, measure_prompt
from textgen.saving import Documents, amend_checkpoint
from textgen.tokenizers import Tokenizer
from textgen.training.card import FILES
from textgen.training.measures_card import with_measures


def take_measures(
    tokenizer: Tokenizer, decoder: Decoder, about: About, text: str
) -> tuple[Filters | None, list[Summary], Sweep]:
    """Build the filters of a corpus and measure what the model writes.

    Parameters
    ----------
    tokenizer : Tokenizer
        Of the model.
    decoder : Decoder
        The model.
    about : About
        Its language, ready prompts and length of a run.
    text : str
        The whole corpus, not normalised.

    Returns
    -------
    filters : Filters or None
        Of the training part; None if it is longer than a file of filters can hold.
    rows : list of Summary
        One a temperature, then the held-out part's own.
    sweep : Sweep
        After the first ready prompt.
    """
    training, heldout = split_corpus(tokenizer.normalize(text))
    try:
        filters = Filters.of(training, about.language)
    except ConfigError:  # the model is worth keeping without them
        filters = None
    rows = measure_temperatures(tokenizer, decoder, about, filters)
    rows.append(measure_heldout(tokenizer, about, filters, heldout))
    sweep = measure_prompt(tokenizer, decoder, about, filters, about.prompts[0])
    return filters, rows, sweep


def measured_cards(
    cards: Mapping[str, str], about: About, rows: Sequence[Summary]
) -> dict[str, str]:
    """Return model cards, by file name, with the measures as their last section."""
    return {
        file: with_measures(cards[file], language, about, rows) for language, file in FILES.items()
    }


def add_measures(folder: Path, corpus: Path) -> None:
    """Give a trained checkpoint its filters, measures and sweep; weights and history stay.

    Parameters
    ----------
    folder : Path
        The checkpoint, with its two model cards.
    corpus : Path
        The file it was trained on.

    Raises
    ------
    CheckpointError
        If the folder cannot be used.
    CorpusError
        If the text cannot be used or is another one.
    """
    checkpoint = Checkpoint.load(folder)
    loaded = load_corpus(corpus)
    about = checkpoint.about
    if loaded.sha256 != about.corpus_sha256:
        raise CorpusError(
            f"corpus {str(corpus)!r} is not what {checkpoint.name!r} was trained on; "
            f"give the file whose SHA-256 begins with {about.corpus_sha256[:8]}"
        )
    model = checkpoint.tokenizer, checkpoint.decoder
    filters, rows, sweep = take_measures(*model, about, loaded.text)
    files = Files.open(folder)
    cards = {file: files.read(file).decode("utf-8", "replace") for file in FILES.values()}
    cards = measured_cards(cards, about, rows)
    amend_checkpoint(folder, Documents(cards=cards, filters=filters, sweep=sweep))
