"""`Read`, which asks for digits and goes on with whatever it got: a menu, or a question for data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ivr_audit.load.asterisk import match, patterns
from ivr_audit.load.asterisk.dialplan import Step
from ivr_audit.load.asterisk.menus import bare, menu_title, timeout
from ivr_audit.load.asterisk.prompts import pieces_of, prompt_of
from ivr_audit.load.asterisk.values import shown, symbolic
from ivr_audit.model import KEYS, Ask, Attempts, Extensions, Menu, Option

if TYPE_CHECKING:
    from ivr_audit.load.asterisk.walk import At, Walk


def reads(walk: Walk, ident: str, at: At, step: Step) -> None:
    """`Read`: a menu where its digits are compared or jumped to, else a question. A bare # is an attempt with nothing
    entered: it asks again, and at the only attempt goes on as after silence. That it may be the last attempt of several
    is not followed, since only silence and wrong keys are counted in a tree: a menu for each attempt would change what
    is found, and all times, for a key that nobody is told to press."""
    given = [*step.arguments, *("",) * 6]
    name = (walk.value(given[0], at) or given[0]).strip("_")
    if at.get(name)[0] or at.get("READSTATUS")[0]:
        walk.aliases[ident] = walk.ident_of(at.without(name, "READSTATUS"))
        return
    pieces = pieces_of(walk, at, step._replace(args=given[1])) if given[1] else []
    most = int(walk.seconds(given[2], at) or 0) if step.name == "read" else 0
    attempts = max(1, min(100, int(walk.seconds(given[4], at) or 1)))
    stated = walk.seconds(given[5], at)
    silence = walk.ident_of(_status(walk, at, name, "", "TIMEOUT"))
    values = [value for value in _values(walk, at, name) if not most or len(value) <= most]
    free = next((key for key in "97531086420*" if key not in values), "999")
    place = walk.place(at)
    times = (stated or timeout(walk, at, "response"), stated or timeout(walk, at, "digit"))
    tries = Attempts(attempts, 1, apart=attempts > 1)
    walk.families[ident] = ("read", bare(walk, at))
    if not values or (len(values) == 1 and len(values[0]) > 1):
        following = walk.ident_of(_status(walk, at, name, values[0] if values else None, "OK"))
        wrong = walk.ident_of(_status(walk, at, name, free, "OK")) if values else following
        ask = Ask(
            name=ident, place=place, prompt=prompt_of(pieces), data=name, digits=most or None, next=following,
            no_input=silence, invalid=wrong, attempts=tries, no_input_timeout=times[0], inter_digit_timeout=times[1],
        )  # fmt: skip
        walk.add(ask, f"ask for {name}")
        return
    if most != 1:
        walk.note("enter", menu_title(walk, at.context, at))
    ways = {value: walk.ident_of(_status(walk, at, name, value, "OK")) for value in values}
    options = [Option(value, to, (), place, place) for value, to in ways.items() if set(value) <= set(KEYS)]
    dialled = {
        pattern: Extensions(pattern, to, place, place)
        for value, to in ways.items()
        if not set(value) <= set(KEYS)
        for pattern in patterns.written(f"_{shown(value)}")
    }
    wrong = walk.ident_of(_status(walk, at, name, free, "OK"))
    if "#" not in values and (attempts > 1 or silence != wrong):
        options.append(Option("#", ident if attempts > 1 else silence, (), place, place))
    menu = Menu(
        name=ident, place=place, prompt=prompt_of(pieces), options=tuple(options), no_input=silence, attempts=tries,
        extensions=tuple(dialled.values()), invalid=wrong, no_input_timeout=times[0], inter_digit_timeout=times[1],
    )  # fmt: skip
    walk.add(menu, menu_title(walk, at.context, at))


def _status(walk: Walk, at: At, name: str, value: str | None, status: str) -> At:
    values = {name: value} if name in walk.facts.read else {}
    return at.next().with_values({**values, **({"READSTATUS": status} if "READSTATUS" in walk.facts.read else {})})


def _values(walk: Walk, at: At, name: str) -> list[str]:
    """What the digits are compared with anywhere, and the extensions they could be."""
    found = dict.fromkeys(value for value in walk.facts.compared.get(name, ()) if value)
    for context in walk.facts.targets.get(name, ()):
        for one in match.dialable(walk.plan, context):
            found[symbolic(one.exten.name)] = None
    return list(found)[:60]
