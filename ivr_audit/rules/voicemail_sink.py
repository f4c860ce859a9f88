"""nobody returns the messages in a mailbox

A caller leaves a message, waits a day, calls again and ends in the same box.

Checked for every mailbox that calls can come to in any period, also where a person passes them on; boxes that only
complaints (`escalates_to`) come to have a rule of their own, escalation-ends-in-voicemail. It is an error if the box
has no `owner`, if the owner is "nobody", or if it is `checked: never`. It is a warning if somebody is named but no time
is promised (`reply_within`), for then nobody can tell that a message was forgotten; that too is an error if all callers
with a certain topic who go by what the menus say end in this box, at whatever hour. It stays a warning where the
messages seem to need no answer, such as that a child is ill: the topic is among the `topics` of the box, its owner
listens to it every day (`checked`, such as "every morning"), and its greeting promises nothing. Of boxes in imported
files the owner is unknown, and what is unknown is not reported.

In the phone system, name one person for the box and one for when that person is away, have new messages announced to
both (by e-mail, or a lamp on the telephone), have it listened to every day, and promise a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit.callgraph import End, Stop, handovers, honest
from ivr_audit.finding import Finding, Severity
from ivr_audit.messages import is_nobody, is_returned, is_unheard
from ivr_audit.model import Answered, PhoneTree, Voicemail
from ivr_audit.rules.phrases import named
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.settling import needs_no_answer
from ivr_audit.rules.sources_medical import NCQA_PCMH, PROFESSIONAL_SOLUTIONS_VOICEMAIL, TEXAS_353_1411
from ivr_audit.rules.visits import nodes_of
from ivr_audit.rules.ways import with_node
from ivr_audit.words import list_words, say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "voicemail-sink"
DAY = 86400.0


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each mailbox that can be reached and is not returned."""
    tree = measures.tree
    views = list(measures.views)
    for view in views:
        for box in boxes(view):
            if not is_returned(box, tree):
                own = (box.topics or ()) if needs_no_answer(box) else ()
                topics = [t for t in tree.topics if t not in own]
                yield _finding(view, box, [t for t in topics if all(_ends(v, t) == {box.name} for v in views)])


def boxes(view: View) -> list[Voicemail]:
    """The mailboxes a call can come to without a complaint, in the order of the file."""
    every = nodes_of(view.tree, Voicemail)
    if not any(node.escalates_to for node in nodes_of(view.tree, Answered)):
        return [box for box in every if box.name in view.visited]
    found: dict[Stop, None] = {view.entry: None}
    waiting: list[Stop] = list(found)
    while waiting:
        stop = waiting.pop()
        if not isinstance(stop, End):
            onward = view.steps(stop)
        elif stop.outcome == "person":
            onward = tuple(s for s in handovers(view.tree, stop.node) if s.name.startswith("transferred"))
        else:
            continue
        new = [step.to for step in onward if step.to not in found]
        found.update(dict.fromkeys(new))
        waiting += new
    return [box for box in every if box.name in found]


def _ends(view: View, topic: str) -> set[str]:
    """The nodes where callers end who go by what the menus say of a topic, if all leave a message; else none."""
    found: dict[Stop, None] = {view.entry: None}
    waiting: list[Stop] = list(found)
    while waiting:
        stop = waiting.pop()
        onward = () if isinstance(stop, End) else honest(view.steps(stop), topic)
        new = [step.to for step in onward if step.to not in found]
        found.update(dict.fromkeys(new))
        waiting += new
    ends = [stop for stop in found if isinstance(stop, End)]
    return {end.node for end in ends} if all(end.outcome == "message" for end in ends) else set()


def _finding(view: View, box: Voicemail, topics: Sequence[str]) -> Finding:
    wrong, field, severity = fault(box)
    message = f'{wrong} "{box.name}"'
    witness = view.witness(view.way_to(End("message", box.name)) or ())
    if topics:
        said = view.witness_of(view.caller("listener", topics[0]))
        witness = said if said.outcome == "message" else witness
        key = "keys" if len(witness.keys) > 1 else "key"
        keys = f" ({key} {witness.keys})" if witness.keys and len(topics) == 1 else ""
        about = list_words(named(topics), "or")
        message += f"; every caller about {about}{keys} ends here, at any hour and however often they call"
    if severity == "error" and box.reply_within is not None:
        message += f", although an answer is promised within {say_duration(box.reply_within)}"
    return Finding(
        rule=ID,
        severity="error" if topics else severity,
        place=box.at(field),
        node=box.name,
        message=message,
        advice=_advice(box),
        periods=view.names,
        witness=witness,
    )


def fault(box: Voicemail) -> tuple[str, str, Severity]:
    """What is wrong with a box that is not returned, in which field, and how grave it is by itself."""
    if box.owner is None or is_nobody(box.owner):
        return "nobody is named who returns the messages in", "owner", "error"
    if is_unheard(box):
        return "nobody listens to the messages in", "checked", "error"
    return "no time is promised within which messages are returned in", "reply_within", "warning"


def _advice(box: Voicemail) -> str:
    heard = is_unheard(box)
    if box.owner is None or is_nobody(box.owner):
        missing = ["who returns messages (`owner`)"]
        missing += ["who stands in for them (`backup`)"] if box.backup is None else []
        missing += ["how soon (`reply_within`)"] if box.reply_within is None else []
        listen = ", and have it listened to every day (`checked`)" if heard else ""
        return f'name for "{box.name}" {list_words(missing)}{listen}'
    if heard:
        soon = ", and agree how soon messages are returned (`reply_within`)" if box.reply_within is None else ""
        return f'have "{box.owner}" listen to "{box.name}" every day, and write that into `checked`{soon}'
    return f'agree with "{box.owner}" how soon messages in "{box.name}" are returned, and write it into `reply_within`'


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with the box as the advice has it: what is missing filled in, what is given left alone."""
    box = tree.nodes[finding.node]
    if not isinstance(box, Voicemail):
        return None
    if box.owner is None or is_nobody(box.owner):
        box = replace(box, owner="office manager", backup=box.backup or "front desk")
    if is_unheard(box):
        box = replace(box, checked="daily")
    return with_node(tree, replace(box, reply_within=DAY if box.reply_within is None else box.reply_within))


BAD = """\
tree: Eye clinic
topics: [results]
start: main
nodes:
  main:
    menu: For your test results, press 1. For anything else, press 0.
    options:
      1: {to: results box, about: [results]}
      0: front desk
    no_input: front desk
  front desk: {ring: Front desk, no_answer: clinic box}
  clinic box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
  results box:
    voicemail: Test results
    greeting: Please leave your number, and a nurse will call you back.
    owner: nobody  # here
"""

GOOD = """\
tree: Eye clinic
topics: [results]
start: main
nodes:
  main:
    menu: For your test results, press 1. For anything else, press 0.
    options:
      1: {to: results box, about: [results]}
      0: front desk
    no_input: front desk
  front desk: {ring: Front desk, no_answer: clinic box}
  clinic box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
  results box:
    voicemail: Test results
    greeting: Please leave your number, and a nurse will call you back.
    owner: nurse on duty
    backup: head nurse
    reply_within: 1d
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "office"),
    sources=(
        NCQA_PCMH.says("a practice sets a time for its answers and watches whether it is kept"),
        PROFESSIONAL_SOLUTIONS_VOICEMAIL.says("a case in which messages were not heard until the next day"),
        TEXAS_353_1411.says("messages are returned before the end of the next business day"),
    ),
    repair=repair,
)
