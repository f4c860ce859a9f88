"""The phone in the page plays every call as `ivr_audit.call` does: the same turns, the same end, the same second."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from made_trees import trees

from ivr_audit.audit import Audit, audit
from ivr_audit.call import Call, play_keys, script_of
from ivr_audit.finding import with_consequences
from ivr_audit.hours import state_at
from ivr_audit.load import load, native
from ivr_audit.model import PhoneTree
from ivr_audit.render.phone import call_graph, phone_json
from ivr_audit.script import step_words
from ivr_audit.settings import AuditSettings

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 11, 23)
STORIES = sorted((ROOT / "trees").glob("*.yaml"))
EVERY_FIELD = ROOT / "tests" / "trees" / "every-field.yaml"
EXTENSIONS = EVERY_FIELD.with_name("several-extensions.yaml")
NODE = shutil.which("node")
PLAY = """
const phone = require(process.argv[1]);
const { graph, calls } = JSON.parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(calls.map(({ at, entry, words }) => {
  const period = phone.periodAt(graph, at);
  const state = graph.periods[period].state;
  const done = phone.playKeys(graph, state, entry, words);
  const again = phone.scriptOf(graph, state, done.turns);
  const turns = done.turns.map((turn) =>
    [graph.nodes[turn.node].name, turn.step, turn.start, turn.seconds, turn.heard, turn.said]);
  return { period: graph.periods[period].name, turns, outcome: done.outcome, node: graph.nodes[done.node].name,
    seconds: done.seconds, unused: done.unused, refused: done.refused, keys: again.join(","),
    what_ifs: phone.whatIfs(graph, state, done.position).map(({ step, words }) => {
      const other = phone.playKeys(graph, state, entry, words);
      return [step.name, words, other.turns.map((turn) => turn.step), other.unused];
    }) };
})));
"""

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")

Calls = list[tuple[datetime, str, tuple[str, ...]]]


def in_the_page(audited: Audit, calls: Calls) -> list[dict[str, Any]]:
    """What the page's phone makes of some calls: when, to which entry, by which words."""
    graph = json.loads(phone_json(audited))
    rank = {name: i for i, name in enumerate(audited.tree.nodes)}
    asked = [{"at": at.isoformat(), "entry": rank[entry], "words": words} for at, entry, words in calls]
    done = subprocess.run(
        [str(NODE), "-e", PLAY, str(ROOT / "ivr_audit" / "render" / "page" / "phone.js")],
        input=json.dumps({"graph": graph, "calls": asked}), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def as_page_says(call: Call) -> Mapping[str, object]:
    return {
        "turns": [list(turn) for turn in call.turns],
        "outcome": call.outcome,
        "node": call.node,
        "seconds": call.seconds,
        "unused": list(call.unused),
        "refused": [refused.word for refused in call.refused],
        "keys": call.keys,
    }


def check(audited: Audit, calls: Calls) -> list[dict[str, Any]]:
    found = in_the_page(audited, calls)
    for (at, entry, words), page in zip(calls, found, strict=True):
        state = state_at(audited.tree, at)
        expected = as_page_says(play_keys(audited.tree, state, entry, words))
        assert {name: page[name] for name in expected} == expected, (at, entry, words)
        assert page["period"] == next(p.period.name for p in audited.periods if p.period.state == state)
    return found


def audit_of(path: Path) -> Audit:
    tree = load(str(path))
    return audit(replace(tree, audit=AuditSettings()) if path == EVERY_FIELD else tree, AS_OF)


def random_calls(tree: PhoneTree, count: int, seed: str) -> Iterator[tuple[datetime, str, tuple[str, ...]]]:
    """Calls at any minute of the year: keys above all, silence, and everything a script can say."""
    chance = random.Random(seed)
    others = sorted(step_words(tree).values())
    nodes = tree.nodes.values()
    dialled = {one.pattern for node in nodes for one in getattr(node, "extensions", ())}
    used = sorted({option.key for node in nodes for option in getattr(node, "options", ())})
    used += sorted(pattern.replace(sign, digit) for pattern in dialled for sign, digit in ("X5", "X0"))
    for _ in range(count):
        at = datetime.combine(AS_OF, datetime.min.time()) + timedelta(minutes=chance.randrange(366 * 1440))
        words = [
            chance.choice([*used, *"0123456789*#"] if chance.random() < 0.7 else others)
            for _ in range(chance.randrange(12))
        ]
        yield at, chance.choice(tree.entries).node, tuple(words)


@pytest.mark.parametrize("path", [*STORIES, EVERY_FIELD, EXTENSIONS], ids=lambda path: path.stem)
def test_every_witness_sounds_the_same(path: Path) -> None:
    audited = audit_of(path)
    findings = [*with_consequences(audited.findings)]
    witnesses = [finding.witness for finding in findings if finding.witness is not None]
    found = check(audited, [(w.at, w.entry, script_of(w.keys)) for w in witnesses])
    for witness, page in zip(witnesses, found, strict=True):
        assert (page["outcome"], page["node"]) == (witness.outcome, witness.node)


@pytest.mark.parametrize("path", [*STORIES, EVERY_FIELD, EXTENSIONS], ids=lambda path: path.stem)
def test_500_random_calls_are_the_same(path: Path) -> None:
    audited = audit_of(path)
    found = check(audited, list(random_calls(audited.tree, 500, path.stem)))
    assert len({page["outcome"] for page in found}) > 1


@pytest.mark.parametrize("path", [*STORIES, EVERY_FIELD, EXTENSIONS], ids=lambda path: path.stem)
def test_what_could_have_happened_can(path: Path) -> None:
    """The script behind a what-if button takes that step, and `call` takes it too."""
    audited = audit_of(path)
    calls = list(random_calls(audited.tree, 200, f"{path.stem} what if"))
    tried = 0
    for (at, entry, _), page in zip(calls, in_the_page(audited, calls), strict=True):
        for step, words, steps_taken, unused in page["what_ifs"]:
            done = play_keys(audited.tree, state_at(audited.tree, at), entry, words)
            assert [turn.step for turn in done.turns] == steps_taken
            assert step in steps_taken
            assert not unused
            tried += 1
    assert tried > 10


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
def test_any_tree_is_played_alike(tree: PhoneTree) -> None:
    audited = audit(tree, AS_OF)
    check(audited, list(random_calls(tree, 20, tree.name)))


def test_the_data_cannot_leave_its_script_element() -> None:
    audited = audit_of(EVERY_FIELD)
    text = phone_json(audited)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == json.loads(json.dumps(call_graph(audited)))


COLLECT = """
const phone = require(process.argv[1]);
const { graph, pressed } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const state = graph.periods[0].state;
process.stdout.write(JSON.stringify(pressed.map(([before, keys]) => {
  const place = phone.playKeys(graph, state, graph.entries[0].node, before).position;
  return [phone.waitsForMore(graph, state, place, keys), phone.entered(graph, place, keys)];
})));
"""
DIALLED = """\
tree: t
start: main
nodes:
  main:
    menu: For billing, press 1. For the office, press 2. If you know the extension, dial it.
    options: {1: billing, 2: question, 25: billing}
    extensions: {pattern: 1X4, to: billing}
  question: {ask: Please enter your number., digits: 3, next: any}
  any: {ask: Please enter your date of birth and then pound., next: billing}
  billing: {hangup: Goodbye.}
"""


@pytest.mark.parametrize(
    ("before", "keys", "waits", "said"),
    [
        ([], "1", True, "1"),  # 1 is an option, and the first key of extensions 104 to 194
        ([], "10", True, "10"),
        ([], "104", False, "104"),
        ([], "2", True, "2"),  # 25 may follow
        ([], "25", False, "25"),
        ([], "3", False, "3"),
        ([], "1*", False, "1*"),
        ([], "1#", False, "1#"),
        (["2"], "9", True, "9"),
        (["2"], "987", False, "987"),
        (["2"], "98#", False, "98"),
        (["2"], "*", False, "*"),
        (["2", "987"], "98765", True, "98765"),
        (["2", "987"], "98765#", False, "98765"),
    ],
)
def test_keys_pressed_one_by_one_are_kept_while_more_may_follow(
    before: list[str], keys: str, waits: bool, said: str
) -> None:
    tree, problems = native.read(DIALLED, "t.yaml")
    assert tree is not None, problems
    graph = call_graph(audit(tree, AS_OF))
    done = subprocess.run(
        [str(NODE), "-e", COLLECT, str(ROOT / "ivr_audit" / "render" / "page" / "phone.js")],
        input=json.dumps({"graph": graph, "pressed": [[before, keys]]}), capture_output=True, text=True, check=True,
        timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout) == [[waits, said]]
    pauses = {node["name"]: node["pause"] for node in json.loads(json.dumps(graph))["nodes"] if "pause" in node}
    assert pauses == {"main": 3.0, "question": 3.0, "any": 3.0}
