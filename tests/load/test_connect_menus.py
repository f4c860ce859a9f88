"""Menus, questions and retries of Amazon Connect, each as a small flow with its ways worked out by hand."""

from __future__ import annotations

import pytest
from connect_flows import (
    block,
    compare,
    first,
    menu,
    only,
    say,
    set_queue,
    stored,
    tree_of,
    ways,
)

from ivr_audit.model import (
    HANGUP,
    Ask,
    Attempts,
    Branch,
    Callback,
    Hangup,
    Menu,
    Prompt,
    Ring,
    Say,
)


def test_menu_of_one_block_is_played_once() -> None:
    tree = tree_of(
        menu("main", {"1": "sales", "2": "end"}, silent="sorry", wrong="main"),
        say("sales", "Sales.", "end"),
        say("sorry", "Sorry.", "end"),
    )
    found = first(tree)
    assert isinstance(found, Menu)
    assert ways(found) == {"1": "sales", "2": HANGUP, "silence": "sorry", "wrong": "main"}
    assert found.attempts == Attempts(1, 1, apart=False)
    assert found.no_input_timeout == 5
    assert found.barge_in
    assert found.options[0].to_place.line > found.place.line


def test_number_that_is_filled_in_later_is_not_known() -> None:
    tree = tree_of(menu("main", {"1": "end"}, "end", "end", InputTimeLimitSeconds="$.Attributes.limit"))
    assert only(tree, Menu).no_input_timeout is None


def test_store_and_compare_are_one_menu() -> None:
    """The operand Timeout is silence; other digits are wrong keys."""
    tree = tree_of(
        stored("ask", "log", text="Press 1 or star."),
        block("log", "UpdateFlowLoggingBehavior", {}, "what"),
        compare("what", "$.StoredCustomerInput", {"1": "a", "*": "b", "Timeout": "c"}, "d"),
        *(say(name, f"{name}.", "end") for name in "abcd"),
    )
    found = only(tree, Menu)
    assert ways(found) == {"1": "a", "*": "b", "silence": "c", "wrong": "d"}
    assert found.no_input_timeout == 7
    assert len(tree.nodes) == 5


def test_store_without_a_look_at_timeout_goes_on_with_silence() -> None:
    tree = tree_of(
        stored("ask", "what"),
        compare("what", "$.StoredCustomerInput", {"1": "a"}, "d"),
        say("a", "A.", "end"),
        say("d", "D.", "end"),
    )
    assert ways(only(tree, Menu)) == {"1": "a", "silence": "d", "wrong": "d"}


def test_entry_copied_to_an_attribute_and_compared_twice() -> None:
    tree = tree_of(
        stored("ask", "copy"),
        block("copy", "UpdateContactAttributes", {"Attributes": {"choice": "$.StoredCustomerInput"}}, "c1"),
        compare("c1", "$.Attributes.choice", {"1": "a"}, "c2"),
        compare("c2", "$.Attributes.choice", {"2": "b", "Timeout": "ask"}, "end"),
        say("a", "A.", "end"),
        say("b", "B.", "end"),
    )
    assert ways(only(tree, Menu)) == {"1": "a", "2": "b", "silence": "ask", "wrong": HANGUP}


def test_other_digits_that_are_used_are_extensions() -> None:
    tree = tree_of(
        stored("ask", "what", digits="4"),
        compare("what", "$.StoredCustomerInput", {"1": "a", "Timeout": "end"}, "dial"),
        block("dial", "InvokeLambdaFunction", {"LambdaInvocationAttributes": {"ext": "$.StoredCustomerInput"}}, "ring"),
        block("ring", "TransferContactToAgent"),
        say("a", "A.", "end"),
    )
    found = only(tree, Menu)
    assert ways(found) == {"1": "a", "silence": HANGUP, "wrong": "the person chosen"}
    assert len(found.extensions) == 1
    assert (found.extensions[0].pattern, found.extensions[0].to) == ("XXXX", "the person chosen")
    assert only(tree, Ring).who == "the person chosen"


def test_store_for_code_is_a_question() -> None:
    tree = tree_of(
        stored("number", "check", digits="9"),
        block("check", "InvokeLambdaFunction", {}, "ok", NoMatchingError="end"),
        compare("ok", "$.External.known", {"yes": "a"}, "b"),
        say("a", "A.", "end"),
        say("b", "B.", "end"),
    )
    found = first(tree)
    assert isinstance(found, Ask)
    assert (found.digits, ways(found)) == (9, {"given": "known?", "silence": "known?", "wrong": "known?"})
    assert [(c.name, c.to) for c in only(tree, Branch).cases] == [("yes", "a"), ("anything else", "b")]
    assert any("Lambda" in sentence for sentence in tree.not_said)


def test_question_with_an_answer_that_is_refused() -> None:
    """A survey of 1 to 5: 0 and more than 5 are asked again, all else goes to code."""
    tree = tree_of(
        stored("ask", "zero"),
        compare("zero", "$.StoredCustomerInput", {"0": "again"}, "big"),
        compare("big", "$.StoredCustomerInput", {"5": "again"}, "save", operator="NumberGreaterThan"),
        say("again", "Again.", "ask"),
        block("save", "InvokeLambdaFunction", {"LambdaInvocationAttributes": {"a": "$.StoredCustomerInput"}}, "thanks"),
        say("thanks", "Thanks.", "end"),
    )
    found = only(tree, Ask)
    assert ways(found) == {"given": "thanks", "silence": "thanks", "wrong": "again"}
    assert found.digits == 1


def test_callback_number_that_cannot_be_called() -> None:
    phone = stored("phone", "number", InvalidPhoneNumber="bad")
    phone["Parameters"]["InputValidation"] = {"PhoneNumberValidation": {"NumberFormat": "Local", "CountryCode": "US"}}
    number = block(
        "number",
        "UpdateContactCallbackNumber",
        {"CallbackNumber": "$.StoredCustomerInput"},
        "create",
        InvalidCallbackNumber="bad",
        CallbackNumberNotDialable="bad",
    )
    tree = tree_of(
        set_queue("set", "Service", "phone"),
        phone,
        number,
        block("create", "CreateCallbackContact", {"InitialCallDelaySeconds": "60"}, "end", NoMatchingError="end"),
        say("bad", "Wrong number.", "phone"),
    )
    found = only(tree, Ask)
    assert (found.digits, ways(found)) == (
        10,
        {"given": "callback (Service)", "silence": "bad", "wrong": "bad"},
    )
    assert only(tree, Callback).who == "Service"


@pytest.mark.parametrize(("direct", "plays"), [(True, 4), (False, 3)])
def test_loop_around_a_menu_is_its_attempts(direct: bool, plays: int) -> None:
    """LoopCount 3 lets a call pass three times; a call that comes to the menu first is played it once more."""
    blocks = [
        menu("main", {"1": "end"}, silent="sorry", wrong="sorry", text="Press 1."),
        say("sorry", "Pardon?", "loop"),
        block("loop", "Loop", {"LoopCount": "3"}, None, {"ContinueLooping": "main", "DoneLooping": "bye"}),
        say("bye", "Goodbye.", "end"),
    ]
    tree = tree_of(*(blocks if direct else [blocks[2], *blocks[:2], blocks[3]]))
    found = only(tree, Menu)
    assert found.attempts == Attempts(plays, plays, apart=False)
    assert found.replay == Prompt("Pardon? Press 1.")
    after = tree.nodes[found.no_input]
    assert isinstance(after, Say)
    assert (after.prompt.text, after.next) == ("Pardon?", "bye")
    assert found.invalid == found.no_input


def test_loops_of_their_own_for_silence_and_wrong_keys() -> None:
    tree = tree_of(
        menu("main", {"1": "end"}, silent="loop1", wrong="bad"),
        block("loop1", "Loop", {"LoopCount": "1"}, None, {"ContinueLooping": "main", "DoneLooping": "end"}),
        say("bad", "Wrong key.", "loop2"),
        block("loop2", "Loop", {"LoopCount": "2"}, None, {"ContinueLooping": "main", "DoneLooping": "end"}),
    )
    found = only(tree, Menu)
    assert found.attempts == Attempts(2, 3, apart=True)
    assert found.invalid_prompt == Prompt("Wrong key.")
    assert (found.no_input, found.invalid) == (HANGUP, HANGUP), "what is said after the last wrong key is said once"


def test_key_that_repeats_through_the_loop_leads_back_to_the_menu() -> None:
    tree = tree_of(
        menu("main", {"9": "loop"}, silent="loop", wrong="loop"),
        block("loop", "Loop", {"LoopCount": "2"}, None, {"ContinueLooping": "main", "DoneLooping": "end"}),
    )
    assert ways(only(tree, Menu)) == {"9": "main", "silence": HANGUP, "wrong": HANGUP}


def test_retry_without_a_loop_stays_a_round() -> None:
    tree = tree_of(menu("main", {"1": "end"}, silent="sorry", wrong="sorry"), say("sorry", "Sorry.", "main"))
    assert only(tree, Menu).attempts == Attempts(1, 1, apart=False)
    assert only(tree, Say).next == "main"


def test_loop_over_several_blocks_is_written_out() -> None:
    tree = tree_of(
        say("a", "A.", "loop"),
        block("loop", "Loop", {"LoopCount": "2"}, None, {"ContinueLooping": "a", "DoneLooping": "b"}),
        say("b", "B.", "end"),
    )
    heard, node = [], first(tree)
    while isinstance(node, Say):
        heard.append(node.prompt.text)
        node = tree.nodes.get(node.next or "", node) if node.next != HANGUP else Hangup(name="", place=node.place)
    assert heard == ["A.", "A.", "A.", "B."]


def test_loop_for_code_alone_is_not_noticed() -> None:
    tree = tree_of(
        block("loop", "Loop", {"LoopCount": "2"}, "end", {"ContinueLooping": "code", "DoneLooping": "end"}),
        block("code", "InvokeLambdaFunction", {}, "hello", NoMatchingError="loop"),
        say("hello", "Hello.", "end"),
    )
    assert [type(node) for node in tree.nodes.values()] == [Say]
