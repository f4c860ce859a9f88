"""Small files made to take long, or to lead out of their folder: each is read at once, and says plainly what it is."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asterisk_files
import pytest
import studio_flows

from ivr_audit import clock, model
from ivr_audit.load import read
from ivr_audit.load.asterisk import branches, match
from ivr_audit.load.asterisk.dialplan import Dialplan, read_dialplan
from ivr_audit.load.asterisk.values import is_symbolic, symbolic
from ivr_audit.load.folder import Folder
from ivr_audit.load.recognise import system_of
from ivr_audit.load.safe_patterns import understood
from ivr_audit.load.twilio_studio import texts
from ivr_audit.load.twilio_studio.flow import outputs

LIMIT = 5.0
"""Seconds of the processor; each of these once took longer by far, most of them without an end."""


@contextmanager
def soon() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < LIMIT


HANGS = [
    "(((((.?){99}){99}){99}){99})x",
    "(((.?){99}){99}){99}x",
    "(((((){99}){99}){99}){99})x",
    "((((a{0}){99}){99}){99}){99}x",
    "((((?=a){99}){99}){99}){99}x",
    "(|.|.?)+" * 10 + "x",
    "(((((((((.*)*)*)*)*)*)*)*)*)*x",
    "((.?)*)*x",
]


@pytest.mark.parametrize("pattern", HANGS)
def test_a_pattern_that_repeats_repeats_is_not_tried(pattern: str) -> None:
    with soon():
        assert understood(pattern) is None


@pytest.mark.parametrize("pattern", HANGS)
def test_a_split_on_such_a_pattern_keeps_both_ways_open(pattern: str, tmp_path: Path) -> None:
    fits = ("regex", pattern, "sales")
    flow = studio_flows.flow(
        "menu",
        menu=studio_flows.gather("For sales, press 1.", "choice"),
        choice=studio_flows.split("{{widgets.menu.Digits}}", [fits], "bye"),
        sales=studio_flows.say("Sales."),
        bye=studio_flows.say("Goodbye."),
    )
    with soon():
        tree = studio_flows.tree_of(flow, tmp_path)
    said = {node.prompt.text for node in tree.nodes.values() if isinstance(node, model.Say)}
    assert {"Sales.", "Goodbye."} <= said


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        (r"^[1-3]$", "1 2 3", "4 11"),
        (r"^\d{4}$", "1234", "123 12345"),
        (r"(1|2)", "1 21", "3"),
        (r"^(?:10|2\d)$", "10 29", "30"),
    ],
)
def test_plain_patterns_are_tried(pattern: str, fitting: str, others: str) -> None:
    found = understood(pattern)
    assert found is not None
    assert all(found.compiled.search(value) for value in fitting.split())
    assert not any(found.compiled.search(value) for value in others.split())


def test_a_jump_to_many_variables_is_compared_from_left_to_right() -> None:
    dialplan = f"[incoming]\nexten => s,1,Goto(b,{'a${X}' * 14}a,1)\n[b]\nexten => {'a' * 200}b,1,Hangup()\n"
    with soon():
        tree = asterisk_files.tree_of(dialplan)
    (entry,) = tree.entries
    assert tree.nodes[entry.node].kind == "transfer"  # the name that would fit is longer by one sign than there is


def test_pieces_fit_a_name_as_the_expression_would() -> None:
    made = random.Random(7)
    for _ in range(5_000):
        fixed = ["".join(made.choices("ab", k=made.randrange(3))) for _ in range(made.randrange(2, 5))]
        name = "".join(made.choices("ab", k=made.randrange(9)))
        wanted = re.fullmatch(".+".join(map(re.escape, fixed)), name) is not None
        assert branches._could_read(name, fixed) == wanted, (name, fixed)


@pytest.mark.parametrize(
    "text",
    [
        "{{" + " " * 15_000, "{{" * 9_000, "{{-" * 6_000, "{% if " * 3_000, "{% if x %}" * 2_000 + "{% else " * 10,
        "{% else " * 2_400, "{% if x %}" + "{% else " * 2_000 + "{% endif %}", "{%" * 9_000, "<" * 19_000,
    ],
)  # fmt: skip
def test_liquid_that_never_ends_is_heard_at_once(text: str) -> None:
    with soon():
        for _ in range(20):
            assert len(texts.heard(text)) <= len(text)
            assert not list(outputs(text * 20))


_OLD_OUTPUT = re.compile(r"\{\{-?\s*([^{}|]*?)\s*(?:\|[^{}]*)?-?\}\}")
_OLD_CHOICE = re.compile(r"\{%-?\s*(case|if|unless)\b(.*?)\{%-?\s*end\1\s*-?%\}", re.DOTALL)
_OLD_ELSE = re.compile(r"\{%-?\s*(?:when|else|elsif)\b.*?%\}", re.DOTALL)


def _heard_plainly(text: str) -> str:
    """As a caller hears it, worked out without a thought for time."""

    def longest(found: re.Match[str]) -> str:
        head, *versions = _OLD_ELSE.split(found[2])
        first = head.split("%}", 1)[-1]
        return max([first, *versions] if found[1] != "case" else versions or [first], key=len)

    text = re.sub(r"\{%.*?%\}", " ", _OLD_CHOICE.sub(longest, text), flags=re.DOTALL)
    text = _OLD_OUTPUT.sub(lambda found: f"[{found[1].rsplit('.', 1)[-1].strip()}]", text)
    return " ".join(re.sub(r"<[^<>]*>", " ", text).split())


def test_liquid_is_heard_as_before() -> None:
    made = random.Random(11)
    words = [
        "{% if x %}", "{%- if y -%}", "{% else %}", "{% endif %}", "{%- endif -%}", "{% case z %}", "{% when 1 %}",
        "{% endcase %}", "{% unless a %}", "{% endunless %}", "{% assign b = 1 %}", "{{flow.variables.name}}",
        "{{ a.b | upcase }}", "{{- c -}}", "{{", "}}", "{%", "%}", "|", "-", " ", "Press 1.", "closed", "<b>", "{", "}",
    ]  # fmt: skip
    for _ in range(20_000):
        text = "".join(made.choices(words, k=made.randrange(12)))
        assert texts.heard(text) == _heard_plainly(text), text


def test_stops_inside_a_text_are_counted_as_before() -> None:
    made = random.Random(5)
    for _ in range(20_000):
        text = "".join(made.choices("a1.!?;: \n,", k=made.randrange(14)))
        assert len(re.findall(clock._INNER_STOP, text)) == len(re.findall(r"[.!?;:]+(?=\s+\S)", text)), text


@pytest.mark.parametrize(
    ("text", "words", "stops", "commas"),
    [
        ("." * 200_000, 0, 0, 0), (". " * 100_000, 0, 99_999, 0), ("." + " " * 200_000, 0, 0, 0),
        ("a'" * 100_000, 1, 0, 0), ("," * 200_000, 0, 0, 200_000),
    ],
)  # fmt: skip
def test_prompts_of_nothing_but_signs_are_counted_at_once(text: str, words: int, stops: int, commas: int) -> None:
    with soon():
        assert clock._counted(text) == (words, stops, commas)


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("menu" + "," * 250_000, None), ("menu" + ", key" * 50_000 + "x", "spreadsheet"),
        ("<document " * 25_000, None), ("<" + " " * 250_000, None), ("[" + "{" * 250_000, None),
    ],
)  # fmt: skip
def test_what_a_file_is_takes_no_time(text: str, system: str | None) -> None:
    with soon():
        assert system_of(text.encode()) == system


def test_headings_are_still_known() -> None:
    for line in ("Menu,Key,Goes to", '"menu";"key"', "Step\tkey", "menu (*), what, goes to"):
        assert system_of(f"My phone\n\n{line}\n".encode()) == "spreadsheet"
    assert system_of(b"menu key\n") is None


def _vxml(menus: int, choices: int, handlers: int) -> str:
    caught = "".join(f'<noinput count="{n + 1}">Hello?<reprompt/></noinput>' for n in range(handlers))
    made = [
        f'<menu id="m{m}"><prompt>Menu {m}</prompt>'
        + "".join(f'<choice dtmf="{key}" next="#m{(m * 7 + key * 31) % menus}"/>' for key in range(choices))
        + "</menu>"
        for m in range(menus)
    ]
    return f'<vxml version="2.1">{caught}{"".join(made)}</vxml>'


@pytest.mark.parametrize(("menus", "handlers"), [(1_000, 0), (200, 2_000)])
def test_many_voicexml_menus_are_read_at_once(tmp_path: Path, menus: int, handlers: int) -> None:
    path = tmp_path / "menus.vxml"
    path.write_text(_vxml(menus, 10, handlers))
    with soon():
        tree, problems = read(path)
    assert not problems
    assert tree is not None
    assert len(tree.nodes) >= menus


def _plan(names: list[str]) -> Dialplan:
    lines = "".join(f"exten => {name},1,Hangup()\n" for name in names)
    return read_dialplan(Folder(None, "", {"x.conf": f"[a]\n{lines}".encode()}), ["x.conf"])


def test_thousands_of_patterns_are_matched_at_once() -> None:
    signs = "XZN5"
    names = [f"_{a}{b}{c}{d}{e}." for a in signs for b in signs for c in signs for d in signs for e in signs]
    plan = _plan(names)
    with soon():
        for name in names:
            found = match.answer(plan, "a", symbolic(name))
            assert found is not None
            assert found.exten.name == name


def test_the_pattern_that_wins_is_the_one_that_comparing_every_one_finds() -> None:
    made = random.Random(3)
    signs = ["1", "2", "X", "Z", "N", "[12]", "[2-4]", "*"]
    for _ in range(300):
        names = list(dict.fromkeys("_" + "".join(made.choices(signs, k=made.randrange(1, 4))) +
                                   made.choice(["", ".", "!"]) for _ in range(12)))  # fmt: skip
        names += ["12", "2", "113"]
        plan = _plan(names)
        context = plan.contexts["a"]
        dialled = [symbolic(name) for name in names] + ["".join(made.choices("123*", k=3)) for _ in range(10)] + ["1"]
        for number in dialled:
            every = list(context.extens.values())
            exact = context.literal(number)
            fitting = [exact] if exact else [one for one in every if one.is_pattern and match.fits(one.name, number)]
            if not fitting and is_symbolic(number):
                fitting = [one for one in every if match.could_be(one.name, number)]
            wanted = min(fitting, key=lambda one: match.order(one.name), default=None)
            found = match.answer(plan, "a", number)
            assert (found and found.exten) is wanted, (names, number)


def test_a_dialplan_of_too_many_extensions_is_refused() -> None:
    lines = "".join(f"exten => {n},1,Dial(SIP/{n})\n" for n in range(50_001))
    tree, problems = asterisk_files.read(f"[incoming]\n{lines}")
    assert tree is None
    assert [str(one) for one in problems] == [
        "extensions.conf:50002:1: this dialplan has more than 50000 extensions, more than a phone system has"
    ]


OFFICE = "[incoming]\nexten => s,1,Answer()\nsame => n,Dial(SIP/101,20)\nsame => n,Hangup()\n"


def test_a_link_out_of_the_folder_is_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "secret.conf").write_text("[incoming]\nexten => s,1,Dial(SIP/999)\n")
    (tmp_path / "pbx").mkdir()
    (tmp_path / "pbx" / "extensions.conf").write_text(OFFICE)
    (tmp_path / "pbx" / "out.conf").symlink_to(tmp_path / "secret.conf")
    (tmp_path / "pbx" / "gone.conf").symlink_to("nowhere")
    tree, problems = read(tmp_path / "pbx")
    assert not problems
    assert tree is not None
    assert "links that lead out of the folder, and what is no file, were left out: gone.conf and out.conf" in (
        tree.not_said
    )


def test_links_inside_the_folder_are_followed(tmp_path: Path) -> None:
    (tmp_path / "menu.txt").write_text(OFFICE)
    (tmp_path / "extensions.conf").symlink_to("menu.txt")
    tree, problems = read(tmp_path)
    assert not problems
    assert tree is not None
    assert not any("links" in one for one in tree.not_said)


def test_a_phone_systems_file_is_no_overlay(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text(OFFICE)
    (tmp_path / "s.conf").write_text(OFFICE)
    (tmp_path / "picture").write_bytes(b"\x89PNG\0\0\1\2")
    begins = "an overlay begins like nodes: {box 101: {owner: Joyce, reply_within: 24h}}"
    for name, said in (
        ("s.conf", "this is not an overlay, it is a file of Asterisk"),
        ("picture", "this is not an overlay"),
    ):
        tree, problems = read(tmp_path / "a.conf", overlay=tmp_path / name)
        assert tree is None
        assert [one.message for one in problems] == [f"{said}; {begins}"]


def test_a_file_that_is_no_text_is_no_spreadsheet_either(tmp_path: Path) -> None:
    path = tmp_path / "bin.xlsx"
    path.write_bytes(random.Random(1).randbytes(5_000))
    _, problems = read(path)
    assert [one.message for one in problems] == [
        "this is no spreadsheet, and no file of any phone system that is known"
    ]


def test_new_says_that_its_input_is_closed(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m ivr_audit new "{tmp_path}/z.yaml" <&-'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (2, "Error: standard input is closed\n")


def test_what_would_act_on_a_terminal_is_written_out_in_a_call(tmp_path: Path) -> None:
    path = tmp_path / "call.xml"
    path.write_text("<Response><Say>Hello &#x9b;31m\u202e there</Say></Response>")
    command = [sys.executable, "-m", "ivr_audit", "call", str(path), "--keys", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "U+009B 31mU+202E" in done.stdout
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", done.stdout)
