"""What in a text tells whose it is: telephone numbers, addresses, web sites, and the ways in which names are said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final

from ivr_audit.announced import LANGUAGES
from ivr_audit.ordinary import is_ordinary

Judge = Callable[["re.Match[str]"], bool]
"""Whether what a pattern found is what it looks for."""

_DIGITS: Final = sorted(
    {word for language in LANGUAGES for word, key in language.keys.items() if key in "0123456789"}
    | {"double", "triple", "nought", "hundred", "thousand"}
)
_DIGIT: Final = rf"(?:{'|'.join(map(re.escape, _DIGITS))}|\d)"
_BETWEEN: Final = r"(?:[-\u2010-\u2015\u2212./·•_]|\s|[()\[\]]){0,3}"
_EXTENSION: Final = rf"(?:,?\s*(?:x|ext\.?|extension|extn\.?|#)\s*{_DIGIT}(?:[\s,-]*{_DIGIT}){{0,5}})?"
_NUMBER: Final = re.compile(
    rf"(?<![\w.])(?!\d{{4}}-\d\d-\d\d(?!\d))(?!18001)[+(\[]{{0,2}}\d(?:{_BETWEEN}\d){{6,}}(?!\w){_EXTENSION}"
    r"|(?-i:(?<![\w.])(?:\+?1[-. ]?)?\(?\d{3}(?:[-.]|\)\s?)(?:\d{3}[-.][A-Z]{4}|[A-Z]{4,}|[A-Z]{3}[-.][A-Z]{4})\b)"
    rf"|\b{_DIGIT}(?:[\s,.\u2010-\u2015-]+{_DIGIT}){{6,}}\b{_EXTENSION}",
    re.IGNORECASE,
)
_HOURS: Final = re.compile(r"\d{1,2}\s?[-\u2010-\u2015]\s?\d{1,2}(?:[\s,./]+\d{1,2}\s?[-\u2010-\u2015]\s?\d{1,2})+")
_DATE: Final = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_ONE_BY_ONE: Final = re.compile(rf"{_DIGIT}(?:[\s,.]+{_DIGIT})+", re.IGNORECASE)
_VALUES: Final = {
    word: int(key) for language in LANGUAGES for word, key in language.keys.items() if key in "0123456789"
}

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\w.+-]+ at [\w-]+ dot (?:com|org|net|gov|edu|us|ca|uk)\b")
_TOP: Final = (
    "com|org|net|gov|edu|info|biz|health|healthcare|care|clinic|dental|dentist|doctor|hospital|surgery|pharmacy|vet|law|"
    "legal|attorney|lawyer|insurance|io|co|app|online|site|website|web|store|shop|agency|support|center|centre|life|live|"
    "wales|cymru|scot|london|nyc|school|academy|church|us|ca|uk|de|fr|es|eu|ie|au|nz|in|mx|br|pt|it|nl|be|ch|at|se|no|dk|"
    "fi|pl|cz|jp|kr|me|tv|nhs"
)
_SITE: Final = re.compile(
    rf"(?:(?<=www\.)|(?<=://)|(?<![\w.]))(?!www\.)(?:[\w-]+\.){{0,2}}[\w-]+(?=\.(?:co\.|nhs\.|org\.|ac\.|gov\.|com\.)?"
    rf"(?:{_TOP})\b(?!\.\w))|[\w-]+(?= dot (?:{_TOP})\b)",
    re.IGNORECASE,
)
_PAGE: Final = re.compile(r"(?<=[a-z])/(?=[\w~-])[^\s,;]*[\w/]", re.IGNORECASE)
_STREETS: Final = (
    "Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Ln|Drive|Dr|Way|Court|Ct|Place|Pl|Square|Sq|Highway|Hwy|Parkway|"
    "Pkwy|Circle|Cir|Terrace|Ter|Trail|Trl|Plaza|Turnpike|Close|Crescent|Alley|Broadway"
)
_ROOM: Final = r"(?:[\s,]{1,2}(?:(?:Suite|Unit|Floor|Room|Ste|Apt|Apartment|Building|Bldg)\.?\s#?\w+|#\s?\w+))*"
_TOWN: Final = r"[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2},?\s[A-Z]{2}\s\d{5}(?:-\d{4})?\b"
_STREET: Final = re.compile(
    rf"\b\d{{1,5}}[A-Za-z]?\s(?:(?!(?:for|to|the|or|and|if|is|at|of|in|then|from|press|dial)\s)[\w.'’-]+\s){{1,4}}"
    rf"(?:{_STREETS})\b{_ROOM}(?:,?\s(?-i:{_TOWN}))?"
    rf"|\b(?:P\.?\s?O\.?|Post\sOffice|Postal)\s?Box\s#?\w+(?:,?\s(?-i:{_TOWN}))?"
    r"|(?-i:(?:(?<=\bon )|(?<=\bat )|(?<=\bin )|(?<=\bto )|(?<=\bfrom )|(?<=\bnear ))(?:[A-Z][\w'’.-]*\s){1,3}"
    r"(?:Street|Road|Avenue|Boulevard|Lane|Drive|Parkway|Highway|Plaza|Square)\b)"
    r"|\b\w+(?:straße|strasse|str\.|gasse|allee|platz)\s\d{1,4}[a-z]?\b"
    rf"|(?-i:{_TOWN})|(?-i:\b[A-Z]{{1,2}}\d[A-Z\d]?\s\d[A-Z]{{2}}\b)",
    re.IGNORECASE,
)
_PRESSED: Final = re.compile(
    r"\b(?:press|pressing|push|dial|option|key|number|choose|select|touch|enter|hit|say)\s*$", re.IGNORECASE
)
_JOINED: Final = re.compile(r"\b(?:until|till|from|to|or|and|opens?|closes?)\s*$", re.IGNORECASE)

_TITLE: Final = r"\b(?:Dr|Mr|Mrs|Ms|Mx|Prof|Doctor|Professor|Miss|Señora?|Herr|Frau|Madame|Monsieur)\b\.?\s"
_NAME: Final = r"[^\W\d_][\w'’-]+"
_TITLED: Final = re.compile(rf"({_TITLE})({_NAME}(?:\s(?-i:[^\W\d_a-z][\w'’-]+))?)", re.IGNORECASE)
_INTRODUCED: Final = re.compile(
    r"\b((?:this is|my name is|I am|I'm|have reached|reached the (?:voicemail|mailbox|desk|office) of|speak (?:to|with)"
    r"|ask for|message for|mailbox of|voicemail of|c/o) )"
    r"((?-i:[^\W\d_a-z][\w'’-]+)(?:\s(?-i:[^\W\d_a-z][\w'’-]+)){1,2})",
    re.IGNORECASE,
)


def _is_number(found: re.Match[str]) -> bool:
    """Not hours, a date, or keys that are counted up ("press 1, 2, 3, 4, 5, 6 or 7")."""
    text = found[0].strip()
    if _HOURS.fullmatch(text) or _DATE.fullmatch(text):
        return False
    if not _ONE_BY_ONE.fullmatch(text):
        return True
    words = re.split(r"[\s,.]+", text.casefold())
    values = [_VALUES.get(word, int(word) if word.isdecimal() else -1) for word in words]
    return any(later != before + 1 for before, later in pairwise(values))


def _is_street(found: re.Match[str]) -> bool:
    """Not a key or an hour with words after it that end in "way" or "place"."""
    if not found[0][:1].isdigit():
        return True
    before = found.string[: found.start()]
    words = found[0].split()[1:]
    if _PRESSED.search(before):
        return False
    return any(word[:1].isupper() for word in words) or not (
        _JOINED.search(before) or all(map(is_ordinary, words[:-1]))
    )


def _is_titled(found: re.Match[str]) -> bool:
    """A name behind a title: with a capital, or a word that menus are not made of."""
    return found[2][:1].isupper() or not is_ordinary(found[2].split()[0])


def _is_introduced(found: re.Match[str]) -> bool:
    return not all(map(is_ordinary, found[2].split()))


def _any(found: re.Match[str]) -> bool:
    return True


PATTERNS: Final[tuple[tuple[re.Pattern[str], str, Judge], ...]] = (
    (_EMAIL, "e-mail", _any),
    (_PAGE, "page", lambda found: bool(re.search(rf"\.(?:{_TOP})$", found.string[: found.start()], re.IGNORECASE))),
    (_SITE, "site", _any),
    (_STREET, "street", _is_street),
    (_NUMBER, "number", _is_number),
)
"""In the order in which they are hidden, each with its kind. The first of two groups only leads up to what is found."""
PEOPLE: Final[tuple[tuple[re.Pattern[str], Judge], ...]] = ((_TITLED, _is_titled), (_INTRODUCED, _is_introduced))
"""People who are named in the middle of a text; the first group only leads up to the name."""


_GIVEN: Final = frozenset(
    [
        "al", "april", "art", "august", "bill", "bob", "dean", "drew", "ed", "faith", "frank", "grace", "grant", "guy",
        "hope", "jack", "joy", "june", "mae", "mark", "may", "miles", "rob", "rose", "sue", "summer", "will",
    ]
)  # fmt: skip
"""First names that menus use as words, too."""


def names_in(said: str, *, desk: bool = False) -> list[str]:
    """The names in what a field says of somebody ("Joyce Bell and Dr. Nair, front desk"): words that menus are not made
    of, with those beside them that have capitals. In small letters they are names if nothing stands beside them, and
    in a field that may be about a desk, if they are several."""
    found = []
    for part in re.split(r"[,;:()/&+]|\b(?:and|or|in|at|for|of|from|on)\b", said):
        words = [unowned(word).rstrip(".") for word in re.findall(r"[^\W_][\w'’.-]*", part)]
        words = [word for word in words if word]
        unusual = [not is_ordinary(word) and not re.search(r"\d", word) for word in words]
        if any(unusual):
            first = last = unusual.index(True)
            while last + 1 < len(words) and (unusual[last + 1] or words[last + 1].istitle()):
                last += 1
            while first and words[first - 1].casefold() in _GIVEN:
                first -= 1
            name = words[first : last + 1]
            alone = len(name) == len(words) and len(name) > desk
            if alone or not "".join(name).islower() or re.search(r"['’]s\b", part):
                found.append(" ".join(name))
        elif len(words) == 2 and words[0].casefold() in _GIVEN and all(word.istitle() for word in words):
            found.append(" ".join(words))
    return found


def unowned(word: str) -> str:
    """A word without its possessive s."""
    return re.sub(r"['’]s?$", "", word)


def any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Finds names, one or several words of them together."""
    found = sorted(names, key=lambda name: (-len(name), name))
    if not found:
        return None
    one = "|".join(r"\s+".join(map(re.escape, name.split())) for name in found)
    return re.compile(rf"(?<!\w)(?:{one})(?:['’]s?)?(?:\s+(?:{one})(?:['’]s)?)*(?!\w)", re.IGNORECASE)
