"""The regular expressions of FreeSWITCH's dialplans and menus, in each way that they are written there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ivr_audit.load.safe_patterns import Pattern, understood

_ASTERISK: Final = {"N": "[2-9]", "X": "[0-9]", "Z": "[1-9]", ".": ".*", "*": r"\*", "+": r"\+"}
_GROUP = re.compile(r"\$(\d{1,2})")


def substituted(text: str, groups: tuple[str, ...]) -> str:
    """The text with `$1` and its like replaced by what the groups took; a group that is not there leaves nothing."""

    def taken(found: re.Match[str]) -> str:
        n = int(found[1])
        return groups[n] if n < len(groups) else ""

    return _GROUP.sub(taken, text)


@lru_cache(maxsize=4096)
def pattern(text: str) -> Pattern | None:
    """The pattern of an expression as FreeSWITCH reads it (`/../i` and Asterisk's `_1XX` too); None: not understood."""
    flags = re.ASCII
    if text.startswith("_"):
        text = "^" + "".join(_ASTERISK.get(sign, sign) for sign in text[1:]) + "$"
    if text.startswith("/"):
        text, slash, options = text[1:].rpartition("/")
        if not slash:
            return None
        flags |= re.IGNORECASE if "i" in options else 0
    return understood(text, flags)
