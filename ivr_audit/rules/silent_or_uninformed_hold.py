"""callers who wait hear nothing, or are not told how long it will take

In silence, callers take it that they have been cut off, and hang up. With music alone they cannot tell whether they are
next or twentieth, and hang up too, just before their turn.

Checked for each queue to which a call can come while people are there, also by being passed on. Reported if the file
says that callers hear nothing (`hold_audio: no`); what is left out is not reported. And reported if the file states a
wait over `wait`, typical or longest, never counted longer than `max_wait`, and callers are neither told how long it
takes (`announces_wait`) nor hear a message at least once every `every` (`message_every`). Both together are one finding
for a queue.

That callers are told when the wait is over 30 s is what designers of phone systems advise; a town in Arizona has
nobody left on hold for over 60 s without word. It is advice, for the evidence is no more than that.

In the phone system, switch on music and an announcement of the place in line or of the wait: "announce position",
"announce hold time" and "frequency" of a queue in FreePBX, "audio while connecting" and "interrupt audio" in
RingCentral, "music on hold" and "estimated wait time" in Zoom and Microsoft Teams.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import call_along
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import ACIXD_IN_QUEUE, CHINO_VALLEY_114_39, IRISH_TOOLKIT
from ivr_audit.rules.stated_waits import attended_queues, stated_wait
from ivr_audit.rules.visits import names_of
from ivr_audit.rules.ways import with_node
from ivr_audit.words import list_words, say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "silent-or-uninformed-hold"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each queue in which callers hear nothing, or not how long they will wait."""
    for queue, views in attended_queues(measures):
        uninformed = _is_uninformed(queue, options)
        if queue.hold_audio is False or uninformed:
            yield _finding(queue, views, uninformed, options["every"])


def _is_uninformed(queue: model.Queue, options: Options) -> bool:
    if queue.announces_wait or stated_wait(queue).most <= options["wait"]:
        return False
    return queue.message_every is None or queue.message_every > options["every"]


def _finding(queue: model.Queue, views: Sequence[View], uninformed: bool, every: float) -> Finding:
    wrong, wanted = [], []
    fields = []
    if queue.hold_audio is False:
        wrong.append("hear nothing at all")
        wanted.append("play music or speech")
        fields.append("hold_audio")
    if uninformed:
        rarely = queue.message_every
        told = "are not told how long it takes,"
        if rarely is not None:
            told = f"hear a message only every {say_duration(rarely)}"
        wrong.append(f"{told} in a wait of up to {say_duration(stated_wait(queue).most)}")
        wanted.append(f"say how long it will take, or every {say_duration(every)} that the caller is still in line")
        fields += ["message_every", "announces_wait", "wait"]
    return Finding(
        rule=ID,
        severity="advice",
        place=next((queue.places[field] for field in fields if field in queue.places), queue.place),
        node=queue.name,
        message=f'callers on hold in "{queue.name}" {list_words(wrong)}',
        advice=f'in "{queue.name}", {list_words(wanted)}',
        periods=names_of(views),
        witness=call_along(views[0], queue.name),
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with callers hearing something, and being told how long it takes."""
    queue = tree.nodes[finding.node]
    if not isinstance(queue, model.Queue):
        return None
    return with_node(tree, replace(queue, hold_audio=True, announces_wait=True))


BAD = """\
tree: Broadband supplier
start: support
nodes:
  support:
    queue: Technical support
    wait: {typical: 90s, longest: 6m}  # here
    max_wait: 8m
    overflow: box
  box: {voicemail: Support, owner: team lead, reply_within: 1d}
"""

GOOD = """\
tree: Broadband supplier
start: support
nodes:
  support:
    queue: Technical support
    wait: {typical: 90s, longest: 6m}
    announces_wait: yes
    max_wait: 8m
    overflow: box
  box: {voicemail: Support, owner: team lead, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "wait": Setting(30.0, "s", "in a longer stated wait callers should be told how long it takes"),
        "every": Setting(60.0, "s", "a message as often as this is enough"),
    },
    needs=("graph", "office"),
    sources=(
        IRISH_TOOLKIT.says("music while callers wait, and how long it will take"),
        ACIXD_IN_QUEUE.says("tell callers of a wait over 30 s"),
        CHINO_VALLEY_114_39.says("nobody on hold for over 60 s without being told of the status"),
    ),
    repair=repair,
)
