"""However a name, number or address is written, it is hidden, and the findings of the tree stay exactly the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_trees import trees

from ivr_audit.api import audit
from ivr_audit.audit import Audit
from ivr_audit.load.native import read
from ivr_audit.model import PhoneTree
from ivr_audit.ordinary import is_ordinary
from ivr_audit.redact import redacted
from ivr_audit.rules import phrase_table, phrasebook

AS_OF = "2026-11-23"
TREE = """\
tree: {office}
number: "{number}"
owner: {owner}, office manager
topics: [billing, {topic}]
hours: {{{hours}: {{mon-fri: "08:00-17:00"}}}}
start: welcome
nodes:
  welcome: {{say: "{greeting}", next: open?}}
  open?: {{hours: {hours}, open: main, closed: box}}
  main:
    menu: "For billing, press 1. {said} For {topic}, press 2. For the operator, press 0."
    options: {{1: {{to: desk, about: billing}}, 2: {{to: box, about: ["{topic}"]}}, 0: desk}}
    no_input: desk
  desk: {{ring: "{who}", staffed: {hours}, handles: [billing], no_answer: box}}
  box:
    {{voicemail: "{box}", greeting: "{said} Leave a message.", owner: "{owner}", backup: "{backup}", reply_within: 1d}}
"""
PLAIN = {
    "office": "Alder Creek Dental", "number": "+1 410 555 0142", "owner": "Joyce Bell", "topic": "forms",
    "hours": "office", "greeting": "Thank you for calling.", "said": "Please listen.", "who": "Front desk",
    "box": "Messages", "backup": "Tom Reyes",
}  # fmt: skip


def tree_of(**parts: str) -> PhoneTree:
    tree, problems = read(TREE.format(**{**PLAIN, **parts}), "made.yaml")
    assert tree is not None, problems
    return tree


def told(tree: PhoneTree) -> str:
    """Everything that can be read of a tree once it is redacted."""
    return re.sub(r"known=\{.*", "", repr(redacted(tree)), flags=re.DOTALL)


def found(report: Audit) -> list[object]:
    """Every finding without its words: rule, place, severity, which periods, how it is heard, what follows."""
    number = {period.period.name: n for n, period in enumerate(report.periods)}
    return [
        (f.rule, f.place.line, f.place.column, f.severity, sorted(number[name] for name in f.periods),
         f.witness and (f.witness.at, f.witness.keys, f.witness.outcome), [other.rule for other in f.consequences])
        for f in report.findings
    ]  # fmt: skip


def assert_alike(tree: PhoneTree) -> None:
    before, after = audit(tree, as_of=AS_OF), audit(redacted(tree), as_of=AS_OF)
    assert found(after) == found(before)
    assert [item.verdict for item in after.scorecard] == [item.verdict for item in before.scorecard]


NUMBERS = (
    "410.555.0143", "410/555/0143", "410\u00a0555\u00a00143", "(410)555-0143", "+1-(410)-555-0143",
    "410\u2011555\u20110143", "410 . 555 . 0143", "1-410-555-0143", "+14105550143", "[410] 555 0143",
    "410 555 01 43", "0143-555-410",
)  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("ending", ["", ", extension 777", " x777", " ext. seven seven seven"])
def test_numbers_however_they_are_written(number: str, ending: str) -> None:
    shown = told(tree_of(said=f"Our fax is {number}{ending}, thank you."))
    assert not re.search(r"410|555|01.?43|777|seven", shown)
    assert "thank you" in shown


@pytest.mark.parametrize(
    "number",
    ["1-800-SMILING", "410-555-LENS", "four one zero, five five five. zero one four three",
     "double four one oh one two three"],
)  # fmt: skip
def test_numbers_with_words(number: str) -> None:
    assert number.split()[-1] not in told(tree_of(said=f"Call {number}."))


@pytest.mark.parametrize(
    "kept",
    ["Open from 9-12 and 13-17.", "Press 1, 2, 3, 4, 5, 6, 7 or 8.", "We reopen on 01/04/2027.", "Dial extension 204.",
     "Dial 911 now.", "Press 2 if you are on your way.", "Call 988. Calls are recorded."],
)  # fmt: skip
def test_what_is_no_number_or_address_stays(kept: str) -> None:
    assert kept in told(tree_of(said=kept))


@pytest.mark.parametrize(
    ("address", "secret"),
    [("12 Main Street Suite 4", "Main"), ("our office on Penn Avenue", "Penn"),
     ("12 Main Street, Suite 4", "Suite"), ("12 mill lane", "mill lane"),
     ("12 MILL LANE # 4", "MILL"), ("P.O. Box 9", "Box 9"), ("PO Box 9, Springfield, IL 62704", "Springfield"),
     ("Post Office Box 77", "77"), ("Hauptstraße 12", "Haupt"), ("Springfield, IL 62704-1234", "62704"),
     ("www.smileworks.clinic", "smileworks"), ("smileworks.dental", "smileworks"), ("smileworks.health/joe", "joe"),
     ("smileworks dot clinic", "smileworks"), ("https://portal.smileworks.co.uk/a?b=1", "smileworks"),
     ("joe@smileworks.dentist", "joe")],
)  # fmt: skip
def test_addresses_however_they_are_written(address: str, secret: str) -> None:
    assert secret not in told(tree_of(said=f"Find us at {address} today."))


@pytest.mark.parametrize("field", ["owner", "backup", "who", "box"])
@pytest.mark.parametrize("name", ["Moira Quist", "MOIRA QUIST", "moira quist", "Dr. Moira Quist"])
@pytest.mark.parametrize("spoken", ["Moira Quist", "MOIRA QUIST", "moira quist", "Moira", "quist", "Quist's desk"])
def test_people_named_in_a_field(field: str, name: str, spoken: str) -> None:
    shown = told(tree_of(**{field: name}, said=f"Ask for {spoken} by name.")).casefold()
    assert "moira" not in shown
    assert "quist" not in shown


def test_hours_and_topics_that_name_people() -> None:
    tree = tree_of(topic="joyce bell", hours="Joyce hours")
    shown = redacted(tree)
    assert list(shown.hours) == ["person A hours"]
    assert shown.topics == ("billing", "person A")
    assert "oyce" not in told(tree)
    assert_alike(tree)


def test_one_mention_in_small_letters_hides_no_less() -> None:
    shown = told(tree_of(greeting="Alder Creek Dental is by the creek, near the alder. Our dental team is here."))
    assert not re.search("alder|creek", shown, re.IGNORECASE)
    assert "dental team" in shown


def test_names_that_menus_use_as_words_stay_words() -> None:
    tree = tree_of(owner="Mark Will", said="Press 9 to mark it. We will call Mark Will.")
    shown = told(tree)
    assert "Press 9 to mark it. We will call" in shown
    assert "Mark Will" not in shown
    assert_alike(tree)


def test_every_word_that_a_rule_looks_for_is_ordinary() -> None:
    """Read from the tables of phrases themselves: the words of every text that stands in them."""
    words: set[str] = set()
    for module in (phrase_table, phrasebook):
        tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                words |= set(re.findall(r"[^\W\d_]{3,}", re.sub(r"\\[a-zA-Z]", " ", node.value)))
    assert len(words) > 500
    assert sorted(word for word in words if not is_ordinary(word)) == []


OFFICES = ("Alder Creek Dental", "Larkfield Nurse Line", "SMITH & SONS", "Dr. Quist's")
PEOPLE = ("Joyce Bell", "joyce bell", "MARK LONG", "Ann Waters", "front desk", "Dr. Nair", "nobody", "Bill Press", "Li")
SPOKEN = (
    "In an emergency, hang up and dial 911.", "This is Joyce Bell.", "Ask for Mark Long.", "Fax 410.555.0143 ext. 12.",
    "We are at 12 Main Street Suite 4.", "We are open Monday to Friday from 8 to 5.", "Press 0 for Dr. Waters.",
    "Calls may be recorded.", "Visit alder.clinic.", "P.O. Box 9.", "JOYCE will call back within 2 hours.",
    "For Nurse Bell, press 4.", "dial 1, 2, 3, 4, 5, 6, 7.", "Para español, oprima 8.",
    "To hear this again, press star.",
)  # fmt: skip


@given(
    office=st.sampled_from(OFFICES), owner=st.sampled_from(PEOPLE), who=st.sampled_from(PEOPLE),
    box=st.sampled_from(PEOPLE), backup=st.sampled_from(PEOPLE), topic=st.sampled_from(("forms", "joyce", "emergency")),
    greeting=st.lists(st.sampled_from(SPOKEN), max_size=3).map(" ".join),
    said=st.lists(st.sampled_from(SPOKEN), max_size=3).map(" ".join),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_a_redacted_office_has_the_same_findings(**parts: str) -> None:
    assert_alike(tree_of(**parts))


@given(trees())
@settings(max_examples=40, deadline=None)
def test_any_redacted_tree_has_the_same_findings(tree: PhoneTree) -> None:
    assert_alike(tree)
