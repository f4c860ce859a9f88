"""Whether anybody returns a message that is left in a mailbox, as far as the file says."""

from __future__ import annotations

from typing import Final, Literal

from ivr_audit.model import NOBODY, PhoneTree, Voicemail

Returned = Literal["returned", "no promise", "nobody", "not stated"]
"""Somebody does, by when they say; somebody does, and says nothing of when; nobody does; the file says nothing."""

_NEVER: Final = ("never", "no", "not")
"""Words of a mailbox's `checked` that say that nobody listens to it."""


def returned(box: Voicemail, tree: PhoneTree) -> Returned:
    """What the file says of a box. A native file that names no owner says that there is none."""
    native = tree.system == "native"
    if is_nobody(box.owner) or is_unheard(box):
        return "nobody"
    if box.owner is None:
        return "nobody" if native else "not stated"
    return "no promise" if native and box.reply_within is None else "returned"


def is_returned(box: Voicemail, tree: PhoneTree) -> bool:
    """Whether a message is returned, and by when; what an imported file does not say counts as done."""
    return returned(box, tree) in ("returned", "not stated")


def is_nobody(owner: str | None) -> bool:
    """Whether a file says in so many words that there is no owner."""
    return owner is not None and owner.strip().casefold() == NOBODY


def is_unheard(box: Voicemail) -> bool:
    """Whether a file says in so many words that nobody listens to a box."""
    return box.checked is not None and box.checked.strip().casefold() in _NEVER
