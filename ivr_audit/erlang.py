"""Queues of equal servers in closed form: Erlang B and C, Erlang A for callers who give up, and M/M/n+G for those who
balk, press a key or are sent on as well.

Poisson arrivals at `rate` a second, exponential service of mean `service` seconds, exponential patience of mean
`patience` seconds. Sources: Erlang (1917); Palm (1957); Mandelbaum and Zeltyn (2007); the recursion for B is
Jagerman's (1974); M/M/n+G is that of Baccelli and Hebuterne (1981), see Zeltyn and Mandelbaum (2005).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, takewhile
from math import ceil, exp, inf, log2
from operator import mul
from typing import Final, NamedTuple

_STEPS: Final = 1000
_DAY: Final = 86400.0
_NOTHING: Final = 30.0
"""Waits that are e to the power of so much less likely than the likeliest do not count."""
_NEVER: Final = 1e-200
"""Parts of the time that are smaller are none at all, and could not be divided by."""


class Queueing(NamedTuple):
    """What a queue does to its callers. Parts of 1 and seconds; `mean_wait` is over all callers."""

    waits: float
    """Part of the callers who are not answered at once."""
    abandons: float
    mean_wait: float
    occupancy: float


class Leaving(NamedTuple):
    """When waiting callers leave. `longer(t)` is the part whose patience is longer than t seconds; `balks` hang up at
    once when they would have to wait; at `limit` all are sent on; of those still there after `key_after` seconds the
    part `keys` presses a key that leaves the line."""

    longer: Callable[[float], float]
    balks: float = 0.0
    limit: float = inf
    keys: float = 0.0
    key_after: float = 0.0


class Waits(NamedTuple):
    """What becomes of those who come to a line, in parts of 1, and their mean wait in seconds. `within` are answered
    within the seconds that were asked for; who neither is answered nor gives up leaves in another way."""

    waits: float
    answered: float
    gives_up: float
    mean_wait: float
    within: float


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
    if rate <= 0 or service <= 0:
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


def waits(rate: float, service: float, servers: int, leaving: Leaving, within: float = 0.0) -> Waits:
    """The queue M/M/n+G: Poisson arrivals, exponential service, callers who leave in any way.

    The wait x of a caller who would never leave has a density like exp(rate H(x) - servers x / service), where H(x) is
    the mean time that callers stay up to x. It is summed in straight lines over the waits that count, at most a day.

    >>> found = waits(20 / 3600, 240, 2, Leaving(lambda seconds: exp(-seconds / 300)), 30)
    >>> round(found.waits, 3), round(found.gives_up, 3), round(found.mean_wait, 1)
    (0.396, 0.147, 44.0)
    """
    if servers < 1:
        raise ValueError("nobody is there")
    others_busy = erlang_b(rate * service, servers - 1)
    if (
        rate <= 0 or service <= 0 or others_busy < _NEVER
    ):  # no work, or so many people that it never comes to the last one
        return Waits(0.0, 1.0, 0.0, 0.0, 1.0)
    stays = _stays(leaving, _longest(rate, service, servers, leaving))
    powers = _powers(rate, service, servers, stays)
    most = max(0.0, *powers)
    density = [rate * exp(power - most) for power in powers]
    idle = exp(-most) / others_busy
    beyond = density[-1] * service / servers  # those whose wait would be longer than the end
    step = stays.at[1] - stays.at[0]
    between = [step * (a + b) / 2 for a, b in pairwise(density)]
    whole = idle + sum(between) + beyond
    weights = [(a + b) / 2 for a, b in pairwise([0.0, *between, 0.0])]

    def mean(values: Sequence[float]) -> float:
        return float(sum(map(mul, weights, values))) / whole

    by_then = takewhile(bool, (min(max((within - at) / step + 0.5, 0.0), 1.0) if step else 0.0 for at in stays.at))
    soon = list(map(mul, stays.part, by_then))
    return Waits(
        waits=1 - idle / whole,
        answered=idle / whole + mean(stays.part),
        gives_up=mean(stays.gave_up) + beyond / whole * stays.gave_up[-1],
        mean_wait=mean(stays.total) + beyond / whole * stays.total[-1],
        within=idle / whole + mean(soon),
    )


class _Stays(NamedTuple):
    """At moments of a wait: the part of the callers who are still there, the mean time that they have stayed until
    then, and the part that has given up."""

    at: Sequence[float]
    part: Sequence[float]
    total: Sequence[float]
    gave_up: Sequence[float]


@lru_cache(maxsize=256)
def _stays(leaving: Leaving, end: float) -> _Stays:
    step = end / _STEPS
    at = [step * n for n in range(_STEPS + 1)]
    patient = [(1 - leaving.balks) * leaving.longer(x) for x in at]
    keeps = [1 - leaving.keys if x >= leaving.key_after else 1.0 for x in at]
    part = [a * b for a, b in zip(patient, keeps, strict=True)]
    total = accumulate((step * (a + b) / 2 for a, b in pairwise(part)), initial=0.0)
    lost = ((a - b) * keep for (a, b), keep in zip(pairwise(patient), keeps[1:], strict=True))
    return _Stays(at, part, tuple(total), tuple(accumulate(lost, initial=1 - patient[0])))


def _powers(rate: float, service: float, servers: int, stays: _Stays) -> list[float]:
    return [rate * stayed - servers * at / service for at, stayed in zip(stays.at, stays.total, strict=True)]


def _longest(rate: float, service: float, servers: int, leaving: Leaving) -> float:
    """The longest wait that counts, in seconds: a power of two, so that hours of different load have it in common."""
    if leaving.limit < inf:
        return leaving.limit
    end = 2.0 ** ceil(log2(service / servers))
    while end < _DAY:
        powers = _powers(rate, service, servers, _stays(leaving, end))
        if powers[-1] < max(powers) - _NOTHING:
            return end
        end *= 2
    return _DAY
