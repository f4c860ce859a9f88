"""The steps of a tree as contexts of a dialplan; what Asterisk does with them was measured (docs/phone-systems.md).

Silence: `WaitExten` is the last step of a menu, so that it leads to `t`; a wrong key leads to `i`. Both count in a
variable of the menu, as often as the tree says, and then lead where the tree says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ivr_audit import model
from ivr_audit.callgraph import Listening, listening
from ivr_audit.model import HANGUP, KEYS, Node, PhoneTree, Prompt
from ivr_audit.render.export import Unsaid, dialled, is_dialable, on_one_line, slug, slugs
from ivr_audit.render.native import duration

Lines = list[str]
_TAKEN: Final = ("general", "globals", "default", "from-trunk", "hang-up")
_FIRST_BOX: Final = 101
_MOST_AGENTS: Final = 200
"""Lines for the people of a queue."""
_SAID: Final[Mapping[str, frozenset[str]]] = {
    "say": frozenset({"next", "interruptible"}),
    "menu": frozenset(
        {"options", "extensions", "no_input", "invalid", "attempts", "no_input_timeout", "inter_digit_timeout",
         "barge_in", "replay", "invalid_prompt"}
    ),
    "ask": frozenset({"digits", "next", "no_input", "attempts", "no_input_timeout", "data"}),
    "hours": frozenset({"open", "closed", "holiday"}),
    "branch": frozenset({"cases"}),
    "ring": frozenset({"ring_for", "no_answer", "busy", "members"}),
    "queue": frozenset(
        {"max_wait", "overflow", "agents", "no_agents", "exits", "capacity", "full", "announces_wait", "message_every",
         "hold_audio"}
    ),
    "voicemail": frozenset({"greeting", "exits", "capacity"}),
    "callback": frozenset(),
    "self_service": frozenset({"next", "seconds"}),
    "transfer": frozenset({"ring_for", "no_answer"}),
    "hangup": frozenset(),
}  # fmt: skip
"""The fields of each kind that a dialplan has a place for."""
_EMPTY: Final = ("JOINEMPTY", "LEAVEEMPTY", "JOINUNAVAIL", "LEAVEUNAVAIL")


class Steps:
    """Writes one node after another, and remembers what stands in other files or at the end of this one."""

    def __init__(self, tree: PhoneTree, unsaid: Unsaid) -> None:
        self.tree, self.unsaid = tree, unsaid
        self.names = slugs(tree.nodes, taken=_TAKEN)
        self.schedules: dict[str, str] = {}
        self.queues: Lines = []
        self.boxes: Lines = []
        self.recordings: dict[str, str] = {}
        self.hangs_up = False
        self.phones = False
        self._numbers: dict[str, int] = {}

    def written(self, node: Node) -> Lines:
        """The context of a node, an empty line after it."""
        self.unsaid.fields_of(node, _SAID[node.kind])
        lines = _WRITERS[type(node)](self, node)
        return [f"[{self.names[node.name]}] ; {on_one_line(node.name)}", *lines, ""]

    def exten(self, name: str, steps: Lines) -> Lines:
        """One extension; a step that begins with `(label)` has that label."""
        found = []
        for number, step in enumerate(steps):
            label = re.match(r"\(([\w-]+)\)", step)
            rest = step[label.end() :] if label else step
            mark = label[0] if label else ""
            found.append(f" same => n{mark},{rest}" if number else f"exten => {name},1{mark},{rest}")
        return found

    def go(self, target: str | None) -> str:
        """The step that leads to a target."""
        if target is None or target == HANGUP or target not in self.names:
            return "Hangup()"
        return f"Goto({self.names[target]},s,1)"

    def place(self, target: str | None) -> str:
        """A target as a condition names it."""
        if target is None or target == HANGUP or target not in self.names:
            self.hangs_up = True
            return "hang-up,s,1"
        return f"{self.names[target]},s,1"

    def played(self, app: str, prompt: Prompt, node: Node, what: str = "", more: str = "") -> str:
        """A step that plays a prompt."""
        file, comment = self.recording(prompt, node, what)
        return f"{app}({file}{more}){comment}"

    def recording(self, prompt: Prompt, node: Node, what: str = "") -> tuple[str, str]:
        """The recording of a prompt, and the comment that says what callers hear."""
        own = f"custom/{self.names[node.name]}{f'--{what}' if what else ''}"
        parts = [part.strip() for part in prompt.audio.split("&")] if prompt.audio else []
        usable = bool(parts) and all(re.fullmatch(r"[\w+-][\w./+-]*", part) for part in parts)
        file = (
            "&".join(re.sub(r"\.(wav|mp3|gsm|ulaw|alaw|sln\d*|g722)$", "", part) for part in parts) if usable else own
        )
        seconds = prompt.seconds if prompt.measured is None else prompt.measured
        comment = f" ; lasts: {duration(seconds)}" if seconds is not None else ""
        if prompt.text:
            comment += f" ; says: {on_one_line(prompt.text)}"
            self.recordings[file] = prompt.text
        return file, comment

    def box_number(self, box: str, capacity: int | None = None) -> int:
        """The number of a mailbox: the one in its name, else the next one free, which is said."""
        if box not in self._numbers:
            stated = re.search(r"(?<!\d)\d{2,6}(?!\d)", box)
            number = int(stated[0]) if stated else _FIRST_BOX
            while number in self._numbers.values():
                number += 1
            self._numbers[box] = number
            most = "" if capacity is None else f",,,maxmsg={capacity}"
            self.boxes.append(f"{number} => CHANGE-ME,{on_one_line(box).replace(',', ' ')}{most}")
            if re.fullmatch(r"(?=.*[XZN])[\dXZN]+", box):
                self.unsaid.say(f"the mailboxes of several extensions are written as one ({number})", box)
            elif stated is None:
                self.unsaid.say("mailboxes whose number is not known have one made up, from 101 on", box)
        return self._numbers[box]


def _is_silent(prompt: Prompt | None) -> bool:
    return prompt is None or not (prompt.text or prompt.audio or prompt.seconds or prompt.measured)


def _seconds(value: float) -> str:
    return f"{value:g}"


def _say(steps: Steps, node: model.Say) -> Lines:
    go = steps.go(node.next)
    if _is_silent(node.prompt):
        return steps.exten("s", [go])
    if not (node.prompt.text or node.prompt.audio):
        return steps.exten("s", [f"Wait({_seconds(node.prompt.measured or node.prompt.seconds or 0)})", go])
    if node.interruptible:
        return steps.exten("s", [steps.played("ControlPlayback", node.prompt, node, more=",1,A,B,0123456789*#"), go])
    return steps.exten("s", [steps.played("Playback", node.prompt, node), go])


def _menu(steps: Steps, node: model.Menu) -> Lines:
    times = listening(node, steps.tree.defaults)
    silent, wrong = ("SILENT", "WRONG") if times.attempts.apart else ("TRIES", "TRIES")
    begin = [f"Set({name}=0)" for name in dict.fromkeys((silent, wrong)) if _repeats(times)]
    begin.append(f"Set(TIMEOUT(digit)={_seconds(times.digit_gap)})")
    lines = steps.exten("s", [*begin, *_asked(steps, node, times)])
    for option in node.options:
        lines += steps.exten(option.key, [steps.go(option.to)])
    for one in node.extensions:
        lines += steps.exten(f"_{one.pattern.upper()}", [steps.go(one.to)])
    invalid = node.no_input if node.invalid is None else node.invalid
    lines += steps.exten("t", _tried(steps, node, silent, times.attempts.no_input, node.no_input))
    sorry = [] if _is_silent(node.invalid_prompt) else [
        steps.played("Playback", node.invalid_prompt or Prompt(), node, "invalid")
    ]  # fmt: skip
    return lines + steps.exten("i", [*sorry, *_tried(steps, node, wrong, times.attempts.invalid, invalid)])


def _repeats(times: Listening) -> bool:
    return max(times.attempts.no_input, times.attempts.invalid) > 1


def _asked(steps: Steps, node: model.Menu, times: Listening) -> Lines:
    """The prompt and the wait for a key; `again` is where the next attempt begins."""
    app = "Background" if node.barge_in else "Playback"
    wait = f"WaitExten({_seconds(times.timeout)})"
    if times.timeout == 0:
        steps.unsaid.say("a wait of 0 s for a key is the usual wait to Asterisk (10 s); written is 0.1 s", node.name)
        wait = "WaitExten(0.1)"
    if _is_silent(node.prompt) and node.replay is None:
        return [f"(again){wait}"]
    if node.replay is None or not _repeats(times):
        return [f"(again){steps.played(app, node.prompt, node)}", wait]
    first, said = steps.recording(node.prompt, node)
    second, says = steps.recording(node.replay, node, "again")
    return [f"Set(PROMPT={first}){said}", f"(again){app}(${{PROMPT}})", f"Set(PROMPT={second}){says}", wait]


def _tried(steps: Steps, node: model.Menu, counter: str, attempts: int, after: str | None) -> Lines:
    """Once more, or on after the last attempt."""
    if attempts == 1 and not (node.attempts and node.attempts.apart):
        return [steps.go(after)]
    limit = f"$[${{{counter}}} >= {attempts}]"
    return [f"Set({counter}=$[${{{counter}}} + 1])", f"GotoIf({limit}?{steps.place(after)})", "Goto(s,again)"]


def _ask(steps: Steps, node: model.Ask) -> Lines:
    times = listening(node, steps.tree.defaults)
    if node.invalid is not None or node.invalid_prompt is not None or times.attempts.invalid > 1:
        steps.unsaid.say("a dialplan alone cannot tell a right entry from a wrong one; any entry goes on", node.name)
    if times.digit_gap != times.timeout and (node.digits or 2) > 1:
        steps.unsaid.say("the wait for a first and for a further digit is one and the same at a question", node.name)
    variable = slug(node.data or node.name, "_").upper()
    file, comment = ("", "") if _is_silent(node.prompt) else steps.recording(node.prompt, node)
    given = f"{variable},{file},{node.digits or ''},,{times.attempts.no_input},{_seconds(times.timeout)}"
    empty = '$["${READSTATUS}" = "TIMEOUT"]' if node.digits else f'$["${{{variable}}}" = ""]'
    return steps.exten(
        "s", [f"Read({given}){comment}", f"GotoIf({empty}?{steps.place(node.no_input)})", steps.go(node.next)]
    )


def _hours(steps: Steps, node: model.HoursCheck) -> Lines:
    ways = [("open", node.open)]
    if node.holiday is not None:
        ways.append(("holiday", node.holiday))
    if node.hours is None or node.hours not in steps.tree.hours:
        steps.unsaid.say("which hours decide is not known; set the variable HOURS to open or closed", node.name)
        call: Lines = []
    else:
        routine = steps.schedules.get(node.hours)
        if routine is None:
            taken = (*steps.names.values(), *steps.schedules.values())
            routine = steps.schedules[node.hours] = slugs([f"hours {node.hours}"], taken=taken)[f"hours {node.hours}"]
        call = [f"Gosub({routine},s,1)"]
    asked = [f'GotoIf($["${{HOURS}}" = "{way}"]?{steps.place(to)})' for way, to in ways]
    return steps.exten("s", [*call, *asked, steps.go(node.closed)])


def _branch(steps: Steps, node: model.Branch) -> Lines:
    if not node.cases:
        return steps.exten("s", ["Hangup()"])
    variable = slug(node.decides or node.name, "_").upper()
    steps.unsaid.say("what decides is a variable that something outside the dialplan has to set", node.name)
    *asked, last = node.cases
    lines = [f'GotoIf($["${{{variable}}}" = "{_answer(case.name)}"]?{steps.place(case.to)})' for case in asked]
    return steps.exten("s", [*lines, f"{steps.go(last.to)} ; {on_one_line(last.name)}"])


def _answer(name: str) -> str:
    """An answer as a variable has it: as it is written, if a condition can hold that."""
    return name if re.fullmatch(r"[\w.+-]+", name, re.ASCII) else slug(name)


def _channel(steps: Steps, who: str) -> str:
    steps.phones = True
    return f"PJSIP/{slug(who)}"


def _ring(steps: Steps, node: model.Ring) -> Lines:
    seconds = node.ring_for if node.ring_for is not None else steps.tree.defaults.ring_for
    if node.members == ():
        steps.unsaid.say("a group of nobody's phones is a wait to Asterisk", node.name)
        return steps.exten("s", [f"Wait({_seconds(seconds)})", steps.go(node.no_answer)])
    phones = "&".join(dict.fromkeys(_channel(steps, who) for who in node.members or (node.name,)))
    lines = [f"Dial({phones},{_seconds(seconds)})"]
    if node.busy is not None and node.busy != node.no_answer:
        lines.append(f'GotoIf($["${{DIALSTATUS}}" = "BUSY"]?{steps.place(node.busy)})')
    return steps.exten("s", [*lines, steps.go(node.no_answer)])


def _queue(steps: Steps, node: model.Queue) -> Lines:
    name = steps.names[node.name]
    limit = "" if node.max_wait is None else f",,,,{_seconds(node.max_wait)}"
    lines = [f"Queue({name}{limit})"]
    if node.no_agents is not None:
        nobody = steps.place(node.no_agents)
        lines += [f'GotoIf($["${{QUEUESTATUS}}" = "{status}"]?{nobody})' for status in _EMPTY]
    if node.full is not None or node.capacity is not None:
        lines.append(f'GotoIf($["${{QUEUESTATUS}}" = "FULL"]?{steps.place(node.full)})')
    found = steps.exten("s", [*lines, steps.go(node.overflow)])
    exits = [option for option in node.exits if len(option.key) == 1]
    for option in set(node.exits) - set(exits):
        steps.unsaid.say(f"a key of several digits cannot leave a queue ({option.key})", node.name)
    if exits or node.callback:
        found += ["", f"[{name}--keys] ; keys that leave {on_one_line(node.name)}"]
        for option in exits:
            found += steps.exten(option.key, [steps.go(option.to)])
        if node.callback:
            found += steps.exten(node.callback, _called_back(steps, node.name, node.who or node.name))
    steps.queues += _settings(steps, node, name, bool(exits or node.callback))
    return found


def _settings(steps: Steps, node: model.Queue, name: str, has_keys: bool) -> Lines:
    """The queue in queues.conf."""
    lines = [f"[{name}] ; {on_one_line(node.who or node.name)}", "strategy=leastrecent"]
    lines += [f"context={name}--keys"] if has_keys else []
    lines += [f"maxlen={node.capacity}"] if node.capacity is not None else []
    lines += ["joinempty=no", "leavewhenempty=yes"] if node.no_agents is not None else ["joinempty=yes"]
    lines += ["announce-holdtime=yes", "announce-frequency=60"] if node.announces_wait else []
    lines += [f"periodic-announce-frequency={_seconds(node.message_every)}"] if node.message_every else []
    members = [_channel(steps, f"{name}-{number}") for number in range(1, min(node.agents or 0, _MOST_AGENTS) + 1)]
    return [*lines, *(f"member => {member}" for member in members), ""]


def _voicemail(steps: Steps, node: model.Voicemail) -> Lines:
    number = steps.box_number(node.box or node.name, node.capacity)
    _, comment = steps.recording(node.greeting, node, "greeting")
    option = "s" if _is_silent(node.greeting) else "u"
    lines = steps.exten("s", [f"VoiceMail({number}@default,{option}){comment}", "Hangup()"])
    ways = {"0": "o", "*": "a"}
    for exit_key in node.exits:
        if exit_key.key in ways:
            lines += steps.exten(ways[exit_key.key], [steps.go(exit_key.to)])
        else:
            steps.unsaid.say(f"only 0 and * can leave a mailbox, not {exit_key.key}", node.name)
    return lines


def _called_back(steps: Steps, step: str, who: str) -> Lines:
    steps.unsaid.say("a promised call back needs a script of the office's own (callback-request.agi)", step)
    return [f"AGI(callback-request.agi,{slug(who)})", "Hangup()"]


def _callback(steps: Steps, node: model.Callback) -> Lines:
    return steps.exten("s", _called_back(steps, node.name, node.who or node.name))


def _self_service(steps: Steps, node: model.SelfService) -> Lines:
    prompt = node.does if node.seconds is None else node.does._replace(seconds=node.seconds, measured=None)
    steps.unsaid.say("what the system settles by itself is an announcement to Asterisk", node.name)
    if not (prompt.text or prompt.audio):
        return steps.exten("s", [f"Wait({_seconds(prompt.seconds or 0)})", steps.go(node.next)])
    return steps.exten("s", [steps.played("Playback", prompt, node), steps.go(node.next)])


def _transfer(steps: Steps, node: model.Transfer) -> Lines:
    number = dialled(node.number) if is_dialable(node.number) else slug(node.number or node.name)
    if not is_dialable(node.number):
        steps.unsaid.say("a place outside without a number cannot be dialled; put the number in", node.name)
    seconds = node.ring_for if node.ring_for is not None else steps.tree.defaults.ring_for
    lines = [f"Dial(PJSIP/{number}@trunk,{_seconds(seconds)})"]
    return steps.exten("s", [*lines, steps.go(node.no_answer)])


def _hangup(steps: Steps, node: model.Hangup) -> Lines:
    said = [] if not (node.prompt.text or node.prompt.audio) else [steps.played("Playback", node.prompt, node)]
    return steps.exten("s", [*said, "Hangup()"])


_WRITERS: Final[Mapping[type[Node], Callable[[Steps, Any], Lines]]] = {  # Any: each kind has its own
    model.Say: _say,
    model.Menu: _menu,
    model.Ask: _ask,
    model.HoursCheck: _hours,
    model.Branch: _branch,
    model.Ring: _ring,
    model.Queue: _queue,
    model.Voicemail: _voicemail,
    model.Callback: _callback,
    model.SelfService: _self_service,
    model.Transfer: _transfer,
    model.Hangup: _hangup,
}
assert set(KEYS) >= {"0", "*"}
