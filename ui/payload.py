"""Everything the player shows, as one block of bytes."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from textgen.run import Run
from textgen.run_format import dumps, entropy_unit, header, normalizer_unit, pack
from ui import assets, figures, frame
from ui.i18n import session_language, strings


@dataclass(frozen=True)
class Stage:
    """How a run is to be shown.

    Parameters
    ----------
    start : int
        Step to show first.
    play : bool or None
        Whether to play from there; None goes on as before.
    departs : int or None
        Step from which the text is another than the link's.
    undo : bool
        Whether there is something to undo.
    link : str
        Query string of this state; the player puts the step on screen into it.
    export : str or None
        Identifies a request for the run as a file; None if there is none.
    recorded : bool, default=False
        Whether the run is only shown: no model is there that could go on with it.
    """

    start: int
    play: bool | None
    departs: int | None
    undo: bool
    link: str
    export: str | None
    recorded: bool = False


def player_payload(run: Run, stage: Stage, origin: dict[str, Any] | None = None) -> bytes:
    """Return a run with its stage, in the player's format: `run_format.pack` with a view.

    Parameters
    ----------
    run : Run
        What to play.
    stage : Stage
        How to show it.
    origin : dict or None, default=None
        What to underline, see `run_origin`.
    """
    language = session_language()
    view = {
        "lang": language,
        "strings": strings("player") | strings("chart"),
        "run": header(run),
        "prompt": [{"text": text, "known": known} for text, known in run.prompt_pieces],
        "tokens": {str(token): text for token, text in run.tokens.items()},
        "vocabulary_size": run.vocabulary_size,
        "entropy_unit": entropy_unit(run),
        "normalizer_unit": normalizer_unit(run),
        "origin": origin,
        "session": run_identity(run),
        "start": stage.start,
        "play": stage.play,
        "departs": stage.departs,
        "undo": stage.undo,
        "link": stage.link,
        "present": frame.current().present,
        "keeps": frame.shows("save"),
        "export": _export(run, stage.export),
        "recorded": stage.recorded,
        "slider": {"min": 0, "max": 2, "step": 0.05},
        "plotly": assets.plotly_path(),
        "figure": figures.bars(),
    }
    text = json.dumps(view, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return pack(run, {"view": text})


def run_identity(run: Run) -> str:
    """Return a text that is the same for the same run only."""
    return hashlib.sha256(json.dumps(header(run), sort_keys=True).encode()).hexdigest()[:16]


def _export(run: Run, request: str | None) -> dict[str, str] | None:
    if request is None:
        return None
    return {"id": request, "name": f"{run.checkpoint}.run.json", "text": dumps(run)}
