"""Anything at all as a dialplan: a tree or a problem, soon, and never another exception.

`IVR_AUDIT_FUZZ=20000` runs as many cases.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from survival import CASES, FUZZ, SECONDS, damaged, survives

from ivr_audit.api import audit
from ivr_audit.load.asterisk import reader as asterisk
from ivr_audit.load.folder import Folder

_BESIDE = Path(__file__).parents[2] / "../shared/corpus"
CORPUS = (_BESIDE if _BESIDE.is_dir() else Path(os.environ.get("IVR_AUDIT_CORPUS", _BESIDE))) / "asterisk"
FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file())

contexts = st.sampled_from(["incoming", "a", "b", "macro-x", "default", "general", "globals"])
names = st.sampled_from(["s", "i", "t", "e", "o", "1", "2", "12", "101", "_1XX", "_X.", "_[0-5]!", "_.", "h", "s-BUSY"])
labels = st.sampled_from(["top", "end", "n"])
variables = st.sampled_from(["n", "who", "key", "DIALSTATUS", "ARG1", "EXTEN", "EXTEN:1", "CALLERID(num)", "x:1:2"])
conditions = st.one_of(
    st.builds("$[${{{}}} {} {}]".format, variables, st.sampled_from("=<>"), st.integers(0, 5)),
    st.builds('$["${{{}}}" = "{}"]'.format, variables, st.integers(0, 3)),
    st.builds("${{EXISTS(${{{}}})}}".format, variables),
    st.just("1"),
)
targets_ = st.one_of(
    labels,
    st.builds("{},{}".format, names, st.one_of(labels, st.integers(1, 4))),
    st.builds("{},{},{}".format, contexts, names, st.integers(1, 4)),
    st.builds("{},${{{}}},1".format, contexts, variables),
)
applications = st.one_of(
    st.builds("Goto({})".format, targets_),
    st.builds("GotoIf({}?{}:{})".format, conditions, targets_, targets_),
    st.builds("GotoIfTime(9:00-{}:00,mon-fri,*,*?{})".format, st.integers(0, 30), targets_),
    st.builds("Gosub({}(a,${{{}}}))".format, targets_, variables),
    st.builds("GosubIf({}?{})".format, conditions, targets_),
    st.builds("ExecIf({}?Playback(x):Macro(x,{}))".format, conditions, variables),
    st.builds("Set({}=$[${{n}} + {}])".format, variables, st.integers(-2, 2)),
    st.builds("Set({}={})".format, variables, st.text(max_size=4)),
    st.builds("Read({},main,{},,{},3)".format, variables, st.integers(0, 4), st.integers(0, 3)),
    st.builds("WaitExten({})".format, st.sampled_from(["", "0.2", "5", "${n}"])),
    st.builds("Dial(SIP/{},{})".format, names, st.sampled_from(["", "20", "${x}"])),
    st.builds("Dial(Local/{}@{})".format, names, contexts),
    st.builds("While({})".format, conditions),
    st.builds("Random({}:{})".format, st.integers(0, 120), targets_),
    st.sampled_from([
        "EndWhile()", "ExitWhile()", "Background(main)", "Playback(a&b)", "Queue(q,,,,30)", "VoiceMail(7)", "Return()",
        "Hangup()", "Macro(x,1)", "AGI(x.agi)", "MacroExit", "StackPop()", "Busy()", "Directory()",
        "Set(TIMEOUT(digit)=2)",
    ]),
)  # fmt: skip
lines = st.one_of(
    st.builds("[{}]".format, contexts),
    st.builds("[{}]({})".format, contexts, st.sampled_from(["!", "+", "a", "a,b"])),
    st.builds("exten => {},{},{}".format, names, st.sampled_from(["1", "n", "2", "n(top)", "n+2(end)"]), applications),
    st.builds(" same => {},{}".format, st.sampled_from(["n", "n(top)", "n(end)"]), applications),
    st.builds("include => {}{}".format, contexts, st.sampled_from(["", ",9:00-17:00,mon-fri,*,*"])),
    st.sampled_from([";-- ", "--;", "#include extensions.conf", "#exec x", "switch => DUNDi/x", "x => y"]),
)


def check(content: bytes, start: str | None = None) -> None:
    files = {"extensions.conf": content}
    survives(lambda: asterisk.read(Folder(None, "", files), ["extensions.conf"], start), files)


@FUZZ
@given(st.lists(lines, max_size=40).map("\n".join), st.sampled_from([None, "incoming", "a", "a,s"]))
def test_dialplans_of_a_grammar(text: str, start: str | None) -> None:
    check(("[incoming]\nexten => s,1,Answer()\n" + text).encode(), start)


@FUZZ
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    check(content)


@pytest.mark.skipif(not FILES, reason="the corpus is not there")
@settings(FUZZ, max_examples=CASES if CASES > 300 else 80)
@given(st.data())
def test_real_files_with_bytes_changed(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(FILES)).read_bytes()
    check(damaged(data, content, b"(", b")", b"$[", b"${", b"}", b",", b"\n", b"[a]\n", most=12))


@settings(max_examples=min(CASES, 60), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(lines, max_size=30).map("\n".join))
def test_what_was_read_can_be_audited(text: str) -> None:
    content = ("[incoming]\nexten => s,1,Answer()\n" + text).encode()
    tree, _ = asterisk.read(Folder(None, "", {"extensions.conf": content}), ["extensions.conf"], None)
    if tree is not None:
        assert audit(tree, as_of="2026-11-23").periods


MENU = "[m{0}]\nexten => s,1,Background(m{0})\n same => n,WaitExten(5)\n same => n,Goto(s,1)\n"


@pytest.mark.parametrize(
    "text",
    [
        "[incoming]\nexten => s,1,Goto(" + "${" * 5000 + ")\n",
        "[incoming]\nexten => s,1,GotoIf($[" + "(" * 5000 + "1?a:b)\n",
        "[incoming]\nexten => s,1,Goto(" + "(" * 100_000 + ")\n",
        "[incoming]\n" + "".join(f"exten => s,{n},Playback(x)\n" for n in range(1, 20_000)),
        "[incoming]\nexten => s,1,Set(x=${x}${x}aa)\n same => n,Goto(s,1)\n",
        "[incoming]\nexten => s,1,Gosub(s,1)\n",
        "[incoming]\nexten => s,1,Macro(x)\n[macro-x]\nexten => s,1,Macro(x)\n same => n,Macro(x)\n",
        "[incoming]\nexten => s,1,Goto(m0,s,1)\n" + "".join(
            MENU.format(n) + "".join(
                f"exten => {key},1,Gosub(m{(n * 7 + key) % 40},s,1)\n same => n,Goto(s,1)\n" for key in range(1, 8)
            )
            for n in range(40)
        ),
        "[incoming]\nexten => s,1,Goto(m0,s,1)\n" + "".join(
            MENU.format(n) + f" same => n,Set(v{n}=$[${{v{n}}}+1])\nexten => 1,1,Set(v{n}=$[${{v{n}}}+1])\n"
            f" same => n,GotoIf($[${{v{n}}} > 9]?i,1)\n same => n,Goto(m{(n + 1) % 30},s,1)\nexten => i,1,Hangup()\n"
            for n in range(30)
        ),
        "[a]\n" + "include => a\ninclude => b\n[b]\ninclude => a\n" * 500
        + "[incoming]\ninclude => a\nexten => s,1,Goto(9)\n",
        "[incoming]\nexten => _" + "[0-9]" * 40 + ",1,Hangup()\nexten => s,1,Goto(1,1)\n",
        "[t0](!)\nexten => s,1,NoOp()\n" + "".join(f"[t{n}](t{n - 1},t{n - 1})\n" for n in range(1, 40)),
    ],
    ids=["variables", "brackets", "parentheses", "long", "growing", "gosub", "macro", "mesh", "counters", "includes",
         "pattern", "templates"],
)  # fmt: skip
def test_dialplans_without_end_come_to_one(text: str) -> None:
    check(text.encode())


def test_a_file_of_50_mb_is_refused_at_once() -> None:
    began = time.process_time()
    content = b"[incoming]\n" + b"exten => s,1,Goto(s,1)\n" * 2_200_000
    tree, problems = asterisk.read(Folder(None, "", {"extensions.conf": content}), ["extensions.conf"], None)
    assert tree is None
    assert "lines" in problems[0].message
    assert time.process_time() - began < SECONDS


def test_one_line_of_many_semicolons() -> None:
    check(b"[incoming]\nexten => s,1,Playback(" + b"\\;" * 2_000_000 + b")\n")
