"""So many calls at once and then so many a second, with a clock that the test turns."""

import pytest

from server.buckets import Buckets
from tests.server.conftest import Clock


def test_a_burst_then_a_steady_flow(clock: Clock) -> None:
    buckets = Buckets(burst=3, per_second=2, clock=clock)
    assert [buckets.take("a", 1) for _ in range(4)] == [0, 0, 0, 0.5]
    clock.now += 0.25
    assert buckets.take("a", 1) == pytest.approx(0.25)  # asking costs nothing
    clock.now += 0.25
    assert buckets.take("a", 1) == 0
    clock.now += 3_600
    assert [buckets.take("a", 1) for _ in range(4)] == [0, 0, 0, 0.5]  # it holds no more


def test_callers_do_not_share(clock: Clock) -> None:
    buckets = Buckets(burst=1, per_second=1, clock=clock)
    assert [buckets.take(caller, 1) for caller in "aba"] == [0, 0, 1]


def test_what_costs_more_waits_longer(clock: Clock) -> None:
    buckets = Buckets(burst=6, per_second=2, clock=clock)
    assert [buckets.take("a", 5), buckets.take("a", 5), buckets.take("a", 1)] == [0, 2, 0]


def test_it_forgets_who_called_longest_ago(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.buckets._REMEMBERED", 2)
    buckets = Buckets(burst=1, per_second=1, clock=clock)
    for caller in "abac":
        buckets.take(caller, 1)
    assert list(buckets._levels) == ["a", "c"]
