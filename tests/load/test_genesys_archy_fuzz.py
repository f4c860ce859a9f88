"""Archy flows that nobody would write: a tree that holds together or a clear error."""

from __future__ import annotations

from genesys_flows import CORPUS, FILES, HEAD
from hypothesis import given
from hypothesis import strategies as st
from survival import FUZZ, damaged, survives

from ivr_audit.load.folder import Folder
from ivr_audit.load.genesys_archy import reader as genesys_archy


def check(content: bytes, start: str | None = None) -> None:
    survives(lambda: genesys_archy.read(Folder(None, "", {"f.yaml": content}), ["f.yaml"], start), ["f.yaml"])


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
    st.builds("{{menuSubMenu: {{refId: s{1}, dtmf: digit_3, choices: [{{menuTask: {{dtmf: digit_1, task: "
              "{{actions: {0}}}}}}}, {{menuPreviousMenu: {{dtmf: digit_2}}}}]}}}}".format, actions, st.integers(0, 99)),
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
    content = damaged(data, data.draw(st.sampled_from(REAL)), b"[", b"&a ", b"*a", b"\n", b": ", b"- ", b"{}", b"'")
    check(content)


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
    check(text.encode())
    _, problems = genesys_archy.read(Folder(None, "", {"f": text.encode()}), ["f"], None)
    assert "no end to it" in problems[0].message
