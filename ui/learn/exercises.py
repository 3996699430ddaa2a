"""The exercises, from easy to hard: each opens a page in the state that it speaks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from textgen.checkpoint import Checkpoint
from ui.reader import checkpoint_parameter


@dataclass(frozen=True)
class Exercise:
    """Something to find out.

    Parameters
    ----------
    name : str
        Of its text.
    page : str
        Where it is found out.
    link : mapping of str to str
        Parameters of the page's link, without the models.
    model : str or None
        Checkpoint that it speaks of; None for the visitor's own choice.
    second : str or None
        Checkpoint put beside it.
    """

    name: str
    page: str
    link: Mapping[str, str] = field(default_factory=dict)
    model: str | None = None
    second: str | None = None

    def parameters(self, checkpoints: Mapping[str, Checkpoint], chosen: str) -> dict[str, str]:
        """Return the link's parameters; a model that is not there gives way to the chosen one.

        Parameters
        ----------
        checkpoints : mapping of str to Checkpoint
            The usable ones.
        chosen : str
            The visitor's.
        """
        model = checkpoints[self.model if self.model in checkpoints else chosen]
        parameters = {"c": checkpoint_parameter(model), **self.link}
        if self.second in checkpoints:
            parameters["c2"] = checkpoint_parameter(checkpoints[self.second])
        return parameters


BOOK = "nietzsche-book"
EXERCISES = (
    Exercise("die", "generate", {"t": "0"}),
    Exercise("guess", "guess", {"n": "20"}),
    Exercise("byhand", "temperature", {"h": "50-25-12-8-4-1", "t": "1", "i": "0"}),
    Exercise("dice", "compare", {"l": "0.2,0.5,1,1.2"}),
    Exercise("claim", "compare", {"l": "0.2,1.2"}, "nietzsche-char"),
    Exercise("loop", "strategies", {"n": "400"}, BOOK),
    Exercise("bits", "inspect", {}, BOOK),
    Exercise("stop", "epochs", {"ep": "1"}, BOOK),
    Exercise("tokens", "compare", {"l": "0.5,1"}, "luxun-word", "luxun-char"),
    Exercise("neighbours", "vectors", {}, "luxun-word"),
    Exercise("twice", "temperature", {"h": "50-25-12-8-4-1", "t": "1"}),
    Exercise("solve", "temperature", {"h": "90-10-0-0-0-0", "t": "1", "i": "0"}),
    Exercise("memory", "vectors", {}, "luxun-word"),
)
