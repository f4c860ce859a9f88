"""A tree in the project's own format: what `convert` and `new` write, and what reading it gives back unchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from textwrap import wrap
from typing import Any, Final

from ivr_audit import model
from ivr_audit.defaults import Defaults
from ivr_audit.model import Hours, Node, PhoneTree, Prompt, Span
from ivr_audit.render.traffic import traffic_parts
from ivr_audit.words import AS_USUAL, list_words
from ivr_audit.yaml_text import WIDTH, Value
from ivr_audit.yaml_text import lines as yaml_lines
from ivr_audit.yaml_text import scalar as scalar

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS: Final = ((86400, "d"), (3600, "h"), (60, "m"))
_IMPLIED: Final = ("always", "closed")


def text(tree: PhoneTree) -> str:
    """The native file of a tree. Lengths measured from recordings are written as stated."""
    parts: dict[str, Value] = dict(_top(tree))
    lines: list[str] = []
    for sentence in tree.not_said:
        lines += (f"# {line}" for line in wrap(f"Not in the file this was made from: {sentence}", WIDTH - 2))
    for name, value in parts.items():
        lines += yaml_lines(name, value, 0)
    lines += ["", "nodes:"]
    for node in tree.nodes.values():
        lines += yaml_lines(node.name, dict(_fields(_written_out(node))), 2)
    return "\n".join(lines) + "\n"


def lost(tree: PhoneTree) -> list[str]:
    """A sentence for everything that a native file cannot say of a tree that was read from elsewhere."""
    found: list[str] = []
    if unknown := [f'"{node.name}"' for node in tree.nodes.values() if _has_unknown_hours(node)]:
        advice = 'write "hours:" in its place where they are known'
        found.append(f"hours that nobody stated became a branch that keeps every way; {advice}: {list_words(unknown)}")
    boxes = [node for node in tree.nodes.values() if isinstance(node, model.Voicemail) and node.owner is None]
    if boxes and tree.system != "native":
        names = list_words([f'"{node.name}"' for node in boxes])
        found.append(f'who returns messages was not stated; write "owner:" or an audit finds them unreturned: {names}')
    return found


def _has_unknown_hours(node: Node) -> bool:
    return isinstance(node, model.HoursCheck) and node.hours is None


def _written_out(node: Node) -> Node:
    """Hours that nobody stated keep all their ways, as a branch does."""
    if not isinstance(node, model.HoursCheck) or node.hours is not None:
        return node
    ways = {"open": node.open, "closed": node.closed, "holiday": node.holiday}
    cases = tuple(
        model.Case(way, to or model.HANGUP, None, node.place, node.place)
        for way, to in ways.items()
        if way != "holiday" or to is not None
    )
    return model.Branch(name=node.name, place=node.place, decides="hours that are not known here", cases=cases)


def _top(tree: PhoneTree) -> Iterator[tuple[str, Value]]:
    yield "tree", tree.name
    for name in ("number", "owner"):
        if getattr(tree, name) is not None:
            yield name, getattr(tree, name)
    if tree.reviewed is not None:
        yield "reviewed", tree.reviewed.isoformat()
    if tree.timezone != "UTC":
        yield "timezone", tree.timezone
    if tree.profiles != ("general",):
        yield "profile", tree.profiles[0] if len(tree.profiles) == 1 else list(tree.profiles)
    if (holidays := _holidays(tree.holidays)) is not None:
        yield "holidays", holidays
    for name in ("topics", "languages"):
        if getattr(tree, name):
            yield name, list(getattr(tree, name))
    if tree.recorded is not None:
        yield "recorded", "yes" if tree.recorded else "no"
    if tree.relay is not None:
        yield "relay", tree.relay
    named = {name: _hours(hours) for name, hours in tree.hours.items() if name not in _IMPLIED}
    if named:
        yield "hours", named
    changed = {f.name: getattr(tree.defaults, f.name) for f in fields(Defaults)}
    changed = {name: value for name, value in changed.items() if value != getattr(Defaults(), name)}
    if changed:
        yield "defaults", {name: _number(value) for name, value in changed.items()}
    if tree.traffic is not None:
        yield "traffic", traffic_parts(tree.traffic)
    if settings := _settings(tree):
        yield "audit", settings
    if len(tree.entries) == 1 and tree.entries[0].number in ("", tree.number):
        yield "start", tree.entries[0].node
    else:
        numbers = [entry.number or f"number {i}" for i, entry in enumerate(tree.entries, 1)]
        yield "entries", {number: entry.node for number, entry in zip(numbers, tree.entries, strict=True)}


def _holidays(holidays: model.Holidays) -> Value | None:
    country = holidays.country + (f"-{holidays.subdivision}" if holidays.subdivision else "")
    dates = [day.isoformat() for day in holidays.dates]
    if country and dates:
        return {"country": country, "dates": dates}
    return country or dates or None


def _hours(hours: Hours) -> Value:
    if hours.always:
        return "always"
    lines: dict[str, Value] = {}
    first = 0
    for day in range(1, 8):
        if day == 7 or hours.weekly[day] != hours.weekly[first]:
            if hours.weekly[first]:
                lines[_DAYS[first] + (f"-{_DAYS[day - 1]}" if day - 1 > first else "")] = _spans(hours.weekly[first])
            first = day
    for begin, end, spans in _runs(hours.dates):
        lines[begin.isoformat() + (f"..{end.isoformat()}" if end > begin else "")] = _spans(spans)
    if hours.holiday != ():
        lines["holiday"] = AS_USUAL if hours.holiday is None else _spans(hours.holiday)
    return lines or "closed"


def _runs(dates: Mapping[date, tuple[Span, ...]]) -> Iterator[tuple[date, date, tuple[Span, ...]]]:
    """Days in a row with the same hours."""
    days = sorted(dates)
    while days:
        begin = end = days.pop(0)
        while (
            days and days[0] == end + timedelta(days=1) and dates[days[0]] == dates[begin] and (end - begin).days < 300
        ):
            end = days.pop(0)
        yield begin, end, dates[begin]


def _spans(spans: Sequence[Span]) -> str:
    if tuple(spans) == (Span(0, 1440),):
        return "always"
    return ", ".join(f"{_clock(span.start)}-{_clock(span.end, is_end=True)}" for span in spans) or "closed"


def _clock(minute: int, *, is_end: bool = False) -> str:
    minute = minute if is_end and minute == 1440 else minute % 1440
    return f"{minute // 60:02}:{minute % 60:02}"


def _settings(tree: PhoneTree) -> dict[str, Value]:
    rules: dict[str, Any] = {}
    for setting in tree.audit.rules:
        value = setting.value if isinstance(setting.value, str) else list(setting.value)
        rules.setdefault(setting.rule, {})[setting.option] = value
    ignored = [
        {"rule": i.rule, **({"node": i.node} if i.node is not None else {}), "reason": i.reason}
        for i in tree.audit.ignore
    ]
    return {**({"rules": rules} if rules else {}), **({"ignore": ignored} if ignored else {})}


def _fields(node: Node) -> Iterator[tuple[str, Value]]:
    """The fields of a node as they are written, its kind first."""
    plain = {f.name: f.default for f in fields(node)}
    known = model.readable_fields(type(node))
    first = [node.main, *(name for name in _FIRST if name in known and name != node.main)]
    for name, field in {name: known[name] for name in [*first, *known]}.items():
        value = getattr(node, name)
        if name == node.main:
            yield node.kind, _written(field.metadata["reads"], value)
        elif value is not None and value != plain[name]:
            yield name, _written(field.metadata["reads"], value)
        elif name in _NEVER_EMPTY and value == ():
            yield name, []


_FIRST: Final = ("options", "extensions", "digits", "next", "ring_for", "wait", "no_answer", "max_wait", "overflow")
_NEVER_EMPTY: Final = ("members",)


def _written(reads: model.Reads, value: Any) -> Value:
    """A field's value as it is written; Any: fields have many types."""
    match reads:
        case "prompt":
            return _prompt(value)
        case "targets" | "topics" | "names":
            return list(value)
        case "flag":
            return "yes" if value else "no"
        case "duration":
            return duration(value)
        case "options" | "exits":
            return {option.key: _option(option) for option in value}
        case "cases":
            return {case.name: {"to": case.to, "share": _number(case.share)} if case.share is not None else case.to
                    for case in value}  # fmt: skip
        case "attempts":
            return (
                {"no_input": str(value.no_input), "invalid": str(value.invalid)} if value.apart else str(value.no_input)
            )
        case "extensions":
            written: list[Value] = [{"pattern": one.pattern, "to": one.to} for one in value]
            return written[0] if len(written) == 1 else written
        case "wait":
            parts = {"typical": value.typical, "longest": value.longest}
            return {name: duration(seconds) for name, seconds in parts.items() if seconds is not None}
        case _:
            return str(value)


def _prompt(prompt: Prompt) -> Value:
    seconds = prompt.seconds if prompt.measured is None else prompt.measured
    if seconds is None and not prompt.audio:
        return prompt.text
    parts: dict[str, Value] = {"text": prompt.text} if prompt.text else {}
    if prompt.audio and re.fullmatch(r"[^/\\:].*", prompt.audio) and ".." not in prompt.audio.split("/"):
        parts["audio"] = prompt.audio
    elif not prompt.text and seconds is None:
        parts["text"] = ""
    if seconds is not None:
        parts["seconds"] = duration(seconds)
    return parts


def _option(option: model.Option) -> Value:
    parts: dict[str, Value] = {"to": option.to}
    if option.about:
        parts["about"] = list(option.about)
    if option.share is not None:
        parts["share"] = _number(option.share)
    if option.language is not None:
        parts["language"] = option.language
    return option.to if len(parts) == 1 else parts


def duration(seconds: float) -> str:
    """Seconds as a file has them: `25s`, `6m`, `2.5s`; the largest unit that leaves no rest, days from two on."""
    for unit, sign in _UNITS:
        if seconds >= unit * (2 if unit == 86400 else 1) and seconds % unit == 0:
            return f"{int(seconds // unit)}{sign}"
    return f"{_number(seconds)}s"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.9f}".rstrip("0")
