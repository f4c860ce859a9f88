"""Real Amazon Connect flows: each is read, and the menus of some were worked out by reading the file.

A menu stands with what begins its prompt, a place it leads to with its kind and what begins its words.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from connect_flows import corpus_files, ways

from ivr_audit.load import read
from ivr_audit.model import HANGUP, Ask, Branch, Callback, Menu, PhoneTree, Queue, Say, Transfer, Voicemail

CORPUS = Path(os.environ.get("IVR_AUDIT_CORPUS") or Path(__file__).parents[2] / "../shared/corpus")
SNIPPETS = "amazon-connect-legacy/amazon-connect__amazon-connect-snippets"
RULES = "amazon-connect/aws-samples__amazon-connect-rules-engine"
VOICE = "amazon-connect/service-cloud-voice__examples-from-doc"
RECIPES = "amazon-connect-legacy/service-cloud-voice__examples-from-doc"

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")

OTHER_FLOW = "transfer: a flow from"
CALLBACK_MENU = {
    "1": "branch: CurrentRule_addedToCallbackQueueMessage",
    "2": "branch: CurrentRule_askForCallbackNumberMessageType",
    "3": "branch: CurrentRule_messageType",
    "silence": "branch: CurrentRule_messageType",
    "wrong": "branch: CurrentRule_messageType",
}
BAIL_MENU = dict.fromkeys(("1", "silence", "wrong"), "transfer: RulesEngineMain")
PROMPT_MENU = {
    "1": "transfer: RulesEngineMain",
    "2": "transfer: RulesEngineMain",
    "silence": "branch: CurrentRule_errorCount",
    "wrong": "branch: CurrentRule_errorCount",
}
CONFIRM_MENU = {
    "1": "transfer: RulesEngineMain",
    "2": "branch: CurrentRule_maxLength",
    "silence": "branch: CurrentRule_maxLength",
    "wrong": "branch: CurrentRule_maxLength",
}

Expected = dict[str, tuple[int, dict[str, str]]]
"""By what begins the prompt, for each that begins so: how often it is played, and where it leads."""

MENUS: dict[str, Expected] = {
    f"{SNIPPETS}/projects__ContextRouting__ContactFlows__001 Context Tracking - Main": {
        "Press 1 to make a payment.": (
            4,
            {
                "1": OTHER_FLOW,
                "2": OTHER_FLOW,
                "0": "say: Please hold while we connect",
                "9": "menu: Press 1 to make a payment.",
                "silence": "say: Please hold while we connect",
                "wrong": "say: Please hold while we connect",
            },
        ),
        "We see that you were recently": (
            1,
            {
                "1": "branch: active_task",
                "9": "menu: Press 1 to make a payment.",
                "silence": "menu: Press 1 to make a payment.",
                "wrong": "menu: Press 1 to make a payment.",
            },
        ),
    },
    f"{SNIPPETS}/projects__ContextRouting__ContactFlows__001 Context Tracking - Make Payment": {
        "If you'd like to make a payment": (
            4,
            {
                "1": "ask: Please enter your card number",
                "2": "ask: Please enter your account number",
                "silence": "say: Transferring to a representative.",
                "wrong": "say: Transferring to a representative.",
            },
        ),
        "To confirm, you would like to pay": (
            1,
            {
                "1": "menu: Thank you. Your payment",
                "3": "transfer: 001 Context Tracking - Main",
                "silence": "transfer: 001 Context Tracking - Main",
                "wrong": "transfer: 001 Context Tracking - Main",
            },
        ),
        "Thank you. Your payment": (
            1,
            {"1": "transfer: 001 Context Tracking - Main", "silence": "say: Goodbye.", "wrong": "say: Goodbye."},
        ),
        "please enter the four digit": (
            1,
            dict.fromkeys(("given", "silence", "wrong"), "ask: Please enter the amount"),
        ),
    },
    f"{SNIPPETS}/python__remote-control-center__remote-Sample.json": {
        'text from "INITIAL_GREETING"': (
            1,
            dict.fromkeys(("1", "2", "3", "4", "silence", "wrong"), 'say: text from "GREETING"'),
        ),
        'text from "MENU_OPTIONS"': (
            1,
            {
                "1": 'say: text from "ROUTE_TO_AGENT_MESSAGE"',
                "2": 'say: text from "LATEST_NEWS"',
                "silence": 'say: text from "ROUTE_TO_AGENT_MESSAGE"',
                "wrong": 'say: text from "ROUTE_TO_AGENT_MESSAGE"',
            },
        ),
    },
    f"{SNIPPETS}/projects__LastAgentRouting__GetUserData": {
        "Hello. Welcome Back.": (
            1,
            {
                "1": 'queue: person from "LastAgentUserName"',
                "2": "queue: BasicQueue",
                "silence": "queue: BasicQueue",
                "wrong": "queue: BasicQueue",
            },
        ),
    },
    f"{SNIPPETS}/projects__GetSetDataByID__SurveyDialTone": {
        "How was your service today?": (
            1,
            {"given": "say: Thank you.", "silence": "say: Thank you.", "wrong": "say: Invalid entry."},
        ),
    },
    f"{RECIPES}/Recipes__LinkCasetoVoiceCall__SCVCB - New or Existing Case": {
        "Thank you for calling. Press 1": (
            1,
            {
                "1": "ask: Please enter your 4 digit case number",
                "2": "transfer: SCVCB - RouteToAgent",
                "silence": "transfer: SCVCB - RouteToAgent",
                "wrong": "transfer: SCVCB - RouteToAgent",
            },
        ),
    },
    f"{VOICE}/ContactFlows__Sample SCV Callback Subflow": {
        "Your wait time to speak": (
            1,
            {
                "1": "transfer: Sample SCV Transcription Subflow",
                "2": "ask: Please enter the phone number",
                "silence": "transfer: Sample SCV Transcription Subflow",
                "wrong": "transfer: Sample SCV Transcription Subflow",
            },
        ),
        "Please enter the phone number": (
            1,
            {
                "given": "callback: the queue",
                "silence": "say: There is a problem with the phone number",
                "wrong": "say: There is a problem with the phone number",
            },
        ),
    },
    f"{VOICE}/ContactFlows__Sample SCV Inbound Flow with Voice ID": {
        "Enter your personal phone number": (
            1,
            {
                "*": "say: One moment while we route your call.",
                "silence": "menu: Enter your personal phone number",
                "wrong": "say: To enroll in Voice ID",
            },
        ),
        "Enter your second voice identifier": (
            1,
            {
                "given": "say: Your Voice ID code has been set.",
                "silence": "ask: Enter your second voice identifier",
                "wrong": "say: Please provide an identifier",
            },
        ),
    },
    f"{RULES}/b4c12031@connect__contactflows__RulesEngineRuleSetBail.json": {"": (1, BAIL_MENU)},
    f"{RULES}/b4c12031@connect__contactflows__RulesEngineRuleSetPrompt.json": {"": (1, PROMPT_MENU)},
    f"{RULES}/4ad34e41@connect__contactflows__RulesEngineDTMFInput.json": {
        'text from "CurrentRule_confirmationMessage"': (1, CONFIRM_MENU),
        "CurrentRule_confirmationMessagePromptArn": (1, CONFIRM_MENU),
    },
    f"{RULES}/b4c12031@connect__contactflows__RulesEngineQueue.json": {
        'text from "CurrentRule_offerCallbackMessage"': (1, CALLBACK_MENU),
        "CurrentRule_offerCallbackMessagePromptArn": (1, CALLBACK_MENU),
    },
}

WAITING = f"{VOICE}/ContactFlows__Sample_SCV_Voicemail_Subflow_For_Omni_Routing"
NO_ENTRY = {
    f"{VOICE}/ContactFlows__Sample SCV Agent Whisper Flow for Amazon Transcribe",
    f"{SNIPPETS}/e1825701@projects__amazon-connect-email-channel__contact-flows__email-AgentWhisper.json",
    f"{RULES}/connect__contactflows__RulesEngineAgentWhisper.json",
    f"{RULES}/connect__contactflows__empty_customer_whisper_flow.json",
}
"""Flows that are heard by people who are connected already."""


def told(tree: PhoneTree, name: str | None) -> str:
    if name is None or name == HANGUP:
        return "hang up"
    node = tree.nodes[name]
    match node:
        case Say() | Menu() | Ask():
            words = node.prompt.text or node.prompt.audio
        case Branch():
            words = node.decides
        case Transfer():
            words = node.number
        case Queue() | Callback():
            words = node.who
        case _:
            words = node.name
    return f"{node.kind}: {words}"


@pytest.mark.parametrize("path", MENUS)
def test_menus_of_a_real_flow(path: str) -> None:
    tree, problems = read(CORPUS / path)
    assert tree is not None, problems
    for begins, (plays, leads) in MENUS[path].items():
        found = [
            node
            for node in tree.nodes.values()
            if isinstance(node, (Menu, Ask)) and (node.prompt.text or node.prompt.audio).startswith(begins)
        ]
        assert found, begins
        for node in found:
            assert node.attempts is not None
            assert (node.attempts.no_input, node.attempts.invalid) == (plays, plays)
            real = {key: told(tree, to) for key, to in ways(node).items()}
            assert real.keys() == leads.keys()
            assert all(real[key].startswith(leads[key]) for key in leads), real


def test_waiting_callers_of_a_real_flow() -> None:
    """Every 120 s a menu: 1 stays, 2 leaves a message of up to 60 s; the music never ends by itself."""
    tree, _ = read(CORPUS / WAITING)
    assert tree is not None
    queue = tree.nodes[tree.entries[0].node]
    assert isinstance(queue, Queue)
    assert [option.key for option in queue.exits] == ["2"]
    assert (queue.max_wait, queue.message_every, queue.hold_audio) == (None, 120, True)
    kinds = [node.kind for node in tree.nodes.values()]
    assert kinds == ["queue", "say", "say", "voicemail"]
    assert sum(isinstance(node, Voicemail) for node in tree.nodes.values()) == 1


@pytest.mark.parametrize("path", [p.relative_to(CORPUS).as_posix() for p in corpus_files(CORPUS)])
def test_every_real_flow_is_read(path: str) -> None:
    tree, problems = read(CORPUS / path)
    if path in NO_ENTRY:
        assert tree is None
        assert "no call comes in" in problems[0].message
    else:
        assert tree is not None, problems
        assert all(target in tree.nodes for entry in tree.entries for target in [entry.node])


def test_a_folder_of_real_flows_goes_on_from_one_to_the_other() -> None:
    """The case flow goes to the one that routes to an agent, and is the only place where calls come in."""
    tree, problems = read(CORPUS / RECIPES)
    assert tree is not None, problems
    (entry,) = tree.entries
    assert told(tree, entry.node).startswith("menu: Thank you for calling. Press 1")
    assert {node.who for node in tree.nodes.values() if isinstance(node, Queue)} == {"GeneralQueue"}
