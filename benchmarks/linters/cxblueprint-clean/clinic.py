"""The clinic of ../clinic-clean.yaml: every planted fault repaired."""

from __future__ import annotations

from cxblueprint import Flow
from cxblueprint.blocks.base import FlowBlock
from cxblueprint.blocks.contact_actions import UpdateContactEventHooks

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
    """The flow that callers hear in the queue; it leads out after two minutes."""
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
    "For anything else, press 5. For the front desk, press 0."
)
front_desk = phone("+15550100171")
nurses_in = flow.check_hours("${NURSE_HOURS}")
nurse_hold = hold()
nurse_queue = flow.set_queue("${NURSES}")
nurse_line = flow.transfer_to_queue()
nurse_overflow = phone("+15550100173")
billing = flow.get_input("For your bill, press 1. For a statement, press 2. For the front desk, press 0.")
billing_hold = hold()
billing_queue = flow.set_queue("${BILLING}")
billing_desk = flow.transfer_to_queue()
statements = phone("+15550100174")
statement_box = flow.transfer_to_flow("${VOICEMAIL_STATEMENTS}")
refill_line = phone("+15550100175")
refill_box = flow.transfer_to_flow("${VOICEMAIL_REFILLS}")
other = flow.get_input("For medical records, press 1. For forms, press 2. For the front desk, press 0.")
records_desk = phone("+15550100172")
after_hours = flow.play_prompt(
    "We are closed. We are open Monday to Friday from 8:30 to 5. If this is an emergency, hang up and dial 911."
)
answering_service = phone("+15550100190")
end = flow.disconnect()

name.then(welcome)
welcome.then(opening)
opening.when("True", main).when("False", after_hours).otherwise(after_hours)
main.when("1", front_desk).when("2", nurses_in).when("3", billing).when("4", refill_line)
main.when("5", other).when("0", front_desk).otherwise(front_desk)
nurses_in.when("True", nurse_hold).when("False", front_desk).otherwise(front_desk)
nurse_hold.then(nurse_queue)
nurse_queue.then(nurse_line)
billing.when("1", billing_hold).when("2", statements).when("0", front_desk).otherwise(front_desk)
billing_hold.then(billing_queue)
billing_queue.then(billing_desk)
other.when("1", records_desk).when("2", records_desk).when("0", front_desk).otherwise(front_desk)
for menu in (main, billing, other):
    fails_to(menu, front_desk, *WAYS)
for queue, overflow in ((nurse_line, nurse_overflow), (billing_desk, statements)):
    queue.then(overflow)
    fails_to(queue, overflow, "QueueAtCapacity", "NoMatchingError")
after_hours.then(answering_service)
for person, nobody in (
    (front_desk, answering_service),
    (nurse_overflow, answering_service),
    (statements, statement_box),
    (refill_line, refill_box),
    (records_desk, answering_service),
    (answering_service, statement_box),
):
    person.then(end)
    fails_to(person, nobody, "ConnectionTimeLimitExceeded", "CallFailed", "NoMatchingError")
