"""Words for people: durations, moments (said and read), lists and the nearest known name, the same in every message."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

_TURNS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb"
_ACTS = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_TURNS}]")
_TURNING = re.compile(f"[{_TURNS}]")
"""Signs of no width that turn the direction of what follows, so that a name could read as another:
https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing."""

_MOST_KNOWN = 12

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
AS_USUAL = "as usual"
"""What stands for the times of a public holiday that is as any other day."""
_MOMENT = (
    r"(?:(?P<date>\d{4}-\d\d-\d\d)[T ]|(?:(?P<weekday>[a-z]{3,9}),? )?(?:(?P<day>\d\d?) (?P<month>[a-z]{3,9}) )?)"
    r"(?P<hour>\d\d?)(?::(?P<minute>\d\d)(?::\d\d)?)? ?(?P<half>am|pm)?"
)


def say_duration(seconds: float) -> str:
    """A finite duration, `seconds` >= 0, to the nearest second, from one hour on to the nearest minute.

    >>> [say_duration(s) for s in (31, 246, 3900, 228600)]
    ['31 s', '4 min 06 s', '1 h 05 min', '63 h 30 min']
    """
    whole = math.floor(seconds + 0.5)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s" if whole % 60 else f"{whole // 60} min"
    hours, minutes = divmod(math.floor(seconds / 60 + 0.5), 60)
    return f"{hours} h {minutes:02} min" if minutes else f"{hours} h"


def of_hundred(part: float) -> str:
    """How many of a hundred a part of 1 is. What is not quite none or all is never rounded to it.

    >>> [of_hundred(part) for part in (0, 0.004, 0.36, 0.997, 1)]
    ['none', 'fewer than 1', '36', 'more than 99', 'all']
    """
    if part <= 0 or part >= 1:
        return "none" if part <= 0 else "all"
    if part < 0.01 or part > 0.99:
        return "fewer than 1" if part < 0.01 else "more than 99"
    return f"{100 * part:.0f}"


def say_moment(moment: datetime) -> str:
    """The day and the time on a 24-hour clock: "Mon 23 Nov 10:00"."""
    return f"{WEEKDAYS[moment.weekday()][:3]} {moment.day} {MONTHS[moment.month - 1][:3]} {moment:%H:%M}"


def say_day(day: date) -> str:
    """The day with its year: "Mon 23 Nov 2026"."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def say_weekday(moment: datetime) -> str:
    """The weekday and the time on a 24-hour clock: "Fri 17:00"."""
    return f"{WEEKDAYS[moment.weekday()][:3]} {moment:%H:%M}"


def parse_moment(text: str, as_of: date) -> datetime:
    """The first local moment from `as_of` 00:00 on that the text names; a whole date is taken as it stands.

    Understands what `say_moment` and `say_weekday` write. Raises `ValueError`, with what is allowed, for anything else.

    >>> parse_moment("sat 10am", date(2026, 11, 23)).isoformat()
    '2026-11-28T10:00:00'
    """
    wrong = ValueError(
        f'"{text}" is not a moment; write it like "sat 10:00", "monday 8:30am", "10:00" or "2026-12-25 09:00"'
    )
    parts = re.fullmatch(_MOMENT, " ".join(text.split()), re.IGNORECASE | re.ASCII)
    if parts is None or not (parts["minute"] or parts["half"]):
        raise wrong
    try:
        clock = time(_hour(int(parts["hour"]), parts["half"]), int(parts["minute"] or 0))
        if parts["date"]:
            return datetime.combine(date.fromisoformat(parts["date"]), clock)
        weekday = _index(parts["weekday"], WEEKDAYS)
        month = _index(parts["month"], MONTHS)
    except ValueError:
        raise wrong from None
    for day in (as_of + timedelta(days=n) for n in range(366)):
        on_date = month is None or (day.month, day.day) == (month + 1, int(parts["day"]))
        if on_date and weekday in (None, day.weekday()):
            return datetime.combine(day, clock)
    raise ValueError(f'"{text}" does not come in the year from {as_of}; write it like "{as_of} 09:00"')


def list_words(words: Sequence[str], last: str = "and") -> str:
    """The words as one would say them: "a", "a and b", "a, b and c"; `last` is "and" or "or"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def visible(text: str) -> str:
    """The text with what would act on a terminal, or turn its direction round, written out: "U+202E"."""
    return _ACTS.sub(lambda found: f"U+{ord(found.group()):04X}", text)


def unturned(text: str) -> str:
    """The text with what would turn its direction round written out, and everything else as it is.

    >>> unturned("desk \u202elive")
    'desk U+202Elive'
    """
    return _TURNING.sub(lambda found: f"U+{ord(found.group()):04X}", text)


def json_text(value: object, indent: int | None = None) -> str:
    """The value as JSON, in which what would turn the direction of a text stands as its number: the same when it is
    read, and harmless to look at. Raises ValueError for numbers that JSON does not have.

    >>> json_text("desk \u202elive")
    '"desk \\\\u202elive"'
    """
    import json  # not every command writes it

    written = json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False)
    return _TURNING.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant, whatever its capitals, or None if none is near."""
    from difflib import get_close_matches  # only a wrong name needs it

    by_folded = {k.casefold(): k for k in sorted(known, reverse=True)}
    near = get_close_matches(name.casefold(), list(by_folded), n=1)
    return by_folded[near[0]] if near else None


def or_known(name: str, known: Iterable[str]) -> str:
    """What to say after a name that nobody knows: the known one that was probably meant, else up to twelve known.

    >>> or_known("nonsense", ["main", "sales"])
    '; known here: "main" and "sales"'
    """
    names = list(dict.fromkeys(one for one in known if one))
    near = nearest(name, names)
    if near is not None:
        return f'; did you mean "{near}"?'
    shown = [f'"{visible(one)}"' for one in names[:_MOST_KNOWN]]
    more = [f"{len(names) - _MOST_KNOWN} more"] if len(names) > _MOST_KNOWN else []
    return f"; known here: {list_words([*shown, *more])}" if shown else ""


def _hour(hour: int, half: str | None) -> int:
    """The hour of 0 to 23; `half` is "am", "pm" or None for a 24-hour clock."""
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError
    return hour % 12 + (12 if half.lower() == "pm" else 0)


def _index(name: str | None, known: Sequence[str]) -> int | None:
    """Which of the names begins with these letters; None stays None. Raises `ValueError` if none does."""
    if name is None:
        return None
    return [full.lower().startswith(name.lower()) for full in known].index(True)


def say_extensions(pattern: str) -> str:
    """The extensions that fit a pattern (X is 0 to 9, Z 1 to 9, N 2 to 9): from the first to the last where they are a
    range.

    >>> [say_extensions(one) for one in ("1XX", "NXXX", "XX", "107", "1X7")]
    ['100 to 199', '2000 to 9999', '00 to 99', '107', '1X7']
    """
    found = re.fullmatch(r"(\d*)([XZN]X*)", pattern.upper())
    if found is None:
        return pattern
    known, unknown = found.groups()
    lowest = unknown.replace("N", "2").replace("Z", "1").replace("X", "0")
    return f"{known}{lowest} to {known}{'9' * len(unknown)}"


def named(names: Sequence[str]) -> tuple[str, ...]:
    """The user's names in quotation marks."""
    return tuple(f'"{name}"' for name in names)


def some(names: Sequence[str], last: str = "and") -> str:
    """The user's names in quotation marks, as one would say them; of many only the first.

    >>> some(["main"]), some(["a", "b", "c", "d", "e"], "or")
    ('"main"', '"a", "b", "c" or 2 others')
    """
    said = named(names)
    return list_words(said if len(said) < 5 else (*said[:3], f"{len(said) - 3} others"), last)
