"""A link opens what it was made of; whatever else it holds does no harm and is told."""

import ast
import string
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.collection import CHINESE, ENGLISH, about
from textgen import Checkpoint, Edit, Sampler, Settings
from textgen.limits import LINK_PROMPT_CHARS, MAX_EDITS, MAX_NEW_TOKENS
from ui import i18n, link, pages
from ui.link import PageState
from ui.reader import Notice, Reader

FUZZ = settings(max_examples=200, deadline=None, derandomize=True)

Checkpoints = Mapping[str, Checkpoint]

NUMBERS = ("t", "k", "tp", "mp", "ty", "s", "n", "at")
WHOLE = ("k", "s", "n", "at")
PARAMETERS = ("c", "p", *NUMBERS, "e", "z", "lang", "lesson")
CHECKSUM = "3DIT-ieT3KYAAAAAAAAA"
VOCABULARY_SIZES = {ENGLISH: 49, CHINESE: 24}


def read(checkpoints: Checkpoints, **parameters: str | Sequence[str]) -> tuple[PageState, Any]:
    """Read a link to the English model; a parameter given as a list is there several times."""
    lists = {name: [v] if isinstance(v, str) else v for name, v in parameters.items()}
    state, notices = link.read(lists, checkpoints, ENGLISH)
    check_notices(notices)
    return state, notices


def check_notices(notices: list[Notice]) -> None:
    """Every notice has its message in both languages, is there once and quotes no link."""
    ours = {*PARAMETERS, ENGLISH, CHINESE, MAX_EDITS, LINK_PROMPT_CHARS, "0.6", "5", "40", "30"}
    for notice in notices:
        assert set(notice.values.values()) <= ours
        assert notices.count(notice) == 1
        for language in i18n.LANGUAGES:
            assert i18n.t(f"link.{notice.key}", language=language, **notice.values)


def keys(notices: list[Notice]) -> list[str]:
    return [notice.key for notice in notices]


# --- what is written is what is read ---

prompts = st.text(max_size=LINK_PROMPT_CHARS) | st.sampled_from(
    [
        "",
        "two\nlines\r\n",
        "我走在夜里的街上，",
        "👩‍👩‍👧 🏳️‍🌈",
        "\u202eשלום\u200b\u0000\x07",
        "a&b=c#d%20+e?f;g",
        "<script>alert(1)</script> **$x$** :material/home:",
        "é" * 499 + "🙂",
        "x" * 501,
        "路" * 2_000,
    ]
)
temperatures = st.floats(0, allow_nan=False) | st.sampled_from([0.0, 0.8, 1e-9, 1e9, float("inf")])
shares = st.none() | st.floats(0, 1, exclude_min=True, exclude_max=True)
samplers = st.builds(
    Sampler,
    temperature=temperatures,
    top_k=st.none() | st.integers(1, 100_000),
    top_p=shares,
    min_p=shares,
    typical=shares,
)


@st.composite
def states(draw: st.DrawFn) -> PageState:
    """Any state of the page: there is no other than these."""
    checkpoint = draw(st.sampled_from([ENGLISH, CHINESE]))
    length = draw(st.integers(1, MAX_NEW_TOKENS))
    steps = draw(st.sets(st.integers(0, length - 1), max_size=MAX_EDITS))
    tokens = st.none() | st.integers(0, VOCABULARY_SIZES[checkpoint] - 1)
    edits = []
    for step in sorted(steps):
        token = draw(tokens)
        wanted = temperatures if token is None else st.none() | temperatures
        edits.append(Edit(step, draw(wanted), token))
    return PageState(
        checkpoint,
        draw(prompts),
        Settings(draw(samplers), draw(st.integers(0, 2**32 - 1)), length, tuple(edits)),
        draw(st.none() | st.integers(0, length - 1)),
        draw(st.none() | st.from_regex(r"[A-Za-z0-9_-]{20}", fullmatch=True)),
    )


@FUZZ
@given(state=states())
def test_a_link_opens_the_state_it_was_made_of(checkpoints: Checkpoints, state: PageState) -> None:
    written = link.write(state, checkpoints[state.checkpoint])
    query = urlencode(written)
    assert query.isascii()
    opened, notices = link.read(parse_qs(query, keep_blank_values=True), checkpoints, ENGLISH)
    assert notices == []
    if len(state.prompt) <= LINK_PROMPT_CHARS:
        assert opened == state
    else:
        clipped = state.prompt[-LINK_PROMPT_CHARS:]
        assert opened == replace(state, prompt=clipped, checksum=None)


def test_a_link_is_complete_with_defaults(checkpoints: Checkpoints) -> None:
    checkpoint = checkpoints[ENGLISH]
    assert link.write(link.default_state(checkpoint), checkpoint) == {
        "c": f"{ENGLISH}@{checkpoint.hash[:8]}",
        "p": "a bee",
        "t": "0.6",
        "k": "0",
        "tp": "1",
        "mp": "0",
        "ty": "1",
        "s": "5",
        "n": "40",
        "e": "",
    }


def test_edits_are_written_as_the_format_says(checkpoints: Checkpoints) -> None:
    edits = (Edit(7, 0.6), Edit(8, token=12), Edit(9, float("inf"), 0))
    state = PageState(ENGLISH, "", Settings(edits=edits))
    written = link.write(state, checkpoints[ENGLISH])
    assert written["e"] == "7:t0.6,8:f12,9:tinf,9:f0"


def test_the_sizes_of_the_vocabularies_are_right(checkpoints: Checkpoints) -> None:
    sizes = {name: len(c.tokenizer.vocabulary) for name, c in checkpoints.items()}
    assert sizes == VOCABULARY_SIZES


# --- what is missing or cannot be read ---


@pytest.mark.parametrize("absent", PARAMETERS)
def test_a_missing_parameter_has_its_default(checkpoints: Checkpoints, absent: str) -> None:
    default = link.default_state(checkpoints[ENGLISH])
    written = link.write(default, checkpoints[ENGLISH])
    written.pop(absent, None)
    assert read(checkpoints, **written) == (default, [])


def test_a_bare_address_opens_the_default(checkpoints: Checkpoints) -> None:
    default = link.default_state(checkpoints[ENGLISH])
    assert read(checkpoints) == (default, [])
    assert read(checkpoints, lang="zh", lesson="3", utm_source="<b>") == (default, [])
    assert default.prompt == about(ENGLISH).prompts[0]


MALFORMED = [
    "",
    "abc",
    "-1",
    "nan",
    "NaN",
    "1e400",
    "٣",
    "１",
    "²",
    "0x10",
    "1_000",
    "1,5",
    " 5",
    "5 ",
    "+5",
    "5\n",
    "1.2.3",
    ".",
    "e5",
    "infinity",
    "-inf",
    "9" * 5_000,
    "0." + "9" * 5_000,
    "<script>alert(1)</script>",
    "\ud800",
    "\x00",
]
OUT_OF_RANGE = [
    *(("k", value) for value in ("100001", "inf", "1.5")),
    *((name, value) for name in ("tp", "ty") for value in ("0", "1.0000001", "inf", "2")),
    *(("mp", value) for value in ("1.01", "inf", "2")),
    *(("s", value) for value in (str(2**32), "9999999999", "1.5", "1e3", "inf")),
    *(("n", value) for value in ("0", "1001", "10.0", "inf")),
    *(("at", value) for value in ("40", "1000", "0.5", "inf")),
]


@pytest.mark.parametrize(
    ("name", "value"),
    [*((name, value) for name in NUMBERS for value in MALFORMED), *OUT_OF_RANGE],
    ids=lambda text: ascii(text)[:20],
)
def test_a_number_that_cannot_be_used_gives_the_default_and_a_notice(
    checkpoints: Checkpoints, name: str, value: str
) -> None:
    state, notices = read(checkpoints, **{name: value})
    assert state == link.default_state(checkpoints[ENGLISH])
    assert [notice.values["parameter"] for notice in notices] == [name]


@pytest.mark.parametrize(
    ("text", "temperature"),
    [
        ("0", 0.0),
        ("1e-9", 1e-9),
        ("1e9", 1e9),
        ("1E9", 1e9),
        ("inf", float("inf")),
        ("Inf", float("inf")),
        (".5", 0.5),
        ("2.", 2.0),
        ("1e-400", 0.0),
        ("1e+16", 1e16),
        ("5e-324", 5e-324),
    ],
)
def test_any_temperature_is_honoured(
    checkpoints: Checkpoints, text: str, temperature: float
) -> None:
    state, notices = read(checkpoints, t=text)
    assert state.settings.sampler.temperature == temperature
    assert notices == []


@pytest.mark.parametrize(
    ("name", "field", "value", "expected"),
    [
        ("k", "top_k", "1", 1),
        ("k", "top_k", "100000", 100_000),
        ("k", "top_k", "0", None),
        ("tp", "top_p", "1e-9", 1e-9),
        ("tp", "top_p", "1.0", None),
        ("mp", "min_p", "1", 1.0),
        ("mp", "min_p", "0.0", None),
        ("ty", "typical", "0.2", 0.2),
        ("ty", "typical", "1", None),
    ],
)
def test_a_cut_is_honoured(
    checkpoints: Checkpoints, name: str, field: str, value: str, expected: float | None
) -> None:
    state, notices = read(checkpoints, **{name: value})
    assert getattr(state.settings.sampler, field) == expected
    assert notices == []


@pytest.mark.parametrize("name", [*NUMBERS, "c", "p", "e", "z"])
def test_of_a_doubled_parameter_the_last_counts(checkpoints: Checkpoints, name: str) -> None:
    good = {"c": CHINESE, "p": "云", "e": "3:f1", "z": CHECKSUM, "tp": "0.5", "ty": "0.5"}
    value = good.get(name, "1")
    state, notices = read(checkpoints, **{name: ["abc", value]})
    assert notices == [Notice("doubled", {"parameter": name})]
    alone, _ = read(checkpoints, **{name: value})
    assert state == (replace(alone, checksum=None) if name == "z" else alone)


# --- the model ---


@pytest.mark.parametrize("name", ["nobody", "", "../secrets", "<b>", "en-char ", "@", "x" * 9_999])
def test_an_unknown_model_is_told_and_another_shown(checkpoints: Checkpoints, name: str) -> None:
    state, notices = read(checkpoints, c=name, t="0.3")
    assert state.checkpoint == ENGLISH
    assert state.settings.sampler.temperature == 0.3
    assert notices == [Notice("checkpoint", {"default": ENGLISH})]


def test_a_changed_model_is_told(checkpoints: Checkpoints) -> None:
    digest = checkpoints[CHINESE].hash
    assert keys(read(checkpoints, c=f"{CHINESE}@{digest[:8]}")[1]) == []
    assert keys(read(checkpoints, c=CHINESE)[1]) == []
    other = "0" if digest[0] != "0" else "1"
    for digits in (other + digest[1:8], other, digest[:8] + "x", "\ud800"):
        state, notices = read(checkpoints, c=f"{CHINESE}@{digits}")
        assert state.checkpoint == CHINESE
        assert notices == [Notice("changed", {"checkpoint": CHINESE})]


def test_a_models_name_may_hold_the_sign_before_the_hash(checkpoints: Checkpoints) -> None:
    named = {"a@b": replace(checkpoints[ENGLISH], name="a@b"), **checkpoints}
    for parameter in ("a@b", f"a@b@{checkpoints[ENGLISH].hash[:8]}"):
        state, notices = link.read({"c": [parameter]}, named, ENGLISH)
        assert (state.checkpoint, notices) == ("a@b", [])


# --- the seed text ---


def test_a_seed_text_too_long_for_a_link_keeps_its_end(checkpoints: Checkpoints) -> None:
    state, notices = read(checkpoints, p="x" * 99_500 + "y" * 500)
    assert state.prompt == "y" * 500
    assert notices == [Notice("prompt", {"limit": 500})]


def test_an_empty_seed_text_stays_empty(checkpoints: Checkpoints) -> None:
    assert read(checkpoints, p="")[0].prompt == ""


def test_lone_surrogates_are_replaced(checkpoints: Checkpoints) -> None:
    assert read(checkpoints, p="a\ud800b")[0].prompt == "a\ufffdb"


# --- edits ---


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("7:t0.6,8:f12", (Edit(7, 0.6), Edit(8, token=12))),
        ("8:f12,7:t0.6", (Edit(7, 0.6), Edit(8, token=12))),
        ("7:t0.6,7:f0", (Edit(7, 0.6, 0),)),
        ("7:t0.6,7:t0.7,7:f1,7:f2", (Edit(7, 0.7, 2),)),
        ("0:t0,39:tinf", (Edit(0, 0.0), Edit(39, float("inf")))),
        ("1:t1e-9,2:t1e+16", (Edit(1, 1e-9), Edit(2, 1e16))),
        ("007:f048", (Edit(7, token=48),)),
    ],
)
def test_edits_are_read(checkpoints: Checkpoints, text: str, edits: tuple[Edit, ...]) -> None:
    state, notices = read(checkpoints, e=text)
    assert state.settings.edits == edits
    assert notices == []


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "7",
        "7:",
        "7:t",
        "7:f",
        "7:x1",
        ":t1",
        "-1:t1",
        "7:t-1",
        "7:tnan",
        "7:t1e400",
        "7:t1_0",
        "7:t٣",
        "٣:t1",
        "7:f٣",
        "7:f1.5",
        "7:f-1",
        "7:f49",
        "7:f999999",
        "40:t1",
        "9999:t1",
        "7:t1:f2",
        "7:T1",
        " 7:t1",
        "7:t" + "9" * 5_000,
        "<script>",
        "\ud800",
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_an_edit_that_cannot_be_read_is_left_out(checkpoints: Checkpoints, bad: str) -> None:
    state, notices = read(checkpoints, e=f"1:t0.5,{bad},2:f3,{bad}")
    assert state.settings.edits == (Edit(1, 0.5), Edit(2, token=3))
    assert notices == [Notice("edit", {})]


def test_twenty_edits_are_taken_and_more_are_not(checkpoints: Checkpoints) -> None:
    both = [f"{i}:t1,{i}:f1" for i in range(MAX_EDITS)]
    state, notices = read(checkpoints, e=",".join(both))
    assert (len(state.settings.edits), notices) == (MAX_EDITS, [])
    for text in (
        ",".join(f"{i}:t1" for i in range(MAX_EDITS + 1)),
        ",".join(f"{i}:t1" for i in range(MAX_EDITS - 1, -1, -1)) + ",39:f1",
        "1:t1," * 50_000,
    ):
        state, notices = read(checkpoints, e=text)
        assert state.settings.edits == ()
        assert notices == [Notice("edits", {"limit": MAX_EDITS})]


def test_edits_and_step_must_lie_inside_the_links_own_length(checkpoints: Checkpoints) -> None:
    state, notices = read(checkpoints, n="5", e="4:t1,5:t1", at="4")
    assert (state.settings.edits, state.at) == ((Edit(4, 1.0),), 4)
    assert keys(notices) == ["edit"]
    assert keys(read(checkpoints, n="5", at="5")[1]) == ["ignored"]


def test_a_token_must_be_in_the_vocabulary_of_the_links_model(checkpoints: Checkpoints) -> None:
    assert keys(read(checkpoints, c=CHINESE, e="1:f23")[1]) == []
    assert keys(read(checkpoints, c=CHINESE, e="1:f24")[1]) == ["edit"]


# --- the checksum ---


def test_a_checksum_is_kept_to_be_compared(checkpoints: Checkpoints) -> None:
    state, notices = read(checkpoints, z=CHECKSUM)
    assert (state.checksum, notices) == (CHECKSUM, [])


@pytest.mark.parametrize("text", ["x", "!" * 20, "=" * 20, "é" * 20, "A" * 21, "A" * 9_999])
def test_a_checksum_that_is_none_is_told(checkpoints: Checkpoints, text: str) -> None:
    state, notices = read(checkpoints, z=text)
    assert state.checksum is None
    assert notices == [Notice("ignored", {"parameter": "z"})]


def test_where_a_notice_explains_another_text_the_checksum_does_not(
    checkpoints: Checkpoints,
) -> None:
    state, notices = read(checkpoints, z=CHECKSUM, t="abc")
    assert state.checksum is None
    assert keys(notices) == ["value"]


# --- anything at all ---

anything = st.text(st.characters(exclude_categories=[]), max_size=30)
nearly = st.sampled_from([*MALFORMED[:24], "0", "1", "0.5", "inf", "1:t1", "2:f3,4:t.5", ENGLISH])
joined = st.lists(nearly, max_size=4).map("".join)
values = st.lists(anything | nearly | joined, max_size=2)


@FUZZ
@given(
    parameters=st.dictionaries(st.sampled_from(PARAMETERS), values)
    | st.dictionaries(anything, values, max_size=3)
)
@example(parameters={name: [] for name in PARAMETERS})
@example(parameters={name: ["", ""] for name in PARAMETERS})
def test_any_parameters_give_a_state_that_can_be_linked(
    checkpoints: Checkpoints, parameters: dict[str, list[str]]
) -> None:
    state, notices = read(checkpoints, **parameters)
    assert len(state.prompt) <= LINK_PROMPT_CHARS
    written = link.write(state, checkpoints[state.checkpoint])
    assert read(checkpoints, **written) == (state, [])


# --- messages ---


def told() -> list[tuple[str, set[str]]]:
    """Return key and names of values of every notice that the interface can give."""
    root = Path(link.__file__).parents[1]
    files = (file for folder in ("ui", "pages") for file in (root / folder).rglob("*.py"))
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    return [
        (node.args[0].value, {keyword.arg for keyword in node.keywords})
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] == "tell"
        and isinstance(node.args[0], ast.Constant)
    ]


def test_every_notice_has_a_message_with_the_same_places_and_every_message_a_notice() -> None:
    notices = told()
    for language in i18n.LANGUAGES:
        messages = i18n.strings("link", language)
        assert {f"link.{key}" for key, _ in notices} == messages.keys()
        for key, names in notices:
            fields = string.Formatter().parse(messages[f"link.{key}"])
            assert {field for _, field, _, _ in fields if field} == names


def test_every_parameter_has_a_name(checkpoints: Checkpoints) -> None:
    """A notice calls it so: without one the page could not say what it left out, and broke."""
    for read in pages._READ.values():
        reader = Reader({})
        read(reader, checkpoints, ENGLISH)
        for language in i18n.LANGUAGES:
            named = i18n.strings("parameter", language).keys()
            assert {f"parameter.{name}" for name in reader._asked} <= named
