"""What `ivr-audit simulate` is asked: the options as they were given, and what they mean for an office."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from ivr_audit import scalars
from ivr_audit.cli.common import Input, read_tree, to_share
from ivr_audit.cli.common import today as the_day

if TYPE_CHECKING:
    from ivr_audit.scenario import Scenario
    from ivr_audit.simulate.staffing import Wish
    from ivr_audit.simulate.study import Precision
    from ivr_audit.simulate.variants import Variant

RECORDS: Final = ("csv", "parquet")
"""The formats that have records."""
_YEAR: Final = 366
_MOST: Final = 200
"""Replications until a wanted precision is reached, if nobody says how many at most."""


class Request(NamedTuple):
    """The options as they were given."""

    tree_path: str
    traffic: str | None
    weeks: int | None
    replications: int | None
    precision: str | None
    within: str
    changes: tuple[str, ...]
    variants: str | None
    wishes: tuple[str, ...]
    replay: str | None
    plots: str | None
    form: str
    records: str | None
    fail_on: str
    seed: int
    processes: int | None
    said: Input
    redact: bool
    as_of: date | None
    output: str


class Asked(NamedTuple):
    """What is to be simulated, and how."""

    office: Scenario
    seed: int
    replications: int
    processes: int
    threshold: float
    precision: Precision | None
    variants: tuple[Variant, ...]
    wishes: tuple[Wish, ...]


def asked_of(request: Request) -> Asked:
    """The request, read. Raises usage errors, and InputError with all that is wrong in changes and wishes."""
    threshold = _seconds(request.within, "--within")
    precision = _precision(request.precision)
    office = _office(request)
    variants, wishes = _what_if(request, office)
    return Asked(
        office=office,
        seed=request.seed,
        replications=request.replications or (_MOST if precision else 10),
        processes=request.processes or os.cpu_count() or 1,
        threshold=threshold,
        precision=precision,
        variants=variants,
        wishes=wishes,
    )


def _office(request: Request) -> Scenario:
    from ivr_audit.scenario import scenario

    tree = read_tree(request.tree_path, request.said)
    if request.traffic is not None:
        from ivr_audit.load.traffic import load_traffic

        tree = replace(tree, traffic=load_traffic(request.traffic, tree))
    tree = to_share(tree, request.redact)
    starts = None if tree.traffic is None else tree.traffic.starts
    first = request.as_of or starts or the_day()
    return scenario(tree, tree.traffic, first, request.weeks * 7 if request.weeks else _YEAR)


def _what_if(request: Request, office: Scenario) -> tuple[tuple[Variant, ...], tuple[Wish, ...]]:
    """The variants and the wishes. What changes nothing is told on standard error."""
    if not request.changes and request.variants is None and not request.wishes:
        return (), ()
    from ivr_audit.place import InputError, Place, Problem
    from ivr_audit.simulate.staffing import read_wish
    from ivr_audit.simulate.variant_files import read_variants
    from ivr_audit.simulate.variants import fitted, variants

    problems: list[Problem] = []
    found = variants(request.changes)
    try:
        found += read_variants(Path(request.variants)) if request.variants is not None else ()
    except InputError as unusable:
        problems += unusable.problems
    try:
        offices = fitted(office, found)
    except InputError as unfit:
        problems += unfit.problems
    wishes: list[Wish] = []
    for text in request.wishes:
        try:
            wishes.append(read_wish(office, text))
        except ValueError as wrong:
            problems.append(Problem(Place("--staff"), f'cannot ask "{text}": {wrong}'))
    if problems:
        raise InputError(problems)
    for variant, _, idle in offices:
        for line in idle:
            click.echo(f'{variant.place}: "{line}" changes nothing, since it is so already', err=True)
    return tuple(found), tuple(wishes)


def _seconds(text: str, option: str) -> float:
    try:
        return scalars.duration(text)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint=f"'{option}'") from None


def _precision(text: str | None) -> Precision | None:
    """How sure the share who reach a person, or the mean time to one, shall be."""
    if text is None:
        return None
    from ivr_audit.simulate.study import Precision

    if not text.endswith("%"):
        wanted = Precision("time to a person: mean", _seconds(text, "--precision"))
    else:
        try:
            wanted = Precision("reached a person", scalars.share(text))
        except ValueError as wrong:
            raise click.BadParameter(str(wrong), param_hint="'--precision'") from None
    if wanted.half_width <= 0:
        raise click.BadParameter("nothing is sure to the last digit; try 1%", param_hint="'--precision'")
    return wanted
