"""Real Twilio Studio flows: each is read, and what was worked out by reading it is what comes out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from ivr_audit import model
from ivr_audit.load import read

CORPUS = Path(os.environ.get("IVR_AUDIT_CORPUS", Path(__file__).parents[2] / "../shared/corpus")) / "twilio-studio"
FLEX = "twilio-professional-services__flex-project-template"
FILES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file())
SCHEDULE = "infra-as-code__terraform__modules__schedule-manager__flows__template_example_schedule_flow.json"
CALLBACK = "infra-as-code__terraform__modules__callback-and-voicemail"

pytestmark = pytest.mark.skipif(not FILES, reason="the corpus is not there")


class Expected(NamedTuple):
    """What a file says: the first node, and every node's kind with where its ways lead, in their order."""

    first: str
    nodes: dict[str, tuple[str, ...]]


VOICE = {
    f"{FLEX}/32a46662@infra-as-code__terraform__studio__voice-flow.json": Expected(
        "SendCallToAgent", {"SendCallToAgent": ("queue",)}
    ),
    f"{FLEX}/01c4df6e@{CALLBACK}-with-email__flows__template_example_callback_flow.json": Expected(
        "SendCallToAgent", {"SendCallToAgent": ("queue",)}
    ),
    f"{FLEX}/{CALLBACK}__flows__template_example_callback_flow.json": Expected(
        "SendCallToAgent", {"SendCallToAgent": ("queue",)}
    ),
    f"{FLEX}/d0a1c485@{CALLBACK}__flows__example_callback_flow.json": Expected(
        "SendCallToAgent", {"SendCallToAgent": ("queue",)}
    ),
    f"{FLEX}/7008aee0@infra-as-code__terraform__studio__voice-flow.json": Expected(
        "check_schedule",
        {
            "check_schedule": ("branch", "success is_open", "fail SendCallToAgent"),
            "is_open": ("hours", "open SendCallToAgent", "closed say_closed"),
            "SendCallToAgent": ("queue",),
            "say_closed": ("say",),
        },
    ),
    f"{FLEX}/{SCHEDULE}": Expected(
        "check_schedule",
        {
            "check_schedule": ("branch", "success is_open", "fail send_to_flex"),
            "is_open": ("hours", "open send_to_flex", "closed say_closed"),
            "send_to_flex": ("queue",),
            "say_closed": ("say",),
        },
    ),
    f"{FLEX}/3a934769@{SCHEDULE}": Expected(
        "check_schedule",
        {
            "check_schedule": ("branch", "success is_open", "fail say_open"),
            "is_open": ("hours", "open say_open", "closed say_closed"),
            "say_open": ("say",),
            "say_closed": ("say",),
        },
    ),
    "mbarry-owl__OrderLookupIVR/studio__flow.json": Expected(
        "allow_split",
        {
            "allow_split": ("branch", "true order_no", "false error"),
            "order_no": ("ask", "next say_play_1", "invalid say_play_1"),
            "say_play_1": ("say", "next forward_call"),
            "forward_call": ("ring",),
            "error": ("say",),
        },
    ),
}
MESSAGES_ONLY = {
    f"{FLEX}/b0b4ed16@infra-as-code__terraform__studio__chat-flow.json",
    f"{FLEX}/b0b4ed16@infra-as-code__terraform__studio__messaging-flow.json",
    f"{FLEX}/c806407b@infra-as-code__terraform__studio__messaging-flow.json",
    f"{FLEX}/infra-as-code__terraform__modules__park-interaction__flows__template_example_messaging_with_parking_flow"
    ".json",
    "RJPearson94__terraform-provider-twilio/examples__studio__flow__basic__flow.json",
    "RJPearson94__terraform-provider-twilio/examples__studio__flow__flex-webchat__flow.tpl.json",
}


def said(node: model.Node) -> tuple[str, ...]:
    """A node's kind and its ways on."""
    ways: list[str] = []
    if isinstance(node, model.Branch):
        ways = [f"{case.name} {case.to}" for case in node.cases]
    elif isinstance(node, model.Menu):
        ways = [f"{option.key} {option.to}" for option in node.options]
    names = ("open", "closed", "next", "no_input", "invalid", "no_answer", "busy", "overflow", "full")
    ways += [f"{name} {to}" for name in names if (to := getattr(node, name, None)) is not None]
    return (node.kind, *ways)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_read(name: str) -> None:
    tree, problems = read(CORPUS / name)
    if name in MESSAGES_ONLY:
        assert tree is None
        assert "messages only" in problems[0].message
    else:
        assert not problems
        assert tree is not None


@pytest.mark.parametrize("name", sorted(VOICE))
def test_what_reading_the_file_says(name: str) -> None:
    if name not in FILES:
        pytest.skip("not in this corpus")
    tree, _ = read(CORPUS / name)
    assert tree is not None
    assert [entry.node for entry in tree.entries] == [VOICE[name].first]
    assert {node.name: said(node) for node in tree.nodes.values()} == VOICE[name].nodes


def test_figures_of_a_real_flow() -> None:
    name = "mbarry-owl__OrderLookupIVR/studio__flow.json"
    if name not in FILES:
        pytest.skip("not in this corpus")
    tree, _ = read(CORPUS / name)
    assert tree is not None
    ask, ring = tree.nodes["order_no"], tree.nodes["forward_call"]
    assert isinstance(ask, model.Ask)
    assert isinstance(ring, model.Ring)
    assert (ask.no_input_timeout, ask.no_input, ask.digits) == (5.0, None, None)
    assert (ring.ring_for, ring.no_answer) == (30.0, None)
    assert ring.place.line == 32
