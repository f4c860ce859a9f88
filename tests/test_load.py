"""The native format as it is read: nothing guessed, everything placed."""

from __future__ import annotations

import pickle
import subprocess
import sys
import wave
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest
import yaml

from ivr_audit import scalars
from ivr_audit.load import native, sections, yaml_nodes
from ivr_audit.load.audio import inside
from ivr_audit.load.schema import json_schema
from ivr_audit.load.settings import merge
from ivr_audit.model import (
    KINDS,
    Attempts,
    Case,
    Extensions,
    Holidays,
    Hours,
    Menu,
    PhoneTree,
    Prompt,
    Queue,
    Ring,
    Say,
    Span,
    Transfer,
    Voicemail,
    Wait,
    readable_fields,
)
from ivr_audit.place import Place, Problem
from ivr_audit.settings import AuditSettings, Ignore, RuleSetting

loading = import_module("ivr_audit.load")
SMALL = "tree: T\nstart: a\nnodes: {a: {hangup: Bye}}\n"
EVERY_FIELD = Path(__file__).parent / "trees" / "every-field.yaml"


def tree_of(text: str, folder: Path | None = None) -> PhoneTree:
    tree, problems = native.read(text, "t.yaml", folder=folder)
    assert problems == []
    assert tree is not None
    return tree


def messages(text: str) -> list[str]:
    return [str(problem) for problem in native.read(text, "t.yaml")[1]]


def hours_of(lines: str) -> Hours:
    return tree_of(f"{SMALL}hours: {{h: {lines}}}\n").hours["h"]


@pytest.fixture(scope="module")
def full() -> PhoneTree:
    return tree_of(EVERY_FIELD.read_text(encoding="utf-8"))


def test_top_of_the_tree(full: PhoneTree) -> None:
    assert (full.name, full.number, full.owner) == ("Every field", "+1 555 010 0142", "12")
    assert (full.reviewed, full.timezone, full.profiles) == (date(2026, 3, 2), "America/New_York", ("medical",))
    assert full.holidays == Holidays("US", "NY", (date(2026, 11, 27), date(2026, 12, 24)))
    assert [(entry.number, entry.node) for entry in full.entries] == [("+1 555 010 0142", "welcome"), ("143", "main")]
    assert (full.defaults.attempts, full.defaults.no_input_timeout, full.defaults.words_per_minute) == (2, 4.0, 160.0)
    assert full.at("number") == Place("t.yaml", 4, 1)
    assert full.at("start") == Place("t.yaml", 1, 1)


def test_every_kind_and_field_is_in_the_example(full: PhoneTree) -> None:
    written = {type(node): set(node.places) for node in full.nodes.values()}
    as_in_a_menu = {"no_input_timeout", "inter_digit_timeout", "barge_in", "replay", "invalid_prompt"}
    as_in_a_ring = {"escalates_to", "transfers_to"}
    for kind in KINDS.values():
        assert set(readable_fields(kind)) - written[kind] <= as_in_a_menu | as_in_a_ring


def test_keys_are_as_written(full: PhoneTree) -> None:
    menu = full.nodes["main"]
    assert isinstance(menu, Menu)
    assert [option.key for option in menu.options] == ["1", "2", "010", "*", "#"]
    assert [option.about for option in menu.options] == [(), ("refills",), ("refills", "nurse"), (), ()]
    assert menu.options[1].place == Place("t.yaml", 39, 7)
    assert menu.options[1].to_place == Place("t.yaml", 39, 15)
    assert menu.options[4].to == "hangup"


def test_menu_fields(full: PhoneTree) -> None:
    menu = full.nodes["main"]
    assert isinstance(menu, Menu)
    assert menu.attempts == Attempts(3, 2, apart=True)
    assert (menu.no_input_timeout, menu.inter_digit_timeout, menu.barge_in) == (5.0, 2.5, False)
    assert (menu.replay, menu.invalid_prompt) == (Prompt("Press 1 or 2."), Prompt(audio="sorry.wav"))
    assert menu.extensions == (Extensions("1XX", "desk", Place("t.yaml", 51, 18), Place("t.yaml", 51, 36)),)
    assert menu.at("options") == Place("t.yaml", 37, 5)
    assert menu.at("prompt") == Place("t.yaml", 36, 5)


def test_people(full: PhoneTree) -> None:
    desk, line, box, outside = (full.nodes[name] for name in ("desk", "line", "box", "elsewhere"))
    assert isinstance(desk, Ring)
    assert isinstance(line, Queue)
    assert isinstance(box, Voicemail)
    assert isinstance(outside, Transfer)
    assert (desk.ring_for, desk.people, desk.transfers_to, desk.escalates_to) == (25.0, 2, ("line",), ("line", "box"))
    assert (line.wait, line.max_wait, line.callback, line.announces_wait) == (Wait(240, 900), 5400.0, "2", True)
    assert (line.handles, line.staffed) == (("nurse",), "always")
    assert [(option.key, option.to) for option in line.exits] == [("1", "box"), ("*", "main")]
    assert (box.reply_within, box.owner, box.topics) == (172800.0, "Mary", ("nurse",))
    assert (outside.number, outside.answered_by, outside.tree) == ("911", "person", "other.yaml")


def test_cases_keep_yes_and_no_as_words(full: PhoneTree) -> None:
    cases: tuple[Case, ...] = full.nodes["which"].cases  # type: ignore[attr-defined]
    assert [(case.name, case.to, case.share) for case in cases] == [("yes", "desk", None), ("no", "line", 0.2)]


def test_office_hours(full: PhoneTree) -> None:
    office = full.hours["office"]
    morning, afternoon = Span(510, 720), Span(780, 1020)
    assert office.weekly == ((morning, afternoon),) * 5 + ((), ())
    assert office.dates == {date(2026, 12, 24): (morning,)} | {date(2026, 12, d): () for d in (28, 29, 30, 31)}
    assert office.holiday == (Span(600, 720),)


def test_implied_hours_are_added_when_used(full: PhoneTree) -> None:
    assert list(full.hours) == ["office", "night", "late", "answering service", "staff room", "always"]
    assert full.hours["always"].always
    assert tree_of(SMALL).hours == {}


@pytest.mark.parametrize("name", ["always", "closed"])
def test_hours_that_mean_the_same_everywhere_cannot_be_declared(name: str) -> None:
    said = f'the name "{name}" is taken: it means the same everywhere; give these hours another'
    assert messages(f"{SMALL}hours: {{{name}: {{mon: 8-9}}}}\n") == [f"t.yaml:4:9: {said}"]


def test_entries_need_a_number() -> None:
    (said,) = messages(f"{SMALL.replace('start: a', 'entries: {}')}")
    assert said.startswith('t.yaml:2:10: "entries" is empty; name at least one number')


@pytest.mark.parametrize(
    ("lines", "weekly"),
    [
        ("{mon: 8-17}", [[(480, 1020)], [], [], [], [], [], []]),
        ("{fri-mon: 22:00-06:00}", [[(1320, 1800)], [], [], [], *[[(1320, 1800)]] * 3]),
        ("{weekends: always}", [[], [], [], [], [], *[[(0, 1440)]] * 2]),
        ("{tuesday: 12am-12pm}", [[], [(0, 720)], [], [], [], [], []]),
        ('{"mon, wed - thu": 00:00-24:00}', [[(0, 1440)], [], *[[(0, 1440)]] * 2, [], [], []]),
        ('{sun: "13:00-14:00, 08:00-13:00"}', [[], [], [], [], [], [], [(480, 780), (780, 840)]]),
        ("{sat: 12:30pm-24:00}", [[], [], [], [], [], [(750, 1440)], []]),
        ("closed", [[]] * 7),
        ("always", [[(0, 1440)]] * 7),
    ],
)
def test_weekly_hours(lines: str, weekly: list[list[tuple[int, int]]]) -> None:
    assert [[tuple(span) for span in spans] for spans in hours_of(lines).weekly] == weekly


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("2.5", 2.5),
        ("90s", 90),
        ("6m", 360),
        ("1h30m", 5400),
        ("2d", 172800),
        ("1h 5m 1.5s", 3901.5),
        ("0", 0),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert scalars.duration(text) == seconds


@pytest.mark.parametrize("text", ["", "-1", "1e3", "1e999", "inf", "nan", "٣", "1m1h", "m", "1,5", "400d", "9" * 5000])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match=r"duration|negative|year"):
        scalars.duration(text)


@pytest.mark.parametrize("text", ["a", "-1", "", "1 2", "١", "**", "1" * 21, "A"])
def test_what_is_no_key(text: str) -> None:
    if text == "**":
        assert scalars.key(text) == "**"
    else:
        with pytest.raises(ValueError, match="is not a key"):
            scalars.key(text)


def test_texts_stay_texts() -> None:
    tree = tree_of("tree: 010\nowner: no\nnumber: 12:30\nstart: ~5\nnodes: {~5: {hangup: 1e3}, 1.0: {say: null}}\n")
    assert (tree.name, tree.owner, tree.number, tree.entries[0].node) == ("010", "no", "12:30", "~5")
    assert tree.nodes["1.0"] == Say(name="1.0", place=Place("t.yaml", 5, 28), prompt=Prompt("null"))


def test_a_queue_with_a_callback_key_is_a_queue_in_any_order() -> None:
    for fields in ("callback: 2, queue: Nurses", "queue: Nurses, callback: 2"):
        assert tree_of(f"{SMALL[:-2]}, q: {{{fields}}}}}\n").nodes["q"].kind == "queue"


def test_dangling_targets_leave_a_tree() -> None:
    tree, problems = native.read("tree: T\nstart: b\nnodes: {a: {hangup: Bye}}\n", "t.yaml")
    assert tree is not None
    assert problems == [Problem(Place("t.yaml", 2, 8), 'unknown node "b"; known: "a"', "dangling-target")]


def test_bytes_and_text_read_alike() -> None:
    text = SMALL.replace("Bye", "Grüße")
    assert native.read(text.encode(), "t.yaml") == native.read(text, "t.yaml")
    assert native.read(b"\xef\xbb\xbf" + text.encode(), "t.yaml") == native.read(text, "t.yaml")
    assert tree_of(text.replace("\n", "\r\n")) == tree_of(text)


def test_trees_can_be_pickled(full: PhoneTree) -> None:
    copy = pickle.loads(pickle.dumps(full))
    assert copy == full
    assert copy.nodes["main"].at("options") == full.nodes["main"].at("options")


def test_the_parser_in_python_reads_the_same(full: PhoneTree, monkeypatch: pytest.MonkeyPatch) -> None:
    text = EVERY_FIELD.read_text(encoding="utf-8")
    monkeypatch.setattr(native, "compose", partial(yaml_nodes.compose, composer=yaml_nodes.PureComposer))
    tree, problems = native.read(text, "t.yaml")
    assert (tree, problems) == (full, [])


def test_question_marks_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "tree: T\nstart: open?\nnodes: {open?: {say: Hello? Yes., next: open?}, b: {say: [x]}}\n"
    both = native.read(text, "t.yaml")
    monkeypatch.setattr(native, "compose", partial(yaml_nodes.compose, composer=yaml_nodes.PureComposer))
    assert native.read(text, "t.yaml") == both
    assert [problem.place for problem in both[1]] == [Place("t.yaml", 3, 58)]
    assert tree_of(text.replace("[x]", "x")).nodes["open?"].next == "open?"  # type: ignore[attr-defined]


def test_a_recording_is_measured(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "hello.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 12000)
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    for name, length in (("hello.wav", 1.5), ("broken.wav", None), ("missing.wav", None), ("hello.mp3", None)):
        tree = tree_of(f"tree: T\nstart: a\nnodes: {{a: {{hangup: {{audio: {name}}}}}}}\n", tmp_path)
        assert tree.nodes["a"].prompt == Prompt(audio=name, measured=length)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../a.wav", "a/../../b.wav", r"C:\a.wav", r"..\a.wav", r"\\host\a.wav"]
)
def test_paths_that_leave_the_folder(path: str) -> None:
    assert not inside(path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with wave.open(str(tmp_path / "out.wav"), "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(b"\0" * 800)
    (tmp_path / "in" / "link.wav").symlink_to(tmp_path / "out.wav")
    tree = tree_of("tree: T\nstart: a\nnodes: {a: {hangup: {audio: link.wav}}}\n", tmp_path / "in")
    assert tree.nodes["a"].prompt == Prompt(audio="link.wav")  # type: ignore[attr-defined]


def test_settings(full: PhoneTree) -> None:
    first, second = full.audit.rules
    assert first == RuleSetting("long-menu", "options", "6", Place("t.yaml", 28, 23), Place("t.yaml", 28, 32))
    assert (second.option, second.value) == ("except", ("main", "welcome"))
    assert full.audit.ignore == (
        Ignore("long-menu", "main", "agreed in May", Place("t.yaml", 30, 7)),
        Ignore("no-zero-operator", None, "the desk has no operator", Place("t.yaml", 31, 7)),
    )


def test_settings_are_checked_together_with_all_else() -> None:
    def check(settings: AuditSettings) -> list[Problem]:
        return [Problem(rule.place, f'unknown rule "{rule.rule}"') for rule in settings.rules]

    text = f"{SMALL}owner: []\naudit: {{rules: {{x: {{y: 1}}}}}}\n"
    tree, problems = native.read(text, "t.yaml", check)
    assert tree is None
    assert [(p.place.line, p.message[:12]) for p in problems] == [(4, '"owner" must'), (5, "unknown rule")]


def test_own_settings_win() -> None:
    def setting(option: str, value: str) -> RuleSetting:
        return RuleSetting("long-menu", option, value, Place("f"), Place("f"))

    own, shared = AuditSettings((setting("options", "6"),)), AuditSettings((setting("options", "4"), setting("a", "b")))
    assert merge(own, shared).rules == (setting("options", "6"), setting("a", "b"))


def test_settings_beside_the_tree(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(SMALL)
    (tmp_path / "ivr-audit.yaml").write_text("audit: {ignore: [{rule: r, reason: known}]}\n")
    tree, problems = loading.read(tmp_path / "t.yaml")
    assert tree is not None
    assert problems == []
    assert [ignored.reason for ignored in tree.audit.ignore] == ["known"]
    (tmp_path / "ivr-audit.yaml").write_text("audit: {ignore: [{rule: r}]}\n")
    tree, problems = loading.read(tmp_path / "t.yaml")
    assert tree is None
    assert str(problems[0]).endswith('ivr-audit.yaml:1:18: an ignored finding needs "reason"')


def test_settings_beside_the_tree_speak_of_all_trees(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(SMALL)
    (tmp_path / "ivr-audit.yaml").write_text("audit: {ignore: [{rule: r, node: elsewhere, reason: known}]}\n")
    assert loading.read(tmp_path / "t.yaml")[1] == []


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{SMALL[:-2]}, b: {{hangup: Bye}}}}\n"
    monkeypatch.setattr(sections, "MOST_NODES", 1)
    assert messages(text) == ["t.yaml:3:8: there are 2 nodes; at most 1 are read"]
    monkeypatch.setattr(yaml_nodes, "MOST_VALUES", 10)
    assert "names and values" in messages(text)[0]


def test_the_schema_refuses_names_that_are_taken() -> None:
    properties = json_schema()["properties"]
    assert properties["nodes"]["propertyNames"] == {"not": {"const": "hangup"}}
    assert properties["hours"]["propertyNames"] == {"not": {"enum": ["always", "closed"]}}


def test_standard_input() -> None:
    program = "import importlib; print(importlib.import_module('ivr_audit.load').load('-').source)"
    found = subprocess.run([sys.executable, "-c", program], input=SMALL, text=True, capture_output=True, check=True)
    assert found.stdout == "-\n"


def test_importing_is_cheap() -> None:
    program = "import sys, ivr_audit.load; print({'yaml', 'networkx', 'holidays'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", program], text=True, capture_output=True, check=True)
    assert found.stdout == "set()\n"


def test_no_country_no_library() -> None:
    program = (
        "import sys; from ivr_audit.load import native;"
        f"assert native.read({SMALL!r}, 't')[0]; print({{'networkx', 'holidays'}} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", program], text=True, capture_output=True, check=True)
    assert found.stdout == "set()\n"


def test_names_of_a_huge_file_are_not_compared_for_ever() -> None:
    nodes = "\n".join(f"  node number {i}: {{say: Hello., next: nod number {i}}}" for i in range(3000))
    problems = native.read(f"tree: T\nstart: node number 0\nnodes:\n{nodes}\n", "t.yaml")[1]
    assert len(problems) == 3000
    assert problems[0].message == 'unknown node "nod number 0"; did you mean "node number 0"?'


def test_yaml_agrees_about_places() -> None:
    """Every place against the nodes of PyYAML's own loader."""
    text = EVERY_FIELD.read_text(encoding="utf-8")
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    nodes = next(value for key, value in root.value if key.value == "nodes")
    tree = tree_of(text)
    for key, _ in nodes.value:
        assert tree.nodes[key.value].place == Place("t.yaml", key.start_mark.line + 1, key.start_mark.column + 1)
