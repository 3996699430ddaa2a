"""The page on strategies as visitors find it."""

import pytest

from tests.collection import CHINESE, ENGLISH
from tests.pages.visiting import board_of, opened


@pytest.mark.parametrize(
    ("locale", "name"), [("en-US", ENGLISH), ("zh-CN", CHINESE)], ids=["en", "zh"]
)
def test_it_opens_with_a_finished_example(locale: str, name: str) -> None:
    app = opened("strategies", locale)
    sent = board_of(app)
    assert sent["lang"] == locale[:2]
    keys = [panel["key"] for panel in sent["panels"]]
    assert keys[:5] == ["free", "cuts", "figures", "order", "text_greedy"]
    assert len(keys) == 4 + 9
    assert sent["slider"]["start"] == 24
    assert app.query_params["c"].startswith(f"{name}@")
    assert not app.warning


def test_a_link_is_followed_and_written_again() -> None:
    asked = {"p": "old hat", "t": "1.5", "k": "7", "tp": "0.85", "mp": "0.1", "ty": "0.5"}
    asked |= {"s": "9", "n": "30"}
    app = opened("strategies", c=ENGLISH, **asked)
    assert board_of(app)["slider"]["start"] == 30
    assert app.slider(key="strategies_top_k").value == 7
    assert {name: app.query_params[name] for name in asked} == asked


@pytest.mark.parametrize("hostile", ["<b>", "x" * 9_000, "", "🙂 & 好", "**b** :red[x]"])
def test_any_seed_text_is_taken(hostile: str) -> None:
    app = opened("strategies", p=hostile, n="20")
    assert board_of(app)["panels"]


def test_what_cannot_be_read_is_told() -> None:
    app = opened("strategies", k="0", ty="2")
    (box,) = app.warning
    assert "Top\\-k" in box.value
    assert "Typical" in box.value


def test_controls_change_what_is_shown() -> None:
    app = opened("strategies")
    shown = {board_of(app)["id"]}
    for key, value in (("top_k", 2), ("top_p", 0.5), ("min_p", 0.3), ("typical", 0.3)):
        app.slider(key=f"strategies_{key}").set_value(value).run()
        shown.add(board_of(app)["id"])
    app.slider(key="strategies_length").set_value(60).run()
    shown.add(board_of(app)["id"])
    app.button(key="strategies_die").click().run()
    shown.add(board_of(app)["id"])
    app.selectbox(key="strategies_checkpoint").set_value(CHINESE).run()
    shown.add(board_of(app)["id"])
    assert not app.exception
    assert len(shown) == 8
    assert app.query_params["n"] == "60"
