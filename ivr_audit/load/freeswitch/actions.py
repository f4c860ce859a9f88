"""What each application of a FreeSWITCH dialplan means to a caller."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ivr_audit.load.draft import varying
from ivr_audit.load.freeswitch.bridge import add_bridge
from ivr_audit.load.freeswitch.files import Files
from ivr_audit.load.freeswitch.plan import Action, Plan, Run, Where
from ivr_audit.load.xml_places import Element
from ivr_audit.model import HANGUP, KEYS, Branch, Case, Option, Prompt, Queue, Say, Transfer, Voicemail

_SHORT_PAUSE: Final = 2_000
"""Milliseconds: a shorter `sleep` is left out."""
_MOST_CALLS: Final = 300
_MILLISECONDS = re.compile(r"\s*(-?\d{1,9})")
_STREAM = re.compile(r"silence_stream://(-?\d{1,9})")
_ENDLESS: Final = ("local_stream://", "shout://", "silence_stream://-1", "$${hold_music}", "${hold_music}")
_HANGS_UP: Final = frozenset({"hangup", "respond", "kill_uuid"})
_CODE: Final = frozenset({
    "lua", "javascript", "jsrun", "python", "perl", "httapi", "socket", "erlang", "java", "managed", "v8", "curl",
    "rayo", "play_and_detect_speech", "detect_speech", "spy", "enum", "easyroute",
})  # fmt: skip


class Step(NamedTuple):
    """An application to be made into a node: what it is given, the call it is in, its name and what follows."""

    plan: Plan
    run: Run
    ident: str
    data: str

    @property
    def action(self) -> Action:
        """The action itself."""
        return self.run.actions[0]

    @property
    def where(self) -> Where:
        """What the call has with it."""
        return Where(self.run.variables, self.run.number, self.run.context)

    def after(self) -> str:
        """Where the call goes on afterwards."""
        return self.plan.run(self.run.actions[1:], self.where, self.run.end)


def add_step(plan: Plan, run: Run, ident: str) -> None:
    """Make a node of the first of these actions, or say what it is another word for."""
    step = Step(plan, run, ident, plan.expanded(run.actions[0].data, Where(run.variables, run.number, run.context)))
    _APPLICATIONS.get(step.action.app, _unknown)(step)


def prompt_of(text: str, files: Files) -> Prompt:
    """What a caller hears for a sound, a `say:text` or a `phrase:name` of a menu or a playback."""
    text = text.strip()
    kind, colon, rest = text.partition(":")
    if colon and kind.lower() == "say":
        return Prompt(_spoken(rest))
    if colon and kind.lower() == "phrase":
        return phrase(rest.partition(":")[0], files)
    stream = _STREAM.match(text)
    if stream is not None:
        return Prompt(seconds=max(0, int(stream[1])) / 1000)
    if text.startswith("tone_stream://"):
        return Prompt(audio="a tone")
    text = re.sub(r"^\{[^{}]*\}", "", text).removeprefix("file_string://")
    return Prompt(audio=" & ".join(posixpath.basename(one) or one for one in text.split("!")[:20])[:200])


def phrase(name: str, files: Files) -> Prompt:
    """What a phrase macro says: its words where they are text, else its name as a recording."""
    macro = files.phrases.get(name)
    spoken = [one for one in macro.walk() if one.tag == "action"] if macro is not None else []
    words = [one.get("data") for one in spoken if one.get("function") in ("speak-text", "say-text")]
    return Prompt(" ".join(" ".join(words).split())[:4000]) if words else Prompt(audio=f"phrase {name}")


def _spoken(text: str) -> str:
    """The words of `say:`; an engine and a voice may stand before them."""
    engine, colon, rest = text.partition(":")
    voice, second, words = rest.partition(":")
    named = colon and second and " " not in engine and " " not in voice
    return " ".join((words if named else text).split())[:4000]


def _playback(step: Step) -> None:
    data = step.data or step.action.data
    if step.action.app == "endless_playback" or data.startswith(_ENDLESS):
        name = prompt_of(data, step.plan.files)
        node = Say(name=step.ident, place=step.action.place, prompt=name, next=step.ident)
        step.plan.draft.add(node, "music or silence without end")
        return
    if step.action.app == "speak":
        prompt = Prompt(data.rpartition("|")[2][:4000])
    elif step.action.app == "phrase":
        prompt = phrase(data.partition(",")[0].strip(), step.plan.files)
    elif step.action.app == "say":
        prompt = Prompt(audio="spoken numbers or times")
    else:
        prompt = prompt_of(data, step.plan.files)
    title = prompt.text or (f"plays {posixpath.splitext(prompt.audio)[0]}" if prompt.audio else "a pause")
    node = Say(name=step.ident, place=step.action.place, prompt=prompt, next=step.after())
    step.plan.draft.add(node, title)


def _sleep(step: Step) -> None:
    found = _MILLISECONDS.match(step.data)
    length = int(found[1]) if found else 0
    if length < _SHORT_PAUSE:
        if length > 0:
            step.plan.draft.not_said("pauses of less than two seconds are left out")
        step.plan.alias(step.ident, step.after())
        return
    prompt = Prompt(seconds=length / 1000)
    step.plan.draft.add(Say(name=step.ident, place=step.action.place, prompt=prompt, next=step.after()), "a pause")


def _hangup(step: Step) -> None:
    step.plan.alias(step.ident, HANGUP)


def _bridge(step: Step) -> None:
    add_bridge(step.plan, step.run, step.ident, step.after())


def _transfer(step: Step) -> None:
    """`transfer NUMBER [DIALPLAN [CONTEXT]]`: what stood after it is forgotten."""
    _to(step, HANGUP)


def _execute_extension(step: Step) -> None:
    """As a transfer that comes back."""
    step.plan.calls += 1
    if step.plan.calls > _MOST_CALLS:
        _leave(step, "extensions inside each other")
    else:
        _to(step, step.after())


def _to(step: Step, end: str) -> None:
    words = step.data.split()
    while words and words[0].startswith("-"):
        words.pop(0)
    number = words[0] if words else ""
    dialplan = words[1].lower() if len(words) > 1 else "xml"
    context = words[2] if len(words) > 2 else step.run.context
    if dialplan == "inline":
        pieces = [one.partition(":") for one in " ".join(words[:1]).split(",")]
        actions = tuple(Action(app.lower(), data, step.action.place, step.action.title) for app, _, data in pieces)
        step.plan.alias(step.ident, step.plan.run(actions, step.where, end))
    elif not number or "$" in number or "$" in context or dialplan != "xml":
        _leave(step, f"transfer to {number or 'nothing'}")
    else:
        step.plan.alias(step.ident, step.plan.route(number, context, step.run.variables, end))


def _leave(step: Step, what: str) -> None:
    what = varying(what)
    known = step.plan.shared.setdefault(("outside", what), step.ident)
    if known != step.ident:
        step.plan.alias(step.ident, known)
        return
    node = Transfer(name=step.ident, place=step.action.place, number=what, answered_by="unknown")
    step.plan.draft.add(node, f"leaves the file: {what}")


def _ivr(step: Step) -> None:
    from ivr_audit.load.freeswitch.menus import menu_ident

    name = step.data.strip()
    after = step.after()
    found = menu_ident(step.plan, name, step.where, step.run)
    if found is None:
        if step.plan.files.menus and step.plan.files.whole and "$" not in name:
            step.plan.draft.not_said(f'the menu "{name}" is not in these files; calls pass it over')
            step.plan.alias(step.ident, after)
        else:
            _leave(step, f"menu {name}")
        return
    step.plan.alias(step.ident, found)


def _voicemail(step: Step) -> None:
    words = [word for word in step.data.split() if word]
    if words and words[0] in ("check", "auth", "auth_only"):
        _leave(step, "staff listen to their messages")
        return
    box = words[-1] if words else step.run.number
    box = box if box and "$" not in box else "unknown box"
    box = step.plan.shown(box)
    known = step.plan.shared.setdefault(("mailbox", box), step.ident)
    if known != step.ident:
        step.plan.alias(step.ident, known)
        return
    operator = step.plan.files.mailboxes.get("operator-extension", "").split()
    key = step.plan.files.mailboxes.get("operator-key", "")
    exits: tuple[Option, ...] = ()
    place = step.action.place
    if operator and len(operator) < 4 and key in tuple("0123456789*#") and "$" not in "".join(operator):
        context = operator[2] if len(operator) > 2 else step.run.context
        exits = (Option(key, step.plan.route(operator[0], context, step.run.variables, HANGUP), (), place, place),)
    box_node = Voicemail(name=step.ident, place=place, box=box, exits=exits)
    step.plan.draft.add(box_node, f"mailbox {box}")


def _record(step: Step) -> None:
    box = posixpath.basename(step.data.split(" ")[0]) or "recording"
    step.plan.draft.add(Voicemail(name=step.ident, place=step.action.place, box=box), f"recording {box}")


def _callcenter(step: Step) -> None:
    """`callcenter support@default`; the queue's own limits stand in callcenter.conf.xml."""
    name = step.data.split("@")[0].strip() or "queue"
    found = step.plan.files.queues.get(name)
    said = _settings(step.plan.files, found) if found is not None else {}
    longest, alone = _seconds(said.get("max-wait-time")), _seconds(said.get("max-wait-time-with-no-agent"))
    keys = dict(step.run.variables).get("cc_exit_keys", "")
    place = step.action.place
    exits = tuple(Option(key, step.after(), (), place, place) for key in dict.fromkeys(keys) if key in KEYS)
    queue = Queue(
        name=step.ident,
        place=place,
        who=name,
        max_wait=longest,
        overflow=step.after() if longest is not None else None,
        no_agents=step.after() if alone is not None else None,
        exits=exits,
        hold_audio=True if said.get("moh-sound") else None,
        message_every=_seconds(said.get("announce-frequency")) if said.get("announce-sound") else None,
        limit_elsewhere=found is None,
    )
    if found is None:
        step.plan.draft.not_said(f'the limits of the queue "{name}" are not in these files (callcenter.conf.xml)')
    step.plan.draft.add(queue, name)


def _settings(files: Files, element: Element) -> dict[str, str]:
    params = [one for one in element.walk() if one.tag == "param"]
    return {one.get("name"): files.attribute(one, "value") for one in params}


def _seconds(text: str | None) -> float | None:
    """Whole seconds; None where 0 or nothing stands for no limit."""
    found = re.match(r"\d{1,6}", text or "")
    return float(found[0]) if found and int(found[0]) else None


def _fifo(step: Step) -> None:
    words = step.data.split()
    name = words[0].split("@")[0] if words else "queue"
    if len(words) > 1 and words[1] != "in":
        _leave(step, f"staff take calls from {name}")
        return
    orbit = dict(step.run.variables).get("fifo_orbit_exten", "")
    number, _, seconds = orbit.partition(":")
    longest, overflow = None, None
    if number and "$" not in number:
        longest = float(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 7 else 60.0
        overflow = step.plan.route(number, step.run.context, step.run.variables, HANGUP)
    queue = Queue(name=step.ident, place=step.action.place, who=name, max_wait=longest, overflow=overflow)
    step.plan.draft.add(queue, name)


def _gather(step: Step) -> None:
    from ivr_audit.load.freeswitch.gates import add_gate

    add_gate(step.plan, step.run, step.ident, step.data)


def _named(what: str) -> Callable[[Step], None]:
    def leave(step: Step) -> None:
        name = step.data.split("@")[0].split(" ")[0][:60]
        _leave(step, f"{what} {name}".strip())

    return leave


def _code(step: Step) -> None:
    """A program: it may deal with the caller itself, and the dialplan goes on after it."""
    _perhaps(step, f"{step.action.app} {step.data.split(' ')[0]}"[:80].strip())


def _unknown(step: Step) -> None:
    step.plan.draft.not_said(f'what "{step.action.app}" does is not known here; callers may be dealt with there')
    _perhaps(step, step.action.app[:60])


def _perhaps(step: Step, what: str) -> None:
    after = step.after()
    if after == HANGUP:
        _leave(step, what)
        return
    place = step.action.place
    outside = f"{step.ident} outside"
    node = Transfer(name=outside, place=place, number=what, answered_by="unknown")
    step.plan.draft.add(node, f"leaves the file: {what}")
    cases = (Case("it goes on", after, None, place, place), Case("it keeps the call", outside, None, place, place))
    step.plan.draft.add(Branch(name=step.ident, place=place, decides=what, cases=cases), what)


_APPLICATIONS: Final[Mapping[str, Callable[[Step], None]]] = MappingProxyType(
    dict.fromkeys(_HANGS_UP, _hangup)
    | dict.fromkeys(_CODE, _code)
    | dict.fromkeys(("playback", "endless_playback", "speak", "phrase", "say", "gentones", "play_fsv"), _playback)
    | dict.fromkeys(("conference", "conference_set_auto_outcall"), _named("conference"))
    | dict.fromkeys(("park", "valet_park", "park_state"), _named("parked"))
    | dict.fromkeys(("redirect", "deflect", "att_xfer", "three_way"), _named("passed on to"))
    | dict.fromkeys(("eavesdrop", "userspy", "intercept", "pickup"), _named("staff listen in or pick up"))
    | dict.fromkeys(("rxfax", "txfax", "spandsp_rxfax", "t38_gateway"), _named("fax"))
    | dict.fromkeys(("echo", "delay_echo", "tone_test", "milliwatt"), _named("a test of the line"))
    | dict.fromkeys(("read", "play_and_get_digits"), _gather)
    | {
        "sleep": _sleep,
        "bridge": _bridge,
        "transfer": _transfer,
        "execute_extension": _execute_extension,
        "ivr": _ivr,
        "voicemail": _voicemail,
        "record": _record,
        "callcenter": _callcenter,
        "fifo": _fifo,
    }
)
APPLICATIONS: Final = frozenset(_APPLICATIONS)
"""Names of applications that are known here."""
