"""Which models have vectors."""

from textgen.checkpoint import Checkpoint
from ui.visit import Checkpoints


def first_choice(checkpoints: Checkpoints, preferred: str) -> str:
    """Return the model to open with: with vectors, of words, in the visitor's language.

    Words in another language tell more than letters of one's own: glosses stand beside them.
    """
    language = checkpoints[preferred].about.language

    def order(checkpoint: Checkpoint) -> tuple[bool, bool, bool]:
        return (
            checkpoint.config.embedding is None,
            checkpoint.tokenizer.unit != "word",
            checkpoint.about.language != language,
        )

    return min(checkpoints.values(), key=order).name


def with_vectors(checkpoints: Checkpoints, unit: str | None = None) -> list[str]:
    """Return the names of the models that have vectors, of all units or of one."""
    found = (each for each in checkpoints.values() if each.config.embedding is not None)
    return [each.name for each in found if unit in (None, each.tokenizer.unit)]
