"""What `ivr-audit simulate` does once it is understood: simulates, compares, searches, streams records, replays."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ivr_audit.cli.files import streamed, write
from ivr_audit.cli.simulation_output import write_plots, write_report
from ivr_audit.cli.simulation_request import RECORDS, Asked, Request, asked_of
from ivr_audit.cli.stopping import INTERRUPTED, held, whole
from ivr_audit.finding import SEVERITIES

if TYPE_CHECKING:
    from ivr_audit.cli.progress import Meter
    from ivr_audit.finding import Finding
    from ivr_audit.scenario import Scenario
    from ivr_audit.simulate.comparing import Comparison
    from ivr_audit.simulate.replications import Piece
    from ivr_audit.simulate.staffing import Staffing
    from ivr_audit.simulate.study import Study


class _Found(NamedTuple):
    """All that was simulated; `undone` names what an interrupt left no time for."""

    study: Study
    compared: Comparison | None
    staffed: tuple[Staffing, ...]
    findings: tuple[Finding, ...]
    undone: tuple[str, ...]

    @property
    def is_interrupted(self) -> bool:
        """Whether an interrupt left something undone."""
        compared = self.compared.compared if self.compared is not None else ()
        studies = (self.study, *(one.study for one in compared))
        stopped = any(study.interrupted for study in studies) or any(one.interrupted for one in self.staffed)
        return stopped or bool(self.undone)


def run(request: Request) -> int:
    """Do what was asked and return the exit code. Raises usage errors and InputError before anything is simulated."""
    asked = asked_of(request)
    if request.replay is not None:
        _replay(asked, request.replay, request.form, request.output)
        return 0
    if request.form in RECORDS:
        return _stream(asked, request)
    try:
        found = _found(asked)
    except KeyboardInterrupt:
        click.echo(f"interrupted: nothing is done yet; {_sooner(asked)}", err=True)
        return INTERRUPTED
    if not found.is_interrupted:
        _tell(found, request)
    else:
        with held():  # who presses Ctrl-C twice still gets what is done
            _say_interrupted(found, asked.replications)
            _tell(found, request)
        return INTERRUPTED
    grave = SEVERITIES[: SEVERITIES.index(request.fail_on) + 1] if request.fail_on in SEVERITIES else ()
    return int(any(finding.severity in grave for finding in found.findings))


def _sooner(asked: Asked) -> str:
    """What to ask for who does not want to wait that long for a first answer."""
    return "take fewer weeks (--weeks 4)" if asked.office.days > 28 else "wait for the first replication"


def _meter(asked: Asked) -> Meter:
    from ivr_audit.cli.progress import Meter
    from ivr_audit.simulate.variants import fitted

    offices = [asked.office, *(one.office for one in fitted(asked.office, asked.variants))]
    return Meter(sum(_calls(asked, office) for office in offices))


def _calls(asked: Asked, office: Scenario) -> float:
    """How many calls are expected in all replications of an office."""
    from ivr_audit.simulate.changed import calls_in

    return calls_in(office.rates) * asked.replications


def _found(asked: Asked) -> _Found:
    """Simulate all that was asked for."""
    from ivr_audit.simulate.comparing import compare
    from ivr_audit.simulate.load_findings import load_findings
    from ivr_audit.simulate.study import simulate

    meter = _meter(asked)
    compared = None
    how: dict[str, Any] = {"processes": asked.processes, "threshold": asked.threshold, "progress": meter}
    try:
        if asked.variants:
            compared = compare(
                asked.office, asked.variants, asked.seed, asked.replications,
                begun=lambda office, name: meter.begin(name), **how,
            )  # fmt: skip
            study = compared.base
        else:
            meter.begin("")
            study = simulate(asked.office, asked.seed, asked.replications, precision=asked.precision, **how)
        is_whole = not study.interrupted and (compared is None or not compared.missing)
        staffed = _staffed(asked, meter) if is_whole else ()
    finally:
        meter.done()
    undone = [*(compared.missing if compared is not None else ()), *(one.text for one in asked.wishes[len(staffed) :])]
    return _Found(study, compared, staffed, tuple(load_findings(study)) if len(study.calls) else (), tuple(undone))


def _staffed(asked: Asked, meter: Meter) -> tuple[Staffing, ...]:
    """How many people each wish takes, up to an interrupt."""
    from ivr_audit.simulate.staffing import fewest_people

    found: list[Staffing] = []
    for wish in asked.wishes:
        if found and found[-1].interrupted:
            break
        found.append(
            fewest_people(
                asked.office, wish.line, asked.seed, part=wish.part, threshold=wish.seconds, group=wish.group,
                replications=asked.replications, processes=asked.processes, progress=meter,
                begun=lambda office, name: meter.begin(name, _calls(asked, office)),
            )
        )  # fmt: skip
    return tuple(found)


def _say_interrupted(found: _Found, wanted: int) -> None:
    """Say on standard error what there is, and what there is not."""
    done = len(found.study.runs)
    told = f"{done} of {wanted} replications are done" if found.study.interrupted else "what is done is told"
    undone = f"; not simulated: {', '.join(found.undone)}" if found.undone else ""
    click.echo(f"interrupted: {told}{undone}", err=True)


def _tell(found: _Found, request: Request) -> None:
    write_report(found.study, found.findings, found.compared, found.staffed, request.form, request.output)
    if request.plots is not None:
        write_plots(found.study, request.plots)


def _stream(asked: Asked, request: Request) -> int:
    """Write records as they come, and return the exit code. An interrupt leaves those so far, each of them whole."""
    from ivr_audit.render.simulation_records import WRITERS, MissingPackage
    from ivr_audit.simulate.replications import names_of
    from ivr_audit.simulate.study import simulate

    meter = _meter(asked)
    study, seen = None, _Seen()
    try:
        with streamed(request.output) as file:
            kind: Any = request.records or "calls"  # Any: click has checked it
            sink = WRITERS[request.form](file, kind, names_of(asked.office), asked.office.first)
            try:
                meter.begin("")
                study = simulate(
                    asked.office, asked.seed, asked.replications,
                    processes=asked.processes, threshold=asked.threshold, precision=asked.precision,
                    sink=whole(partial(seen.pour, sink)), progress=meter,
                )  # fmt: skip
            except KeyboardInterrupt:
                pass  # before the first replication was done: what was written stays
            with held():
                sink.close()
    except MissingPackage as missing:
        raise click.ClickException(str(missing)) from None
    finally:
        meter.done()
    for note in study.notes if study is not None and not study.interrupted else ():
        click.echo(note, err=True)
    if study is None or study.interrupted:
        click.echo(f"interrupted: {seen.said(asked.replications)}", err=True)
        return INTERRUPTED
    return 0


class _Seen:
    """How many records were written, and of which replication the last ones were."""

    def __init__(self) -> None:
        self.calls = 0
        self.last = -1

    def pour(self, sink: Any, piece: Piece) -> None:  # Any: one of two writers
        """Write a piece and count it."""
        sink(piece)
        self.calls += len(piece.calls)
        self.last = piece.replication

    def said(self, wanted: int) -> str:
        """What was written, in words."""
        if self.last < 0:
            return "no records were written yet"
        return (
            f"the records of {self.calls:,} calls were written, up to replication {self.last} "
            f"of 0 to {wanted - 1}, which may not be whole"
        )


def _replay(asked: Asked, wanted: str, form: str, output: str) -> None:
    parts = re.fullmatch(r"(?:(\d{1,6}):)?(\d{1,15})", wanted)
    if parts is None:
        raise click.BadParameter(f'"{wanted}" is no call; write 4711, or 2:4711', param_hint="'--replay'")
    from ivr_audit.simulate.replay import replay

    replication = int(parts[1] or 0)
    try:
        found = replay(asked.office, asked.seed, replication, int(parts[2]))
    except KeyError as none:
        raise click.BadParameter(str(none.args[0]), param_hint="'--replay'") from None
    if form == "json":
        from ivr_audit.render.simulation_json import replayed

        write(output, replayed(found, replication, asked.seed))
        return
    from ivr_audit.render.simulation_replayed import transcript
    from ivr_audit.render.styled import plain

    write(output, plain(transcript(found, asked.office.first, replication)))
