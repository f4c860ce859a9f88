"""what callers hear when the office is closed leaves out something they need

They learn that nobody is there, and not whether they have the right number, when to call again, or whether anybody
will hear their message; so they call again, or go elsewhere.

Checked while the office is closed: an hours check says so, or nobody is at any telephone. Looked at is all that a
caller hears from the entry on by way of that check until a mailbox, a hang-up, a menu or a person; where callers who
only wait come to no check, also from the entry on until they have rung at the empty desks, and the advice is then to
add a check and a closed message. Four things must be said: the name of the office (a word of the name of the tree, or
whom one has reached), when it is open (or that a key tells), when or that messages are returned (only before a
mailbox), and whom to turn to if it cannot wait (only in the profiles medical, behavioral and wales-gp; a text that
names the emergency number counts). The last is not asked for where a person can still be reached from there. A way is
left out if what is heard after the check has no words in the file at some place, or is in a language that is not read.
Ways that lack the same things are one finding.

It is advice, and a warning in the profiles medical, behavioral and wales-gp. Malpractice insurers and a health plan ask
it of medical practices; that it helps callers of other offices is a design choice.

In the phone system, record the closed message again: who we are, when we are open, when we call back, what to do if it
cannot wait. In FreePBX it is the announcement behind the Time Condition or the greeting of the mailbox, in Microsoft
Teams, Zoom and RingCentral the greeting outside business hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit import model
from ivr_audit.announced import announcements
from ivr_audit.finding import Finding, Related
from ivr_audit.model import HoursCheck, Node, PhoneTree
from ivr_audit.rules.common import reached
from ivr_audit.rules.onward import Way, ways_on
from ivr_audit.rules.opening import heard, is_closed
from ivr_audit.rules.phrasebook import (
    TABLE,
    language_of,
    promise,
    says_crisis,
    says_emergency,
    says_opening_hours,
    says_returned,
    says_urgent,
    stated_hours,
)
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sentences import sentences
from ivr_audit.rules.sources_medical import NCMIC_ANSWERING, PSIC_ANSWERING
from ivr_audit.rules.sources_trade import PEOPLES_HEALTH
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "closed-message-incomplete"
_MEDICAL: Final = frozenset({"medical", "behavioral", "wales-gp"})
_READ: Final = frozenset(language for languages in TABLE.values() for language in languages)
_PLAIN_WORDS: Final = frozenset({
    "the", "and", "of", "for", "our", "an", "at", "in", "office", "clinic", "center", "centre", "line", "group",
    "practice", "company", "service", "services",
})  # fmt: skip
_INTRODUCES: Final = re.compile(
    r"\b(?:(?:you have|you've) (?:reached|called)|(?:thank you|thanks) for (?:calling|phoning)|welcome to|this is) "
    r"(?:the )?(?-i:[A-Z])\w+",
    re.IGNORECASE,
)

_HOURS: Final = re.compile(r"\bhours\b|\bhorario", re.IGNORECASE)


class Closed(NamedTuple):
    """A way of a call while the office is closed: to the check, and on from there."""

    before: tuple[Node, ...]
    legs: tuple[tuple[str, str], ...]
    way: Way
    checked: bool
    """Whether hours lead to it; where none do, there is no closed message."""

    @property
    def spoken(self) -> list[Node]:
        """The nodes after the check at which something is said."""
        return [node for node in self.way.nodes if heard(node)]


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for the ways on which callers of a closed office miss the same things."""
    if measures.tree.system != "native":
        return
    for view in measures.views:
        found: dict[tuple[tuple[str, ...], bool], list[Closed]] = {}
        for closed in _ways(view) if is_closed(view) else ():
            lacking = missing(view, closed)
            if lacking:
                found.setdefault((lacking, closed.checked), []).append(closed)
        for (lacking, _), ways in found.items():
            yield _finding(view, lacking, ways)


def _ways(view: View) -> Iterator[Closed]:
    """The ways of calls past the first hours check, and from the entry on where they come to none by themselves."""
    checks = [
        name
        for name in view.reached
        if isinstance(node := view.tree.nodes[name], HoursCheck) and node.hours and view.steps(name)[0].name != "open"
    ]
    starts = {name: view.way_to(name) or () for name in checks}
    if not set(checks) & set(reached(view, view.entry, waiting=True)):
        starts[view.entry] = ()
    for name, legs in starts.items():
        before = tuple(view.tree.nodes[leg.node] for leg in legs)
        if not any(isinstance(node, HoursCheck) for node in before):
            for way in ways_on(view, name, empty_desks=True):
                yield Closed(before, (*legs, *way.legs), way, bool(checks) and name in checks)


def missing(view: View, closed: Closed) -> tuple[str, ...]:
    """What is not said on a way, of all that should be; nothing where the file does not hold all the words."""
    last = closed.way.last
    prompts = [prompt for node in closed.spoken for prompt in heard(node)]
    if not prompts or not all(prompt.text for prompt in prompts) or isinstance(last, model.Ask | model.Callback):
        return ()
    earlier = [prompt for node in closed.before for prompt in heard(node)]
    text = " ".join(prompt.text for prompt in [*earlier, *prompts])
    if not _is_read(text):
        return ()
    people = isinstance(last, model.Answered | model.Transfer) or last.name not in view.calls.never
    urgent = bool(_MEDICAL & set(view.tree.profiles)) and not people
    unknown = any(not prompt.text and (prompt.audio or prompt.seconds is not None) for prompt in earlier)
    wanted = {
        "the name of the office": unknown or _names(view.tree, text),
        "when the office is open": says_opening_hours(text) or stated_hours(text) is not None or _offers_hours(text),
        "when messages are returned": not isinstance(last, model.Voicemail) or _is_returned(text),
        "whom to turn to if it cannot wait": not urgent
        or says_urgent(text)
        or says_emergency(text)
        or says_crisis(text),
    }
    return tuple(thing for thing, said in wanted.items() if not said)


def _is_read(text: str) -> bool:
    """Whether a text may be in a language whose words are known."""
    latin = not any(letter.isalpha() and ord(letter) > 0x24F for letter in text)
    return latin and (language_of(text) or "English") in _READ


def _offers_hours(text: str) -> bool:
    """Whether a menu offers to say when the office is open: "for our opening hours, press 4"."""
    return any(_HOURS.search(sentence.text) and announcements(sentence.text) for sentence in sentences(text))


def _is_returned(text: str) -> bool:
    return says_returned(text) or promise(text) is not None


def _names(tree: PhoneTree, text: str) -> bool:
    """Whether a text says whose telephone it is."""
    own = {word for word in re.findall(r"[^\W_]+", tree.name.casefold()) if len(word) > 1}
    said = set(re.findall(r"[^\W_]+", text.casefold()))
    return bool((own - _PLAIN_WORDS or own) & said) or bool(_INTRODUCES.search(text))


def _finding(view: View, lacking: Sequence[str], ways: Sequence[Closed]) -> Finding:
    first, *others = ways
    node = first.spoken[0]
    place = node.at("greeting" if isinstance(node, model.Voicemail) else node.main)
    hears = some(list(dict.fromkeys(spoken.name for spoken in first.spoken)))
    nodes = dict.fromkeys(spoken.name for way in ways for spoken in way.spoken)
    also = dict.fromkeys(way.spoken[0].place for way in others if way.spoken[0] is not node)
    return Finding(
        rule=ID,
        severity="advice",
        place=place,
        node=node.name,
        message=f"callers who find the office closed hear {hears} and are not told {list_words(lacking, 'or')}",
        advice=_advice(view, lacking, ways),
        periods=view.names,
        witness=view.witness(first.legs),
        related=tuple(Related(place, "the same is missing here") for place in also),
        nodes=tuple(name for name in nodes if name != node.name),
        cause=", ".join(lacking),
    )


def _advice(view: View, lacking: Sequence[str], ways: Sequence[Closed]) -> str:
    if not ways[0].checked:
        begin = ways[0].way.nodes[0].name
        return f'put an hours check before "{begin}", and a closed message behind it that says {list_words(lacking)}'
    return f"say in {some(list(dict.fromkeys(way.spoken[0].name for way in ways)))} {list_words(lacking)}"


BAD = """\
tree: Harbor Dental
hours:
  office: {mon-fri: 08:00-17:00}
start: open?
nodes:
  open?: {hours: office, open: front desk, closed: closed message}
  front desk: {ring: Front desk, no_answer: box}
  closed message:
    say: Our office is closed at the moment.  # here
    next: box
  box:
    voicemail: Front desk
    greeting: Please leave a message after the tone.
    owner: Mary
    reply_within: 1d
"""

GOOD = """\
tree: Harbor Dental
hours:
  office: {mon-fri: 08:00-17:00}
start: open?
nodes:
  open?: {hours: office, open: front desk, closed: closed message}
  front desk: {ring: Front desk, no_answer: box}
  closed message:
    say: You have reached Harbor Dental. We are open Monday to Friday, 8 a.m. to 5 p.m.
    next: box
  box:
    voicemail: Front desk
    greeting: Please leave a message after the tone. We will return your call on the next business day.
    owner: Mary
    reply_within: 1d
"""

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "hours", "prompts"),
    sources=(
        NCMIC_ANSWERING.says("the closed message gives the name, the hours and what to do in an emergency"),
        PSIC_ANSWERING.says("what the greeting of an answering machine should hold"),
        PEOPLES_HEALTH.says("a recording only if it explains how the message will be handled"),
    ),
)
