"""One change of a what-if as it is written: of what, which of its amounts, how, by how much, and when.

    nurses.people+1 on monday 8:00-12:00
    "Smith; Jones=Co".people=2; calls*1.2

A name with a character that means something here (`=`, `+`, `*`, `;`, `.` or a quotation mark) stands in quotation
marks, single or double; a mark of the same kind within is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from ivr_audit.scalars import duration, short
from ivr_audit.timetable import DAY
from ivr_audit.words import WEEKDAYS, nearest

EXAMPLES: Final = 'write it like "nurses.people+1 on monday", "calls*1.2" or "patience=2m"'
_QUOTED: Final = re.compile(
    r"""(?:(?<=^)|(?<=[.;]))\s*("(?:[^"]|"")*"|'(?:[^']|'')*')\s*(?=$|[.;=+*]|-\s*\d)""",
)
_STANDS_FOR: Final = re.compile("\0(\\d+)\0")
_LINE: Final = re.compile(r"(?P<what>[^=+*]+?)\s*(?P<how>[=+*])\s*(?P<rest>.*)", re.DOTALL)
_LESS: Final = re.compile(
    r"(?P<what>\S.*?)\s*(?P<how>-)\s*(?P<rest>\.?\d[\dhmsd.% ]*(?:(?<=\s)(?:on\s.*|\d\d?:\d\d.*))?)"
)
_REST: Final = re.compile(
    r"(?P<amount>.*?)(?:\s+on\s+(?P<days>\S.*?))?(?:(?:^|\s+)(?P<start>\d{1,2}:\d\d)\s*-\s*(?P<end>\d{1,2}:\d\d))?",
    re.IGNORECASE | re.DOTALL,
)
_FACTOR: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(%?)")


class Change(NamedTuple):
    """A change that was understood.

    `target` is empty for what the whole office has, such as calls; `is_named`: it was quoted, so it is a name of the
    file and no word with a meaning here. `days` are those of the week from Monday 0, None for every day; `start` and
    `end` are seconds of the day.
    """

    target: str
    field: str
    how: str
    amount: str
    days: frozenset[int] | None = None
    start: float = 0.0
    end: float = DAY
    is_named: bool = False

    @property
    def has_hours(self) -> bool:
        """Whether it is of some hours of the day only."""
        return (self.start, self.end) != (0.0, DAY)

    @property
    def is_timed(self) -> bool:
        """Whether it is of some days or hours only."""
        return self.days is not None or self.has_hours

    @property
    def is_scale(self) -> bool:
        """Whether it is in proportion to what is there; `+20%` is a fifth more."""
        return self.how == "*" or (self.how in "+-" and self.amount.endswith("%"))

    @property
    def scale(self) -> float:
        """By how much it multiplies. Raises ValueError for what is no number."""
        part = factor(self.amount)
        return part if self.how == "*" else 1 + part if self.how == "+" else 1 - part

    def number(self, before: float, read: Callable[[str], float]) -> float:
        """What becomes of an amount, below nought where more is taken than is there. Raises what `read` raises."""
        if self.is_scale:
            return before * self.scale
        return self.part(before, read)

    def part(self, before: float, read: Callable[[str], float]) -> float:
        """As `number`, of a part of the callers: there `+10%` is ten more of a hundred callers."""
        if self.how == "*":
            return before * self.scale
        amount = read(self.amount)
        return amount if self.how == "=" else before + amount if self.how == "+" else before - amount


def changes_of(text: str) -> tuple[str, ...]:
    """The changes of a text, which ";" parts.

    >>> changes_of("calls*1.2; 'Smith; Jones'.people=2")
    ('calls*1.2', "'Smith; Jones'.people=2")
    """
    masked, names = _masked(text)
    return tuple(_unmasked(part.strip(), names) for part in masked.split(";"))


def read_change(line: str) -> Change:
    """A change as it is meant. Raises ValueError for what says none.

    >>> read_change('"A.B".people+1 on mon-fri').field
    'people'
    """
    masked, names = _masked(line.strip())
    if not masked:
        raise ValueError(f"nothing is changed; {EXAMPLES}")
    parts = _LINE.fullmatch(masked) or _LESS.fullmatch(masked)
    if parts is None or not (rest := _REST.fullmatch(parts["rest"].strip())):
        raise ValueError(_no_change(masked))
    target, _, field = (piece.strip() for piece in parts["what"].rpartition("."))
    amount = rest["amount"].strip()
    start, end = (clock(rest["start"]), clock(rest["end"])) if rest["start"] else (0.0, DAY)
    if start >= end:
        raise ValueError("its hours end before they begin")
    return Change(
        target=_bare(target, names),
        field=plain(_bare(field, names)),
        how=parts["how"],
        amount=f"0{amount}" if amount.startswith(".") else amount,
        days=frozenset(_days(rest["days"])) if rest["days"] else None,
        start=start,
        end=end,
        is_named=bool(_STANDS_FOR.fullmatch(target)),
    )


def _no_change(masked: str) -> str:
    if masked[0] in "\"'":
        return f"the quotation mark at its beginning is not closed before the amount; {EXAMPLES}"
    return EXAMPLES


def unquoted(text: str) -> str:
    """A name without the quotation marks around it.

    >>> unquoted('"Smith; ""Jones"" Co"'), unquoted("Nurses' station")
    ('Smith; "Jones" Co', "Nurses' station")
    """
    text = text.strip()
    if len(text) > 2 and text[0] in "\"'" and text[-1] == text[0]:
        return text[1:-1].replace(text[0] * 2, text[0])
    return text


def _masked(text: str) -> tuple[str, list[str]]:
    """The text with a mark for each quoted name, and those names with their quotation marks."""
    names: list[str] = []

    def mark(found: re.Match[str]) -> str:
        names.append(found[1])
        return f"\0{len(names) - 1}\0"

    return _QUOTED.sub(mark, text.strip().replace("\0", "")), names


def _unmasked(text: str, names: list[str]) -> str:
    return _STANDS_FOR.sub(lambda found: names[int(found[1])], text)


def _bare(text: str, names: list[str]) -> str:
    """A name, or several parted by points, without quotation marks."""
    return _STANDS_FOR.sub(lambda found: unquoted(names[int(found[1])]), text)


def _days(text: str) -> Iterator[int]:
    """Days of the week such as "monday", "mon-fri" or "mon, wed"."""
    for part in text.split(","):
        first, _, last = part.partition("-")
        begin = _day(first, text)
        end = _day(last, text) if last else begin
        yield from ((begin + n) % 7 for n in range((end - begin) % 7 + 1))


def _day(word: str, text: str) -> int:
    name = word.strip().lower()
    for letters in (name, name.removesuffix("s")):  # Mondays
        found = [n for n, weekday in enumerate(WEEKDAYS) if weekday.lower().startswith(letters)]
        if len(letters) > 1 and len(found) == 1:
            return found[0]
    near = nearest(name, WEEKDAYS) if name.isalpha() else None
    how = f'did you mean "{near}"?' if near else 'write it like "on monday", "on mon-fri" or "on monday 8:00-12:00"'
    raise ValueError(f"{short(text)} is not a day of the week; {how}")


def clock(text: str) -> float:
    """Seconds of the day of "8:30". Raises ValueError."""
    parts = re.fullmatch(r"(\d{1,2}):(\d\d)", text, re.ASCII)
    if parts is None or int(parts[1]) * 60 + int(parts[2]) > 1440 or int(parts[2]) > 59:
        raise ValueError(f"{short(text)} is not a time of day; write it like 8:30")
    return int(parts[1]) * 3600.0 + int(parts[2]) * 60.0


def factor(text: str) -> float:
    """What to multiply by: `1.2` or `120%`. Raises ValueError."""
    parts = _FACTOR.fullmatch(text)
    if parts is None:
        raise ValueError(f"{short(text)} is not a number; write it like 1.2 or 120%")
    return float(parts[1]) / (100 if parts[2] else 1)


def some_time(text: str) -> float:
    """Seconds of a duration over nought. Raises ValueError."""
    seconds = duration(text)
    if seconds <= 0:
        raise ValueError(f"{short(text)} is no time at all; write a duration over 0, such as 30s or 2m")
    return seconds


def plain(name: str) -> str:
    """A name as it is compared: small letters, one space for each gap.

    >>> plain("Leaves_message")
    'leaves message'
    """
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())
