"""The seed doctor shows every character of a seed text and lets none of them act."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.collection import CHINESE, ENGLISH
from tests.ui.conftest import Session
from textgen import Checkpoint
from ui import doctor, i18n, plain

LONGEST = 40_000  # characters of HTML, however long the seed text
ISOLATES = "\u2068\u2069"


class Page(HTMLParser):
    """Tags, attributes and texts of some HTML, as a browser finds them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def chips(self) -> list[dict[str, str | None]]:
        """Attributes of every token's chip."""
        return [attributes for tag, attributes in self.tags if "title" in attributes]


@pytest.fixture(autouse=True)
def language(session: Session) -> Session:
    """Speak English until a test says otherwise."""
    session[i18n.SESSION_KEY] = "en"
    return session


def examine(checkpoint: Checkpoint, prompt: str) -> Page:
    return Page(doctor.panel(checkpoint, checkpoint.tokenizer.read(prompt)))


def words(checkpoint: Checkpoint, prompt: str) -> list[str]:
    """Return the summary's parts, without the invisible signs that keep directions apart."""
    summary = doctor.summary(checkpoint.tokenizer.read(prompt))
    return re.sub(f"[{ISOLATES}]", "", summary).split(" · ")


# --- the model ---


def test_the_model_is_described(checkpoints: dict[str, Checkpoint], language: Session) -> None:
    english, chinese = checkpoints[ENGLISH], checkpoints[CHINESE]
    assert doctor.facts(english) == (
        "English · 49 characters · 0.0 million parameters · 4.25 bits per character on unseen text"
    )
    assert doctor.facts(chinese).endswith(" · not measured")
    certain = replace(chinese, about=replace(chinese.about, heldout_bits_per_char=0.0))
    assert doctor.facts(certain).endswith(" · 0.00 bits per character on unseen text")
    language[i18n.SESSION_KEY] = "zh"
    assert doctor.facts(chinese) == "中文 · 24 个词和字 · 0.1 万个参数 · 未测量"


# --- the seed text in words ---


def test_a_known_text_is_said_to_be_known(checkpoints: dict[str, Checkpoint]) -> None:
    assert words(checkpoints[ENGLISH], "a bee") == ["tokens read: 5", "all known"]
    assert words(checkpoints[CHINESE], "我们走在") == ["tokens read: 3", "all known"]


def test_what_normalisation_changed_is_said(checkpoints: dict[str, Checkpoint]) -> None:
    assert words(checkpoints[ENGLISH], "A\r\nbee") == [
        "tokens read: 5",
        "line ends unified",
        "made lower-case",
        "all known",
    ]
    assert "full-width letters and digits narrowed" in words(checkpoints[CHINESE], "云Ａ")


def test_unknown_characters_are_named_with_their_places(
    checkpoints: dict[str, Checkpoint],
) -> None:
    assert words(checkpoints[ENGLISH], "é bee 路\u200b") == [
        "tokens read: 5",
        "unknown, skipped: é 路 U+200B (character 1, 7, 8)",
    ]


def test_of_many_unknown_characters_the_first_are_named(
    checkpoints: dict[str, Checkpoint],
) -> None:
    summary = words(checkpoints[ENGLISH], "é" * 1_000)[1]
    assert summary == f"unknown, skipped: {'é ' * 8}… (character 1, 2, 3, 4, 5, 6, 7, 8)"


def test_nothing_to_read_is_said(checkpoints: dict[str, Checkpoint]) -> None:
    empty, unknown = words(checkpoints[ENGLISH], ""), words(checkpoints[ENGLISH], "路")
    assert empty == ["tokens read: 0", "no seed text: it starts from a new line"]
    assert unknown[-1] == "nothing left to read: it starts from a new line"


@pytest.mark.parametrize("spoken", i18n.LANGUAGES)
@pytest.mark.parametrize("prompt", ["", "A\r\nＡ１", "é路", "é"])
def test_every_finding_has_words_in_both_languages(
    checkpoints: dict[str, Checkpoint], language: Session, spoken: str, prompt: str
) -> None:
    language[i18n.SESSION_KEY] = spoken
    for checkpoint in checkpoints.values():
        assert "{" not in doctor.panel(checkpoint, checkpoint.tokenizer.read(prompt))


# --- the seed text as chips ---


def test_each_token_has_a_chip_with_its_id(checkpoints: dict[str, Checkpoint]) -> None:
    page = examine(checkpoints[ENGLISH], "A bé")
    assert page.texts[1:] == ["a", "␣", "b", "é"]
    titles = [chip["title"] for chip in page.chips]
    assert titles == ["id 23", "id 1", "id 24", "not in the vocabulary: skipped"]
    struck = ["line-through" in (chip["style"] or "") for chip in page.chips]
    assert struck == [False, False, False, True]


def test_words_are_chips_of_their_own(checkpoints: dict[str, Checkpoint]) -> None:
    assert examine(checkpoints[CHINESE], "我们走在").texts[1:] == ["我们", "走", "在"]


def test_of_a_long_text_the_end_is_drawn_and_the_rest_counted(
    checkpoints: dict[str, Checkpoint],
) -> None:
    page = examine(checkpoints[ENGLISH], "a" * 99 + "z")
    assert page.texts[1] == "… 10 + "
    assert page.texts[2:] == ["a"] * 89 + ["z"]


@pytest.mark.parametrize("prompt", ["a" * 100_000, "路" * 100_000, "<é>&\"'" * 20_000])
def test_a_huge_text_gives_a_page_of_ordinary_size(
    checkpoints: dict[str, Checkpoint], prompt: str
) -> None:
    checkpoint = checkpoints[ENGLISH]
    assert len(doctor.panel(checkpoint, checkpoint.tokenizer.read(prompt))) < LONGEST


# --- hostile characters ---


@settings(max_examples=150, deadline=None, derandomize=True)
@given(prompt=st.text(st.characters(exclude_categories=[]), max_size=60))
@example(prompt="<script>alert(1)</script>")
@example(prompt="</span></div><img src=x onerror=alert(1)>")
@example(prompt="\"' onmouseover='alert(1)' title=\"")
@example(prompt="&lt;b&gt; &#60; ]]> <!-- -->")
def test_no_text_becomes_a_tag_or_an_attribute(
    checkpoints: dict[str, Checkpoint], prompt: str
) -> None:
    for checkpoint in checkpoints.values():
        reading = checkpoint.tokenizer.read(prompt)
        page = Page(doctor.panel(checkpoint, reading))
        assert {tag for tag, _ in page.tags} <= {"div", "span"}
        names = {name for _, attributes in page.tags for name in attributes}
        assert names <= {"style", "title", "role", "tabindex", "aria-label"}
        assert len(page.chips) == len(reading.pieces)
        assert page.texts[1:] == [plain.visible(piece.text) for piece in reading.pieces]


@pytest.mark.parametrize(
    ("text", "written_out"),
    [
        ("a b\n\t\u3000", "a␣b↵⇥␣"),
        ("\x00\x07\x1b\x7f\x85", "U+0000U+0007U+001BU+007FU+0085"),
        ("\u200b\u200d\ufeff\u00ad", "U+200BU+200DU+FEFFU+00AD"),
        ("\u202e\u2066\u200f", "U+202EU+2066U+200F"),
        ("\u2028\u00a0\u2009", "U+2028U+00A0U+2009"),
        ("\ud800\ue000\U000e0041", "U+D800U+E000U+E0041"),
        ("e\u0301\ufe0f\u20dd", "eU+0301U+FE0FU+20DD"),
        ("\u3164\u2800", "U+3164U+2800"),
        ("é路🙂שא�", "é路🙂שא�"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, written_out: str) -> None:
    assert plain.visible(text) == written_out


@given(character=st.characters(exclude_categories=[]))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_every_character_leaves_something_to_see(character: str) -> None:
    written = plain.visible(character)
    assert written.strip() and written.isprintable()


def test_a_right_to_left_text_does_not_turn_the_row_round(
    checkpoints: dict[str, Checkpoint],
) -> None:
    """Items of a flex box are ordered apart from each other; words need isolates for that."""
    page = examine(checkpoints[ENGLISH], "שלום bee")
    (row,) = [attributes for _, attributes in page.tags if attributes.get("role") == "group"]
    assert "display:flex" in (row["style"] or "")
    assert page.texts[1:] == [*"שלום", "␣", *"bee"]
    assert "skipped: \u2068ש\u2069 \u2068ל\u2069 \u2068ו\u2069 \u2068ם\u2069 (" in page.texts[0]
