"""Flows and documents that nobody would write: a tree or a problem in bounded time, never anything else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from studio_flows import flow, gather, keys, say, setting, split, widget
from survival import FUZZ, damaged, survives

from ivr_audit.load import twiml
from ivr_audit.load.folder import Folder
from ivr_audit.load.twilio_studio import reader as twilio_studio

CORPUS = Path(os.environ.get("IVR_AUDIT_CORPUS", Path(__file__).parents[2] / "../shared/corpus")) / "twilio-studio"
REAL = [path.read_bytes() for path in sorted(CORPUS.rglob("*")) if path.is_file()]
NAMES = [f"w{number}" for number in range(7)]

target = st.sampled_from([*NAMES, None])
texts = st.sampled_from(
    ["", "Press 1.", "{{x}}", "{% if a %}b{% else %}c{% endif %}", "{% case a %}{% when 1 %}b", "<b>x", "{{", "é\u202e"]
)
odd = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts, st.lists(st.integers(), max_size=2))
liquid = st.sampled_from(
    [f"{{{{widgets.{name}.{what}}}}}" for name in NAMES[:4] for what in ("Digits", "SpeechResult", "DialCallStatus")]
    + [
        "{{flow.variables.n}}",
        "{{flow.variables.m}}",
        "{{widgets.f.parsed.isOpen}}",
        "{{'now' | date: '%H'}}",
        "{{",
        "",
    ]
)
how = st.sampled_from(
    ["equal_to", "not_equal_to", "matches_any_of", "does_not_match_any_of", "is_blank", "is_not_blank", "regex",
     "contains", "does_not_contain", "starts_with", "less_than", "greater_than", "is_before_time", ""]
)  # fmt: skip
value = st.sampled_from(
    ["1", "2", "0,1,2", "12", "^1\\d{2}$", "(a+)+$", "(", "true", "no-answer", "4711", "3", "{{x}}"]
)
counter = st.sampled_from(
    ["0", "3", "{{flow.variables.n | plus: 1}}", "{{flow.variables.m | minus: 2}}", "{{widgets.w0.Digits}}", "x", "{{"]
)
made_widget = st.one_of(
    st.builds(say, texts, target),
    st.builds(lambda t, k, s, o, n, f: gather(t, k, s, o, number_of_digits=n, finish_on_key=f, loop=n), texts, target,
              target, target, st.sampled_from([None, 1, 3, "x", 0, -1, 10**30]), st.sampled_from(["#", "", None, "5"])),
    st.builds(lambda n, o, a, b: keys(n, o, k1=a, k2=b), st.sampled_from(NAMES), target, target, target),
    st.builds(split, liquid, st.lists(st.tuples(how, value, target), max_size=3), target),
    st.builds(lambda to, n, m: setting(to, n=n, m=m), target, counter, counter),
    st.builds(
        lambda kind, ways, more: widget(kind, ways, **more),
        st.sampled_from(["connect-call-to", "run-function", "make-http-request", "send-to-flex", "enqueue-call",
                         "record-voicemail", "run-subflow", "capture-payments", "add-twiml-redirect", "trigger", ""]),
        st.dictionaries(st.sampled_from(["success", "fail", "callCompleted", "callComplete", "completed", "return"]),
                        target, max_size=3),
        st.dictionaries(st.sampled_from(["to", "timeout", "noun", "loop", "flow_sid"]), odd, max_size=4),
    ),
)  # fmt: skip


def check(reader: Any, name: str, content: bytes, start: str | None = None) -> None:
    survives(lambda: reader.read(Folder(None, "", {name: content}), [name], start), [name])


@FUZZ
@given(first=target, widgets=st.lists(made_widget, min_size=7, max_size=7), start=st.sampled_from([None, "flow", "x"]))
def test_flows_of_any_shape(first: str | None, widgets: list[Any], start: str | None) -> None:
    made = flow(first, parent=first, **dict(zip(NAMES, widgets, strict=True)))
    check(twilio_studio, "flow.json", json.dumps(made).encode(), start)


@FUZZ
@given(data=st.data())
def test_mutated_files(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from(REAL)) if REAL else json.dumps(flow("a", a=say("Hi."))).encode()
    content = damaged(data, base, b"null", b"[", b"{}", b'"', b'"next": "is_open"', b"1e999")
    check(twilio_studio, "flow.json", content)


verbs = st.recursive(
    st.builds(
        lambda tag, text, pairs: f"<{tag} {' '.join(f'{k}={v!r}' for k, v in pairs.items())}>{text}</{tag}>",
        st.sampled_from(["Say", "Play", "Pause", "Gather", "Dial", "Record", "Redirect", "Enqueue", "Pay", "X"]),
        st.sampled_from(["", "doc.xml", "http://[", "+15550100", "&amp;", "press 1"]),
        st.dictionaries(st.sampled_from(["action", "timeout", "loop", "numDigits", "length"]),
                        st.sampled_from(["", "doc", "-1", "1e999", "nan", "3", "/x?y=1", "http://[/"]), max_size=3),
    ),
    lambda inner: st.builds(lambda parts: f"<Gather>{''.join(parts)}</Gather>", st.lists(inner, max_size=3)),
    max_leaves=8,
)  # fmt: skip


@FUZZ
@given(parts=st.lists(verbs, max_size=6), cut=st.integers(0, 10))
def test_documents_of_any_shape(parts: list[str], cut: int) -> None:
    text = f"<Response>{''.join(parts)}</Response>"
    check(twiml, "doc.xml", (text if cut < 8 else text[: -cut * 3]).encode())


def test_large_and_deep_files() -> None:
    check(twilio_studio, "f", b'{"states": ' + b"[" * 100_000)
    check(twilio_studio, "f", b'{"initial_state": "a", "states": [' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"]}")
    chain = {f"s{i}": say("Hello there.", f"s{i + 1}") for i in range(5000)} | {"s5000": say("Bye.")}
    check(twilio_studio, "f", json.dumps(flow("s0", **chain)).encode())
    check(twilio_studio, "f", b" " * (50 * 2**20))
    menus: dict[str, Any] = {}
    for i in range(400):
        menus[f"m{i}"] = gather("Press 1.", f"k{i}", f"m{i}")
        menus[f"k{i}"] = keys(f"m{i}", f"m{i}", k1=f"m{(i + 1) % 400}", k2=f"m{(i + 7) % 400}")
    check(twilio_studio, "f", json.dumps(flow("m0", **menus)).encode())
