"""A list of variants in a file.

YAML, names with what is put differently:

    one more nurse on Mondays: nurses.people+1 on monday
    busier and better staffed: [calls*1.2, front desk.people=3]
    quieter and patient: calls*0.8; patience=10m

CSV, with the columns `variant` and `set`; a variant may have several rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from ivr_audit.place import InputError, Place, Problem
from ivr_audit.simulate.changes import changes_of
from ivr_audit.simulate.variants import Variant

_ADVICE = 'write a name and what is put differently, such as "one more nurse: nurses.people+1"'


def read_variants(path: Path) -> list[Variant]:
    """The variants of a file, in its order. Raises InputError with every line that says no variant."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Problem(Place(str(path)), f"cannot be read: {error}")]) from error
    read = _csv if path.suffix.lower() == ".csv" else _yaml
    problems: list[Problem] = []
    found: dict[str, Variant] = {}
    for name, changes, place in read(text, str(path), problems):
        before = found.get(name)
        if before is not None and read is _yaml:
            problems.append(Problem(place, f'"{name}" is there twice'))
        found[name] = Variant(name, (*(before.changes if before else ()), *changes), before.place if before else place)
    if not found and not problems:
        problems.append(Problem(Place(str(path)), f"has no variants; {_ADVICE}"))
    if problems:
        raise InputError(problems)
    return list(found.values())


_Lines = Iterator[tuple[str, tuple[str, ...], Place]]


def _csv(text: str, file: str, problems: list[Problem]) -> _Lines:
    rows = csv.DictReader(StringIO(text))
    if not {"variant", "set"} <= set(rows.fieldnames or ()):
        problems.append(Problem(Place(file, 1, 1), 'has no columns "variant" and "set"'))
        return
    for row in rows:
        name, change = (row["variant"] or "").strip(), (row["set"] or "").strip()
        place = Place(file, rows.line_num, 1)
        if name and change:
            yield name, changes_of(change), place
        elif name or change:
            problems.append(Problem(place, f"says only half a variant; {_ADVICE}"))


def _yaml(text: str, file: str, problems: list[Problem]) -> _Lines:
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        problems.append(Problem(place, f"is not YAML: {getattr(error, 'problem', None) or 'it cannot be read'}"))
        return
    if not isinstance(root, yaml.MappingNode):
        problems.append(Problem(Place(file, 1, 1), f"is no list of variants; {_ADVICE}"))
        return
    for key, said in root.value:
        place = Place(file, key.start_mark.line + 1, key.start_mark.column + 1)
        parts = said.value if isinstance(said, yaml.SequenceNode) else [said]
        lines = [part.value for part in parts if isinstance(part, yaml.ScalarNode) and part.value]
        if isinstance(key, yaml.ScalarNode) and key.value and lines and len(lines) == len(parts):
            yield key.value, tuple(change for line in lines for change in changes_of(line)), place
        else:
            problems.append(Problem(place, f"says no variant; {_ADVICE}"))
