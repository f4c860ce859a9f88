"""Records on their way from one process to another, in files: a pipe would take as long as the simulation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ivr_audit.simulate.records import CALL, MESSAGE, VISIT
from ivr_audit.simulate.replications import Piece, Sink

if TYPE_CHECKING:
    from ivr_audit.simulate.records import Table

_TABLES: Final = {"calls": CALL, "visits": VISIT, "messages": MESSAGE}


@contextmanager
def spooled(folder: str, replication: int) -> Iterator[Sink]:
    """A sink whose records wait in files, one for each table. Raises OSError where they have no room."""
    with ExitStack() as stack:
        files = {name: stack.enter_context(_file(folder, replication, name).open("wb")) for name in _TABLES}

        def keep(piece: Piece) -> None:
            for name, file in files.items():
                file.write(getattr(piece, name).tobytes())  # numpy's `tofile` does not say why it failed

        yield keep


def fetched(folder: str, replication: int) -> Piece:
    """All records that wait there; the files are deleted. Raises OSError."""
    import numpy as np

    found: dict[str, Table] = {}
    for name, columns in _TABLES.items():
        file = _file(folder, replication, name)
        found[name] = np.fromfile(file, dtype=list(columns))
        file.unlink()
    return Piece(replication, **found)


def _file(folder: str, replication: int, table: str) -> Path:
    return Path(folder) / f"{replication}.{table}"
