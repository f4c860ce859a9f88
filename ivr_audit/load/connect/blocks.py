"""What an Amazon Connect flow is made of, in the words of both generations of exports: blocks and their ways."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Any, Final, NamedTuple

from ivr_audit.place import Place
from ivr_audit.value import Value, value

SILENCE: Final = "InputTimeLimitExceeded"
NO_MATCH: Final = "NoMatchingCondition"
FAILURE: Final = "NoMatchingError"
STORED: Final = "$.StoredCustomerInput"
TIMED_OUT: Final = "Timeout"
"""What is stored when the caller entered nothing."""
INTENT: Final = "$.Lex.IntentName"

_KINDS: Final = {
    "contactflow": "contact",
    "customerqueue": "queue",
    "customerhold": "inside",
    "customerwhisper": "inside",
    "agentwhisper": "inside",
    "agenthold": "inside",
    "outboundwhisper": "inside",
    "campaign": "inside",
    "agenttransfer": "transfer",
    "queuetransfer": "transfer",
    "contactflowmodule": "module",
    "flowmodule": "module",
    "module": "module",
}


_MESSAGES: Final = re.compile(r"voice ?-?mail|leave (us |me )?(a|your) message|after the (tone|beep)", re.IGNORECASE)


class Spot(NamedTuple):
    """One block of one flow."""

    flow: str
    block: str


class Way(NamedTuple):
    """Where a block leads: the identifier of a block in the same flow, and where the file says so."""

    to: str
    place: Place


class Arm(NamedTuple):
    """A way that is taken if what the block looks at compares like this."""

    operator: str
    operand: str
    way: Way


@value
class Block(Value):
    """One block. `names` has what the console shows for its queue, flow, prompt or hours, by parameter."""

    ident: str
    type: str
    params: Mapping[str, Any]  # Any: JSON
    place: Place
    next: Way | None = None
    errors: Mapping[str, Way] = field(default_factory=dict)
    arms: tuple[Arm, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    friendly: bool = False
    """Whether its author chose the identifier."""

    def text(self, param: str) -> str:
        """A parameter as text; empty if it is left out."""
        return said(self.params.get(param))

    def part(self, param: str) -> Mapping[str, Any]:  # Any: JSON
        """A parameter that has parameters of its own."""
        return mapping(self.params.get(param))

    def number(self, param: str) -> float | None:
        """A parameter that should be a number; all of them are written as text, and some are filled in later."""
        return number(self.params.get(param))

    def otherwise(self) -> Way | None:
        """The way that is taken if no arm fits."""
        return self.errors.get(NO_MATCH) or self.next

    def ways(self) -> list[Way]:
        """Every way that a caller can come to take. Those for failures inside the phone system are none."""
        found = [arm.way for arm in self.arms]
        found += [way for error, way in self.errors.items() if error != FAILURE]
        if self.next is not None:
            found.append(self.next)
        if self.type in ("GetParticipantInput", "ConnectParticipantWithLexBot") or not found:
            found += [way for error, way in self.errors.items() if error == FAILURE]
        return found


@value
class Flow(Value):
    """A flow: its blocks by identifier. `known_as` has the names that other flows may call it by."""

    key: str
    name: str
    type: str
    start: str
    blocks: Mapping[str, Block]
    place: Place
    known_as: tuple[str, ...] = ()

    @cached_property
    def kind(self) -> str:
        """contact (calls can begin here), transfer (an agent passes a call on), queue (heard while waiting), inside
        (heard around a call with an agent) or module."""
        said_type = _KINDS.get(re.sub(r"[^a-z]", "", self.type.lower()))
        if said_type is not None:
            return said_type
        types = {block.type for block in self.blocks.values()}
        if "MessageParticipantIteratively" in types:
            return "queue"
        if "EndFlowModuleExecution" in types:
            return "module"
        ends = {"DisconnectParticipant", "TransferContactToQueue", "TransferToFlow", "TransferContactToAgent"}
        return "inside" if "EndFlowExecution" in types and not types & ends else "contact"

    @cached_property
    def asks_for_message(self) -> bool:
        """Whether it is called voicemail, or callers hear that they shall leave a message."""
        heard = (text for block in self.blocks.values() for text in (block.text("Text"), block.text("SSML")))
        return any(_MESSAGES.search(text) for text in (self.name, *heard))


def said(found: Any) -> str:  # Any: JSON
    """A value as text, as the console shows it."""
    if isinstance(found, str):
        return found
    if isinstance(found, bool):
        return str(found)
    return str(found) if isinstance(found, (int, float)) else ""


def mapping(found: Any) -> Mapping[str, Any]:  # Any: JSON
    """A value that should be an object; anything else has no members."""
    return found if isinstance(found, dict) else {}


def number(found: Any) -> float | None:  # Any: JSON
    """A number that may be written as text; None for anything else, such as a name that is filled in later."""
    if isinstance(found, bool) or not isinstance(found, (int, float, str)):
        return None
    text = str(found).strip()
    return float(text) if re.fullmatch(r"\d{1,7}(\.\d{1,3})?", text, re.ASCII) else None


def is_true(found: Any) -> bool:  # Any: JSON
    """Whether a flag is set, which is written as text too."""
    return said(found).strip().lower() == "true"
