"""The drawing of a tree: what is in the DOT text, that any text draws as itself, and what happens without a program."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.hours import State
from ivr_audit.model import Case, Entry, Hours, Node, Option, PhoneTree, Prompt, Span, Wait
from ivr_audit.place import Place
from ivr_audit.render import picture
from ivr_audit.render.dot import dot_source
from ivr_audit.render.drawing import MOST_WAYS_IN, Drawing, Spot, drawing
from ivr_audit.render.lettering import clean, text_width, wrap
from ivr_audit.render.picture import PictureError, RendererMissing, RenderFailed, draw

HERE = Place("t.yaml", 1, 1)
OPEN = State(frozenset({"office"}), False)
CLOSED = State(frozenset(), False)
HOLIDAY = State(frozenset(), True)
PERIODS = [("office open", OPEN), ("closed", CLOSED), ("holiday", HOLIDAY)]
SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"


def tree_of(*nodes: Node, start: str = "main", name: str = "Clinic") -> PhoneTree:
    office = Hours(name="office", place=HERE, weekly=((Span(540, 1020),),) * 5 + ((),) * 2)
    return PhoneTree(
        name=name, source="t.yaml", place=HERE, nodes={node.name: node for node in nodes},
        entries=(Entry("+1 555 010 0142", start, HERE),), hours={"office": office},
    )  # fmt: skip


def menu(name: str, keys: dict[str, str], text: str = "Press a key.", **ways: str) -> model.Menu:
    options = tuple(Option(key, to, (), HERE, HERE) for key, to in keys.items())
    return model.Menu(name=name, place=HERE, prompt=Prompt(text), options=options, **ways)  # type: ignore[arg-type]


def ring(name: str, no_answer: str | None = None, **more: object) -> model.Ring:
    return model.Ring(name=name, place=HERE, who=name, no_answer=no_answer, **more)  # type: ignore[arg-type]


def box(name: str) -> model.Voicemail:
    return model.Voicemail(name=name, place=HERE, box=name)


def bye(name: str) -> model.Hangup:
    return model.Hangup(name=name, place=HERE)


def finding(node: str, severity: str) -> Finding:
    return Finding(rule="r", severity=severity, place=HERE, node=node, message="m", advice="a")  # type: ignore[arg-type]


def lines_between(dot: str, source: str, target: str) -> list[str]:
    return [line for line in dot.splitlines() if line.startswith(f'"node {source}" -> "{target}"')]


def card_of(dot: str, name: str) -> str:
    return next(line for line in dot.splitlines() if line.startswith(f'"node {name}" ['))


def ways_of(shown: Drawing, source: str) -> list[tuple[Spot, tuple[str, ...], tuple[str, ...], bool]]:
    return [(way.spot, way.keys, way.words, way.unasked) for way in shown.ways if way.source == source]


def words_in(svg: bytes) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")]


def tooltips_in(svg: bytes) -> list[str]:
    return [link.get(f"{LINK}title", "") for link in ET.fromstring(svg).iter(f"{SVG}a")]


def test_equal_keys_are_one_line_and_silence_is_another() -> None:
    tree = tree_of(
        menu("main", {"1": "desk", "2": "box", "3": "desk", "9": "desk"}, no_input="desk"), ring("desk"), box("box")
    )
    dot = dot_source(tree, [("open", OPEN)])
    pressed, silent = lines_between(dot, "main", "node desk")
    assert "<B>1, 3, 9</B>" in pressed
    assert 'style="solid"' in pressed
    assert "no key" in silent
    assert "wrong key" in silent
    assert 'style="dashed"' in silent


def test_what_happens_without_the_caller_is_dashed() -> None:
    queue = model.Queue(
        name="line", place=HERE, who="nurses", staffed="office", wait=Wait(60, 90), max_wait=120, overflow="box"
    )
    tree = tree_of(ring("main", "line", staffed="office", busy="box"), queue, box("box"))
    shown = drawing(tree, [OPEN])
    assert ways_of(shown, "main") == [
        (Spot("node", "line"), (), ("no answer",), True),
        (Spot("node", "box"), (), ("busy",), True),
    ]
    assert ways_of(shown, "line") == [(Spot("node", "box"), (), ("overflow",), True)]


def test_steps_back_are_stubs() -> None:
    inner = menu("inner", {"9": "main", "*": "inner", "1": "desk"}, no_input="main")
    shown = drawing(tree_of(menu("main", {"1": "inner"}, no_input="desk"), inner, ring("desk", "main")), [OPEN])
    assert ways_of(shown, "main")[0] == (Spot("node", "inner"), ("1",), (), False)
    assert ways_of(shown, "inner") == [
        (Spot("back", "main"), ("9",), (), False),
        (Spot("back", "inner"), ("*",), (), False),
        (Spot("node", "desk"), ("1",), (), False),
        (Spot("back", "main"), (), ("no key", "wrong key"), True),
    ]
    dot = dot_source(tree_of(menu("main", {"0": "main", "1": "inner"}), menu("inner", {"9": "main"})), [("open", OPEN)])
    assert "← back to main" in dot
    assert "← main again" in dot
    assert not lines_between(dot, "inner", "node main")


def test_what_is_left_without_stubs_has_no_circle() -> None:
    names = [f"m{n}" for n in range(30)]
    keys = {name: {str(k): names[(n * 7 + k * k * 5 + 3) % 30] for k in range(4)} for n, name in enumerate(names)}
    shown = drawing(tree_of(*(menu(name, keys[name]) for name in names), start="m0"), [OPEN])
    onward = {
        name: {way.spot.name for way in shown.ways if way.source == name and way.spot.mark == "node"} for name in names
    }
    while onward:
        leaves = {name for name, found in onward.items() if not found & onward.keys()}
        assert leaves
        onward = {name: found for name, found in onward.items() if name not in leaves}


def test_a_node_that_everything_leads_to_keeps_one_line() -> None:
    subs = [f"sub {n}" for n in range(MOST_WAYS_IN + 2)]
    main = menu("main", {str(n + 1): name for n, name in enumerate(subs)}, no_input="hang")
    tree = tree_of(
        main, *(menu(name, {"0": "operator"}, no_input="hang") for name in subs), ring("operator", "hang"), bye("hang")
    )
    ways = [way for way in drawing(tree, [OPEN]).ways if way.spot.name == "operator"]
    assert [way.spot.mark for way in ways] == ["node", *["to"] * (len(subs) - 1)]
    shown = drawing(tree, [OPEN], {("sub 5", "0")})
    assert [way.source for way in shown.ways if way.spot == Spot("node", "operator")] == ["sub 0", "sub 5"]


def test_missing_targets_are_ghosts_and_hangups_are_ends() -> None:
    tree = tree_of(menu("main", {"1": "nam", "2": "hangup", "3": "nam"}, no_input="nam"))
    shown = drawing(tree, [OPEN])
    assert shown.ghosts == ("nam",)
    assert ways_of(shown, "main") == [
        (Spot("ghost", "nam"), ("1", "3"), (), False),
        (Spot("end", "cut off"), ("2",), (), False),
        (Spot("ghost", "nam"), (), ("no key", "wrong key"), True),
    ]
    dot = dot_source(tree, [("open", OPEN)])
    ghost = next(line for line in dot.splitlines() if line.startswith('"ghost nam" ['))
    assert "missing: nam" in ghost
    assert 'style="dashed"' in ghost
    assert "× hangs up" in dot


def test_an_entry_may_be_missing() -> None:
    dot = dot_source(tree_of(ring("desk"), start="gone"), [("open", OPEN)])
    assert '"entry 1" -> "ghost gone"' in dot
    assert "nobody can reach these" in dot


def test_an_unstaffed_queue_without_limit_never_ends() -> None:
    tree = tree_of(model.Queue(name="main", place=HERE, who="nurses", staffed="office"))
    assert (Spot("end", "stuck"), (), ("nobody there",), True) in ways_of(drawing(tree, [CLOSED]), "main")
    assert drawing(tree, [CLOSED]).verdicts["main"] == "lost"
    assert drawing(tree, [OPEN]).verdicts["main"] == "person"


def test_verdicts_are_the_best_within_reach() -> None:
    tree = tree_of(
        menu("main", {"1": "desk", "2": "box", "3": "away", "4": "trap", "5": "lost box"}, no_input="box"),
        ring("desk", "box"), model.Voicemail(name="box", place=HERE, owner="Ann"), bye("bye"), box("lost box"),
        model.Transfer(name="away", place=HERE, number="911"),
        menu("trap", {"1": "trap"}, no_input="bye"),
    )  # fmt: skip
    verdicts = drawing(tree, [OPEN]).verdicts
    assert verdicts == {
        "main": "person", "desk": "person", "box": "message", "bye": "lost", "away": "outside", "trap": "lost",
        "lost box": "lost",
    }  # fmt: skip
    dot = dot_source(tree, [("open", OPEN)])
    signs = {name: re.findall("[●○→×](?=</B></FONT></TD></TR>)", card_of(dot, name))[-1:] for name in verdicts}
    assert signs == {
        "main": ["●"], "desk": ["●"], "box": ["○"], "bye": ["×"], "away": ["→"], "trap": ["×"], "lost box": ["×"],
    }  # fmt: skip
    borders = {
        re.search('style="filled,([a-z]+).*penwidth="([0-9.]+)"', card_of(dot, name))
        for name in ("desk", "box", "trap")
    }
    assert len({found.groups() for found in borders if found}) == 3


def test_several_periods_keep_all_ways_of_hours() -> None:
    hours = model.HoursCheck(name="main", place=HERE, hours="office", open="desk", closed="box", holiday="party")
    tree = tree_of(hours, ring("desk"), box("box"), box("party"))
    assert [way.words for way in drawing(tree, [OPEN, CLOSED, HOLIDAY]).ways if way.source == "main"] == [
        ("open",), ("closed",), ("holiday",),
    ]  # fmt: skip
    one = drawing(tree, [OPEN])
    assert one.nodes == ("main", "desk")
    assert one.left_out == 2
    assert one.apart == ()
    dot = dot_source(tree, PERIODS[:1], as_of=date(2026, 11, 23))
    assert "office open · as of 23 Nov" in dot
    assert "left out: 2 of other times" in dot


def test_what_nobody_can_reach_is_apart() -> None:
    tree = tree_of(ring("main"), menu("old", {"1": "old box", "2": "main"}, no_input="old"), box("old box"))
    shown = drawing(tree, [OPEN])
    assert shown.nodes == ("main",)
    assert shown.apart == ("old", "old box")
    assert ways_of(shown, "old")[:2] == [
        (Spot("node", "old box"), ("1",), (), False),
        (Spot("to", "main"), ("2",), (), False),
    ]
    dot = dot_source(tree, [("open", OPEN)])
    assert '"apart" -> "node old"' in dot
    assert '"apart" -> "node old box"' not in dot


def test_people_pass_callers_on_in_dots() -> None:
    tree = tree_of(
        ring("main", "box", transfers_to=("nurse",), escalates_to=("boss",)), ring("nurse"), ring("boss"), box("box")
    )
    dot = dot_source(tree, [("open", OPEN)])
    (passed,) = lines_between(dot, "main", "node nurse")
    assert 'style="dotted"' in passed
    assert "passed on" in passed
    assert "escalated" in lines_between(dot, "main", "node boss")[0]


def test_badges_are_the_numbers_of_the_findings() -> None:
    tree = tree_of(menu("main", {"1": "desk"}, no_input="desk"), ring("desk"))
    found = [
        finding("main", "warning"),
        finding("desk", "advice"),
        finding("main", "error"),
        finding("elsewhere", "error"),
    ]
    dot = dot_source(tree, [("open", OPEN)], findings=found)
    error, warning = re.findall(r"<TD FIXEDSIZE.*?</TD>", card_of(dot, "main"))
    assert "<B>3</B>" in error
    assert "ROUNDED" not in error
    assert "<B>1</B>" in warning
    assert "ROUNDED" in warning
    assert ">2</FONT></U>" in card_of(dot, "desk")
    many = dot_source(tree, [("open", OPEN)], findings=[finding("main", "error")] * 9)
    assert ">+4</FONT>" in card_of(many, "main")


def test_the_path_shown_is_bold() -> None:
    tree = tree_of(menu("main", {"1": "desk", "2": "box"}, no_input="box"), ring("desk", "box"), box("box"))
    dot = dot_source(tree, [("open", OPEN)], path=[("main", "1"), ("desk", "no-answer")])
    thick = [line.split(" [")[0] for line in dot.splitlines() if 'penwidth="2.8"' in line]
    assert thick == ['"node main" -> "node desk"', '"node desk" -> "node box"']


def test_the_text_does_not_depend_on_anything_else() -> None:
    code = (
        "from tests.test_diagram import *;"
        "tree = tree_of(menu('main', {'1': 'a', '2': 'b'}), ring('a', 'b'), box('b'), box('c'));"
        "print(dot_source(tree, PERIODS))"
    )
    root = Path(__file__).parents[1]
    texts = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=root, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1


def test_a_tree_of_two_thousand_nodes() -> None:
    nodes: list[Node] = []
    for n in range(2000):
        keys = {str(k): f"n{4 * n + k}" for k in range(1, 5) if 4 * n + k < 2000}
        nodes.append(menu(f"n{n}", {**keys, "9": f"n{max(n - 1, 0) // 4}", "0": "n1999"}) if keys else ring(f"n{n}"))
    shown = drawing(tree_of(*nodes, start="n0"), [OPEN])
    assert len(shown.nodes) == 2000
    assert sum(way.spot.mark == "node" for way in shown.ways) == 1999
    assert dot_source(tree_of(*nodes, start="n0"), [("open", OPEN)]).count("\n") > 4000


HOSTILE = [
    'say "hi"', "back\\slash", "\\N \\G \\n \\l", "ends in \\", "<b>b</b> & &amp;", "&#65; &nbsp;", "</TABLE>>",
    "]", "]]>", "<!--", "-->", "node", "digraph { a -> b }", "عيادة الأسرة", "家庭医生诊所", "😀👩‍⚕️", "{a|b}", "'",
    "//", "#", "a:b:n", "%s{}", "ﬁ\u00ad\u202e",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_draws_as_itself(text: str) -> None:
    branch = model.Branch(name="why", place=HERE, decides=text, cases=(Case(text, "x", None, HERE, HERE),))
    tree = tree_of(menu(text, {"1": "why", "2": f"no {text}"}, text), branch, ring("x", text), start=text, name=text)
    svg = draw(dot_source(tree, [(text, OPEN)], findings=[finding(text, "error")]), "svg", program="graphviz-pure")
    said = words_in(svg)
    assert said.count(text) >= 4  # title, name, prompt, case
    assert f"menu: {text}\n{text}" in tooltips_in(svg)
    assert f"why, {text}: x" in tooltips_in(svg)
    assert f"missing: no {text}" in said


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=12, unique=True))
def test_any_names_make_a_drawing_with_a_card_each(names: list[str]) -> None:
    tree = tree_of(*(model.Say(name=name, place=HERE, prompt=Prompt(name)) for name in names), start=names[0])
    svg = draw(dot_source(tree, [("open", OPEN)]), "svg", program="graphviz-pure")
    cards = [group for group in ET.fromstring(svg).iter(f"{SVG}g") if group.get("class", "").startswith("node say")]
    assert len(cards) == len(names)
    expected = sorted(
        re.sub(r"\s", " ", clean(f"announcement: {name}" + (f"\n{name}" if name else ""))) for name in names
    )
    tips = [card.find(f".//{SVG}a") for card in cards]
    assert sorted(re.sub(r"\s", " ", tip.get(f"{LINK}title", "")) for tip in tips if tip is not None) == expected


def test_control_characters_are_shown_as_such() -> None:
    assert clean("a\x00b\x1b[0m\r\nc\ud800\uffff") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}[0m\nc" + (
        "\N{REPLACEMENT CHARACTER}" * 2
    )


@given(st.text(), st.sampled_from([30.0, 80.0, 132.0]), st.integers(1, 3))
def test_wrapped_lines_fit(text: str, width: float, lines: int) -> None:
    wrapped = wrap(text, 9, width, lines)
    assert len(wrapped) <= lines
    assert all(line and text_width(line, 9) <= width for line in wrapped)
    if not any(line.endswith("…") for line in wrapped):
        assert "".join(wrapped).replace(" ", "") == "".join(clean(text).split())


def test_a_word_that_is_too_long_is_broken_but_not_from_its_marks() -> None:
    assert wrap("aaaa", 10, 12, 3) == ("aa", "aa")
    assert wrap("ae\u0301e\u0301", 10, 12, 3) == ("ae\u0301", "e\u0301")


def test_helvetica_widths() -> None:
    assert text_width("Wi 1", 10) == pytest.approx((944 + 222 + 278 + 556) / 100)


def test_an_svg_names_no_version_and_fonts_that_exist() -> None:
    svg = draw(dot_source(tree_of(ring("main")), [("open", OPEN)]), "svg", program="graphviz-pure")
    assert b"Generated by" not in svg
    assert b'font-family="Arial"' not in svg
    assert b'font-family="Helvetica,Arial,sans-serif"' in svg
    assert svg == draw(dot_source(tree_of(ring("main")), [("open", OPEN)]), "svg", program="graphviz-pure")


def test_png() -> None:
    assert draw("digraph { a }", "png", program="graphviz-pure").startswith(b"\x89PNG")


def test_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path=None: None)
    with pytest.raises(RendererMissing, match="pip install graphviz-pure"):
        draw("digraph { a }", "svg")


def test_pdf_needs_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name, path=None: f"/bin/{name}" if "pure" in name else None)
    with pytest.raises(RendererMissing, match="drawing pdf needs Graphviz"):
        draw("digraph { a }", "pdf")


def test_dot_comes_first_then_what_lies_beside_python(monkeypatch: pytest.MonkeyPatch) -> None:
    beside = str(Path(sys.executable).parent)
    installed = {("dot", None): "/bin/dot", ("graphviz-pure", beside): "/venv/bin/graphviz-pure"}
    monkeypatch.setattr("shutil.which", lambda name, path=None: installed.get((name, path)))
    assert picture.find_program("svg") == Path("/bin/dot")
    del installed["dot", None]
    assert picture.find_program("svg") == Path("/venv/bin/graphviz-pure")


def test_a_program_that_refuses_or_is_too_slow_is_one_clear_line() -> None:
    with pytest.raises(RenderFailed, match=r"graphviz-pure could not draw the tree: Error.*syntax error") as refused:
        draw("digraph { a -> ", "svg", program="graphviz-pure")
    assert "\n" not in str(refused.value)
    with pytest.raises(RenderFailed, match="took more than"):
        draw("digraph { a }", "svg", program="graphviz-pure", timeout=1e-6)
    assert issubclass(RenderFailed, PictureError)
