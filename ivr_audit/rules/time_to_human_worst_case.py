"""the unluckiest caller listens too long before a telephone rings

Some callers miss keys, hear every prompt to its end and wait as long as a menu allows. Before anybody's telephone rings
they give up.

Checked for each number, in every period in which a person can be reached at all: the longest way to the first ring
group or queue with people at it (or to an outside number that a person answers) that enters nothing twice, each step
with its longest time (docs/times.md): prompts played in full, and every attempt of a menu but the last in vain. How
long it then rings, or how long the line is, does not count here: see hold-over-target and rings-too-long. More than
`warn_after` is a warning, more than `error_after` an error; what the same two nodes cause at several numbers and in
several periods is one finding, with the longest time of all. Whom self-service has served on the way, other than one
that calls come to by themselves, counts no further. The time that the call shown takes is added where it is shorter,
because in it keys are pressed as soon as they are named. A circle that callers go round without choosing anything
counts once, and the time is then called "at least". The advice names the two nodes that take longest.

Both thresholds are design choices, for no rule sets them: in 3.8 million calls the mean time in the menus was
48 seconds, the median 40; in Wales the recording before a doctor's office answers may take two minutes; and phone
trees of over four minutes have been in the news.

In the phone system, shorten the recordings, play menus twice instead of three times, and wait five seconds for a key;
the settings are called repeat or retry count, and timeout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.call import SILENCE, play_keys, script_for, script_of, wrong_key
from ivr_audit.callgraph import listening, steps
from ivr_audit.finding import Finding, Witness
from ivr_audit.rules.opening import passed_by_itself
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_medical import WALES_ACCESS_MESSAGE
from ivr_audit.rules.sources_trade import BBC_2013, VCC_LIVE_2023
from ivr_audit.words import list_words, say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View
    from ivr_audit.paths import Calls

ID = "time-to-human-worst-case"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each two nodes that make the worst time before a telephone rings longer than a threshold."""
    slow: dict[tuple[str, ...], list[View]] = {}
    for view in measures.views:
        # who waits for an answer too cannot be faster: most trees need no second look
        if (view.calls.time_to_person.worst or 0.0) > options["warn_after"] < _worst(view):
            slow.setdefault(tuple(name for name, _ in _slowest(view)), []).append(view)
    for views in slow.values():
        yield _finding(max(views, key=_worst), views, options)


def _worst(view: View) -> float:
    return _calls(view).worst_to_person.worst or 0.0


def _calls(view: View) -> Calls:
    """The calls of a view until a telephone rings, of callers who go no further when they have been served."""
    key = (ID, view.state, view.entry)
    if key not in view.tree.known:
        view.tree.known[key] = _until_served(view)
    known: Calls = view.tree.known[key]
    return known


def _until_served(view: View) -> Calls:
    calls = view.until_first_ring
    settles = {
        name: replace(node, next=None)
        for name, node in view.tree.nodes.items()
        if isinstance(node, model.SelfService) and node.next is not None and name not in passed_by_itself(view)
    }
    if not settles:
        return calls
    tree = replace(calls.tree, nodes={**calls.tree.nodes, **settles})
    tree.known.update({(name, view.state): steps(calls.tree, name, view.state) for name in tree.nodes.keys() - settles})
    return type(calls)(tree, view.state, view.entry)


def _finding(view: View, views: list[View], options: Options) -> Finding:
    times = _calls(view).worst_to_person
    seconds = _worst(view)
    slowest = _slowest(view)
    person = times.worst_path[-1].node
    node = view.tree.nodes[slowest[0][0]]
    call = view.witness((), *_slow_script(view))
    took = say_duration(_until_ring(view, call))
    shown = "" if took == say_duration(seconds) else f" ({took} when keys are pressed as soon as they are named)"
    return Finding(
        rule=ID,
        severity="error" if seconds > options["error_after"] else "warning",
        place=node.place,
        node=node.name,
        message=f'the unluckiest caller listens for {_said(view)} before a telephone rings, at "{person}"{shown}',
        advice=_advice(view, slowest),
        periods=tuple(dict.fromkeys(name for view in views for name in view.names)),
        witness=call,
        cause=" > ".join(name for name, _ in slowest),
    )


def _until_ring(view: View, call: Witness) -> float:
    """The seconds of a call until a telephone rings."""
    done = play_keys(view.tree, view.state, view.entry, script_of(call.keys))
    last = done.turns[-1]
    return last.start if isinstance(view.tree.nodes[last.node], model.Answered) else done.seconds


def _said(view: View) -> str:
    times = _calls(view).worst_to_person
    bound = "" if times.exact else "at most "
    return f"{bound if times.bounded else 'at least '}{say_duration(_worst(view))}"


def _slowest(view: View) -> list[tuple[str, float]]:
    """The two nodes on the longest way at which most time is spent, longest first."""
    spent: dict[str, float] = {}
    calls = _calls(view)
    for name, word in calls.worst_to_person.worst_path:
        step = next(step for step in steps(calls.tree, name, view.state) if step.name == word)
        spent[name] = spent.get(name, 0.0) + step.worst
    longest = sorted(spent, key=lambda name: -spent[name])
    return [(name, spent[name]) for name in longest[:2] if spent[name] > 0]


def _slow_script(view: View) -> Iterator[str]:
    """The script of the longest way: before each key every attempt but the last is wasted."""
    tree = view.tree
    for leg in _calls(view).worst_to_person.worst_path:
        node = tree.nodes[leg.node]
        if isinstance(node, model.Menu | model.Ask) and leg.step not in ("no-input", "no-match"):
            attempts = listening(node, tree.defaults).attempts
            yield from [SILENCE] * (attempts.no_input - 1)
            yield from [wrong_key(node) or SILENCE] * (attempts.invalid - 1 if attempts.apart else 0)
        yield from script_for(tree, view.state, [leg])


def _advice(view: View, slowest: Sequence[tuple[str, float]]) -> str:
    """What to do about the nodes at which most time is spent, with the time it takes there now."""
    done: dict[str, list[str]] = {}
    for name, seconds in slowest:
        node = view.tree.nodes[name]
        verb, what = "shorten", f'"{name}"'
        match node:
            case model.Menu() | model.Ask():
                what = f'the prompt of "{name}" or play it less often'
            case model.Queue():
                verb, what = "send callers on at once from", f'"{name}" while nobody is there'
            case model.Ring():
                what = f'the ringing at "{name}" while nobody is there'
        done.setdefault(verb, []).append(f"{what} ({say_duration(seconds)} now)")
    return list_words([f"{verb} {list_words(things)}" for verb, things in done.items()])


BAD = """\
tree: Eye clinic
start: welcome
nodes:
  welcome:
    say: {text: Welcome to the eye clinic and its many services., seconds: 60s}
    next: main
  main:  # here
    menu: {text: "For an appointment, press 1.", seconds: 30s}
    options:
      1: front desk
    no_input: front desk
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
"""

GOOD = """\
tree: Eye clinic
start: main
nodes:
  main:
    menu: For an appointment, press 1.
    options:
      1: front desk
    no_input: front desk
    attempts: 2
  front desk:
    queue: Front desk
    wait: {typical: 2m, longest: 10m}
    max_wait: 10m
    overflow: box
  box: {voicemail: Clinic, owner: office manager, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={
        "warn_after": Setting(120.0, "s", "a longer worst case is a warning"),
        "error_after": Setting(240.0, "s", "a longer worst case is an error"),
    },
    needs=("graph", "hours", "prompts"),
    sources=(
        VCC_LIVE_2023.says("mean 48 s and median 40 s in the menus, 3.8 million calls"),
        BBC_2013.says("phone trees of over four minutes in the news"),
        WALES_ACCESS_MESSAGE.says("recorded message of two minutes at most"),
    ),
)
