"""Panels of another page, small, and the link that opens them there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from ui.chart import Panel, Passage, Plot, Slider, Width

HEIGHT = 320  # pixels of a figure, at most


@dataclass(frozen=True)
class Miniature:
    """Panels of another page, and the link that opens them there.

    Parameters
    ----------
    page : str
        Name of the page.
    parameters : dict of str to str
        Of the link.
    panels : list of Panel
        What is shown.
    slider : Slider or None
        What turns them.
    """

    page: str
    parameters: dict[str, str]
    panels: list[Panel]
    slider: Slider | None = field(default=None)


def chosen(panels: Iterable[Panel], wanted: Mapping[str, Width]) -> list[Panel]:
    """Return the wanted panels as they are to be here."""
    return [small(each, wanted[each.key]) for each in panels if each.key in wanted]


def small(panel: Panel, width: Width) -> Panel:
    """Return a panel that is only looked at and takes no more room than it needs."""
    small = replace(panel, width=width, clickable=False, folds=False)
    if isinstance(small, Plot):
        return replace(small, height=min(small.height, HEIGHT))
    return replace(small, height=None) if isinstance(small, Passage) else small
