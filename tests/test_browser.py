"""The HTML report in a real browser: the phone and the switches, no request, no script of others."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import CHROMIUM, INVISIBLE, NAMES, Tab, Watched

from ivr_audit.audit import Audit
from ivr_audit.call import play_keys, script_of
from ivr_audit.hours import state_at

pytest.importorskip("playwright.sync_api")

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.xdist_group("browser"),
]


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


def played(audited: Audit, *words: str) -> tuple[str | None, str, float]:
    tree, at = audited.tree, audited.periods[0].period.example
    done = play_keys(tree, state_at(tree, at), tree.entries[0].node, words)
    return done.outcome, done.node, done.seconds


def test_an_extension_is_dialled_key_by_key(browser: Any, pages: dict[str, str], audits: dict[str, Audit]) -> None:
    """1 is an option, and the first key of extensions: it waits for another key as long as the system does."""
    audited = audits["dialled"]
    with Watched(browser, pages["dialled"]) as shown:
        tab = shown.tab
        tab.locator("#start").click()
        for key in "10":
            tab.locator(f'[data-key="{key}"]').click()
            assert "waiting for another key" in tab.locator("#dialled").inner_text()
            assert phone_says(tab)[:2] == (None, "main")
        tab.locator('[data-key="4"]').click()
        assert phone_says(tab) == played(audited, "104")
        assert phone_says(tab)[1] == INVISIBLE
        tab.locator("#start").click()
        tab.locator('[data-key="1"]').click()
        tab.locator('.handset[data-node="desk"]').wait_for(timeout=3000)
        assert phone_says(tab) == played(audited, "1")
        assert tab.locator("#dialled").inner_text() == ""
        tab.locator("#start").click()
        tab.locator('[data-key="1"]').click()
        tab.locator("#wait").click()
        assert phone_says(tab) == played(audited, "1")
        assert shown.wrong == []


def test_names_with_invisible_signs_are_heard(browser: Any, pages: dict[str, str], audits: dict[str, Audit]) -> None:
    with Watched(browser, pages["dialled"]) as shown:
        tab = shown.tab
        row = tab.locator("#callers tr", has=tab.locator("th", has_text="expert, nurse")).first
        row.locator("button.hear").click()
        assert phone_says(tab)[:2] == ("person", INVISIBLE)
        keys = audits["dialled"].periods[0].entries[0].expert["nurse"].keys
        assert phone_says(tab) == played(audits["dialled"], *script_of(keys))
        assert shown.wrong == []


def test_a_moment_of_another_year_is_refused(browser: Any, pages: dict[str, str]) -> None:
    with Watched(browser, pages["family-physicians"]) as shown:
        tab = shown.tab
        tab.locator("#moment").fill("2029-01-08T10:00")
        tab.locator("#moment").dispatch_event("change")
        assert tab.locator("#outside").inner_text() == (
            "Only the year from 2026-11-23 to 2027-11-23 was looked at: choose a moment in it."
        )
        tab.locator("#start").click()
        tab.locator('[data-key="1"]').click()
        assert tab.locator("#heard .turn").count() == 0
        tab.locator("#moment").fill("2026-11-28T10:00")
        tab.locator("#moment").dispatch_event("change")
        assert tab.locator("#outside").is_hidden()
        assert tab.locator("#when option:checked").inner_text() == "closed"
        tab.locator("#start").click()
        assert tab.locator("#heard .turn").count() > 0
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


def test_one_period_hides_what_belongs_to_others(browser: Any, pages: dict[str, str], audits: dict[str, Audit]) -> None:
    with Watched(browser, pages["family-physicians"]) as shown:
        tab = shown.tab
        tab.locator("#period").select_option(label="holiday")
        assert tab.locator('#times tr[data-periods="0"]').is_hidden()
        assert tab.locator('#times tr[data-periods="2"]').is_visible()
        assert tab.locator('details.drawing[data-drawn="1 2"] svg').is_visible()
        assert tab.locator("#finding-3").is_hidden()
        for severity in ("error", "warning", "advice"):
            here = [f for f in audits["family-physicians"].new if f.severity == severity]
            some = sum(not f.periods or "holiday" in f.periods for f in here)
            said = tab.locator(f".counts .{severity} .part").inner_text()
            assert said == f", {'all' if some == len(here) else some} at the time shown"
        assert tab.locator("#when option:checked").inner_text() == "holiday"
        tab.locator("#period").select_option(value="")
        assert tab.locator("#finding-3").is_visible()
        assert tab.locator(".counts .error .part").inner_text() == ""
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
