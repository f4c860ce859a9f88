"""What becomes of callers who ask for something: seen to without a person, or reached by keys that are not for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ivr_audit.audit import Audit, EntryAudit, PeriodAudit
from ivr_audit.call import Call
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.paths import TimeTo
from ivr_audit.rules.called_about import choice_about
from ivr_audit.rules.languages import language_options
from ivr_audit.rules.phrasebook import languages_named, says_person
from ivr_audit.rules.settling import helped, settled
from ivr_audit.rules.spoken import announcing, says_anything
from ivr_audit.rules.ways import option_of

_SEEN_TO: Final = {
    "message": "by message",
    "served": "self-service",
    "callback": "by call back",
    "outside": "outside this file",
}


def asked(audit: Audit, open_periods: Sequence[PeriodAudit], topic: str) -> list[Call]:
    """The honest calls about a topic while people are there: on the main number, and on others that have a choice about
    it."""
    main = audit.tree.entries[0].node
    found = []
    for entry in [entry for period in open_periods for entry in period.entries if entry.person.reachable]:
        choice = choice_about(audit.tree, entry.listener[topic], topic)
        if entry.entry == main or choice is not None and choice[1] is not None:
            found.append(entry.listener[topic])
    return found


def is_seen_to(tree: PhoneTree, call: Call, topic: str) -> bool:
    """Whether a topic is settled where an honest call about it ends, or the caller is helped in another way."""
    return settled(tree, call, topic) or helped(tree, call)


def without_person(tree: PhoneTree, entry: EntryAudit, topic: str) -> str:
    """What there is for callers about a topic who reach nobody by asking for it."""
    call, times = entry.listener[topic], entry.topics[topic]
    if is_seen_to(tree, call, topic):
        return _SEEN_TO[call.outcome or ""]
    if not times.wrong_door:
        return "never"
    menus = [(node, leg.step) for leg in times.around if isinstance(node := tree.nodes[leg.node], Menu)]
    if any(step.partition(" ")[0] == "extension" for _, step in menus):
        return "by dialling an extension"
    return "by the key for a person" if menus and all(_is_for_anybody(*menu) for menu in menus) else "wrong door only"


def _is_for_anybody(menu: Menu, step: str) -> bool:
    option = option_of(menu, step)
    words = announcing(menu.prompt.text, step) if option else ""
    return option is None or not option.about and (step == "0" or says_anything(words) or says_person(words))


def keys_for_some(tree: PhoneTree, times: TimeTo) -> tuple[str, ...]:
    """The keys of the typical way where it is not that of most callers: it is about something, or in another language
    than the first. Empty where it is."""
    keys, special = [], False
    for leg in times.typical_path:
        node = tree.nodes[leg.node]
        option = option_of(node, leg.step)
        if isinstance(node, Menu) and option is not None:
            keys.append(option.key)
            language = option.language or dict(language_options(node, tree)).get(option)
            language = language or next(iter(languages_named(announcing(node.prompt.text, option.key))), None)
            other = bool(tree.languages) and language is not None and language != tree.languages[0]
            special = special or other or bool(option.about) and not set(tree.topics) <= set(option.about)
    return tuple(keys) if special else ()
