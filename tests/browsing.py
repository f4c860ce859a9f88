"""Pages in a real browser: which trees, a tree to dial extensions in, and a tab that is watched."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 11, 23)
NAMES = ("family-physicians", "answering-service", "claims-line", "lens-lab", "new-patient-desk", "vision-insurer")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
INVISIBLE = "nurse\u200e \u200bline"
DIALLED = f"""\
tree: Extensions
topics: [nurse, billing]
hours: {{office: {{mon-fri: 09:00-17:00}}}}
defaults: {{inter_digit_timeout: 1}}
start: main
nodes:
  main:
    menu: If you know the extension, dial it. For billing, press 1.
    options: {{1: desk}}
    extensions: {{pattern: 1XX, to: {json.dumps(INVISIBLE)}}}
    no_input: open?
  open?: {{hours: office, open: desk, closed: box}}
  desk: {{ring: Desk, handles: [billing], transfers_to: [{json.dumps(INVISIBLE)}, other], no_answer: box}}
  {json.dumps(INVISIBLE)}: {{ring: Nurses, handles: [nurse], staffed: office, no_answer: box}}
  other: {{ring: Others, handles: [billing], no_answer: box}}
  box: {{voicemail: Box, owner: nobody}}
"""
Tab = Any  # playwright is not there where these tests are skipped


class Watched:
    """A tab, and everything it should not have done."""

    def __init__(self, browser: Any, address: str, **how: Any) -> None:
        self.context = browser.new_context(**{"reduced_motion": "reduce", **how})
        self.tab = self.context.new_page()
        self.wrong: list[str] = []
        self.tab.on("console", lambda said: self.wrong.append(f"{said.type}: {said.text}"))
        self.tab.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.tab.on("dialog", self._refuse)
        self.tab.on("request", lambda asked: self._asked(asked.url, address))
        self.tab.goto(address)

    def _refuse(self, dialog: Any) -> None:
        self.wrong.append("a dialog")
        dialog.dismiss()

    def _asked(self, url: str, address: str) -> None:
        if url.partition("#")[0] != address and not url.startswith("data:"):
            self.wrong.append(f"asked for {url}")

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
