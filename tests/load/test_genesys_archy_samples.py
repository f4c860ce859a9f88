"""The vendor's own sample flows, if they are there, with what each says read off by hand."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from genesys_flows import CORPUS, FILES, node

from ivr_audit import model
from ivr_audit.load.folder import Folder
from ivr_audit.load.genesys_archy import reader as genesys_archy
from ivr_audit.model import Attempts, PhoneTree
from ivr_audit.place import Problem


class Expected(NamedTuple):
    """What a sample's first menu has: where the call begins, its keys and what they do, plays, wait, extensions."""

    file: str
    first: str
    menu: str
    options: dict[str, str]
    plays: int
    wait: float
    dials: bool


_TERRAFORM = "MyPureCloud__terraform-provider-genesyscloud/"
_SIMPLE = "GenesysCloudBlueprints__simple-ivr-deploy-with-cx-as-code-blueprint/"
_QUEUES = {"9": "hangup", "1": "queue Simple Financial 401K queue", "2": "queue Simple Financial IRA queue"}
SAMPLES = [
    Expected(f"{_SIMPLE}599f784f@blueprint__SimpleFinancialIvr_v2-0.yaml", "say", "Main Menu", _QUEUES, 3, 10, True),
    Expected(f"{_SIMPLE}blueprint__SimpleFinancialIvr_v2-0.yaml", "say", "Main Menu", _QUEUES, 3, 10, True),
    *(
        Expected(_TERRAFORM + name, "say", "Main Menu", {"9": "hangup"}, 3, 10, dials)
        for name, dials in (
            ("7739ce8a@examples__resources__genesyscloud_architect_flow__inboundcall_flow_example.yaml", False),
            ("7739ce8a@examples__resources__genesyscloud_architect_flow__inboundcall_flow_example2.yaml", False),
            ("examples__resources__genesyscloud_flow__inboundcall_flow_example.yaml", False),
            ("examples__resources__genesyscloud_architect_ivr__closedhours_flow.yaml", True),
            ("examples__resources__genesyscloud_architect_ivr__openhours_flow.yaml", True),
        )
    ),
]
needs_corpus = pytest.mark.skipif(not FILES, reason="the corpus is not there")


def corpus_tree(name: str) -> tuple[PhoneTree | None, list[Problem]]:
    path = CORPUS / name
    return genesys_archy.read(Folder(None, "", {path.name: path.read_bytes()}), [path.name], None)


@needs_corpus
@pytest.mark.parametrize("name", FILES)
def test_every_sample_is_read(name: str) -> None:
    tree, problems = corpus_tree(name)
    not_for_calls = ("trigger_workflow", "inboundcall_flow_example3", "journey_action_map")
    assert (tree is None) == any(word in name for word in not_for_calls)
    assert all("not for calls" in problem.message for problem in problems)


@needs_corpus
@pytest.mark.parametrize("want", SAMPLES, ids=lambda want: want.file.split("/")[-1])
def test_samples(want: Expected) -> None:
    tree, problems = corpus_tree(want.file)
    assert tree is not None, problems
    assert tree.nodes[tree.entries[0].node].kind == want.first
    menu = node(tree, want.menu, model.Menu)
    kinds = {}
    for option in menu.options:
        to = tree.nodes[option.to]
        to = tree.nodes[to.next] if isinstance(to, model.Say) and to.next else to
        kinds[option.key] = to.kind + (f" {to.who}" if isinstance(to, model.Queue) else "")
    assert kinds == want.options
    assert (menu.attempts, menu.no_input_timeout) == (Attempts(want.plays, want.plays, False), want.wait)
    assert bool(menu.extensions) == want.dials
    assert menu.no_input is None or tree.nodes[menu.no_input].kind == "hangup"


@needs_corpus
def test_holiday_sample_says_its_words_and_hangs_up() -> None:
    tree, _ = corpus_tree(f"{_TERRAFORM}examples__resources__genesyscloud_architect_ivr__holiday_flow.yaml")
    assert tree is not None
    greeting = node(tree, "greeting", model.Say)
    closed = node(tree, "Play Audio", model.Say)
    assert (greeting.next, closed.prompt.text) == ("Play Audio", "We are closed for the holiday.")
    assert [tree.nodes[name].kind for name in tree.nodes] == ["say", "say", "hangup"]
