"""Call flows of Microsoft Teams auto attendants: the greeting, the menu, and where its keys lead."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable
from typing import Final

from ivr_audit import model
from ivr_audit.load.draft import Draft, placed
from ivr_audit.load.json_items import Item, ident_of
from ivr_audit.load.teams.files import Export
from ivr_audit.load.teams.prompts import NUMBERS, prompt
from ivr_audit.load.teams.times import dated, is_always, weekly, without
from ivr_audit.model import (
    Attempts,
    Extensions,
    Hangup,
    Hours,
    HoursCheck,
    Menu,
    Option,
    Ring,
    Say,
    Transfer,
    Voicemail,
)
from ivr_audit.place import Place

_PLAYS: Final = 3
"""https://learn.microsoft.com/microsoftteams/create-a-phone-system-auto-attendant: three times, then the operator."""
_ACTIONS: Final = ("DisconnectCall", "TransferCallToOperator", "TransferCallToTarget", "Announcement")
_TONE: Final = re.compile(r"Tone([0-9]|Star|Pound)", re.IGNORECASE)
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SIGNS: Final = {"star": "*", "pound": "#"}
_AUTOMATIC: Final = "automatic"
_WAIT: Final = "how long a menu of Teams waits for a key is not in the export"
_WRONG: Final = (
    "Teams hands callers to the operator who made no choice in three plays of a menu; what it does after wrong keys is "
    "not in its documents, and a wrong key counts as no choice"
)
_PERSON: Final = "where a call goes that a person does not answer is in that person's own call settings"
_BOXES: Final = "who listens to the messages of a shared mailbox and by when is not in the export"
_DIRECTORY: Final = (
    "callers can enter a name or an extension in a menu; whom that reaches is not in the export, and four keys are "
    "counted, beginning with one that is no choice of the menu"
)
_DELEGATES: Final = "phones that ring before an auto attendant answers (delegates of its account) are left out"
_DATES: Final = "the schedule of a call flow is not in the export, so it is possible at any time"
_AGENT: Final = "what a Teams agent that answers in place of a menu says and does is not in the export"


class Builder:
    """Writes attendants and queues; those that are named wait to be written."""

    def __init__(self, draft: Draft, export: Export, zone: str) -> None:
        self.draft = draft
        self.export = export
        self.zone = zone
        self.waiting: deque[Callable[[], None]] = deque()
        self.begun: set[str] = set()
        self._called: dict[str, str] = {}
        self.write_queue: Callable[[Builder, str], None] | None = None

    def begin(self, ident: str, write: Callable[[], None]) -> str:
        """See to it that a piece is written once."""
        if ident not in self.begun:
            self.begun.add(ident)
            self.waiting.append(write)
        return ident

    def attendant(self, ident: str) -> str:
        """What a call comes to that an auto attendant answers."""
        return self.begin(f"attendant {ident}", lambda: _write_attendant(self, ident))

    def queue(self, ident: str) -> str:
        """What a call comes to that a call queue answers."""
        writer = self.write_queue
        return self.begin(f"queue {ident}", lambda: writer(self, ident) if writer is not None else None)

    def leaves(self, what: str, place: Place, number: str = "") -> str:
        """Something that the export does not describe."""
        ident = f"outside {what} {number}"
        if not self.draft.knows(ident):
            away = Transfer(name=ident, place=place, number=what, answered_by="unknown")
            self.draft.add(away, f"leaves the file: {what}")
        return ident

    def answered(self, account: str) -> str | None:
        """The attendant or queue that an account or an identifier stands for."""
        found = self.export.accounts.get(account, account)
        if found in self.export.attendants:
            return self.attendant(found)
        return self.queue(found) if found in self.export.queues else None

    def target(self, entity: Item) -> str:
        """Where a call goes that is handed to a person, an account, a number or a mailbox."""
        ident = (entity.text or ident_of(entity)).casefold()
        kind = entity.get("Type")
        if kind.number is not None:
            self.draft.not_said(NUMBERS)
        if (known := self.answered(ident)) is not None:
            return known
        word = kind.text.casefold() if kind.number is None else ""
        is_number = re.fullmatch(r"\+?[0-9()\s.-]{5,}", ident) and not _GUID.fullmatch(ident)
        if ident.startswith("tel:") or is_number or word in ("externalpstn", "phone"):
            return self._number(ident.removeprefix("tel:"), entity.place)
        if word == "user":
            return self.person(ident, entity.place)
        if word == "sharedvoicemail":
            return self.mailbox(ident, entity)
        if word.endswith("endpoint"):
            name = self.export.name(ident, ident[:8] or "without a name")
            return self.leaves(f"resource account {name}", entity.place, ident)
        return self.leaves(self.export.name(ident, ident or "an account that is not named"), entity.place, ident)

    def _number(self, number: str, place: Place) -> str:
        ident = f"number {number}"
        if not self.draft.knows(ident):
            self.draft.add(Transfer(name=ident, place=place, number=number, answered_by="unknown"), number)
        return ident

    def person(self, ident: str, place: Place) -> str:
        """A person's phones; what happens if nobody answers is for that person to say."""
        node = f"person {ident}"
        if not self.draft.knows(node):
            who = self.export.name(ident, self._nameless("person", ident))
            away = Transfer(
                name=f"{node} away", place=place, number=f"what the call settings of {who} say", answered_by="unknown"
            )
            self.draft.add(away, f"unanswered by {who}")
            self.draft.add(Ring(name=node, place=place, who=who, members=(who,), no_answer=away.name), who)
            self.draft.not_said(_PERSON)
        return node

    def mailbox(
        self, ident: str, entity: Item, greeting: model.Prompt | None = None, before: str = "", title: str = ""
    ) -> str:
        """The mailbox of a group; a greeting that only some callers hear is a step of its own, named `before`."""
        node = f"mailbox {ident}"
        if not self.draft.knows(node):
            box = self.export.name(ident, self._nameless("group", ident))
            self.draft.add(Voicemail(name=node, place=entity.place, box=box), f"voicemail {box}")
            self.draft.not_said(_BOXES)
        if greeting is None or not (greeting.text or greeting.audio):
            return node
        words = Say(name=f"{before} greeting", place=entity.place, prompt=greeting, next=node)
        return self.draft.add(words, f"{title}: message greeting")

    def _nameless(self, what: str, ident: str) -> str:
        """A name for somebody of whom only the identifier is known: as much of it as tells them apart."""
        for name in (f"{what} {ident[:8]}", f"{what} {ident[:8]}…{ident[-4:]}", f"{what} {ident}"):
            if self._called.setdefault(name, ident) == ident:
                break
        return name

    def hangs_up(self, ident: str, place: Place, title: str) -> str:
        """The end of a call."""
        self.draft.add(Hangup(name=ident, place=place), title)
        return ident

    def say(self, ident: str, words: Item, to: str, title: str, skips: bool) -> str:
        """A recording before the next step; where nothing is played, the next step itself."""
        heard = prompt(words)
        if not heard.text and not heard.audio:
            return to
        node = Say(name=ident, place=words.place, prompt=heard, next=to, interruptible=skips)
        self.draft.add(node, title)
        return ident


def _write_attendant(build: Builder, ident: str) -> None:
    """The checks of holidays and hours, and then the ordinary call flow."""
    item = build.export.attendants[ident]
    name = f"attendant {ident}"
    title = item.get("Name").text or "auto attendant"
    flows = {ident_of(flow): flow for flow in item.get("CallFlows").items()}
    schedules = {ident_of(one): one for one in item.get("Schedules").items()}
    to = _write_flow(build, item, item.get("DefaultCallFlow"), f"{name}/default", title)
    holidays: dict[str, list[tuple[Item, Item]]] = {}
    for one in item.get("CallHandlingAssociations").items():
        flow = flows.get(one.get("CallFlowId").text.casefold())
        schedule = schedules.get(one.get("ScheduleId").text.casefold()) or Item(None, one.path, one.places)
        if flow is None or one.get("Enabled").flag is False:
            continue
        if _is_holiday(build, one, schedule):
            holidays.setdefault(_alike(flow), []).append((flow, schedule))
        else:
            to = _write_closed(build, item, (flow, schedule), name, to)
    for group in reversed(list(holidays.values())):
        to = _write_holidays(build, item, group, name, to)
    build.draft.alias(name, to)


def _alike(flow: Item) -> str:
    """A call flow without what tells it from one that does the same."""
    value = flow.value if isinstance(flow.value, dict) else {}
    kept = {key: part for key, part in value.items() if key not in ("Id", "Name", "ConfigurationId")}
    return json.dumps(kept, sort_keys=True, default=str)


def _is_holiday(build: Builder, association: Item, schedule: Item) -> bool:
    kind = association.get("Type")
    if kind.number is None:
        return kind.text.casefold() == "holiday"
    build.draft.not_said(NUMBERS)
    return not schedule.get("WeeklyRecurrentSchedule") and bool(schedule.get("FixedSchedule"))


def _named(build: Builder, item: Item, words: str) -> str:
    """A name for hours that no others have."""
    if len(build.export.attendants) > 1:
        words = f"{item.get('Name').text or 'auto attendant'}: {words}"
    name, count = words, 1
    while name in build.draft.hours:
        count += 1
        name = f"{words} ({count})"
    return name


def _write_closed(build: Builder, item: Item, given: tuple[Item, Item], name: str, ordinary: str) -> str:
    """The check of the business hours, which Teams keeps as the times outside of which another flow answers."""
    flow, schedule = given
    recurring = schedule.get("WeeklyRecurrentSchedule")
    week = weekly(recurring) if isinstance(recurring.value, dict) else None
    if week is not None and recurring.get("ComplementEnabled").flag is not True:
        week = without(week)
    if week is not None and is_always(week):
        return ordinary
    closed = _write_flow(build, item, flow, f"{name}/closed", f"{item.get('Name').text} closed")
    hours: str | None = None
    if week is None:
        build.draft.not_said(_DATES)
    else:
        hours = _named(build, item, "business hours")
        build.draft.hours[hours] = Hours(name=hours, place=schedule.place, weekly=week)
    check = HoursCheck(name=f"{name}/hours", place=schedule.place, hours=hours, open=ordinary, closed=closed)
    return build.draft.add(check, hours or f"{item.get('Name').text} open?")


def _write_holidays(build: Builder, item: Item, group: list[tuple[Item, Item]], name: str, otherwise: str) -> str:
    """The check of holidays that have the same call flow."""
    flow = group[0][0]
    known = [schedule for _, schedule in group if schedule]
    title = known[0].get("Name").text or "holiday" if len(known) == 1 else "holidays"
    named = _named(build, item, title)
    found = dated(known, named, build.zone) if known else None
    dateless = [one for one in known if not one.get("FixedSchedule").get("DateTimeRanges").items()]
    for one in dateless:
        build.draft.not_said(f'the holiday "{one.get("Name").text}" has no dates, so it is never kept')
    if found is None and len(dateless) == len(group):
        return otherwise
    ident = f"{name}/{title} {flow.place.line}:{flow.place.column}"
    to = _write_flow(build, item, flow, f"{ident} flow", f"{item.get('Name').text} on {title}")
    if found is None:
        build.draft.not_said(_DATES)
    else:
        build.draft.hours[named] = found
    hours = None if found is None else named
    check = HoursCheck(name=ident, place=flow.place, hours=hours, open=to, closed=otherwise)
    return build.draft.add(check, f"{named}?")


def _write_flow(build: Builder, attendant: Item, flow: Item, ident: str, title: str) -> str:
    """The greeting of a call flow and its menu."""
    menu = flow.get("Menu")
    waits = flow.get("ForceListenMenuEnabled").flag is True
    if flow.get("RingResourceAccountDelegates").flag:
        build.draft.not_said(_DELEGATES)
    if attendant.get("MainlineAttendantEnabled").flag:
        build.draft.not_said(_AGENT)
    options = menu.get("MenuOptions").items()
    keys = [(_key(build, one, len(options), menu), one) for one in options]
    automatic = next((one for key, one in keys if key == _AUTOMATIC), None)
    node = f"{ident}/menu"
    if automatic is not None:
        back = (
            node if _action(build, automatic) != "announcement" else build.hangs_up(f"{node} over", menu.place, "end")
        )
        target = _target(build, attendant, automatic, node, back)
        to = build.say(node, menu.get("Prompts"), target, title, skips=False)
    elif not options and not menu.get("EnableDialByName").flag:
        heard = build.hangs_up(f"{node} end", menu.place, f"{title}: end")
        to = build.say(node, menu.get("Prompts"), heard, title, skips=False)
    else:
        to = _write_menu(build, attendant, menu, node, title, [(k, o) for k, o in keys if k], waits)
    listens = to == node and isinstance(build.draft.nodes.get(node), Menu)
    return build.say(ident, flow.get("Greetings"), to, f"{title}: greeting", skips=listens and not waits)


def _key(build: Builder, option: Item, count: int, menu: Item) -> str:
    """The key of an option, `automatic`, or "" for one that is only spoken."""
    tone = option.get("DtmfResponse")
    if tone.number is not None:
        build.draft.not_said(NUMBERS)
        if tone.number <= 9:
            return str(tone.number)
        alone = count == 1 and not prompt(menu.get("Prompts")).text
        return _AUTOMATIC if alone or tone.number >= 12 else "*" if tone.number == 10 else "#"
    if tone.text.casefold() == _AUTOMATIC:
        return _AUTOMATIC
    found = _TONE.fullmatch(tone.text)
    return _SIGNS.get(found[1].casefold(), found[1]) if found else ""


def _action(build: Builder, option: Item) -> str:
    action = option.get("Action")
    if action.number is None:
        return action.text.casefold()
    build.draft.not_said(NUMBERS)
    if option.get("CallTarget"):
        return "transfercalltotarget"
    return "announcement" if option.get("Prompt") else action.word(*_ACTIONS).casefold()


def _target(build: Builder, attendant: Item, option: Item, ident: str, menu: str) -> str:
    """Where an option leads."""
    action = _action(build, option)
    if action == "announcement":
        return build.say(f"{ident} words", option.get("Prompt"), menu, _spoken(option) or "announcement", skips=False)
    if action == "transfercalltooperator":
        operator = attendant.get("Operator")
        if operator:
            return build.target(operator)
        return build.hangs_up(f"{ident} end", option.place, "no operator is set")
    if action == "transfercalltotarget":
        return build.target(option.get("CallTarget"))
    if action in ("disconnectcall", "disconnect"):
        return build.hangs_up(f"{ident} end", option.place, "Disconnect")
    return build.leaves(option.get("Action").text or "an action that is not known", option.place)


def _spoken(option: Item) -> str:
    responses = option.get("VoiceResponses")
    return responses.text or next((one.text for one in responses.items() if one.text), "")


def _write_menu(
    build: Builder, attendant: Item, menu: Item, ident: str, title: str, keys: list[tuple[str, Item]], waits: bool
) -> str:
    """A menu; after three plays without a choice the operator takes the call, or it is dropped."""
    options: dict[str, Option] = {}
    for key, one in keys:
        to = _target(build, attendant, one, f"{ident} {key}", ident)
        target = one.get("CallTarget")
        options.setdefault(key, Option(key, to, (), one.place, (target if target else one.get("Action")).place))
    operator = attendant.get("Operator")
    after = build.target(operator) if operator else None
    voice = attendant.get("VoiceResponseEnabled").flag and any(_spoken(one) for _, one in keys)
    node = Menu(
        name=ident,
        place=menu.place,
        prompt=prompt(menu.get("Prompts")),
        options=tuple(options.values()),
        no_input=after,
        attempts=Attempts(_PLAYS, _PLAYS, apart=False),
        barge_in=not waits,
        extensions=_directory(build, menu, set(options)) if menu.get("EnableDialByName").flag else (),
        accepts="both" if voice else "keys",
    )
    build.draft.not_said(_WAIT)
    build.draft.not_said(_WRONG)
    places = {"barge_in": menu.place} | ({"no_input": operator.place} if operator else {})
    return build.draft.add(placed(node, **places), title)


def _directory(build: Builder, menu: Item, keys: set[str]) -> tuple[Extensions, ...]:
    """Names or extensions that callers can enter."""
    first = next((digit for digit in "2345678190" if digit not in keys), None)
    if first is None:
        return ()
    build.draft.not_said(_DIRECTORY)
    place = menu.get("EnableDialByName").place
    return (Extensions(f"{first}XXX", build.leaves("the person who was dialled", place), place, place),)
