"""the choice that most callers want is not read first

Everybody hears the choices that are read before their own. If the one that half of the callers want comes fourth,
half of all callers listen to three that do not concern them, on every call.

Checked for every menu that calls can come to in which at least two choices have a `share` (the part of the menu's
callers who press it, from the reports of the phone system or an estimate). The order is that in which the prompt
names the keys; if it names none of them, that of the file. It is reported if some choice is pressed by more callers
than one that is read before it, by at least `least_difference` percentage points; a smaller difference is no reason
to record anything again. Left out are 0, star and pound, choices of a language, choices offered for everything else
("for all other questions"), which come last, and those without a share. The advice names all keys but 0, star, pound
and those of languages: first the compared ones by share, then the others as they are. All menus are one finding.

That the commonest comes first is what the standard for telephone dialogues and handbooks ask for. The five points are
a design choice.

In the phone system, read the choices by how often they are pressed, number them so, and record the prompt again; the
reports of many phone systems count key presses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ivr_audit.announced import announcements
from ivr_audit.finding import Finding
from ivr_audit.model import Menu, Option
from ivr_audit.rules.menus import joined, met, order_read
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule, Setting
from ivr_audit.rules.sources import AVAYA_MENU_GUIDELINES, IRISH_TOOLKIT, ISO_13714, WEINSCHENK_BARKER_10
from ivr_audit.rules.spoken import announcing, says_anything
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures

ID = "busiest-choice-not-first"


class Wrong(NamedTuple):
    """A choice that fewer callers want, a busier one read after it, and the order by share of all."""

    before: Option
    busier: Option
    better: tuple[str, ...]


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all menus that do not begin with the choice most callers want."""
    tree = measures.tree
    wrong: dict[str, Wrong] = {}
    for node in tree.nodes.values():
        found = _wrong(node, options["least_difference"] / 100) if isinstance(node, Menu) else None
        if found is not None:
            wrong[node.name] = found
    menus = met(measures, wrong)
    if not menus:
        return
    first, *others = menus
    before, busier, better = wrong[first]
    also = f"; the order of {some(others)} does not follow its callers either" if others else ""
    yield joined(
        ID,
        "advice",
        menus,
        places=lambda name: wrong[name].busier.place,
        note=lambda name: (
            f"key {wrong[name].busier.key} is pressed more often than key {wrong[name].before.key} before it"
        ),
        message=f'{_percent(busier)} of the callers of "{first}" press {busier.key}, but must first hear what key '
        f"{before.key} is for, which {_percent(before)} press{also}",
        advice=f'read the choices of "{first}" that are now on {list_words(better)} in that order, and number them so',
        words=(busier.key,),
    )


def _percent(option: Option) -> str:
    return f"{round((option.share or 0.0) * 100)}%"


def _wrong(menu: Menu, least: float) -> Wrong | None:
    """The choice that is furthest from its place, with the one before it that fewest callers press."""
    numbered = {o.key: o for o in reversed(menu.options) if o.key not in ("0", "*", "#") and not o.language}
    with_share = {key: option for key, option in numbered.items() if option.share is not None}
    if len(with_share) < 2:
        return None
    text = menu.prompt.text
    read = order_read(menu, list(reversed(with_share)), (a.key for a in announcements(text)))
    ordered = [with_share[key] for key in read]
    if not _pairs(ordered, least):
        return None
    ordered = [option for option in ordered if not says_anything(announcing(text, option.key))]
    pairs = _pairs(ordered, least)
    if not pairs:
        return None
    before, busier = max(pairs, key=lambda pair: _gain(*pair))
    better = sorted(ordered, key=lambda option: -(option.share or 0.0))
    keys = [option.key for option in better]
    others = [key for key in reversed(numbered) if key not in keys]
    return Wrong(before, busier, (*keys, *sorted(others, key=lambda key: says_anything(announcing(text, key)))))


def _pairs(ordered: Sequence[Option], least: float) -> list[tuple[Option, Option]]:
    """Choices, each with a busier one that is read after it."""
    return [(a, b) for i, a in enumerate(ordered) for b in ordered[i + 1 :] if _gain(a, b) >= least]


def _gain(before: Option, after: Option) -> float:
    return round((after.share or 0.0) - (before.share or 0.0), 9)


BAD = """\
tree: Vet
start: main
nodes:
  main:
    menu: For grooming, press 1. For an appointment, press 2. To speak with us, press 0.
    options:
      1: {to: grooming, share: 10%}
      2: {to: desk, share: 70%}  # here
      0: desk
    no_input: desk
  grooming: {ring: Grooming, no_answer: desk}
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Vet, owner: Ann, reply_within: 1d}
"""

GOOD = """\
tree: Vet
start: main
nodes:
  main:
    menu: For an appointment, press 1. For grooming, press 2. To speak with us, press 0.
    options:
      1: {to: desk, share: 70%}
      2: {to: grooming, share: 10%}
      0: desk
    no_input: desk
  grooming: {ring: Grooming, no_answer: desk}
  desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Vet, owner: Ann, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    settings={"least_difference": Setting(5, "", "a smaller difference, in percentage points, is not reported")},
    needs=("graph", "prompts", "office"),
    sources=(
        ISO_13714.says("the most common choice first"),
        AVAYA_MENU_GUIDELINES.says("the likeliest choices first"),
        IRISH_TOOLKIT.says("the most common choice first"),
        WEINSCHENK_BARKER_10.says("the most common choice first"),
    ),
)
