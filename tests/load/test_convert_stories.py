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
EACH_LINE = "a dialplan tells hours line by line, and each line is read as hours of its own"
RIGHT_ENTRY = "whether an entry is right is not for the phone system to know, so wrong entries go on at once"
OWN_CODE = "a call back is code of the office's own, which is read as leaving the file"
AT_THE_TONE = "a greeting is a message of its own before the recording, so its promise is not that of the mailbox"
BUSY = "a busy line goes on at once to where an unanswered call goes, where the tree says nothing of busy lines"
NO_RING = "a ring group is a queue, which a free agent answers at once and not after the first ring"
APART = "silence and wrong keys that lead to different places are counted apart"
DIAMOND = "a call back after a wait is not recognised as the end of the wait, because two ways on meet again in it"

COPIED = "what follows an unanswered wait is written out in the flow for waiting callers, so a mailbox there is another"

CALLED_BACK = ("amazon-connect", "answering-service")

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
        ("answering-service", "new: hours-do-not-match at after hours", EACH_LINE),
        ("answering-service", "new: menu-prompt-too-long at after hours", EACH_LINE),
        ("claims-line", "new: closed-message-incomplete at closed notice", EACH_LINE),
        ("vision-insurer", "new: retry-count at provider number", RIGHT_ENTRY),
    ),
    "twilio-studio": (
        *EVERYWHERE,
        ("family-physicians", "gone: voicemail-return-late at billing box", AT_THE_TONE),
        ("answering-service", "new: external-number-unknown at manager calls back", OWN_CODE),
        ("claims-line", "gone: voicemail-return-late at claims box", AT_THE_TONE),
        ("lens-lab", "typical in the morning: 32.9 -> 24.9", BUSY),
        ("lens-lab", "typical at noon: 32.9 -> 24.9", BUSY),
        ("lens-lab", "typical on Friday afternoon: 32.9 -> 24.9", BUSY),
        ("new-patient-desk", "gone: closed-message-incomplete at closed notice", AT_THE_TONE),
    ),
    "amazon-connect": (
        *EVERYWHERE,
        ("family-physicians", "best in the morning: 10.55 -> 9.55", NO_RING),
        ("answering-service", "new: queue-no-max-wait at manager", DIAMOND),
        ("answering-service", "new: urgent-callback-too-slow at message box", COPIED),
        ("answering-service", "worst in the morning: 99.55 -> 87.55", DIAMOND),
        ("answering-service", "bounded in the morning: True -> False", DIAMOND),
        ("answering-service", "worst at noon: 99.55 -> 87.55", DIAMOND),
        ("answering-service", "bounded at noon: True -> False", DIAMOND),
        ("answering-service", "worst on Friday afternoon: 99.55 -> 87.55", DIAMOND),
        ("answering-service", "bounded on Friday afternoon: True -> False", DIAMOND),
        ("answering-service", "worst on Saturday: 99.55 -> 87.55", DIAMOND),
        ("answering-service", "bounded on Saturday: True -> False", DIAMOND),
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
    one_hours = {node for node in reached if tree.nodes[node].kind == "hours"} if system == "asterisk" else set()
    missing = reached - set(back.was.values()) - one_hours
    assert missing == ({"manager calls back"} if (system, name) == CALLED_BACK else set()), DIAMOND


def _ways(tree: object, name: str) -> list[str]:
    """What a call can come to next by the system and by keys, not by people who pass it on."""
    from dataclasses import replace

    from ivr_audit import model

    node = tree.nodes[name]  # type: ignore[attr-defined]
    if isinstance(node, model.Answered):
        node = replace(node, transfers_to=(), escalates_to=())
    return [to for to in model.targeted(node) if to in tree.nodes]  # type: ignore[attr-defined]
