"""Times that differ from call to call: a mean alone, a mean with how it spreads, or points of a curve."""

from __future__ import annotations

from typing import Final, NamedTuple

from yaml.nodes import MappingNode, Node, ScalarNode

from ivr_audit import scalars
from ivr_audit.load.fields import FORMS, parse
from ivr_audit.load.reading import Form, ReadError, Reading, expected
from ivr_audit.scalars import short
from ivr_audit.traffic import Duration, Shape

PARTS: Final = ("mean", "cv", "shape", "always", "points")
TIME: Final = Form("a duration", "4m, {mean: 4m, cv: 1}, {mean: 5m, shape: 0.8} or {points: {30s: 10%, 2m: 50%}}")
SPREAD: Final = (0.05, 20.0)
"""The least and the largest `cv` and `shape`; beyond them nothing that people do is meant."""
_SHAPES: Final[dict[str, Shape]] = {"cv": "lognormal", "shape": "weibull"}


class Kind(NamedTuple):
    """What a single duration means (of a lognormal one the coefficient of variation is 1), and whether a curve may
    leave out those who never come to an end."""

    shape: Shape
    endless: bool = False


PATIENCE: Final = Kind("exponential", endless=True)
HANDLING: Final = Kind("lognormal")
AFTER: Final = Kind("exponential")
ALWAYS: Final = Kind("constant")


def read_time(reading: Reading, node: Node, name: str, kind: Kind) -> Duration:
    """A time and how it spreads; `kind` says what a single duration means. Raises `ReadError`."""
    if isinstance(node, ScalarNode):
        seconds = parse(scalars.duration, node, name, TIME)
        found = Duration(kind.shape, seconds)
        return found if kind.shape == "constant" else _positive(node, name, found)
    parts = reading.fields(node, short(name), PARTS, TIME)
    ways = [part for part in ("mean", "always", "points") if part in parts]
    if len(ways) != 1:
        said = 'has several of "mean", "always" and "points"; keep one' if ways else 'needs a "mean"'
        raise ReadError(node, f"{short(name)} {said}, such as {TIME.example}")
    spread = [part for part in ("cv", "shape") if part in parts]
    if spread and (ways != ["mean"] or len(spread) > 1):
        message = '"cv" and "shape" are two ways to spread' if len(spread) > 1 else f'"{spread[0]}" goes with "mean"'
        raise ReadError(parts[spread[0]][0], f"{message}; keep one of them")
    if ways == ["points"]:
        return _points(reading, parts["points"][1], name, endless=kind.endless)
    seconds = parse(scalars.duration, parts[ways[0]][1], ways[0], FORMS["duration"])
    if ways == ["always"]:
        return Duration("constant", seconds)
    second = parse(_spread, parts[spread[0]][1], spread[0], Form("a number", "1")) if spread else 1.0
    shape = _SHAPES[spread[0]] if spread else "exponential"
    return _positive(parts["mean"][1], "mean", Duration(shape, seconds, second))


def is_time(node: Node) -> bool:
    """Whether a value says one time, and not one for each of several names."""
    if not isinstance(node, MappingNode):
        return True
    return any(isinstance(key, ScalarNode) and key.value in PARTS for key, _ in node.value)


def _positive(node: Node, name: str, found: Duration) -> Duration:
    if found.first <= 0:
        raise ReadError(node, f"{short(name)} is nothing at all; write a mean over 0")
    return found


def _spread(text: str) -> float:
    number = scalars.positive(text)
    if not SPREAD[0] <= number <= SPREAD[1]:
        raise ValueError(f"{short(text)} is not a number from {SPREAD[0]} to {SPREAD[1]:g}")
    return number


def _points(reading: Reading, node: Node, name: str, *, endless: bool) -> Duration:
    """Durations and the part of the calls for which it is no longer, both rising."""
    form = Form("times and parts of the calls", "{30s: 10%, 2m: 50%, 10m: 100%}")
    pairs = reading.mapping(node, '"points"', form)
    if not pairs:
        raise expected(node, '"points"', form)
    points: list[tuple[float, float]] = []
    for key, value in pairs:
        seconds = parse(scalars.duration, key, "points", form)
        part = parse(scalars.share, value, key.value, Form("a part of 1", "50%"))
        if points and (seconds <= points[-1][0] or part <= points[-1][1]):
            raise ReadError(
                key, f'times and parts in the "points" of {short(name)} rise; at {short(key.value)} they do not'
            )
        points.append((seconds, part))
    if points[-1][1] < 1 and not endless:
        raise ReadError(pairs[-1][0], f'the "points" of {short(name)} end below 100%; say how long the longest takes')
    return Duration("points", points=tuple(points))
