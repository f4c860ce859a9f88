"""callers cannot press a key before the recording has ended

Most callers of a menu have heard it before. Where keys do not count while it plays, each of them waits for its end on
every call, and those who press early are not heard and press again.

Checked for every menu that calls can come to: it is reported if `barge_in` is "no". All such menus are one finding.
Reported too, as a second finding, are the recordings (`say`) with `interruptible: no` that callers hear before the
first menu, if one of them takes longer than `longest`; a short welcome is no trouble, and one of which the file does
not say whether it can be skipped is left to the length of the greeting. What has to be heard is exempt: a menu or
recording whose text says what to do in an emergency, or that calls are recorded.

The 10 seconds are a design choice, a little over the 8 seconds recommended for a whole greeting. That keys count at
once is how the VoiceXML standard has it unless told otherwise.

In the phone system, let keys interrupt: in FreePBX announcements tick "Allow Skip", in Twilio put Say or Play inside
Gather, in Amazon Connect say the words in the block that gets the customer's input and not in a Play prompt before
it, in VoiceXML systems leave "bargein" at true.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit import model
from ivr_audit.clock import length
from ivr_audit.finding import Finding
from ivr_audit.model import Menu, PhoneTree, Prompt, Say
from ivr_audit.rules.menus import Met, joined, met, with_fields
from ivr_audit.rules.opening import openings
from ivr_audit.rules.phrasebook import says_emergency, says_recorded
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import NNG_PHONE_TREES
from ivr_audit.rules.sources_trade import PLUM_BARGEIN
from ivr_audit.words import say_duration

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "no-barge-in"


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for all menus that cannot be interrupted, and one for all long recordings before them."""
    tree = measures.tree
    deaf = [node for node in tree.nodes.values() if isinstance(node, Menu) and not node.barge_in]
    menus = met(measures, [menu.name for menu in deaf if not _must_be_heard(menu.prompt)])
    if menus:
        yield _on_menus(tree, menus)
    recordings = _recordings(measures, options["longest"])
    if recordings:
        yield _on_recordings(tree, recordings)


def _must_be_heard(prompt: Prompt) -> bool:
    return says_emergency(prompt.text) or says_recorded(prompt.text)


def _recordings(measures: Measures, longest: float) -> dict[str, list[View]]:
    """The long recordings before first menus that are said not to be interruptible, in the order of the file."""
    tree = measures.tree
    long = [
        node.name
        for node in tree.nodes.values()
        if isinstance(node, Say)
        and not node.interruptible
        and "interruptible" in node.places
        and length(node.prompt, tree.defaults) > longest
        and not _must_be_heard(node.prompt)
    ]
    found: dict[str, list[View]] = {name: [] for name in long}
    for view in measures.views if long else ():
        heard = {node.name for opening in openings(view) if isinstance(opening.last, Menu) for node in opening.nodes}
        for name in long:
            if name in heard:
                found[name].append(view)
    return {name: views for name, views in found.items() if views}


def _on_menus(tree: PhoneTree, menus: Met) -> Finding:
    names = list(menus)
    first = tree.nodes[names[0]]
    assert isinstance(first, Menu)
    heard = say_duration(length(first.prompt, tree.defaults))
    takes = f", which takes {heard}" if len(names) == 1 else f' (in "{first.name}" that takes {heard})'
    return joined(
        ID,
        "warning",
        menus,
        places=lambda name: tree.nodes[name].at("barge_in"),
        note=lambda name: "keys do not count while this menu plays either",
        message=f"keys that callers press in {some(names)} do not count before the prompt has ended{takes}",
        advice=f"let keys count while {some(names)} {'plays' if len(names) == 1 else 'play'} (`barge_in: yes`)",
        cause="menus",
    )


def _on_recordings(tree: PhoneTree, recordings: Met) -> Finding:
    names = list(recordings)
    first = tree.nodes[names[0]]
    assert isinstance(first, model.Say)
    others = f", nor {some(names[1:], 'or')}" if names[1:] else ""
    return joined(
        ID,
        "warning",
        recordings,
        places=lambda name: tree.nodes[name].at("interruptible"),
        note=lambda name: "this recording cannot be skipped either",
        message=f'callers who know their key cannot skip "{first.name}", '
        f"{say_duration(length(first.prompt, tree.defaults))} long{others}",
        advice=f"let callers skip {some(names)} by pressing a key (`interruptible: yes`), or shorten "
        f"{'it' if len(names) == 1 else 'them'}",
        cause="recordings",
    )


def repair(tree: PhoneTree, finding: Finding) -> PhoneTree:
    """The tree with keys that count at once."""
    if isinstance(tree.nodes[finding.node], Menu):
        return with_fields(tree, finding, barge_in=True)
    return with_fields(tree, finding, interruptible=True)


BAD = """\
tree: Bicycle shop
start: main
nodes:
  main:
    menu: For repairs, press 1. For sales, press 2. To speak with us, press 0.
    barge_in: no  # here
    options: {1: workshop, 2: sales, 0: sales}
    no_input: sales
  workshop: {ring: Workshop, no_answer: box}
  sales: {ring: Sales, no_answer: box}
  box: {voicemail: Shop, owner: Ann, reply_within: 1d}
"""

GOOD = BAD.replace("    barge_in: no  # here\n", "")

RULE = Rule(
    id=ID,
    severity="warning",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"longest": Setting(10.0, "s", "the longest recording before the first menu that need not be skippable")},
    needs=("graph", "prompts"),
    sources=(
        PLUM_BARGEIN.says("prompts can be interrupted unless the file says otherwise"),
        NNG_PHONE_TREES.says("let callers choose at once"),
    ),
    repair=repair,
)
