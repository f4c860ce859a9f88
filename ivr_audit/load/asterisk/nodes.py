"""The nodes that applications of a dialplan make: people, boxes, other places, ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ivr_audit.load.asterisk import match
from ivr_audit.load.asterisk.dialplan import Step
from ivr_audit.load.asterisk.prompts import Note, note_of
from ivr_audit.load.asterisk.queues import Box, QueueSettings
from ivr_audit.load.asterisk.values import shown
from ivr_audit.load.draft import placed
from ivr_audit.model import (
    HANGUP,
    Ask,
    Attempts,
    Hangup,
    Option,
    Prompt,
    Queue,
    Ring,
    Say,
    SelfService,
    Transfer,
    Voicemail,
)  # fmt: skip
from ivr_audit.place import Place
from ivr_audit.words import say_extensions

if TYPE_CHECKING:
    from ivr_audit.load.asterisk.walk import At, Walk

MEETS = (
    "confbridge", "meetme", "konference", "park", "parkandannounce", "parkedcall", "page", "bridge", "pickup",
    "chanspy", "extenspy", "valetpark", "transfer",
)  # fmt: skip
SERVES = ("echo", "milliwatt", "sendfax", "receivefax", "rxfax", "faxreceive", "jack", "speechbackground", "ices")
_FOREVER = 180.0
"""Seconds a phone rings where nothing ends it: SIP gives up then (RFC 3261, timer C)."""
_TRUNK = re.compile(r"(?P<tech>\w+)/(?P<one>[^/@]+)(?:(?P<sign>[/@])(?P<two>.+))?")
_BUSY_TONE = 10.0
_OTHER_TECHS = ("local", "console", "dahdi", "zap", "dgv", "khomp")


def pause(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A silence long enough to be noticed."""
    seconds = walk.seconds(step.args, at) or 0.0
    node = Say(name=ident, place=walk.place(at), prompt=Prompt(seconds=seconds), next=walk.ident_of(at.next()))
    walk.add(node, f"silence of {seconds:g} s")


def dial(walk: Walk, ident: str, at: At, step: Step) -> None:
    """Phones ring, or the call goes out; afterwards the next step, with what became of it in DIALSTATUS."""
    if at.get("DIALSTATUS")[0]:
        walk.aliases[ident] = walk.ident_of(at.without("DIALSTATUS"))
        return
    given = [*(walk.shown(one, at) for one in step.arguments), "", "", ""]
    channels = [one.strip() for one in given[0].split("&") if one.strip()]
    if len(channels) == 1 and (inside := _local(walk, at, channels[0])) is not None:
        walk.aliases[ident] = inside
        return
    further, busy = afterwards(walk, at, "DIALSTATUS", "NOANSWER"), afterwards(walk, at, "DIALSTATUS", "BUSY")
    place = walk.place(at)
    if channels and all(is_outside(one) for one in channels):
        number = shown(", ".join(map(number_of, channels)))
        node = Transfer(
            name=ident, place=place, number=number, answered_by="unknown", no_answer=further,
            ring_for=walk.seconds(given[1], at),
        )  # fmt: skip
        walk.add(node, f"call to {number}")
        return
    who = [person(walk, number_of(one)) for one in channels] or ["nobody"]
    seconds = ring_seconds(walk, at, given[1], step.arguments)
    title = phones(who)
    ring = Ring(
        name=ident, place=place, who=title, ring_for=seconds, no_answer=further, busy=busy,
        members=tuple(who) if channels else (),
    )  # fmt: skip
    walk.add(ring, title)


def ring_seconds(walk: Walk, at: At, said: str, given: list[str]) -> float | None:
    """How long phones ring; None where a variable says it that the file does not."""
    seconds = walk.seconds(said, at)
    if seconds is None and (len(given) < 2 or not given[1].strip()):
        walk.note("ring", walk.shown(f"{at.context}", at))
        return _FOREVER
    if seconds is None:
        walk.note("ringtime", walk.shown(at.context, at))
    return seconds


def _local(walk: Walk, at: At, channel: str) -> str | None:
    """A call back into the dialplan: what is there happens, and the next step afterwards."""
    found = re.fullmatch(r"(?i)local/([^@/]+)(?:@([^/]+))?(?:/\w+)?", channel)
    if found is None:
        return None
    inside = walk.called(at, (found[2] or "default", found[1], 1), [], "local")
    return walk.ident_of(inside) if inside is not None else None


def is_outside(channel: str) -> bool:
    """Whether a channel is a number reached through a line of the telephone company."""
    found = _TRUNK.fullmatch(channel)
    return bool(found and found["sign"] and found["tech"].lower() != "local")


def number_of(channel: str) -> str:
    """Who is called: the phone's name, or the number behind a line."""
    found = _TRUNK.fullmatch(channel)
    if found is None:
        return channel
    if found["sign"] == "/" and found["two"]:
        return str(found["two"]).split("/")[-1].split("@")[0] or channel
    return str(found["one"]) if found["tech"].lower() not in _OTHER_TECHS else f"{found['tech']}/{found['one']}"


def person(walk: Walk, number: str) -> str:
    """A phone for people: with the name that the mailbox of the same number has."""
    name = walk.beside.person(number)
    return f"{name} ({number})" if name else shown(number)


def phones(who: list[str]) -> str:
    """The phones that ring, in words."""
    said = ", ".join(map(say_extensions, who))
    if all(re.fullmatch(r"[\dXZN.!]+", one) for one in who):
        return f"extension {said}" if who == [said] else f"extensions {said}"
    return said


def afterwards(walk: Walk, at: At, status: str, value: str) -> str | None:
    """Where a call goes on that nobody took; None where the dialplan says nothing more."""
    further = at.next()
    if not at.stack and walk.step(further) is None and walk.plan.autofallthrough:
        if value != "BUSY":
            return None
        if "busy tone" not in walk.nodes:
            tone = Prompt(audio="busy tone", seconds=_BUSY_TONE)
            walk.add(Hangup(name="busy tone", place=walk.place(at), prompt=tone), "busy tone")
        return "busy tone"
    return walk.ident_of(further.with_values({status: value}) if status in walk.facts.read else further)


def follow_me(walk: Walk, ident: str, at: At, step: Step) -> None:
    """One person's phones, wherever they are."""
    who = walk.shown((step.arguments or [""])[0], at) or "follow me"
    further = afterwards(walk, at, "DIALSTATUS", "NOANSWER")
    walk.note("follow", who)
    walk.add(Ring(name=ident, place=walk.place(at), who=who, no_answer=further), who)


def queue(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A queue; its fifth argument is how long callers wait."""
    if at.get("QUEUESTATUS")[0]:
        walk.aliases[ident] = walk.ident_of(at.without("QUEUESTATUS"))
        return
    given = [*(walk.shown(one, at) for one in step.arguments), *("",) * 6]
    name, options = given[0], given[1]
    settings = walk.beside.queue(name)
    if settings is None:
        walk.note("queue", name)
        settings = QueueSettings()
    written = step.arguments[4] if len(step.arguments) > 4 else ""
    limit = walk.seconds(given[4], at) or None
    if written and limit is None and walk.value(written, at) is None:
        walk.note("wait", name)
    node = Queue(
        name=ident, place=walk.place(at), who=name, max_wait=limit,
        overflow=afterwards(walk, at, "QUEUESTATUS", "TIMEOUT") if limit is not None else None,
        agents=settings.agents,
        no_agents=afterwards(walk, at, "QUEUESTATUS", "JOINEMPTY") if settings.leaves_when_empty else None,
        exits=_exits(walk, at, settings.exits), announces_wait=settings.announces_wait, capacity=settings.capacity,
        full=afterwards(walk, at, "QUEUESTATUS", "FULL") if settings.capacity else None,
        hold_audio=True if "r" not in options else None, message_every=settings.message_every,
    )  # fmt: skip
    walk.add(node, f"queue {name}")


def _exits(walk: Walk, at: At, context: str) -> tuple[Option, ...]:
    found = []
    for key in match.KEYS if context else "":
        answer = match.answer(walk.plan, context, key)
        if answer is not None:
            to = walk.ident_of(at.jump(context, key, 1))
            found.append(Option(key, to, (), answer.exten.place, answer.exten.place))
    return tuple(found)


def voicemail(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A mailbox; 0 leads to `o`, * to `a`."""
    given = [walk.shown(one, at) for one in step.arguments] or [""]
    old = re.fullmatch(r"([sub]+)(\d.*)", given[0])
    options = (given[1] if len(given) > 1 else "") + (old[1] if old else "")
    number, _, context = (old[2] if old else given[0]).split("&")[0].partition("@")
    box = walk.beside.box(number, context or "default")
    if box is None and walk.beside.has_boxes and number.isdecimal():
        walk.note("box", number)
    greeting = Prompt(audio=f"greeting of box {number}") if re.search("[ub]", options) else Prompt(audio="vm-intro")
    if "s" in options and not re.search("[ub]", options):
        greeting = Prompt(audio="beep", seconds=1.0)
    if (note := note_of(step.comment)) != Note():
        greeting = greeting._replace(text=note.says, seconds=note.lasts)
    exits = [_exit(walk, at, key, name) for key, name in (("0", "o"), ("*", "a")) if _leads(walk, at, box, name)]
    said = mailbox(box, number or "any box, by its number")
    node = Voicemail(
        name=ident, place=walk.place(at), box=said, greeting=greeting, exits=tuple(exits),
        capacity=box.capacity if box is not None else None,
    )  # fmt: skip
    walk.add(node, f"voicemail {said}")


def mailbox(box: Box | None, number: str) -> str:
    """A mailbox for people: whose it is, and its number."""
    return f"{box.name} ({box.number})" if box is not None and box.name else shown(number)


def _leads(walk: Walk, at: At, box: Box | None, name: str) -> bool:
    if match.answer(walk.plan, _outer(at), name) is None:
        return False
    if name == "o" and not walk.beside.has_boxes:
        walk.note("operator", "")
    return name == "a" or box is None or box.operator is not False


def _exit(walk: Walk, at: At, key: str, name: str) -> Option:
    found = match.answer(walk.plan, _outer(at), name)
    place = found.exten.place if found else walk.place(at)
    return Option(key, walk.ident_of(at.jump(_outer(at), name, 1)), (), place, place)


def _outer(at: At) -> str:
    """The context in which the keys of a caller count: in a macro the one that called it."""
    return next((frame.context for frame in at.stack if frame.kind == "macro"), at.context)


def staff(walk: Walk, ident: str, at: At, step: Step) -> None:
    """Where staff listen to their messages; no place for callers, but no dead end either."""
    node = SelfService(name=ident, place=walk.place(at), does=Prompt(audio="voicemail for staff", seconds=0.0))
    walk.add(node, "staff listen to voicemail")


def record(walk: Walk, ident: str, at: At, step: Step) -> None:
    """The caller is recorded, as in a mailbox."""
    file = walk.shown((step.arguments or [""])[0], at).split("/")[-1] or "recording"
    walk.add(Voicemail(name=ident, place=walk.place(at), box=file, greeting=Prompt(audio="beep", seconds=1.0)), file)


def directory(walk: Walk, ident: str, at: At, step: Step) -> None:
    """Callers spell a name; where that leads is not in the dialplan."""
    further = afterwards(walk, at, "DIRSTATUS", "FAILED")
    node = Transfer(name=ident, place=walk.place(at), number="name directory", no_answer=further)
    walk.add(node, "name directory")


def authenticate(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A password, three times."""
    node = Ask(
        name=ident, place=walk.place(at), prompt=Prompt(audio="agent-pass"), data="password",
        next=walk.ident_of(at.next()), no_input=HANGUP, invalid=HANGUP, attempts=Attempts(3, 3, apart=False),
    )  # fmt: skip
    walk.add(node, "password")


def disa(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A dial tone, often behind a password."""
    secret = (step.arguments or [""])[0].strip().lower()
    tone = Transfer(name=f"{ident} tone", place=walk.place(at), number="dial tone")
    if secret == "no-password":
        walk.add(placed(tone), "dial tone")
        walk.aliases[ident] = tone.name
        return
    walk.add(tone, "dial tone")
    node = Ask(
        name=ident, place=tone.place, prompt=Prompt(audio="dial tone"), data="password", next=tone.name,
        no_input=HANGUP, invalid=HANGUP, attempts=Attempts(1, 1, apart=False),
    )  # fmt: skip
    walk.add(node, "password")


def meet(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A conference, a parking place, a loudspeaker: other people, and the file does not say who is there."""
    what = {"confbridge": "conference", "meetme": "conference", "konference": "conference", "park": "parked call"}
    where = walk.shown((step.arguments or [""])[0], at)
    number = f"{what.get(step.name, step.app)} {where}".strip()
    walk.add(Transfer(name=ident, place=walk.place(at), number=number, answered_by="unknown"), number)


def ends(walk: Walk, ident: str, at: At, step: Step) -> None:
    """The call is over: without a word, or after a tone."""
    if step.name == "hangup":
        walk.ends(ident, at)
        return
    seconds = walk.seconds(step.args, at) or _BUSY_TONE
    tone = "busy tone" if step.name == "busy" else "congestion tone"
    walk.hangup(ident, walk.place(at), Prompt(audio=tone, seconds=seconds), tone)


def music(walk: Walk, ident: str, at: At, step: Step) -> None:
    """Music: for a stated time, or for ever."""
    given = step.arguments
    stated = given[0] if step.name == "waitmusiconhold" and given else given[1] if len(given) > 1 else ""
    seconds = walk.seconds(stated, at)
    prompt = Prompt(audio="music on hold", seconds=seconds)
    place: Place = walk.place(at)
    further = walk.ident_of(at.next()) if seconds else ident
    walk.add(Say(name=ident, place=place, prompt=prompt, next=further), "music on hold")


def serves(walk: Walk, ident: str, at: At, step: Step) -> None:
    """A service of the phone system itself."""
    node = SelfService(name=ident, place=walk.place(at), does=Prompt(audio=step.app), seconds=0.0)
    walk.add(node, step.app)
