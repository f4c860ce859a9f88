"""Small trees made by hand for the tests of drawings, and what is read back from a drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from ivr_audit import model
from ivr_audit.finding import Finding
from ivr_audit.hours import State
from ivr_audit.model import Entry, Hours, Node, Option, PhoneTree, Prompt, Span
from ivr_audit.place import Place
from ivr_audit.render.drawing import Drawing, Spot
from ivr_audit.render.routes import Route
from ivr_audit.times import Leg

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


def way_along(*legs: tuple[str, str]) -> Route:
    """A route along these steps, a second each."""
    clock = {node: float(n) for n, (node, _) in enumerate(legs)}
    return Route("worst", "open", legs[0][0], float(len(legs)), True, tuple(Leg(*leg) for leg in legs), clock)
