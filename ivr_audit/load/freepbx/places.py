"""Where else FreePBX sends a call: inbound routes, announcements, ends, and services that are no people."""

from __future__ import annotations

import re
from typing import Final

from ivr_audit.load.asterisk import match
from ivr_audit.load.freepbx.lines import Lines, recordings, routine
from ivr_audit.model import (
    HANGUP,
    Ask,
    Attempts,
    Callback,
    Hangup,
    Prompt,
    Ring,
    Say,
    SelfService,
    Transfer,
)  # fmt: skip

_PLAYING = re.compile(r"Playing announcement (.+)")
_LONGEST_RINGING: Final = 300.0
_TONE: Final = 20.0


def inbound(lines: Lines) -> str | None:
    """A number that is dialled: everything up to its destination is not noticed, but for a pause."""
    steps = lines.after("dest-ext") or lines.steps
    jump = lines.last_jump(steps)
    if jump is None:
        return None
    if lines.macro("privacy-mgr") is not None:
        lines.walk.note("freepbx-privacy", "")
    if any("blacklist" in step.args for step in lines.steps):
        lines.walk.note("freepbx-blacklist", "")
    return lines.words(lines.ident("waits"), lines.silence(), lines.follow(jump), lines.place)


def announcement(lines: Lines) -> str | None:
    """`app-announcement-N`: a recording, then its destination; callers may skip it where that was chosen."""
    ident = lines.ident()
    if lines.walk.has(ident):
        return ident
    played = lines.first("playback", "background")
    if played is None:
        return None
    context = lines.walk.plan.context(lines.context)
    skips = played.name == "background" and context is not None and any(map(_skips, context.extens))
    further = lines.last_jump([step for step in lines.steps if step.priority > played.priority])
    if further is None and context is not None and (after := context.literal("t")) is not None:
        quiet = lines._replace(exten=after)
        further = quiet.last_jump(quiet.steps)
    if played.name == "background" and context is not None and _repeats(lines):
        lines.walk.note("freepbx-repeat", _title(lines))
    prompt = recordings(lines.shown((played.arguments or [""])[0])) or Prompt()
    to = lines.follow(further) if further is not None else HANGUP
    node = Say(name=ident, place=played.place, prompt=prompt, next=to, interruptible=skips)
    return lines.walk.add(node, _title(lines))


def _title(lines: Lines) -> str:
    named = next((found[1] for step in lines.steps if (found := _PLAYING.match(step.args))), "")
    return f"announcement {named or lines.context.rpartition('-')[2]}"


def _skips(name: str) -> bool:
    return name.startswith("_[0-9*#")


def _repeats(lines: Lines) -> bool:
    context = lines.walk.plan.context(lines.context)
    return context is not None and any(
        len(one.name) == 1 and one.name in match.KEYS and any(step.args.endswith("play") for step in one.steps.values())
        for one in context.extens.values()
    )


def end(lines: Lines) -> str | None:
    """`app-blackhole`: ways to end a call, and two that hold it: ringing and music that nobody ends."""
    ident = lines.ident().replace(lines.menu, "").strip()
    walk, place = lines.walk, lines.place
    if walk.has(ident):
        return ident
    match lines.name:
        case "hangup":
            return HANGUP
        case "congestion" | "busy":
            step = lines.first(lines.name)
            seconds = lines.seconds(step.args) if step else None
            prompt = Prompt(audio=f"{lines.name} tone", seconds=seconds or _TONE)
            return walk.add(Hangup(name=ident, place=place, prompt=prompt), f"{lines.name} tone")
        case "zapateller":
            prompt = Prompt(audio="tone of a number out of service", seconds=1.0)
            return walk.add(Hangup(name=ident, place=place, prompt=prompt), "number out of service")
        case "no-service":
            prompt = lines.said_before(lines.steps) or Prompt()
            return walk.add(Hangup(name=ident, place=place, prompt=prompt), "number out of service")
        case "ring":
            seconds = next((lines.seconds(step.args) for step in lines.steps if step.name == "wait"), None)
            node = Ring(
                name=ident,
                place=place,
                who="nobody",
                members=(),
                ring_for=seconds or _LONGEST_RINGING,
                no_answer=HANGUP,
            )
            return walk.add(node, "ringing that nobody answers")
        case "musiconhold":
            music = Say(name=ident, place=place, prompt=Prompt(audio="music on hold"), next=ident)
            return walk.add(music, "on hold for ever")
    return None


def passed(lines: Lines) -> str | None:
    """What only sets something for the rest of the call: the caller's name, the language, a place in the queue."""
    jump = lines.last_jump(lines.steps)
    quiet = all(step is jump or step.name in ("set", "noop", "execif") or routine(step)[0] for step in lines.steps)
    return lines.follow(jump) if jump is not None and quiet else None


def directory(lines: Lines) -> str | None:
    """`directory,N`: callers spell or say a name."""
    if lines.first("agi") is None:
        return None
    return _leads_out(lines, "name directory", "name directory")


def conference(lines: Lines) -> str | None:
    """`ext-meetme,N`: people who meet by telephone."""
    return _leads_out(lines, f"conference {lines.name}", f"conference {lines.name}")


def fax(lines: Lines) -> str | None:
    """`ext-fax,N`: a fax machine answers."""
    ident = lines.ident()
    node = SelfService(name=ident, place=lines.place, does=Prompt(audio="fax tone", seconds=0.0))
    return lines.walk.add(node, f"fax {lines.name}")


def line(lines: Lines) -> str | None:
    """`ext-trunk,N`: the call goes out over a line of the telephone company."""
    return _leads_out(lines, f"outside line {lines.name}", f"outside line {lines.name}")


def call_back(lines: Lines) -> str | None:
    """`callback,N`: the system hangs up and calls the caller."""
    ident = lines.ident()
    sleep = next((step.args.partition("=")[2] for step in lines.steps if step.args.startswith("SLEEP=")), "")
    node = Callback(name=ident, place=lines.place, who="the phone system", within=lines.seconds(sleep))
    return lines.walk.add(node, f"callback {lines.name}")


def dial_tone(lines: Lines) -> str | None:
    """`disa,N`: a dial tone for staff, behind a password where one is set."""
    ident = lines.ident()
    if lines.walk.has(ident):
        return ident
    tone = Transfer(name=f"{ident} tone", place=lines.place, number="dial tone", answered_by="unknown")
    lines.walk.add(tone, "dial tone")
    if lines.first("authenticate") is None:
        return tone.name
    node = Ask(
        name=ident, place=lines.place, prompt=Prompt(audio="agent-pass"), data="password", next=tone.name,
        no_input=HANGUP, invalid=HANGUP, attempts=Attempts(3, 3, apart=False),
    )  # fmt: skip
    return lines.walk.add(node, "password")


def _leads_out(lines: Lines, number: str, title: str) -> str:
    ident = lines.ident()
    if not lines.walk.has(ident):
        lines.walk.add(Transfer(name=ident, place=lines.place, number=number, answered_by="unknown"), title)
    return ident
