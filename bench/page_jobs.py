"""What the other pages compute, without Streamlit."""

from dataclasses import replace

from bench.models import BOOK, WINDOW, random_weights
from textgen import Checkpoint, make_decoder
from textgen.analogies import Answered, answer, questions
from textgen.comparison import Lane, write_side_by_side
from textgen.guessing import Game, prepare
from textgen.inspection import Inspection, inspect
from textgen.measures import copied_spans
from textgen.measures.stored_sweep import measure_prompt
from textgen.temperature_map import map_temperatures
from textgen.vector_space import VectorSpace
from ui.figures.temperature import heat_map
from ui.texts import texts
from ui.views.guess.state import ROUNDS, usual_gap
from ui.views.vectors.analogy import ANSWERS
from ui.views.vectors.shown import NEARBY

TEMPERATURES = (0.2, 0.5, 0.8, 1.0, 1.2, 1.5)
LENGTH = 400
INSPECTED = 2_000
HEAT_MAP_TOKENS = 12  # as the page draws


def compare(checkpoint: Checkpoint) -> tuple[Lane, ...]:
    """Write the six texts of the page that compares temperatures."""
    return write_side_by_side(checkpoint, checkpoint.about.prompts[0], TEMPERATURES, 1, LENGTH)


def sweep(checkpoint: Checkpoint) -> None:
    """Measure 32 random seeds at 21 temperatures."""
    model = checkpoint.tokenizer, checkpoint.decoder, checkpoint.about, checkpoint.filters
    measure_prompt(*model, checkpoint.about.prompts[0])


def look_through(checkpoint: Checkpoint) -> Inspection:
    """Read a text through the model and search its units, as the page that inspects a text does."""
    prompt = " ".join(checkpoint.about.prompts)
    text = (prompt * (INSPECTED // len(prompt) + 1))[:INSPECTED]
    found = inspect(checkpoint.tokenizer, checkpoint.decoder, text)
    _ = found.following
    if checkpoint.filters is not None:
        copied_spans(text, checkpoint.filters)
    return found


def with_windows(checkpoint: Checkpoint) -> Checkpoint:
    """Return the checkpoint with the book's network: random weights, a window of 60."""
    config = replace(BOOK, vocabulary_size=len(checkpoint.tokenizer.vocabulary), context=WINDOW)
    decoder = make_decoder(config, random_weights(config), opening=0)
    return replace(checkpoint, config=config, decoder=decoder)


def draw_heat_map(checkpoint: Checkpoint) -> None:
    """Ask the model once, and draw its distribution at every temperature."""
    ids = checkpoint.tokenizer.encode(checkpoint.about.prompts[0])
    mapped = map_temperatures(checkpoint.decoder.prefill(ids)[0], HEAT_MAP_TOKENS)
    heat_map(mapped, [checkpoint.tokenizer.vocabulary.token(token) for token in mapped.ids], "T")


def make_game(checkpoint: Checkpoint) -> Game:
    """Prepare all questions of the game that the page opens with."""
    text = next(iter(texts(checkpoint.about.language).values()))
    model = checkpoint.tokenizer, checkpoint.decoder
    return prepare(*model, text, ROUNDS, usual_gap(checkpoint), random_seed=1)


def open_vectors(checkpoint: Checkpoint) -> tuple[VectorSpace, list[Answered]]:
    """Read a model's vectors and answer every shipped analogy: once for all visitors."""
    embedding = checkpoint.read_embedding()
    if embedding is None:
        raise SystemExit(f"bench: {checkpoint.name} has no vectors")
    space = VectorSpace(embedding)
    return space, answer(space, questions(checkpoint.tokenizer.vocabulary))


def ask_vectors(space: VectorSpace) -> None:
    """Find a word's neighbours, map them, and answer an analogy: once for every word asked for."""
    near = space.neighbours(0, NEARBY)
    space.project([0, *near.ids])
    space.analogy((1, 2, 3), ANSWERS)
    space.project((1, 2, 3), offset=(1, 2, 3))
