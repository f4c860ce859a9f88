"""What the records of a simulation say: how long callers wait for a person, how calls end, how soon lines are answered,
where messages pile up. Every function takes the tables of `records.py`, of one replication or of several put together.

Times are seconds. Quantiles are order statistics with straight lines between (type 7 of Hyndman and Fan 1996).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ivr_audit.simulate.records import ENDS, LEFT, Names

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ivr_audit.simulate.records import Table

HOUR: Final = 3600.0
By = Literal["hour", "topic", "caller", "period", "entry"]
Wanted = Literal["person", "right"]
_NOBODY_THERE: Final = LEFT.index("no agents")
_SENT_ON: Final = tuple(LEFT.index(left) for left in ("overflow", "full", "exit", "callback"))


class Spread(NamedTuple):
    """How a time differs from call to call, in seconds; nan where there was no such call."""

    calls: int
    mean: float
    median: float
    ninetieth: float
    ninety_fifth: float
    worst: float


class Ends(NamedTuple):
    """How many calls there were, and what part of them ended how, in the order of `ENDS`."""

    calls: int
    parts: Mapping[str, float]


class Where(NamedTuple):
    """A place where callers give up: how many did, which part that is of all who gave up, after how long typically."""

    node: str
    calls: int
    part: float
    median: float


class Answering(NamedTuple):
    """How a line is answered. `within` is the part of those who came to it, while somebody was there, that was
    answered within the threshold; `sent_on` left for somewhere else, or to be called back; `wait` is of all who came
    then."""

    visits: int
    within: float
    answered: float
    gave_up: float
    sent_on: float
    nobody_there: int
    wait: Spread


class Messages(NamedTuple):
    """Messages in a box. `in_time` and `late` were returned, before and after the promised time; a message without a
    promise that is returned is in time. `never` will not be returned by anybody; `waiting` were not yet at the end."""

    left: int
    in_time: int
    late: int
    never: int
    waiting: int
    took: float
    """Seconds until a message was returned, the mean; nan: none was."""


def spread(seconds: NDArray[np.float64]) -> Spread:
    """The spread of the times that are not nan.

    >>> import numpy as np
    >>> spread(np.array([10.0, 20.0, 60.0, np.nan]))[:3]
    (3, 30.0, 20.0)
    """
    import numpy as np

    known = seconds[~np.isnan(seconds)]
    if not len(known):
        return Spread(0, *[float("nan")] * 5)
    middle, ninety, ninety_five = np.quantile(known, (0.5, 0.9, 0.95)).tolist()
    return Spread(len(known), float(known.mean()), middle, ninety, ninety_five, float(known.max()))


def hour_of_week(at: NDArray[np.float64], weekday: int) -> NDArray[np.int64]:
    """The hour, 0 (Monday from 0:00) to 167, of moments after a midnight that began that weekday (Monday is 0)."""
    import numpy as np

    return np.asarray((at // HOUR).astype(np.int64) + 24 * weekday) % 168


def time_to(calls: Table, wanted: Wanted = "person") -> Spread:
    """How long callers took to reach a person, or the right one; those who never did are not in it."""
    return spread(calls[wanted])


def time_to_by(
    calls: Table, by: By, names: Names, *, wanted: Wanted = "person", weekday: int = 0
) -> dict[str | int, Spread]:
    """`time_to` apart by hour of the week (a number), or by the name of the topic, caller, period or entry."""
    return {key: spread(calls[wanted][chosen]) for key, chosen in _apart(calls, by, names, weekday)}


def ends(calls: Table) -> Ends:
    """How calls ended."""
    import numpy as np

    counts = np.bincount(calls["end"], minlength=len(ENDS))
    return Ends(len(calls), {end: float(n) / max(len(calls), 1) for end, n in zip(ENDS, counts, strict=True)})


def ends_by(calls: Table, by: By, names: Names, *, weekday: int = 0) -> dict[str | int, Ends]:
    """`ends` apart, as in `time_to_by`."""
    return {key: ends(calls[chosen]) for key, chosen in _apart(calls, by, names, weekday)}


def gave_up_where(calls: Table, names: Names) -> list[Where]:
    """The places where callers gave up, most calls first."""
    import numpy as np

    lost = calls[calls["end"] == ENDS.index("gave up")]
    nodes, counts = np.unique(lost["node"], return_counts=True)
    found = [
        Where(names.nodes[node], int(count), count / len(lost), float(np.median(lost["seconds"][lost["node"] == node])))
        for node, count in zip(nodes.tolist(), counts.tolist(), strict=True)
    ]
    return sorted(found, key=lambda where: (-where.calls, where.node))


def callers(calls: Table) -> Table:
    """One record for each caller of a replication: their first call, with the end of their last one and the times of
    the first one in which they reached a person. Callers whose first call is not in the table are left out."""
    import numpy as np

    tries = calls[np.lexsort((calls["attempt"], calls["first"]))]
    begins = np.flatnonzero(np.diff(tries["first"], prepend=-1))
    found = tries[begins].copy()
    last = tries[np.append(begins[1:], len(tries)) - 1] if len(tries) else tries
    for column in ("end", "node", "seconds"):
        found[column] = last[column]
    for wanted, columns in (("person", ("person", "wrong_door")), ("right", ("right",))):
        reached = tries[~np.isnan(tries[wanted])]
        who, where = np.unique(reached["first"], return_index=True)
        chosen = np.isin(found["first"], who)
        for column in columns:
            found[column][chosen] = reached[column][where][np.searchsorted(who, found["first"][chosen])]
    first: Table = found[found["attempt"] == 1]
    return first


def answering(visits: Table, threshold: float) -> Answering:
    """How the callers of these visits were answered, at a threshold in seconds."""
    import numpy as np

    open_to_them = visits[visits["left"] != _NOBODY_THERE]
    answered = open_to_them["left"] == LEFT.index("answered")
    count = max(len(open_to_them), 1)
    return Answering(
        visits=len(open_to_them),
        within=float((answered & (open_to_them["waited"] <= threshold + 1e-6)).sum()) / count,
        answered=float(answered.sum()) / count,
        gave_up=float((open_to_them["left"] == LEFT.index("gave up")).sum()) / count,
        sent_on=float(np.isin(open_to_them["left"], _SENT_ON).sum()) / count,
        nobody_there=len(visits) - len(open_to_them),
        wait=spread(open_to_them["waited"]),
    )


def answering_by_line(visits: Table, names: Names, threshold: float) -> dict[str, Answering]:
    """`answering` for each ring group and queue that anybody came to, in the order of the file."""
    import numpy as np

    lines = np.unique(visits["line"]).tolist()
    return {names.nodes[line]: answering(visits[visits["line"] == line], threshold) for line in lines}


def answering_by_hour(visits: Table, threshold: float, *, weekday: int = 0) -> dict[int, Answering]:
    """`answering` for each hour of the week in which anybody came."""
    import numpy as np

    hours = hour_of_week(visits["at"], weekday)
    return {hour: answering(visits[hours == hour], threshold) for hour in np.unique(hours).tolist()}


def waiting(visits: Table, until: float, every: float = HOUR) -> NDArray[np.int64]:
    """How many callers wait at the moments 0, `every`, ... before `until`."""
    return _present(visits["at"], visits["at"] + visits["waited"], until, every)


def messages(table: Table) -> Messages:
    """What became of messages."""
    import numpy as np

    took = table["returned"] - table["at"]
    returned = ~np.isnan(took)
    late = returned & (took > table["promise"])  # a comparison with nan is false: nothing was promised
    never = int(table["never"].sum())
    return Messages(
        left=len(table),
        in_time=int(returned.sum() - late.sum()),
        late=int(late.sum()),
        never=never,
        waiting=int(len(table) - returned.sum()) - never,
        took=float(took[returned].mean()) if returned.any() else float("nan"),
    )


def messages_by_box(table: Table, names: Names) -> dict[str, Messages]:
    """`messages` for each box that has any, in the order of the file."""
    import numpy as np

    return {names.nodes[box]: messages(table[table["box"] == box]) for box in np.unique(table["box"]).tolist()}


def backlog(table: Table, until: float, every: float = HOUR) -> NDArray[np.int64]:
    """How many messages nobody has returned yet at the moments 0, `every`, ... before `until`."""
    import numpy as np

    return _present(table["at"], np.where(np.isnan(table["returned"]), np.inf, table["returned"]), until, every)


def wrong_doors(calls: Table) -> float:
    """Part of those who reached a person that did so through an option about something else; nan: nobody did."""
    import numpy as np

    reached = ~np.isnan(calls["person"])
    return float(calls["wrong_door"][reached].mean()) if reached.any() else float("nan")


def together(tables: Sequence[Table]) -> Table:
    """Several tables as one; a single one is itself."""
    import numpy as np

    return np.concatenate(list(tables)) if len(tables) > 1 else tables[0]


def _present(begins: Any, stops: Any, until: float, every: float) -> NDArray[np.int64]:
    """Of stretches from `begins` up to `stops` (arrays): how many are under way at each moment."""
    import numpy as np

    moments = np.arange(0.0, until, every)
    begun = np.searchsorted(np.sort(begins), moments, side="right")
    return np.asarray(begun - np.searchsorted(np.sort(stops), moments, side="right"))


def _apart(calls: Table, by: By, names: Names, weekday: int) -> list[tuple[str | int, Any]]:
    """The calls of each kind that there is (a mask), by number or name."""
    import numpy as np

    if by == "hour":
        hours = hour_of_week(calls["at"], weekday)
        return [(hour, hours == hour) for hour in np.unique(hours).tolist()]
    known = {"topic": names.topics, "caller": names.callers, "period": names.periods, "entry": names.entries}[by]
    column = calls[by]
    return [("" if n < 0 else known[n], column == n) for n in np.unique(column).tolist()]
