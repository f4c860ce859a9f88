"""The GetHuman standard, version 1.0, item by item: what the file of a phone tree shows to be kept or broken.

The standard is from 2006 and asks how phone systems should treat callers; its text is at
http://www.gethuman.com/standard/v1.0.html (grade A: items 1 to 9 were read in a stored copy). A tenth item, on how
clearly people speak who answer, was not read, and no file could show it. The wording here is this project's own.

An item is broken where some call of the 366 days breaks it, and kept only where the file shows for all calls that they
keep it. Everything else cannot be told, among it, for items 1 to 4, whatever happens to a call that leaves the file.
Items 5 to 8 are about what this phone system plays and takes, and are judged for it alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal, NamedTuple, get_args

from ivr_audit import model
from ivr_audit.callers import CallerKind, play_caller
from ivr_audit.callgraph import End, Outcome, handovers
from ivr_audit.encounters import (
    NOBODY_THERE,
    after_giving,
    are_heard,
    asks_language,
    can_cut_short,
    data_of_several,
    ends_without_help,
    first_menus,
    forced_seconds,
    forced_stretch,
    in_order,
    leading,
    menus_with_key_for,
    names_language,
    nodes_of,
    promising,
    same_data,
    visited,
    when,
    without_key_for,
)
from ivr_audit.measures import Measures, View
from ivr_audit.messages import returned
from ivr_audit.model import PhoneTree
from ivr_audit.rules.hang_ups import unserved
from ivr_audit.rules.people import leads_to_person
from ivr_audit.rules.phrases import some
from ivr_audit.rules.zeros import menus_without_operator
from ivr_audit.words import list_words, say_duration

Verdict = Literal["kept", "broken", "cannot be told"]

LONGEST_FORCED: Final = 20.0
"""Seconds of recordings that a caller must hear out. The standard names no figure; this is that of Plum's guidelines
for prompts (grade C): http://www.plumvoice.com/blog/ivr-prompt-guidelines."""

_HEARD: Final[tuple[Outcome, ...]] = ("message", "callback")
_OUTSIDE: Final[tuple[Outcome, ...]] = ("outside",)


class Item(NamedTuple):
    """One item of the standard; `evidence` is a sentence, and `nodes` are those that the verdict rests on."""

    number: int
    title: str
    verdict: Verdict
    evidence: str
    nodes: tuple[str, ...]


class _Judged(NamedTuple):
    verdict: Verdict
    evidence: str
    nodes: tuple[str, ...] = ()


def scorecard(measures: Measures) -> tuple[Item, ...]:
    """The nine items, in the order of the standard."""
    return tuple(Item(n, title, *judge(measures)) for n, (title, judge) in enumerate(_ITEMS.items(), 1))


def summary(items: Sequence[Item]) -> str:
    """The items counted: a score only where every one could be told.

    >>> summary([Item(1, "", "kept", "", ()), Item(2, "", "broken", "", ())])
    '1 of 2 kept'
    """
    kept, broken, untold = (sum(item.verdict == verdict for item in items) for verdict in get_args(Verdict))
    full = f"{kept} kept, {broken} broken, {untold} cannot be told from this file"
    return full if untold else f"{kept} of {len(items)} kept"


def _zero(measures: Measures) -> _Judged:
    """Item 1: while a person can be reached, 0 leads to one in every menu; with no menu the call leads there itself."""
    views = [view for view in measures.views if view.person_reachable]
    if not views:
        if _beyond(measures):
            return _kept(measures, "nobody in this file can be reached")
        return _Judged("broken", "nobody can be reached at any time, whatever callers press")
    without: dict[str, list[View]] = {}
    for view in views:
        found = [menu.name for menu in menus_without_operator(view.tree, view.state, view.entry)]
        if not nodes_of(view, model.Menu | model.Ask) and not leads_to_person(view.tree, view.state, view.entry):
            found.append(view.entry)
        for name in found:
            without.setdefault(name, []).append(view)
    if without:
        names = in_order(measures, without)
        there = when(measures, (view for found_in in without.values() for view in found_in))
        return _Judged("broken", f"0 does not lead to a person in {some(names)}{there}", names)
    asks = in_order(measures, (name for view in views for name in nodes_of(view, model.Ask)))
    if asks:
        return _Judged("cannot be told", f"the file does not say what 0 does while {some(asks)} waits for data", asks)
    menus = in_order(measures, (name for view in views for name in nodes_of(view, model.Menu)))
    if not menus:
        return _kept(measures, "there is no menu: while people are there, every call is put through to them")
    return _kept(measures, f"while people are there, 0 leads to one in {_every(menus)}", menus)


def _waiting_time(measures: Measures) -> _Judged:
    """Item 2: every queue to which calls come tells the waiting time, and speaks to those who wait again.

    A file that leaves out whether the time is told says nothing of it.
    """
    tree = measures.tree
    queues = [node for name in visited(measures) if isinstance(node := tree.nodes[name], model.Queue)]
    silent = [queue.name for queue in queues if not queue.announces_wait and "announces_wait" in queue.places]
    unsaid = [queue.name for queue in queues if not queue.announces_wait]
    once = [queue.name for queue in queues if queue.message_every is None]
    if not queues:
        return _kept(measures, "no call waits in a queue")
    if silent:
        return _Judged("broken", f"callers are not told how long they will wait in {some(silent)}", tuple(silent))
    if unsaid:
        said = f"the file does not say whether callers are told how long they will wait in {some(unsaid)}"
        return _Judged("cannot be told", said, tuple(unsaid))
    if once:
        said = f"callers are told how long they will wait in {some(once)}, but the file does not say whether again"
        return _Judged("cannot be told", said, tuple(once))
    names = tuple(queue.name for queue in queues)
    longest = say_duration(max(queue.message_every or 0.0 for queue in queues))
    said = f"callers are told how long they will wait in {some(names)}, with a message at least every {longest}"
    return _kept(measures, said, names)


def _asked_again(measures: Measures) -> _Judged:
    """Item 3: no call is asked for the same data twice, and nobody of whom the file says too little could do so.

    Who comes back to one question is perhaps asked for something else, or has made an error: that cannot be told.
    """
    unknown: dict[str, tuple[str, ...]] = {}
    shared = data_of_several(measures.tree)
    for view in measures.views:
        for name in nodes_of(view, model.Ask):
            if unknown and name not in shared:
                continue
            behind = after_giving(view, name)
            for other in in_order(measures, behind):
                twice = same_data(measures.tree.nodes[name], measures.tree.nodes[other])
                if twice:
                    return _Judged(
                        "broken", f'"{other}" asks for the {twice} that was given at "{name}"', (name, other)
                    )
                if twice is None:
                    said = f"the file does not say whether {some((name, other))} ask for the same"
                    unknown.setdefault(said, (name, other))
            if any(isinstance(stop, End) and stop.outcome in ("person", "message") for stop in behind):
                said = f'the file does not say whether people ask again for what was given at "{name}"'
                unknown.setdefault(said, (name,))
            if name in behind:
                unknown.setdefault(f'callers can come back to "{name}" and be asked once more', (name,))
        for name in nodes_of(view, model.Answered):
            onward = [step.to for step in handovers(view.tree, name) if isinstance(step.to, str)]
            if onward and view.staffed(view.tree.nodes[name]):
                said = (
                    f'"{name}" can pass callers on, and the file does not say whether they must tell everything again'
                )
                unknown.setdefault(said, (name, *onward))
    if unknown:
        said, nodes = next(iter(unknown.items()))
        return _Judged("cannot be told", said, nodes)
    return _kept(measures, "no call is asked for the same data twice, and nobody passes callers on")


def _call_back(measures: Measures) -> _Judged:
    """Item 4: wherever a call finds nobody, it can still end in a call back or in a message that somebody returns."""
    tree = measures.tree
    lost: dict[str, list[View]] = {}
    outside: dict[str, list[View]] = {}
    for view in measures.views:
        heard = leading(view, _HEARD, model.Transfer)
        perhaps = leading(view, _OUTSIDE)
        deserted = [name for name in nodes_of(view, model.Answered) if not are_heard(view.steps(name), heard)]
        if not view.person_reachable and view.entry not in heard:
            deserted.append(view.entry)
        for name in deserted:
            onward = {name, *(step.to for step in view.steps(name) if step.name in NOBODY_THERE)}
            (outside if onward & perhaps else lost).setdefault(name, []).append(view)
    boxes = [node for name in visited(measures) if isinstance(node := tree.nodes[name], model.Voicemail)]
    nobody = [box.name for box in boxes if returned(box, tree) == "nobody"]
    unsaid = [box.name for box in boxes if returned(box, tree) != "returned"]
    if lost:
        names = in_order(measures, lost)
        there = when(measures, (view for views in lost.values() for view in views))
        said = f"callers who find nobody at {some(names)} can neither leave a message nor ask for a call back{there}"
        return _Judged("broken", said, names)
    if nobody:
        return _Judged("broken", f"nobody returns the messages that callers leave in {some(nobody)}", tuple(nobody))
    if outside:
        names = in_order(measures, outside)
        return _Judged("cannot be told", f"calls that find nobody at {some(names)} go on outside this file", names)
    if unsaid:
        said = f"the file does not say by when messages in {some(unsaid)} are returned"
        return _Judged("cannot be told", said, tuple(unsaid))
    names = tuple(box.name for box in boxes)
    backs = in_order(measures, (name for view in measures.views for name in promising(view)))
    slowest = max((box.reply_within for box in boxes if box.reply_within is not None), default=None)
    within = "by somebody" if slowest is None else f"within {say_duration(slowest)} at most"
    ways = [f"leave a message in {some(names, 'or')} (returned {within})"] if names else []
    ways += [f"be called back from {some(backs, 'or')}"] if backs else []
    told = f"callers who find nobody can {list_words(ways, 'or')}" if ways else "there is always somebody who answers"
    return _kept(measures, told, (*names, *backs))


def _by_keys(measures: Measures) -> _Judged:
    """Item 5: no menu takes speech alone."""
    menus = [node for name in visited(measures) if isinstance(node := measures.tree.nodes[name], model.Menu)]
    speech = tuple(menu.name for menu in menus if menu.accepts == "speech")
    names = tuple(menu.name for menu in menus)
    if speech:
        return _Judged("broken", f"callers have to speak in {some(speech)}: keys do nothing there", speech)
    if not names:
        return _Judged("kept", "there is no menu, so nothing has to be spoken")
    return _Judged("kept", f"callers can press keys in {_every(names)}", names)


def _long_prompts(measures: Measures) -> _Judged:
    """Item 6: no more than `LONGEST_FORCED` of recordings in one stretch that no key cuts short."""
    tree = measures.tree
    seconds, names = max((forced_stretch(view) for view in measures.views), default=(0.0, ()))
    limit = say_duration(LONGEST_FORCED)
    if seconds > LONGEST_FORCED:
        time = "without end" if seconds == float("inf") else f"for {say_duration(seconds)} (over {limit})"
        return _Judged("broken", f"no key spares callers from listening to {some(names)} {time}", names)
    unknown = tuple(name for name in visited(measures) if forced_seconds(tree, tree.nodes[name]) is None)
    if unknown:
        said = f"the file does not say how long callers must listen to {some(unknown)}"
        return _Judged("cannot be told", said, unknown)
    if not names:
        return _Judged("kept", "there is no recording that callers must hear out")
    told = f"callers must hear out {say_duration(seconds)} at most, of {some(names)} (limit {limit})"
    return _Judged("kept", told, names)


_SHORT: Final[tuple[tuple[bool | None, Verdict, str], ...]] = (
    (False, "broken", "callers cannot cut {} short by pressing a key"),
    (None, "cannot be told", "the file does not say whether callers can cut {} short by pressing a key"),
)


def _interrupted(measures: Measures) -> _Judged:
    """Item 7: keys count while menus and questions play, and cut short every recording but last words."""
    tree = measures.tree
    by_answer: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for name in visited(measures):
        node = tree.nodes[name]
        last_words = isinstance(node, model.Say) and isinstance(tree.nodes.get(node.next or ""), model.Hangup | None)
        if isinstance(node, model.Say | model.Menu | model.Ask) and not last_words:
            by_answer[can_cut_short(tree, node)].append(name)
    for answer, verdict, said in _SHORT:
        if by_answer[answer]:
            return _Judged(verdict, said.format(some(by_answer[answer])), tuple(by_answer[answer]))
    if not by_answer[True]:
        return _Judged("kept", "there is no recording to cut short")
    return _Judged("kept", f"callers can cut {some(by_answer[True])} short by pressing a key", tuple(by_answer[True]))


_DEEDS: Final[dict[CallerKind, str]] = {"silent": "pressing nothing", "wrong-keys": "pressing wrong keys"}


def _mistakes(measures: Measures) -> _Judged:
    """Item 8: silence and wrong keys lead from every menu and question to a person, a call back or a message."""
    lost: dict[str, tuple[View, CallerKind]] = {}
    unsaid: set[str] = set()
    fine: set[str] = set()
    for view in measures.views:
        ends = {kind: ends_without_help(view, kind) for kind in _DEEDS}
        for name in unserved(view):
            for kind in _DEEDS if isinstance(view.tree.nodes[name], model.Menu | model.Ask) else ():
                helped = _is_helped(measures.tree, ends[kind][name])
                if helped is False:
                    lost.setdefault(name, (view, kind))
                else:
                    (fine if helped else unsaid).add(name)
    if lost:
        names = in_order(measures, lost)
        more = f"; likewise in {some(names[1:])}" if len(names) > 1 else ""
        return _Judged("broken", _say_lost(names[0], *lost[names[0]]) + more, names)
    if unsaid:
        names = in_order(measures, unsaid)
        said = f"the file does not say what becomes of callers who make a mistake in {some(names)}"
        return _Judged("cannot be told", said, names)
    if not fine:
        return _Judged("kept", "there is no menu in which callers could make a mistake")
    names = in_order(measures, fine)
    asks = any(isinstance(measures.tree.nodes[name], model.Ask) for name in names)
    where = _every(names, "menus and questions" if asks else "menus")
    told = f"silence and wrong keys lead to a person, a call back or a message in {where}"
    return _Judged("kept", told, names)


def _is_helped(tree: PhoneTree, end: End | None) -> bool | None:
    """Whether a caller who made mistakes came to a person, a call back or a message; None if the file does not say."""
    if end is None:
        return False
    node = tree.nodes[end.node]
    if isinstance(node, model.Voicemail) and end.outcome == "message":
        found = returned(node, tree)
        return None if found == "not stated" else found != "nobody"
    return None if end.outcome == "outside" else end.outcome in ("person", "callback")


def _say_lost(name: str, view: View, kind: CallerKind) -> str:
    """What becomes of a caller who makes mistakes in a menu, and how long after coming to it."""
    call = play_caller(view.tree, view.state, name, kind)
    match call.outcome:
        case "message":
            what = f'ends in "{call.node}", where nobody returns a message'
        case "stuck":
            what = f'leads to nobody and round in a circle at "{call.node}"'
        case _:
            what = "ends the call" + (f' at "{call.node}"' if call.node != name else "")
    return f'{_DEEDS[kind]} in "{name}" {what}, {say_duration(call.seconds)} after coming to it'


def _language(measures: Measures) -> _Judged:
    """Item 9: no call begins with a choice of language, and each other language of the office has a key at all times.

    Where there is no menu, or another number to dial, the file does not say in which language a call is answered.
    """
    tree = measures.tree
    first = in_order(measures, (name for view in measures.views for name in first_menus(view)))
    asking = tuple(name for name in first if asks_language(tree, name))
    if asking:
        return _Judged("broken", f"callers must choose a language first, in {some(asking)}", asking)
    if not tree.languages:
        return _Judged("cannot be told", "the file does not say which languages the office serves")
    main, *others = tree.languages
    if not others:
        return _Judged("kept", f'the office serves one language, "{main}", and no call begins with a choice of one')
    menus = [node for name in visited(measures) if isinstance(node := tree.nodes[name], model.Menu)]
    missing = {language: views for language in others if (views := without_key_for(measures, language))}
    if not missing:
        there = visited(measures)
        keys = {name: next(menu for menu in menus_with_key_for(tree, name) if menu in there) for name in others}
        told = list_words([f'"{language}" in "{keys[language]}"' for language in others])
        nodes = in_order(measures, (keys[language] for language in others))
        return _Judged("kept", f'calls begin in "{main}", and there is a key for {told}', nodes)
    perhaps = tuple(menu.name for menu in menus if any(names_language(menu, option) for option in menu.options))
    if perhaps:
        said = f"the file does not say which language the keys of {some(perhaps)} are for"
        return _Judged("cannot be told", said, perhaps)
    language, views = next(iter(missing.items()))
    starts = in_order(measures, (view.entry for view in views))
    if len(tree.entries) == 1 and any(nodes_of(view, model.Menu) for view in views):
        return _Judged("broken", f'no key is for "{language}"{when(measures, views)}', starts)
    said = f'the file does not say how calls that begin at {some(starts)} come to "{language}"{when(measures, views)}'
    return _Judged("cannot be told", said, starts)


_ITEMS: Final[dict[str, Callable[[Measures], _Judged]]] = {
    "pressing 0 always leads to a person": _zero,
    "callers are told how long they will wait": _waiting_time,
    "nobody is asked for the same thing twice": _asked_again,
    "who finds nobody can be called back": _call_back,
    "keys work wherever speech does": _by_keys,
    "no long recordings to be heard out": _long_prompts,
    "a key cuts recordings short": _interrupted,
    "a mistake does not end the call": _mistakes,
    "the main language comes without asking": _language,
}


def _kept(measures: Measures, evidence: str, nodes: Iterable[str] = ()) -> _Judged:
    """Kept, unless calls go on to a place outside of which the file does not say that a person answers."""
    beyond = _beyond(measures)
    if beyond:
        said = f"{evidence}, but what happens to calls behind {some(beyond)} is not in this file"
        return _Judged("cannot be told", said, beyond)
    return _Judged("kept", evidence, tuple(nodes))


def _beyond(measures: Measures) -> tuple[str, ...]:
    """The outside numbers at which a menu answers, or nobody knows who."""
    found = ((name, measures.tree.nodes[name]) for name in visited(measures))
    return tuple(n for n, node in found if isinstance(node, model.Transfer) and node.answered_by in ("menu", "unknown"))


def _every(names: Sequence[str], nouns: str = "menus") -> str:
    return some(names) if len(names) < 3 else f"all {len(names)} {nouns}"
