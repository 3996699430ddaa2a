"""A fair queue for what costs much: few act at once, the others wait and are told so."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from textgen.limits import COSTLY_AT_ONCE, COSTLY_OF_ONE, COSTLY_WAITING
from ui.counters import counters

_TELL_SECONDS = 1.0  # those who wait are told so often; it is also how soon they can give up
_REMEMBERED = 1_000  # visitors


class BusyError(Exception):
    """So many wait that no more are let in; asking again in a minute may help."""


@dataclass(eq=False)
class _Place:
    """A place in the queue."""

    visitor: str
    number: int
    called: threading.Event = field(default_factory=threading.Event)


class Turns:
    """Who acts, who waits, and who is next: the visitor whose last turn is longest ago.

    So one who asks for much delays nobody else by more than one turn.

    Parameters
    ----------
    at_once : int
        Places for those who act.
    waiting : int
        Places for those who wait.
    of_one : int
        Places that one visitor may take, of both kinds.
    """

    def __init__(self, at_once: int, waiting: int, of_one: int) -> None:
        self._at_once, self._most_waiting, self._of_one = at_once, waiting, of_one
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._acting: list[_Place] = []
        self._waiting: list[_Place] = []
        self._last_turn: dict[str, int] = {}

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextmanager
    def turn(self, visitor: str, tell: Callable[[int], object]) -> Iterator[None]:
        """Act within the block when it is the visitor's turn.

        ``tell`` is called while he waits, with the number of those before him; it may raise in
        order to give up. `BusyError` if there is no place to wait.
        """
        place = self._enter(visitor)
        try:
            while not place.called.is_set():
                tell(self._before(place))
                place.called.wait(_TELL_SECONDS)
            yield
        finally:
            self._leave(place)

    def _enter(self, visitor: str) -> _Place:
        with self._lock:
            place = _Place(visitor, next(self._numbers))
            own = sum(each.visitor == visitor for each in (*self._acting, *self._waiting))
            full = len(self._acting) >= self._at_once and len(self._waiting) >= self._most_waiting
            if full or own >= self._of_one:
                counters.add("costly_refused")
                raise BusyError
            self._waiting.append(place)
            self._call()
            return place

    def _leave(self, place: _Place) -> None:
        with self._lock:
            (self._acting if place in self._acting else self._waiting).remove(place)
            self._call()

    def _call(self) -> None:
        """Let in as many as fit."""
        while self._waiting and len(self._acting) < self._at_once:
            place = min(self._waiting, key=self._order)
            self._waiting.remove(place)
            self._acting.append(place)
            self._last_turn.pop(place.visitor, None)  # the dictionary's order is that of the turns
            self._last_turn[place.visitor] = next(self._numbers)
            if len(self._last_turn) > _REMEMBERED:
                del self._last_turn[next(iter(self._last_turn))]
            counters.add("costly")
            place.called.set()

    def _before(self, place: _Place) -> int:
        with self._lock:
            ahead = sum(self._order(each) < self._order(place) for each in self._waiting)
            return ahead + len(self._acting)

    def _order(self, place: _Place) -> tuple[int, int]:
        return self._last_turn.get(place.visitor, 0), place.number


turns = Turns(COSTLY_AT_ONCE, COSTLY_WAITING, COSTLY_OF_ONE)
