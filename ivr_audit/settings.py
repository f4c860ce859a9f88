"""What an office sets for its audit: thresholds and severities of rules, and findings that it accepts."""

from __future__ import annotations

from typing import NamedTuple

from ivr_audit.place import Place


class RuleSetting(NamedTuple):
    """One line of `audit: rules:`; `value` is the text as written, or several."""

    rule: str
    option: str
    value: str | tuple[str, ...]
    place: Place
    value_place: Place


class Ignore(NamedTuple):
    """A finding that the office knows and accepts, with the reason; no `node` means wherever it occurs."""

    rule: str
    node: str | None
    reason: str
    place: Place


class AuditSettings(NamedTuple):
    """The file's `audit:` section (or `ivr-audit.yaml` beside it)."""

    rules: tuple[RuleSetting, ...] = ()
    profile: tuple[RuleSetting, ...] = ()
    """What the file's profiles set; `rules` overrides it."""
    ignore: tuple[Ignore, ...] = ()
