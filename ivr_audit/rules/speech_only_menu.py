"""a menu takes spoken answers only

Callers who cannot speak, have an accent, stand in a noisy street or call through a relay service are not understood,
and have no key to press instead.

Checked for every menu that calls can come to: it is reported if `accepts` is "speech". Menus that take both, and
those that do not say (`accepts` left out means keys), are fine. All such menus are one finding.

There is no threshold: guidance for people with cognitive disabilities wants them to get past voice menus, the
European standard for accessible telephony asks for a way that needs neither hearing nor speech, and in the United
States an automated attendant must work for callers who use a relay service or a text telephone.

In the phone system, let every menu take keys as well as speech: in Microsoft Teams turn on dial keys beside voice
inputs, in Twilio set the input of Gather to "dtmf speech", in Amazon Connect give the input block its DTMF choices;
then say the key in the prompt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.rules.menus import joined, met, with_fields
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources import ADA_RELAY_GUIDANCE, EN_301_549, W3C_VOICE_MENUS

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

ID = "speech-only-menu"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all menus that take speech only."""
    nodes = measures.tree.nodes
    menus = met(measures, [n.name for n in nodes.values() if isinstance(n, Menu) and n.accepts == "speech"])
    if not menus:
        return
    names = list(menus)
    takes = "takes" if len(names) == 1 else "take"
    yield joined(
        ID,
        "warning",
        menus,
        places=lambda name: nodes[name].at("accepts"),
        note=lambda name: "this menu takes spoken answers only too",
        message=f"{some(names)} {takes} spoken answers only: callers who cannot speak, are not understood or call "
        "through a relay service cannot choose anything",
        advice=f"let {some(names)} take keys as well as speech (`accepts: both`), and name the keys in the prompt",
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree:
    """The tree with keys working in the menus."""
    return with_fields(tree, finding, accepts="both")


BAD = """\
tree: Town library
start: main
nodes:
  main:
    menu: To renew a book, say renew or press 1. For anything else, say help or press 0.
    accepts: speech  # here
    options: {1: renewals, 0: desk}
    no_input: desk
  renewals: {self_service: Renews books by card number., next: main}
  desk: {ring: Information desk, no_answer: box}
  box: {voicemail: Library, owner: Ann, reply_within: 1d}
"""

GOOD = BAD.replace("accepts: speech  # here", "accepts: both")

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    sources=(
        W3C_VOICE_MENUS.says("people with cognitive disabilities must be able to get past voice menus"),
        EN_301_549.says("voice services can be used without hearing or speech"),
        ADA_RELAY_GUIDANCE.says("automated attendants must work for callers who use a relay service or text telephone"),
    ),
    repair=repair,
)
