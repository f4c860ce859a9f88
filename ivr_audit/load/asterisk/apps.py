"""What the applications of a dialplan do that a caller does not notice, and which of them make a node.

`SILENT` gives the place after a step, or None when the step is noticed: a condition whose variables are not known is.
Then `BUILDS` makes the node. An application in neither is passed over and told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ivr_audit.load.asterisk import branches, match, menus, nodes, prompts, read
from ivr_audit.load.asterisk.conf import arguments, split
from ivr_audit.load.asterisk.dialplan import Step
from ivr_audit.load.asterisk.values import true

if TYPE_CHECKING:
    from ivr_audit.load.asterisk.walk import At, Builds, Silent, Walk

_PASSED = (
    "answer", "noop", "verbose", "log", "progress", "ringing", "proceeding", "userevent", "dumpchan", "setcallerid",
    "setcidname", "setcidnum", "setlanguage", "setaccount", "setamaflags", "setmusiconhold", "resetcdr", "nocdr",
    "forkcdr", "sipaddheader", "sipremoveheader", "monitor", "mixmonitor", "stopmixmonitor", "stopmonitor",
    "changemonitor", "pausemonitor", "unpausemonitor", "startmusiconhold", "stopmusiconhold", "playtones",
    "stopplaytones", "indicate", "privacymanager", "lookupcidname", "lookupblacklist", "dbput", "dbget", "dbdel",
    "dbdeltree", "db_delete", "celgenuserevent", "addqueuemember", "removequeuemember", "pausequeuemember",
    "unpausequeuemember", "queuelog", "queueupdate", "chanisavail", "setgroup", "amd", "waitforsilence",
    "waitfornoise", "backgrounddetect", "talkdetect", "softhangup", "speechcreate", "speechloadgrammar",
    "speechactivategrammar", "speechdeactivategrammar", "senddtmf", "sendtext", "sendurl", "sendimage", "flash",
    "zapateller", "adsiprog", "jabbersend", "originate", "curl", "mysql", "odbc", "tryexec", "readfile",
    "macroshift", "raise", "setcallerpres", "setcdruserfield", "appendcdruserfield", "calltime", "noanswer",
    "waitforring",
)  # fmt: skip
_SCRIPTS = (
    "agi", "eagi", "fastagi", "deadagi", "asyncagi", "stasis", "system", "trysystem", "externalivr", "perl", "lua",
)  # fmt: skip
_CONDITIONS = ("gotoif", "execif", "gosubif", "macroif", "while")
_SAYS = re.compile(r"(?i)say|play|speak|announce|prompt|background|sound")
_USUAL = 3
"""A routine that is called so often does something by the way; one that a key leads to is what the key is for."""
_PAUSE = 5.0
"""Seconds of a pause from which on a caller notices it."""


def _next(walk: Walk, at: At, step: Step) -> At:
    return at.next()


def _script(walk: Walk, at: At, step: Step) -> At:
    given = [walk.shown(one, at) for one in step.arguments] or [step.app]
    walk.outside = given[0]
    walk.said = given[1] if len(given) > 1 else ""
    walk.note("script", given[0])
    return at.next()


def _wait(walk: Walk, at: At, step: Step) -> At | None:
    seconds = walk.seconds(step.args, at) or 0.0
    return None if seconds >= _PAUSE else at.next()


def _set(walk: Walk, at: At, step: Step) -> At:
    several = split(step.args) if step.name in ("mset", "setmultiple") else [step.args]
    further = at
    for one in several:
        further = walk.set(further, one)
    return further.next()


def _timeout(walk: Walk, at: At, step: Step) -> At:
    return walk.set(at, f"TIMEOUT({step.name.removesuffix('timeout')})={step.args}").next()


def _goto(walk: Walk, at: At, step: Step) -> At | None:
    target = target_of(walk, at, step.args)
    return None if target is None else at.jump(*target)


def target_of(walk: Walk, at: At, text: str) -> tuple[str, str, int | str] | None:
    """The context, extension and step of `[[context,]extension,]step`; None if one is not known."""
    known = [walk.value(one, at) for one in arguments(text)]
    if not known or len(known) > 3 or None in known:
        return None
    said = [one or "" for one in known]
    context, exten, priority = [at.context, at.exten, "1"][: 3 - len(said)] + said
    number: int | str = int(priority) if re.fullmatch(r"\d{1,9}", priority) else priority
    return context or at.context, exten or at.exten, number or 1


def _condition(walk: Walk, at: At, step: Step) -> At | None:
    condition, yes, no = branches.ways(walk, at, step)
    truth = true(walk.value(condition, at))
    return None if truth is None else yes if truth else no


def _gosub(walk: Walk, at: At, step: Step) -> At | None:
    found = re.fullmatch(r"(?P<to>[^(]*)(?:\((?P<args>.*)\))?\s*", step.args, re.DOTALL)
    target = target_of(walk, at, found["to"]) if found else None
    if found is None or target is None:
        return None
    return _called(walk, at, target, arguments(found["args"] or ""), "gosub")


def _macro(walk: Walk, at: At, step: Step) -> At | None:
    given = step.arguments or [""]
    name = walk.value(given[0], at)
    return _called(walk, at, (f"macro-{name}", "s", 1), given[1:], "macro") if name else None


def _called(walk: Walk, at: At, to: tuple[str, str, int | str], given: list[str], kind: str) -> At | None:
    """A routine; one that is not in the file counts as if it did nothing, but for one that says what it is given."""
    inside = walk.called(at, to, given, kind)
    if walk.plan.context(to[0]) is not None or not walk.may_be_elsewhere(to[0]):
        return inside
    if inside is not None and walk.intercepted(inside) is not None:
        return inside
    if at.exten not in match.SPECIAL and at.name != "s" and walk.facts.routines[to[0]] < _USUAL:
        return None
    walk.note("routine", to[0])
    if given and _SAYS.search(to[0]):
        return at._replace(doing=f"Background({given[0]})")
    return at.next()


def _return(walk: Walk, at: At, step: Step) -> At | None:
    return walk.returned(at)


def _pop(walk: Walk, at: At, step: Step) -> At:
    return at._replace(stack=at.stack[:-1]).next()


def _end_while(walk: Walk, at: At, step: Step) -> At:
    begin = branches.while_before(walk, at)
    return at.next() if begin is None else at._replace(priority=begin, doing="")


def _exit_while(walk: Walk, at: At, step: Step) -> At:
    begin = branches.while_before(walk, at)
    return at.next() if begin is None else branches.behind_loop(walk, at._replace(priority=begin))


SILENT: Mapping[str, Silent] = MappingProxyType(
    {
        **dict.fromkeys(_PASSED, _next),
        **dict.fromkeys(_SCRIPTS, _script),
        **dict.fromkeys(_CONDITIONS, _condition),
        **dict.fromkeys(("wait",), _wait),
        **dict.fromkeys(("set", "mset", "setvar", "setglobalvar"), _set),
        **dict.fromkeys(("digittimeout", "responsetimeout", "absolutetimeout"), _timeout),
        "goto": _goto,
        "gosub": _gosub,
        "macro": _macro,
        "return": _return,
        "macroexit": _return,
        "stackpop": _pop,
        "endwhile": _end_while,
        "continuewhile": _end_while,
        "exitwhile": _exit_while,
    }
)

BUILDS: Mapping[str, Builds] = MappingProxyType(
    {
        **dict.fromkeys(menus.LISTENS, menus.listens),
        **dict.fromkeys(prompts.SPEAKS, menus.speaks),
        **dict.fromkeys(("read", "readexten"), read.reads),
        **dict.fromkeys(_CONDITIONS, branches.condition),
        "goto": branches.goto,
        "gosub": branches.routine,
        "macro": branches.routine,
        "return": branches.over,
        "macroexit": branches.over,
        "random": branches.chance,
        "gotoiftime": branches.clock,
        "execiftime": branches.clock,
        "wait": nodes.pause,
        "dial": nodes.dial,
        "retrydial": nodes.dial,
        "followme": nodes.follow_me,
        "queue": nodes.queue,
        **dict.fromkeys(("voicemail", "voicemailplayback"), nodes.voicemail),
        **dict.fromkeys(("voicemailmain", "minivmaccmess", "vmauthenticate"), nodes.staff),
        **dict.fromkeys(("record", "minivmrecord", "dictate"), nodes.record),
        "directory": nodes.directory,
        "authenticate": nodes.authenticate,
        "disa": nodes.disa,
        **dict.fromkeys(nodes.MEETS, nodes.meet),
        **dict.fromkeys(("hangup", "busy", "congestion"), nodes.ends),
        **dict.fromkeys(("musiconhold", "waitmusiconhold"), nodes.music),
        **dict.fromkeys(nodes.SERVES, nodes.serves),
    }
)
