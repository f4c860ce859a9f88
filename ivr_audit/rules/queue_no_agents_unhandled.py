"""callers wait in a queue while nobody is there to answer

The queue plays its music after everybody has gone home, or through lunch. Callers wait for people who are not there,
until the limit is over or for ever, and are told nothing.

Reported for each queue with `staffed` hours to which a call can come outside them, also by being passed on, if it has
no `no_agents`. An error if callers are then held for ever (no `max_wait`) or hung up on in the end, or if
unstaffed-while-open finds an error at the same queue, which is then a consequence of this, as is a
time-to-human-worst-case most of which is spent in the queue. A warning if they only wait
for nothing, for longer than `most`, before the overflow takes them elsewhere: they can leave a message after all. A
`no_agents` that hangs up is a dead-end. A queue without `staffed` is taken as attended at all times, and imported
files do not say.

That waiting up to 30 s is not reported is a design choice: telephones ring as long before anything happens.

In the phone system, say what happens when nobody is signed in, such as a mailbox that somebody returns: in Microsoft
Teams it is what the call queue does when no agents are there, in FreePBX "Join Empty" and "Leave Empty" of the queue;
or put an hours check in front of the queue, with a recording that says when people are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.callgraph import End
from ivr_audit.finding import Finding, Severity
from ivr_audit.model import PhoneTree
from ivr_audit.rules.common import call_along
from ivr_audit.rules.hang_ups import last_words
from ivr_audit.rules.queue_ways_out import said_way_out, sent_out
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources_trade import TEAMS_CALL_QUEUE, VILLANOVA_ZOOM
from ivr_audit.rules.unattended import Missed, missed
from ivr_audit.rules.visits import names_of, visits
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "queue-no-agents-unhandled"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each queue in which callers wait while nobody is there."""
    found = visits(measures, model.Queue, lambda view, queue: queue.no_agents is None and not view.staffed(queue))
    shut_out = {view: missed(view) for view in dict.fromkeys(view for _, views in found for view in views)}
    for queue, views in found:
        errors = [view for view in views if _loses(view, queue) or _is_grave(shut_out[view].get(queue.name))]
        calls = [call for view in views if (call := shut_out[view].get(queue.name))]
        passed = dict.fromkeys(name for call in calls for name in call.passed if name != queue.name)
        if errors:
            yield _finding(queue, errors[0], "error", views, passed)
        elif queue.max_wait is None or queue.max_wait > options["most"]:
            yield _finding(queue, views[0], "warning", views, passed)


def _finding(
    queue: model.Queue, view: View, severity: Severity, views: Sequence[View], passed: Iterable[str]
) -> Finding:
    held = _is_held(view, queue)
    return Finding(
        rule=ID,
        severity=severity,
        place=queue.at("staffed"),
        node=queue.name,
        message=f'outside the hours "{queue.staffed}" nobody is in "{queue.name}", but callers {_wait(view, queue)}',
        advice=f'set "no_agents" of "{queue.name}" to {said_way_out(view, queue)}',
        periods=names_of(views),
        nodes=tuple(passed),
        witness=call_along(view, queue.name, *(((queue.name, "no-agents"),) if held else ((queue.name, "overflow"),))),
    )


def _is_grave(found: Missed | None) -> bool:
    return found is not None and found.severity == "error"


def _wait(view: View, queue: model.Queue) -> str:
    """What callers do who wait for nobody."""
    if _is_held(view, queue):
        keys = [option.key for option in queue.exits] + ([queue.callback] if queue.callback else [])
        return f"hold for ever unless they press {' or '.join(keys)}" if keys else "hold for ever"
    after = "are then hung up on" if _loses(view, queue) else f'only then go on to "{queue.overflow}"'
    return f"wait {say_duration(queue.max_wait or 0)} and {after}"


def _is_held(view: View, queue: model.Queue) -> bool:
    return any(step.to == End("stuck", queue.name) for step in view.steps(queue.name))


def _loses(view: View, queue: model.Queue) -> bool:
    """Whether callers who wait for nobody are held for ever or hung up on."""
    return _is_held(view, queue) or last_words(view.tree, queue.overflow) is not None


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree | None:
    """The tree with callers sent on at once, to a mailbox, a callback or other people."""
    return sent_out(tree, finding, "no-agents")


BAD = """\
tree: Gas supplier
hours: {office: {mon-fri: "08:00-18:00"}}
start: main
nodes:
  main:
    menu: To report a smell of gas, press 9. For your account, press 1.
    options: {1: accounts, 9: emergency line}
    no_input: accounts
  accounts:
    queue: Accounts team
    staffed: office  # here
    exits: {1: box}
  emergency line: {ring: Engineer on duty, no_answer: box}
  box: {voicemail: Accounts, owner: team lead, reply_within: 1d}
"""

GOOD = """\
tree: Gas supplier
hours: {office: {mon-fri: "08:00-18:00"}}
start: main
nodes:
  main:
    menu: To report a smell of gas, press 9. For your account, press 1.
    options: {1: accounts, 9: emergency line}
    no_input: accounts
  accounts:
    queue: Accounts team
    staffed: office
    no_agents: box
    exits: {1: box}
  emergency line: {ring: Engineer on duty, no_answer: box}
  box: {voicemail: Accounts, owner: team lead, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"most": Setting(30.0, "s", "waiting so long for nobody is not reported if the call then goes on")},
    needs=("graph", "hours"),
    sources=(
        TEAMS_CALL_QUEUE.says("what happens when no agent is signed in is a setting of its own"),
        VILLANOVA_ZOOM.says("always set an overflow destination"),
    ),
    explains=("unstaffed-while-open", "time-to-human-worst-case"),
    repair=repair,
)
