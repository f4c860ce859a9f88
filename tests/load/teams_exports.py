"""Exports of Microsoft Teams made for tests, in the shape that the documentation of its PowerShell commands gives."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from ivr_audit import model
from ivr_audit.load.folder import Folder
from ivr_audit.load.teams import reader as teams
from ivr_audit.model import PhoneTree
from ivr_audit.place import Problem

Kind = TypeVar("Kind", bound=model.Node)
MAIN = "11111111-1111-1111-1111-111111111111"
ACCOUNT = "aaaaaaaa-0000-0000-0000-000000000001"
SALES = "22222222-2222-2222-2222-222222222222"
SALES_ACCOUNT = "aaaaaaaa-0000-0000-0000-000000000002"
ANN = "33333333-3333-3333-3333-333333333333"
GROUP = "44444444-4444-4444-4444-444444444444"


def spoken(text: str) -> dict[str, Any]:
    return {"ActiveType": "TextToSpeech", "TextToSpeechPrompt": text, "AudioFilePrompt": None}


def recorded(name: str) -> dict[str, Any]:
    return {"ActiveType": "AudioFile", "TextToSpeechPrompt": "", "AudioFilePrompt": {"Id": "x", "FileName": name}}


def entity(kind: str | int, ident: str) -> dict[str, Any]:
    return {"Id": ident, "Type": kind, "EnableTranscription": False}


def option(
    tone: str | int, action: str | int, target: dict[str, Any] | None = None, prompt: Any = None, say: str = ""
) -> dict[str, Any]:
    return {
        "Action": action,
        "DtmfResponse": tone,
        "VoiceResponses": [say] if say else None,
        "CallTarget": target,
        "Prompt": prompt,
    }


def flow(ident: str, *options: dict[str, Any], prompt: str = "", greeting: str = "", **more: Any) -> dict[str, Any]:
    return {
        "Id": ident,
        "Name": f"flow {ident}",
        "Greetings": [spoken(greeting)] if greeting else [],
        "Menu": {
            "Name": "menu",
            "Prompts": [spoken(prompt)] if prompt else [],
            "MenuOptions": list(options),
            "EnableDialByName": more.pop("dial", False),
            "DirectorySearchMethod": "None",
        },
        "ForceListenMenuEnabled": more.pop("force", False),
        **more,
    }


def attendant(default: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "Identity": MAIN,
        "Name": "Main",
        "LanguageId": "en-US",
        "TimeZoneId": "Eastern Standard Time",
        "VoiceResponseEnabled": False,
        "DefaultCallFlow": default,
        "CallFlows": [],
        "Schedules": [],
        "CallHandlingAssociations": [],
        "Operator": None,
        "ApplicationInstances": [ACCOUNT],
        **more,
    }


def weekly(ident: str, complement: bool = True, **days: list[tuple[Any, Any]]) -> dict[str, Any]:
    week = {f"{day}Hours": [{"Start": a, "End": b} for a, b in spans] for day, spans in days.items()}
    schedule = {"ComplementEnabled": complement, **week}
    return {"Id": ident, "Name": "After hours", "Type": "WeeklyRecurrence", "WeeklyRecurrentSchedule": schedule,
            "FixedSchedule": None}  # fmt: skip


def fixed(ident: str, name: str, *ranges: tuple[Any, Any]) -> dict[str, Any]:
    dates = [{"Start": a, "End": b} for a, b in ranges]
    return {"Id": ident, "Name": name, "Type": "Fixed", "WeeklyRecurrentSchedule": None,
            "FixedSchedule": {"DateTimeRanges": dates}}  # fmt: skip


def association(kind: str | int, schedule: str, to: str, enabled: bool = True) -> dict[str, Any]:
    return {"Type": kind, "ScheduleId": schedule, "CallFlowId": to, "Enabled": enabled, "Priority": 1}


def queue(**more: Any) -> dict[str, Any]:
    return {
        "Identity": SALES,
        "Name": "Sales",
        "RoutingMethod": "Attendant",
        "AgentAlertTime": 30,
        "DistributionLists": [],
        "Agents": [{"ObjectId": ANN, "OptIn": True}, {"ObjectId": "b", "OptIn": True}],
        "OverflowThreshold": 10,
        "OverflowAction": "DisconnectWithBusy",
        "OverflowActionTarget": None,
        "TimeoutThreshold": 120,
        "TimeoutAction": "SharedVoicemail",
        "TimeoutActionTarget": {"Id": GROUP, "Type": "Mailbox"},
        "TimeoutSharedVoicemailTextToSpeechPrompt": "Please leave a message.",
        "NoAgentAction": "Queue",
        "UseDefaultMusicOnHold": True,
        "ApplicationInstances": [SALES_ACCOUNT],
        **more,
    }


NINE_TO_FIVE = ("09:00:00", "17:00:00")
BYE = option("Automatic", "DisconnectCall")


def parsed(value: Any, start: str | None = None, **beside: Any) -> tuple[PhoneTree | None, list[Problem]]:
    files = {f"{name}.json": json.dumps(more).encode() for name, more in {"aa": value, **beside}.items()}
    return teams.read(Folder(None, "", files), ["aa.json"], start)


def tree_of(value: Any, start: str | None = None, **beside: Any) -> PhoneTree:
    tree, problems = parsed(value, start, **beside)
    assert tree is not None, problems
    return tree


def node(tree: PhoneTree, name: str, kind: type[Kind]) -> Kind:
    found = tree.nodes[name]
    assert isinstance(found, kind), found
    return found


def keys(menu: model.Menu) -> list[tuple[str, str]]:
    return [(one.key, one.to) for one in menu.options]
