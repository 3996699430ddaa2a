"""A page's link made short enough for a code that is read from the last row."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote_plus

from ui import pages
from ui.digits import to_digits
from ui.share.code import bits
from ui.visit import Checkpoints

PROMPT_CHARS = 60

_TEXT_AT_ITS_BEGINNING = ("inspect",)  # a long text is read from its start there


@dataclass(frozen=True)
class Short:
    """A short link's parameters, and what it leaves out.

    Parameters
    ----------
    parameters : dict of str to str
        Of the page.
    prompt_chars : int
        How many characters of the seed text are missing.
    kept_end : bool
        Whether the rest is its end, or its beginning.
    checksum : bool
        Whether what would tell another text apart is missing.
    """

    parameters: dict[str, str]
    prompt_chars: int = 0
    kept_end: bool = True
    checksum: bool = False


def shorten(page: str, full: Mapping[str, str], checkpoints: Checkpoints) -> Short:
    """Return a page's link without what the page would add by itself.

    Parameters
    ----------
    page : str
        Its name.
    full : mapping of str to str
        Parameters of the complete link, frame and language aside.
    checkpoints : mapping of str to Checkpoint
        The usable ones.
    """
    complete = {name: value for name, value in full.items() if value and name != "z"}
    for name in ("c", "c2"):
        if name in complete:
            complete[name] = complete[name].partition("@")[0]
    kept = _without_defaults(page, complete, checkpoints)
    prompt, at_end = kept.get("p", ""), page not in _TEXT_AT_ITS_BEGINNING
    cut = max(0, len(prompt) - PROMPT_CHARS)
    if cut:
        kept = kept | {"p": prompt[cut:] if at_end else prompt[:PROMPT_CHARS]}
    if cut and not at_end:  # they count what is not there any more
        kept = {name: value for name, value in kept.items() if name not in ("of", "at")}
    return Short(_denser(kept), cut, at_end, "z" in full)


def _without_defaults(
    page: str, parameters: dict[str, str], checkpoints: Checkpoints
) -> dict[str, str]:
    """Leave out what the page shows anyway with this model, if it then shows the same."""
    if not checkpoints:
        return parameters
    usual = _complete(page, {"c": parameters.get("c", "")}, checkpoints)
    short = {
        name: value for name, value in parameters.items() if name == "c" or value != usual.get(name)
    }
    same = _complete(page, short, checkpoints) == _complete(page, parameters, checkpoints)
    return short if same else parameters


def _denser(parameters: dict[str, str]) -> dict[str, str]:
    """Hold the seed text in digits where they take less room in a code."""
    prompt = parameters.get("p", "")
    digits = to_digits(prompt)
    if digits is None or bits(digits) >= bits(quote_plus(prompt)):
        return parameters
    return {"pd" if name == "p" else name: value for name, value in parameters.items()} | {
        "pd": digits
    }


def _complete(page: str, parameters: Mapping[str, str], checkpoints: Checkpoints) -> dict[str, str]:
    return pages.write(page, pages.read(page, parameters, checkpoints).state, checkpoints)
