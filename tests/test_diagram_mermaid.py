"""Mermaid flowcharts: what is in the text, that any text stays text, and that Mermaid itself reads it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from drawn_trees import OPEN, PERIODS, box, bye, finding, menu, ring, tree_of, way_along
from hypothesis import given
from hypothesis import strategies as st
from test_diagram_texts import HOSTILE

from ivr_audit.render.folding import Focus
from ivr_audit.render.lettering import clean
from ivr_audit.render.mermaid import escaped, mermaid

TREE = tree_of(
    menu(
        "main", {"1": "desk", "2": "box", "3": "desk", "0": "main", "4": "gone"}, "For a desk, press 1.", no_input="bye"
    ),
    ring("desk", "box"), box("box"), bye("bye"),
)  # fmt: skip

GOLDEN = r"""---
title: "Clinic · office open, closed and holiday · as of 23 November 2026"
---
flowchart LR
  e0(["#43;1 555 010 0142"]):::entry
  n0["≡ menu ●<br/>main<br/>For a desk, press 1.<br/>findings ■1"]:::person
  n1("♫ rings ●<br/>desk"):::person
  n2[\"▼ voicemail ×<br/>box"\]:::lost
  n3[\"× hangs up ×<br/>bye"/]:::lost
  g0["missing: gone"]:::ghost
  e0 ==> n0
  n0 ==>|"1, 3"| n1
  n0 -->|"2<br/>×"| n2
  n0 -->|"4<br/>×"| g0
  n0 -.->|"no key<br/>wrong key<br/>×"| n3
  n1 -.->|"no answer<br/>×"| n2
  s0["0 ← main again"]:::stub
  n0 --> s0
  subgraph legend [" "]
    l0["● a person can be reached"]:::person
    l1["× lost: cut off, stuck, or a message nobody returns"]:::lost
  end
  style legend fill:#FFFFFF,stroke:#A3ABB3
"""


def test_the_whole_text() -> None:
    made = mermaid(
        TREE,
        PERIODS,
        findings=[finding("main", "error")],
        as_of=date(2026, 11, 23),
        routes=[way_along(("main", "1"))],
    )
    text = made.replace("0 s<br/>", "").replace("answered: 1 s<br/>", "")
    assert text[: len(GOLDEN)] == GOLDEN
    styles = text[len(GOLDEN) :].splitlines()
    assert [line.split()[1] for line in styles] == [
        "person", "message", "outside", "lost", "apart", "ghost", "entry", "fold", "stub", "ended", "2,3,4,5",
    ]  # fmt: skip


def test_the_clock_of_a_route() -> None:
    assert 'n0["0 s<br/>answered: 1 s<br/>≡ menu' in mermaid(TREE, PERIODS, routes=[way_along(("main", "1"))])


def test_folds_and_direction() -> None:
    text = mermaid(TREE, [("open", OPEN)], focus=Focus(depth=0), direction="down")
    assert "flowchart TB" in text
    assert 'fn0[["… 3 more<br/>● 1 to a person<br/>× 2 lost"]]:::fold' in text


@given(st.text())
def test_nothing_that_could_be_markup_is_left(text: str) -> None:
    safe = escaped(text)
    assert not re.search(r'["<>&`\[\]{}|\\*_~\n]', re.sub(r"_", "", safe))
    back = re.sub(r"#(\d+);", lambda found: chr(int(found[1])), safe)
    assert back == " ".join(clean(text).split())


def node_with_mermaid() -> str | None:
    """The folder of node modules with `mermaid` and `jsdom` in it, if there is one."""
    folder = os.environ.get("IVR_AUDIT_NODE_MODULES", str(Path(__file__).parents[1] / "node_modules"))
    there = all((Path(folder) / name).is_dir() for name in ("mermaid", "jsdom"))
    return folder if there and shutil.which("node") else None


READ = """
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const require = createRequire(process.argv[1] + "/");
const { JSDOM } = require("jsdom");
const dom = new JSDOM("<!doctype html><body></body>");
globalThis.window = dom.window; globalThis.document = dom.window.document;
const found = require("node:path").join(process.argv[1], "mermaid/dist/mermaid.core.mjs");
const { default: mermaid } = await import(pathToFileURL(found).href);
const all = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  await mermaid.parse(text);
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
  all.push([...diagram.db.getVertices().values()].map((vertex) => vertex.text));
}
console.log(JSON.stringify(all));
"""


def test_mermaid_reads_it_all() -> None:
    folder = node_with_mermaid()
    if folder is None:
        pytest.skip("needs node, mermaid and jsdom")
    texts = [mermaid(tree_of(menu(text, {"1": text}, text), start=text, name=text), PERIODS) for text in HOSTILE]
    texts.append(mermaid(TREE, PERIODS))
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", READ, folder],
        input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    for text, labels in zip(HOSTILE, json.loads(ran.stdout), strict=False):
        shown = [re.sub(r"ﬂ°°(\d+)¶ß", lambda found: chr(int(found[1])), label) for label in labels]
        assert any(" ".join(clean(text).split())[:12] in label for label in shown), (text, shown)
