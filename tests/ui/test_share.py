"""What is shared: addresses that can be trusted, links that are short, codes that can be read."""

import io
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image

from tests.collection import CHINESE, ENGLISH
from textgen import Checkpoint
from ui import link, pages
from ui.pages import NAMES
from ui.share import code as codes
from ui.share.address import is_local, link_to, on_network, root_of
from ui.share.code import draw
from ui.share.short import PROMPT_CHARS, shorten

LONG = "a bee by the sea had an old hat, " * 4


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("http://localhost:8501/", "http://localhost:8501"),
        ("http://localhost:8501/compare", "http://localhost:8501"),
        ("https://lab.example/class/lab/guess/", "https://lab.example/class/lab"),
        ("https://lab.example/class/lab", "https://lab.example/class/lab"),
        ("http://[fe80::1]:8501/guess", "http://[fe80::1]:8501"),
        ("http://192.168.1.20:8501", "http://192.168.1.20:8501"),
        (None, None),
        ("", None),
        ("javascript:alert(1)", None),
        ("ftp://lab.example/", None),
        ("http://user:secret@lab.example/", None),
        ("http://lab.example:99999/", None),
        ("http://lab.example:x/", None),
        ('http://"><script>/', None),
        ("http://lab.example/<b>/", None),
        ("http://lab.example/" + "a/" * 20, None),
        ("http://[/", None),
        ("http://" + "a" * 300, None),
    ],
)
def test_an_address_is_taken_only_if_it_is_one(url: str | None, root: str | None) -> None:
    assert root_of(url, (*NAMES, "lessons")) == root


@pytest.mark.parametrize(
    ("root", "local"),
    [
        ("http://localhost:8501", True),
        ("http://LOCALHOST", True),
        ("http://127.0.0.1:8501", True),
        ("http://[::1]:8501", True),
        ("http://0.0.0.0:8501", True),
        ("http://192.168.1.20:8501", False),
        ("https://localhost.example", False),
    ],
)
def test_a_phone_cannot_open_what_means_the_machine_itself(root: str, local: bool) -> None:
    assert is_local(root) == local


@pytest.mark.parametrize(
    ("ip", "root"),
    [
        ("192.168.1.20", "http://192.168.1.20:8501/lab"),
        ("127.0.0.1", None),
        ("0.0.0.0", None),
        ("::1", None),
        ("nonsense", None),
        (None, None),
    ],
)
def test_the_room_gets_the_address_in_the_network(ip: str | None, root: str | None) -> None:
    assert on_network("http://localhost:8501/lab", ip) == root


STATES: list[tuple[str, dict[str, str]]] = [
    ("generate", {}),
    ("generate", {"p": "the sea ", "t": "1.5", "s": "77", "k": "3", "e": "4:t1,6:f3", "at": "5"}),
    ("compare", {"l": "0.2,1.2", "c2": CHINESE}),
    ("temperature", {"t": "1.5", "d": "10", "h": "5-4-3-2-1-0"}),
    ("strategies", {"t": "0.5", "k": "7"}),
    ("epochs", {"ep": "3"}),
    ("inspect", {"at": "3"}),
    ("guess", {"n": "6", "s": "9"}),
    ("vectors", {}),
    ("learn", {"section": "tokens"}),
    ("generate", {"p": "海很大，风也很大。", "t": "1.5"}),
    ("inspect", {"p": "海很大，风也很大。"}),
]


@pytest.mark.parametrize(("name", "asked"), STATES)
@pytest.mark.parametrize("model", [ENGLISH, CHINESE])
def test_a_short_link_opens_the_same_state(
    checkpoints: dict[str, Checkpoint], name: str, asked: dict[str, str], model: str
) -> None:
    full = completed(name, {"c": model, **asked}, checkpoints)
    short = shorten(name, full, checkpoints)
    assert completed(name, short.parameters, checkpoints) == full
    assert len(urlencode(short.parameters)) < len(urlencode(full))
    assert short.parameters["c"] == model
    assert not short.prompt_chars


def completed(
    page: str, parameters: Mapping[str, str], checkpoints: dict[str, Checkpoint]
) -> dict[str, str]:
    read = pages.read(page, parameters, checkpoints)
    assert read.notices == [] and read.unknown == []
    return pages.write(page, read.state, checkpoints)


@pytest.mark.parametrize(
    ("prompt", "name"),
    [("the sea", "p"), ("海很大", "pd"), ("海 sea 很大", "pd"), ("the sea 海", "p"), ("🙂海", "p")],
)
def test_a_seed_text_stands_in_the_form_that_takes_less_room(
    checkpoints: dict[str, Checkpoint], prompt: str, name: str
) -> None:
    full = completed("generate", {"c": ENGLISH, "p": prompt}, checkpoints)
    short = shorten("generate", full, checkpoints).parameters
    assert {"p", "pd"} & short.keys() == {name}
    assert completed("generate", short, checkpoints) == full


def test_digits_that_are_no_text_are_told(checkpoints: dict[str, Checkpoint]) -> None:
    for digits in ("x", "2", "9" * 3_000):
        read = pages.read("generate", {"c": ENGLISH, "pd": digits}, checkpoints)
        assert [notice.values for notice in read.notices] == [{"parameter": "pd"}]
        assert read.state == pages.read("generate", {"c": ENGLISH}, checkpoints).state


def test_the_main_page_reads_a_short_link_as_any_other(
    checkpoints: dict[str, Checkpoint],
) -> None:
    full = completed("generate", {"c": ENGLISH, "p": "the sea ", "s": "3"}, checkpoints)
    short = shorten("generate", {**full, "z": "x" * 20}, checkpoints)
    assert short.parameters == {"c": ENGLISH, "p": "the sea ", "s": "3"}
    assert short.checksum
    given = {name: [value] for name, value in short.parameters.items()}
    state, notices = link.read(given, checkpoints, CHINESE)
    assert notices == []
    assert pages.write("generate", state, checkpoints) == full


def test_of_a_long_seed_text_the_end_is_kept(checkpoints: dict[str, Checkpoint]) -> None:
    full = completed("generate", {"c": ENGLISH, "p": LONG}, checkpoints)
    short = shorten("generate", full, checkpoints)
    assert short.parameters["p"] == LONG[-PROMPT_CHARS:]
    assert short.prompt_chars == len(LONG) - PROMPT_CHARS
    assert short.kept_end


def test_of_a_text_that_is_read_the_beginning_is_kept(
    checkpoints: dict[str, Checkpoint],
) -> None:
    full = completed("inspect", {"c": ENGLISH, "p": LONG}, checkpoints)
    short = shorten("inspect", full, checkpoints)
    assert short.parameters["p"] == LONG[:PROMPT_CHARS]
    assert not short.kept_end


def test_without_models_a_link_stays_whole() -> None:
    assert shorten("compare", {"c": "a@01", "l": "1,2"}, {}).parameters == {"c": "a", "l": "1,2"}


CLASSROOM = "http://192.168.100.200:8501"


@pytest.mark.parametrize(
    "parameters",
    [
        {"c": "nietzsche-char", "lang": "en"},
        {"c": "nietzsche-char", "p": LONG[:PROMPT_CHARS], "t": "0.55", "s": "712", "lang": "en"},
        {"c": "luxun-word", "p": "我们走在路上看云看天" * 6, "t": "0.55", "lang": "zh"},
        {"c": "a", "p": "🙂%25 & <b>"},
        {"c": "luxun-word", "pd": "1234567890" * 20, "s": "123456789", "lang": "zh"},
    ],
)
def test_a_code_holds_its_link(parameters: dict[str, str]) -> None:
    wanted = link_to(CLASSROOM, "compare", parameters)
    code = segno.make_qr(codes._segments(wanted), error="l")
    drawn = io.BytesIO()
    code.save(drawn, kind="png", scale=4, border=codes.QUIET)
    (found,) = zxingcpp.read_barcodes(Image.open(drawn))
    assert found.text == wanted
    assert dict(parse_qsl(urlsplit(found.text).query)) == parameters


def test_chinese_takes_less_room_than_its_bytes() -> None:
    wanted = link_to(CLASSROOM, "", {"p": "我们走在路上看云看天" * 6})
    code = draw(wanted)
    assert code and code.modules < segno.make_qr(wanted, error="l").symbol_size(border=0)[0]


def test_sixty_chinese_characters_are_read_from_the_middle_of_the_room(
    checkpoints: dict[str, Checkpoint],
) -> None:
    full = completed("generate", {"c": CHINESE, "p": "我们走在路上看云看天" * 6}, checkpoints)
    short = shorten("generate", full, checkpoints)
    code = draw(link_to(CLASSROOM, "", {**short.parameters, "lang": "zh"}))
    assert not short.prompt_chars
    assert code and code.heights > 3.7


def test_the_usual_link_is_read_from_the_last_row() -> None:
    code = draw(link_to(CLASSROOM, "", {"c": "nietzsche-char", "t": "0.55", "lang": "en"}))
    longest = draw(link_to(CLASSROOM, "", {"c": "nietzsche-char", "p": LONG[:60], "lang": "en"}))
    assert code and longest
    assert code.heights > 4.5
    assert code.heights > longest.heights > 3.5
    assert code.picture.startswith("data:image/svg+xml")


def test_what_no_code_can_hold_is_none() -> None:
    assert draw(CLASSROOM + "/?p=" + "x" * 5_000) is None


def test_a_code_survives_a_projector() -> None:
    """Blurred, dim and tilted a little, as a phone sees it from its seat."""
    wanted = link_to(CLASSROOM, "", {"c": "nietzsche-char", "p": LONG[:60], "lang": "en"})
    drawn = io.BytesIO()
    segno.make_qr(codes._segments(wanted), error="l").save(drawn, kind="png", scale=6, border=4)
    seen = Image.open(drawn).convert("L").rotate(4, fillcolor=255).resize((170, 170))
    dim = (np.asarray(seen) * 0.4 + 70).astype(np.uint8)
    (found,) = zxingcpp.read_barcodes(Image.fromarray(dim))
    assert found.text == wanted
