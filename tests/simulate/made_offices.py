"""Small offices in memory for tests of the simulation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ivr_audit.model import Branch, Entry, Hangup, Hours, Menu, Node, PhoneTree, Queue, Ring, Span, Voicemail
from ivr_audit.parts import Case, Option, Prompt
from ivr_audit.place import Place
from ivr_audit.scenario import Scenario, scenario, weekly
from ivr_audit.traffic import Duration, Rate, Redial, StaffGroup, Traffic, Week

HERE = Place("office.yaml", 1, 1)
MONDAY = date(2026, 11, 23)


def always(number: float) -> Week:
    """The same number at every time."""
    return Week(days=((Rate(0, 1440, number),),) * 7, otherwise=number)


def tree_of(*nodes: Node, start: str = "", **more: Any) -> PhoneTree:
    """A tree whose calls begin at its first node, or at `start`."""
    named: Mapping[str, Node] = {node.name: node for node in nodes}
    entry = Entry("555", start or nodes[0].name, HERE)
    return PhoneTree(name="office", source="office.yaml", place=HERE, nodes=named, entries=(entry,), **more)


def one_queue(
    calls_an_hour: float, service: Duration, servers: int, patience: Duration, days: int, **more: Any
) -> Scenario:
    """An office that is one queue: people who answer at once, callers who all come the same way."""
    queue = Queue(name="line", place=HERE, **more)
    staff = StaffGroup(name="agents", place=HERE, serves=(("line", 0),), people=servers, handling=service)
    traffic = Traffic(place=HERE, calls=always(calls_an_hour), patience=patience, balks=0.0, exits=0.0, staff=(staff,))
    return scenario(tree_of(queue), traffic, MONDAY, days)


def busy_office(days: int = 5, calls: float = 60.0) -> Scenario:
    """Everything that can happen at once: a menu, a branch, desks that are busy or pass callers on, a nurses' queue
    with little room, keys out of it, shifts that begin and end while people wait, breaks, boxes, redials."""
    office = Hours(name="office", place=HERE, weekly=((Span(480, 720), Span(780, 1020)),) * 5 + ((), ()))
    nodes = (
        Menu(
            name="menu",
            place=HERE,
            prompt=Prompt("For the desk, press 1. For a nurse, press 2."),
            options=(Option("1", "sorting", ("bills",), HERE, HERE), Option("2", "nurses", ("pain",), HERE, HERE)),
            no_input="desk",
        ),
        Branch(
            name="sorting", place=HERE, decides="the caller's number",
            cases=(Case("known", "desk", 0.7, HERE, HERE), Case("new", "back desk", 0.2, HERE, HERE),
                   Case("blocked", "bye", None, HERE, HERE)),
        ),
        Ring(
            name="desk", place=HERE, ring_for=25.0, no_answer="back desk", busy="box", staffed="office",
            handles=("bills",), transfers_to=("nurses",),
        ),
        Ring(name="back desk", place=HERE, ring_for=15.0, no_answer="menu"),
        Queue(
            name="nurses", place=HERE, max_wait=150.0, overflow="box", capacity=3, full="call back", staffed="office",
            no_agents="box", exits=(Option("9", "box", (), HERE, HERE),), handles=("pain",),
        ),
        Queue(name="call back", place=HERE, callback="1", staffed="office", no_agents="box"),
        Voicemail(name="box", place=HERE, greeting=Prompt("Leave a message."), owner="desk", reply_within=3600.0),
        Hangup(name="bye", place=HERE, prompt=Prompt("Goodbye.")),
    )  # fmt: skip
    tree = tree_of(*nodes, topics=("bills", "pain"), hours={"office": office})
    handling, after = Duration("lognormal", 200.0, 1.0), Duration("exponential", 20.0)
    staff = (
        StaffGroup(
            name="front", place=HERE, serves=(("desk", 0), ("back desk", 1)), handling=handling, after_call=after,
            shifts=weekly(dict.fromkeys(range(5), ((480, 700, 2), (700, 1030, 1)))),
            breaks=weekly(dict.fromkeys(range(5), ((600, 615, 1),))),
        ),
        StaffGroup(
            name="nurses", place=HERE, serves=(("nurses", 0), ("call back", 0), ("back desk", 1)), people=1,
            hours="office", handling=handling,
        ),
    )  # fmt: skip
    traffic = Traffic(
        place=HERE,
        calls=Week(days=((Rate(470, 1030, calls),),) * 5 + ((), ())),
        topics={"bills": 0.6, "pain": 0.3},
        callers={"listener": 0.7, "expert": 0.1, "zero": 0.05, "silent": 0.1, "wrong-keys": 0.05},
        patience=Duration("exponential", 120.0),
        redial=Redial(0.5, Duration("exponential", 600.0), 2),
        staff=staff,
        exits=0.2,
    )
    return scenario(tree, traffic, MONDAY, days)
