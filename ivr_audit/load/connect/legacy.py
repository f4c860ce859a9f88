"""Flows that the older Amazon Connect console exported, put in the words of the flow language that came after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ivr_audit.load.connect.blocks import FAILURE, NO_MATCH, SILENCE, Arm, Block, Way, mapping, said
from ivr_audit.load.json_places import Path, Where

_TYPES: Final = {
    "PlayPrompt": "MessageParticipant",
    "GetUserInput": "GetParticipantInput",
    "StoreUserInput": "GetParticipantInput",
    "CheckAttribute": "Compare",
    "SetQueue": "UpdateContactTargetQueue",
    "SetEventHook": "UpdateContactEventHooks",
    "SetContactFlow": "UpdateContactEventHooks",
    "SetAttributes": "UpdateContactAttributes",
    "InvokeExternalResource": "InvokeLambdaFunction",
    "InvokeModule": "InvokeFlowModule",
    "LoopPrompts": "MessageParticipantIteratively",
    "StartMediaStreaming": "UpdateContactMediaStreamingBehavior",
    "StopMediaStreaming": "UpdateContactMediaStreamingBehavior",
    "CheckStaffing": "CheckMetricData",
    "CheckQueueStatus": "CheckMetricData",
    "SetCallBackNumber": "UpdateContactCallbackNumber",
    "CreateCallback": "CreateCallbackContact",
    "Disconnect": "DisconnectParticipant",
    "Resume": "EndFlowExecution",
    "ReturnFromModule": "EndFlowModuleExecution",
    "SplitByPercentage": "DistributeByPercentage",
}
_TRANSFERS: Final = {
    "Queue": "TransferContactToQueue",
    "Flow": "TransferToFlow",
    "PhoneNumber": "TransferParticipantToThirdParty",
    "Agent": "TransferContactToAgent",
}
_ERRORS: Final = {
    "Error": FAILURE,
    "NoMatch": NO_MATCH,
    "AtCapacity": "QueueAtCapacity",
    "InvalidNumber": "InvalidPhoneNumber",
    "InvalidPhoneNumber": "InvalidCallbackNumber",
    "NonDialableNumber": "CallbackNumberNotDialable",
    "CallFailure": "CallFailed",
}
_OPERANDS: Final = {
    "Looping": "ContinueLooping",
    "Complete": "DoneLooping",
    "True": "True",
    "False": "False",
}
_SPACES: Final = {"External": "$.External.", "User Defined": "$.Attributes.", "Lex": "$.Lex.", "Agent": "$.Agent."}
_SYSTEM: Final = {"Stored customer input": "$.StoredCustomerInput", "Channel": "$.Channel"}


def block(module: Mapping[str, Any], places: Where, path: Path) -> Block | None:  # Any: JSON
    """One module as a block; None if it has no identifier."""
    ident, old = module.get("id"), said(module.get("type"))
    if not isinstance(ident, str):
        return None
    target = said(module.get("target"))
    kind = _TYPES.get(old, old)
    if old == "Transfer":
        kind = _TRANSFERS.get(target, "TransferToFlow")
    elif old == "GetUserInput" and target == "Lex":
        kind = "ConnectParticipantWithLexBot"
    given = [mapping(p) for p in _listed(module.get("parameters"))]
    params, names = _params(old, given, mapping(module.get("metadata")))
    following, errors, arms = _ways(old, module, places, path)
    return Block(
        ident=ident,
        type=kind,
        params=params,
        place=places[path],
        next=following,
        errors=errors,
        arms=tuple(arms),
        names=names,
    )


def _ways(
    old: str, module: Mapping[str, Any], places: Where, path: Path
) -> tuple[Way | None, dict[str, Way], list[Arm]]:
    following: Way | None = None
    errors: dict[str, Way] = {}
    arms: list[Arm] = []
    for index, found in enumerate(_listed(module.get("branches"))):
        branch = mapping(found)
        to, condition = branch.get("transition"), said(branch.get("condition"))
        if not isinstance(to, str) or not to:
            continue
        way = Way(to, places[(*path, "branches", index, "transition")])
        if condition == "Success":
            following = way
        elif condition == "Timeout":
            if old == "LoopPrompts":
                arms.append(Arm("Equals", "MessagesInterrupted", way))
            elif old == "Wait":
                following = way
            else:
                errors[SILENCE] = way
        elif condition in _ERRORS:
            errors[_ERRORS[condition]] = way
        elif condition in _OPERANDS:
            arms.append(Arm("Equals", _OPERANDS[condition], way))
        else:
            operator = said(branch.get("conditionType")) or "Equals"
            arms.append(Arm(operator, said(branch.get("conditionValue")) or condition, way))
    return following, errors, arms


def _params(
    old: str, given: list[Mapping[str, Any]], metadata: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    plain = {said(p.get("name")): _value(p) for p in given}
    names = {said(p.get("name")): said(p.get("resourceName")) for p in given if said(p.get("resourceName"))}
    shown = (
        mapping(metadata.get("queue")) or mapping(metadata.get("ContactFlow")) or mapping(metadata.get("contactFlow"))
    )
    name = said(shown.get("text"))
    if old in ("PlayPrompt", "GetUserInput", "StoreUserInput", "LoopPrompts"):
        return _listening(old, plain, given, metadata, names)
    if old == "SetQueue":
        kind = "AgentId" if "Agent" in plain else "QueueId"
        shown_name = names.get("Queue") or names.get("Agent") or name
        return {kind: plain.get("Agent", plain.get("Queue", ""))}, {kind: shown_name} if shown_name else {}
    if old in ("SetEventHook", "SetContactFlow"):
        hook = said(plain.get("Type"))
        shown_name = names.get("ContactFlowId") or name
        return {"EventHooks": {hook: plain.get("ContactFlowId", "")}}, {hook: shown_name} if shown_name else {}
    if old == "SetAttributes":
        return {"Attributes": {said(p.get("key")): _value(p) for p in given}}, {}
    if old in ("StartMediaStreaming", "StopMediaStreaming"):
        return {"MediaStreamingState": "Enabled" if old.startswith("Start") else "Disabled"}, {}
    if old == "CheckAttribute":
        space = said(plain.get("Namespace"))
        return {"ComparisonValue": _reference(space, said(plain.get("Attribute")))}, {}
    if old == "CheckStaffing":
        return {"MetricType": f"NumberOfAgents{said(plain.get('Status')) or 'Staffed'}"}, {}
    if old == "CheckQueueStatus":
        return {"MetricType": "QueueStatus"}, {}
    if name and "ContactFlowId" in plain:
        names.setdefault("ContactFlowId", name)
    return _renamed(plain), names


def _renamed(plain: dict[str, Any]) -> dict[str, Any]:
    new = {
        "PhoneNumber": "ThirdPartyPhoneNumber",
        "CallBackNumber": "CallbackNumber",
        "TimeoutSeconds": "TimeLimitSeconds",
        "Hours": "HoursOfOperationId",
    }
    found = {new.get(name, name): one for name, one in plain.items()}
    if "BlindTransfer" in plain:
        found["ContinueFlowExecution"] = "False" if said(plain["BlindTransfer"]).lower() == "true" else "True"
    return found


def _listening(
    old: str,
    plain: dict[str, Any],
    given: list[Mapping[str, Any]],
    metadata: Mapping[str, Any],
    names: dict[str, str],
) -> tuple[dict[str, Any], dict[str, str]]:
    """Prompts, and the waiting for keys."""
    found: dict[str, Any] = {}
    spoken = said(plain.get("Text"))
    if spoken:
        found["SSML" if said(plain.get("TextToSpeechType")).lower() == "ssml" else "Text"] = spoken
    elif recording := said(plain.get("AudioPrompt") or plain.get("Prompt")):
        found["PromptId"] = recording
        name = names.get("AudioPrompt") or names.get("Prompt") or said(mapping(metadata.get("promptName")).get("text"))
        names = {"PromptId": name} if name else {}
    if old == "LoopPrompts":
        found["Messages"] = [_message(p) for p in given if said(p.get("name")) in ("Text", "AudioPrompt", "Prompt")]
        found["InterruptFrequencySeconds"] = plain.get("InterruptSeconds")
        return found, names
    found["InputTimeLimitSeconds"] = plain.get("Timeout")
    found["StoreInput"] = "True" if old == "StoreUserInput" else "False"
    if old == "StoreUserInput":
        if said(plain.get("CustomerInputType")).startswith("Phone"):
            found["InputValidation"] = {"PhoneNumberValidation": {}}
        else:
            found["InputValidation"] = {"CustomValidation": {"MaximumLength": plain.get("MaxDigits")}}
        found["DTMFConfiguration"] = {"InputTerminationSequence": plain.get("TerminatorDigits")}
    return found, names


def _message(given: Mapping[str, Any]) -> dict[str, Any]:
    if said(given.get("name")) != "Text":
        return {"PromptId": said(given.get("resourceName")) or _value(given)}
    return {"SSML" if said(given.get("key")) == "ssml" else "Text": _value(given)}


def _value(given: Mapping[str, Any]) -> Any:
    """What a parameter holds; one that is filled in during the call becomes a reference of the flow language."""
    space = given.get("namespace")
    return _reference(space, said(given.get("value"))) if isinstance(space, str) and space else given.get("value")


def _reference(space: str, attribute: str) -> str:
    if space == "System":
        return _SYSTEM.get(attribute, f"$.{attribute.replace(' ', '')}")
    if space == "Lex" and attribute.replace(" ", "").lower() in ("intent", "intentname"):
        return "$.Lex.IntentName"
    return _SPACES.get(space, "$.Attributes.") + attribute


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []
