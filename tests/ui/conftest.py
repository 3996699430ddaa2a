"""A visitor's session and address bar, without Streamlit's runtime."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import streamlit as st


class Session(dict[str, Any]):
    """What ``st.session_state`` is to a script: a dictionary with attributes."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__


class AddressBar:
    """What ``st.query_params`` is to a script; ``parameters`` holds every value of each."""

    def __init__(self) -> None:
        self.parameters: dict[str, list[str]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self.parameters)

    def get(self, name: str) -> str | None:
        return self.parameters.get(name, [None])[-1]

    def get_all(self, name: str) -> list[str]:
        return self.parameters.get(name, [])

    def from_dict(self, parameters: Mapping[str, str]) -> None:
        self.parameters = {name: [value] for name, value in parameters.items()}


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    session = Session()
    monkeypatch.setattr(st, "session_state", session)
    return session


@pytest.fixture
def address_bar(monkeypatch: pytest.MonkeyPatch) -> AddressBar:
    bar = AddressBar()
    monkeypatch.setattr(st, "query_params", bar)
    return bar
