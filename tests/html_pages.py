"""HTML taken apart for the tests: elements, ids, links, texts; and a phone tree whose every text is hostile."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(2)>",
    "</script><script>alert(3)</script>",
    "]]> --> </style></svg></title>",
    "{{ 7 * 7 }} {% raise %}",
    "javascript:alert(4)//",
    "'); alert(5); //`${1}`",
    "x\u202egnp",
    "&lt;b&gt; &amp; <!--",
    "مرحبا 😀 ünï",
)


@dataclass
class Element:
    """One element: its name, its attributes, and the text directly in it."""

    tag: str
    attributes: dict[str, str]
    inside: tuple[str, ...]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """A page read to its end. Raises AssertionError for tags that do not match."""

    elements: list[Element] = field(default_factory=list)
    stack: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(e.tag for e in self.stack))
        self.elements.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.stack, f"</{tag}> closes nothing"
        assert self.stack[-1].tag == tag, f"</{tag}> closes <{self.stack[-1].tag}>"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        if self.stack:
            self.stack[-1].text += data
        if not self.stack or self.stack[-1].tag not in ("script", "style"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        """Everything a reader can read."""
        return " ".join(self.texts)

    def all(self, tag: str) -> list[Element]:
        """The elements of a name."""
        return [element for element in self.elements if element.tag == tag]


def read(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    assert not page.stack, f"not closed: {[element.tag for element in page.stack]}"
    return page


def check_whole(found: Page) -> None:
    """Ids are there once, and whatever names one names one that is there."""
    ids = Counter(element.attributes["id"] for element in found.elements if "id" in element.attributes)
    assert [name for name, times in ids.items() if times > 1] == []
    for element in found.elements:
        named = [element.attributes[name] for name in ("for",) if name in element.attributes]
        named += element.attributes.get("aria-labelledby", "").split()
        href = element.attributes.get("href", "")
        named += [href[1:]] if href.startswith("#") else []
        assert not [name for name in named if name not in ids], element


def _quoted(text: str) -> str:
    """The text as a string of a YAML file; what breaks lines or turns them round is written as its number."""
    return re.sub("[\u2028\u2029\u202e]", lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def hostile_tree() -> str:
    """A native file in which every name and text is hostile."""
    q = [_quoted(text) for text in HOSTILE]
    return f"""\
tree: {q[0]}
number: {q[1]}
topics: [{q[2]}]
timezone: America/New_York
hours: {{{q[7]}: {{mon-fri: 09:00-17:00}}}}
start: {q[3]}
nodes:
  {q[3]}:
    menu: {_quoted(f"For {HOSTILE[2]}, press 1. For {HOSTILE[6]}, press 2.")}
    options:
      1: {{to: {q[4]}, about: [{q[2]}]}}
      2: {q[5]}
      3: {q[9]}
    no_input: {q[8]}
  {q[4]}:
    ring: {q[0]}
    staffed: {q[7]}
    handles: [{q[2]}]
    no_answer: {q[6]}
  {q[5]}: {{transfer: {q[1]}}}
  {q[6]}:
    voicemail: {q[3]}
    greeting: "a\\u2028b\\u2029c {HOSTILE[0]}"
    owner: {q[0]}
    backup: {q[1]}
    checked: {q[5]}
  {q[8]}: {{hangup: {q[4]}}}
  {q[9]}:
    branch: {q[0]}
    cases: {{{q[1]}: {q[3]}, {q[2]}: {q[8]}}}
"""
