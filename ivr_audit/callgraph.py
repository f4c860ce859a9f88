"""What every kind of node means: the timed steps a call can take from it, and the graph they make in one period.

This is the only place that says what a node kind does. Analysis, the played call and the drawings all go through
`steps` (one node) or `call_graph` (the whole tree). Times are seconds: best, typical, worst (docs/times.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from ivr_audit import model
from ivr_audit.clock import length, moment_of_key
from ivr_audit.defaults import Defaults
from ivr_audit.extensions import begins_extension as begins_extension
from ivr_audit.extensions import dialled as dialled
from ivr_audit.extensions import fits_extension as fits_extension
from ivr_audit.extensions import key_matches as key_matches
from ivr_audit.holiday_ways import knows_holidays
from ivr_audit.hours import State
from ivr_audit.model import Attempts, Node, PhoneTree

if TYPE_CHECKING:
    import networkx as nx

Outcome = Literal["person", "message", "callback", "served", "outside", "cut off", "stuck"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("person", "message", "callback", "served", "outside", "cut off", "stuck")

By = Literal["key", "extension", "given", "exit", "silence", "wrong", "system", "person"]
"""Who decides on a step: the caller by a menu key, a dialled extension, data given, a key that leaves a queue or box,
silence or wrong keys; the system; or the person who answered and passes the call on."""


class End(NamedTuple):
    """Where a call ends: the outcome, and the node it happens at."""

    outcome: Outcome
    node: str


Stop = str | End
"""A vertex of the call graph: a node's name, or an end."""


class Step(NamedTuple):
    """One way on from a node, with its seconds. `unlimited`: no figure bounds the wait, `worst` is only "at least"."""

    name: str
    to: Stop
    best: float
    typical: float
    worst: float
    by: By = "system"
    about: tuple[str, ...] = ()
    unlimited: bool = False


def target_of(tree: PhoneTree, node: str, target: str | None) -> Stop:
    """Where a named target leads: a missing one, and `hangup`, cut the caller off at the node that names it."""
    return target if target is not None and target in tree.nodes else End("cut off", node)


class Listening(NamedTuple):
    """The times of a menu or question: prompt, replay, message after a wrong entry, timeouts, attempts, barge-in."""

    prompt: float
    replay: float
    invalid: float
    timeout: float
    digit_gap: float
    attempts: Attempts
    barge_in: bool

    @property
    def most_plays(self) -> int:
        """How often it can play at the very most: both counts used up where silence and wrong keys have one each."""
        a = self.attempts
        return a.no_input + a.invalid - 1 if a.apart else a.no_input

    def failures(self) -> float:
        """Seconds of the worst attempts that all fail but for the last, up to the end of the last one's timeout."""
        plays = self.most_plays
        wrong = self.attempts.invalid - 1 if self.attempts.apart else plays - 1
        return self.prompt + (plays - 1) * self.replay + wrong * self.invalid + plays * self.timeout


def listening(node: model.Menu | model.Ask, defaults: Defaults) -> Listening:
    """The times of one menu or question, with the defaults filled in."""
    prompt = length(node.prompt, defaults)
    every = round(defaults.attempts)
    return Listening(
        prompt=prompt,
        replay=length(node.replay, defaults) if node.replay else prompt,
        invalid=length(node.invalid_prompt, defaults) if node.invalid_prompt else 0.0,
        timeout=_or(node.no_input_timeout, defaults.no_input_timeout),
        digit_gap=_or(node.inter_digit_timeout, defaults.inter_digit_timeout),
        attempts=node.attempts or Attempts(every, every, apart=False),
        barge_in=node.barge_in,
    )


def reaction_at(times: Listening, defaults: Defaults) -> float:
    """Seconds from the end of a prompt to a typical key: the system does not wait longer than its timeout."""
    return min(defaults.key_reaction, times.timeout)


def steps(tree: PhoneTree, name: str, state: State) -> tuple[Step, ...]:
    """Every step a call can take from a node in a period, in the order of the file. Never empty.

    >>> from ivr_audit.model import PhoneTree, Prompt, Say
    >>> from ivr_audit.place import Place
    >>> here = Place("t.yaml", 1, 1)
    >>> say = Say(name="hello", place=here, prompt=Prompt("Welcome to the clinic."), next="hello")
    >>> tree = PhoneTree(name="t", source="t.yaml", place=here, nodes={"hello": say}, entries=())
    >>> [step[:5] for step in steps(tree, "hello", State(frozenset(), False))]
    [('next', 'hello', 1.6, 1.6, 1.6)]
    """
    found: tuple[Step, ...] | None = tree.known.get((name, state))
    if found is None:
        node = tree.nodes[name]
        alike = ("steps", name, _situation(node, state))
        found = tree.known.get(alike)
        if found is None:
            found = tree.known[alike] = steps_of(tree, node, state)
        tree.known[name, state] = found
    return found


def _situation(node: Node, state: State) -> tuple[bool, ...]:
    """All of a period that the steps of a node depend on."""
    if isinstance(node, model.Answered):
        return (is_staffed(node, state),)
    return (node.hours in state.open, state.holiday) if isinstance(node, model.HoursCheck) else ()


def steps_of(tree: PhoneTree, node: Node, state: State) -> tuple[Step, ...]:
    """The steps of a node that may differ from the one the tree has by that name (a menu being replayed)."""
    return tuple(_MEANING[type(node)](node, tree, state))


def is_staffed(node: model.Answered, state: State) -> bool:
    """Whether people are there: always, where the file does not say; never at a ring group without members."""
    return (node.staffed is None or node.staffed in state.open) and getattr(node, "members", None) != ()


def handles(node: Node, topic: str) -> bool:
    """Whether the people who answer at this node can help with a topic; where the file does not say, they can."""
    return not isinstance(node, model.Answered) or node.handles is None or topic in node.handles


def handovers(tree: PhoneTree, name: str) -> tuple[Step, ...]:
    """Where the people who answered at a node can pass a caller on to."""
    node = tree.nodes[name]
    if not isinstance(node, model.Answered):
        return ()
    seconds = tree.defaults.handover_talk + tree.defaults.transfer_setup
    found = []
    for word, names in (("transferred", node.transfers_to), ("escalated", node.escalates_to)):
        for to in dict.fromkeys(names):
            step = word if len(names) == 1 else f"{word} {to}"
            found.append(Step(step, target_of(tree, name, to), seconds, seconds, seconds, "person"))
    return tuple(found)


def honest(choices: tuple[Step, ...], topic: str) -> tuple[Step, ...]:
    """What a caller with a topic does, given the steps of a node: at a menu an option about it, else one about nothing
    in particular, else silence. Elsewhere only keys about something else are left out."""
    keys = [step for step in choices if step.by == "key"]
    if not keys and (any(step.by == "given" for step in choices) or all(step.by != "silence" for step in choices)):
        return tuple(step for step in choices if step.by != "exit" or not step.about or topic in step.about)
    about = [step for step in keys if topic in step.about] or [step for step in keys if not step.about]
    return tuple(about or [step for step in choices if step.by == "silence"])


def _or(value: float | None, default: float) -> float:
    return default if value is None else value


def _say(node: model.Say, tree: PhoneTree, state: State) -> Iterator[Step]:
    seconds = length(node.prompt, tree.defaults)
    to = target_of(tree, node.name, node.next)
    yield Step("next", to, 0.0 if node.interruptible else seconds, seconds, seconds)


def _failed(node: model.Menu | model.Ask, tree: PhoneTree, times: Listening) -> Iterator[Step]:
    """The ways on after the last silent, and after the last wrong attempt."""
    prompt, replay, invalid, timeout, _, attempts, barge_in = times
    silent, wrong = attempts.no_input, attempts.invalid
    reaction = reaction_at(times, tree.defaults)
    heard = prompt + (silent - 1) * replay + silent * timeout
    silence = target_of(tree, node.name, node.no_input)
    no_match = target_of(tree, node.name, node.no_input if node.invalid is None else node.invalid)
    plays = prompt + (wrong - 1) * replay
    most = times.failures()
    yield Step("no-input", silence, heard, heard, most, "silence")
    yield Step(
        "no-match",
        no_match,
        wrong * invalid + (0.0 if barge_in else plays),
        plays + wrong * (reaction + invalid),
        most + invalid if attempts.apart else plays + wrong * (timeout + invalid),
        "wrong",
    )


def _menu(node: model.Menu, tree: PhoneTree, state: State) -> Iterator[Step]:
    defaults = tree.defaults
    times = listening(node, defaults)
    first: dict[str, model.Option] = {}
    for option in node.options:
        first.setdefault(option.key, option)
    longer = {key[:i] for key in first for i in range(1, len(key))}
    count = max(1, sum(one.key != "#" or one.to != node.name for one in first.values()))
    earliest = 0.0 if times.barge_in else times.prompt
    most = times.failures()
    for position, option in enumerate(first.values(), 1):
        gap = times.digit_gap if option.key in longer or begins_extension(node, option.key) else 0.0
        heard = times.prompt
        if times.barge_in:
            heard = moment_of_key(node.prompt, option.key, min(position, count), count, defaults)
        to = target_of(tree, node.name, option.to)
        typical = min(heard + defaults.key_reaction, times.prompt + times.timeout) + gap
        yield Step(option.key, to, earliest + gap, typical, most + gap, "key", option.about)
    for name, extensions in dialled(node).items():
        entry = len(extensions.pattern) * defaults.digit_entry
        entry += times.digit_gap if begins_extension(node, extensions.pattern) else 0.0
        to = target_of(tree, node.name, extensions.to)
        typical = times.prompt + reaction_at(times, defaults) + entry
        yield Step(name, to, earliest + entry, typical, most + entry, "extension")
    yield from _failed(node, tree, times)


def _ask(node: model.Ask, tree: PhoneTree, state: State) -> Iterator[Step]:
    times = listening(node, tree.defaults)
    entry = (node.digits or 1) * tree.defaults.digit_entry
    earliest = 0.0 if times.barge_in else times.prompt
    yield Step(
        "given",
        target_of(tree, node.name, node.next),
        earliest + entry,
        times.prompt + reaction_at(times, tree.defaults) + entry,
        times.failures() + entry,
        "given",
    )
    yield from _failed(node, tree, times)


def _hours(node: model.HoursCheck, tree: PhoneTree, state: State) -> Iterator[Step]:
    ways = {"open": node.open, "closed": node.closed}
    if node.holiday is not None:
        ways["holiday"] = node.holiday
    if node.hours is not None:
        away = "holiday" if state.holiday and knows_holidays(tree, node) else "closed"
        taken = "open" if node.hours in state.open else away
        ways = {taken: ways[taken]}
    for name, target in ways.items():
        yield Step(name, target_of(tree, node.name, target), 0.0, 0.0, 0.0)


def _branch(node: model.Branch, tree: PhoneTree, state: State) -> Iterator[Step]:
    for case in [case for case in node.cases if case.share != 0] or node.cases:
        yield Step(f"case {case.name}", target_of(tree, node.name, case.to), 0.0, 0.0, 0.0)
    if not node.cases:
        yield Step("case none", End("cut off", node.name), 0.0, 0.0, 0.0)


def _ring(node: model.Ring, tree: PhoneTree, state: State) -> Iterator[Step]:
    rings = _or(node.ring_for, tree.defaults.ring_for)
    if is_staffed(node, state):
        typical = min(_or(node.answers_after, tree.defaults.answers_after), rings)
        yield Step("answered", End("person", node.name), min(1.0, rings), typical, rings)
    yield Step("no-answer", target_of(tree, node.name, node.no_answer), rings, rings, rings)
    if node.busy is not None and is_staffed(node, state):
        yield Step("busy", target_of(tree, node.name, node.busy), 0.0, 0.0, 0.0)


def stated_wait(node: model.Queue) -> float:
    """The longest wait the file states for a queue, else its typical one, else 0."""
    wait = node.wait or model.Wait(None, None)
    return _or(wait.longest, _or(wait.typical, 0.0))


def _queue(node: model.Queue, tree: PhoneTree, state: State) -> Iterator[Step]:
    staffed = is_staffed(node, state)
    wait = node.wait or model.Wait(None, None)
    limits = [seconds for seconds in (node.max_wait, wait.longest) if seconds is not None]
    unlimited = not limits
    if staffed:
        longest = min(limits, default=stated_wait(node))
        typical = min(_or(wait.typical, 0.0), longest)
        yield Step("answered", End("person", node.name), 0.0, typical, longest, unlimited=unlimited)
    elif node.no_agents is not None:
        yield Step("no-agents", target_of(tree, node.name, node.no_agents), 0.0, 0.0, 0.0)
        return
    elif node.max_wait is None:
        yield Step("no-agents", End("stuck", node.name), 0.0, 0.0, 0.0)
    if staffed and (node.capacity is not None or node.full is not None):
        yield Step("full", target_of(tree, node.name, node.full), 0.0, 0.0, 0.0)
    if node.max_wait is not None:
        yield Step("overflow", target_of(tree, node.name, node.overflow), *(node.max_wait,) * 3)
    elif node.overflow is not None and staffed:
        yield Step("overflow", target_of(tree, node.name, node.overflow), 0.0, 0.0, 0.0)
    most = _or(node.max_wait, stated_wait(node))
    endless = node.max_wait is None and (unlimited or not staffed)
    yield from _exits(node.name, node.exits, tree, tree.defaults.key_reaction, most, endless)
    if node.callback is not None:
        end = End("callback", node.name)
        reaction = tree.defaults.key_reaction
        yield Step(f"exit {node.callback}", end, 0.0, reaction, max(most, reaction), "exit", unlimited=endless)


def _exits(
    name: str, exits: tuple[model.Option, ...], tree: PhoneTree, typical: float, worst: float, unlimited: bool
) -> Iterator[Step]:
    for key in exits:
        to = target_of(tree, name, key.to)
        yield Step(f"exit {key.key}", to, 0.0, typical, max(worst, typical), "exit", key.about, unlimited)


def _voicemail(node: model.Voicemail, tree: PhoneTree, state: State) -> Iterator[Step]:
    greeting = length(node.greeting, tree.defaults)
    whole = greeting + tree.defaults.message_length
    yield Step("message", End("message", node.name), whole, whole, whole)
    yield from _exits(node.name, node.exits, tree, greeting + tree.defaults.key_reaction, whole, unlimited=False)


def _callback(node: model.Callback, tree: PhoneTree, state: State) -> Iterator[Step]:
    yield Step("callback", End("callback", node.name), 0.0, 0.0, 0.0)


def _self_service(node: model.SelfService, tree: PhoneTree, state: State) -> Iterator[Step]:
    seconds = _or(node.seconds, length(node.does, tree.defaults))
    yield Step("served", End("served", node.name), seconds, seconds, seconds)
    if node.next is not None:
        yield Step("next", target_of(tree, node.name, node.next), seconds, seconds, seconds)


def _transfer(node: model.Transfer, tree: PhoneTree, state: State) -> Iterator[Step]:
    seconds = tree.defaults.transfer_setup
    outcome: Outcome = "person" if node.answered_by == "person" else "outside"
    yield Step("transferred", End(outcome, node.name), seconds, seconds, seconds)
    if node.no_answer is not None:
        seconds += _or(node.ring_for, tree.defaults.ring_for)
        yield Step("no-answer", target_of(tree, node.name, node.no_answer), seconds, seconds, seconds)


def _hangup(node: model.Hangup, tree: PhoneTree, state: State) -> Iterator[Step]:
    seconds = length(node.prompt, tree.defaults)
    yield Step("hang up", End("cut off", node.name), seconds, seconds, seconds)


_MEANING: Mapping[type[Node], Callable[[Any, PhoneTree, State], Iterator[Step]]] = {  # Any: each kind has its own
    model.Say: _say,
    model.Menu: _menu,
    model.Ask: _ask,
    model.HoursCheck: _hours,
    model.Branch: _branch,
    model.Ring: _ring,
    model.Queue: _queue,
    model.Voicemail: _voicemail,
    model.Callback: _callback,
    model.SelfService: _self_service,
    model.Transfer: _transfer,
    model.Hangup: _hangup,
}


def leaving(tree: PhoneTree, node: model.Answered) -> dict[str, Step]:
    """Every way a call can leave a ring group or a queue, by its name, whoever is there and whatever the hour."""
    nobody = replace(node, staffed="")
    found = {step.name: step for step in steps_of(tree, nobody, State(frozenset(), False))}
    return found | {step.name: step for step in steps_of(tree, replace(node, staffed=None), State(frozenset(), False))}


def relevance(tree: PhoneTree) -> Callable[[State], State]:
    """A function that keeps of a period's state what changes any step: equal results mean equal call graphs."""
    nodes = tree.nodes.values()
    checks = [node for node in nodes if isinstance(node, model.HoursCheck) and node.hours]
    named = {node.staffed for node in nodes if isinstance(node, model.Answered)} | {check.hours for check in checks}
    holiday = any(knows_holidays(tree, check) for check in checks)
    return lambda state: State(state.open & named, state.holiday and holiday)


def call_graph(tree: PhoneTree, state: State) -> nx.MultiDiGraph[Stop]:
    """The tree in one period: vertices are node names and `End`s, edges are `Step`s (attribute `step`, key its name).

    A person's `End` has edges for the handovers (`by` "person"); whoever asks for any person stops before them.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[Stop] = nx.MultiDiGraph()
    graph.add_nodes_from(tree.nodes)
    for name in tree.nodes:
        for step in steps(tree, name, state):
            graph.add_edge(name, step.to, key=step.name, step=step)
    for end in [stop for stop in graph if isinstance(stop, End) and stop.outcome == "person"]:
        for step in handovers(tree, end.node):
            graph.add_edge(end, step.to, key=step.name, step=step)
    return graph
