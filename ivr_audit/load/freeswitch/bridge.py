"""Whom a FreeSWITCH dial string calls, and for how long: `user/1000@d,user/1001@d|sofia/gateway/carrier/5550100`."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from ivr_audit.load.draft import placed
from ivr_audit.load.freeswitch.plan import Action, Plan, Run, Where
from ivr_audit.model import HANGUP, Ring, Transfer
from ivr_audit.place import Place

RINGS: Final = 60.0
"""Seconds that a call rings if nothing says how long (SWITCH_DEFAULT_TIMEOUT)."""
_LONGEST: Final = 86_400
_MOST_LEGS: Final = 200
_SETTING = re.compile(r"(leg_timeout|call_timeout|originate_timeout)=(\d{1,9})")
_NO_ANSWER: Final = frozenset({"no_answer", "19", "no_user_response", "18", "timeout", "originator_cancel", "487"})
_BUSY: Final = frozenset({"user_busy", "17"})
_KINDS: Final = (
    ("person", re.compile(r"user/([^@/,|]+)")),
    ("group", re.compile(r"group/([^@/,|]+)")),
    ("group", re.compile(r"\$\{group(?:_call)?[( ]+(?:call:)?([^@:)\s]+)")),
    ("person", re.compile(r"\$\{(?:sofia|verto)_contact[( ]+(?:\*/)?([^@)\s]+)")),
    ("person", re.compile(r"(?:verto\.rtc|verto|rtc|skinny/[^/]+|portaudio)/([^@/,|]+)")),
    ("outside", re.compile(r"sofia/gateway/[^/]+/([^/@]+)")),
    ("person", re.compile(r"sofia/[^/]+/(?:sip:)?([^/@%]+)(?:%|@\$\$?\{(?:domain|local))")),
    ("outside", re.compile(r"sofia/[^/]+/(?:sip:)?([^/]+)")),
    ("outside", re.compile(r"(?:freetdm|openzap|dahdi|gsmopen|dingaling)/(?:[^/]+/)*([^/]+)")),
    ("nobody", re.compile(r"(error/.*)")),
)


class Leg(NamedTuple):
    """One place that is called."""

    kind: Literal["person", "group", "outside", "nobody"]
    name: str


class Dialled(NamedTuple):
    """Whom a dial string calls; `rounds` are tried one after another, `rings` is the time of all of them, if said."""

    legs: tuple[Leg, ...]
    rounds: int
    rings: float | None


def dialled(text: str) -> Dialled:
    """What a dial string says; settings in brackets are taken off."""
    settings = dict(_SETTING.findall(text[:4000]))
    bare = _without_settings(text[:4000])
    rounds = [one for one in bare.replace(":_:", ",").split("|") if one.strip()]
    legs = [_leg(one.strip()) for each in rounds for one in each.split(",") if one.strip()]
    order = ("leg_timeout", "originate_timeout", "call_timeout")
    said = next((settings[name] for name in order if name in settings), "")
    return Dialled(tuple(legs[:_MOST_LEGS]), max(1, len(rounds)), min(float(said), _LONGEST) if said else None)


def _without_settings(text: str) -> str:
    """The string without `{..}` and `<..>` before it and `[..]` before a leg; `${name}` and `${api(..)}` stay."""
    found: list[str] = []
    open_: list[tuple[str, bool]] = []
    for n, sign in enumerate(text):
        hidden = any(drops for _, drops in open_)
        if sign in "{[<" and (sign == "{" or not open_):
            drops = n == 0 or text[n - 1] != "$"
            open_.append(({"{": "}", "[": "]", "<": ">"}[sign], drops))
            hidden = hidden or drops
        elif open_ and sign == open_[-1][0]:
            open_.pop()
        if not hidden:
            found.append(sign)
    return "".join(found)


def _leg(text: str) -> Leg:
    for kind, form in _KINDS:
        found = form.match(text)
        if found is not None:
            return Leg(kind, found[1])  # type: ignore[arg-type]
    return Leg("outside", text)


def add_bridge(plan: Plan, run: Run, ident: str, after: str) -> None:
    """The node of a `bridge`: a ring group, a transfer to the outside, or what is called inside the dialplan."""
    action = run.actions[0]
    where = Where(run.variables, run.number, run.context)
    data = plan.expanded(action.data, where)
    inner = re.match(r"(?:\{[^{}]*\})?loopback/(.{1,300})", data)
    if inner is not None and "," not in inner[1].partition(" ")[0]:
        plan.alias(ident, _looped(plan, inner[1], action, where, after))
        return
    found = dialled(data)
    known = dict(run.variables)
    one_round = found.rings if found.rings is not None else _said(known.get("leg_timeout") or known.get("call_timeout"))
    rings = min((one_round if one_round is not None else RINGS) * found.rounds, _LONGEST)
    if one_round is None:
        plan.draft.not_said(f"phones ring for {RINGS:.0f} s, FreeSWITCH's own limit, where no file says how long")
    no_answer, busy = _failures(known.get("continue_on_fail"), after)
    names = tuple(dict.fromkeys(plan.shown(leg.name) for leg in found.legs))
    who = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    if found.legs and all(leg.kind == "nobody" for leg in found.legs):
        plan.alias(ident, busy)
    elif not found.legs or all(leg.kind == "outside" for leg in found.legs):
        number = who or "an unknown number"
        outside = Transfer(
            name=ident,
            place=action.place,
            number=number,
            answered_by="unknown",
            no_answer=no_answer,
            ring_for=rings,
        )
        plan.draft.add(outside, number if number[:1] in "+0123456789" else f"outside: {number}")
    else:
        ring = Ring(
            name=ident,
            place=action.place,
            who=who,
            ring_for=rings,
            members=names if all(leg.kind != "group" for leg in found.legs) else None,
            no_answer=no_answer,
            busy=busy if busy != no_answer else None,
        )
        plan.draft.add(placed(ring, no_answer=_place(run)), _title(found.legs, who))


def _place(run: Run) -> Place:
    return run.actions[1].place if len(run.actions) > 1 else run.actions[0].place


def _title(legs: tuple[Leg, ...], who: str) -> str:
    if len(legs) == 1 and legs[0].kind == "person" and legs[0].name.isdigit():
        return f"extension {who}"
    return f"group {who}" if len(legs) == 1 and legs[0].kind == "group" else who


def _looped(plan: Plan, text: str, action: Action, where: Where, after: str) -> str:
    """`loopback/app=voicemail:default d 1000` and `loopback/1000/default`: the call comes back into the dialplan."""
    if text.startswith("app="):
        app, _, data = text[4:].partition(":")
        return plan.run((Action(app.lower(), data, action.place, action.title),), where, HANGUP)
    number, _, rest = text.partition("/")
    context = rest.partition("/")[0] or where.context
    return plan.route(number, context, where.variables, after)


def _failures(continues: str | None, after: str) -> tuple[str, str]:
    """Where the call goes when nobody answers, and when it is busy or cannot be reached.

    Unset, an unanswered call goes on and any other failure ends it; a list names the failures that go on.
    """
    if continues is None:
        return after, HANGUP
    words = {one.strip().lower() for one in continues.split(",")}
    if words & {"true", "yes", "on", "1", "t", "enabled", "active"}:
        return after, after
    return after if words & _NO_ANSWER else HANGUP, after if words & _BUSY else HANGUP


def _said(text: str | None) -> float | None:
    """Seconds of a setting; None if it is not a number."""
    found = re.match(r"\d{1,6}", (text or "").strip())
    return None if found is None or int(found[0]) == 0 else float(found[0])
