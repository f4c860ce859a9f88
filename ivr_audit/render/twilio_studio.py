"""A tree as a Twilio Studio flow: the JSON of a flow definition, which its console and its interface import.

A menu is a widget that gathers keys, a split that looks at them, and, where the menu is played more than once, a
variable that counts. `timeout` is the only failure a gathering widget knows: wrong keys come back as keys.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ivr_audit import model
from ivr_audit.callgraph import Listening, listening
from ivr_audit.model import HANGUP, Node, PhoneTree, Prompt
from ivr_audit.render.export import Export, Unsaid, dialled, is_dialable, named, on_one_line, slug, slugs
from ivr_audit.words import json_text

State = dict[str, Any]  # Any: JSON
_SYSTEM: Final = "Twilio Studio"
_TRIGGER: Final = "Trigger"
_ELSEWHERE: Final = "https://example.com"
"""Stands where the office's own code has to be named."""
_SAID: Final[Mapping[str, frozenset[str]]] = {
    "say": frozenset({"next"}),
    "menu": frozenset({"options", "extensions", "no_input", "invalid", "attempts", "no_input_timeout", "barge_in",
                       "replay", "invalid_prompt", "accepts"}),
    "ask": frozenset({"digits", "next", "no_input", "attempts", "no_input_timeout", "barge_in", "replay"}),
    "hours": frozenset({"open", "closed", "holiday"}),
    "branch": frozenset({"cases"}),
    "ring": frozenset({"ring_for", "no_answer", "busy", "members"}),
    "queue": frozenset({"max_wait", "overflow", "full"}),
    "voicemail": frozenset({"greeting"}),
    "callback": frozenset(),
    "self_service": frozenset({"next"}),
    "transfer": frozenset({"no_answer"}),
    "hangup": frozenset(),
}  # fmt: skip
"""The fields of each kind that a flow has a place for."""


def texts(tree: PhoneTree) -> Export:
    """The flow, and a sentence for everything that it cannot say."""
    unsaid = Unsaid(_SYSTEM)
    unsaid.tree(tree)
    flow = _Flow(tree, unsaid)
    for node in tree.nodes.values():
        unsaid.fields_of(node, _SAID[node.kind])
        _WRITERS[type(node)](flow, node)
    if len(tree.entries) > 1:
        others = named(entry.node for entry in tree.entries[1:])
        unsaid.say(f"a flow has one beginning; numbers that lead to {others} need a flow of their own")
    first = flow.to(tree.entries[0].node) if tree.entries else None
    trigger = {
        "name": _TRIGGER,
        "type": "trigger",
        "transitions": [{"event": "incomingMessage"}, _way("incomingCall", first), {"event": "incomingRequest"}],
        "properties": {"offset": {"x": 0, "y": 0}},
    }
    found = {
        "description": on_one_line(tree.name),
        "states": [trigger, *flow.states],
        "initial_state": _TRIGGER,
        "flags": {"allow_concurrent_calls": True},
    }
    return Export({"flow.json": json_text(found, indent=2) + "\n"}, unsaid.sentences())


def _way(event: str, to: str | None, conditions: list[State] | None = None) -> State:
    """A transition; one without `next` ends the flow, and so the call."""
    return {
        "event": event,
        **({"next": to} if to is not None else {}),
        **({"conditions": conditions} if conditions else {}),
    }


class _Flow:
    """The widgets of a flow while they are written."""

    def __init__(self, tree: PhoneTree, unsaid: Unsaid) -> None:
        self.tree, self.unsaid = tree, unsaid
        self.states: list[State] = []
        self.names = slugs(tree.nodes, "_", [_TRIGGER.lower()])
        self._taken = {_TRIGGER, *self.names.values()}
        self.begins = {
            node.name: self.named(node, what) for node in tree.nodes.values() if (what := _before(self, node))
        }
        """Where calls come to a node that has a widget before the one with its name."""

    def to(self, target: str | None) -> str | None:
        """The widget that a target begins with; None ends the call."""
        if target is None or target == HANGUP or target not in self.names:
            return None
        return self.begins.get(target, self.names[target])

    def named(self, node: Node, what: str) -> str:
        """The name of a further widget of a node."""
        base = f"{self.names[node.name]}_{what}"
        name, count = base, 1
        while name in self._taken:
            count += 1
            name = f"{base}_{count}"
        self._taken.add(name)
        return name

    def add(self, name: str, kind: str, ways: list[State], properties: State) -> str:
        """A widget. Returns its name."""
        place = {"x": 320 * (len(self.states) % 5), "y": 260 * (len(self.states) // 5 + 1)}
        self.states.append(
            {"name": name, "type": kind, "transitions": ways, "properties": {"offset": place, **properties}}
        )
        return name

    def say(self, name: str, prompt: Prompt, to: str | None, step: str) -> str:
        """A widget that speaks."""
        return self.add(name, "say-play", [_way("audioComplete", to)], {**self.heard(prompt, step), "loop": 1})

    def heard(self, prompt: Prompt, step: str) -> State:
        """What a widget says or plays."""
        if prompt.text:
            if prompt.seconds is not None or prompt.measured is not None:
                self.unsaid.say("how long a text takes is left to the voice that reads it", step)
            return {"say": _plain(prompt.text)}
        if prompt.audio:
            self.unsaid.say("recordings have to be put where Twilio can fetch them, and their addresses in", step)
            return {"play": f"{_ELSEWHERE}/{slug(prompt.audio)}.wav"}
        return {}

    def split(self, name: str, source: str, ways: list[tuple[str, str, str | None]], other: str | None) -> str:
        """A split on one value: how it is compared, with what, and where that leads."""
        asked = [
            _way("match", to, [{"friendly_name": value, "arguments": [source], "type": how, "value": value}])
            for how, value, to in ways
        ]
        return self.add(name, "split-based-on", [_way("noMatch", other), *asked], {"input": source})

    def counted(self, node: Node, what: str, counter: str, attempts: int, again: str, after: str | None) -> str | None:
        """A widget that counts an attempt, and leads on after the last one."""
        if attempts == 1:
            return after
        count, check = self.named(node, what), self.named(node, f"{what}_check")
        plus = {"key": counter, "value": f"{{{{flow.variables.{counter} | plus: 1}}}}"}
        self.add(count, "set-variables", [_way("next", check)], {"variables": [plus]})
        source = f"{{{{flow.variables.{counter}}}}}"
        self.split(check, source, [("greater_than", str(attempts - 1), after)], again)
        return count


def _plain(text: str) -> str:
    """A text that Twilio does not take for one with something to fill in."""
    return text.replace("{{", "{ {").replace("{%", "{ %")


def _before(flow: _Flow, node: Node) -> str:
    """What the widget does that calls come to before the one with the node's name; empty if there is none."""
    if isinstance(node, model.Menu | model.Ask):
        if _repeats(listening(node, flow.tree.defaults)):
            return "start"
        return "" if node.barge_in or not (node.prompt.text or node.prompt.audio) else "prompt"
    if isinstance(node, model.Voicemail):
        return "greeting" if node.greeting.text or node.greeting.audio else ""
    return "hours" if isinstance(node, model.HoursCheck) else ""


def _repeats(times: Listening) -> bool:
    return max(times.attempts.no_input, times.attempts.invalid) > 1


def _say(flow: _Flow, node: model.Say) -> None:
    flow.say(flow.names[node.name], node.prompt, flow.to(node.next), node.name)


_SIGNS: Final = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", "*": r"\*"}


def _menu(flow: _Flow, node: model.Menu) -> None:
    times = listening(node, flow.tree.defaults)
    name = flow.names[node.name]
    again, (silent, wrong) = _begun(flow, node, times)
    invalid = node.no_input if node.invalid is None else node.invalid
    on_silence = flow.counted(node, "silent", silent, times.attempts.no_input, again, flow.to(node.no_input))
    on_wrong = flow.counted(node, "wrong", wrong, times.attempts.invalid, again, flow.to(invalid))
    if node.invalid_prompt is not None and (node.invalid_prompt.text or node.invalid_prompt.audio):
        on_wrong = flow.say(flow.named(node, "sorry"), node.invalid_prompt, on_wrong, node.name)
    ways = [("equal_to", option.key, flow.to(option.to)) for option in node.options]
    longest = max((len(option.key) for option in node.options), default=1)
    for one in node.extensions:
        ways.append(("regex", f"^{''.join(_SIGNS.get(sign, sign) for sign in one.pattern.upper())}$", flow.to(one.to)))
        longest = max(longest, len(one.pattern))
    keys = flow.split(flow.named(node, "keys"), f"{{{{widgets.{name}.Digits}}}}", ways, on_wrong)
    finish = "" if any("#" in option.key for option in node.options) else "#"
    _gather(flow, node, times, keys, on_silence, longest, finish)
    if longest > 1 and times.digit_gap != times.timeout:
        flow.unsaid.say("the wait for a first and for a further digit is one and the same", node.name)


def _begun(flow: _Flow, node: model.Menu | model.Ask, times: Listening) -> tuple[str, tuple[str, str]]:
    """Widgets before the one that gathers: counters set to 0, a prompt during which keys do not count. Returns where
    the next attempt begins, and the variables that count silence and wrong entries."""
    name = flow.names[node.name]
    again = name
    if not node.barge_in and (node.prompt.text or node.prompt.audio):
        is_first = flow.begins.get(node.name, "").endswith("prompt")
        again = flow.begins[node.name] if is_first else flow.named(node, "prompt")
        flow.say(again, node.prompt, name, node.name)
    counters = (f"{name}_silent", f"{name}_wrong") if times.attempts.apart else (f"{name}_tries", f"{name}_tries")
    if _repeats(times):
        zero = [{"key": counter, "value": "0"} for counter in dict.fromkeys(counters)]
        flow.add(flow.begins[node.name], "set-variables", [_way("next", again)], {"variables": zero})
    return again, counters


def _gather(
    flow: _Flow, node: model.Menu | model.Ask, times: Listening, keys: str | None, silence: str | None, digits: int,
    finish: str,
) -> None:  # fmt: skip
    heard = flow.heard(node.prompt, node.name) if node.barge_in else {}
    if node.replay is not None and node.replay.text and "say" in heard and _repeats(times):
        counter = f"{flow.names[node.name]}_{'silent' if times.attempts.apart else 'tries'}"
        first = f"{{% if flow.variables.{counter} == 0 %}}{heard['say']}"
        heard = {"say": f"{first}{{% else %}}{_plain(node.replay.text)}{{% endif %}}"}
    seconds = max(1, round(times.timeout))
    if seconds != times.timeout:
        flow.unsaid.say("waits for a key are whole seconds, 1 at least", node.name)
    speech = isinstance(node, model.Menu) and node.accepts != "keys"
    if speech:
        flow.unsaid.say("what callers can say has to be put into the split behind the menu", node.name)
    flow.add(
        flow.names[node.name],
        "gather-input-on-call",
        [_way("keypress", keys), _way("speech", keys if speech else None), _way("timeout", silence)],
        {**heard, "timeout": seconds, "number_of_digits": digits, "finish_on_key": finish, "loop": 1,
         "stop_gather": True},
    )  # fmt: skip


def _ask(flow: _Flow, node: model.Ask) -> None:
    times = listening(node, flow.tree.defaults)
    if node.invalid is not None or node.invalid_prompt is not None or times.attempts.apart:
        flow.unsaid.say("a flow alone cannot tell a right entry from a wrong one; any entry goes on", node.name)
    again, (silent, _) = _begun(flow, node, times)
    silence = flow.counted(node, "silent", silent, times.attempts.no_input, again, flow.to(node.no_input))
    name = flow.names[node.name]
    entry = {"key": slug(node.data or node.name, "_"), "value": f"{{{{widgets.{name}.Digits}}}}"}
    kept = flow.named(node, "entry")
    flow.add(kept, "set-variables", [_way("next", flow.to(node.next))], {"variables": [entry]})
    _gather(flow, node, times, kept, silence, node.digits or 20, "#")


def _hours(flow: _Flow, node: model.HoursCheck) -> None:
    what = f'the hours "{node.hours}"' if node.hours else "the hours"
    zone = flow.tree.timezone
    told = flow.tree.hours.get(node.hours or "")
    answers = '"open", "closed" or "holiday"' if told is None or told.holiday is not None else '"open" or "closed"'
    flow.unsaid.say(f"code of the office's own has to answer {answers} for {what} ({zone})", node.name)
    name, code = flow.names[node.name], flow.begins[node.name]
    ways = [_way("success", name), _way("failed", name)]
    address = f"{_ELSEWHERE}/hours?of={slug(node.hours or node.name)}"
    flow.add(code, "make-http-request", ways,
             {"method": "GET", "url": address,
              "content_type": "application/x-www-form-urlencoded;charset=utf-8"})  # fmt: skip
    asked: list[tuple[str, str, str | None]] = [("equal_to", "open", flow.to(node.open))]
    if node.holiday is not None:
        asked.append(("equal_to", "holiday", flow.to(node.holiday)))
    flow.split(name, f"{{{{widgets.{code}.parsed.hours}}}}", asked, flow.to(node.closed))


def _branch(flow: _Flow, node: model.Branch) -> None:
    flow.unsaid.say("what decides is a variable that code of the office's own has to set", node.name)
    source = f"{{{{flow.variables.{slug(node.decides or node.name, '_')}}}}}"
    *asked, last = node.cases or (None,)
    ways = [("equal_to", on_one_line(case.name), flow.to(case.to)) for case in asked if case is not None]
    flow.split(flow.names[node.name], source, ways, flow.to(last.to) if last is not None else None)


def _ring(flow: _Flow, node: model.Ring) -> None:
    name = flow.names[node.name]
    members = node.members or ()
    numbers = [dialled(member) for member in members if is_dialable(member)]
    if numbers and len(numbers) == len(members):
        who: State = {"noun": "number-multi" if len(numbers) > 1 else "number", "to": ",".join(numbers)}
    else:
        flow.unsaid.say("phones are called as clients named like their step; put the office's numbers there", node.name)
        who = {"noun": "client", "to": name}
    status = flow.named(node, "status")
    seconds = node.ring_for if node.ring_for is not None else flow.tree.defaults.ring_for
    busy = node.busy if node.busy is not None else node.no_answer
    flow.add(name, "connect-call-to", [_way("callCompleted", status)],
             {**who, "timeout": max(1, round(seconds)), "record": False,
              "caller_id": "{{contact.channel.address}}"})  # fmt: skip
    answers = [("equal_to", "completed", None), ("equal_to", "busy", flow.to(busy))]
    flow.split(status, f"{{{{widgets.{name}.DialCallStatus}}}}", answers, flow.to(node.no_answer))


def _queue(flow: _Flow, node: model.Queue) -> None:
    name = flow.names[node.name]
    where: State = {"queue_name": on_one_line(node.who or node.name)}
    if node.max_wait is not None:
        flow.unsaid.say("a limited wait needs a TaskRouter workflow of the office's own; put its name in", node.name)
        where = {"workflow": f"workflow-of-{slug(node.name)}", "timeout": round(node.max_wait)}
    ways = [_way("callComplete", flow.to(node.overflow)), _way("failedToEnqueue", flow.to(node.full))]
    flow.add(name, "enqueue-call", [*ways, _way("callFailure", None)], where)


def _voicemail(flow: _Flow, node: model.Voicemail) -> None:
    name = flow.names[node.name]
    if greeting := flow.begins.get(node.name):
        flow.say(greeting, node.greeting, name, node.name)
    flow.unsaid.say("nobody is told of a message until an address for recordings is put in", node.name)
    ways = [_way("recordingComplete", None), _way("noAudio", None), _way("hangup", None)]
    flow.add(name, "record-voicemail", ways,
             {"timeout": 5, "max_length": 300, "play_beep": True, "finish_on_key": "#", "transcribe": False,
              "recording_status_callback_url": ""})  # fmt: skip


def _callback(flow: _Flow, node: model.Callback) -> None:
    flow.unsaid.say("a promised call back needs code of the office's own; put its address in", node.name)
    ways = [_way("return", None), _way("timeout", None), _way("fail", None)]
    address = f"{_ELSEWHERE}/callback?who={slug(node.who or node.name)}"
    flow.add(flow.names[node.name], "add-twiml-redirect", ways, {"method": "POST", "url": address, "timeout": "14400"})


def _self_service(flow: _Flow, node: model.SelfService) -> None:
    flow.unsaid.say("what the system settles by itself is an announcement in the flow", node.name)
    if node.seconds is not None:
        flow.unsaid.say("how long a service takes is not in the flow", node.name)
    flow.say(flow.names[node.name], node.does, flow.to(node.next), node.name)


def _transfer(flow: _Flow, node: model.Transfer) -> None:
    name = flow.names[node.name]
    if is_dialable(node.number):
        who: State = {"noun": "number", "to": dialled(node.number)}
    else:
        flow.unsaid.say("a place outside without a number cannot be dialled; put the number in", node.name)
        who = {"noun": "sip", "to": f"sip:{slug(node.number or node.name)}@example.com"}
    seconds = max(1, round(node.ring_for if node.ring_for is not None else flow.tree.defaults.ring_for))
    if node.no_answer is None:
        flow.add(name, "connect-call-to", [_way("callCompleted", None)], {**who, "timeout": seconds})
        return
    status = flow.named(node, "status")
    flow.add(name, "connect-call-to", [_way("callCompleted", status)], {**who, "timeout": seconds})
    source = f"{{{{widgets.{name}.DialCallStatus}}}}"
    flow.split(status, source, [("equal_to", "completed", None)], flow.to(node.no_answer))


def _hangup(flow: _Flow, node: model.Hangup) -> None:
    flow.say(flow.names[node.name], node.prompt, None, node.name)


_WRITERS: Final[Mapping[type[Node], Callable[[_Flow, Any], None]]] = {  # Any: each kind has its own
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
