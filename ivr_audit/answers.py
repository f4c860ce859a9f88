"""Answers as people type them, made into what a tree file says: "8 to noon", "25 seconds", "new york".

Every function gives the answer as it is kept, and gives a kept answer back as it is. All raise `ValueError` in plain
words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from ivr_audit.announced import SENTENCE_END, announcements
from ivr_audit.profile import PROFILES
from ivr_audit.scalars import duration, key
from ivr_audit.words import nearest
from ivr_audit.yaml_text import Value

LONGEST_TEXT: Final = 5_000
LONGEST_NAME: Final = 60
_JOINERS: Final = "\u200c\u200d"
_TIMED: Final = re.compile(r"\[(\d{1,4}(?:\.\d)?)s\]\s*(.*)")
_AMOUNT: Final = re.compile(
    r"(\d+(?:\.\d+)?)\s*(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?![^\W\d_])\s*(?:and\s+)?"
)
_DAYS: Final = re.compile(r"([^\W\d_][^\d]*?|\d{4}-\d\d-\d\d)[\s:]+(?=\d|closed|always|open)")
_COUNTRIES: Final = {"USA": "US", "UNITED STATES": "US", "AMERICA": "US", "UK": "GB", "ENGLAND": "GB-ENG"}
_PURPOSES: Final = (
    re.compile(
        r"\b(?:for|to reach)\s+(?:(?:an?|our|the)\s+)?([^,.;:]{2,40}?),?\s*(?:please\s+)?(?:press|dial)\b", re.I
    ),
    re.compile(r"\b(?:press|dial)\s+\S+\s+(?:for|to reach)\s+(?:(?:an?|our|the)\s+)?([^,.;:]{2,40})", re.I),
)


def clean(said: str) -> str:
    """One line without spaces at its ends, of signs that can be shown."""
    line = " ".join(said.split())
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") and sign not in _JOINERS for sign in line):
        raise ValueError("there is a sign in it that cannot be shown; type it once more")
    if len(line) > LONGEST_TEXT:
        raise ValueError(f"that is longer than {LONGEST_TEXT} letters")
    return line


def text(said: str) -> str:
    """What somebody or something is called, or what is said: not nothing."""
    line = clean(said)
    if not _TIMED.sub(r"\2", line).strip(_JOINERS + " "):
        raise ValueError("type something, or stop to go on another time")
    return line


def prompt(said: str) -> tuple[str, Value]:
    """Text and value of what callers hear; `[12.5s] text` is one of that length."""
    timed = _TIMED.fullmatch(said)
    if timed is None:
        return said, said
    return timed[2], {"text": timed[2], "seconds": f"{timed[1]}s"}


def with_length(said: str, seconds: float) -> str:
    """What callers hear, with the length that was taken, in the place of an earlier one."""
    return f"[{min(seconds, 9999):.1f}s] {prompt(said)[0]}"


def one_of(choices: Sequence[tuple[str, str]], also: Sequence[str] = ()) -> Callable[[str], str]:
    """A check for one of the words, or its number in the list."""
    words = [word for word, _ in choices]

    def check(said: str) -> str:
        typed = said.strip().lower()
        if typed.isascii() and typed.isdigit() and len(typed) < 3 and 1 <= int(typed) <= len(words):
            return words[int(typed) - 1]
        for known in (*words, *also):
            if typed in (known, known.replace("_", " ")):
                return known
        told = [word for word, says in choices if len(typed) > 3 and typed in re.findall(r"[a-z]+", says)]
        if len(told) == 1:
            return told[0]
        near = nearest(typed[:40], [*words, *also])
        hint = f'did you mean "{near}"?' if near else f"type a number from 1 to {len(words)}, or the word behind it"
        raise ValueError(hint)

    return check


def yes(said: str) -> str:
    """Yes or no."""
    word = said.strip().lower()
    if word in ("y", "yes", "n", "no"):
        return "yes" if word.startswith("y") else "no"
    raise ValueError("type yes or no")


def key_or_none(said: str) -> str:
    """A key, or nothing."""
    typed = said.strip().lower()
    return key(typed) if typed not in ("", "-", "no", "none") else ""


def count(said: str) -> str:
    """A number from 1 to 99."""
    if not re.fullmatch(r"[1-9][0-9]?", said.strip()):
        raise ValueError("type a number from 1 to 99")
    return said.strip()


def span(said: str, unit: str = "") -> str:
    """A duration, also in words; a number alone is of this unit, or must be said more exactly."""
    line = said.strip().lower()
    if re.fullmatch(r"\d+(\.\d+)?", line, re.ASCII):
        if not unit:
            raise ValueError(f"{line[:20]} of what? Write {line[:20]}s, {line[:20]}m, {line[:20]}h or {line[:20]}d")
        line += unit
    if line.isascii() and _AMOUNT.sub("", line) == "":
        parts = [(found[1], found[2][0]) for found in _AMOUNT.finditer(line)]
        line = "".join(f"{float(n) * 7:g}d" if u == "w" else n + u for n, u in parts)
    if not duration(line):
        raise ValueError("that is no time at all")
    return line


def span_or_none(said: str) -> str:
    """A duration with its unit, or nothing."""
    return "" if said.strip().lower() in ("", "-", "no", "none") else span(said)


def seconds(said: str) -> str:
    """A duration; a number alone is seconds."""
    return span(said, "s")


def hours_lines(said: str) -> dict[str, Value]:
    """The lines of hours: `mon-thu 8 to noon, 1pm to 5pm; sat 9-12` by days."""
    line = said.lower().replace("midnight", "24:00")
    line = re.sub(r"\s+(?:to|until|till|thru|through)\s+|\s*[–—]\s*", "-", line)
    line = re.sub(r"\s+and\s+|\s*[;&]\s*", ", ", re.sub(r"\bm\s*-\s*f\b", "mon-fri", line))
    lines: dict[str, Value] = {}
    days, waiting = "", ""
    for part in filter(None, (part.strip(" .") for part in line.split(","))):
        if found := _DAYS.match(part):
            days, part = waiting + found[1].strip(" :"), part[found.end() :].strip()
            waiting = ""
        elif not any(sign.isdigit() for sign in part):
            waiting += part + ", "
            continue
        part = part.replace("noon", "12pm" if re.search(r"\d\s*[ap]m", part) else "12:00")
        before = lines.get(days)
        lines[days] = f"{before}, {part}" if before else part
    if waiting or "" in lines:
        raise ValueError("say days and times, such as: mon-thu 8:30-17:00, fri 8-12")
    return lines


def hours(said: str) -> str:
    """Hours that a tree file understands; nothing for all hours."""
    line = clean(said)
    if line.lower() in ("", "24/7", "always", "all hours", "-"):
        return ""
    _reads({"hours": {"office": dict(hours_lines(line))}})
    return line


def zone(said: str) -> str:
    """A time zone by its name or the city in it."""
    from zoneinfo import available_timezones

    line = clean(said)
    known = available_timezones()
    wanted = line.replace(" ", "_").casefold()
    found = sorted(name for name in known if wanted in (name.casefold(), name.rpartition("/")[2].casefold()))
    if line in known:
        return line
    if len(found) > 1:
        raise ValueError(f"there are several; type one of: {', '.join(found[:8])}")
    if found:
        return found[0]
    near = nearest(line, known) or nearest(wanted, {name.rpartition("/")[2] for name in known})
    raise ValueError(
        f'"{line[:40]}" is not known here; ' + (f'did you mean "{near}"?' if near else "name a large city")
    )


def country(said: str) -> str:
    """A country, or a part of one, whose holidays are kept; or nothing."""
    line = clean(said).upper()
    if line in ("", "-", "NO", "NONE"):
        return ""
    line = _COUNTRIES.get(line, line)
    _reads({"holidays": line})
    return line


def profile(said: str) -> str:
    """A kind of office."""
    return one_of(KINDS_OF_OFFICE, PROFILES)(said)


KINDS_OF_OFFICE: Final = (
    ("general", "any office"),
    ("medical", "a medical or dental practice"),
    ("behavioral", "counselling, psychiatry, addiction"),
)
"""Those that are offered; the other profiles can be typed."""


def sentence_of(said: str, pressed: str) -> str:
    """The sentence that names a key, as short as a glance; empty if none does."""
    for found in announcements(said):
        if found.key == pressed:
            begin = max((stop.end() for stop in SENTENCE_END.finditer(said, 0, found.start)), default=0)
            sentence = said[begin : found.sentence_end].strip()
            return sentence if len(sentence) <= 100 else ""
    return ""


def purpose_of(sentence: str) -> str:
    """What a sentence says a key is for, in three words at most; empty where it does not say so plainly."""
    for pattern in _PURPOSES:
        if len(re.findall(r"\b(?:press|dial)\b", sentence, re.I)) == 1 and (found := pattern.search(sentence)):
            words = found[1].strip().lower()
            return words if len(words.split()) <= 3 and not re.search(r"\b(?:operator|all other)\b", words) else ""
    return ""


def _reads(parts: dict[str, Value]) -> None:
    """Raises ValueError with the loader's own words if a tree file cannot say this."""
    from ivr_audit.load import native
    from ivr_audit.yaml_text import lines

    whole: dict[str, Value] = {"tree": "t", **parts, "start": "a", "nodes": {"a": {"hangup": ""}}}
    _, problems = native.read("\n".join(line for name in whole for line in lines(name, whole[name], 0)) + "\n", "")
    if problems:
        raise ValueError(problems[0].message)
