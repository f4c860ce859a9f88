"""How often a Twilio Studio flow asks again: the loop back to a widget is followed with its counters running."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ivr_audit.load.twilio_studio.flow import Flow, Way, Widget, assigned
from ivr_audit.load.twilio_studio.split import Known, copied, decided

MOST_ATTEMPTS = 30
_LONGEST_ROUND = 40
_PLUS: Final = (
    r"\{\{-?\s*flow\.variables\.(?P<name>[\w-]+)\s*\|\s*(?P<how>plus|minus)\s*:\s*['\"]?(?P<by>\d{1,4})['\"]?\s*-?\}\}"
)
_STEP: Final = re.compile(
    r"(?:(?P<if>\{%-?\s*if\s+flow\.variables\.(?P<tested>[\w-]+)\s*-?%\})\s*)?"
    + _PLUS
    + r"(?(if)\s*\{%-?\s*else\s*-?%\}\s*(?:\{\{-?\s*)?(?P<first>\d{1,4})(?:\s*-?\}\})?\s*\{%-?\s*endif\s*-?%\})"
)
"""`{{flow.variables.n | plus: 1}}`, also as Twilio teaches it: `{% if flow.variables.n %}...{% else %}1{% endif %}`."""
_WHOLE: Final = re.compile(r"\d{1,6}")
QUIET: Final = frozenset(
    {"run-function", "make-http-request", "send-message", "fork-stream", "record-call", "call-recording-on",
     "call-recording-off", "call-recording", "set-variables", "send-email"}
)  # fmt: skip
"""Widgets that a caller does not notice."""


class Round(NamedTuple):
    """One way from a failed answer: the widgets on it, what is said on it, and where it ends (None: the flow ends)."""

    end: str | None
    known: Known | None
    said: tuple[str, ...]
    counted: frozenset[str]
    passed: tuple[tuple[str, Known | None], ...]


class Retries(NamedTuple):
    """How often a widget asks in all before it gives up, and the last round; `counted`: the variables that count."""

    attempts: int
    last: Round
    first: Round
    counted: frozenset[str]


def silent_way(widget: Widget) -> Way | None:
    """The only way on of a widget that callers do not notice; None if there are several.

    Code that fails and has no way on for that ends the call; that is told apart, not drawn.
    """
    leading = [way for way in widget.ways if way.next is not None]
    if len({way.next for way in leading}) > 1:
        return None
    return leading[0] if leading else Way("", None, (), widget.place, widget.place)


def retries(flow: Flow, heads: tuple[str, ...], way: Way, known: Known | None) -> Retries | None:
    """The retries that begin with a way out of a widget and lead back to it (to one of `heads`); None where nothing
    counts them."""
    starts = _starting_values(flow)
    counters: dict[str, int] = {}
    seen: set[tuple[tuple[str, int], ...]] = set()
    counted: set[str] = set()
    first: Round | None = None
    passed: set[str] = set()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        one = _round(flow, heads, way, known, counters, starts)
        if one is None:
            return None
        counted |= one.counted
        first = first or one
        if one.end not in heads:
            if not one.counted:
                return None
            return Retries(attempt, _cut(one, passed or _up_to_split(flow, one)), first, frozenset(counted))
        passed.update(name for name, _ in one.passed)
        state = tuple(sorted(counters.items()))
        if state in seen:
            return None
        seen.add(state)
    return None


def _up_to_split(flow: Flow, one: Round) -> set[str]:
    """The widgets of a round up to its last split; where the first failure is also the last, that was decided there."""
    names = [name for name, _ in one.passed]
    splits = [place for place, name in enumerate(names) if flow.widgets[name].type == "split-based-on"]
    return set(names[: splits[-1] + 1]) if splits else set()


def _cut(last: Round, passed: set[str]) -> Round:
    """The last round up to where it leaves the way of those before it."""
    said: list[str] = []
    for name, known in last.passed:
        if name not in passed:
            return last._replace(end=name, known=known, said=tuple(said))
        said += [name] if name in last.said else []
    return last


def _round(
    flow: Flow,
    heads: tuple[str, ...],
    way: Way,
    known: Known | None,
    counters: dict[str, int],
    starts: dict[str, int | None],
) -> Round | None:
    """Follow one failed answer as far as it is clear where it leads; counters run on."""
    at, said, counted = way.next, list[str](), set[str]()
    passed: list[tuple[str, Known | None]] = []
    for _ in range(_LONGEST_ROUND):
        if at is None or at in heads:
            return Round(at, known, tuple(said), frozenset(counted), tuple(passed))
        widget = flow.widgets[at]
        passed.append((at, known))
        onward: Way | None = None
        if widget.type == "set-variables":
            known = _copied(widget, known)
            if not _count(widget, counters, starts, counted):
                return None
            onward = silent_way(widget)
        elif widget.type == "split-based-on":
            onward = decided(widget, known, _filled(widget, counters, starts))
        elif widget.type == "say-play":
            said.append(at)
            onward = widget.way("audioComplete")
        elif widget.type in QUIET:
            onward = silent_way(widget)
        if onward is None:
            return Round(at, known, tuple(said), frozenset(counted), tuple(passed))
        at = onward.next
    return None


def _copied(widget: Widget, known: Known | None) -> Known | None:
    return known and known._replace(copies=tuple(sorted(copied(widget, known.source, known.copies))))


def _filled(split: Widget, counters: dict[str, int], starts: dict[str, int | None]) -> dict[str, int]:
    """The counters, those that did not run yet at the value they start with."""
    begin = {variable: start for variable, start in starts.items() if start is not None}
    return {**begin, **counters}


def _count(widget: Widget, counters: dict[str, int], starts: dict[str, int | None], counted: set[str]) -> bool:
    """Run the counters that this widget sets; False if one of them begins at a value that is not clear."""
    for variable, text in assigned(widget):
        step = _STEP.fullmatch(text.strip())
        if step is not None:
            before = counters.get(step["name"], starts.get(step["name"], 0))
            if before is None:
                return False
            by = int(step["by"]) if step["how"] == "plus" else -int(step["by"])
            is_first = step["first"] is not None and step["name"] not in counters and before == 0
            counters[variable] = int(step["first"]) if is_first else before + by
            counted.add(variable)
        elif variable in starts:
            if _WHOLE.fullmatch(text.strip()) is None:
                return False
            counters[variable] = int(text)
    return True


def _starting_values(flow: Flow) -> dict[str, int | None]:
    """The variables that are counted up or down, with what they start at: a plain value that the flow gives them,
    0 where it gives none, None where it gives several."""
    counting: set[str] = set()
    plain: dict[str, set[int]] = {}
    for variable, text in flow.assignments:
        if _STEP.fullmatch(text.strip()):
            counting.add(variable)
        elif _WHOLE.fullmatch(text.strip()):
            plain.setdefault(variable, set()).add(int(text))
    found: dict[str, int | None] = {}
    for variable in counting:
        values = plain.get(variable, {0})
        found[variable] = next(iter(values)) if len(values) == 1 else None
    return found
