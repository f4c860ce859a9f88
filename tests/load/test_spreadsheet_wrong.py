"""What is said of spreadsheets of text that cannot be read: the row, the column, and what would do."""

from __future__ import annotations

import pytest
from sheets import said

HEAD = "Menu,Key,Goes to,Type,"

WRONG = {
    f"{HEAD}\nMain,1,Desk,fones\n": ['row 2, column "Type": unknown type "fones"; did you mean "phones"?'],
    f"{HEAD}\nMain,1,Desk,\nDesk,,,phones\nMain,2,Dsk,\n": [
        'row 4, column "Goes to": unknown step "Dsk"; did you mean "Desk"?'
    ],
    f"{HEAD}Rngs for\nMain,1,Desk,phones,\n": ['row 1, column "Rngs for": unknown column "Rngs for"; did you mean '
                                               '"Rings for"?'],
    f"{HEAD}Rings for\nMain,1,Desk,phones,soon\n": [
        'row 2, column "Rings for": "Rings for": "soon" is not a duration; write seconds, or 90s, 6m, 1h30m or 2d'
    ],
    f"{HEAD}Returned within\nMain,1,Box,voicemail,24\n": [
        'row 2, column "Returned within": "24" of what? write 24s, 24m, 24h or 24d'
    ],
    f"{HEAD}Rings for,Owner\nMain,1,Box,voicemail,20s,Mary\n": [
        'row 2, column "Rings for": "Rings for" does not go with "Box", which is of the type "voicemail"; '
        'it goes with "phones" or "other number"'
    ],
    f"{HEAD}\nMain,1,Desk,phones\nMain,1,Desk,\n": [
        'row 3, column "Key": "1" stands here a second time, first in row 2'
    ],
    f"{HEAD}\nMain,1,Desk,phones\nMain,no key presed,Desk,\n": [
        'row 3, column "Key": "no key presed" is no key (0-9, *, # or several digits); did you mean "no key pressed"?'
    ],
    f"{HEAD}\nMain,1,Desk,phones\nMain,2,,\n": [
        'row 3, column "Key": this key leads nowhere; fill in "Goes to" for "2"'
    ],
    f"{HEAD}\nMain,1,Desk,phones\nMain,,Desk,\n": [
        'row 3, column "Goes to": which key of "Main" leads here? fill in "Key"'
    ],
    f"{HEAD}\n,1,Desk,phones\n": [
        'row 2: no menu is named here or above; fill in "Menu"'
    ],
    f"{HEAD}Rings for\nMain,1,Desk,phones,20s\nMain,2,Desk,queue,30s\n": [
        'row 3, column "Type": of "Desk" another row says "phones" (row 2); keep one of them; beside "Goes to" this '
        "column speaks of the step that is named there",
        'row 3, column "Rings for": of "Desk" another row says "20s" (row 2); keep one of them; beside "Goes to" this '
        "column speaks of the step that is named there",
    ],
    f"{HEAD}\nMain,1,Desk,\nDesk,,,\n": [
        'row 3, column "Menu": it is not clear what "Desk" is; write one of "menu", "message", "question", "hours", '
        '"decision", "phones", "queue", "voicemail", "call back", "self-service", "other number" or "hang up" in the '
        'column "Type"'
    ],
    f"{HEAD}\nMain,1,hang up,phones\n": [
        'row 2, column "Type": there the call ends: nothing can be said of "hang up"'
    ],
    f"{HEAD}\nMain,1,Sub,menu\n": [
        'row 2, column "Type": no row says what callers hear in the menu "Sub" and what its keys do; give it rows with '
        '"Sub" in "Menu"'
    ],
    f"{HEAD}Open hours\nMain,1,Desk,phones,ofice\n\nHours,Mon\noffice,9-17\n": [
        'row 2, column "Open hours": unknown hours "ofice"; did you mean "office"?'
    ],
    f"{HEAD}About\nMain,1,Desk,phones,biling\n\nSetting,Value\nTopics,billing\n": [
        'row 2, column "About": unknown topic "biling"; did you mean "billing"?'
    ],
    f"{HEAD}About\nMain,1,Desk,phones,parking\n\nSetting,Value\nTopics,billing\n": [
        'row 2, column "About": unknown topic "parking"; add it to "Topics" of the sheet "Office"'
    ],
    f"{HEAD}\nMain,1,Desk,phones\n\nSetting,Value\nTimezone,UTC\nTime zone,Mars\nName,A\nName,B\n": [
        'row 5, column "Setting": unknown setting "Timezone"; did you mean "Time zone"?',
        'row 6, column "Value": unknown time zone "Mars"; write it as America/New_York',
        'row 8, column "Setting": "Name" stands here a second time',
    ],
    f"{HEAD}\nMain,1,Desk,phones\n\nHours,Mon\noffice,nine to five\n": [
        'row 5, column "Monday": "nine to five" is not a span of hours; write 08:30-12:00, 8am-5pm, "always" or '
        '"closed"'
    ],
    f"{HEAD}Rings for,Usually answers after\nMain,1,Desk,phones,10s,20s\n": [
        'row 2, column "Usually answers after": "Usually answers after" is longer than "Rings for": the phones stop '
        "before somebody typically answers"
    ],
    "Menu,Caller hears,Key,Goes to,Type\nMain,Hello.,open,Desk,phones\nMain,,1,Desk,\nMain,,,,menu\n": [
        'row 2, column "Key": "open" does not go with a step of the type "menu"'
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_said_with_row_and_column(text: str) -> None:
    assert said(text) == WRONG[text]


def test_all_that_is_wrong_is_said_at_once() -> None:
    text = f"{HEAD}Rings for,Owner\nMain,1,Desk,fones,soon,\nMain,x,Dsk,,,\nBox,,,voicemail,5s,Mary\n"
    assert [line.partition(": ")[0] for line in said(text)] == [
        'row 2, column "Type"', 'row 3, column "Key"', 'row 4, column "Rings for"',
    ]  # fmt: skip


def test_a_folder_of_several_spreadsheets() -> None:
    from ivr_audit.load.folder import Folder
    from ivr_audit.load.spreadsheet.reader import read

    tree, (wrong,) = read(Folder(None, "phones", {"a.csv": b"", "b.csv": b""}), ["a.csv", "b.csv"], None)
    assert tree is None
    assert str(wrong) == "phones: this folder has several spreadsheets (a.csv, b.csv); name one of them"


@pytest.mark.parametrize(
    "text", ["", "a,b,c\n1,2,3\n", "Menu,Key,Goes to\n", '"Menu,Key\n', "Menu,Key,Goes to,Type\n" * 3]
)
def test_nothing_to_read_is_said(text: str) -> None:
    assert said(text)
