"""What a rule is: an id, a severity, thresholds, a check, and examples that are its documentation and its tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal, NamedTuple

from ivr_audit.value import Value, value

if TYPE_CHECKING:
    from ivr_audit.finding import Finding, Severity
    from ivr_audit.measures import Measures
    from ivr_audit.model import PhoneTree

Need = Literal["graph", "hours", "prompts", "office"]
"""What a rule must know: the menus alone, hours and holidays, what prompts say, or what only the office can state."""

Options = Mapping[str, float]
"""The thresholds of a rule as they are in force for one tree."""


class Setting(NamedTuple):
    """A threshold: its default, its unit ("s" for seconds, "" for a plain number) and what it is."""

    default: float
    unit: Literal["s", ""]
    doc: str


@value
class Rule(Value):
    """One check. `doc` is its documentation page; `bad` must raise it at the line marked `# here`, `good` must not.

    `sources` are titles and addresses of the evidence, each with its grade (rules/page.py); empty means that none was
    found and the rule is a design choice. `disputed` says who disagrees, and why it is settled as it is. Findings of
    the rules in `explains`, at the nodes of a finding of this one, are its consequences. An `optional` rule runs only
    where a profile or the office sets its severity.
    `repair` gives the tree as it would be with one finding's advice followed, where a program can say that.
    """

    id: str
    severity: Severity
    check: Callable[[Measures, Options], Iterable[Finding]]
    doc: str
    bad: str
    good: str
    settings: Mapping[str, Setting] = field(default_factory=dict)
    needs: tuple[Need, ...] = ("graph",)
    sources: tuple[str, ...] = ()
    disputed: str = ""
    explains: tuple[str, ...] = ()
    optional: bool = False
    repair: Callable[[PhoneTree, Finding], PhoneTree | None] | None = None

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.doc.strip().splitlines()[0]
