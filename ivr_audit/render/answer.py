"""The answer in a few sentences: who cannot reach a person, how long it takes, when nobody is there; what to fix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import Final

from ivr_audit.asking import asked, is_seen_to, keys_for_some
from ivr_audit.audit import Audit, EntryAudit, PeriodAudit
from ivr_audit.hours import Gap, State, longest_without, normal_fortnight
from ivr_audit.mailboxes import Mailbox
from ivr_audit.model import Answered, PhoneTree, Queue
from ivr_audit.paths import TimeTo
from ivr_audit.unsaid import clocks_unknown, people_without_hours, unknown_ends
from ivr_audit.words import list_words, say_duration, say_moment, say_weekday
from ivr_audit.words import some as quoted

_MOST_NAMED = 3
_ABOUT_TOPICS: Final = ("wrong-door", "right-person-unreachable")
"""Rules whose findings say, by `cause`, that a topic leads to nobody who can help."""
_RIGHT_PERSON_LATER = 60.0
"""Seconds between a person and the right person from which the answer tells the two apart; a minute is one handover."""


def answer(audit: Audit) -> list[str]:
    """Sentences: who is lost, how long it takes in each period with people, and when nobody can be reached."""
    return [*_who_is_lost(audit), *_how_long(audit), _nobody(audit), *_only_some(audit)]


def fix_first(audit: Audit) -> str | None:
    """What to change first and what that settles; None where nothing was found."""
    repair = audit.fix_first
    if repair is None:
        return None
    which = f"finding {audit.new.index(repair.finding) + 1}" if repair.finding in audit.new else "a known finding"
    text = f"{repair.finding.advice} ({which})."
    if repair.tried:
        done = [f"{gone} of {had} {_plural(name, had)}" for name, gone, had in repair.settles if gone]
        if done:
            text += f" Settles {list_words(done)}."
        if repair.worst_before is not None and repair.worst_after is not None:
            text += f" Worst case {say_duration(repair.worst_before)} -> {say_duration(repair.worst_after)}."
    return text[0].upper() + text[1:]


def _plural(severity: str, count: int) -> str:
    return severity if count == 1 or severity == "advice" else f"{severity}s"


def staffed_periods(audit: Audit) -> list[PeriodAudit]:
    """The periods in which a caller of some entry can reach a person; brief ones only if there are no others."""
    found = [period for period in audit.periods if any(entry.person.reachable for entry in period.entries)]
    return [period for period in found if not period.period.is_brief] or found


def _who_is_lost(audit: Audit) -> Iterator[str]:
    open_periods = staffed_periods(audit)
    if not open_periods:
        yield _nobody_ever(audit)
        return
    lost = [topic for topic in audit.tree.topics if _is_lost(audit, open_periods, topic)]
    for topic in lost:
        yield _lost_topic(audit, open_periods, topic)
    yield from _zero_in_circles(audit, open_periods)
    if not lost:
        yield _nobody_is_lost(audit, open_periods)


def _nobody_ever(audit: Audit) -> str:
    ends = dict.fromkeys(end for p in audit.periods for e in p.entries for end in _unknown(audit.tree, p, e))
    if not ends:
        return "No caller can ever reach a person here, whatever they press and whenever they call."
    return (
        "Callers can reach nobody here who is known to be a person, whatever they press and whenever they call; who "
        f"answers at {quoted(list(ends))}, where calls leave this system, is not in the file."
    )


def _unknown(tree: PhoneTree, period: PeriodAudit, entry: EntryAudit) -> list[str]:
    return unknown_ends(tree, period.period.state, entry.entry)


def nobody(tree: PhoneTree, period: PeriodAudit, entry: EntryAudit) -> str:
    """What to say where no person can be reached: whoever answers outside may be one, if the file does not say."""
    return "nobody known" if _unknown(tree, period, entry) else "nobody"


def _zero_in_circles(audit: Audit, open_periods: Sequence[PeriodAudit]) -> Iterator[str]:
    """Where callers who press 0 go round, if some do: by name where 0 at the beginning leads to a person."""
    found = [one.node for one in audit.findings if one.rule == "no-zero-operator" and one.severity == "error"]
    if not found:
        return
    calls = [entry.callers["zero"] for p in open_periods for entry in p.entries if entry.person.reachable]
    where = f" in {quoted(list(dict.fromkeys(found)))}" if any(call.outcome == "person" for call in calls) else ""
    yield f"Pressing 0{where} does not help: callers who do go round in a circle."


def _nobody_is_lost(audit: Audit, open_periods: Sequence[PeriodAudit]) -> str:
    errors = [finding.rule for finding in audit.findings if finding.severity == "error"]
    if not errors:
        numbers = _by_number(audit)
        if len(set(numbers.values())) > 1:
            told = [f"{number}: {when or 'never'}" for number, when in numbers.items()]
            return f"When callers can reach a person depends on the number they dial ({list_words(told)})."
        when = _say_when(audit, [found.period.name for found in open_periods])
        if audit.is_partial:
            return f"A person can be reached ({when})."
        calls = [call for found in open_periods for entry in found.entries for call in entry.callers.values()]
        aimless = any(call.outcome in ("stuck", "cut off") for call in calls)
        who = "Every caller who presses a key that is offered" if aimless else "Every caller"
        return f"{who} can reach a person ({when})."
    if set(errors) == {"time-to-human-worst-case"}:
        return "A person can be reached, but the unluckiest caller waits far too long."
    stand = "1 error stands" if len(errors) == 1 else f"{len(errors)} errors stand"
    return f"A person can be reached, but {stand} in the way of some callers."


def _by_number(audit: Audit) -> dict[str, str]:
    """For each number that is dialled, the periods in which its callers can reach a person."""
    found: dict[str, list[str]] = {}
    for period in audit.usual:
        for entry in period.entries:
            names = found.setdefault(entry.number or entry.entry, [])
            names.extend([period.period.name] if entry.person.reachable else [])
    return {number: say_periods(audit, names) if names else "" for number, names in found.items()}


def say_periods(audit: Audit, names: Sequence[str]) -> str:
    """Some periods in words: "at any time", "office open; night open", "at any time but closed"."""
    every = [found.period.name for found in audit.usual]
    names = [name for name in names if name in every] or names
    others = [name for name in every if name not in names]
    if not others and len(every) > 1:
        return "at any time"
    if len(audit.tree.entries) > 1 and len(names) > 1 and (alone := _by_hours(audit, names)):
        return alone
    if len(names) > _MOST_NAMED and len(others) <= _MOST_NAMED:
        return f"at any time but: {'; '.join(others)}"
    if len(names) > _MOST_NAMED:
        return f"{'; '.join(names[:_MOST_NAMED])}; and {len(names) - _MOST_NAMED} more periods"
    return "; ".join(names)


def _by_hours(audit: Audit, names: Sequence[str]) -> str:
    """The one schedule that is open in just these periods, or closed in just these: with several numbers most is about
    the hours of one of them."""
    for hours in audit.tree.hours:
        opened = {found.period.name for found in audit.usual if hours in found.period.open}
        if opened == set(names):
            return f"{hours} open"
        if opened.isdisjoint(names) and len(opened) + len(names) == len(audit.usual):
            return f"{hours} closed"
    return ""


AS_FAR: Final = "as far as the file says"


def _say_when(audit: Audit, names: Sequence[str]) -> str:
    """Periods in words. "At any time" is too much to say where the file does not say when the office is open."""
    said = say_periods(audit, names)
    return AS_FAR if said == "at any time" and clocks_unknown(audit.tree) else said


def as_far_as_said(tree: PhoneTree) -> str:
    """What to add to the sentence that somebody can be reached at every hour; empty where the file says enough."""
    if clocks_unknown(tree):
        return f", {AS_FAR}: when the office is open is not in it"
    return f", {AS_FAR}: when people are there is not in it" if people_without_hours(tree) else ""


def _is_lost(audit: Audit, open_periods: Sequence[PeriodAudit], topic: str) -> bool:
    """Whether callers who ask for a topic never reach anybody who handles it, nor anything else that helps, and the
    office does not accept that."""
    entries = [entry for found in audit.periods for entry in found.entries]
    if any(entry.topics[topic].right_person.reachable for entry in entries):
        return False
    if any(finding.rule in _ABOUT_TOPICS and finding.cause == topic for finding, _ in audit.ignored):
        return False
    calls = asked(audit, open_periods, topic)
    return not all(call.outcome == "served" or is_seen_to(audit.tree, call, topic) for call in calls)


def _lost_topic(audit: Audit, open_periods: Sequence[PeriodAudit], topic: str) -> str:
    """What happens to the honest callers of a topic whose right person they never reach, at the first number at which
    a person can be reached."""
    boxes = {box.node.name: box for box in audit.mailboxes}
    calls = asked(audit, open_periods, topic)
    entries = [entry for period in open_periods for entry in period.entries if entry.listener[topic] in calls]
    number = entries[0].number
    calls = [entry.listener[topic] for entry in entries if entry.number == number]
    ends = sorted({(call.outcome, call.node) for call in calls if call.outcome})
    everywhere = {(e.listener[topic].outcome, e.listener[topic].node) for p in audit.periods for e in p.entries}
    when = "at every hour" if len(everywhere) == 1 else "while people are there"
    told = list_words([_end(outcome, node, boxes) for outcome, node in ends], "or")
    told = told.replace(", leave a message in", ", in").replace("or leave a message in", "or in")
    stuck = [c for c in calls if c.outcome == "stuck" and isinstance(audit.tree.nodes[c.node], Answered)]
    passed_on = [turn.node for call in stuck for turn in call.turns if turn.step == "answered"]
    if passed_on:
        from_one = f'from "{passed_on[0]}" they are passed on from one person to the next'
        return f'Callers about "{topic}" reach people, but nobody who can help: {from_one}.'
    if any(outcome == "person" for outcome, _ in ends):
        return f'Callers about "{topic}" reach a person, but nobody who can help: {told}.'
    return f'Callers about "{topic}" never reach a person by asking for one: {when} they {told}.'


def _end(outcome: str, node: str, boxes: dict[str, Mailbox]) -> str:
    match outcome:
        case "message":
            return f'leave a message in "{node}"{_and_nobody_returns(boxes.get(node))}'
        case "person":
            return f'"{node}" answers'
        case "cut off":
            return f'are cut off at "{node}"'
        case "stuck":
            return f'go round in a circle at "{node}"'
        case "callback":
            return f'are promised a call back at "{node}"'
        case _:
            return f'are sent outside by "{node}"' if outcome == "outside" else f'end at "{node}"'


def _and_nobody_returns(box: Mailbox | None) -> str:
    if box is None or box.returned in ("returned", "not stated"):
        return ""
    return " that nobody returns" if box.returned == "nobody" else " with no promise of an answer"


def _how_long(audit: Audit) -> Iterator[str]:
    told: dict[str, list[str]] = {}
    for period in staffed_periods(audit):
        for entry in period.entries:
            if entry.person.reachable:
                number = f" ({entry.number or entry.entry})" if len(audit.tree.entries) > 1 else ""
                times = f"a person{number} after {say_times(audit.tree, entry.person)}.{_later(entry)}"
                told.setdefault(times, []).append(period.period.name)
    if len(told) > _MOST_NAMED:
        yield _overall(audit)
        return
    for times, names in told.items():
        when = _say_when(audit, names)
        yield f"{when[0].upper()}{when[1:]}: {times}"


def _overall(audit: Audit) -> str:
    """The times of many periods in one sentence."""
    found = [e.person for p in audit.periods for e in p.entries if e.person.reachable]
    best = min(times.best or 0.0 for times in found)
    typical = [times.typical or 0.0 for times in found]
    worst = say_duration(max(times.worst or 0.0 for times in found))
    last = worst if all(times.bounded and times.exact for times in found) else f"{worst} or more"
    usual = f"{say_duration(min(typical))} to {say_duration(max(typical))}"
    return (
        f"A person after {say_duration(best)} at best, {usual} typically, {last} at worst: the table has each period."
    )


def say_times(tree: PhoneTree, times: TimeTo) -> str:
    """Best, typical and worst in words: "31 s at best, 48 s typically, 4 min 06 s at worst"."""
    assert times.best is not None
    assert times.typical is not None
    assert times.worst is not None
    worst = say_duration(times.worst)
    if not times.bounded:
        last = f"without limit at worst (at least {worst})"
    else:
        last = f"{worst} at worst" if times.exact else f"at most {worst} at worst"
    queue = unstated_wait(tree, times)
    typical = say_duration(times.typical)
    if queue:
        typical, last = f"at least {typical}", f'{last} (the usual wait in "{queue}" is not stated)'
    return f"{say_duration(times.best)} at best, {typical} typically{_by_keys(tree, times)}, {last}"


def _by_keys(tree: PhoneTree, times: TimeTo) -> str:
    keys = keys_for_some(tree, times)
    return f" (by {'key' if len(keys) == 1 else 'keys'} {', then '.join(keys)})" if keys else ""


def unstated_wait(tree: PhoneTree, times: TimeTo) -> str | None:
    """The queue on the typical way for which the file states no typical wait, so that it counts as none."""
    for leg in times.typical_path:
        node = tree.nodes[leg.node]
        if isinstance(node, Queue) and leg.step == "answered" and (node.wait is None or node.wait.typical is None):
            return node.name
    return None


def _later(entry: EntryAudit) -> str:
    """The topics whose right person typically comes much later than any person."""
    slow = []
    for topic, times in entry.topics.items():
        right, anyone = times.right_person.typical, times.any_person.typical
        if right is not None and anyone is not None and right - anyone >= _RIGHT_PERSON_LATER:
            slow.append(f'for "{topic}" after {say_duration(right)}')
    return f" The right person typically {list_words(slow)}." if slow else ""


def _nobody(audit: Audit) -> str:
    gap, weekly = _told(audit.calendar.gap), _told(audit.calendar.weekly_gap)
    several = len(audit.tree.entries) > 1
    if gap is None:
        which = " by one of the numbers" if several else ""
        return f"Somebody can be reached at every hour of the year{which}{as_far_as_said(audit.tree)}."
    away = [(p, e) for p in audit.usual for e in p.entries if not e.person.reachable]
    known = " known to be a person" if any(_unknown(audit.tree, p, e) for p, e in away) else ""
    if not staffed_periods(audit):
        return f"There is no hour of the year at which somebody{known} can be reached."
    if weekly is None:
        return f"At the worst time of the year nobody{known} can be reached {say_gap(gap)}."
    return f"Nobody{known} can be reached {say_weekly(weekly)} in a normal week, and at worst {say_gap(gap)}."


def _told(gap: Gap | None) -> Gap | None:
    """A gap that is told: not the minute between two schedules."""
    return None if gap is None or gap.is_brief else gap


def say_weekly(gap: Gap) -> str:
    """From when to when in a week, and how long: "from Fri 12:00 to Mon 08:30 (68 h 30 min)"."""
    return f"from {say_weekday(gap.start)} to {say_weekday(gap.end)} ({say_duration(gap.hours * 3600)})"


def _only_some(audit: Audit) -> Iterator[str]:
    """When somebody answers, but at most half of the topics that ever have the right person do: at night nobody but an
    emergency line, say. Of several such times the longest."""
    helped = {period.period.state: _helped(period) for period in staffed_periods(audit)}
    ever = frozenset[str]().union(*helped.values())
    few = sorted({some for some in helped.values() if 2 * len(some) <= len(ever) and some != ever}, key=sorted)
    if not few:
        return
    gaps = {some: _weekly(audit.tree, {state for state in helped if helped[state] == some}) for some in few}
    lengths = {some: 0.0 if gap is None else gap.hours for some, gap in gaps.items()}
    some = max(few, key=lengths.__getitem__)
    gap = gaps[some]
    when = say_periods(audit, [p.period.name for p in staffed_periods(audit) if helped[p.period.state] == some])
    if gap is not None:
        when = f"{say_weekly(gap)} in a normal week"
    missed = [f'"{topic}"' for topic in audit.tree.topics if topic in ever - some]
    topics = [f'"{topic}"' for topic in audit.tree.topics if topic in some]
    if topics:
        yield f"{when[0].upper()}{when[1:]} only callers about {list_words(topics)} reach a person who can help."
    else:
        yield f"{when[0].upper()}{when[1:]} a person answers, but nobody who can help with {list_words(missed, 'or')}."


def _weekly(tree: PhoneTree, states: Set[State]) -> Gap | None:
    """The longest stretch of a normal week in some states; None if it has none, or no others."""
    found = longest_without(normal_fortnight(tree), lambda state: state not in states, "UTC")
    return None if found is None or found.hours > 7 * 24 else found


def _helped(period: PeriodAudit) -> frozenset[str]:
    """The topics whose right person callers can reach who ask for it, at one of the numbers."""
    return frozenset(
        topic for entry in period.entries for topic, times in entry.topics.items() if times.right_person.reachable
    )


def say_gap(gap: Gap) -> str:
    """From when to when, and how long: "from Thu 24 Dec 12:00 to Mon 28 Dec 2026 08:30 (92 h 30 min)"."""
    start, end = say_moment(gap.start), say_moment(gap.end)
    dated = f"{end[:-6]} {gap.end.year}{end[-6:]}"
    return f"from {start} to {dated} ({say_duration(gap.hours * 3600)})"
