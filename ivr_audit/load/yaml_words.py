"""What a YAML parser found, in words for people who have never heard of tokens and scalars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ivr_audit.scalars import short

if TYPE_CHECKING:
    from yaml import MarkedYAMLError
    from yaml.error import Mark

_STAR = 'a "*" has a meaning of its own here; write the star key as "*" in quotes or as star'
_TAB = "a tab stands where only spaces can; indent with spaces"
_POUND = re.compile(r"[{,][ \t]*(#)[ \t]*:\s")
_COMMENT = 'a "#" begins a comment; write the pound key as "#" in quotes or as pound'
_LONGEST_KEY = 1000
_LONG_KEY = f'what stands before the ":" is longer than {_LONGEST_KEY} characters; put a text in quotes'
_SENTENCES = (
    ("tab character", _TAB),
    ("sequence entries are not allowed", 'a list item "-" cannot begin here; begin it on a line of its own'),
    ("another document", "a second document begins here; a file holds one tree"),
    ("<document start>", 'nothing can follow the end of the document ("..."), or a line cannot begin with "%"'),
    ("comment or line break", 'nothing can follow the "|" or ">"; begin the text on the next line'),
    ("chomping or indentation", 'nothing can follow the "|" or ">"; begin the text on the next line'),
    ("directive", 'a line cannot begin with "%"; put the text in quotes'),
    ("incompatible YAML", 'the line "%YAML" asks for another version; delete it'),
    ("tag", 'a text cannot begin with "!"; put it in quotes'),
    ("escape", 'this "\\" in double quotes means nothing; write "\\\\" for it, or use single quotes'),
    ("hexdecimal", 'this "\\" in double quotes means nothing; write "\\\\" for it, or use single quotes'),
)
"""Part of the parser's words, and ours; the first that fits counts."""


def explain(error: MarkedYAMLError, text: str) -> tuple[int, int, str]:
    """Line and column (from 1) and a sentence that says what to do."""
    mark = error.problem_mark or error.context_mark
    problem, context = error.problem or "", error.context or ""
    if ("flow" in context or "node content" in problem) and (pound := _POUND.search(text)):
        start = text.rfind("\n", 0, pound.start(1)) + 1
        return text.count("\n", 0, start) + 1, pound.start(1) - start + 1, _COMMENT
    if opened := _at_opening(error.context_mark, problem, context, text):
        mark, message = error.context_mark, opened
    else:
        message = _at_problem(mark, problem, context, text)
    return (mark.line + 1, mark.column + 1, message) if mark else (0, 0, message)


def _at_opening(opened: Mark | None, problem: str, context: str, text: str) -> str | None:
    """Errors that are noticed late and belong where something was opened."""
    if opened is None:
        return None
    here = _character(text, opened)
    if "quoted" in context and ("end of stream" in problem or "document indicator" in problem):
        return "the quote that opens here is never closed"
    if "expected ':'" in problem and ":" in _line(text, opened)[opened.column + _LONGEST_KEY :]:
        return _LONG_KEY
    if "expected ':'" in problem:
        return 'a ":" is missing in this line; a line reads "field: value"'
    if "alias" in context:
        return _STAR
    if "anchor" in context and "duplicate" not in context:
        return 'a text cannot begin with "&"; put it in quotes'
    if "flow sequence" in context or "flow mapping" in context:
        return f'the "{here}" that opens here is not closed, or a "," is missing'
    return None


def _at_problem(mark: Mark | None, problem: str, context: str, text: str) -> str:
    here = _character(text, mark)
    if "cannot start any token" in problem:
        return _TAB if here == "\t" else f"a text cannot begin with {short(here)}; put it in quotes"
    if "mapping values are not allowed" in problem:
        return _second_colon(mark, text)
    if "undefined alias" in problem:
        name = re.match(r"\*[\w-]{0,60}", _line(text, mark)[mark.column if mark else 0 :])
        return f'"{name[0] if name else "*"}" refers to nothing; if it is a key or a text, put it in quotes'
    if "duplicate anchor" in context:
        return "this anchor is defined a second time; give it another name"
    if "block mapping" in context:
        return _out_of_line(mark, text)
    if "block collection" in context:
        return 'this line does not go on with the list above it; begin it with "- " or check how far it is indented'
    if "node content" in problem:
        if here in "]},":
            return f'"{here}" is not expected here; delete it, or put the text in quotes'
        return 'the file ends too early: a "[" or "{" is never closed'
    for part, sentence in _SENTENCES:
        if part in problem or part in context:
            return sentence
    return f"this is not valid YAML: {problem}"


def _second_colon(mark: Mark | None, text: str) -> str:
    if mark is not None and mark.column > _LONGEST_KEY:
        return _LONG_KEY
    if re.search(r"\S:\s", _line(text, mark)[: mark.column if mark else 0]):
        return 'a second ":" in one line; put the text after the first one in quotes'
    return 'this line is indented too far, or the line above it needs quotes or a ":"'


def _out_of_line(mark: Mark | None, text: str) -> str:
    line = _line(text, mark)
    if mark is not None and line[: mark.column].strip():
        return f"{short(_character(text, mark))} is not expected here; put the whole text in quotes"
    if line.lstrip().startswith("- "):
        return 'a list item "-" where a field is expected; check how far it is indented'
    return "this line is not indented like the fields it belongs to"


def _line(text: str, mark: Mark | None) -> str:
    """The line of a mark; YAML also ends a line at the separators of Unicode that editors pass over."""
    if mark is None:
        return ""
    lines = re.split("\r\n|[\r\n\x85\u2028\u2029]", text)
    return lines[mark.line] if mark.line < len(lines) else ""


def _character(text: str, mark: Mark | None) -> str:
    line = _line(text, mark)
    return line[mark.column] if mark is not None and mark.column < len(line) else " "
