"""The tables of the reports: times by period and topic, five callers, how calls end, mailboxes, the week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ivr_audit.asking import without_person
from ivr_audit.audit import Audit, EntryAudit, PeriodAudit
from ivr_audit.call import Call
from ivr_audit.callgraph import OUTCOMES
from ivr_audit.encounters import left_out
from ivr_audit.gethuman import summary
from ivr_audit.mailboxes import Mailbox
from ivr_audit.model import PhoneTree
from ivr_audit.paths import TimeTo
from ivr_audit.render.answer import as_far_as_said, nobody, say_periods, say_weekly, unstated_wait
from ivr_audit.render.step_words import say_keys
from ivr_audit.words import WEEKDAYS, list_words, say_duration

Row = tuple[str, ...]


class Block(NamedTuple):
    """A part of a section: a caption, a table whose first row is its heading, a chart (a label and its bars, line by
    line, the scale without a label) with its legend, and remarks. `whole` columns of the table are never cut."""

    caption: str = ""
    rows: tuple[Row, ...] = ()
    chart: tuple[tuple[str, str], ...] = ()
    legend: str = ""
    notes: tuple[str, ...] = ()
    whole: tuple[int, ...] = ()


class Section(NamedTuple):
    """A heading and what stands below it."""

    heading: str
    blocks: tuple[Block, ...]


def sections(audit: Audit) -> Iterator[Section]:
    """All tables under their headings; those with nothing to say are left out."""
    for heading, blocks in (
        ("When can a person be reached", _periods(audit)),
        ("By topic, for a caller who asks for it", _topics(audit)),
        ("Five callers", _callers(audit)),
        ("How calls can end: number of ways", _outcomes(audit)),
        ("Mailboxes", _mailboxes(audit)),
        ("A normal week", _week(audit)),
        ("GetHuman standard", _gethuman(audit)),
    ):
        found = tuple(blocks)
        if found:
            yield Section(heading, found)


def _several(audit: Audit) -> bool:
    return len(audit.tree.entries) > 1


def _periods(audit: Audit) -> Iterator[Block]:
    rows: list[Row] = [("", "hours a week", "best", "typical", "worst")]
    brief = [period for period in audit.periods if period not in audit.usual]
    unknown = False
    for entry, alike in _rows(audit):
        weekly = sum(period.period.hours_per_week for period in alike)
        best, typical, worst = _times(audit.tree, entry.person)
        if best == "nobody" != nobody(audit.tree, alike[0], entry):
            best, unknown = ("nobody" if _several(audit) else "nobody known"), True
        name = _situation(audit, entry, [period.period.name for period in alike])
        rows.append((name, say_duration(weekly * 3600) if weekly else "-", best, typical, worst))
    notes = [_briefly(audit.tree, period) for period in brief]
    if unknown and _several(audit):
        notes.append("nobody: nobody known to be a person; who answers outside is not in the file")
    yield Block(rows=tuple(rows), whole=(1, 2, 3, 4), notes=tuple(notes))


def _rows(audit: Audit) -> Iterator[tuple[EntryAudit, list[PeriodAudit]]]:
    """The rows of the first table: each period; where there are several numbers, each situation of one of them, for
    what opens and closes elsewhere says nothing of it."""
    if not _several(audit):
        yield from ((entry, [period]) for period in audit.usual for entry in period.entries)
        return
    by_name = {period.period.name: period for period in audit.usual}
    yield from ((entry, [by_name[name] for name in names]) for entry, names in _alike(audit).values())


def _briefly(tree: PhoneTree, period: PeriodAudit) -> str:
    """One line for the minute between two schedules."""
    found = [f"a person after {say_duration(e.person.typical or 0)}" for e in period.entries if e.person.reachable]
    ends = found[0] if found else nobody(tree, period, period.entries[0])
    minutes = say_duration(period.period.hours_per_week * 3600)
    return f"for {minutes} a week, where hours overlap or leave a gap ({period.period.name}): {ends}"


def _times(tree: PhoneTree, times: TimeTo) -> tuple[str, str, str]:
    if times.best is None or times.typical is None or times.worst is None:
        return "nobody", "", ""
    worst = say_duration(times.worst)
    if not times.bounded:
        worst = f"no limit (at least {worst})"
    elif not times.exact:
        worst = f"at most {worst}"
    least = "at least " if unstated_wait(tree, times) else ""
    return say_duration(times.best), least + say_duration(times.typical), worst


def _alike(audit: Audit) -> dict[int, tuple[EntryAudit, list[str]]]:
    """Every different situation of an entry, with the names of its periods."""
    found: dict[int, tuple[EntryAudit, list[str]]] = {}
    for period in audit.usual:
        for entry in period.entries:
            found.setdefault(id(entry), (entry, []))[1].append(period.period.name)
    return found


def _situation(audit: Audit, entry: EntryAudit, names: Sequence[str]) -> str:
    when = say_periods(audit, names)
    return f"{entry.number or entry.entry}, {when}" if _several(audit) else when


def _topics(audit: Audit) -> Iterator[Block]:
    for entry, names in _alike(audit).values():
        if not entry.topics:
            continue
        situation = _situation(audit, entry, names)
        if not any(times.any_person.reachable or times.wrong_door for times in entry.topics.values()):
            yield Block(situation, notes=("nobody, whatever the topic",))
            continue
        rows: list[Row] = [("", "right person: typical", "worst", "any person: typical")]
        for topic, times in entry.topics.items():
            rows.append((topic, *_right(audit.tree, entry, topic), _typical(times.any_person)))
        yield Block(situation, tuple(rows), whole=(3,))


def _right(tree: PhoneTree, entry: EntryAudit, topic: str) -> tuple[str, str]:
    times = entry.topics[topic].right_person
    if times.reachable:
        _, typical, worst = _times(tree, times)
        return typical, worst
    return without_person(tree, entry, topic), ""


def _typical(times: TimeTo) -> str:
    return "never" if times.typical is None else say_duration(times.typical)


_WHO = {"silent": "presses nothing", "zero": "presses 0", "wrong-keys": "presses wrong keys"}


def _callers(audit: Audit) -> Iterator[Block]:
    for entry, names in _alike(audit).values():
        rows: list[Row] = [("", "ends", "after", "does")]
        calls = [(_WHO[kind], call) for kind, call in entry.callers.items()]
        calls += [(f"wants {topic}" if topic != "any" else "listens", call) for topic, call in entry.listener.items()]
        calls += [(f"expert, {topic}" if topic != "any" else "expert", call) for topic, call in entry.expert.items()]
        for who, call in calls:
            rows.append((who, _end(call), say_duration(call.seconds), say_keys(call.keys)))
        yield Block(_situation(audit, entry, names), tuple(rows))


def _end(call: Call) -> str:
    match call.outcome:
        case "person":
            return f"{'person' if call.right_person is not False else 'wrong person'}: {call.node}"
        case "message":
            return f"message: {call.node}"
        case None:
            return call.node
        case outcome:
            return f"{outcome}: {call.node}"


def _outcomes(audit: Audit) -> Iterator[Block]:
    found = list(_alike(audit).values())
    used = [outcome for outcome in OUTCOMES if any(entry.paths.by_outcome[outcome] for entry, _ in found)]
    rows: list[Row] = [("", *used, "all")]
    for entry, names in found:
        more = "" if entry.paths.exact else ">= "
        counts = [more + say_count(entry.paths.by_outcome[outcome]) for outcome in used]
        rows.append((_situation(audit, entry, names), *counts, more + say_count(entry.paths.total)))
    yield Block(rows=tuple(rows))


def say_count(count: int) -> str:
    """A count of paths, which can have thousands of digits: "1,234", "1.2e17"."""
    if count < 10**9:
        return f"{count:,}"
    digits = str(count) if count < 10**4000 else "9" + "0" * 4000
    return f"{digits[0]}.{digits[1]}e{len(digits) - 1}"


_VERDICT = {
    "returned": "returned",
    "no promise": "NO PROMISE",
    "nobody": "NOBODY RETURNS IT",
    "not stated": "not stated in the file",
}


def _mailboxes(audit: Audit) -> Iterator[Block]:
    if not audit.mailboxes:
        return
    rows: list[Row] = [("", "owner", "promise", "calls come from", "verdict")]
    for box in audit.mailboxes:
        node = box.node
        promise = "-" if node.reply_within is None else _short(node.reply_within)
        rows.append((node.name, node.owner or "-", promise, _fed(box), _VERDICT[box.returned]))
    yield Block(rows=tuple(rows), whole=(2, 4))


def _short(seconds: float) -> str:
    return f"{seconds / 3600:g} h" if seconds % 3600 == 0 else say_duration(seconds)


def _fed(box: Mailbox) -> str:
    if not box.periods:
        return "nowhere"
    return list_words(list(dict.fromkeys(node for node, _ in box.fed_by))) or "the start"


def _week(audit: Audit) -> Iterator[Block]:
    week = audit.calendar.week
    if all(seconds is not None for seconds in week):
        yield Block(notes=(f"somebody can be reached at every hour of the week{as_far_as_said(audit.tree)}",))
    elif any(seconds is not None for seconds in week):
        days = [(name[:3], week[day * 48 : day * 48 + 48]) for day, name in enumerate(WEEKDAYS)]
        bars = [(name, "".join(".#"[seconds is not None] for seconds in hours)) for name, hours in days]
        chart = (("", "0     3     6     9     12    15    18    21"), *bars)
        yield Block(chart=chart, legend="# a person can be reached   . nobody   (half hours)")
    notes = tuple(_topic_gaps(audit))
    if notes:
        yield Block(notes=notes)


def _topic_gaps(audit: Audit) -> Iterator[str]:
    calendar = audit.calendar
    entries = [entry for entry, _ in _alike(audit).values() if entry.entry == audit.tree.entries[0].node]
    for topic, gap in calendar.topic_weekly_gaps.items():
        never = all(seconds is None for seconds in calendar.topic_weeks[topic])
        if not never and (gap is None or gap.is_brief or gap == calendar.weekly_gap):
            continue
        away = [entry for entry in entries if not entry.topics[topic].right_person.reachable]
        ways = dict.fromkeys(without_person(audit.tree, entry, topic) for entry in away if entry.person.reachable)
        when = "" if never or gap is None else f" {say_weekly(gap)}"
        nobody = f"nobody who can help{when or ', at no time'}"
        if ways and ways.keys().isdisjoint(("never", "wrong door only")):
            nobody = list_words(list(ways), "or") + (when or " only")
        yield f'for "{topic}": {nobody}'


def _gethuman(audit: Audit) -> Iterator[Block]:
    """The public standard of 2006 on how callers should be treated, item by item."""
    notes = [f"version 1.0 (gethuman.com/standard/v1.0.html): {summary(audit.scorecard)}"]
    beyond = left_out(audit.tree)
    notes += [beyond] if beyond else []
    yield Block(notes=tuple(notes))
    for item in audit.scorecard:
        verdict = "BROKEN" if item.verdict == "broken" else item.verdict
        yield Block(f"{item.number}. {item.title}: {verdict}", notes=(item.evidence,))
