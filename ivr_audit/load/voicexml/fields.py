"""Fields of VoiceXML: menus where the answer is compared with one key after another, else questions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ivr_audit.load.voicexml.files import Scope, arms_of, grammar_of, inside, seconds
from ivr_audit.load.xml_places import Element
from ivr_audit.model import Ask, Menu, Option

if TYPE_CHECKING:
    pass

if TYPE_CHECKING:
    from ivr_audit.load.voicexml.forms import Made

_KEYS: Final = frozenset("0123456789*#")
_DEEPEST: Final = 40
_EQUALS = re.compile(r"\s*(?:([\w.$]+)\s*={2,3}\s*['\"]?([^'\"\s]+)['\"]?|['\"]([^'\"]+)['\"]\s*={2,3}\s*([\w.$]+))\s*")


class Field:
    """A `<field>`: a menu if its answers are compared one by one, else a question."""

    def __init__(self, made: Made, item: Element, scope: Scope, ident: str) -> None:
        self.made = made
        self.item = item
        self.scope = scope
        self.ident = ident

    def add(self, after: str, filled: list[Element], name: str) -> None:
        """The node of the field; `after` is what follows when it was filled."""
        made, item = self.made, self.item
        first, again = made.prompts(item)
        listens = made.listens(item, self.ident, first, again)
        options, other = self._options(after, filled, name)
        wait, barge = made.waits(item), made.barges(item)
        gap = seconds(self.scope.property("interdigittimeout"))
        if options:
            taken = {one.key for one in options}
            attempts = listens.attempts if other is None else listens.attempts._replace(invalid=1, apart=True)
            menu = Menu(
                name=self.ident, place=item.place, prompt=first, options=(*options, *made.links(taken)),
                no_input=listens.no_input, invalid=other or listens.invalid, attempts=attempts, replay=listens.replay,
                invalid_prompt=listens.wrong, no_input_timeout=wait, inter_digit_timeout=gap, barge_in=barge,
            )  # fmt: skip
            made.draft.add(menu, name)
            return
        ask = Ask(
            name=self.ident, place=item.place, prompt=first, data=name.replace("_", " "),
            digits=_digits(item.get("type")), next=made.content(inside(filled), self.scope, after),
            no_input=listens.no_input, invalid=listens.invalid, attempts=listens.attempts, replay=listens.replay,
            invalid_prompt=listens.wrong, no_input_timeout=wait, inter_digit_timeout=gap, barge_in=barge,
        )  # fmt: skip
        made.draft.add(ask, f"asks for {name}")

    def _options(self, after: str, filled: list[Element], name: str) -> tuple[list[Option], str | None]:
        """The keys that lead to different places, and where any other number leads that is taken."""
        values = self._values()
        content = inside(filled)
        compared = _compared(content, name)
        few = not values and _digits(self.item.get("type")) in (1, None)
        if few and compared and all(set(one) <= _KEYS and len(one) == 1 for one in compared):
            values = {one: one for one in compared}
            other = self._led(content, after, name, "")
        else:
            other = None
        if not values or (not compared and not any(one.tag == "option" for one in self.item.children)):
            return [], None
        place = self.item.place
        return [
            Option(key, self._led(content, after, name, value), (), place, place) for key, value in values.items()
        ], other

    def _values(self) -> dict[str, str]:
        """What each key that the field takes makes of it."""
        found: dict[str, str] = {}
        for one in self.item.children:
            if one.tag == "option" and one.get("dtmf"):
                found.setdefault(one.get("dtmf").replace(" ", ""), one.get("value") or one.text or one.get("dtmf"))
            elif one.tag == "grammar" and one.get("mode") == "dtmf":
                for key, value in grammar_of(one).items():
                    found.setdefault(key, value)
        if self.item.get("type").split("?")[0] == "boolean":
            found = found or {"1": "true", "2": "false"}
        return {key: value for key, value in found.items() if key and set(key) <= _KEYS}

    def _led(self, content: list[Element | str], after: str, name: str, value: str) -> str:
        """Where the content leads when the field has this value: comparisons with it are decided."""
        return self.made.content(_decided(content, name, value, 0), self.scope, after)


def _decided(content: list[Element | str], name: str, value: str, depth: int) -> list[Element | str]:
    found: list[Element | str] = []
    for one in content:
        if isinstance(one, str) or one.tag != "if" or depth > _DEEPEST:
            found.append(one)
            continue
        arms = arms_of(one)
        known = [_wanted(cond, name) for cond, _ in arms]
        if any(cond and wanted is None for (cond, _), wanted in zip(arms, known, strict=True)):
            found.append(one)
            continue
        taken = next((inner for (cond, inner), w in zip(arms, known, strict=True) if not cond or w == value), [])
        found += _decided(taken, name, value, depth + 1)
    return found


def _compared(content: list[Element | str], name: str) -> list[str]:
    """The values that conditions compare a field with."""
    found: dict[str, None] = {}
    for one in content:
        for inner in one.walk() if isinstance(one, Element) else ():
            wanted = _wanted(inner.get("cond"), name) if inner.tag in ("if", "elseif") else None
            if wanted is not None:
                found[wanted] = None
    return list(found)


def _wanted(cond: str, name: str) -> str | None:
    """The value that a condition compares the field with; None if it does something else."""
    parts = _EQUALS.fullmatch(cond[:300])
    if parts is None:
        return None
    variable, value = (parts[1], parts[2]) if parts[1] else (parts[4], parts[3])
    return value if variable.removesuffix("$.utterance").removesuffix("$.interpretation") == name else None


def _digits(kind: str) -> int | None:
    """How many digits a field of this type takes; None if any number."""
    found = re.search(r"(?:^|[?;])(?:max)?length=(\d{1,3})", kind)
    return int(found[1]) if found and int(found[1]) > 0 else None
