"""What the numbers of a tree rest on that its file does not say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ivr_audit import model
from ivr_audit.model import PhoneTree, Prompt
from ivr_audit.rules.holiday_not_covered import say_day
from ivr_audit.unsaid import clocks_unknown, people_without_hours
from ivr_audit.words import list_words, say_duration

_MOST_NAMED = 4
EXTENSION_DIALLED = "the extension that was dialled"
"""What decides where several extensions can be dialled at a menu, in the readers of phone systems' files."""


def assumptions(tree: PhoneTree, as_of: date) -> tuple[str, ...]:
    """Each assumption in one sentence, with the nodes it is made for; clean files have none."""
    return (*tree.not_said, *_about_nodes(tree), *_about_dates(tree, as_of))


def _about_dates(tree: PhoneTree, as_of: date) -> Iterator[str]:
    """Exceptions that are all over, so that no coming year has any."""
    for hours in tree.hours.values():
        if hours.dates and max(hours.dates) < as_of:
            last = max(hours.dates)
            yield f'the dates of hours "{hours.name}" are all past, the last is {say_day(last)}; no later one is known'
    last = max(tree.holidays.dates, default=as_of)
    if last < as_of and not tree.holidays.country:
        yield f"the public holidays are all past, the last is {say_day(last)}; no later one is known"


def _about_nodes(tree: PhoneTree) -> Iterator[str]:
    nodes = list(tree.nodes.values())
    defaults = tree.defaults
    unknown = [node.name for node in nodes if any(_is_unknown(prompt) for prompt in _prompts(node))]
    if unknown:
        yield f"a recording of unknown length counts as {say_duration(defaults.recorded_prompt)}: {_named(unknown)}"
    queues = [node for node in nodes if isinstance(node, model.Queue)]
    waits = [queue.name for queue in queues if queue.wait is None or queue.wait.typical is None]
    if waits:
        yield f"no typical wait is stated, so people count as answering at once: {_named(waits)}"
    full = [queue.name for queue in queues if queue.overflow is not None and queue.max_wait is None]
    if full:
        yield f"no longest wait (`max_wait`) is stated, so calls overflow only when the line is full: {_named(full)}"
    unknown = [queue.name for queue in queues if queue.limit_elsewhere and queue.max_wait is None]
    if unknown:
        yield f"how long callers wait at most is decided outside the file, so no limit is counted: {_named(unknown)}"
    rings = [node.name for node in nodes if isinstance(node, model.Ring) and node.answers_after is None]
    if rings:
        yield f"people count as answering after {say_duration(defaults.answers_after)} of ringing: {_named(rings)}"
    people = [node.name for node in nodes if isinstance(node, model.Answered) and node.handles is None]
    if people and tree.topics:
        yield f"people whose `handles` is left out count as helping with every question: {_named(people)}"
    asks = [node.name for node in nodes if isinstance(node, model.Ask) and node.digits is None]
    if asks:
        yield f"how many digits are asked for is not stated; one is counted: {_named(asks)}"
    there = people_without_hours(tree)
    if there:
        yield f"people without stated hours count as always there: {_named(there)}"
    clocks = clocks_unknown(tree)
    if clocks:
        yield f"the schedule is not in the file, so every way is possible at any time: {_named(clocks)}"
    dialled = [node.name for node in nodes if isinstance(node, model.Branch) and node.decides == EXTENSION_DIALLED]
    if dialled:
        yield f"which extension callers dial is not known, so every one is possible: {_named(dialled)}"
    branches = [node.name for node in nodes if isinstance(node, model.Branch) and node.decides != EXTENSION_DIALLED]
    if branches:
        yield f"what decides is outside the file, so every answer is possible: {_named(branches)}"
    outside = [
        node.name for node in nodes if isinstance(node, model.Transfer) and node.answered_by in ("unknown", "menu")
    ]
    if outside:
        yield f"what happens after the call has left this file is not known: {_named(outside)}"


def _prompts(node: model.Node) -> Iterator[Prompt]:
    for name, field in model.readable_fields(type(node)).items():
        if field.metadata["reads"] == "prompt":
            prompt = getattr(node, name)
            if prompt is not None:
                yield prompt


def _is_unknown(prompt: Prompt) -> bool:
    return bool(prompt.audio) and not prompt.text and prompt.seconds is None and prompt.measured is None


def _named(names: list[str]) -> str:
    quoted = [f'"{name}"' for name in names[:_MOST_NAMED]]
    more = len(names) - _MOST_NAMED
    return list_words([*quoted, f"{more} more"]) if more > 0 else list_words(quoted)
