"""What a model writes after each epoch, at four temperatures.

All four start from the same prompt and throw the same dice, so that they differ through
temperature alone. (The book's listing 8.9 carries the text over from one temperature to the next.)
"""

from typing import Any

from textgen.decoder import Decoder
from textgen.generation import Settings, generate_lanes
from textgen.sampler import Sampler
from textgen.tokenizers import Tokenizer
from textgen.training.recipe import SampleSettings

TEMPERATURES = (0.2, 0.5, 1.0, 1.2)


def draw_samples(
    tokenizer: Tokenizer, decoder: Decoder, settings: SampleSettings
) -> list[dict[str, Any]]:
    """Draw one text a temperature.

    Returns
    -------
    list of dict
        ``temperature``, ``random_seed``, ``prompt`` and ``text`` (without the prompt), as
        ``history.json`` holds them.
    """
    lanes = [
        Settings(
            sampler=Sampler(temperature=temperature),
            random_seed=settings.random_seed,
            max_new_tokens=settings.max_new_tokens,
        )
        for temperature in TEMPERATURES
    ]
    steps = zip(*generate_lanes(decoder, tokenizer.encode(settings.prompt), lanes), strict=True)
    return [
        {
            "temperature": temperature,
            "random_seed": settings.random_seed,
            "prompt": settings.prompt,
            "text": tokenizer.decode(step.id for step in lane),
        }
        for temperature, lane in zip(TEMPERATURES, steps, strict=True)
    ]
