"""What a question asks callers for, told by its `data` field, else by the words of its prompt."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from ivr_audit.announced import plain
from ivr_audit.model import Ask

_NUMBER: Final = r" ?(?:numbers?|no\b|id\b|identification)"
KINDS: Final[dict[str, str]] = {
    "date of birth": r"(?:date of birth|birth ?date|birthday|fecha de nacimiento|date de naissance|geburtsdatum)",
    "social security number": r"(?:social security|\bssn\b|seguro social)",
    "account number": rf"(?:account{_NUMBER}|numero de (?:su )?cuenta)",
    "member number": rf"(?:member(?:ship)?|subscriber){_NUMBER}",
    "patient number": rf"(?:patient|medical record|chart){_NUMBER}",
    "policy number": rf"policy{_NUMBER}",
    "group number": rf"group{_NUMBER}",
    "claim number": rf"claim{_NUMBER}",
    "provider number": rf"(?:provider{_NUMBER}|\bnpi\b)",
    "order number": rf"(?:order|job|reference|case|ticket|confirmation){_NUMBER}",
    "prescription number": rf"(?:prescription|rx){_NUMBER}",
    "ZIP code": r"(?:\bzip\b|postal code|post ?code|codigo postal)",
    "telephone number": r"(?:phone number|(?:mobile|callback|call back|cell) number|numero de telefono)",
    "tax number": r"(?:tax (?:number|id)|taxpayer)",
    "card number": rf"card{_NUMBER}",
    "extension": r"\bextension\b",
    "PIN": r"(?:\bpin\b|pass ?code|security code)",
}
"""The commonest kinds of data, and the words that name them: small letters without accents."""
_WHOSE: Final = re.compile(r"\b(?:the |your )?(\w+)['’]s? (?:\w+ )?$")
_OF_WHOM: Final = re.compile(
    r" (?:of(?: the| your)?|for the) (?!(?:the|your|account|card|policy|claim|order|home)\b)([a-z]+)\b"
)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<k{i}>{words})" for i, words in enumerate(KINDS.values())))


def kind_named(text: str) -> str | None:
    """The kind of data that a text names first, with whose they are if it says so; None: it names none.

    >>> kind_named("Please enter your account number, or your date of birth.")
    'account number'
    >>> kind_named("Please enter the patient's date of birth.")
    "patient's date of birth"
    >>> kind_named("Please enter the account number of the payer.")
    "payer's account number"
    """
    said = " ".join(plain(text).split())
    found = _pattern().search(said)
    if found is None or found.lastgroup is None:
        return None
    kind = list(KINDS)[int(found.lastgroup[1:])]
    whose = _OF_WHOM.match(said, found.end()) or _WHOSE.search(said[max(0, found.start() - 80) : found.start()])
    return f"{whose.group(1)}'s {kind}" if whose else kind


def asked_for(ask: Ask) -> str | None:
    """What a question asks for, in the same words for the same data; None: the file does not say."""
    if ask.data and ask.data.strip():
        return kind_named(ask.data) or " ".join(ask.data.split()).casefold()
    return kind_named(ask.prompt.text)
