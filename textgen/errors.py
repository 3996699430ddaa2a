"""The package's errors, one small tree.

::

    TextgenError
    ├── ConfigError       an argument or recipe value outside its range (also a ValueError)
    ├── CheckpointError   a checkpoint folder that cannot be used
    ├── CorpusError       a training or evaluation text that cannot be used
    ├── TrainingError     a training that cannot start or go on
    └── RunError          a recorded run that cannot be read

Every message names the problem and the remedy, on one line. `Interruption` stands beside the tree:
nothing went wrong, and whoever handles errors should let it pass.
"""

import reprlib
import signal

_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = 100


def brief(value: object) -> str:
    r"""Return a value's repr cut to one short line, whatever a file or a link made of the value.

    Examples
    --------
    >>> brief("a\nb"), brief([[[[[[[[1]]]]]]]]), len(brief("x" * 10**6))
    ("'a\\nb'", '[[[[[[[...]]]]]]]', 100)
    """
    try:
        return _REPR.repr(value)
    except ValueError:  # a whole number with more digits than Python writes out
        return f"<{type(value).__name__} too long to show>"


class TextgenError(Exception):
    """Base of every error that this package raises on purpose."""


class ConfigError(TextgenError, ValueError):
    """An argument or a recipe value is outside its range."""


class CheckpointError(TextgenError):
    """A checkpoint folder is missing, damaged, of another version or hostile."""


class CorpusError(TextgenError):
    """A training or evaluation text cannot be used."""


class TrainingError(TextgenError):
    """A training cannot start or go on."""


class RunError(TextgenError):
    """A recorded run cannot be read.

    Parameters
    ----------
    message : str
        The problem and the remedy.
    reason : {'values', 'size', 'json', 'format', 'version', 'checksum'}
        Which kind of problem it is, for who says it in another language.
    """

    def __init__(self, message: str, reason: str = "values") -> None:
        super().__init__(message)
        self.reason = reason


class Interruption(KeyboardInterrupt):
    """A signal asked a training to end, and it may be resumed.

    Parameters
    ----------
    number : int
        Of the signal.
    """

    def __init__(self, number: int) -> None:
        name = signal.Signals(number).name
        super().__init__(f"stopped by {name}; repeat the command with --resume to go on")
        self.number = number
