"""a menu takes too long to say

Callers must remember the key they want while the other choices are read. The longer it takes, the more of them miss
theirs, guess, or wait for the whole of it again.

Checked for every menu that calls can come to: the length of its prompt, of the audio if there is one, else as stated,
else estimated from the words, to the nearest second, without the sentences that say what to do in an emergency or
crisis or that calls are recorded, and, in menus heard only while the office is closed, without those that state its
hours or when messages are returned. It is advice over `advice`, a warning over `warning`. Menus over the same limit
are one finding, at the first of them in the file, which names the longest.

The limit of 20 s is that of a vendor's guidelines for prompts; that of 30 s is one author's opinion on greetings, and
the step between them a design choice.

In the phone system, say each choice in two or three words, drop what hardly anybody chooses, and leave the welcome to
a recording of its own, then record or type the prompt again: in FreePBX under System Recordings, in Microsoft Teams
and Zoom with the menu of the auto attendant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ivr_audit.clock import length
from ivr_audit.finding import Finding, Related, Severity
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.rules.opening import is_closed
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sentences import is_notice, is_notice_when_closed, seconds_where, whole_seconds
from ivr_audit.rules.sources_trade import MICROEXPERIENCE_2009, PLUM_PROMPTS
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "menu-prompt-too-long"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for all menus over each of the two limits."""
    tree = measures.tree
    views = list(measures.views)
    seen = {name for view in views for name in view.visited}
    by_day = {name for view in views if not is_closed(view) for name in view.visited}
    least = min(options.values())
    lengths = {
        name: _seconds(tree, node, name not in by_day) if length(node.prompt, tree.defaults) > least else 0
        for name, node in tree.nodes.items()
        if isinstance(node, Menu) and name in seen
    }
    limits: tuple[tuple[Severity, float], ...] = (
        ("warning", options["warning"]),
        ("advice", min(options["advice"], options["warning"])),
    )
    most = float("inf")
    for severity, limit in limits:
        long = {name: seconds for name, seconds in lengths.items() if limit < seconds <= most}
        most = limit
        if long:
            yield _finding(tree, [view for view in views if not view.visited.isdisjoint(long)], severity, limit, long)


def _seconds(tree: PhoneTree, menu: Menu, closed: bool) -> int:
    """The length of a menu's prompt, notices left out; `closed`: it is heard only while the office is closed."""
    needed = is_notice_when_closed if closed else is_notice
    return whole_seconds(length(menu.prompt, tree.defaults) - seconds_where(menu.prompt, tree.defaults, needed))


def _finding(
    tree: PhoneTree, views: list[View], severity: Severity, limit: float, long: Mapping[str, float]
) -> Finding:
    names = list(long)
    first, longest = tree.nodes[names[0]], max(names, key=long.__getitem__)
    if len(names) == 1:
        takes = f'it takes {say_duration(long[longest])} to say all choices of "{longest}"'
    else:
        takes = f'the menus {some(names)} are long, "{longest}" the longest with {say_duration(long[longest])}'
    view = next(view for view in views if first.name in view.visited)
    return Finding(
        rule=ID,
        severity=severity,
        place=first.at("prompt"),
        node=first.name,
        message=f"{takes}; after {say_duration(limit)} callers no longer know what was offered first",
        advice=f"shorten each choice in {some(names)} to two or three words",
        periods=tuple(dict.fromkeys(name for view in views for name in view.names)),
        witness=view.witness(view.way_to(first.name) or ()),
        related=tuple(
            Related(tree.nodes[name].at("prompt"), f"this menu takes {say_duration(long[name])}") for name in names[1:]
        ),
        nodes=tuple(names[1:]),
        cause=severity,
    )


BAD = """\
tree: Insurer
start: main
nodes:
  main:
    menu: >-  # here
      If you would like to report an accident that happened to you or to somebody in your family, please press 1. If
      you have a question about a letter that you have received from us in the last few weeks, please press 2. For all
      other matters that one of our representatives may be able to help you with, please press 0.
    options: {1: claims, 2: letters, 0: letters}
    no_input: letters
  claims: {ring: Claims, no_answer: box}
  letters: {ring: Representatives, no_answer: box}
  box: {voicemail: Insurer, owner: team lead, reply_within: 1d}
"""

GOOD = """\
tree: Insurer
start: main
nodes:
  main:
    menu: To report an accident, press 1. For a question about a letter, press 2. For anything else, press 0.
    options: {1: claims, 2: letters, 0: letters}
    no_input: letters
  claims: {ring: Claims, no_answer: box}
  letters: {ring: Representatives, no_answer: box}
  box: {voicemail: Insurer, owner: team lead, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "prompts"),
    settings={
        "advice": Setting(20.0, "s", "the length of a menu over which there is advice"),
        "warning": Setting(30.0, "s", "the length over which it is a warning"),
    },
    sources=(
        PLUM_PROMPTS.says("a menu takes no longer than twenty seconds"),
        MICROEXPERIENCE_2009.says("one author's opinion: thirty seconds at most for a greeting"),
    ),
)
