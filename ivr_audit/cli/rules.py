"""`ivr-audit rules`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from ivr_audit.cli.files import write

if TYPE_CHECKING:
    from ivr_audit.profile import Profile
    from ivr_audit.rulebook import Listed
    from ivr_audit.rules.rule import Need


@click.command("rules")
@click.option("--profile", "name", metavar="NAME", default="general", help="As this profile holds offices to them.")
@click.option(
    "--need",
    "needs",
    multiple=True,
    type=click.Choice(["graph", "hours", "prompts", "office"]),
    help="Only rules that look at this: the menus alone, hours, what prompts say, what the office states.",
)
@click.option("--profiles", "only_profiles", is_flag=True, help="List the profiles, whom they bind and whom not.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="A table, or JSON.")
def command(name: str, needs: tuple[Need, ...], only_profiles: bool, form: str) -> None:
    """List the rules that an audit checks, and the profiles that hold some offices to more."""
    from ivr_audit.profile import PROFILES
    from ivr_audit.rulebook import listed, profiles
    from ivr_audit.words import json_text, list_words

    if name not in PROFILES:
        said = f'there is no profile "{name}"; there is {list_words(PROFILES)}'
        raise click.BadParameter(said, param_hint="--profile")
    rules = listed(name, needs)
    if form == "json":
        rows = {"rules": [_row(one) for one in rules], "profiles": [_profile_row(one) for one in profiles()]}
        write("-", json_text({"version": 1, "profile": name, **rows}, indent=2) + "\n")
    elif only_profiles:
        write("-", "\n".join(line for one in profiles() for line in _profile(one)))
    else:
        write("-", "\n".join([*_table(rules), "ivr-audit explain RULE tells more about one.", ""]))


def _row(one: Listed) -> Mapping[str, object]:
    rule = one.rule
    return {
        "id": rule.id,
        "severity": one.severity,
        "optional": rule.optional,
        "summary": rule.summary,
        "needs": list(rule.needs),
        "settings": {key: {**s._asdict(), "value": one.options[key]} for key, s in rule.settings.items()},
        "sources": list(rule.sources),
        "disputed": rule.disputed or None,
        "explains": list(rule.explains),
    }


def _profile_row(profile: Profile) -> Mapping[str, object]:
    return {
        "name": profile.name,
        "title": profile.title,
        "based_on": profile.based_on or None,
        "binds": profile.binds,
        "does_not_bind": profile.does_not_bind,
        "status": profile.status,
        "sources": list(profile.sources),
        "sets": [{"rule": s.rule, "option": s.option, "value": s.value} for s in profile.settings],
    }


_HEADINGS = {"error": "ERRORS", "warning": "WARNINGS", "advice": "ADVICE", None: "LEFT OUT BY THIS PROFILE"}


def _table(rules: Sequence[Listed]) -> Iterator[str]:
    width = max((len(one.rule.id) for one in rules), default=0)
    for severity in ("error", "warning", "advice", None):
        some = [one.rule for one in rules if one.severity == severity]
        if some:
            yield _HEADINGS[severity]
            yield from (f"  {rule.id:{width}}  {rule.summary}" for rule in some)
            yield ""


def _profile(profile: Profile) -> Iterator[str]:
    based_on = f", based on {profile.based_on}" if profile.based_on else ""
    yield f"{profile.name}: {profile.title}{based_on}"
    for label, text in (
        ("binds", profile.binds),
        ("does not bind", profile.does_not_bind),
        ("rests on", profile.status),
        *(("source", source) for source in profile.sources),
    ):
        yield _labelled(label, text)
    changed = list(dict.fromkeys(setting.rule for setting in profile.settings))
    if changed:
        yield _labelled("sets", ", ".join(changed))
    yield ""


def _labelled(label: str, text: str) -> str:
    start, rest = f"  {label:<15}", " " * 17
    return textwrap.fill(
        text, 90, initial_indent=start, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
