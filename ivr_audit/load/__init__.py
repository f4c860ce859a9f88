"""Reading descriptions of phone systems: the only part of the package that opens input files."""

from __future__ import annotations

import errno
import stat
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from os.path import exists, isdir, islink, lexists  # they say no where Path raises: a name too long, a folder closed
from pathlib import Path
from typing import TYPE_CHECKING

from ivr_audit.model import PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.settings import AuditSettings
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.load.folder import Folder

    Reads = Callable[[Folder, list[str], str | None], tuple[PhoneTree | None, list[Problem]]]

LARGEST = 64 * 2**20
"""Bytes of the largest file that is read; ten thousand nodes need two million."""
SETTINGS = "ivr-audit.yaml"
TRAFFIC = ("traffic.yaml", "traffic.yml")
"""How the names of files end that tell the traffic of the trees beside them."""
_NO_TREE = "there is no phone tree (*.yaml) in this folder, and no file of a phone system that is known"
_NO_EXPORTS = (".md", ".rst", ".py", ".html", ".pdf", ".png", ".svg", ".wav", ".mp3", ".gsm", ".zip", ".gz")
_MOST_NAMED = 6
_FOLDER = "this is a folder, and there is no file of a phone system in it; name a tree in it"


def read(
    path: str | Path,
    check_settings: Callable[[AuditSettings], Iterable[Problem]] | None = None,
    start: str | None = None,
    overlay: str | Path | None = None,
) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree of a file (`-` is standard input) or of a folder of one phone system's files, and every problem.

    A native file is read as `native.read` does, another by the reader of its phone system; `start` says where calls
    come in; `overlay` names a file with what the office knows besides. The `audit:` section of an
    `ivr-audit.yaml` in the same folder is added to the tree's own.
    """
    source = Path(path).as_posix()
    folder = None if source == "-" else Path(path) if isdir(path) else Path(path).parent
    try:
        if isdir(path):
            tree, problems = _read_folder(Path(path), start)
        else:
            content = contents(path)
            tree, problems = _read_file(content, source, check_settings, folder, start)
        if overlay is not None:
            tree, problems = _overlaid(tree, problems, Path(overlay), check_settings)
    except InputError as error:
        return None, list(error.problems)
    beside = folder / SETTINGS if folder else None
    if beside is None or not lexists(beside):
        return tree, problems
    return _with_settings(tree, problems, beside, check_settings)


def _read_file(
    content: bytes,
    source: str,
    check_settings: Callable[[AuditSettings], Iterable[Problem]] | None,
    folder: Path | None,
    start: str | None,
) -> tuple[PhoneTree | None, list[Problem]]:
    from ivr_audit.load.recognise import READERS, system_of

    system = system_of(content)
    if system is not None and system in READERS:
        from ivr_audit.load.folder import Folder

        name = Path(source).name
        place = Folder(folder, "" if folder is None else folder.as_posix(), {name: content})
        return _read_system(system, place, [name], start)
    if system is None and _is_no_text(content) and Path(source).suffix.lower() not in (".yaml", ".yml"):
        return None, [Problem(Place(source), "this is no spreadsheet, and no file of any phone system that is known")]
    from ivr_audit.load import native  # the YAML parser takes as long to import as the rest of the package

    tree, problems = native.read(content, source, check_settings, folder)
    if start is None or tree is None:
        return tree, problems
    from ivr_audit.load.beginning import begun_at

    return begun_at(tree, start), problems


def _is_no_text(content: bytes) -> bool:
    """Whether this is a picture, a program or the like: it has signs that no text has."""
    begins = content[:4096]
    return b"\0" in begins and not begins.startswith((b"\xff\xfe", b"\xfe\xff"))


def _read_folder(path: Path, start: str | None) -> tuple[PhoneTree | None, list[Problem]]:
    from ivr_audit.load.folder import Folder
    from ivr_audit.load.recognise import READERS

    folder = Folder(path, path.as_posix())
    systems = _systems(folder)
    if len(systems) != 1:
        named = ", ".join(READERS[system].name for system in sorted(systems))
        said = (
            f"this folder has files of several phone systems ({named}); name the files of one" if systems else _NO_TREE
        )
        raise InputError([Problem(Place(path.as_posix()), said)])
    ((system, files),) = systems.items()
    left_out = list(folder.left_out)
    tree, problems = _read_system(system, folder, files, start)
    if tree is not None and left_out:
        said = f"links that lead out of the folder, and what is no file, were left out: {_listed(left_out)}"
        tree = replace(tree, not_said=(*tree.not_said, said))
    return tree, problems


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return list_words([*names[:_MOST_NAMED], f"{more} more"] if more > 0 else names)


def _systems(folder: Folder) -> dict[str, list[str]]:
    """The files of a folder by the phone system they come from; FreePBX writes files of Asterisk's."""
    from ivr_audit.load.recognise import READERS, system_of

    found: dict[str, list[str]] = {}
    for name in folder.names():
        if name.lower().endswith(_NO_EXPORTS):
            continue
        system = system_of(folder.content(name))
        if system is not None and system in READERS:
            found.setdefault(system, []).append(name)
    if {"freepbx", "asterisk"} <= found.keys():
        found["freepbx"] = sorted([*found["freepbx"], *found.pop("asterisk")])
    return found


def _read_system(
    system: str, folder: Folder, files: list[str], start: str | None
) -> tuple[PhoneTree | None, list[Problem]]:
    """What the reader of a phone system makes of the files that are its own."""
    from importlib import import_module

    from ivr_audit.load.recognise import READERS

    read_files: Reads = import_module(f"ivr_audit.load.{READERS[system].module}").read
    return read_files(folder, files, start)


def _overlaid(
    tree: PhoneTree | None,
    problems: list[Problem],
    overlay: Path,
    check_settings: Callable[[AuditSettings], Iterable[Problem]] | None,
) -> tuple[PhoneTree | None, list[Problem]]:
    content = contents(overlay)
    if tree is None:
        return None, problems
    from ivr_audit.load.overlay import OVERLAY, overlaid
    from ivr_audit.load.recognise import READERS, system_of

    system = system_of(content)
    known = READERS.get(system or "")
    if known is not None or _is_no_text(content):
        is_what = "" if known is None else f", it is a file of {known.name}"
        said = f"this is not an overlay{is_what}; an overlay begins like {OVERLAY.example}"
        return None, sorted([*problems, Problem(Place(overlay.as_posix()), said)])
    tree, more = overlaid(tree, content, overlay.as_posix(), check_settings, overlay.parent)
    return tree, sorted([*problems, *more])


def _with_settings(
    tree: PhoneTree | None,
    problems: list[Problem],
    beside: Path,
    check_settings: Callable[[AuditSettings], Iterable[Problem]] | None,
) -> tuple[PhoneTree | None, list[Problem]]:
    from ivr_audit.load import native
    from ivr_audit.load.settings import merge

    try:
        shared, more = native.read_shared_settings(contents(beside), beside.as_posix(), check_settings)
    except InputError as error:
        return None, sorted([*problems, *error.problems])
    if tree is not None:
        tree = replace(tree, audit=merge(tree.audit, shared)) if native.is_usable(more) else None
    return tree, sorted([*problems, *more])


def load(path: str | Path, start: str | None = None, overlay: str | Path | None = None) -> PhoneTree:
    """The tree of a file or folder, as `read` does. Raises `InputError` with every problem if there is one."""
    tree, problems = read(path, None, start, overlay)
    if tree is None or problems:
        raise InputError(problems)
    return tree


def find(path: str | Path, overlay: str | Path | None = None) -> list[Path]:
    """The files to read for a path: itself, or all of a folder that should be trees, sorted.

    Those are its *.yaml and *.yml, so that none is left out without a word, but for the one that is laid over them.
    Raises `InputError` if there are none.
    """
    path = Path(path)
    if not isdir(path):
        if path.as_posix() != "-" and not exists(path):
            raise InputError([Problem(Place(path.as_posix()), "there is no such file or folder")])
        return [path]
    try:
        found = (p for p in path.iterdir() if p.suffix.lower() in (".yaml", ".yml") and p.name != SETTINGS)
        files = sorted(p for p in found if not p.name.endswith(TRAFFIC))
    except OSError as error:
        raise InputError([_unreadable(path.as_posix(), error)]) from error
    files = [file for file in files if not isdir(file) and not file.name.startswith(".")]
    if trees := [file for file in files if overlay is None or not _is_same(file, overlay)]:
        return trees
    from ivr_audit.load.folder import Folder

    systems = _systems(Folder(path, path.as_posix()))
    if systems.keys() == {"spreadsheet"}:
        return [path / name for name in systems["spreadsheet"]]
    if systems:
        return [path]
    raise InputError([Problem(Place(path.as_posix()), _NO_TREE)])


def _is_same(path: Path, other: str | Path) -> bool:
    """Whether both are one file, also by a link; one that is not there is none."""
    try:
        return path.samefile(other)
    except OSError:
        return False


def contents(path: str | Path) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises `InputError` if there are none, or too many."""
    path = Path(path)
    source = path.as_posix()
    try:
        if source == "-":
            if sys.stdin is None:
                raise InputError([Problem(Place(source), "standard input is closed")])
            content = sys.stdin.buffer.read(LARGEST + 1)
        elif isdir(path):
            raise InputError([Problem(Place(source), "this is a folder, not a file")])
        elif not stat.S_ISREG((found := path.stat()).st_mode):
            raise InputError([Problem(Place(source), "this is not a file; what a pipe brings is read as -")])
        elif found.st_size > LARGEST:
            raise InputError([_too_large(source)])
        else:
            with path.open("rb") as file:
                content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise InputError([_unreadable(source, error)]) from error
    if len(content) > LARGEST:
        raise InputError([_too_large(source)])
    return content


def _too_large(source: str) -> Problem:
    return Problem(Place(source), f"this file is larger than {LARGEST // 2**20} MB; a phone tree needs far less")


def _unreadable(source: str, error: Exception) -> Problem:
    if islink(source) and isinstance(error, FileNotFoundError):
        said = "it is a link to a file that is not there"
    elif isinstance(error, OSError) and error.errno == errno.ELOOP:
        said = "it is a link that leads back to itself"
    else:
        said = _reason(error)
    return Problem(Place(source), f"this file cannot be read: {said}")


def _reason(error: Exception) -> str:
    reasons: dict[type[Exception], str] = {
        FileNotFoundError: "there is no such file",
        PermissionError: "it is not yours to read",
    }
    return reasons.get(type(error)) or getattr(error, "strerror", None) or "its name cannot be used"
