"""Objects of a JSON file with their places, asked for by name without harm where something is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ivr_audit.load.json_places import Path, Places
from ivr_audit.place import Place

_DEEPEST: Final = 6
_MOST_FOUND: Final = 2_000
_LONGEST_TEXT: Final = 10_000


class Item:
    """One value of the file; what is not there is asked for without harm."""

    __slots__ = ("path", "places", "value")

    def __init__(self, value: Any, path: Path, places: Places) -> None:  # Any: any JSON
        self.value = value
        self.path = path
        self.places = places

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.places[self.path]

    def get(self, name: str) -> Item:
        """A property, however its letters are capitalised."""
        if isinstance(self.value, dict):
            if name in self.value:
                return Item(self.value[name], (*self.path, name), self.places)
            wanted = name.casefold()
            for key, value in self.value.items():
                if key.casefold() == wanted:
                    return Item(value, (*self.path, key), self.places)
        return Item(None, self.path, self.places)

    def items(self) -> list[Item]:
        """The members of a list; a single object counts as a list of one."""
        value, path = self.value, self.path
        if isinstance(value, dict) and isinstance(value.get("value"), list):
            value, path = value["value"], (*path, "value")
        if isinstance(value, dict):
            return [Item(value, path, self.places)]
        if not isinstance(value, list):
            return []
        return [Item(one, (*path, index), self.places) for index, one in enumerate(value) if one is not None]

    def __bool__(self) -> bool:
        return self.value is not None

    @property
    def text(self) -> str:
        """A plain value as text on one line, "" for anything else."""
        if isinstance(self.value, bool) or not isinstance(self.value, (str, int)):
            return ""
        return " ".join(str(self.value)[:_LONGEST_TEXT].split())

    @property
    def flag(self) -> bool | None:
        """A truth value, None if none is said."""
        if isinstance(self.value, bool):
            return self.value
        return {"true": True, "false": False}.get(self.text.lower())

    @property
    def number(self) -> int | None:
        """A whole number, None if there is none."""
        text = self.text
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def word(self, *words: str) -> str:
        """The word of an enumeration; of a number, the word at its place in the documented order."""
        number = self.number
        if number is not None:
            return words[number] if number < len(words) else ""
        wanted = self.text.casefold()
        return next((one for one in words if one.casefold() == wanted), self.text)

    @property
    def is_cut(self) -> bool:
        """Whether an object was written as the name of its type, because it lay too deep."""
        text = self.text
        return text.startswith(("@{", "Microsoft.Rtc.", "Microsoft.Teams.", "System.Object", "System.Collections."))


def ident_of(item: Item) -> str:
    """What an object is identified by."""
    return (item.get("Identity").text or item.get("Id").text or item.get("ObjectId").text).casefold()


def found(item: Item, *names: str) -> Iterator[Item]:
    """Every object inside that has all of these properties, none of those inside another one."""
    waiting = [(item, 0)]
    seen = 0
    while waiting and seen < _MOST_FOUND:
        one, depth = waiting.pop(0)
        if isinstance(one.value, dict) and all(one.get(name) for name in names):
            seen += 1
            yield one
        elif isinstance(one.value, list):
            waiting += [(inner, depth + 1) for inner in one.items()] if depth < _DEEPEST else []
        elif isinstance(one.value, dict) and depth < _DEEPEST:
            waiting += [
                (Item(value, (*one.path, key), one.places), depth + 1)
                for key, value in one.value.items()
                if isinstance(value, (dict, list))
            ]
