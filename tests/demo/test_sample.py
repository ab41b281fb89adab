"""The sample agrees with itself and with the hand-written list of who can open what."""

import shutil
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.demo.sample import SHIPPED_FOLDER, load_sample
from app.demo.sample_rows import Sample, SampleDocument
from app.kernel.configuration import WrongConfigurationError

MONDAY = date(2026, 11, 23)
EXPECTED = Path(__file__).parent / "expected_sight.toml"
HAND_WRITTEN = tomllib.loads(EXPECTED.read_text(encoding="utf-8"))["documents"]
OPENING = {"view", "download", "contribute", "manage"}


@pytest.fixture(scope="module")
def sample() -> Sample:
    return load_sample(SHIPPED_FOLDER, MONDAY)


@pytest.fixture
def spoiled(tmp_path: Path) -> Callable[..., str]:
    """Return what the loader says when one text in one file is replaced by another."""
    config = tmp_path / "config"
    shutil.copytree(SHIPPED_FOLDER.parent, config)

    def load_with(file: str, old: str, new: str) -> str:
        path = config / "demo" / file
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(WrongConfigurationError) as refusal:
            load_sample(config / "demo", MONDAY)
        return str(refusal.value)

    return load_with


def test_the_sample_is_complete(sample):
    sizes = {
        "organisations": 15,
        "providers": 15,
        "people": 38,
        "workspaces": 11,
        "documents": 42,
        "tasks": 46,
        "findings": 14,
        "scorings": 2,
        "calendar": 25,
    }

    assert {name: len(getattr(sample, name)) for name in sizes} == sizes


@pytest.mark.parametrize("expected", HAND_WRITTEN, ids=lambda expected: expected["code"])
def test_the_rules_give_the_sight_that_was_written_by_hand(sample, expected):
    document = sample.documents[expected["code"]]
    whole = {r.organisation for r in document.rules if r.level in OPENING and not r.people}
    named = {n for r in document.rules if r.level in OPENING for n in r.people}

    assert document.title == expected["title"]
    assert {document.owner, *whole} == set(expected["opens"])
    assert named == set(expected.get("people", []))
    assert levels(document, "finding") == set(expected.get("as_finding", []))
    for organisation, days in expected.get("ends", {}).items():
        (rule,) = [r for r in document.rules if r.organisation == organisation]
        assert rule.until == MONDAY + timedelta(days=days)


def levels(document: SampleDocument, level: str) -> set[str]:
    return {rule.organisation for rule in document.rules if rule.level == level}


def test_administrators_are_in_no_workspace(sample):
    members = {member.person for w in sample.workspaces.values() for member in w.members}

    assert members == set(sample.people) - {30, 36}


def test_signatories_and_coordinators_have_their_roles(sample):
    for workspace in sample.workspaces.values():
        roles = {member.person: member.role for member in workspace.members}
        signing = {number for number, role in roles.items() if role == "signatory"}
        coordinating = {number for number, role in roles.items() if role == "coordinator"}

        assert signing == {number for number in roles if sample.people[number].may_sign}
        expected = {"DIGI": {4}, "CMJ": {10}, "TSD": {15}}.get(workspace.code, {1, 2})
        lead = {each for each in coordinating if sample.people[each].organisation == workspace.lead}
        assert lead == expected


def test_a_partner_has_at_most_one_coordinator_and_the_closing_is_answered_by_one(sample):
    for workspace in sample.workspaces.values():
        partners = [
            sample.people[member.person].organisation
            for member in workspace.members
            if member.role == "coordinator"
            and sample.people[member.person].organisation != workspace.lead
        ]
        assert partners
        assert len(partners) == len(set(partners))
    (closing,) = sample.closings
    answering = {sample.people[each.person].organisation for each in closing.answers}
    assert answering == {sample.workspaces[closing.workspace].lead, "igj"}


def test_the_phase_of_the_day_of_loading_is_the_one_people_expect(sample):
    now = {
        code: [phase.code for phase in w.phases if phase.starts_on <= MONDAY][-1]
        for code, w in sample.workspaces.items()
    }

    assert now["JJI"] == "rebuttal"
    assert now["DIGI"] == "call"
    assert now["OM"] == "scope"


def test_days_move_with_the_monday_of_loading(sample):
    later = load_sample(SHIPPED_FOLDER, MONDAY + timedelta(weeks=60))

    assert sample.tasks["T19"].due_on.isoweekday() == 6
    assert sample.tasks["T03"].due_on == date(2026, 11, 20)
    assert later.tasks["T03"].due_on == date(2026, 11, 20) + timedelta(weeks=60)
    assert later.mandates["IGJ-2026-07"].valid_from == date(2028, 1, 1)
    assert later.mandates["IGJ-2026-07"].valid_until == date(2029, 12, 31)


def test_the_firewall_keeps_the_police_from_findings_about_themselves(sample):
    assert sample.findings["B12"].audience == "own"
    assert levels(sample.documents["D33"], "none") == {"pol"}
    assert not any("B12" in report.findings for report in sample.reports.values())


def test_the_reports_stand_as_agreed(sample):
    signed = {
        code: (report.status, [seat.person for seat in report.seats if seat.signed_on])
        for code, report in sample.reports.items()
    }

    assert signed == {
        "R01": ("open", [5]),
        "R02": ("adopted", [11, 5]),
        "R03": ("adopted", [32]),
        "R04": ("open", []),
        "R05": ("notice", []),
        "R06": ("open", [20, 5]),
        "R07": ("open", []),
        "R08": ("open", []),
        "R09": ("reopened", [11, 5]),
        "R11": ("open", []),
        "R10": ("draft", []),
    }
    assert [seat.person for seat in sample.reports["R01"].seats] == [5, 11, 14, 16]


@pytest.mark.parametrize(
    ("file", "swap", "sentence"),
    [
        ("tasks.toml", ("assignee = 13\n", "assignee = 99\n"), "task T02: there is no member 99."),
        ("tasks.toml", ('after = ["T43"]', 'after = ["T99"]'), "T44: there is no task 'T99'."),
        ("people.toml", ('"rdi"', '"agentschap"'), "there is no organisation 'agentschap'."),
        ("workspaces.toml", ('"jji"', '"jjj"'), "JJI: there is no workspace template 'jjj'."),
        ("documents.toml", ('"JJI"', '"JJJ"'), "document D01: there is no workspace 'JJJ'."),
        ("documents.toml", ('"JEUGD-TOEZICHT"', '"WEGC-8"'), "WEGC-8 does not hold from ijenv"),
        ("documents.toml", ("until = 365, ", ""), "a grant needs a purpose and an end."),
        ("documents.toml", ('folder = "plan"', 'folder = "x"'), "jji has no folder 'x'."),
        ("findings.toml", ('"JJI-2.1"', '"JJI-9"'), "the template jji has no norm 'JJI-9'."),
        ("findings.toml", ("author = 3\n", "author = 9\n"), "Burak Demirtaş is not of ijenv."),
        ("findings.toml", ('"D05", "D02"', '"D42"'), "no document of this workspace 'D42'."),
        ("reports.toml", ("person = 5", "person = 2"), "report R01: there is no signatory 2."),
        ("scorings.toml", ("people = [3, 12,", "people = [3, 99,"), "person 99 is no member."),
        ("scorings.toml", ('"not_met", reason = "Met', '"yes", reason = "Met'), "scorings.toml"),
        ("organisations.toml", ('kind = "zbo"', 'sort = "zbo"'), "sort is not a known field."),
        ("people.toml", ("number = 1\n", ""), "people.toml, row 1: number is missing."),
    ],
)
def test_a_wrong_name_is_refused_in_plain_words(spoiled, file, swap, sentence):
    assert sentence in spoiled(file, *swap)
