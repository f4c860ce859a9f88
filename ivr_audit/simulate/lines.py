"""The moving parts of an office while it is simulated: calls, people who answer, lines to wait in, mailboxes."""

from __future__ import annotations

from collections import deque
from math import inf
from typing import TYPE_CHECKING, Any

from ivr_audit import model
from ivr_audit.model import PhoneTree
from ivr_audit.scenario import Box, Group, Scenario

if TYPE_CHECKING:
    from ivr_audit.journeys import Leg


class Call:
    """One call. Times are seconds from the first midnight; `since` is when it joined the line it waits in."""

    __slots__ = (
        "at", "attempt", "back", "caller", "chances", "entry", "first", "leg", "legs", "number", "patience", "period",
        "person", "right", "since", "talk", "talks", "ticket", "topic", "waited", "wrong_door",
    )  # fmt: skip

    def __init__(
        self, number: int, at: float, entry: int, period: int, topic: int, caller: int, patience: float,
        chances: tuple[float, ...],
    ) -> None:  # fmt: skip
        self.number = self.first = number
        self.attempt = 1
        self.at, self.entry, self.period, self.topic, self.caller = at, entry, period, topic, caller
        self.patience = patience
        self.chances = chances
        self.leg: Leg
        self.person = self.right = float("nan")
        self.since = self.waited = self.talk = 0.0
        self.talks = self.ticket = self.legs = 0
        self.back = self.wrong_door = False


class Team:
    """A staff group at work: `present` of them are there, `busy` are taken."""

    __slots__ = ("busy", "changes", "group", "index", "lines", "next", "present", "spans")

    def __init__(self, index: int, group: Group) -> None:
        self.index, self.group = index, group
        self.present = self.busy = 0
        self.changes = list(zip(group.present.times, group.present.numbers, strict=True))
        self.next = 0
        self.lines: list[tuple[int, Line]] = []
        self.spans: list[tuple[float, float]] = []


class Line:
    """A ring group or a queue: its teams, who waits, and the ways a call leaves it."""

    __slots__ = (
        "answers_after", "busy_way", "callback", "capacity", "count", "every", "exit_way", "full_way", "hours", "index",
        "is_open", "is_ring", "limit", "limit_way", "name", "no_agents_way", "teams", "waiting",
    )  # fmt: skip

    def __init__(self, tree: PhoneTree, index: int, node: model.Ring | model.Queue) -> None:
        defaults = tree.defaults
        self.name, self.index = node.name, index
        self.hours = node.staffed
        self.is_open = True
        self.teams: list[Team] = []
        self.waiting: deque[tuple[Call, int]] = deque()
        self.count = 0
        self.busy_way = self.exit_way = self.full_way = self.no_agents_way = ""
        self.callback = False
        self.capacity = inf
        self.every = defaults.key_reaction
        self.answers_after = 0.0
        self.is_ring = isinstance(node, model.Ring)
        if isinstance(node, model.Ring):
            self.limit = defaults.ring_for if node.ring_for is None else node.ring_for
            after = defaults.answers_after if node.answers_after is None else node.answers_after
            self.answers_after = min(after, self.limit)
            self.limit_way = "no-answer"
            self.busy_way = "busy" if node.busy is not None else ""
            return
        self.limit = inf if node.max_wait is None else node.max_wait
        self.limit_way = "overflow"
        self.full_way = "full"
        self.no_agents_way = "no-agents" if node.no_agents is not None else ""
        if node.capacity is not None:
            self.capacity = node.capacity
        elif node.max_wait is None and node.overflow is not None:
            self.capacity, self.full_way = MANY, "overflow"
        self.callback = node.callback is not None
        keys = [f"exit {node.callback}"] if self.callback else [f"exit {option.key}" for option in node.exits]
        self.exit_way = keys[0] if keys else ""
        if node.message_every is not None:
            self.every = max(node.message_every, self.every)

    def is_staffed(self) -> bool:
        """Whether anybody is there who answers this line, free or not."""
        return self.is_open and any(team.present > 0 for team in self.teams)

    def free_team(self) -> Team | None:
        """The first team with somebody free."""
        if self.is_open:
            for team in self.teams:
                if team.present > team.busy:
                    return team
        return None


MANY = 50
"""Callers that wait before a queue without a stated limit overflows: as Microsoft Teams has it."""


class Slot:
    """A mailbox: messages that nobody has returned yet, as (time left, which of equals, its record), and how many
    `held` are in it, those that nobody will ever return among them."""

    __slots__ = ("box", "held", "index", "next", "pending")

    def __init__(self, index: int, box: Box) -> None:
        self.index, self.box = index, box
        self.pending: list[tuple[float, int, list[Any]]] = []
        self.next = self.held = 0


def office(scenario: Scenario) -> tuple[list[Team], dict[str, Line], dict[str, Slot]]:
    """The teams, the lines and the boxes of an office, all idle and empty, before the first midnight."""
    tree = scenario.tree
    teams = [Team(index, group) for index, group in enumerate(scenario.groups)]
    lines: dict[str, Line] = {}
    boxes = {box.name: box for box in scenario.boxes}
    slots: dict[str, Slot] = {}
    for index, node in enumerate(tree.nodes.values()):
        if isinstance(node, model.Ring | model.Queue):
            line = lines[node.name] = Line(tree, index, node)
            for team in teams:
                for name, rank in team.group.serves:
                    if name == node.name:
                        line.teams.append(team)
                        team.lines.append((rank, line))
        elif node.name in boxes:
            slots[node.name] = Slot(index, boxes[node.name])
    for team in teams:
        team.lines.sort(key=lambda ranked: ranked[0])
    return teams, lines, slots
