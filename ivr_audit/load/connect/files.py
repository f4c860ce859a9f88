"""The flows in Amazon Connect's files: exports of both generations, alone or wrapped by the tools that install them.

A wrapper holds the flow as an object or as a text: the answer of the programming interface, a Terraform or
CloudFormation template. Templates may have `${...}` in them, with quotes that are no JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from ivr_audit.load.connect import legacy as connect_legacy
from ivr_audit.load.connect.blocks import Arm, Block, Flow, Way, mapping, said
from ivr_audit.load.duplicates import stands_twice
from ivr_audit.load.folder import Folder
from ivr_audit.load.json_places import Path, Places, Where, parse, value_of
from ivr_audit.place import InputError, Place, Problem

_DEEPEST_WRAPPER = 8
_TEMPLATE: Final = re.compile(r"\$\{[^{}\n]*\}")
_DIRECTIVE: Final = re.compile(r"%\{[^{}\n]*\}")


class _Found(NamedTuple):
    """A flow as JSON, where it stands, and what its wrapper says about it."""

    value: Any
    path: Path
    wrapper: Mapping[str, Any]


class _Within:
    """Places in a text that is itself a value of a file: its line, and the way inside as a route."""

    def __init__(self, outer: Place) -> None:
        self.outer = outer

    def __getitem__(self, path: Path) -> Place:
        route = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
        return self.outer._replace(route=f"{self.outer.route or f'line {self.outer.line}'}: {route.lstrip('.')}")


def flows_of(folder: Folder, name: str) -> list[Flow]:
    """Every flow of a file. Raises InputError if it cannot be read, or has a flow that cannot."""
    text, path = folder.text(name), folder.path(name)
    value, places = _parsed(text, path)
    return list(_flows(value, places, name, {}))


def _parsed(text: str, path: str) -> tuple[Any, Places]:
    try:
        return parse(text, path)
    except InputError:
        plain = _without_templates(text)
        if plain == text:
            raise
        return parse(plain, path)


def _flows(value: Any, places: Where, name: str, around: Mapping[str, Any], depth: int = 0) -> Iterator[Flow]:
    for number, found in enumerate(_shaped(value, around)):
        if isinstance(found.value, str):
            outer = places[found.path]
            if depth > 1:
                continue
            try:
                inner = value_of(found.value, outer.file)
            except InputError as error:
                said_so = [Problem(outer, f"the flow in this text cannot be read: {p}") for p in error.problems]
                raise InputError([p._replace(message=_without_file(p.message, outer)) for p in said_so]) from error
            yield from _flows(inner, _Within(outer), f"{name}#{number}", found.wrapper, depth + 1)
        else:
            key = f"{name}#{number}" if number else name
            yield _flow(found, places, key)


def _without_file(message: str, outer: Place) -> str:
    return message.replace(f"{outer.file}:", "line ", 1)


def _shaped(value: Any, around: Mapping[str, Any]) -> Iterator[_Found]:
    """Flows, and texts that may be flows, at any depth of wrappers; in the order of the file."""
    waiting: list[tuple[Any, Path, Mapping[str, Any]]] = [(value, (), around)]
    while waiting:
        one, path, wrapper = waiting.pop()
        if len(path) > _DEEPEST_WRAPPER:
            continue
        if isinstance(one, dict):
            if isinstance(one.get("Actions"), list) and "StartAction" in one:
                yield _Found(one, path, wrapper)
                continue
            if isinstance(one.get("modules"), list) and "start" in one:
                yield _Found(one, path, wrapper)
                continue
            about = {**wrapper, **one} if {"Name", "name", "Id", "Arn"} & one.keys() else wrapper
            waiting += [(inner, (*path, key), about) for key, inner in reversed(one.items())]
        elif isinstance(one, list):
            waiting += [(inner, (*path, index), wrapper) for index, inner in reversed(list(enumerate(one)))]
        elif isinstance(one, str) and one.lstrip()[:1] == "{" and ("StartAction" in one or '"modules"' in one):
            yield _Found(one, path, wrapper)


def _flow(found: _Found, places: Where, key: str) -> Flow:
    value, path, wrapper = found
    legacy = "modules" in value and "StartAction" not in value
    blocks = _by_ident(_legacy_blocks(value, places, path) if legacy else _blocks(value, places, path))
    about = mapping(value.get("metadata" if legacy else "Metadata"))
    stem = PurePosixPath(key.partition("#")[0]).name
    stem = re.sub(r"(\.json|\.tftpl|\.tpl|\.template|\.txt)+$", "", stem, flags=re.IGNORECASE)
    name = said(about.get("name")) or said(wrapper.get("Name")) or said(wrapper.get("name")) or stem
    idents = [said(wrapper.get(word)) for word in ("Arn", "Id", "arn", "id", "ContactFlowArn")]
    kind = said(about.get("type")) or said(wrapper.get("Type")) or said(wrapper.get("type"))
    if kind.startswith("AWS::"):
        kind = "module" if kind.endswith("Module") else ""
    return Flow(
        key=key,
        name=" ".join(name.split()) or stem,
        type=kind or (said(value.get("type")) if legacy else ""),
        start=said(value.get("start" if legacy else "StartAction")),
        blocks=blocks,
        place=places[path],
        known_as=tuple(dict.fromkeys(one for one in (name, stem, *idents) if one)),
    )


def _legacy_blocks(value: Mapping[str, Any], places: Where, path: Path) -> Iterator[Block]:
    for index, module in enumerate(value["modules"]):
        if isinstance(module, dict):
            block = connect_legacy.block(module, places, (*path, "modules", index))
            if block is not None:
                yield block


def _by_ident(blocks: Iterator[Block]) -> dict[str, Block]:
    """The blocks of a flow by their identifiers. Raises InputError where one stands twice."""
    found: dict[str, Block] = {}
    problems: list[Problem] = []
    for block in blocks:
        first = found.setdefault(block.ident, block)
        if first is not block:
            problems.append(stands_twice("block", block.ident, first.place, block.place))
    if problems:
        raise InputError(problems)
    return found


def _blocks(value: Mapping[str, Any], places: Where, path: Path) -> Iterator[Block]:
    about = mapping(mapping(value.get("Metadata")).get("ActionMetadata"))
    for index, action in enumerate(value["Actions"]):
        if not isinstance(action, dict) or not isinstance(action.get("Identifier"), str):
            continue
        ident = action["Identifier"]
        yield _block(action, mapping(about.get(ident)), places, (*path, "Actions", index))


def _block(action: Mapping[str, Any], about: Mapping[str, Any], places: Where, path: Path) -> Block:
    transitions = mapping(action.get("Transitions"))
    there: Path = (*path, "Transitions")
    errors: dict[str, Way] = {}
    arms: list[Arm] = []
    for index, found in enumerate(_listed(transitions.get("Errors"))):
        error = mapping(found)
        if way := _way(error, places, (*there, "Errors", index)):
            errors.setdefault(said(error.get("ErrorType")), way)
    for index, found in enumerate(_listed(transitions.get("Conditions"))):
        condition = mapping(mapping(found).get("Condition"))
        if way := _way(mapping(found), places, (*there, "Conditions", index)):
            operator = said(condition.get("Operator"))
            arms += [Arm(operator, said(one), way) for one in _listed(condition.get("Operands"))]
    return Block(
        ident=action["Identifier"],
        type=said(action.get("Type")),
        params=mapping(action.get("Parameters")),
        place=places[path],
        next=_way(transitions, places, there),
        errors=errors,
        arms=tuple(arms),
        names=_shown(mapping(about.get("parameters"))),
        friendly=about.get("isFriendlyName") is True or not re.fullmatch(r"[0-9a-f-]{32,36}", action["Identifier"]),
    )


def _shown(parameters: Mapping[str, Any]) -> dict[str, str]:
    """The display names of what the parameters name, those of event hooks by hook."""
    found: dict[str, str] = {}
    for param, about in parameters.items():
        if name := said(mapping(about).get("displayName")):
            found[param] = name
        elif param == "EventHooks":
            found |= _shown(mapping(about))
    return found


def _way(holder: Mapping[str, Any], places: Where, path: Path) -> Way | None:
    to = holder.get("NextAction")
    return Way(to, places[(*path, "NextAction")]) if isinstance(to, str) and to else None


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _without_templates(text: str) -> str:
    """The text, of the same length, with `${...}` as JSON can have it: quotes in it apart, and alone a text."""
    if "${" not in text and "%{" not in text:
        return text
    text = _DIRECTIVE.sub(lambda found: " " * len(found[0]), text)
    pieces: list[str] = []
    end, inside = 0, False
    for found in _TEMPLATE.finditer(text):
        before = text[end : found.start()]
        inside ^= len(re.findall(r'(?<!\\)(?:\\\\)*"', before)) % 2 == 1
        words = found[0].replace('\\"', "''").replace('"', "'").replace("\\", "/")
        pieces += [before, words if inside else f'"{words[1:-1]}"']
        end = found.end()
    return "".join([*pieces, text[end:]])
