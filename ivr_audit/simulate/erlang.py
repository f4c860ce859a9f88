"""Queues of equal servers in closed form: Erlang B and C, and Erlang A for callers who give up.

Poisson arrivals at `rate` a second, exponential service of mean `service` seconds, exponential patience of mean
`patience` seconds. Sources: Erlang (1917); Palm (1957); Mandelbaum and Zeltyn (2007); the recursion for B is
Jagerman's (1974).
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple


class Queueing(NamedTuple):
    """What a queue does to its callers. Parts of 1 and seconds; `mean_wait` is over all callers."""

    waits: float
    """Part of the callers who are not answered at once."""
    abandons: float
    mean_wait: float
    occupancy: float


def erlang_b(load: float, servers: int) -> float:
    """Part of the callers who find all `servers` busy and are lost, at an offered load in Erlangs.

    >>> round(erlang_b(2.0, 3), 6)
    0.210526
    """
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c(rate: float, service: float, servers: int) -> Queueing | None:
    """A queue that nobody leaves; None where it grows without end.

    >>> found = erlang_c(20 / 3600, 240, 2)
    >>> round(found.waits, 4), round(found.mean_wait, 1)
    (0.5333, 192.0)
    """
    load = rate * service
    if load >= servers:
        return None
    blocked = erlang_b(load, servers)
    waits = blocked / (1 - load / servers * (1 - blocked))
    return Queueing(waits, 0.0, waits * service / (servers - load), load / servers)


def answered_within(rate: float, service: float, servers: int, seconds: float) -> float:
    """Part of the callers who are answered within so many seconds in a queue that nobody leaves (Erlang C).

    >>> round(answered_within(20 / 3600, 240, 2, 30), 3)
    0.509
    """
    found = erlang_c(rate, service, servers)
    if found is None:
        return 0.0
    return 1 - found.waits * exp(-(servers - rate * service) * seconds / service)


def erlang_a(rate: float, service: float, servers: int, patience: float) -> Queueing:
    """A queue whose callers give up; it is always stable. The sum ends where the rest is below 1e-12 of the whole.

    >>> found = erlang_a(20 / 3600, 240, 2, 300)
    >>> round(found.waits, 4), round(found.abandons, 4), round(found.mean_wait, 2)
    (0.3963, 0.1468, 44.03)
    """
    if rate <= 0:
        return Queueing(0.0, 0.0, 0.0, 0.0)
    weight, total, waiting, length, busy = 1.0, 1.0, float(servers == 0), 0.0, 0.0
    j = 0
    while True:
        j += 1
        ratio = rate / (min(j, servers) / service + max(j - servers, 0) / patience)
        weight *= ratio
        total += weight
        busy += weight * min(j, servers)
        if j >= servers:
            waiting += weight
            length += weight * (j - servers)
        if j > servers and ratio < 1 and weight * (j - servers) < 1e-12 * (1 - ratio) * total:
            break
        if weight > 1e250:
            weight, total, waiting, length, busy = (x / 1e250 for x in (weight, total, waiting, length, busy))
    queue = length / total
    return Queueing(waiting / total, queue / patience / rate, queue / rate, busy / total / servers if servers else 1.0)


def fewest_servers(rate: float, service: float, patience: float, *, part: float, most: int = 10_000) -> int:
    """The fewest servers with which at most `part` of the callers gives up (Erlang A).

    >>> fewest_servers(40 / 3600, 240, 300, part=0.05)
    5
    """
    low, high = 0, 1
    while high < most and erlang_a(rate, service, high, patience).abandons > part:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if erlang_a(rate, service, middle, patience).abandons > part else (low, middle)
    return high
