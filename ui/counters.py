"""What this process has done since it started, in numbers; see ``/api/metrics``."""

import threading
from collections import Counter

Labels = tuple[tuple[str, str], ...]


class Counters:
    """Sums by name and labels that any thread may add to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: Counter[tuple[str, Labels]] = Counter()

    def add(self, name: str, amount: int = 1, **labels: str) -> None:
        """Add to a sum. Names and labels are the code's own, so that they stay few."""
        with self._lock:
            self._sums[name, tuple(sorted(labels.items()))] += amount

    def sums(self, name: str) -> dict[Labels, int]:
        """Return the sums of a name by their labels."""
        with self._lock:
            return {labels: total for (each, labels), total in self._sums.items() if each == name}


counters = Counters()
