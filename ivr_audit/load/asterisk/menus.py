"""Menus of a dialplan: what is heard from the first step that listens to the end of the first wait, and the keys.

Measured on Asterisk 16 and 22: a wait that times out goes on at the next step if there is one and only else to `t`,
then `e`; a recording that listens and is the last step ends the call when it is over; keys during `Playback` are lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ivr_audit.load.asterisk import match, patterns
from ivr_audit.load.asterisk.dialplan import Step
from ivr_audit.load.asterisk.prompts import SPEAKS, Piece, named, pieces_of, prompt_of
from ivr_audit.load.asterisk.values import symbolic
from ivr_audit.load.draft import placed
from ivr_audit.model import (
    HANGUP,
    Ask,
    Attempts,
    Branch,
    Case,
    Extensions,
    Hangup,
    Menu,
    Node,
    Option,
    Prompt,
    Say,
)  # fmt: skip
from ivr_audit.place import Place
from ivr_audit.words import say_extensions

if TYPE_CHECKING:
    from ivr_audit.load.asterisk.walk import At, Walk

LISTENS = ("background", "backgroundtts", "waitexten")
_RESPONSE, _DIGIT = 10.0, 5.0
_REAL_WAIT = 1.0
"""Seconds; shorter waits only part two recordings of one prompt."""
_FAREWELL = re.compile(r"(?i)(good)?[-_ ]?bye\b|goodbye|auf-wiederh|adios|au-revoir")
_LONGEST = 2_000
_MOST_DIALLED = 20
_EXTENSION_DIGITS = 3


@dataclass
class Heard:
    """What is played and how long the system waits, up to `after`, where silence goes on."""

    pieces: list[Piece] = field(default_factory=list)
    listens_to: tuple[str, int] | None = None
    barge_in: bool = False
    wait: float = 0.0
    waited: bool = False
    after: At | None = None


def speaks(walk: Walk, ident: str, at: At, step: Step) -> None:
    """Announcements; a menu if the next thing is a wait for keys."""
    heard, said, after = _listened(walk, at)
    if heard.after is not None and heard.listens_to is not None:
        _menu_or_pause(walk, ident, at, heard)
        return
    skips = step.name in ("mp3player", "controlplayback")
    node = Say(name=ident, place=walk.place(at), prompt=prompt_of(said), next=walk.ident_of(after), interruptible=skips)
    walk.add(node, named(said))


def listens(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A menu."""
    heard, _, _ = _listened(walk, at)
    _menu_or_pause(walk, ident, at, heard)


def fall_through(walk: Walk, ident: str, at: At) -> None:
    """Behind the last step: over at once, after a busy tone, or (autofallthrough=no) a wait for keys."""
    if not walk.plan.autofallthrough and match.dialable(walk.plan, at.context):
        heard = Heard([], (at.context, len(at.stack)), True, timeout(walk, at, "response"), True, at)
        _menu_or_pause(walk, ident, at, heard)
    elif at.get("DIALSTATUS")[1] == "BUSY" and walk.plan.autofallthrough:
        tone = Prompt(audio="busy tone", seconds=10.0)
        walk.add(
            Hangup(name=ident, place=walk.place(at._replace(priority=int(at.priority) - 1)), prompt=tone), "busy tone"
        )
    else:
        walk.ends(ident, at)


def _keys_count_in(at: At) -> tuple[str, int]:
    """The context in which keys are looked up, and how many routines still run there: a macro's are its caller's."""
    for depth, frame in enumerate(at.stack):
        if frame.kind == "macro":
            return frame.context, depth
    return at.context, len(at.stack)


def _listened(walk: Walk, at: At) -> tuple[Heard, list[Piece], At]:
    """What is heard from here on; announcements before anything listens, and the place behind those."""
    heard = Heard()
    pending: list[Piece] = []
    said: list[Piece] = []
    after = at
    seen: set[At] = set()
    while len(seen) < _LONGEST and (here := at._replace(variables=())) not in seen:
        seen.add(here)
        step = walk.step(at) if at.home else None
        if step is not None and step.label and (heard.pieces or pending) and not at.doing:
            break
        if step is not None and step.name in SPEAKS:
            pending += pieces_of(walk, at, step)
            at = at.next()
            if heard.after is None:
                said, after = list(pending), at
        elif step is not None and step.name in LISTENS:
            if not _takes(walk, heard, at, step, pending):
                break
            pending = []
            at = at.next()
            if heard.waited:
                break
        else:
            further = walk.advance(at)
            if further is None:
                break
            at = further
    return heard, said, after


def _takes(walk: Walk, heard: Heard, at: At, step: Step, pending: list[Piece]) -> bool:
    """Add a step that listens; False if it listens for other keys, or announcements come before it that do not."""
    given = [*step.arguments, "", "", "", ""]
    named = walk.value(given[3], at) if step.name == "background" else ""
    wanted = (named, len(at.stack)) if named else _keys_count_in(at)
    if heard.listens_to not in (None, wanted):
        return False
    plays = step.name != "waitexten"
    seconds = 0.0 if plays else walk.seconds(given[0], at) or timeout(walk, at, "response")
    if heard.listens_to is None and pending and (seconds < _REAL_WAIT or not _dialable(walk, wanted[0])):
        return False
    played = pieces_of(walk, at, step) if plays else []
    if heard.pieces and any(_FAREWELL.search(one.name) for one in played):
        return False
    heard.listens_to = wanted
    heard.pieces += pending
    if plays:
        heard.pieces += played
        heard.barge_in = True
        heard.wait = 0.0
    else:
        heard.wait += seconds
        heard.waited = seconds >= _REAL_WAIT
        heard.barge_in = heard.barge_in or not heard.pieces
    heard.after = at.next()
    return True


def _dialable(walk: Walk, context: str) -> bool:
    return bool(match.dialable(walk.plan, context))


def timeout(walk: Walk, at: At, kind: str) -> float:
    """`TIMEOUT(digit)` or `TIMEOUT(response)`."""
    stated = at.get(f"TIMEOUT({kind})")[1]
    usual = _DIGIT if kind == "digit" else _RESPONSE
    return walk.seconds(stated, at) or usual if stated else usual


def _digit_gap(walk: Walk, at: At, wait: float) -> float | None:
    """The wait for a further key; the usual one is no fault of the file where it is longer than that for a first."""
    gap = timeout(walk, at, "digit")
    return gap if at.get("TIMEOUT(digit)")[1] or not wait or gap <= wait else None


def _menu_or_pause(walk: Walk, ident: str, at: At, heard: Heard) -> None:
    """The menu; where no key leads anywhere it is an announcement, or a pause that nobody notices."""
    after = heard.after or at
    context, depth = heard.listens_to or (at.context, len(at.stack))
    keys = after
    while len(keys.stack) > depth:
        keys = walk.returned(keys) or keys
    keys = keys.jump(context, "s", 1)
    silence = _silence(walk, keys, after, heard)
    wrong = _handler(walk, keys, "i")
    farewell = (
        bool(heard.pieces) and heard.wait < _REAL_WAIT and all(_FAREWELL.search(one.name) for one in heard.pieces)
    )
    if farewell or not _dialable(walk, context):
        _without_keys(walk, ident, at, heard, silence, None if farewell else wrong)
        return
    family: tuple[object, ...] = ("menu", bare(walk, at))
    options, extensions, any_key = _choices(walk, ident, keys, family)
    node = Menu(
        name=ident, place=walk.place(at), prompt=prompt_of(heard.pieces), options=options, extensions=extensions,
        no_input=silence, invalid=any_key or wrong or HANGUP, attempts=Attempts(1, 1, apart=False),
        no_input_timeout=heard.wait, inter_digit_timeout=_digit_gap(walk, after, heard.wait), barge_in=heard.barge_in,
    )  # fmt: skip
    walk.families[ident] = family
    walk.add(_with_places(walk, node, keys, after), menu_title(walk, context, at))


def _without_keys(walk: Walk, ident: str, at: At, heard: Heard, silence: str | None, wrong: str | None) -> None:
    """Nothing to choose: an announcement, a pause that nobody notices, or "press any key"."""
    place = walk.place(at)
    prompt = prompt_of(heard.pieces) if heard.pieces else Prompt(seconds=heard.wait)
    if wrong is not None and (silence is None or walk.aliases.get(silence) == HANGUP):
        ask = Ask(
            name=ident, place=place, prompt=prompt_of(heard.pieces), data="any key", digits=1, next=wrong,
            invalid=wrong, no_input=silence, attempts=Attempts(1, 1, apart=False), no_input_timeout=heard.wait,
        )  # fmt: skip
        walk.add(ask, named(heard.pieces))
    elif not heard.pieces and heard.wait < _REAL_WAIT:
        walk.aliases[ident] = silence or HANGUP
    else:
        say = Say(name=ident, place=place, prompt=prompt, next=silence, interruptible=wrong is not None)
        walk.add(say, named(heard.pieces))


def bare(walk: Walk, at: At) -> At:
    """A place without the variables that only count attempts or only choose what is played."""
    loose = walk.facts.counters | walk.facts.played
    return at._replace(variables=tuple(pair for pair in at.variables if pair[0] not in loose))


def menu_title(walk: Walk, context: str, at: At) -> str:
    """What people call a menu: the note behind its context, or the context."""
    found = walk.plan.context(context)
    return (found.title if found else "") or context


def _with_places(walk: Walk, node: Node, keys: At, after: At) -> Node:
    places: dict[str, Place] = {}
    for name, handler in (("no_input", "t"), ("invalid", "i")):
        found = match.answer(walk.plan, keys.context, handler)
        if found is not None:
            places[name] = found.exten.place
    if after.home and walk.step(after) is not None:
        places["no_input"] = walk.place(after)
    return placed(node, **places)


def _silence(walk: Walk, keys: At, after: At, heard: Heard) -> str | None:
    """Where the call goes when no key was pressed."""
    if walk.step(after) is not None:
        return walk.ident_of(after)
    if not heard.wait and after.stack and after.stack[-1].kind != "gosub":
        back = walk.returned(after)
        return walk.ident_of(back) if back is not None else None
    if heard.wait or not walk.plan.autofallthrough:
        heard.wait = heard.wait or timeout(walk, after, "response")
        return _handler(walk, keys, "t")
    return None


def _handler(walk: Walk, keys: At, name: str) -> str | None:
    """`i` or `t`, or `e` in their place."""
    for one in (name, "e"):
        if match.answer(walk.plan, keys.context, one) is not None:
            reason = "INVALID" if name == "i" else "RESPONSETIMEOUT"
            return walk.ident_of(keys.jump(keys.context, one, 1)) if one == name or reason else None
    return None


def _choices(
    walk: Walk, ident: str, keys: At, family: tuple[object, ...]
) -> tuple[tuple[Option, ...], tuple[Extensions, ...], str | None]:
    """The keys, the extensions that can be dialled, and where any other key leads if something answers to all."""
    if not walk.level.options_of_all:
        head = next((walk.nodes[one] for one, own in walk.families.items() if own == family), None)
        if isinstance(head, Menu):
            return head.options, head.extensions, None
    options: dict[str, Option] = {}
    dialled: list[match.Found] = []
    found = match.dialable(walk.plan, keys.context)
    numbers = sum(len(one.exten.name) >= _EXTENSION_DIGITS for one in found if not one.exten.is_pattern)
    for one in found:
        signs = match.signs(one.exten.name)
        literal = not one.exten.is_pattern
        if literal and (len(signs) < _EXTENSION_DIGITS or numbers < _EXTENSION_DIGITS):
            options.setdefault(one.exten.name, _option(walk, keys, one.exten.name, one.exten.name, one))
        elif not patterns.is_one_key(one.exten.name):
            dialled.append(one)
    for one in found:
        signs = match.signs(one.exten.name)
        if one.exten.is_pattern and len(signs) == 1 and not signs[0].rest:
            for key in match.KEYS:
                answer = match.answer(walk.plan, keys.context, key)
                if key in signs[0].chars and answer is not None and answer.exten is one.exten and key not in options:
                    options[key] = _option(walk, keys, key, key, one)
    any_key = _any_key(walk, keys, options)
    return tuple(options.values()), _extensions(walk, ident, keys, dialled), any_key


def _option(walk: Walk, keys: At, key: str, exten: str, found: match.Found) -> Option:
    to = walk.ident_of(keys.jump(keys.context, exten, 1))
    return Option(key, to, (), found.exten.place, found.exten.steps[1].place)


def _any_key(walk: Walk, keys: At, options: dict[str, Option]) -> str | None:
    """Where a key leads that is no option, if a pattern such as `_X!` takes them all. Keys that one such as `_9!`
    takes become options."""
    found = {key: one for key in match.KEYS if key not in options and (one := _taken(walk, keys, key)) is not None}
    every = next((one for one in found.values() if patterns.takes_any_digit(one.exten.name)), None)
    for key, one in found.items():
        if every is None or one.exten is not every.exten:
            options[key] = _option(walk, keys, key, key, one)
    return walk.ident_of(keys.jump(keys.context, symbolic(every.exten.name), 1)) if every is not None else None


def _taken(walk: Walk, keys: At, key: str) -> match.Found | None:
    """The pattern that takes a single key."""
    found = match.answer(walk.plan, keys.context, key)
    return found if found is not None and found.exten.is_pattern else None


def _extensions(walk: Walk, ident: str, keys: At, found: list[match.Found]) -> tuple[Extensions, ...]:
    """Every longer number that can be dialled, that of the pattern that wins first; many are one way on for each first
    digit."""
    contexts = list(dict.fromkeys(one.context.name for one in found))
    ways: dict[str, Extensions] = {}
    for one in sorted(found, key=lambda one: (contexts.index(one.context.name), match.order(one.exten.name))):
        is_open = patterns.is_open(one.exten.name)
        if is_open:
            walk.note("digits", menu_title(walk, keys.context, keys))
        for pattern in patterns.written(one.exten.name):
            number = symbolic(one.exten.name if is_open else f"_{pattern}")
            if pattern not in ways:
                to = walk.ident_of(keys.jump(keys.context, number, 1))
                ways[pattern] = Extensions(pattern, to, one.exten.place, one.exten.steps[1].place)
    if len(ways) <= _MOST_DIALLED:
        return tuple(ways.values())
    return tuple(_joined(walk, ident, [ways[one] for one in alike]) for alike in by_beginning(list(ways)))


def _joined(walk: Walk, ident: str, alike: list[Extensions]) -> Extensions:
    """Extensions of one length and first digit as one way on."""
    first = alike[0]
    if len({one.to for one in alike}) == 1:
        return first._replace(pattern=common([one.pattern for one in alike]))
    pattern = common([one.pattern for one in alike])
    branch = f"{ident} extension {pattern}"
    cases = tuple(Case(one.pattern, one.to, None, one.place, one.to_place) for one in alike[:_MOST_DIALLED])
    node = Branch(name=branch, place=first.place, decides="the extension that was dialled", cases=cases)
    walk.add(node, f"extensions {say_extensions(pattern)} dialled")
    return first._replace(pattern=pattern, to=branch)


def by_beginning(patterns: list[str]) -> list[list[str]]:
    """Those of one length that begin alike together."""
    found: dict[tuple[int, str], list[str]] = {}
    for one in patterns:
        found.setdefault((len(one), one[0]), []).append(one)
    return list(found.values())


def common(patterns: list[str]) -> str:
    """A pattern that patterns of one length fit: their equal digits, X elsewhere."""
    columns = zip(*patterns, strict=True)
    return "".join(column[0] if len(set(column)) == 1 else "X" for column in columns)
