"""A visitor's state: from the link, through changes and back, and into the link again."""

from dataclasses import replace
from typing import Any

import pytest

from tests.collection import CHINESE, ENGLISH
from tests.ui.conftest import AddressBar, Session
from textgen import Checkpoint, Edit, record
from textgen.limits import MAX_EDITS, PROMPT_CHARS
from ui import link, session
from ui.link import PageState
from ui.reader import Notice


class Visit:
    """A visitor whose browser shows the page; every method is one run of it."""

    def __init__(
        self, checkpoints: dict[str, Checkpoint], state: Session, address_bar: AddressBar
    ) -> None:
        self.checkpoints = checkpoints
        self.session = state
        self.bar = address_bar

    @property
    def page(self) -> PageState:
        return self.session.page

    def show(self) -> tuple[PageState, Any]:
        """Draw the page: what `pages/generate.py` does with the session."""
        state = session.adopt(self.checkpoints, ENGLISH)
        checkpoint = self.checkpoints[state.checkpoint]
        run = record(checkpoint, state.prompt, state.settings)
        return state, session.stage(state, checkpoint, run)

    def open(self, **parameters: str | list[str]) -> tuple[PageState, Any]:
        """Follow a link."""
        lists = {name: [v] if isinstance(v, str) else v for name, v in parameters.items()}
        self.bar.parameters = lists
        return self.show()

    def send(self, **event: object) -> tuple[PageState, Any]:
        """Do something in the player."""
        session.act(event, self.checkpoints)
        return self.show()


@pytest.fixture
def visit(checkpoints: dict[str, Checkpoint], session: Session, address_bar: AddressBar) -> Visit:
    return Visit(checkpoints, session, address_bar)


# --- the link ---


def test_the_page_opens_playing_and_writes_its_link(visit: Visit) -> None:
    state, stage = visit.show()
    assert state == link.default_state(visit.checkpoints[ENGLISH])
    assert (stage.start, stage.play, stage.departs, stage.undo) == (0, True, None, False)
    assert set(visit.bar.parameters) == {*"cptksne", "tp", "mp", "ty", "z", "lang"}
    assert session.notices() == []


def test_a_link_opens_at_its_step_without_playing(visit: Visit) -> None:
    state, stage = visit.open(at="7")
    assert (state.at, stage.start, stage.play) == (7, 7, False)


def test_a_written_link_opens_the_same_text_for_another_visitor(visit: Visit) -> None:
    visit.open(p="the sea", s="9", t="1.3")
    visit.send(kind="force", step=4, id=3)
    first, _ = visit.show()
    visit.session.clear()
    second, stage = visit.show()
    assert replace(second, checksum=None) == first
    assert stage.departs is None


def test_a_text_that_departs_from_the_links_says_where(visit: Visit) -> None:
    visit.open(s="9")
    other = visit.bar.get("z")
    visit.session.clear()
    _, stage = visit.open(s="10", z=str(other))
    assert stage.departs is not None and 0 <= stage.departs < 40
    _, stage = visit.send(kind="temperature", step=0, temperature=1.0)
    assert stage.departs is None, "it is the visitor's own text now"


def test_the_language_is_in_the_link_and_opens_nothing(visit: Visit) -> None:
    _, stage = visit.show()
    assert stage.link.endswith("&lang=en")
    visit.send(kind="force", step=4, id=3)
    visit.bar.parameters["lang"] = ["zh"]
    state, _ = visit.show()
    assert state.settings.edits == (Edit(4, token=3),)


def test_the_link_that_the_page_wrote_is_not_read_again(visit: Visit) -> None:
    visit.show()
    visit.send(kind="force", step=4, id=3)
    before = visit.page
    visit.bar.parameters.pop("e", None)
    visit.bar.parameters = {n: v for n, v in visit.bar.parameters.items() if v != [""]}
    visit.send(kind="nothing")
    assert visit.page is before


def test_another_link_in_the_same_visit_is_opened_and_can_be_undone(visit: Visit) -> None:
    visit.show()
    old = dict(visit.bar.parameters)
    made, _ = visit.send(kind="force", step=4, id=3)
    back, _ = visit.open(**old)
    assert back.settings.edits == ()
    again, _ = visit.send(kind="undo")
    assert again.settings == made.settings


def test_a_second_click_sent_before_the_first_changed_the_address_counts(visit: Visit) -> None:
    visit.show()
    old = dict(visit.bar.parameters)
    visit.send(kind="force", step=4, id=3)
    visit.bar.parameters = dict(old)
    state, stage = visit.send(kind="force", step=6, id=5)
    assert state.settings.edits == (Edit(4, token=3), Edit(6, token=5))
    visit.bar.parameters = dict(old)
    session.set_prompt("the sea")
    state, _ = visit.show()
    assert state.prompt == "the sea"
    assert visit.bar.get("p") == "the sea"


def test_two_links_one_after_the_other_are_both_opened(visit: Visit) -> None:
    visit.show()
    assert visit.open(s="7")[0].settings.random_seed == 7
    assert visit.open(s="8")[0].settings.random_seed == 8


def test_a_doubled_parameter_is_told_once_and_leaves_the_link(visit: Visit) -> None:
    visit.open(s=["7", "7"])
    assert session.notices() == [Notice("doubled", {"parameter": "s"})]
    assert visit.bar.get_all("s") == ["7"]
    visit.show()
    assert session.notices() == []


def test_notices_are_told_once(visit: Visit) -> None:
    visit.open(t="abc")
    assert [notice.key for notice in session.notices()] == ["value"]
    visit.show()
    assert session.notices() == []


def test_a_model_that_became_unusable_gives_way_to_another(visit: Visit) -> None:
    visit.open(c=CHINESE)
    visit.checkpoints = {ENGLISH: visit.checkpoints[ENGLISH]}
    state, _ = visit.show()
    assert state == link.default_state(visit.checkpoints[ENGLISH])


# --- changes ---


def test_a_change_is_played_from_its_step(visit: Visit) -> None:
    visit.show()
    state, stage = visit.send(kind="temperature", step=4, temperature=1.5)
    assert state.settings.edits == (Edit(4, 1.5),)
    assert (stage.start, stage.play, stage.undo) == (4, True, True)


def test_the_text_before_a_change_stays(visit: Visit) -> None:
    def ids() -> list[int]:
        state = visit.page
        return record(visit.checkpoints[state.checkpoint], state.prompt, state.settings).ids

    visit.show()
    before = ids()
    visit.send(kind="temperature", step=20, temperature=2.0)
    assert ids()[:20] == before[:20]
    assert ids() != before


def test_undo_goes_back_step_by_step_and_shows_the_place(visit: Visit) -> None:
    states = [visit.show()[0]]
    states.append(visit.send(kind="force", step=4, id=3)[0])
    states.append(visit.send(kind="temperature", step=9, temperature=1.5)[0])
    undone, stage = visit.send(kind="undo")
    assert (undone.settings, undone.at) == (states[1].settings, 9)
    assert (stage.start, stage.play) == (9, False)
    undone, stage = visit.send(kind="undo")
    assert undone.settings == states[0].settings
    assert not stage.undo
    assert visit.send(kind="undo")[0] is undone


def test_undo_shows_no_step_that_the_text_does_not_have(visit: Visit) -> None:
    visit.show()
    session.restart(max_new_tokens=100)
    visit.show()
    visit.send(kind="force", step=80, id=3)
    visit.send(kind="undo")
    state, stage = visit.send(kind="undo")
    assert state.settings.max_new_tokens == 40
    assert stage.start < 40
    assert link.read(visit.bar.parameters, visit.checkpoints, ENGLISH)[1] == []


def test_fifty_changes_can_be_undone(visit: Visit) -> None:
    visit.show()
    for i in range(60):
        session.restart(random_seed=100 + i)
    for _ in range(60):
        session.undo()
    assert visit.page.settings.random_seed == 109


def test_one_edit_too_many_is_told_and_changes_nothing(visit: Visit) -> None:
    visit.open(e=",".join(f"{step}:f1" for step in range(MAX_EDITS)))
    before = visit.page
    visit.send(kind="force", step=30, id=3)
    assert visit.page is before
    assert session.notices() == [Notice("too_many_edits", {"limit": MAX_EDITS})]


@pytest.mark.parametrize(
    "event", [None, [], "undo", {}, {"kind": []}, {"kind": "force", "step": 1, "id": 49}]
)
def test_what_is_no_event_changes_nothing(visit: Visit, event: object) -> None:
    visit.show()
    before = visit.page
    session.act(event, visit.checkpoints)
    visit.show()
    assert visit.page is before
    assert not session.can_undo()


def test_a_token_must_be_in_the_vocabulary_of_the_model_that_writes_now(visit: Visit) -> None:
    visit.show()
    session.set_checkpoint(visit.checkpoints[CHINESE])
    state, _ = visit.send(kind="force", step=1, id=48)
    assert state.settings.edits == ()


def test_an_export_is_handed_out_once(visit: Visit) -> None:
    assert visit.show()[1].export is None
    first, second = visit.send(kind="export")[1].export, visit.send(kind="export")[1].export
    assert first and second and first != second
    assert visit.show()[1].export is None


# --- controls ---


def test_a_new_text_drops_the_edits_and_plays_from_the_start(visit: Visit) -> None:
    visit.open(e="4:f3", at="9")
    session.set_prompt("old hat")
    state, stage = visit.show()
    assert (state.prompt, state.settings.edits, state.at) == ("old hat", (), None)
    assert (stage.start, stage.play) == (0, True)


def test_a_seed_text_is_cleaned(visit: Visit) -> None:
    visit.show()
    session.set_prompt("a\ud800b")
    assert visit.show()[0].prompt == "a\ufffdb"


def test_a_huge_seed_text_keeps_its_end_and_says_so(visit: Visit) -> None:
    visit.show()
    session.set_prompt("x" * 98_000 + "y" * PROMPT_CHARS)
    assert visit.page.prompt == "y" * PROMPT_CHARS
    assert session.notices() == [
        Notice("clipped", {"limit": PROMPT_CHARS, "dropped": 98_000}),
        Notice("shortened", {"limit": 500}),
    ]
    visit.show()
    assert visit.bar.get("p") == "y" * 500
    assert visit.bar.get("z") is None, "the link opens another text"


@pytest.mark.parametrize(("length", "told"), [(500, []), (501, ["shortened"])])
def test_what_a_link_cannot_carry_is_told(visit: Visit, length: int, told: list[str]) -> None:
    visit.show()
    session.set_prompt("y" * length)
    assert [notice.key for notice in session.notices()] == told


def test_each_models_seed_text_is_remembered(visit: Visit) -> None:
    visit.show()
    session.set_prompt("old hat")
    session.set_checkpoint(visit.checkpoints[CHINESE])
    assert visit.show()[0].prompt == "我们走在"
    assert visit.page.settings.max_new_tokens == 30
    session.set_prompt("天上")
    session.set_checkpoint(visit.checkpoints[ENGLISH])
    assert visit.show()[0].prompt == "old hat"
    session.set_checkpoint(visit.checkpoints[CHINESE])
    assert visit.show()[0].prompt == "天上"


def test_another_model_keeps_temperature_cuts_and_random_seed(visit: Visit) -> None:
    visit.open(t="1.3", k="5", s="77", e="4:f3")
    session.set_checkpoint(visit.checkpoints[CHINESE])
    settings = visit.show()[0].settings
    assert (settings.sampler.temperature, settings.sampler.top_k) == (1.3, 5)
    assert settings.random_seed == 77
    assert settings.edits == ()


def test_one_cut_changes_alone(visit: Visit) -> None:
    visit.open(k="5", tp="0.9")
    session.restart(sampler=session.replace_cut("top_k", None))
    sampler = visit.show()[0].settings.sampler
    assert (sampler.top_k, sampler.top_p) == (None, 0.9)


# --- the random seed ---


def test_the_random_seed_stays_while_it_is_locked(visit: Visit) -> None:
    visit.show()
    session.set_prompt("old hat")
    assert visit.page.settings.random_seed == link.DEFAULT_RANDOM_SEED


def test_unlocked_every_new_text_throws_another(visit: Visit) -> None:
    visit.show()
    visit.session["locked"] = False
    for prompt in "abcdefgh":
        before = visit.page.settings.random_seed
        session.set_prompt(prompt)
        assert visit.page.settings.random_seed != before


def test_unlocked_a_random_seed_typed_in_stays(visit: Visit) -> None:
    visit.show()
    visit.session["locked"] = False
    session.restart(random_seed=123)
    assert visit.page.settings.random_seed == 123


def test_unlocked_the_player_keeps_the_dice(visit: Visit) -> None:
    visit.show()
    visit.session["locked"] = False
    state, _ = visit.send(kind="temperature", step=4, temperature=1.5)
    assert state.settings.random_seed == link.DEFAULT_RANDOM_SEED


def test_a_thrown_random_seed_can_be_read_out_and_is_another(visit: Visit) -> None:
    visit.open(s="999")
    thrown = {session.new_random_seed() for _ in range(5_000)}
    assert min(thrown) >= 1 and max(thrown) <= 1_000
    assert 999 not in thrown
