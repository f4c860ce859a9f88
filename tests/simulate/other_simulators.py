"""Two offices, and the same offices as users of SimPy and Ciw would write them, to compare results and speed with.

The queue: people around the clock, callers who give up. The clinic: menus, hours, a ring group, two queues and three
staff groups, voicemail that is returned once a day. Times are seconds from the first midnight, a Monday's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from math import log, sqrt
from random import Random
from typing import Any, Final, NamedTuple

from made_offices import HERE, MONDAY, one_queue

from ivr_audit.load import native
from ivr_audit.model import PhoneTree
from ivr_audit.scenario import Scenario, scenario
from ivr_audit.traffic import Duration, Rate, StaffGroup, Traffic, Week

DAY: Final = 86400.0
AGENTS: Final = 10
CALLS_AN_HOUR: Final = 150.0
TALK: Final = 240.0
PATIENCE: Final = 300.0
_MIDDLE: Final = log(TALK) - log(2) / 2
_SPREAD: Final = sqrt(log(2))
"""Of the logarithm, for a lognormal time of that mean and a coefficient of variation of 1."""
_STILL_TALKING: Final = 7200.0

Record = tuple[float, float, float, bool]
"""When a caller came, how long they waited, how long they were talked to, whether they gave up."""


class Figures(NamedTuple):
    """What a day at the queue was like."""

    gave_up: float
    wait: float
    """The mean of all, in seconds."""
    occupancy: float


def queue(days: int, talk: str = "lognormal") -> Scenario:
    """Ours: ten people and a queue, as busy as they can be."""
    service = Duration("lognormal", TALK, 1.0) if talk == "lognormal" else Duration("exponential", TALK)
    return one_queue(CALLS_AN_HOUR, service, AGENTS, Duration("exponential", PATIENCE), days)


def simpy_queue(days: int, seed: int, talk: str = "lognormal") -> list[Record]:
    """The same in SimPy: a resource, a process for each call, `request | timeout` as in its own "bank renege"."""
    import simpy

    random = Random(seed)
    env = simpy.Environment()
    agents = simpy.Resource(env, capacity=AGENTS)
    records: list[Record] = []

    def call() -> Iterator[Any]:
        came = env.now
        with agents.request() as request:
            if not request.triggered:
                yield request | env.timeout(random.expovariate(1 / PATIENCE))
            waited = env.now - came
            if not request.triggered:
                records.append((came, waited, 0.0, True))
                return
            seconds = random.lognormvariate(_MIDDLE, _SPREAD) if talk == "lognormal" else random.expovariate(1 / TALK)
            yield env.timeout(seconds)
            records.append((came, waited, seconds, False))

    def calls() -> Iterator[Any]:
        while True:
            yield env.timeout(random.expovariate(CALLS_AN_HOUR / 3600))
            if env.now >= days * DAY:
                return
            env.process(call())

    env.process(calls())
    env.run()
    return records


def ciw_queue(days: int, seed: int, talk: str = "lognormal") -> Any:
    """The same in Ciw, which calls it reneging; it runs on a little, for those who still talk at the end."""
    import ciw

    service = ciw.dists.Lognormal(_MIDDLE, _SPREAD) if talk == "lognormal" else ciw.dists.Exponential(1 / TALK)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(CALLS_AN_HOUR / 3600)],
        service_distributions=[service],
        reneging_time_distributions=[ciw.dists.Exponential(1 / PATIENCE)],
        number_of_servers=[AGENTS],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(days * DAY + _STILL_TALKING)
    return simulation


def ciw_records(simulation: Any, days: int) -> list[Record]:
    """Ciw's records of the calls that came in time."""
    return [
        (one.arrival_date, one.waiting_time, 0.0 if one.record_type == "renege" else one.service_time,
         one.record_type == "renege")
        for one in simulation.get_all_records()
        if one.arrival_date < days * DAY
    ]  # fmt: skip


def figures(records: list[Record], days: int) -> Figures:
    """The figures of a queue's records."""
    end = days * DAY
    work = sum(max(min(came + waited + talk, end) - (came + waited), 0.0) for came, waited, talk, _ in records)
    return Figures(
        sum(gave_up for *_, gave_up in records) / len(records),
        sum(waited for _, waited, *_ in records) / len(records),
        work / (AGENTS * end),
    )


CLINIC: Final = """\
tree: Clinic
number: "555"
hours:
  office: {mon-fri: "08:30-17:00"}
topics: [appointments, nurse, billing]
start: welcome
nodes:
  welcome:
    say: {seconds: 6s}
    next: open?
  open?: {hours: office, open: main, closed: closed notice}
  main:
    menu: {seconds: 8s}
    options:
      1: {to: front desk, about: [appointments]}
      2: {to: department menu, about: [nurse, billing]}
      3: notes
      0: front desk
    no_input: front desk
  department menu:
    menu: {seconds: 4s}
    options:
      1: {to: nurses, about: [nurse]}
      2: {to: billing, about: [billing]}
    no_input: front desk
  front desk: {ring: Front desk, ring_for: 40s, answers_after: 10s, no_answer: notes}
  nurses: {queue: Nurses, handles: [nurse], max_wait: 10m, overflow: notes, no_agents: notes}
  billing: {queue: Billing, handles: [billing], max_wait: 5m, overflow: notes, no_agents: notes}
  closed notice: {say: {seconds: 5s}, next: notes}
  notes: {voicemail: Notes, greeting: {seconds: 7s}, owner: front desk, reply_within: 1d}
"""
OPEN, CLOSE, ROUND = 8.5 * 3600, 17 * 3600.0, 16 * 3600.0
TOPICS: Final = {"appointments": 0.5, "nurse": 0.3, "billing": 0.2}
ZERO: Final = 0.1
BUSY_RATE, QUIET_RATE = 90.0, 3.0
STAFF: Final = {"front desk": (5, 150.0), "nurses": (4, 360.0), "billing": (3, 300.0)}
"""People, and the mean of an exponential talk."""
AFTER: Final = 30.0
BALKS: Final = 0.05
LEAVES: Final = 0.42
MESSAGE: Final = 30.0
GREETING: Final = 7.0
WAY: Final = {
    "zero": ("front desk", 6.0),  # they press zero before the menu has begun
    "appointments": ("front desk", 6.0 + 2.0 + 1.0),  # the first of four keys, after a quarter of eight seconds
    "nurse": ("nurses", 6.0 + 4.0 + 1.0 + 2.0 + 1.0),
    "billing": ("billing", 6.0 + 4.0 + 1.0 + 4.0 + 1.0),
    "closed": ("notes", 6.0 + 5.0),
}
"""By hand: where callers go, and the seconds on the way."""


def clinic_tree() -> PhoneTree:
    """The clinic's menus."""
    tree, problems = native.read(CLINIC, "clinic.yaml")
    assert tree is not None, problems
    return tree


def clinic(days: int) -> Scenario:
    """Ours: menus, hours, three groups, voicemail."""
    weekday = (Rate(0, 510, QUIET_RATE), Rate(510, 1020, BUSY_RATE), Rate(1020, 1440, QUIET_RATE))
    staff = tuple(
        StaffGroup(
            name=name, place=HERE, serves=((name, 0),), people=people, hours="office",
            handling=Duration("exponential", talk), after_call=Duration("constant", AFTER),
        )
        for name, (people, talk) in STAFF.items()
    )  # fmt: skip
    traffic = Traffic(
        place=HERE, calls=Week(days=(weekday,) * 5 + ((),) * 2, otherwise=QUIET_RATE), topics=TOPICS,
        callers={"listener": 1 - ZERO, "zero": ZERO}, patience=Duration("exponential", PATIENCE), balks=BALKS,
        leaves_message=LEAVES, message=Duration("constant", MESSAGE), staff=staff,
    )  # fmt: skip
    return scenario(clinic_tree(), traffic, MONDAY, days)


class Ended(NamedTuple):
    """How a call to the clinic ended."""

    came: float
    end: str
    seconds: float
    """Up to the answer or the end."""
    waited: float


class SimpyClinic:
    """The clinic in SimPy. `records` has the calls, `messages` when each was left and returned."""

    def __init__(self, days: int, seed: int) -> None:
        import simpy

        self.random = Random(seed)
        self.env = simpy.Environment()
        self.staff = {name: simpy.Resource(self.env, capacity=people) for name, (people, _) in STAFF.items()}
        self.records: list[Ended] = []
        self.box: list[float] = []
        self.messages: list[tuple[float, float]] = []
        self.end = days * DAY
        self.changes = [0.0]
        self.rates = [QUIET_RATE]
        for day in range(days):
            if day % 7 < 5:
                self.changes += (day * DAY + OPEN, day * DAY + CLOSE)
                self.rates += (BUSY_RATE, QUIET_RATE)
        self.env.process(self.calls())
        self.env.process(self.rounds(days))
        self.env.run()

    def closes(self, now: float) -> float:
        """When the office closes; 0 if it is not open."""
        place = bisect_right(self.changes, now)
        return self.changes[place] if self.rates[place - 1] == BUSY_RATE else 0.0

    def calls(self) -> Iterator[Any]:
        env, random = self.env, self.random
        for rate, until in zip(self.rates, [*self.changes[1:], self.end], strict=True):
            while True:
                gap = random.expovariate(rate / 3600)
                if env.now + gap >= until:
                    yield env.timeout(until - env.now)
                    break
                yield env.timeout(gap)
                env.process(self.call())

    def call(self) -> Iterator[Any]:
        env, random = self.env, self.random
        came = env.now
        if not self.closes(came):
            kind = "closed"
        elif random.random() < ZERO:
            kind = "zero"
        else:
            kind = random.choices(("appointments", "nurse", "billing"), cum_weights=(0.5, 0.8, 1.0))[0]
        name, seconds = WAY[kind]
        yield env.timeout(seconds)
        joined, end = env.now, "on"
        if name == "front desk":
            end = yield from self.ring(name, came)
        elif name != "notes":
            end = yield from self.queue(name, came, 600.0 if name == "nurses" else 300.0)
        if end == "on":
            yield from self.leave(came, env.now - joined)

    def ring(self, name: str, came: float) -> Iterator[Any]:
        """Rings for ten seconds if somebody is free, else up to forty; when the office has closed nobody comes."""
        env, random = self.env, self.random
        rung = env.now
        until = min(rung + 40.0, rung + random.expovariate(1 / PATIENCE))
        closes = self.closes(rung)
        if closes:
            with self.staff[name].request() as request:
                if not request.triggered:
                    yield request | env.timeout(min(until, closes) - rung)
                if request.triggered:
                    answered = max(rung + 10.0, env.now)
                    self.records.append(Ended(came, "person", answered - came, answered - rung))
                    yield env.timeout(answered - env.now + random.expovariate(1 / STAFF[name][1]) + AFTER)
                    return "person"
        if env.now < until:
            yield env.timeout(until - env.now)
        if until < rung + 40.0:
            self.records.append(Ended(came, "gave up", env.now - came, env.now - rung))
            return "gave up"
        return "on"

    def queue(self, name: str, came: float, most: float) -> Iterator[Any]:
        env, random = self.env, self.random
        joined, closes = env.now, self.closes(env.now)
        if not closes:
            return "on"
        with self.staff[name].request() as request:
            until = closes
            patience = random.expovariate(1 / PATIENCE)
            if not request.triggered:
                until = min(joined + patience, joined + most, closes)
                if random.random() < BALKS:
                    until = joined
                else:
                    yield request | env.timeout(until - joined)
            if request.triggered:
                self.records.append(Ended(came, "person", env.now - came, env.now - joined))
                yield env.timeout(random.expovariate(1 / STAFF[name][1]) + AFTER)
                return "person"
        if until == joined or until == joined + patience:
            self.records.append(Ended(came, "gave up", env.now - came, env.now - joined))
            return "gave up"
        return "on"

    def leave(self, came: float, waited: float) -> Iterator[Any]:
        env = self.env
        yield env.timeout(GREETING)
        if self.random.random() >= LEAVES:
            self.records.append(Ended(came, "gave up", env.now - came, waited))
            return
        yield env.timeout(MESSAGE)
        self.box.append(env.now)
        self.records.append(Ended(came, "message", env.now - came, waited))

    def rounds(self, days: int) -> Iterator[Any]:
        """On every working day all messages are returned at four."""
        for day in range(days):
            yield self.env.timeout(day * DAY + ROUND - self.env.now)
            if day % 7 < 5:
                self.messages += [(left, self.env.now) for left in self.box]
                self.box.clear()
