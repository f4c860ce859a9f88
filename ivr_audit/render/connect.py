"""A tree as Amazon Connect flows, in the flow language of 2019-10-30: one flow that answers calls, and one for each
group of people, which callers hear while they wait.

Connect knows no ring groups: people are agents of a queue, and only the flow for waiting callers can end a wait. What
follows an unanswered wait is written into that flow, because flows for waiting callers cannot go to another flow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ivr_audit import model
from ivr_audit.callgraph import Listening, listening
from ivr_audit.model import HANGUP, Node, PhoneTree, Prompt
from ivr_audit.render.connect_blocks import STORED, Flow, name_of
from ivr_audit.render.export import Export, Unsaid, dialled, is_dialable, named, on_one_line, slug, slugs

_SYSTEM: Final = "Amazon Connect"
_HOLDS: Final = "waiting-for-"
_MOST_BLOCKS = 50_000
"""Of all flows together; what follows a wait is written out for each queue."""
_MESSAGE = 120
"""Seconds that a caller has for a message."""
_LEAVES: Final = (
    "queues, hours, recordings and flows stand under their names; put the addresses (ARN) of the office's own in"
)
_SAID: Final[Mapping[str, frozenset[str]]] = {
    "say": frozenset({"next"}),
    "menu": frozenset({"options", "no_input", "invalid", "attempts", "no_input_timeout", "inter_digit_timeout",
                       "invalid_prompt"}),
    "ask": frozenset({"digits", "next", "no_input", "attempts", "no_input_timeout", "inter_digit_timeout"}),
    "hours": frozenset({"open", "closed"}),
    "branch": frozenset({"cases"}),
    "ring": frozenset({"ring_for", "no_answer"}),
    "queue": frozenset({"max_wait", "overflow", "full"}),
    "voicemail": frozenset({"greeting"}),
    "callback": frozenset(),
    "self_service": frozenset({"next"}),
    "transfer": frozenset({"ring_for", "no_answer"}),
    "hangup": frozenset(),
}  # fmt: skip
"""The fields of each kind that a flow has a place for."""


def texts(tree: PhoneTree) -> Export:
    """The flows by file name, that which answers calls first, and a sentence for everything they cannot say."""
    unsaid = Unsaid(_SYSTEM)
    unsaid.tree(tree)
    flows = _Flows(tree, unsaid)
    for node in tree.nodes.values():
        unsaid.fields_of(node, _SAID[node.kind])
    main = _Writing(flows, Flow(on_one_line(tree.name), "contactFlow"))
    if tree.entries:
        main.flow.start = main.to(tree.entries[0].node)
    main.finish()
    if len(tree.entries) > 1:
        others = named(entry.node for entry in tree.entries[1:])
        unsaid.say(f"a flow has one beginning; numbers that lead to {others} need a flow of their own")
    while flows.waiting:
        flows.waiting.pop()()
    if flows.holds:
        unsaid.say(
            f"how long callers wait and phones ring, and what follows, stands in flows of their own ({_HOLDS}...); put"
            " them into one folder with the first"
        )
    unsaid.say(_LEAVES)
    written = {f"{slug(tree.name)}.json": main.flow.text()}
    written |= {f"{slug(flow.name)}.json": flow.text() for flow in flows.holds.values()}
    return Export(written, unsaid.sentences())


class _Flows:
    """All flows of a tree: the names of its steps, and the flows for waiting callers, written when all are known.

    A name with two dashes is that of a further block of a step; no step has one.
    """

    def __init__(self, tree: PhoneTree, unsaid: Unsaid) -> None:
        self.tree, self.unsaid = tree, unsaid
        self.names = slugs(tree.nodes, taken=["hang-up"])
        self.holds: dict[str, Flow] = {}
        self.waiting: list[Callable[[], None]] = []
        self.blocks = 0

    def hold(self, node: model.Ring | model.Queue, seconds: float | None, after: str | None) -> str:
        """The name of the flow that callers hear who wait for the people of a node."""
        name = f"{_HOLDS}{self.names[node.name]}"
        if name not in self.holds:
            flow = self.holds[name] = Flow(name, "customerQueue")
            self.waiting.append(lambda: self._write_hold(flow, node, seconds, after))
        return name

    def _write_hold(self, flow: Flow, node: Node, seconds: float | None, after: str | None) -> None:
        writing = _Writing(self, flow)
        music: dict[str, Any] = {"Messages": [{"PromptId": "CustomerQueue.wav"}]}  # Any: JSON
        conditions: list[tuple[str, str]] = []
        if seconds is not None:
            music["InterruptFrequencySeconds"] = str(max(1, round(seconds)))
            if self.blocks > _MOST_BLOCKS:
                self.unsaid.say(
                    "what follows the wait is too much to be written out once more; the call ends", node.name
                )
                after = None
            conditions.append(("MessagesInterrupted", writing.to(after)))
        ends = writing.to(None)
        flow.start = flow.add(
            "hold--music", "MessageParticipantIteratively", music, next_one=None, conditions=conditions,
            errors={"NoMatchingError": ends}, shown={"PromptId": "CustomerQueue.wav"},
        )  # fmt: skip
        writing.finish()


class _Writing:
    """One flow while the steps that calls come to in it are written."""

    def __init__(self, flows: _Flows, flow: Flow) -> None:
        self.flows, self.flow = flows, flow
        self.tree, self.unsaid = flows.tree, flows.unsaid
        self._hangs_up = False
        self._named: dict[str, None] = {}
        self._waiting: list[Node] = []

    def to(self, target: str | None) -> str:
        """The block that a target begins with; its step is written later."""
        node = self.tree.nodes.get(target or HANGUP)
        if node is None:
            if not self._hangs_up:
                self._hangs_up = True
                self.flow.add("hang-up", "DisconnectParticipant", {}, next_one=None)
            return "hang-up"
        if node.name not in self._named:
            self._named[node.name] = None
            self._waiting.append(node)
        return self.flows.names[node.name]

    def finish(self) -> None:
        """Write every step that was named."""
        while self._waiting:
            node = self._waiting.pop()
            before = len(self.flow.actions)
            _WRITERS[type(node)](self, node, self.flows.names[node.name])
            self.flows.blocks += len(self.flow.actions) - before

    def message(self, name: str, prompt: Prompt, to: str, step: str) -> str:
        """A block that speaks; one with nothing to say waits no time."""
        return self.flow.add(name, "MessageParticipant", self.heard(prompt, step), next_one=to,
                             errors={"NoMatchingError": to}, shown=_shown(prompt))  # fmt: skip

    def heard(self, prompt: Prompt, step: str) -> dict[str, Any]:  # Any: JSON
        """What a block says or plays; nothing in a text is something to fill in."""
        if prompt.text:
            if prompt.seconds is not None or prompt.measured is not None:
                self.unsaid.say("how long a text takes is left to the voice that reads it", step)
            return {"Text": re.sub(r"\$(?=[.{])|\{(?=\{)", r"\g<0> ", prompt.text)}
        if prompt.audio:
            return {"PromptId": name_of(prompt.audio)}
        return {"SSML": f'<speak><break time="{prompt.seconds or 0:g}s"/></speak>'}

    def whole(self, seconds: float, step: str) -> str:
        """Seconds as Connect has them: whole, at least one, and written as text."""
        if seconds != max(1, round(seconds)):
            self.unsaid.say("waits are whole seconds, 1 at least", step)
        return str(max(1, round(seconds)))

    def tries(self, node: model.Menu | model.Ask, name: str, times: Listening, invalid: str | None) -> tuple[str, str]:
        """Where silence and a wrong entry lead: to a block that counts, or on."""
        silent, wrong = times.attempts.no_input, times.attempts.invalid
        together = not times.attempts.apart and (invalid or HANGUP) == (node.no_input or HANGUP)
        if not times.attempts.apart and not together and silent > 1 and isinstance(node, model.Menu):
            self.unsaid.say("silence and wrong keys are counted apart where they lead to different places", node.name)
        first = self._counter(f"{name}--tries" if together else f"{name}--silent", silent, name, node.no_input)
        second = first if together else self._counter(f"{name}--wrong", wrong, name, invalid)
        return first, second

    def _counter(self, name: str, attempts: int, again: str, after: str | None) -> str:
        if attempts == 1:
            return self.to(after)
        done = self.to(after)
        return self.flow.add(
            name, "Loop", {"LoopCount": str(attempts - 1)}, next_one=done,
            conditions=[("ContinueLooping", again), ("DoneLooping", done)],
        )  # fmt: skip


def _shown(prompt: Prompt) -> dict[str, str]:
    return {"PromptId": prompt.audio} if prompt.audio and not prompt.text else {}


def _say(writing: _Writing, node: model.Say, name: str) -> None:
    writing.message(name, node.prompt, writing.to(node.next), node.name)


def _menu(writing: _Writing, node: model.Menu, name: str) -> None:
    times = listening(node, writing.tree.defaults)
    invalid = node.no_input if node.invalid is None else node.invalid
    silent, wrong = writing.tries(node, name, times, invalid)
    if node.invalid_prompt is not None and (node.invalid_prompt.text or node.invalid_prompt.audio):
        wrong = writing.message(f"{name}--sorry", node.invalid_prompt, wrong, node.name)
    keys = [(option.key, writing.to(option.to)) for option in node.options]
    ends = writing.to(None)
    heard = {**writing.heard(node.prompt, node.name),
             "InputTimeLimitSeconds": writing.whole(times.timeout, node.name)}  # fmt: skip
    if all(len(key) == 1 for key, _ in keys):
        writing.flow.add(
            name, "GetParticipantInput", {**heard, "StoreInput": "False"}, next_one=None, conditions=keys,
            errors={"InputTimeLimitExceeded": silent, "NoMatchingCondition": wrong, "NoMatchingError": ends},
            shown=_shown(node.prompt),
        )  # fmt: skip
        return
    longest = max(len(key) for key, _ in keys)
    compare = writing.flow.add(
        f"{name}--keys", "Compare", {"ComparisonValue": STORED}, next_one=None, conditions=[("Timeout", silent), *keys],
        errors={"NoMatchingCondition": wrong},
    )  # fmt: skip
    stored = _stored(longest, writing.whole(times.digit_gap, node.name))
    writing.flow.add(name, "GetParticipantInput", {**heard, **stored}, next_one=compare,
                     errors={"NoMatchingError": ends}, shown=_shown(node.prompt))  # fmt: skip


def _stored(digits: int, gap: str) -> dict[str, Any]:  # Any: JSON
    return {
        "StoreInput": "True",
        "InputValidation": {"CustomValidation": {"MaximumLength": str(digits)}},
        "DTMFConfiguration": {"InterdigitTimeLimitSeconds": gap},
    }


def _ask(writing: _Writing, node: model.Ask, name: str) -> None:
    times = listening(node, writing.tree.defaults)
    if node.invalid is not None or node.invalid_prompt is not None or times.attempts.apart:
        writing.unsaid.say("a flow alone cannot tell a right entry from a wrong one; any entry goes on", node.name)
    silent, _ = writing.tries(node, name, times, node.no_input)
    kept = f"{name}--entry"
    attributes = {"Attributes": {slug(node.data or node.name, "_"): STORED}}
    to = writing.to(node.next)
    writing.flow.add(kept, "UpdateContactAttributes", attributes, next_one=to, errors={"NoMatchingError": to})
    compare = writing.flow.add(f"{name}--given", "Compare", {"ComparisonValue": STORED}, next_one=None,
                               conditions=[("Timeout", silent)], errors={"NoMatchingCondition": kept})  # fmt: skip
    heard = {**writing.heard(node.prompt, node.name),
             "InputTimeLimitSeconds": writing.whole(times.timeout, node.name)}  # fmt: skip
    given = {**heard, **_stored(min(node.digits or 20, 20), writing.whole(times.digit_gap, node.name))}
    writing.flow.add(name, "GetParticipantInput", given, next_one=compare, errors={"NoMatchingError": writing.to(None)},
                     shown=_shown(node.prompt))  # fmt: skip


def _hours(writing: _Writing, node: model.HoursCheck, name: str) -> None:
    shown = node.hours or "the office's hours"
    zone = writing.tree.timezone
    told = writing.tree.hours.get(node.hours or "")
    parts = "times, dates and holidays" if told is None or told.holiday is not None else "times and dates"
    writing.unsaid.say(f'the {parts} of the hours "{shown}" ({zone}) have to be set in Amazon Connect')
    closed = writing.to(node.closed)
    writing.flow.add(
        name, "CheckHoursOfOperation", {"HoursOfOperationId": name_of(shown)}, next_one=None,
        conditions=[("True", writing.to(node.open)), ("False", closed)], errors={"NoMatchingError": closed},
        shown={"HoursOfOperationId": shown},
    )  # fmt: skip


def _branch(writing: _Writing, node: model.Branch, name: str) -> None:
    writing.unsaid.say("what decides is an attribute that code of the office's own has to set", node.name)
    *asked, last = node.cases or (None,)
    other = writing.to(last.to if last is not None else None)
    conditions = [(on_one_line(case.name), writing.to(case.to)) for case in asked if case is not None]
    value = f"$.Attributes.{slug(node.decides or node.name, '_')}"
    writing.flow.add(name, "Compare", {"ComparisonValue": value}, next_one=None, conditions=conditions,
                     errors={"NoMatchingCondition": other})  # fmt: skip


def _ring(writing: _Writing, node: model.Ring, name: str) -> None:
    writing.unsaid.say("a group of ringing phones is a queue to Amazon Connect", node.name)
    seconds = node.ring_for if node.ring_for is not None else writing.tree.defaults.ring_for
    _transfer_to_queue(writing, node, name, seconds, node.no_answer)


def _queue(writing: _Writing, node: model.Queue, name: str) -> None:
    _transfer_to_queue(writing, node, name, node.max_wait, node.overflow, node.full)


def _transfer_to_queue(
    writing: _Writing, node: model.Ring | model.Queue, name: str, seconds: float | None, after: str | None,
    full: str | None = None,
) -> None:  # fmt: skip
    flow, who = writing.flow, on_one_line(node.who or node.name)
    hold = writing.flows.hold(node, seconds, after)
    ends = writing.to(after)
    errors = {"NoMatchingError": ends, **({"QueueAtCapacity": writing.to(full)} if full is not None else {})}
    inside = flow.type == "customerQueue"
    queue: dict[str, Any] = {"QueueId": name_of(who)}  # Any: JSON
    last = "DequeueContactAndTransferToQueue" if inside else "TransferContactToQueue"
    flow.add(f"{name}--transfer", last, queue if inside else {}, next_one=ends, errors=errors,
             shown={"QueueId": who} if inside else {})  # fmt: skip
    flow.add(f"{name}--waiting", "UpdateContactEventHooks", {"EventHooks": {"CustomerQueue": hold}},
             next_one=f"{name}--transfer", errors={"NoMatchingError": ends}, hooks={"CustomerQueue": hold})  # fmt: skip
    flow.add(name, "UpdateContactTargetQueue", queue, next_one=f"{name}--waiting", errors={"NoMatchingError": ends},
             shown={"QueueId": who})  # fmt: skip


def _voicemail(writing: _Writing, node: model.Voicemail, name: str) -> None:
    writing.unsaid.say(
        "messages need code of the office's own that takes the recorded sound and passes it on", node.name
    )
    ends = writing.to(None)
    greeting = {
        **writing.heard(node.greeting, node.name),
        "InputTimeLimitSeconds": str(_MESSAGE),
        "StoreInput": "False",
    }
    writing.flow.add(
        f"{name}--message", "GetParticipantInput", greeting, next_one=None,
        errors={"InputTimeLimitExceeded": ends, "NoMatchingCondition": ends, "NoMatchingError": ends},
        shown=_shown(node.greeting),
    )  # fmt: skip
    streams = {
        "MediaStreamingState": "Enabled",
        "MediaStreamType": "Audio",
        "Participants": [{"ParticipantType": "Customer", "MediaDirections": ["To", "From"]}],
    }
    writing.flow.add(name, "UpdateContactMediaStreamingBehavior", streams, next_one=f"{name}--message",
                     errors={"NoMatchingError": f"{name}--message"})  # fmt: skip


def _callback(writing: _Writing, node: model.Callback, name: str) -> None:
    flow, who, ends = writing.flow, on_one_line(node.who or node.name), writing.to(None)
    call = {"InitialCallDelaySeconds": "60", "MaximumConnectionAttempts": "2", "RetryDelaySeconds": "600"}
    flow.add(f"{name}--call", "CreateCallbackContact", call, next_one=ends, errors={"NoMatchingError": ends})
    number = {"CallbackNumber": "$.CustomerEndpoint.Address"}
    flow.add(
        f"{name}--number", "UpdateContactCallbackNumber", number, next_one=f"{name}--call",
        errors={"InvalidCallbackNumber": f"{name}--call", "CallbackNumberNotDialable": f"{name}--call"},
    )  # fmt: skip
    flow.add(name, "UpdateContactTargetQueue", {"QueueId": name_of(who)}, next_one=f"{name}--number",
             errors={"NoMatchingError": ends}, shown={"QueueId": who})  # fmt: skip


def _self_service(writing: _Writing, node: model.SelfService, name: str) -> None:
    writing.unsaid.say("what the system settles by itself is an announcement in the flow", node.name)
    writing.message(name, node.does, writing.to(node.next), node.name)


def _transfer(writing: _Writing, node: model.Transfer, name: str) -> None:
    number = dialled(node.number) if is_dialable(node.number) else name_of(node.number or node.name)
    if not is_dialable(node.number):
        writing.unsaid.say("a place outside without a number cannot be dialled; put the number in", node.name)
    seconds = node.ring_for if node.ring_for is not None else writing.tree.defaults.ring_for
    ends = writing.to(None)
    errors = {"NoMatchingError": ends}
    if node.no_answer is not None:
        missed = writing.to(node.no_answer)
        errors |= {"CallFailed": missed, "ConnectionTimeLimitExceeded": missed}
    call = {
        "ThirdPartyPhoneNumber": number,
        "ThirdPartyConnectionTimeLimitSeconds": writing.whole(seconds, node.name),
        "ContinueFlowExecution": "True" if node.no_answer is not None else "False",
    }
    writing.flow.add(name, "TransferParticipantToThirdParty", call, next_one=ends, errors=errors)


def _hangup(writing: _Writing, node: model.Hangup, name: str) -> None:
    if node.prompt.text or node.prompt.audio:
        writing.message(name, node.prompt, writing.to(None), node.name)
    else:
        writing.flow.add(name, "DisconnectParticipant", {}, next_one=None)


_WRITERS: Final[Mapping[type[Node], Callable[[_Writing, Any, str], None]]] = {  # Any: each kind has its own
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
