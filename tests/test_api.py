"""The Python API: what is asked for wrongly is answered as on the command line, never with a bare KeyError."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ivr_audit.api import audit, call, load
from ivr_audit.asked import day_of, moment_of
from ivr_audit.model import PhoneTree

FAMILY = "trees/family-physicians.yaml"


@pytest.fixture(scope="module")
def family() -> PhoneTree:
    return load(FAMILY)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"caller": "bob"}, 'there is no caller "bob"; the callers are: "silent", "zero"'),
        ({"caller": "listener", "topic": "refils"}, 'there is no topic "refils"; did you mean "refills"?'),
        ({"caller": "silent", "topic": "refills"}, "a topic goes with the caller listener or expert"),
        ({"topic": "refills"}, "a topic goes with the caller listener or expert"),
        ({"caller": "zero", "keys": "1"}, "keys and caller exclude each other"),
        ({"entry": "mian"}, 'no call begins at "mian"'),
        ({"entry": 5}, 'no call begins at "5"'),
        ({"as_of": "tomorrow"}, '"tomorrow" is not a date; write it like 2026-11-23'),
        ({"as_of": date(1, 1, 1)}, '"0001-01-01" is not in the years 1971 to 9000'),
        ({"at": "0001-01-01 10:00"}, '"0001-01-01 10:00" is not in the years 1971 to 9000'),
        ({"at": "noonish"}, '"noonish" is not a moment'),
        ({"at": datetime(2026, 11, 23, 10, tzinfo=UTC)}, "has a time zone; give the time on the wall"),
        ({"keys": "zzz"}, '"zzz" is no key and no step; write keys, "wait", "silence"'),
        ({"keys": ["1", "wiat"]}, '"wiat" is no key and no step; did you mean "wait"?'),
    ],
)
def test_what_there_is_none_of(family: PhoneTree, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError) as wrong:  # noqa: PT011  # the sentence is looked at below
        call(family, **asked)
    assert says in str(wrong.value)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"keys": [1, 1]}, 'a key is a text: write "1" in quotes'),
        ({"at": 10}, "a moment is a datetime or a text"),
        ({"at": date(2026, 11, 23)}, "a moment is a datetime or a text"),
        ({"as_of": 2026}, "a day is a date or a text"),
    ],
)
def test_values_of_another_kind(family: PhoneTree, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(TypeError, match=says):
        call(family, **asked)


def test_a_file_name_is_no_tree() -> None:
    for ask in (audit, call):
        with pytest.raises(TypeError, match="read a file with load first"):
            ask(FAMILY)  # type: ignore[operator]


def test_keys_as_text_and_as_list_are_the_same_call(family: PhoneTree) -> None:
    at = "2026-11-23 10:00"
    assert call(family, at=at, keys=" 1 , 1, No-Answer") == call(family, at=at, keys=["1", "1", "no-answer"])


def test_a_day_and_a_moment_in_every_form() -> None:
    day = date(2026, 11, 23)
    assert day_of("2026-11-23") == day_of(datetime(2026, 11, 23, 10)) == day_of(day) == day
    assert moment_of("mon 10:00", day) == moment_of(datetime(2026, 11, 23, 10), day) == datetime(2026, 11, 23, 10)
