"""What there is to read about rules: one line, one paragraph and the whole page of each, by profile and by need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ivr_audit.finding import Severity
from ivr_audit.profile import PROFILES, Profile, text_of_profile
from ivr_audit.rules import all_rules, in_force, rule
from ivr_audit.rules.page import page
from ivr_audit.rules.rule import Need, Options, Rule
from ivr_audit.settings import AuditSettings


class RuleEntry(NamedTuple):
    """A rule as a report describes it. `paragraph` is one line of text, `page` text that is also Markdown."""

    id: str
    severity: Severity
    summary: str
    paragraph: str
    page: str
    needs: tuple[str, ...]
    sources: tuple[str, ...]


class Listed(NamedTuple):
    """A rule as a profile holds offices to it; `severity` None: the profile leaves it out."""

    rule: Rule
    severity: Severity | None
    options: Options


def rulebook(rule_ids: Iterable[str]) -> list[RuleEntry]:
    """The entries of those rules, in the order given. Raises KeyError for an unknown one."""
    entries = []
    for found in map(rule, rule_ids):
        _, _, rest = found.doc.strip().partition("\n")
        paragraph = " ".join(rest.strip().partition("\n\n")[0].split()) or found.summary
        whole = full_page(found)
        entries.append(RuleEntry(found.id, found.severity, found.summary, paragraph, whole, found.needs, found.sources))
    return entries


def full_page(found: Rule) -> str:
    """The page of a rule, with what the profiles make of it."""
    if not any(f"{found.id}:" in text_of_profile(name) for name in PROFILES):
        return page(found)  # most rules are in no profile: reading them all takes a fifth of the command
    return page(found, profiles())


def profiles() -> list[Profile]:
    """Every profile."""
    from ivr_audit.load.profiles import profile

    return [profile(name) for name in PROFILES]


def listed(profile_name: str, needs: Iterable[Need] = ()) -> list[Listed]:
    """Every rule as a profile holds offices to it, or only those with one of the needs.

    Raises KeyError for an unknown profile.
    """
    from ivr_audit.load.profiles import profile_settings

    if profile_name not in PROFILES:
        raise KeyError(profile_name)
    settings = AuditSettings(profile=profile_settings([profile_name]))
    wanted = set(needs)
    found = []
    for one in all_rules():
        if not wanted or wanted & set(one.needs):
            severity, options = in_force(one, settings)
            found.append(Listed(one, severity or (None if one.optional else one.severity), options))
    return found
