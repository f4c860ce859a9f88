"""Archy flows, with the trees worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from genesys_flows import HEAD, menu_flow, node, parsed, task_flow, tree_of

from ivr_audit import model
from ivr_audit.load import read
from ivr_audit.model import Attempts


def test_menu_takes_what_it_does_not_say_from_the_flow() -> None:
    tree = menu_flow(
        """\
        - menuDisconnect: {name: Bye, dtmf: digit_9}
        - menuRepeat: {name: Again, dtmf: digit_star}
        - menuTransferToNumber: {name: Cell, dtmf: pound, targetNumber: {lit: "+15550100"}}
        """,
        more="settingsMenu:\n  repeatCount: {noValue: true}\n  menuSelectionTimeout: {lit: {seconds: 4}}\n",
    )
    main = node(tree, "Main", model.Menu)
    assert main.prompt.text == "Press a key."
    assert [(one.key, one.to) for one in main.options] == [("9", "Bye"), ("*", "Main"), ("#", "Cell")]
    assert (main.attempts, main.no_input_timeout, main.extensions) == (Attempts(2, 2, False), 4.0, ())
    error = node(tree, "hangs up on an error", model.Hangup)
    assert (main.no_input, main.invalid, error.prompt.text) == (
        "hangs up on an error",
        "hangs up on an error",
        "Sorry.",
    )
    assert (main.place.line, main.options[0].place.line) == (17, 24)
    cell = node(tree, "Cell", model.Transfer)
    assert (cell.number, cell.answered_by) == ("+15550100", "unknown")
    assert any("preview" in sentence for sentence in tree.not_said)
    assert [(entry.number, entry.node) for entry in tree.entries] == [("", "Main")]


def test_menu_without_settings_has_architects_own() -> None:
    tree = menu_flow("- menuDisconnect: {name: Bye, dtmf: digit_9}\n", head=HEAD.split("  settingsError")[0])
    main = node(tree, "Main", model.Menu)
    assert (main.attempts, main.no_input_timeout, main.no_input) == (Attempts(3, 3, False), 10.0, None)


def test_default_choice_is_where_silence_ends() -> None:
    tree = menu_flow(
        """\
        - menuDisconnect: {name: Bye, dtmf: digit_9}
        - menuTransferToAcd: {name: Sales, dtmf: digit_1, targetQueue: {lit: {name: Sales team}}}
        """,
        more="defaultMenuChoice: Sales\n",
    )
    main = node(tree, "Main", model.Menu)
    assert (main.no_input, main.invalid, main.at("no_input").line) == ("Sales team", "Sales team", 20)


def test_extensions_begin_with_a_key_that_is_no_choice() -> None:
    head = HEAD.replace("{lit: false}", "{lit: true}")
    tree = menu_flow("- menuDisconnect: {name: Bye, dtmf: digit_2}\n", head=head)
    main = node(tree, "Main", model.Menu)
    (extensions,) = main.extensions
    assert (extensions.pattern, main.inter_digit_timeout) == ("3XXX", 1.5)
    assert node(tree, extensions.to, model.Transfer).answered_by == "unknown"


def test_transfer_to_a_queue_says_its_words_first() -> None:
    tree = menu_flow("""\
        - menuTransferToAcd:
            name: Sales
            dtmf: digit_1
            targetQueue: {lit: {name: Sales team}}
            preTransferAudio: {tts: One moment.}
            failureTransferAudio: {tts: Not now.}
        """)
    before = node(tree, "Sales: before", model.Say)
    queue = node(tree, "Sales team", model.Queue)
    assert (before.prompt.text, before.next) == ("One moment.", "Sales team")
    assert (queue.who, queue.max_wait, queue.overflow) == ("Sales team", None, None)


def test_sub_menus_jumps_and_the_menu_before() -> None:
    tree = menu_flow("""\
        - menuSubMenu:
            name: More
            dtmf: digit_1
            refId: More_11
            audio: {tts: More.}
            choices:
              - menuPreviousMenu: {name: Back, dtmf: digit_star}
              - menuDisconnect: {name: Bye, dtmf: digit_9}
        - menuJumpToMenu: {name: Other, dtmf: digit_2, targetMenuRef: "/inboundCall/menus/menu[More_11]"}
        """)
    more = node(tree, "More", model.Menu)
    assert [(one.key, one.to) for one in node(tree, "Main", model.Menu).options] == [("1", "More"), ("2", "More")]
    assert [(one.key, one.to) for one in more.options] == [("*", "Main"), ("9", "Bye")]
    assert more.prompt.text == "More."


def test_the_menu_before_may_be_any_of_several() -> None:
    text = """\
inboundCall:
  name: F
  startUpRef: ./menus/menu[a]
  menus:
    - menu: {name: A, refId: a, choices: [{menuJumpToMenu: {dtmf: digit_1, targetMenuRef: "./menus/menu[c]"}},
        {menuJumpToMenu: {dtmf: digit_2, targetMenuRef: "./menus/menu[b]"}}]}
    - menu: {name: B, refId: b, choices: [{menuJumpToMenu: {dtmf: digit_1, targetMenuRef: "./menus/menu[c]"}}]}
    - menu: {name: C, refId: c, choices: [{menuPreviousMenu: {dtmf: digit_1}}]}
"""
    back = node(tree_of(text), "back to the menu before", model.Branch)
    assert [(case.name, case.to) for case in back.cases] == [("A", "A"), ("B", "B")]


def test_a_choice_for_every_menu() -> None:
    tree = menu_flow("""\
        - menuTransferToNumber: {name: Operator, dtmf: digit_0, globalDtmf: true, targetNumber: {lit: "100"}}
        - menuSubMenu: {name: More, dtmf: digit_1, refId: m, choices: [{menuRepeat: {dtmf: digit_8}}]}
        """)
    keys = [(one.key, one.to) for one in node(tree, "More", model.Menu).options]
    assert keys[0] == ("8", "More")
    assert keys[1][0] == "0"
    assert node(tree, keys[1][1], model.Transfer).number == "100"


def test_a_choice_for_every_menu_that_goes_back() -> None:
    tree = menu_flow("""\
        - menuPreviousMenu: {name: Back, dtmf: digit_star, globalDtmf: true}
        - menuRepeat: {name: Again, dtmf: digit_8, globalDtmf: true}
        - menuSubMenu: {name: More, dtmf: digit_1, refId: m, choices: []}
        """)
    assert [(one.key, one.to) for one in node(tree, "More", model.Menu).options] == [("*", "Main"), ("8", "More")]


def test_menu_task_returns_to_its_menu_or_ends() -> None:
    tree = menu_flow("""\
        - menuTask:
            name: Hours
            dtmf: digit_1
            task: {actions: [{playAudio: {name: Info, audio: {tts: Nine to five.}}}, {previousMenu: {name: Back}}]}
        - menuTask:
            name: Fax
            dtmf: digit_2
            task: {actions: [{playAudio: {name: Number, audio: {tts: By fax.}}}]}
        """)
    info, number = node(tree, "Info", model.Say), node(tree, "Number", model.Say)
    assert (info.prompt.text, info.next) == ("Nine to five.", "Main")
    assert (number.prompt.text, number.next) == ("By fax.", None)


def test_spoken_choices_are_left_out_with_a_word() -> None:
    tree = menu_flow("- menuDisconnect: {name: Bye}\n- menuDisconnect: {name: Off, dtmf: digit_1}\n")
    assert [one.key for one in node(tree, "Main", model.Menu).options] == ["1"]
    assert any("spoken" in sentence for sentence in tree.not_said)


def test_schedules_keep_every_way() -> None:
    tree = task_flow(
        """\
        - evaluateScheduleGroup:
            name: Check
            scheduleGroup: {lit: {name: Office}}
            outputs:
              closed: {actions: [{playAudio: {name: Closed, audio: {tts: Closed.}}}, {disconnect: {name: Bye}}]}
              holiday: {actions: [{disconnect: {name: Holiday}}]}
              emergency: {actions: [{disconnect: {name: Alarm}}]}
        - transferToAcd: {name: Q, targetQueue: {lit: {name: Team}}}
        """
    )
    check = node(tree, "Check (Office)", model.HoursCheck)
    assert (check.hours, check.open, check.closed, check.holiday) == (None, "Team", "Closed", "Holiday")
    first = node(tree, "Check: emergency", model.Branch)
    assert [(case.name, case.to) for case in first.cases] == [
        ("no emergency", "Check (Office)"),
        ("emergency", "Alarm"),
    ]


def test_decisions_switches_and_data_keep_every_outcome() -> None:
    tree = task_flow(
        """\
        - decision: {name: VIP, outputs: {yes: {actions: [{disconnect: {name: One}}]}, no: {actions: []}}}
        - switch:
            name: Kind
            evaluate: {firstTrue: {cases: [{case: {value: {exp: x == 1}, actions: [{disconnect: {name: Two}}]}}],
              default: {actions: [{disconnect: {name: Three}}]}}}
        """
    )
    vip, kind = node(tree, "VIP", model.Branch), node(tree, "Kind", model.Branch)
    assert [(case.name, case.to) for case in vip.cases] == [("yes", "One"), ("no", "Kind")]
    assert [(case.name, case.to) for case in kind.cases] == [("x == 1", "Two"), ("otherwise", "Three")]
    tree = task_flow(
        """\
        - callData: {name: Lookup, outputs: {failure: {actions: [{disconnect: {name: Sorry}}]}, timeout: {actions: []}}}
        - disconnect: {name: Done}
        """
    )
    lookup = node(tree, "Lookup", model.Branch)
    assert [(case.name, case.to) for case in lookup.cases] == [
        ("success", "Done"),
        ("failure", "Sorry"),
        ("timeout", "Done"),
    ]


def test_a_called_task_comes_back_and_a_jump_does_not() -> None:
    tree = task_flow(
        """\
        - callTask: {name: Greet, targetTaskRef: "/inboundCall/tasks/task[G_2]"}
        - jumpToTask: {name: Go, targetTaskRef: "/inboundCall/tasks/task[G_2]"}
        """,
        more="    - task: {name: G, refId: G_2, actions: [{playAudio: {name: Hello, audio: {tts: Hello.}}}]}\n",
    )
    first, second = node(tree, "Hello", model.Say), node(tree, "Hello (2)", model.Say)
    assert (first.next, second.next) == ("Hello (2)", None)


def test_tasks_that_call_themselves_end_in_a_cycle() -> None:
    tree = task_flow(
        """\
        - playAudio: {name: Hello, audio: {tts: Hello.}}
        - callTask: {targetTaskRef: "/inboundCall/tasks/task[T_1]"}
        """
    )
    assert node(tree, "Hello", model.Say).next == "Hello"


def test_loops_are_counted_once() -> None:
    tree = task_flow(
        """\
        - loop:
            name: L
            outputs: {loop: {actions: [{playAudio: {name: A, audio: {tts: A.}}}, {loopNext: {}}]}}
        - disconnect: {name: End}
        """
    )
    assert node(tree, "A", model.Say).next == "End"
    assert any("loop" in sentence for sentence in tree.not_said)


def test_people_numbers_mailboxes_and_callbacks() -> None:
    tree = task_flow(
        """\
        - decision:
            name: D
            outputs:
              yes: {actions: [{transferToUser: {name: U, targetUser: {lit: {name: Ann}},
                connectTimeout: {lit: {seconds: 18}},
                outputs: {failure: {actions: [{disconnect: {name: Nobody}}]}}}}]}
              no: {actions: [{transferToGroup: {name: G, targetGroup: {lit: {name: Desk}}}}]}
        """
    )
    ann, desk = node(tree, "Ann", model.Ring), node(tree, "Desk", model.Ring)
    assert (ann.who, ann.ring_for, ann.no_answer) == ("Ann", 18.0, "Nobody")
    assert (desk.ring_for, desk.no_answer) == (None, "unanswered by Desk")
    tree = task_flow(
        """\
        - decision:
            name: D
            outputs:
              yes: {actions: [{createCallback: {name: C, targetQueue: {lit: {name: Team}}}}]}
              no: {actions: [{transferToVoicemail: {name: V, destination: {queue: {targetQueue: {lit: {name: Team}},
                voicemailGreeting: {exp: 'AudioPlaybackOptions(ToAudioTTS("Leave a message."), false)'}}}}}]}
        """
    )
    assert node(tree, "C", model.Callback).who == "Team"
    box = node(tree, "V", model.Voicemail)
    assert (box.box, box.greeting.text) == ("Team", "Leave a message.")


def test_digits_are_asked_for() -> None:
    tree = task_flow(
        """\
        - collectInput:
            name: Account
            inputAudio: {tts: Enter it.}
            digits: {exact: 4}
            noEntryTimeout: {lit: {seconds: 8}}
            outputs: {failure: {actions: [{disconnect: {name: No}}]}}
        - transferToAcd: {targetQueue: {lit: {name: Team}}}
        """
    )
    ask = node(tree, "Account", model.Ask)
    assert (ask.prompt.text, ask.digits, ask.no_input_timeout) == ("Enter it.", 4, 8.0)
    assert (ask.next, ask.no_input, ask.invalid) == ("Team", "No", "No")


def test_audio_of_every_kind() -> None:
    tree = task_flow(
        """\
        - playAudio: {name: A, audio: {prompt: {name: Welcome_Prompt}}}
        - playAudio: {name: B, audio: {exp: 'Append(ToAudioTTS("One."), ToAudioTTS("Two."))'}}
        - playAudio: {name: C, audio: {noValue: true}}
        - wait: {name: W, duration: {lit: {minutes: 2}}}
        """
    )
    assert node(tree, "A", model.Say).prompt.audio == "Welcome_Prompt"
    assert node(tree, "B", model.Say).prompt.text == "One. Two."
    assert node(tree, "B", model.Say).next == "wait"
    assert node(tree, "wait", model.Say).prompt.seconds == 120.0


def test_another_flow_is_read_from_beside() -> None:
    text = HEAD + "  menus: [{menu: {name: Main, refId: Main_10, choices: [{menuTransferToFlow: {name: Night, "
    text += "dtmf: digit_1, targetFlow: {lit: {name: NAME}}}}]}}]\n"
    night = "inboundCall:\n  name: Night\n  startUpRef: ./menus/menu[n]\n"
    night += "  menus: [{menu: {name: Late, refId: n, choices: [{menuDisconnect: {name: Bye, dtmf: digit_1}}]}}]\n"
    tree = tree_of(text.replace("NAME", "Night"), night=night)
    assert node(tree, "Main", model.Menu).options[0].to == "Late"
    assert [entry.node for entry in tree.entries] == ["Main"]
    tree = tree_of(text.replace("NAME", "Elsewhere"), night=night)
    assert node(tree, "Main", model.Menu).options[0].to == "leaves the file: flow Elsewhere"


def test_start_names_a_flow_a_menu_or_a_task() -> None:
    text = (
        HEAD
        + "  menus: [{menu: {name: Main, refId: Main_10, choices: []}}, {menu: {name: Night, refId: n, choices: []}}]\n"
    )
    assert [entry.node for entry in tree_of(text, "Night").entries] == ["Night"]
    assert [entry.node for entry in tree_of(text, "Front desk").entries] == ["Main"]
    _, problems = parsed(text, "Nigth")
    assert 'did you mean "Night"' in problems[0].message


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("workflow:\n  startUpRef: x\n  states: []\n", 2, 'of the kind "workflow"'),
        ("inboundCall:\n  name: x\n", 2, "no menu, no task"),
        (
            "inboundCall:\n  startUpRef: ./menus/menu[Mian]\n  menus: [{menu: {refId: Main}}]\n",
            2,
            'did you mean "Main"',
        ),
        ("inboundCall: [\n", 2, ""),
        ("inboundCall: !!python/object:os.system x\n", 1, "tag"),
        ("other: 1\n", 0, "no flow for calls"),
    ],
)
def test_files_that_cannot_be_used(text: str, line: int, said: str) -> None:
    tree, problems = parsed(text)
    assert tree is None
    assert (problems[0].place.line, said in problems[0].message) == (line, True), problems


def test_steps_that_lead_nowhere_leave_the_file() -> None:
    tree = menu_flow(
        '- menuJumpToMenu: {dtmf: digit_1, targetMenuRef: "./menus/menu[Gone]"}\n- menuOdd: {dtmf: digit_2}\n'
    )
    assert node(tree, "Main", model.Menu).options[0].to == "leaves the file: ./menus/menu[Gone]"
    assert any('"odd"' in sentence for sentence in tree.not_said)


def test_the_command_line_recognises_a_flow(tmp_path: Path) -> None:
    file = tmp_path / "flow.yaml"
    file.write_text(HEAD + "  menus: [{menu: {name: Main, refId: Main_10, choices: []}}]\n", encoding="utf-8")
    tree, problems = read(file)
    assert tree is not None, problems
    assert (tree.system, tree.name) == ("genesys-archy", "Front desk")
