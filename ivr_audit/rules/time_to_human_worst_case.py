"""the unluckiest caller needs too long to reach a person

Some callers miss keys, hear every prompt to its end and wait as long as the file allows. Before anybody answers them
they give up.

Checked for each number, in every period in which a person can be reached at all: the longest way to the first person
who answers that enters nothing twice, each step with its longest time (docs/times.md): prompts played in full, every
attempt of a menu but the last in vain, telephones ringing to the end, the longest wait of a queue. More than
`warn_after` is a warning, more than `error_after` an error; one finding for each number, with the longest time of all
periods, and with the time that the same call takes where people answer as soon as they usually do: that is what one
hears when it is played. A wait without limit, and a circle that callers go round without choosing anything, count with
the figures the file has, once, and the time is then called "at least". The advice names the two nodes that take
longest.

Both thresholds are design choices, for no rule sets them: in 3.8 million calls the mean time in the menus was
48 seconds, the median 40; in Wales the recording before a doctor's office answers may take two minutes; and phone
trees of over four minutes have been in the news.

Shorten prompts, play menus twice instead of three times, let telephones ring for 20 seconds, and limit waits
(`max_wait`) with an offer to call back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.call import SILENCE, play_keys, script_for, wrong_key
from ivr_audit.callgraph import listening
from ivr_audit.finding import Finding
from ivr_audit.model import Node
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.words import list_words, say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "time-to-human-worst-case"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each entry whose worst time to a person is over a threshold."""
    slow: dict[str, list[View]] = {}
    for view in measures.views:
        if _worst(view) > options["warn_after"]:
            slow.setdefault(view.entry, []).append(view)
    for views in slow.values():
        yield _finding(max(views, key=_worst), views, options)


def _worst(view: View) -> float:
    return view.calls.time_to_person.worst or 0.0


def _finding(view: View, views: list[View], options: Options) -> Finding:
    times = view.calls.time_to_person
    seconds = _worst(view)
    script = tuple(_slow_script(view))
    slowest = _slowest(view)
    person = times.worst_path[-1].node
    node = view.tree.nodes[slowest[0][0]]
    return Finding(
        rule=ID,
        severity="error" if seconds > options["error_after"] else "warning",
        place=node.place,
        node=node.name,
        message=f'the unluckiest caller reaches a person ("{person}") after {_said(view, script)}',
        advice=f"shorten {list_words([_shorten(view.tree.nodes[name], taken) for name, taken in slowest])}",
        periods=tuple(dict.fromkeys(name for view in views for name in view.names)),
        witness=view.witness((), *script),
        cause=view.entry,
    )


def _said(view: View, script: Sequence[str]) -> str:
    """The longest time, and that of the same call where people answer as soon as they usually do."""
    times = view.calls.time_to_person
    worst = say_duration(_worst(view))
    typical = say_duration(play_keys(view.tree, view.state, view.entry, script).seconds)
    about = f"{worst} at worst" if times.bounded else f"at least {worst}"
    about = about if times.exact else f"at most {worst}"
    return about if typical == worst else f"{about} (typically {typical} on the same way)"


def _slowest(view: View) -> list[tuple[str, float]]:
    """The two nodes on the longest way at which most time is spent, longest first."""
    spent: dict[str, float] = {}
    for name, word in view.calls.time_to_person.worst_path:
        step = next(step for step in view.steps(name) if step.name == word)
        spent[name] = spent.get(name, 0.0) + step.worst
    longest = sorted(spent, key=lambda name: -spent[name])
    return [(name, spent[name]) for name in longest[:2] if spent[name] > 0]


def _slow_script(view: View) -> Iterator[str]:
    """The script of the longest way: before each key every attempt but the last is wasted."""
    tree = view.tree
    for leg in view.calls.time_to_person.worst_path:
        node = tree.nodes[leg.node]
        if isinstance(node, model.Menu | model.Ask) and leg.step not in ("no-input", "no-match"):
            attempts = listening(node, tree.defaults).attempts
            yield from [SILENCE] * (attempts.no_input - 1)
            yield from [wrong_key(node) or SILENCE] * (attempts.invalid - 1 if attempts.apart else 0)
        yield from script_for(tree, view.state, [leg])


def _shorten(node: Node, seconds: float) -> str:
    """What to shorten at a node, and how long it takes there now."""
    match node:
        case model.Menu() | model.Ask():
            what = f'the prompt of "{node.name}" or play it less often'
        case model.Queue():
            what = f'the wait in "{node.name}"'
        case model.Ring():
            what = f'the ringing at "{node.name}"'
        case _:
            what = f'"{node.name}"'
    return f"{what} ({say_duration(seconds)} now)"


BAD = """\
tree: Eye clinic
start: main
nodes:
  main:
    menu: For an appointment, press 1.
    options:
      1: front desk
    no_input: front desk
  front desk:  # here
    queue: Front desk
    wait: {typical: 2m, longest: 10m}
    max_wait: 10m
    overflow: box
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
  front desk:
    queue: Front desk
    wait: {typical: 30s, longest: 80s}
    max_wait: 80s
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
        "VCC Live 2023: mean 48 s and median 40 s in the menus, 3.8 million calls (vendor, grade D):"
        " https://vcc.live/blog/ivr-study-three-key-takeaways/",
        "BBC 2013: phone trees of over four minutes in the news (news, grade D):"
        " http://www.bbc.co.uk/news/technology-22567656",
        "Wales, GP access standards: recorded message of two minutes at most (official, secondary text, grade A-):"
        " https://www.cwmtawemedicalgroup.co.uk/leathanaigh/4527-gp-access-standards-for-patients-in-wales",
    ),
)
