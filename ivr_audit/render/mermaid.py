"""A picture of a phone tree as Mermaid flowchart text, which GitHub, wikis and editors draw from the text itself."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from ivr_audit.finding import Finding
from ivr_audit.hours import State
from ivr_audit.model import Node, PhoneTree, Prompt, Voicemail
from ivr_audit.render.cards import AMONG, KINDS, LOOKS, Badge, badges
from ivr_audit.render.dot import Direction, clocks, differing, shown_of
from ivr_audit.render.drawing import Drawing, Spot, Way
from ivr_audit.render.folding import Focus
from ivr_audit.render.labels import GREY, INK, LOST, PALE, PAPER
from ivr_audit.render.legend import left_out, say_date
from ivr_audit.render.lettering import clean, wrap
from ivr_audit.render.lines import goal
from ivr_audit.render.routes import SIGNS, Route
from ivr_audit.render.verdicts import VERDICTS
from ivr_audit.words import list_words

_SHAPES: Final[Mapping[str, tuple[str, str]]] = {
    "say": (">", "]"), "menu": ("[", "]"), "ask": ("[/", "/]"), "hours": ("{{", "}}"), "branch": ("{", "}"),
    "ring": ("(", ")"), "queue": ("[[", "]]"), "voicemail": ("[\\", "\\]"), "callback": ("([", "])"),
    "self_service": ("[(", ")]"), "transfer": ("[/", "\\]"), "hangup": ("[\\", "/]"),
}  # fmt: skip
_PLAIN: Final = re.compile(r"[^\w ,.?!'()/:\u0080-\U0010ffff]", re.ASCII)
"""What Mermaid might take for something else; `_` and digits are letters here."""
_LIKE_A_LIST: Final = re.compile(r"(\d+)([.)])")
_SIZE, _WIDTH = 9.0, 108.0
"""Texts are wrapped as on cards of this many points."""
_MARKS: Final = {"error": "■", "warning": "□", "advice": "_"}


def mermaid(
    tree: PhoneTree,
    states: Sequence[tuple[str, State]],
    *,
    findings: Sequence[Finding] = (),
    as_of: date | None = None,
    answer: str = "",
    routes: Sequence[Route] = (),
    focus: Focus | None = None,
    direction: Direction = "right",
) -> str:
    """The flowchart text of a tree in one period or several at once, given as `(name, state)`; the same drawing as
    `dot.dot_source` makes."""
    shown = shown_of(tree, states, findings, routes, focus)
    names = [name for name, _ in states]
    ids = {name: f"n{n}" for n, name in enumerate(tree.nodes)} | {name: f"g{n}" for n, name in enumerate(shown.ghosts)}
    facts = [tree.name, list_words(names), f"as of {say_date(as_of)}" if as_of else "", left_out(shown), answer]
    title = " · ".join(" ".join(clean(fact).split()) for fact in facts if fact)
    drawn = _Links(shown, ids, several=len(routes) > 1)
    lines = [
        *_entries(tree, shown, ids),
        *_cards(tree, names, shown, badges(findings, names), routes, ids),
        *(f"{ids[name]}[{_quoted(['missing: ' + name])}]:::ghost" for name in shown.ghosts),
        *drawn.lines(),
        *_legend(shown),
        *_classes(drawn),
    ]
    heading = (
        f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\nflowchart {'LR' if direction == 'right' else 'TB'}"
    )
    return "\n".join([heading, *(f"  {line}" for line in lines), ""])


def escaped(text: str) -> str:
    """The text as it stands in a quoted Mermaid label: whatever could be markup, as the number of its letter.

    >>> escaped('press "1" [now]')
    'press #34;1#34; #91;now#93;'
    """
    safe = _PLAIN.sub(lambda found: f"#{ord(found.group())};", " ".join(clean(text).split()))
    # A text that begins like a numbered list is refused by some versions.
    return _LIKE_A_LIST.sub(lambda found: f"{found[1]}#{ord(found[2])};", safe, count=1) if safe[:1].isdigit() else safe


def _quoted(lines: Sequence[str]) -> str:
    return f'"{"<br/>".join(map(escaped, lines)) or " "}"'


def _entries(tree: PhoneTree, shown: Drawing, ids: Mapping[str, str]) -> Iterator[str]:
    numbers: defaultdict[str, list[str]] = defaultdict(list)
    for entry in tree.entries:
        numbers[entry.node].append((entry.number or tree.number or "").strip() or "calls")
    for n, name in enumerate(dict.fromkeys(shown.starts)):
        yield f"e{n}([{_quoted(numbers.get(name) or ['from here'])}]):::entry"


def _cards(
    tree: PhoneTree,
    periods: Sequence[str],
    shown: Drawing,
    marked: Mapping[str, Sequence[Badge]],
    routes: Sequence[Route],
    ids: Mapping[str, str],
) -> Iterator[str]:
    apart = set(shown.apart)
    for name in (*shown.nodes, *shown.apart):
        node = tree.nodes[name]
        verdict = None if name in apart else shown.verdicts[name]
        lines = [*clocks(name, routes), _head(node, LOOKS[verdict].symbol if verdict else ""), *_text(node)]
        if verdict:
            differs = differing(tree.nodes[name], periods, shown.by_period[name])
            lines += [f"{LOOKS[found].symbol} {LOOKS[found].word}: {list_words(when)}" for found, when in differs]
        numbers = [f"{_MARKS[badge.severity]}{badge.number}" for badge in marked.get(name, ())]
        lines += [f"findings {' '.join(numbers)}"] if numbers else []
        left, right = _SHAPES[node.kind]
        yield f"{ids[name]}{left}{_quoted(lines)}{right}:::{verdict or 'apart'}"
    for name, behind in shown.folded.items():
        counted = [(verdict, sum(shown.verdicts[hidden] == verdict for hidden in behind)) for verdict in VERDICTS]
        told = [f"{LOOKS[verdict].symbol} {count} {AMONG[verdict]}" for verdict, count in counted if count]
        yield f"f{ids[name]}[[{_quoted([f'… {len(behind)} more', *told])}]]:::fold"


def _head(node: Node, symbol: str) -> str:
    kind = KINDS[node.kind]
    return f"{kind.symbol} {kind.word}  {symbol}".rstrip()


def _text(node: Node) -> list[str]:
    main = getattr(node, node.main)
    text = (main.text if isinstance(main, Prompt) else main) or ""
    lines = list(wrap(node.name, _SIZE, _WIDTH, 3))
    lines += [] if text.casefold() == node.name.casefold() else wrap(text, _SIZE, _WIDTH, 3)
    return lines + ([f"owner: {node.owner}"] if isinstance(node, Voicemail) and node.owner else [])


class _Links:
    """The lines of the flowchart, counted: Mermaid styles a line by its number."""

    def __init__(self, shown: Drawing, ids: Mapping[str, str], *, several: bool) -> None:
        self.shown = shown
        self.ids = ids
        self.several = several
        self.count = 0
        self.losing: list[int] = []

    def lines(self) -> Iterator[str]:
        """The lines from entries, then those from nodes, with their stubs."""
        for n, name in enumerate(dict.fromkeys(self.shown.starts)):
            yield self._link(f"e{n}", "==>", [], self.ids[name])
        stubs: defaultdict[tuple[str, bool], list[Way]] = defaultdict(list)
        for way in self.shown.ways:
            if way.spot.mark in {"node", "ghost", "fold"}:
                yield self._way(way, self._target(way.spot), [*way.words])
            else:
                stubs[way.source, way.unasked].append(way)
        for number, ways in enumerate(stubs.values()):
            told = [self._told(way) for way in ways]
            lost = all(way.spot in {Spot("end", "cut off"), Spot("end", "stuck")} for way in ways)
            yield f"s{number}[{_quoted(told)}]:::{'ended' if lost else 'stub'}"
            yield self._way(ways[0]._replace(keys=(), losing=False), f"s{number}", [])

    def _target(self, spot: Spot) -> str:
        return f"f{self.ids[spot.name]}" if spot.mark == "fold" else self.ids[spot.name]

    def _told(self, way: Way) -> str:
        return "  ".join(filter(None, [", ".join(way.keys), ", ".join(way.words), goal(way)]))

    def _way(self, way: Way, target: str, words: Sequence[str]) -> str:
        arrow = "==>" if way.routes else "-.->" if way.unasked or way.by_person else "-->"
        cross = ["×"] if way.losing else []
        signs = [" ".join(SIGNS[route] for route in way.routes)] if self.several and way.routes else []
        if way.losing:
            self.losing.append(self.count)
        return self._link(self.ids[way.source], arrow, [", ".join(way.keys), *words, *cross, *signs], target)

    def _link(self, source: str, arrow: str, said: Sequence[str], target: str) -> str:
        self.count += 1
        told = [part for part in said if part]
        return f"{source} {arrow}{f'|{_quoted(told)}|' if told else ''} {target}"


def _legend(shown: Drawing) -> Iterator[str]:
    met = {shown.verdicts[name] for name in shown.nodes}
    yield 'subgraph legend [" "]'
    for n, verdict in enumerate(verdict for verdict in VERDICTS if verdict in met):
        yield f"  l{n}[{_quoted([f'{LOOKS[verdict].symbol} {LOOKS[verdict].meaning}'])}]:::{verdict}"
    yield "end"
    yield f"style legend fill:{PAPER},stroke:{PALE}"


def _classes(drawn: _Links) -> Iterator[str]:
    for verdict, look in LOOKS.items():
        dashes = ",stroke-dasharray:2 3" if look.style == "dotted" else ""
        width = f"{look.thickness:g}px{dashes}"
        yield f"classDef {verdict} fill:{look.fill},stroke:{look.line},stroke-width:{width},color:{look.ink}"
    yield f"classDef apart fill:{PAPER},stroke:{PALE},stroke-dasharray:2 3,color:{GREY}"
    yield f"classDef ghost fill:{PAPER},stroke:{LOST},stroke-dasharray:5 4,color:{LOST}"
    yield f"classDef entry fill:{INK},stroke:{INK},color:{PAPER}"
    yield f"classDef fold fill:{PAPER},stroke:{GREY},color:{INK}"
    yield f"classDef stub fill:{PAPER},stroke:{PAPER},color:{GREY}"
    yield f"classDef ended fill:{PAPER},stroke:{LOST},color:{LOST}"
    if drawn.losing:
        yield f"linkStyle {','.join(map(str, drawn.losing))} stroke:{LOST},stroke-width:2.5px"
