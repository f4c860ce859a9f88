"""The tree of a flow against the flow itself, carried out widget by widget with its variables as Twilio does."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from studio_flows import AGENT, BOX, RING, flow, gather, keys, say, setting, split, widget

from ivr_audit import model
from ivr_audit.load.folder import Folder
from ivr_audit.load.twilio_studio import reader as twilio_studio

KEYS = "123456789*0"
ENDS = {"ring": RING, "agent": AGENT, "box": BOX}
MOST = 60


def carried_out(made: dict[str, Any], pressed: list[str | None]) -> str:
    """Where a call ends: the phone, queue or box, "end" if the flow ends, "for ever" if it never does."""
    states = {state["name"]: state for state in made["states"]}
    variables: dict[str, int] = {}
    digits: dict[str, str] = {}
    presses = list(pressed)
    at = next(way["next"] for way in states["Trigger"]["transitions"] if way["event"] == "incomingCall")
    for _ in range(MOST * 20):
        state = states[at]
        ways = {way["event"]: way.get("next") for way in state["transitions"] if way["event"] != "match"}
        if at in ENDS:
            return str(at)
        if state["type"] == "gather-input-on-call":
            key = presses.pop(0) if presses else None
            if key is not None:
                digits[f"{{{{widgets.{at}.Digits}}}}"] = key
            onward = ways["timeout"] if key is None else ways["keypress"]
        elif state["type"] == "set-variables":
            for one in state["properties"]["variables"]:
                plus = "plus" in one["value"]
                variables[one["key"]] = variables.get(one["key"], 0) + 1 if plus else int(one["value"])
            onward = ways["next"]
        elif state["type"] == "split-based-on":
            text = state["properties"]["input"]
            value = digits.get(text, "") if "widgets" in text else str(variables.get("n" if ".n}" in text else "m", 0))
            onward = next(
                (
                    way.get("next")
                    for way in state["transitions"]
                    for one in way.get("conditions", ())
                    if (int(value) < int(one["value"]) if one["type"] == "less_than" else value == one["value"])
                ),
                ways["noMatch"],
            )
        else:
            onward = next(iter(ways.values()))
        if onward is None:
            return "end"
        at = onward
    return "for ever"


def walked(tree: model.PhoneTree, pressed: list[str | None]) -> str | None:
    """Where the same call ends in the tree; None if it comes back to a menu of which only some failures are counted.

    A tree counts anew at each visit, a flow goes on counting.
    """
    visited: set[str] = set()
    presses = list(pressed)
    at: str | None = tree.entries[0].node
    for _ in range(MOST * 20):
        if at is None or at == "hangup":
            return "end"
        if at in ENDS:
            return at
        node = tree.nodes[at]
        if isinstance(node, model.Menu):
            if at in visited and node.attempts is not None and node.attempts.apart:
                return None
            visited.add(at)
            at = _menu(node, presses)
        elif isinstance(node, model.Ask):
            key = presses.pop(0) if presses else None
            at = node.no_input if key is None else node.next
        elif isinstance(node, model.Say):
            at = node.next
        else:
            assert isinstance(node, model.Hangup), node
            return "end"
    return "for ever"


def _menu(node: model.Menu, presses: list[str | None]) -> str | None:
    """Where a menu leads, with its attempts."""
    silent = wrong = 0
    attempts = node.attempts
    assert attempts is not None
    options = {option.key: option.to for option in node.options}
    while True:
        key = presses.pop(0) if presses else None
        if key in options:
            return options[key]
        silent, wrong = silent + (key is None), wrong + (key is not None)
        if not attempts.apart and silent + wrong >= attempts.no_input:
            return node.no_input if key is None else node.invalid
        if attempts.apart and key is None and silent >= attempts.no_input:
            return node.no_input
        if attempts.apart and key is not None and wrong >= attempts.invalid:
            return node.invalid


@st.composite
def offices(draw: st.DrawFn) -> dict[str, Any]:
    """A menu with or without counters, perhaps with words in between, whose keys lead to other menus or to ends."""
    ends = st.sampled_from([*ENDS, "words", None])
    most = {name: str(draw(st.integers(1, 4))) for name in "nm"}
    failed = st.sampled_from(["sorry", "count_n", "count_m", "menu", *ENDS, None])
    made: dict[str, Any] = {
        "begin": setting("menu", n="0", m="0") if draw(st.booleans()) else say("Hello.", "menu"),
        "menu": gather("Press a key.", draw(st.sampled_from(["which", "log"])), draw(failed)),
        "log": widget("make-http-request", {"success": "which", "failed": "which"}),
        "which": keys("menu", draw(failed), k1=draw(ends), k2="second", k3=draw(ends)),
        "second": gather("Press another.", "which_2", draw(ends)),
        "which_2": keys("second", draw(ends), k1=draw(ends), k4=draw(ends)),
        "sorry": say("Sorry.", draw(st.sampled_from(["count_n", "count_m", "menu"]))),
        "words": say("A moment.", draw(st.sampled_from([*ENDS, None]))),
        **ENDS,
    }
    for name in "nm":
        made[f"count_{name}"] = setting(f"look_{name}", **{name: f"{{{{flow.variables.{name} | plus: 1}}}}"})
        cases = [("less_than", most[name], "menu")]
        made[f"look_{name}"] = split(f"{{{{flow.variables.{name}}}}}", cases, draw(ends))
    return flow("begin", **made)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(made=offices(), pressed=st.lists(st.sampled_from([*KEYS, None, None]), max_size=8))
def test_tree_ends_where_the_flow_does(made: dict[str, Any], pressed: list[str | None]) -> None:
    folder = Folder(None, "", {"f": json.dumps(made).encode()})
    tree, problems = twilio_studio.read(folder, ["f"], None)
    assert tree is not None, problems
    end = walked(tree, pressed)
    assume(end is not None)
    assert end == carried_out(made, pressed)
