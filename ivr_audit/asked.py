"""What somebody asks for in words, checked: a day, a moment, where a call begins, who calls, about which topic.

The command line and `ivr_audit.api` ask here, so that both say the same. Everything raises ValueError with a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar, get_args

from ivr_audit.callers import CallerKind
from ivr_audit.model import PhoneTree
from ivr_audit.words import nearest, parse_moment

Day = TypeVar("Day", date, datetime)


def day_of(wanted: date | str) -> date:
    """A date, or one written like 2026-11-23."""
    if isinstance(wanted, str):
        try:
            day = date.fromisoformat(wanted)
        except ValueError:
            raise ValueError(f'"{wanted}" is not a date; write it like 2026-11-23') from None
    elif isinstance(wanted, date):
        day = wanted.date() if isinstance(wanted, datetime) else wanted
    else:
        raise TypeError(f'a day is a date or a text such as "2026-11-23", not {wanted!r}')
    return _in_reach(day, wanted)


def moment_of(wanted: datetime | str, as_of: date) -> datetime:
    """A local moment, or the first one from `as_of` on that words such as "sat 10:00" name."""
    if isinstance(wanted, str):
        return _in_reach(parse_moment(wanted, as_of), wanted)
    if not isinstance(wanted, datetime):
        raise TypeError(f'a moment is a datetime or a text such as "sat 10:00", not {wanted!r}')
    if wanted.tzinfo is not None:
        raise ValueError(f'"{wanted}" has a time zone; give the time on the wall where the tree is, without one')
    return _in_reach(wanted, wanted)


def entry_of(tree: PhoneTree, wanted: str | None) -> str:
    """The node where a call begins: the one asked for by number or node, else the first."""
    if wanted is None:
        return tree.entries[0].node
    for entry in tree.entries:
        if wanted in (entry.number, entry.node):
            return entry.node
    known = [name for entry in tree.entries for name in (entry.number, entry.node) if name]
    raise ValueError(f'no call begins at "{wanted}"; {_nearest_of(wanted, known, "calls begin at")}')


def topic_of(tree: PhoneTree, wanted: str | None) -> str | None:
    """A topic of the tree; None stays None."""
    if wanted is None or wanted in tree.topics:
        return wanted
    raise ValueError(f'there is no topic "{wanted}"; {_nearest_of(wanted, tree.topics, "the tree names")}')


def caller_of(wanted: str) -> CallerKind:
    """One of the five callers."""
    known: tuple[CallerKind, ...] = get_args(CallerKind)
    for kind in known:
        if kind == wanted:
            return kind
    raise ValueError(f'there is no caller "{wanted}"; {_nearest_of(wanted, known, "the callers are")}')


def check_together(*, keys: bool, caller: str | None, topic: str | None) -> None:
    """Raise ValueError where keys, a caller and a topic do not go together; `keys`: whether there are any."""
    if keys and caller is not None:
        raise ValueError("keys and caller exclude each other")
    if topic is not None and caller not in ("listener", "expert"):
        raise ValueError("a topic goes with the caller listener or expert")


def _in_reach(day: Day, wanted: object) -> Day:
    if not 1971 <= day.year <= 9000:
        raise ValueError(f'"{wanted}" is not in the years 1971 to 9000')
    return day


def _nearest_of(wanted: str, known: Iterable[str], all_of_them: str) -> str:
    names = list(known)
    close = nearest(str(wanted), names)
    if close:
        return f'did you mean "{close}"?'
    return f"{all_of_them}: " + (", ".join(f'"{name}"' for name in names) or "none")
