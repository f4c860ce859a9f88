"""The menus of FreePBX (`ivr-N`): what is played, the keys, and what silence and wrong keys come to.

Three ways of listening are written. `Background` and `WaitExten` is Asterisk's own. `Read` of one key at a time takes
the first keys that are an option, so that a longer option which begins with a shorter one cannot be dialled. `Read` of
any number of keys goes on only after # or a silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ivr_audit.load.asterisk import match
from ivr_audit.load.asterisk.dialplan import Context, Dialplan, Exten, Step
from ivr_audit.load.asterisk.menus import by_beginning, common
from ivr_audit.load.asterisk.walk import Walk
from ivr_audit.load.draft import placed
from ivr_audit.load.freepbx.lines import Lines, at, numbers, recordings, routine, ways
from ivr_audit.load.freepbx.people import dialled
from ivr_audit.model import HANGUP, Attempts, Branch, Case, Extensions, Hangup, Menu, Option, Prompt
from ivr_audit.parts import AND
from ivr_audit.place import Place

_TRIES = re.compile(r"LOOPCOUNT\}\s*>=?\s*(\d{1,3})\D")
_MESSAGE = re.compile(r"^_{0,2}(?:IVR_)?MSG\s*=(.*)$", re.DOTALL)
_DIGIT: Final = re.compile(r"(?i)TIMEOUT\(digit\)\s*=\s*(\d+)")
_RESPONSE: Final = re.compile(r"(?i)TIMEOUT\(response\)\s*=\s*(\d+)")
_PASSED: Final = frozenset(["set", "noop", "macro", "execif", "verbose", "setvar"])
_QUIET_MACROS: Final = ("blkvm-clr", "user-callerid", "blkvm-set")
_OTHERS: Final = re.compile(r"^(from-did-direct|from-ivr-directory|ext-local|ext-findmefollow|app-directory)")
"""Contexts that a menu includes for extensions to be dialled, not for options."""
_FIRST_WAIT: Final = 10.0
_KEY_WAIT: Final = 5.0


class _Ending(NamedTuple):
    """What failing to choose comes to: how often the menu is heard, what is played from then on, and where it ends."""

    attempts: int
    again: Prompt | None
    before: Prompt | None
    to: str
    place: Place
    shared: bool = False


def menu(walk: Walk, context: str) -> str | None:
    """The menu of a context; None if FreePBX did not write it."""
    ident = f"freepbx {context}"
    if walk.has(ident):
        return ident
    found = at(walk, context, "s")
    listens = found.first("waitexten", "read") if found else None
    message = _message(found.steps) if found else None
    if found is None or listens is None or message is None:
        return None
    lines = found._replace(menu=context)
    key_by_key = listens.name == "read" and lines.first("while") is not None
    wait, gap = _waits(lines, listens)
    typed = listens.name == "read" and not key_by_key
    if typed:
        walk.note("freepbx-typed", title(walk, context))
    if key_by_key:
        walk.note("freepbx-slow", title(walk, context))
    silent, wrong = _ending(lines, "t"), _ending(lines, "i")
    options = _reachable(walk, context, _options(lines), key_by_key)
    replay, invalid_prompt = _again(silent, wrong)
    node = Menu(
        name=ident, place=lines.place, prompt=message, options=options, no_input=silent.to,
        invalid=wrong.to, attempts=_attempts(silent, wrong), no_input_timeout=wait, inter_digit_timeout=gap,
        replay=replay, invalid_prompt=invalid_prompt,
        extensions=_extensions(lines, tuple(one.key[:1] for one in options) if key_by_key else ()),
    )  # fmt: skip
    return walk.add(placed(node, no_input=silent.place, invalid=wrong.place), title(walk, context))


def title(walk: Walk, context: str) -> str:
    """What people call a menu: its name in the administration pages."""
    found = walk.plan.context(context)
    named = found.title if found else ""
    return named if named and named != "Unnamed" else f"menu {context.removeprefix('ivr-')}"


def _message(steps: list[Step]) -> Prompt | None:
    """What `IVR_MSG` is set to first; an empty prompt for a menu that says nothing, None if it is never set."""
    for step in steps:
        found = _MESSAGE.match(step.args.strip()) if step.name == "set" else None
        if found is not None:
            return recordings(found[1]) or Prompt()
    return None


def _waits(lines: Lines, listens: Step) -> tuple[float, float | None]:
    """The seconds until a first key and a further one; the usual one is no fault of the file where it is longer."""
    given = [*listens.arguments, *("",) * 6]
    if listens.name == "read":
        seconds = lines.seconds(given[5])
        return seconds or _FIRST_WAIT, seconds or _KEY_WAIT
    texts = [step.args for step in lines.steps if step.name == "set"]
    digit = next((float(found[1]) for text in texts if (found := _DIGIT.match(text))), None)
    response = next((float(found[1]) for text in texts if (found := _RESPONSE.match(text))), _FIRST_WAIT)
    wait = lines.seconds(given[0]) or response
    return wait, digit or (_KEY_WAIT if wait >= _KEY_WAIT else None)


def _attempts(silent: _Ending, wrong: _Ending) -> Attempts:
    if silent.shared and wrong.shared:
        return Attempts(silent.attempts, wrong.attempts, apart=False)
    return Attempts(silent.attempts, wrong.attempts, apart=silent.attempts + wrong.attempts > 2)


def _again(silent: _Ending, wrong: _Ending) -> tuple[Prompt | None, Prompt | None]:
    """What is played from the second time on, and what after a wrong key in front of that."""
    if silent.again is None or wrong.again is None or silent.again == wrong.again:
        return silent.again or wrong.again, wrong.before
    rest = wrong.again.audio.removesuffix(silent.again.audio).removesuffix(AND)
    return silent.again, Prompt(audio=rest) if rest != wrong.again.audio and rest else wrong.before


# what silence and wrong keys come to


def _ending(menu_lines: Lines, name: str) -> _Ending:
    walk, context = menu_lines.walk, menu_lines.context
    lines = at(walk, context, name)
    if lines is None:
        found = match.answer(walk.plan, context, name)
        to = menu_lines.to(context, name) if found else HANGUP
        return _Ending(1, None, None, to, found.exten.place if found else menu_lines.place)
    lines = lines._replace(menu=context)
    loop = _loop(lines)
    if loop is not None:
        return loop
    count = next((step for step in lines.steps if step.name == "gotoif" and _TRIES.search(step.args)), None)
    retries = _retries(count)
    tail = lines.after("final") or lines.steps
    again = _message([step for step in lines.steps if count and step.priority > count.priority]) if retries else None
    jump = lines.last_jump(tail)
    place = jump.place if jump else lines.place
    to = lines.words(lines.ident(), lines.said_before(tail), _way_on(lines, jump), lines.place)
    return _Ending(retries + 1, again, None, to, place)


def _retries(count: Step | None) -> int:
    """How often the menu is heard again: `> 3` is three times more, so four in all."""
    found = _TRIES.search(count.args) if count else None
    if found is None or count is None:
        return 0
    return max(0, int(found[1]) - (">=" in count.args))


def _loop(lines: Lines) -> _Ending | None:
    """The counter of older files, which silence and wrong keys share: `Goto(loop,1)`."""
    jump = lines.last_jump(lines.steps)
    counted = (
        at(lines.walk, lines.context, "loop") if jump and jump.args.replace(" ", "") in ("loop,1", "loop|1") else None
    )
    if counted is None or jump is None:
        return None
    count = next((step for step in counted.steps if step.name == "gotoif" and _TRIES.search(step.args)), None)
    if count is None:
        return None
    to = lines._replace(exten=counted.exten).target(ways(count.args)[1], count.place)
    return _Ending(_retries(count) + 1, None, lines.said_before(lines.steps), to, count.place, shared=True)


def goodbye(lines: Lines) -> str:
    """Where a menu gives up: `hang`."""
    ident = f"freepbx {lines.context},hang"
    if not lines.walk.has(ident):
        prompt = lines.said_before(lines.steps) or Prompt()
        lines.walk.add(Hangup(name=ident, place=lines.place, prompt=prompt), "goodbye" if prompt.audio else "hang up")
    return ident


# keys


def _options(lines: Lines) -> list[Option]:
    walk = lines.walk
    found: dict[str, Option] = {}
    for context, exten in _own(walk.plan, lines.context):
        key = exten.name
        if match.has(exten, 1) and key not in match.SPECIAL and set(key) <= set(match.KEYS) and key not in found:
            chosen = Lines(walk, context.name, exten, lines.context)
            jump = chosen.last_jump(chosen.steps)
            to = choice(chosen, jump)
            found[key] = Option(key, to, (), exten.place, jump.place if jump else exten.place)
    return list(found.values())


def _own(plan: Dialplan, name: str) -> Iterator[tuple[Context, Exten]]:
    """The extensions of a menu's context and of the custom one it includes."""
    own = plan.context(name)
    inner = [one.context for one in own.includes if not _OTHERS.match(one.context) and not one.times] if own else []
    for one in (own, *(plan.context(context) for context in inner)):
        for exten in one.extens.values() if one else ():
            yield one, exten  # type: ignore[misc]


def choice(lines: Lines, jump: Step | None) -> str:
    """Where a key leads. Lines that FreePBX does not write are followed one by one."""
    quiet = all(step is jump or step.name in _PASSED or routine(step)[0] in _QUIET_MACROS for step in lines.steps)
    if jump is None or not quiet:
        return lines.to(lines.context, lines.name)
    return _way_on(lines, jump)


def _way_on(lines: Lines, jump: Step | None) -> str:
    """A jump, or one that goes back to the menu before where there is one ("return to IVR")."""
    if jump is None or jump.name != "gotoif" or "IVR_CONTEXT_${" not in jump.args:
        return lines.follow(jump)
    yes = lines.target(ways(jump.args)[1], jump.place)
    before = _menus_before(lines.walk.plan, lines.context)
    if not before:
        return yes
    ident = lines.ident("return")
    cases = [Case("none", yes, None, jump.place, jump.place)]
    cases += [Case(title(lines.walk, one), lines.to(one, "return"), None, jump.place, jump.place) for one in before]
    node = Branch(name=ident, place=jump.place, decides="the menu the caller came from", cases=tuple(cases))
    return lines.walk.add(node, "back to the menu before?")


def _menus_before(plan: Dialplan, name: str) -> list[str]:
    """Menus with a way to this one."""
    wanted = re.compile(r"(?<![\w-])" + re.escape(name) + r"\s*[,|]\s*s\s*[,|]")
    return [
        one.name
        for one in plan.contexts.values()
        if one.name.startswith("ivr-") and one.name != name
        and any(wanted.search(step.args) for exten in one.extens.values() for step in exten.steps.values())
    ]  # fmt: skip


def _reachable(walk: Walk, context: str, options: list[Option], key_by_key: bool) -> tuple[Option, ...]:
    """The options without those that cannot be dialled because their first keys are an option already."""
    if not key_by_key:
        return tuple(options)
    keys = {one.key for one in options}
    kept = [one for one in options if not any(one.key[:end] in keys for end in range(1, len(one.key)))]
    for one in options:
        if one not in kept and not one.key.endswith("#"):
            walk.note("freepbx-shadowed", f"{one.key} in {title(walk, context)}")
    return tuple(kept)


def _extensions(lines: Lines, taken: tuple[str, ...]) -> tuple[Extensions, ...]:
    """The extensions that can be dialled in a menu; `taken`: first keys that lead elsewhere at once."""
    walk = lines.walk
    own = walk.plan.context(lines.context)
    place = next((one.place for one in own.includes if _OTHERS.match(one.context)), None) if own else None
    contexts = [one.context for one in own.includes if one.context.startswith("from-ivr-directory")] if own else []
    if any("from-did-direct-ivr" in step.args for step in lines.steps):
        place = lines.place
    if place is None:
        return ()
    known = [exten.name for exten in numbers(walk, *(contexts or ("ext-findmefollow", "ext-local")))]
    dialable = sorted({one for one in known if len(one) > 1 and one[0] not in taken})
    if not dialable:
        return ()
    any_digit = not taken and (direct := walk.plan.context("from-did-direct-ivr")) and direct.literal("_X.")
    to = dialled(lines, dialable)
    sizes = [len(one) for one in dialable]
    usual = "X" * max(sorted(set(sizes)), key=sizes.count)
    patterns = [usual] if any_digit else [common(alike) for alike in by_beginning(dialable)]
    return tuple(Extensions(pattern, to, place, place) for pattern in patterns)
