"""A profile: what a kind of office is held to, whom that binds and whom it does not, and where it is written."""

from __future__ import annotations

from ivr_audit.settings import RuleSetting
from ivr_audit.value import Value, value


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
