"""One call of a simulation, step by step, and one finding or several that need load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from math import isnan
from typing import Final

from ivr_audit.finding import Finding
from ivr_audit.render.styled import Line, Piece, line, paragraph, table
from ivr_audit.simulate.replay import Replay
from ivr_audit.words import say_duration, say_moment


def transcript(found: Replay, first: date, replication: int) -> list[Line]:
    """What happened to the call, with the clock and the seconds since it began."""
    record = found.record
    begun = datetime.combine(first, time()) + timedelta(seconds=record["at"])
    about = f', about "{record["topic"]}"' if record["topic"] else ""
    told = f"call {record['call']} of replication {replication}: {say_moment(begun)}, {record['caller']}{about}"
    lines = [line(Piece(told, "title")), line()]
    rows = [("after", "where", "what")]
    rows += [(say_duration(max(step.at - record["at"], 0)), step.node, _happened(step.what)) for step in found.steps]
    lines += [*table(rows, whole=(0,)), line()]
    return [*lines, *paragraph(_outcome(found), style="strong")]


ENDING: Final = {
    "person": "a person answers", "message": "leaves a message", "callback": "is promised a call back",
    "served": "is served", "outside": "is put through to outside", "cut off": "is cut off", "stuck": "is stuck",
    "gave up": "gives up",
}  # fmt: skip
"""How a call ends, by its name in the records."""


LEAVING: Final = {
    "gave up": "gives up waiting", "overflow": "nobody answers in time", "full": "no room to wait",
    "no agents": "nobody is there", "exit": "presses the key that leaves the line",
    "callback": "asks to be called back", "still there": "still waits when the simulation ends",
}  # fmt: skip
"""How a caller leaves a line without an answer, by its name in the records."""


def _happened(what: str) -> str:
    """A step in plain words."""
    if what.startswith("left the line: "):
        return LEAVING.get(what.removeprefix("left the line: "), what)
    if what.startswith("waits, "):
        before = what.removeprefix("waits, ").removesuffix(" before")
        return "waits, nobody before" if before == "0" else f"waits, {before} before"
    return ENDING.get(what, what)


def _outcome(found: Replay) -> str:
    record = found.record
    place = "in" if record["end"] == "message" else "at"
    told = f'{ENDING[record["end"]]} {place} "{record["node"]}" after {say_duration(record["seconds"])}'
    if not isnan(record["person"]) and record["end"] != "person":
        told += f"; a person answered after {say_duration(record['person'])}"
    if record["waited"] > 0:
        told += f"; waited {say_duration(record['waited'])} in all"
    if record["attempt"] > 1:
        told += f"; this was try number {record['attempt']} after call {record['first']}"
    return told


def findings(found: Sequence[Finding]) -> Iterator[Line]:
    """Findings that need load."""
    if not found:
        return
    yield line(Piece("FINDINGS: WHAT THE LOAD SHOWS", "heading"))
    for number, finding in enumerate(found, 1):
        yield from paragraph(f"{finding.message}  [{finding.rule}]", first=f"{number:>3}  ", style=finding.severity)
        yield from paragraph(finding.advice, first="     do    ")
    yield line()
