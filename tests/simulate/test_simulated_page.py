"""The simulation's section of the page in a real browser: plots that can be read, the diagram, paper, accessibility."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from browsing import CHROMIUM, ROOT, Watched
from test_browser_layout import AXE

pytest.importorskip("playwright.sync_api")

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.xdist_group("browser"),
]
PAGE = (ROOT / "reports/family-physicians-simulated.html").as_uri()
LETTERS = """(svg) => svg.getScreenCTM().a *
  Math.min(...[...svg.querySelectorAll('text')].map((text) => Number(text.getAttribute('font-size'))))"""
INSIDE = """(svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.left < frame.left - 2 || box.right > frame.right + 2;
  }).map((text) => text.textContent);
}"""


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_plots_are_read_at_every_width(width: int, scheme: str, browser: Any) -> None:
    with Watched(browser, PAGE, viewport={"width": width, "height": 800}, color_scheme=scheme) as shown:
        assert shown.tab.evaluate("document.documentElement.scrollWidth") <= width
        plots = shown.tab.locator("#simulation .plot svg:visible")
        assert plots.count() == 4
        for number in range(4):
            assert plots.nth(number).evaluate(LETTERS) >= 9
            assert plots.nth(number).evaluate(INSIDE) == []
        assert shown.wrong == []


def test_the_diagram_with_the_calls_begins_where_they_do_and_can_be_moved(browser: Any) -> None:
    with Watched(browser, PAGE, viewport={"width": 1280, "height": 900}) as shown:
        drawing = shown.tab.locator("#simulation details.drawing")
        paper, start = drawing.locator(".paper").bounding_box(), drawing.locator('g[data-node="0"]').bounding_box()
        assert paper["x"] <= start["x"] <= paper["x"] + paper["width"]
        assert paper["y"] <= start["y"] <= paper["y"] + paper["height"]
        assert drawing.locator(".paper svg").evaluate(LETTERS) >= 11.9
        before = drawing.locator(".paper svg").bounding_box()["width"]
        drawing.locator(".paper").press("-")
        assert drawing.locator(".paper svg").bounding_box()["width"] == pytest.approx(before / 1.25, rel=0.01)
        assert shown.wrong == []


def test_a_period_chosen_leaves_the_diagram_with_the_calls(browser: Any) -> None:
    with Watched(browser, PAGE) as shown:
        shown.tab.locator("#period").select_option(index=1)
        assert shown.tab.locator("#simulation details.drawing .paper").is_visible()
        shown.tab.locator("a.to-node:visible").first.click()
        assert shown.tab.locator("#diagram g.here").count() >= 1
        assert shown.wrong == []


def test_on_paper_plots_are_wide_and_whole(browser: Any) -> None:
    with Watched(browser, PAGE) as shown:
        shown.tab.emulate_media(media="print")
        assert shown.tab.locator("#simulation .plot svg.wide:visible").count() == 4
        assert shown.tab.locator("#simulation .plot svg.narrow:visible").count() == 0
        assert shown.tab.locator("#simulation div.zoom").is_hidden()


@pytest.mark.skipif("AXE_CORE" not in os.environ, reason="axe-core is not installed")
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(width: int, scheme: str, browser: Any) -> None:
    axe = Path(os.environ["AXE_CORE"]) / "node_modules" / "axe-core" / "axe.min.js"
    with Watched(browser, PAGE, viewport={"width": width, "height": 800}, color_scheme=scheme) as shown:
        shown.tab.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        shown.tab.evaluate("scrollTo(0, 0)")
        shown.tab.evaluate(axe.read_text(encoding="utf-8"))
        assert shown.tab.evaluate(AXE) == []
        assert shown.wrong == []
