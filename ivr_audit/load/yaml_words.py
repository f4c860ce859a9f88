"""What a YAML parser found, in words for people who have never heard of tokens and scalars."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ivr_audit.load.yaml_lines import (
    Meant,
    behind_unspaced,
    cut_above,
    cut_in_brackets,
    second_colon,
    split,
    without_colon,
)
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
    lines = split(text)
    if meant := _meant(error, lines):
        return meant.row + 1, meant.column + 1, meant.message
    if opened := _at_opening(error.context_mark, problem, context, lines):
        mark, message = error.context_mark, opened
    else:
        message = _at_problem(mark, problem, context, lines)
    return (mark.line + 1, mark.column + 1, message) if mark else (0, 0, message)


def _meant(error: MarkedYAMLError, lines: list[str]) -> Meant | None:
    """What the line itself, or the one above it, gives away."""
    problem, mark = error.problem or "", error.problem_mark
    if "expected ':'" in problem and error.context_mark is not None:
        row = error.context_mark.line
        return without_colon(lines, row) if row < len(lines) else None
    if "block mapping" in (error.context or "") and mark is not None:
        return cut_above(lines, mark.line) if mark.line < len(lines) else None
    if "flow" in (error.context or "") and error.context_mark is not None:
        opened = error.context_mark
        return cut_in_brackets(lines, opened.line, opened.column) if opened.line < len(lines) else None
    if "mapping values are not allowed" not in problem or mark is None or mark.column > _LONGEST_KEY:
        return None
    if re.search(r"\S:\s", _line(lines, mark)[: mark.column]):
        return second_colon(lines, mark.line, mark.column)
    return behind_unspaced(lines, mark.line)


def _at_opening(opened: Mark | None, problem: str, context: str, lines: list[str]) -> str | None:
    """Errors that are noticed late and belong where something was opened."""
    if opened is None:
        return None
    here = _character(lines, opened)
    if "quoted" in context and ("end of stream" in problem or "document indicator" in problem):
        return "the quote that opens here is never closed"
    if "expected ':'" in problem and ":" in _line(lines, opened)[opened.column + _LONGEST_KEY :]:
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


def _at_problem(mark: Mark | None, problem: str, context: str, lines: list[str]) -> str:
    here = _character(lines, mark)
    if "cannot start any token" in problem:
        return _TAB if here == "\t" else f"a text cannot begin with {short(here)}; put it in quotes"
    if "mapping values are not allowed" in problem:
        is_long = mark is not None and mark.column > _LONGEST_KEY
        return _LONG_KEY if is_long else 'this line is indented too far, or the line above it needs quotes or a ":"'
    if "undefined alias" in problem:
        name = re.match(r"\*[\w-]{0,60}", _line(lines, mark)[mark.column if mark else 0 :])
        return f'"{name[0] if name else "*"}" refers to nothing; if it is a key or a text, put it in quotes'
    if "duplicate anchor" in context:
        return "this anchor is defined a second time; give it another name"
    if "block mapping" in context:
        return _out_of_line(mark, lines)
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


def _out_of_line(mark: Mark | None, lines: list[str]) -> str:
    line = _line(lines, mark)
    if mark is not None and line[: mark.column].strip():
        return f"{short(_character(lines, mark))} is not expected here; put the whole text in quotes"
    if line.lstrip().startswith("- "):
        return 'a list item "-" where a field is expected; check how far it is indented'
    return "this line is not indented like the fields it belongs to"


def _line(lines: list[str], mark: Mark | None) -> str:
    return lines[mark.line] if mark is not None and mark.line < len(lines) else ""


def _character(lines: list[str], mark: Mark | None) -> str:
    line = _line(lines, mark)
    return line[mark.column] if mark is not None and mark.column < len(line) else " "
