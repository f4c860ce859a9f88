"""The printed call-test sheet, row by row: what a tester is told to do is played, and ends where and when it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from ivr_audit.api import audit, load
from ivr_audit.call import Call, play_keys, script_of
from ivr_audit.call_tests import call_tests
from ivr_audit.hours import state_at
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree
from ivr_audit.render.handout import source
from ivr_audit.words import say_duration

STORIES = sorted(Path("trees").glob("*.yaml"))
ENDS = {
    "person": '"{}" answers', "message": 'your message is in "{}"', "callback": '"{}" promises to call back',
    "outside": 'the call leaves this system at "{}"', "cut off": 'the system hangs up at "{}"',
    "stuck": 'it goes round or holds for ever at "{}"', None: 'you stand at "{}" again',
}  # fmt: skip
SETTLED = ('"{}" has settled it', 'all is settled; the call ends at "{}"')
WORDS = {
    "stay silent until it goes on": ["wait"], "enter what is asked for": ["given"], "dial an extension": ["extension"],
    "leave a message": [], "hang up": [], "hang up when it is done": ["served"], "only listen": [],
}  # fmt: skip
STRING = r'"((?:[^"\\]|\\.)*)"'
ROW = re.compile(rf"trial\((?:true|false), {', '.join([STRING] * 6)}\)")
OCCASION = re.compile(r"Call (?:(\S.*?) on )?(\w{3} \d+ \w{3} \d{4}, \d\d:\d\d) \(")


class Row(NamedTuple):
    """What the sheet prints of a call."""

    number: str
    at: datetime
    does: str
    needs: str
    end: str
    after: str


def rows(markup: str) -> Iterator[Row]:
    """The rows of the sheet, read from what is given to the typesetter."""
    number, at = "", datetime.min
    for line in markup[markup.index('#head("Call-test sheet")') :].splitlines():
        met = OCCASION.search(line) if line.startswith("#below(") else None
        if met:
            number, at = met[1] or "", datetime.strptime(met[2], "%a %d %b %Y, %H:%M")
        for found in ROW.findall(line):
            texts = [json.loads(f'"{text}"').replace("\u200b", "") for text in found]
            yield Row(number, at, texts[1], texts[3], texts[4], texts[5])


def pressed(does: str) -> list[str]:
    """What the tester says on the phone, understood from the words on the sheet alone."""
    said: list[str] = []
    for part in does.split("; "):
        part, times = (re.sub(r" \(\d+ times\)$", "", part), re.search(r"\((\d+) times\)$", part))
        if part.startswith("press "):
            said += [{"star": "*", "pound": "#"}.get(key, key) for key in part.removeprefix("press ").split(", ")]
        elif rounds := re.fullmatch(r"stay silent for (\d+) rounds?", part):
            said += ["silence"] * int(rounds[1])
        else:
            said += WORDS[part] * int(times[1] if times else 1)
    return said


def entry_of(tree: PhoneTree, number: str) -> str:
    return next(entry.node for entry in tree.entries if number in {"", entry.number})


def ends_as_printed(call: Call, row: Row) -> bool:
    ends = SETTLED if call.outcome == "served" else (ENDS[call.outcome],)
    return row.end in [end.format(call.node) for end in ends] and row.after == say_duration(call.seconds)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_row_ends_where_and_when_it_says(path: Path) -> None:
    report = audit(load(path), as_of="2026-11-23")
    tree = report.tree
    sheet = call_tests(Measures(tree, report.as_of))
    printed = list(rows(source(report)))
    assert len(printed) == len(sheet.tests) > 0
    alone = 0
    for row, test in zip(printed, sheet.tests, strict=True):
        state = state_at(tree, row.at)
        entry = entry_of(tree, row.number)
        assert ends_as_printed(play_keys(tree, state, entry, script_of(test.keys)), row), row
        if not row.needs:
            alone += 1
            assert ends_as_printed(play_keys(tree, state, entry, tuple(pressed(row.does))), row), row
    assert alone == sum(not test.arranged for test in sheet.tests)
