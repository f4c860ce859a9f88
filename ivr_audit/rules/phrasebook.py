"""What prompts say: emergencies, recording, advertising, hours and promises, by the words of `phrase_table`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from ivr_audit.announced import SENTENCE_END, plain
from ivr_audit.rules.phrase_table import TABLE
from ivr_audit.rules.stated_hours import stated_hours

__all__ = [
    "TABLE", "language_of", "languages_mentioned", "languages_named", "mentions_on_offer", "number_given",
    "promise", "says_crisis", "says_emergency", "says_opening_hours", "says_person", "says_promotion",
    "says_recorded", "says_relay", "says_returned", "says_urgent", "says_website", "stated_hours",
]  # fmt: skip

_DOMAIN = (
    r"(?<![@\w.-])(?:[a-z0-9-]+\.)+"
    r"(?:com|org|net|edu|gov|health|care|clinic|dental|uk|wales|es|fr|pt|br|de|us|ca|info)\b"
)
_SPOKEN_DOMAIN = r"\bdot (?:com|org|net|co dot uk|nhs dot uk)\b"
_OWN_PAGE = (
    r"(?:\.[a-z]{2,6}/|slash )\w|my ?chart|portal\."
    r"|\b(?!www)[a-z0-9-]{1,63}\.[a-z0-9-]{1,63}\.(?:com|org|net|gov|edu)\b"
)
_TELEPHONE = r"(?<![\w$#.-])\+?\(?\d(?:\d|[-.](?=\d)| ?\(|\) ?| (?=\d)){5,18}\d(?![\w%])"
_NOT_TELEPHONE = r"\d{4}-\d\d-\d\d|\d\d[/.]\d\d[/.]\d{4}|\d{5}-\d{4}"
_VANITY = r"(?<!\d)1?-?8\d\d-(?=[\d-]*[a-z])[a-z\d]{3}-?[a-z\d]{4}\b"
_SPOKEN_NUMBER = r"(?:\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b[ ,-]*){7,15}"
_FAX = r"\bfax\b[^.!?;]{0,25}$"

_AMOUNTS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_AMOUNTS)} | {
    "a": 1, "an": 1, "the next": 1, "twenty": 20, "twenty-four": 24, "twenty four": 24, "thirty": 30, "forty": 40,
    "forty-five": 45, "forty five": 45, "forty-eight": 48, "forty eight": 48, "sixty": 60, "seventy-two": 72,
    "seventy two": 72, "half an": 0.5, "un": 1, "una": 1, "une": 1, "um": 1, "uma": 1, "einer": 1, "eines": 1,
}  # fmt: skip
_UNITS = {
    "minute": 60, "minuto": 60, "munud": 60, "hour": 3600, "hora": 3600, "heure": 3600, "stunde": 3600, "awr": 3600,
    "day": 86400, "dia": 86400, "jour": 86400, "tag": 86400, "werktag": 86400, "diwrnod": 86400,
    "week": 604800, "semana": 604800, "semaine": 604800, "woche": 604800, "wythnos": 604800,
}  # fmt: skip
_WITHIN = (
    r"(?:within|in|no later than|in less than|in under|allow|up to|dentro de|en un plazo de|en|dans|sous|em|em ate"
    r"|no prazo de|innerhalb von|o fewn)"
)
_AFTERWARDS = (
    r"(?! old\b)(?! (?:of|before|prior|in advance)\b(?! (?:receiv|receipt|your (?:call|message)|the (?:call|message))))"
)

_COMMON = {
    "English": "the and to for you your please press our this is are of if call we have thank with in on",
    "Spanish": "el la los las de para por favor una su con en es y si usted gracias nuestro oprima marque al que",
    "French": "le la les des pour vous votre est et une nous notre avec appuyez si merci sur du au s'il de appeler",
    "Portuguese": "o a os as para por favor uma voce seu sua com em e se nao obrigado nosso digite ao que nossa do da",
    "German": "die der das und sie bitte fur ist ein eine wir mit unsere drucken uns vielen dank ihre den zu auf nicht",
    "Welsh": "y yr yn i a ar gyfer neu pwyswch os gwelwch dda diolch am ein eich mae chi ni wedi gydag",
    "Italian": "il la per di un una con e premere prema grazie nostro lei se che del gli sono non alla",
}
_NAMES = {
    "English": "english ingles anglais englisch saesneg",
    "Spanish": "spanish espanol espagnol espanhol spanisch castellano sbaeneg",
    "French": "french frances francais franzosisch ffrangeg",
    "Portuguese": "portuguese portugues portugais portugiesisch",
    "German": "german aleman alemao allemand deutsch almaeneg",
    "Welsh": "welsh cymraeg gymraeg nghymraeg",
    "Italian": "italian italiano italien italienisch",
    "Chinese": "chinese chino chinois chines mandarin cantonese 中文 普通话 國語 粵語 廣東話",
    "Vietnamese": "vietnamese vietnamita vietnamien tieng\xa0viet",
    "Korean": "korean coreano coreen 한국어",
    "Russian": "russian ruso russe russo русский русском по-русски",
    "Arabic": "arabic arabe العربية",
    "Tagalog": "tagalog filipino pilipino",
    "Haitian Creole": "creole kreyol haitian\xa0creole",
    "Polish": "polish polaco polonais polski polsku",
    "Ukrainian": "ukrainian українська українською",
    "Hindi": "hindi हिन्दी हिंदी",
    "Punjabi": "punjabi panjabi ਪੰਜਾਬੀ",
    "Urdu": "urdu اردو",
    "Bengali": "bengali bangla বাংলা",
    "Persian": "farsi persian فارسی",
    "Japanese": "japanese japones japonais 日本語",
    "Somali": "somali soomaali",
    "Hmong": "hmong hmoob",
    "Turkish": "turkish turkce",
    "Romanian": "romanian romana",
}
_OWN_NAMES = (
    "espanol", "francais", "portugues", "cymraeg", "gymraeg", "italiano", "kreyol", "polski", "soomaali",
    "hmoob",
)  # fmt: skip
_LEADS = r"(?:for|in|or|and|speak|para|en|o|y|pour|le|em|ou|fur|auf|oder|yn|y|neu|dewis|ar gyfer|say|hablamos)"
_OFFERS = (
    r"(?=\s*(?:[^\w\s]|$|\b(?:or|and|o|y|ou|oder|neu|press|dial|say|select|push|choose|speakers?"
    r"|please|oprima|marque|presione|pulse"
    r"|appuyez|faites|tapez|digite|pressione|drucken|wahlen|pwyswch)\b))"
)

_REFUSED = (
    r"\b(?:(?:do|does|will|shall|can|could|are|is) ?not|(?:do|does|wo|ca|are|is)n't|can't|never|unable to|no longer)\b"
)
"""What makes of a promise its contrary, unless the caller is the one who does not ("if you do not hear from us")."""
_TOPIC = re.compile(r"\b(?:about|regarding|concerning)\b")
_ALLOW = re.compile(r"^(?:please )?allow\b")

_NO_CRISIS_LINE = re.compile(
    r"(?:\bnot|n't) (?:an?|the|our|your|for)\b"
    r"(?:(?!\b(?:but|so|please|call|dial|ring|phone|text|contact|go|visit|hang|press)\b)[^.!?,;:])*"
)
_NO_LANGUAGE = re.compile(
    r"(?:\b(?:no|not|nao|non|kein|keine|nobody|nadie|cannot|without|sin)|n't)"
    r"(?: (?!(?:for|in|press|para|en|oprima|marque|pour|fur)\b)[^\W\d]+){0,4} $"
)
"""What stands before the name of a language that is not to be had: "no hablamos", "nobody here speaks"."""


@lru_cache(maxsize=4096)
def _said(text: str) -> str:
    """The text as the table reads it: small letters without accents, straight quotes, one blank between words."""
    return " ".join(plain(text).replace("’", "'").replace("‑", "-").replace("–", "-").split())


@cache
def _pattern(thing: str) -> re.Pattern[str]:
    """What says a thing in any language. Groups are numbered within an alternative, so each gets names of its own."""
    parts = [part for patterns in TABLE[thing].values() for part in patterns]
    alternatives = "|".join(_own_groups(part, index) for index, part in enumerate(parts))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def _own_groups(part: str, index: int) -> str:
    """A pattern whose one group, if it has one, does not depend on the patterns before it."""
    return re.sub(r"(?<!\\)\((?!\?)", f"(?P<g{index}>", part).replace(r"\1", f"(?P=g{index})")


@lru_cache(maxsize=16384)
def _says(thing: str, text: str) -> bool:
    return bool(_pattern(thing).search(_said(text)))


def says_emergency(text: str) -> bool:
    """Whether the text tells where to turn in a life-threatening emergency.

    >>> says_emergency("In an emergency, hang up and dial 911."), says_emergency("For dental emergencies, press 2.")
    (True, False)
    """
    return _says("emergency", text)


def says_crisis(text: str) -> bool:
    """Whether the text names a crisis line, such as 988 or the Samaritans.

    >>> says_crisis("If you are in crisis, call 988."), says_crisis("We are not a crisis line.")
    (True, False)
    """
    said = _said(text)
    return _says("crisis", _NO_CRISIS_LINE.sub(" ", said) if "not " in said or "n't " in said else text)


def says_recorded(text: str) -> bool:
    """Whether the text says that the call is or may be recorded."""
    return _says("recorded", text)


def says_promotion(text: str) -> bool:
    """Whether the text advertises something."""
    return _says("promotion", text)


@lru_cache(maxsize=4096)
def says_website(text: str) -> bool:
    """Whether the text sends callers to a website at large; an address with a path is a page for what was said.

    >>> says_website("Visit our website."), says_website("To order refills, go to example.com/refills.")
    (True, False)
    """
    return any(_is_pitch(sentence) for sentence in _sentences(text))


def _is_pitch(sentence: str) -> bool:
    """Whether a sentence names a website and no page of it."""
    if re.search(_OWN_PAGE, sentence):
        return False
    spoken = re.search(_SPOKEN_DOMAIN, sentence) and not re.search(r"\be-?mail\b", sentence)
    return bool(_pattern("website").search(sentence) or re.search(_DOMAIN, sentence) or spoken)


def says_person(text: str) -> bool:
    """Whether the text offers a person to speak with."""
    return _says("person", text)


def says_opening_hours(text: str) -> bool:
    """Whether the text says when the office is open."""
    return _says("opening_hours", text)


def says_urgent(text: str) -> bool:
    """Whether the text says how to reach someone about what cannot wait."""
    return _says("urgent", text)


def says_returned(text: str) -> bool:
    """Whether the text says that, or when, messages are returned."""
    return _says("returned", text)


def says_relay(text: str) -> bool:
    """Whether the text names a way for callers who cannot hear: relay, TTY or text."""
    return _says("relay", text)


def _sentences(text: str) -> list[str]:
    """The sentences of a text, as the table reads them."""
    return [sentence for sentence in SENTENCE_END.split(_said(text)) if sentence.strip()]


@cache
def _promised() -> re.Pattern[str]:
    amount = rf"\d+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
    kind = r"(?:full |business |working |office )*"
    unit = "|".join(_UNITS)
    return re.compile(
        rf"\b{_WITHIN} (?:up to |about |the |the next |las |les |las proximas "
        rf"|as proximas )*(?:(?:{amount}) ?(?:to|or|-) ?)?"
        rf"(?P<amount>{amount})[ -]{kind}(?P<unit>{unit})(?:s|n|en)?\b{_AFTERWARDS}"
        r"|(?P<next>\b(?:the|by|on|of|within the|the very) next (?:business|working) day)\b"
    )


@lru_cache(maxsize=4096)
def promise(text: str) -> float | None:
    """Seconds within which a greeting promises to call back, the longest if there are several; None if it does not.

    >>> promise("We will return your call within one business day."), promise("We call back within 30 minutes.")
    (86400.0, 1800.0)
    >>> promise("Please call us within 24 hours of your visit.")
    >>> promise("We do not return calls within 24 hours.")
    """
    seconds: list[float] = []
    returned = False
    for sentence in _sentences(text):
        spoken_of = _pattern("returned").search(sentence)
        if spoken_of and (sentence.lstrip().startswith("if you") or not _is_refused(sentence, spoken_of.start())):
            topic = _TOPIC.search(sentence, spoken_of.end())
            seconds += _durations(sentence, topic.start() if topic else len(sentence))
        elif returned and _ALLOW.search(sentence.strip()):
            seconds += _durations(sentence, len(sentence))
        returned = bool(spoken_of)
    return max(seconds, default=None)


def _is_refused(sentence: str, at: int) -> bool:
    """Whether the clause up to a position says that something is not done."""
    return bool(re.search(rf"{_REFUSED}[^.,;!?]{{0,60}}$", sentence[max(0, at - 80) : at]))


def _durations(sentence: str, topic: int) -> Iterator[float]:
    """The seconds of every span of time of a sentence; "about appointments in 10 days" is one of the appointments."""
    for found in _promised().finditer(sentence):
        if found["next"]:
            yield 86400.0
        elif found.start() < topic or not found.group().startswith("in "):
            amount = _NUMBERS.get(found["amount"])
            yield float(found["amount"] if amount is None else amount) * _UNITS[found["unit"]]


@lru_cache(maxsize=4096)
def number_given(text: str) -> bool:
    """Whether the text names a telephone number to call, other than that of a fax or of the emergency services.

    >>> number_given("After hours, call 555-0142."), number_given("Dial 911.")
    (True, False)
    """
    said = _said(text)
    if re.search(_VANITY, said):
        return True
    for found in (*re.finditer(_TELEPHONE, said), *re.finditer(_SPOKEN_NUMBER, said)):
        digits = sum(c.isdigit() for c in found.group())
        long_enough = 7 <= digits <= 15 or not digits
        if long_enough and not re.search(_NOT_TELEPHONE, found.group()) and not re.search(_FAX, said[: found.start()]):
            return True
    return False


@cache
def _common() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in _COMMON.items()}


@lru_cache(maxsize=4096)
def language_of(text: str) -> str | None:
    """The English name of the language of a text, by its commonest words; None if that is not certain.

    >>> language_of("Para hablar con la recepcionista, oprima cero.")
    'Spanish'
    """
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", _said(text))
    if len(words) < 4:
        return None
    hits = sorted(((sum(w in common for w in words), name) for name, common in _common().items()), reverse=True)
    (most, language), (second, _) = hits[:2]
    return language if most >= 2 and most >= len(words) / 6 and most >= 1.5 * second else None


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """By language, how prompts call it: small letters without accents."""
    return {name: tuple(word.replace("\xa0", " ") for word in words.split(" ")) for name, words in _NAMES.items()}


@cache
def _offers() -> dict[str, re.Pattern[str]]:
    patterns = {}
    for language, words in _names().items():
        own = [word for word in words if word in _OWN_NAMES or not plain(word).isascii()]
        lead = rf"(?:^|[.,;:!?/]\s*|\b{_LEADS}\s+(?:help in |service in )?)"
        named = rf"{lead}(?P<name>{'|'.join(words)}){_OFFERS}"
        alone = [rf"(?<!\w)(?P<own>{'|'.join(own)})(?!\w)"] if own else []
        patterns[language] = re.compile("|".join([named, *alone]))
    return patterns


@lru_cache(maxsize=4096)
def languages_named(text: str) -> frozenset[str]:
    """The languages that a prompt offers, by their English name or their own.

    >>> sorted(languages_named("For English, press 1. Para español, oprima 2. Ar gyfer y Gymraeg, pwyswch 3."))
    ['English', 'Spanish', 'Welsh']
    >>> languages_named("No hablamos español.")
    frozenset()
    """
    said = _said(text)
    return frozenset(
        language
        for language in languages_mentioned(text)
        if any(not _is_missing(said, found.start(found.lastgroup or 0)) for found in _offers()[language].finditer(said))
    )


@cache
def _mentions() -> re.Pattern[str]:
    return re.compile(
        "|".join(rf"(?P<l{i}>(?<!\w)(?:{'|'.join(words)})(?!\w))" for i, words in enumerate(_names().values()))
    )


@lru_cache(maxsize=4096)
def languages_mentioned(text: str) -> frozenset[str]:
    """The languages of which a text has a name, whatever it says of them.

    >>> sorted(languages_mentioned("I barhau yn Gymraeg, pwyswch 1. To continue in English, hold."))
    ['English', 'Welsh']
    """
    names = list(_NAMES)
    return frozenset(names[int(str(found.lastgroup)[1:])] for found in _mentions().finditer(_said(text)))


def mentions_on_offer(text: str, name: str) -> bool:
    """Whether a text has a name of a language and does not say that it is not spoken.

    >>> mentions_on_offer("We speak Navajo.", "Navajo"), mentions_on_offer("No Spanish is spoken here.", "Spanish")
    (True, False)
    """
    said = _said(text)
    return any(not _is_missing(said, found.start()) for found in re.finditer(rf"\b{re.escape(_said(name))}\b", said))


def _is_missing(said: str, at: int) -> bool:
    """Whether the words before the name of a language say that it is not to be had."""
    return bool(_NO_LANGUAGE.search(said[max(0, at - 60) : at]))
