"""`ivr-audit new`: the conversation at the terminal, its answers that are never lost, and the stopwatch."""

from __future__ import annotations

import json
import os
import re
import select
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr_audit.cli import commands, stopwatch
from ivr_audit.cli.outline import outline
from ivr_audit.defaults import Defaults
from ivr_audit.interview import after
from ivr_audit.load import load
from ivr_audit.model import Prompt, Say, Voicemail
from ivr_audit.told import Told

OFFICE = ["Riverside Dental", "", "Dana", "medical", ""]
MENU = ["menu", "For appointments, press 1.", "desk", "", "", "3", "desk", "", ""]
DESK = ["ring", "Jane", "25", "", "box"]
BOX = ["voicemail", "Leave a message.", "Joan", "daily", "24h"]
ALL = [*OFFICE, *MENU, *DESK, *BOX]

pty = pytest.importorskip("pty")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "America/New_York")
    return tmp_path


def new(*said: str, options: tuple[str, ...] = ()) -> Result:
    """Type these lines, then close the input."""
    result = CliRunner().invoke(commands, ["new", "t.yaml", *options], input="".join(f"{line}\n" for line in said))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def kept() -> list[str]:
    return [str(one) for one in json.loads(Path("t.yaml.answers").read_text(encoding="utf-8"))]


def test_conversation_writes_a_tree() -> None:
    result = new(*ALL, "")
    assert result.exit_code == 0
    assert "t.yaml is written" in result.output
    tree = load("t.yaml")
    assert list(tree.nodes) == ["welcome", "desk", "box"]
    assert os.listdir() == ["t.yaml"]


def test_tree_is_shown_growing() -> None:
    output = new(*ALL, "").output
    shown = (
        '  welcome: menu "For appointments, press 1."\n    1 > desk ...\n    nothing pressed > desk ...\n'
        "  1 place told, 1 to go: desk\n"
    )
    assert shown in output
    assert "    1 > desk: rings Jane for 25s\n      nobody answers > box ...\n" in output
    assert "2 places told, 1 to go: box" in output
    assert "      nobody answers > box: messages, returned by Joan\n    nothing pressed > desk (above)\n" in output


@pytest.mark.parametrize("cut", range(1, len(ALL)))
def test_every_answer_is_kept_when_the_input_ends_and_the_same_tree_comes_out(cut: int) -> None:
    first = new(*ALL[:cut])
    assert first.exit_code == 0
    assert "To go on: ivr-audit new t.yaml" in first.output
    assert len(kept()) == cut
    assert f"{cut} answer" in (second := new(*ALL[cut:], "")).output
    assert second.exit_code == 0
    assert Path("t.yaml").read_text() == after([*OFFICE, *kept_form()]).told.text()


def kept_form() -> list[str]:
    """What `ALL` without the office comes to, as it is kept: usual answers and lengths written out."""
    return [
        *MENU[:3], "appointments", "", "3", "desk", "desk", "yes",
        "ring", "Jane", "25s", "", "box", *BOX,
    ]  # fmt: skip


def test_stop_and_back() -> None:
    result = new("Wrong name", "back", *OFFICE, "menu", "back", "back", "", "stop")
    assert result.exit_code == 0
    assert "Taken back: Wrong name" in result.output
    assert "Taken back: menu" in result.output
    assert kept() == OFFICE
    assert "no answer to take back" in new("back", "back", "back", "back", "back", "back", "stop").output
    assert kept() == []


def test_back_at_the_end_asks_again() -> None:
    result = new(*ALL, "back", "48h", "")
    assert result.exit_code == 0
    box = load("t.yaml").nodes["box"]
    assert isinstance(box, Voicemail)
    assert box.reply_within == 2 * 86400.0


def test_nothing_told_leaves_nothing() -> None:
    assert "Nothing was told" in new().output
    assert "Nothing was told" in new("stop").output
    assert os.listdir() == []


def test_help_tree_and_wrong_answers_change_nothing() -> None:
    result = new(*OFFICE, "?", "tree", "juggling", "ringg", "stop")
    assert "take back the last answer" in result.output
    assert "  welcome ..." in result.output
    assert "type a number from 1 to 10" in result.output
    assert 'did you mean "ring"?' in result.output
    assert kept() == OFFICE


def test_time_zone_of_this_computer_is_offered() -> None:
    assert "[America/New_York]" in new(*OFFICE[:4], "mon-fri 9-17", "stop").output


def test_damaged_answers_are_not_overwritten() -> None:
    Path("t.yaml.answers").write_text('["Office", ')
    result = new("Other")
    assert result.exit_code == 2
    assert "cannot be read" in result.output
    assert Path("t.yaml.answers").read_text() == '["Office", '


def test_answers_that_do_not_fit_are_left_out_and_a_copy_is_kept() -> None:
    written = json.dumps([*OFFICE, "juggle", "x"])
    Path("t.yaml.answers").write_text(written)
    result = new("stop")
    assert "2 of 7 answers do not fit" in result.output
    assert Path("t.yaml.answers.old").read_text() == written


@pytest.mark.parametrize(("words", "said"), [
    (["t.txt"], "a tree is a .yaml file"),
    (["none/t.yaml"], 'there is no folder "none"'),
    (["there.yaml"], "is there already"),
    (["t.yaml", "--listen"], "needs a terminal"),
    (["there.yaml", "--listen"], "needs a terminal"),
    (["--spreadsheet", "--listen", "t.xlsx"], "one of them"),
    (["--spreadsheet", "t.csv"], "a spreadsheet is a .xlsx file"),
    (["--spreadsheet", "there.yaml"], "is there already"),
])  # fmt: skip
def test_refused(words: list[str], said: str) -> None:
    Path("there.yaml").write_text("tree: T\n")
    result = CliRunner().invoke(commands, ["new", *words])
    assert result.exit_code == 2
    assert said in result.output
    assert Path("there.yaml").read_text() == "tree: T\n"


def test_empty_spreadsheet_is_one_that_audit_reads() -> None:
    assert CliRunner().invoke(commands, ["new", "--spreadsheet", "m.xlsx"]).exit_code == 0
    assert load("m.xlsx").nodes


def test_file_that_appears_meanwhile_is_not_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    def agreed(told: Told) -> bool:
        Path("t.yaml").write_text("tree: of somebody else\n")
        return True

    monkeypatch.setattr("ivr_audit.cli.conversation._agreed", agreed)
    result = new(*ALL)
    assert result.exit_code == 1
    assert "written by somebody else meanwhile" in result.output
    assert Path("t.yaml").read_text() == "tree: of somebody else\n"
    assert len(kept()) == len(ALL)


def test_long_trees_show_the_last_place_only() -> None:
    keys = [line for key in range(10, 40) for line in (str(key), f"place {key}", "-")]
    output = new(*OFFICE, "menu", "Press something.", *keys, "", "3", "hangup", "", "", "hangup", "", "stop").output
    assert "  place 10: the call ends\n  2 places told, 29 to go" in output


class Taps:
    """Somebody who taps keys at given seconds."""

    def __init__(self, *taps: tuple[float, str]) -> None:
        self.taps = iter(taps)
        self.now = 0.0

    def tap(self) -> str:
        self.now, key = next(self.taps)
        return key

    def clock(self) -> float:
        return self.now


def taken(*taps: tuple[float, str]) -> tuple[stopwatch.Taken, list[str]]:
    said: list[str] = []
    by = Taps(*taps)
    return stopwatch.stopwatch(by.tap, by.clock, said.append), said


def test_stopwatch_takes_a_length_and_the_moments_of_keys() -> None:
    found, said = taken((10.0, " "), (12.5, "1"), (15.0, "2"), (16.0, "1"), (17.04, " "))
    assert found == stopwatch.Taken(7.0, {"1": 2.5, "2": 5.0})
    assert said == ["    begun; tap space when it ends", "    key 1 after 2.5 s", "    key 2 after 5.0 s", "    7.0 s"]


def test_stopwatch_starts_again_and_needs_a_begin() -> None:
    found, said = taken((1.0, "1"), (2.0, " "), (3.0, "1"), (4.0, "x"), (5.0, " "), (6.0, "z"), (9.0, " "))
    assert found == stopwatch.Taken(4.0, {})
    assert said[0] == "    tap space first, when the recording begins"


@pytest.mark.parametrize(("key", "stops"), [("q", True), ("\x1b", True), ("\x03", True), ("", True), ("s", False)])
def test_stopwatch_given_up(key: str, stops: bool) -> None:
    assert taken((1.0, " "), (2.0, key))[0] == stopwatch.Taken(None, {}, stops)


def test_moments_beside_what_the_text_suggests() -> None:
    # 8 words at 150 a minute are 3.2 s, with the pause between the sentences 3.7 s; the first sentence is 1.6 s of it.
    prompt = Prompt("For sales, press 1. For billing, press 2.")
    whole = 3.2 + 0.5 + 2 * 0.25
    found = stopwatch.Taken(8.4, {"1": 3.0, "9": 6.0})
    lines = list(stopwatch.compared(prompt, found, {"1": "desk", "2": ""}, Defaults()))
    first = 8.4 * (1.6 + 0.25) / whole
    assert lines == [
        f"    8.4 s; the text alone suggests {whole:.1f} s",
        f"    key 1 (desk) was offered after 3.0 s; the text suggests {first:.1f} s",
        "    key 2 was not tapped; the text suggests that it is offered after 8.4 s",
        "    key 9 was offered after 6.0 s, and nothing is told of it here",
    ]


FILE = """\
# our tree
tree: T   # its name
start: m
nodes:
  # the menu
  m:
    menu: "For sales, press 1."
    options: {1: b}   # keys
    replay: Once more.
  b:   # box
    greeting: {text: Leave a message., seconds: 3}  # old
    voicemail: B
  c: {say: "", next: b}
"""


@pytest.fixture
def tapped(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs `new t.yaml --listen` with a clock that shows the seconds of the taps."""

    def run(*taps: tuple[float, str], said: tuple[str, ...] = ()) -> Result:
        by = Taps(*taps)
        monkeypatch.setattr(stopwatch, "is_terminal", lambda: True)
        monkeypatch.setattr("click.getchar", by.tap)
        monkeypatch.setattr("time.monotonic", by.clock)
        return new(*said, options=("--listen",))

    return run


def test_measuring_a_file_keeps_comments_and_order(tapped: Callable[..., Result]) -> None:
    Path("t.yaml").write_bytes(FILE.replace("\n", "\r\n").encode("utf-8-sig"))
    result = tapped((0, " "), (1, "1"), (2.5, " "), (3, "s"), (4, " "), (8.2, " "))
    assert result.exit_code == 0
    assert "key 1 (b) was offered after 1.0 s" in result.output
    assert "2 of 3 recordings measured" in result.output
    expected = FILE.replace('"For sales, press 1."', '{text: "For sales, press 1.", seconds: 2.5s}')
    expected = expected.replace("seconds: 3}", "seconds: 4.2s}").replace("\n", "\r\n")
    assert Path("t.yaml").read_bytes().decode("utf-8-sig") == expected
    assert Path("t.yaml").read_bytes().startswith(b"\xef\xbb\xbf")


def test_measuring_that_is_stopped_keeps_what_was_taken(tapped: Callable[..., Result]) -> None:
    Path("t.yaml").write_text(FILE)
    assert "1 of 3 recordings measured" in tapped((0, " "), (2, " "), (3, " "), (4, "q")).output
    assert load("t.yaml").nodes["m"].places
    assert "seconds: 2s}" in Path("t.yaml").read_text()


def test_measuring_is_for_tree_files(tapped: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("t.yaml").write_text("[from-trunk]\nexten => s,1,Background(hello)\nexten => 1,1,Hangup()\n")
    result = tapped()
    assert result.exit_code == 2
    assert "ivr-audit convert" in result.output


def test_listening_while_telling(tapped: Callable[..., Result]) -> None:
    said = (*OFFICE, "say", "Thank you.", "hangup", "")
    result = tapped((0, " "), (4.5, " "), said=said)
    assert "4.5 s; the text alone suggests 0.8 s" in result.output
    welcome = load("t.yaml").nodes["welcome"]
    assert isinstance(welcome, Say)
    assert welcome.prompt == Prompt("Thank you.", 4.5)


def test_text_is_kept_when_listening_stops(tapped: Callable[..., Result]) -> None:
    tapped((0, " "), (1, "\x03"), said=(*OFFICE, "say", "Thank you."))
    assert kept() == [*OFFICE, "say", "Thank you."]


def test_outline_of_a_deep_tree_ends() -> None:
    chain = [answer for n in range(60) for answer in ("say", "Hello.", f"place {n}")]
    told = after([*OFFICE, *chain]).told
    assert len(told.nodes) == 60
    assert len(outline(told)) == 20


class Terminal:
    """The program in a terminal of its own."""

    def __init__(self, *words: str) -> None:
        self.child, self.screen = pty.fork()
        if not self.child:
            os.execv(sys.executable, [sys.executable, "-m", "ivr_audit", *words])
        self.shown = ""

    def until(self, text: str) -> None:
        """Wait until this is shown."""
        ends = time.monotonic() + 30
        while text not in self.shown:
            assert time.monotonic() < ends, self.shown
            if select.select([self.screen], [], [], 0.2)[0]:
                try:
                    self.shown += os.read(self.screen, 4096).decode(errors="replace")
                except OSError:
                    raise AssertionError(self.shown) from None
        self.shown = self.shown.partition(text)[2]

    def type(self, text: str) -> None:
        os.write(self.screen, text.encode())

    def end(self) -> int:
        """Read all that is still shown; the exit code, or minus the signal that ended it."""
        try:
            while select.select([self.screen], [], [], 10)[0] and (more := os.read(self.screen, 4096)):
                self.shown += more.decode(errors="replace")
        except OSError:
            pass
        os.close(self.screen)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Terminal]:
    monkeypatch.setenv("TERM", "dumb")
    return Terminal


def test_in_a_terminal_killed_stopped_and_listened_to(terminal: Callable[..., Terminal]) -> None:
    first = terminal("new", "t.yaml")
    first.until("called? > ")
    first.type("Büro 😀\n")
    first.until("leave it out) > ")
    first.type("half an answ")
    os.kill(first.child, 9)
    assert first.end() == -9
    second = terminal("new", "t.yaml", "--listen")
    second.until("1 answer is kept")
    for words, said in (("leave it out) > ", ""), ("known) > ", ""), ("word", "1"), ("hours) > ", ""), ("word", "say")):
        second.until(words)
        second.type(f"{said}\n")
    second.until("word for word > ")
    second.type("Thank you.\n")
    second.until("to stop")
    time.sleep(0.3)
    second.type(" ")
    second.until("begun")
    time.sleep(0.3)
    second.type(" ")
    second.until("suggests 0.8 s")
    second.until("afterwards? [hangup] > ")
    second.type("\x03")
    assert second.end() == 0
    assert "To go on: ivr-audit new t.yaml" in second.shown
    assert kept()[:6] == ["Büro 😀", "", "", "general", "", "say"]
    assert re.fullmatch(r"\[\d+\.\d+s\] Thank you\.", kept()[6])
    third = terminal("new", "t.yaml")
    third.until("afterwards? [hangup] > ")
    third.type("\n")
    third.until("That is all.")
    third.type("\n")
    assert third.end() == 0
    assert load("t.yaml").name == "Büro 😀"
