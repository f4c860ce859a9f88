"""Trees as the files of other phone systems, and `ivr-audit convert`."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr_audit import model
from ivr_audit.callgraph import steps
from ivr_audit.cli import commands
from ivr_audit.hours import State, public_holidays, state_at
from ivr_audit.load import load, native, read
from ivr_audit.model import Menu, PhoneTree
from ivr_audit.render import asterisk, connect, twilio_studio
from ivr_audit.render import native as native_text
from ivr_audit.render.asterisk_hours import rules
from ivr_audit.render.export import Unsaid, slugs

ROOT = Path(__file__).parents[2]
STORIES = sorted(ROOT.glob("trees/*.yaml"))
EVERY_FIELD = ROOT / "tests" / "trees" / "every-field.yaml"
WRITERS = {"asterisk": asterisk.texts, "twilio-studio": twilio_studio.texts, "amazon-connect": connect.texts}

MENU = """\
tree: Office
number: "+1 555 010 0142"
start: main
nodes:
  main:
    menu: For sales, press 1.
    options: {1: desk}
    no_input: silent
    invalid: wrong
%s
  desk: {ring: Sales, members: ["101", "102"], ring_for: 25s, no_answer: box, busy: silent}
  box: {voicemail: Sales, greeting: Leave a message., exits: {0: desk}}
  silent: {hangup: Nothing heard.}
  wrong: {hangup: Wrong key.}
"""


def made(text: str) -> PhoneTree:
    tree, problems = native.read(text, "office.yaml")
    assert tree is not None, [str(problem) for problem in problems]
    return tree


def back(tree: PhoneTree, system: str, folder: Path) -> PhoneTree:
    for name, text in WRITERS[system](tree).texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    found, problems = read(folder)
    assert found is not None, [str(problem) for problem in problems]
    return found


def menu_of(tree: PhoneTree) -> Menu:
    return next(node for node in tree.nodes.values() if isinstance(node, Menu))


@pytest.mark.parametrize(
    ("said", "attempts", "timeout"),
    [
        ("    attempts: 3", (3, 3), 5.0),
        ("    attempts: 1\n    no_input_timeout: 7s", (1, 1), 7.0),
        ("    attempts: {no_input: 3, invalid: 2}", (3, 2), 5.0),
        ("    attempts: {no_input: 1, invalid: 4}\n    no_input_timeout: 12s", (1, 4), 12.0),
    ],
)
@pytest.mark.parametrize("system", WRITERS)
def test_attempts_and_waits_are_those_of_the_tree(
    system: str, said: str, attempts: tuple[int, int], timeout: float, tmp_path: Path
) -> None:
    menu = menu_of(back(made(MENU % said), system, tmp_path))
    assert menu.attempts is not None
    assert (menu.attempts.no_input, menu.attempts.invalid) == attempts
    assert menu.no_input_timeout == timeout
    assert [option.key for option in menu.options] == ["1"]
    assert menu.no_input != menu.invalid


def test_a_dialplan_to_the_letter() -> None:
    export = asterisk.texts(made(MENU % "    attempts: 2\n    invalid_prompt: Sorry.\n    inter_digit_timeout: 2.5s"))
    text = export.texts["extensions.conf"]
    assert (
        text[text.index("[main]") : text.index("[box]")]
        == """\
[main] ; main
exten => s,1,Set(TRIES=0)
 same => n,Set(TIMEOUT(digit)=2.5)
 same => n(again),Background(custom/main) ; says: For sales, press 1.
 same => n,WaitExten(5)
exten => 1,1,Goto(desk,s,1)
exten => t,1,Set(TRIES=$[${TRIES} + 1])
 same => n,GotoIf($[${TRIES} >= 2]?silent,s,1)
 same => n,Goto(s,again)
exten => i,1,Playback(custom/main--invalid) ; says: Sorry.
 same => n,Set(TRIES=$[${TRIES} + 1])
 same => n,GotoIf($[${TRIES} >= 2]?wrong,s,1)
 same => n,Goto(s,again)

[desk] ; desk
exten => s,1,Dial(PJSIP/101&PJSIP/102,25)
 same => n,GotoIf($["${DIALSTATUS}" = "BUSY"]?silent,s,1)
 same => n,Goto(box,s,1)

"""
    )
    assert "exten => o,1,Goto(desk,s,1)" in text
    assert "101 => CHANGE-ME,Sales" in export.texts["voicemail.conf"]
    assert "exten => 15550100142,1,Answer()" in text


def test_a_wait_for_a_key_is_the_last_step_so_that_silence_leads_to_t() -> None:
    """Behind another step it would go on there (formats.md, measured)."""
    for path in STORIES:
        text = asterisk.texts(load(path)).texts["extensions.conf"]
        for found in re.finditer(r"WaitExten\([\d.]+\)\n(.*)", text):
            assert found[1].startswith("exten => "), found[0]


@pytest.mark.parametrize("path", [p for p in STORIES if "hours:" in p.read_text()], ids=lambda path: path.stem)
def test_goto_if_time_is_open_when_the_hours_are(path: Path) -> None:
    """At every minute where something turns, by a reading of the rules of this test's own."""
    tree = load(path)
    for hours in tree.hours.values():
        told = rules(tree, hours, Unsaid("Asterisk"))
        turns = {minute for spans in (*hours.weekly, *hours.dates.values()) for span in spans for minute in span}
        minutes = sorted({minute + side for minute in turns | {0, 720} for side in (-1, 0)} & set(range(1440)))
        holidays = public_holidays(tree.holidays, [2026])
        for day in (date(2026, 1, 1) + timedelta(days=count) for count in range(365)):
            for minute in minutes if day.day % 3 == 0 or day in holidays or day in hours.dates else ():
                one = datetime(day.year, day.month, day.day, minute // 60, minute % 60)
                way = next((rule.way for rule in told if _fits(rule.times, one)), "closed")
                assert (way == "open") == (hours.name in state_at(tree, one).open), (hours.name, one)


def _fits(times: str, moment: datetime) -> bool:
    clock, weekdays, days, months = times.split(",")
    now = f"{moment:%H:%M}"
    in_time = clock == "*" or any(span[:5] <= now <= span[6:] for span in clock.split("&"))
    week, year = (
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    )

    def among(text: str, names: list[str], value: int) -> bool:
        for piece in [] if text == "*" else text.split("&"):
            ends = [names.index(end) for end in piece.split("-")]
            if ends[0] <= value <= ends[-1]:
                return True
        return text == "*"

    dates = [str(day) for day in range(1, 32)]
    return (
        in_time and among(weekdays, week, moment.weekday()) and among(days, dates, moment.day - 1)
        and among(months, year, moment.month - 1)
    )  # fmt: skip


@pytest.mark.parametrize("country", ["US", "CA-ON", "GB-ENG", "IT", "DE-BY"])
def test_holidays_by_weekday_and_date_are_right_for_years(country: str) -> None:
    """No day is told to be a holiday that is none; those that follow the moon are told to be missing."""
    text = "tree: x\nholidays: %s\nhours: {o: {mon-sun: always}}\nstart: a\nnodes: {a: {hours: o, open: hangup}}"
    tree = made(text % country)
    unsaid = Unsaid("Asterisk")
    told = rules(tree, tree.hours["o"], unsaid)
    known = public_holidays(tree.holidays, range(2022, 2050))
    day, found = date(2022, 1, 1), set()
    while day.year < 2050:
        if any(
            rule.way == "holiday" and _fits(rule.times, datetime(day.year, day.month, day.day, 12)) for rule in told
        ):
            found.add(day)
        day += timedelta(days=1)
    assert found <= known
    assert (found == known) == (not unsaid.sentences())
    assert country != "US" or found == known


def test_hours_over_midnight_belong_to_the_weekday_of_the_moment() -> None:
    tree = made("tree: x\nhours: {o: {fri: 22:00-02:00}}\nstart: a\nnodes: {a: {hours: o, open: hangup}}")
    assert [rule.times for rule in rules(tree, tree.hours["o"], Unsaid("Asterisk"))] == [
        "22:00-23:59,fri,*,*", "00:00-01:59,sat,*,*",
    ]  # fmt: skip


@pytest.mark.parametrize("path", [*STORIES, EVERY_FIELD], ids=lambda path: path.stem)
@pytest.mark.parametrize("system", WRITERS)
def test_every_tree_can_be_written_and_read(system: str, path: Path, tmp_path: Path) -> None:
    tree = load(path)
    export = WRITERS[system](tree)
    assert export == WRITERS[system](tree)
    assert export.lost == list(dict.fromkeys(export.lost))
    assert all(
        re.match(r"[A-Z][a-z]+ ?[A-Z]?[a-z]* has no place|[a-z\"]", said) and "\n" not in said for said in export.lost
    )
    found = back(tree, system, tmp_path)
    for name in found.nodes:
        assert steps(found, name, State(frozenset(), holiday=False))


@pytest.mark.parametrize("system", WRITERS)
def test_what_is_lost_is_said(system: str) -> None:
    tree = made(
        "tree: Office\nowner: Ann\ntopics: [sales]\nstart: a\nnodes:\n"
        "  a: {ring: Desk, handles: [sales], staffed: always, no_answer: b}\n  b: {voicemail: Box, owner: Ann}\n"
    )
    lost = " / ".join(WRITERS[system](tree).lost)
    for words in ('when people are there: "a"', 'which topics people can help with: "a"', 'returns the messages: "b"',
                  "who can change the phone system", "what callers call about"):  # fmt: skip
        assert words in lost


@pytest.mark.parametrize("system", WRITERS)
def test_names_and_texts_that_could_be_taken_for_something_else(system: str, tmp_path: Path) -> None:
    names = ["general", "default", "hang-up", "Trigger", "a,b(c)", "日本", "日本語", "x" * 90, 'q"u[o]te', "[x]", "; y"]
    texts = ["a;b", ";-- c", "${X}", "{{y}}", "\\n", "$.z", "é"] * 2
    nodes = [
        f"  {json.dumps(name)}: {{say: {json.dumps(text)}, next: {json.dumps(after)}}}"
        for name, text, after in zip(names, texts, [*names[1:], "hangup"], strict=False)
    ]
    tree = made("tree: 'x ] ;--'\nstart: general\nnodes:\n" + "\n".join(nodes))
    found = back(tree, system, tmp_path)
    heard = [node.prompt for node in found.nodes.values() if isinstance(node, model.Say)]
    if system == "asterisk":  # one announcement after another is one
        assert len(heard[0].audio.split(" & ")) == len(names)
    else:
        assert len(heard) == len(found.nodes) == len(names)
        assert not any(prompt.audio for prompt in heard)


def test_slugs_are_each_their_own() -> None:
    assert slugs(["Main menu", "main-menu", "É", "日本"], taken=["e"]) == {
        "Main menu": "main-menu", "main-menu": "main-menu-2", "É": "e-2", "日本": "step",
    }  # fmt: skip


def test_a_queue_in_both_files(tmp_path: Path) -> None:
    tree = made(
        "tree: Q\nstart: q\nnodes:\n  q: {queue: Nurses, max_wait: 90s, overflow: box, agents: 2, no_agents: box,\n"
        "    exits: {1: box}, capacity: 5, full: bye, announces_wait: yes, message_every: 45s}\n"
        "  box: {voicemail: Nurses}\n  bye: {hangup: Bye.}\n"
    )
    node = next(n for n in back(tree, "asterisk", tmp_path).nodes.values() if isinstance(n, model.Queue))
    assert (node.max_wait, node.agents, node.capacity, node.announces_wait, node.message_every) == (90, 2, 5, True, 45)
    assert node.no_agents is not None
    assert node.full is not None
    assert node.overflow is not None
    assert [option.key for option in node.exits] == ["1"]


def test_a_wait_in_connect_ends_in_the_flow_for_waiting_callers(tmp_path: Path) -> None:
    tree = made(
        "tree: Q\nstart: q\nnodes:\n  q: {queue: Nurses, max_wait: 90s, overflow: sorry}\n"
        "  sorry: {say: Nobody is free., next: box}\n  box: {voicemail: Nurses, greeting: Speak.}\n"
    )
    export = connect.texts(tree)
    assert list(export.texts) == ["q.json", "waiting-for-q.json"]
    hold = json.loads(export.texts["waiting-for-q.json"])
    assert hold["Metadata"]["type"] == "customerQueue"
    assert "TransferToFlow" not in {action["Type"] for action in hold["Actions"]}
    queue = next(n for n in back(tree, "amazon-connect", tmp_path).nodes.values() if isinstance(n, model.Queue))
    assert queue.max_wait == 90


@pytest.mark.parametrize("path", [*STORIES, EVERY_FIELD], ids=lambda path: path.stem)
def test_a_native_file_says_the_same(path: Path) -> None:
    tree = load(path)
    again, problems = native.read(native_text.text(tree), path.as_posix(), None, path.parent)
    assert not problems
    assert again is not None
    assert native_text.text(again) == native_text.text(tree)
    assert native_text.lost(tree) == []


def test_hours_that_nobody_knows_keep_every_way_in_a_native_file() -> None:
    tree = made("tree: x\nstart: a\nhours: {o: {mon: always}}\nnodes:\n  a: {hours: o, open: b}\n  b: {hangup: Bye.}")
    check = replace(tree.nodes["a"], hours=None)  # type: ignore[call-arg]
    unknown = replace(tree, nodes={**tree.nodes, "a": check})
    again = made(native_text.text(unknown))
    assert [step.to for step in steps(again, "a", State(frozenset(), holiday=False))] == [
        step.to for step in steps(unknown, "a", State(frozenset(), holiday=False))
    ]
    assert '"a"' in native_text.lost(unknown)[0]


# the command


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "office.yaml").write_text(MENU % "    attempts: 2")
    return tmp_path


def convert(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(commands, ["convert", *args])
    return result.exit_code, result.stdout, result.stderr


def test_the_name_says_what_to_write(office: Path) -> None:
    for name, sign in (("a.conf", "[general]"), ("a.csv", "Menu,"), ("a.yml", "tree: Office")):
        code, out, _ = convert("office.yaml", name)
        assert (code, out) == (0, "")
        assert sign in (office / name).read_text()
    assert convert("office.yaml", "a.xlsx")[0] == 0
    assert (office / "a.xlsx").read_bytes().startswith(b"PK")
    code, _, said = convert("office.yaml", "flow.json", "--to", "twilio-studio")
    assert code == 0
    assert "Twilio Studio cannot say all of it" in said
    assert "  - " in said
    assert json.loads((office / "flow.json").read_text())["initial_state"] == "Trigger"


def test_files_that_belong_together_are_written_together(office: Path) -> None:
    assert convert("office.yaml", "extensions.conf")[0] == 0
    assert sorted(p.name for p in office.glob("*.conf")) == ["extensions.conf", "voicemail.conf"]
    assert convert("office.yaml", "extensions.conf")[0] == 0, "its own files may be written again"
    assert convert("office.yaml", "c.json", "--to", "amazon-connect")[0] == 0
    assert sorted(p.name for p in office.glob("c*.json")) == ["c-waiting-for-desk.json", "c.json"]
    (office / "flows").mkdir()
    assert convert("office.yaml", "flows", "--to", "amazon-connect")[0] == 0
    assert sorted(p.name for p in (office / "flows").iterdir()) == ["office.json", "waiting-for-desk.json"]
    code, _, said = convert("flows", "again.yaml")
    assert code == 0
    assert (office / "again.yaml").read_text().count("waiting") >= 0
    assert 'write "owner:"' in said


def test_standard_output_has_the_first_file_and_says_so(office: Path) -> None:
    code, out, said = convert("office.yaml", "-", "--to", "asterisk")
    assert code == 0
    assert out.startswith("; made by ivr-audit from Office\n")
    assert "not written, because they need files of their own: voicemail.conf" in said
    code, out, said = convert("office.yaml", "-", "--to", "native")
    assert (code, said) == (0, "")
    assert made(out).name == "Office"


def test_what_is_there_stays(office: Path) -> None:
    (office / "voicemail.conf").write_text("[default]\n101 => 1234,Ann\n")
    code, _, said = convert("office.yaml", "extensions.conf")
    assert code == 2
    assert '"voicemail.conf" would be written too' in said
    assert not (office / "extensions.conf").exists()
    code, _, said = convert("office.yaml", "./office.yaml")
    assert code == 2
    assert "is read here" in said
    (office / "other.yaml").write_text("tree: mine\n")
    code, _, said = convert("office.yaml", "other.yaml")
    assert code == 2
    assert "DST" in said
    assert "not overwritten" in said
    assert (office / "other.yaml").read_text() == "tree: mine\n"
    (office / "flows").mkdir()
    convert("office.yaml", "flows", "--to", "amazon-connect")
    code, _, said = convert("flows", "flows/office.json", "--to", "twilio-studio")
    assert code == 2
    assert "is read here" in said


@pytest.mark.parametrize(
    ("target", "said"),
    [("x.json", "--to twilio-studio or --to amazon-connect"), ("x", "end it in .yaml"), ("-", "end it in .yaml")],
)
def test_a_name_that_does_not_say_what_to_write(office: Path, target: str, said: str) -> None:
    code, _, errors = convert("office.yaml", target)
    assert code == 2
    assert said in " ".join(errors.split())


def test_with_what_the_office_knows(office: Path) -> None:
    convert("office.yaml", "extensions.conf")
    (office / "known.yaml").write_text("nodes: {main: {menu: Press 1 for sales.}}\n")
    code, out, _ = convert("extensions.conf", "-", "--to", "native", "--with", "known.yaml", "--start", "from-trunk")
    assert code == 0
    assert "Press 1 for sales." in out
