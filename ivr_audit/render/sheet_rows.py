"""A tree as the rows of a spreadsheet's tables, and what these cannot say."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import pairwise
from typing import Any, Final, NamedTuple

from ivr_audit import model
from ivr_audit.announced import announcements
from ivr_audit.defaults import Defaults
from ivr_audit.model import HANGUP, Hours, Node, Option, PhoneTree, Prompt, Span
from ivr_audit.scalars import short
from ivr_audit.sheet_words import (
    AGAIN,
    BEGIN,
    DAYS,
    DIALLED,
    EXTENSION,
    HANG_UPS,
    HOLIDAY,
    HOURS,
    NOBODYS,
    NONE,
    SETTING,
    SETTINGS,
    SILENCE,
    TIMES,
    VALUE,
    WAYS,
    WRONG,
    column_of,
    folded,
    kind_word,
)
from ivr_audit.words import AS_USUAL, WEEKDAYS, list_words

Row = dict[str, str]
LONGEST: Final = 32_000
"""Signs that a cell of a spreadsheet can hold."""
_DAY: Final = 1440
_WAY_OF: Final[Mapping[str, str]] = {field: key for key, (field, _) in WAYS.items()}
_IMPLIED: Final = ("always", "closed")
_NOT_SHOWN: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Tables(NamedTuple):
    """The rows of the three sheets by heading; `unsaid` has a sentence for everything they cannot say."""

    menus: list[Row]
    hours: list[Row]
    office: list[Row]
    unsaid: list[str]


def tables(tree: PhoneTree) -> Tables:
    """What a spreadsheet says of a tree."""
    unsaid: list[str] = []
    tree = _with_sheet_names(tree, unsaid)
    names = {name.casefold() for name in tree.nodes}
    menus = [row for node in tree.nodes.values() for row in _Step(node, tree, names, unsaid).rows()]
    hours = [row for one in tree.hours.values() if one.name not in _IMPLIED for row in _hours(one)]
    office = list(_office(tree, unsaid))
    unsaid += _unsaid(tree)
    for row in (*menus, *hours, *office):
        for heading, text in row.items():
            row[heading] = _written(text, heading, unsaid)
    return Tables(menus, hours, office, list(dict.fromkeys(unsaid)))


def say_seconds(seconds: float) -> str:
    """A duration as it is read: `25s`, `4m`, `24h`, `2d`."""
    if seconds == int(seconds):
        for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
            if seconds and seconds % size == 0 and (size < 86400 or seconds > size):
                return f"{int(seconds) // size}{unit}"
        return f"{int(seconds)}s"
    return f"{seconds:.9f}".rstrip("0") + "s"


def _with_sheet_names(tree: PhoneTree, unsaid: list[str]) -> PhoneTree:
    """The tree with names that differ by more than capitals, and none that ends the call."""
    taken: set[str] = set()
    names: dict[str, str] = {}
    for name in tree.nodes:
        plain = " ".join(name.split()) or "step"
        plain = f"step {plain}" if folded(plain) in HANG_UPS else plain
        new, count = plain, 1
        while new.casefold() in taken:
            count += 1
            new = f"{plain} ({count})"
        taken.add(new.casefold())
        if new != name:
            names[name] = new
            unsaid.append(f"the step {short(name)} is called {short(new)} in the spreadsheet, which takes no heed of "
                          "capitals in names and has words of its own for the end of a call")  # fmt: skip
    if not names:
        return tree
    from dataclasses import replace

    nodes = {names.get(name, name): model.renamed(node, lambda n: names.get(n, n)) for name, node in tree.nodes.items()}
    entries = tuple(entry._replace(node=names.get(entry.node, entry.node)) for entry in tree.entries)
    return replace(tree, nodes=nodes, entries=entries)


def _written(text: str, heading: str, unsaid: list[str]) -> str:
    plain = _NOT_SHOWN.sub("", text)
    if len(plain) > LONGEST or plain != text:
        said = f"a text in the column {short(heading)} is cut or loses signs that no cell can hold"
        unsaid.append(f"{said}: {short(text)}")
    return plain[:LONGEST]


class _Step:
    """The rows of one node: what it is, then a row for each way on."""

    def __init__(self, node: Node, tree: PhoneTree, names: Collection[str], unsaid: list[str]) -> None:
        self.node, self.tree, self.names, self.unsaid = node, tree, names, unsaid
        self.head: Row = {"Menu": node.name, "Type": kind_word(node.kind)}
        self.ways: dict[str, Row] = {}
        self.keys: list[Row] = []

    def rows(self) -> Iterator[Row]:
        for name, field in model.readable_fields(type(self.node)).items():
            value = getattr(self.node, name)
            if name == self.node.main or value != field.default:
                self._put(name, field.metadata["reads"], value)
        ways = [*self.keys, *(self.ways[way] for way in WAYS if way in self.ways)]
        if self._is_plain(ways):
            del self.head["Type"]
            ways[0] = self.head | ways[0]
        else:
            yield self.head
        yield from ways

    def _is_plain(self, ways: list[Row]) -> bool:
        """Whether the keys tell what this step is, so that its first row is that of its first way on."""
        if self.node.kind == "menu":
            return bool(self.keys) and not self.keys[0]["Key"].startswith(EXTENSION)
        return self.node.kind == "say" and "Caller hears" in self.head and len(ways) == 1

    def _put(self, name: str, reads: str, value: Any) -> None:  # Any: the fields of nodes have many types
        column = column_of(name, self.node.kind)
        match reads:
            case "prompt" if name in ("replay", "invalid_prompt"):
                self._way(AGAIN if name == "replay" else WRONG).update(_prompt(value, is_stated=name != "replay"))
            case "prompt":
                self.head.update(_prompt(value, is_stated=False))
            case "options" if isinstance(self.node, model.Menu):
                intro, said = spoken(self.node.prompt.text, [option.key for option in value])
                self.head.update({"Caller hears": intro} if said else {})
                for option in value:
                    says = {"Says": said[option.key]} if option.key in said else {}
                    self.keys.append(self._option(option) | says)
            case "target" if name in _WAY_OF:
                self._way(_WAY_OF[name])["Goes to"] = self._target(value)
            case "options" | "exits":
                self.keys += [self._option(option) for option in value]
            case "cases":
                for case in value:
                    row = {"Menu": self.node.name, "Key": case.name, "Goes to": self._target(case.to)}
                    self.keys.append(row | ({"Share": _share(case.share)} if case.share is not None else {}))
            case "extensions":
                for one in value:
                    key = f"{EXTENSION} {one.pattern}"
                    self.keys.append({"Menu": self.node.name, "Key": key, "Goes to": self._target(one.to)})
            case "wait":
                for part in ("typical", "longest"):
                    if getattr(value, part) is not None:
                        self.head[f"{part.capitalize()} wait"] = say_seconds(getattr(value, part))
            case "attempts":
                self.head["Tries"] = str(value.no_input)
                if value.apart:
                    self.head["Tries with wrong keys"] = str(value.invalid)
            case _ if column is not None:
                self._plain(name, reads, value, column.heading)
            case _:
                self.unsaid.append(f'"{name}" of the step {short(self.node.name)} has no column')

    def _plain(self, name: str, reads: str, value: Any, heading: str) -> None:  # Any: see above
        if reads == "hours" and value is None:
            advice = 'name them in the column "Open hours" and in the sheet "Hours" before the spreadsheet is read'
            self.unsaid.append(f"at the step {short(self.node.name)} the hours that decide are not known; {advice}")
        elif name == self.node.main and value == self.node.name and reads != "hours":
            return
        elif reads == "duration":
            self.head[heading] = say_seconds(value)
        elif reads == "flag":
            self.head[heading] = "yes" if value else "no"
        elif reads == "target":
            self.head[heading] = self._target(value)
        elif reads == "targets":
            self.head[heading] = listed([self._target(to) for to in value], self.names)
        elif reads in ("topics", "names"):
            self.head[heading] = listed(value, {topic.casefold() for topic in self.tree.topics})
        else:
            self.head[heading] = _stated(str(value))

    def _way(self, key: str) -> Row:
        return self.ways.setdefault(key, {"Menu": self.node.name, "Key": key})

    def _option(self, option: Option) -> Row:
        row = {"Menu": self.node.name, "Key": option.key, "Goes to": self._target(option.to)}
        if option.about:
            row["About"] = listed(option.about, {topic.casefold() for topic in self.tree.topics})
        if option.share is not None:
            row["Share"] = _share(option.share)
        if option.language is not None:
            row["Language"] = option.language
        return row

    def _target(self, name: str) -> str:
        return "hang up" if name == HANGUP else name


def spoken(text: str, keys: list[str]) -> tuple[str, dict[str, str]]:
    """A prompt as what is said first and what is said of each key, in the order of `keys`; nothing is left out.

    The prompt stays whole where its sentences are in another order.

    >>> spoken("Hello. For bills, press 1. For refills, press 2.", ["1", "2"])
    ('Hello.', {'1': 'For bills, press 1.', '2': 'For refills, press 2.'})
    """
    sentences = re.split(r"(?<=[.!?]) ", text)
    ends = [0]
    for sentence in sentences:
        ends.append(ends[-1] + len(sentence) + 1)
    first: dict[str, int] = {}
    for named in announcements(text):
        first.setdefault(named.key, bisect_right(ends, named.start) - 1)
    begins = [(first[key], key) for key in keys if key in first]
    if begins != sorted(begins, key=lambda one: one[0]):
        return text, {}
    starts = dict(reversed(begins))
    cuts = [*sorted(starts), len(sentences)]
    said = {starts[one]: " ".join(sentences[one:other]) for one, other in pairwise(cuts)}
    return " ".join(sentences[: cuts[0]]), said


def _stated(text: str) -> str:
    return text if text.strip() else SILENCE


def _prompt(prompt: Prompt, *, is_stated: bool) -> Row:
    """The cells of a prompt; silence is stated where an empty cell would mean another prompt."""
    row = {"Caller hears": prompt.text} if prompt.text else {}
    if prompt.seconds is not None:
        row["Lasts"] = say_seconds(prompt.seconds)
    if prompt.audio:
        row["Recording"] = prompt.audio
    return row or ({"Caller hears": SILENCE} if is_stated else {})


def _share(share: float) -> str:
    """A part of the whole in percent, if that is the same number when it is read."""
    percent = f"{share * 100:.7f}".rstrip("0").rstrip(".")
    return f"{percent}%" if float(percent) / 100 == share else f"{share:.9f}".rstrip("0").rstrip(".")


def listed(words: Iterable[str], known: Collection[str] = ()) -> str:
    """Words with commas between, quoted where a comma or another sign of lists stands in one."""
    words = list(words)
    if not words:
        return NONE
    text = ", ".join(words)
    is_plain = not any(re.search(r'[,;\n"]', word) or word != " ".join(word.split()) for word in words)
    clash = len(words) > 1 and text.casefold() in known
    if (is_plain and not clash and text.casefold() not in NOBODYS) or (len(words) == 1 and text.casefold() in known):
        return text
    return ", ".join('"' + word.replace('"', '""') + '"' for word in words)


def _hours(hours: Hours) -> Iterator[Row]:
    """A row for the week, and one for each date."""
    if hours.always and not hours.dates:
        yield {HOURS: hours.name, TIMES: "always"}
        return
    week = {day: _spans(spans) for day, spans in zip(WEEKDAYS, hours.weekly, strict=True) if spans}
    if hours.holiday != ():
        week[HOLIDAY] = AS_USUAL if hours.holiday is None else _spans(hours.holiday)
    if week:
        yield {HOURS: hours.name, **week}
    elif not hours.dates:
        yield {HOURS: hours.name, TIMES: "closed"}
    for day, spans in sorted(hours.dates.items()):
        yield {HOURS: hours.name, DAYS: day.isoformat(), TIMES: _spans(spans)}


def _spans(spans: tuple[Span, ...]) -> str:
    if not spans:
        return "closed"
    if spans == (Span(0, _DAY),):
        return "always"
    ends = [span.end if span.end <= _DAY else span.end - _DAY for span in spans]
    return ", ".join(f"{_clock(span.start)}-{_clock(end)}" for span, end in zip(spans, ends, strict=True))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _office(tree: PhoneTree, unsaid: list[str]) -> Iterator[Row]:
    """A row for each setting that is stated."""
    holidays = tree.holidays
    texts: dict[str, str] = {
        "tree": tree.name,
        "number": tree.number or "",
        "owner": tree.owner or "",
        "reviewed": tree.reviewed.isoformat() if tree.reviewed else "",
        "timezone": tree.timezone,
        "profile": listed(tree.profiles),
        "holidays": holidays.country + (f"-{holidays.subdivision}" if holidays.subdivision else ""),
        "dates": listed(day.isoformat() for day in holidays.dates) if holidays.dates else "",
        "topics": listed(tree.topics) if tree.topics else "",
        "languages": listed(tree.languages) if tree.languages else "",
        "recorded": "" if tree.recorded is None else "yes" if tree.recorded else "no",
        "relay": tree.relay or "",
    }
    for field in fields(Defaults):
        value = getattr(tree.defaults, field.name)
        if value != field.default:
            is_time = field.metadata["unit"] == "s"
            texts[f"defaults.{field.name}"] = say_seconds(value) if is_time else f"{value:.9f}".rstrip("0").rstrip(".")
    for setting, (field_name, _) in SETTINGS.items():
        if setting == BEGIN:
            yield from _begins(tree)
        elif texts.get(field_name):
            yield {SETTING: setting, VALUE: texts[field_name]}


def _begins(tree: PhoneTree) -> Iterator[Row]:
    numbers = [entry.number for entry in tree.entries]
    is_plain = len(numbers) == 1 and numbers[0] == (tree.number or "")
    for entry in tree.entries:
        row = {SETTING: BEGIN, VALUE: "hang up" if entry.node == HANGUP else entry.node}
        yield row if is_plain else {**row, DIALLED: entry.number or "another number"}


def _unsaid(tree: PhoneTree) -> Iterator[str]:
    """What the sheets have no place for."""
    if tree.audit.rules:
        rules = sorted({setting.rule for setting in tree.audit.rules})
        advice = 'keep them in "ivr-audit.yaml" beside it'
        yield f"settings of rules ({list_words(rules)}) are not in the spreadsheet; {advice}"
    if tree.audit.ignore:
        yield 'findings to leave out ("ignore") are not in the spreadsheet; keep them in "ivr-audit.yaml" beside it'
    if tree.traffic is not None:
        yield "who calls and who answers (`traffic`) is not in the spreadsheet; keep it in a file beside it"
    if tree.system != "native":
        boxes = [node.name for node in tree.nodes.values() if isinstance(node, model.Voicemail) and node.owner is None]
        if boxes:
            yield (f"who returns messages is not known and counts as nobody once the spreadsheet is read; fill in "
                   f'"Owner" for {_named(boxes)}')  # fmt: skip
    if tree.not_said:
        yield f"what the file that was read did not say ({len(tree.not_said)} remarks) is not in the spreadsheet"
    dangling = {to for node in tree.nodes.values() for to in model.targeted(node)} - {*tree.nodes, HANGUP}
    if dangling:
        yield f"no step is called {_named(sorted(dangling))}; the spreadsheet names them all the same"


def _named(names: list[str]) -> str:
    shown = [short(name) for name in names[:4]]
    return list_words([*shown, f"{len(names) - 4} more"] if len(names) > 4 else shown)
