"""Words that deny, or are beside the point: what they must not be taken for, and what stands beside them and counts."""

from __future__ import annotations

import pytest

from ivr_audit.rules import phrasebook
from ivr_audit.rules.phrasebook import languages_named, promise

NOTHING = {
    "emergency": [
        "This line is not for life-threatening matters.",
        "Our ambulance service is for sale.",
        "For a life-threatening matter, press 1.",
        "We are at 911 Old Mill Street.",
        "Our suite is 911.",
    ],
    "crisis": [
        "We are not a crisis line.",
        "This isn't a suicide and crisis lifeline.",
        "We are at 988 Mill Street.",
        "Come to suite 988.",
    ],
    "relay": ["Our suite is 711.", "We are at 711 Mill Street."],
    "recorded": ["Our lines are open from eight.", "Calls are not monitored."],
    "opening_hours": ["Save from 5 to 10 percent."],
}
SOMETHING = {
    "emergency": [
        "This line is not for emergencies please call 911.",
        "This line is not for emergencies; for these, dial 999.",
        "If you need an ambulance, dial 112.",
        "If it is life-threatening, hang up and go to the hospital.",
        "Do not hesitate to call 911.",
        "Call 911 or drive to the nearest hospital.",
        "Os yw eich bywyd mewn perygl, ffoniwch 999.",
    ],
    "crisis": ["We are not a crisis line. If you are in crisis, call 988.", "This is no clinic, but a crisis line."],
    "relay": ["For relay, dial 711."],
    "recorded": [
        "Please note that this line is recorded.",
        "All lines are recorded.",
        "Calls on this line may be monitored.",
    ],
    "opening_hours": [
        "Call from 8 a.m. to 8 p.m. every day.",
        "Call from 8 to 8, seven days a week.",
        "We are open 8am to 8pm.",
    ],
}


@pytest.mark.parametrize(("thing", "text"), [(t, s) for t, sentences in NOTHING.items() for s in sentences])
def test_what_is_denied_or_an_address_is_not_said(thing: str, text: str) -> None:
    assert not getattr(phrasebook, f"says_{thing}")(text)


@pytest.mark.parametrize(("thing", "text"), [(t, s) for t, sentences in SOMETHING.items() for s in sentences])
def test_what_stands_beside_a_denial_is_said(thing: str, text: str) -> None:
    assert getattr(phrasebook, f"says_{thing}")(text)


DAY = 86400


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("We will not return your call within 48 hours.", None),
        ("We do not return calls about bills that are within 90 days.", None),
        ("We return calls about bills not over 90 days old.", None),
        ("We call back about appointments in 10 days.", None),
        ("We return calls about bills within 3 days.", 3 * DAY),
        ("We return calls within a week.", 7 * DAY),
        ("We will call you back in two weeks.", 14 * DAY),
        ("Calls are returned in up to 3 business days.", 3 * DAY),
        ("Please allow up to 3 business days for a reply.", 3 * DAY),
        ("We will return your call. Allow three working days.", 3 * DAY),
        ("Leave the items you need. Allow three working days.", None),
        ("If you do not hear from us within 30 minutes, call again.", 1800),
        ("We cannot take your call, but we will call you back within 2 hours.", 7200),
        ("Calls are returned within zero hours.", 0),
    ],
)
def test_promises_that_are_none_and_those_that_are(text: str, seconds: float | None) -> None:
    assert promise(text) == seconds


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("No Spanish is spoken here. For English, press 1.", {"English"}),
        ("No hablamos español.", set()),
        ("En este momento no hay nadie que hable español.", set()),
        ("If you do not speak English press 2 for Spanish.", {"Spanish"}),
        ("Si no habla inglés, oprima 2 para español.", {"Spanish"}),
        ("Thank you for calling. Para espanol, oprima 8.", {"Spanish"}),
        ("\u0939\u093f\u0928\u094d\u0926\u0940 2", {"Hindi"}),
    ],
)
def test_languages_that_are_not_spoken_are_not_offered(text: str, languages: set[str]) -> None:
    assert languages_named(text) == languages
