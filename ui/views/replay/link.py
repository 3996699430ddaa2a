"""Where the page Replay leads; of its own state only the frame can stand in a link."""

from textgen.limits import LINK_PROMPT_CHARS
from ui import frame, link
from ui.link import PageState
from ui.views.replay.state import Opened
from ui.visit import arrived_parameters, put_parameters

_WRITTEN = "replay_written"


def live_link(now: Opened) -> dict[str, str] | None:
    """Return the parameters with which the main page writes the same; None if it cannot."""
    run = now.run
    if now.model is None or len(run.prompt) > LINK_PROMPT_CHARS:
        return None
    state = PageState(now.model.name, run.prompt, run.settings, checksum=run.checksum)
    return {**link.write(state, now.model), **frame.parameters()}


def write_link() -> None:
    """Put the frame into the address bar; a file cannot stand there."""
    arrived_parameters(_WRITTEN, first=False)  # whatever it is, nothing follows from it here
    put_parameters(_WRITTEN, {})
