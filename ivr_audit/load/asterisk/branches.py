"""Conditions of a dialplan that the file cannot settle, and the clock: nodes that keep every way open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ivr_audit.load.asterisk.conf import arguments, split
from ivr_audit.load.asterisk.dialplan import Step
from ivr_audit.model import HANGUP, Branch, Case
from ivr_audit.place import Place

if TYPE_CHECKING:
    from ivr_audit.load.asterisk.walk import At, Walk

_MOST_CASES = 60
_DOES = {"gotoif": "Goto", "gosubif": "Gosub", "macroif": "Macro", "gotoiftime": "Goto"}
_EQUALS = re.compile(r"""^\s*\$\[\s*"?\$\{(\w+)\}"?\s*={1,2}\s*"?([^"\]\[&|<>=$]*?|\$\{\w+\})"?\s*\]\s*$""")
_MOST_LOOKED_AT = 500
_SIGN = r"\s*(?P<sign>!?=)=?\s*"
_TEST = re.compile(r"(?P<test>ISNULL|EXISTS)\((?P<what>[\w.-]+)\)")
_NUMBER = re.compile(r"DIALPLAN_EXISTS\((?P<context>[\w.-]+),(?P<what>[\w.:-]+)(?:,\d+)?\)")
_SWITCH = re.compile(rf"DB(?:_EXISTS)?\((?P<name>[\w./-]+)\)(?:{_SIGN}(?P<value>[\w.-]*))?")
_CALLER = re.compile(rf"CALLERID\(num(?:ber)?\){_SIGN}(?P<value>\+?[\w.-]*)")
_STATE = re.compile(rf"DEVICE_STATE\((?P<name>[\w./-]+)\){_SIGN}(?P<value>\w+)")
_ON = ("1", "yes", "true", "on", "y", "t")
_OFF = ("", "0", "no", "false", "off", "n", "f")


def ways(walk: Walk, at: At, step: Step) -> tuple[str, At, At]:
    """A condition and where the call goes on if it holds, and if it does not."""
    if step.name == "while":
        return step.args, at.next(), behind_loop(walk, at)
    condition, *rest = split(step.args, "?", most=1)
    if not rest and step.name == "execif":
        condition, *rest = split(step.args, "|,", most=1)
        app, *given = split(rest[0], "|,", most=1) if rest else [""]
        return condition, _doing(at, step, f"{app}({given[0]})" if given else app), at.next()
    yes, no = [*split(rest[0], ":", most=1), ""][:2] if rest else ("", "")
    return condition, _doing(at, step, yes), _doing(at, step, no)


def _doing(at: At, step: Step, what: str) -> At:
    if not what.strip():
        return at.next()
    app = _DOES.get(step.name)
    return at._replace(doing=f"{app}({what})" if app else what)


def behind_loop(walk: Walk, at: At) -> At:
    """The step after the `EndWhile` of the `While` at this place."""
    depth = 0
    priority = int(at.priority)
    for number in range(priority, priority + _MOST_LOOKED_AT):
        step = walk.step(at._replace(priority=number, doing=""))
        if step is None:
            break
        depth += (step.name == "while") - (step.name == "endwhile")
        if not depth:
            return at._replace(priority=number + 1, doing="")
    return at.next()


def while_before(walk: Walk, at: At) -> int | None:
    """The `While` that this place is inside of."""
    depth = 0
    for number in range(int(at.priority) - 1, max(0, int(at.priority) - _MOST_LOOKED_AT), -1):
        step = walk.step(at._replace(priority=number, doing=""))
        if step is None:
            break
        depth += (step.name == "endwhile") - (step.name == "while")
        if depth < 0:
            return number
    return None


def condition(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A branch; conditions that ask the same variable for one value after another are one branch."""
    text, yes, no = ways(walk, at, step)
    place = walk.place(at)
    asked = _EQUALS.match(text)
    if asked is None or walk.value(f"${{{asked[1]}}}", at) is not None:
        cases = [("yes", walk.ident_of(yes)), ("no", walk.ident_of(no))]
        _branch(walk, ident, place, said(walk, text, at), cases)
        return
    variable = asked[1]
    cases = [(walk.shown(asked[2], at) or "nothing", walk.ident_of(yes))]
    while len(cases) < _MOST_CASES:
        further = _next_question(walk, no, variable)
        if further is None:
            break
        value, yes, no = further
        cases.append((value, walk.ident_of(yes)))
    _branch(walk, ident, place, variable, [*cases, ("anything else", walk.ident_of(no))])


def _next_question(walk: Walk, at: At, variable: str) -> tuple[str, At, At] | None:
    """The next condition on the same variable, if nothing that is noticed lies between."""
    for _ in range(50):
        further = walk.advance(at)
        if further is None:
            break
        at = further
    step = walk.step(at) if at.home else None
    if step is None or step.name != "gotoif":
        return None
    text, yes, no = ways(walk, at, step)
    asked = _EQUALS.match(text)
    return (walk.shown(asked[2], at) or "nothing", yes, no) if asked and asked[1] == variable else None


def said(walk: Walk, text: str, at: At) -> str:
    """A condition for people."""
    bare = re.sub(r"\$?[\[\]\"]", "", walk.shown(re.sub(r"\$\[", "[", text), at))
    return _in_words(" ".join(bare.split()))[:120] or "a condition"


def _in_words(text: str) -> str:
    """What offices often ask, in words: a switch in the phone system's database, who calls, a phone's state."""
    if (found := _SWITCH.fullmatch(text)) is not None:
        value = "1" if found["value"] is None else found["value"].lower()
        differs = found["sign"] == "!="
        if value not in (*_ON, *_OFF):
            return f"switch {found['name']} is {'not ' if differs else ''}{found['value']}"
        return f"switch {found['name']} is {'' if (value in _ON) != differs else 'not '}set"
    if (found := _CALLER.fullmatch(text)) is not None:
        return f"the caller's number is {'not ' if found['sign'] == '!=' else ''}{found['value'] or 'withheld'}"
    if (found := _TEST.fullmatch(text)) is not None:
        return f"{found['what']} is {'empty' if found['test'] == 'ISNULL' else 'not empty'}"
    if (found := _NUMBER.fullmatch(text)) is not None:
        return f"{found['what']} is a number of {found['context']}"
    if (found := _STATE.fullmatch(text)) is not None:
        not_ = "not " if found["sign"] == "!=" else ""
        return f"phone {found['name']} is {not_}{found['value'].lower().replace('_', ' ')}"
    return text


def _branch(walk: Walk, ident: str, place: Place, decides: str, cases: list[tuple[str, str]]) -> None:
    taken: dict[str, str] = {}
    for name, to in cases:
        unique, count = name, 1
        while unique in taken:
            count += 1
            unique = f"{name} ({count})"
        taken[unique] = to
    listed = tuple(Case(name, to, None, place, place) for name, to in taken.items())
    walk.add(Branch(name=ident, place=place, decides=decides, cases=listed), f"{decides}?")


def goto(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A jump to where a variable says: every value it is given in the file, every extension that would fit, or out."""
    place = walk.place(at)
    for name in dict.fromkeys(re.findall(r"\$\{(\w+)\}", step.args)):
        if walk.value(f"${{{name}}}", at) is not None:
            continue
        values = list(walk.facts.values.get(name, ()))[:_MOST_CASES]
        if name not in ("DIALSTATUS", "QUEUESTATUS") and values:
            cases = [(value or "nothing", walk.ident_of(at.with_values({name: value}))) for value in values]
            _branch(walk, ident, place, name, cases)
            return
    if cases := _fitting(walk, at, step):
        _branch(walk, ident, place, said(walk, step.args, at), cases)
        return
    walk.missing(ident, place, step.args if len(step.arguments) != 2 else f",{step.arguments[0]}")


def _fitting(walk: Walk, at: At, step: Step) -> list[tuple[str, str]]:
    """The extensions (or labels) that `s-${DIALSTATUS}` could mean."""
    parts = arguments(step.args)
    if len(parts) < 2 or walk.value(parts[-1], at) is None:
        return []
    name = walk.value(parts[0], at) if len(parts) == 3 else at.context
    context = walk.plan.context(name or "")
    fixed = re.split(r"\$\{[^{}]*\}", parts[-2])
    if context is None or len(fixed) < 2 or not any(fixed):
        return []
    found = [one for one in context.extens if _could_read(one, fixed)]
    return [(one, walk.ident_of(at._replace(doing=f"Goto({context.name},{one},1)"))) for one in found[:_MOST_CASES]]


def _could_read(name: str, fixed: list[str]) -> bool:
    """Whether a name has these pieces in their order, the first and last at its ends, with something between any two.

    The earliest place that a piece can have leaves most for the next, so each is looked for once.
    """
    first, *inner, last = fixed
    end = len(name) - len(last)
    if not (name.startswith(first) and name.endswith(last)):
        return False
    at = len(first)
    for piece in inner:
        found = name.find(piece, at + 1, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at < end


def routine(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A routine that is named by a variable, is nested too deep, or is not in the file."""
    walk.missing(ident, walk.place(at), (step.arguments or [step.app])[0])


def over(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A return from no routine ends the call; in a part of a dialplan it leads back to what is not in the file."""
    if walk.facts.is_part:
        walk.missing(ident, walk.place(at), "back to what called it")
    else:
        walk.ends(ident, at)


def chance(walk: Walk, ident: str, at: At, step: Step) -> None:
    """`Random(percent:target)`."""
    percent, *target = split(step.args, ":", most=1)
    cases = [("this time", walk.ident_of(at._replace(doing=f"Goto({target[0]})"))) if target else ("this time", HANGUP)]
    share = walk.seconds(percent, at)
    _branch(walk, ident, walk.place(at), "chance", [*cases, ("otherwise", walk.ident_of(at.next()))])
    node = walk.nodes[ident]
    if share is not None and share <= 100 and isinstance(node, Branch):
        parts = (share / 100, 1 - share / 100)
        shared = tuple(case._replace(share=part) for case, part in zip(node.cases, parts, strict=True))
        walk.nodes[ident] = Branch(name=ident, place=node.place, decides="chance", cases=shared)


def clock(walk: Walk, ident: str, at: At, step: Step) -> None:
    """`GotoIfTime` and `ExecIfTime`."""
    times, yes, no = ways(walk, at, step)
    walk.at = at
    walk.hours_check(ident, arguments(times), walk.place(at), walk.ident_of(yes), walk.ident_of(no))
