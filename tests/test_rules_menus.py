"""The rules about the shape and keys of menus, on trees made by hand: edges, what must stay silent, what is joined."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_trees import trees
from menus_by_hand import AS_OF, findings, menu, only, tree

from ivr_audit.call import play_keys, script_of
from ivr_audit.hours import state_at
from ivr_audit.measures import Measures
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.rules.menus import levels

MENUS = (
    "answer-time-too-long",
    "answer-time-too-short",
    "busiest-choice-not-first",
    "digit-gap-too-short",
    "extension-key-clash",
    "key-before-choice",
    "keys-out-of-order",
    "no-back-or-repeat",
    "no-barge-in",
    "retry-count",
    "special-key-reused",
    "speech-only-menu",
    "too-deep",
    "too-many-options",
)


@settings(max_examples=100, deadline=None)
@given(trees(), st.sampled_from("0*#"))
def test_on_any_tree_every_witness_replays(made: PhoneTree, key: str) -> None:
    nodes = {
        name: replace(
            node,
            options=tuple(o._replace(key=key) if o.key == "1" else o for o in node.options),
            barge_in=False,
            accepts="speech",
            no_input_timeout=1.0,
        )
        if isinstance(node, Menu)
        else node
        for name, node in made.nodes.items()
    }
    made = replace(made, nodes=nodes)
    for rule_id in MENUS:
        for finding in findings(made, rule_id):
            witness = finding.witness
            assert witness is not None
            done = play_keys(made, state_at(made, witness.at), witness.entry, script_of(witness.keys))
            assert (done.outcome, done.node, done.unused) == (witness.outcome, witness.node, ()), finding
            assert finding.message[0] in '"' or finding.message[0].islower() or finding.message[0].isdigit()


def test_an_ordinary_small_office_that_leaves_optional_fields_out_hears_nothing() -> None:
    made = tree(
        "  welcome: {say: Thank you for calling the clinic., next: main}\n"
        + menu(
            "1: desk, 2: box, 0: desk", prompt="For a visit, press 1. To leave a message, press 2. For us, press 0."
        ),
        start="welcome",
    )
    assert {rule_id: findings(made, rule_id) for rule_id in MENUS} == {rule_id: [] for rule_id in MENUS}


DEEP = (
    menu("1: a, 0: desk")
    + menu('1: b, "*": main', name="a")
    + menu('1: c, "*": a', name="b")
    + menu('1: desk, "*": b', name="c")
)


def test_levels_count_menus_on_the_shortest_way() -> None:
    (view,) = Measures(tree(DEEP), AS_OF).views
    assert levels(view) == {"main": 1, "a": 2, "b": 3, "c": 4, "desk": 1, "box": 1}


def test_four_menus_in_a_row_are_too_deep_and_three_are_not() -> None:
    found = only(tree(DEEP), "too-deep")
    assert (found.node, found.severity) == ("c", "warning")
    assert found.message == '"c" is menu number 4 in a row, and more than 3 are too many'
    assert found.witness is not None
    assert found.witness.keys == "1,1,1"
    assert findings(tree(DEEP.replace("1: c,", "1: desk,")), "too-deep") == []


def test_a_short_cut_from_the_first_menu_makes_the_last_one_less_deep() -> None:
    assert findings(tree(DEEP.replace("{1: a, 0: desk}", "{1: a, 2: b, 0: desk}")), "too-deep") == []


def test_a_language_menu_adds_no_level() -> None:
    language = menu("1: main, 2: main", name="language", prompt="For English, press 1. Para español, oprima 2.")
    three = DEEP.replace("1: c,", "1: desk,")
    assert findings(tree(language + three, start="language"), "too-deep") == []
    assert only(tree(language + DEEP, start="language"), "too-deep").node == "c"
    spoken = DEEP.replace("{1: a, 0: desk}", "{1: {to: a, language: Spanish}, 0: desk}")
    assert findings(tree(spoken, languages="[English, Spanish]"), "too-deep") == []


def with_entries(nodes: str, *entries: str) -> PhoneTree:
    made = tree(nodes)
    return replace(made, entries=tuple(made.entries[0]._replace(number=name, node=name) for name in entries))


def test_a_menu_with_a_number_of_its_own_still_lies_below_the_first_menu() -> None:
    three = DEEP.replace("1: c,", "1: desk,")
    assert findings(with_entries(three, "main", "b"), "too-deep") == []
    assert findings(with_entries(three, "main", "b"), "special-key-reused") == []
    found = only(with_entries(DEEP, "main", "c"), "too-deep")
    assert (found.node, found.witness and found.witness.entry) == ("c", "main")


def test_silence_makes_no_level() -> None:
    chain = "".join(menu("0: desk", name=name, silent=to) for name, to in zip("abcd", "bcde", strict=True))
    assert findings(tree(chain + menu("0: desk", name="e"), start="a"), "too-deep") == []


def test_of_two_deep_menus_one_finding_names_both() -> None:
    deeper = DEEP.replace('{1: desk, "*": b}', '{1: e, "*": b}') + menu("1: desk", name="e")
    found = only(tree(deeper), "too-deep")
    assert (found.node, found.nodes) == ("e", ("c",))
    assert found.message == '"e" is menu number 5 in a row, and more than 3 are too many; "c" lies too deep as well'


def test_no_way_back_is_one_advice_for_all_submenus() -> None:
    made = tree(menu("1: a, 2: b, 0: desk") + menu("1: desk", name="a") + menu("2: desk", name="b"))
    found = only(made, "no-back-or-repeat")
    assert (found.node, found.nodes, found.severity, len(found.related)) == ("a", ("b",), "advice", 1)


def test_a_way_back_may_lead_through_hours_to_the_first_menu_or_be_said_silence() -> None:
    through = menu("1: a, 0: desk") + menu('1: desk, "9": say', name="a") + "  say: {say: Back., next: main}\n"
    assert findings(tree(through), "no-back-or-repeat") == []
    silent = menu("1: a, 0: desk") + menu("1: desk", name="a", silent="main")
    assert len(findings(tree(silent), "no-back-or-repeat")) == 1
    said = silent.replace(
        "menu: Welcome.\n    options: {1: desk}", "menu: Or stay on the line.\n    options: {1: desk}"
    )
    assert findings(tree(said), "no-back-or-repeat") == []


def test_the_menu_behind_a_language_is_no_submenu() -> None:
    language = menu("1: main, 2: main", name="language", prompt="For English, press 1. Para español, oprima 2.")
    assert findings(tree(language + menu("1: desk"), start="language"), "no-back-or-repeat") == []
    spoken = menu("1: desk, 5: {to: spanish, language: Spanish}") + menu("1: desk", name="spanish")
    assert findings(tree(spoken, languages="[English, Spanish]"), "no-back-or-repeat") == []


def test_choices_that_later_plays_leave_out_need_a_key() -> None:
    prompt = "For a visit, press 1. For a bill, press 2."
    once = menu("1: desk, 2: box", "replay: Please press a key.", prompt=prompt)
    assert only(tree(once), "no-back-or-repeat").cause == "repeat"
    assert findings(tree(once.replace("2: box", "2: box, 9: main")), "no-back-or-repeat") == []
    assert findings(tree(once.replace("Please press a key.", "Press 1 or 2.")), "no-back-or-repeat") == []
    assert findings(tree(once + "    attempts: 1\n"), "no-back-or-repeat") == []


SHOP = menu("1: a, 2: b, 0: desk") + menu('1: desk, "*": main', name="a")


def test_star_that_goes_back_and_leaves_a_message_is_reported_at_the_message() -> None:
    found = only(tree(SHOP + menu('1: desk, "*": box', name="b")), "special-key-reused")
    assert found.node == "b"
    assert found.message == 'key * goes back in "a", but leads to a mailbox in "b"'
    assert found.witness is not None
    assert (found.witness.keys, found.witness.outcome) == ("2,*", "message")


def test_star_in_the_first_menu_may_repeat_where_it_goes_back_elsewhere() -> None:
    same = SHOP.replace("0: desk}", '0: desk, "*": main}', 1) + menu('1: desk, "*": main', name="b")
    assert findings(tree(same), "special-key-reused") == []
    repeating = tree(SHOP + menu('1: desk, "*": b', name="b"))
    assert only(repeating, "special-key-reused").message == 'key * goes back in "a", but repeats the menu in "b"'


def test_pound_for_different_mailboxes_and_different_people_is_one_use() -> None:
    boxes = menu('1: a, "#": box') + menu('1: desk, "#": other', name="a")
    assert findings(tree(boxes + "  other: {voicemail: Bills}\n"), "special-key-reused") == []
    people = menu('1: a, "#": desk') + menu('1: desk, "#": other', name="a")
    assert findings(tree(people + "  other: {ring: Bills}\n"), "special-key-reused") == []


BILLS = "  bills: {ring: Billing office, handles: [billing], no_answer: box}\n"
TOPICS = "[billing, visits]"


def test_zero_for_a_topic_in_the_first_menu_and_for_everybody_in_the_next() -> None:
    made = menu("1: a, 0: {to: bills, about: [billing]}") + menu("0: desk, 1: desk", name="a") + BILLS
    found = only(tree(made, topics=TOPICS), "special-key-reused")
    assert (found.node, found.cause) == ("main", "0")
    assert found.message == 'key 0 leads to a person in "a", but is for "billing" in "main"'


def test_zero_for_the_people_a_submenu_is_about_is_no_other_use() -> None:
    made = menu("1: {to: a, about: [billing]}, 0: desk") + menu("0: {to: bills, about: [billing]}", name="a") + BILLS
    assert findings(tree(made, topics=TOPICS), "special-key-reused") == []


def test_zero_that_leads_to_nobody_is_left_to_the_rule_on_zero() -> None:
    made = menu("1: a, 0: desk") + menu("0: box, 1: desk", name="a")
    assert findings(tree(made), "special-key-reused") == []
    assert findings(tree(made), "no-zero-operator")


def options_to_desk(keys: str, about: str = "") -> str:
    return ", ".join(f"{key}: {{to: desk{about}}}" for key in keys)


@pytest.mark.parametrize(("keys", "severity"), [("12345", None), ("123456", "advice"), ("123456789", "advice")])
def test_more_than_five_choices_are_advice(keys: str, severity: str | None) -> None:
    found = findings(tree(menu(f'{options_to_desk(keys)}, 0: desk, "*": main')), "too-many-options")
    assert [f.severity for f in found] == ([severity] if severity else [])


def test_more_than_nine_choices_are_a_warning_if_the_long_keys_are_announced() -> None:
    options = f"{options_to_desk('123456789')}, 10: desk"
    assert only(tree(menu(options)), "too-many-options").severity == "advice"
    said = only(tree(menu(options, prompt="For dogs, press 10.")), "too-many-options")
    assert said.severity == "warning"
    assert '"main" has 10 choices' in said.message


def test_advice_on_many_choices_is_joined_and_never_says_to_split_menus() -> None:
    made = tree(menu(f"{options_to_desk('12345')}, 6: a") + menu(options_to_desk("1234567"), name="a"))
    found = only(made, "too-many-options")
    assert found.message.startswith('"main" has 6 choices and "a" has 7 choices,')
    assert "submenu" not in found.advice
    assert "split" not in found.advice


def test_with_topics_a_key_about_nothing_that_leads_to_a_person_is_no_choice() -> None:
    about = options_to_desk("12345", ", about: [visits]")
    assert findings(tree(menu(f"{about}, 6: desk"), topics=TOPICS), "too-many-options") == []
    assert (
        len(findings(tree(menu(f"{about}, 6: {{to: desk, about: [billing]}}"), topics=TOPICS), "too-many-options")) == 1
    )


@pytest.mark.parametrize(
    ("options", "prompt", "fault"),
    [
        ("1: desk, 2: box, 3: desk", "For a, press 1. For b, press 3. For c, press 2.", "come in the order 1, 3 and 2"),
        ("2: desk, 1: box", "For a, press 1. For b, press 2.", None),
        ("2: desk, 1: box", "Welcome.", "come in the order 2 and 1"),
        ("1: desk, 2: box, 5: desk", "Welcome.", "jump from 2 to 5"),
        ("1: desk, 2: main, 3: desk", "For a, press 1. For b, press 3. To hear this again, press 2.", None),
        ("1: desk, 2: box, 9: desk", "Welcome.", None),
        ('0: desk, 1: desk, 2: box, 10: desk, "*": box', "Welcome.", None),
        ("0: desk, 1: desk, 8: {to: box, language: Spanish}, 2: box", "Welcome.", None),
    ],
)
def test_keys_ascend_as_they_are_read_without_gaps(options: str, prompt: str, fault: str | None) -> None:
    made = tree(menu(options, prompt=prompt), languages="[English, Spanish]")
    assert [f.message for f in findings(made, "keys-out-of-order")] == (
        [f'the keys of "main" {fault}'] if fault else []
    )


def test_a_number_with_which_extensions_begin_is_no_gap_and_files_of_a_system_have_no_order() -> None:
    dialled = menu("1: desk, 3: box", "extensions: {pattern: 2XX, to: desk}")
    assert findings(tree(dialled), "keys-out-of-order") == []
    made = tree(menu("2: desk, 1: box"))
    assert findings(replace(made, system="asterisk"), "keys-out-of-order") == []


def test_all_menus_out_of_order_are_one_advice() -> None:
    found = only(tree(menu("2: desk, 1: a") + menu("1: desk, 4: box", name="a")), "keys-out-of-order")
    assert found.message == 'the keys of "main" come in the order 2 and 1; the keys of "a" are out of order too'
    assert [related.note for related in found.related] == ["jump from 1 to 4"]


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [("1XX", "1"), ("NXX", "2"), ("ZXX", "1 and 2"), ("5XX", None), ("1", None), ("XX", "1, 2 and 0")],
)
def test_keys_with_which_extensions_begin_clash(pattern: str, keys: str | None) -> None:
    made = tree(menu("1: desk, 2: box, 0: desk", f"extensions: {{pattern: {pattern}, to: desk}}"))
    found = findings(made, "extension-key-clash")
    assert [f.message.split(" may")[0].split(maxsplit=3)[3] for f in found] == ([keys] if keys else [])


def test_the_clash_says_how_long_callers_wait() -> None:
    extensions = "extensions: {pattern: 1XX, to: desk}"
    assert "wait 3 s more" in only(tree(menu("1: desk", extensions)), "extension-key-clash").message
    slow = tree(menu("1: desk", extensions, "inter_digit_timeout: 4.5"))
    assert "wait 4.5 s more" in only(slow, "extension-key-clash").message
    at_once = tree(menu("1: desk", extensions, "inter_digit_timeout: 0"))
    assert "cannot be told apart" in only(at_once, "extension-key-clash").message
