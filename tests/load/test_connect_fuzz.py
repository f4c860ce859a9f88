"""Amazon Connect flows nobody would write: any blocks, and real ones with bytes changed, are a tree or problems.

IVR_AUDIT_FUZZ sets how many cases are tried.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

from connect_flows import block, corpus_files, flow, menu, read_files, say, stored
from hypothesis import given
from hypothesis import strategies as st
from survival import FUZZ, check_clear, damaged, survives

from ivr_audit.audit import audit
from ivr_audit.load.connect.reader import read
from ivr_audit.load.folder import Folder
from ivr_audit.place import InputError

CORPUS = Path(os.environ.get("IVR_AUDIT_CORPUS") or Path(__file__).parents[2] / "../shared/corpus")
NAMES = [f"b{n}" for n in range(7)]
TARGETS = st.sampled_from([*NAMES, "end", "missing"])
FLOWS = st.sampled_from(["one", "two", "gone", "$.External.x", "arn:aws:connect:x/contact-flow/two", ""])
VALUES = st.sampled_from(
    ["$.StoredCustomerInput", "$.Attributes.a", "$.Channel", "$.Lex.IntentName", "${a['b']}", "", "\ud800", "x"]
)
NUMBERS = st.sampled_from(["0", "1", "3", "60", "100", "$.Attributes.n", "-1", "1e9", "", "٣"])
OPERANDS = st.sampled_from(
    ["1", "2", "#", "Timeout", "VOICE", "ContinueLooping", "DoneLooping", "True", "False", "MessagesInterrupted", "50"]
)
TYPES = st.sampled_from(
    [
        "MessageParticipant", "MessageParticipantIteratively", "GetParticipantInput", "ConnectParticipantWithLexBot",
        "Compare", "Loop", "CheckHoursOfOperation", "CheckMetricData", "DistributeByPercentage", "Wait",
        "UpdateContactTargetQueue", "UpdateContactEventHooks", "UpdateContactMediaStreamingBehavior",
        "UpdateContactAttributes", "UpdateContactCallbackNumber", "CreateCallbackContact", "TransferContactToQueue",
        "DequeueContactAndTransferToQueue", "TransferToFlow", "InvokeFlowModule", "EndFlowModuleExecution",
        "EndFlowExecution", "TransferParticipantToThirdParty", "TransferContactToAgent", "InvokeLambdaFunction", "New",
    ]
)  # fmt: skip
ERRORS = st.sampled_from(
    ["NoMatchingError", "NoMatchingCondition", "InputTimeLimitExceeded", "QueueAtCapacity", "InvalidCallbackNumber"]
)
PARAMS = st.fixed_dictionaries(
    {},
    optional={
        "Text": VALUES,
        "StoreInput": st.sampled_from(["True", "False", True, None]),
        "InputTimeLimitSeconds": NUMBERS,
        "InputValidation": st.just({"CustomValidation": {"MaximumLength": "3"}}) | VALUES,
        "ComparisonValue": VALUES,
        "LoopCount": NUMBERS,
        "ContactFlowId": FLOWS,
        "FlowModuleId": FLOWS,
        "QueueId": VALUES,
        "EventHooks": st.fixed_dictionaries({"CustomerQueue": FLOWS}) | VALUES,
        "Attributes": st.fixed_dictionaries({"a": VALUES}),
        "MediaStreamingState": st.sampled_from(["Enabled", "Disabled"]),
        "InterruptFrequencySeconds": NUMBERS,
        "ThirdPartyPhoneNumber": VALUES,
        "TimeLimitSeconds": NUMBERS,
    },
)


@st.composite
def flows(draw: st.DrawFn) -> dict[str, Any]:
    """A flow of up to seven blocks of any kind that lead anywhere."""
    blocks = []
    for name in NAMES[: draw(st.integers(1, 7))]:
        arms = draw(st.dictionaries(OPERANDS, TARGETS, max_size=3))
        errors = draw(st.dictionaries(ERRORS, TARGETS, max_size=3))
        to = draw(st.none() | TARGETS)
        one = block(name, draw(TYPES), draw(PARAMS), to, arms, "Equals", **errors)
        blocks.append(one)
    kind = draw(st.sampled_from(["", "contactFlow", "CUSTOMER_QUEUE", "module", "agentWhisper"]))
    return flow(*blocks, name=draw(st.sampled_from(["one", "two", ""])), kind=kind)


def check(files: dict[str, Any]) -> None:
    tree = survives(lambda: read_files(files), files)
    if tree is not None:
        try:
            audit(tree, date(2026, 11, 23))
        except InputError as unusable:
            for problem in unusable.problems:
                check_clear(problem, files)


def check_bytes(content: bytes) -> None:
    survives(lambda: read(Folder(None, "", {"f": content}), ["f"], None), ["f"])


@FUZZ
@given(st.lists(flows(), min_size=1, max_size=3))
def test_any_blocks(found: list[dict[str, Any]]) -> None:
    check({f"{n}.json": one for n, one in enumerate(found)})


FILES = [p.read_bytes() for p in corpus_files(CORPUS) if p.stat().st_size < 20_000] or [
    json.dumps(flow(menu("a", {"1": "b"}, "b", "a"), say("b", "B.", "c"), stored("c", "a")), indent=1).encode()
]


@FUZZ
@given(st.data())
def test_changed_bytes(data: st.DataObject) -> None:
    check_bytes(damaged(data, data.draw(st.sampled_from(FILES))))


WORDS = st.sampled_from([b'"start"', b'"modules"', b'"b0"', b"null", b"7", b"[]", b"{}", b'"1"', b"true", b'"Loop"'])


@FUZZ
@given(st.sampled_from(FILES), st.lists(st.tuples(st.integers(0, 10_000), WORDS), min_size=1, max_size=5))
def test_changed_values(content: bytes, changes: list[tuple[int, bytes]]) -> None:
    """The JSON stays JSON, but values are of the wrong kind or name another block."""
    value = json.loads(content.decode("utf-8-sig"))
    spots: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        members = one.items() if isinstance(one, dict) else enumerate(one)
        for key, inner in members:
            spots.append((one, key))
            if isinstance(inner, (dict, list)):
                waiting.append(inner)
    for number, new in changes:
        holder, key = spots[number % len(spots)]
        holder[key] = json.loads(new)
    check_bytes(json.dumps(value).encode())
