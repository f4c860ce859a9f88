"""callers who choose another language get less than the others

Behind the key for the second language there is no person, although there is one for everybody else; or the notice for
emergencies is only in the first language; or there is not even a mailbox that somebody returns. Callers in the
smaller language wait in vain, and do not learn why.

Compared at every menu that calls can come to: each option with `language`, or a key announced with the name of a
language in a menu that asks for nothing else, and the main way. That is the option for the first of `languages`;
where there is none, the first option of a language menu; else the menu without its options for other languages. An
option whose language is that of the main way is not looked at, nor is what lies beyond it once callers come back to
the menu. Reported, once for each option, with all that it lacks: a person answers somewhere behind the main way and
nowhere behind the option, at the same time, where no outside number may have a person either; the recordings before
the choice, or those that follow the main way by themselves, say what to do in an emergency, and no recording behind
the option does, nor one before it in that language (only where the option has recordings of its own, and the file has
their words); behind the main way there is a mailbox that somebody returns, and behind the option there is none, nor a
person or a promise to call back; or a choice about a topic on the main way leads to a place for it (people with the
topic in `handles`, a mailbox with it in `topics`, a self-service that `serves` it, an outside number), and behind the
option, where a menu has choices about topics, there is no choice about this one, nor a way to such a place. What lacks
nothing but topics is a warning.

No source asks for this of phone menus by name. It is our conclusion from the duty to give people with limited English
meaningful access.

In the phone system, give the menu of the language the key 0 to the same front desk, or to a bilingual member of
staff, the same next step when nobody answers, and a recording of the same notice: in FreePBX copy the IVR and change
its announcement, in Teams copy the auto attendant and set its language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit import model
from ivr_audit.callgraph import End
from ivr_audit.finding import Finding, Severity
from ivr_audit.messages import is_returned
from ivr_audit.model import PhoneTree
from ivr_audit.rules.first_heard import automatic, is_known, text_of
from ivr_audit.rules.languages import asks_for_language, language_options, warns_in
from ivr_audit.rules.live_ends import ends_from, menus
from ivr_audit.rules.opening import heard
from ivr_audit.rules.phrasebook import says_emergency
from ivr_audit.rules.phrases import named
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import SECTION_1557_92_101
from ivr_audit.rules.sources_medical import HRSA_CHAPTER_7
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "language-branch-weaker"
PERSON = "no person"
NOTICE = "no word of what to do in an emergency"
BOX = "no mailbox that somebody returns"


class Weaker(NamedTuple):
    """What is missing behind a choice of a language: a person, a notice or a mailbox, and ways for topics."""

    view: View
    language: str
    lacks: tuple[str, ...]
    topics: tuple[str, ...]


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each language behind which callers get less."""
    found: dict[tuple[str, str], list[Weaker]] = {}
    for view in measures.views:
        for menu in menus(view):
            for option, weaker in _weaker(view, menu):
                found.setdefault((menu.name, option.key), []).append(weaker)
    for (name, key), times in found.items():
        node = measures.tree.nodes[name]
        assert isinstance(node, model.Menu)
        yield _finding(node, key, times)


def _weaker(view: View, menu: model.Menu) -> Iterator[tuple[model.Option, Weaker]]:
    """The options of a menu for other languages behind which something is missing, with what."""
    languages = view.tree.languages
    of = dict(language_options(menu, view.tree))
    if not of:
        return
    main = next((o for o, name in of.items() if languages and name == languages[0]), None)
    if main is None and asks_for_language(menu, view.tree):
        main = next(iter(of), None)
    others = {o: name for o, name in of.items() if main is None or name != of[main]}
    ways = _targets(view, menu, [main] if main else [o for o in menu.options if o not in others])
    if main is None:
        ways += [s.to for s in view.steps(menu.name) if s.by in ("silence", "wrong") and isinstance(s.to, str)]
    for option, language in others.items():
        for to in _targets(view, menu, [option]):
            lacks = tuple(_lacks(view, menu, ways, to, language))
            topics = tuple(_topics_missing(view, menu, ways, to, [o for o in menu.options if o not in others]))
            if (lacks or topics) and to not in ways:
                yield option, Weaker(view, language, lacks, topics)


def _targets(view: View, menu: model.Menu, options: list[model.Option]) -> list[str]:
    return [option.to for option in options if option.to in view.tree.nodes and option.to != menu.name]


def _lacks(view: View, menu: model.Menu, ways: list[str], to: str, language: str) -> Iterator[str]:
    """What is missing behind a choice that others have behind theirs."""
    notice = (NOTICE,) if _lacks_notice(view, menu, ways, to, language) else ()
    seen = []
    for end in ends_from(view, to, without=menu.name):
        if end.outcome == "person" or end.outcome == "outside" and _may_be_person(view, end):
            yield from notice
            return
        seen.append(end)
    theirs = list(ends_from(view, *ways, without=menu.name))
    if any(end.outcome == "person" for end in theirs):
        yield PERSON
    yield from notice
    kept = any(end.outcome == "callback" or _is_kept(view, end) for end in seen)
    if any(_is_kept(view, end) for end in theirs) and not kept:
        yield BOX


def _topics_missing(
    view: View, menu: model.Menu, ways: list[str], to: str, options: list[model.Option]
) -> Iterator[str]:
    """The topics for which there is a place behind the main way, and neither that place nor a choice behind another."""
    behind = set(_behind(view, to, menu.name)) if view.tree.topics else set()
    theirs = [o for name in behind if isinstance(node := view.tree.nodes[name], model.Menu) for o in node.options]
    offered = {topic for option in theirs for topic in option.about}
    if not offered:
        return
    passed = {name for node in map(view.tree.nodes.__getitem__, behind) for name in getattr(node, "transfers_to", ())}
    main = {name for way in ways for name in _behind(view, way, menu.name)}
    ours = [o for name in main if isinstance(node := view.tree.nodes[name], model.Menu) for o in node.options]
    for topic in view.tree.topics:
        starts = [o.to for o in (*options, *ours) if topic in o.about and o.to in view.tree.nodes]
        places = {name for start in starts for name in _behind(view, start, menu.name) if _is_for(view, name, topic)}
        if places and topic not in offered and not any(_is_for(view, name, topic) for name in behind | passed):
            yield topic


def _is_for(view: View, name: str, topic: str) -> bool:
    """Whether the file says that a node is a place for a topic; an outside number always is."""
    match view.tree.nodes[name]:
        case model.Answered() as node:
            return topic in (node.handles or ())
        case model.Voicemail() as node:
            return topic in (node.topics or ())
        case model.SelfService() as node:
            return topic in (node.serves or ())
        case node:
            return isinstance(node, model.Transfer)


def _may_be_person(view: View, end: End) -> bool:
    node = view.tree.nodes[end.node]
    return isinstance(node, model.Transfer) and node.answered_by != "voicemail"


def _is_kept(view: View, end: End) -> bool:
    node = view.tree.nodes[end.node]
    return end.outcome == "message" and isinstance(node, model.Voicemail) and is_returned(node, view.tree)


def _lacks_notice(view: View, menu: model.Menu, ways: list[str], to: str, language: str) -> bool:
    """Whether others hear what to do in an emergency, and callers with this choice do not."""
    warnings = _warnings(view.tree)
    if not warnings:
        return False
    before = [view.tree.nodes[leg.node] for leg in view.way_to(menu.name) or ()] + [menu]
    theirs = {node.name for way in ways for node in automatic(view, way)}.union(node.name for node in before)
    if warnings.isdisjoint(theirs) or warns_in(text_of(before), language):
        return False
    shared = {name for way in ways for name in _behind(view, way, menu.name)}
    behind = _behind(view, to, menu.name)
    own = [view.tree.nodes[name] for name in behind if name not in shared and heard(view.tree.nodes[name])]
    return bool(own) and is_known(own) and warnings.isdisjoint(behind)


def _warnings(tree: PhoneTree) -> frozenset[str]:
    """The nodes at which callers hear what to do in an emergency."""
    if "warnings" not in tree.known:
        found = [node.name for node in tree.nodes.values() if (text := text_of([node])) and says_emergency(text)]
        tree.known["warnings"] = frozenset(found)
    known: frozenset[str] = tree.known["warnings"]
    return known


def _behind(view: View, start: str, without: str) -> list[str]:
    """The nodes that calls can come to from a node on, and not through another."""
    found = {start: None}
    waiting = [start]
    while waiting:
        new = [
            s.to for s in view.steps(waiting.pop()) if isinstance(s.to, str) and s.to not in found and s.to != without
        ]
        found.update(dict.fromkeys(new))
        waiting += new
    return list(found)


def _finding(menu: model.Menu, key: str, times: list[Weaker]) -> Finding:
    view, language = times[0].view, times[0].language
    option = next(option for option in menu.options if option.key == key)
    lacks = [what for what in (PERSON, NOTICE, BOX) if any(what in weaker.lacks for weaker in times)]
    severity: Severity = "error" if lacks else "warning"
    topics = [topic for topic in view.tree.topics if any(topic in weaker.topics for weaker in times)]
    no_way = f"no way to {list_words(named(topics), 'or')}"
    lacks += [no_way] if topics else []
    give = {
        no_way: f"choices for {list_words(named(topics))}",
        PERSON: "a key to a person",
        NOTICE: "the notice for emergencies, in that language",
        BOX: "a mailbox that somebody returns",
    }
    return Finding(
        rule=ID,
        severity=severity,
        place=option.place,
        node=menu.name,
        message=f'callers who press {key} in "{menu.name}" for "{language}" get less than the others: '
        f"{list_words(lacks, 'and')} behind it",
        advice=f'give callers behind "{option.to}" what the others have: {list_words([give[what] for what in lacks])}',
        periods=tuple(dict.fromkeys(name for weaker in times for name in weaker.view.names)),
        witness=view.witness((*(view.way_to(menu.name) or ()), (menu.name, key))),
        cause=key,
        nodes=(option.to,),
    )


BAD = """\
tree: Family clinic
languages: [English, Spanish]
start: main
nodes:
  main:
    menu: Para español, oprima nueve. For an appointment, press 1. For a nurse, press 2.
    options:
      1: desk
      2: nurse
      9: {to: mensajes, language: Spanish}  # here
    no_input: desk
  desk: {ring: Front desk, no_answer: box}
  nurse: {ring: Nurse, no_answer: box}
  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
  mensajes: {voicemail: Mensajes, owner: Rosa, reply_within: 1d}
"""

GOOD = """\
tree: Family clinic
languages: [English, Spanish]
start: main
nodes:
  main:
    menu: Para español, oprima nueve. For an appointment, press 1. For a nurse, press 2.
    options:
      1: desk
      2: nurse
      9: {to: recepcion, language: Spanish}
    no_input: desk
  desk: {ring: Front desk, no_answer: box}
  nurse: {ring: Nurse, no_answer: box}
  recepcion: {ring: Rosa, no_answer: mensajes}
  box: {voicemail: Clinic, owner: Ann, reply_within: 1d}
  mensajes: {voicemail: Mensajes, owner: Rosa, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts"),
    sources=(
        SECTION_1557_92_101.says("reasonable steps toward it are a duty"),
        HRSA_CHAPTER_7.says("cover after hours that patients with limited English can use"),
    ),
)
