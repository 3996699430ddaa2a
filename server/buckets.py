"""So many calls at once and then so many a second, for each caller on his own."""

import threading
from collections.abc import Callable

_REMEMBERED = 10_000  # callers


class Buckets:
    """A token bucket for each caller.

    Parameters
    ----------
    burst : float
        What a bucket holds when it is full.
    per_second : float
        What flows in.
    clock : callable
        Returns seconds that never go back.
    """

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float]) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._lock = threading.Lock()
        self._levels: dict[str, tuple[float, float]] = {}  # level and when; last caller last

    def take(self, caller: str, cost: float) -> float:
        """Take from a caller's bucket; return 0, or the seconds until it holds enough."""
        with self._lock:
            now = self._clock()
            level, since = self._levels.pop(caller, (self._burst, now))
            level = min(self._burst, level + (now - since) * self._per_second)
            missing = max(0.0, cost - level)
            self._levels[caller] = (level if missing else level - cost, now)
            if len(self._levels) > _REMEMBERED:  # whoever called longest ago has a full one again
                del self._levels[next(iter(self._levels))]
            return missing / self._per_second
