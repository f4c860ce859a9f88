"""a recording announces a key that does nothing

The caller does as told and is punished for it: the key counts as a wrong one, the recording starts over, and after a
few tries the call is sent away or ends.

Checked from the words of the recordings, in the languages that are read (English, Spanish, French, Portuguese, German,
Welsh): every key after "press", "dial" and the like, as a digit or a word, star and pound included. What a menu says
(its prompt, `replay`, `invalid_prompt`) must be one of its options or fit its `extensions`. What a recording before it
says counts for the next menu that the call comes to by itself, for a key may be pressed while it still plays; before a
queue it counts for the `exits` and the `callback` key of that queue, before a mailbox and in its greeting for the
`exits` of the mailbox; before a hang-up no key does anything. Recordings before telephones, outside numbers and
questions for data are left out, since the file does not say what a key does there, and in imported files all but menus
with options. No keys are the numbers of emergency and information services (911, 112, 999, 988, 711 and such),
quantities and addresses ("push two buttons", "enter 24 Mill Street"), keys that callers are told not to press, what is
said after "hang up", a key that skips a recording which can be interrupted, and in mailboxes star, pound and keys for
the message itself ("press 1 to hear your message"). It is a warning only if all that the words promise is to hear the
menu again, for a wrong key does that too. One finding for each menu, or for each recording and where it leads;
where the words fit a choice whose own key no recording names, the finding says so, and live-key-not-announced does not
tell it again.

That prompt and keys agree is a matter of sense; no outside source was needed, and the check is a design choice.

In the phone system, compare the recording with the list of keys: FreePBX has it under IVR Entries, Microsoft Teams
under the auto attendant's menu options, Zoom and RingCentral under the keys of the auto receptionist. Add the key, or
record the prompt again without it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from ivr_audit import model
from ivr_audit.announced import Announcement, announcements
from ivr_audit.call import Call, play_keys
from ivr_audit.callgraph import fits_extension, listening
from ivr_audit.finding import Finding
from ivr_audit.model import Option
from ivr_audit.place import Place
from ivr_audit.rules.misnumbered import misnumbered
from ivr_audit.rules.onward import Way, ways_on
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sentences import quoted, sentence_at
from ivr_audit.rules.spoken import announcing
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "announced-key-dead"
NUMBERS: Final = frozenset(
    {
        "000", "101", "105", "110", "111", "112", "113", "115", "116", "117", "118", "119", "211", "311", "411", "511",
        "611", "711", "811", "911", "933", "988", "995", "997", "998", "999",
    }
)  # fmt: skip
"""Numbers of emergency and information services that are dialled as they are."""
_HANG_UP: Final = re.compile(r"\b(?:hang up|cuelgue|raccrochez|desligue|legen sie auf)\b", re.IGNORECASE)
_AGAIN: Final = re.compile(
    r"\b(?:again|repeat|once more|repetir|repita|nuevo|réécouter|répéter|repete|wiederholen)\b", re.IGNORECASE
)
_SKIP: Final = re.compile(r"\b(?:skip|bypass|saltar|omitir|sauter|überspringen)\b", re.IGNORECASE)
_OF_THE_MESSAGE: Final = re.compile(
    r"\b(?:finish\w*|done|urgent|re-?record\w*|record\w*|send|mark|review|your (?:message|recording)|more options"
    r"|further options|additional options)\b",
    re.IGNORECASE,
)


class Dead(NamedTuple):
    """A key that is said and does nothing, the words that say it, and where the recording stands in the file."""

    key: str
    words: str
    place: Place


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield a finding for each menu, and for each recording before something, that announces keys in vain."""
    tree = measures.tree
    views = list(measures.views)
    for node in tree.nodes.values():
        if tree.system != "native" and not (isinstance(node, model.Menu) and node.options):
            continue
        there = [view for view in views if node.name in view.visited]
        match node:
            case model.Menu() if there and node.accepts != "speech" and (dead := _dead_in_menu(node)):
                yield _in_menu(there, node, dead)
            case model.Voicemail() if there and (dead := _dead_in_box(node.greeting, node.at("greeting"), node)):
                yield _elsewhere(there, node, Way((node,), ()), dead)
            case model.Say() if announcements(node.prompt.text):
                for view in there:
                    yield from _before(view, node)


def _dead(
    prompt: model.Prompt | None, place: Place, known: Collection[str], dialled: Sequence[model.Extensions] = ()
) -> list[Dead]:
    """The keys that a prompt announces and that are neither known nor dialled as an extension, each once."""
    text = prompt.text if prompt else ""
    found: dict[str, Dead] = {}
    for said in announcements(text):
        is_known = said.key in known or any(fits_extension(one, said.key) for one in dialled)
        if not is_known and not _no_key(text, said):
            words = announcing(text, said.key) or sentence_at(text, said.start).text
            found.setdefault(said.key, Dead(said.key, words, place))
    return list(found.values())


def _no_key(text: str, said: Announcement) -> bool:
    """Whether what is said is a number to call, and not a key."""
    if said.key in NUMBERS:
        return True
    hang_ups = _hang_ups(text)
    before = bisect_left(hang_ups, said.start)
    return before > 0 and hang_ups[before - 1] >= sentence_at(text, said.start).start


@lru_cache(maxsize=1024)
def _hang_ups(text: str) -> tuple[int, ...]:
    """Where a text tells callers to hang up."""
    return tuple(found.start() for found in _HANG_UP.finditer(text))


def _dead_in_menu(menu: model.Menu, *before: tuple[model.Prompt, Place]) -> list[Dead]:
    keys = {option.key for option in menu.options}
    own = ((menu.prompt, "prompt"), (menu.replay, "replay"), (menu.invalid_prompt, "invalid_prompt"))
    said = before or [(prompt, menu.at(field)) for prompt, field in own]
    found = [dead for prompt, place in said for dead in _dead(prompt, place, keys, menu.extensions)]
    return list({dead.key: dead for dead in reversed(found)}.values())[::-1]


def _dead_in_box(prompt: model.Prompt, place: Place, box: model.Voicemail) -> list[Dead]:
    found = _dead(prompt, place, {option.key for option in box.exits} | {"*", "#"})
    return [dead for dead in found if not _OF_THE_MESSAGE.search(dead.words)]


def _before(view: View, say: model.Say) -> Iterator[Finding]:
    """The findings of a recording that announces keys, one for each place that it leads to."""
    said = (say.prompt, say.at("prompt"))
    for way in {way.last.name: way for way in reversed(ways_on(view, say.name))}.values():
        last = way.last
        match last:
            case model.Menu() if last.accepts != "speech":
                dead = _dead_in_menu(last, said)
            case model.Queue():
                dead = _dead(*said, {option.key for option in last.exits} | {last.callback or ""})
            case model.Voicemail():
                dead = _dead_in_box(*said, last)
            case model.Hangup() | model.Say():
                dead = _dead(*said, ())
            case _:
                dead = []
        if say.interruptible:
            dead = [one for one in dead if not _SKIP.search(one.words)]
        if dead and isinstance(last, model.Menu):
            yield _in_menu([view], last, dead, say, way)
        elif dead:
            yield _elsewhere([view], say, way, dead)


def _in_menu(
    views: Sequence[View], menu: model.Menu, dead: Sequence[Dead], say: model.Say | None = None, way: Way | None = None
) -> Finding:
    """Keys that a menu does not have, announced in itself or in a recording before it."""
    key = dead[0].key
    view = views[0]
    tree = view.tree
    legs = (*(view.way_to(say.name if say else menu.name) or ()), *(way.legs if way else ()))
    said = f'"{(say or menu).name}" announces {_keys(dead)} ({quoted(dead[0].words)})'
    has = f'the menu "{menu.name}" after it does' if say else "it does"
    offered = [*(option.key for option in menu.options), *(one.pattern for one in menu.extensions)]
    if len(key) > max(map(len, offered), default=0):
        pressed = [key[0]]
        effect = f"the menu takes only the first digit, {key[0]}, and {_then(tree, view, menu, pressed)}"
    else:
        pressed = [key] * listening(menu, tree.defaults).attempts.invalid
        tries = "once" if len(pressed) == 1 else f"{len(pressed)} times"
        effect = f"pressing {key} is a wrong key, and after doing so {tries} {_then(tree, view, menu, pressed)}"
    meant = _meant(tree, menu, dead, say)
    if meant:
        effect += "; " + list_words(
            [f'"{o.to}" has key {o.key} instead, which no recording names' for o in meant.values()]
        )
    only_again = all(_AGAIN.search(one.words) for one in dead)
    return Finding(
        rule=ID,
        severity="warning" if only_again else "error",
        place=dead[0].place,
        node=(say or menu).name,
        message=f"{said}, which {has} not have: {effect}",
        advice=_advice(menu, dead, meant),
        periods=tuple(period for view in views for period in view.names),
        witness=view.witness(legs, *pressed),
        nodes=(menu.name,) if say else (),
        cause=f"before {menu.name}" if say else "",
    )


def dead_keys(menu: model.Menu, before: Iterable[str]) -> list[Dead]:
    """The keys that a menu, or the texts before it, announce and that it does not have."""
    found = [*_dead_in_menu(menu), *_dead_in_menu(menu, *((model.Prompt(text), menu.place) for text in before or [""]))]
    return list({dead.key: dead for dead in reversed(found)}.values())


def _meant(tree: model.PhoneTree, menu: model.Menu, dead: Sequence[Dead], say: model.Say | None) -> dict[str, Option]:
    """By dead key the choice that is meant, where its own key is named nowhere: that is the same mistake."""
    from ivr_audit.rules.live_key_not_announced import unannounced  # which leaves out what is told here

    silent = unannounced(menu, [say.prompt.text] if say else [])
    return misnumbered(tree, menu, {one.key: one.words for one in dead}, silent)


def _advice(menu: model.Menu, dead: Sequence[Dead], meant: Mapping[str, Option]) -> str:
    rest = [one for one in dead if one.key not in meant]
    parts = [
        f'give "{option.to}" in "{menu.name}" key {key}, or record the prompt again with {option.key} instead of {key}'
        for key, option in meant.items()
    ]
    if rest:
        parts.append(f'add {_keys(rest)} to "{menu.name}", or record the prompt again without {_it(rest)}')
    return "; ".join(parts)


def _keys(dead: Sequence[Dead]) -> str:
    return f"{'key' if len(dead) == 1 else 'keys'} {list_words([one.key for one in dead])}"


def _it(dead: Iterable[Dead]) -> str:
    return "it" if len(list(dead)) == 1 else "them"


def _then(tree: model.PhoneTree, view: View, menu: model.Menu, pressed: Sequence[str]) -> str:
    """What has become of a caller who pressed these keys at a menu."""
    call: Call = play_keys(tree, view.state, menu.name, pressed)
    if call.outcome is None and call.node == menu.name:
        return "the menu starts over"
    return _THEN.get(call.outcome or "", "the caller comes to {}").format(f'"{call.node}"')


_THEN: Final = {
    "cut off": "the system hangs up in {}",
    "stuck": "the caller is held for ever in {}",
    "message": "the caller ends in the mailbox {}",
}


def _elsewhere(views: Sequence[View], node: model.Say | model.Voicemail, way: Way, dead: Sequence[Dead]) -> Finding:
    """Keys that are announced where no menu listens."""
    view, last = views[0], way.last
    match last:
        case model.Queue():
            effect = f'callers in the queue "{last.name}" who press {dead[0].key} go on waiting'
            advice = f'add {_keys(dead)} to the "exits" of "{last.name}"'
        case model.Voicemail():
            effect = f'callers who press {dead[0].key} stay in the mailbox "{last.name}"'
            advice = f'add {_keys(dead)} to the "exits" of "{last.name}"'
        case _:
            effect = f'no menu follows, and the system hangs up after "{last.name}"'
            advice = f'let "{node.name}" lead to a menu with {_keys(dead)}'
    return Finding(
        rule=ID,
        severity="error",
        place=dead[0].place,
        node=node.name,
        message=f'"{node.name}" offers {_keys(dead)} ({quoted(dead[0].words)}), but {effect}',
        advice=f"{advice}, or record the prompt again without {_it(dead)}",
        periods=tuple(period for view in views for period in view.names),
        witness=view.witness((*(view.way_to(node.name) or ()), *way.legs)),
        nodes=() if last is node else (last.name,),
        cause="" if last is node else f"before {last.name}",
    )


BAD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: For appointments, press 1. For billing, press 2. For directions, press 3.  # here
    options:
      1: front desk
      2: front desk
    no_input: front desk
    invalid: box
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

GOOD = """\
tree: Dental office
start: main
nodes:
  main:
    menu: >-
      If this is an emergency, dial 911. For appointments, press 1. For billing, press 2. If you know the extension of
      your dentist, dial it now, such as 204.
    options:
      1: front desk
      2: front desk
    extensions: {pattern: 20X, to: front desk}
    no_input: front desk
    invalid: box
  front desk: {ring: Front desk, no_answer: box}
  box: {voicemail: Front desk, owner: Mary, reply_within: 1d}
"""

RULE = Rule(
    id=ID,
    severity="error",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("graph", "prompts"),
)
