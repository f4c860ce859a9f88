"""People who only pass callers on are done with them sooner, also where their work is worked out and not simulated."""

from __future__ import annotations

import pytest

from ivr_audit.demand import demand
from ivr_audit.load.native import read

OFFICE = """\
tree: Office
topics: [bills, pain]
start: desk
nodes:
  desk: {ring: Front desk, handles: [bills], transfers_to: nurses, no_answer: box}
  nurses: {queue: Nurses, handles: [pain]}
  box: {voicemail: Us, owner: Ann, reply_within: 1d}
traffic:
  calls: {daily: {09:00-10:00: 30}}
  topics: {bills: BILLS, pain: PAIN}
  handling: 4m
  staff:
    desk: {people: 1, serves: desk, after_call: 30s}
    nurses: {people: 9, serves: nurses}
"""


@pytest.mark.parametrize(("bills", "seconds"), [(100, 270.0), (0, 60.0), (40, 0.4 * 270 + 0.6 * 60)])
def test_work_until_a_caller_is_passed_on(bills: int, seconds: float) -> None:
    """A caller with a bill takes 4 min and the work after it, one in pain a minute until the nurses have the call."""
    tree, problems = read(OFFICE.replace("BILLS", f"{bills}%").replace("PAIN", f"{100 - bills}%"), "made.yaml")
    assert tree is not None, problems
    week = demand(tree)
    (desk,) = (team for team in week.teams if "desk" in team.groups)
    assert desk.work[9] == pytest.approx(30 * seconds / 3600)
    (line,) = (line for line in week.lines if line.node.name == "desk")
    assert {round(busy.service, 6) for busy in line.times} == {round(seconds, 6)}
