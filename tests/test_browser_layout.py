"""How the HTML report looks in a real browser: diagrams, tables, paper, the keyboard, scripts off, accessibility."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, NAMES, Watched

pytest.importorskip("playwright.sync_api")

AXE = """async () => {
  const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
    "best-practice"] });
  return found.violations.map((one) => [one.id, one.nodes.map((node) => node.html.slice(0, 200)).slice(0, 5)]);
}"""
FOCUSED = """() => {
  const now = document.activeElement;
  if (!now || now === document.body) return null;
  const box = now.getBoundingClientRect();
  const control = now.matches("a, button, select, summary, input");
  const within = box.bottom > 0 && box.top < innerHeight;
  const name = [...document.querySelectorAll("*")].indexOf(now) + (control ? "" : " part");
  return [name, getComputedStyle(now).outlineStyle !== "none", within];
}"""

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.xdist_group("browser"),
]


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


@pytest.mark.parametrize("name", [*NAMES, "hostile", "dialled", "index"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_window(name: str, width: int, browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, pages[name], viewport={"width": width, "height": 800}) as shown:
        assert shown.tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_a_diagram_begins_where_calls_do_in_letters_that_can_be_read(
    width: int, browser: Any, pages: dict[str, str]
) -> None:
    with Watched(browser, pages["family-physicians"], viewport={"width": width, "height": 900}) as shown:
        drawing = shown.tab.locator("details.drawing[open]")
        scale = "(svg) => svg.getScreenCTM().a * Math.min(...[...svg.querySelectorAll('text')]"
        scale += ".map((text) => Number(text.getAttribute('font-size'))))"
        assert drawing.locator("svg").evaluate(scale) >= 11.99
        paper, start = drawing.locator(".paper").bounding_box(), drawing.locator('g[data-node="0"]').bounding_box()
        assert paper["x"] <= start["x"]
        assert start["x"] + start["width"] <= paper["x"] + paper["width"]
        assert paper["y"] <= start["y"] <= paper["y"] + paper["height"]
        drawing.get_by_role("button", name="Whole picture").click()
        picture = drawing.locator("svg").bounding_box()
        assert picture["width"] <= paper["width"]
        assert picture["height"] <= drawing.locator(".paper").bounding_box()["height"]
        drawing.get_by_role("button", name="larger").click()
        assert drawing.locator("svg").bounding_box()["width"] == pytest.approx(picture["width"] * 1.25, rel=0.01)
        drawing.get_by_role("button", name="Full screen").click()
        leave = drawing.get_by_role("button", name="Leave full screen")
        leave.wait_for()
        assert drawing.locator("svg").evaluate(scale) >= 11.99
        leave.click()
        drawing.get_by_role("button", name="Full screen", exact=True).wait_for()
        assert shown.wrong == []


def test_a_table_that_goes_on_shows_it_at_its_edge(browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, pages["family-physicians"], viewport={"width": 360, "height": 800}) as shown:
        cut = "(boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => "
        cut += "getComputedStyle(box).backgroundAttachment)"
        found = shown.tab.locator(".scroll").evaluate_all(cut)
        assert found
        assert set(found) == {"local, local, scroll, scroll"}


def test_everything_is_reached_by_the_tab_key(browser: Any, pages: dict[str, str]) -> None:
    """Every control that shows has its turn, in view and with a mark of its own, and none keeps the focus."""
    with Watched(browser, pages["claims-line"]) as shown:
        tab = shown.tab
        wanted = tab.locator("a[href]:visible, button:visible, select:visible, summary:visible, input:visible").count()
        seen: set[str] = set()
        for _ in range(3 * wanted):
            tab.keyboard.press("Tab")
            now = tab.evaluate(FOCUSED)
            if now is None:
                break
            place, outlined, inside = now
            assert outlined, place
            assert inside, place
            seen.add(place)
        assert len(seen) >= wanted
        assert shown.wrong == []


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


@pytest.mark.parametrize("name", [*NAMES, "hostile", "dialled", "index"])
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
