"""Which models have vectors."""

from textgen.checkpoint import Checkpoint
from ui.visit import Checkpoints


def first_choice(checkpoints: Checkpoints, preferred: str) -> str:
    """Return the model to open with: with vectors, in the visitor's language, of words."""
    language = checkpoints[preferred].about.language

    def order(checkpoint: Checkpoint) -> tuple[bool, bool, bool]:
        return (
            checkpoint.config.embedding is None,
            checkpoint.about.language != language,
            checkpoint.tokenizer.unit != "word",
        )

    return min(checkpoints.values(), key=order).name


def with_vectors(checkpoints: Checkpoints, unit: str | None = None) -> list[str]:
    """Return the names of the models that have vectors, of all units or of one."""
    found = (each for each in checkpoints.values() if each.config.embedding is not None)
    return [each.name for each in found if unit in (None, each.tokenizer.unit)]
