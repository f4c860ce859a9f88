"""How the figures of a report are counted, and which call comes nearest to its worst time, for who checks them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ivr_audit import model
from ivr_audit.audit import Audit, EntryAudit, PeriodAudit
from ivr_audit.call import SILENCE, play_keys, script_for, wrong_key
from ivr_audit.callgraph import listening
from ivr_audit.render.answer import say_periods
from ivr_audit.words import say_duration

HEADING: Final = "How the times are counted"
_AT_MENUS: Final = (model.Menu, model.Ask)


def counted(audit: Audit) -> list[str]:
    """Sentences: what best, typical and worst mean, the call nearest to the worst, and from where others count."""
    meaning = (
        "At best a caller knows the keys and presses at once; typically, when a recording has named the key; at worst, "
        "just before the menu gives up for the last time, and the telephone rings as long as it can."
    )
    callers = (
        'The times of the five callers count from the start of the call to its end; of a call that is "stuck", until '
        "it comes to the same place in the same way again. Who presses 0 does it at once, without listening. A finding "
        'or an item of the GetHuman standard that says "after coming to it" counts from that menu.'
    )
    return [meaning, *_worst_call(audit), callers]


def _worst_call(audit: Audit) -> Iterator[str]:
    """The call that goes the longest way to a person as slowly as a script can say it, and why it takes less."""
    found = [(p, e) for p in audit.periods for e in p.entries if e.person.worst is not None and e.person.worst_path]
    if not found:
        return
    period, entry = max(found, key=lambda pair: pair[1].person.worst or 0.0)
    keys = worst_keys(audit.tree, period, entry)
    done = play_keys(audit.tree, period.period.state, entry.entry, keys)
    worst = entry.person.worst or 0.0
    several = len(audit.tree.entries) > 1
    dialled = f' --entry "{entry.number or entry.entry}"' if several else ""
    words = f' --keys "{",".join(keys)}"'
    moment = f"{period.period.example:%Y-%m-%d %H:%M}"
    call = f'ivr-audit call TREE --as-of {audit.as_of} --at "{moment}"{dialled}{words}'
    limit = "" if entry.person.bounded and entry.person.exact else " (or more)" if not entry.person.bounded else ""
    when = say_periods(audit, [period.period.name])
    told = f"The worst time, {say_duration(worst)}{limit} ({when}), goes the way of this call: {call}"
    if done.outcome != "person":
        return
    took = say_duration(done.seconds)
    if took == say_duration(worst):
        yield f"{told}. It takes as long."
    else:
        yield f"{told}. It takes {took}, because there keys are pressed when they are named and people answer as usual."


def worst_keys(tree: model.PhoneTree, period: PeriodAudit, entry: EntryAudit) -> tuple[str, ...]:
    """The words of the longest way to a person: before each key every attempt but the last is wasted."""
    words: list[str] = []
    for leg in entry.person.worst_path:
        node = tree.nodes[leg.node]
        if isinstance(node, _AT_MENUS) and leg.step not in ("no-input", "no-match"):
            attempts = listening(node, tree.defaults).attempts
            words += [SILENCE] * (attempts.no_input - 1)
            words += [wrong_key(node) or SILENCE] * (attempts.invalid - 1 if attempts.apart else 0)
        words += script_for(tree, period.period.state, [leg])
    return tuple(words)
