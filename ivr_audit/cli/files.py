"""Writing results: to standard output, or to a file, whole or not at all, and never over what this run has read."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import click

_READ: Final = "ivr_audit.read"
_WRITTEN: Final = "ivr_audit.written"
"""Under these names the context of a command keeps the files that it has read and those that it has written."""


def has_read(paths: Iterable[str | Path]) -> None:
    """Note files that the command has read: `write` does not overwrite them."""
    context = click.get_current_context(silent=True)
    if context is not None:
        context.meta.setdefault(_READ, set()).update(os.fspath(path) for path in paths)


def write(output: str, content: str | bytes) -> None:
    """Write to standard output for `-`, else to a file; what is no regular file (a device, a pipe) is written into.

    Raises a usage error for a folder, a tree file, a file that the command has read, and one that it has written.
    """
    raw = content.encode("utf-8", errors="replace") if isinstance(content, str) else content
    _check_new(output)
    if output == "-":
        if sys.stdout is None:
            raise click.ClickException("standard output is closed")
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return
    with _opened(output) as file:
        file.write(raw)


@contextmanager
def streamed(output: str) -> Iterator[IO[bytes]]:
    """Somewhere to write piece by piece: standard output for `-`, else a file that is there whole or not at all."""
    _check_new(output)
    if output == "-":
        if sys.stdout is None:
            raise click.ClickException("standard output is closed")
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with _opened(output) as file:
        yield file


@contextmanager
def _opened(output: str) -> Iterator[IO[bytes]]:
    """A file to be written, which takes the place of an old one in the end. Raises a usage error for what is none."""
    target = Path(os.path.realpath(output))
    if not output:
        raise click.BadParameter("the name of the file is empty", param_hint="'-o'")
    if target.is_dir():
        raise click.BadParameter(f'"{output}" is a folder; name a file in it', param_hint="'-o'")
    if output.endswith((os.sep, os.altsep or os.sep)):
        raise click.BadParameter(f'"{output}" ends like a folder; name a file', param_hint="'-o'")
    if any(_is_same(path, target) for path in _noted(_READ)):
        raise click.BadParameter(f'"{output}" is read by this command and is not overwritten', param_hint="'-o'")
    if target.suffix.lower() in (".yaml", ".yml") and target.exists():
        raise click.BadParameter(f'"{output}" is a tree file and is not overwritten; name another', param_hint="'-o'")
    if not target.parent.is_dir():
        raise click.BadParameter(f'there is no folder "{Path(output).parent}"', param_hint="'-o'")
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                yield file
        else:
            with _replacing(target) as file:
                yield file
    except OSError as failed:
        raise OSError(failed.errno, failed.strerror or str(failed), output) from failed


def _noted(what: str) -> set[str]:
    context = click.get_current_context(silent=True)
    return set() if context is None else context.meta.setdefault(what, set())


def _check_new(output: str) -> None:
    """Raise a usage error for a second result in the same place: the two would stand in one file, or one be lost."""
    place = output if output == "-" else os.path.realpath(output)
    written = _noted(_WRITTEN)
    if place in written and (output == "-" or not os.path.exists(place) or os.path.isfile(place)):
        name = "standard output" if output == "-" else f'"{output}"'
        raise click.BadParameter(f"{name} is given twice; each result needs a place of its own", param_hint="'-o'")
    written.add(place)


def _is_same(path: str, target: Path) -> bool:
    """Whether both are one file, also by a link; one that is not there is none."""
    try:
        return os.path.samefile(path, target)
    except OSError:
        return False


def replace_file(target: Path, raw: bytes) -> None:
    """Put a new file in the place of an old one, with the old one's permissions, in one step."""
    with _replacing(target) as file:
        file.write(raw)


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    """A new file that takes the place of an old one, with the old one's permissions, in one step."""
    import tempfile

    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
