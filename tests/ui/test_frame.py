"""What crosses from page to page: read from links with suspicion, kept, written back."""

import pytest
import streamlit as st

from tests.ui.conftest import AddressBar, Session
from ui import frame
from ui.frame import Frame
from ui.visit import arrived_parameters, put_parameters


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, Frame()),
        ({"present": "1"}, Frame(present=True)),
        ({"present": "yes"}, Frame()),
        ({"hide": "die,prompt"}, Frame(hidden=frozenset({"die", "prompt"}))),
        ({"hide": "die,<b>,,die"}, Frame(hidden=frozenset({"die"}))),
        ({"lesson": "same-dice"}, Frame(lesson="same-dice")),
        ({"lesson": "same-dice.12"}, Frame(lesson="same-dice.12")),
        ({"lesson": "../../etc"}, Frame()),
        ({"lesson": "a.0"}, Frame()),
        ({"lesson": "a" * 41}, Frame()),
    ],
)
def test_a_link_is_read_with_suspicion(query: dict[str, str], expected: Frame) -> None:
    assert frame.read(query) == expected


def test_what_is_written_is_read_again() -> None:
    whole = Frame(present=True, hidden=frozenset({"die", "save"}), lesson="same-dice.3")
    assert frame.read(frame.parameters(whole)) == whole


def test_a_page_inside_another_does_not_present(
    session: Session, address_bar: AddressBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(st.context), "is_embedded", True)
    address_bar.parameters = {"present": ["1"], "hide": ["die"], "p": ["x"]}
    assert frame.adopt() == Frame(hidden=frozenset({"die"}))


def test_a_frame_outlives_an_address_without_a_state(
    session: Session, address_bar: AddressBar
) -> None:
    address_bar.parameters = {"present": ["1"], "p": ["x"]}
    assert frame.adopt() == Frame(present=True)
    address_bar.parameters = {}  # another page by the header
    assert frame.adopt() == Frame(present=True)
    address_bar.parameters = {"lang": ["zh"]}
    assert frame.adopt() == Frame(present=True)
    address_bar.parameters = {"p": ["x"]}  # a link of somebody who does not present
    assert frame.adopt() == Frame()


def test_a_change_outlives_the_link_from_before_it(
    session: Session, address_bar: AddressBar
) -> None:
    address_bar.parameters = {"p": ["x"]}
    frame.adopt()
    frame.change(Frame(present=True))
    assert frame.adopt() == Frame(present=True)


def test_every_page_s_link_holds_the_frame_and_no_page_reads_it(
    session: Session, address_bar: AddressBar
) -> None:
    frame.change(Frame(present=True, lesson="same-dice"))
    put_parameters("written", {"p": "x"})
    assert address_bar.parameters == {
        "p": ["x"],
        "present": ["1"],
        "lesson": ["same-dice"],
        "lang": ["en"],
    }
    session.pop("acted")
    assert arrived_parameters("written", first=False) is None


def test_a_run_that_is_overtaken_before_it_wrote_its_link_loses_nothing(
    session: Session, address_bar: AddressBar
) -> None:
    address_bar.parameters = {"present": ["1"], "p": ["x"]}
    frame.adopt()
    put_parameters("written", {"p": "x"})
    frame.change(Frame())  # a click; its run ends early, with the old link still there
    session.pop("acted")
    assert frame.adopt() == Frame()
    put_parameters("written", {"p": "x"})
    assert "present" not in address_bar.parameters
    address_bar.parameters = {"present": ["1"], "p": ["x"]}  # the browser's way back
    assert frame.adopt() == Frame(present=True)
