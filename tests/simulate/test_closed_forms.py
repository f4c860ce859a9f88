"""The closed forms against the table of the reference, an independent library, and states counted out."""

from __future__ import annotations

import pytest

from ivr_audit.erlang import answered_within, erlang_a, erlang_b, erlang_c, fewest_servers

TABLE = (
    (48 / 60, 60, 120, 50, (0.6945, 20.83, 20, 0.643), (0.4678, 0.0309, 3.71)),
    (48 / 60, 60, 120, 48, None, (0.6015, 0.0476, 5.72)),
    (20 / 3600, 240, 300, 2, (0.5333, 192.0, 30, 0.509), (0.3963, 0.1468, 44.03)),
    (30 / 3600, 240, 300, 3, (0.4444, 106.7, 30, 0.608), (0.3336, 0.0997, 29.92)),
    (30 / 3600, 240, 300, 4, (0.1739, 20.87, 30, 0.865), (0.1464, 0.0333, 10.00)),
    (40 / 3600, 240, 300, 3, (0.7975, 574.2, 30, 0.235), (0.5169, 0.1732, 51.97)),
    (40 / 3600, 240, 300, 2, None, (0.7704, 0.3596, 107.9)),
)


@pytest.mark.parametrize(("rate", "service", "patience", "servers", "c", "a"), TABLE)
def test_the_table_of_the_reference(
    rate: float, service: float, patience: float, servers: int, c: tuple[float, ...] | None, a: tuple[float, ...]
) -> None:
    found = erlang_c(rate, service, servers)
    assert (found is None) == (c is None)
    if c is not None and found is not None:
        assert found.waits == pytest.approx(c[0], abs=6e-5)
        assert found.mean_wait == pytest.approx(c[1], rel=4e-4)
        assert answered_within(rate, service, servers, c[2]) == pytest.approx(c[3], abs=6e-4)
    impatient = erlang_a(rate, service, servers, patience)
    assert impatient.waits == pytest.approx(a[0], abs=6e-5)
    assert impatient.abandons == pytest.approx(a[1], abs=6e-5)
    assert impatient.mean_wait == pytest.approx(a[2], rel=6e-4)


def test_pyworkforce_agrees() -> None:
    pyworkforce = pytest.importorskip("pyworkforce.queuing")
    for rate, service, servers in ((20 / 3600, 240, 2), (30 / 3600, 240, 4), (48 / 60, 60, 50)):
        other = pyworkforce.ErlangC(transactions=rate * 60, aht=service / 60, interval=1, asa=30 / 60, shrinkage=0.0)
        found = erlang_c(rate, service, servers)
        assert found is not None
        assert other.waiting_probability(servers) == pytest.approx(found.waits, abs=1e-6)
        assert other.service_level(servers) == pytest.approx(answered_within(rate, service, servers, 30), abs=1e-6)


def test_states_counted_out() -> None:
    """Two servers, room for none to wait, patience of no length: Erlang A becomes Erlang B."""
    load = 1.7
    states = [1.0, load, load**2 / 2]
    assert erlang_b(load, 2) == pytest.approx(states[2] / sum(states))
    assert erlang_a(load, 1.0, 2, 1e-9).abandons == pytest.approx(states[2] / sum(states), rel=1e-6)
    assert erlang_a(load, 1.0, 4, 1e9).mean_wait == pytest.approx(erlang_c(load, 1.0, 4).mean_wait, rel=1e-5)  # type: ignore[union-attr]


def test_staff_for_a_share_of_lost_callers() -> None:
    for part in (0.2, 0.05, 0.01):
        servers = fewest_servers(40 / 3600, 240, 300, part=part)
        assert erlang_a(40 / 3600, 240, servers, 300).abandons <= part
        assert erlang_a(40 / 3600, 240, servers - 1, 300).abandons > part
