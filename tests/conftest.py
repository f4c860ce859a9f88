"""What several files of tests share: the pages of the stories, and a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from browsing import AS_OF, CHROMIUM, DIALLED, NAMES, ROOT
from html_pages import hostile_tree

from ivr_audit.audit import Audit, audit
from ivr_audit.load import load, native
from ivr_audit.render.html import Sheet, index, page
from ivr_audit.render.inlined import diagrams


@pytest.fixture(scope="session")
def audits() -> dict[str, Audit]:
    found = {name: audit(load(str(ROOT / "trees" / f"{name}.yaml")), AS_OF) for name in NAMES}
    tree, problems = native.read(hostile_tree(), "hostile.yaml")
    assert tree is not None, problems
    found["hostile"] = audit(tree, AS_OF)
    dialled, problems = native.read(DIALLED, "dialled.yaml")
    assert dialled is not None, problems
    return {**found, "dialled": audit(dialled, AS_OF)}


@pytest.fixture(scope="session")
def pages(audits: dict[str, Audit], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("reports")
    for name, audited in audits.items():
        (folder / f"{name}.html").write_text(page(audited, diagrams(audited)), encoding="utf-8")
    sheets = [Sheet(audited, f"{name}.html") for name, audited in audits.items()]
    (folder / "index.html").write_text(index(sheets), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in (*audits, "index")}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        arguments = ["--no-sandbox"] if root else []
        opened = started.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()
