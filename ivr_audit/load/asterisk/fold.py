"""The tree of what a walk found: attempts counted by a variable become attempts of one menu, equal places one node.

A menu that is asked again with a counter one higher is the same menu to a caller. The walk has each count as a place
of its own; here the chain of them is counted, and everything that leads to one of them leads to the first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from ivr_audit import model
from ivr_audit.load.asterisk.clocks import folded as clocks_folded
from ivr_audit.load.asterisk.prompts import Piece, prompt_of
from ivr_audit.load.asterisk.walk import Walk
from ivr_audit.model import HANGUP, Ask, Attempts, Menu, Node, Prompt, Say
from ivr_audit.parts import AND
from ivr_audit.place import Place

_MOST_ROUNDS = 400
_NOWHERE = Place("")


class _Chain(NamedTuple):
    """What happens on silence (or wrong keys) again and again: how often until it leads elsewhere, where then, and
    what is said in between. `endless`: it comes back for ever."""

    plays: int
    to: str | None
    between: tuple[Prompt, ...]
    endless: bool
    second: str


def fold(walk: Walk) -> None:
    """Put every node of the walk into its draft, folded."""
    nodes = _resolved(walk)
    alike = _classes(nodes, walk)
    members: dict[int, str] = {}
    for ident in nodes:
        members.setdefault(alike[ident], ident)
    rests: dict[str, Node] = {}
    folded = {ident: _folded(nodes, walk, ident, rests) for ident in members.values()} | rests

    def head(ident: str) -> str:
        return members[alike[ident]] if ident in alike else ident

    folded = {ident: model.renamed(node, head) for ident, node in folded.items()}
    folded = {ident: _introduced(folded, _tidied(node)) for ident, node in folded.items()}
    folded, once = _merged(folded)
    begins = {ident: once(head(_follow(walk.aliases, ident))) for _, ident, _ in walk.entries}
    titles = {ident: _title(walk, ident, node) for ident, node in folded.items()}
    folded = _timed(walk, folded, titles, list(begins.values()))
    folded, again = _merged(folded)
    for ident, node in folded.items():
        walk.draft.add(node, titles[ident])
    for number, ident, place in walk.entries:
        begin = again(begins[ident])
        if begin == HANGUP:
            begin = "call ends"
            walk.draft.add(model.Hangup(name=begin, place=place), "the call ends at once")
        walk.draft.enter(number, begin, place)


def _merged(nodes: dict[str, Node]) -> tuple[dict[str, Node], Callable[[str], str]]:
    """The nodes with one for all that are alike, and a function that tells which."""
    same = _classes(nodes, None)
    first: dict[int, str] = {}
    for ident in nodes:
        first.setdefault(same[ident], ident)

    def once(ident: str) -> str:
        return first[same[ident]] if ident in same else ident

    return {ident: _tidied(model.renamed(nodes[ident], once)) for ident in first.values()}, once


def _title(walk: Walk, ident: str, node: Node) -> str:
    spoken = isinstance(node, Say) and isinstance(walk.nodes[ident], Menu)
    return node.prompt.audio or node.prompt.text if isinstance(node, Say) and spoken else walk.titles[ident]


def _timed(walk: Walk, nodes: dict[str, Node], titles: dict[str, str], begins: list[str]) -> dict[str, Node]:
    """The nodes with one check for lines that ask the clock one after another; only schedules that decide stay."""
    clocks = {ident: clock for ident, clock in walk.clocks.items() if ident in nodes}
    found = clocks_folded(nodes, clocks, walk.draft.hours, begins)
    nodes = {**nodes, **found.nodes}
    titles.update(found.titles)
    reached, waiting = set[str](), list(begins)
    while waiting:
        if (ident := waiting.pop()) in nodes and ident not in reached:
            reached.add(ident)
            waiting += model.targeted(nodes[ident])
    kept = {ident: node for ident, node in nodes.items() if ident in reached}
    used = {node.hours for node in kept.values() if isinstance(node, model.HoursCheck)}
    walk.draft.hours = {name: one for name, one in found.hours.items() if name in used}
    walk.holidays = found.holidays
    return kept


def _follow(aliases: dict[str, str], ident: str) -> str:
    """What an identifier stands for in the end; steps that only lead to each other stay one of them."""
    seen = []
    while ident in aliases and ident not in seen:
        seen.append(ident)
        ident = aliases[ident]
    return ident


def _resolved(walk: Walk) -> dict[str, Node]:
    """The nodes, naming each other without the steps between."""
    short: dict[str, str] = {}
    for ident in walk.aliases:
        end = _follow(walk.aliases, ident)
        if end not in walk.nodes and end != HANGUP:
            place = next(iter(walk.nodes.values())).place if walk.nodes else Place(walk.draft.source)
            walk.nodes[end] = Say(name=end, place=place, next=end)
            walk.titles[end] = "round and round"
        short[ident] = end
    return {
        ident: replace(model.renamed(node, lambda name: short.get(name, name)), name=ident)
        for ident, node in walk.nodes.items()
    }


def _classes(nodes: dict[str, Node], walk: Walk | None) -> dict[str, int]:
    """A number for each node; equal for nodes that a caller cannot tell apart.

    With the walk, menus of one family are alike if their keys lead to what is alike, whatever silence leads to.
    """
    families = walk.families if walk is not None else {}
    bare: dict[str, object] = {}
    ways: dict[str, tuple[str, ...]] = {}
    for ident, node in nodes.items():
        if ident in families:
            loose = replace(node, no_input=None, invalid=None)  # type: ignore[call-arg]
            bare[ident] = (families[ident], _prompt(nodes, ident), len(tuple(model.targeted(loose))))
            ways[ident] = tuple(model.targeted(loose))
        else:
            bare[ident] = _content(node)
            ways[ident] = tuple(model.targeted(node))
    numbers = _numbered({ident: (node.kind, repr(bare[ident])) for ident, node in nodes.items()})
    count = len(set(numbers.values()))
    for _ in range(_MOST_ROUNDS):
        further = _numbered(
            {ident: (numbers[ident], tuple(numbers.get(to, to) for to in ways[ident])) for ident in nodes}
        )
        if len(set(further.values())) == count:
            break
        numbers, count = further, len(set(further.values()))
    else:
        return {ident: number for number, ident in enumerate(nodes)}
    return numbers


def _content(node: Node) -> tuple[object, ...]:
    """What a node is, whatever it leads to. The same people or box are one, wherever the files speak of them."""
    here = model.renamed(node, lambda name: HANGUP if name == HANGUP else "")
    if isinstance(node, model.Voicemail):
        return (node.box, node.greeting.text, tuple(one.key for one in node.exits))
    if isinstance(here, model.Answered | model.Transfer | model.Hangup | model.SelfService):
        here = replace(here, place=_NOWHERE)
        if isinstance(here, model.Queue):
            here = replace(here, exits=tuple(one._replace(place=_NOWHERE, to_place=_NOWHERE) for one in here.exits))
    return (here, here.place)


def _numbered(signatures: dict[str, tuple[object, ...]]) -> dict[str, int]:
    known: dict[tuple[object, ...], int] = {}
    return {ident: known.setdefault(signature, len(known)) for ident, signature in signatures.items()}


def _folded(nodes: dict[str, Node], walk: Walk, ident: str, rests: dict[str, Node]) -> Node:
    """A menu with its attempts; `rests` gets what is left of the last words where the first of them are heard after
    every wrong key."""
    node = nodes[ident]
    if not isinstance(node, Menu | Ask) or ident not in walk.families:
        return node
    silent = _chain(nodes, walk, ident, "no_input")
    wrong = _chain(nodes, walk, ident, "invalid")
    plays = node.attempts or Attempts(1, 1, apart=False)
    shared = not plays.apart and silent.plays == wrong.plays and silent.second == wrong.second
    counted = Attempts(silent.plays * plays.no_input, wrong.plays * plays.invalid, apart=not shared)
    if counted.no_input == counted.invalid == 1:
        counted = Attempts(1, 1, apart=False)
    invalid_prompt = _joined(wrong.between) if wrong.plays > 1 and wrong.between else None
    again = _prompt(nodes, silent.second) or node.prompt
    said = () if invalid_prompt is not None and silent.between == wrong.between else silent.between
    differs = said or again != node.prompt
    replay = _joined((*said, again)) if silent.plays > 1 and differs else None
    invalid = wrong.to
    last = nodes.get(wrong.to or "")
    if invalid_prompt is not None and isinstance(last, Say) and (rest := _without(last.prompt, invalid_prompt)):
        invalid = last.next or HANGUP
        if rest != Prompt():
            invalid = f"{last.name} after {ident}"
            rests[invalid] = walk.nodes[invalid] = replace(last, name=invalid, prompt=rest)
            walk.titles[invalid] = rest.audio or rest.text
    return replace(
        node, attempts=counted, no_input=silent.to, invalid=invalid, invalid_prompt=invalid_prompt, replay=replay
    )


def _without(prompt: Prompt, first: Prompt) -> Prompt | None:
    """What a prompt says behind the words of another, if it begins with them."""
    if prompt == first:
        return Prompt()
    said, begin = (prompt.text, f"{first.text} ") if prompt.text else (prompt.audio, f"{first.audio}{AND}")
    if prompt.seconds is not None or not begin.strip() or not said.startswith(begin):
        return None
    rest = said.removeprefix(begin)
    return Prompt(text=rest) if prompt.text else Prompt(audio=rest)


def _chain(nodes: dict[str, Node], walk: Walk, ident: str, way: str) -> _Chain:
    """Follow silence, or wrong keys, from a menu through copies of itself with higher counts."""
    seen = [ident]
    between: tuple[Prompt, ...] = ()
    begin: str | None = getattr(nodes[ident], way)
    second = ""
    while True:
        to: str | None = getattr(nodes[seen[-1]], way)
        said, end = _behind_words(nodes, to)
        if end is None or end not in nodes or (end != ident and not _is_copy(walk, ident, end)):
            return _Chain(len(seen), to, between, False, second or (end or ""))
        if end in seen:
            return _Chain(1, begin, (), True, end)
        second = second or end
        between = between or said
        seen.append(end)


def _prompt(nodes: dict[str, Node], ident: str) -> Prompt | None:
    node = nodes.get(ident)
    return node.prompt if isinstance(node, Menu | Ask) else None


def _is_copy(walk: Walk, ident: str, other: str) -> bool:
    return ident in walk.families and walk.families.get(other) == walk.families[ident]


def _behind_words(nodes: dict[str, Node], to: str | None) -> tuple[tuple[Prompt, ...], str | None]:
    """The announcements from a place on, and what comes after them."""
    said: list[Prompt] = []
    seen: set[str] = set()
    while to is not None and to not in seen and isinstance(node := nodes.get(to), Say):
        seen.add(to)
        said.append(node.prompt)
        to = node.next or HANGUP
    return tuple(said), to


def _joined(prompts: tuple[Prompt, ...]) -> Prompt:
    """Prompts one after another as one."""
    heard = [prompt for prompt in prompts if prompt.audio or prompt.text]
    return prompt_of([Piece(prompt.audio, prompt.text, prompt.seconds) for prompt in heard])


def _tidied(node: Node) -> Node:
    """Ways that say nothing: a busy line like no answer, a key like any wrong key, a menu without keys."""
    if isinstance(node, model.Ring) and node.busy == (node.no_answer or HANGUP):
        return replace(node, busy=None)
    if isinstance(node, Menu):
        once = node.attempts is None or node.attempts.no_input == node.attempts.invalid == 1
        nothing = not node.options and not node.extensions
        if nothing and once and (node.invalid or HANGUP) == (node.no_input or HANGUP):
            prompt = (
                node.prompt if node.prompt.audio or node.prompt.text else Prompt(seconds=node.no_input_timeout or 0)
            )
            return Say(
                name=node.name, place=node.place, prompt=prompt, next=node.no_input, interruptible=True,
                places=node.places,
            )  # fmt: skip
        if node.invalid is not None:
            options = tuple(one for one in node.options if one.to != node.invalid or one.to == HANGUP)
            return replace(node, options=options) if options and _is_read(node) else node
    return node


def _introduced(nodes: dict[str, Node], node: Node) -> Node:
    """An announcement before a menu during which the menu's keys count already; phones that end the call either way."""
    if isinstance(node, model.Ring) and node.no_answer in (None, HANGUP):
        return replace(node, busy=None) if isinstance(nodes.get(node.busy or ""), model.Hangup) else node
    to = nodes.get(node.no_input or "") if isinstance(node, Menu) and not node.no_input_timeout else None
    if not isinstance(node, Menu) or not isinstance(to, Menu) or to.name == node.name:
        return node
    keys, further = ([(one.key, one.to) for one in menu.options] for menu in (node, to))
    if keys != further or [one.to for one in node.extensions] != [one.to for one in to.extensions]:
        return node
    return Say(
        name=node.name, place=node.place, prompt=node.prompt, next=node.no_input, interruptible=True, places=node.places
    )


def _is_read(node: Menu) -> bool:
    """A menu whose keys are compared one by one, so that some of them mean the same as a wrong one."""
    return all(one.place == node.place for one in node.options)
