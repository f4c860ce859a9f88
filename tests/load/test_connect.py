"""Amazon Connect flows: every construct as a small flow, with what callers meet worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from connect_flows import (
    block,
    compare,
    first,
    flow,
    menu,
    only,
    say,
    set_queue,
    to_queue,
    tree_from,
    tree_of,
    ways,
)

from ivr_audit.model import (
    HANGUP,
    Ask,
    Branch,
    Hangup,
    HoursCheck,
    Menu,
    Prompt,
    Queue,
    Say,
    Transfer,
    Voicemail,
)


def test_message_and_end_of_the_call() -> None:
    tree = tree_of(say("hello", "Good morning.", "end"))
    node = first(tree)
    assert isinstance(node, Say)
    assert (node.prompt, node.next, node.interruptible) == (Prompt("Good morning."), HANGUP, False)
    assert (node.place.file, node.place.line) == ("main.json", 8)
    assert tree.system == "amazon-connect"


@pytest.mark.parametrize(
    ("params", "prompt"),
    [
        (
            {"SSML": "<speak>Hello &amp; welcome.<break time='1s'/> One moment.</speak>"},
            Prompt("Hello & welcome. One moment."),
        ),
        ({"SSML": '<speak><break time="500ms"/><break time="2s"/></speak>'}, Prompt(seconds=2.5)),
        (
            {"Text": "Hello $.External.givenName, you are $.Attributes.place."},
            Prompt("Hello (givenName), you are (place)."),
        ),
        ({"Text": "$.External.greeting"}, Prompt(audio='text from "greeting"')),
        ({"PromptId": "arn:aws:connect:eu:1:instance/i/prompt/beep.wav"}, Prompt(audio="beep.wav")),
        ({"Media": {"Uri": "https://a.example/sounds/hello.wav"}}, Prompt(audio="hello.wav")),
    ],
)
def test_what_is_heard(params: dict[str, Any], prompt: Prompt) -> None:
    assert only(tree_of(block("b", "MessageParticipant", params, "end")), Say).prompt == prompt


def test_a_prompt_is_called_as_the_console_shows_it() -> None:
    about = {"b": {"parameters": {"PromptId": {"displayName": "Main greeting.wav"}}}}
    tree = tree_of(block("b", "MessageParticipant", {"PromptId": "arn:x/9"}, "end"), **about)
    assert only(tree, Say).prompt == Prompt(audio="Main greeting.wav")


def test_queue_is_the_one_set_on_the_way() -> None:
    """Both keys go to one block; the queue set on the way tells them apart."""
    tree = tree_of(
        menu("main", {"1": "set1", "2": "set2"}, "end", "end"),
        set_queue("set1", "Sales", "hold"),
        set_queue("set2", "Service", "hold"),
        say("hold", "Please hold.", "queue"),
        to_queue(full="busy"),
        say("busy", "All lines are busy.", "end"),
    )
    queues = {node.who: node for node in tree.nodes.values() if isinstance(node, Queue)}
    assert queues.keys() == {"Sales", "Service"}
    assert {queue.full for queue in queues.values()} == {"busy"}
    assert {queue.overflow for queue in queues.values()} == {None}
    main = only(tree, Menu)
    assert [tree.nodes[tree.nodes[option.to].next].who for option in main.options] == ["Sales", "Service"]
    assert any("while they wait" in sentence for sentence in tree.not_said)


def test_blocks_where_the_queue_does_not_matter_are_not_doubled() -> None:
    tree = tree_of(
        menu("main", {"1": "set1", "2": "set2"}, "end", "end"),
        set_queue("set1", "Sales", "bye"),
        set_queue("set2", "Service", "bye"),
        say("bye", "Goodbye.", "end"),
    )
    assert len(tree.nodes) == 2


@pytest.mark.parametrize(("arms", "said"), [({"VOICE": "a", "CHAT": "b"}, "a"), ({"CHAT": "b"}, "c")])
def test_channel_is_a_telephone(arms: dict[str, str], said: str) -> None:
    tree = tree_of(
        compare("channel", "$.Channel", arms, "c"), *(say(name, f"{name.upper()}.", "end") for name in "abc")
    )
    assert [node.name for node in tree.nodes.values()] == [said]


def test_hours_are_not_in_the_file() -> None:
    about = {"open": {"parameters": {"HoursOfOperationId": {"displayName": "Office"}}}}
    tree = tree_of(
        block(
            "open",
            "CheckHoursOfOperation",
            {"HoursOfOperationId": "arn:x/1"},
            None,
            {"True": "a", "False": "b"},
            NoMatchingError="end",
        ),
        say("a", "Open.", "end"),
        say("b", "Closed.", "end"),
        **about,
    )
    found = first(tree)
    assert isinstance(found, HoursCheck)
    assert (found.name, found.hours, found.open, found.closed) == ("open? (Office)", None, "a", "b")


def test_answers_that_lead_to_one_place_are_one() -> None:
    tree = tree_of(
        compare("c", "$.Attributes.tier", {"gold": "a", "silver": "a"}, "b"),
        say("a", "A.", "end"),
        say("b", "B.", "end"),
    )
    found = only(tree, Branch)
    assert found.decides == "tier"
    assert [(case.name, case.to) for case in found.cases] == [("gold or silver", "a"), ("anything else", "b")]


def test_comparison_whose_ways_all_come_to_one_place_is_left_out() -> None:
    tree = tree_of(
        compare("c", "$.Attributes.tier", {"gold": "log"}, "a"),
        block("log", "UpdateFlowLoggingBehavior", {}, "a"),
        say("a", "A.", "end"),
    )
    assert [node.name for node in tree.nodes.values()] == ["a"]


def test_staffing_is_a_branch() -> None:
    tree = tree_of(
        block(
            "staff",
            "CheckMetricData",
            {"MetricType": "NumberOfAgentsStaffed"},
            "b",
            {"0": "a"},
            "NumberGreaterThan",
            NoMatchingCondition="b",
            NoMatchingError="end",
        ),
        say("a", "A.", "end"),
        say("b", "B.", "end"),
    )
    found = only(tree, Branch)
    assert (found.decides, [case.name for case in found.cases]) == ("people on duty", ["more than 0", "anything else"])


def test_calls_spread_by_chance_have_shares() -> None:
    tree = tree_of(
        block("split", "DistributeByPercentage", {}, "b", {"31": "a"}, "NumberLessThan", NoMatchingCondition="b"),
        say("a", "A.", "end"),
        say("b", "B.", "end"),
    )
    assert [(case.to, case.share) for case in only(tree, Branch).cases] == [("a", 0.31), ("b", 0.69)]


def test_speech_menu() -> None:
    tree = tree_of(
        block(
            "bot",
            "ConnectParticipantWithLexBot",
            {"Text": "How can I help?", "LexSessionAttributes": {"x-amz-lex:audio:start-timeout-ms:*:*": "4000"}},
            "other",
            {"Billing": "a", "Repairs": "b"},
            NoMatchingCondition="other",
            NoMatchingError="silent",
        ),
        *(say(name, f"{name}.", "end") for name in ("a", "b", "other", "silent")),
    )
    found = only(tree, Menu)
    assert found.accepts == "speech"
    assert ways(found) == {"1": "a", "2": "b", "silence": "silent", "wrong": "other"}
    assert found.no_input_timeout == 4


def test_speech_compared_afterwards_is_a_menu_and_else_a_question() -> None:
    bot = block(
        "bot", "ConnectParticipantWithLexBot", {"Text": "Yes?"}, "no", NoMatchingCondition="what", NoMatchingError="no"
    )
    ends = [say("yes", "Yes.", "end"), say("no", "No.", "end")]
    menu_of = tree_of(bot, compare("what", "$.Lex.IntentName", {"Yes": "yes"}, "no"), *ends)
    assert ways(only(menu_of, Menu)) == {"1": "yes", "silence": "no", "wrong": "no"}
    asked = tree_of(bot, compare("what", "$.External.intent", {"Yes": "yes"}, "no"), *ends)
    assert ways(only(asked, Ask)) == {"given": "intent?", "silence": "no", "wrong": "intent?"}


@pytest.mark.parametrize(("goes_on", "no_answer"), [("False", None), ("True", "missed")])
def test_transfer_outside(goes_on: str, no_answer: str | None) -> None:
    params = {
        "ThirdPartyPhoneNumber": "+15550100142",
        "ContinueFlowExecution": goes_on,
        "ThirdPartyConnectionTimeLimitSeconds": "45",
    }
    tree = tree_of(
        block(
            "out",
            "TransferParticipantToThirdParty",
            params,
            "end",
            ConnectionTimeLimitExceeded="missed",
            CallFailed="end",
        ),
        say("missed", "Missed.", "end"),
    )
    found = first(tree)
    assert isinstance(found, Transfer)
    assert (found.number, found.answered_by, found.no_answer) == ("+15550100142", "unknown", no_answer)
    assert found.ring_for == 45.0


def test_number_that_code_chooses() -> None:
    tree = tree_of(block("out", "TransferParticipantToThirdParty", {"ThirdPartyPhoneNumber": "$.External.doctor"}))
    assert only(tree, Transfer).number == 'a number from "doctor"'


def test_long_silent_pause_while_streamed_is_voicemail() -> None:
    stream = "UpdateContactMediaStreamingBehavior"
    pause = menu("pause", {}, "stop", "stop", InputTimeLimitSeconds="60", Text="Please speak after the beep.")
    tree = tree_of(
        block("start", stream, {"MediaStreamingState": "Enabled"}, "pause"),
        pause,
        block("stop", stream, {"MediaStreamingState": "Disabled"}, "thanks"),
        say("thanks", "Thank you.", "end"),
        name="Office voicemail",
    )
    found = first(tree)
    assert isinstance(found, Voicemail)
    assert (found.box, found.owner) == ("Office voicemail", None)


def test_short_pause_is_no_voicemail_and_any_key_is_a_question() -> None:
    tree = tree_of(menu("pause", {}, "a", "a"), say("a", "A.", "end"))
    assert first(tree).kind == "say"
    tree = tree_of(menu("pause", {}, "a", "b"), say("a", "A.", "end"), say("b", "B.", "end"))
    assert ways(only(tree, Ask)) == {"given": "b", "silence": "a", "wrong": None}


def test_ways_for_errors_are_not_callers_ways() -> None:
    tree = tree_of(
        block("code", "InvokeLambdaFunction", {}, "ok", NoMatchingError="sorry"),
        say("ok", "All right.", "end"),
        say("sorry", "Something went wrong.", "end"),
    )
    assert [node.name for node in tree.nodes.values()] == ["ok"]
    assert any("fails inside Amazon Connect" in sentence for sentence in tree.not_said)


def test_way_for_errors_is_taken_if_there_is_no_other() -> None:
    tree = tree_of(
        block("code", "InvokeLambdaFunction", {}, None, NoMatchingError="sorry"), say("sorry", "Sorry.", "end")
    )
    assert [node.name for node in tree.nodes.values()] == ["sorry"]
    assert any("only way on" in sentence for sentence in tree.not_said)


def test_code_that_is_asked_again_and_again_is_taken_to_answer() -> None:
    tree = tree_of(
        block("code", "InvokeLambdaFunction", {}, "done"),
        compare("done", "$.External.status", {"RUN": "code", "DONE": "a"}, "b"),
        say("a", "A.", "end"),
        say("b", "B.", "end"),
    )
    assert [case.to for case in only(tree, Branch).cases] == ["a", "b"]


def test_a_flow_that_only_hangs_up() -> None:
    tree = tree_from({"empty.json": flow(block("log", "UpdateFlowLoggingBehavior", {}, "end"))})
    assert isinstance(first(tree), Hangup)


def test_block_of_an_unknown_kind_keeps_all_its_ways() -> None:
    tree = tree_of(
        block("view", "SomethingNew", {}, "c", {"x": "a", "y": "b"}),
        *(say(name, f"{name}.", "end") for name in "abc"),
    )
    assert [case.to for case in only(tree, Branch).cases] == ["a", "b", "c"]
