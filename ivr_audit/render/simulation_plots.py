"""The plots of a simulation by matplotlib: the time to a person, the week, the lines over the day, messages over time.

Quiet, in the colours of the diagrams; what colour says, lightness, dashes or words say too, for readers of grey print.
The same study gives the same file.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from ivr_audit.render.labels import GREY, INK, LOST, PALE, PAPER
from ivr_audit.render.simulation_answer import say_days
from ivr_audit.render.simulation_figures import DAY, HOUR, parts_by_hour
from ivr_audit.render.simulation_words import say_about
from ivr_audit.simulate.records import LEFT
from ivr_audit.simulate.statistics import backlog
from ivr_audit.simulate.study import Study
from ivr_audit.words import WEEKDAYS, say_duration

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS: Final = (".svg", ".png", ".pdf")
BLUE: Final = "#235F94"
_PALE_BLUE: Final = "#BCD3E8"
_AMBER: Final = "#8A5E0C"
_STYLES: Final = ((BLUE, "-"), (LOST, "--"), (_AMBER, "-."), (INK, ":"), (GREY, (0, (5, 1, 1, 1))))
"""Colours with dashes, for lines that stand together."""
_LOOK: Final = {
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "font.size": 9, "text.color": INK,
    "axes.edgecolor": PALE, "axes.labelcolor": GREY, "axes.spines.top": False, "axes.spines.right": False,
    "axes.titlesize": 11, "axes.titleweight": "bold", "axes.titlelocation": "left", "axes.titlepad": 22,
    "xtick.color": GREY, "ytick.color": GREY, "xtick.labelsize": 8.5, "ytick.labelsize": 8.5,
    "axes.grid": False, "figure.facecolor": PAPER, "savefig.facecolor": PAPER, "legend.frameon": False,
    "svg.hashsalt": "ivr-audit", "svg.fonttype": "path",
}  # fmt: skip
_BINS: Final = 48
_FEW_A_WEEK: Final = 0.2
_EVERY: Final = 600.0
"""Seconds between moments at which the callers in a line are counted."""
_MOST_LINES: Final = 5


def plot(study: Study, name: str, form: str) -> bytes:
    """One of `PLOTS` as a file of that format: svg, png or pdf."""
    from matplotlib.figure import Figure

    with _look():
        figure = Figure(figsize=(7.2, 3.5), layout="constrained")
        PLOTS[name](study, figure.add_subplot())
        return _saved(figure, form)


def sheet(study: Study, form: str) -> bytes:
    """All plots as one file."""
    from matplotlib.figure import Figure

    with _look():
        figure = Figure(figsize=(7.2, 14.2), layout="constrained")
        for axes, drawn in zip(figure.subplots(len(PLOTS), 1), PLOTS.values(), strict=True):
            drawn(study, axes)
        return _saved(figure, form)


@contextmanager
def _look() -> Iterator[None]:
    import matplotlib

    with matplotlib.rc_context(_LOOK):  # type: ignore[arg-type]  # the keys are all known ones
        yield


def _saved(figure: Figure, form: str) -> bytes:
    """The file, without the moment at which it was made."""
    stamp = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}[form]
    file = io.BytesIO()
    figure.savefig(file, format=form, dpi=150, metadata=stamp)
    return file.getvalue()


def _titled(axes: Axes, title: str, said: str) -> None:
    axes.set_title(title)
    axes.text(0, 1.03, said, transform=axes.transAxes, color=GREY, fontsize=8.5, va="bottom")


def _nothing(axes: Axes, said: str) -> None:
    axes.text(0.5, 0.5, said, transform=axes.transAxes, ha="center", color=GREY)
    axes.set_axis_off()


def time_to_a_person(study: Study, axes: Axes) -> None:
    """How long callers took to reach a person, and how many never did."""
    import numpy as np

    person = study.calls["person"]
    known = person[~np.isnan(person)]
    never = 1 - len(known) / max(len(person), 1)
    _titled(axes, "How long it takes to reach a person", f"of 100 calls; {100 * never:.0f} of them never reach one")
    if not len(known):
        _nothing(axes, "nobody reaches a person")
        return
    most = float(np.quantile(known, 0.995)) * 1.1 + 1
    counts, edges = np.histogram(np.minimum(known, most), bins=_BINS, range=(0, most))
    heights = 100 * counts / len(person)
    axes.bar(edges[:-1], heights, width=np.diff(edges), align="edge", color=_PALE_BLUE, edgecolor=BLUE, linewidth=0.6)
    for part, said, colour, dashes in ((0.5, "half", INK, "-"), (0.9, "9 of 10", LOST, "--")):
        at = float(np.quantile(known, part))
        label = f"{said} of those who do: within {say_duration(at)}"
        axes.axvline(at, color=colour, linestyle=dashes, linewidth=1.3, label=label)
    early = float(np.quantile(known, 0.9)) < most / 2
    axes.legend(loc="upper right" if early else "upper left", fontsize=8.5, handlelength=3)
    axes.set_xlim(0, most)
    axes.set_ylim(0, float(heights.max()) * 1.1)
    axes.set_ylabel("calls of 100")
    _in_minutes(axes, most)


def _in_minutes(axes: Axes, most: float) -> None:
    """A scale of seconds or minutes."""
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
    step = next((step for step in steps if most / step <= 9), 7200)
    marks = [n * step for n in range(int(most // step) + 1)]
    axes.set_xticks(marks, [say_duration(mark) if mark else "0" for mark in marks])


def week(study: Study, axes: Axes) -> None:
    """For each hour of the week, how many of a hundred callers reach a person."""
    import numpy as np
    from matplotlib.colors import LinearSegmentedColormap

    parts = parts_by_hour(study)
    grid = np.full((7, 24), np.nan)
    for hour, (calls, part) in parts.items():
        if calls >= _FEW_A_WEEK:
            grid[hour // 24, hour % 24] = 100 * part
    _titled(axes, "The week", "of 100 callers in each hour, how many reach a person; empty: nobody calls")
    shades = LinearSegmentedColormap.from_list("reach", [PAPER, _PALE_BLUE, BLUE, "#123552"])
    axes.pcolormesh(np.arange(25), np.arange(8), grid, cmap=shades, vmin=0, vmax=100, edgecolors=PALE, linewidth=0.4)
    for day, hour in zip(*np.nonzero(~np.isnan(grid)), strict=True):
        reach = grid[day, hour]
        axes.text(hour + 0.5, day + 0.5, f"{reach:.0f}", ha="center", va="center", fontsize=7.5,
                  color=PAPER if reach > 62 else INK if reach >= 0.5 else GREY)  # fmt: skip
    axes.set_ylim(7, 0)
    axes.set_xticks(range(0, 25, 3), [f"{hour}:00" for hour in range(0, 25, 3)])
    axes.set_yticks([day + 0.5 for day in range(7)], [name[:3] for name in WEEKDAYS])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def queues(study: Study, axes: Axes) -> None:
    """How many callers wait in each line over the day, on average of the days on which anybody waited there."""
    import numpy as np

    names = study.runs[0].names.nodes
    visits = study.visits
    visits = visits[visits["left"] != LEFT.index("no agents")]
    _titled(axes, "Callers who wait, over the day", "ringing or in a queue at the same time; mean of Monday to Friday")
    found: list[tuple[float, str, Any]] = []
    days, first = study.scenario.days, study.scenario.first.weekday()
    workdays = sum((first + day) % 7 < 5 for day in range(days)) * len(study.runs)
    for line in np.unique(visits["line"]).tolist():
        some = visits[visits["line"] == line]
        some = some[((some["at"] // DAY).astype(int) + first) % 7 < 5]
        mean = _waiting_by_day(some["at"] % DAY, some["waited"]) / max(workdays, 1)
        found.append((float(mean.sum()), names[line], mean))
    found = sorted(found, key=lambda one: (-one[0], one[1]))[:_MOST_LINES]
    if not found:
        _nothing(axes, "nobody waits")
        return
    hours = np.arange(0, DAY, _EVERY) / HOUR
    for (_, name, mean), (colour, dashes) in zip(found, _STYLES, strict=False):
        axes.plot(hours, mean, color=colour, linestyle=dashes, linewidth=1.5, label=name)
    busy = np.nonzero(sum(mean for _, _, mean in found) > 0)[0]
    axes.set_xlim(max(hours[busy[0]] - 1, 0) if len(busy) else 0, min(hours[busy[-1]] + 1, 24) if len(busy) else 24)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(_every(1))
    axes.xaxis.set_major_formatter(lambda hour, _: f"{hour:.0f}:00")
    axes.set_ylabel("callers")
    axes.legend(loc="upper right", fontsize=8.5, handlelength=3)


def _waiting_by_day(at: Any, waited: Any) -> Any:
    """Callers in a line, summed over all days, as the mean of each stretch of `_EVERY` seconds; waits that go on past
    midnight are cut there. Arrays of numpy."""
    import numpy as np

    edges = np.arange(0, DAY + 1, _EVERY)
    ends = np.minimum(at + waited, DAY)
    return np.diff(_sums(ends, edges) - _sums(at, edges)) / _EVERY


def _sums(moments: Any, edges: Any) -> Any:
    """The sum over all moments of the smaller of the moment and each edge (arrays of numpy)."""
    import numpy as np

    ordered = np.sort(moments)
    sums = np.concatenate(([0.0], np.cumsum(ordered)))
    count = np.searchsorted(ordered, edges, side="right")
    return sums[count] + (len(ordered) - count) * edges


def _every(step: int) -> Any:
    from matplotlib.ticker import MultipleLocator

    return MultipleLocator(step)


def messages(study: Study, axes: Axes) -> None:
    """How many messages nobody has returned yet, box by box, over the time that was simulated."""
    import numpy as np

    names, days = study.runs[0].names.nodes, study.scenario.days
    _titled(
        axes, "Messages that wait for an answer",
        f"over {say_days(days)}, mean of {len(study.runs)} replication{'s' * (len(study.runs) != 1)}",
    )  # fmt: skip
    left = study.messages
    boxes = np.unique(left["box"]).tolist()
    if not boxes:
        _nothing(axes, "nobody leaves a message")
        return
    every = DAY / 4 if days <= 70 else DAY
    first = datetime.combine(study.scenario.first, time())
    moments = [first + timedelta(seconds=n * every) for n in range(int(days * DAY / every))]
    for box, (colour, dashes) in zip(boxes, _STYLES * (len(boxes) // len(_STYLES) + 1), strict=False):
        runs = [backlog(run.messages[run.messages["box"] == box], days * DAY, every) for run in study.runs]
        mean = np.mean(runs, axis=0)
        label = f"{names[box]}: {say_about(float(mean[-1]))} at the end"
        axes.plot(moments, mean, color=colour, linestyle=dashes, linewidth=1.5, label=label)  # type: ignore[arg-type]  # dates are understood
    axes.set_ylim(bottom=0)
    axes.set_ylabel("messages")
    axes.legend(loc="upper left", fontsize=8.5, handlelength=3)
    axes.xaxis.set_major_formatter(_dates(days))


def _dates(days: int) -> Any:
    from matplotlib.dates import DateFormatter

    return DateFormatter("%b %Y" if days > 200 else "%d %b")  # type: ignore[no-untyped-call]  # matplotlib states none


PLOTS: Final[Mapping[str, Callable[[Study, Axes], None]]] = {
    "time-to-a-person": time_to_a_person,
    "week": week,
    "queues": queues,
    "messages": messages,
}
"""What is drawn, by the names of the files."""
