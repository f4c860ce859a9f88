"""What prompts say: hand-written sentences of clinics, dental offices and insurers."""

import subprocess
import sys

import pytest

from ivr_audit.rules import phrasebook
from ivr_audit.rules.phrasebook import language_of, languages_named, number_given, promise
from ivr_audit.rules.stated_hours import stated_hours

SAID = {
    "emergency": [
        "If this is an emergency, please hang up and dial 911.",
        "If you are having a medical emergency, hang up and call 9-1-1.",
        "For emergencies dial nine one one.",
        "Please go to your nearest emergency room.",
        "Go to the nearest hospital.",
        "In a life threatening emergency, hang up and call 999.",
        "For chest pain go straight to A&E.",
        "En caso de emergencia, cuelgue y marque el 911.",
        "Vaya a la sala de emergencias más cercana.",
        "En cas d'urgence vitale, composez le 15.",
        "Em caso de emergência, ligue 112.",
        "Bei einem Notfall wählen Sie die 112.",
        "Mewn argyfwng, ffoniwch 999.",
    ],
    "crisis": [
        "If you are in crisis, call or text 988.",
        "Call the Suicide and Crisis Lifeline.",
        "You can reach the county crisis line at any time.",
        "Dial nine eight eight.",
        "Call the Samaritans on 116 123.",
        "Text HOME to 741741.",
        "For our mobile crisis team, press 4.",
    ],
    "recorded": [
        "This call may be recorded.",
        "This call may be monitored or recorded for quality assurance.",
        "Calls are recorded for training purposes.",
        "All calls to this office are being recorded.",
        "Your call with our office may be monitored and/or recorded.",
        "For your safety we record all calls.",
        "Please note that you are on a recorded line.",
        "Esta llamada puede ser grabada.",
        "Cet appel peut être enregistré.",
        "Esta chamada poderá ser gravada.",
        "Dieses Gespräch wird aufgezeichnet.",
    ],
    "promotion": [
        "Hear about our special offers on whitening.",
        "Ask about our new teeth whitening.",
        "We are now offering Botox.",
        "Introducing our new weight loss program.",
        "Download our mobile app today.",
        "Did you know that we offer clear aligners?",
        "Follow us on Facebook.",
        "Thank you for calling the award-winning team.",
        "Get 20 percent off your first visit.",
    ],
    "website": [
        "Visit our website for more information.",
        "Visit us online.",
        "Go to www.example.com.",
        "You can find us online at example.com.",
        "More information is available on our website.",
        "Learn more at example dot com.",
        "Visite nuestro sitio web.",
        "Besuchen Sie unsere Website.",
    ],
    "person": [
        "To speak with someone, press 0.",
        "To speak to a representative, press 0.",
        "For the operator, press 0.",
        "Press 0 for the front desk.",
        "Please hold for the next available agent.",
        "To talk to our staff, stay on the line.",
        "To reach the receptionist, dial 0.",
        "If you would like to speak to a team member, press 5.",
        "Para hablar con una persona, oprima cero.",
        "Pour parler à un conseiller, faites le 0.",
    ],
    "opening_hours": [
        "Our hours are 8 to 5.",
        "We are open Monday through Friday from 8 a.m. to 5 p.m.",
        "Our office hours are eight to five.",
        "The practice is open from 8am.",
        "Monday to Thursday, 8:30 to 5.",
        "We are open 24 hours a day.",
        "Estamos abiertos de lunes a viernes.",
    ],
    "urgent": [
        "If this is urgent, press 1.",
        "If your call cannot wait, press 2.",
        "To reach the on-call doctor, press 1.",
        "Please call our after-hours line.",
        "Our answering service will page the doctor.",
        "When we are closed, call 111.",
        "For dental emergencies, press 2.",
        "For a dental emergency after hours, please call Dr. Lee at 555-0142.",
        "Si es urgente, oprima 1.",
    ],
    "returned": [
        "We will return your call.",
        "Someone will call you back.",
        "Calls are returned within 24 hours.",
        "We will get back to you by the end of the next business day.",
        "Messages will be returned the same day.",
        "Expect a reply: we respond within two hours.",
        "Le devolveremos su llamada.",
        "Nous vous rappellerons.",
    ],
    "relay": [
        "TTY users, dial 711.",
        "For TDD, call 555-0143.",
        "We accept relay calls.",
        "If you are deaf or hard of hearing, text us.",
        "Call us through Relay UK.",
        "You can also text us at 555-0142.",
        "Si es sordo, marque 711.",
    ],
}
NOT_SAID = {
    "emergency": [
        "For dental emergencies, press 2.",
        "If this is an emergency, press 1.",
        "Our fax is 555-0911.",
        "We are at 911 Main Street.",
        "For emergency contraception, press 3.",
        "For billing, dial 999.",
        "Dr. Lee is the ward doctor.",
    ],
    "crisis": [
        "Thank you for calling Hillside.",
        "Our number is 555-0988.",
        "Press 9 for billing.",
        "For appointments, press 8.",
        "Dial extension 4988.",
        "In an emergency, dial 911.",
    ],
    "recorded": [
        "You have reached the recorded line of Hillside.",
        "Your call is important to us.",
        "Leave a message and it will be recorded after the tone.",
        "For medical records, press 3.",
        "Calls are not recorded.",
        "No llame si no desea dejar un mensaje grabado.",
    ],
    "promotion": [
        "To ask about our hours, press 3.",
        "For appointments, press 1.",
        "For special promotions staff, no one is here.",
        "We are open Monday to Friday.",
        "To download the app, press 3.",
        "We offer appointments on Saturdays.",
        "Our new patient specialist will call you.",
    ],
    "website": [
        "To refill a prescription online, go to example.com/refills.",
        "Send e-mail to info@example.com.",
        "For help with our website, press 4.",
        "Visit the front desk.",
        "Pay at portal.example.com.",
        "Go to example dot com slash pay to pay a bill.",
    ],
    "person": [
        "No one is available to speak with you.",
        "Thank you for calling Hillside.",
        "For refills, press 2.",
        "Please leave a message after the tone.",
        "You have reached the voicemail for the front desk.",
        "We look forward to speaking with you.",
    ],
    "opening_hours": [
        "For our hours and location, press 3.",
        "Please call back during office hours.",
        "Our hours have changed.",
        "You have reached us after hours.",
        "We are closed.",
        "For the Monday clinic, press 2.",
    ],
    "urgent": [
        "If this is an emergency, please hang up and dial 911.",
        "If your call is not urgent, leave a message.",
        "Thank you for calling Hillside Urgent Care.",
        "For non-urgent questions, press 3.",
        "For refills, press 2.",
        "Please leave a message.",
        "Our office is closed.",
    ],
    "returned": [
        "To return to the main menu, press star.",
        "Please call back during office hours.",
        "If you are returning our call, press 2.",
        "Cancel within 24 hours of your visit.",
        "To go back, press star.",
        "Leave a message.",
    ],
    "relay": [
        "We will relay your message to the doctor.",
        "Call or text 988.",
        "Our number is 555-0711.",
        "For hearing aids, press 3.",
        "Message rates may apply.",
        "For the pretty smile program, press 2.",
    ],
}


@pytest.mark.parametrize(("thing", "text"), [(t, s) for t, sentences in SAID.items() for s in sentences])
def test_what_a_sentence_says(thing: str, text: str) -> None:
    assert getattr(phrasebook, f"says_{thing}")(text)
    assert getattr(phrasebook, f"says_{thing}")(text.upper())


@pytest.mark.parametrize(("thing", "text"), [(t, s) for t, sentences in NOT_SAID.items() for s in sentences])
def test_what_a_sentence_does_not_say(thing: str, text: str) -> None:
    assert not getattr(phrasebook, f"says_{thing}")(text)


def test_every_thing_of_the_table_has_a_question_and_sentences() -> None:
    assert set(phrasebook.TABLE) == set(SAID) == set(NOT_SAID)
    assert all(len(sentences) >= 6 for sentences in (*SAID.values(), *NOT_SAID.values()))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("We will return your call within 24 hours.", 86400),
        ("We will call you back within one business day.", 86400),
        ("We call you back within 30 minutes.", 1800),
        ("Someone will get back to you within two hours.", 7200),
        ("Your call will be returned within 24 to 48 hours.", 172800),
        ("We return calls within an hour.", 3600),
        ("Messages are returned by the end of the next business day.", 86400),
        ("Urgent calls are returned within 30 minutes, all others are returned within one day.", 86400),
        ("Le devolveremos su llamada dentro de 24 horas.", 86400),
        ("Calls are returned the same day.", None),
        ("We will return your call as soon as possible.", None),
        ("Please call us within 24 hours of your appointment.", None),
        ("Refills are ready within 48 hours.", None),
        ("Results take three days.", None),
        ("", None),
    ],
)
def test_the_time_that_a_greeting_promises(text: str, seconds: float | None) -> None:
    assert promise(text) == seconds


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("Call 555-0142.", True),
        ("Call (415) 555-0142.", True),
        ("Dial 1-800-555-0142.", True),
        ("Ring 020 7946 0018.", True),
        ("Call five five five, zero one four two.", True),
        ("Call 1-800-555-CARE.", True),
        ("Appelez le 01 99 00 12 34.", True),
        ("Dial 911.", False),
        ("Our fax number is 555-0142.", False),
        ("We are open 8:30 to 5:00.", False),
        ("Press 1 or 2.", False),
        ("Dial extension 2014.", False),
        ("Updated 2026-11-02.", False),
        ("We are at 1200 Main Street, suite 300.", False),
    ],
)
def test_whether_a_telephone_number_is_given(text: str, given: bool) -> None:
    assert number_given(text) is given


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Thank you for calling. Please leave your name.", "English"),
        ("Gracias por llamar. Para citas, oprima el uno.", "Spanish"),
        ("Merci de votre appel. Pour un rendez-vous, faites le 1.", "French"),
        ("Para marcar uma consulta com o seu médico, digite 1.", "Portuguese"),
        ("Vielen Dank für Ihren Anruf. Bitte bleiben Sie am Apparat und warten Sie.", "German"),
        ("Diolch am ffonio. Os gwelwch yn dda, pwyswch un ar gyfer apwyntiad.", "Welsh"),
        ("Refills", None),
        ("Press 1.", None),
        ("Para español, oprima 2. For English, press 1.", None),
        ("Hillside Dental Group Boston Massachusetts", None),
        ("", None),
        ("1 2 3 4 5 6", None),
    ],
)
def test_the_language_of_a_text(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("For English, press 1. Para español, oprima 2.", {"English", "Spanish"}),
        ("For Spanish, press 2.", {"Spanish"}),
        ("Pour le français, appuyez sur le 2.", {"French"}),
        ("Ar gyfer y Gymraeg, pwyswch 2. For English, press 1.", {"Welsh", "English"}),
        ("For help in Vietnamese or Korean, press 4.", {"Vietnamese", "Korean"}),
        ("Se habla español.", {"Spanish"}),
        ("Para português, digite 3.", {"Portuguese"}),
        ("For our Spanish class, press 1.", set()),
        ("Thank you for calling French Hospital.", set()),
        ("Welcome to German Township Clinic.", set()),
        ("For Polish Hill Dental, press 1.", set()),
        ("Please leave a message.", set()),
        ("", set()),
    ],
)
def test_the_languages_that_a_prompt_offers(text: str, languages: set[str]) -> None:
    assert languages_named(text) == languages


WEEKDAYS = frozenset(range(5))
NINE_TO_FIVE = ((540, 1020),)
EIGHT_TO_FIVE = ((480, 1020),)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("We are open Monday through Friday from 8 a.m. to 5 p.m.", ((WEEKDAYS, EIGHT_TO_FIVE),)),
        ("Our hours are 8 am to 5 pm, Monday through Friday.", ((WEEKDAYS, EIGHT_TO_FIVE),)),
        ("Weekdays nine to five.", ((WEEKDAYS, NINE_TO_FIVE),)),
        ("Monday to Thursday 8:30 to 12 and 1 to 5.", ((frozenset(range(4)), ((510, 720), (780, 1020))),)),
        (
            "Our office hours are Monday to Friday 8 to 5, closed from noon to one for lunch.",
            ((WEEKDAYS, ((480, 720), (780, 1020))),),
        ),
        (
            "We are open Monday, Wednesday and Friday 9 to 5, and Tuesday and Thursday 10 to 6.",
            ((frozenset({0, 2, 4}), NINE_TO_FIVE), (frozenset({1, 3}), ((600, 1080),))),
        ),
        (
            "We are open Monday-Friday 8am-5pm and Saturday 9 a.m. to noon. We are closed on Sunday.",
            ((WEEKDAYS, EIGHT_TO_FIVE), (frozenset({5}), ((540, 720),))),
        ),
        ("The surgery is open from 8am until 6.30pm, Monday to Friday.", ((WEEKDAYS, ((480, 1110),)),)),
        ("We are open 24 hours a day, seven days a week.", ((frozenset(range(7)), ((0, 1440),)),)),
        (
            "We are open Monday through Friday, 8 a.m. to 5 p.m. Please leave a message.",
            ((WEEKDAYS, EIGHT_TO_FIVE),),
        ),
        ("Our office is open weekdays 8 to 5, except holidays.", ((WEEKDAYS, EIGHT_TO_FIVE),)),
        (
            "We are closed for lunch from noon to 1. We are open weekdays 8 to 5.",
            ((WEEKDAYS, ((480, 720), (780, 1020))),),
        ),
        ("Our hours are 8 a.m. to 5 p.m. Monday through Friday.", ((WEEKDAYS, EIGHT_TO_FIVE),)),
        ("Between 5 p.m. and 8 a.m. on weekdays, call the answering service.", None),
        ("We are open.", None),
        ("We are open 8 to 5.", None),
        ("We will be open Monday at 8 a.m.", None),
        ("We are open Monday from 6 to 8 p.m.", None),
        ("Our lab is open Monday 8 to 5.", None),
        ("We are open Monday to Friday 8 to 5 and every other Saturday 9 to 12.", None),
        ("For our hours, press 3.", None),
        ("We are open Monday 8 to 5 and Monday 9 to 6.", None),
        ("Estamos abiertos de lunes a viernes de 8 a 5.", None),
    ],
)
def test_the_hours_that_a_greeting_states(text: str, hours: object) -> None:
    assert stated_hours(text) == hours


def test_nothing_is_compiled_before_it_is_asked() -> None:
    code = (
        "from ivr_audit.rules import phrasebook as p, stated_hours as s; import ivr_audit.announced as a;"
        "print([f.cache_info().currsize for f in (p._pattern, p._promised, p._offers, s._tokens, a._reader)])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[0, 0, 0, 0, 0]"
