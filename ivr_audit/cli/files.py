"""Writing results: to standard output, or to a file, whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click


def write(output: str, content: str | bytes) -> None:
    """Write to standard output for `-`, else to a file; what is no regular file (a device, a pipe) is written into."""
    raw = content.encode("utf-8", errors="replace") if isinstance(content, str) else content
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
    if target.is_dir():
        raise click.BadParameter(f'"{output}" is a folder; name a file in it', param_hint="'-o'")
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


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    """A new file that takes the place of an old one, with the old one's permissions, in one step."""
    import tempfile

    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
