"""The example in the empty spreadsheet: a small office, complete and without a finding of weight."""

from __future__ import annotations

from typing import Final

from ivr_audit.render.sheet_rows import Row, Tables
from ivr_audit.sheet_words import BEGIN, DAYS, HOLIDAY, HOURS, SETTING, SETTINGS, TIMES, VALUE
from ivr_audit.words import WEEKDAYS

_BOX: Final = {"Type": "voicemail", "Owner": "Mary Miller, front desk", "Backup": "John Smith", "Returned within": "1d"}
_DESK: Final = {"Type": "phones", "Rings for": "25s", "If nobody answers": "Message box", "Open hours": "office"}
_MENUS: Final[list[Row]] = [
    {"Menu": "Welcome", "Caller hears": "Thank you for calling Maple Street Dental.", "Key": "then",
     "Goes to": "Are we open?", "Type": "hours", "Open hours": "office"},
    {"Menu": "Are we open?", "Key": "open", "Goes to": "Main menu"},
    {"Menu": "Are we open?", "Key": "closed", "Goes to": "We are closed"},
    {"Menu": "Main menu", "Caller hears": "Please choose:", "Key": "1", "Says": "For appointments, press 1.",
     "Goes to": "Front desk", **_DESK, "About": "appointments", "Handles": "appointments, billing"},
    {"Menu": "Main menu", "Key": "2", "Says": "For a question about a bill, press 2.", "Goes to": "Billing office",
     "Type": "queue", "If nobody answers": "Message box", "Open hours": "office", "Typical wait": "45s",
     "Longest wait": "2m", "Waits at most": "3m", "Tells the wait": "yes", "If nobody is there": "Message box",
     "About": "billing", "Handles": "billing"},
    {"Menu": "Main menu", "Key": "0", "Says": "To talk to somebody, press 0 or stay on the line.",
     "Goes to": "Front desk"},
    {"Menu": "Main menu", "Key": "no key pressed", "Goes to": "Front desk"},
    {"Menu": "Main menu", "Key": "wrong key", "Goes to": "Front desk"},
    {"Menu": "We are closed", "Caller hears": "Maple Street Dental is closed. We are open Monday to Friday, 8:30 a.m. "
     "to 5 p.m.", "Key": "then", "Goes to": "Message box", **_BOX},
    {"Menu": "Message box", "Caller hears": "Please leave your name and your number. We return messages by the end of "
     "the next business day."},
]  # fmt: skip
_WEEK: Final = dict.fromkeys(WEEKDAYS[:5], "08:30-17:00")
_HOURS: Final[list[Row]] = [
    {HOURS: "office", **_WEEK},
    {HOURS: "office", DAYS: "2027-12-24", TIMES: "08:30-12:00"},
]
_SAID: Final = {
    "Name": "Maple Street Dental",
    "Number": "+1 555 010 0199",
    BEGIN: "Welcome",
    "Who can change it": "office manager, ext. 12",
    "Time zone": "America/New_York",
    "Profile": "general",
    HOLIDAY: "US",
    "Topics": "appointments, billing",
}
_OFFICE: Final[list[Row]] = [
    {SETTING: setting, **({VALUE: _SAID[setting]} if setting in _SAID else {})} for setting in SETTINGS
]
EXAMPLE: Final = Tables(_MENUS, _HOURS, _OFFICE, [])
