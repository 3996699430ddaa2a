"""Every control shows the page's state and changes it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.collection import CHINESE, ENGLISH, about, write_checkpoint
from ui import resources
from ui.link import PageState


def page_with_controls_only() -> None:
    """Stand in for the main page."""
    from ui import controls, resources, session

    checkpoints = resources.usable("en")
    state = session.adopt(checkpoints, next(iter(checkpoints)))
    controls.bar(state, checkpoints, resources.entries())


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    resources.entries.clear()
    yield monkeypatch
    resources.entries.clear()


@pytest.fixture
def app(collection: Path, serve: pytest.MonkeyPatch) -> AppTest:
    serve.setattr(resources, "CHECKPOINTS", collection)
    return shown()


def shown(**link: str) -> AppTest:
    """Return the controls as they stand when a link is opened."""
    app = AppTest.from_function(page_with_controls_only, default_timeout=30)
    for name, value in link.items():
        app.query_params[name] = value
    return checked(app)


def checked(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    assert app.selectbox(key="checkpoint")
    return app


def state(app: AppTest) -> PageState:
    page: PageState = app.session_state.page
    return page


# --- model and seed text ---


def test_the_models_are_told_apart_by_title_and_unit(app: AppTest) -> None:
    assert app.selectbox(key="checkpoint").options == [
        "Tiny · characters",
        "Cloud · words",
    ]


def test_another_model_is_chosen(app: AppTest) -> None:
    app.selectbox(key="checkpoint").set_value(CHINESE)
    checked(app)
    assert state(app).checkpoint == CHINESE
    assert app.text_input(key="prompt").value == "我们走在"
    assert app.slider(key="length").value == 30


def test_models_of_the_same_title_can_both_be_chosen(
    tmp_path: Path, serve: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two", "_three_"):
        write_checkpoint(tmp_path / name, ENGLISH, about(ENGLISH))
    serve.setattr(resources, "CHECKPOINTS", tmp_path)
    app = shown()
    picker = app.selectbox(key="checkpoint")
    assert picker.options == [f"Tiny · characters · {name}" for name in ("_three_", "one", "two")]
    picker.set_value("two")
    assert state(checked(app)).checkpoint == "two"


def test_a_seed_text_is_typed(app: AppTest) -> None:
    app.text_input(key="prompt").set_value("old bee")
    checked(app)
    assert state(app).prompt == "old bee"
    assert app.text_input(key="prompt").value == "old bee"


@pytest.mark.parametrize("i", range(3))
def test_an_example_is_taken(app: AppTest, i: int) -> None:
    app.button(key=f"example_{i}").click()
    assert state(checked(app)).prompt == about(ENGLISH).prompts[i]


def test_the_model_writes_a_new_opening(app: AppTest) -> None:
    openings = set()
    for _ in range(3):
        app.button(key="opening").click()
        openings.add(state(checked(app)).prompt)
    assert len(openings) == 3
    assert all(40 <= len(opening) <= 80 for opening in openings)


def test_titles_and_examples_full_of_markdown_are_escaped(
    tmp_path: Path, serve: pytest.MonkeyPatch
) -> None:
    sign = ":material/home: **b** $x$ [l](u)\n# <b> :red[x]"
    escaped = r"\:material\/home\: \*\*b\*\* \$x\$ \[l\]\(u\) \# \<b\> \:red\[x\]"
    title = {"en": sign, "zh": sign}
    description = type(about(ENGLISH))("en", title, (sign,), 40)
    write_checkpoint(tmp_path / "model", ENGLISH, description)
    serve.setattr(resources, "CHECKPOINTS", tmp_path)
    app = shown()
    assert app.selectbox(key="checkpoint").options == [f"{' '.join(sign.split())} · characters"]
    assert app.button(key="example_0").label == escaped
    app.button(key="example_0").click()
    assert state(checked(app)).prompt == sign


# --- random seed ---


def test_the_die_throws_another_random_seed(app: AppTest) -> None:
    assert app.button(key="die").label == "5"
    app.button(key="die").click()
    thrown = state(checked(app)).settings.random_seed
    assert thrown != 5
    assert app.button(key="die").label == str(thrown)
    assert app.number_input(key="random_seed").value == thrown


def test_a_random_seed_is_typed(app: AppTest) -> None:
    app.number_input(key="random_seed").set_value(2**32 - 1)
    assert state(checked(app)).settings.random_seed == 2**32 - 1


def test_locked_the_random_seed_stays_and_unlocked_it_changes(app: AppTest) -> None:
    app.button(key="example_1").click()
    assert state(checked(app)).settings.random_seed == 5
    app.toggle(key="locked").set_value(False)
    assert state(checked(app)).settings.random_seed == 5, "the text on screen stays"
    app.button(key="example_2").click()
    thrown = state(checked(app)).settings.random_seed
    assert thrown != 5
    assert not app.toggle(key="locked").value
    app.toggle(key="locked").set_value(True)
    checked(app)
    app.button(key="example_0").click()
    assert state(checked(app)).settings.random_seed == thrown


# --- settings ---


@pytest.mark.parametrize(
    ("name", "temperature"),
    [("greedy", 0.0), ("stochastic", 1.0), ("random", float("inf"))],
)
def test_a_strategy_is_a_temperature(app: AppTest, name: str, temperature: float) -> None:
    app.button(key=f"strategy_{name}").click()
    assert state(checked(app)).settings.sampler.temperature == temperature
    marked = [
        other
        for other in ("greedy", "stochastic", "random")
        if app.button(key=f"strategy_{other}").proto.type == "primary"
    ]
    assert marked == [name]


@pytest.mark.parametrize(
    ("name", "value", "off"),
    [("top_k", 5, 0), ("top_p", 0.9, 1.0), ("min_p", 0.05, 0.0), ("typical", 0.2, 1.0)],
)
def test_a_cut_is_set_and_taken_off_and_the_others_stay(
    app: AppTest, name: str, value: float, off: float
) -> None:
    other = "top_k" if name != "top_k" else "min_p"
    app.slider(key=other).set_value(1 if other == "top_k" else 0.1)
    checked(app)
    app.slider(key=name).set_value(value)
    sampler = state(checked(app)).settings.sampler
    assert getattr(sampler, name) == value
    assert getattr(sampler, other) is not None
    app.slider(key=name).set_value(off)
    sampler = state(checked(app)).settings.sampler
    assert getattr(sampler, name) is None
    assert getattr(sampler, other) is not None


def test_the_length_is_set(app: AppTest) -> None:
    app.slider(key="length").set_value(90)
    assert state(checked(app)).settings.max_new_tokens == 90


# --- what a link holds ---


def test_the_controls_show_what_the_link_holds(collection: Path, serve: pytest.MonkeyPatch) -> None:
    serve.setattr(resources, "CHECKPOINTS", collection)
    app = shown(c=CHINESE, p="天上", k="7", tp="0.9", mp="0.05", ty="0.2", s="77", n="120")
    assert app.selectbox(key="checkpoint").value == CHINESE
    assert app.text_input(key="prompt").value == "天上"
    values = [app.slider(key=name).value for name in ("top_k", "top_p", "min_p", "typical")]
    assert values == [7, 0.9, 0.05, 0.2]
    assert app.number_input(key="random_seed").value == 77
    assert app.slider(key="length").value == 120


@pytest.mark.parametrize(
    ("parameter", "value", "key", "expected"),
    [
        ("k", "5000", "top_k", 5_000),
        ("mp", "0.9", "min_p", 0.9),
        ("tp", "0.01", "top_p", 0.01),
        ("n", "3", "length", 3),
        ("n", "1000", "length", 1_000),
        ("n", "37", "length", 37),
    ],
)
def test_values_beyond_the_sliders_stay_in_force(
    collection: Path,
    serve: pytest.MonkeyPatch,
    parameter: str,
    value: str,
    key: str,
    expected: float,
) -> None:
    serve.setattr(resources, "CHECKPOINTS", collection)
    app = shown(**{parameter: value})
    before = state(app)
    assert app.slider(key=key).value == expected
    assert state(checked(app)) == before
    app.button(key="die").click()
    after = state(checked(app)).settings
    assert after.sampler == before.settings.sampler
    assert after.max_new_tokens == before.settings.max_new_tokens


# --- what cannot be used ---


def test_a_broken_model_is_listed_with_its_reason_and_the_others_work(
    collection: Path, tmp_path: Path, serve: pytest.MonkeyPatch
) -> None:
    shutil.copytree(collection, tmp_path, dirs_exist_ok=True)
    (tmp_path / "**broken**").mkdir()
    (tmp_path / CHINESE / "model.safetensors").write_bytes(b"short")
    serve.setattr(resources, "CHECKPOINTS", tmp_path)
    app = shown()
    broken, short = (element.value for element in app.text)
    assert broken.startswith("Cannot be used: **broken** – ")
    assert "manifest.json" in broken
    assert short.startswith(f"Cannot be used: {CHINESE} – ")
    assert "model.safetensors" in short
    assert app.selectbox(key="checkpoint").options == ["Tiny · characters"]
