"""Which keys a prompt announces, read from its words: "for refills, press 2", "press one or star", "dial 10".

A language is one row of a table; adding one takes no code. Words of the table match with and without their accents, in
capitals or not. The moments are positions in the text: `clock` turns them into seconds.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from typing import NamedTuple


class Language(NamedTuple):
    """The words of one language that name keys.

    `verbs` ask for a key, `says` for a word instead ("press or say one"), `keys` stand for one, `joins` join two keys
    of one announcement, `fillers` stand before a key or after it ("the number two key"), `purposes` follow a key that
    comes before what it does ("press 1 for sales, 2 for billing"). A number before one of `counts` is a quantity ("two
    times", "one of our staff"), and so is one of `articles`, unless a key would end there ("un numéro", "faites un.").
    A verb after one of `denials` asks for nothing ("do not press 2"). The verbs among `loose` are common in other
    sentences too: they ask for no key after one of `subjects` ("we hit 3 records"), nor, star and pound apart, where
    they open a sentence that has none of `purposes` ("Choose two, get one free."). A number of several digits before
    one of `places` is an address.
    """

    verbs: tuple[str, ...]
    keys: dict[str, str]
    joins: tuple[str, ...]
    fillers: tuple[str, ...]
    says: tuple[str, ...]
    purposes: tuple[str, ...]
    counts: tuple[str, ...]
    denials: tuple[str, ...]
    articles: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


ENGLISH = Language(
    verbs=("press", "pressing", "dial", "push", "hit", "enter", "key", "touch", "select", "choose", "punch"),
    keys={
        "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
        "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "star": "*",
        "asterisk": "*", "pound": "#", "hash": "#", "number sign": "#",
    },
    joins=("or", "and", ",", "/"),
    fillers=("the", "key", "number", "button", "option", "digit", "on", "your", "keypad", "sign"),
    says=("say", "saying", "speak"),
    purposes=("for", "to"),
    counts=(
        "of", "more", "or more", "digit", "digits", "time", "times", "seconds", "minutes", "hours", "days", "weeks",
        "buttons", "keys", "numbers", "hundred", "thousand", "million",
    ),
    denials=("not", "don't", "never", "without"),
    loose=("push", "hit", "enter", "key", "touch", "select", "choose", "punch"),
    subjects=("to", "we", "they", "the"),
    places=("street", "avenue", "road", "drive", "lane", "boulevard"),
)  # fmt: skip
SPANISH = Language(
    verbs=(
        "oprima", "oprime", "oprimir", "oprimiendo", "marque", "marca", "marcar", "marcando", "presione", "presiona",
        "presionar", "pulse", "pulsa", "pulsar", "digite", "teclee", "elija", "escoja", "seleccione", "apriete",
    ),
    keys={
        "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7",
        "ocho": "8", "nueve": "9", "diez": "10", "once": "11", "doce": "12", "asterisco": "*", "estrella": "*",
        "numeral": "#", "almohadilla": "#", "gato": "#", "signo de número": "#",
    },
    joins=("o", "u", "y", ",", "/"),
    fillers=("el", "la", "tecla", "número", "opción", "botón", "dígito", "signo", "de", "en", "su", "teclado"),
    says=("diga",),
    purposes=("para", "si"),
    counts=("de", "dígitos", "veces", "minutos", "horas", "días"),
    denials=("no", "nunca", "sin"),
    loose=("elija", "escoja", "seleccione"),
)  # fmt: skip
FRENCH = Language(
    verbs=(
        "appuyez", "appuyer", "appuyant", "tapez", "faites", "composez", "pressez", "touchez", "choisissez",
        "sélectionnez", "entrez", "enfoncez",
    ),
    keys={
        "zéro": "0", "un": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7",
        "huit": "8", "neuf": "9", "dix": "10", "onze": "11", "douze": "12", "étoile": "*", "astérisque": "*",
        "dièse": "#", "carré": "#",
    },
    joins=("ou", "et", ",", "/"),
    fillers=("sur", "le", "la", "l'", "touche", "chiffre", "numéro", "bouton", "option", "de", "votre", "clavier"),
    says=("dites",),
    purposes=("pour", "si"),
    counts=("chiffres", "fois", "minutes", "heures", "jours"),
    denials=("ne", "n'", "sans"),
    articles=("un",),
    loose=("choisissez", "sélectionnez", "entrez"),
)  # fmt: skip
PORTUGUESE = Language(
    verbs=(
        "digite", "digitar", "pressione", "pressionar", "tecle", "teclar", "marque", "aperte", "disque", "prima",
        "carregue", "escolha", "selecione", "seleccione",
    ),
    keys={
        "zero": "0", "um": "1", "dois": "2", "três": "3", "quatro": "4", "cinco": "5", "seis": "6", "sete": "7",
        "oito": "8", "nove": "9", "dez": "10", "onze": "11", "doze": "12", "asterisco": "*", "estrela": "*",
        "cardinal": "#", "jogo da velha": "#", "sustenido": "#",
    },
    joins=("ou", "e", ",", "/"),
    fillers=("a", "o", "no", "na", "em", "tecla", "número", "opção", "botão", "dígito"),
    says=("diga", "fale"),
    purposes=("para", "se"),
    counts=("dígitos", "vezes", "minutos", "horas", "dias"),
    denials=("não", "nunca", "sem"),
    articles=("um",),
    loose=("escolha", "selecione", "seleccione"),
)  # fmt: skip
GERMAN = Language(
    verbs=("drücken", "drücke", "druecken", "wählen", "wähle", "waehlen", "tippen", "betätigen"),
    keys={
        "null": "0", "eins": "1", "zwei": "2", "zwo": "2", "drei": "3", "vier": "4", "fünf": "5", "fuenf": "5",
        "sechs": "6", "sieben": "7", "acht": "8", "neun": "9", "zehn": "10", "elf": "11", "zwölf": "12", "stern": "*",
        "sterntaste": "*", "raute": "#", "rautetaste": "#", "rautentaste": "#",
    },
    joins=("oder", "und", ",", "/"),
    fillers=("sie", "bitte", "die", "den", "das", "auf", "taste", "ziffer", "zahl", "nummer", "ihrer", "tastatur"),
    says=("sagen",),
    purposes=("für", "um", "wenn"),
    counts=("mal", "ziffern", "minuten", "stunden", "tage"),
    denials=("nicht", "nie"),
)  # fmt: skip
WELSH = Language(
    verbs=("pwyswch", "pwyso", "gwasgwch", "deialwch", "dewiswch"),
    keys={
        "sero": "0", "dim": "0", "un": "1", "dau": "2", "tri": "3", "pedwar": "4", "pump": "5", "chwech": "6",
        "saith": "7", "wyth": "8", "naw": "9", "deg": "10", "seren": "*", "hash": "#",
    },
    joins=("neu", "a", "ac", ",", "/"),
    fillers=("y", "yr", "ar", "rhif", "botwm", "allwedd", "fysell", "opsiwn"),
    says=("dywedwch",),
    purposes=("ar gyfer", "am", "i", "os"),
    counts=("o", "gwaith", "munud", "awr"),
    denials=("peidiwch", "heb"),
)  # fmt: skip
LANGUAGES = (ENGLISH, SPANISH, FRENCH, PORTUGUESE, GERMAN, WELSH)

SENTENCE_END = re.compile(r"[.!?;:]+(?=\s|$)")
_FULL_STOP = re.compile(r"[.!?](?=\s|$)")
_OPENS = re.compile(r"(?:^|(?<=[.!]\s))(?:\W{0,4}\b(?:please|you|can|may|just|now|then|also))*\W{0,4}$")


class Announcement(NamedTuple):
    """A key as the prompt names it: `start` is where the naming begins, `sentence_end` where its sentence ends."""

    key: str
    start: int
    sentence_end: int


class _Reader(NamedTuple):
    """What finds the keys of one language: the patterns of its announcements, and its words for keys.

    Repetitions are bounded, so that no text takes more than a fixed number of steps for each of its characters.
    """

    asked: re.Pattern[str]
    denied: re.Pattern[str]
    loose: re.Pattern[str] | None
    subjects: re.Pattern[str] | None
    aims: re.Pattern[str]
    continued: re.Pattern[str]
    keys: re.Pattern[str]
    words: dict[str, str]


@cache
def _accents() -> dict[int, str]:
    """Latin letters with accents, and their letters without."""
    return {code: unicodedata.normalize("NFD", chr(code))[0] for code in range(0xC0, 0x250)}


def plain(text: str) -> str:
    """The text in small letters without accents, every character at its place.

    >>> plain("Oprimá el TRÊS")
    'oprima el tres'
    """
    folded = text if text.isascii() else text.translate(_accents())
    small = folded.lower()
    return small if len(small) == len(text) else folded


def _any(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(sorted((re.escape(plain(word)) for word in words), key=len, reverse=True))


@cache
def _verbs() -> tuple[tuple[str, ...], ...]:
    """The verbs of every language: a text without any of them needs no closer look."""
    return tuple(tuple(plain(verb) for verb in language.verbs) for language in LANGUAGES)


def _ending_in(words: Iterable[str], not_after: str = "") -> re.Pattern[str]:
    """A pattern for a text that ends in one of the words."""
    return re.compile(rf"{not_after}(?<!\w)(?:{_any(words)})\s*$".replace("'", "['’]"))


@cache
def _reader(index: int) -> _Reader:
    language = LANGUAGES[index]
    words = _any(set(language.keys) - set(language.articles))
    joins = "|".join(rf"\b{_any([j])}\b" if j.isalpha() else re.escape(j) for j in language.joins)
    ends = rf"(?=\s*(?:[^\w\s'’-]|$|(?:{_any((*language.purposes, *language.joins))})\b))"
    articles = rf"|(?:{_any(language.articles)})\b{ends}" if language.articles else ""
    quantity = rf"(?![\s-]{{0,4}}(?:{_any(language.counts)})\b|[-'’]\w)"
    lone = rf"(?:\d|\b(?:{words})\b)"
    between = rf"(?:(?!(?:{_any((*language.purposes, *language.joins))})\b)\w{{1,20}}\s{{1,3}}){{1,2}}"
    address = rf"(?!\d{{2,4}}\s{{1,3}}{between}(?:{_any(language.places)})\b)" if language.places else ""
    digits = rf"{address}\d{{1,4}}(?!\d|[-:.]\d|,\d{{3}}|\s?\(?\d{{3}})"
    key = rf"(?:(?:{digits}|[*#]|(?:{words})\b{articles}){quantity}(?!(?:\s+{lone}){{2}}))"
    filler = rf"(?:(?:{_any(f for f in language.fillers if f[-1] != chr(39))})\s+|\bl['’]){{0,6}}"
    after = rf"(?:\s+(?:{_any(language.fillers)})\b){{0,4}}"
    verb = rf"\b(?:{_any(language.verbs)})\b"
    also = rf"(?:\s+(?:{joins})\s+(?:{_any((*language.verbs, *language.says))})\b)?"
    join = rf"(?:{after}\s*(?:{joins})\s*)(?:(?:{joins})\s*){{0,3}}(?:{verb}\s+)?"
    purpose = rf"{after}\s+(?:{_any(language.purposes)})\b(?!\s+{lone})"
    next_key = rf"(?:[,.;]\s+|\s(?=(?:{joins})\s))(?:(?:{joins})\s+){{0,3}}{filler}({key}){purpose}"
    return _Reader(
        asked=re.compile(rf"{verb}{also}\s+{filler}({key}(?:{join}{filler}{key})*)", re.IGNORECASE),
        denied=_ending_in(language.denials, r"(?<!\bif )(?<!\bs[ei] )"),
        loose=re.compile(rf"(?:{_any(language.loose)})\b") if language.loose else None,
        subjects=_ending_in(language.subjects) if language.subjects else None,
        aims=re.compile(rf"\b(?:{_any(language.purposes)})\b"),
        continued=re.compile(next_key, re.IGNORECASE),
        keys=re.compile(rf"\d+|[*#]|\b(?:{_any(language.keys)})\b", re.IGNORECASE),
        words={plain(word): key for word, key in language.keys.items()},
    )


def _asks(reader: _Reader, folded: str, named: re.Match[str]) -> bool:
    """Whether a verb and the numbers after it ask for keys, and do not forbid them or tell of something else."""
    verb = named.start()
    if reader.denied.search(folded, max(0, verb - 20), verb):
        return False
    sign = reader.words.get(named.group(1), named.group(1)) in {"*", "#"}
    if sign or reader.loose is None or not reader.loose.match(folded, verb):
        return True
    if reader.subjects is not None and reader.subjects.search(folded, max(0, verb - 20), verb):
        return False
    if not _OPENS.search(folded, max(0, verb - 40), verb):
        return True
    stop = _FULL_STOP.search(folded, verb)
    return bool(reader.aims.search(folded, verb, stop.start() if stop else len(folded)))


@lru_cache(maxsize=4096)
def announcements(text: str) -> tuple[Announcement, ...]:
    """Every key that the text names, in the order of the text.

    >>> [a.key for a in announcements("For refills, press 2. For a nurse, dial three or press star.")]
    ['2', '3', '*']
    >>> [a.key for a in announcements("For English, press 1. Para español, oprima el número dos.")]
    ['1', '2']
    >>> [a.key for a in announcements("Press 1 for sales, 2 for billing, or the star key to hear this again.")]
    ['1', '2', '*']
    """
    folded = plain(text)
    stopped = list(SENTENCE_END.finditer(text))
    stops, ends = [stop.start() for stop in stopped], [*(stop.end() for stop in stopped), len(text)]
    found: dict[int, Announcement] = {}
    for index, verbs in enumerate(_verbs()):
        if not any(verb in folded for verb in verbs):
            continue
        reader = _reader(index)
        asked = [named for named in reader.asked.finditer(folded) if _asks(reader, folded, named)]
        continued = list(reader.continued.finditer(folded, asked[0].end())) if asked else []
        for named in asked + continued:
            end = ends[bisect_left(stops, named.end())]
            for word in reader.keys.finditer(named.group(1)):
                start = named.start(1) + word.start()
                key = reader.words.get(word.group(), word.group())
                found.setdefault(start, Announcement(key, start, end))
    return tuple(found[start] for start in sorted(found))


def announced_keys(text: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """The distinct keys that the text names, in its order; those of several digits only if they are in `known`.

    A number of several digits that no menu has is not a key: it is a telephone number or an extension.

    >>> announced_keys("In an emergency, dial 911. For refills, press 2.")
    ('2',)
    >>> announced_keys("If you know the extension, dial 201 or press 0.", known=("201", "0"))
    ('201', '0')
    """
    return tuple(dict.fromkeys(a.key for a in announcements(text) if len(a.key) == 1 or a.key in known))
