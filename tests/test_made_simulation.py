"""The committed simulation: what `docs/make.py --check` notices of it, and that the page on it says the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from test_docs import ROOT, make

REPORT = "reports/family-physicians-simulated"


@pytest.mark.parametrize(("path", "before", "after", "is_noticed"), [
    (f"{REPORT}.txt", "± 0.2", "± 0.3", False),  # the last place, by another machine's logarithms
    (f"{REPORT}.txt", "reach a person", "reach nobody", True),
    (f"{REPORT}.txt", "43 of 100", "48 of 100", True),
    (f"{REPORT}.json", '"replications": 10', '"replications": 11', False),
    (f"{REPORT}.json", '"replications": 10', '"replications": 12', True),
    (f"{REPORT}.html", "</figure>", "<b></b></figure>", False),  # another matplotlib writes other elements
    (f"{REPORT}.html", 'role="region"', 'role="group"', True),
    (f"{REPORT}.html", "question box", "answer box", True),
    ("docs/simulation/queues.svg", ' x="', ' x="1', False),
    ("docs/simulation/queues.svg", "front desk", "back desk", True),
])  # fmt: skip
def test_check_notices_what_matters(
    path: str, before: str, after: str, is_noticed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (ROOT / path).read_text(encoding="utf-8")
    assert before in content
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(content.replace(before, after), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert make().differing({path: content}) == ([path] if is_noticed else [])


def test_numbers_are_near_if_a_fiftieth_or_the_last_place_apart() -> None:
    near = make()._near
    assert near("12.0% of 1,200 calls", "12.1% of 1,212  calls")
    assert not near("12.0%", "12.5%")
    assert not near("5,600 wait", "5,900 wait")
    assert not near("12 and 3", "12 and 3 and 4")
    assert not near("seed 1", "seat 1")


def test_every_plot_is_on_the_page_and_committed() -> None:
    page = (ROOT / "docs/simulation.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\]\((simulation/[\w-]+\.svg)\)", page))
    assert shown == {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs/simulation").iterdir()}
    assert shown == {f"simulation/{name}.svg" for name in (*make().PLOTS, "calls")}


def test_files_are_of_a_size_that_can_be_sent() -> None:
    most = {".html": 800_000, ".json": 400_000, ".txt": 20_000}
    assert all((ROOT / f"{REPORT}{ending}").stat().st_size < size for ending, size in most.items())
    assert all(path.stat().st_size < 120_000 for path in (ROOT / "docs/simulation").iterdir())


def test_text_and_json_say_the_same() -> None:
    text = " ".join((ROOT / f"{REPORT}.txt").read_text(encoding="utf-8").split())
    read = json.loads((ROOT / f"{REPORT}.json").read_text(encoding="utf-8"))
    assert all(sentence in text for sentence in read["answer"])
    reached = read["everybody"]["reached_a_person"]
    assert f"{100 * reached['mean']:.1f}%" in text
