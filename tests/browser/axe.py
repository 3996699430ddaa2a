"""What axe-core finds on a page: its script comes with the package, nothing is fetched."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

COLOR_RULES = ("color-contrast", "link-in-text-block")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

# What Streamlit makes and nobody can change from outside: rule and part of the selector. Empty,
# and to stay so; whoever has to add a line says in it why.
EXCEPTIONS: tuple[tuple[str, str], ...] = ()

_axe = Axe()


def violations(page: Page, *rules: str) -> list[str]:
    """Return what breaks WCAG 2.0 to 2.2, A or AA: rule, place and reason; shadow trees too.

    ``rules`` are all that are asked for, if there are any.
    """
    options = {"runOnly": list(rules or RULES), "resultTypes": ["violations"]}
    found = _axe.run(page, options=options).response["violations"]
    told = [told_of(rule["id"], node) for rule in found for node in rule["nodes"]]
    return [text for text in told if not any(a in text and b in text for a, b in EXCEPTIONS)]


def told_of(rule: str, node: dict[str, Any]) -> str:
    """Return one finding in a line."""
    # Inside a shadow tree a place is a list: the host, then the element.
    place = " >>> ".join(
        " ".join(part) if isinstance(part, list) else part for part in node["target"]
    )
    reasons = "; ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
    return f"{rule}: {place}: {reasons}: {node['html'][:100]}"
