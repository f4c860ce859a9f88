"""A baseline: the findings that an office knew of on some day, so that from then on only new ones count."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ivr_audit.audit import Audit, Compared
from ivr_audit.finding import Identity, identity, with_consequences
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.words import json_text

VERSION = 1
_TOOL = "ivr-audit"


def compare(audits: Iterable[Audit], known: Iterable[Identity]) -> list[Audit]:
    """The audits with what the baseline knows of each.

    A finding that the baseline has once is known once, even where two trees share a name. A known finding is gone if
    its tree was audited by its rule, and neither found nor ignored it.
    """
    left = Counter(known)
    met: list[frozenset[Identity]] = []
    audits = list(audits)
    for audit in audits:
        raised = [*with_consequences(audit.findings), *(finding for finding, _ in audit.ignored)]
        found = {identity(audit.tree.name, finding) for finding in raised}
        met.append(frozenset(one for one in found if left[one]))
        left -= Counter(met[-1])
    compared = []
    for audit, again in zip(audits, met, strict=True):
        gone = sorted(one for one in left.elements() if one.tree == audit.tree.name and one.rule in audit.rules)
        left -= Counter(gone)
        compared.append(replace(audit, compared=Compared(again, tuple(gone))))
    return compared


def updated(audits: Sequence[Audit], known: Iterable[Identity] = ()) -> list[Identity]:
    """The baseline as it is to be written: every finding of today with its consequences, and what the old one knows of
    trees and rules that were not looked at. Ignored findings are not in it: the file that ignores them says so itself.
    """
    today = [identity(audit.tree.name, one) for audit in audits for one in with_consequences(audit.findings)]
    looked_at = {(audit.tree.name, rule_id) for audit in audits for rule_id in audit.rules}
    return sorted([*today, *(one for one in known if (one.tree, one.rule) not in looked_at)])


def as_text(known: Iterable[Identity]) -> str:
    """The file: JSON, sorted, one finding a line, so that a change of it reads well side by side."""
    lines = [json_text(one._asdict()) for one in sorted(known)]
    findings = "[\n" + ",\n".join(f"    {line}" for line in lines) + "\n  ]" if lines else "[]"
    return f'{{\n  "tool": "{_TOOL}",\n  "version": {VERSION},\n  "findings": {findings}\n}}\n'


def from_text(content: bytes, source: str) -> list[Identity]:
    """The findings of a baseline file. Raises InputError for a file that is none."""
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        wrong = Problem(Place(source, error.lineno, error.colno), f"this baseline is broken: {error.msg}; {_ADVICE}")
        raise InputError([wrong]) from error
    except (ValueError, RecursionError) as error:
        raise _foreign(source) from error
    if not isinstance(whole, dict) or whole.get("tool") != _TOOL or not isinstance(whole.get("findings"), list):
        raise _foreign(source)
    if whole.get("version") != VERSION:
        said = f"this baseline has version {whole.get('version')!r}, and this program reads {VERSION}; {_ADVICE}"
        raise InputError([Problem(Place(source), said)])
    return [_identity(line, number, source) for number, line in enumerate(whole["findings"], 1)]


_ADVICE = "repair it, or delete it and have it written anew"


def _foreign(source: str) -> InputError:
    said = "this is not a baseline of ivr-audit; name another file, and one that is not there is written"
    return InputError([Problem(Place(source), said)])


def _identity(line: object, number: int, source: str) -> Identity:
    parts = [line.get(name) for name in Identity._fields] if isinstance(line, dict) else []
    words = [part for part in parts if isinstance(part, str)]
    if len(words) != len(Identity._fields):
        said = f"finding {number} of this baseline is broken: it needs tree, rule, node and cause; {_ADVICE}"
        raise InputError([Problem(Place(source), said)])
    return Identity(*words)
