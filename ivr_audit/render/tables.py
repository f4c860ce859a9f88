"""The tables of the text report: times by period and topic, five callers, how calls end, mailboxes, the week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ivr_audit.audit import Audit, EntryAudit
from ivr_audit.call import Call
from ivr_audit.callgraph import OUTCOMES
from ivr_audit.mailboxes import Mailbox
from ivr_audit.model import PhoneTree
from ivr_audit.paths import TimeTo, TopicTimes
from ivr_audit.render.answer import say_gap, say_periods, unstated_wait
from ivr_audit.render.styled import Line, Piece, line, paragraph, table
from ivr_audit.words import WEEKDAYS, list_words, say_duration

_MONTH = 744.0


def tables(audit: Audit) -> Iterator[Line]:
    """All tables, each with a heading and an empty line behind it."""
    for heading, lines in (
        ("WHEN CAN A PERSON BE REACHED", _periods(audit)),
        ("BY TOPIC, FOR A CALLER WHO ASKS FOR IT", _topics(audit)),
        ("FIVE CALLERS", _callers(audit)),
        ("HOW CALLS CAN END: NUMBER OF WAYS", _outcomes(audit)),
        ("MAILBOXES", _mailboxes(audit)),
        ("A NORMAL WEEK", _week(audit)),
    ):
        rows = list(lines)
        if rows:
            yield line(Piece(heading, "heading"))
            yield from rows
            yield line()


def _several(audit: Audit) -> bool:
    return len(audit.tree.entries) > 1


def _periods(audit: Audit) -> list[Line]:
    rows = [("", "hours a week", "best", "typical", "worst")]
    for period in audit.periods:
        for entry in period.entries:
            name = f"{period.period.name}, {entry.number or entry.entry}" if _several(audit) else period.period.name
            hours = say_duration(period.period.hours_per_week * 3600) if period.period.hours_per_week else "-"
            rows.append((name, hours, *_times(audit.tree, entry.person)))
    return table(rows)


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
    for period in audit.periods:
        for entry in period.entries:
            found.setdefault(id(entry), (entry, []))[1].append(period.period.name)
    return found


def _situation(audit: Audit, entry: EntryAudit, names: Sequence[str]) -> str:
    when = say_periods(audit, names)
    return f"{entry.number or entry.entry}, {when}" if _several(audit) else when


def _topics(audit: Audit) -> Iterator[Line]:
    for entry, names in _alike(audit).values():
        if not entry.topics:
            continue
        yield from paragraph(_situation(audit, entry, names), first="  ", style="strong")
        if not any(times.any_person.reachable or times.wrong_door for times in entry.topics.values()):
            yield line("    nobody, whatever the topic")
            continue
        rows = [("", "right person: typical", "worst", "any person: typical")]
        for topic, times in entry.topics.items():
            rows.append((topic, *_right(audit.tree, times), _typical(times.any_person)))
        yield from table(rows, indent="    ")


def _right(tree: PhoneTree, times: TopicTimes) -> tuple[str, str]:
    if times.right_person.reachable:
        _, typical, worst = _times(tree, times.right_person)
        return typical, worst
    return ("wrong door only", "") if times.wrong_door else ("never", "")


def _typical(times: TimeTo) -> str:
    return "never" if times.typical is None else say_duration(times.typical)


_WHO = {"silent": "presses nothing", "zero": "presses 0", "wrong-keys": "presses wrong keys"}


def _callers(audit: Audit) -> Iterator[Line]:
    for entry, names in _alike(audit).values():
        yield from paragraph(_situation(audit, entry, names), first="  ", style="strong")
        rows = [("", "ends", "after", "keys")]
        calls = [(_WHO[kind], call) for kind, call in entry.callers.items()]
        calls += [(f"wants {topic}" if topic != "any" else "listens", call) for topic, call in entry.listener.items()]
        calls += [(f"expert, {topic}" if topic != "any" else "expert", call) for topic, call in entry.expert.items()]
        for who, call in calls:
            rows.append((who, _end(call), say_duration(call.seconds), call.keys or "-"))
        yield from table(rows, indent="    ")


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


def _outcomes(audit: Audit) -> list[Line]:
    found = list(_alike(audit).values())
    used = [outcome for outcome in OUTCOMES if any(entry.paths.by_outcome[outcome] for entry, _ in found)]
    rows = [("", *used, "all")]
    for entry, names in found:
        more = "" if entry.paths.exact else ">= "
        counts = [more + _number(entry.paths.by_outcome[outcome]) for outcome in used]
        rows.append((_situation(audit, entry, names), *counts, more + _number(entry.paths.total)))
    return table(rows)


def _number(count: int) -> str:
    return f"{count:,}" if count < 10**9 else f"{count:.1e}".replace("e+", "e")


_VERDICT = {
    "returned": "returned",
    "no promise": "NO PROMISE",
    "nobody": "NOBODY RETURNS IT",
    "not stated": "not stated in the file",
}


def _mailboxes(audit: Audit) -> list[Line]:
    if not audit.mailboxes:
        return []
    rows = [("", "owner", "promise", "calls come from", "verdict")]
    for box in audit.mailboxes:
        node = box.node
        promise = "-" if node.reply_within is None else _short(node.reply_within)
        rows.append((node.name, node.owner or "-", promise, _fed(box), _VERDICT[box.returned]))
    return table(rows, whole=(2, 4))


def _short(seconds: float) -> str:
    return f"{seconds / 3600:g} h" if seconds % 3600 == 0 else say_duration(seconds)


def _fed(box: Mailbox) -> str:
    if not box.periods:
        return "nowhere"
    return list_words(list(dict.fromkeys(node for node, _ in box.fed_by))) or "the start"


def _week(audit: Audit) -> Iterator[Line]:
    calendar = audit.calendar
    if all(seconds is not None for seconds in calendar.week):
        yield line("  somebody can be reached at every hour of the week")
    elif any(seconds is not None for seconds in calendar.week):
        yield line("  ", Piece("       0     3     6     9     12    15    18    21", "faint"))
        for day, name in enumerate(WEEKDAYS):
            hours = calendar.week[day * 48 : day * 48 + 48]
            yield line(f"  {name[:3]}    ", Piece("".join(".#"[s is not None] for s in hours), "strong"))
        yield line(Piece("  # a person can be reached   . nobody   (half hours)", "faint"))
    for topic, gap in calendar.topic_gaps.items():
        if gap is not None and gap != calendar.gap:
            never = all(seconds is None for seconds in calendar.topic_weeks[topic]) and gap.hours > _MONTH
            nobody = "nobody who can help, at no time" if never else f"nobody who can help {say_gap(gap)}"
            yield from paragraph(f'for "{topic}": {nobody}', first="  ")
