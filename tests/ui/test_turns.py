"""The queue for what costs much: few at once, fair to everyone, and nobody is lost in it."""

import threading
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from ui.counters import Counters
from ui.turns import BusyError, Turns


class LeftError(Exception):
    """A visitor closed the page while he waited."""


@pytest.fixture(autouse=True)
def counters(monkeypatch: pytest.MonkeyPatch) -> Counters:
    counted = Counters()
    monkeypatch.setattr("ui.turns.counters", counted)
    return counted


def no_waiting(before: int) -> None:
    raise AssertionError(f"has to wait for {before}")


class Crowd:
    """Visitors in threads, who come one after the other and wait for a turn each."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.served: list[str] = []
        self.told: dict[str, list[int]] = {}
        self.threads: list[threading.Thread] = []

    def come(self, visitor: str, name: str = "") -> None:
        """Let a visitor queue up; return when he waits."""
        name = name or visitor
        waits = threading.Event()

        def tell(before: int) -> None:
            self.told.setdefault(name, []).append(before)
            waits.set()

        def act() -> None:
            with self.turns.turn(visitor, tell):
                self.served.append(name)

        self.threads.append(threading.Thread(target=act))
        self.threads[-1].start()
        assert waits.wait(60)

    def go(self) -> None:
        """Wait until all were served."""
        for thread in self.threads:
            thread.join(60)


def filled(turns: Turns, *visitors: str) -> ExitStack:
    """Give turns to visitors who keep them until the stack is closed."""
    stack = ExitStack()
    for visitor in visitors:
        stack.enter_context(turns.turn(visitor, no_waiting))
    return stack


def test_who_comes_when_there_is_room_does_not_wait(counters: Counters) -> None:
    turns = Turns(at_once=2, waiting=0, of_one=2)
    with filled(turns, "a", "b"):
        assert turns.waiting == 0
    with filled(turns, "a", "a"):
        pass
    assert counters.sums("costly") == {(): 4}


def test_the_others_wait_and_are_told_how_many_are_before_them() -> None:
    turns = Turns(at_once=2, waiting=9, of_one=9)
    crowd = Crowd(turns)
    with filled(turns, "a", "b"):
        crowd.come("c")
        crowd.come("d")
        assert turns.waiting == 2
        assert crowd.served == []
    crowd.go()
    assert sorted(crowd.served) == ["c", "d"]
    assert crowd.told["c"][0] == 2
    assert crowd.told["d"][0] == 3
    assert turns.waiting == 0


def test_one_who_asks_for_much_goes_behind_the_others() -> None:
    turns = Turns(at_once=1, waiting=9, of_one=9)
    crowd = Crowd(turns)
    with filled(turns, "greedy"):
        for name in ("first", "second", "third"):
            crowd.come("greedy", name)
        crowd.come("modest")
        crowd.come("shy")
        assert crowd.told["modest"][0] == 1  # whoever acts now
    crowd.go()
    assert crowd.served == ["modest", "shy", "first", "second", "third"]


def test_who_had_a_turn_waits_for_those_who_had_none() -> None:
    turns = Turns(at_once=1, waiting=9, of_one=9)
    with filled(turns, "old"):
        pass
    crowd = Crowd(turns)
    with filled(turns, "acting"):
        crowd.come("old")
        crowd.come("new")
    crowd.go()
    assert crowd.served == ["new", "old"]


def test_a_full_queue_sends_away(counters: Counters) -> None:
    turns = Turns(at_once=1, waiting=1, of_one=9)
    crowd = Crowd(turns)
    with filled(turns, "a"):
        crowd.come("b")
        with pytest.raises(BusyError), turns.turn("c", no_waiting):
            raise AssertionError
        assert counters.sums("costly_refused") == {(): 1}
    crowd.go()
    with filled(turns, "c"):
        pass


def test_nobody_takes_all_places() -> None:
    turns = Turns(at_once=3, waiting=9, of_one=2)
    with filled(turns, "a", "a"):
        with pytest.raises(BusyError), turns.turn("a", no_waiting):
            raise AssertionError
        with filled(turns, "b"):
            pass


def test_who_leaves_while_waiting_leaves_no_gap() -> None:
    turns = Turns(at_once=1, waiting=1, of_one=9)

    def leave(before: int) -> None:
        assert before == 1
        raise LeftError

    with filled(turns, "a"):
        with pytest.raises(LeftError), turns.turn("b", leave):
            raise AssertionError
        assert turns.waiting == 0
    with filled(turns, "c"):
        pass


def test_a_failure_during_a_turn_gives_it_back() -> None:
    turns = Turns(at_once=1, waiting=0, of_one=1)
    with pytest.raises(ZeroDivisionError), turns.turn("a", no_waiting):
        raise ZeroDivisionError
    with filled(turns, "a"):
        pass


def test_it_forgets_visitors_of_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.turns._REMEMBERED", 3)
    turns = Turns(at_once=1, waiting=0, of_one=1)
    for visitor in "abcdefab":
        with filled(turns, visitor):
            pass
    assert list(turns._last_turn) == ["f", "a", "b"]


@pytest.mark.parametrize("threads", [8])
def test_many_threads_never_act_together(threads: int) -> None:
    turns = Turns(at_once=2, waiting=100, of_one=100)
    acting, most = [0], [0]
    lock = threading.Lock()

    def change(by: int) -> None:
        with lock:
            acting[0] += by
            most[0] = max(most[0], acting[0])

    def visit(name: str, tell: Callable[[int], object]) -> None:
        for _ in range(50):
            with turns.turn(name, tell):
                change(1)
                change(-1)

    pool = [threading.Thread(target=visit, args=(str(i), lambda _: None)) for i in range(threads)]
    for thread in pool:
        thread.start()
    for thread in pool:
        thread.join(60)
    assert most[0] <= 2
    assert acting[0] == turns.waiting == 0


def test_counters_add_up_from_many_threads() -> None:
    counted = Counters()

    def add() -> None:
        for _ in range(1_000):
            counted.add("calls", route="/a", status="200")
            counted.add("calls", 2, status="404", route="/a")

    pool = [threading.Thread(target=add) for _ in range(4)]
    for thread in pool:
        thread.start()
    for thread in pool:
        thread.join(60)
    assert counted.sums("calls") == {
        (("route", "/a"), ("status", "200")): 4_000,
        (("route", "/a"), ("status", "404")): 8_000,
    }
    assert counted.sums("others") == {}
