"""A redacted tree shows nobody's name or number and is the same tree for callers and rules."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_trees import trees

from ivr_audit import model
from ivr_audit.api import audit, load
from ivr_audit.audit import Audit
from ivr_audit.clock import length, moment_of_key, spoken
from ivr_audit.defaults import Defaults
from ivr_audit.load.native import read
from ivr_audit.model import PhoneTree, Prompt
from ivr_audit.redact import redacted
from ivr_audit.rules import all_rules
from ivr_audit.words import say_duration

AS_OF = "2026-11-23"
STORIES = sorted(Path("trees").glob("*.yaml"))


def tree_of(text: str) -> PhoneTree:
    tree, problems = read(text, "secret-office.yaml")
    assert tree is not None, problems
    return tree


def telling(tree: PhoneTree) -> str:
    """Everything that can be read of a tree."""
    return re.sub(r"known=\{.*", "", repr(tree), flags=re.DOTALL)


def found(report: Audit) -> list[tuple[str, int, int, str, tuple[str, ...], int]]:
    """Findings by rule, place in the file and period, with the number of what follows from them."""
    return [(f.rule, f.place.line, f.place.column, f.severity, f.periods, len(f.consequences)) for f in report.findings]


def times(report: Audit) -> list[object]:
    """Every number of seconds in a report."""
    return [
        (entry.person.best, entry.person.typical, entry.person.worst, [call.seconds for call in entry.callers.values()],
         [(call.outcome, call.seconds) for call in (*entry.listener.values(), *entry.expert.values())],
         [(t.right_person.typical, t.right_person.worst) for t in entry.topics.values()])
        for period in report.periods for entry in period.entries
    ]  # fmt: skip


def approximately(some: object) -> object:
    """The same with seconds rounded to the millisecond."""
    if isinstance(some, float):
        return round(some, 3)
    return [approximately(one) for one in some] if isinstance(some, list | tuple) else some


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_is_audited_alike(path: Path) -> None:
    tree = load(path)
    before, after = audit(tree, as_of=AS_OF), audit(redacted(tree), as_of=AS_OF)
    assert found(after) == found(before)
    assert approximately(times(after)) == approximately(times(before))
    assert [item.verdict for item in after.scorecard] == [item.verdict for item in before.scorecard]


@pytest.mark.parametrize("rule", list(all_rules()), ids=lambda rule: rule.id)
def test_the_examples_of_a_rule_are_audited_alike(rule: object) -> None:
    for text in (rule.bad, rule.good):  # type: ignore[attr-defined]
        tree = tree_of(text)
        assert found(audit(redacted(tree), as_of=AS_OF)) == found(audit(tree, as_of=AS_OF))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_no_story_tells_its_numbers_and_names(path: Path) -> None:
    tree = load(path)
    told = telling(redacted(tree))
    assert not re.search(r"\d{3}[ -]?\d{4}", told)
    assert tree.name not in told
    assert path.stem not in told
    fields = [getattr(node, name, None) or "" for node in tree.nodes.values() for name in ("owner", "backup", "pages")]
    for full_name in re.findall(r"[A-Z]\w+ [A-Z]\w+", " / ".join(fields)):
        assert full_name not in told


SECRETS = """\
tree: Alder Creek Dental
number: "+1 410 555 0142"
owner: Joyce Bell, front desk
hours: {office: {mon-fri: "08:00-17:00"}}
start: welcome
nodes:
  welcome:
    say: >-
      Thank you for calling Alder Creek Dental at 220 Alder Creek Road, Suite 4. In an emergency call 911, or 988 in a
      crisis. Our fax is 410-555-0143, or four one zero, five five five, zero one four four. Write to
      desk@aldercreek.com, see www.aldercreek.com, or ask for Joyce Bell. The dental office opens at 8:30.
      This is Eve Stone.
    next: main
  main:
    menu: For Dr. Miller, press 1. To leave a message for Joyce Bell, press 2. For 410-555-0143, press 3.
    options: {1: desk, 2: Joyce Bell box, 3: outside}
    no_input: desk
  desk: {ring: Ann Miller, members: [Ann Miller, Tom Reyes], no_answer: Joyce Bell box}
  Joyce Bell box: {voicemail: Messages, owner: Joyce Bell, backup: Tom Reyes, pages: nobody, reply_within: 1d}
  outside: {transfer: "(410) 555-0143", answered_by: person, no_answer: desk}
"""


@pytest.mark.parametrize(
    "secret",
    ["Alder", "Creek", "Joyce", "Bell", "Miller", "Reyes", "Tom", "0142", "0143", "555", "five", "220", "Suite",
     "aldercreek", "secret-office", "Stone"],
)  # fmt: skip
def test_a_secret_is_nowhere(secret: str) -> None:
    assert secret in telling(tree_of(SECRETS))
    assert secret not in telling(redacted(tree_of(SECRETS)))


@pytest.mark.parametrize("kept", ["911", "988", "8:30", "dental", "press 1", "press 3", "nobody", "Dr. Person"])
def test_what_callers_need_stays(kept: str) -> None:
    assert kept in telling(redacted(tree_of(SECRETS)))


def test_one_thing_has_one_name_everywhere() -> None:
    tree = redacted(tree_of(SECRETS))
    outside, box = tree.nodes["outside"], tree.nodes["person A box"]
    assert isinstance(outside, model.Transfer)
    assert isinstance(box, model.Voicemail)
    assert tree.owner == box.owner == "person A"
    menu = tree.nodes["main"]
    assert isinstance(menu, model.Menu)
    assert f"For {outside.number} x" in menu.prompt.text
    assert [option.to for option in menu.options] == ["desk", "person A box", "outside"]


def test_every_prompt_takes_as_long_and_names_its_keys_as_late() -> None:
    before, after = tree_of(SECRETS), redacted(tree_of(SECRETS))
    for old, new in zip(before.nodes.values(), after.nodes.values(), strict=True):
        for name in ("prompt", "greeting"):
            if hasattr(old, name):
                assert length(getattr(new, name), Defaults()) == pytest.approx(length(getattr(old, name), Defaults()))
    for key in "123":
        moments = [moment_of_key(t.nodes["main"].prompt, key, 1, 3, Defaults()) for t in (before, after)]  # type: ignore[attr-defined]
        assert moments[0] == pytest.approx(moments[1])


def test_a_redacted_tree_has_nothing_more_to_hide() -> None:
    once = redacted(tree_of(SECRETS))
    assert not re.search(r"Joyce|555", telling(redacted(once)))


SPOKEN = st.sampled_from([
    "410-555-0142", "+1 (410) 555 0143", "four one zero, five five five, zero one four four", "Dr. Miller",
    "Joyce Bell", "This is Ann Lee.", "desk@aldercreek.com", "220 Alder Creek Road", "Alder Creek Dental",
    "www.aldercreek.com", "press 1", "and", "Call us.", "Please,", "wait;", "For help", "911",
])  # fmt: skip


@given(st.lists(SPOKEN, min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_prompt_takes_as_long(parts: list[str]) -> None:
    """Also by its words alone, so that every key of a menu is named as late as before."""
    tree = tree_of(SECRETS)
    text = ". ".join(parts)
    welcome = replace(tree.nodes["welcome"], prompt=Prompt(text))
    shown = redacted(replace(tree, nodes={**tree.nodes, "welcome": welcome})).nodes["welcome"]
    assert isinstance(shown, model.Say)
    assert spoken(shown.prompt.text, Defaults()) == pytest.approx(spoken(text, Defaults()))
    assert say_duration(length(shown.prompt, Defaults())) == say_duration(spoken(text, Defaults()))


@given(trees())
@settings(max_examples=25, deadline=None)
def test_any_tree_keeps_its_shape(tree: PhoneTree) -> None:
    shown = redacted(tree)
    assert [type(node) for node in shown.nodes.values()] == [type(node) for node in tree.nodes.values()]
    assert len(shown.entries) == len(tree.entries)


def test_nodes_that_would_be_called_alike_stay_apart() -> None:
    text = SECRETS.replace("  desk:", "  call 410-555-0199: {hangup: x}\n  call (410) 555 0199: {hangup: y}\n  desk:")
    tree = redacted(tree_of(text))
    assert len(tree.nodes) == len(tree_of(text).nodes)
    assert [name for name in tree.nodes if name.startswith("call ")] == ["call number B", "call number B again"]


@pytest.mark.parametrize("name", ["smith dental", "Family Physicians", "عيادة النور", "K"])
def test_any_name_of_a_tree_is_hidden(name: str) -> None:
    """Also one of small letters, of words that prompts use as well, or of a script without capitals."""
    text = SECRETS.replace("tree: Alder Creek Dental", f"tree: {name}").replace("The dental", "family physicians. The")
    tree = tree_of(text.replace("calling Alder Creek Dental", f"calling {name}"))
    assert redacted(tree).name in ("Officename", "Officename dental")
    assert name not in telling(redacted(tree)).replace("Key", "").replace("OK", "")


def test_what_the_office_accepts_is_hidden_too() -> None:
    accepted = "audit: {ignore: [{rule: no-owner, node: Joyce Bell box, reason: Joyce Bell said so}]}\nnodes:"
    tree = redacted(tree_of(SECRETS.replace("nodes:", accepted)))
    (line,) = tree.audit.ignore
    assert (line.node, line.reason, line.place.file) == ("person A box", "person A said so", "tree.yaml")
