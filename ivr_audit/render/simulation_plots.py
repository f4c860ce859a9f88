"""The plots of a simulation by matplotlib: the time to a person, the week, the lines over the day, messages over time.

Above each stands what it shows, in a sentence. What colour says, lightness, dashes or words say too, for readers of
grey print. The same study gives the same file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ivr_audit.render.labels import GREY, INK, LOST, PALE, PAPER
from ivr_audit.render.plot_frame import (
    NARROW,
    TITLE,
    WIDE,
    Canvas,
    Dashes,
    Sample,
    cut,
    figure,
    folded,
    inches,
    legend_height,
    look,
    saved,
)
from ivr_audit.render.simulation_answer import say_days, say_scale
from ivr_audit.render.simulation_figures import DAY, Mailbox, by_caller, mailboxes, parts_by_hour, peaks
from ivr_audit.render.simulation_waits import Waiting, waiting
from ivr_audit.render.simulation_words import say_about, say_callers
from ivr_audit.simulate.study import Study
from ivr_audit.words import MONTHS, WEEKDAYS, list_words, say_duration

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FORMATS: Final = (".svg", ".png", ".pdf")
BLUE: Final = "#235F94"
SHADES: Final = (
    (0.5, PAPER, GREY), (25.0, "#E3EDF6", "#10202E"), (50.0, "#BCD3E8", "#10202E"), (75.0, "#7FA9CF", "#10202E"),
    (101.0, "#1F5A8C", PAPER),
)  # fmt: skip
"""Of 100 calls fewer than so many reach a person: the colour of the hour, and of the number in it."""
_FILLED: Final = "#BCD3E8"
_PALE_LOST: Final = "#F0DCD9"
_AMBER: Final = "#8A5E0C"
_STYLES: Final[tuple[tuple[str, Dashes], ...]] = (
    (BLUE, "-"), (LOST, (0, (5, 2))), (_AMBER, (0, (6, 2, 1, 2))), (INK, (0, (1, 1.5))),
    (GREY, (0, (8, 2, 1, 2, 1, 2))),
)  # fmt: skip
"""Colours with dashes, for lines that stand together."""
_FEW_A_WEEK: Final = 0.2
_BUSY: Final = 0.01
"""Of the week's calls; an hour with fewer is not named as the best or the worst."""
_PANELS: Final = 4
_PANEL: Final = 0.98
_LEFT: Final = 0.45
"""Inches left of the axes, for their numbers."""


class Plot(NamedTuple):
    """One plot: the finding, what is drawn and in what, its legend, its height in inches on paper and on a telephone,
    and how it is drawn on a canvas of that height; `draw` is nothing where there is nothing to draw."""

    title: str
    said: str
    legend: tuple[Sample, ...] = ()
    heights: tuple[float, float] = (0.0, 0.0)
    draw: Callable[[Canvas], None] | None = None


def plot(study: Study, name: str, form: str) -> bytes:
    """One of `PLOTS` as a file of that format: svg, png or pdf."""
    return picture(PLOTS[name](study), study, form)


def picture(made: Plot, study: Study, form: str, *, titled: bool = True, narrow: bool = False) -> bytes:
    """A plot as a file of that format. Without its title for a page that says it itself."""
    width = NARROW if narrow else WIDE
    with look(_letters(study), form):
        canvas = figure(width, _height(made, width, titled=titled))
        _draw(made, canvas, titled=titled)
        return saved(canvas, form)


def sheet(study: Study, form: str) -> bytes:
    """All plots as one file, under the name of the office."""
    made = [of(study) for of in PLOTS.values()]
    heights = [_height(one, WIDE - 0.3, titled=True) + 0.3 for one in made]
    named = folded(study.scenario.tree.name, WIDE - 0.3, 2, size=16, bold=True)
    scale = folded(f"Simulated: {say_scale(study)}", WIDE - 0.3, 2)
    head = 0.15 + 0.3 * len(named) + 0.19 * len(scale) + 0.2
    with look(_letters(study), form):
        canvas = figure(WIDE, sum(heights) + head)
        for number, line in enumerate(named):
            canvas.write(line, 0.15, 0.32 + 0.3 * number, size=16, colour=INK, weight="bold")
        for number, line in enumerate(scale):
            canvas.write(line, 0.15, 0.3 * len(named) + 0.25 + 0.19 * number)
        top = head
        for one, height in zip(made, heights, strict=True):
            part = Canvas(canvas.figure, 0.15, top, WIDE - 0.3, height - 0.3)
            _draw(one, part, titled=True)
            top += height
        return saved(canvas, form)


def _letters(study: Study) -> str:
    return " ".join((study.scenario.tree.name, *study.runs[0].names.nodes))


def _titles(made: Plot, width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The title and what stands below it, in lines."""
    inside = width - 0.15
    return folded(made.title, inside, 4, size=TITLE, bold=True), folded(made.said, inside, 4)


def _head(made: Plot, width: float, *, titled: bool) -> float:
    """Inches above what is drawn."""
    title, said = _titles(made, width)
    above = 0.22 * len(title) + 0.18 * len(said) + 0.08 if titled else 0.0
    return above + legend_height(made.legend, width - _LEFT)


def _height(made: Plot, width: float, *, titled: bool) -> float:
    return _head(made, width, titled=titled) + made.heights[width < (WIDE + NARROW) / 2] + 0.05


def _draw(made: Plot, canvas: Canvas, *, titled: bool) -> None:
    at = 0.17
    if titled:
        title, said = _titles(made, canvas.width)
        for line in title:
            canvas.write(line, 0.02, at, size=TITLE, colour=INK, weight="bold")
            at += 0.22
        at -= 0.02
        for line in said:
            canvas.write(line, 0.02, at)
            at += 0.18
    else:
        at -= 0.02
    canvas.legend(made.legend, _LEFT, at + (0.06 if titled else 0.0))
    if made.draw is not None:
        made.draw(canvas.below(_head(made, canvas.width, titled=titled)))


def time_to_a_person(study: Study) -> Plot:
    """How long callers took to reach a person, and how many never did."""
    import numpy as np

    person = by_caller(study).calls["person"]
    known = np.sort(person[~np.isnan(person)])
    if not len(person):
        return Plot("Nobody called", "in the time that was simulated")
    reached = len(known) / len(person)
    if not len(known):
        return Plot("Not one of the callers reaches a person", "so there are no times to show")
    half, most_of_them = np.quantile(known, (0.5, 0.9)).tolist()
    last = max(float(np.quantile(known, 0.995)) * 1.12, 10.0)

    def draw(canvas: Canvas) -> None:
        axes = canvas.axes(_LEFT, 0.1, 0.12, 0.46)
        moments = np.linspace(0, last, 361)
        so_far = 100 * np.searchsorted(known, moments, side="right") / len(person)
        stays = np.concatenate(([False], np.diff(np.floor(so_far * 5)) == 0))
        stays[-1] = False
        moments, so_far = moments[~stays], so_far[~stays]
        corners, highs = np.repeat(moments, 2)[1:], np.repeat(so_far, 2)[:-1]
        _filled(axes, corners, highs, BLUE, _FILLED)
        for part, at, (colour, dashes) in ((0.5, half, (INK, "-")), (0.9, most_of_them, _STYLES[1])):
            axes.plot([at, at], [0, 100 * part * reached], color=colour, linestyle=dashes, linewidth=1.4)
        axes.set_xlim(0, last)
        axes.set_ylim(0, 100)
        axes.set_yticks(range(0, 101, 25))
        axes.axhline(100, color=PALE, linewidth=0.8, linestyle=(0, (2, 3)))
        _time_marks(axes, last, 8 if not canvas.is_narrow else 5)
        never = f"{say_callers(1 - reached)} never reach a person"
        if reached <= 0.9 and inches(never) < canvas.width - _LEFT - 0.3:
            high = 1 - (1 + reached) / 2  # in the middle of what is left above the curve
            inside = canvas.height - 0.56
            wide = canvas.width - _LEFT - 0.12
            canvas.write(never, _LEFT + wide / 2, 0.1 + inside * high + 0.04, colour=LOST, ha="center", weight="bold")
        canvas.write("after the call was answered", _LEFT, canvas.height - 0.06)

    legend = (
        Sample(f"half of those who do: {_within(half)}", INK),
        Sample(f"nine of ten: {_within(most_of_them)}", *_STYLES[1]),
    )
    told = _capital(say_callers(reached))
    title = f"{told} reach a person, half of them {_within(half)}"
    return Plot(title, "of 100 callers, how many have reached a person by then", legend, (2.75, 2.55), draw)


def _within(seconds: float) -> str:
    return f"within {say_duration(seconds)}" if seconds >= 0.5 else "at once"


def _filled(axes: Axes, along: Any, high: Any, line: str, area: str) -> None:
    """A line (arrays of its places), and the area below it in its paler colour."""
    import numpy as np

    ends = along[[-1, 0]]
    axes.fill(np.concatenate((along, ends)), np.concatenate((high, [0, 0])), color=area, linewidth=0)
    axes.plot(along, high, color=line, linewidth=1.5)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _time_marks(axes: Axes, last: float, most: int) -> None:
    """A scale of seconds or minutes."""
    steps = (5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400)
    step = next((step for step in steps if last / step <= most), 28800)
    marks = [n * step for n in range(int(last // step) + 1)]
    axes.set_xticks(marks, [say_duration(mark) if mark else "0" for mark in marks])


def week(study: Study) -> Plot:
    """For each hour of the week, how many of a hundred callers reach a person."""
    parts = {hour: (calls, 100 * part) for hour, (calls, part) in parts_by_hour(study).items() if calls >= _FEW_A_WEEK}
    said = "of 100 calls in each hour, how many reach a person; darker is more, blank: hardly anybody calls"
    if not parts:
        return Plot("Hardly anybody calls at any hour", "so there is no week to show")

    def draw(canvas: Canvas) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        across, down = (7, 24) if canvas.is_narrow else (24, 7)
        axes = canvas.axes(_LEFT, 0.24, 0.06, 0.02)
        cells: dict[str, list[Path]] = {}
        for hour, (_, reach) in parts.items():
            day, clock = divmod(hour, 24)
            x, y = (day, clock) if canvas.is_narrow else (clock, day)
            shade, ink = next((shade, ink) for below, shade, ink in SHADES if reach < below)
            cells.setdefault(shade, []).append(Path([(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]))
            axes.text(x + 0.5, y + 0.5, f"{reach:.0f}", ha="center", va="center", fontsize=8.5, color=ink)
        for shade, found in cells.items():
            whole = Path.make_compound_path(*found)
            axes.add_patch(PathPatch(whole, facecolor=shade, edgecolor=PALE, linewidth=0.5, clip_on=False))
        axes.set_xlim(0, across)
        axes.set_ylim(down, 0)
        days, clocks = [name[:3] for name in WEEKDAYS], [f"{hour}:00" for hour in range(0, 24, 3)]
        day_marks, clock_marks = [day + 0.5 for day in range(7)], list(range(0, 24, 3))
        axes.xaxis.tick_top()
        if canvas.is_narrow:
            axes.set_xticks(day_marks, days)
            axes.set_yticks(clock_marks, clocks)
        else:
            axes.set_xticks(clock_marks, clocks)
            axes.set_yticks(day_marks, days)
        axes.spines[:].set_visible(False)

    return Plot(_best_and_worst(parts), said, (), (2.5, 5.2), draw)


def _best_and_worst(parts: Mapping[int, tuple[float, float]]) -> str:
    """The hours in which most and fewest callers reach a person, of those in which many call."""
    whole = sum(calls for calls, _ in parts.values())
    busy = {hour: one for hour, one in parts.items() if one[0] >= _BUSY * whole} or dict(parts)
    best = max(busy, key=lambda hour: (busy[hour][1], busy[hour][0], -hour))
    worst = min(busy, key=lambda hour: (round(busy[hour][1]), -busy[hour][0], hour))
    high, low = (f"{busy[hour][1]:.0f}" for hour in (best, worst))
    if high == low:
        return f"At every hour at which many call, {high} of 100 calls reach a person"
    there = f"from {_clock(worst)}" if worst // 24 == best // 24 else f"on {WEEKDAYS[worst // 24]} {_clock(worst)}"
    best_day = WEEKDAYS[best // 24]
    return f"Of 100 calls {high} reach a person on {best_day} {_clock(best)}, {low if low != '0' else 'none'} {there}"


def _clock(hour: int) -> str:
    """The time of an hour of the week: "8:00 to 9:00"."""
    return f"{hour % 24}:00 to {hour % 24 + 1}:00"


def queues(study: Study) -> Plot:
    """How many callers wait in each line over the day."""
    found = waiting(study, len(_STYLES))
    if found is None:
        return Plot("Nobody waits in a line", "ringing or in a queue")
    often = found.most < 1
    unit = 60.0 if often else 1.0
    days = "Monday to Friday" if found.workdays else "Saturday and Sunday"
    said = "minutes in each hour that callers wait, added up" if often else "callers who wait at the same time"
    said += f", in a queue or while it rings; mean of {days}"
    if found.lines > len(found.means):
        said += f"; the {len(found.means)} of {found.lines} lines in which most wait"
    samples = tuple(Sample(name, *style) for (name, _), style in zip(found.means, _STYLES, strict=False))

    def draw(canvas: Canvas) -> None:
        axes = canvas.axes(_LEFT, 0.1, 0.24, 0.3)
        first, last = found.busy
        inside = (found.hours > first) & (found.hours < last)
        for (_, mean), sample in zip(found.means, samples, strict=True):
            how: dict[str, Any] = {"color": sample.colour, "linestyle": sample.dashes, "linewidth": 1.6}
            axes.plot(found.hours[inside], unit * mean[inside], **how)
        axes.set_xlim(first, last)
        step = next(step for step in (1, 2, 3, 4, 6) if (last - first) / step <= (5 if canvas.is_narrow else 12))
        hours = range(first, last + 1, step)
        axes.set_xticks(list(hours), [f"{hour}:00" for hour in hours])
        _round_marks(axes, unit * found.most)

    return Plot(_most_waiting(found), said, samples, (2.5, 2.2), draw)


def _most_waiting(found: Waiting) -> str:
    minute = round(found.at * 60)
    where = f'at "{found.means[0][0]}" about {minute // 60}:{minute % 60:02}'
    if found.most >= 1:
        return f"Most callers wait {where}: {say_about(found.most)} at the same time"
    minutes = f"{60 * found.most:.0f}" if found.most >= 1 / 30 else say_about(60 * found.most)
    seldom = "Hardly anybody waits" if found.most < 0.25 else "Callers wait"
    return f"{seldom}, most {where}: {minutes} minute{'s' * (minutes != '1')} in an hour, added up"


def _round_marks(axes: Axes, most: float) -> None:
    """From 0 on, about four marks at round numbers."""
    most = max(most, 1e-9)
    size = 10.0 ** (len(f"{int(most)}") - 1) if most >= 1 else 0.1 if most >= 0.1 else most
    step = next((size * part for part in (0.2, 0.25, 0.5, 1.0, 2.0, 2.5) if most / (size * part) <= 5), 5 * size)
    marks = [n * step for n in range(int(most / step) + 2)]
    axes.set_ylim(0, max(most * 1.06, step))
    kept = [mark for mark in marks if mark <= max(most * 1.06, step)]
    axes.set_yticks(kept, [f"{mark:,.10g}" for mark in kept])


def messages(study: Study) -> Plot:
    """How many messages nobody has returned yet, box by box, over the time that was simulated."""
    import numpy as np

    known = sorted(mailboxes(study), key=lambda box: (-box.most, box.name))
    if not known:
        return Plot("Nobody leaves a message", "in any box")
    boxes, days = known[:_PANELS], study.scenario.days
    numbers = {name: number for number, name in enumerate(study.runs[0].names.nodes)}
    every, of_each = (DAY / 4, "6 hours") if days <= 70 else (DAY, "day")

    def draw(canvas: Canvas) -> None:
        for place, box in enumerate(boxes):
            part = canvas.below(place * _PANEL)._replace(height=_PANEL)
            number = numbers[box.name]
            runs = [peaks(run.messages[run.messages["box"] == number], days * DAY, every) for run in study.runs]
            axes = part.axes(_LEFT, 0.26, 0.12, 0.1)
            mean = np.append(np.mean(runs, axis=0), box.at_end)
            at = np.append((np.arange(len(mean) - 1) + 0.5) * every / DAY, days)
            _filled(axes, at, mean, *((LOST, _PALE_LOST) if box.never.mean > 0 else (BLUE, _FILLED)))
            axes.set_xlim(0, days)
            top = max(float(mean.max()), 1.0)
            axes.set_ylim(0, top * 1.05)
            axes.set_yticks([0, top], ["0", say_about(top)])
            _day_marks(axes, study, named=place == len(boxes) - 1, most=4 if canvas.is_narrow else 8)
            end = f": {say_about(box.at_end)} at the end"
            name = cut(box.name, part.width - _LEFT - inches(end) * 1.1)
            part.write(f"{name}{end}", _LEFT, 0.18, colour=INK)

    said = f"messages in each box that nobody has returned yet, the most in each {of_each}"
    said += ", mean of all replications" if len(study.runs) > 1 else ""
    said += f"; the {_PANELS} of {len(known)} boxes with most" if len(known) > _PANELS else ""
    said += "; each box has a scale of its own" if len(boxes) > 1 else ""
    high = _PANEL * len(boxes) + 0.22
    return Plot(_piling_up(known, days), said, (), (high, high), draw)


def _piling_up(boxes: Iterable[Mailbox], days: int) -> str:
    never = [box for box in boxes if box.never.mean > 0]
    if never:
        told = list_words([f'"{box.name}"' for box in never[:2]] + (["others"] if len(never) > 2 else []))
        count = say_about(sum(box.at_end for box in never))
        return f"Nobody returns the messages in {told}: {count} wait after {say_days(days)}"
    worst = max(boxes, key=lambda box: box.most)
    if worst.at_end > 2 * worst.a_week.mean and worst.at_end > 10:
        return f'"{worst.name}" fills faster than it is emptied: {say_about(worst.at_end)} messages wait at the end'
    return f'Messages are returned; most wait in "{worst.name}", up to {say_about(worst.most)} at one time'


def _day_marks(axes: Axes, study: Study, *, named: bool, most: int) -> None:
    """Marks at the beginning of days or months."""
    days, first = study.scenario.days, study.scenario.first
    dates = [first + timedelta(days=n) for n in range(days)]
    if days > 62:
        begins = [n for n, day in enumerate(dates) if day.day == 1 and n <= 0.96 * days]
        kept = begins[:: -(-len(begins) // most)]
        names = [f"{MONTHS[dates[n].month - 1][:3]} {dates[n].year}" for n in kept]
    else:
        kept = list(range(0, days, -(-days // most)))
        names = [f"{dates[n].day} {MONTHS[dates[n].month - 1][:3]}" for n in kept]
    axes.set_xticks(kept, names if named else [""] * len(kept))
    axes.grid(axis="x", color=PALE, linewidth=0.4)
    axes.set_axisbelow(True)


PLOTS: Final[Mapping[str, Callable[[Study], Plot]]] = {
    "time-to-a-person": time_to_a_person,
    "week": week,
    "queues": queues,
    "messages": messages,
}
"""What is drawn, by the names of the files."""
