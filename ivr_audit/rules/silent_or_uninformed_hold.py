"""callers who wait hear nothing, or are not told how long it will take

In silence, callers conclude that they have been cut off, and hang up. With music alone they cannot tell whether they
are next or twentieth, and hang up too, just before their turn.

Checked for each queue to which a call can come while people are there, also by being passed on. Reported if the file
says that callers hear nothing (`hold_audio: no`); what is left out is not reported. And reported if the file states a
wait over `wait`, typical or longest, never counted longer than `max_wait`, and callers are neither told how long it
takes (`announces_wait`) nor hear a message at least once every `every` (`message_every`). All queues in which callers
hear nothing are one finding, whether or not they are told; all in which they are only not told are another.

That callers are told when the wait is over 30 s is what designers of phone systems advise; the code of a town in
Arizona lets nobody be on hold for over 60 s without being told of the status. It is advice, for the evidence is no more
than that.

In the phone system, switch on music and an announcement of the place in line or of the wait: "announce position",
"announce hold time" and "frequency" of a queue in FreePBX, "audio while connecting" and "interrupt audio" in
RingCentral; elsewhere look for music on hold and for the wait or the place in line among the settings of the queue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.finding import Finding, Related
from ivr_audit.model import PhoneTree
from ivr_audit.place import Place
from ivr_audit.rules.common import call_along
from ivr_audit.rules.phrases import some
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
    """Yield a finding for the queues in which callers hear nothing, and one for those in which they only are not told
    how long they will wait."""
    silent, uninformed = [], []
    for queue, views in attended_queues(measures):
        found = _Hold(queue, views, _is_uninformed(queue, options))
        if found.is_silent:
            silent.append(found)
        elif found.uninformed:
            uninformed.append(found)
    for alike in (silent, uninformed):
        if alike:
            yield _finding(alike, options["every"])


class _Hold(NamedTuple):
    """A queue with the views in which callers wait in it, and whether they are not told how long it takes."""

    queue: model.Queue
    views: tuple[View, ...]
    uninformed: bool

    @property
    def is_silent(self) -> bool:
        return self.queue.hold_audio is False

    @property
    def message(self) -> str:
        """What callers on hold hear and do not hear."""
        wrong = ["hear nothing at all"] if self.is_silent else []
        if self.uninformed:
            rarely = self.queue.message_every
            told = "are not told how long it takes,"
            if rarely is not None:
                told = f"hear a message only every {say_duration(rarely)}"
            wrong.append(f"{told} in a wait of up to {say_duration(stated_wait(self.queue).most)}")
        return f'callers on hold in "{self.queue.name}" {list_words(wrong)}'

    @property
    def place(self) -> Place:
        """Where the file says so."""
        fields = ["hold_audio"] if self.is_silent else []
        if self.uninformed:
            fields += ["message_every", "announces_wait", "wait"]
        return next((self.queue.places[field] for field in fields if field in self.queue.places), self.queue.place)


def _is_uninformed(queue: model.Queue, options: Options) -> bool:
    if queue.announces_wait or stated_wait(queue).most <= options["wait"]:
        return False
    return queue.message_every is None or queue.message_every > options["every"]


def _finding(found: Sequence[_Hold], every: float) -> Finding:
    first, *others = found
    names = [hold.queue.name for hold in found]
    wanted = [f"play music or speech to callers in {some(names)}"] if first.is_silent else []
    if any(hold.uninformed for hold in found):
        callers = "them" if first.is_silent else f"callers in {some(names)}"
        often = f"every {say_duration(every)}"
        wanted.append(f"tell {callers} how long it will take, or {often} that they are still in line")
    also = f"; {some(names[1:])} {'are' if others[1:] else 'is'} no better" if others else ""
    return Finding(
        rule=ID,
        severity="advice",
        place=first.place,
        node=first.queue.name,
        message=first.message + also,
        advice=list_words(wanted),
        periods=names_of([view for hold in found for view in hold.views]),
        witness=call_along(first.views[0], first.queue.name),
        related=tuple(Related(hold.place, hold.message) for hold in others),
        nodes=tuple(names[1:]),
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with callers hearing something, and being told how long it takes."""
    for name in (finding.node, *finding.nodes):
        queue = tree.nodes.get(name)
        if not isinstance(queue, model.Queue):
            return None
        tree = with_node(tree, replace(queue, hold_audio=True, announces_wait=True))
    return tree


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
