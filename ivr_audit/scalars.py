"""Durations, numbers, keys, dates, yes and no from their text. All raise `ValueError` in plain words."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ivr_audit.model import KEYS

KEY_NAMES = {**{key: key for key in KEYS}, "star": "*", "pound": "#"}
KEY_PATTERN = rf"(?:[{KEYS}]{{1,20}}|star|pound)"
EXTENSION_PATTERN = r"[0-9XZNxzn*#]{1,20}"
_AMOUNT = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
DURATION_PATTERN = rf"(?:{_AMOUNT}|(?=.)(?:{_AMOUNT}d ?)?(?:{_AMOUNT}h ?)?(?:{_AMOUNT}m ?)?(?:{_AMOUNT}s)?)"
DATE_PATTERN = r"\d{4}-\d\d-\d\d"
FLAGS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
LONGEST_DURATION = 366 * 86400.0
LARGEST_COUNT = 10_000

_PARTS = rf"(?:({_AMOUNT})d ?)?(?:({_AMOUNT})h ?)?(?:({_AMOUNT})m ?)?(?:({_AMOUNT})s)?"
_UNITS = (86400, 3600, 60, 1)


def short(text: str) -> str:
    """A text in double quotes for a message, on one line and no longer than a glance."""
    line = "".join(c if c.isprintable() else "?" for c in " ".join(text[:200].split()))
    return f'"{line[:57]}..."' if len(line) > 60 or len(text) > 200 else f'"{line}"'


@lru_cache(maxsize=256)
def duration(text: str) -> float:
    """Seconds of `90`, `2.5`, `90s`, `6m`, `1h30m` or `2d`."""
    if re.fullmatch(_AMOUNT, text):
        seconds = float(text)
    elif text and (parts := re.fullmatch(_PARTS, text)):
        seconds = float(sum(float(n) * unit for n, unit in zip(parts.groups(), _UNITS, strict=True) if n))
    elif text.startswith("-"):
        raise ValueError(f"{short(text)} is less than nothing; a duration cannot be negative")
    else:
        raise ValueError(f"{short(text)} is not a duration; write seconds, or 90s, 6m, 1h30m or 2d")
    if seconds > LONGEST_DURATION:
        raise ValueError(f"{short(text)} is longer than a year")
    return seconds


def count(text: str) -> int:
    """A whole number from 1."""
    if not (text.isascii() and text.isdigit()) or not 1 <= len(text) <= 9 or not 1 <= int(text) <= LARGEST_COUNT:
        raise ValueError(f"{short(text)} is not a whole number from 1 to {LARGEST_COUNT}")
    return int(text)


def positive(text: str) -> float:
    """A number over 0."""
    if not re.fullmatch(_AMOUNT, text) or not 0 < float(text) <= LARGEST_COUNT:
        raise ValueError(f"{short(text)} is not a number over 0 and up to {LARGEST_COUNT}")
    return float(text)


def share(text: str) -> float:
    """A part of the whole, `0.25` or `25%`."""
    number, whole = (text[:-1].rstrip(), 100.0) if text.endswith("%") else (text, 1.0)
    if not re.fullmatch(_AMOUNT, number) or float(number) > whole:
        raise ValueError(f"{short(text)} is not a share; write a part of 1 such as 0.25, or 25%")
    return float(number) / whole


def flag(text: str) -> bool:
    """Yes or no."""
    found = FLAGS.get(text.lower())
    if found is None:
        raise ValueError(f"{short(text)} is neither yes nor no")
    return found


def key(text: str) -> str:
    """A key or several: digits, `*` and `#`, or their names."""
    if text not in KEY_NAMES and not re.fullmatch(KEY_PATTERN, text):
        raise ValueError(f'{short(text)} is not a key; keys are 0-9, "*" or star, "#" or pound, or several digits')
    return KEY_NAMES.get(text, text)


def day(text: str) -> date:
    """A date, `2026-12-24`."""
    if not re.fullmatch(DATE_PATTERN, text, re.ASCII):
        raise ValueError(f"{short(text)} is not a date; {iso_advice(text) or 'write it as 2026-12-24'}")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no {short(text)} in the calendar") from None


def iso_advice(text: str) -> str:
    """How to write `12/24/2026` or `24.12.2026`, both readings where there are two; empty for what is no such date."""
    parts = re.fullmatch(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", text, re.ASCII)
    if parts is None:
        return ""
    one, other, year = int(parts[1]), int(parts[3]), int(parts[4])
    found = []
    for month, day_of_month in ((one, other), (other, one)):
        try:
            found.append(date(year, month, day_of_month).isoformat())
        except ValueError:
            continue
    return f"write {' or '.join(dict.fromkeys(found))}" if found else ""


def extension(text: str) -> str:
    """A pattern of extensions: X for any digit, Z for 1-9, N for 2-9."""
    if not re.fullmatch(EXTENSION_PATTERN, text, re.ASCII):
        raise ValueError(f"{short(text)} is not a pattern; write digits, X for any digit, Z for 1-9 and N for 2-9")
    return text.upper()
