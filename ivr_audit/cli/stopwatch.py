"""A stopwatch for recordings: taps while somebody calls the number, and lengths that go into a tree file."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from ivr_audit.cli.files import has_read, replace_file
from ivr_audit.clock import length, moment_of_key
from ivr_audit.defaults import Defaults
from ivr_audit.model import KEYS, KINDS, Node, PhoneTree, Prompt, readable_fields
from ivr_audit.words import visible
from ivr_audit.yaml_text import Value

TAPS: Final = """  Call the number, and get to this recording. Then tap
    space    when it begins, and again when it ends
    0-9 * #  when it offers that key
    x        to start again         s  to leave this one out         q  to stop"""
_FIELDS: Final = {"greeting": "before the tone", "replay": "heard again", "invalid_prompt": "after a wrong key"}
_STOPS: Final = ("\x03", "\x04", "\x1b", "q", "")


class Taken(NamedTuple):
    """Seconds of a recording (None: left out), the second at which each key was offered, whether to stop."""

    seconds: float | None
    offered: Mapping[str, float]
    stops: bool = False


def is_terminal() -> bool:
    """Whether somebody can tap."""
    return sys.stdin is not None and sys.stdin.isatty()


def stopwatch(tap: Callable[[], str], clock: Callable[[], float], say: Callable[[str], object]) -> Taken:
    """What somebody taps who listens to a recording.

    `tap` gives the next key that is pressed, `clock` seconds. A key that is offered twice counts at the first time.
    """
    begun: float | None = None
    offered: dict[str, float] = {}
    while True:
        pressed = tap()
        now = clock()
        if pressed in _STOPS:
            return Taken(None, {}, stops=True)
        if pressed == "s":
            return Taken(None, {})
        if pressed == "x":
            begun, offered = None, {}
            say("    again: tap space when the recording begins")
        elif pressed == " " and begun is None:
            begun = now
            say("    begun; tap space when it ends")
        elif begun is None:
            say("    tap space first, when the recording begins")
        elif pressed == " ":
            say(f"    {now - begun:.1f} s")
            return Taken(round(now - begun, 1), offered)
        elif pressed in KEYS and pressed not in offered:
            offered[pressed] = round(now - begun, 1)
            say(f"    key {pressed} after {offered[pressed]:.1f} s")


def listen() -> Taken:
    """What is tapped on the terminal; closed input and Ctrl-C stop."""
    try:
        return stopwatch(click.getchar, time.monotonic, click.echo)
    except (KeyboardInterrupt, EOFError):
        return Taken(None, {}, stops=True)


def compared(prompt: Prompt, taken: Taken, keys: Mapping[str, str], defaults: Defaults) -> Iterator[str]:
    """What was taken beside what the text suggests; `keys` are those that do something, with where they lead."""
    if taken.seconds is None:
        return
    said = Prompt(prompt.text)
    if prompt.text:
        yield f"    {taken.seconds:.1f} s; the text alone suggests {length(said, defaults):.1f} s"
    heard = prompt._replace(seconds=taken.seconds, measured=None)
    for place, (key, to) in enumerate(keys.items(), 1):
        usual = moment_of_key(heard, key, place, len(keys), defaults)
        name = f"{key} ({visible(to)})" if to else key
        if key in taken.offered:
            yield f"    key {name} was offered after {taken.offered[key]:.1f} s; the text suggests {usual:.1f} s"
        elif taken.offered:
            yield f"    key {name} was not tapped; the text suggests that it is offered after {usual:.1f} s"
    for key in taken.offered:
        if key not in keys:
            yield f"    key {key} was offered after {taken.offered[key]:.1f} s, and nothing is told of it here"


def measure(path: str) -> None:
    """Take the length of each recording of a file that is there; everything else in it stays as it is."""
    tree = _own_tree(path)
    has_read([path])
    target = Path(os.path.realpath(path))
    found = list(_prompts(tree))
    measured = 0
    if not found:
        click.echo(f"{path} has no recording whose length could be taken.")
        return
    click.echo(TAPS)
    for number, (node, field, prompt) in enumerate(found, 1):
        what = _FIELDS.get(field, "")
        click.echo(f'\n{number} of {len(found)}: "{visible(node.name)}"{f", {what}" if what else ""}')
        click.echo(f"    {visible(prompt.text or prompt.audio)[:300]}")
        if prompt.seconds is not None:
            click.echo(f"    the file says {prompt.seconds:g} s")
        taken = listen()
        if taken.stops:
            break
        if taken.seconds is None or not taken.seconds:
            continue
        for line in compared(prompt, taken, _keys(node) if field == "prompt" else {}, tree.defaults):
            click.echo(line)
        _put(target, path, node, field, prompt, taken.seconds)
        measured += 1
    recordings = "recording" if len(found) == 1 else "recordings"
    click.echo(f"\n{measured} of {len(found)} {recordings} measured; {path} says so.")


def _own_tree(path: str) -> PhoneTree:
    """The tree of a native file. Raises a usage error for the files of a phone system."""
    from ivr_audit.load import load

    tree = load(path)
    if tree.system != "native" or not path.lower().endswith((".yaml", ".yml")):
        said = f'"{path}" is no tree file, and lengths go into one; first: ivr-audit convert {path} menu.yaml'
        raise click.BadParameter(said, param_hint="'FILE'")
    return tree


def _prompts(tree: PhoneTree) -> Iterator[tuple[Node, str, Prompt]]:
    """Every recording with its field, but those that were measured from their own file."""
    for node in tree.nodes.values():
        for name, field in readable_fields(KINDS[node.kind]).items():
            prompt = getattr(node, name)
            if field.metadata["reads"] != "prompt" or not isinstance(prompt, Prompt) or prompt.measured is not None:
                continue
            if prompt.text or prompt.audio:
                yield node, name, prompt


def _keys(node: Node) -> dict[str, str]:
    return {option.key: option.to for option in getattr(node, "options", ())}


def _put(target: Path, path: str, node: Node, field: str, prompt: Prompt, seconds: float) -> None:
    """Write a length into the file as it is now, so that what was measured stays whatever comes."""
    from ivr_audit.load import contents
    from ivr_audit.load.edit import put
    from ivr_audit.load.yaml_nodes import compose, decode

    raw = contents(target)
    text = ("\ufeff" if raw.startswith(b"\xef\xbb\xbf") else "") + decode(raw, path)
    route = ("nodes", node.name, node.kind if field == KINDS[node.kind].main else field)
    if _is_mapping(compose(text.removeprefix("\ufeff"), path), route):
        text = put(text, (*route, "seconds"), f"{seconds:g}s", path)
    else:
        said: dict[str, Value] = {"text": prompt.text} if prompt.text else {"audio": prompt.audio}
        text = put(text, route, {**said, "seconds": f"{seconds:g}s"}, path)
    replace_file(target, text.encode())


def _is_mapping(node: Any, route: tuple[str, ...]) -> bool:  # Any: a node of the YAML parser, which has few types
    """Whether a mapping stands at the end of a route."""
    from yaml.nodes import MappingNode, ScalarNode

    for name in route:
        pairs = node.value if isinstance(node, MappingNode) else []
        node = next((value for key, value in pairs if isinstance(key, ScalarNode) and key.value == name), None)
    return isinstance(node, MappingNode)
