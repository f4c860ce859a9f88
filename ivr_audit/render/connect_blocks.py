"""The flow language of Amazon Connect (2019-10-30): a flow is a list of actions; every number in it is a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from ivr_audit.render.export import on_one_line
from ivr_audit.words import json_text

STORED: Final = "$.StoredCustomerInput"
_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class Flow:
    """One flow while its blocks are written; `start` is the block that it begins with."""

    def __init__(self, name: str, kind: str) -> None:
        self.name, self.type = name, kind
        self.start = ""
        self.actions: list[dict[str, Any]] = []  # Any: JSON
        self._about: dict[str, dict[str, Any]] = {}

    def add(
        self,
        ident: str,
        kind: str,
        parameters: Mapping[str, Any],  # Any: JSON
        *,
        next_one: str | None,
        conditions: Sequence[tuple[str, str]] = (),
        errors: Mapping[str, str] = _NONE,
        shown: Mapping[str, str] = _NONE,
        hooks: Mapping[str, str] = _NONE,
    ) -> str:
        """A block. `conditions` are values with the block that each leads to, `shown` the names that the console shows
        for parameters, `hooks` those for event hooks. Returns its identifier."""
        ways = {
            **({"NextAction": next_one} if next_one is not None else {}),
            "Errors": [{"NextAction": to, "ErrorType": error} for error, to in errors.items()],
            "Conditions": [
                {"NextAction": to, "Condition": {"Operator": "Equals", "Operands": [value]}} for value, to in conditions
            ],
        }
        self.actions.append({"Identifier": ident, "Type": kind, "Parameters": dict(parameters), "Transitions": ways})
        place = {"x": 240.0 * (len(self._about) % 6), "y": 200.0 * (len(self._about) // 6)}
        names: dict[str, Any] = {param: {"displayName": name} for param, name in shown.items()}
        if hooks:
            names["EventHooks"] = {hook: {"displayName": name} for hook, name in hooks.items()}
        self._about[ident] = {"position": place, "isFriendlyName": True, **({"parameters": names} if names else {})}
        return ident

    def text(self) -> str:
        """The flow as the file that the console imports."""
        found = {
            "Version": "2019-10-30",
            "StartAction": self.start,
            "Metadata": {
                "entryPointPosition": {"x": 40.0, "y": 40.0},
                "ActionMetadata": self._about,
                "name": self.name,
                "type": self.type,
            },
            "Actions": self.actions,
        }
        return json_text(found, indent=2) + "\n"


def name_of(text: str) -> str:
    """A name that stands where the address of something has to be put in."""
    return on_one_line(text).replace("$", "") or "name"
