"""What settles a topic without a person, as the office says: a self-service, or a mailbox of its own."""

from __future__ import annotations

import re
from typing import Final

from ivr_audit import model
from ivr_audit.call import Call
from ivr_audit.messages import is_nobody, is_returned, is_unheard
from ivr_audit.model import PhoneTree, Voicemail
from ivr_audit.rules.phrasebook import says_returned

_DAILY: Final = re.compile(r"\bdaily\b|\bhourly\b|\b(?:each|every)\b|\b(?:a|per) day\b", re.IGNORECASE)
_SELDOM: Final = re.compile(
    r"\bweek(?:s|ly)?\b|\bmonth|\b(?:other|second|third|few|several|[a-z]+|\d+) days\b"
    r"|\bother\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day",
    re.IGNORECASE,
)


def is_heard_daily(box: Voicemail) -> bool:
    """Whether a file says of a box who listens to it, and that it is done every day."""
    owned = box.owner is not None and not is_nobody(box.owner)
    heard = box.checked is not None and not is_unheard(box)
    return owned and heard and bool(_DAILY.search(box.checked or "")) and not _SELDOM.search(box.checked or "")


def needs_no_answer(box: Voicemail) -> bool:
    """Whether the messages in a box are of a kind that needs no answer, such as that a child is ill: it is for certain
    topics, somebody listens to it every day, and neither the file nor its greeting promises an answer."""
    promised = box.reply_within is not None or says_returned(box.greeting.text)
    return bool(box.topics) and not promised and is_heard_daily(box)


def is_own_box(box: Voicemail, tree: PhoneTree, topic: str) -> bool:
    """Whether the office has written a topic into the `topics` of a box whose messages are returned or need no
    answer."""
    return topic in (box.topics or ()) and (is_returned(box, tree) or needs_no_answer(box))


def settled(tree: PhoneTree, call: Call, topic: str) -> bool:
    """Whether a call ended where the file says that its topic belongs."""
    node = tree.nodes[call.node]
    match node:
        case model.SelfService():
            return call.outcome == "served" and topic in (node.serves or ())
        case Voicemail():
            return call.outcome == "message" and is_own_box(node, tree, topic)
        case _:
            return False


def helped(tree: PhoneTree, call: Call) -> bool:
    """Whether a call that reached no person may still have helped: by a returned message, a promise, or outside."""
    node = tree.nodes[call.node]
    if isinstance(node, Voicemail):
        return call.outcome == "message" and is_returned(node, tree)
    return call.outcome in ("callback", "outside")


def settled_topics(tree: PhoneTree, reached: set[str]) -> set[str]:
    """The topics that the file says nobody need answer: a self-service or a mailbox that calls come to settles them."""
    found: set[str] = set()
    for name in reached:
        node = tree.nodes[name]
        if isinstance(node, model.SelfService):
            found.update(node.serves or ())
        elif isinstance(node, Voicemail):
            found.update(topic for topic in node.topics or () if is_own_box(node, tree, topic))
    return found
