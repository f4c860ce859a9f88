"""The closed forms against the table of the reference, an independent library, and states counted out."""

from __future__ import annotations

from math import exp

import pytest

from ivr_audit.erlang import Leaving, answered_within, erlang_a, erlang_b, erlang_c, fewest_servers, waits

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


@pytest.mark.parametrize(("rate", "service", "patience", "servers", "c", "a"), TABLE)
def test_exponential_patience_is_erlang_a(
    rate: float, service: float, patience: float, servers: int, c: tuple[float, ...] | None, a: tuple[float, ...]
) -> None:
    found, other = waits(rate, service, servers, _patient(patience)), erlang_a(rate, service, servers, patience)
    assert found.waits == pytest.approx(other.waits, abs=1e-4)
    assert found.gives_up == pytest.approx(other.abandons, abs=1e-4)
    assert found.mean_wait == pytest.approx(other.mean_wait, rel=1e-3)
    assert found.answered == pytest.approx(1 - other.abandons, abs=1e-4)


def _patient(mean: float) -> Leaving:
    return Leaving(lambda seconds: exp(-seconds / mean))


FOR_EVER = Leaving(lambda seconds: 1.0)


def test_nobody_leaves_is_erlang_c() -> None:
    found = waits(20 / 3600, 240, 2, FOR_EVER, 30)
    assert found.waits == pytest.approx(0.5333, abs=1e-4)
    assert found.mean_wait == pytest.approx(192.0, rel=1e-3)
    assert found.within == pytest.approx(0.509, abs=1e-3)


@pytest.mark.parametrize("servers", [1, 3, 10])
def test_nobody_waits_is_erlang_b(servers: int) -> None:
    found = waits(40 / 3600, 240, servers, FOR_EVER._replace(limit=0.0))
    lost = erlang_b(40 / 15, servers)
    assert (found.answered, found.waits) == pytest.approx((1 - lost, lost))
    assert found.gives_up == found.mean_wait == 0


@pytest.mark.parametrize(("load", "limit"), [(0.5, 60.0), (0.9, 300.0), (1.5, 45.0)])
def test_one_server_and_a_limit_is_barrer_s(load: float, limit: float) -> None:
    """Barrer (1957): one server loses (1 - r) r e / (1 - r r e) of its callers; e = exp(-(1 - r) limit / service)."""
    left = exp(-(1 - load) * limit / 240)
    lost = (1 - load) * load * left / (1 - load * load * left)
    found = waits(load / 240, 240, 1, FOR_EVER._replace(limit=limit))
    assert found.answered == pytest.approx(1 - lost, abs=1e-5)
    assert found.gives_up == 0


def test_balking_and_keys_at_once_thin_the_queue_alike() -> None:
    balking = waits(30 / 3600, 240, 2, _patient(300)._replace(balks=0.2))
    keys = waits(30 / 3600, 240, 2, _patient(300)._replace(keys=0.2))
    assert balking[:2] == pytest.approx(keys[:2])
    assert balking.answered + balking.gives_up == pytest.approx(1)
    assert keys.gives_up == pytest.approx(balking.gives_up - 0.2 * balking.waits, abs=2e-3)


def test_an_overload_that_nobody_leaves_ends_with_the_day() -> None:
    assert waits(60 / 3600, 240, 2, FOR_EVER).mean_wait > 3600


@pytest.mark.parametrize(
    ("rate", "service", "servers"),
    [
        (15 / 3600, 240.0, 200),
        (15 / 3600, 240.0, 150),
        (15 / 3600, 240.0, 10_000),
        (15 / 3600, 0.0, 1),
        (1e-9, 1.0, 40),
    ],
)
def test_nobody_waits_where_there_is_no_work_or_so_many_people(rate: float, service: float, servers: int) -> None:
    found = waits(rate, service, servers, Leaving(lambda seconds: exp(-seconds / 300)), 30.0)
    assert (found.answered, found.within) == (1.0, 1.0)
    assert found.waits == found.mean_wait == found.gives_up == 0.0
    assert erlang_a(rate, service, servers, 300.0).waits == pytest.approx(0.0, abs=1e-12)
