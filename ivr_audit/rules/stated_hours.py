"""Opening hours that an English prompt states, read from its words; what takes guessing is left out."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from ivr_audit.announced import plain

Span = tuple[int, int]
Hours = tuple[tuple[frozenset[int], tuple[Span, ...]], ...]

_DAY = 24 * 60
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
_THROUGH = r"(?:to|thru|through|until|till|-)"
_TIME = r"(?:noon|midnight|\d{1,2}(?::\d\d)?(?: ?[ap]m)?(?: o'clock)?)"
_TOKENS = {
    "week": r"\b(?:7 days a week|every ?day(?: of the week)?|daily)\b",
    "weekdays": r"\b(?:on )?weekdays?\b",
    "weekend": r"\bweekends?\b",
    "days": rf"\b{_DAY_NAME} ?{_THROUGH} ?{_DAY_NAME}\b",
    "day": rf"\b{_DAY_NAME}\b",
    "span": rf"{_TIME} ?{_THROUGH} ?{_TIME}(?![\w:])|between {_TIME} and {_TIME}(?![\w:])",
    "closed": r"\b(?:closed|closes?|closing)\b",
    "lone": rf"{_TIME}(?!\w)",
    "word": r"[a-z'’]+",
    "comma": r"[,&/()-]",
}
_CUE = r"\bopen\b|\bhours\b(?! (?:a day|before|after))"
_NOT_CUE = r"\b(?:after|out of|24|outside|within|outside of)[- ](?:\w+ )?hours\b"
UNITS = frozenset({
    "lab", "laboratory", "pharmacy", "imaging", "billing", "dispensary", "department", "line", "desk", "nurse", "lobby",
})  # fmt: skip
"""What an office can have with hours of its own."""
_ELSEWHERE = UNITS | {
    "lines", "phone", "phones", "walk", "walk-in", "call", "calls", "answered", "appointments", "appointment", "drive",
    "message", "messages", "holiday", "holidays", "during", "today", "tomorrow",
}  # fmt: skip
_FILLERS = frozenset({
    "we", "are", "we're", "re", "is", "the", "our", "from", "on", "and", "through", "at", "each", "for", "also",
    "until", "in", "of", "a", "o'clock", "to", "hours", "open", "s", "again", "lunch", "by", "with", "office",
})  # fmt: skip
_DOUBT = frozenset({
    "except", "by", "alternate", "alternating", "other", "some", "second", "first", "third", "last", "every",
    "excluding", "usually",
})  # fmt: skip
_ANOTHER_TIME = frozenset({
    "january", "february", "april", "june", "july", "august", "september", "october", "november", "december",
    "spring", "summer", "autumn", "winter", "season", "this", "starting", "beginning", "effective", "temporarily",
    "were", "was", "will", "not", "no", "never", "unless", "if",
})  # fmt: skip
_LEADS = frozenset({
    "thank", "thanks", "you", "you've", "have", "reached", "calling", "please", "visit", "outside", "during", "which",
    "regular", "normal", "usual", "standard", "business", "opening", "working", "clinic", "practice", "surgery",
    "store", "shop", "center", "centre", "hello", "now", "currently", "normally", "only", "either", "as",
    "follows",
})  # fmt: skip
_FOR_ALL = re.compile(r"for (?:lunch|your|business|patients|customers|everybody|everyone)\b")
_ALWAYS = r"open (?:24 hours(?: a day)?|24/7|around the clock)\W*(?:7 days a week|every ?day|daily|$)"


class _Piece(NamedTuple):
    """Days or times of a sentence, in its order; `closed` if the office is closed then."""

    days: frozenset[int] | None
    span: Span | None
    closed: bool


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TOKENS.items()))


def _digits(text: str) -> str:
    """The text in small letters, times and numbers in digits: "nine thirty a.m." becomes "9:30 am"."""
    text = re.sub(rf"\b([AaPp])\.? ?[Mm]\.(?=\s+(?!(?i:{_DAY_NAME})\b)[A-Z])", r"\1m.", text)
    text = " ".join(plain(text).replace("–", "-").replace("’", "'").split())
    text = re.sub(r",?(?: and)? (?:except|excluding|closed)(?: for| on)?(?: \w+)? holidays\b", "", text)
    text = re.sub(r"\b([ap])(?:\. ?m\b\.?| m\b)", r"\1m", text)
    for number, word in enumerate(_WORDS, 1):
        text = re.sub(rf"\b{word}\b", str(number), text)
    text = re.sub(r"\b(\d{1,2}) (?:thirty)\b", r"\1:30", text)
    text = re.sub(r"\b(\d{1,2}) (\d\d)(?= ?[ap]m\b)", r"\1:\2", text)
    text = re.sub(r"\b(\d{1,2})\.(\d\d)(?!\d)", r"\1:\2", text)
    text = re.sub(r"(?<=\d)([ap]m)\b", r" \1", text)
    return re.sub(r"\btwenty[- ]?four\b", "24", text).replace(" seven days", " 7 days")


def _minutes(clock: str) -> tuple[int, str]:
    """A time as minutes of the day as written, and "am", "pm", "" (not said) or "24" (said beyond doubt)."""
    if clock in {"noon", "midnight"}:
        return (_DAY // 2 if clock == "noon" else _DAY), "24"
    hour, minute, half = re.match(r"(\d+)(?::(\d+))?(?: ?([ap]m))?", clock).groups()  # type: ignore[union-attr]
    at = int(hour) * 60 + int(minute or 0)
    if int(hour) > 24 or int(minute or 0) > 59 or (half and not 1 <= int(hour) <= 12):
        return -1, "24"
    if half:
        return at % (_DAY // 2) + (_DAY // 2 if half == "pm" else 0), half
    return at, "24" if int(hour) > 12 or hour.startswith("0") else ""


def _span(words: str) -> Span | None:
    """From when to when, in minutes of the day; None if morning and afternoon cannot be told apart.

    >>> [_span(words) for words in ("8 to 5", "8:30 am to noon", "1 - 5", "6 to 8 pm")]
    [(480, 1020), (510, 720), (780, 1020), None]
    """
    first, last = re.findall(_TIME, words)
    (start, early), (end, late) = _minutes(first), _minutes(last)
    half = _DAY // 2
    if min(start, end) < 0:
        return None
    if not early:
        if late == "pm" and 6 * 60 <= start < 12 * 60 and start + half < end:
            return None
        if late != "am" and start < 6 * 60:
            start += half
    if not late:
        if early == "am" and end > start and end != half:
            return None
        end += half if end <= start else 0
    return (start % _DAY, end) if start % _DAY < end <= _DAY else None


def _day(name: str) -> int:
    return _DAYS.index(name[:3])


def _days(kind: str, words: str) -> frozenset[int]:
    """The weekdays that a token names."""
    if kind in {"week", "weekdays", "weekend"}:
        return frozenset({"week": range(7), "weekdays": range(5), "weekend": range(5, 7)}[kind])
    first, *last = re.findall(_DAY_NAME, words)
    if not last:
        return frozenset({_day(first)})
    return frozenset((_day(first) + i) % 7 for i in range((_day(last[0]) - _day(first)) % 7 + 1))


def _pieces(sentence: str, own: frozenset[str]) -> list[_Piece] | None:
    """Days and times of a sentence in order; None if something in it leaves doubt.

    Before them stand only words that name no other place and no other time; `own` are those that name the office.
    """
    pieces: list[_Piece] = []
    closed = strange = False
    for token in _tokens().finditer(sentence):
        kind, words = str(token.lastgroup), token.group()
        if kind in {"week", "weekdays", "weekend", "day", "days"}:
            pieces.append(_Piece(_days(kind, words), None, closed))
        elif kind == "span":
            span = _span(words)
            if span is None:
                return None
            pieces.append(_Piece(None, span, closed))
        elif kind == "closed":
            closed = True
        elif kind == "lone" or (kind == "word" and words in (_DOUBT if not closed else _DOUBT - {"except"})):
            return None
        elif words == "open":
            closed = False
        elif kind == "word" and not pieces:
            strange = strange or words not in _FILLERS | _LEADS | own
        elif words in _ANOTHER_TIME or (words == "for" and not closed and not _FOR_ALL.match(sentence, token.start())):
            return None
        elif kind == "word" and words not in _FILLERS:
            rest = [t.lastgroup for t in _tokens().finditer(sentence, token.end())]
            if any(group not in {"word", "comma"} for group in rest):
                return None
            break
    tells = any(piece.span or piece.closed for piece in pieces)
    return None if strange and tells else pieces


def _paired(pieces: list[_Piece]) -> list[tuple[frozenset[int], tuple[Span, ...]]] | None:
    """Days with their times: always days first, or always times first."""
    runs: list[tuple[bool, list[_Piece]]] = []
    for piece in pieces:
        if runs and runs[-1][0] == (piece.days is not None):
            runs[-1][1].append(piece)
        else:
            runs.append((piece.days is not None, [piece]))
    if len(runs) % 2:
        return None
    paired = []
    for (first_is_days, first), (_, second) in zip(runs[::2], runs[1::2], strict=True):
        days, times = (first, second) if first_is_days else (second, first)
        paired.append((frozenset().union(*(p.days or () for p in days)), tuple(p.span for p in times if p.span)))
    return paired


def _without(spans: tuple[Span, ...], gap: Span) -> tuple[Span, ...]:
    """The times that remain when a gap is taken out of them."""
    parts = [part for a, b in spans for part in ((a, min(b, gap[0])), (max(a, gap[1]), b))]
    return tuple(dict.fromkeys((a, b) for a, b in parts if a < b))


@lru_cache(maxsize=4096)
def stated_hours(text: str, own: frozenset[str] = frozenset()) -> Hours | None:
    """Weekdays (Monday 0) and the minutes of the day at which they open and close; None if nothing certain is said.

    `own` are words that name the office itself, in small letters: "the pharmacy is open" tells a caller of the pharmacy
    all, and a caller of a clinic nothing about the clinic.

    >>> stated_hours("We are open Monday through Wednesday from 8 a.m. to 5 p.m.")
    ((frozenset({0, 1, 2}), ((480, 1020),)),)
    """
    told: dict[int, tuple[Span, ...]] = {}
    asked = False
    sentences = re.split(r"[.!?;]+(?=\s|$)", _digits(text))
    for sentence in sorted(sentences, key=lambda sentence: "closed" in sentence):
        first = _tokens().match(sentence.strip())
        fragment = bool(first and first.lastgroup in {"weekdays", "days", "day", "week", "weekend"})
        cue = bool(re.search(_CUE, re.sub(_NOT_CUE, "", sentence)))
        if _ELSEWHERE & set(re.findall(r"[a-z'-]+", sentence)) - own:
            asked = False
            continue
        if re.search(_ALWAYS, sentence):
            told.update(dict.fromkeys(range(7), ((0, _DAY),)))
            continue
        if not (cue or fragment or (asked and "closed" in sentence)):
            continue
        asked = True
        if not _tell(sentence, told, own):
            return None
    by_times: dict[tuple[Span, ...], set[int]] = {}
    for day in sorted(told):
        by_times.setdefault(told[day], set()).add(day)
    return tuple((frozenset(days), spans) for spans, days in by_times.items() if spans) or None


def _tell(sentence: str, told: dict[int, tuple[Span, ...]], own: frozenset[str]) -> bool:
    """Add what a sentence says; False if that leaves doubt or contradicts what was said before."""
    pieces = _pieces(sentence, own)
    if pieces is None:
        return False
    if not any(piece.span for piece in pieces):
        for day in {day for piece in pieces if piece.closed for day in piece.days or ()}:
            told.pop(day, None)
        return True
    paired = _paired([piece for piece in pieces if not piece.closed])
    if paired is None:
        return False
    for days, spans in paired:
        ordered = tuple(sorted(spans))
        if days & told.keys() or any(a[1] > b[0] for a, b in pairwise(ordered)):
            return False
        told.update(dict.fromkeys(days, ordered))
    shut = [piece for piece in pieces if piece.closed]
    gaps = [piece.span for piece in shut if piece.span]
    closed = {day for piece in shut for day in piece.days or ()}
    if gaps and closed:
        return False
    for day in closed:
        told.pop(day, None)
    for gap in gaps:
        told.update({day: _without(spans, gap) for day, spans in told.items()})
    return True
