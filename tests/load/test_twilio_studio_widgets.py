"""Every other widget of a Twilio Studio flow, with the nodes worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from studio_flows import (
    AGENT,
    BOX,
    RING,
    flow,
    gather,
    keys,
    ring_of,
    say,
    setting,
    split,
    tree_of,
    widget,
)

from ivr_audit import model
from ivr_audit.model import Hours, Span


def test_missed_call_drops_where_no_split_asks(tmp_path: Path) -> None:
    ring = ring_of(flow("ring", ring=RING), tmp_path)
    assert (ring.ring_for, ring.who, ring.no_answer, ring.busy) == (25.0, "+15550100", None, None)


def test_dial_status_is_folded(tmp_path: Path) -> None:
    cases = [
        ("equal_to", "completed", None),
        ("equal_to", "busy", "agent"),
        ("matches_any_of", "no-answer,failed", "box"),
    ]
    made = flow(
        "ring",
        ring=widget("connect-call-to", {"callCompleted": "status"}, noun="number", to="+15550100", timeout=20),
        status=split("{{widgets.ring.DialCallStatus}}", cases, "box"),
        box=BOX,
        agent=AGENT,
    )
    ring = ring_of(made, tmp_path)
    assert (ring.ring_for, ring.no_answer, ring.busy) == (20.0, "box", "agent")


def test_unanswered_and_answered_calls_go_the_same_way(tmp_path: Path) -> None:
    made = flow("ring", ring=widget("connect-call-to", {"callCompleted": "box"}, noun="client", to="ann"), box=BOX)
    ring = ring_of(made, tmp_path)
    assert (ring.who, ring.ring_for, ring.no_answer, ring.busy) == ("ann", 30.0, "box", None)


def test_several_numbers_ring_together(tmp_path: Path) -> None:
    noun = widget("connect-call-to", {"callCompleted": None}, noun="number-multi", to="+1555001,+1555002", timeout="15")
    ring = ring_of(flow("ring", ring=noun), tmp_path)
    assert (ring.members, ring.people, ring.ring_for) == (("+1555001", "+1555002"), 2, 15.0)


def test_conference_leaves_the_file(tmp_path: Path) -> None:
    room = widget("connect-call-to", {"callCompleted": None}, noun="conference", to="{{flow.variables.room}}")
    node = tree_of(flow("room", room=room), tmp_path).nodes["room"]
    assert isinstance(node, model.Transfer)
    assert (node.number, node.answered_by) == ("[room]", "unknown")


@pytest.mark.parametrize("kind", ["enqueue-call", "send-to-flex"])
def test_queue(tmp_path: Path, kind: str) -> None:
    events = {"callComplete": "box", "failedToEnqueue": "bye", "callFailure": None}
    line = widget(kind, events, workflow="W", queue_name="Sales", timeout="600")
    made = flow("line", line=line, box=BOX, bye=say("Goodbye."))
    made_line = tree_of(made, tmp_path).nodes["line"]
    assert isinstance(made_line, model.Queue)
    assert (made_line.who, made_line.max_wait, made_line.overflow, made_line.full) == ("Sales", 600.0, "box", "bye")


def test_queue_without_a_workflow_has_no_end(tmp_path: Path) -> None:
    events = {"callComplete": "box", "failedToEnqueue": "bye", "callFailure": None}
    queue = widget("enqueue-call", events, queue_name="Sales", timeout="600")
    made = flow("line", line=queue, box=BOX, bye=say("Bye."))
    tree = tree_of(made, tmp_path)
    line = tree.nodes["line"]
    assert isinstance(line, model.Queue)
    assert (line.max_wait, line.overflow, line.full, line.limit_elsewhere) == (None, None, "bye", False)
    assert any("TaskRouter" in sentence for sentence in tree.not_said)


def test_queue_without_timeout_has_no_limit(tmp_path: Path) -> None:
    line = tree_of(flow("line", line=AGENT), tmp_path).nodes["line"]
    assert isinstance(line, model.Queue)
    assert (line.who, line.max_wait, line.overflow, line.full) == ("line", None, None, None)


def test_voicemail_that_nobody_hears_of(tmp_path: Path) -> None:
    tree = tree_of(flow("box", box=BOX), tmp_path)
    box = tree.nodes["box"]
    assert isinstance(box, model.Voicemail)
    assert (box.box, box.owner) == ("box", None)
    assert any(sentence.startswith("this flow tells nobody of a message") for sentence in tree.not_said)


@pytest.mark.parametrize(
    "box",
    [
        BOX | {"properties": {"recording_status_callback_url": "https://office.example/new"}},
        widget("record-voicemail", {"recordingComplete": "tell"}),
    ],
)
def test_voicemail_that_is_passed_on(tmp_path: Path, box: dict[str, object]) -> None:
    tree = tree_of(flow("box", box=box, tell=widget("send-message", {"sent": None, "failed": None})), tmp_path)
    assert not any("tells nobody" in sentence for sentence in tree.not_said)


def test_hours_after_a_function_are_unknown(tmp_path: Path) -> None:
    made = flow(
        "check",
        check=widget("run-function", {"success": "is_open", "fail": None}),
        is_open=split("{{widgets.check.parsed.isOpen}}", [("equal_to", "true", "ring")], "closed"),
        ring=RING,
        closed=say("We are closed."),
    )
    tree = tree_of(made, tmp_path)
    clock = tree.nodes["is_open"]
    assert isinstance(clock, model.HoursCheck)
    assert (clock.hours, clock.open, clock.closed, clock.holiday) == (None, "ring", "closed", None)
    assert [entry.node for entry in tree.entries] == ["is_open"]
    assert 'if what runs here fails, the call ends, because no way on is set for that: "check"' in tree.not_said


@pytest.mark.parametrize(
    ("subject", "cases", "expected"),
    [
        ("isClosed", [("equal_to", "true", "a")], ("b", "a", None)),
        ("status", [("equal_to", "open", "a")], None),
        ("schedule", [("equal_to", "open", "a"), ("equal_to", "holiday", "c")], ("a", "b", "c")),
        ("business_hours", [("equal_to", "open", "a"), ("equal_to", "closed", "c")], None),
        ("openDay", [("equal_to", "monday", "a")], None),
    ],
)
def test_hours_are_told_by_their_words(
    tmp_path: Path, subject: str, cases: list[tuple[str, str, str | None]], expected: tuple[str, str, str | None] | None
) -> None:
    ends = {name: say(f"This is {name}.") for name in "abc"}
    tree = tree_of(flow("which", which=split(f"{{{{widgets.f.parsed.{subject}}}}}", cases, "b"), **ends), tmp_path)
    node = tree.nodes["which"]
    if expected is None:
        assert isinstance(node, model.Branch)
    else:
        assert isinstance(node, model.HoursCheck)
        assert (node.open, node.closed, node.holiday) == expected


def test_liquid_time_is_a_schedule(tmp_path: Path) -> None:
    cases = [("less_than", "9", "closed"), ("greater_than", "16", "closed")]
    made = flow("clock", clock=split("{{'now' | date: '%H'}}", cases, "ring"), ring=RING, closed=say("We are closed."))
    tree = tree_of(made, tmp_path)
    clock = tree.nodes["clock"]
    assert isinstance(clock, model.HoursCheck)
    assert (clock.hours, clock.open, clock.closed) == ("clock", "ring", "closed")
    assert tree.hours["clock"] == Hours(name="clock", place=tree.hours["clock"].place, weekly=((Span(540, 1020),),) * 7)


def test_liquid_weekday_is_a_schedule(tmp_path: Path) -> None:
    cases = [("matches_any_of", "Saturday,Sunday", "closed")]
    made = flow("clock", clock=split('{{ "now" | date: "%A" }}', cases, "ring"), ring=RING, closed=say("Closed."))
    weekly = tree_of(made, tmp_path).hours["clock"].weekly
    assert weekly == ((Span(0, 1440),),) * 5 + ((),) * 2


def test_opaque_condition_keeps_every_outcome(tmp_path: Path) -> None:
    cases = [("equal_to", "gold", "ring"), ("regex", "silver.*", "agent")]
    made = flow("which", which=split("{{flow.variables.level}}", cases), ring=RING, agent=AGENT)
    node = tree_of(made, tmp_path).nodes["which"]
    assert isinstance(node, model.Branch)
    assert node.decides == "level"
    assert [(case.name, case.to) for case in node.cases] == [
        ("gold", "ring"),
        ("regex silver.*", "agent"),
        ("anything else", "hangup"),
    ]


def test_true_and_false_are_all_there_is(tmp_path: Path) -> None:
    cases = [("equal_to", "true", "ring"), ("equal_to", "false", "agent")]
    tree = tree_of(flow("which", which=split("{{widgets.f.parsed.vip}}", cases), ring=RING, agent=AGENT), tmp_path)
    node = tree.nodes["which"]
    assert isinstance(node, model.Branch)
    assert [case.name for case in node.cases] == ["true", "false"]
    assert any(sentence.startswith("an answer that is neither") for sentence in tree.not_said)


def test_set_variables_and_pass_through_leave_no_node(tmp_path: Path) -> None:
    made = flow(
        "a",
        a=setting("b", language="en"),
        b=widget("fork-stream", {"next": "c"}),
        c=widget("run-function", {"success": "d", "fail": "d"}),
        d=say("Hello."),
    )
    assert set(tree_of(made, tmp_path).nodes) == {"d"}


def test_say_loops_and_plays(tmp_path: Path) -> None:
    made = flow(
        "a",
        a=say("Hello.", "b") | {"properties": {"say": "Hello.", "loop": 3}},
        b=widget("say-play", {"audioComplete": "c"}, play="https://office.example/welcome.mp3"),
        c=widget("say-play", {"audioComplete": None}, say="On and on.", loop=0),
    )
    nodes = tree_of(made, tmp_path).nodes
    a, b, c = nodes["a"], nodes["b"], nodes["c"]
    assert isinstance(a, model.Say)
    assert isinstance(b, model.Say)
    assert isinstance(c, model.Say)
    assert a.prompt.text == "Hello. Hello. Hello."
    assert b.prompt.audio == "https://office.example/welcome.mp3"
    assert c.next == "c"


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("Hello {{ contact.name }}.", "Hello [name]."),
        ('<speak>Wait<break time="1s"/> please.</speak>', "Wait please."),
        ("{% if x %}Short.{% else %}Rather longer.{% endif %} Bye.", "Rather longer. Bye."),
        ("A {% case d %}{% when 1 %}one{% when 2 %}two and more{% endcase %}.", "A two and more."),
        ("{% assign x = 1 %}Hello.", "Hello."),
    ],
)
def test_texts(tmp_path: Path, written: str, heard: str) -> None:
    node = tree_of(flow("a", a=say(written)), tmp_path).nodes["a"]
    assert isinstance(node, model.Say)
    assert node.prompt.text == heard


def test_payment_is_a_question(tmp_path: Path) -> None:
    pay = widget("capture-payments", {"success": "bye", "maxFailedAttempts": "agent", "hangup": None}, max_attempts=2)
    node = tree_of(flow("pay", pay=pay, bye=say("Paid."), agent=AGENT), tmp_path).nodes["pay"]
    assert isinstance(node, model.Ask)
    assert (node.data, node.next, node.invalid) == ("payment card", "bye", "agent")


def test_redirect_leaves_and_may_come_back(tmp_path: Path) -> None:
    away = widget("add-twiml-redirect", {"return": "bye", "timeout": None, "fail": None}, url="https://x.example/t")
    tree = tree_of(flow("away", away=away, bye=say("Goodbye.")), tmp_path)
    node = tree.nodes["away"]
    assert isinstance(node, model.Branch)
    assert {case.name: case.to for case in node.cases} == {
        "return": "bye",
        "does not come back": "leaves the file: away",
    }
    gone = tree.nodes["leaves the file: away"]
    assert isinstance(gone, model.Transfer)
    assert gone.number == "https://x.example/t"


def test_unknown_widget_leaves_the_file(tmp_path: Path) -> None:
    tree = tree_of(flow("odd", odd=widget("brand-new-thing", {"done": None})), tmp_path)
    (node,) = tree.nodes.values()
    assert isinstance(node, model.Transfer)
    assert (node.name, node.number) == ("leaves the file: odd", "brand-new-thing")


def test_busy_is_not_told_where_it_is_the_way_of_no_answer(tmp_path: Path) -> None:
    calling = widget("connect-call-to", {"callCompleted": "status"}, noun="number", to="+15550100", timeout=20)
    status = split("{{widgets.ring.DialCallStatus}}", [("equal_to", "completed", None)], "set")
    made = flow("ring", ring=calling, status=status, set=setting("box", tried="yes"), box=BOX)
    ring = ring_of(made, tmp_path)
    assert (ring.no_answer, ring.busy) == ("box", None)


def test_what_is_said_right_before_the_tone_is_the_greeting(tmp_path: Path) -> None:
    tree = tree_of(flow("closed", closed=say("Leave a message.", "box"), box=BOX), tmp_path)
    (box,) = tree.nodes.values()
    assert isinstance(box, model.Voicemail)
    assert (box.name, box.greeting.text) == ("box", "Leave a message.")


def test_a_box_with_two_announcements_before_it_has_none_of_them_as_its_greeting(tmp_path: Path) -> None:
    menu = gather("Press 1.", "which", "slow")
    made = flow(
        "menu", menu=menu, which=keys("menu", "slow", k1="hello"), hello=say("Hello.", "box"),
        slow=say("Too slow.", "box"), box=BOX,
    )  # fmt: skip
    tree = tree_of(made, tmp_path)
    assert {"menu", "hello", "slow", "box"} == set(tree.nodes)
    box = tree.nodes["box"]
    assert isinstance(box, model.Voicemail)
    assert box.greeting == model.Prompt()
