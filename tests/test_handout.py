"""The PDF hand-out: everything is on it, whatever it is called, and nothing of it is taken for typst."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from made_trees import branching, tree_of

from ivr_audit import model
from ivr_audit.api import audit, load
from ivr_audit.audit import Audit
from ivr_audit.call_tests import call_tests
from ivr_audit.measures import Measures
from ivr_audit.model import PhoneTree, Prompt
from ivr_audit.render import picture, typeset
from ivr_audit.render.handout import pdf, source
from ivr_audit.render.handout_tables import small_weeks
from ivr_audit.render.picture import RendererMissing, RenderFailed, paged, set_pages, size
from ivr_audit.render.trials import say_actions, say_end, say_needs, say_route
from ivr_audit.render.typeset import literal

AS_OF = "2026-11-23"
STORIES = sorted(Path("trees").glob("*.yaml"))
needs_pdftotext = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext reads the pages")


def audited(path: str | Path) -> Audit:
    return audit(load(path), as_of=AS_OF)


def read(document: bytes) -> str:
    """The words of a PDF in the order in which they were set, one space between them."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=document, capture_output=True, check=True)
    return " ".join(done.stdout.decode().replace("\u200b", "").split())


def evaluated(literals: list[str]) -> str:
    """What typst shows of some literals, an independent reading of them."""
    return read(set_pages("\n\n".join(f"#{one}" for one in literals)))


@needs_pdftotext
@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_is_all_on_it(path: Path) -> None:
    report = audited(path)
    text = read(pdf(report))
    tree = report.tree
    assert all(word in text for word in (tree.name, tree.number or ""))
    assert ("Fix first" in text) == (report.fix_first is not None)
    assert all((word in text) == bool(report.new) for word in ("To decide in this meeting", "by when"))
    for heading in ("When can a person be reached", "A normal week", "Five callers", "GetHuman", "Call-test sheet"):
        assert heading in text
    assert ("Mailboxes" in text) == bool(report.mailboxes)
    for finding in [one for one in report.new if one.severity == "error"]:
        assert finding.message[1:].replace(" ", "") in text.replace(" ", "")
    for box in report.mailboxes:
        assert box.node.name.replace(" ", "") in text.replace(" ", "")
    last = re.findall(r"page (\d+) of (\d+)", text)
    assert [int(number) for number, _ in last] == list(range(1, int(last[0][1]) + 1))


@needs_pdftotext
def test_every_call_of_the_sheet_is_on_it() -> None:
    report = audited("trees/family-physicians.yaml")
    text = read(pdf(report)).replace(" ", "")
    sheet = call_tests(Measures(report.tree, report.as_of))
    for test in sheet.tests:
        for said in (say_actions(report.tree, test), say_end(report.tree, test.call), say_needs(report.tree, test)):
            assert said.replace(" ", "") in text


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_number_of_the_drawing_is_in_the_list(path: Path) -> None:
    report = audited(path)
    markup = source(report)
    listed = [int(number) for number in re.findall(r'[(] ?(?:found|other)[(]"(\d+)"', markup.replace("), ", "(("))]
    listed += [int(number) for number in re.findall(r', (?:found|other)[(]"(\d+)"', markup)]
    assert sorted(set(listed)) == list(range(1, len(report.new) + 1))


def test_topics_have_small_weeks_of_their_own() -> None:
    """By hand: "results" has its desk in the mornings only, the other topics are as anybody, or never."""
    report = audited("trees/clinic-faults.yaml")
    first, *others = small_weeks(report)
    assert first.caption == "anybody"
    week = {name: days for caption, days in others for name in re.split(", | and ", caption)}
    assert set(week) == set(report.tree.topics)
    assert all(len(day) == 48 for _, day in week["results"])
    assert 0 < sum(sum(day) for _, day in week["results"]) < sum(sum(day) for _, day in first.days)
    assert sum(sum(day) for _, day in week["forms"]) == 0


def test_the_same_audit_gives_the_same_bytes() -> None:
    report = audited("trees/lens-lab.yaml")
    assert pdf(report) == pdf(report)
    assert b"D:20261123" in pdf(report)


@needs_pdftotext
def test_paper() -> None:
    report = audited("trees/lens-lab.yaml")
    assert b"[0 0 612 792]" in pdf(report, paper="letter")
    assert b"[0 0 612 792]" not in pdf(report, paper="a4")


HOSTILE = (
    '"]) #panic("no") [*bold* _it_ $x$ `raw` = head',
    "// comment /* */ \\ \\u{1F600} #let x = 1; #sys.version",
    "</text><script>alert(1)</script> ]]> &amp; <label> @ref ~ -- ---",
    "a" * 300,
    "\u202etxt.exe\x00\x07 tab\tnew\nline",
    "مرحبا بالعالم",
    "日本語のメニュー 中文",
    "😀 emoji 🧑‍⚕️",
    "{{ jinja }} ${shell} %s %n",
    "",
)


@needs_pdftotext
@pytest.mark.parametrize("text", [text for text in HOSTILE if text.isascii() and "\x00" not in text])
def test_a_literal_shows_as_itself(text: str) -> None:
    assert evaluated([literal(text)]).replace(" ", "") == text.replace(" ", "")


def test_a_literal_hides_nothing_that_acts_unseen() -> None:
    assert literal("a\u202eb\x07") == '"aU+202EbU+0007"'
    assert literal("a\nb\t c") == '"a b c"'
    assert literal("\ud800") == '"\ufffd"'


def hostile_tree(text: str) -> PhoneTree:
    here = tree_of([model.Hangup(name="x", place=model.Place("x"))]).place
    name = text or "empty"
    nodes = [
        model.Menu(name=name, place=here, prompt=Prompt(text), options=(model.Option("1", "box", (), here, here),)),
        model.Voicemail(name="box", place=here, box=text, greeting=Prompt(text), owner=text, backup=text),
        model.Transfer(name=f"{name} 2", place=here, number=text),
    ]
    return replace(tree_of(nodes), name=text or "empty", number=text, owner=text, source=text)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_name_is_set(text: str) -> None:
    assert pdf(audit(hostile_tree(text), as_of=AS_OF)).startswith(b"%PDF")


@needs_pdftotext
def test_hostile_markup_shows_and_does_not_run() -> None:
    text = '#panic("no") ]) *b*'
    assert text in read(pdf(audit(hostile_tree(text), as_of=AS_OF)))


def test_a_large_tree_is_set() -> None:
    report = audit(branching(150), as_of=AS_OF)
    markup = source(report)
    assert markup.count("#trials(") >= 1
    assert pdf(report, paper="a4").startswith(b"%PDF")


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(RendererMissing, match="pip install typst"):
        set_pages("hello")
    with pytest.raises(typeset.TypstMissing):
        typeset.pdf_of("hello")


def test_markup_that_is_wrong_is_one_line() -> None:
    with pytest.raises(RenderFailed, match=r"\Atypst could not set the pages: .+\Z"):
        set_pages("#nothing-like-it()")


def test_without_a_drawing_program_the_rest_is_still_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture.shutil, "which", lambda *_, **__: None)
    report = audited("trees/lens-lab.yaml")
    assert "The diagram is left out" in source(report)
    assert pdf(report).startswith(b"%PDF")


def test_a_picture_becomes_a_page_of_its_size() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="300pt" height="200pt" viewBox="0 0 300 200"></svg>'
    assert size(svg) == (300.0, 200.0)
    assert b"300 200" in paged(svg)


@pytest.mark.parametrize(("said", "shown"), [
    ("1", "press 1"), ("wait", "stay silent until it goes on"), ("9,9,9", "press 9, 9, 9"),
    ("silence,1", "stay silent for 1 round; press 1"), ("*", "press star; hang up"),
])  # fmt: skip
def test_what_a_tester_does(said: str, shown: str) -> None:
    """By hand: a menu of three plays with key 1 to a desk and star back to itself."""
    from made_trees import HERE, ring

    from ivr_audit.call import play_keys, script_of
    from ivr_audit.call_tests import CallTest

    options = (model.Option("1", "desk", (), HERE, HERE), model.Option("*", "m", (), HERE, HERE))
    tree = tree_of([model.Menu(name="m", place=HERE, prompt=Prompt("", 1.0), options=options), ring("desk")])
    measures = Measures(tree, audited("trees/lens-lab.yaml").as_of)
    call = play_keys(tree, measures.periods[0].state, "m", script_of(said))
    test = CallTest(measures.periods[0].example, ("at any time",), "", said, call, (), ())
    assert say_actions(tree, test) == shown
    assert say_route(call).startswith("m")


@needs_pdftotext
def test_a_diagram_is_a_pdf_without_graphviz() -> None:
    document = picture.draw('digraph { "front desk" -> box }', "pdf", program="graphviz-pure")
    assert sorted(read(document).split()) == ["box", "desk", "front"]
