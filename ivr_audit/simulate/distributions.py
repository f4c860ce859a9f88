"""Times that differ from call to call, from a number between 0 and 1: the same number gives the same caller in every
variant of an office."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, gamma, log1p
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from ivr_audit.durations import lognormal
from ivr_audit.traffic import Duration

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


_STANDARD: Final = NormalDist()
_LEAST: Final = 1.2e-16
"""The normal distribution has no quantile for 0 and 1."""


def quantiles(duration: Duration, uniform: Numbers) -> Numbers:
    """Seconds below which the part `uniform` (0 to 1, without 1) of the calls stays; inf where there is no end.

    >>> import numpy as np
    >>> quantiles(Duration("exponential", 300.0), np.array([0.0, 0.5])).round(1).tolist()
    [0.0, 207.9]
    """
    import numpy as np

    match duration.shape:
        case "constant":
            return np.full(uniform.shape, duration.first)
        case "exponential":
            return np.asarray(-duration.first * np.log1p(-uniform))
        case "weibull":
            scale = duration.first / gamma(1 + 1 / duration.second)
            return np.asarray(scale * (-np.log1p(-uniform)) ** (1 / duration.second))
        case "lognormal":
            middle, spread = lognormal(duration)
            return np.asarray(np.exp(middle + spread * _normal(np.clip(uniform, _LEAST, 1 - _LEAST))))
        case _:
            return _between_points(duration.points, uniform)


def quantile(duration: Duration, chance: float) -> float:
    """Seconds below which that part of the calls stays: one of `quantiles`."""
    if duration.shape == "constant":
        return duration.first
    if duration.shape == "exponential":
        return -duration.first * log1p(-chance)
    if duration.shape == "lognormal":
        middle, spread = lognormal(duration)
        return exp(middle + spread * _STANDARD.inv_cdf(min(max(chance, _LEAST), 1 - _LEAST)))
    import numpy as np

    return float(quantiles(duration, np.array([chance]))[0])


def varies(duration: Duration) -> bool:
    """Whether it differs from call to call."""
    return duration.shape != "constant"


def each_quantile(duration: Duration, uniform: Numbers) -> Numbers:
    """`quantile` of each, to the last bit, which `quantiles` need not be."""
    if duration.shape == "exponential":
        return -duration.first * _each(log1p, -uniform)
    if duration.shape == "lognormal":
        middle, spread = lognormal(duration)
        return _each(exp, middle + spread * _fast_normal(uniform))
    return _each(lambda chance: quantile(duration, chance), uniform)


def _each(function: Callable[[float], float], numbers: Numbers) -> Numbers:
    import numpy as np

    return np.fromiter(map(function, numbers.tolist()), np.float64, len(numbers))


def _between_points(points: tuple[tuple[float, float], ...], uniform: Numbers) -> Numbers:
    import numpy as np

    seconds = [0.0, *(point[0] for point in points)]
    parts = [0.0, *(point[1] for point in points)]
    found = np.interp(uniform, parts, seconds)
    return np.asarray(np.where(uniform > parts[-1], np.inf, found))


_ABOVE: Final = (
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
)  # fmt: skip
_BELOW: Final = (
    5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
    5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0,
)  # fmt: skip
"""The middle of the normal quantile by Wichura's AS 241 (1988), highest power first: the one that `NormalDist` uses."""


def _fast_normal(uniform: Numbers) -> Numbers:
    """As `_normal`, with the middle 85 of 100 numbers all at once."""
    import numpy as np

    chances = np.clip(uniform, _LEAST, 1 - _LEAST)
    q = chances - 0.5
    r = 0.180625 - q * q
    above, below = np.full(r.shape, _ABOVE[0]), np.full(r.shape, _BELOW[0])
    for more, less in zip(_ABOVE[1:], _BELOW[1:], strict=True):
        above, below = above * r + more, below * r + less
    found = np.asarray(above * q / below)
    tails = np.abs(q) > 0.425
    found[tails] = [_STANDARD.inv_cdf(chance) for chance in chances[tails].tolist()]
    return found


def _normal(uniform: Numbers) -> Numbers:
    """The quantile of the standard normal distribution."""
    import numpy as np

    flat = np.fromiter(map(_STANDARD.inv_cdf, uniform.ravel()), float, uniform.size)
    return np.asarray(flat.reshape(uniform.shape))
