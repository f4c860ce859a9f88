"""XML with places: what is refused, what is forgiven, and where everything stands."""

from __future__ import annotations

import time

import pytest

from ivr_audit.load.xml_places import DEEPEST, LONGEST, elements
from ivr_audit.place import InputError


def refused(text: str) -> str:
    with pytest.raises(InputError) as error:
        elements(text, "f.xml")
    (problem,) = error.value.problems
    return str(problem)


def test_elements_know_their_line_and_column() -> None:
    top = elements('<?xml version="1.0"?>\n<menu a="1">\n  <entry b="é"/><!-- c -->\n</menu>', "f.xml")
    assert [(e.tag, e.place.line, e.place.column) for e in top.walk()][1:] == [("menu", 2, 1), ("entry", 3, 3)]
    assert top.children[0].children[0].get("b") == "é"


def test_fragments_need_no_root_and_may_have_several() -> None:
    assert elements("", "f.xml").children == []
    top = elements("<extension/>\n<extension/>", "f.xml")
    assert [(e.tag, e.place.line) for e in top.children] == [("extension", 1), ("extension", 2)]


def test_words_keep_their_order_among_elements() -> None:
    top = elements("<p>one <b>two</b> three</p>", "f.xml")
    assert top.children[0].all_text() == "one two three"
    assert top.children[0].text == "one three"


def test_prefixes_and_templates_are_taken_as_they_are() -> None:
    (element,) = elements('<v:form xmlns:v="x" n="$${y}"/>', "f.xml").children
    assert (element.tag, element.get("n")) == ("form", "$${y}")


def test_a_plain_document_type_is_passed_over_and_never_fetched() -> None:
    text = '<!DOCTYPE vxml PUBLIC "-//X//DTD"\n "http://localhost:1/x.dtd">\n<vxml/>'
    assert [(e.tag, e.place.line) for e in elements(text, "f.xml").children] == [("vxml", 3)]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://localhost:1/">%x;]><a/>',
        '<!DOCTYPE a [<!ATTLIST a b CDATA "c">]><a/>',
    ],
)
def test_declarations_of_the_files_own_are_refused(text: str) -> None:
    assert "take that part out" in refused(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a>\n<b>\n</a>", "f.xml:3:3: <b> of line 2 is not closed before this"),
        ("<a>\n<b/>", "f.xml:2:7: <a> of line 1 is not closed before this"),
        ("</a>", "f.xml:1:3: this closes an element that was never opened"),
        ('<a b="1" b="2"/>', "f.xml:1:10: this word stands twice in one tag"),
        ("<a>&nbsp;</a>", "f.xml:1:4: this name between & and ; is not known in XML; an & alone is written &amp;"),
        ("<a><![CDATA[ x", "f.xml:1:4: this <![CDATA[ is never closed with ]]>"),
    ],
)
def test_what_is_wrong_is_said_in_words(text: str, said: str) -> None:
    assert refused(text).startswith(said.rsplit(":", 1)[0].rsplit(":", 2)[0])
    assert said.split(": ", 1)[1] in refused(text)


@pytest.mark.parametrize("text", ["a & b", "<a x=>", '<a x="<"/>', "\0", "<", "<?xml", "<!-- "])
def test_broken_text_is_one_problem(text: str) -> None:
    assert refused(text).startswith("f.xml:")


def test_deep_long_and_many_elements_are_refused_quickly() -> None:
    start = time.monotonic()
    assert f"more than {DEEPEST} deep" in refused("<a>" * 100_000)
    assert "elements" in refused("<a/>" * 300_001)
    assert "larger than" in refused("x" * (LONGEST + 1))
    assert time.monotonic() - start < 20
