"""Steps of a spreadsheet as the fields of a native file, so that one reader gives every value its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from yaml.error import Mark
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ivr_audit.load.spreadsheet.cells import Cell, Found, Names, items, listed
from ivr_audit.load.spreadsheet.steps import PROMPT_PARTS, Step, Way, is_key, special
from ivr_audit.model import HANGUP, KINDS, readable_fields
from ivr_audit.scalars import short
from ivr_audit.sheet_words import (
    AGAIN,
    COLUMN,
    COLUMN_KEYS,
    EXTENSION,
    HANG_UPS,
    NOBODYS,
    SILENCE,
    SILENT,
    THEN,
    WAYS,
    WRONG,
    field_of,
    folded,
    kind_word,
)
from ivr_audit.words import nearest

_OF_A_KEY: Final = {"About": "about", "Share": "share", "Language": "language"}
_ENDS: Final = tuple(".!?…:;,-")
_AMOUNT: Final = r"\d+(?:\.\d+)?"
_UNIT_WORDS: Final = (
    ("d", r"days?"), ("h", r"hours?|hrs?"), ("m", r"minutes?|mins?"), ("s", r"seconds?|secs?"),
)  # fmt: skip


def scalar(text: str, mark: Mark) -> ScalarNode:
    """A text as a native file has it in quotes."""
    return ScalarNode("!", text, mark, mark, '"')


def mapping(mark: Mark, pairs: Iterable[tuple[Node, Node]]) -> MappingNode:
    """Fields."""
    return MappingNode("!", list(pairs), mark, mark)


def sequence(mark: Mark, texts: Iterable[str]) -> SequenceNode:
    """A list."""
    return SequenceNode("!", [scalar(text, mark) for text in texts], mark, mark)


class StepNodes:
    """Turns steps into fields, with the names that they may use; what cannot be said is a problem."""

    def __init__(self, found: Found, steps: Names, hours: Names, topics: Names, languages: Names) -> None:
        self.found = found
        self.known: Mapping[str, Names] = {
            "target": steps, "targets": steps, "hours": hours, "topics": topics, "language": languages,
        }  # fmt: skip

    def pair(self, step: Step) -> tuple[ScalarNode, MappingNode]:
        """The name of a step and its fields. One whose kind is not known stands there for those that name it."""
        key = scalar(step.name, step.mark)
        if not step.kind:
            return key, mapping(step.mark, [(scalar("hangup", step.mark), scalar("", step.mark))])
        parts = self._columns(step)
        self._ways(step, parts)
        main = KINDS[step.kind].main
        written = _Fields(step.kind, parts)
        if main not in parts:
            written.put(main, step.mark, self._main(step))
        return key, mapping(step.mark, written.pairs())

    def target(self, cell: Cell) -> ScalarNode:
        """The name of a step, or the end of the call."""
        name = self.known["target"].meant(cell.text)
        if name not in self.known["target"] and folded(name) in HANG_UPS:
            name = HANGUP
        return scalar(name, cell.mark)

    def _main(self, step: Step) -> Node:
        """What a step is about if no column says it: silence, or its own name."""
        reads = readable_fields(KINDS[step.kind])[KINDS[step.kind].main].metadata["reads"]
        if reads == "hours":
            if (only := self.known["hours"].only()) is not None:
                return scalar(only, step.mark)
            said = f'at {short(step.name)} the clock decides; name the hours in the column "Open hours"'
            self.found.wrong(step.mark, said)
            return scalar("always", step.mark)
        return scalar("" if reads == "prompt" else step.name, step.mark)

    def _columns(self, step: Step) -> dict[str, tuple[Mark, Node]]:
        """The fields that columns say; parts of one are `wait.typical`."""
        parts: dict[str, tuple[Mark, Node]] = {}
        hears = field_of("Caller hears", step.kind)
        for heading, cell in step.values.items():
            name = hears if heading in PROMPT_PARTS else field_of(heading, step.kind)
            if name is None:
                self._does_not_go(heading, cell, step)
            elif heading not in PROMPT_PARTS:
                reads = readable_fields(KINDS[step.kind])[name.partition(".")[0]].metadata["reads"]
                parts[name] = cell.mark, self._value(heading, cell, "duration" if reads == "wait" else reads)
        cells: dict[str, Cell] = {heading: step.values[heading] for heading in PROMPT_PARTS if heading in step.values}
        if hears and (cells or (says := self._says(step))):
            says = self._says(step)
            first = next(iter(cells.values()), says[0] if says else None)
            assert first is not None
            parts[hears] = first.mark, self._prompt(cells, first.mark, [said.text for said in says])
        return parts

    def _says(self, step: Step) -> list[Cell]:
        return [
            way.row.cells["Says"]
            for way in step.ways
            if "Says" in way.row.cells and way.key is not None and special(way.key.text) in (None, SILENT, EXTENSION)
        ]

    def _prompt(self, cells: Mapping[str, Cell], mark: Mark, says: Iterable[str] = ()) -> Node:
        """What is heard: the cell and what is said of each key; with its length or its recording where they stand."""
        spoken = [cells["Caller hears"].text] if "Caller hears" in cells else []
        text = _sentences([*spoken, *says])
        pairs = [(scalar("text", mark), scalar("" if text == SILENCE else text, mark))]
        for heading, part in (("Lasts", "seconds"), ("Recording", "audio")):
            if heading in cells:
                cell = cells[heading]
                value = self._value(heading, cell, "duration" if part == "seconds" else "text")
                pairs.append((scalar(part, cell.mark), value))  # type: ignore[arg-type]  # a value is a scalar here
        return mapping(mark, pairs) if len(pairs) > 1 else pairs[0][1]

    def _value(self, heading: str, cell: Cell, reads: str) -> Node:
        """The value of a cell in the words of a native file."""
        text, mark = cell
        if reads == "target":
            return self.target(cell)
        if reads in ("targets", "topics", "names"):
            return self._list(cell, reads)
        if reads == "hours":
            return scalar(self.known["hours"].meant(text).lower() if text.lower() in ("always", "closed")
                          else self.known["hours"].meant(text), mark)  # fmt: skip
        if reads == "duration":
            return scalar(self._duration(heading, cell), mark)
        if reads == "key" or (heading in COLUMN and text.lower() in COLUMN[heading].choices):
            return scalar(_key(text), mark)
        return scalar("" if text == SILENCE else text, mark)

    def _list(self, cell: Cell, reads: str) -> SequenceNode:
        text, mark = cell
        if text.casefold() in NOBODYS:
            return sequence(mark, [])
        known = self.known.get(reads, Names(()))
        return sequence(mark, [known.meant(word) for word in items(text, known.__contains__)])

    def _duration(self, heading: str, cell: Cell) -> str:
        """`25 seconds` as `25s`; a bare number where nobody means seconds is a problem."""
        text = cell.text.lower()
        if re.fullmatch(_AMOUNT, text) and float(text) and heading in COLUMN and COLUMN[heading].unit:
            said = f"{short(text)} of what? write {text}s, {text}m, {text}h or {text}d"
            self.found.wrong(cell.mark, said)
            return "0"
        for unit, words in _UNIT_WORDS:
            text = re.sub(rf"({_AMOUNT})\s*(?:{words})\b\.?\s*(?:and\s+|,\s*)?", rf"\1{unit}", text)
        return text if re.fullmatch(rf"(?:{_AMOUNT}\s*[dhms]\s*)+", text) else cell.text

    def _ways(self, step: Step, parts: dict[str, tuple[Mark, Node]]) -> None:
        """The fields that rows with a key or a target say."""
        known = readable_fields(KINDS[step.kind])
        keys = next((name for name in ("options", "exits", "cases") if name in known), None)
        pairs: list[tuple[Node, Node]] = []
        for way in step.ways:
            word = THEN if way.key is None else special(way.key.text) if step.kind != "branch" else None
            if way.key is not None and word is None and self._in_column(step, way, parts):
                continue
            if word is None and keys is not None and way.key is not None:
                if (value := self._long(step, way, way.key)) is not None:
                    text = way.key.text if keys == "cases" else _key(way.key.text)
                    pairs.append((scalar(text, way.key.mark), value))
            else:
                self._special(step, way, word, parts)
        if pairs and keys is not None:
            mark = mark_of(pairs[0][0])
            parts[keys] = mark, mapping(mark, pairs)

    def _in_column(self, step: Step, way: Way, parts: dict[str, tuple[Mark, Node]]) -> bool:
        """Whether a key is a word for what has a column, such as `busy`; then it is read as that."""
        assert way.key is not None
        heading = COLUMN_KEYS.get(folded(way.key.text))
        name = field_of(heading, step.kind) if heading and step.kind != "branch" else None
        if name is None or way.to is None:
            return False
        if name in parts:
            self.found.wrong(way.key.mark, f"the column {short(heading or '')} says this already; keep one of them")
        parts[name] = way.to.mark, self.target(way.to)
        return True

    def _long(self, step: Step, way: Way, key: Cell) -> Node | None:
        """Where a key leads, with what else its row says of it."""
        if step.kind != "branch" and not is_key(key.text.lower()):
            known = [*WAYS, *COLUMN_KEYS]
            near = nearest(folded(key.text), known) if len(key.text) <= 80 else None
            meant = f'; did you mean "{near}"?' if near else f"; known words: {listed(list(WAYS))}"
            self.found.wrong(key.mark, f"{short(key.text)} is no key (0-9, *, # or several digits){meant}")
            return None
        if way.to is None:
            self.found.wrong(key.mark, f'this key leads nowhere; fill in "Goes to" for {short(key.text)}')
            return None
        if "Says" in way.row.cells and not field_of("Caller hears", step.kind):
            self._does_not_go("Says", way.row.cells["Says"], step)
        to = self.target(way.to)
        extra: list[tuple[Node, Node]] = []
        for heading, part in _OF_A_KEY.items():
            if heading in way.row.cells:
                cell = way.row.cells[heading]
                value = self._list(cell, "topics") if part == "about" else scalar(cell.text, cell.mark)
                if part == "language":
                    value = scalar(self.known["language"].meant(cell.text), cell.mark)
                extra.append((scalar(part, cell.mark), value))
        return mapping(way.to.mark, [(scalar("to", way.to.mark), to), *extra]) if extra else to

    def _special(self, step: Step, way: Way, word: str | None, parts: dict[str, tuple[Mark, Node]]) -> None:
        """A row whose key is a word, or that has none."""
        cell = way.key or way.to
        assert cell is not None
        known = readable_fields(KINDS[step.kind])
        name = "extensions" if word == EXTENSION else WAYS[word][0] if word is not None else ""
        if way.key is None and name not in known:
            self.found.wrong(cell.mark, f'which key of {short(step.name)} leads here? fill in "Key"')
            return
        if name not in known:
            said = (
                f"a step of the type {short(kind_word(step.kind))} has no keys"
                if word is None
                else (f"{short(cell.text)} does not go with a step of the type {short(kind_word(step.kind))}")
            )
            self.found.wrong(cell.mark, said)
            return
        for heading in ("About", "Share", "Language", *(("Says",) if word not in (SILENT, EXTENSION) else ())):
            if heading in way.row.cells:
                said = f'"{heading}" goes with keys, not with {short(cell.text)}'
                self.found.wrong(way.row.cells[heading].mark, said)
        heard = {h: way.row.cells[h] for h in PROMPT_PARTS if h in way.row.cells} if word in (WRONG, AGAIN) else {}
        if word == EXTENSION and name in parts and way.to is not None:
            parts[name] = self._further(parts[name], self._leads(cell, way.to, word))
        elif name in parts or (word == WRONG and "invalid_prompt" in parts):
            said = f"{short(cell.text)} stands for {short(step.name)} a second time"
            self.found.wrong(cell.mark, said, "duplicate-key")
        elif word == AGAIN:
            parts[name] = cell.mark, self._prompt(heard, cell.mark)
            if way.to is not None:
                self.found.wrong(way.to.mark, f'{short(cell.text)} leads nowhere; leave "Goes to" empty here')
        elif way.to is not None or heard:
            if way.to is not None:
                parts[name] = way.to.mark, self._leads(cell, way.to, word)
            if heard:
                parts["invalid_prompt"] = cell.mark, self._prompt(heard, cell.mark)
        else:
            self.found.wrong(cell.mark, f'this leads nowhere; fill in "Goes to" for {short(cell.text)}')

    def _further(self, before: tuple[Mark, Node], further: Node) -> tuple[Mark, Node]:
        """Extensions of a menu, with those of one more row."""
        mark, value = before
        patterns = value.value if isinstance(value, SequenceNode) else [value]
        return mark, SequenceNode("!", [*patterns, further], mark, mark)

    def _leads(self, key: Cell, to: Cell, word: str | None) -> Node:
        if word != EXTENSION:
            return self.target(to)
        pattern = " ".join(key.text.split()).partition(" ")[2]
        pairs = [(scalar("pattern", key.mark), scalar(pattern, key.mark)), (scalar("to", to.mark), self.target(to))]
        return mapping(key.mark, pairs)

    def _does_not_go(self, heading: str, cell: Cell, step: Step) -> None:
        kinds = [kind_word(kind) for kind in KINDS if field_of("Caller hears" if heading == "Says" else heading, kind)]
        said = f"{short(heading)} does not go with {short(step.name)}, which is of the type"
        self.found.wrong(cell.mark, f"{said} {short(kind_word(step.kind))}; it goes with {listed(kinds)}")


def _sentences(parts: list[str]) -> str:
    """Texts one after another; each but the last ends with a sign, so that no key is heard in the next sentence."""
    ended = [part if part.rstrip()[-1:] in _ENDS else f"{part.rstrip()}." for part in parts[:-1]]
    return " ".join([*ended, *parts[-1:]])


class _Fields:
    """The fields of one step, parts of a field put together."""

    def __init__(self, kind: str, parts: Mapping[str, tuple[Mark, Node]]) -> None:
        self.kind = kind
        self.fields: dict[str, tuple[Mark, Node]] = {}
        for name, (mark, value) in parts.items():
            field, _, part = name.partition(".")
            if part and field in self.fields:
                self.fields[field][1].value.append((scalar(part, mark), value))
            elif part:
                self.fields[field] = mark, mapping(mark, [(scalar(part, mark), value)])
            else:
                self.fields[name] = mark, value

    def put(self, name: str, mark: Mark, value: Node) -> None:
        self.fields[name] = mark, value

    def pairs(self) -> Iterable[tuple[Node, Node]]:
        main = KINDS[self.kind].main
        for name, (mark, value) in self.fields.items():
            if name == "attempts" and isinstance(value, MappingNode):
                tries = {key.value: part for key, part in value.value}
                value = tries["no_input"] if tries.keys() == {"no_input"} else value
            yield scalar(self.kind if name == main else name, mark), value


def mark_of(node: Node) -> Mark:
    """Where a value stands."""
    mark = node.start_mark
    assert mark is not None
    return mark


def _key(text: str) -> str:
    """A key that a spreadsheet program took for a number, without its point."""
    text = text.lower()
    return text[:-2] if re.fullmatch(r"[0-9]+\.0", text) else text
