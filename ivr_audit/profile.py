"""A profile: what a kind of office is held to, whom that binds and whom it does not, and where it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ivr_audit.settings import RuleSetting
from ivr_audit.value import Value, value

PROFILES: Final[tuple[str, ...]] = (
    "general",
    "medical",
    "behavioral",
    "us-medicare-plan",
    "wales-gp",
    "illinois-telecom",
    "spain",
    "italy",
    "portugal",
    "brazil",
)
"""Every profile; the first holds where a file names none. A new one is a file of that name and a line here."""


@value
class Profile(Value):
    """Severities and thresholds of rules for one kind of office. No profile is legal advice.

    `binds` and `does_not_bind` say for whom the texts in `sources` are rules, `status` what kind of texts they are.
    """

    name: str
    title: str
    based_on: str
    binds: str
    does_not_bind: str
    status: str
    sources: tuple[str, ...]
    settings: tuple[RuleSetting, ...]


def text_of_profile(name: str) -> str:
    """The file of a profile, one of the package's own."""
    return (Path(__file__).parent / "profiles" / f"{name}.yaml").read_text(encoding="utf-8")
