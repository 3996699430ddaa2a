"""A measured figure beside the one to reach, as a table and as JSON."""

import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    `at_least` or `at_most` is the figure to reach, if there is one; `details` are the measurements
    behind it.
    """

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def reached(self) -> bool:
        # No number is no success: NaN compares as False.
        above = self.at_least is None or self.value >= self.at_least
        below = self.at_most is None or self.value <= self.at_most
        return bool(above and below)  # NumPy's own kind of truth is none of JSON

    @property
    def goal(self) -> str:
        if self.at_least is not None:
            return f">= {self.at_least:,g} {self.unit}"
        return "" if self.at_most is None else f"<= {self.at_most:,g} {self.unit}"

    @property
    def verdict(self) -> str:
        if not self.goal:
            return ""
        return "reached" if self.reached else "MISSED"


def as_json(figures: Sequence[Figure]) -> str:
    """Return the figures as JSON; what could not be measured is null."""
    values = [{**asdict(figure), "reached": figure.reached} for figure in figures]
    for value in values:
        value["value"] = value["value"] if math.isfinite(value["value"]) else None
    return json.dumps({"machine": machine(), "figures": values}, indent=1)


def as_table(figures: Sequence[Figure]) -> str:
    width = max(len(figure.name) for figure in figures)
    lines = [
        f"{figure.name:{width}}  {figure.value:>10,.4g} {figure.unit:7} "
        f"{figure.verdict:8} {figure.goal}"
        for figure in figures
    ]
    details = [
        f"  {name}: {value:,.4g}" if isinstance(value, float) else f"  {name}: {value}"
        for figure in figures
        for name, value in figure.details.items()
    ]
    return "\n".join([*lines, "", *dict.fromkeys(details)])


def machine() -> dict[str, object]:
    """What the figures were measured on; the load says whether it was quiet."""
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
    }
