"""A tree as an Asterisk dialplan: `extensions.conf`, and `queues.conf` and `voicemail.conf` where they are needed.

Every step is a context of its own that begins at `s`. Recordings have the name of their step; what callers shall hear
stands behind them as a comment, `; says: ...`, with `; lasts: 12s` where a length is stated.
"""

from __future__ import annotations

from typing import Final

from ivr_audit.model import PhoneTree
from ivr_audit.render.asterisk_hours import rules
from ivr_audit.render.asterisk_steps import Lines, Steps
from ivr_audit.render.export import Export, Unsaid, dialled, is_dialable, on_one_line

MADE_BY: Final = "; made by ivr-audit from"
_SYSTEM: Final = "Asterisk"
_INBOUND: Final = "from-trunk"


def texts(tree: PhoneTree) -> Export:
    """The dialplan and what stands beside it, and a sentence for everything that they cannot say."""
    unsaid = Unsaid(_SYSTEM)
    unsaid.tree(tree)
    steps = Steps(tree, unsaid)
    body = [line for node in tree.nodes.values() for line in steps.written(node)]
    top = [f"{MADE_BY} {on_one_line(tree.name)}", ""]
    lines = [*top, "[general]", "autofallthrough=yes", "", *_entries(tree, steps), *body, *_hours(tree, steps)]
    if steps.hangs_up:
        lines += _context("hang-up", "the call ends", ["exten => s,1,Hangup()"])
    found = {"extensions.conf": _text(lines)}
    if steps.queues:
        found["queues.conf"] = _text([*top, "[general]", "", *steps.queues])
    if steps.boxes:
        found["voicemail.conf"] = _text([*top, "[general]", "operator=yes", "", "[default]", *steps.boxes])
        unsaid.say("mailboxes stay shut for staff until a password of digits stands in voicemail.conf")
    if steps.recordings:
        unsaid.say(
            f"recordings have to be made of {len(steps.recordings)} texts; they stand in the dialplan as comments"
        )
    if steps.phones:
        unsaid.say("phones are called by the name of their step (PJSIP/...); put the office's own there")
    return Export(found, unsaid.sentences())


def _text(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def _context(name: str, title: str, lines: Lines) -> list[str]:
    return [f"[{name}] ; {on_one_line(title)}", *lines, ""]


def _entries(tree: PhoneTree, steps: Steps) -> list[str]:
    """Where calls come in: the numbers that are dialled, with and without a plus sign, or `s` for any."""
    lines = [f"[{_INBOUND}] ; where calls come in"]
    for entry in tree.entries:
        said = entry.number or (tree.number if len(tree.entries) == 1 else None) or ""
        number = dialled(said) if is_dialable(said) else ""
        name = number.lstrip("+") or "s"
        lines += [f"exten => {name},1,Answer()", f" same => n,{steps.go(entry.node)}"]
        if number != number.lstrip("+"):
            lines.append(f"exten => {number},1,Goto({name},1)")
    return [*lines, ""]


def _hours(tree: PhoneTree, steps: Steps) -> list[str]:
    """A routine for each hours that decide: sets HOURS to open, closed or holiday."""
    found: list[str] = []
    zone = "" if tree.timezone == "UTC" else f",{tree.timezone}"
    for name, context in steps.schedules.items():
        told = rules(tree, tree.hours[name], steps.unsaid)
        lines = [f"GotoIfTime({rule.times}{zone}?{rule.way})" for rule in told]
        ways = ["closed", *(way for way in ("open", "holiday") if any(rule.way == way for rule in told))]
        for way in ways:
            lines += [f"({way})Set(HOURS={way})", "Return()"]
        found += _context(context, f"the hours {name}", steps.exten("s", lines))
    return found
