"""Where calls come in to a FreePBX system, and its menus; trees worked out by hand."""

from __future__ import annotations

from pathlib import Path

from freepbx_made import BLACKHOLE, did, extensions, menu, queue, routes
from freepbx_read import keys, node, read, said

from ivr_audit import model
from ivr_audit.model import Attempts, Prompt

# inbound routes


def test_each_number_is_an_entry_and_numbers_of_one_destination_are_one(tmp_path: Path) -> None:
    text = routes({"5550101": "ext-local,101,1", "5550102": "ext-local,102,1", "5550103": "ext-local,101,1"})
    tree = read(tmp_path, text + extensions(["101", "102"]))
    assert [(one.number, one.node) for one in tree.entries] == [
        ("5550101, 5550103", "extension 101"),
        ("5550102", "extension 102"),
    ]
    assert said(tree, "blacklist")


def test_the_route_of_any_number_is_an_entry(tmp_path: Path) -> None:
    text = "[ext-did-0001]\n" + did("s", "ext-local,101,1") + extensions(["101"])
    assert [(one.number, one.node) for one in read(tmp_path, text).entries] == [("", "extension 101")]


def test_the_catch_all_is_no_entry_where_there_are_routes(tmp_path: Path) -> None:
    catch = "[ext-did-catchall]\nexten => s,1,Playback(ss-noservice)\nexten => s,n,Hangup\nexten => _.,1,Goto(s,1)\n"
    tree = read(tmp_path, routes({"5550101": "ext-local,101,1"}) + catch + extensions(["101"]))
    assert [one.number for one in tree.entries] == ["5550101"]


def test_a_pause_before_an_inbound_route_is_ringing(tmp_path: Path) -> None:
    text = "[ext-did-0002]\n" + did("5550101", "ext-local,101,1", ["Ringing()", "Wait(10)"]) + extensions(["101"])
    tree = read(tmp_path, text)
    first = node(tree, tree.entries[0].node, model.Say)
    assert (first.prompt, first.next) == (Prompt(audio="ringing tone", seconds=10.0), "extension 101")


def test_without_a_route_calls_come_in_at_the_menu_that_nothing_leads_to(tmp_path: Path) -> None:
    text = menu(1, {"1": "ivr-2,s,1"}, title="First") + menu(2, {"1": "ivr-2,s,1"}, title="Second")
    tree = read(tmp_path, text)
    assert [one.node for one in tree.entries] == ["First"]
    assert said(tree, "no inbound route")


def test_a_number_that_only_a_fax_machine_answers_is_no_entry(tmp_path: Path) -> None:
    text = routes({"5550101": "ext-local,101,1", "5550109": "ext-fax,1,1"}) + extensions(["101"])
    tree = read(tmp_path, text + "[ext-fax]\nexten => 1,1,Set(FAX_FOR=office)\nexten => 1,n,Goto(s,receivefax)\n")
    assert [one.number for one in tree.entries] == ["5550101"]


# menus


def test_three_retries_are_four_attempts_and_wrong_keys_are_counted_apart(tmp_path: Path) -> None:
    silent = (3, "try-again", "", "ext-local,101,1")
    wrong = (2, "try-again", "", "ext-local,102,1")
    text = routes({"5550101": "ivr-1,s,1"}) + menu(
        1, {"1": "ext-local,101,1"}, title="Main", silent=silent, wrong=wrong
    )
    found = node(read(tmp_path, text + extensions(["101", "102"])), "Main", model.Menu)
    assert found.attempts == Attempts(4, 3, apart=True)
    assert (found.no_input, found.invalid) == ("extension 101", "extension 102")
    assert (found.no_input_timeout, found.inter_digit_timeout) == (10.0, 3.0)
    assert (found.prompt, found.replay) == (Prompt(audio="custom/welcome"), Prompt(audio="try-again"))
    assert found.invalid_prompt is None


def test_a_menu_said_again_after_the_message_for_wrong_keys(tmp_path: Path) -> None:
    silent = (1, "custom/welcome", "", "ext-local,101,1")
    wrong = (1, "wrong-key&custom/welcome", "", "ext-local,101,1")
    text = routes({"5550101": "ivr-1,s,1"}) + menu(
        1, {"1": "ext-local,101,1"}, title="Main", silent=silent, wrong=wrong
    )
    found = node(read(tmp_path, text + extensions(["101"])), "Main", model.Menu)
    assert (found.replay, found.invalid_prompt) == (Prompt(audio="custom/welcome"), Prompt(audio="wrong-key"))


def test_without_a_counter_the_first_failure_ends_it_with_a_goodbye(tmp_path: Path) -> None:
    ends = (None, "", "sorry", "hang,1")
    text = routes({"5550101": "ivr-1,s,1"}) + menu(1, {"1": "ext-local,101,1"}, title="Main", silent=ends, wrong=ends)
    tree = read(tmp_path, text + extensions(["101"]))
    found = node(tree, "Main", model.Menu)
    assert found.attempts == Attempts(1, 1, apart=False)
    last = node(tree, found.no_input, model.Say)
    assert (last.prompt, last.next) == (Prompt(audio="sorry"), "goodbye")
    goodbye = node(tree, "goodbye", model.Hangup)
    assert goodbye.prompt == Prompt(audio="vm-goodbye")


def test_a_counter_shared_by_silence_and_wrong_keys_in_older_files(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1"}) + "[ivr-1] ; Main\ninclude => ivr-1-custom\n"
    text += (
        "exten => s,1,Set(MSG=custom/old)\nexten => s,n,Set(LOOPCOUNT=0)\nexten => s,n(begin),Set(TIMEOUT(digit)=3)\n"
    )
    text += "exten => s,n,Set(TIMEOUT(response)=7)\nexten => s,n,Background(${MSG})\nexten => s,n,WaitExten()\n"
    text += "exten => 1,1,Goto(ext-local,101,1)\nexten => i,1,Playback(invalid)\nexten => i,n,Goto(loop,1)\n"
    text += "exten => t,1,Goto(loop,1)\nexten => loop,1,Set(LOOPCOUNT=$[${LOOPCOUNT} + 1])\n"
    text += "exten => loop,n,GotoIf($[${LOOPCOUNT} > 2]?hang,1)\nexten => loop,n,Goto(ivr-1,s,begin)\n"
    text += "exten => hang,1,Playback(vm-goodbye)\nexten => hang,n,Hangup\n"
    found = node(read(tmp_path, text + extensions(["101"])), "Main", model.Menu)
    assert found.attempts == Attempts(3, 3, apart=False)
    assert (found.no_input, found.invalid, found.no_input_timeout) == ("goodbye", "goodbye", 7.0)
    assert found.invalid_prompt == Prompt(audio="invalid")


def test_a_silent_menu_is_a_menu(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1"}) + menu(1, {"1": "ext-local,101,1"}, title="Main", prompt="")
    found = node(read(tmp_path, text + extensions(["101"])), "Main", model.Menu)
    assert found.prompt == Prompt()


def test_an_unset_destination_ends_the_call_and_is_told(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1"}) + menu(
        1, {"1": "ext-local,101,1"}, title="Main", silent=(3, "again", "", "")
    )
    tree = read(tmp_path, text + extensions(["101"]))
    found = node(tree, "Main", model.Menu)
    assert found.no_input == "hangup"
    assert said(tree, "never chosen")


def test_a_deleted_destination_ends_the_call_and_is_told(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1"}) + menu(1, {"1": "ext-queues,700,1"}, title="Main") + "[ext-queues]\n"
    tree = read(tmp_path, text + queue("701", "app-blackhole,hangup,1") + BLACKHOLE)
    assert keys(tree, "Main") == {"1": "deleted destination ext-queues,700"}
    assert said(tree, "no longer there")


def test_an_extension_that_is_gone_ends_the_call(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1"}) + menu(1, {"1": "from-did-direct,999,1"}, title="Main")
    tree = read(tmp_path, text + extensions(["101"]))
    assert keys(tree, "Main") == {"1": "deleted destination ext-local,999"}
    assert said(tree, "ext-local,999")


def test_keys_read_one_by_one_hide_longer_options(tmp_path: Path) -> None:
    to = {"1": "ext-local,101,1", "12": "ext-local,102,1", "2#": "ext-local,102,1", "2": "ext-local,102,1"}
    text = routes({"5550101": "ivr-1,s,1"}) + menu(1, to, title="Main", listens="one by one", wait=4)
    tree = read(tmp_path, text + extensions(["101", "102"]))
    assert keys(tree, "Main") == {"1": "extension 101", "2": "extension 102"}
    found = node(tree, "Main", model.Menu)
    assert found.no_input_timeout == 4.0
    assert said(tree, "12 in Main")
    assert not said(tree, "2# in Main")
    assert said(tree, "a wrong key is noticed only after")


def test_keys_read_to_the_end_need_the_pound_key_or_a_wait(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1"}) + menu(1, {"1": "ext-local,101,1"}, title="Main", listens="typed", wait=4)
    tree = read(tmp_path, text + extensions(["101"]))
    assert keys(tree, "Main") == {"1": "extension 101"}
    assert said(tree, "press # or wait")


def test_dialling_an_extension_is_one_way_on(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1"}) + menu(1, {"1": "ext-local,101,1"}, title="Main", direct=True)
    tree = read(tmp_path, text + extensions(["101", "102"], ["201"]))
    found = node(tree, "Main", model.Menu)
    assert len(found.extensions) == 1
    assert (found.extensions[0].pattern, found.extensions[0].to) == ("XXX", "extension dialled")
    dialled = node(tree, "extension dialled", model.Ring)
    assert dialled.ring_for == 15.0
    box = node(tree, dialled.no_answer, model.Branch)
    assert [(one.name, one.to) for one in box.cases] == [
        ("it has", "mailbox of the extension"),
        ("it has none", "Main"),
    ]


def test_extensions_whose_first_digit_is_an_option_cannot_be_dialled_one_by_one(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1"}) + menu(
        1, {"1": "ext-local,101,1"}, title="Main", listens="one by one", direct=True
    )
    found = node(read(tmp_path, text + extensions(["101", "102", "201", "202", "203"])), "Main", model.Menu)
    assert len(found.extensions) == 1
    assert found.extensions[0].pattern == "20X"


def test_custom_options_are_options(tmp_path: Path) -> None:
    text = routes({"5550101": "ivr-1,s,1"}) + menu(1, {"1": "ext-local,101,1"}, title="Main") + extensions(["101"])
    text += "[ivr-1-custom]\nexten => 7,1,Playback(custom/directions)\nexten => 7,n,Goto(ivr-1,s,1)\n"
    tree = read(tmp_path, text)
    assert keys(tree, "Main") == {"1": "extension 101", "7": "directions"}
    says = node(tree, "directions", model.Say)
    assert says.next == "Main"


def test_an_option_that_returns_to_the_menu_before(tmp_path: Path) -> None:
    back = 'GotoIf($["x${IVR_CONTEXT_${CONTEXT}}" = "x"]?ext-local,101,1:${IVR_CONTEXT_${CONTEXT}},return,1)'
    text = routes({"5550101": "ivr-1,s,1"}) + menu(1, {"1": "ivr-2,s,1"}, title="Main")
    text += menu(2, {"1": "ext-local,101,1"}, title="Sub").replace("Goto(ext-local,101,1)", back)
    tree = read(tmp_path, text + extensions(["101"]))
    branch = node(tree, keys(tree, "Sub")["1"], model.Branch)
    assert [(one.name, one.to) for one in branch.cases] == [("none", "extension 101"), ("Main", "Main")]


def test_start_names_a_menu(tmp_path: Path) -> None:
    text = (
        routes({"5550101": "ivr-1,s,1"})
        + menu(1, {"1": "ivr-2,s,1"}, title="Main")
        + menu(2, {"1": "ivr-1,s,1"}, title="Sub")
    )
    assert read(tmp_path, text, start="ivr-2").entries[0].node == "Sub"
