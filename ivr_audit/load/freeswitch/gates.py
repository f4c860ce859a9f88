"""Keys that a FreeSWITCH dialplan itself collects: data a caller gives, or a menu written with a transfer."""

from __future__ import annotations

import re
import shlex
from typing import Final, NamedTuple

from ivr_audit.load.freeswitch.actions import prompt_of
from ivr_audit.load.freeswitch.patterns import pattern
from ivr_audit.load.freeswitch.plan import SETS, Plan, Run, Where
from ivr_audit.model import HANGUP, Ask, Attempts, Menu, Option, Prompt

_KEYS: Final = "1234567890*#"
_LONGEST: Final = 3_600_000
_MOST_TRIES: Final = 1_000


class _Gate(NamedTuple):
    """What `play_and_get_digits` and `read` are given; times are seconds."""

    most: int
    tries: int
    wait: float | None
    ends: str
    prompt: Prompt
    wrong: Prompt | None
    variable: str
    fits: str
    gap: float | None
    failure: str


def add_gate(plan: Plan, run: Run, ident: str, data: str) -> None:
    """The node of digits that are asked for: a menu if the next transfer follows the key, else a question."""
    gate = _gate(plan, run.actions[0].app, data)
    where = Where(run.variables, run.number, run.context)
    rest = run.actions[1:]
    given = _with(plan, where, gate.variable, None)
    failed = _with(plan, where, gate.variable, "")
    out = plan.run(rest, failed, run.end)
    if gate.failure:
        words = gate.failure.split()
        context = words[2] if len(words) > 2 else run.context
        out = plan.route(words[0], context, run.variables, HANGUP)
    place = run.actions[0].place
    attempts = Attempts(gate.tries, gate.tries, apart=False)
    options, unknown = _options(plan, gate, run)
    if options:
        if unknown:
            attempts = Attempts(gate.tries, 1, apart=True)
        menu = Menu(
            name=ident, place=place, prompt=gate.prompt, options=options, no_input=out, invalid=unknown or out,
            attempts=attempts, no_input_timeout=gate.wait, inter_digit_timeout=gate.gap, invalid_prompt=gate.wrong,
        )  # fmt: skip
        plan.draft.add(menu, run.actions[0].title or "menu")
        return
    ask = Ask(
        name=ident, place=place, prompt=gate.prompt, data=gate.variable.replace("_", " ") or None, digits=gate.most,
        next=plan.run(rest, given, run.end), no_input=out, attempts=attempts, no_input_timeout=gate.wait,
        inter_digit_timeout=gate.gap, invalid_prompt=gate.wrong,
    )  # fmt: skip
    plan.draft.add(ask, f"asks for {gate.variable.replace('_', ' ') or 'digits'}")


def _gate(plan: Plan, app: str, data: str) -> _Gate:
    words = _words(data)
    words += [""] * (12 - len(words))
    if app == "read":
        _, most, file, variable, wait, ends, gap = words[:7]
        tries, wrong, fits, failure = "1", "", "", ""
    else:
        _, most, tries, wait, ends, file, wrong, variable, fits, gap, failure = words[:11]
    first = _number(wait, _LONGEST)
    return _Gate(
        most=max(1, min(_number(most, 128) or 1, 128)),
        tries=max(1, min(_number(tries, _MOST_TRIES) or 1, _MOST_TRIES)),
        wait=first / 1000 if first else None,
        ends="" if ends == "none" else ends,
        prompt=prompt_of(file, plan.files),
        wrong=prompt_of(wrong, plan.files) if wrong and not wrong.startswith("silence_stream") else None,
        variable=variable,
        fits=fits,
        gap=(_number(gap, _LONGEST) or 0) / 1000 or (first / 1000 if first else None),
        failure=failure if "$" not in failure else "",
    )


def _words(data: str) -> list[str]:
    try:
        splitter = shlex.shlex(data[:2000], posix=True)
        splitter.whitespace_split, splitter.commenters, splitter.escape, splitter.quotes = True, "", "", "'"
        return list(splitter)[:20]
    except ValueError:
        return data.split()[:20]


def _number(text: str, most: int) -> int | None:
    found = re.match(r"\d{1,9}", text)
    return None if found is None else min(int(found[0]), most)


def _with(plan: Plan, where: Where, name: str, value: str | None) -> Where:
    """The call after the digits were given (None: nobody knows which)."""
    variables = dict(where.variables)
    variables.pop(name, None)
    if value is not None and name in plan.read_later:
        variables[name] = value
    return where._replace(variables=tuple(sorted(variables.items())))


def _options(plan: Plan, gate: _Gate, run: Run) -> tuple[tuple[Option, ...], str | None]:
    """The keys that lead to different places, and where a key leads that nothing is said about."""
    if gate.most > 2 or gate.variable not in plan.read_later:
        return (), None
    fitting = pattern(gate.fits) if gate.fits else None
    if gate.fits and fitting is None:
        return (), None
    empty = _led(plan, gate, run, "")
    found: dict[str, str] = {}
    unknown = None
    for key in _KEYS:
        if key in gate.ends or (fitting is not None and fitting.groups(key) is None):
            continue
        to = _led(plan, gate, run, key)
        if to is None:
            return (), None
        if to.startswith("nothing at "):
            unknown = to
        else:
            found[key] = to
    places = {_bare(plan, to, gate.variable) for to in found.values()}
    if not found or (len(places) == 1 and unknown is None and empty and places == {_bare(plan, empty, gate.variable)}):
        return (), None
    if len(places) == 1 and len(found) > 3:
        return (), None
    place = run.actions[0].place
    usual = _bare(plan, empty, gate.variable) if empty else None
    options = [(key, to) for key, to in found.items() if _bare(plan, to, gate.variable) != usual]
    return tuple(Option(key, to, (), place, place) for key, to in options), unknown


def _led(plan: Plan, gate: _Gate, run: Run, key: str) -> str | None:
    """Where a key leads, if the next thing that happens is a transfer."""
    where = _with(plan, Where(run.variables, run.number, run.context), gate.variable, key)
    actions = run.actions[1:]
    while actions and actions[0].app in SETS:
        value = plan.expanded(actions[0].data, where)
        where = where._replace(variables=plan.changed(where.variables, actions[0].app, value))
        actions = actions[1:]
    if not actions or actions[0].app != "transfer":
        return None
    words = plan.expanded(actions[0].data, where).split()
    if not words or (len(words) > 1 and words[1].upper() != "XML") or "$" in "".join(words):
        return "" if not key else None
    return plan.route(words[0], words[2] if len(words) > 2 else run.context, where.variables, HANGUP)


def _bare(plan: Plan, ident: str, variable: str) -> object:
    """What an identifier stands for, apart from the digits that were given."""
    key = plan.keys.get(ident)
    if isinstance(key, Run):
        return key._replace(variables=tuple(one for one in key.variables if one[0] != variable), number="")
    return ident
