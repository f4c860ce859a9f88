"""What `${...}` and `$[...]` in a dialplan come to, as far as the file says it; None where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from ivr_audit.load.asterisk.conf import split

Look = Callable[[str], str | None]
"""The value of a variable (`EXTEN`) or function (`CALLERID(num)`), or None if it is not known."""

_DEEPEST = 30
_LONGEST = 8_000
_SYMBOLS: Final = {"X": "\ue000", "Z": "\ue001", "N": "\ue002", ".": "\ue003", "!": "\ue004"}
_SHOWN: Final = {sign: word for word, sign in _SYMBOLS.items()}
_STANDS_FOR: Final = {
    "\ue000": frozenset("0123456789"),
    "\ue001": frozenset("123456789"),
    "\ue002": frozenset("23456789"),
}


def symbolic(pattern: str) -> str:
    """The number that a caller dialled to fit a pattern, with a sign for each digit that is not known.

    >>> shown(symbolic("_1NX")), shown(symbolic("_[13]5."))
    ('1NX', 'X5.')
    """
    if not pattern.startswith("_"):
        return pattern
    plain = re.sub(r"\[[^\]]*\]", "X", pattern[1:])
    return "".join(_SYMBOLS.get(char.upper(), char) for char in plain)


def is_symbolic(text: str) -> bool:
    """Whether some digits are not known."""
    return any("\ue000" <= char <= "\ue004" for char in text)


def shown(text: str) -> str:
    """For people: unknown digits as X, Z and N."""
    return "".join(_SHOWN.get(char, char) for char in text)


def digits_of(char: str) -> frozenset[str] | None:
    """What an unknown digit can be; the character itself if it is known; None for any number of them."""
    if char in ("\ue003", "\ue004"):
        return None
    return _STANDS_FOR.get(char, frozenset(char))


def expand(text: str, look: Look, depth: int = 0) -> str | None:
    """The text with its variables and expressions put in; None if one is not known."""
    pieces: list[str] = []
    at = 0
    while (found := _next(text, at)) is not None:
        begin, end = found
        pieces.append(text[at:begin])
        if end < 0 or depth > _DEEPEST:
            return None
        inner = text[begin + 2 : end]
        value = _variable(inner, look, depth + 1) if text[begin + 1] == "{" else expression(inner, look, depth + 1)
        if value is None:
            return None
        pieces.append(value)
        at = end + 1
    pieces.append(text[at:])
    result = "".join(pieces)
    return result if len(result) <= _LONGEST else None


def describe(text: str, look: Look) -> str:
    """For people: the text with what is known put in, and the names of what is not.

    >>> describe("SIP/${who}-${n}", {"n": "1"}.get)
    'SIP/who-1'
    """
    pieces: list[str] = []
    at = 0
    while (found := _next(text, at)) is not None and found[1] >= 0 and len(pieces) < 100:
        begin, end = found
        whole = text[begin : end + 1]
        value = expand(whole, look)
        bare = re.sub(r"[${}\[\]\"]", "", whole)
        pieces += [text[at:begin], bare if value is None else value]
        at = end + 1
    return shown("".join([*pieces, text[at:]]))


def _next(text: str, at: int) -> tuple[int, int] | None:
    """Where the next `${` or `$[` opens and closes (-1: never)."""
    while (begin := text.find("$", at)) >= 0:
        if text[begin + 1 : begin + 2] in ("{", "["):
            return begin, _close(text, begin + 1)
        at = begin + 1
    return None


def _close(text: str, begin: int) -> int:
    opens = text[begin]
    closes = "}" if opens == "{" else "]"
    depth = 0
    for at in range(begin, min(len(text), begin + _LONGEST)):
        if text[at] == opens:
            depth += 1
        elif text[at] == closes:
            depth -= 1
            if not depth:
                return at
    return -1


_SLICE = re.compile(r"(?P<name>.*?):(?P<offset>-?\d{1,6})?(?::(?P<length>-?\d{1,6})?:?)?", re.DOTALL)
_FUNCTION = re.compile(r"(?P<name>\w+)\((?P<args>.*)\)", re.DOTALL)


def _variable(inner: str, look: Look, depth: int) -> str | None:
    function = _FUNCTION.match(inner)
    if function and (value := _function(function["name"].upper(), function["args"], look, depth)) is not None:
        return _cut(value, inner[function.end() :])
    full = expand(inner, look, depth)
    if full is None:
        return None
    if function is None and (sliced := _SLICE.fullmatch(full)):
        value = look(sliced["name"])
        return None if value is None else _cut(value, full[len(sliced["name"]) :])
    return look(full)


def _cut(value: str, how: str) -> str | None:
    """A piece of a value: `:1` leaves the first sign out, `:-3` takes the last three, `:0:1` the first."""
    if not how:
        return value
    numbers = re.fullmatch(r":(-?\d{1,6})?(?::(-?\d{1,6})?:?)?", how)
    if numbers is None or any(char >= "\ue003" for char in value if char <= "\ue004"):
        return None
    start = int(numbers[1] or 0)
    start = max(0, len(value) + start) if start < 0 else start
    if numbers[2] is None:
        return value[start:]
    size = int(numbers[2])
    return value[start:][:size]


def _function(name: str, args: str, look: Look, depth: int) -> str | None:
    """Functions that need nothing but their arguments."""
    match name:
        case "IF" | "EXISTS" | "ISNULL" | "LEN" | "TOUPPER" | "TOLOWER" | "INC" | "MATH" | "TRIM":
            pass
        case _:
            return None
    if name == "IF":
        condition, ways = [*split(args, "?", 1), ""][:2]
        truth = true(expand(condition, look, depth))
        if truth is None:
            return None
        both = [*split(ways, ":", 1), ""]
        return expand(both[0] if truth else both[1], look, depth)
    value = look(args.strip()) if name == "INC" else expand(args, look, depth)
    if value is None or is_symbolic(value):
        return None
    match name:
        case "EXISTS":
            return "1" if value else "0"
        case "ISNULL":
            return "0" if value else "1"
        case "LEN":
            return str(len(value))
        case "INC":
            return expression(f"{value or 0} + 1", look, depth)
        case "MATH":
            return expression(split(value)[0], look, depth)
        case "TRIM":
            return value.strip()
        case _:
            return value.upper() if name == "TOUPPER" else value.lower()


def true(value: str | None) -> bool | None:
    """Whether a value counts as true: a number other than 0, or any other text; None if it is not known."""
    if value is None or is_symbolic(value):
        return None
    value = value.strip()
    number = re.match(r"[+-]?\d+", value)
    return int(number[0][:18]) != 0 if number else bool(value)


class _Token(NamedTuple):
    text: str
    quoted: bool = False


_TOKEN = re.compile(r'\s*(?:"([^"]*)"|(\|\||&&|<=|>=|!=|=~|[|&=<>()+*/%?:!,-])|([^\s"|&=<>()+*/%?:!,-]+))')
_BINARY: Final = (("|", "||"), ("&", "&&"), ("=", "!=", "<", ">", "<=", ">=", "=~", ":"), ("+", "-"), ("*", "/", "%"))


def expression(text: str, look: Look, depth: int = 0) -> str | None:
    """The value of what stands in `$[...]`, or None.

    >>> expression('"${n}" = "1" & 2 > 1', {"n": "1"}.get), expression("${n}+1", {"n": ""}.get)
    ('1', '1')
    """
    full = expand(text, look, depth)
    if full is None or is_symbolic(full) or depth > _DEEPEST:
        return None
    tokens: list[_Token] = []
    at = 0
    while at < len(full.rstrip()):
        found = _TOKEN.match(full, at)
        if found is None or len(tokens) > 200:
            return None
        quoted, sign, word = found.groups()
        tokens.append(_Token(quoted, True) if quoted is not None else _Token(sign or word))
        at = found.end()
    parser = _Parser(tokens)
    try:
        value = parser.choice()
    except (_NotKnown, IndexError, RecursionError):
        return None
    return value if parser.at == len(tokens) else None


class _NotKnown(Exception):
    """An expression that is not understood."""


class _Parser:
    """The grammar of expressions: `?:`, then `|`, `&`, comparisons, sums, products, signs."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def _sign(self, *signs: str) -> str:
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            if not token.quoted and token.text in signs:
                self.at += 1
                return token.text
        return ""

    def choice(self) -> str:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _NotKnown
        value = self._binary(0)
        if self._sign("?"):
            first = self.choice()
            if not self._sign(":") and not self._sign("::"):
                raise _NotKnown
            second = self.choice()
            value = first if true(value) else second
        self.depth -= 1
        return value

    def _binary(self, level: int) -> str:
        if level == len(_BINARY):
            return self._unary()
        value = self._binary(level + 1)
        while sign := self._sign(*_BINARY[level]):
            value = _combined(sign, value, self._binary(level + 1))
        return value

    def _unary(self) -> str:
        if self._sign("!"):
            return "0" if true(self._unary()) else "1"
        if self._sign("-"):
            return _combined("-", "0", self._unary())
        if self._sign("+"):
            return self._unary()
        if self._sign("("):
            value = self.choice()
            if not self._sign(")"):
                raise _NotKnown
            return value
        return self._words()

    def _words(self) -> str:
        """A text; words without quotes that follow each other are one."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else _Token("")
        if not token.quoted and token.text in ("=", "!=", "<", ">", "<=", ">=", "|", "&", ")"):
            return ""
        self.at += 1
        text = token.text
        while self.at < len(self.tokens) and not token.quoted:
            token = self.tokens[self.at]
            if token.quoted or _TOKEN.fullmatch(token.text) is None or not re.match(r"[^|&=<>()+*/%?:!,-]", token.text):
                break
            text += " " + token.text
            self.at += 1
        return text


def _combined(sign: str, left: str, right: str) -> str:
    match sign:
        case "|" | "||":
            return left if true(left) else right if true(right) else "0"
        case "&" | "&&":
            return left if true(left) and true(right) else "0"
        case "=~" | ":":
            raise _NotKnown
    numbers = _number(left), _number(right)
    if sign in ("+", "-", "*", "/", "%"):
        return _computed(sign, numbers[0], numbers[1])
    if numbers[0] is not None and numbers[1] is not None and left.strip() and right.strip():
        order = (numbers[0] > numbers[1]) - (numbers[0] < numbers[1])
    else:
        order = (left > right) - (left < right)
    held = {"=": order == 0, "!=": order != 0, "<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}
    return "1" if held[sign] else "0"


def _computed(sign: str, left: float | None, right: float | None) -> str:
    if left is None or right is None or (sign in "/%" and not right) or abs(left) > 1e15 or abs(right) > 1e15:
        raise _NotKnown
    match sign:
        case "+":
            value = left + right
        case "-":
            value = left - right
        case "*":
            value = left * right
        case "/":
            value = left / right
        case _:
            value = left % right
    return str(int(value)) if value == int(value) else repr(value)


def _number(text: str) -> float | None:
    """A number; nothing counts as 0."""
    text = text.strip()
    if not text:
        return 0.0
    return float(text) if re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,9})?", text) else None
