"""The HTML report: one file that is well formed, complete, and in which nothing that a tree says can act."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from html_pages import HOSTILE, Page, check_whole, hostile_tree, read
from hypothesis import HealthCheck, given, settings
from made_trees import trees

from ivr_audit.audit import Audit, audit
from ivr_audit.load import load, native
from ivr_audit.model import Hours, PhoneTree
from ivr_audit.place import Place
from ivr_audit.render import inlined
from ivr_audit.render.answer import answer
from ivr_audit.render.html import Sheet, index, page, worst_first
from ivr_audit.render.inlined import Diagrams, diagrams
from ivr_audit.render.places import places
from ivr_audit.render.situations import HALF_HOURS, longest_ways, weeks
from ivr_audit.render.step_words import say_keys
from ivr_audit.words import visible

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 11, 23)
STORIES = sorted((ROOT / "trees").glob("*.yaml"))
FAMILY = ROOT / "trees" / "family-physicians.yaml"
NO_DIAGRAM = Diagrams(())


@cache
def audit_of(path: Path) -> Audit:
    return audit(load(str(path)), AS_OF)


@cache
def text_of(path: Path) -> str:
    audited = audit_of(path)
    return page(audited, diagrams(audited))


def hostile() -> tuple[Audit, str]:
    tree, problems = native.read(hostile_tree(), "hostile <b>.yaml")
    assert tree is not None, problems
    audited = audit(tree, AS_OF)
    return audited, page(audited, diagrams(audited))


def check_safe(found: Page) -> None:
    """Nothing runs but scripts that the policy names; nothing is loaded."""
    (policy,) = [e.attributes["content"] for e in found.all("meta") if "http-equiv" in e.attributes]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    code = [element for element in found.all("script") if element.attributes.get("type") != "application/json"]
    for element in [*code, *found.all("style")]:
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert policy.count("sha256-") == len(code) + 1
    for element in found.elements:
        assert element.tag not in ("iframe", "object", "embed", "img", "base", "form", "foreignobject", "image")
        for name, value in element.attributes.items():
            assert not name.startswith("on"), element
            assert name not in ("src", "style", "action", "formaction", "srcdoc"), element
            if name.endswith("href"):
                assert value.startswith("#") or value == "data:," or re.fullmatch(r"[\w.%-]+\.html", value), element


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_report_is_well_formed_and_safe(path: Path) -> None:
    found = read(text_of(path))
    check_whole(found)
    check_safe(found)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_report_says_everything(path: Path) -> None:
    audited = audit_of(path)
    text = " ".join(read(text_of(path)).text.replace(" ", " ").split())
    told = [*answer(audited), *audited.assumptions, *(item.evidence for item in audited.scorecard)]
    told += [f"{finding.message}`{finding.advice}" for finding in audited.new]
    told += [box.node.name for box in audited.mailboxes]
    for said in "`".join(told).split("`"):
        assert " ".join(said.split()) in text


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_finding_has_its_number_its_boxes_and_its_call(path: Path) -> None:
    audited = audit_of(path)
    found = read(text_of(path))
    ids = [e.attributes["id"] for e in found.all("article")]
    assert ids == [f"finding-{n}" for n in range(1, len(audited.new) + 1)]
    heard = {e.attributes["data-finding"]: e for e in found.all("button") if "data-finding" in e.attributes}
    for number, finding in enumerate(audited.new, 1):
        if finding.witness is None:
            assert str(number) not in heard
        else:
            asked = heard[str(number)].attributes
            assert asked["data-keys"] == finding.witness.keys
            assert (asked["data-at"], asked["data-entry"]) == (
                f"{finding.witness.at:%Y-%m-%dT%H:%M}",
                str(list(audited.tree.nodes).index(finding.witness.entry)),
            )
    boxes = [e.attributes["aria-label"] for e in found.all("input") if e.attributes.get("type") == "text"]
    assert len(boxes) == 2 * len(audited.new)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_every_table_has_headings_and_a_caption(path: Path) -> None:
    found = read(text_of(path))
    captions = [e for e in found.all("caption") if e.text.strip()]
    assert len(captions) == len(found.all("table")) > 5
    assert all(e.attributes.get("scope") in ("col", "row") for e in found.all("th"))
    levels = [int(e.tag[1]) for e in found.elements if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees())
def test_any_tree_has_a_report(tree: PhoneTree) -> None:
    found = read(page(audit(tree, AS_OF), NO_DIAGRAM))
    check_whole(found)
    check_safe(found)


def test_hostile_texts_show_and_do_not_act() -> None:
    _, text = hostile()
    found = read(text)
    check_whole(found)
    check_safe(found)
    assert len(found.all("script")) == 4
    for said in HOSTILE:
        assert " ".join(visible(said).split()) in " ".join(found.text.split()), said
    assert "49" not in found.all("h1")[0].text
    assert "\u202e" not in text


def test_control_characters_show_as_their_numbers() -> None:
    hours = Hours(name="\x07\x1b[31m\u202e", place=Place("t.yaml", 1, 1), always=True)
    tree = replace(load(str(FAMILY)), name=hours.name, hours={hours.name: hours}, owner=hours.name)
    text = page(audit(tree, AS_OF), NO_DIAGRAM)
    assert read(text).all("h1")[0].text == "U+0007U+001B[31mU+202E"
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", text)


def test_the_call_graph_of_a_hostile_tree_arrives_whole() -> None:
    audited, text = hostile()
    (data,) = [e.text for e in read(text).all("script") if e.attributes.get("type") == "application/json"]
    assert [node["name"] for node in json.loads(data)["nodes"]] == list(audited.tree.nodes)


def test_badges_lead_to_findings_and_back() -> None:
    found = read(text_of(FAMILY))
    inside = [e for e in found.all("a") if "svg" in e.inside]
    linked = {e.attributes["href"] for e in inside if e.attributes.get("href", "").startswith("#finding-")}
    errors = [n for n, finding in enumerate(audit_of(FAMILY).new, 1) if finding.severity == "error"]
    assert linked >= {f"#finding-{n}" for n in errors}
    drawn = {e.attributes["data-node"] for e in found.elements if e.tag == "g" and "data-node" in e.attributes}
    back = {e.attributes["data-node"] for e in found.all("a") if "data-node" in e.attributes}
    assert back <= drawn


def test_a_diagram_for_each_situation_unless_that_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    audited = audit_of(FAMILY)
    assert [d.periods for d in diagrams(audited).drawn] == [(), (0,), (1, 2)]
    monkeypatch.setattr(inlined, "MOST_DRAWN", 10)
    few = diagrams(audited)
    assert ([d.periods for d in few.drawn], few.cut) == ([()], True)


def test_only_shapes_of_a_picture_come_into_the_page() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="x()">'
        '<script>x()</script><style>*{}</style><foreignObject/><image href="http://x/"/><g id="node-3" class="node">'
        '<title>n</title><a xlink:href="http://x/" xlink:title="all"><path id="p" style="x" fill="url(#p)"/></a>'
        '<a xlink:href="#finding-2" xlink:title="error 2"><text>2</text></a></g></svg>'
    )
    made = inlined.inlined(svg, "d0")
    found = read(made)
    assert [e.tag for e in found.elements] == ["svg", "g", "g", "title", "path", "a", "title", "text"]
    assert found.elements[1].attributes == {"id": "d0-node-3", "class": "node", "data-node": "3"}
    assert found.elements[4].attributes == {"id": "d0-p", "fill": "url(#d0-p)"}
    assert found.all("a")[0].attributes == {"href": "#finding-2"}
    assert [e.text for e in found.all("title")] == ["all", "error 2"]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_heat_map_is_the_week_of_the_audit(path: Path) -> None:
    calendar = audit_of(path).calendar
    by_topic = dict(calendar.topic_weeks)
    for week in weeks(audit_of(path)):
        for expected in [by_topic[topic] for topic in week.topics] or [calendar.week]:
            shown = [run.seconds for _, runs in week.days for run in runs for _ in range(run.start, run.end)]
            assert tuple(shown) == expected
            assert len(shown) == 7 * HALF_HOURS
    assert {topic for week in weeks(audit_of(path)) for topic in week.topics} == set(by_topic)


def test_paths_are_the_longest_of_all_periods() -> None:
    audited = audit_of(FAMILY)
    ways, total = longest_ways(audited, 1000)
    assert total == len(ways)
    worst = [way.path.worst for way in ways]
    assert worst == sorted(worst, reverse=True)
    some, _ = longest_ways(audited, 5)
    assert [way.path.worst for way in some] == worst[:5]


def test_the_index_has_the_worst_first() -> None:
    sheets = [Sheet(audit_of(path), f"{path.stem}.html") for path in STORIES]
    order = [sheet.link for sheet in worst_first(sheets)]
    assert order.index("clinic-faults.html") < order.index("clinic-clean.html")
    found = read(index(sheets))
    check_safe(found)
    check_whole(found)
    links = [e.attributes["href"] for e in found.all("a")]
    assert links == order


def test_pictures_begin_in_letters_that_can_be_read() -> None:
    """The smallest of two sizes is 8 in a picture 100 wide: at 150 pixels it is 12 pixels high."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="100pt" height="50pt" viewBox="0 0 100 50">'
        '<text font-size="8">a</text><text font-size="13">b</text></svg>'
    )
    (root,) = read(inlined.inlined(svg, "d0")).all("svg")
    assert (root.attributes["width"], "height" in root.attributes) == ("150", False)


def test_no_step_is_called_as_in_the_file() -> None:
    """Outside of code, the reader of the tables meets no name of a step that is not a word of theirs."""
    for path in STORIES:
        found = read(text_of(path))
        cells = [e.text for e in found.elements if e.tag in ("td", "b") and "svg" not in e.inside]
        words = {word for text in cells for word in re.findall(r"[\w-]+", text)}
        assert not words & {"no-input", "no-match", "no-answer", "no-agents", "escalated", "wait,wait"}


def test_keys_come_back_whole_whatever_a_name_has_in_it() -> None:
    name = "nurse\u200e \u200bline % é"
    tree, problems = native.read(
        f"""\
tree: t
topics: [nurse, billing]
start: main
nodes:
  main: {{menu: "For a nurse, press 1.", options: {{1: desk}}}}
  desk: {{ring: Desk, handles: [billing], transfers_to: [{json.dumps(name)}, other], no_answer: box}}
  {json.dumps(name)}: {{ring: Nurses, handles: [nurse], no_answer: box}}
  other: {{ring: Others, handles: [billing], no_answer: box}}
  box: {{voicemail: Box, owner: nobody}}
""",
        "t.yaml",
    )
    assert tree is not None, problems
    audited = audit(tree, AS_OF)
    asked = [e.attributes["data-keys"] for e in read(page(audited, NO_DIAGRAM)).all("button") if "hear" in str(e)]
    ways, _ = longest_ways(audited)
    assert {way.keys for way in ways} <= {unquote(keys) for keys in asked}
    assert f"1,transferred {name}" in {unquote(keys) for keys in asked}


def test_places_lead_on_in_words() -> None:
    """As the tree file has it: three keys, silence and wrong keys of the first menu; a desk that passes callers on."""
    told = {name: (kind, ways) for name, kind, ways in places(audit_of(FAMILY))}
    assert told["appointment menu"] == (
        "menu",
        "press 1 or 2: front desk; press 3: refill desk; stay silent, press wrong keys: main",
    )
    assert told["front desk"] == ("rings", "a person; nobody answers: appointment box; be passed on: nurse line")
    assert told["welcome"] == ("announcement", "main")
    assert told["goodbye"] == ("hangs up", "the system hangs up")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("", "only listen"),
        ("1,1,transferred nurse line", "press 1, 1, be passed on"),
        ("wait,wait", "stay silent twice"),
        ("silence,silence,2", "stay silent for 2 rounds, press 2"),
        ("2,given,exit 1,case yes", 'press 2, enter what is asked for, press 1, if it is "yes"'),
        ("104,no-answer,message", "press 104, nobody answers, leave a message"),
    ],
)
def test_a_script_in_words(keys: str, said: str) -> None:
    assert say_keys(keys) == said
