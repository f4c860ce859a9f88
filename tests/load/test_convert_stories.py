"""The stories written for other phone systems and read again: findings and times to a person stay as they were.

What a system cannot say is laid over again (`--with office.yaml`), as an office does that knows it. Every difference
that is left stands in a table with its reason; one that comes or goes fails the test.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from converted import STORIES, again, differences, story, with_office

SYSTEMS = ("spreadsheet", "asterisk", "twilio-studio", "amazon-connect")

PASSED_ON = "only people pass callers on to this step, which no file of a phone system says, so it is not read again"
RIGHT_ENTRY = "whether an entry is right is not for the phone system to know, so wrong entries go on at once"
OWN_CODE = "a call back is code of the office's own, which is read as leaving the file"
NO_RING = "a ring group is a queue, which a free agent answers at once and not after the first ring"
APART = "silence and wrong keys that lead to different places are counted apart"
COPIED = "what follows an unanswered wait is written out in the flow for waiting callers, so a mailbox there is another"

EVERYWHERE = (
    ("family-physicians", "gone: rings-too-long at nurse line", PASSED_ON),
    ("family-physicians", "new: right-person-unreachable at main", PASSED_ON),
    ("family-physicians", "gone: wrong-door at main", PASSED_ON),
    ("claims-line", "gone: escalation-ends-in-voicemail at supervisor box", PASSED_ON),
    ("lens-lab", "new: right-person-unreachable at intercept", PASSED_ON),
    ("vision-insurer", "new: right-person-unreachable at provider menu", PASSED_ON),
)
"""Of Asterisk, Studio and Connect."""

DIFFERENT = {
    "spreadsheet": (),
    "asterisk": (
        *EVERYWHERE,
        ("answering-service", "new: external-number-unknown at manager calls back", OWN_CODE),
        ("vision-insurer", "new: retry-count at provider number", RIGHT_ENTRY),
    ),
    "twilio-studio": (
        *EVERYWHERE,
        ("answering-service", "new: external-number-unknown at manager calls back", OWN_CODE),
    ),
    "amazon-connect": (
        *EVERYWHERE,
        ("family-physicians", "best in the morning: 10.55 -> 9.55", NO_RING),
        ("answering-service", "new: urgent-callback-too-slow at message box", COPIED),
        ("answering-service", "best at night: 11.85 -> 10.85", NO_RING),
        ("answering-service", "worst at night: 100.75 -> 130.7", APART),
        ("answering-service", "best on a holiday: 11.85 -> 10.85", NO_RING),
        ("answering-service", "worst on a holiday: 100.75 -> 130.7", APART),
        ("claims-line", "best in the morning: 5.4 -> 4.4", NO_RING),
        ("claims-line", "best on Friday afternoon: 5.4 -> 4.4", NO_RING),
        ("lens-lab", "best in the morning: 15.9 -> 14.9", NO_RING),
        ("lens-lab", "best at noon: 15.9 -> 14.9", NO_RING),
        ("lens-lab", "best on Friday afternoon: 15.9 -> 14.9", NO_RING),
        ("new-patient-desk", "best in the morning: 10.55 -> 9.55", NO_RING),
        ("vision-insurer", "new: retry-count at provider number", RIGHT_ENTRY),
    ),
}


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_story_comes_back(system: str, name: str, tmp_path: Path) -> None:
    tree = story(name)
    back = again(tree, system, tmp_path / "files")
    office = with_office(tree, back, tmp_path / "files", system)
    expected = {said for of, said, _ in DIFFERENT[system] if of == name}
    assert set(differences(tree, back, office)) == expected


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("system", SYSTEMS)
def test_no_step_is_lost_that_calls_come_to(system: str, name: str, tmp_path: Path) -> None:
    tree = story(name)
    back = again(tree, system, tmp_path / "files")
    ways = {node: set(_ways(tree, node)) for node in tree.nodes}
    reached, waiting = set[str](), [tree.entries[0].node]
    while waiting:
        if (one := waiting.pop()) not in reached:
            reached.add(one)
            waiting += ways[one]
    assert reached <= set(back.was.values())


def _ways(tree: object, name: str) -> list[str]:
    """What a call can come to next by the system and by keys, not by people who pass it on."""
    from dataclasses import replace

    from ivr_audit import model

    node = tree.nodes[name]  # type: ignore[attr-defined]
    if isinstance(node, model.Answered):
        node = replace(node, transfers_to=(), escalates_to=())
    return [to for to in model.targeted(node) if to in tree.nodes]  # type: ignore[attr-defined]
