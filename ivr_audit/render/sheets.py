"""A large tree on several sheets: an overview, whose cards name the sheet on which each branch is drawn, then those."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ivr_audit.render.cards import DENSE
from ivr_audit.render.dot import Direction
from ivr_audit.render.folding import Focus, Part, below, cards
from ivr_audit.render.paper import SMALLEST, Fit, Paper, Sheet, Source, on_paper
from ivr_audit.render.picture import Program

MOST_SHEETS: Final = 30
"""More sheets nobody hangs on a wall; the tree is then drawn on one, with branches folded. A design choice."""
_FEWEST: Final = 5
"""Cards below which a sheet is not split again."""
_APART: Final = 4
"""Nodes that nobody can reach, at most, for which there is room on the overview."""
_SHRINK: Final = 0.75

Parents = Mapping[str, str | None]


def on_sheets(
    source: Source,
    paper: Paper,
    focus: Focus,
    parents: Parents,
    *,
    apart: int = 0,
    direction: Direction | None = None,
    program: Program | None = None,
) -> tuple[Sheet, ...]:
    """The drawing on as many sheets as it takes to read it, each filled.

    `parents` has the names to draw, nearest first, each with the one it hangs on; `apart` are how many hang on nothing.
    Raises `RendererMissing` and `RenderFailed`.
    """
    fit = Fit(source, paper, direction, program)
    count = len(parents) + apart
    if focus.collapse != "big" or focus.depth is not None:
        return (on_paper(source, paper, focus, nodes=count, direction=direction, program=program),)
    if count <= focus.most:
        whole = fit.readable(focus)
        if whole.points >= SMALLEST:
            return (fit.sheet(whole),)
        capacity = max(_FEWEST, int(count * whole.points / SMALLEST))
    else:
        capacity = focus.most // 2
    found = list(_readable(fit, focus, parents, capacity, apart)) if count <= capacity * MOST_SHEETS else []
    joined = _joined(fit, focus, parents, found)
    found = list(_halved(fit, focus, parents, joined))
    found = found if len(found) == len(joined) else _joined(fit, focus, parents, found)
    if not 1 < len(found) <= MOST_SHEETS:
        return (on_paper(source, paper, focus, nodes=count, direction=direction, program=program),)
    return tuple(fit.sheet(fit.readable(replace(focus, part=part))) for part in _numbered(found))


def split(parents: Parents, roots: Sequence[str], capacity: int) -> list[Part]:
    """The names on parts of at most so many cards each: the first from `roots` on, with a card for each branch that is
    drawn on a later one; small branches stand together."""
    children: dict[str, list[str]] = {name: [] for name in parents}
    weight = dict.fromkeys(parents, 1)
    for name in reversed(list(parents)):
        parent = parents[name]
        if parent is not None:
            weight[parent] += weight[name]
            children[parent].insert(0, name)
    drawn = set(roots)
    heads = [child for root in roots for child in children[root]]
    while True:
        too_large = [head for head in heads if weight[head] > capacity or len(heads) == 1 < weight[head]]
        small = min(heads, key=lambda head: weight[head], default="")
        room = capacity - len(drawn) - len(heads)
        opened = [head for head in too_large if len(children[head]) <= room]
        if opened:
            head = max(opened, key=lambda one: weight[one])
            drawn.add(head)
            heads[heads.index(head) : heads.index(head) + 1] = children[head]
        elif heads and (weight[small] - 1 <= room or weight[small] == 1):
            drawn.update(below(parents, {small}))
            heads.remove(small)
        else:
            break
    found = [Part(tuple(roots), frozenset(drawn))]
    for group in _groups(heads, weight, capacity):
        found += split(below(parents, set(group)), group, capacity)
    return found


def _groups(heads: Sequence[str], weight: Mapping[str, int], capacity: int) -> Iterator[list[str]]:
    """Branches that stand on one sheet together, in their order."""
    group: list[str] = []
    for head in heads:
        if group and sum(weight[one] for one in group) + weight[head] > capacity:
            yield group
            group = []
        group.append(head)
    if group:
        yield group


def _readable(fit: Fit, focus: Focus, parents: Parents, capacity: int, apart: int) -> Iterator[Part]:
    """The parts of the tree, those with too small letters split again."""
    roots = [name for name in parents if parents[name] is None]
    waiting = [(part, capacity) for part in split(parents, roots, capacity)]
    first = waiting[0][0]
    waiting[0] = (first._replace(apart=0 < apart <= _APART), capacity)
    if apart > _APART:
        waiting.append((Part((), frozenset(), apart=True), capacity))
    made = 0
    while waiting and made <= MOST_SHEETS:
        part, room = waiting.pop(0)
        hidden = cards(below(parents, part.roots), part.names)
        count = len(part.names) + len(hidden)
        room = min(room, count)
        if count <= _FEWEST or _can_be_read(fit, focus, parents, part, 1 + bool(made)):
            made += 1
            yield part
        elif len(part.roots) > 1 and made:
            half = (len(part.roots) + 1) // 2
            for some in (part.roots[half:], part.roots[:half]):
                names = part.names & below(parents, some).keys()
                waiting.insert(0, (Part(some, names), room))
        else:
            tree = below(parents, part.roots)
            inside = {name: parent for name, parent in tree.items() if name in part.names}
            less = max(_FEWEST, int(room * _SHRINK) - len(hidden) // 2)
            again = split(inside, part.roots, less)
            again[0] = again[0]._replace(apart=part.apart)
            if len(again) == 1:
                made += 1
                yield part
            else:
                waiting[:0] = [(one, less) for one in again]


def _halved(fit: Fit, focus: Focus, parents: Parents, parts: Sequence[Part]) -> Iterator[Part]:
    """The parts; of one that still cannot be read, the node that most hangs on begins a sheet of its own."""
    for n, part in enumerate(parts):
        if len(part.names) < 2 or _can_be_read(fit, focus, parents, part, 1 + bool(n)):
            yield part
            continue
        tree = below(parents, part.roots)
        hung = Counter(tree[name] for name in (*part.names, *cards(tree, part.names)))
        inner = [name for name in tree if name in part.names and name not in part.roots]
        largest = max(inner, key=lambda name: hung[name], default="")
        if hung[largest] > 1:
            names = part.names & below(tree, {largest}).keys()
            yield part._replace(names=part.names - names)
            yield Part((largest,), names)
        else:
            yield part


def _can_be_read(fit: Fit, focus: Focus, parents: Parents, part: Part, number: int) -> bool:
    """Whether the letters of a part are large enough; everything else is taken to be on a sheet 9."""
    sheets = {name: number if name in part.names else 9 for name in parents}
    trial = replace(focus, part=part._replace(number=number, of=9, sheets=sheets))
    return fit.choice(DENSE, trial).points >= SMALLEST


def _joined(fit: Fit, focus: Focus, parents: Parents, parts: Sequence[Part]) -> list[Part]:
    """The parts, as many of them on one sheet as can be read there: each with the one it hangs on, or the last."""
    if len(parts) > MOST_SHEETS:
        return list(parts)
    joined: list[Part] = []
    for part in parts:
        above = {parents[root] for root in part.roots}
        before = [n for n, one in enumerate(joined) if above & one.names]
        tries = dict.fromkeys([*before, *([len(joined) - 1] if len(joined) > 1 and part.roots else [])])
        for n in tries:
            names = joined[n].names | part.names
            roots = tuple(root for root in (*joined[n].roots, *part.roots) if parents[root] not in names)
            both = joined[n]._replace(roots=roots, names=names)
            if _can_be_read(fit, focus, parents, both, 1 + bool(n)):
                joined[n] = both
                break
        else:
            joined.append(part)
    return joined


def _numbered(parts: Sequence[Part]) -> list[Part]:
    """The parts with their numbers, each knowing where everything else is drawn."""
    sheets = {name: number for number, part in enumerate(parts, 1) for name in part.names}
    return [part._replace(number=n, of=len(parts), sheets=sheets) for n, part in enumerate(parts, 1)]
