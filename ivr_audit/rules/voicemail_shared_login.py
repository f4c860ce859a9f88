"""patients' messages are open to all who know one password, or go out by e-mail

When everybody uses one code for the mailbox, nobody can tell who heard a message or deleted it, and whoever has left
the office can still listen. A message that goes out as plain e-mail or text lies where the office has no control over
it.

Checked for every mailbox that calls can come to, also by being passed on: `access` is "shared", "email" or "text". A
box without `access` is not reported, since the file does not say. All boxes are one finding.

It is advice, since the evidence is what two publishers write of the American rules on privacy; the rules themselves
were not read.

In the phone system, give each member of staff a login of their own to the box, or let the system share it with named
users, and switch off the sending of recordings by e-mail ("Email Attachment" of a mailbox in FreePBX).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ivr_audit.finding import Finding, Related
from ivr_audit.model import Voicemail
from ivr_audit.rules.common import call_along
from ivr_audit.rules.phrases import some
from ivr_audit.rules.rule import Options, Rule
from ivr_audit.rules.sources_medical import HIPAA_JOURNAL_VOICEMAIL, PLAYMYMESSAGES_HIPAA
from ivr_audit.words import list_words

if TYPE_CHECKING:
    from ivr_audit.measures import Measures, View

ID = "voicemail-shared-login"
_SAID = {
    "shared": "can be heard by whoever knows one shared password",
    "email": "go out as plain e-mail",
    "text": "go out as text messages",
}


def check(measures: Measures, options: Options) -> Iterator[Finding]:
    """Yield one finding for all mailboxes without access for each person."""
    views = list(measures.views)
    reached = measures.reached()
    nodes = measures.tree.nodes.items()
    boxes = [node for name, node in nodes if name in reached and isinstance(node, Voicemail) and node.access in _SAID]
    if not boxes:
        return
    first, *rest = boxes
    found = [view for view in views if any(box.name in view.visited for box in boxes)]
    parts = [
        f"in {some([box.name for box in boxes if box.access == access])} {said}"
        for access, said in _SAID.items()
        if any(box.access == access for box in boxes)
    ]
    yield Finding(
        rule=ID,
        severity="advice",
        place=first.at("access"),
        node=first.name,
        message=f"messages of patients {list_words(parts)}",
        advice=f"give each member of staff a login of their own to {some([box.name for box in boxes])}, and send no "
        "messages on by plain e-mail or text",
        periods=tuple(dict.fromkeys(name for view in found for name in view.names)),
        witness=call_along(_view(found, first), first.name),
        related=tuple(Related(box.at("access"), "this mailbox too") for box in rest),
        nodes=tuple(box.name for box in rest),
    )


def _view(views: list[View], box: Voicemail) -> View:
    return next(view for view in views if box.name in view.visited)


BAD = """\
tree: Eye clinic
profile: medical
start: desk
nodes:
  desk: {ring: Front desk, no_answer: box}
  box:
    voicemail: Clinic
    owner: Ann
    reply_within: 1d
    access: shared  # here
"""

GOOD = BAD.replace("access: shared  # here", "access: own")

RULE = Rule(
    id=ID,
    severity="advice",
    check=check,
    doc=__doc__ or "",
    bad=BAD,
    good=GOOD,
    needs=("office",),
    sources=(
        PLAYMYMESSAGES_HIPAA.says("each person has access of their own to messages of patients"),
        HIPAA_JOURNAL_VOICEMAIL.says("messages of patients are not sent on by plain e-mail"),
    ),
    optional=True,
)
