"""Prompts that are made to take long: the work on a text grows no faster than the text, whatever stands in it."""

from __future__ import annotations

import subprocess
import sys

import pytest

PATTERNS = """
import importlib, pkgutil, re, sys
import ivr_audit
from ivr_audit import announced
from ivr_audit.rules import key_before_choice, phrasebook, stated_hours

found = {}
for module in pkgutil.walk_packages(ivr_audit.__path__, "ivr_audit."):
    if module.name.split(".")[1] in {"rules", "announced"}:
        names = vars(importlib.import_module(module.name))
        found |= {f"{module.name}.{name}": thing for name, thing in names.items() if isinstance(thing, re.Pattern)}
for index in range(len(announced.LANGUAGES)):
    reader = announced._reader(index)._asdict()
    found |= {f"announced {index} {name}": thing for name, thing in reader.items() if isinstance(thing, re.Pattern)}
found |= {f"table {thing}": phrasebook._pattern(thing) for thing in phrasebook.TABLE}
found |= {f"offers {name}": pattern for name, pattern in phrasebook._offers().items()}
found |= {"promised": phrasebook._promised(), "mentions": phrasebook._mentions(), "tokens": stated_hours._tokens()}
found |= {f"key before choice {i}": pattern for i, pattern in enumerate(key_before_choice._patterns())}
for name, pattern in found.items():
    words = sorted(set(re.findall("[a-z]{1,12}", re.sub(r"\\\\\\\\[a-zA-Z]", " ", pattern.pattern))))
    units = [w + " " for w in words[:: max(1, len(words) // 30)]]
    units += ["a ", "key ", "or ", "o ", "the ", ", ", "1 ", "1, ", "press 1 ", "a-", "a.", " ", "#", "or, ", "no "]
    print(name, len(units), flush=True)
    for unit in units:
        text = "press 1 " + unit * (600 // len(unit))
        for text in (text, text + "x press 2"):
            all(pattern.finditer(text))
            [pattern.fullmatch(text, start) for start in (0, 6, 7)]
"""


def test_no_pattern_takes_exponentially_long() -> None:
    """Six hundred characters: a pattern that tries every way to part them would not end in this life."""
    done = subprocess.run([sys.executable, "-c", PATTERNS], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 60


LONG = """
import sys
from ivr_audit.announced import announcements
from ivr_audit.rules import announced_key_dead, phrasebook as p
from ivr_audit.rules.key_before_choice import names_keys_first
from ivr_audit.rules.sentences import sentence_at
from ivr_audit.rules.spoken import announcing
from ivr_audit.model import Prompt
from ivr_audit.place import Place

unit = sys.argv[1]
text = "press 1 " + unit * (100_000 // len(unit))
for said in announcements(text):
    announcing(text, said.key), sentence_at(text, said.start)
announced_key_dead._dead(Prompt(text), Place("a.yaml", 1, 1), ())
names_keys_first(text)
for ask in (p.says_emergency, p.says_recorded, p.says_website, p.promise, p.languages_named, p.stated_hours):
    ask(text)
print(len(announcements(text)))
"""


@pytest.mark.parametrize(
    ("unit", "keys"),
    [
        ("press 1 ", 12501),
        ("For a, press 1. ", 6251),
        ("or ", 1),
        (", ", 1),
        ("key ", 1),
        ("a-", 1),
        ("hang up or 1 ", 1),
    ],
)
def test_a_hundred_thousand_characters_are_read(unit: str, keys: int) -> None:
    """It takes a second or two; if the work grew by the square of the length it would take many minutes."""
    done = subprocess.run([sys.executable, "-c", LONG, unit], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(keys)]
