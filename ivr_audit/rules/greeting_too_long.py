"""callers listen for too long before the first choice

They called to ask something, and hear a welcome, the web address and the news of the office first. Some hang up; those
who stay have stopped listening when their choice comes.

Checked from each entry, in every way in which calls go on by themselves (recordings, hours, branches) to the first
menu: the seconds of all that is said up to the beginning of the first sentence that announces a key. If no words of a
menu announce one, or it has no words, the menu itself counts as nothing. Where a call is put through to people without
any menu, what is said before that is reported only over the limit `error`. Sentences that say what to do in an
emergency or crisis, and those that tell that calls are recorded, are left out of the count, because some offices must
say them first; while the office is closed, also those that state its hours or when messages are returned, which
closed-message-incomplete asks for. Lengths are those of the audio, else those stated, else estimated from the words,
and the sum is taken to the nearest second. The longest way of each entry is reported, at the recording in it that
takes longest: advice over `advice`, a warning over `warning`, an error over `error`.

The limit for advice is a vendor's (under eight seconds), next to a survey in which most small businesses took less than
three and long introductions were the commonest complaint; that for errors is the cap of two minutes on the recorded
message of medical practices in Wales. The 20 s between them are a design choice.

In the phone system, record the welcome again with the name alone, and put the rest behind a key: in FreePBX under
System Recordings, in Microsoft Teams as the greeting of the auto attendant, in RingCentral and Zoom as the prompt of
the auto receptionist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.announced import announcements
from ivr_audit.callgraph import Step
from ivr_audit.clock import length
from ivr_audit.finding import Finding, Related, Severity
from ivr_audit.model import KEYS, Node, Prompt
from ivr_audit.rules.opening import Opening, heard, is_closed, onward
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sentences import (
    is_notice,
    is_notice_when_closed,
    seconds_until,
    seconds_where,
    sentence_at,
    whole_seconds,
)
from ivr_audit.rules.sources import SOFTWARE_ADVICE_2015
from ivr_audit.rules.sources_medical import WALES_ACCESS_MESSAGE
from ivr_audit.rules.sources_trade import CYARA_GREETING
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "greeting-too-long"


class Wait(NamedTuple):
    """What callers hear before the first choice: seconds by node, notices left out; `menu` is False if none comes."""

    seconds: Mapping[Node, float]
    opening: Opening
    menu: bool

    @property
    def total(self) -> float:
        """All the seconds."""
        return sum(self.seconds.values())


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for the longest way from each entry to the first choice."""
    for view in measures.views:
        found = [before_choice(view, opening) for opening in longest_openings(view)]
        reported = [(wait, severity) for wait in found if wait and (severity := _severity(wait, options))]
        if reported:
            wait, severity = max(reported, key=lambda one: one[0].total)
            yield _finding(view, wait, severity, options)


_Best = dict[bool, tuple[float, Step | None]]
"""Whether a choice comes, and for each the most seconds of a way on and its first step."""


def longest_openings(view: View) -> Iterator[Opening]:
    """Of the ways in which calls can begin, the one on which most is heard before a choice, and before people."""
    best: dict[str, _Best] = {}
    waiting = [(view.entry, False)]
    begun: set[str] = set()
    while waiting:
        name, done = waiting.pop()
        if done:
            best[name] = _best(view, name, best)
        elif name not in begun:
            begun.add(name)
            waiting.append((name, True))
            waiting += [(str(step.to), False) for step in onward(view, name)]
    for menu in best[view.entry]:
        nodes, steps = [view.tree.nodes[view.entry]], []
        while (step := _next(best[nodes[-1].name], menu)) is not None:
            steps.append(step)
            nodes.append(view.tree.nodes[str(step.to)])
        yield Opening(tuple(nodes), tuple(steps))


def _next(best: _Best, menu: bool) -> Step | None:
    """The first step of the way on; where a recording names the choices, the way on may be that to people."""
    found = best.get(menu) or next(iter(best.values()))
    return found[1]


def _best(view: View, name: str, best: Mapping[str, _Best]) -> _Best:
    """What is heard most on the ways on from a node, given that of the nodes that follow."""
    node = view.tree.nodes[name]
    seconds, is_choice = 0.0, False
    for prompt in heard(node):
        choice = _first_choice(node, prompt)
        is_choice = choice is not None
        seconds = _seconds(view, node, prompt, choice)
    steps = [step for step in onward(view, name) if best.get(str(step.to))]
    if not steps:
        people = isinstance(node, model.Answered | model.Transfer)
        return {isinstance(node, model.Menu): (seconds, None)} if people or isinstance(node, model.Menu) else {}
    if is_choice:
        return {True: (seconds, steps[0])}
    found: _Best = {}
    for step in steps:
        for menu, (most, _) in best[str(step.to)].items():
            if menu not in found or seconds + most > found[menu][0]:
                found[menu] = seconds + most, step
    return found


def _seconds(view: View, node: Node, prompt: Prompt, choice: int | None) -> float:
    """How long a prompt keeps callers from a choice, which begins in it or follows."""
    if choice is not None:
        start = sentence_at(prompt.text, choice).start
        return seconds_until(prompt, start, view.tree.defaults) - _notices(view, prompt, start)
    return 0.0 if isinstance(node, model.Menu) else length(prompt, view.tree.defaults) - _notices(view, prompt)


def before_choice(view: View, opening: Opening) -> Wait | None:
    """What is heard before the first choice on a way; None if the way leads neither to a menu nor to people."""
    last = opening.last
    if not isinstance(last, model.Menu | model.Answered | model.Transfer):
        return None
    seconds: dict[Node, float] = {}
    for node in opening.nodes:
        for prompt in heard(node):
            choice = _first_choice(node, prompt)
            if choice is not None or not isinstance(node, model.Menu):
                seconds[node] = _seconds(view, node, prompt, choice)
            if choice is not None:
                return Wait(seconds, opening, menu=True)
    return Wait(seconds, opening, isinstance(last, model.Menu))


def _first_choice(node: Node, prompt: Prompt) -> int | None:
    """Where the words of a prompt first name a key: one of the menu's, or any single one in a recording before it."""
    if not isinstance(node, model.Menu | model.Say):
        return None
    known = {option.key for option in node.options} if isinstance(node, model.Menu) else set(KEYS)
    return next((said.start for said in announcements(prompt.text) if said.key in known), None)


def _notices(view: View, prompt: Prompt, before: int | None = None) -> float:
    needed = is_notice_when_closed if is_closed(view) else is_notice
    return seconds_where(prompt, view.tree.defaults, needed, before)


def _severity(wait: Wait, options: Options) -> Severity | None:
    total = whole_seconds(wait.total)
    if total > options["error"]:
        return "error"
    if not wait.menu or total <= options["advice"]:
        return None
    return "warning" if total > options["warning"] else "advice"


def _finding(view: View, wait: Wait, severity: Severity, options: Options) -> Finding:
    longest = max(wait.seconds, key=wait.seconds.__getitem__)
    others = [node for node, seconds in wait.seconds.items() if seconds and node is not longest]
    before = "the first choice" if wait.menu else f'"{wait.opening.last.name}"'
    takes = f', {say_duration(wait.seconds[longest])} of it "{longest.name}"' if others else f' in "{longest.name}"'
    limit = say_duration(options[severity])
    return Finding(
        rule=ID,
        severity=severity,
        place=longest.at(longest.main),
        node=longest.name,
        message=f"callers listen for {say_duration(wait.total)} before {before}{takes}; more than {limit} is too long",
        advice=f'cut "{longest.name}" down to the name of the office, and move the rest behind a key',
        periods=view.names,
        witness=view.witness(wait.opening.legs),
        related=tuple(Related(node.at(node.main), "this is heard before it too") for node in others),
    )


BAD = """\
tree: Dental office
start: welcome
nodes:
  welcome:
    say: >-  # here
      Thank you for calling the dental office. We are glad that you called, and we look forward to seeing your
      smile. Our team has cared for families in this town for thirty years.
    next: main
  main:
    menu: For appointments, press 1. For anything else, press 0.
    options: {1: front desk, 0: front desk}
    no_input: front desk
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

GOOD = """\
tree: Dental office
start: welcome
nodes:
  welcome:
    say: Dental office. If this is an emergency, please hang up and dial 911.
    next: main
  main:
    menu: For appointments, press 1. For anything else, press 0.
    options: {1: front desk, 0: front desk}
    no_input: front desk
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts"),
    settings={
        "advice": Setting(8.0, "s", "seconds before the first choice over which there is advice"),
        "warning": Setting(20.0, "s", "seconds over which it is a warning"),
        "error": Setting(120.0, "s", "seconds over which it is an error"),
    },
    sources=(
        CYARA_GREETING.says("a greeting under eight seconds"),
        SOFTWARE_ADVICE_2015.says(
            "58% of small businesses take less than 3 s; long introductions are 29% of the complaints"
        ),
        WALES_ACCESS_MESSAGE.says("a recorded message of at most 2 min"),
    ),
)
