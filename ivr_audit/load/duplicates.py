"""Two things of a phone system's files under one identifier: which one is meant can only be guessed, so it is said."""

from __future__ import annotations

from ivr_audit.place import Place, Problem
from ivr_audit.scalars import short


def stands_twice(what: str, name: str, first: Place, again: Place) -> Problem:
    """The second of two `what` ("block", "menu") that are both called `name`, and where the first one is.

    >>> str(stands_twice("block", "a1", Place("main.json", 4, 5), Place("main.json", 20, 5)))
    'main.json:20:5: block "a1" stands here a second time, first in line 4; delete one of the two or give it a new name'
    """
    where = f"in line {first.line}" if first.file == again.file and first.line and not first.route else f"at {first}"
    said = f"{what} {short(name)} stands here a second time, first {where}; delete one of the two or give it a new name"
    return Problem(again, said, "duplicate-key")
