"""What the answer says of nights with one person only, and which call the report names for its worst time."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from ivr_audit.api import audit, call, load
from ivr_audit.audit import Audit
from ivr_audit.load.native import read
from ivr_audit.render.answer import answer
from ivr_audit.render.counted import counted

AS_OF = "2026-11-23"
STORIES = sorted(Path("trees").glob("*.yaml"))
NIGHT = """\
tree: Dental office
holidays: []
topics: [appointments, billing, emergencies]
hours: {office: {mon-fri: "08:00-17:00"}}
start: open?
nodes:
  open?: {hours: office, open: main, closed: night}
  main:
    menu: For appointments, press 1. For billing, press 2. For an emergency, press 9.
    options:
      1: {to: desk, about: appointments}
      2: {to: desk, about: billing}
      9: {to: on call, about: emergencies}
    no_input: desk
  night:
    menu: We are closed. For an emergency, press 9. To leave a message, press 1.
    options: {9: {to: on call, about: emergencies}, 1: box}
    no_input: box
  desk: {ring: Front desk, staffed: office, handles: [appointments, billing], no_answer: box}
  on call: {ring: Dentist on call, handles: [emergencies], no_answer: box}
  box: {voicemail: Messages, owner: Mary, reply_within: 1d}
"""


def audit_of(text: str) -> Audit:
    tree, problems = read(text, "made.yaml")
    assert tree is not None, problems
    return audit(tree, as_of=AS_OF)


def test_a_night_with_an_emergency_line_only_is_said() -> None:
    """From Friday 17:00 to Monday 08:00 are 7 h and 48 h and 8 h."""
    (last,) = [sentence for sentence in answer(audit_of(NIGHT)) if "only" in sentence]
    assert last == (
        "From Fri 17:00 to Mon 08:00 (63 h) in a normal week only callers about "
        '"emergencies" reach a person who can help.'
    )


def test_somebody_who_can_help_with_nothing_is_said() -> None:
    """Billing alone is asked for, and at night nobody handles it who answers."""
    text = NIGHT.replace("[appointments, billing, emergencies]", "[billing]")
    text = text.replace("about: appointments", "about: []").replace("about: emergencies", "about: []")
    text = text.replace("handles: [emergencies]", "handles: []").replace("[appointments, billing]", "[billing]")
    assert answer(audit_of(text))[-1] == (
        'From Fri 17:00 to Mon 08:00 (63 h) in a normal week a person answers, but nobody who can help with "billing".'
    )


def test_an_office_with_the_same_people_at_every_hour_says_nothing_of_it() -> None:
    text = NIGHT.replace("staffed: office, ", "").replace("closed: night", "closed: main")
    assert not [sentence for sentence in answer(audit_of(text)) if "who can help" in sentence]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_call_named_for_the_worst_time_goes_that_way(path: Path) -> None:
    """Played as it is printed, it comes to a person of the worst path after the seconds that are printed with it."""
    tree = load(path)
    report = audit(tree, as_of=AS_OF)
    sentence = counted(report)[1]
    words = shlex.split(sentence[sentence.index("ivr-audit call TREE") :].partition(". It takes")[0])
    given = dict(zip(words[3::2], words[4::2], strict=True))
    done = call(tree, keys=given["--keys"], at=given["--at"], entry=given.get("--entry"), as_of=given["--as-of"])
    assert done.outcome == "person"
    longest = [e.person for p in report.periods for e in p.entries if e.person.worst is not None]
    worst = max(longest, key=lambda times: times.worst or 0.0)
    assert done.node == worst.worst_path[-1].node
    took = re.search(r"It takes (?:(\d+) min ?)?(?:(\d+) s)?[.,]", sentence)
    assert took is not None
    assert int(took[1] or 0) * 60 + int(took[2] or 0) == pytest.approx(done.seconds, abs=0.5)
    assert done.seconds <= (worst.worst or 0.0) + 0.01
