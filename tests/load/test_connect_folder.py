"""Several Amazon Connect flows together, wrapped and templated ones, and callers who wait."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from connect_flows import (
    block,
    compare,
    first,
    flow,
    menu,
    only,
    read_files,
    say,
    set_queue,
    to_queue,
    tree_from,
    tree_of,
    ways,
)

from ivr_audit import load
from ivr_audit.model import Callback, Menu, Queue, Say, Transfer, Voicemail

ARN = "arn:aws:connect:eu:1:instance/i/contact-flow/"


def go(ident: str, reference: str) -> dict[str, Any]:
    return block(ident, "TransferToFlow", {"ContactFlowId": reference}, None, NoMatchingError="end")


def wrapped(one: dict[str, Any], name: str, ident: str, kind: str = "CONTACT_FLOW") -> dict[str, Any]:
    """A flow as the programming interface gives it."""
    return {
        "ContactFlow": {"Arn": f"{ARN}{ident}", "Id": ident, "Name": name, "Type": kind, "Content": json.dumps(one)}
    }


def test_transfer_to_another_flow_goes_on_there() -> None:
    tree = tree_from(
        {
            "a.json": flow(menu("main", {"1": "go"}, "end", "end"), go("go", f"{ARN}77")),
            "b.json": wrapped(flow(say("hello", "Second flow.", "end")), "Second", "77"),
        }
    )
    assert ways(only(tree, Menu))["1"] == "hello"
    assert [entry.node for entry in tree.entries] == ["main"]


@pytest.mark.parametrize(
    "reference",
    [
        "${module.flows.contact_flows_map['_0x_sales']}",
        "{{contactFlows._0x_sales.arn}}",
        "${aws_connect_contact_flow._0x_sales.arn}",
    ],
)
def test_transfer_by_a_name_to_be_filled_in(reference: str) -> None:
    tree = tree_from({"a.json": flow(go("go", reference)), "_0x_sales.json": flow(say("hello", "Sales.", "end"))})
    assert [entry.node for entry in tree.entries] == ["hello"]


def test_template_with_quotes_that_are_no_json() -> None:
    text = json.dumps(flow(menu("main", {"1": "go"}, "end", "end"), go("go", "REFERENCE")), indent=1)
    text = text.replace("REFERENCE", '${var.flows["_0x_sales"]}').replace('"5"', "${timeout}")
    tree = tree_from({"a.json.tftpl": text, "_0x_sales.json.tftpl": flow(say("hello", "Sales.", "end"))})
    found = only(tree, Menu)
    assert (ways(found)["1"], found.no_input_timeout) == ("hello", None)


def test_display_name_tells_which_flow_is_meant_and_a_flow_can_repeat_itself() -> None:
    again = {"go": {"parameters": {"ContactFlowId": {"displayName": "Main"}}}}
    tree = tree_from(
        {"x.json": flow(menu("main", {"9": "go"}, "end", "end"), go("go", f"{ARN}9"), name="Main", **again)}
    )
    assert ways(only(tree, Menu))["9"] == "main"


def test_flow_that_is_not_there_leaves_the_file() -> None:
    tree = tree_of(go("go", f"{ARN}billing"))
    found = first(tree)
    assert isinstance(found, Transfer)
    assert (found.name, found.answered_by) == ("leaves the file: billing", "unknown")
    assert any('"billing"' in sentence for sentence in tree.not_said)


def test_flow_that_code_chooses_and_a_voicemail_flow_elsewhere() -> None:
    assert only(tree_of(go("go", "$.External.nextFlow")), Transfer).number == 'a flow from "nextFlow"'
    assert only(tree_of(go("go", f"{ARN}Front desk voicemail")), Transfer).answered_by == "voicemail"


def test_cloudformation_and_terraform_wrappers() -> None:
    one = flow(say("hello", "Hello.", "end"))
    resources = {
        "Main": {"Type": "AWS::Connect::ContactFlow", "Properties": {"Name": "Main", "Content": json.dumps(one)}}
    }
    assert tree_from({"stack.json": {"Resources": resources}}).name == "Main"
    tree = tree_from({"one.json": {"Content": json.dumps(one)}})
    assert str(tree.nodes["hello"].place) == "one.json: line 2: Actions[0]"


def test_calls_come_in_where_no_other_flow_leads_to() -> None:
    files = {
        "b.json": flow(go("go", "c"), name="b"),
        "c.json": flow(say("sub", "Sub.", "end"), name="c"),
        "a.json": flow(say("alone", "Alone.", "end"), name="a"),
        "w.json": flow(say("psst", "Psst.", "stop"), block("stop", "EndFlowExecution"), kind="agentWhisper"),
    }
    assert [entry.node for entry in tree_from(files).entries] == ["alone", "sub"]
    assert [entry.node for entry in tree_from(files, start="C").entries] == ["sub"]


def test_flows_that_lead_to_each_other_begin_at_the_main_one() -> None:
    files = {
        "a.json": flow(menu("m1", {"1": "go"}, "end", "end"), go("go", "Main menu"), name="a"),
        "m.json": flow(menu("m2", {"1": "go"}, "end", "end"), go("go", "a"), name="Main menu"),
    }
    assert [entry.node for entry in tree_from(files).entries] == ["m2"]


def test_unknown_start_names_the_nearest() -> None:
    tree, (problem,) = read_files({"a.json": flow(say("a", "A.", "end"), name="Inbound")}, start="Imbound")
    assert tree is None
    assert problem.message == 'there is no flow "Imbound" here; did you mean "Inbound"?'


def test_whisper_alone_is_no_place_where_calls_come_in() -> None:
    tree, (problem,) = read_files(
        {"w.json": flow(say("a", "A.", "stop"), block("stop", "EndFlowExecution"), kind="agentWhisper")}
    )
    assert tree is None
    assert "no call comes in" in problem.message


def test_module_is_called_and_returns_to_each_of_its_callers() -> None:
    module = flow(say("notice", "Calls are recorded.", "back"), block("back", "EndFlowModuleExecution"), name="Notice")
    call = {"FlowModuleId": "arn:aws:connect:eu:1:instance/i/flow-module/n1:$LATEST"}
    main = flow(
        menu("main", {"1": "m1", "2": "m2"}, "end", "end"),
        block("m1", "InvokeFlowModule", call, "a", NoMatchingError="end"),
        block("m2", "InvokeFlowModule", call, "b", NoMatchingError="end"),
        say("a", "A.", "end"),
        say("b", "B.", "end"),
    )
    about = {"ContactFlowModule": {"Id": "n1", "Name": "Notice", "Content": json.dumps(module)}}
    tree = tree_from({"main.json": main, "module.json": about})
    heard = [tree.nodes[option.to] for option in only(tree, Menu).options]
    assert [(node.prompt.text, node.next) for node in heard if isinstance(node, Say)] == [
        ("Calls are recorded.", "a"),
        ("Calls are recorded.", "b"),
    ]


def test_module_that_is_not_there_is_passed_over_and_one_in_itself_too() -> None:
    call = block("m", "InvokeFlowModule", {"FlowModuleId": "arn:x/flow-module/gone"}, "a")
    tree = tree_of(call, say("a", "A.", "end"))
    assert [node.name for node in tree.nodes.values()] == ["a"]
    assert any('"gone"' in sentence for sentence in tree.not_said)
    inner = block("m", "InvokeFlowModule", {"FlowModuleId": "Self"}, "x")
    files = {
        "main.json": flow(block("m", "InvokeFlowModule", {"FlowModuleId": "Self"}, "end")),
        "self.json": flow(say("s", "S.", "m"), inner, block("x", "EndFlowModuleExecution"), name="Self"),
    }
    assert [node.name for node in tree_from(files).nodes.values()] == ["s"]


HOOK = block("hook", "UpdateContactEventHooks", {"EventHooks": {"CustomerQueue": f"{ARN}hold"}}, "set")


def music(to: str, every: str = "60") -> dict[str, Any]:
    params = {"InterruptFrequencySeconds": every, "Messages": [{"Text": "Please wait."}]}
    return block("music", "MessageParticipantIteratively", params, None, {"MessagesInterrupted": to})


def held(*blocks: dict[str, Any]) -> Any:
    """The tree of an office with one queue, and this flow for callers who wait."""
    main = flow(HOOK, set_queue("set", "Service", "queue"), to_queue(), name="Main")
    return tree_from({"main.json": main, "hold.json": wrapped(flow(*blocks), "Hold", "hold", "CUSTOMER_QUEUE")})


def test_keys_while_waiting_leave_the_queue_unless_they_only_mean_to_wait() -> None:
    tree = held(
        music("offer"),
        menu("offer", {"1": "music", "2": "call"}, "stay", "stay"),
        block("call", "CreateCallbackContact", {}, "end"),
        block("stay", "EndFlowExecution"),
    )
    found = first(tree)
    assert isinstance(found, Queue)
    assert [(option.key, option.to) for option in found.exits] == [("2", "callback (Service)")]
    assert (found.max_wait, found.overflow, found.hold_audio, found.message_every) == (None, None, True, 60)
    assert only(tree, Callback).who == "Service"
    assert not any("while they wait" in sentence for sentence in tree.not_said)


def test_caller_who_is_taken_out_overflows() -> None:
    """Two rounds of 60 s of music, each with a message of 2 words (0.8 s), then the box."""
    tree = held(
        music("round"),
        block("round", "Loop", {"LoopCount": "1"}, None, {"ContinueLooping": "still", "DoneLooping": "sorry"}),
        say("still", "Please wait.", "music"),
        say("sorry", "Nobody is free.", "box"),
        menu("box", {}, "end", "end", text="Leave a message after the tone.", InputTimeLimitSeconds="120"),
    )
    found = first(tree)
    assert isinstance(found, Queue)
    assert found.max_wait == pytest.approx(60 + 0.8 + 60)
    assert only(tree, Voicemail).box == "voicemail, Hold"
    overflow = tree.nodes[found.overflow or ""]
    assert isinstance(overflow, Say)
    assert overflow.prompt.text == "Nobody is free."


def test_key_that_asks_on_and_comes_back_to_the_queue() -> None:
    tree = held(
        music("offer"),
        menu("offer", {"1": "sure"}, "music", "music"),
        menu("sure", {"1": "end", "2": "stay"}, "stay", "stay"),
        block("stay", "EndFlowExecution"),
    )
    found = first(tree)
    assert isinstance(found, Queue)
    assert [(option.key, option.to) for option in found.exits] == [("1", "sure")]
    assert ways(only(tree, Menu)) == {"1": "hangup", "2": found.name, "silence": found.name, "wrong": found.name}


def test_what_code_decides_while_waiting_is_not_guessed() -> None:
    tree = held(music("what"), compare("what", "$.External.next", {"leave": "end"}, "music"))
    found = first(tree)
    assert isinstance(found, Queue)
    assert (found.max_wait, found.overflow, found.exits) == (None, None, ())
    assert any("decided by what the flow does not say" in sentence for sentence in tree.not_said)


def test_move_to_another_queue_while_waiting() -> None:
    other = block(
        "other", "DequeueContactAndTransferToQueue", {"QueueId": "arn:x/queue/Backup"}, "end", QueueAtCapacity="end"
    )
    found = first(held(music("other"), other))
    assert isinstance(found, Queue)
    assert (found.max_wait, found.overflow) == (60, "Backup")


def test_flow_for_waiting_callers_alone() -> None:
    tree = tree_from({"hold.json": flow(music("bye"), say("bye", "Goodbye.", "end"), kind="customerQueue")})
    found = first(tree)
    assert isinstance(found, Queue)
    assert (found.who, found.max_wait, found.overflow) == ("the queue", 60, "bye")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('{"StartAction": "a",\n "Actions": [}', 2, "not JSON"),
        ('{"StartAction": "a", "Actions": []}', 1, 'begins with block "a"'),
        ('{"StartAction": 7, "Actions": [3, {"Identifier": 4}, {"Type": "x"}]}', 1, "begins with block"),
        ('{"Content": "{\\"StartAction\\": nonsense"}', 1, "the flow in this text cannot be read"),
        ('{"StartAction": "a", "Actions": ' + "[" * 5000, 0, "nested"),
        ('{"nothing": "StartAction"}', 0, "no flow"),
    ],
)
def test_broken_files_are_problems_with_places(text: str, line: int, said: str) -> None:
    tree, problems = read_files({"a.json": text})
    assert tree is None
    assert said in problems[0].message
    assert problems[0].place.line == line


def test_missing_block_is_where_the_call_breaks_off() -> None:
    tree = tree_of(say("hello", "Hello.", "gone"))
    node = first(tree)
    assert isinstance(node, Say)
    assert node.next == "gone (not in the flow)"
    assert tree.nodes[node.next] == Say(name=node.next, place=tree.nodes[node.next].place)


def test_round_of_unnoticed_blocks_ends() -> None:
    log = "UpdateFlowLoggingBehavior"
    tree = tree_of(block("a", log, {}, "b"), block("b", log, {}, "a"))
    assert len(tree.nodes) == 1


def test_too_many_queues_for_the_blocks_after_them_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr_audit.load.connect.walk.MOST_NODES", 300)
    arms = {str(n): f"set{n}" for n in range(30)}
    chain = [say(f"s{n}", f"S{n}.", f"s{n + 1}") for n in range(30)]
    blocks = [compare("c", "$.Attributes.x", arms, "end"), *(set_queue(f"set{n}", f"Q{n}", "s0") for n in range(30))]
    tree, (problem,) = read_files({"a.json": flow(*blocks, *chain, {**to_queue(), "Identifier": "s30"})})
    assert tree is None
    assert "steps" in problem.message


def test_files_are_recognised_and_read_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "Main flow").write_text("\ufeff" + json.dumps(flow(go("go", "Sub"))), encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "s.json").write_text(
        json.dumps(flow(say("hello", "Hello.", "end"), name="Sub")), newline="\r\n"
    )
    tree = load.load(tmp_path)
    assert [entry.node for entry in tree.entries] == ["hello"]
    assert tree.name == "Main flow"


def test_two_ways_to_the_same_step_are_no_choice() -> None:
    """What the caller hears in the end is the same, whichever of the errors comes up."""
    found = first(
        held(
            music("sorry"),
            block("sorry", "MessageParticipant", {"Text": "Nobody is free."}, "call", NoMatchingError="call"),
            block("call", "CreateCallbackContact", {}, "end", NoMatchingError="end"),
        )
    )
    assert isinstance(found, Queue)
    assert (found.max_wait, found.overflow) == (60, "sorry")


def test_a_box_that_a_key_ends_takes_callers_out_of_the_queue_too() -> None:
    """The same words without that key are a box already; a key that ends the message is no choice."""
    for keys in ({}, {"#": "end"}):
        box = menu("box", keys, "end", "end", text="Leave a message after the tone.", InputTimeLimitSeconds="120")
        tree = held(music("box"), box)
        found = first(tree)
        assert isinstance(found, Queue)
        assert (found.max_wait, found.overflow, found.exits) == (60, only(tree, Voicemail).name, ())
