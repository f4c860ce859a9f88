"""Auto attendants of Microsoft Teams, as `Get-CsAutoAttendant | ConvertTo-Json -Depth 20` writes them (preview).

Call queues (`Get-CsCallQueue`), resource accounts (`Get-CsOnlineApplicationInstance`) and users are read from other
JSON files in the same folder, or from the same file.
"""

from __future__ import annotations

from typing import Final

from ivr_audit.load.draft import Draft, TooLarge
from ivr_audit.load.folder import Folder
from ivr_audit.load.json_items import Item, ident_of
from ivr_audit.load.teams.files import Export, read_export
from ivr_audit.load.teams.flows import Builder
from ivr_audit.load.teams.queues import write_queue
from ivr_audit.load.teams.times import zone_of
from ivr_audit.model import PhoneTree
from ivr_audit.place import InputError, Place, Problem
from ivr_audit.words import list_words, or_known

_SYSTEM: Final = "teams"
_PREVIEW: Final = (
    "this reader is a preview; it was not tried on a real export, only on what Microsoft's documents describe"
)
_NONE: Final = "there is no auto attendant in this file: no object of it has a DefaultCallFlow"
_TOO_LARGE: Final = "this export describes more than a phone system has"
_NO_QUEUES: Final = "the call queues were not given; put what Get-CsCallQueue writes as JSON beside this file"


def read(folder: Folder, files: list[str], start: str | None) -> tuple[PhoneTree | None, list[Problem]]:
    """The tree of the attendants that answer calls, or of the one that `start` names (its name or identifier)."""
    source = folder.of(files)
    export, problems = read_export(folder, files)
    if not problems and not export.attendants:
        problems = [Problem(Place(source), _NONE)]
    if problems:
        return None, sorted(set(problems))
    draft = Draft(source, _SYSTEM)
    draft.not_said(_PREVIEW)
    try:
        entries = _entries(export, start, source)
        zone = _zone(draft, [export.attendants[ident] for ident in entries])
        build = Builder(draft, export, zone)
        build.write_queue = write_queue
        for ident in entries:
            item = export.attendants[ident]
            number = _number(export, item)
            draft.enter(
                number or (item.get("Name").text if len(entries) > 1 else ""), build.attendant(ident), item.place
            )
        while build.waiting:
            build.waiting.popleft()()
    except TooLarge:
        return None, [Problem(Place(source), _TOO_LARGE)]
    except InputError as error:
        return None, list(error.problems)
    if not export.queues and any(ident.startswith("outside resource account") for ident in draft.nodes):
        draft.not_said(_NO_QUEUES)
    names = [export.attendants[ident].get("Name").text or "auto attendant" for ident in entries[:3]]
    return draft.finish(list_words(names), zone)


def _zone(draft: Draft, items: list[Item]) -> str:
    """The time zone of the first attendant; one tree has one."""
    names = list(dict.fromkeys(name for item in items if (name := item.get("TimeZoneId").text)))
    if len(names) > 1:
        draft.not_said(f"these auto attendants have several time zones; all hours are read as those of {names[0]}")
    zone = zone_of(names[0]) if names else "UTC"
    if zone is None:
        draft.not_said(f'the time zone "{names[0]}" is not known; UTC is taken')
    return zone or "UTC"


def _number(export: Export, item: Item) -> str:
    """The telephone number of an attendant, if its accounts were given."""
    accounts = ((one.text or ident_of(one)).casefold() for one in item.get("ApplicationInstances").items())
    return next((export.numbers[account] for account in accounts if account in export.numbers), "")


def _entries(export: Export, start: str | None, source: str) -> list[str]:
    """The attendants that callers reach first. Raises InputError for an unknown `start`."""
    items = {ident: export.attendants[ident] for ident in export.given}
    if start is not None:
        wanted = start.casefold()
        named = [ident for ident, item in items.items() if wanted in (ident, item.get("Name").text.casefold())]
        if named:
            return named[:1]
        known = sorted({item.get("Name").text for item in items.values()} - {""})
        said = or_known(start, known)
        raise InputError([Problem(Place(source), f'no auto attendant is called "{start}"{said}')])
    numbered = [ident for ident, item in items.items() if _number(export, item)]
    if numbered:
        return numbered
    named_by_others = {export.accounts.get(one, one) for item in items.values() for one in _named(item)}
    named_by_others |= {export.accounts.get(one, one) for item in export.queues.values() for one in _forwards(item)}
    return [ident for ident in items if ident not in named_by_others] or list(items)


def _named(attendant: Item) -> set[str]:
    """What the call flows of an attendant hand calls to, other than to itself."""
    found: set[str] = set()
    for flow in [attendant.get("DefaultCallFlow"), *attendant.get("CallFlows").items()]:
        for option in flow.get("Menu").get("MenuOptions").items():
            target = option.get("CallTarget")
            found.add((target.text or ident_of(target)).casefold())
    operator = attendant.get("Operator")
    found.add((operator.text or ident_of(operator)).casefold())
    own = {(one.text or ident_of(one)).casefold() for one in attendant.get("ApplicationInstances").items()}
    return found - own - {ident_of(attendant), ""}


def _forwards(queue: Item) -> set[str]:
    """What a queue forwards calls to."""
    targets = (queue.get(f"{when}ActionTarget") for when in ("Timeout", "Overflow", "NoAgent"))
    return {(one.text or ident_of(one)).casefold() for one in targets} - {""}
