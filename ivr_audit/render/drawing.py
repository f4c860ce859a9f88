"""What a picture of a phone tree shows, before any drawing: nodes, ways between them, verdicts, stubs and ghosts.

Everything a call can do comes from `callgraph.steps`. A way back to a node already drawn nearer the entry, and all but
one of the ways to a node that half the tree leads to, become stubs that name their target: large trees stay readable.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

from ivr_audit.callgraph import End, Outcome, Step, handovers, steps
from ivr_audit.hours import State
from ivr_audit.messages import returned
from ivr_audit.model import HANGUP, Hangup, PhoneTree, Voicemail, targets

Verdict = Literal["person", "message", "outside", "lost"]
VERDICTS: Final[tuple[Verdict, ...]] = ("person", "message", "outside", "lost")
"""The best that can become of a caller at a node, the best first; "message" is any help without a person."""
_VERDICT_OF: Final[Mapping[Outcome, Verdict]] = {
    "person": "person", "message": "message", "callback": "message", "served": "message", "outside": "outside",
    "cut off": "lost", "stuck": "lost",
}  # fmt: skip
MOST_WAYS_IN = 6
"""A node with more ways in keeps the first only; a design choice."""
_ITS_PURPOSE: Final = frozenset({"answered", "message", "callback", "served", "transferred", "hang up"})
"""Steps that end the call where the node itself says how, so that no end needs to be drawn."""
_CAPTIONS: Final[Mapping[str, str]] = {
    "next": "", "no-input": "no key", "no-match": "wrong key", "given": "entered", "no-answer": "no answer",
    "no-agents": "nobody there", "transferred": "passed on",
}  # fmt: skip
_UNASKED: Final = frozenset({"no-answer", "busy", "full", "overflow", "no-agents"})

Mark = Literal["node", "back", "to", "ghost", "end"]


class Spot(NamedTuple):
    """Where a way leads: to a node, to a stub that names one ("back", "to"), to a missing node, or to an end."""

    mark: Mark
    name: str


class Way(NamedTuple):
    """Steps from one node to one spot, drawn as one line.

    `keys` are pressed, `words` say what else takes it; `unasked`: it happens without the caller; `by_person`: whoever
    answered passes the call on; `on_path`: it is part of the path to be shown.
    """

    source: str
    spot: Spot
    keys: tuple[str, ...]
    words: tuple[str, ...]
    unasked: bool
    by_person: bool
    on_path: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """`nodes` can be entered in the periods drawn, nearest the entry first; `apart` can be entered by no call at all;
    `left_out` is how many can be entered, but at other times."""

    nodes: tuple[str, ...]
    apart: tuple[str, ...]
    left_out: int
    ghosts: tuple[str, ...]
    ways: tuple[Way, ...]
    verdicts: Mapping[str, Verdict]


def drawing(tree: PhoneTree, states: Sequence[State], path: Collection[tuple[str, str]] = ()) -> Drawing:
    """What to draw of a tree in the given states at once; `path` has the `(node, step name)` to be shown."""
    missing = _missing(tree)
    ways_on = _steps(tree, missing, states)
    entries = [entry.node for entry in tree.entries]
    nearest = _in_reach(ways_on, entries)
    nodes = [name for name in nearest if name not in missing]
    ever = _in_reach(_steps(tree, missing, _extremes(tree)), entries)
    apart = [name for name in tree.nodes if name not in ever and name not in nearest]
    drawn = [*_ways(nodes, ways_on, missing, set(path)), *_ways(apart, ways_on, missing, set(path))]
    shown = {way.spot.name for way in drawn if way.spot.mark == "ghost"} | set(entries)
    return Drawing(
        nodes=tuple(nodes),
        apart=tuple(apart),
        left_out=len(tree.nodes) - len(nodes) - len(apart),
        ghosts=tuple(name for name in missing if name in shown),
        ways=tuple(_relieved(drawn)),
        verdicts=_verdicts(tree, ways_on),
    )


def _missing(tree: PhoneTree) -> dict[str, None]:
    """Names that are targets and no nodes, in the order of the file."""
    named = [entry.node for entry in tree.entries]
    named += [to for node in tree.nodes.values() for _, to, _ in targets(node) if to != HANGUP]
    return dict.fromkeys(name for name in named if name not in tree.nodes)


def _steps(tree: PhoneTree, missing: Iterable[str], states: Iterable[State]) -> dict[str, list[Step]]:
    """The steps from each node in any of the states, what people pass on included. Missing nodes stand for themselves,
    where `callgraph` would only say that the caller is cut off."""
    ghosts = {name: Hangup(name=name, place=tree.place) for name in missing}
    whole = replace(tree, nodes={**tree.nodes, **ghosts})
    found: dict[str, list[Step]] = {}
    for name in whole.nodes:
        ways: dict[tuple[str, object], Step] = {}
        for state in states:
            for step in steps(whole, name, state):
                ways.setdefault((step.name, step.to), step)
        if any(step.to == End("person", name) for step in ways.values()):
            ways.update({(step.name, step.to): step for step in handovers(whole, name)})
        found[name] = list(ways.values())
    return found


def _extremes(tree: PhoneTree) -> list[State]:
    """States that together show every way on: a node depends on one name of hours and on holidays at most."""
    named = frozenset(tree.hours)
    return [State(hours, holiday) for hours in (named, frozenset[str]()) for holiday in (False, True)]


def _in_reach(ways_on: Mapping[str, Sequence[Step]], starts: Iterable[str]) -> dict[str, None]:
    """Names that can be entered from the starts, in breadth-first order."""
    seen = dict.fromkeys(starts)
    waiting = deque(seen)
    while waiting:
        for step in ways_on[waiting.popleft()]:
            if isinstance(step.to, str) and step.to not in seen:
                seen[step.to] = None
                waiting.append(step.to)
    return seen


def _verdicts(tree: PhoneTree, ways_on: Mapping[str, Sequence[Step]]) -> dict[str, Verdict]:
    """The best verdict within reach of each node, found by going backwards from the ends."""
    sources: defaultdict[str, list[str]] = defaultdict(list)
    ends: defaultdict[Verdict, list[str]] = defaultdict(list)
    for name, found in ways_on.items():
        for step in found:
            if isinstance(step.to, End):
                ends[_verdict(tree, step.to)].append(name)
            else:
                sources[step.to].append(name)
    verdicts: dict[str, Verdict] = {}
    for verdict in VERDICTS:
        waiting = ends[verdict]
        while waiting:
            name = waiting.pop()
            if name not in verdicts:
                verdicts[name] = verdict
                waiting += sources[name]
    return {name: verdicts.get(name, "lost") for name in ways_on}


def _verdict(tree: PhoneTree, end: End) -> Verdict:
    """What an end is for a caller; a message that nobody returns is none."""
    box = tree.nodes.get(end.node)
    return "lost" if isinstance(box, Voicemail) and returned(box, tree) == "nobody" else _VERDICT_OF[end.outcome]


def _ways(
    names: Sequence[str],
    ways_on: Mapping[str, Sequence[Step]],
    missing: Collection[str],
    path: Collection[tuple[str, str]],
) -> Iterator[Way]:
    """The lines from a group of nodes; what leads out of the group, or back in it, leads to a stub."""
    goes_back = _back(names, ways_on)
    inside = set(names)
    for name in names:
        groups: defaultdict[tuple[Spot, bool, bool], list[Step]] = defaultdict(list)
        for step in ways_on[name]:
            if isinstance(step.to, End):
                if step.name in _ITS_PURPOSE:
                    continue
                spot = Spot("end", step.to.outcome)
            elif step.to in missing:
                spot = Spot("ghost", step.to)
            elif step.to not in inside:
                spot = Spot("to", step.to)
            else:
                spot = Spot("back" if goes_back(name, step.to) else "node", step.to)
            groups[spot, _is_unasked(step), step.by == "person"].append(step)
        for (spot, unasked, by_person), merged in groups.items():
            keys, words = _captions(merged)
            on_path = any((name, step.name) in path for step in merged)
            yield Way(name, spot, keys, words, unasked, by_person, on_path)


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
        else:
            words[_CAPTIONS.get(step.name, step.name.removeprefix("case "))] = None
    return tuple(keys), tuple(word for word in words if word)


def _back(names: Sequence[str], ways_on: Mapping[str, Sequence[Step]]) -> Callable[[str, str], bool]:
    """Tells of a step whether it goes round to a node nearer the entry: both lie on a circle, and it goes up the order.

    Every circle has such a step, so what is left has none and can be drawn in one direction.
    """
    position = {name: n for n, name in enumerate(names)}
    onward = {
        name: [step.to for step in ways_on[name] if isinstance(step.to, str) and step.to in position] for name in names
    }
    circle = _circles(onward)
    return lambda source, to: circle[source] == circle[to] and position[to] <= position[source]


def _circles(onward: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """A number for each node, equal for those that lead to each other (Kosaraju's two passes)."""
    backward: dict[str, list[str]] = {name: [] for name in onward}
    for name, found in onward.items():
        for to in found:
            backward[to].append(name)
    circle: dict[str, int] = {}
    for number, name in enumerate(reversed(_finished(onward))):
        waiting = [name]
        while waiting:
            member = waiting.pop()
            if member not in circle:
                circle[member] = number
                waiting += backward[member]
    return circle


def _finished(onward: Mapping[str, Sequence[str]]) -> list[str]:
    """The nodes in the order in which a depth-first walk leaves them."""
    seen: set[str] = set()
    order: list[str] = []
    for start in onward:
        trail = [] if start in seen else [(start, iter(onward[start]))]
        seen.add(start)
        while trail:
            name, rest = trail[-1]
            following = next((to for to in rest if to not in seen), None)
            if following is None:
                order.append(name)
                trail.pop()
            else:
                seen.add(following)
                trail.append((following, iter(onward[following])))
    return order


def _relieved(ways: Sequence[Way]) -> Iterator[Way]:
    """The ways, with stubs for all but the first into a node that too many lead to; the path shown stays whole."""
    count = Counter(way.spot for way in ways if way.spot.mark == "node")
    met: set[Spot] = set()
    for way in ways:
        crowded = count[way.spot] > MOST_WAYS_IN and way.spot in met and not way.on_path
        met.add(way.spot)
        yield way._replace(spot=Spot("to", way.spot.name)) if crowded else way
