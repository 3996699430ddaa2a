"""A fresh opening in the author's manner, written by the model itself."""

from textgen.checkpoint import Checkpoint
from textgen.generation import Settings, generate
from textgen.sampler import Sampler

_SAMPLER = Sampler(temperature=0.7, top_p=0.95)
_CHARS = {"en": (40, 80), "zh": (10, 26)}  # shortest and longest opening
_PAUSES = " ,;:.!?，。；：！？、"


def write_opening(checkpoint: Checkpoint, random_seed: int) -> str:
    """Let the model begin a text from its opening token alone.

    Parameters
    ----------
    checkpoint : Checkpoint
        The model.
    random_seed : int
        Decides the opening.

    Returns
    -------
    str
        One line that stops short of a pause, so that the model has something to go on with.
    """
    shortest, longest = _CHARS[checkpoint.about.language]
    text = ""
    settings = Settings(_SAMPLER, random_seed, max_new_tokens=2 * longest)
    for step in generate(checkpoint.decoder, [], settings):
        text = (text + checkpoint.tokenizer.vocabulary.token(step.id)).lstrip()
        if "\n" in text[shortest:] or len(text) > longest:
            break
    line = " ".join(text.split())[: longest + 1]
    pauses = [i for i, sign in enumerate(line) if i >= shortest and sign in _PAUSES]
    return line[: pauses[-1] if pauses else longest].rstrip(_PAUSES)
