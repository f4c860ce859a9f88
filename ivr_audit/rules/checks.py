"""How often a mailbox is listened to, read from what an office writes into `checked`."""

from __future__ import annotations

import re
from math import ceil
from typing import Final

_NUMBERS: Final = {
    "once": 1, "one": 1, "twice": 2, "two": 2, "thrice": 3, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_NUMBER = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
_UNITS: Final = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.0}
_UNIT = "|".join(_UNITS)
_ADVERBS: Final = {"hourly": 1 / 24, "daily": 1.0, "nightly": 1.0, "weekly": 7.0, "fortnightly": 14.0, "monthly": 30.0}
_OFTEN = rf"\b({_NUMBER})(?: times)? (?:a|an|per|each|every) (day|week|month)\b"
_OFTEN_ADVERB = rf"\b({_NUMBER})(?: times)? (daily|weekly|monthly)\b"
_EVERY = rf"\b(?:every|each) (?:({_NUMBER}) )?(other |second )?({_UNIT})s?\b"
_PART_OF_DAY = r"\b(?:every|each|in the|at) (?:morning|noon|afternoon|evening|night|day)\b|\bmornings\b"
_BUSINESS = r"\bweek ?days?\b|\b(?:business|working|work|office|school) ?(?:days?|mornings?|afternoons?|evenings?)\b"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"\b(mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)s?\b"
_ORDINAL = rf"(\b(?:every|each) )?\b(other|second|2nd|first|third|fourth|fifth|last|alternate|1st|3rd|4th|5th) {_DAY}"
_OF_MONTH = r"\b(?:of|in|every|each|per|a) (?:the |each |every |a )?month\b|\bmonthly\b"
_RANGE = rf"{_DAY} ?(?:-|–|to|through|thru|until) ?{_DAY}"


def longest_unchecked(checked: str) -> float | None:
    """The longest time from one check of a mailbox to the next, in days; None for words that are not understood.

    Office days are Monday to Friday, so that three days lie between the checks of a Friday and a Monday.

    >>> [longest_unchecked(words) for words in ("daily", "every business day", "twice a week", "Mondays and Thursdays")]
    [1.0, 3.0, 4.0, 4.0]
    >>> [longest_unchecked(words) for words in ("every 2 hours", "twice a day", "when there is time")]
    [0.08333333333333333, 0.5, None]
    >>> [longest_unchecked(words) for words in ("every second Monday", "the first Monday of the month")]
    [14.0, 35.0]
    """
    said = " ".join(checked.casefold().replace("-", " - ").split()).replace(" - ", "-").replace("-", " ")
    if re.search(r"\b(?:if|when|unless|except|not|rarely|sometimes|usually)\b", said):
        return None
    if found := re.search(_ORDINAL, said):
        return _some_weeks(said, found)
    whole_week = _named_days(checked.casefold())
    business = bool(re.search(_BUSINESS, said))
    often = _times(said)
    if whole_week is not None:
        return max(whole_week, often or 0.0)
    if business:
        return max(3.0, often or 0.0)
    return often


def _some_weeks(said: str, found: re.Match[str]) -> float | None:
    """Days between two checks on a weekday of some weeks only; None where more weekdays than that one are named."""
    if len(re.findall(_DAY, said)) > 1:
        return None
    if re.search(_OF_MONTH, said):
        return 35.0
    return 14.0 if found[2] in {"other", "alternate"} or (found[1] and found[2] in {"second", "2nd"}) else None


def _times(said: str) -> float | None:
    """Days between two checks, where the words count them."""
    if found := re.search(_OFTEN, said) or re.search(_OFTEN_ADVERB, said):
        count = _count(found[1])
        unit = _UNITS.get(found[2]) or _ADVERBS[found[2]]
        if not count:
            return None
        return _in_week(count) if unit == _UNITS["week"] else unit / count
    if found := re.search(_EVERY, said):
        count = _count(found[1]) if found[1] else 1
        return count * (2 if found[2] else 1) * _UNITS[found[3]] or None
    adverb = next((days for word, days in _ADVERBS.items() if re.search(rf"\b{word}\b", said)), None)
    return adverb or (1.0 if re.search(_PART_OF_DAY, said) else None)


def _count(word: str) -> int:
    return _NUMBERS[word] if word in _NUMBERS else int(word)


def _in_week(count: int) -> float:
    """The longest gap of so many checks in a week: spread evenly, but five or six leave the weekend or a day out."""
    return {5: 3.0, 6: 2.0}.get(count) or float(ceil(7 / count))


def _named_days(said: str) -> float | None:
    """The longest gap between the weekdays that are named; None if none is."""
    named: set[int] = set()
    for found in re.finditer(_RANGE, said):
        first, last = (_DAYS.index(day[:3]) for day in found.groups())
        named.update((first + n) % 7 for n in range((last - first) % 7 + 1))
    named.update(_DAYS.index(found[1][:3]) for found in re.finditer(_DAY, said))
    days = sorted(named)
    if not days:
        return None
    return float(max((later - day) % 7 or 7 for day, later in zip(days, [*days[1:], days[0]], strict=True)))
