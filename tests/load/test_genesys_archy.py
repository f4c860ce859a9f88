"""Archy flows, with the trees worked out by hand, and the vendor's samples if they are there."""

from __future__ import annotations

import os
import textwrap
import time
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ivr_audit import model
from ivr_audit.load import read
from ivr_audit.load.folder import Folder
from ivr_audit.load.genesys_archy import reader as genesys_archy
from ivr_audit.model import Attempts, PhoneTree, targeted
from ivr_audit.place import Problem

_BESIDE = Path(__file__).parents[2] / "../shared/corpus"
CORPUS = (_BESIDE if _BESIDE.is_dir() else Path(os.environ.get("IVR_AUDIT_CORPUS", _BESIDE))) / "genesys-archy"
FILES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file())
CASES = int(os.environ.get("IVR_AUDIT_FUZZ", "300"))
FUZZ = settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=CASES < 1000)
LONGEST = 5.0
Kind = TypeVar("Kind", bound=model.Node)

HEAD = """\
inboundCall:
  name: Front desk
  startUpRef: "/inboundCall/menus/menu[Main_10]"
  settingsErrorHandling:
    errorHandling:
      disconnect:
        none: true
    preHandlingAudio:
      tts: Sorry.
  settingsMenu:
    extensionDialingMaxDelay: {lit: {ms: 1500}}
    listenForExtensionDialing: {lit: false}
    menuSelectionTimeout: {lit: {seconds: 7}}
    repeatCount: {lit: 2}
"""


def parsed(text: str, start: str | None = None, **beside: str) -> tuple[PhoneTree | None, list[Problem]]:
    files = {"flow.yaml": text.encode(), **{f"{name}.yaml": more.encode() for name, more in beside.items()}}
    return genesys_archy.read(Folder(None, "", files), ["flow.yaml"], start)


def tree_of(text: str, start: str | None = None, **beside: str) -> PhoneTree:
    tree, problems = parsed(text, start, **beside)
    assert tree is not None, problems
    return tree


def menu_flow(choices: str, more: str = "", head: str = HEAD) -> PhoneTree:
    menu = "  menus:\n    - menu:\n        name: Main\n        refId: Main_10\n        audio: {tts: Press a key.}\n"
    menu += textwrap.indent(textwrap.dedent(more), " " * 8)
    return tree_of(f"{head}{menu}        choices:\n{textwrap.indent(textwrap.dedent(choices), ' ' * 10)}")


def task_flow(actions: str, more: str = "") -> PhoneTree:
    text = 'inboundCall:\n  name: F\n  startUpRef: "/inboundCall/tasks/task[T_1]"\n  tasks:\n'
    text += "    - task:\n        name: T\n        refId: T_1\n        actions:\n"
    return tree_of(text + textwrap.indent(textwrap.dedent(actions), " " * 10) + more)


def node(tree: PhoneTree, name: str, kind: type[Kind]) -> Kind:
    found = tree.nodes[name]
    assert isinstance(found, kind), found
    return found


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


class Expected(NamedTuple):
    """What a sample's first menu has: where the call begins, its keys and what they do, plays, wait, extensions."""

    file: str
    first: str
    menu: str
    options: dict[str, str]
    plays: int
    wait: float
    dials: bool


_TERRAFORM = "MyPureCloud__terraform-provider-genesyscloud/"
_SIMPLE = "GenesysCloudBlueprints__simple-ivr-deploy-with-cx-as-code-blueprint/"
_QUEUES = {"9": "hangup", "1": "queue Simple Financial 401K queue", "2": "queue Simple Financial IRA queue"}
SAMPLES = [
    Expected(f"{_SIMPLE}599f784f@blueprint__SimpleFinancialIvr_v2-0.yaml", "say", "Main Menu", _QUEUES, 3, 10, True),
    Expected(f"{_SIMPLE}blueprint__SimpleFinancialIvr_v2-0.yaml", "say", "Main Menu", _QUEUES, 3, 10, True),
    *(
        Expected(_TERRAFORM + name, "say", "Main Menu", {"9": "hangup"}, 3, 10, dials)
        for name, dials in (
            ("7739ce8a@examples__resources__genesyscloud_architect_flow__inboundcall_flow_example.yaml", False),
            ("7739ce8a@examples__resources__genesyscloud_architect_flow__inboundcall_flow_example2.yaml", False),
            ("examples__resources__genesyscloud_flow__inboundcall_flow_example.yaml", False),
            ("examples__resources__genesyscloud_architect_ivr__closedhours_flow.yaml", True),
            ("examples__resources__genesyscloud_architect_ivr__openhours_flow.yaml", True),
        )
    ),
]
needs_corpus = pytest.mark.skipif(not FILES, reason="the corpus is not there")


def corpus_tree(name: str) -> tuple[PhoneTree | None, list[Problem]]:
    path = CORPUS / name
    return genesys_archy.read(Folder(None, "", {path.name: path.read_bytes()}), [path.name], None)


@needs_corpus
@pytest.mark.parametrize("name", FILES)
def test_every_sample_is_read(name: str) -> None:
    tree, problems = corpus_tree(name)
    not_for_calls = ("trigger_workflow", "inboundcall_flow_example3", "journey_action_map")
    assert (tree is None) == any(word in name for word in not_for_calls)
    assert all("not for calls" in problem.message for problem in problems)


@needs_corpus
@pytest.mark.parametrize("want", SAMPLES, ids=lambda want: want.file.split("/")[-1])
def test_samples(want: Expected) -> None:
    tree, problems = corpus_tree(want.file)
    assert tree is not None, problems
    assert tree.nodes[tree.entries[0].node].kind == want.first
    menu = node(tree, want.menu, model.Menu)
    kinds = {}
    for option in menu.options:
        to = tree.nodes[option.to]
        to = tree.nodes[to.next] if isinstance(to, model.Say) and to.next else to
        kinds[option.key] = to.kind + (f" {to.who}" if isinstance(to, model.Queue) else "")
    assert kinds == want.options
    assert (menu.attempts, menu.no_input_timeout) == (Attempts(want.plays, want.plays, False), want.wait)
    assert bool(menu.extensions) == want.dials
    assert menu.no_input is None or tree.nodes[menu.no_input].kind == "hangup"


@needs_corpus
def test_holiday_sample_says_its_words_and_hangs_up() -> None:
    tree, _ = corpus_tree(f"{_TERRAFORM}examples__resources__genesyscloud_architect_ivr__holiday_flow.yaml")
    assert tree is not None
    greeting = node(tree, "greeting", model.Say)
    closed = node(tree, "Play Audio", model.Say)
    assert (greeting.next, closed.prompt.text) == ("Play Audio", "We are closed for the holiday.")
    assert [tree.nodes[name].kind for name in tree.nodes] == ["say", "say", "hangup"]


def test_the_command_line_recognises_a_flow(tmp_path: Path) -> None:
    file = tmp_path / "flow.yaml"
    file.write_text(HEAD + "  menus: [{menu: {name: Main, refId: Main_10, choices: []}}]\n", encoding="utf-8")
    tree, problems = read(file)
    assert tree is not None, problems
    assert (tree.system, tree.name) == ("genesys-archy", "Front desk")


def check(content: bytes, start: str | None = None) -> None:
    """Read; nothing may be raised, and what comes out must hold together."""
    began = time.process_time()
    tree, problems = genesys_archy.read(Folder(None, "", {"f.yaml": content}), ["f.yaml"], start)
    assert time.process_time() - began < LONGEST
    assert (tree is None) == bool(problems)
    if tree is not None:
        assert all(entry.node in tree.nodes for entry in tree.entries)
        known = {*tree.nodes, "hangup"}
        assert all(to in known for one in tree.nodes.values() for to in targeted(one))


refs = st.sampled_from(['"./menus/menu[a]"', '"./menus/menu[b]"', '"./tasks/task[t]"', '"./tasks/task[u]"', "x", "[]"])
words = st.sampled_from(["{tts: Hello.}", "{noValue: true}", "{exp: 'ToAudioTTS(\"a\")'}", "{prompt: {name: P}}", "3"])
values = st.sampled_from(
    ["{lit: 3}", "{lit: {seconds: 5}}", "{lit: {name: N}}", "{noValue: true}", "{exp: x}", "-1", "[]"]
)
actions = st.deferred(
    lambda: st.lists(
        st.one_of(
            st.builds("{{playAudio: {{audio: {0}}}}}".format, words),
            st.builds("{{{0}: {{targetTaskRef: {1}}}}}".format, st.sampled_from(["callTask", "jumpToTask"]), refs),
            st.builds("{{jumpToMenu: {{targetMenuRef: {0}}}}}".format, refs),
            st.builds(
                "{{{0}: {{name: n, outputs: {{{1}: {{actions: {2}}}}}}}}}".format,
                st.sampled_from(["decision", "evaluateScheduleGroup", "callData", "loop", "collectInput", "odd"]),
                st.sampled_from(["yes", "closed", "failure", "loop", "emergency", "inactive"]),
                actions,
            ),
            st.builds(
                "{{{0}: {{targetQueue: {1}, connectTimeout: {1}, duration: {1}}}}}".format,
                st.sampled_from(["transferToAcd", "transferToUser", "createCallback", "transferToVoicemail", "wait"]),
                values,
            ),
            st.sampled_from(["{previousMenu: {}}", "{endTask: {}}", "{loopExit: {}}", "{disconnect: {}}", "x", "[]"]),
        ),
        max_size=3,
    ).map(lambda parts: f"[{', '.join(parts)}]")
)
choice = st.one_of(
    st.builds(
        "{{{0}: {{dtmf: {1}, globalDtmf: {2}, targetMenuRef: {3}, task: {{actions: {4}}}}}}}".format,
        st.sampled_from(["menuTask", "menuJumpToMenu", "menuPreviousMenu", "menuRepeat", "menuDisconnect", "menuX"]),
        st.sampled_from(["digit_1", "digit_2", "star", "12", "[]"]), st.sampled_from(["true", "false"]), refs, actions,
    ),
    st.builds("{{menuSubMenu: {{refId: s, dtmf: digit_3, choices: [{{menuTask: {{dtmf: digit_1, task: "
              "{{actions: {0}}}}}}}, {{menuPreviousMenu: {{dtmf: digit_2}}}}]}}}}".format, actions),
)  # fmt: skip


@FUZZ
@given(st.lists(choice, max_size=4), st.lists(choice, max_size=3), actions, actions, refs, values, st.data())
def test_flows_of_any_shape(
    first: list[str], second: list[str], one: str, two: str, start: str, value: str, data: st.DataObject
) -> None:
    text = f"""\
inboundCall:
  name: F
  startUpRef: {start}
  settingsMenu: {{repeatCount: {value}, menuSelectionTimeout: {value}, listenForExtensionDialing: {{lit: true}}}}
  settingsErrorHandling: {{errorHandling: {{jumpToTask: {{targetTaskRef: {start}}}}}}}
  menus: [{{menu: {{refId: a, audio: {{tts: A.}}, choices: [{", ".join(first)}]}}}},
    {{menu: {{refId: b, choices: [{", ".join(second)}]}}}}]
  tasks: [{{task: {{refId: t, actions: {one}}}}}, {{task: {{refId: u, actions: {two}}}}}]
"""
    check(text.encode(), data.draw(st.sampled_from([None, "a", "u", "zzz"])))


REAL = [(CORPUS / name).read_bytes() for name in FILES] or [HEAD.encode()]


@FUZZ
@given(data=st.data())
def test_mutated_samples(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(REAL)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content)))
        span = data.draw(st.integers(0, 30))
        content[at : at + span] = data.draw(
            st.one_of(st.binary(max_size=3), st.sampled_from([b"[", b"&a ", b"*a", b"\n", b": ", b"- ", b"{}", b"'"]))
        )
    check(bytes(content))


def test_large_deep_and_endless_files() -> None:
    check(b"inboundCall:\n  a: " + b"[" * 50_000)
    check(b"inboundCall: &a\n  menus: *a\n")
    check(b"inboundCall:\n  name: " + b"x" * 2**20)
    calls = "".join(
        f"  - task: {{refId: t{i}, actions: [{{callTask: {{targetTaskRef: 'task[t{i + 1}]'}}}}, "
        f"{{callTask: {{targetTaskRef: 'task[t{i + 1}]'}}}}]}}\n"
        for i in range(28)
    )
    last = "  - task: {refId: t28, actions: [{disconnect: {}}]}\n"
    text = f"inboundCall:\n  startUpRef: task[t0]\n  tasks:\n{calls}{last}"
    began = time.process_time()
    _, problems = genesys_archy.read(Folder(None, "", {"f": text.encode()}), ["f"], None)
    assert time.process_time() - began < LONGEST
    assert "no end to it" in problems[0].message
