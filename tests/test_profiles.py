"""Profiles: data that is right in itself, whose settings count less than the tree's own."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr_audit.api import audit, load
from ivr_audit.cli import commands
from ivr_audit.load.native import read
from ivr_audit.load.profiles import profile
from ivr_audit.model import PhoneTree
from ivr_audit.profile import PROFILES
from ivr_audit.rulebook import full_page, listed
from ivr_audit.rules import RULE_IDS, all_rules, check_settings, in_force, rule
from ivr_audit.settings import AuditSettings

AS_OF = date(2026, 11, 23)


def tree_with(top: str) -> PhoneTree:
    text = f"tree: T\n{top}start: a\nnodes:\n  a: {{ring: A, no_answer: b}}\n  b: {{voicemail: B, access: shared}}\n"
    tree, problems = read(text, "t.yaml", check_settings)
    assert tree is not None, problems
    return tree


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_is_complete_and_sets_only_what_rules_know(name: str) -> None:
    found = profile(name)
    assert found.name == name
    assert all((found.title, found.binds, found.does_not_bind, found.status))
    assert found.based_on in ("", *PROFILES[: PROFILES.index(name)])
    assert list(check_settings(AuditSettings(rules=found.settings))) == []
    assert bool(found.settings) == (name != "general")
    if name != "general":
        assert all("http" in source for source in found.sources)
        assert found.sources


def test_no_profile_claims_to_be_legal_advice() -> None:
    page = Path("docs/profiles.md").read_text(encoding="utf-8")
    assert "None is legal advice" in " ".join(page.split())


def test_every_optional_rule_is_turned_on_by_some_profile() -> None:
    turned_on = {s.rule for name in PROFILES for s in profile(name).settings if s.option == "severity"}
    assert {one.id for one in all_rules() if one.optional} <= turned_on


def test_a_profile_turns_rules_on_and_the_tree_overrides_it() -> None:
    ids = {True: "voicemail-shared-login", False: "voicemail-shared-login"}
    raised = {
        top: [f.severity for f in audit(tree_with(top), as_of=AS_OF).findings if f.rule in ids.values()]
        for top in (
            "",
            "profile: general\n",
            "profile: medical\n",
            "profile: [illinois-telecom, medical]\n",
            "profile: medical\naudit: {rules: {voicemail-shared-login: {severity: error}}}\n",
            "audit: {rules: {voicemail-shared-login: {severity: warning}}}\n",
        )
    }
    assert list(raised.values()) == [[], [], ["advice"], ["advice"], ["error"], ["warning"]]


def test_of_several_profiles_the_later_one_counts() -> None:
    for names, seconds in (("portugal, spain", 180.0), ("spain, portugal", 60.0)):
        settings = tree_with(f"profile: [{names}]\n").audit
        assert in_force(rule("hold-over-target"), settings).options["typical"] == seconds


def test_a_profile_counts_less_than_the_settings_of_the_folder(tmp_path: Path) -> None:
    tree = "tree: T\nprofile: portugal\nstart: a\nnodes:\n  a: {ring: A, no_answer: hangup}\n"
    (tmp_path / "t.yaml").write_text(tree)
    (tmp_path / "ivr-audit.yaml").write_text("audit: {rules: {hold-over-target: {typical: 7m}}}\n")
    settings = load(tmp_path / "t.yaml").audit
    assert in_force(rule("hold-over-target"), settings).options["typical"] == 420.0


def test_an_unknown_profile_is_refused_with_the_nearest() -> None:
    tree, problems = read("tree: T\nprofile: medcal\nstart: a\nnodes: {a: {hangup: Bye.}}\n", "t.yaml")
    assert tree is None
    (problem,) = problems
    assert (problem.place.line, problem.place.column) == (2, 10)
    assert '"medical"' in problem.message


def test_rules_are_listed_by_profile_and_by_need() -> None:
    on = {one.rule.id: one.severity for one in listed("medical")}
    off = {one.rule.id: one.severity for one in listed("general")}
    assert on.keys() == off.keys() == set(RULE_IDS)
    assert (on["no-911-message"], off["no-911-message"]) == ("error", None)
    assert all("prompts" in one.rule.needs for one in listed("general", ["prompts"]))
    assert len(listed("general", ["prompts"])) < len(RULE_IDS)


def test_the_commands_show_profiles() -> None:
    run = CliRunner().invoke
    rows = json.loads(run(commands, ["rules", "--profile", "medical", "--format", "json"]).stdout)
    assert rows["profile"] == "medical"
    assert {row["id"] for row in rows["rules"]} == set(RULE_IDS)
    assert [row["name"] for row in rows["profiles"]] == list(PROFILES)
    text = run(commands, ["rules", "--profiles"]).stdout
    assert all(f"{name}: " in text for name in PROFILES)
    assert "LEFT OUT BY THIS PROFILE" in run(commands, ["rules"]).stdout
    wrong = run(commands, ["rules", "--profile", "dental"])
    assert wrong.exit_code == 2
    assert "there is no profile" in wrong.stderr


def test_a_rule_page_says_what_profiles_make_of_it() -> None:
    page = full_page(rule("no-911-message"))
    assert "checked only where a profile or the office" in page
    assert "- medical (medical practices): `severity` error" in page
