"""The records of a simulation for other programs: a row for each call, message or visit to a line, as CSV or Parquet.

Names stand where the records of `records.py` have numbers, moments where they have seconds from the first midnight.
Rows are made piece by piece, so that memory does not grow with the number of calls.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import IO, TYPE_CHECKING, Any, Final, Literal

from ivr_audit.render.csv import shown
from ivr_audit.simulate.records import CALL, ENDS, LEFT, MESSAGE, VISIT, Names
from ivr_audit.simulate.replications import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ivr_audit.simulate.records import Table

Kind = Literal["calls", "messages", "visits"]
KINDS: Final[tuple[Kind, ...]] = ("calls", "messages", "visits")
COLUMNS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "calls": ("replication", *(name for name, _ in CALL)),
    "messages": ("replication", *(name for name, _ in MESSAGE)),
    "visits": ("replication", *(name for name, _ in VISIT)),
}
_SECONDS: Final = {"seconds", "person", "right", "waited", "talk", "promise"}
_MOMENTS: Final = {"at", "returned"}


class MissingPackage(Exception):
    """What writes the format is not installed; the message is one line that says what to do."""


def known_names(names: Names) -> dict[str, Sequence[str]]:
    """What the numbers of each column stand for."""
    return {
        "entry": names.entries, "period": names.periods, "topic": names.topics, "caller": names.callers,
        "end": ENDS, "node": names.nodes, "line": names.nodes, "box": names.nodes, "group": names.groups, "left": LEFT,
    }  # fmt: skip


def columns(piece: Piece, kind: Kind, names: Names, first: date) -> dict[str, Any]:
    """The columns of a piece as arrays of numpy: names as text ("" for none), moments as `datetime64`."""
    import numpy as np

    table: Table = getattr(piece, kind)
    known = known_names(names)
    midnight = np.datetime64(datetime.combine(first, time()), "ms")
    found: dict[str, Any] = {"replication": np.full(len(table), piece.replication, np.int32)}
    for name in COLUMNS[kind][1:]:
        column = table[name]
        if name in known:
            # One more for -1, which numpy takes as the last.
            found[name] = np.array([*known[name], ""], dtype=object)[column]
        elif name in _MOMENTS:
            missing = np.isnan(column)
            moments = midnight + np.round(np.where(missing, 0, column) * 1000).astype("timedelta64[ms]")
            found[name] = np.where(missing, np.datetime64("NaT"), moments)
        else:
            found[name] = np.round(column, 3) if name in _SECONDS else column
    return found


class CsvRecords:
    """Writes pieces as CSV by RFC 4180, the first with a row of headings before it."""

    def __init__(self, file: IO[bytes], kind: Kind, names: Names, first: date) -> None:
        self.file, self.kind, self.names, self.first = file, kind, names, first
        file.write((",".join(COLUMNS[kind]) + "\r\n").encode())

    def __call__(self, piece: Piece) -> None:
        """Write a piece."""
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\r\n").writerows(self._rows(piece))
        self.file.write(text.getvalue().encode())

    def close(self) -> None:
        """Nothing is kept back."""

    def _rows(self, piece: Piece) -> Iterator[tuple[Any, ...]]:
        import numpy as np

        found = columns(piece, self.kind, self.names, self.first)
        cells: list[list[Any]] = []
        for column in found.values():
            if column.dtype.kind == "M":
                told = np.datetime_as_string(column, unit="s").tolist()
                cells.append(["" if moment == "NaT" else moment for moment in told])
            elif column.dtype.kind == "f":
                cells.append(["" if number != number else f"{number:g}" for number in column.tolist()])
            elif column.dtype.kind == "O":
                safe = {name: shown(name) for name in set(column.tolist())}
                cells.append([safe[name] for name in column.tolist()])
            elif column.dtype.kind == "b":
                cells.append(["yes" if wrong else "no" for wrong in column.tolist()])
            else:
                cells.append(column.tolist())
        return zip(*cells, strict=True)


class ParquetRecords:
    """Writes pieces as row groups of a Parquet file. Raises MissingPackage without pyarrow."""

    def __init__(self, file: IO[bytes], kind: Kind, names: Names, first: date) -> None:
        self.arrow, parquet = pyarrow()
        self.kind, self.names, self.first = kind, names, first
        self.schema = self._schema()
        self.writer = parquet.ParquetWriter(file, self.schema)

    def __call__(self, piece: Piece) -> None:
        """Write a piece."""
        found = columns(piece, self.kind, self.names, self.first)
        arrays = [
            self.arrow.array(column, type=field.type, from_pandas=True)
            for column, field in zip(found.values(), self.schema, strict=True)
        ]
        self.writer.write_table(self.arrow.Table.from_arrays(arrays, schema=self.schema))

    def close(self) -> None:
        """Write what belongs at the end of the file."""
        self.writer.close()

    def _schema(self) -> Any:
        types = {"f8": self.arrow.float64(), "i8": self.arrow.int64(), "?": self.arrow.bool_()}
        text = self.arrow.string()
        known = known_names(self.names)
        fields = [("replication", self.arrow.int32())]
        for name, kind in {"calls": CALL, "messages": MESSAGE, "visits": VISIT}[self.kind]:
            if name in known:
                fields.append((name, text))
            elif name in _MOMENTS:
                fields.append((name, self.arrow.timestamp("ms")))
            else:
                fields.append((name, types.get(kind, self.arrow.int32())))
        return self.arrow.schema(fields)


def pyarrow() -> tuple[Any, Any]:
    """The packages that write Parquet. Raises MissingPackage where they are not installed."""
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise MissingPackage('Parquet needs pyarrow: install it (pip install "ivr-audit[parquet]")') from None
    return arrow, parquet


WRITERS: Final[Mapping[str, type[CsvRecords] | type[ParquetRecords]]] = {"csv": CsvRecords, "parquet": ParquetRecords}
