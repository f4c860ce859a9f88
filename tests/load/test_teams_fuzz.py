"""Exports of Microsoft Teams that nothing would write: a tree that holds together or a clear error."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from survival import FUZZ, damaged, survives
from teams_exports import (
    ANN,
    BYE,
    GROUP,
    NINE_TO_FIVE,
    SALES_ACCOUNT,
    association,
    attendant,
    entity,
    fixed,
    flow,
    option,
    queue,
    spoken,
    weekly,
)

from ivr_audit.load.folder import Folder
from ivr_audit.load.teams import reader as teams

odd = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 30), st.floats(), st.text(max_size=5), st.just([]), st.just({}),
    st.lists(st.integers(), max_size=2), st.just("tel:+1"), st.just("Microsoft.X"), st.just("/Date(99999999999999)/"),
    st.just("9999-12-31T00:00:00"), st.just("0001-01-01"), st.just("24:00:00"), st.just("2.99:99"),
)  # fmt: skip


def with_odd_parts(data: st.DataObject, value: Any) -> Any:
    """The same value with some parts of it replaced by others."""
    if data.draw(st.integers(0, 24)) == 0:
        return data.draw(odd)
    if isinstance(value, dict):
        return {key: with_odd_parts(data, inner) for key, inner in value.items()}
    return [with_odd_parts(data, inner) for inner in value] if isinstance(value, list) else value


def check(files: dict[str, bytes], start: str | None = None) -> None:
    survives(lambda: teams.read(Folder(None, "", files), ["aa.json"], start), files)


def whole() -> list[Any]:
    sales = option("Tone1", "TransferCallToTarget", entity("ApplicationEndpoint", SALES_ACCOUNT))
    words = option("Tone2", "Announcement", prompt=spoken("Words."))
    return [
        attendant(
            flow("d", sales, words, option("Tone0", "TransferCallToOperator"), prompt="P.", greeting="G.", dial=True),
            CallFlows=[flow("c", BYE, greeting="Closed."), flow("x", option("Automatic", 2, entity(3, GROUP)))],
            Schedules=[weekly("w", True, Monday=[NINE_TO_FIVE]), fixed("f", "Day", ("2027-01-01", "2027-01-02"))],
            CallHandlingAssociations=[association("AfterHours", "w", "c"), association("Holiday", "f", "x")],
            Operator=entity("User", ANN),
        )
    ]


@FUZZ
@given(st.data())
def test_exports_of_any_shape(data: st.DataObject) -> None:
    files = {"aa.json": with_odd_parts(data, whole()), "cq.json": with_odd_parts(data, [queue()])}
    check(
        {name: json.dumps(value).encode() for name, value in files.items()}, data.draw(st.sampled_from([None, "Main"]))
    )


@FUZZ
@given(data=st.data())
def test_mutated_exports(data: st.DataObject) -> None:
    content = damaged(data, json.dumps(whole()).encode(), b"[", b"{}", b'"', b"null")
    check({"aa.json": content, "cq.json": json.dumps(queue()).encode()})


def test_large_and_deep_files() -> None:
    check({"aa.json": b'{"DefaultCallFlow": ' + b"[" * 100_000})
    check({"aa.json": b" " * (50 * 2**20)})
    many = []
    for count in range(1500):
        one = option("Tone1", "TransferCallToTarget", entity("ConfigurationEndpoint", f"a{(count + 1) % 1500}"))
        many.append(attendant(flow("d", one, prompt="P."), Identity=f"a{count}", ApplicationInstances=[]))
    check({"aa.json": json.dumps(many).encode()}, "a0")
