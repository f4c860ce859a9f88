"""Who answers a caller who does nothing more, and who is the operator."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from ivr_audit import model
from ivr_audit.callgraph import End, Step, Stop, is_staffed, steps
from ivr_audit.hours import State
from ivr_audit.model import Node, PhoneTree
from ivr_audit.rules.phrasebook import says_person
from ivr_audit.rules.spoken import announcing, says_anything

_FRONT_DESK = re.compile(
    r"\b(front ?desk|reception(ist)?|operator|switchboard|attendant|representatives?)\b", re.IGNORECASE
)


def who(node: Node) -> str:
    """What a person calls the people, the box or the number behind a node, such as "Front desk"."""
    match node:
        case model.Answered():
            return getattr(node, "who", "") or node.name
        case model.Voicemail():
            return node.box or node.name
        case _:
            return node.name


_PASSES = (model.Say, model.HoursCheck, model.Branch, model.Answered)


def first_people(tree: PhoneTree, state: State, stop: Stop | None) -> tuple[str, ...]:
    """The nodes at which a person answers a caller who does nothing from `stop` on, nearest first: through recordings,
    hours, branches and telephones at which nobody is. Not through menus, self-service and mailboxes."""
    found: list[str] = []
    waiting: deque[Stop] = deque([] if stop is None else [stop])
    seen = set(waiting)
    while waiting:
        at = waiting.popleft()
        if isinstance(at, End) or at not in tree.nodes:
            continue
        node = tree.nodes[at]
        if is_person(node, state):
            found.append(at)
        elif isinstance(node, _PASSES):
            new = [step.to for step in steps(tree, at, state) if step.by == "system" and step.to not in seen]
            seen.update(new)
            waiting += new
    return tuple(found)


def leads_to_person(tree: PhoneTree, state: State, stop: Stop | None) -> str | None:
    """The first node at which a person answers a caller who does nothing from `stop` on; None if there is none."""
    return next(iter(first_people(tree, state, stop)), None)


def is_person(node: Node, state: State) -> bool:
    """Whether a person answers here: telephones and queues with people there, and outside numbers unless the file says
    that a machine answers them."""
    if isinstance(node, model.Answered):
        return is_staffed(node, state)
    return isinstance(node, model.Transfer) and node.answered_by in ("person", "unknown")


def operator(tree: PhoneTree, state: State, entry: str) -> str | None:
    """The node to send a caller to who wants any person: where 0 leads already, else a front desk by name, else those
    who can help with most, themselves or by passing a caller on. None if nobody can be reached who is for everybody."""
    return next(iter(people_for_everybody(tree, state, entry)), None)


def people_for_everybody(tree: PhoneTree, state: State, entry: str) -> list[str]:
    """The people a call can reach who are there for every question, the operator first."""
    key = ("people for everybody", state, entry)
    if key not in tree.known:
        tree.known[key] = _people_for_everybody(tree, state, entry)
    return list(tree.known[key])


def _people_for_everybody(tree: PhoneTree, state: State, entry: str) -> list[str]:
    found = {name: rank for rank, name in enumerate(reached(tree, state, entry))}
    zeros = {leads_to_person(tree, state, to) for to in _zero_targets(tree, found)}
    limited = limits(tree, state, entry)
    dialled = dialled_only(tree)
    found = {name: rank for name, rank in found.items() if name not in dialled}
    people = [n for n in found if is_person(tree.nodes[n], state) and (n in zeros or n not in limited)]

    def order(name: str) -> tuple[object, ...]:
        known = isinstance(tree.nodes[name], model.Answered)
        return (name not in zeros, not known, not _is_front_desk(tree, name), -len(_topics(tree, name)), found[name])

    return sorted(people, key=order)


def dialled_only(tree: PhoneTree) -> frozenset[str]:
    """The nodes that calls come to only by an extension of a pattern such as 2XX: each stands for many telephones, and
    is no place to send callers to."""
    key = "dialled only"
    if key not in tree.known:
        menus = [node for node in tree.nodes.values() if isinstance(node, model.Menu)]
        dialled = [one.to for menu in menus for one in menu.extensions if not one.pattern.isdigit()]
        known = led_to(tree, (entry.node for entry in tree.entries), dialling=False) if dialled else set()
        tree.known[key] = frozenset(led_to(tree, dialled, dialling=True) - known)
    found: frozenset[str] = tree.known[key]
    return found


def led_to(tree: PhoneTree, starts: Iterable[str], *, dialling: bool) -> set[str]:
    """The nodes to which calls can go on at whatever time, be it without an extension being dialled."""
    waiting = [name for name in starts if name in tree.nodes]
    found = set(waiting)
    while waiting:
        node = tree.nodes[waiting.pop()]
        ways = [to for field, to, _ in model.targets(node) if dialling or not field.startswith("extension")]
        new = {to for to in ways if to in tree.nodes} - found
        found |= new
        waiting += new
    return found


def limits(tree: PhoneTree, state: State, entry: str) -> dict[str, tuple[str, ...]]:
    """The people who are there for some topics only, with those.

    For everybody are a front desk by its name, people of whom the file does not say what they handle, and those who
    handle all topics, themselves or by passing callers on. An outside number has no `handles`; if only choices about
    something lead to it, it is there for that. So are people without `handles` if only such choices lead to them, or
    choices whose words in the prompt name something else ("for the photo department"), and somebody else answers here,
    be it at another time, who is for everybody.
    """
    key = ("limits", state, entry)
    if key not in tree.known:
        tree.known[key] = _limits(tree, state, entry) if tree.topics else {}
    known: dict[str, tuple[str, ...]] = tree.known[key]
    return known


def _limits(tree: PhoneTree, state: State, entry: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    outside, unsaid = [], []
    for name, node in tree.nodes.items():
        if _is_front_desk(tree, name):
            continue
        if not isinstance(node, model.Answered):
            outside += [name] if is_person(node, state) else []
        elif node.handles is None:
            unsaid.append(name)
        elif is_person(node, state) and not set(tree.topics) <= _topics(tree, name):
            found[name] = node.handles
    chosen = _chosen_for(tree, state, entry) if outside or unsaid else {}
    unasked = set(reached(tree, state, entry, unasked=True)) if outside else set()
    for name in outside:
        about = chosen.get(name, set())
        if name not in unasked and not set(tree.topics) <= about:
            found[name] = tuple(topic for topic in tree.topics if topic in about)
    found.update(_chosen_only(tree, state, entry, unsaid, chosen))
    return found


def _chosen_only(
    tree: PhoneTree, state: State, entry: str, names: Sequence[str], chosen: Mapping[str, set[str]]
) -> dict[str, tuple[str, ...]]:
    """Of people of whom the file does not say what they handle, those to whom only choices of something particular
    lead, if others are for everybody."""
    if not names:
        return {}
    free = _free(tree, state, entry)
    there = set(reached(tree, state, entry))
    everybody = [
        name
        for name in there
        if isinstance(node := tree.nodes[name], model.Answered)
        and (_is_front_desk(tree, name) or set(tree.topics) <= _topics(tree, name))
        and (name in free or node.handles is not None)
    ]
    if not everybody:
        return {}
    found = {}
    for name in names:
        about = chosen.get(name, set())
        limited = name in there and name not in free and not set(tree.topics) <= about
        if limited and is_person(tree.nodes[name], state):
            found[name] = tuple(topic for topic in tree.topics if topic in about)
    return found


def _free(tree: PhoneTree, state: State, entry: str) -> set[str]:
    """The nodes a caller can get to without a choice of something particular that leads to telephones or a queue."""
    found = {entry}
    waiting = [entry]
    while waiting:
        node = tree.nodes[waiting.pop()]
        for step in steps(tree, node.name, state):
            if isinstance(step.to, End) or step.to in found:
                continue
            if step.about or isinstance(node, model.Menu) and _is_particular(tree, state, node, step):
                continue
            found.add(step.to)
            waiting.append(step.to)
    return found


def _is_particular(tree: PhoneTree, state: State, menu: model.Menu, step: Step) -> bool:
    """Whether a key is announced as that of certain people, and leads to their telephones or queue."""
    if step.by != "key" or step.name == "0" or not _rings(tree, state, step.to):
        return False
    words = announcing(menu.prompt.text, step.name)
    return bool(words) and not (says_anything(words) or says_person(words) or _FRONT_DESK.search(words))


def _rings(tree: PhoneTree, state: State, stop: Stop) -> bool:
    """Whether telephones or a queue are next on the way, through recordings, hours and branches."""
    found = [stop]
    for at in found:
        node = None if isinstance(at, End) else tree.nodes.get(at)
        if isinstance(node, model.Answered):
            return True
        if isinstance(node, model.Say | model.HoursCheck | model.Branch):
            found += [step.to for step in steps(tree, node.name, state) if step.to not in found]
    return False


def _chosen_for(tree: PhoneTree, state: State, entry: str) -> dict[str, set[str]]:
    """The topics of the choices that lead directly to people."""
    found: dict[str, set[str]] = {}
    for name in reached(tree, state, entry):
        node = tree.nodes[name]
        for option in node.options if isinstance(node, model.Menu) else ():
            for person in first_people(tree, state, option.to) if option.about else ():
                found.setdefault(person, set()).update(option.about)
    return found


def _is_front_desk(tree: PhoneTree, name: str) -> bool:
    return bool(_FRONT_DESK.search(f"{name} {who(tree.nodes[name])}"))


def reached(tree: PhoneTree, state: State, entry: str, *, unasked: bool = False) -> list[str]:
    """The nodes a caller can get to without a person passing the call on, those a few steps away first; `unasked`:
    without choosing anything that is about a topic."""
    key = ("reached", state, entry, unasked)
    if key not in tree.known:
        tree.known[key] = _reached(tree, state, entry, unasked=unasked)
    known: list[str] = tree.known[key]
    return known


def _reached(tree: PhoneTree, state: State, entry: str, *, unasked: bool) -> list[str]:
    found = {entry: None}
    waiting = deque(found)
    while waiting:
        for step in steps(tree, waiting.popleft(), state):
            if not isinstance(step.to, End) and step.to not in found and not (unasked and step.about):
                found[step.to] = None
                waiting.append(step.to)
    return list(found)


def _zero_targets(tree: PhoneTree, names: Iterable[str]) -> list[str]:
    menus = [node for name in names if isinstance(node := tree.nodes[name], model.Menu)]
    return [option.to for menu in menus for option in menu.options if option.key == "0"]


def _topics(tree: PhoneTree, name: str) -> set[str]:
    """The topics that people handle, or those to whom they pass callers on."""
    found: set[str] = set()
    node = tree.nodes[name]
    if isinstance(node, model.Answered):
        for at in (name, *node.transfers_to, *node.escalates_to):
            near = tree.nodes.get(at)
            if isinstance(near, model.Answered):
                found.update(tree.topics if near.handles is None else near.handles)
    return found
