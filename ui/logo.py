"""The app's icon and the icon with its name, as SVG."""

import unicodedata
from pathlib import Path

ICON = Path(__file__).parent / "icon.svg"

# The page's colour scheme reaches into the picture, so the name is readable on either theme.
WORDMARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 24" \
width="{width}" height="24">
<style>
text {{ font: 700 17px "Source Sans 3", "Source Sans Pro", system-ui, sans-serif; fill: #1d2330 }}
@media (prefers-color-scheme: dark) {{ text {{ fill: #eceff5 }} }}
</style>
{icon}
<text x="32" y="18" textLength="{length}" lengthAdjust="spacingAndGlyphs">{name}</text>
</svg>"""


def wordmark(name: str) -> str:
    """Return the icon followed by ``name``, of the same width whichever font draws it."""
    length = sum(18 if unicodedata.east_asian_width(sign) == "W" else 9 for sign in name)
    icon = ICON.read_text(encoding="utf-8").strip()
    return WORDMARK.format(width=36 + length, length=length, icon=icon, name=name)
