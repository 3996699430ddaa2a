"""What the page Replay says of a run, as plain text."""

from textgen.limits import LINK_PROMPT_CHARS
from textgen.run import Run
from ui.i18n import t
from ui.reader import HASH_DIGITS, format_number
from ui.views.replay.state import Opened


def facts(run: Run) -> str:
    """Say in one line, as plain text, what wrote the run and how."""
    sampler = run.settings.sampler
    values = {"k": sampler.top_k, "tp": sampler.top_p, "mp": sampler.min_p, "ty": sampler.typical}
    cuts = [(name, value) for name, value in values.items() if value is not None]
    parts = [
        f"{run.checkpoint}@{run.checkpoint_hash[:HASH_DIGITS]}",
        t("player.t", value=format_number(sampler.temperature)),
        *(f"{t(f'parameter.{name}')} {format_number(value)}" for name, value in cuts),
        f"{t('parameter.s')} {run.settings.random_seed}",
        t("controls.tokens", count=f"{len(run):,}"),
    ]
    if run.settings.edits:
        parts.append(t("replay.edits", count=len(run.settings.edits)))
    return " · ".join(parts)


def why_not_live(now: Opened) -> str:
    """Say why the run can only be looked at, and what would help."""
    if now.model is None:
        return t("replay.no_model")
    return t("replay.long_prompt", limit=LINK_PROMPT_CHARS)
