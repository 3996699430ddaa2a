"""What the process has done, in OpenMetrics text: sums only, nothing of any visitor."""

import time
from collections.abc import Iterator, Mapping

from ui import resources
from ui.counters import Labels, counters
from ui.turns import turns

MEDIA_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"

_STARTED = time.monotonic()

_COUNTERS = {
    "runs": "Runs generated, those shared from the cache not counted",
    "tokens": "Tokens in them",
    "costly": "Costly actions that had their turn",
    "costly_refused": "Costly actions refused because too many waited",
    "api_requests": "Calls of the API by route and status",
}


def metrics() -> str:
    """Return all figures."""
    usable = sum(entry.checkpoint is not None for entry in resources.loaded())
    gauges = {
        "costly_waiting": ("Costly actions that wait for their turn", turns.waiting),
        "checkpoints_loaded": ("Usable checkpoints", usable),
        "uptime_seconds": ("Since the process started", time.monotonic() - _STARTED),
    }
    lines: list[str] = []
    for name, meaning in _COUNTERS.items():
        sums = counters.sums(name) or ({} if name == "api_requests" else {(): 0})
        lines += _family(name, "counter", meaning, sums)
    for name, (meaning, value) in gauges.items():
        lines += _family(name, "gauge", meaning, {(): value})
    return "\n".join([*lines, "# EOF", ""])


def _family(name: str, kind: str, meaning: str, values: Mapping[Labels, float]) -> Iterator[str]:
    yield f"# TYPE textgen_{name} {kind}"
    if name.endswith("_seconds"):
        yield f"# UNIT textgen_{name} seconds"
    yield f"# HELP textgen_{name} {meaning}."
    suffix = "_total" if kind == "counter" else ""
    for labels, value in values.items():
        listed = ",".join(f'{label}="{text}"' for label, text in labels)
        yield (
            f"textgen_{name}{suffix}{{{listed}}} {value}"
            if listed
            else (f"textgen_{name}{suffix} {value}")
        )
