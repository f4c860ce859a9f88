"""Flows that the older Amazon Connect console exported."""

from __future__ import annotations

from typing import Any

from connect_flows import (
    first,
    only,
    tree_from,
    ways,
)

from ivr_audit.model import Ask, Attempts, Branch, HoursCheck, Menu, Queue, Transfer


def module(ident: str, kind: str, ways_on: dict[str, str], target: str = "", **params: Any) -> dict[str, Any]:
    """A block as the older console exported it; a branch `=1` is the key 1, a value (name, namespace) an attribute."""
    branches = [
        {"condition": "Evaluate", "conditionType": "Equals", "conditionValue": name[1:], "transition": to}
        if name.startswith("=")
        else {"condition": name, "transition": to}
        for name, to in ways_on.items()
    ]
    given = [
        {"name": name, "value": value[0], "namespace": value[1]}
        if isinstance(value, tuple)
        else {"name": name, "value": value}
        for name, value in params.items()
    ]
    return {"id": ident, "type": kind, "target": target, "branches": branches, "parameters": given, "metadata": {}}


def legacy(*modules: dict[str, Any], name: str = "Old") -> dict[str, Any]:
    about = {"name": name, "type": "contactFlow"}
    end = module("end", "Disconnect", {})
    return {
        "modules": [*modules, end],
        "version": "1",
        "type": "contactFlow",
        "start": modules[0]["id"],
        "metadata": about,
    }


def test_older_menu_with_retries_and_queue() -> None:
    tree = tree_from(
        {
            "Old": legacy(
                module("hours", "CheckHoursOfOperation", {"True": "menu", "False": "end", "Error": "end"}),
                module(
                    "menu",
                    "GetUserInput",
                    {"=1": "set", "=2": "out", "Timeout": "loop", "NoMatch": "loop", "Error": "end"},
                    "Digits",
                    Text="For service, press 1.",
                    TextToSpeechType="text",
                    Timeout="5",
                    MaxDigits="1",
                ),
                module("loop", "Loop", {"Looping": "menu", "Complete": "end"}, LoopCount="2"),
                module("set", "SetQueue", {"Success": "queue", "Error": "end"}, Queue="arn:x/queue/Service"),
                module("queue", "Transfer", {"AtCapacity": "full", "Error": "end"}, "Queue"),
                module("full", "PlayPrompt", {"Success": "end"}, Text="All busy.", TextToSpeechType="text"),
                module("out", "Transfer", {"Error": "end"}, "PhoneNumber", PhoneNumber="+15550100", BlindTransfer=True),
            )
        }
    )
    assert only(tree, HoursCheck).closed == "hangup"
    found = only(tree, Menu)
    assert found.attempts == Attempts(3, 3, apart=False)
    assert ways(found) == {"1": "Service", "2": "transfer to +15550100", "silence": "hangup", "wrong": "hangup"}
    assert only(tree, Queue).full == "All busy."
    assert only(tree, Transfer).number == "+15550100"


def test_older_store_and_attribute_make_a_menu() -> None:
    tree = tree_from(
        {
            "Old": legacy(
                module(
                    "in", "StoreUserInput", {"Success": "what", "Error": "end"}, Text="Enter.", Timeout="6", MaxDigits=1
                ),
                module(
                    "what",
                    "CheckAttribute",
                    {"=1": "a", "=Timeout": "b", "NoMatch": "end"},
                    Attribute="Stored customer input",
                    Namespace="System",
                ),
                module("a", "PlayPrompt", {"Success": "end"}, Text=("greeting", "External"), TextToSpeechType="text"),
                module("b", "PlayPrompt", {"Success": "end"}, Text="Nothing.", TextToSpeechType="text"),
            )
        }
    )
    found = only(tree, Menu)
    assert ways(found) == {"1": 'text from "greeting"', "silence": "Nothing.", "wrong": "hangup"}
    assert found.no_input_timeout == 6


def test_older_callback() -> None:
    tree = tree_from(
        {
            "Old": legacy(
                module(
                    "in",
                    "StoreUserInput",
                    {"Success": "set", "InvalidNumber": "bad", "Error": "end"},
                    Text="Your number?",
                    CustomerInputType="PhoneNumber",
                    Timeout="6",
                ),
                module(
                    "set",
                    "SetCallBackNumber",
                    {"Success": "call", "InvalidPhoneNumber": "bad", "NonDialableNumber": "bad"},
                    CallBackNumber=("Stored customer input", "System"),
                ),
                module("call", "CreateCallback", {"Success": "end", "Error": "end"}),
                module("bad", "PlayPrompt", {"Success": "in"}, Text="Wrong.", TextToSpeechType="text"),
            )
        }
    )
    assert ways(only(tree, Ask)) == {"given": "callback (the queue)", "silence": "Wrong.", "wrong": "Wrong."}


def test_older_waiting_flow_and_hook() -> None:
    hold = legacy(
        module("music", "LoopPrompts", {"Timeout": "bye"}, Text="Please wait.", InterruptSeconds=45),
        module("bye", "PlayPrompt", {"Success": "end"}, Text="Goodbye.", TextToSpeechType="text"),
        name="Hold",
    )
    hold["type"] = hold["metadata"]["type"] = "customerQueue"
    hook = module(
        "hook", "SetEventHook", {"Success": "queue", "Error": "end"}, Type="CustomerQueue", ContactFlowId="Hold"
    )
    main = legacy(hook, module("queue", "Transfer", {"AtCapacity": "end", "Error": "end"}, "Queue"))
    found = first(tree_from({"a": main, "b": hold}))
    assert isinstance(found, Queue)
    assert (found.max_wait, found.overflow, found.message_every) == (45, "Goodbye.", 45)


def test_older_staffing_check_and_channel() -> None:
    tree = tree_from(
        {
            "Old": legacy(
                module(
                    "ch", "CheckAttribute", {"=CHAT": "end", "NoMatch": "st"}, Attribute="Channel", Namespace="System"
                ),
                module("st", "CheckStaffing", {"True": "a", "False": "end", "Error": "end"}, Status="Available"),
                module("a", "PlayPrompt", {"Success": "end"}, Text="A.", TextToSpeechType="text"),
            )
        }
    )
    found = first(tree)
    assert isinstance(found, Branch)
    assert (found.decides, [case.name for case in found.cases]) == ("people free", ["True", "False"])
