"""Profiles: files of the package, one each, that set severities and thresholds of rules as a tree's own file does."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from yaml.nodes import Node, SequenceNode

from ivr_audit.load.reading import Form, Reading, expected, required, text_of
from ivr_audit.load.settings import rule_settings
from ivr_audit.load.yaml_nodes import compose
from ivr_audit.profile import PROFILES, Profile, text_of_profile
from ivr_audit.settings import RuleSetting

_TEXTS: Final = ("profile", "title", "binds", "does_not_bind", "status")
_FORM = Form("fields", "profile: general, title: ...")
_SOURCES = Form("a list of sources", "[...]")


@lru_cache
def profile(name: str) -> Profile:
    """The profile of that name. Raises KeyError for an unknown one."""
    if name not in PROFILES:
        raise KeyError(name)
    source = f"{name}.yaml"
    reading = Reading(source)
    root = compose(text_of_profile(name), source)
    assert root is not None
    parts = reading.fields(root, "the profile", (*_TEXTS, "based_on", "sources", "rules"), _FORM)
    required(root, "the profile", parts, *_TEXTS)
    texts = {field: " ".join(text_of(parts[field][1], field, _FORM).split()) for field in _TEXTS}
    based_on = text_of(parts["based_on"][1], "based_on", _FORM) if "based_on" in parts else ""
    return Profile(
        name=texts["profile"],
        title=texts["title"],
        based_on=based_on,
        binds=texts["binds"],
        does_not_bind=texts["does_not_bind"],
        status=texts["status"],
        sources=_sources(parts["sources"][1]) if "sources" in parts else (),
        settings=(
            *(profile(based_on).settings if based_on else ()),
            *(rule_settings(reading, parts["rules"][1]) if "rules" in parts else ()),
        ),
    )


def profile_settings(names: Iterable[str]) -> tuple[RuleSetting, ...]:
    """What profiles set, the later ones overriding the earlier."""
    return tuple(setting for name in names if name != PROFILES[0] for setting in profile(name).settings)


def _sources(node: Node) -> tuple[str, ...]:
    if not isinstance(node, SequenceNode):
        raise expected(node, '"sources"', _SOURCES)
    return tuple(" ".join(text_of(item, "sources", _SOURCES).split()) for item in node.value)
