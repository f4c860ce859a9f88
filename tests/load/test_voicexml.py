"""VoiceXML as far as keys go; every tree is worked out from the standard's rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from survival import FUZZ, survives

from ivr_audit.load import read
from ivr_audit.load.folder import Folder
from ivr_audit.load.voicexml.reader import read as read_system
from ivr_audit.model import Ask, Attempts, Branch, Menu, PhoneTree, Prompt, Say, Transfer, Voicemail

END = '<form id="a"><block>A.</block></form><form id="b"><block>B.</block></form><form id="c"><block>C.</block></form>'


def tree_of(tmp_path: Path, inside: str, start: str | None = None, **others: str) -> PhoneTree:
    for name, text in {"main": inside, **others}.items():
        (tmp_path / f"{name}.vxml").write_text(f'<vxml version="2.1">{text}</vxml>')
    tree, problems = read(tmp_path if others else tmp_path / "main.vxml", start=start)
    assert problems == []
    assert tree is not None
    return tree


def menu_of(tree: PhoneTree, name: str = "m") -> Menu:
    node = tree.nodes[name]
    assert isinstance(node, Menu)
    return node


def keys(node: Menu) -> dict[str, str]:
    return {one.key: one.to for one in node.options}


def test_choices_are_keys_and_numbered_where_the_menu_says_so(tmp_path: Path) -> None:
    choices = '<choice next="#a">x</choice><choice dtmf="1" next="#b">y</choice><choice next="#c">z</choice>'
    tree = tree_of(tmp_path, f'<menu id="m" dtmf="true"><prompt>Hi. <enumerate/></prompt>{choices}</menu>{END}')
    assert keys(menu_of(tree)) == {"2": "A.", "1": "B.", "3": "C."}
    assert menu_of(tree).prompt == Prompt("Hi. For x, press 2. For y, press 1. For z, press 3")


def test_choices_after_the_ninth_have_no_key(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, '<menu id="m" dtmf="true">' + '<choice next="#a"/>' * 11 + f"</menu>{END}")
    assert list(keys(menu_of(tree))) == list("123456789")
    assert any("ninth" in one for one in tree.not_said)


def test_without_a_handler_that_leads_out_silence_goes_round_for_ever(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, f'<menu id="m"><choice dtmf="1" next="#a"/></menu>{END}')
    menu = menu_of(tree)
    assert (menu.no_input, menu.invalid, menu.no_input_timeout) == ("m", "m", None)
    assert any("for ever" in one for one in tree.not_said)


def test_the_highest_count_that_is_reached_handles(tmp_path: Path) -> None:
    handlers = '<noinput>What? <reprompt/></noinput><noinput count="3"><goto next="#b"/></noinput>'
    handlers += '<nomatch>No.</nomatch><catch event="nomatch" count="2"><goto next="#c"/></catch>'
    menu = menu_of(tree_of(tmp_path, f'<menu id="m">Press 1.<choice dtmf="1" next="#a"/>{handlers}</menu>{END}'))
    assert menu.attempts == Attempts(3, 2, apart=True)
    assert (menu.no_input, menu.invalid) == ("B.", "C.")
    assert (menu.replay, menu.invalid_prompt) == (Prompt("What? Press 1."), Prompt("No."))


def test_handlers_links_and_properties_of_the_document_and_its_root_count(tmp_path: Path) -> None:
    root = '<link dtmf="0" next="main.vxml#c"/><property name="interdigittimeout" value="2s"/>'
    top = '<property name="timeout" value="800ms"/><catch event="noinput nomatch" count="2"><exit/></catch>'
    (tmp_path / "root.vxml").write_text(f'<vxml version="2.1">{root}</vxml>')
    inside = f'{top}<menu id="m"><choice dtmf="1" next="#a"/></menu>{END}'
    text = f'<vxml version="2.1" application="root.vxml">{inside}</vxml>'
    (tmp_path / "main.vxml").write_text(text)
    tree, problems = read(tmp_path / "main.vxml")
    assert problems == []
    assert tree is not None
    menu = menu_of(tree)
    assert (keys(menu), menu.attempts) == ({"1": "A.", "0": "C."}, Attempts(2, 2, apart=True))
    assert (menu.no_input, menu.no_input_timeout, menu.inter_digit_timeout) == ("hangup", 0.8, 2.0)


def test_times_and_barge_in_of_a_prompt(tmp_path: Path) -> None:
    prompt = '<prompt timeout="7s" bargein="false">Hi.</prompt>'
    menu = menu_of(tree_of(tmp_path, f'<menu id="m">{prompt}<choice dtmf="1" next="#a"/></menu>{END}'))
    assert (menu.no_input_timeout, menu.barge_in) == (7.0, False)


COMPARED = (
    """<if cond="k=='1'"><goto next="#a"/><elseif cond="k == 2"/><goto next="#b"/><else/><goto next="#c"/></if>"""
)


def test_a_field_whose_answer_is_compared_is_a_menu(tmp_path: Path) -> None:
    field = f'<form id="f"><field name="k" type="digits?length=1">Press.<filled>{COMPARED}</filled></field></form>'
    menu = menu_of(tree_of(tmp_path, field + END), "k")
    assert (keys(menu), menu.invalid) == ({"1": "A.", "2": "B."}, "C.")


def test_options_and_grammars_name_the_keys(tmp_path: Path) -> None:
    options = '<option dtmf="1" value="1">x</option><option dtmf="2" value="2">y</option><option dtmf="3">z</option>'
    field = f'<form id="f"><field name="k">{options}<filled>{COMPARED}</filled></field></form>'
    assert keys(menu_of(tree_of(tmp_path, field + END), "k")) == {"1": "A.", "2": "B.", "3": "C."}
    items = "<item>7<tag>out='1'</tag></item><item>8<tag>2</tag></item>"
    grammar = f'<grammar mode="dtmf"><rule><one-of>{items}</one-of></rule></grammar>'
    field = f'<form id="f"><field name="k">{grammar}<filled>{COMPARED}</filled></field></form>'
    assert keys(menu_of(tree_of(tmp_path, field + END), "k")) == {"7": "A.", "8": "B."}


def test_other_fields_are_questions_and_items_follow_each_other(tmp_path: Path) -> None:
    items = '<field name="birth" type="digits?length=8">When?</field><record name="note">Speak.</record>'
    tree = tree_of(tmp_path, f"<form>{items}</form>")
    ask, box = tree.nodes["asks for birth"], tree.nodes["message note"]
    assert isinstance(ask, Ask)
    assert isinstance(box, Voicemail)
    assert (ask.digits, ask.next, box.greeting) == (8, "message note", Prompt("Speak."))


def test_transfers_bridged_and_blind(tmp_path: Path) -> None:
    blind = '<form id="f"><transfer dest="tel:+15550100"/><block>Gone.</block></form>'
    node = tree_of(tmp_path, blind).nodes["transfer to +15550100"]
    assert isinstance(node, Transfer)
    assert node.no_answer is None
    bridged = blind.replace("<transfer", '<transfer bridge="true" name="t"')
    node = tree_of(tmp_path, bridged).nodes["transfer to +15550100"]
    assert isinstance(node, Transfer)
    assert node.no_answer == "Gone."


def test_conditions_that_code_decides_keep_every_way(tmp_path: Path) -> None:
    block = '<if cond="vip">Hello.<elseif cond="old"/><exit/><else/>Hi.</if>Bye.'
    tree = tree_of(tmp_path, f"<form><block>{block}</block></form>")
    (branch,) = (node for node in tree.nodes.values() if isinstance(node, Branch))
    assert [(case.name, case.to) for case in branch.cases] == [
        ("vip", "Hello."),
        ("old", "hangup"),
        ("otherwise", "Hi."),
    ]
    say = tree.nodes["Hello."]
    assert isinstance(say, Say)
    assert say.next == "Bye."


def test_an_item_that_is_only_done_sometimes(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, '<form><block cond="x">Hi.</block><block>Bye.</block></form>')
    (branch,) = (node for node in tree.nodes.values() if isinstance(node, Branch))
    assert [case.to for case in branch.cases] == ["Hi.", "Bye."]


@pytest.mark.parametrize(
    "way", ['<submit next="x.jsp"/>', '<goto expr="u"/>', '<goto next="gone.vxml"/>', '<goto next="#no"/>']
)
def test_what_another_server_decides_leaves_the_file(tmp_path: Path, way: str) -> None:
    tree = tree_of(tmp_path, f"<form><block>Hi.{way}</block></form>")
    assert [type(node) for node in tree.nodes.values()] == [Say, Transfer]


def test_a_subdialog_comes_back(tmp_path: Path) -> None:
    sub = '<form id="s"><block>In.<return/></block></form>'
    tree = tree_of(tmp_path, f'<form id="f"><subdialog src="#s"/><block>Out.</block></form>{sub}')
    say = tree.nodes["In."]
    assert isinstance(say, Say)
    assert say.next == "Out."


def test_a_subdialog_that_calls_itself_ends(tmp_path: Path) -> None:
    (tmp_path / "main.vxml").write_text(
        '<vxml version="2.1"><form id="s">' + '<subdialog src="#s"/><block>x</block>' * 2 + "</form></vxml>"
    )
    tree, problems = read(tmp_path / "main.vxml")
    assert (tree is None) == bool(problems)


def test_events_lead_to_their_handlers(tmp_path: Path) -> None:
    text = '<catch event="agent"><goto next="#b"/></catch><menu id="m"><choice dtmf="0" event="agent"/></menu>'
    assert keys(menu_of(tree_of(tmp_path, text + END))) == {"0": "B."}


def test_documents_lead_to_each_other_and_the_first_is_the_one_nobody_leads_to(tmp_path: Path) -> None:
    first = '<form id="x"><block>First.<goto next="other.vxml#a"/></block></form>'
    tree = tree_of(tmp_path, first, other=END)
    assert [entry.node for entry in tree.entries] == ["First."]
    assert list(tree.nodes) == ["First.", "A."]
    assert [e.node for e in tree_of(tmp_path, first, "b", other=END).entries] == ["B."]


def problem(tmp_path: Path, text: str, start: str | None = None) -> str:
    (tmp_path / "f.vxml").write_text(text)
    tree, problems = read(tmp_path / "f.vxml", start=start)
    assert tree is None
    return problems[0].message


def test_what_cannot_be_read(tmp_path: Path) -> None:
    assert "a program writes" in problem(tmp_path, '<vxml version="2.0"><% x %></vxml>')
    assert "no <form>" in problem(tmp_path, '<vxml version="2.0"/>')
    assert "not closed" in problem(tmp_path, '<vxml version="2.0"><form></vxml>')
    assert "take that part out" in problem(tmp_path, '<!DOCTYPE vxml [<!ENTITY a "b">]><vxml version="2.0"/>')
    assert 'did you mean "hello"?' in problem(tmp_path, '<vxml version="2.0"><form id="hello"/></vxml>', "helo")


TAGS = st.sampled_from(
    [
        "menu",
        "form",
        "choice",
        "field",
        "block",
        "filled",
        "if",
        "elseif",
        "else",
        "goto",
        "noinput",
        "nomatch",
        "catch",
        "prompt",
        "option",
        "grammar",
        "item",
        "subdialog",
        "transfer",
        "record",
        "link",
        "throw",
        "return",
        "exit",
        "x",
    ]
)
NAMES = st.sampled_from(
    [
        "id",
        "next",
        "dtmf",
        "count",
        "cond",
        "event",
        "name",
        "src",
        "type",
        "timeout",
        "dest",
        "mode",
        "nextitem",
        "bargein",
    ]
)
VALUES = st.sampled_from(
    [
        "a",
        "b",
        "#a",
        "#b",
        "1",
        "2",
        "*",
        "true",
        "a=='1'",
        "b == 2",
        "noinput",
        "nomatch",
        "digits?length=1",
        "5s",
        "",
        "-1",
        "boolean",
        "dtmf",
        "f.vxml#a",
        "999999999",
        "tel:1",
    ]
)


@st.composite
def xml(draw: st.DrawFn, depth: int = 0) -> str:
    tag = draw(TAGS)
    attributes = "".join(f' {n}="{v}"' for n, v in draw(st.dictionaries(NAMES, VALUES, max_size=4)).items())
    inner = draw(st.lists(st.one_of(xml(depth + 1), st.just("Hi.")), max_size=4)) if depth < 4 else []
    return f"<{tag}{attributes}>{''.join(inner)}</{tag}>"


@FUZZ
@given(st.lists(xml(), min_size=1, max_size=5))
def test_any_words_in_any_place_end(parts: list[str]) -> None:
    text = f'<vxml version="2.1"><form id="a">{parts[0]}</form>{"".join(parts)}</vxml>'
    survives(lambda: read_system(Folder(None, "", {"f.vxml": text.encode()}), ["f.vxml"], None), ["f.vxml"])
