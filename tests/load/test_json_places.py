"""JSON with places: every value's line and column, and what is no JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_audit.load.json_places import DEEPEST, MOST_VALUES, Places, parse
from ivr_audit.place import InputError, Place

TEXT = """\
{"a": [1, {"b\\n": 2,
   "c": [[], {}]}],
 "d":
  "x\\"y", "d2": true}"""


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("a",), 1, 7),
        (("a", 1), 1, 11),
        (("a", 1, "b\n"), 1, 19),
        (("a", 1, "c", 1), 2, 14),
        (("d",), 4, 3),
        (("d2",), 4, 17),
    ],
)
def test_place_of_a_value(path: tuple[str | int, ...], line: int, column: int) -> None:
    _, places = parse(TEXT, "f.json")
    assert places[path] == Place("f.json", line, column)


def test_a_path_that_is_not_there_has_the_place_of_what_it_would_be_in() -> None:
    _, places = parse(TEXT, "f.json")
    assert places[("a", 1, "missing", 3)] == places[("a", 1)]


def test_of_equal_keys_the_last_counts() -> None:
    value, places = parse('{"a": 1,\n"a": 2}', "f.json")
    assert value == {"a": 2}
    assert places[("a",)] == Place("f.json", 2, 6)


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("", 1, 1, "expecting value"),
        ('{"a": [1,\n 2,]}', 2, 4, "expecting value"),
        ('{"a" 1}', 1, 6, "delimiter"),
        ("[" * 100_000, 0, 0, "nested"),
        ("[" * (DEEPEST + 9) + "]" * (DEEPEST + 9), 1, DEEPEST, "nested"),
        ("[" + "9" * 9_999 + "]", 0, 0, "too many digits"),
        ("[" + "1," * MOST_VALUES + "1]", 0, 0, "values"),
    ],
)
def test_what_is_no_json_is_a_problem_with_a_place(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(InputError) as raised:
        parse(text, "f.json")
    (problem,) = raised.value.problems
    assert said in problem.message
    assert problem.place == Place("f.json", line, column)


def test_half_a_character_becomes_one_that_can_be_written() -> None:
    value, _ = parse('["\\ud83d\\ude00 \\ud83d \\\\ud83d \\udc00", "\\uD83D"]', "f.json")
    assert value == ["\N{GRINNING FACE} \ufffd \\ud83d \ufffd", "\ufffd"]
    value[0].encode()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([None, 0, 2]))
def test_every_member_of_an_object_begins_at_its_place(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    lines = text.split("\n")
    _, places = parse(text, "f.json")
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), value)]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, dict):
            waiting += [((*path, key), inner) for key, inner in one.items()]
        elif isinstance(one, list):
            waiting += [((*path, i), inner) for i, inner in enumerate(one) if isinstance(inner, (dict, list))]
        place = places[path]
        rest = lines[place.line - 1][place.column - 1 :]
        assert rest.startswith(("{", "[") if isinstance(one, (dict, list)) else json.dumps(one))


def test_places_of_what_has_no_members() -> None:
    assert Places("7", "f.json")[()] == Place("f.json", 1, 1)
