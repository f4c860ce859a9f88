"""even callers who know what to press listen long before a telephone rings

Even the quickest way to anybody takes more than a minute: a greeting, a menu, another menu. Callers who call every
week sit through it every week.

Checked for each number, in every period in which a person can be reached: the way on which the first person answers
soonest, each step with its typical time (docs/times.md), prompts heard up to the key that is pressed. How long it rings
or how long the line is where somebody answers does not count: see rings-too-long and hold-over-target. Reported if that
takes longer than `most`: one finding for a phone system, with the number and the period in which it takes longest, at
the node of that way at which most time passes.

The 60 s are a design choice: in 3.8 million calls the mean time in the menus was 48 seconds, the median 40. It is
advice, for an office may have reasons to let everybody hear something first.

In the phone system, shorten the greeting, offer a key for a person in the first menu, and let keys count while the
recording plays: in FreePBX the announcement of the IVR, in Zoom and RingCentral the greeting of the auto receptionist.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.finding import Finding, Related
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_trade import VCC_LIVE_2023
from ivr_audit.rules.visits import names_of
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View
    from ivr_audit.times import Leg

ID = "time-to-human-typical"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding if the quickest way to a person takes too long from some entry."""
    slow = [view for view in measures.views if _typical(view) > options["most"]]
    if slow:
        yield _finding(slow, options)


def _typical(view: View) -> float:
    """The seconds until the telephone rings, or the line begins, at which somebody answers soonest."""
    times = view.calls.time_to_person
    return (times.typical or 0.0) - sum(_seconds(view, *leg) for leg in _answered(view))


def _answered(view: View) -> tuple[Leg, ...]:
    """The last step of the way there, if people of the tree answer; none if the way leads outside."""
    last = view.calls.time_to_person.typical_path[-1:]
    return tuple(leg for leg in last if isinstance(view.tree.nodes[leg.node], model.Answered))


def _finding(views: list[View], options: Options) -> Finding:
    view = max(views, key=_typical)
    tree = view.tree
    way = view.calls.time_to_person.typical_path
    spent = {leg.node: _seconds(view, leg.node, leg.step) for leg in way if leg not in _answered(view)}
    slowest = max(spent, key=lambda name: spent[name])
    entries = dict.fromkeys(other.entry for other in views if other.entry != view.entry)
    number = f', coming in at "{view.entry}",' if len({entry.node for entry in tree.entries}) > 1 else ""
    most = options["most"]
    return Finding(
        rule=ID,
        severity="advice",
        place=tree.nodes[slowest].place,
        node=slowest,
        message=f"even a caller who knows the quickest way to a person{number} listens for "
        f'{say_duration(_typical(view))} before "{way[-1].node}" is called, {say_duration(_typical(view) - most)} '
        f"more than {say_duration(most)}",
        advice=_advice(tree.nodes[slowest], spent[slowest]),
        periods=names_of(views),
        witness=view.witness(way),
        related=tuple(Related(tree.nodes[name].place, f'it takes too long from "{name}" too') for name in entries),
    )


def _seconds(view: View, name: str, word: str) -> float:
    return next(step.typical for step in view.steps(name) if step.name == word)


def _advice(node: model.Node, seconds: float) -> str:
    """What to shorten, and how long it takes now."""
    match node:
        case model.Menu() | model.Ask():
            what = f'say the choice for a person sooner in "{node.name}"'
        case model.Answered():
            what = f'let "{node.name}" hand callers on sooner'
        case _:
            what = f'shorten "{node.name}"'
    return f"{what}: most of the time is spent there ({say_duration(seconds)})"


BAD = """\
tree: Bank branch
start: welcome
nodes:
  welcome:  # here
    say:
      text: Welcome. Please listen carefully, for our choices have changed. Our opening times have changed too.
      seconds: 70
    next: main
  main:
    menu: For a person, press 0.
    options: {0: counter}
    no_input: counter
  counter: {ring: Counter, no_answer: box}
  box: {voicemail: Branch, owner: branch manager, reply_within: 1d}
"""

GOOD = """\
tree: Bank branch
start: welcome
nodes:
  welcome:
    say: Welcome to the branch in Mill Road.
    next: main
  main:
    menu: For a person, press 0.
    options: {0: counter}
    no_input: counter
  counter: {ring: Counter, no_answer: box}
  box: {voicemail: Branch, owner: branch manager, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"most": Setting(60.0, "s", "listening longer than this on the quickest way is reported")},
    needs=("graph", "hours", "prompts"),
    sources=(VCC_LIVE_2023.says("mean 48 s and median 40 s in the menus, 3.8 million calls"),),
)
