"""Every string a visitor sees, in Chinese and English, from the catalogues in ``locale/``."""

from functools import cache
from pathlib import Path

import polib
import streamlit as st

LANGUAGES = ("zh", "en")
DEFAULT = "en"

LOCALE = Path(__file__).parent / "locale"
SESSION_KEY = "language"


@cache
def catalogue(language: str) -> dict[str, str]:
    """Return all messages of a language by id."""
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(LOCALE / f"{language}.po"))}


def t(key: str, /, *, language: str | None = None, **values: object) -> str:
    """Return the message ``key`` with ``{name}`` places filled from ``values``.

    Without ``language``, the one of the visitor's session. An unknown key is a `KeyError`.
    """
    message = catalogue(language or session_language())[key]
    return message.format(**values) if values else message


def strings(prefix: str, language: str | None = None) -> dict[str, str]:
    """Return all messages below ``prefix`` by their whole id, for a component.

    Places stay as they are; the component's own code fills them.
    """
    messages = catalogue(language or session_language())
    return {key: text for key, text in messages.items() if key.startswith(f"{prefix}.")}


def choose_language(*wishes: str | None) -> str:
    """Return the language of the first wish that names one of ours, region aside.

    >>> choose_language(None, "fr", "zh-TW")
    'zh'
    """
    codes = ((wish or "").replace("_", "-").split("-")[0].lower() for wish in wishes)
    return next((code for code in codes if code in LANGUAGES), DEFAULT)


def session_language() -> str:
    """Return the language of the visitor's session."""
    return st.session_state.get(SESSION_KEY, DEFAULT)


def set_session_language(language: str) -> None:
    """Let the visitor's session speak ``language`` from now on."""
    st.session_state[SESSION_KEY] = language
