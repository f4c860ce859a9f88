"""The clinic of ../clinic.yaml with the planted faults that a flow written with cxblueprint can express."""

from __future__ import annotations

from cxblueprint import Flow
from cxblueprint.blocks.base import FlowBlock
from cxblueprint.blocks.contact_actions import UpdateContactEventHooks
from cxblueprint.blocks.participant_actions import MessageParticipant

WAYS = ("InputTimeLimitExceeded", "NoMatchingCondition", "NoMatchingError")
flow = Flow.build("Mill Street Clinic")


def phone(number: str) -> FlowBlock:
    """A call to people's phones, which cxblueprint has no block of its own for."""
    parameters = {
        "ThirdPartyPhoneNumber": number,
        "ThirdPartyConnectionTimeLimitSeconds": "25",
        "ContinueFlowExecution": "True",
    }
    return flow.add(FlowBlock(type="TransferParticipantToThirdParty", parameters=parameters))


def hold() -> UpdateContactEventHooks:
    """The flow that callers hear in the queue; it leads out after fifteen minutes."""
    return flow.add(UpdateContactEventHooks(parameters={"EventHooks": {"CustomerQueue": "${HOLD_FLOW}"}}))


def fails_to(block: FlowBlock, target: FlowBlock, *ways: str) -> None:
    """Where the call goes when the block cannot do its work."""
    for way in ways:
        block.on_error(way, target)


name = flow.update_attributes(clinic="Mill Street Clinic")
welcome = flow.play_prompt("Thank you for calling $.Attributes.clinic. In an emergency, hang up and dial 911.")
opening = flow.check_hours("${OFFICE_HOURS}")
main = flow.get_input(
    "For appointments, press 1. For a nurse, press 2. For billing, press 3. For refills, press 4. "
    "For medical records, press 5. For the pharmacy, press 6. For directions, press 7. "  # fault: announced key missing
    "For anything else, press 8. To hear this again, press 0."
)
front_desk = phone("+15550100171")  # fault: ring group without next step
nurses_in = flow.check_hours("${NURSE_HOURS}")  # fault: time condition to nowhere
nurse_hold = hold()
nurse_queue = flow.set_queue("${NURSES}")
nurse_line = flow.transfer_to_queue()
overflow_queue = flow.set_queue("${SECOND_NURSE}")
nurse_overflow = flow.transfer_to_queue()
billing = flow.get_input("For your bill, press 1. For a statement, press 2. For the front desk, press 0.")
billing_queue = flow.set_queue("${BILLING}")  # fault: queue without maximum wait
billing_desk = flow.transfer_to_queue()
statements = flow.transfer_to_flow("${VOICEMAIL_STATEMENTS}")
refill_box = flow.transfer_to_flow("${VOICEMAIL_REFILLS}")
records = flow.get_input(
    "To have records sent, press 1. For our fax number, press 2."
)  # fault: no person from this menu
records_box = flow.transfer_to_flow("${VOICEMAIL_RECORDS}")
fax_number = flow.play_prompt("Our fax number is 5 5 5, 0 1 0, 0 1 7 8.")  # fault: announcement ends in a hang-up
pharmacy = MessageParticipant(text="The pharmacy.")  # fault: target does not exist (never added)
other = flow.get_input("For forms, press 1. For the front desk, press 0.")
forms = flow.get_input("For school forms, press 1. For the front desk, press 0.")
school_forms = flow.get_input("For a sports form, press 1. For the front desk, press 0.")  # fault: four menus
forms_desk = phone("+15550100172")
after_hours = flow.play_prompt(
    "We are closed. We are open Monday to Friday from 8:30 to 5. If this is an emergency, hang up and dial 911."
)
answering_service = phone("+15550100190")
flu_clinic = flow.get_input("For a flu shot, press 1. For the front desk, press 0.")  # fault: unreachable menu
end = flow.disconnect()

name.then(welcome)
welcome.then(opening)
opening.when("True", main).when("False", after_hours).otherwise(after_hours)
main.when("1", front_desk).when("2", nurses_in).when("3", billing).when("4", refill_box)
main.when("3", statements)  # fault: key used twice
main.when("5", records).when("6", pharmacy).when("8", other)
main.when("0", main)  # fault: zero only repeats
fails_to(main, front_desk, "InputTimeLimitExceeded", "NoMatchingError")  # fault: wrong key hangs up
nurses_in.when("True", nurse_hold)
nurse_hold.then(nurse_queue)
nurse_queue.then(nurse_line)
fails_to(nurse_line, overflow_queue, "QueueAtCapacity", "NoMatchingError")  # fault: circle of automatic steps
overflow_queue.then(nurse_overflow)
fails_to(nurse_overflow, nurse_hold, "QueueAtCapacity", "NoMatchingError")
billing.when("1", billing_queue).when("2", statements).when("0", front_desk)
fails_to(billing, front_desk, "NoMatchingCondition", "NoMatchingError")  # fault: silence hangs up
billing_queue.then(billing_desk)
fails_to(billing_desk, statements, "QueueAtCapacity", "NoMatchingError")
records.when("1", records_box).when("2", fax_number).otherwise(records_box)
fails_to(records, records_box, *WAYS)
for menu, target in ((other, forms), (forms, school_forms), (school_forms, forms_desk), (flu_clinic, front_desk)):
    menu.when("1", target).when("0", front_desk).otherwise(front_desk)
    fails_to(menu, front_desk, *WAYS)
after_hours.then(answering_service)
for person in (forms_desk, answering_service):
    person.then(end)
    fails_to(person, records_box, "ConnectionTimeLimitExceeded", "CallFailed", "NoMatchingError")
