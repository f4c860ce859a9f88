"""Flows of Genesys Cloud as Archy writes them to YAML, as far as they deal with calls (preview).

A flow is a greeting, menus with their choices, and tasks that are lists of actions. Which flow answers a number, and
at which hours, is set outside of all of them.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from ivr_audit.load.draft import Draft, TooLarge
from ivr_audit.load.folder import Folder
from ivr_audit.load.genesys_archy.actions import Builder
from ivr_audit.load.genesys_archy.flow import Flow, Frame, Writing
from ivr_audit.load.genesys_archy.values import Part
from ivr_audit.load.recognise import system_of
from ivr_audit.load.yaml_nodes import compose, decode
from ivr_audit.model import HANGUP, PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.words import list_words, or_known

_SYSTEM: Final = "genesys-archy"
_CALLS: Final = ("inboundCall", "inQueueCall", "outboundCall", "secureCall", "voice", "voicemail", "commonModule")
_PREVIEW: Final = (
    "this reader is a preview; it was tried on the vendor's sample flows, not on a real export of an office's own"
)
_NUMBERS: Final = (
    "which numbers lead to this flow, and whether another one answers when the office is closed or on holidays, is set "
    "in Genesys Cloud's call routing, not in the flow"
)
_TOO_LARGE: Final = "the tasks of this flow call each other so often that there is no end to it"


def read(folder: Folder, files: list[str], start: str | None) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree of the flows that answer calls; `start` is the name or file of a flow, or a menu or task in one."""
    source = folder.of(files)
    draft = Draft(source, _SYSTEM)
    flows: list[Flow] = []
    other: list[Problem] = []
    for name in files:
        try:
            _take(folder, name, flows, other)
        except InputError as error:
            draft.problems += error.problems
    if not draft.problems and not flows:
        draft.problems += other
    if draft.problems:
        return None, sorted(set(draft.problems))
    draft.not_said(_PREVIEW)
    given = len(flows)
    _take_beside(folder, files, flows)
    draft.problems += (problem for flow in flows for problem in flow.problems)
    build = Builder(Writing(draft, flows))
    try:
        entries = _entries(build, flows[:given], start, source)
        for name, ident, place in entries:
            draft.enter(name if len(entries) > 1 else "", ident, place)
        while build.writing.waiting:
            build.writing.waiting.popleft()()
    except TooLarge:
        return None, [Problem(Place(source), _TOO_LARGE)]
    except InputError as error:
        return None, list(error.problems)
    draft.not_said(_NUMBERS)
    return draft.finish(list_words([name for name, _, _ in entries[:3]]))


def _take(folder: Folder, name: str, flows: list[Flow], other: list[Problem]) -> None:
    """The flow of a file. Raises InputError if it cannot be read."""
    path = folder.path(name)
    root = Part(compose(decode(folder.content(name), path), path), path)
    for kind, part in root.members.items():
        if kind in _CALLS:
            flows.append(Flow(kind, part, name))
        elif part.get("startUpRef") or part.get("states"):
            other.append(Problem(part.place, f'this flow is not for calls: it is of the kind "{kind}"'))
    if not any(flow.file == name for flow in flows) and not any(problem.place.file == path for problem in other):
        other.append(Problem(Place(path), "there is no flow for calls in this file, such as inboundCall"))


def _take_beside(folder: Folder, files: list[str], flows: list[Flow]) -> None:
    """The flows that these hand calls to, from other files in the same folder."""
    wanted = {name for flow in flows for name in _flows_named(flow)} - {flow.name for flow in flows}
    if not wanted:
        return
    for name in folder.beside(files, ".yaml", ".yml"):
        beside: list[Flow] = []
        try:
            if system_of(folder.content(name)) == _SYSTEM:
                _take(folder, name, beside, [])
        except InputError:
            continue
        flows += [flow for flow in beside if flow.name in wanted]


def _entries(build: Builder, flows: list[Flow], start: str | None, source: str) -> list[tuple[str, str, Place]]:
    """What calls come to: its name, the node, and where it is said. Raises InputError for an unknown `start`."""
    if start is not None:
        return [_named(build, flows, start, source)]
    inbound = [flow for flow in flows if flow.kind == "inboundCall"] or flows
    named = {name for flow in inbound for name in _flows_named(flow)}
    first = [flow for flow in inbound if flow.name not in named] or inbound
    return [(flow.name, build.flow(flow), flow.part.place) for flow in first]


def _flows_named(flow: Flow) -> set[str]:
    """The flows that a flow hands calls to."""
    found: set[str] = set()
    waiting = [flow.part]
    while waiting:
        part = waiting.pop()
        target = part.first("targetFlow", "flow")
        if target and target.named != flow.name:
            found.add(target.named)
        waiting += [*part.members.values(), *part.items()]
    return found


def _named(build: Builder, flows: list[Flow], start: str, source: str) -> tuple[str, str, Place]:
    for flow in flows:
        if start in (flow.name, flow.file, PurePosixPath(flow.file).stem):
            return flow.name, build.flow(flow), flow.part.place
    for flow in flows:
        piece = flow.found(start)
        if piece is not None:
            word, ident = piece
            node = build.menu(flow, ident) if word == "menu" else build.task(Frame(flow, flow.file, HANGUP), ident)
            return flow.title(piece), node, flow.pieces[piece].place
    known = sorted({flow.name for flow in flows} | {flow.title(piece) for flow in flows for piece in flow.pieces})
    said = or_known(start, known)
    raise InputError([Problem(Place(source), f'no flow, menu or task is called "{start}"{said}')])
