"""Twilio Studio flows in a few words, for tests: each function is one widget, `flow` puts them together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ivr_audit import model
from ivr_audit.load import read
from ivr_audit.model import PhoneTree


def widget(kind: str, ways: dict[str, str | None], **properties: Any) -> dict[str, Any]:
    """A widget with its transitions by event; None: the flow ends there."""
    transitions = [{"event": event} | ({"next": to} if to else {}) for event, to in ways.items()]
    return {"type": kind, "transitions": transitions, "properties": properties}


def say(text: str, to: str | None = None, **more: Any) -> dict[str, Any]:
    """Say something and go on."""
    return widget("say-play", {"audioComplete": to}, say=text, loop=1, **more)


def gather(text: str, key: str | None, timeout: str | None = None, speech: str | None = None, **more: Any) -> Any:
    """Gather keys, one digit unless said otherwise."""
    properties = {"say": text, "loop": 1, "timeout": 5, "number_of_digits": 1, "finish_on_key": "#"} | more
    properties = {name: value for name, value in properties.items() if value is not None}
    return widget("gather-input-on-call", {"keypress": key, "speech": speech, "timeout": timeout}, **properties)


def split(text: str, cases: list[tuple[str, str, str | None]], otherwise: str | None = None) -> dict[str, Any]:
    """Split on a Liquid text; each case is a comparison, its value and where it leads."""
    transitions: list[dict[str, Any]] = [{"event": "noMatch"} | ({"next": otherwise} if otherwise else {})]
    for how, value, to in cases:
        condition = {"type": how, "value": value, "friendly_name": value, "arguments": [text]}
        transitions.append({"event": "match", "conditions": [condition]} | ({"next": to} if to else {}))
    return {"type": "split-based-on", "transitions": transitions, "properties": {"input": text}}


def keys(menu: str, otherwise: str | None = None, /, **to: str | None) -> dict[str, Any]:
    """Split on the keys pressed in a menu: `k1="sales"`."""
    cases = [("equal_to", key.removeprefix("k"), where) for key, where in to.items()]
    return split(f"{{{{widgets.{menu}.Digits}}}}", cases, otherwise)


def setting(to: str | None, **variables: str) -> dict[str, Any]:
    """Set variables and go on."""
    return widget("set-variables", {"next": to}, variables=[{"key": k, "value": v} for k, v in variables.items()])


def flow(
    first: str | None, /, parent: str | None = None, description: str = "Office", **widgets: Any
) -> dict[str, Any]:
    """A flow whose incoming calls begin at `first`."""
    trigger = widget("trigger", {"incomingMessage": None, "incomingCall": first, "incomingParent": parent})
    states = [{"name": "Trigger"} | trigger, *({"name": name} | made for name, made in widgets.items())]
    return {"description": description, "states": states, "initial_state": "Trigger", "flags": {}}


def tree_of(made: Any, folder: Path, name: str = "flow.json", start: str | None = None) -> PhoneTree:
    """The tree of a flow, by way of its file."""
    (folder / name).write_text(json.dumps(made, indent=1), encoding="utf-8")
    tree, problems = read(folder / name, start=start)
    assert tree is not None, problems
    assert not problems
    return tree


def ways(menu: model.Node) -> dict[str, str]:
    """Where each key of a menu leads."""
    assert isinstance(menu, model.Menu)
    return {option.key: option.to for option in menu.options}


def menu_of(made: object, folder: Path, name: str = "menu") -> model.Menu:
    """A menu of a flow."""
    node = tree_of(made, folder).nodes[name]
    assert isinstance(node, model.Menu)
    return node


def ring_of(made: object, folder: Path, name: str = "ring") -> model.Ring:
    """Phones that ring in a flow."""
    node = tree_of(made, folder).nodes[name]
    assert isinstance(node, model.Ring)
    return node


RING = widget("connect-call-to", {"callCompleted": None, "hangup": None}, noun="number", to="+15550100", timeout=25)
BOX = widget("record-voicemail", {"recordingComplete": None, "noAudio": None, "hangup": None})
AGENT = widget("send-to-flex", {"callComplete": None, "failedToEnqueue": None, "callFailure": None}, workflow="WW1")
