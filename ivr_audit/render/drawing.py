"""What a picture of a phone tree shows, before any drawing: nodes, ways between them, verdicts, folds, stubs, ghosts.

Everything a call can do comes from `callgraph.steps`. A way back to a node already drawn nearer the entry, and all but
one of the ways to a node that half the tree leads to, become stubs that name their target: large trees stay readable.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

from ivr_audit.callgraph import End, Step, handles, handovers, honest, relevance, steps
from ivr_audit.hours import State
from ivr_audit.model import HANGUP, Hangup, PhoneTree, targets
from ivr_audit.render.circles import going_back, nearest_first
from ivr_audit.render.folding import Focus, Part, below, cards, folds, kept
from ivr_audit.render.routes import Route
from ivr_audit.render.verdicts import Steps, Verdict, verdicts
from ivr_audit.times import Measure
from ivr_audit.words import say_extensions

MOST_WAYS_IN = 6
"""A node with more ways in keeps the first only; a design choice."""
_ITS_PURPOSE: Final = frozenset({"answered", "message", "callback", "served", "transferred", "hang up"})
"""Steps that end the call where the node itself says how, so that no end needs to be drawn."""
_CAPTIONS: Final[Mapping[str, str]] = {
    "next": "", "no-input": "no key", "no-match": "wrong key", "given": "entered", "no-answer": "no answer",
    "no-agents": "nobody there", "transferred": "passed on",
}  # fmt: skip
_UNASKED: Final = frozenset({"no-answer", "busy", "full", "overflow", "no-agents"})

Mark = Literal["node", "back", "to", "ghost", "end", "fold"]


class Spot(NamedTuple):
    """Where a way leads: to a node, to a stub that names one ("back", "to"), to a missing node, to an end, or into what
    is folded behind a node."""

    mark: Mark
    name: str


class Way(NamedTuple):
    """Steps from one node to one spot, drawn as one line.

    `keys` are pressed, `words` say what else takes it; `unasked`: it happens without the caller; `by_person`: whoever
    answered passes the call on; `routes` are those that go along it; `losing`: here a caller who had hope loses it;
    `steps` are the names of the steps.
    `where` says of a stub where to find its node, if not in sight: "sheet 3", "behind main".
    """

    source: str
    spot: Spot
    keys: tuple[str, ...]
    words: tuple[str, ...]
    unasked: bool
    by_person: bool
    routes: tuple[Measure, ...] = ()
    losing: bool = False
    steps: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """`nodes` can be entered in the periods drawn, nearest the entry first; `apart` can be entered by no call at all;
    `left_out` is how many can be entered, but at other times, or not from where the drawing starts; `folded` are those
    that are not drawn one by one, by the node they are behind, or, on one of several sheets, by the first of a branch.
    `by_period` has, in the order of the states, the verdict in each; None where the node is not entered. `parents` has
    what can be drawn, nearest first, with the node each hangs on; `came` says of a start on one of several sheets where
    calls come from, `sheet` which one it is."""

    starts: tuple[str, ...]
    nodes: tuple[str, ...]
    folded: Mapping[str, tuple[str, ...]]
    apart: tuple[str, ...]
    left_out: int
    ghosts: tuple[str, ...]
    ways: tuple[Way, ...]
    verdicts: Mapping[str, Verdict]
    by_period: Mapping[str, tuple[Verdict | None, ...]]
    parents: Mapping[str, str | None]
    came: Mapping[str, str]
    sheet: int | None


def drawing(
    tree: PhoneTree,
    states: Sequence[State],
    *,
    routes: Sequence[Route] = (),
    focus: Focus | None = None,
    troubled: Collection[str] = (),
) -> Drawing:
    """What to draw of a tree in the given states at once. `troubled` are nodes that stay drawn when quiet branches are
    folded, besides those where callers get lost."""
    focus = focus or Focus()
    missing = _missing(tree)
    by_state = _by_state(tree, missing, states, focus.topic)
    ways_on = _united(by_state.values())
    entries = [entry.node for entry in tree.entries]
    starts = [focus.start] if focus.start is not None else entries
    part = focus.part
    onward = _onward(ways_on)
    goes_back = going_back(nearest_first(onward, [*entries, *starts]), onward)
    parents = _parents(onward, starts, missing, goes_back if focus.start is not None else None)
    ever = nearest_first(_onward(_united(_by_state(tree, missing, _extremes(tree), None).values())), entries)
    apart = (
        [] if focus.start is not None or focus.topic else [n for n in tree.nodes if n not in ever and n not in parents]
    )
    left_out = len(tree.nodes) - len(parents) - len(apart)
    apart = apart if part is None or part.apart else []
    best = verdicts(tree, ways_on, focus.topic)
    lost = {name for name in parents if best[name] == "lost" or _ends_badly(ways_on[name], missing)}
    nodes = kept(parents, focus, {*lost, *troubled}, {leg.node for route in routes for leg in route.legs})
    folded = folds(parents, nodes) if part is None else cards(below(parents, part.roots), nodes)
    lines = _Lines(ways_on, missing, routes, best, _Elsewhere(parents, folded, part))
    drawn = [*lines.of(nodes, goes_back), *lines.of(dict.fromkeys(apart), going_back(apart, onward))]
    drawn_from = starts if part is None else list(part.roots)
    shown = {way.spot.name for way in drawn if way.spot.mark == "ghost"} | set(drawn_from)
    return Drawing(
        starts=tuple(drawn_from),
        nodes=tuple(nodes),
        folded=folded,
        apart=tuple(apart),
        left_out=left_out if part is None or part.number == 1 else 0,
        ghosts=tuple(name for name in missing if name in shown),
        ways=tuple(_relieved(drawn)),
        verdicts=best,
        by_period=_by_period(tree, by_state, states, starts, focus.topic),
        parents=parents,
        came={} if part is None else _came(part, parents),
        sheet=None if part is None else part.number,
    )


def _came(part: Part, parents: Mapping[str, str | None]) -> dict[str, str]:
    """Of each start of a sheet, the node and the sheet that calls come from."""
    found = {root: parents[root] for root in part.roots}
    return {
        root: f"from {before}, sheet {part.sheets.get(before, part.number)}"
        for root, before in found.items()
        if before is not None
    }


def _parents(
    onward: Mapping[str, Sequence[str]],
    starts: Sequence[str],
    missing: Collection[str],
    goes_back: Callable[[str, str], bool] | None,
) -> dict[str, str | None]:
    """The nodes nearest first, each with the one it hangs on. From a node inside the tree, what leads up is left."""
    if goes_back is not None:
        onward = {name: [to for to in found if not goes_back(name, to)] for name, found in onward.items()}
    return {name: parent for name, parent in nearest_first(onward, starts).items() if name not in missing}


def _missing(tree: PhoneTree) -> dict[str, None]:
    """Names that are targets and no nodes, in the order of the file."""
    named = [entry.node for entry in tree.entries]
    named += [to for node in tree.nodes.values() for _, to, _ in targets(node) if to != HANGUP]
    return dict.fromkeys(name for name in named if name not in tree.nodes)


def _by_state(
    tree: PhoneTree, missing: Iterable[str], states: Iterable[State], topic: str | None
) -> dict[State, dict[str, list[Step]]]:
    """In each state that differs for a caller, the steps from each node, what people pass on included. Missing nodes
    stand for themselves, where `callgraph` would only say that the caller is cut off."""
    ghosts = {name: Hangup(name=name, place=tree.place) for name in missing}
    whole = replace(tree, nodes={**tree.nodes, **ghosts}) if ghosts else tree
    alike = relevance(tree)
    found: dict[State, dict[str, list[Step]]] = {}
    for state in dict.fromkeys(map(alike, states)):
        found[state] = {name: list(_taken(whole, name, state, topic)) for name in whole.nodes}
    return found


def _taken(tree: PhoneTree, name: str, state: State, topic: str | None) -> Iterator[Step]:
    """The steps from a node; with a topic, those that its honest callers take."""
    found = steps(tree, name, state)
    found = found if topic is None else honest(found, topic)
    yield from found
    settled = topic is not None and handles(tree.nodes[name], topic)
    if not settled and any(step.to == End("person", name) for step in found):
        yield from handovers(tree, name)


def _united(by_state: Iterable[Mapping[str, Iterable[Step]]]) -> dict[str, list[Step]]:
    """The steps of several states together, each once."""
    found: dict[str, dict[tuple[str, object], Step]] = {}
    for ways_on in by_state:
        for name, taken in ways_on.items():
            here = found.setdefault(name, {})
            for step in taken:
                here.setdefault((step.name, step.to), step)
    # A person passes calls on in one state only, perhaps; those steps come last wherever they were met.
    return {name: sorted(here.values(), key=lambda step: step.by == "person") for name, here in found.items()}


def _onward(ways_on: Steps) -> dict[str, list[str]]:
    return {name: [step.to for step in found if isinstance(step.to, str)] for name, found in ways_on.items()}


def _extremes(tree: PhoneTree) -> list[State]:
    """States that together show every way on: a node depends on one name of hours and on holidays at most."""
    named = frozenset(tree.hours)
    return [State(hours, holiday) for hours in (named, frozenset[str]()) for holiday in (False, True)]


def _by_period(
    tree: PhoneTree,
    by_state: Mapping[State, Steps],
    states: Iterable[State],
    starts: Sequence[str],
    topic: str | None,
) -> dict[str, tuple[Verdict | None, ...]]:
    alike = relevance(tree)
    known: dict[State, dict[str, Verdict]] = {}
    for state, ways_on in by_state.items():
        entered = nearest_first(_onward(ways_on), starts)
        known[state] = {name: verdict for name, verdict in verdicts(tree, ways_on, topic).items() if name in entered}
    return {name: tuple(known[alike(state)].get(name) for state in states) for name in tree.nodes}


def _ends_badly(found: Iterable[Step], missing: Collection[str]) -> bool:
    """Whether a step leads to nowhere, or ends the call where that is not what the node is for."""
    return any(
        step.to.outcome in {"cut off", "stuck"} and step.name not in _ITS_PURPOSE
        if isinstance(step.to, End)
        else step.to in missing
        for step in found
    )


class _Elsewhere:
    """Where to find what is not drawn as a card of its own."""

    def __init__(
        self, parents: Mapping[str, str | None], folded: Mapping[str, Collection[str]], part: Part | None
    ) -> None:
        self.part = part
        self.card = {name: card for card, behind in folded.items() for name in behind}
        self.holder = {card: card if part is None else parents[card] for card in folded}

    def fold(self, source: str, to: str) -> str | None:
        """The card that a step from a node leads to; None if the target is not folded behind that node."""
        card = self.card.get(to)
        return card if card is not None and self.holder[card] == source else None

    def words(self, source: str, to: str) -> str:
        """Where a target is that the drawing does not show: "sheet 3"; empty if it shows it."""
        if self.part is not None:
            sheet = self.part.sheets.get(to, self.part.number)
            return "" if sheet == self.part.number else f"sheet {sheet}"
        card = self.card.get(to)
        return "" if card is None or card == source else f"behind {card}"


class _Lines:
    """The lines of a drawing, made from the steps."""

    def __init__(
        self,
        ways_on: Steps,
        missing: Collection[str],
        routes: Iterable[Route],
        best: Mapping[str, Verdict],
        elsewhere: _Elsewhere,
    ) -> None:
        self.ways_on = ways_on
        self.missing = missing
        self.best = best
        self.elsewhere = elsewhere
        self.taken: defaultdict[tuple[str, str], list[Measure]] = defaultdict(list)
        for route in routes:
            for leg in route.legs:
                self.taken[leg].append(route.measure)

    def of(self, names: Mapping[str, object], goes_back: Callable[[str, str], bool]) -> Iterator[Way]:
        """The lines from a group of nodes; what leads out of the group, or back in it, leads to a stub."""
        for name in names:
            groups: defaultdict[tuple[Spot, bool, bool], list[Step]] = defaultdict(list)
            for step in self.ways_on[name]:
                if not (isinstance(step.to, End) and step.name in _ITS_PURPOSE):
                    spot = self._spot(name, step, names, goes_back)
                    groups[spot, _is_unasked(step), step.by == "person"].append(step)
            for (spot, unasked, by_person), merged in groups.items():
                keys, words = _captions(merged)
                along = dict.fromkeys(route for step in merged for route in self.taken.get((name, step.name), ()))
                losing = self.best[name] != "lost" and all(self._loses(step) for step in merged)
                names_of_steps = tuple(step.name for step in merged)
                stub = spot.mark in {"back", "to"} and spot.name not in names
                where = self.elsewhere.words(name, spot.name) if stub else ""
                yield Way(name, spot, keys, words, unasked, by_person, tuple(along), losing, names_of_steps, where)

    def _spot(self, name: str, step: Step, names: Mapping[str, object], goes_back: Callable[[str, str], bool]) -> Spot:
        """Where a step leads in the drawing."""
        if isinstance(step.to, End):
            return Spot("end", step.to.outcome)
        if step.to in self.missing:
            return Spot("ghost", step.to)
        if goes_back(name, step.to):
            return Spot("back", step.to)
        card = self.elsewhere.fold(name, step.to)
        if card is not None:
            return Spot("fold", card)
        return Spot("node" if step.to in names else "to", step.to)

    def _loses(self, step: Step) -> bool:
        if isinstance(step.to, End):
            return step.to.outcome in {"cut off", "stuck"}
        return self.best[step.to] == "lost"


def _is_unasked(step: Step) -> bool:
    return step.by in {"silence", "wrong"} or step.name in _UNASKED


def _captions(merged: Iterable[Step]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys and the words of steps that are drawn as one line."""
    keys: dict[str, None] = {}
    words: dict[str, None] = {}
    for step in merged:
        if step.by in {"key", "exit"}:
            keys[step.name.removeprefix("exit ")] = None
        elif step.by == "person":
            words[_CAPTIONS.get(step.name.split(" ")[0], step.name.split(" ")[0])] = None
        elif step.by == "extension":
            words[say_extensions(step.name.removeprefix("extension "))] = None
        else:
            words[_CAPTIONS.get(step.name, step.name.removeprefix("case "))] = None
    return tuple(keys), tuple(word for word in words if word)


def _relieved(ways: Sequence[Way]) -> Iterator[Way]:
    """The ways, with stubs for all but the first into a node that too many lead to, and for people who pass calls on to
    where calls come without them, too; routes stay whole."""
    count = Counter(way.spot for way in ways if way.spot.mark == "node")
    without_people = {way.spot for way in ways if not way.by_person}
    met: set[Spot] = set()
    for way in ways:
        crowded = count[way.spot] > MOST_WAYS_IN and way.spot in met
        beside = way.by_person and way.spot in without_people
        met.add(way.spot)
        stub = way.spot.mark == "node" and (crowded or beside) and not way.routes
        yield way._replace(spot=Spot("to", way.spot.name)) if stub else way
