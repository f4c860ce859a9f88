"""Actions of an Archy file: what a task does one after another, and what a menu's choice does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ivr_audit.load.genesys_archy.flow import REFERENCE, SUB_MENUS, Flow, Frame, Writing
from ivr_audit.load.genesys_archy.menus import anybody, came_from, menu_ident, write_menu
from ivr_audit.load.genesys_archy.transfers import TRANSFERS
from ivr_audit.load.genesys_archy.values import Part, prompt
from ivr_audit.model import HANGUP, Ask, Branch, Case, Hangup, HoursCheck, Prompt, Say
from ivr_audit.place import InputError, Problem
from ivr_audit.words import list_words, nearest

_DEEPEST: Final = 30
_GONE: Final = "a step names a menu, task or flow that is not in these files"
_ONCE: Final = "a loop in a task is counted once, however often it runs"
_ENDS: Final = "a task that ends without handing the call on is taken to end the call"
_CODE: Final = "the outcome of data that a flow looks up or compares is not in the file, so every outcome is possible"
_SCHEDULES: Final = "the opening hours are kept in Genesys Cloud's schedules, not in the flow"
_QUIET: Final = frozenset({
    "updateData", "setParticipantData", "getParticipantData", "setLanguage", "setScreenPop", "setWrapupCode",
    "setPostFlow", "clearUtilizationLabel", "sendEvent", "trace",
    "setUtilizationLabel", "setExternalTag", "setWhisperAudio", "setUUIData", "setFlowOutcome", "initializeFlowOutcome",
    "addFlowMilestone", "enableParticipantRecord", "flushParticipantData", "detectSilence", "playAudioOnSilence",
    "setConversationData", "getConversationData",
})  # fmt: skip
_MODULES: Final = (
    "callCommonModule", "callBotFlow", "callDigitalBotFlow", "callLexBot", "callLexV2Bot", "callDialogflowBot",
    "callDialogflowCXBot", "callAudioConnector", "callBridge", "callSecureFlow",
)  # fmt: skip
_OUTCOMES: Final = {
    "callData": ("success",), "callBridgeAction": ("success",), "callBridge": ("success",),
    "dataTableLookup": ("found",), "findEmergencyGroup": ("found",), "findQueue": ("found",),
}  # fmt: skip
"""The outcome that is left out of a file where it only goes on with the next action."""


class Builder:
    """Writes flows action by action; every action leads to what follows it."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing

    def flow(self, flow: Flow) -> str:
        """What a call comes to that a flow answers: the greeting, then the menu or task that it starts with."""

        def write() -> None:
            reference = flow.part.get("startUpRef")
            piece = flow.found(reference.word) if reference else next(iter(flow.pieces), None)
            actions = flow.part.get("startUpTaskActions")
            if piece is not None:
                frame = Frame(flow, name, HANGUP)
                to = self.menu(flow, piece[1]) if piece[0] == "menu" else self.task(frame, piece[1])
            elif actions.items() and not reference:
                to = self.sequence(actions, Frame(flow, name, HANGUP), HANGUP)
            else:
                raise _no_start(flow)
            greeting = flow.part.first("initialGreeting", "initialAudio")
            if self.writing.say(name, greeting, to, "greeting") != name:
                self._begin_at(name, to, flow.part)

        name = f"{flow.file}/{flow.name}"
        return self.writing.begin(name, write)

    def menu(self, flow: Flow, ident: str) -> str:
        """The node of a menu, written later."""
        return self.writing.begin(menu_ident(flow, ident), lambda: write_menu(self, flow, ident))

    def task(self, frame: Frame, ident: str) -> str:
        """The first step of a task, written later; it returns to what `frame` says follows."""
        for called, begun in frame.tasks:
            if called == ident:
                return begun
        if len(frame.tasks) >= _DEEPEST:
            return self.writing.leaves(frame.flow.title(("task", ident)), frame.flow.pieces["task", ident].place)
        name = f"{frame.flow.file}/task {ident}, then {frame.after}, of {frame.menu}"
        inner = frame._replace(mark=name, loop="", tasks=(*frame.tasks, (ident, name)))

        def write() -> None:
            part = frame.flow.pieces["task", ident]
            self._begin_at(name, self.sequence(part.get("actions"), inner, inner.after), part)

        return self.writing.begin(name, write)

    def _begin_at(self, name: str, first: str, part: Part) -> None:
        if first == HANGUP:
            self.writing.draft.not_said(_ENDS)
            self.writing.draft.add(Hangup(name=name, place=part.place), f"{part.get('name').word or 'task'}: end")
        else:
            self.writing.draft.alias(name, first)

    def sequence(self, actions: Part, frame: Frame, after: str) -> str:
        """Where a call goes that comes to a list of actions."""
        steps = [one.single() for one in actions.items()]
        first = after
        for count in range(len(steps) - 1, -1, -1):
            kind, body = steps[count]
            first = self.action(kind, body, frame._replace(mark=f"{frame.mark}/{count + 1}"), first)
        return first

    def choice(self, kind: str, body: Part, frame: Frame, mark: str) -> str:
        """What a menu's choice leads to."""
        frame = frame._replace(mark=mark)
        if kind in SUB_MENUS:
            ident = frame.flow.inside.get(body.place)
            return self.menu(frame.flow, ident) if ident is not None else frame.menu
        if kind == "menuTask":
            inner = (body.get("task") or body).get("actions")
            reference = body.first("targetTaskRef", "taskRef")
            if reference:
                return self.jump(reference, frame._replace(after=HANGUP))
            target = self.sequence(inner, frame, HANGUP)
            if target == HANGUP:
                return self.ended(body, mark)
            return target
        if kind == "menuPreviousMenu":
            return came_from(self, frame.flow, frame.menu, body.place)
        if kind in ("menuRepeat", "menuRepeatMenu"):
            return frame.menu
        plain = kind.removeprefix("menu")
        return self.action(plain[:1].lower() + plain[1:], body, frame, HANGUP)

    def ended(self, body: Part, mark: str) -> str:
        """The end of a task that hands the call to nobody."""
        self.writing.draft.not_said(_ENDS)
        self.writing.draft.add(Hangup(name=mark, place=body.place), f"{body.get('name').word or 'task'}: end")
        return mark

    def action(self, kind: str, body: Part, frame: Frame, after: str) -> str:
        """Where a call goes that comes to one action."""
        if kind in TRANSFERS:
            return TRANSFERS[kind](self, body, frame, after)
        if kind in _ACTIONS:
            return _ACTIONS[kind](self, body, frame, after)
        if kind in _MODULES:
            self.writing.draft.not_said(
                f'what "{body.get("name").word or kind}" does with a caller is not in these files'
            )
        elif kind and kind not in _QUIET and not body.get("outputs"):
            self.writing.draft.not_said(f'an action that is not known was passed over: "{kind}"')
        return self._outcomes(kind, body, frame, after)

    def _outcomes(self, kind: str, body: Part, frame: Frame, after: str) -> str:
        """An action with outcomes that lead to actions of their own; those left out go on with the next action."""
        outputs = {name: part.get("actions") for name, part in body.get("outputs").members.items()}
        if not any(part.items() for part in outputs.values()):
            return after
        self.writing.draft.not_said(_CODE)
        named = {name.strip('"').lower() for name in outputs}
        ways = {name: self.output(part, frame, name, after) for name, part in outputs.items()}
        if not named & {"success", "found", "default", "complete", "out", "yes"}:
            ways = {_OUTCOMES.get(kind, ("otherwise",))[0]: after, **ways}
        return self.branch(frame.mark, body, body.get("name").word or kind, ways)

    def output(self, actions: Part, frame: Frame, name: str, after: str) -> str:
        """The actions of one outcome, and then what follows the action that has it."""
        return self.sequence(actions, frame._replace(mark=f"{frame.mark} {name}"), after)

    def branch(self, ident: str, body: Part, decides: str, ways: Mapping[str, str]) -> str:
        """Ways of which the file does not say which one is taken; one that all share is gone at once."""
        if len(set(ways.values())) == 1 and HANGUP not in ways.values():
            return next(iter(ways.values()))
        cases = tuple(Case(name.strip('"'), to, None, body.place, body.place) for name, to in ways.items())
        self.writing.draft.add(Branch(name=ident, place=body.place, decides=decides, cases=cases), decides)
        return ident

    def jump(self, reference: Part, frame: Frame) -> str:
        """The menu or task that a reference names."""
        found = frame.flow.found(reference.word)
        if found is None:
            self.writing.draft.not_said(_GONE)
            return self.writing.leaves(reference.word or "a step that is not named", reference.place)
        word, ident = found
        return self.menu(frame.flow, ident) if word == "menu" else self.task(frame, ident)

    def on_error(self, flow: Flow) -> str:
        """What a flow does when something went wrong: hang up, or go on elsewhere, mostly after some words."""
        if flow.file in self.writing.errors:
            return self.writing.errors[flow.file]
        settings = flow.part.get("settingsErrorHandling")
        if not settings:
            return HANGUP
        kind, body = settings.get("errorHandling").single()
        ident = self.writing.errors[flow.file] = f"{flow.file}/error"
        audio = settings.get("preHandlingAudio")
        reference = body.first("targetMenuRef", "targetTaskRef", "menuRef", "taskRef")
        if kind in ("", "disconnect") or not reference:
            heard = prompt(audio)
            self.writing.draft.add(Hangup(name=ident, place=settings.place, prompt=heard), "hangs up on an error")
            return ident
        to = self.jump(reference, Frame(flow, ident, HANGUP))
        if self.writing.say(ident, audio, to, "words on an error") != ident:
            self.writing.draft.alias(ident, to)
        return ident


def _no_start(flow: Flow) -> InputError:
    """A flow that names no menu and no task of its own to begin with."""
    reference = flow.part.get("startUpRef")
    if not reference:
        return InputError([Problem(flow.part.place, "this flow has no menu, no task and no startUpRef")])
    known = [ident for _, ident in flow.pieces]
    path = REFERENCE.search(reference.word)
    near = nearest(path[2] if path else reference.word, known)
    said = f'; did you mean "{near}"?' if near else f"; there are: {list_words(known[:8])}" if known else ""
    return InputError([Problem(reference.place, f'"{reference.word}" is no menu or task of this flow{said}')])


def _play(build: Builder, body: Part, frame: Frame, after: str) -> str:
    return build.writing.say(frame.mark, body.get("audio"), after, body.get("name").word or "recording")


def _wait(build: Builder, body: Part, frame: Frame, after: str) -> str:
    seconds = body.first("duration", "waitDuration", "timeout").seconds
    if not seconds:
        return after
    to = None if after == HANGUP else after
    build.writing.draft.add(Say(name=frame.mark, place=body.place, prompt=Prompt(seconds=seconds), next=to), "wait")
    return frame.mark


def _disconnect(build: Builder, body: Part, frame: Frame, after: str) -> str:
    build.writing.draft.add(Hangup(name=frame.mark, place=body.place), body.get("name").word or "Disconnect")
    return frame.mark


def _end(build: Builder, body: Part, frame: Frame, after: str) -> str:
    if frame.after == HANGUP:
        return build.ended(body, frame.mark)
    return frame.after


def _decision(build: Builder, body: Part, frame: Frame, after: str) -> str:
    ways = {name: build.output(body.get("outputs", name, "actions"), frame, name, after) for name in ("yes", "no")}
    build.writing.draft.not_said(_CODE)
    return build.branch(frame.mark, body, body.get("name").word or "decision", ways)


def _switch(build: Builder, body: Part, frame: Frame, after: str) -> str:
    _, kind = body.get("evaluate").single()
    given = kind.get("cases") or body.get("cases")
    ways: dict[str, str] = {}
    for count, one in enumerate(given.items(), 1):
        case = one.get("case") or one
        name = case.get("name").word or case.first("value", "condition").word or f"case {count}"
        ways[name if name not in ways else f"{name} ({count})"] = build.output(
            case.get("actions"), frame, f"case {count}", after
        )
    default = (kind.get("default") or body.get("outputs", "default")).get("actions")
    ways["otherwise"] = build.output(default, frame, "default", after)
    build.writing.draft.not_said(_CODE)
    return build.branch(frame.mark, body, body.get("name").word or "switch", ways)


def _schedules(build: Builder, body: Part, frame: Frame, after: str) -> str:
    """Open, closed, holiday, and an emergency that somebody declares."""
    outputs = body.get("outputs")
    names = ("active", "inactive") if outputs.first("active", "inactive") else ("open", "closed")
    ways = {name: build.output(outputs.get(name, "actions"), frame, name, after) for name in (*names, "holiday")}
    holiday = ways["holiday"] if outputs.get("holiday") else None
    build.writing.draft.not_said(_SCHEDULES)
    title = body.get("name").word or "opening hours"
    group = body.first("scheduleGroup", "schedule").named
    check = HoursCheck(
        name=f"{frame.mark} hours", place=body.place, open=_way(ways[names[0]]), closed=_way(ways[names[1]]),
        holiday=_way(holiday),
    )  # fmt: skip
    build.writing.draft.add(check, f"{title} ({group})" if group and group not in title else title)
    if not outputs.get("emergency"):
        return check.name
    emergency = build.output(outputs.get("emergency", "actions"), frame, "emergency", after)
    return build.branch(frame.mark, body, f"{title}: emergency", {"no emergency": check.name, "emergency": emergency})


def _call_task(build: Builder, body: Part, frame: Frame, after: str) -> str:
    outputs = body.get("outputs")
    default = outputs.get("default", "actions")
    back = build.output(default, frame, "back", after) if default.items() else after
    paths = [one.get("path") or one for one in outputs.get("paths").items()]
    ways = {"otherwise": back}
    for count, path in enumerate(paths, 1):
        ways[path.get("name").word or f"path {count}"] = build.output(
            path.get("actions"), frame, f"path {count}", after
        )
    if len(ways) > 1:
        build.writing.draft.not_said(_CODE)
        back = build.branch(f"{frame.mark} back", body, f"how {body.get('name').word or 'the task'} ended", ways)
    return build.jump(body.first("targetTaskRef", "targetMenuRef"), frame._replace(after=back))


def _jump(build: Builder, body: Part, frame: Frame, after: str) -> str:
    return build.jump(body.first("targetTaskRef", "targetMenuRef"), frame._replace(after=HANGUP, tasks=frame.tasks))


def _back(build: Builder, body: Part, frame: Frame, after: str) -> str:
    return frame.menu or build.ended(body, frame.mark)


def _loop(build: Builder, body: Part, frame: Frame, after: str) -> str:
    build.writing.draft.not_said(_ONCE)
    actions = body.get("outputs", "loop", "actions") or body.get("actions")
    return build.sequence(actions, frame._replace(mark=f"{frame.mark} loop", loop=after), after)


def _leave_loop(build: Builder, body: Part, frame: Frame, after: str) -> str:
    return frame.loop or after


def _collect(build: Builder, body: Part, frame: Frame, after: str) -> str:
    """Digits that the caller must give; how often they are asked for is not known."""
    outputs = body.get("outputs")
    success = build.output(outputs.get("success", "actions"), frame, "success", after)
    failure = build.output(outputs.get("failure", "actions"), frame, "failure", after)
    defaults = frame.flow.part.get("settingsActionDefaults", "collectInput")
    silent = body.get("noEntryTimeout").seconds
    between = body.get("interDigitTimeout").seconds
    digits = body.get("digits")
    count = digits.first("exact", "max", "maximum").count or digits.get("range").first("end", "max").count
    heard = prompt(body.first("inputAudio", "initialAudio", "audio", "prompt"))
    node = Ask(
        name=frame.mark, place=body.place, prompt=heard, data=body.get("name").word or None,
        digits=count or digits.count, next=_way(success), no_input=_way(failure), invalid=_way(failure),
        no_input_timeout=defaults.get("noEntryTimeout").seconds if silent is None else silent,
        inter_digit_timeout=defaults.get("interDigitTimeout").seconds if between is None else between,
    )  # fmt: skip
    build.writing.draft.add(node, body.get("name").word or "collect input")
    build.writing.draft.not_said("how often a caller is asked again for digits is not read from the flow; 3 is counted")
    return frame.mark


def _dial(build: Builder, body: Part, frame: Frame, after: str) -> str:
    """An extension or a name that is asked for and then called."""
    defaults = frame.flow.part.get("settingsActionDefaults", "dialByExtension")
    node = Ask(
        name=frame.mark, place=body.place, prompt=prompt(body.first("initialAudio", "inputAudio", "audio", "prompt")),
        data="the extension or name of a person", next=anybody(build, body.place), no_input=_way(after),
        inter_digit_timeout=defaults.get("interDigitTimeout").seconds,
    )  # fmt: skip
    build.writing.draft.add(node, body.get("name").word or "dial a person")
    return frame.mark


def _way(target: str | None) -> str | None:
    return None if target == HANGUP else target


_Act = Callable[[Builder, Part, Frame, str], str]
_ACTIONS: Final[Mapping[str, _Act]] = {
    "playAudio": _play, "wait": _wait, "disconnect": _disconnect, "endTask": _end, "endFlow": _disconnect,
    "endModule": _end, "decision": _decision, "switch": _switch, "evaluateSchedule": _schedules,
    "evaluateScheduleGroup": _schedules, "callTask": _call_task, "callMenu": _jump, "jumpToTask": _jump,
    "jumpToMenu": _jump, "previousMenu": _back, "repeatMenu": _back, "loop": _loop, "loopNext": _leave_loop,
    "loopExit": _leave_loop, "exitLoop": _leave_loop, "nextLoop": _leave_loop, "collectInput": _collect,
    "dialByExtension": _dial, "dialByName": _dial,
}  # fmt: skip
