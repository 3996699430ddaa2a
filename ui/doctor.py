"""The seed doctor: a prompt as the model will see it, as escaped HTML."""

import html

from textgen.checkpoint import Checkpoint
from textgen.tokenizers import Reading
from ui.i18n import session_language, t
from ui.plain import visible

_SHOWN = 90  # tokens; a long prompt's beginning is counted, not drawn
_LISTED = 8  # unknown characters named one by one
_MANY = {"en": 1_000_000, "zh": 10_000}  # what large numbers are counted in

_PANEL = "display:flex;flex-wrap:wrap;gap:2px 14px;align-items:center;font-size:13px"
_WORDS = "opacity:.8;overflow-wrap:anywhere"
_STRIP = (
    "flex:1 1 16rem;min-width:0;display:flex;gap:2px;overflow-x:auto;scrollbar-width:thin;"
    "white-space:pre;line-height:1.5;"
    # None that Streamlit ships: a visitor would load it for this line alone.
    "font-family:ui-monospace,Consolas,'Noto Sans Mono CJK SC',monospace"
)
_CHIP = "padding:0 3px;border-radius:4px;"  # short: it is sent with every token
_KNOWN = _CHIP + "background:#8882"
_UNKNOWN = _CHIP + "background:#c2372e;color:#fff;text-decoration:line-through;font-weight:600"
_ISOLATED = "\u2068{}\u2069"  # a right-to-left character must not turn its neighbours round


def panel(checkpoint: Checkpoint, reading: Reading) -> str:
    """Return model and reading as HTML: what they are in words, then the tokens as chips."""
    words = html.escape(f"{facts(checkpoint)} · {summary(reading)}")
    return f'<div style="{_PANEL}"><span style="{_WORDS}">{words}</span>{strip(reading)}</div>'


def facts(checkpoint: Checkpoint) -> str:
    """Say in one line, as plain text, what a model is and how good it is."""
    unit = t(
        f"unit.{checkpoint.tokenizer.unit}.kinds", count=f"{checkpoint.config.vocabulary_size:,}"
    )
    language = t(f"language.{checkpoint.about.language}")
    many = checkpoint.parameters / _MANY[session_language()]
    parameters = t("doctor.parameters", count=f"{many:,.1f}")
    figure = checkpoint.about.heldout_bits_per_char
    quality = t("doctor.not_measured") if figure is None else t("doctor.bits", bits=f"{figure:.2f}")
    return " · ".join([language, unit, parameters, quality])


def summary(reading: Reading) -> str:
    """Say in one line, as plain text, what the model will read."""
    parts = [t("doctor.tokens", count=len(reading.ids), characters=len(reading.text))]
    parts += [t(f"doctor.{step}") for step in reading.steps]
    if reading.unknown:
        named = " ".join(
            _ISOLATED.format(visible(piece.text)) for piece in reading.unknown[:_LISTED]
        )
        places = ", ".join(str(piece.position + 1) for piece in reading.unknown[:_LISTED])
        more = " …" if len(reading.unknown) > _LISTED else ""
        parts.append(
            t("doctor.unknown", count=len(reading.unknown), named=named + more, places=places)
        )
    elif reading.ids:
        parts.append(t("doctor.all_known"))
    if not reading.ids:
        parts.append(t("doctor.nothing" if reading.pieces else "doctor.empty"))
    return " · ".join(parts)


def strip(reading: Reading) -> str:
    """Return the tokens as a row of chips; unknown characters are struck out."""
    hidden = len(reading.pieces) - _SHOWN
    chips = [f"<span style='flex:none'>… {hidden} + </span>"] if hidden > 0 else []
    for piece in reading.pieces[-_SHOWN:]:
        style = _UNKNOWN if piece.id is None else _KNOWN
        title = t("doctor.skipped") if piece.id is None else f"{t('doctor.id')} {piece.id}"
        text = html.escape(visible(piece.text))
        chips.append(f'<span style="{style}" title="{html.escape(title)}">{text}</span>')
    label = html.escape(t("doctor.label"))
    row = f'<div role="group" tabindex="0" aria-label="{label}" style="{_STRIP}">'
    return row + "".join(chips) + "</div>"
