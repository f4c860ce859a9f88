"""The HTML report in a real browser: the phone, the period switch, no request, no script, accessibility."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from html_pages import hostile_tree

from ivr_audit.audit import Audit, audit
from ivr_audit.call import play_keys, script_of
from ivr_audit.hours import state_at
from ivr_audit.load import load, native
from ivr_audit.render.html import Sheet, index, page
from ivr_audit.render.inlined import diagrams

playwright = pytest.importorskip("playwright.sync_api")

ROOT = Path(__file__).parents[1]
AS_OF = date(2026, 11, 23)
NAMES = ("family-physicians", "answering-service", "claims-line", "lens-lab", "new-patient-desk", "vision-insurer")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = """async () => {
  const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
    "best-practice"] });
  return found.violations.map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 200)).slice(0, 5)]);
}"""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.xdist_group("browser"),
]
Tab = Any  # playwright is not there where these tests are skipped


@pytest.fixture(scope="module")
def audits() -> dict[str, Audit]:
    found = {name: audit(load(str(ROOT / "trees" / f"{name}.yaml")), AS_OF) for name in NAMES}
    tree, problems = native.read(hostile_tree(), "hostile.yaml")
    assert tree is not None, problems
    return {**found, "hostile": audit(tree, AS_OF)}


@pytest.fixture(scope="module")
def pages(audits: dict[str, Audit], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("reports")
    for name, audited in audits.items():
        (folder / f"{name}.html").write_text(page(audited, diagrams(audited)), encoding="utf-8")
    sheets = [Sheet(audited, f"{name}.html") for name, audited in audits.items()]
    (folder / "index.html").write_text(index(sheets), encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in (*audits, "index")}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        arguments = ["--no-sandbox"] if root else []
        opened = started.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield opened
        opened.close()


class Watched:
    """A tab, and everything it should not have done."""

    def __init__(self, browser: Any, address: str, **how: Any) -> None:
        self.context = browser.new_context(**{"reduced_motion": "reduce", **how})
        self.tab = self.context.new_page()
        self.wrong: list[str] = []
        self.tab.on("console", lambda said: self.wrong.append(f"{said.type}: {said.text}"))
        self.tab.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.tab.on("dialog", lambda dialog: (self.wrong.append("a dialog"), dialog.dismiss()))
        self.tab.on("request", lambda asked: self._asked(asked.url, address))
        self.tab.goto(address)

    def _asked(self, url: str, address: str) -> None:
        if url.partition("#")[0] != address and not url.startswith("data:"):
            self.wrong.append(f"asked for {url}")

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def phone_says(tab: Tab) -> tuple[str | None, str, float]:
    said = tab.locator(".handset").evaluate("(box) => ({ ...box.dataset })")
    return said["outcome"] or None, said["node"], float(said["seconds"])


@pytest.mark.parametrize("name", [*NAMES, "hostile"])
def test_every_finding_is_heard_as_call_plays_it(
    name: str, browser: Any, pages: dict[str, str], audits: dict[str, Audit]
) -> None:
    audited = audits[name]
    with Watched(browser, pages[name]) as shown:
        for number, finding in enumerate(audited.new, 1):
            witness = finding.witness
            if witness is None:
                continue
            shown.tab.locator(f'button[data-finding="{number}"]').click()
            shown.tab.locator("#heard .turn.now").wait_for()
            state = state_at(audited.tree, witness.at)
            done = play_keys(audited.tree, state, witness.entry, script_of(witness.keys))
            assert phone_says(shown.tab) == (done.outcome, done.node, done.seconds)
            assert f"finding {number}" in shown.tab.locator("#playing").inner_text()
        assert shown.wrong == []


def test_a_call_by_hand(browser: Any, pages: dict[str, str], audits: dict[str, Audit]) -> None:
    """Family physicians on a Monday: to the appointment menu by click, to the front desk by keyboard, then what if."""
    tree = audits["family-physicians"].tree
    at = audits["family-physicians"].periods[0].period.example
    with Watched(browser, pages["family-physicians"]) as shown:
        tab = shown.tab
        tab.locator("#start").click()
        assert phone_says(tab)[:2] == (None, "main")
        tab.locator('[data-key="1"]').click()
        tab.locator("#phone").press("1")
        assert phone_says(tab)[:2] == ("person", "front desk")
        tab.get_by_role("button", name="nobody answers").click()
        done = play_keys(tree, state_at(tree, at), "welcome", ("1", "1", "no-answer"))
        assert phone_says(tab) == (done.outcome, done.node, done.seconds)
        tab.locator("#heard .turn.end").wait_for()
        assert "You left a message" in tab.locator("#heard .turn.end").inner_text()
        tab.locator("#start").click()
        for _ in range(3):
            tab.locator("#wait").click()
        assert phone_says(tab)[:2] == ("cut off", "goodbye")
        tab.locator("#hang-up").click()
        assert "You hang up" in tab.locator("#heard").inner_text()
        tab.locator("#when").select_option(label="closed")
        tab.locator("#start").click()
        tab.locator('[data-key="2"]').click()
        assert phone_says(tab)[:2] == ("message", "billing box")
        assert shown.wrong == []


def test_the_clock_runs_and_ends_at_the_same_second(browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, pages["family-physicians"], reduced_motion="no-preference") as shown:
        shown.tab.locator('button[data-finding="5"]').click()
        shown.tab.locator("#heard .turn.end").wait_for(timeout=20_000)
        minutes, seconds = shown.tab.locator("#clock").inner_text().split(":")
        assert abs(int(minutes) * 60 + int(seconds) - phone_says(shown.tab)[2]) <= 0.5
        assert shown.wrong == []


VOICE = """
window.said = [];
const voices = [{ name: "far", localService: false }, { name: "near", localService: true }];
let speaking = null;
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices,
  speak: (one) => { window.said.push(`${one.voice.name}: ${one.text}`); speaking = one; },
  cancel: () => { const one = speaking; speaking = null; one?.onerror(); },
} });
window.finish = () => { const one = speaking; speaking = null; one.onend(); };
"""


def test_the_page_reads_aloud_if_asked_with_a_voice_of_its_own(browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, "about:blank") as shown:
        tab = shown.tab
        tab.add_init_script(VOICE)
        tab.goto(pages["family-physicians"])
        tab.locator("#start").click()
        assert tab.evaluate("said") == []
        tab.locator(".more summary").click()
        tab.locator("#aloud").check()
        tab.locator("#start").click()
        assert len(tab.evaluate("said")) == 1
        tab.evaluate("finish()")
        tab.locator("#where", has_text="main").wait_for()
        tab.locator('[data-key="3"]').click()
        for _ in range(200):  # the page speaks when it gets to it
            said = tab.evaluate("said")
            if len(said) > 2:
                break
            tab.wait_for_timeout(50)
        assert said[0].startswith("near: Thank you for calling")
        assert said[1].startswith("near: To make, change")
        assert said[2] == "near: Our nurses are caring for other patients right now."
        tab.locator("#heard .turn b", has_text="nurses busy").wait_for()
        starts = tab.locator("#heard .turn b").all_inner_texts()
        assert starts == ["welcome", "main", "nurse hours", "nurses busy"]


def test_one_period_hides_what_belongs_to_others(browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, pages["family-physicians"]) as shown:
        tab = shown.tab
        tab.locator("#period").select_option(label="holiday")
        assert tab.locator('#times tr[data-periods="0"]').is_hidden()
        assert tab.locator('#times tr[data-periods="2"]').is_visible()
        assert tab.locator('details.drawing[data-drawn="1 2"] svg').is_visible()
        assert tab.locator("#finding-3").is_hidden()
        tab.locator("#period").select_option(value="")
        assert tab.locator("#finding-3").is_visible()
        assert shown.wrong == []


def test_badges_and_findings_lead_to_each_other(browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, pages["family-physicians"]) as shown:
        tab = shown.tab
        tab.locator('details.drawing[open] svg a[href="#finding-3"]').first.click()
        assert tab.evaluate("location.hash") == "#finding-3"
        tab.locator("#finding-3 a.to-node").click()
        assert tab.locator('details.drawing[open] g.here[data-node="1"]').count() == 1
        before = tab.locator("details.drawing[open] svg").bounding_box()["width"]
        tab.locator("details.drawing[open] .paper").press("+")
        assert tab.locator("details.drawing[open] svg").bounding_box()["width"] == pytest.approx(
            before * 1.25, rel=0.01
        )
        assert shown.wrong == []


def test_tables_are_sorted(browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, pages["family-physicians"]) as shown:
        tab = shown.tab
        if not tab.locator("#paths table.sortable").is_visible():
            tab.locator("#paths details summary").click()
        tab.get_by_role("button", name="best", exact=True).click()
        cells = tab.locator("#paths table.sortable tbody tr td:nth-child(3)").evaluate_all(
            "(cells) => cells.map((cell) => Number(cell.dataset.value))"
        )
        assert cells == sorted(cells)
        assert len(cells) > 5
        assert shown.wrong == []


def test_without_scripts_all_but_the_phone_is_there(browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, pages["family-physicians"], java_script_enabled=False) as shown:
        tab = shown.tab
        assert tab.locator(".handset").is_hidden()
        assert "needs scripts" in tab.locator("#phone").inner_text()
        for section in ("answer", "findings", "diagram", "times", "week", "mailboxes", "callers", "paths", "standard"):
            assert tab.locator(f"#{section} h2").is_visible()
        assert tab.locator("details.drawing[open] svg").is_visible()
        if not tab.locator("#paths table.sortable").is_visible():
            tab.locator("#paths details summary").click()
        assert tab.locator("#paths table.sortable").is_visible()
        assert tab.locator("button:visible").count() == 0
        assert shown.wrong == []


def test_on_paper_there_is_room_to_write_and_no_phone(browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, pages["family-physicians"]) as shown:
        tab = shown.tab
        tab.emulate_media(media="print")
        for gone in ("#phone", "nav.contents", "button.hear", "div.zoom"):
            assert tab.locator(gone).first.is_hidden()
        assert tab.locator(".boxes input").first.is_visible()
        assert tab.locator("#diagram svg").first.is_visible()
        assert len(tab.pdf(prefer_css_page_size=True)) > 50_000
        assert shown.wrong == []


def test_hostile_texts_do_nothing(browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, pages["hostile"]) as shown:
        tab = shown.tab
        tab.locator("#start").click()
        for key in "0123":
            tab.locator(f'[data-key="{key}"]').click()
        while tab.locator("#what-ifs button:visible").count():
            tab.locator("#what-ifs button:visible").last.click()
            if tab.locator("#heard .turn").count() > 12:
                break
        for link in tab.locator("a.to-node:visible").all():
            link.click()
        assert shown.wrong == []


@pytest.mark.parametrize("name", [*NAMES, "hostile", "index"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_window(name: str, width: int, browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, pages[name], viewport={"width": width, "height": 800}) as shown:
        assert shown.tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, from the folder in AXE_CORE or from npm."""
    folder = os.environ.get("AXE_CORE") or _installed(tmp_path_factory.mktemp("axe"))
    if folder is None:
        pytest.skip("axe-core cannot be installed")
    return (Path(folder) / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def _installed(folder: Path) -> str | None:
    npm = shutil.which("npm")
    options = ["--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts"]
    if npm is None:
        return None
    done = subprocess.run([npm, "install", *options, "axe-core@4"], capture_output=True, check=False, timeout=300)
    return str(folder) if done.returncode == 0 else None


@pytest.mark.parametrize("name", [*NAMES, "hostile", "index"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(name: str, width: int, scheme: str, browser: Any, pages: dict[str, str], axe: str) -> None:
    size = {"width": width, "height": 800}
    with Watched(browser, pages[name], viewport=size, color_scheme=scheme) as shown:
        if name != "index":
            shown.tab.locator("button.hear").first.click()
        shown.tab.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        shown.tab.evaluate("scrollTo(0, 0)")
        shown.tab.evaluate(axe)
        assert shown.tab.evaluate(AXE) == []
        assert shown.wrong == []
