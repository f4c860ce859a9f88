"""Menus of Twilio Studio: a widget that gathers keys and the splits behind it are one menu, or a question for data."""

from __future__ import annotations

from typing import Final, NamedTuple

from ivr_audit import model
from ivr_audit.load.draft import placed
from ivr_audit.load.twilio_studio.flow import Flow, Way, Widget
from ivr_audit.load.twilio_studio.frame import At, Writing
from ivr_audit.load.twilio_studio.retries import QUIET, Retries, retries, silent_way
from ivr_audit.load.twilio_studio.split import (
    Known,
    compared,
    copied,
    decided,
    listed,
    pattern_of,
    tests,
)
from ivr_audit.load.twilio_studio.texts import announcement_of, prompt_of
from ivr_audit.model import HANGUP, KEYS, Attempts, Extensions, Option, Prompt

TIMEOUT: Final = 5.0
"""Seconds that Twilio waits for a key where the widget does not say."""
_LONGEST_KEY = 3
_MOST_KEYS = 100
_LONGEST_ROUND = 40
_LEAST_DATA = 3
_SAMPLES: Final = {"X": "5", "Z": "5", "N": "5"}

NOBODY_LOOKS: Final = "nothing in the flow looks at what callers enter here"
SPOKEN: Final = "callers answer by voice here, so every answer is shown as possible"
MORE_SPOKEN: Final = "what callers can say here beyond the keys is left out"
LATE: Final = (
    "these menus take more than one digit, so a key counts only after # or a further wait, which is not in the times"
)
NUMBERS: Final = "a number of several digits that can be entered here is shown as an extension"


class Choice(NamedTuple):
    """A key that a split behind the menu knows, and the way that it takes there."""

    key: str
    way: Way


class Answers(NamedTuple):
    """What callers can press: keys that something fits, patterns of longer numbers, and a key that nothing fits."""

    choices: tuple[Choice, ...]
    extensions: tuple[Choice, ...]
    wrong: str | None


def write_gather(writing: Writing, at: At) -> None:
    """Add the menu or question for a gather-input-on-call widget."""
    flow, widget = at.frame.flow, at.widget
    answers = _answers(flow, widget)
    if _is_menu(writing, at, answers):
        _write_menu(writing, at, answers)
    else:
        _write_ask(writing, at)


def _heads(flow: Flow, widget: Widget) -> tuple[str, ...]:
    """What a caller who is asked again comes back to: the widget, or the announcement that is its prompt."""
    announcement = announcement_of(flow, widget)
    return (widget.name,) if announcement is None else (widget.name, announcement.name)


def _prompt(flow: Flow, widget: Widget) -> Prompt:
    return prompt_of(announcement_of(flow, widget) or widget)


def _source(widget: Widget) -> str:
    return f"widgets.{widget.name}.Digits"


def _answers(flow: Flow, widget: Widget) -> Answers:
    source = _source(widget)
    literal, patterns = _literals(flow, source)
    finish = widget.text("finish_on_key") if "finish_on_key" in widget.properties else "#"
    singles = [key for key in "1234567890*#" if key != finish]
    choices: list[Choice] = []
    wrong = None
    for key in dict.fromkeys([*literal, *singles]):
        way = _verdict(flow, widget, Known(source, key))
        if way is not None and way.event.casefold() == "match":
            choices.append(Choice(key, way))
        elif way is not None and wrong is None and len(key) == 1:
            wrong = key
    return Answers(tuple(choices), _dialled(flow, widget, patterns, wrong), wrong)


def _literals(flow: Flow, source: str) -> tuple[list[str], list[str]]:
    """The keys that the splits on a value name, and the patterns of longer numbers, in the order of the file."""
    keys: list[str] = []
    patterns: list[str] = []
    splits = tests(flow, source)
    for name in (name for name in flow.widgets if name in splits) if splits else ():
        split = flow.widgets[name]
        for condition in (c for way in split.ways for c in way.conditions):
            if source not in compared(condition, split) and "flow.variables." not in compared(condition, split):
                continue
            if condition.type in ("equal_to", "matches_any_of"):
                values = [condition.value.strip()] if condition.type == "equal_to" else listed(condition.value)
                keys += [value for value in values if 0 < len(value) <= 8 and set(value) <= set(KEYS)]
            elif condition.type == "regex" and (pattern := pattern_of(condition.value)):
                patterns.append(pattern)
    return keys[:_MOST_KEYS], patterns[:_MOST_KEYS]


def _dialled(flow: Flow, widget: Widget, patterns: list[str], wrong: str | None) -> tuple[Choice, ...]:
    """The longer numbers that can be entered: by patterns, or as many digits as are gathered where any will do."""
    source = _source(widget)
    found: dict[str, Choice] = {}
    for pattern in patterns:
        way = _verdict(flow, widget, Known(source, _sample(pattern)))
        if way is not None and way.event.casefold() == "match":
            found.setdefault(pattern, Choice(pattern, way))
    if found:
        return tuple(found.values())
    count = int(widget.number("number_of_digits") or 0)
    if not _LEAST_DATA <= count <= 8 or wrong is None:
        return ()
    way = _verdict(flow, widget, Known(source, "5" * count))
    if way is None or way.event.casefold() == "match" or _comes_back(flow, way, _heads(flow, widget)):
        return ()
    return (Choice("X" * count, way),)


def _sample(pattern: str) -> str:
    return "".join(_SAMPLES.get(sign, sign) for sign in pattern)


def _comes_back(flow: Flow, way: Way, heads: tuple[str, ...]) -> bool:
    """Whether a way leads back to a widget by nothing but announcements and steps that nobody notices, or ends."""
    at = way.next
    for _ in range(_LONGEST_ROUND):
        if at is None or at in heads:
            return True
        widget = flow.widgets[at]
        onward = widget.way("audioComplete") if widget.type == "say-play" else None
        if widget.type in QUIET:
            onward = silent_way(widget)
        if onward is None:
            return False
        at = onward.next
    return True


def _verdict(flow: Flow, gather: Widget, known: Known) -> Way | None:
    """The way that the splits behind a menu take for a key, None if none of them looks at it."""
    source, at = known.source, gather.way("keypress").next
    verdict: Way | None = None
    heads = _heads(flow, gather)
    for _ in range(_LONGEST_ROUND):
        if at is None or at in heads:
            break
        widget = flow.widgets[at]
        onward: Way | None = None
        if widget.type == "set-variables":
            known = known._replace(copies=tuple(sorted(copied(widget, source, known.copies))))
            onward = silent_way(widget)
        elif widget.type == "split-based-on":
            verdict = onward = decided(widget, known) or verdict
            if onward is None or onward.event.casefold() == "match":
                break
        elif widget.type == "say-play" and verdict is None:
            onward = widget.way("audioComplete")
        elif widget.type in QUIET:
            onward = silent_way(widget) or widget.way("success")
        if onward is None:
            break
        at = onward.next
    return verdict


def _is_menu(writing: Writing, at: At, answers: Answers) -> bool:
    if not any(len(choice.key) <= _LONGEST_KEY for choice in answers.choices):
        return False
    ends = {_chosen(writing, at, choice.key) for choice in answers.choices}
    return answers.wrong is not None or len(ends) > 1


def _chosen(writing: Writing, at: At, key: str) -> str:
    """Where a key leads: the first thing behind the splits that a caller notices is found when the tree is done."""
    way = _verdict(at.frame.flow, at.widget, Known(_source(at.widget), key))
    return way.next or HANGUP if way else ""


def _write_menu(writing: Writing, at: At, answers: Answers) -> None:
    flow, widget = at.frame.flow, at.widget
    source, keypress, silence = _source(widget), widget.way("keypress"), widget.way("timeout")
    options = tuple(
        Option(key, writing.to(at.frame, keypress.next, Known(source, key)), (), way.place, way.next_place)
        for key, way in answers.choices
        if len(key) <= _LONGEST_KEY
    )
    silent = retries(flow, _heads(flow, widget), silence, at.known)
    known = Known(source, answers.wrong) if answers.wrong else None
    wrong = retries(flow, _heads(flow, widget), keypress, known) if known else None
    replay, invalid_prompt = _between(flow, widget, silent, wrong)
    node = model.Menu(
        name=at.ident,
        place=widget.place,
        prompt=_prompt(flow, widget),
        barge_in=announcement_of(flow, widget) is None,
        options=options,
        extensions=tuple(_extensions(writing, at, dialled) for dialled in answers.extensions),
        accepts=_accepts(flow, widget),
        no_input=_given_up(writing, at, silent, "silence") if silent else writing.on(at, silence),
        invalid=_invalid(writing, at, wrong, known, is_heard=invalid_prompt is not None),
        attempts=_attempts(silent, wrong),
        no_input_timeout=_timeout(widget),
        inter_digit_timeout=_timeout(widget),
        replay=replay,
        invalid_prompt=invalid_prompt,
    )
    writing.add(at, placed(node, no_input=silence.next_place, invalid=keypress.next_place))
    _tell(writing, at, answers)


def _tell(writing: Writing, at: At, answers: Answers) -> None:
    widget = at.widget
    if answers.extensions:
        writing.note(NUMBERS, widget.name)
    if widget.number("number_of_digits") != 1 and all(len(choice.key) == 1 for choice in answers.choices):
        writing.note(LATE, widget.name)
    speech = widget.way("speech")
    if _accepts(at.frame.flow, widget) == "both" and speech.next not in (None, widget.way("keypress").next):
        spoken = at.frame.flow.widgets[speech.next or ""]
        said = {way.next for way in spoken.ways if way.event.casefold() == "match"}
        if spoken.type == "split-based-on" and said <= {choice.way.next for choice in answers.choices}:
            return
        writing.note(MORE_SPOKEN, widget.name)


def _extensions(writing: Writing, at: At, dialled: Choice) -> Extensions:
    known = Known(_source(at.widget), _sample(dialled.key))
    to = writing.to(at.frame, at.widget.way("keypress").next, known)
    return Extensions(dialled.key, to, dialled.way.place, dialled.way.next_place)


def _invalid(writing: Writing, at: At, wrong: Retries | None, known: Known | None, is_heard: bool) -> str | None:
    """Where the last wrong key leads. A key that nothing fits ends the call where the file leaves that out."""
    if wrong is not None:
        return _given_up(writing, at, wrong, "wrong keys", is_heard) or HANGUP
    if known is None:
        return None
    return writing.on(at, at.widget.way("keypress"), known) or HANGUP


def _attempts(silent: Retries | None, wrong: Retries | None) -> Attempts:
    no_input = silent.attempts if silent else 1
    invalid = wrong.attempts if wrong else 1
    shared = silent is not None and wrong is not None and bool(silent.counted & wrong.counted)
    apart = not shared and not no_input == invalid == 1
    return Attempts(no_input, invalid, apart or no_input != invalid)


def _between(
    flow: Flow, widget: Widget, silent: Retries | None, wrong: Retries | None
) -> tuple[Prompt | None, Prompt | None]:
    """What is played from the second time on, and what is said after a wrong key."""
    on_silence = silent.first.said if silent else ()
    on_wrong = wrong.first.said if wrong else ()
    asks = (announcement_of(flow, widget) or widget).name
    replay = _together(flow, (*on_silence, asks)) if on_silence else None
    invalid = _together(flow, on_wrong) if on_wrong and on_wrong != on_silence else None
    return replay, invalid


def _together(flow: Flow, names: tuple[str, ...]) -> Prompt:
    """One prompt for several that are heard one after another; one recording among them has an unknown length."""
    prompts = [prompt_of(flow.widgets[name]) for name in names]
    text = " ".join(prompt.text for prompt in prompts if prompt.text)
    return Prompt(text=text, audio="" if text else next((p.audio for p in prompts if p.audio), ""))


def _given_up(writing: Writing, at: At, tried: Retries, after: str, is_heard: bool = False) -> str | None:
    """Where the call goes after the last attempt, past what is said on the way there."""
    last = tried.last
    to = writing.to(at.frame, last.end, last.known)
    if not (is_heard and last.said == tried.first.said):
        for name in reversed(last.said):
            said = at.frame.flow.widgets[name]
            ident = f"{at.ident} after {after}: {name}"
            node = model.Say(name=ident, place=said.place, prompt=prompt_of(said), next=None if to == HANGUP else to)
            to = writing.draft.add(node, said.name)
    return None if to == HANGUP else to


def _write_ask(writing: Writing, at: At) -> None:
    flow, widget = at.frame.flow, at.widget
    keypress, speech, silence = widget.way("keypress"), widget.way("speech"), widget.way("timeout")
    given = keypress if keypress.next is not None or speech.next is None else speech
    silent = retries(flow, _heads(flow, widget), silence, at.known)
    to = writing.on(at, given)
    node = model.Ask(
        name=at.ident,
        place=widget.place,
        prompt=_prompt(flow, widget),
        barge_in=announcement_of(flow, widget) is None,
        digits=_digits(widget) if given is keypress else None,
        next=to,
        invalid=to,
        no_input=_given_up(writing, at, silent, "silence") if silent else writing.on(at, silence),
        attempts=Attempts(silent.attempts, silent.attempts, apart=False) if silent else Attempts(1, 1, apart=False),
        no_input_timeout=_timeout(widget),
        inter_digit_timeout=_timeout(widget),
        replay=_between(flow, widget, silent, None)[0],
    )
    places = {"next": given.next_place, "invalid": given.next_place, "no_input": silence.next_place}
    writing.add(at, placed(node, **places))
    if given is speech:
        writing.note(SPOKEN, widget.name)
    elif _accepts(flow, widget) == "both" and speech.next != keypress.next:
        writing.note(MORE_SPOKEN, widget.name)
    if to is not None and not _is_used(flow, widget):
        writing.note(NOBODY_LOOKS, widget.name)


def _is_used(flow: Flow, widget: Widget) -> bool:
    """Whether anything in the flow speaks of what callers entered here; "press any key" needs nobody to look."""
    if any(_mentions(other, f"widgets.{widget.name}.") for other in flow.widgets.values()):
        return True
    behind = flow.widgets.get(widget.way("keypress").next or "")
    return widget.number("number_of_digits") == 1 and not (behind and _mentions(behind, ".Digits"))


def _mentions(widget: Widget, words: str) -> bool:
    waiting: list[object] = [widget.properties, [c.compared for way in widget.ways for c in way.conditions]]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and words in one:
            return True
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False


def _accepts(flow: Flow, widget: Widget) -> model.Accepts:
    """Whether callers may also speak: where the way for what they said leads on, and not just back."""
    return "keys" if widget.way("speech").next in (None, *_heads(flow, widget)) else "both"


def _timeout(widget: Widget) -> float:
    found = widget.number("timeout")
    return TIMEOUT if found is None else found


def _digits(widget: Widget) -> int | None:
    count = int(widget.number("number_of_digits") or 0)
    return count if 1 <= count <= 64 else None
