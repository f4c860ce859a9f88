"""telephones ring for too long before anything else happens

After half a minute of ringing, five or six rings, a caller concludes that nobody is there. Where one desk rings after
another, a minute and a half goes by before a mailbox answers at last.

Checked for every ring group to which a call can come, also by being passed on. Reported if it rings for longer than
`one` (`ring_for`, else the tree's default): all such groups are one finding. And reported if callers hear several ring
groups one after another for more than `series` in total, each counted with at most `one`: groups that hand on to each
other by `no_answer`, directly or through recordings, hours and branches, with no menu and no queue in between. One
finding for the longest series to each last group. A circle of ring groups counts once; doom-loop reports it.

The 30 s for one group are what a Microsoft Teams call queue gives each person unless told otherwise, five to six rings;
the 60 s for a series are a design choice.

In the phone system, shorten the ring time to 20 or 25 s and ring telephones together instead of one after another:
"ring strategy: ring all" and "ring time" of a ring group in FreePBX, "ring simultaneously" in Zoom and RingCentral,
"attendant routing" and "agent alert time" in Microsoft Teams.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding, Related
from ivr_audit.model import Answered, PhoneTree, Ring
from ivr_audit.rules.common import call_along
from ivr_audit.rules.handed_on import Chain, chains
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_trade import INNOMEDIA_RING_CADENCE, TEAMS_CALL_QUEUE, TRIXBOX_RINGS
from ivr_audit.rules.visits import names_of, visits
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "rings-too-long"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for all ring groups that ring too long, and one for each series that does."""
    one = options["one"]
    tree = measures.tree
    found = visits(measures, Ring, lambda _, ring: _seconds(tree, ring) > one)
    if found:
        yield _single(tree, found, one)
    for view in measures.views:
        last: set[str] = set()
        for chain in chains(view, Ring, ("no-answer",), lambda ring: min(_seconds(tree, ring), one)):
            counted = sum(min(_seconds(tree, ring), one) for ring in chain.groups)
            if counted > options["series"] and len(chain.groups) > 1 and chain.groups[-1].name not in last:
                last.add(chain.groups[-1].name)
                yield _series(view, chain, options["series"])


def _seconds(tree: PhoneTree, ring: Answered) -> float:
    """How long the telephones ring; `ring` is a ring group."""
    stated = ring.ring_for if isinstance(ring, Ring) else None
    return tree.defaults.ring_for if stated is None else stated


def _single(tree: PhoneTree, found: Sequence[tuple[Ring, tuple[View, ...]]], one: float) -> Finding:
    (ring, views), *others = found
    names = [other.name for other, _ in found]
    rings = [f'"{other.name}" rings for {say_duration(_seconds(tree, other))}' for other, _ in found]
    also = f", and {some(names[1:])} for too long as well" if others else ""
    return Finding(
        rule=ID,
        severity="warning",
        place=ring.at("ring_for"),
        node=ring.name,
        message=f"when nobody answers, {rings[0]} before anything else happens{also} (limit {say_duration(one)})",
        advice=f'let {some(names)} ring for 20 to {say_duration(one)}: set "ring_for"',
        periods=names_of([view for _, there in found for view in there]),
        witness=call_along(views[0], ring.name, (ring.name, "no-answer")),
        related=tuple(Related(o.at("ring_for"), said) for (o, _), said in zip(others, rings[1:], strict=True)),
        nodes=tuple(names[1:]),
        cause="one",
    )


def _series(view: View, chain: Chain, most: float) -> Finding:
    first, *others = chain.groups
    names = [ring.name for ring in chain.groups]
    total = sum(_seconds(view.tree, ring) for ring in chain.groups)
    return Finding(
        rule=ID,
        severity="warning",
        place=first.at("no_answer"),
        node=first.name,
        message=f"when nobody answers, {some(names)} ring one after another for {say_duration(total)}, and callers can "
        f"do nothing meanwhile (limit {say_duration(most)})",
        advice=f"let {some(names)} ring together, or let fewer of them follow each other",
        periods=view.names,
        witness=call_along(view, first.name, *chain.legs, (names[-1], "no-answer")),
        nodes=tuple(ring.name for ring in others),
        cause=f"series to {names[-1]}",
    )


BAD = """\
tree: Law firm
start: reception
nodes:
  reception:
    ring: Reception
    ring_for: 25s
    no_answer: assistants  # here
  assistants: {ring: Assistants, ring_for: 25s, no_answer: partner}
  partner: {ring: Partner on duty, ring_for: 25s, no_answer: box}
  box: {voicemail: Law firm, owner: office manager, reply_within: 1d}
"""

GOOD = """\
tree: Law firm
start: reception
nodes:
  reception:
    ring: Reception and assistants together
    ring_for: 25s
    no_answer: partner
  partner: {ring: Partner on duty, ring_for: 25s, no_answer: box}
  box: {voicemail: Law firm, owner: office manager, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "one": Setting(30.0, "s", "one ring group that rings longer is reported"),
        "series": Setting(60.0, "s", "ring groups that ring longer one after another are reported"),
    },
    sources=(
        TEAMS_CALL_QUEUE.says("each person is alerted for 30 s unless told otherwise, 15 to 180 s"),
        TRIXBOX_RINGS.says("5 s are about one ring"),
        INNOMEDIA_RING_CADENCE.says("2 s of ringing, 4 s of silence"),
    ),
    explains=("too-many-hops",),
)
