"""Reading descriptions of phone systems: the only part of the package that opens input files."""

from __future__ import annotations

import errno
import stat
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from os.path import exists, isdir, islink, lexists  # they say no where Path raises: a name too long, a folder closed
from pathlib import Path

from ivr_audit.model import PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.settings import AuditSettings

LARGEST = 64 * 2**20
"""Bytes of the largest file that is read; ten thousand nodes need two million."""
SETTINGS = "ivr-audit.yaml"


def read(
    path: str | Path, check_settings: Callable[[AuditSettings], Iterable[Problem]] | None = None
) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree of a native file (`-` is standard input) and every problem, as `native.read` does.

    The `audit:` section of an `ivr-audit.yaml` in the same folder is added to the tree's own.
    """
    source = Path(path).as_posix()
    try:
        content = contents(path)
    except InputError as error:
        return None, list(error.problems)
    from ivr_audit.load import native  # the YAML parser takes as long to import as the rest of the package
    from ivr_audit.load.settings import merge

    folder = None if source == "-" else Path(path).parent
    tree, problems = native.read(content, source, check_settings, folder)
    beside = folder / SETTINGS if folder else None
    if beside is None or not lexists(beside):
        return tree, problems
    try:
        shared, more = native.read_shared_settings(contents(beside), beside.as_posix(), check_settings)
    except InputError as error:
        return None, sorted([*problems, *error.problems])
    if tree is not None:
        tree = replace(tree, audit=merge(tree.audit, shared)) if native.is_usable(more) else None
    return tree, sorted([*problems, *more])


def load(path: str | Path) -> PhoneTree:
    """The tree of a native file. Raises `InputError` with every problem if there is one."""
    tree, problems = read(path)
    if tree is None or problems:
        raise InputError(problems)
    return tree


def find(path: str | Path) -> list[Path]:
    """The files to read for a path: itself, or all of a folder that should be trees, sorted.

    Those are its *.yaml and *.yml, so that none is left out without a word. Raises `InputError` if there are none.
    """
    path = Path(path)
    if not isdir(path):
        if path.as_posix() != "-" and not exists(path):
            raise InputError([Problem(Place(path.as_posix()), "there is no such file or folder")])
        return [path]
    try:
        files = sorted(p for p in path.iterdir() if p.suffix.lower() in (".yaml", ".yml") and p.name != SETTINGS)
    except OSError as error:
        raise InputError([_unreadable(path.as_posix(), error)]) from error
    if trees := [file for file in files if not isdir(file) and not file.name.startswith(".")]:
        return trees
    raise InputError([Problem(Place(path.as_posix()), "there is no phone tree (*.yaml) in this folder")])


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
