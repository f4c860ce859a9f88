"""The files that one phone system consists of: read once, inside one folder, never outside of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from ivr_audit.place import InputError, Place, Problem

MOST_FILES = 5_000
MOST_BYTES = 256 * 2**20
MOST_BESIDE = 100
"""Files that are looked at because they lie beside those that were named."""
_DEEPEST = 8


class Folder:
    """The files of a folder, by their path in it (`queues.conf`, `sub/main.json`); `source` names it in messages.

    Nothing outside is ever read: a path that leads out, also by a link, is not there.
    """

    def __init__(self, root: Path | None, source: str, given: Mapping[str, bytes] = MappingProxyType({})) -> None:
        """`given` has files that were read already; without a root (standard input) there are no others."""
        self.root = root
        self.source = source
        self._read: dict[str, bytes] = dict(given)
        self._bytes = 0
        self.left_out: list[str] = []
        """Files that `names` passed over: links that lead out of the folder or nowhere, and what is no file."""

    def names(self) -> list[str]:
        """Every file inside, sorted, but hidden ones and links that lead out. Raises InputError for too many."""
        if self.root is None:
            return sorted(self._read)
        found: list[str] = []
        top = str(self.root)
        for place, folders, files in os.walk(top):
            folders[:] = sorted(f for f in folders if not f.startswith("."))
            inner = os.path.relpath(place, top)
            if inner.count(os.sep) >= _DEEPEST:
                folders.clear()
            found += (Path(inner, f).as_posix() for f in sorted(files) if not f.startswith("."))
            if len(found) > MOST_FILES:
                raise InputError([Problem(Place(self.source), f"this folder has more than {MOST_FILES} files")])
        self.left_out = [name for name in found if self._inside(name) is None]
        refused = set(self.left_out)
        return [name for name in found if name not in refused]

    def has(self, name: str) -> bool:
        """Whether there is such a file inside."""
        return name in self._read or self._inside(name) is not None

    def content(self, name: str) -> bytes:
        """The bytes of a file inside. Raises InputError if there is none, or if all together are too many."""
        from ivr_audit.load import contents

        if name not in self._read:
            path = self._inside(name)
            if path is None:
                raise InputError([Problem(Place(self.path(name)), "there is no such file in the folder")])
            self._read[name] = contents(path)
            self._bytes += len(self._read[name])
            if self._bytes > MOST_BYTES:
                raise InputError([Problem(Place(self.source), f"these files are over {MOST_BYTES // 2**20} MB")])
        return self._read[name]

    def text(self, name: str) -> str:
        """The text of a file inside, whatever its encoding; line ends are `\\n`."""
        return decoded(self.content(name))

    def path(self, name: str) -> str:
        """How messages name a file inside."""
        return name if self.source in ("", ".") else f"{self.source}/{name}"

    def of(self, names: Sequence[str]) -> str:
        """How messages name some of its files together: the only one, or the folder."""
        return self.path(names[0]) if len(names) == 1 else self.source

    def beside(self, names: Sequence[str], *endings: str) -> list[str]:
        """Other files in the folders of these, with one of these endings; none where there are too many to look."""
        where = {PurePosixPath(name).parent for name in names}
        try:
            every = self.names()
        except InputError:
            return []
        others = (name for name in every if name not in names and PurePosixPath(name).parent in where)
        return [name for name in others if name.lower().endswith(endings)][:MOST_BESIDE]

    def _inside(self, name: str) -> Path | None:
        if self.root is None:
            return None
        try:
            root = self.root.resolve()
            path = (self.root / name).resolve()
            return path if path.is_relative_to(root) and path.is_file() else None
        except (OSError, ValueError, RuntimeError):
            return None


def decoded(content: bytes) -> str:
    """Text of unknown encoding: what its first bytes say, else UTF-8, else Latin-1, which every byte fits."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            text = content.decode(encoding, errors="replace")
            break
    else:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")
