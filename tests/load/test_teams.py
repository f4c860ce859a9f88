"""Auto attendants of Microsoft Teams, with the trees worked out by hand from what its documents say."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from teams_exports import (
    ACCOUNT,
    ANN,
    BYE,
    GROUP,
    MAIN,
    NINE_TO_FIVE,
    SALES,
    SALES_ACCOUNT,
    association,
    attendant,
    entity,
    fixed,
    flow,
    keys,
    node,
    option,
    parsed,
    queue,
    recorded,
    spoken,
    tree_of,
    weekly,
)

from ivr_audit import model
from ivr_audit.load import read
from ivr_audit.load.folder import Folder
from ivr_audit.load.teams import reader as teams
from ivr_audit.model import Attempts, Span


def test_silence_three_times_goes_to_the_operator() -> None:
    one = option("Tone1", "TransferCallToTarget", entity("User", ANN))
    zero = option("Tone0", "TransferCallToOperator")
    tree = tree_of(
        attendant(
            flow("d", one, zero, prompt="Press 1 or 0.", greeting="Welcome."),
            Operator=entity("ExternalPstn", "tel:+15550100"),
        ),
        users=[{"Identity": ANN, "DisplayName": "Ann Lee"}],
    )
    menu = node(tree, "Main", model.Menu)
    assert keys(menu) == [("1", "Ann Lee"), ("0", "+15550100")]
    assert (menu.no_input, menu.invalid, menu.attempts) == ("+15550100", None, Attempts(3, 3, False))
    assert (menu.prompt.text, menu.barge_in, menu.no_input_timeout) == ("Press 1 or 0.", True, None)
    greeting = node(tree, "Main: greeting", model.Say)
    assert (greeting.prompt.text, greeting.next, greeting.interruptible) == ("Welcome.", "Main", True)
    assert node(tree, "+15550100", model.Transfer).answered_by == "unknown"
    ann = node(tree, "Ann Lee", model.Ring)
    assert (ann.members, ann.ring_for, ann.no_answer) == (("Ann Lee",), None, "unanswered by Ann Lee")
    assert tree.timezone == "America/New_York"
    assert any("preview" in sentence and "real export" in sentence for sentence in tree.not_said)


def test_silence_without_an_operator_drops_the_call() -> None:
    zero = option("Tone0", "TransferCallToOperator")
    tree = tree_of(attendant(flow("d", zero, prompt="Press 0.")))
    menu = node(tree, "Main", model.Menu)
    assert (menu.no_input, keys(menu)) == (None, [("0", "no operator is set")])
    assert isinstance(tree.nodes["no operator is set"], model.Hangup)


def test_announcements_return_to_the_menu() -> None:
    hours = option("ToneStar", "Announcement", prompt=spoken("Nine to five."), say="Hours")
    fax = option("TonePound", "Announcement", prompt=recorded("fax.wav"))
    tree = tree_of(attendant(flow("d", hours, fax, prompt="Press star or pound."), VoiceResponseEnabled=True))
    menu = node(tree, "Main", model.Menu)
    assert (keys(menu), menu.accepts) == ([("*", "Hours"), ("#", "announcement")], "both")
    assert (node(tree, "Hours", model.Say).next, node(tree, "announcement", model.Say).prompt.audio) == (
        "Main",
        "fax.wav",
    )


def test_menus_that_must_be_heard_out() -> None:
    tree = tree_of(
        attendant(flow("d", option("Tone1", "DisconnectCall"), prompt="Press 1.", greeting="Hi.", force=True))
    )
    assert node(tree, "Main", model.Menu).barge_in is False
    assert node(tree, "Main: greeting", model.Say).interruptible is False


def test_automatic_options_are_no_menu() -> None:
    tree = tree_of(attendant(flow("d", BYE, greeting="We have moved.")))
    greeting = node(tree, "Main: greeting", model.Say)
    assert greeting.next is not None
    assert isinstance(tree.nodes[greeting.next], model.Hangup)
    announced = option("Automatic", "Announcement", prompt=spoken("Bye."))
    assert {one.kind for one in tree_of(attendant(flow("d", announced))).nodes.values()} == {"say", "hangup"}
    tree = tree_of(attendant(flow("d", option("Automatic", "TransferCallToTarget", entity("SharedVoicemail", GROUP)))))
    assert [one.kind for one in tree.nodes.values()] == ["voicemail"]


def test_business_hours_are_the_times_in_which_the_other_flow_is_not_played() -> None:
    days = {day: [NINE_TO_FIVE] for day in ("Monday", "Tuesday")}
    value = attendant(
        flow("d", option("Tone1", "DisconnectCall"), prompt="Open."),
        CallFlows=[flow("c", BYE, greeting="Closed.")],
        Schedules=[weekly("w", True, **days)],
        CallHandlingAssociations=[association("AfterHours", "w", "c")],
    )
    tree = tree_of(value)
    check = node(tree, "business hours", model.HoursCheck)
    assert (check.open, check.closed) == ("Main", "Main closed: greeting")
    assert tree.hours["business hours"].weekly == ((Span(540, 1020),), (Span(540, 1020),), (), (), (), (), ())
    value["Schedules"] = [weekly("w", False, Monday=[("00:00:00", "09:00:00"), ("17:00:00", "1.00:00:00")])]
    week = tree_of(value).hours["business hours"].weekly
    assert week[0] == (Span(540, 1020),)
    assert week[1] == (Span(0, 1440),)


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("08:30:00", 510),
        ("08:30", 510),
        ("1.00:00:00", 1440),
        ({"Ticks": 1, "Days": 0, "Hours": 17, "Minutes": 15, "TotalHours": 17.25}, 1035),
        ({"Ticks": 1, "Days": 1, "Hours": 0, "Minutes": 0}, 1440),
    ],
)
def test_times_of_the_day_as_powershell_writes_them(written: Any, minutes: int) -> None:
    value = attendant(
        flow("d", BYE),
        CallFlows=[flow("c", BYE)],
        Schedules=[weekly("w", True, Sunday=[("00:15:00", written)])],
        CallHandlingAssociations=[association("AfterHours", "w", "c")],
    )
    assert tree_of(value).hours["business hours"].weekly[6] == (Span(15, minutes),)


def test_open_all_week_is_no_check_at_all() -> None:
    always = {
        f"{day}day": [("00:00:00", "1.00:00:00")] for day in ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")
    }
    value = attendant(
        flow("d", BYE, greeting="Hello."),
        CallFlows=[flow("c", BYE, greeting="Closed.")],
        Schedules=[weekly("w", True, **always)],
        CallHandlingAssociations=[association("AfterHours", "w", "c")],
    )
    tree = tree_of(value)
    assert (tree.hours, set(tree.nodes)) == ({}, {"Main: greeting", "Disconnect"})


def test_holidays_come_before_hours_and_alike_ones_are_one() -> None:
    value = attendant(
        flow("d", BYE, greeting="Hello."),
        CallFlows=[flow("c", BYE), flow("x", BYE, greeting="Holiday."), flow("y", BYE, greeting="Holiday."),
                   flow("z", BYE, greeting="Off.")],
        Schedules=[weekly("w", True, Monday=[NINE_TO_FIVE]),
                   fixed("1", "Xmas", ("2026-12-24T12:00:00", "2026-12-26T00:00:00")),
                   fixed("2", "New Year", ("2027-01-01T00:00:00", None)), fixed("3", "Picnic"),
                   fixed("4", "Trip", ("2027-05-01", "2027-05-02"))],
        CallHandlingAssociations=[association("AfterHours", "w", "c"), association("Holiday", "1", "x"),
                                  association("Holiday", "2", "y"), association("Holiday", "3", "z"),
                                  association("Holiday", "4", "z", enabled=False)],
    )  # fmt: skip
    tree = tree_of(value)
    assert tree.entries[0].node == "holidays?"
    check = node(tree, "holidays?", model.HoursCheck)
    assert (check.hours, check.open, check.closed) == ("holidays", "Main on holidays: greeting", "business hours")
    assert tree.hours["holidays"].dates == {
        date(2026, 12, 24): (Span(720, 1440),),
        date(2026, 12, 25): (Span(0, 1440),),
        date(2027, 1, 1): (Span(0, 1440),),
    }
    assert any('"Picnic" has no dates' in sentence for sentence in tree.not_said)
    assert "Trip" not in tree.hours


def test_dates_counted_in_milliseconds_are_local() -> None:
    midnight_in_new_york = 1798779600000  # 2027-01-01 05:00 UTC
    range_ = (
        f"/Date({midnight_in_new_york})/",
        {"value": f"/Date({midnight_in_new_york + 86_400_000})/", "DisplayHint": 2},
    )
    value = attendant(
        flow("d", BYE),
        CallFlows=[flow("x", BYE)],
        Schedules=[fixed("1", "New Year", range_)],
        CallHandlingAssociations=[association("Holiday", "1", "x")],
    )
    assert tree_of(value).hours["New Year"].dates == {date(2027, 1, 1): (Span(0, 1440),)}


@pytest.mark.parametrize("day", ["9999-12-31T00:00:00", "0001-01-01T00:00:00", "/Date(253402300799999)/"])
def test_dates_at_the_ends_of_the_calendar_are_none(day: str) -> None:
    value = attendant(
        flow("d", BYE),
        CallFlows=[flow("x", BYE)],
        Schedules=[fixed("1", "Never", (day, None))],
        CallHandlingAssociations=[association("Holiday", "1", "x")],
    )
    tree = tree_of(value)
    assert not tree.hours
    check = node(tree, tree.entries[0].node, model.HoursCheck)
    assert (check.hours, check.open) == (None, "Disconnect")


def test_a_schedule_that_is_not_there_keeps_both_ways() -> None:
    value = attendant(
        flow("d", BYE, greeting="Hello."),
        CallFlows=[flow("c", BYE, greeting="Closed.")],
        CallHandlingAssociations=[association("AfterHours", "gone", "c")],
    )
    check = node(tree_of(value), "Main open?", model.HoursCheck)
    assert (check.hours, check.open, check.closed) == (None, "Main: greeting", "Main closed: greeting")


def test_words_that_are_numbers() -> None:
    value = attendant(
        flow(
            "d",
            option(1, 2, entity(0, ANN)),
            option(0, 1),
            option(9, 3, prompt=spoken("Words.")),
            option(5, 0),
            prompt="P.",
        ),
        CallFlows=[flow("c", option(12, 0)), flow("x", option(12, 2, entity(3, "tel:+15550100")))],
        Schedules=[weekly("w", True, Monday=[NINE_TO_FIVE]), fixed("f", "Day", ("2027-01-01", "2027-01-02"))],
        CallHandlingAssociations=[association(1, "w", "c"), association(0, "f", "x")],
        Operator=entity(2, "tel:+15550199"),
    )
    for flows in (value["DefaultCallFlow"], *value["CallFlows"]):
        for one in flows["Menu"]["Prompts"]:
            one["ActiveType"] = 1
    tree = tree_of(value)
    menu = node(tree, "Main", model.Menu)
    person = f"leaves the file: {ANN}"
    assert keys(menu) == [("1", person), ("0", "+15550199"), ("9", "announcement"), ("5", "Disconnect")]
    assert (menu.prompt.text, menu.no_input) == ("P.", "+15550199")
    assert set(tree.hours) == {"business hours", "Day"}
    assert node(tree, "Day?", model.HoursCheck).open == "+15550100"
    assert any("-EnumsAsStrings" in sentence for sentence in tree.not_said)


def test_queues_beside_the_attendants() -> None:
    one = option("Tone1", "TransferCallToTarget", entity("ApplicationEndpoint", SALES_ACCOUNT))
    tree = tree_of(
        attendant(flow("d", one, prompt="Press 1.")), queues=[queue(WelcomeTextToSpeechPrompt="Please hold.")]
    )
    assert node(tree, "Main", model.Menu).options[0].to == "Sales: welcome"
    line = node(tree, "Sales", model.Queue)
    assert (line.max_wait, line.capacity, line.agents, line.hold_audio) == (120, 10, 2, True)
    assert (line.overflow, line.full, line.no_agents) == ("Sales: message greeting", "Sales: busy tone", None)
    greeting = node(tree, "Sales: message greeting", model.Say)
    assert (greeting.prompt.text, greeting.next) == ("Please leave a message.", "voicemail group 44444444")
    assert line.place.file == "queues.json"


def test_queues_that_forward_and_that_nobody_serves() -> None:
    target = option("Automatic", "TransferCallToTarget", entity("ConfigurationEndpoint", SALES))
    forward = queue(
        TimeoutAction="Forward", TimeoutActionTarget={"Id": "tel:+15550100", "Type": "Phone"},
        NoAgentAction="Voicemail", NoAgentActionTarget={"Id": ANN, "Type": "User"}, OverflowAction=1,
        OverflowActionTarget={"Id": ACCOUNT, "Type": "ApplicationEndpoint"},
    )  # fmt: skip
    tree = tree_of(attendant(flow("d", target)), queues=forward)
    line = node(tree, "Sales", model.Queue)
    assert (line.overflow, line.no_agents, line.full) == ("+15550100", "voicemail group 33333333", "Sales")
    never = tree_of(attendant(flow("d", target)), queues=queue(OverflowThreshold=0))
    assert [one.kind for one in never.nodes.values()] == ["hangup"]
    at_once = tree_of(attendant(flow("d", target)), queues=queue(TimeoutThreshold=0))
    assert [one.kind for one in at_once.nodes.values()] == ["say", "voicemail"]


def test_a_mailbox_is_one_node_and_people_with_like_identifiers_have_names_of_their_own() -> None:
    other = ANN[:-1] + "4"
    options = [
        option("Tone1", "TransferCallToTarget", entity("ApplicationEndpoint", SALES_ACCOUNT)),
        option("Tone2", "TransferCallToTarget", entity("SharedVoicemail", GROUP)),
        option("Tone3", "TransferCallToTarget", entity("User", ANN)),
        option("Tone4", "TransferCallToTarget", entity("User", other)),
    ]
    tree = tree_of(attendant(flow("d", *options, prompt="Press 1, 2, 3 or 4.")), queues=[queue()])
    assert [one.kind for one in tree.nodes.values()].count("voicemail") == 1
    assert {one.who for one in tree.nodes.values() if isinstance(one, model.Ring)} == {
        "person 33333333", "person 33333333…3334",
    }  # fmt: skip


def test_an_unknown_start_names_the_known_ones() -> None:
    _, problems = parsed(attendant(flow("d", BYE)), "nonsense")
    assert problems[0].message == 'no auto attendant is called "nonsense"; known here: "Main"'


def test_accounts_that_were_not_given_leave_the_file() -> None:
    one = option("Automatic", "TransferCallToTarget", entity("ApplicationEndpoint", SALES_ACCOUNT))
    tree = tree_of(attendant(flow("d", one)))
    assert set(tree.nodes) == {"leaves the file: resource account aaaaaaaa"}
    assert any("Get-CsCallQueue" in sentence for sentence in tree.not_said)


def test_attendants_that_lead_to_each_other() -> None:
    to_second = option("Tone1", "TransferCallToTarget", entity("ApplicationEndpoint", SALES_ACCOUNT))
    to_first = option("Tone1", "TransferCallToTarget", entity("ConfigurationEndpoint", MAIN))
    second = attendant(
        flow("d", to_first, prompt="Second."), Name="Second", Identity=SALES, ApplicationInstances=[SALES_ACCOUNT]
    )
    first = attendant(flow("d", to_second, prompt="First."))
    tree = tree_of({"value": [first, second], "Count": 2})
    assert sorted(entry.number for entry in tree.entries) == ["Main", "Second"]
    assert keys(node(tree, "Second", model.Menu)) == [("1", "Main")]
    tree = tree_of(
        [first, second], accounts=[{"ObjectId": ACCOUNT, "DisplayName": "x", "PhoneNumber": "tel:+15550142"}]
    )
    assert [(entry.number, entry.node) for entry in tree.entries] == [("+15550142", "Main")]
    assert [entry.node for entry in tree_of([first, second], "second").entries] == ["Second"]
    _, problems = parsed([first, second], "Secnd")
    assert 'did you mean "Second"' in problems[0].message


def test_an_attendant_in_a_file_of_its_own_is_read_from_beside() -> None:
    one = option("Tone1", "TransferCallToTarget", entity("ApplicationEndpoint", SALES_ACCOUNT))
    second = attendant(
        flow("d", BYE, greeting="Sales."), Name="Second", Identity=SALES, ApplicationInstances=[SALES_ACCOUNT]
    )
    tree = tree_of(attendant(flow("d", one, prompt="Press 1.")), second=second)
    assert keys(node(tree, "Main", model.Menu)) == [("1", "Second: greeting")]
    assert [entry.node for entry in tree.entries] == ["Main"]


def test_names_that_callers_enter() -> None:
    tree = tree_of(attendant(flow("d", option("Tone2", "DisconnectCall"), prompt="Enter a name.", dial=True)))
    menu = node(tree, "Main", model.Menu)
    (extensions,) = menu.extensions
    assert extensions.pattern == "3XXX"
    assert isinstance(tree.nodes[extensions.to], model.Transfer)


def test_places_are_lines_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "aa.json"
    value = [attendant(flow("d", option("Tone1", "DisconnectCall"), prompt="Press 1."))]
    file.write_text(json.dumps(value, indent=2), encoding="utf-8")
    tree, problems = read(file)
    assert tree is not None, problems
    assert tree.system == "teams"
    lines = file.read_text(encoding="utf-8").split("\n")
    place = node(tree, "Main", model.Menu).options[0].place
    assert '"Action": "DisconnectCall"' in lines[place.line]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"DefaultCallFlow": "Microsoft.Rtc.Management.Hosted.OAA.Models.CallFlow"}', "-Depth 20"),
        (b'{"DefaultCallFlow": {"Menu": "@{Name=Default menu; MenuOptions=System.Object[]}"}}', "-Depth 20"),
        (b'{"DefaultCallFlow": {"Menu": {"MenuOptions": ["Microsoft.Rtc.Management.X"]}}}', "-Depth 20"),
        (b'[{"DefaultCallFlow": {]', "not JSON"),
        (b"[]", "no auto attendant"),
    ],
)
def test_exports_that_cannot_be_used(content: bytes, said: str) -> None:
    tree, problems = teams.read(Folder(None, "", {"aa.json": content}), ["aa.json"], None)
    assert tree is None
    assert said in problems[0].message


def test_an_unknown_time_zone_is_told() -> None:
    tree = tree_of(attendant(flow("d", BYE), TimeZoneId="Middle of Nowhere Time"))
    assert tree.timezone == "UTC"
    assert any("Middle of Nowhere" in sentence for sentence in tree.not_said)
