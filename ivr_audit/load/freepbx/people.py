"""The people of a FreePBX system: extensions and their mailboxes, ring groups, queues."""

from __future__ import annotations

import re
from typing import Final

from ivr_audit.load.asterisk.dialplan import Exten, Step
from ivr_audit.load.asterisk.nodes import mailbox
from ivr_audit.load.asterisk.queues import QueueSettings
from ivr_audit.load.asterisk.walk import Walk
from ivr_audit.load.freepbx.lines import CAME_FROM, Lines, at, recordings, routine
from ivr_audit.model import (
    HANGUP,
    Branch,
    Case,
    Option,
    Prompt,
    Queue,
    Ring,
    Voicemail,
)  # fmt: skip

_RINGS: Final = ("dial", "dial-confirm", "rg-group")
_ONE_BY_ONE: Final = ("hunt", "memoryhunt")
_BOXES: Final = re.compile(r"vm([busi])(\d+)|\*(\d+)|\$\{VM_PREFIX\}(\d+)")
_BOX_SIGNS: Final = ("vmu", "vmb", "*", "${VM_PREFIX}")
"""What stands before a number in the extension of its mailbox."""
_DEFAULT = re.compile(r":\s*([^:{}$\"]*?)\s*\)\}\s*$")
_STATUS = re.compile(r'DIALSTATUS\}"?\s*=\s*"(NOANSWER|BUSY)"')
_MENU_KEYS = "0123456789*#"
_VOICEMAIL_TITLE = "voicemail "


def ring_time(walk: Walk) -> float | None:
    """Seconds that an extension rings; each person's own figure is in the database."""
    found = walk.plan.global_variables.get("ringtimer_default") or walk.plan.global_variables.get("ringtimer")
    return walk.seconds(found, walk.at) or None if found else None


def direct(walk: Walk, exten: str) -> str | None:
    """An extension from outside: its Follow Me if it has one, else its phone."""
    followed = at(walk, "ext-findmefollow", exten)
    if followed is not None:
        return follow_me(followed)
    lines = at(walk, "ext-local", exten)
    return local(lines) if lines is not None else None


def follow_me(lines: Lines) -> str | None:
    """Follow Me. Newer systems keep it in the database, and whether it is on; older ones write it like a ring group."""
    if lines.macro("dial", "rg-group", "dial-confirm") is not None:
        return group(lines)
    lines.walk.note("freepbx-follow", "")
    phone = at(lines.walk, "ext-local", lines.name)
    return local(phone) if phone is not None else None


def local(lines: Lines) -> str | None:
    """One extension (`101`), or its mailbox alone (`vmu101`)."""
    box = _BOXES.fullmatch(lines.name)
    if box is not None:
        return _box_alone(lines, box)
    given = lines.macro("exten-vm")
    if given is None:
        return None
    ident = lines.ident()
    if lines.walk.has(ident):
        return ident
    number = given[1].strip() if len(given) > 1 else lines.name
    has_box = bool(given) and given[0].strip() not in ("novm", "")
    ways = _by_status(lines)
    after = _unanswered(lines, given[0].split("@")[0] if has_box else "")
    who = lines.person(number or lines.name)
    node = Ring(
        name=ident, place=lines.place, who=who, ring_for=ring_time(lines.walk), members=(who,),
        no_answer=ways.get("NOANSWER", after), busy=ways.get("BUSY", after if "NOANSWER" in ways else None),
    )  # fmt: skip
    return lines.walk.add(node, who if who != number else f"extension {number}")


def _by_status(lines: Lines) -> dict[str, str]:
    """The destinations that an extension has for no answer and for a busy line."""
    found: dict[str, str] = {}
    for step in lines.steps:
        status = _STATUS.search(step.args) if step.name == "gotoif" else None
        if status is not None:
            found.setdefault(status[1], lines.follow(step))
    return found


def _unanswered(lines: Lines, box: str) -> str:
    """Where a call goes that nobody took: the mailbox, else back to the menu it came from."""
    if box:
        return voicemail(lines, box, f"greeting of box {box}")
    jump = lines.last_jump(lines.after("dest"))
    return lines.follow(jump) if jump is not None and CAME_FROM in jump.args else HANGUP


def _box_alone(lines: Lines, box: re.Match[str]) -> str:
    number = box[2] or box[3] or box[4]
    given = lines.macro("vm")
    number = given[0].split("@")[0].strip() if given and given[0].strip() else number
    if box[1] == "s":
        return voicemail(lines, number, "")
    return voicemail(lines, number, "vm-intro" if box[1] == "i" else f"greeting of box {number}")


def voicemail(lines: Lines, number: str, greeting: str) -> str:
    """A mailbox. What comes after a message is left is the end of the call here."""
    walk = lines.walk
    ident = f"freepbx box {number} {greeting}"
    if walk.has(ident):
        return ident
    box = walk.beside.box(number) or next((one for (_, own), one in walk.beside.boxes.items() if own == number), None)
    if box is None and walk.beside.has_boxes:
        walk.note("box", number)
    said = mailbox(box, number)
    prompt = Prompt(audio=greeting) if greeting else Prompt(audio="beep", seconds=1.0)
    operator = walk.plan.global_variables.get("operator_xtn", "").strip()
    exits: tuple[Option, ...] = ()
    if operator and (box is None or box.operator is not False):
        exits = (Option("0", lines._replace(menu="").to("from-internal", operator), (), lines.place, lines.place),)
    capacity = box.capacity if box is not None else None
    node = Voicemail(name=ident, place=lines.place, box=said, greeting=prompt, exits=exits, capacity=capacity)
    return walk.add(node, _VOICEMAIL_TITLE + said)


def dialled(lines: Lines, known: list[str]) -> str:
    """Whatever extension a caller dials: one way on for all of them."""
    walk, place = lines.walk, lines.place
    ident = f"freepbx dialled {lines.menu}"
    if walk.has(ident):
        return ident
    boxes = [_has_box(walk, number) for number in known]
    back = lines.to(lines.menu, "return")
    box = Voicemail(name=f"{ident} box", place=place, box="mailbox of the extension that was dialled")
    after = box.name if all(boxes) else back
    if any(boxes):
        walk.add(box, "mailbox of the extension")
    if any(boxes) and not all(boxes):
        cases = (Case("it has", box.name, None, place, place), Case("it has none", back, None, place, place))
        decides = "whether the extension that was dialled has a mailbox"
        after = walk.add(Branch(name=f"{ident} box?", place=place, decides=decides, cases=cases), "mailbox?")
    who = "the extension that was dialled"
    node = Ring(name=ident, place=place, who=who, ring_for=ring_time(walk), no_answer=after)
    return walk.add(node, "extension dialled")


def _has_box(walk: Walk, number: str) -> bool:
    context = walk.plan.context("ext-local")
    return context is not None and any(context.literal(f"{sign}{number}") for sign in _BOX_SIGNS)


# routines that dialplans written by hand call


def called(walk: Walk, context: str) -> str | None:
    """FreePBX's routines (`macro-dial`, `macro-exten-vm`, `macro-vm`) where something else calls them."""
    given = [walk.value(f"${{ARG{number}}}") or "" for number in (1, 2, 3, 4, 5)]
    back = walk.back()
    ident = f"freepbx {context} {given} {back}"
    if walk.has(ident):
        return ident
    lines = Lines(walk, context, Exten("s", walk.place(walk.at)), walk.at.get(CAME_FROM)[1] or "")
    box = given[0].split("@")[0]
    if context == "macro-vm":
        return voicemail(lines, box, f"greeting of box {box}") if box.isdecimal() else None
    if context == "macro-exten-vm":
        numbers, seconds = given[1:2], ring_time(walk)
        back = voicemail(lines, box, f"greeting of box {box}") if box.isdecimal() else back
    else:
        numbers = [one for one in (given[4] if context == "macro-rg-group" else given[2]).split("-") if one]
        seconds = lines.seconds(given[1] if context == "macro-rg-group" else given[0])
    who = tuple(dict.fromkeys(lines.person(one) for one in numbers if one))
    if not who:
        return None
    node = Ring(name=ident, place=lines.place, who=", ".join(who), members=who, ring_for=seconds, no_answer=back)
    return walk.add(node, ", ".join(who))


# ring groups


def group(lines: Lines) -> str | None:
    """A ring group; where members ring one after another the time counts for each of them."""
    ident = lines.ident()
    if made := lines.made():
        return made
    found = _rings(lines)
    if found is None:
        return None
    seconds, strategy, numbers = found
    members = tuple(dict.fromkeys(lines.person(one) for one in numbers))
    in_turn = strategy.split("-")[0] in _ONE_BY_ONE
    ringing = [step for step in lines.steps if routine(step)[0] in _RINGS]
    jump = lines.last_jump(_before_skip(lines))
    further = lines.follow(jump) if jump is not None and jump.priority > ringing[-1].priority else _box_after(lines)
    node = Ring(
        name=ident, place=lines.place, who=", ".join(members) or "nobody", members=members, no_answer=further,
        ring_for=seconds * len(numbers) if seconds and in_turn else seconds,
    )  # fmt: skip
    note = lines.exten.comment().strip()
    lines.walk.add(node, note or f"{'follow me' if 'follow' in lines.context else 'ring group'} {lines.name}")
    said = lines.said_before([step for step in lines.steps if step.priority < ringing[0].priority])
    return lines.words(lines.ident("says"), said, ident, lines.place)


def _rings(lines: Lines) -> tuple[float | None, str, list[str]] | None:
    """The seconds, the strategy and the members."""
    old = lines.macro("rg-group")
    if old is not None:
        strategy, seconds, _, listed = [*old, "", "", "", ""][:4]
    else:
        given = lines.macro("dial") or lines.macro("dial-confirm")
        if given is None or len(given) < 3:
            return None
        seconds, listed = given[0], given[2]
        strategy = next(
            (step.args.partition("=")[2] for step in lines.steps if step.args.startswith("RingGroupMethod=")), ""
        )
    return lines.seconds(seconds), strategy.strip(), [one for one in listed.split("-") if one.strip()]


def _before_skip(lines: Lines) -> list[Step]:
    """The steps without those for calls that came from another group and go back there."""
    skipped = lines.exten.labels.get("nodest")
    return [step for step in lines.steps if skipped is None or step.priority < skipped]


def _box_after(lines: Lines) -> str:
    """The mailbox that older files name instead of a destination."""
    given = lines.macro("vm")
    number = given[0].split("@")[0].strip() if given else ""
    return voicemail(lines, number, f"greeting of box {number}") if number else HANGUP


# queues


def queue(lines: Lines) -> str | None:
    """A queue with the destination of callers who waited too long or could not join."""
    step = lines.first("queue")
    if step is None:
        return None
    ident = lines.ident()
    walk = lines.walk
    if made := lines.made():
        return made
    name = lines.shown((step.arguments or [lines.name])[0]) or lines.name
    settings = walk.beside.queue(name)
    if settings is None:
        walk.note("queue", name)
        settings = QueueSettings()
    jump = lines.last_jump([one for one in lines.steps if one.priority > step.priority])
    further = lines.follow(jump) if jump is not None else _box_after(lines)
    limit = _longest_wait(lines, step)
    node = Queue(
        name=ident, place=lines.place, who=f"queue {name}", max_wait=limit,
        overflow=further if limit is not None else None, agents=settings.agents,
        no_agents=further if settings.leaves_when_empty else None, exits=_exits(lines, settings.exits),
        announces_wait=settings.announces_wait, capacity=settings.capacity,
        full=further if settings.capacity else None, message_every=settings.message_every,
        hold_audio=None if _setting(lines, "QRINGOPTS") else True,
    )  # fmt: skip
    walk.add(node, f"queue {name}")
    return lines.words(lines.ident("says"), _joining(lines, step), ident, lines.place)


def _longest_wait(lines: Lines, step: Step) -> float | None:
    """The fifth argument of Queue, or what `QMAXWAIT` is if no other setting overrides it; None for ever."""
    written = [*step.arguments, *("",) * 5][4].strip()
    if "QMAXWAIT" in written:
        written = _setting(lines, "QMAXWAIT")
    return lines.seconds(written)


def _joining(lines: Lines, step: Step) -> Prompt | None:
    """What callers hear when they join."""
    before = [one for one in lines.steps if one.priority < step.priority]
    named = recordings(_setting(lines, "QJOINMSG"))
    return named or lines.said_before([one for one in before if "${QJOINMSG}" not in one.args])


def _setting(lines: Lines, name: str) -> str:
    """The last part of `Set(name=${IF($[...]?other:value)})`, or the plain value."""
    text = next((step.args.partition("=")[2] for step in lines.steps if step.args.startswith(f"{name}=")), "")
    found = _DEFAULT.search(text)
    return found[1].strip() if found else text.strip() if "$" not in text else ""


def _exits(lines: Lines, context: str) -> tuple[Option, ...]:
    """The keys that leave a queue: the options of the menu that is named there."""
    found = []
    for key in _MENU_KEYS if context else "":
        chosen = at(lines.walk, context, key)
        if chosen is not None:
            jump = chosen.last_jump(chosen.steps)
            to = chosen._replace(menu=context).follow(jump) if jump else chosen.to(context, key)
            found.append(Option(key, to, (), chosen.place, jump.place if jump else chosen.place))
    return tuple(found)
