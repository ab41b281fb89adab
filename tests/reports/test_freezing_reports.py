"""Freezing: the text becomes one file with a fingerprint; from then on nothing in it changes.

Anna freezes for IJenV; Bram wrote a finding for IGJ; Carla reads for IvhO."""

import hashlib
import json

import pytest
from sqlalchemy import update

from app.adapters.attachments import attached_file
from app.documents.models import Level
from app.findings import queries as findings
from app.findings.policy import FindingPermission
from app.findings.service import put_forward
from app.kernel import clock
from app.kernel.errors import OutOfDate, Refused
from app.reports.models import ReportFinding, ReportStatus
from app.workspaces.models import Participation
from tests.support.acting import acting


@pytest.fixture
def finding(desk):
    return desk.finding("bram")


@pytest.fixture
def report(desk, finding):
    return desk.report(finding)


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_the_lead_freezes_and_everybody_sees_the_same_file(
    browser_of, desk, place, report, transaction, htmx
):
    page = browser_of("anna").visit(f"{place}/{report}")

    answer = page.submit("#reports-freeze form", htmx=htmx)

    assert answer.status == (204 if htmx else 303)
    frozen = desk.read(report)[0].frozen_sha256.hex()
    seen = set()
    for who in ("anna", "bram", "cora", "carla"):
        browser = browser_of(who)
        shown = browser.visit(f"{place}/{report}").text(".sz-hash").replace(" ", "")
        file = browser.visit(f"{place}/{report}/files/1/pdf").response.data
        seen.add((shown, hashlib.sha256(file).hexdigest()))
    assert seen == {(frozen, frozen)}
    assert transaction.audited(report)[:2] == ["report:text:make", "report:text:freeze"]


def test_pressing_twice_freezes_once(browser_of, desk, place, report, transaction):
    page = browser_of("anna").visit(f"{place}/{report}")

    answers = [page.submit("#reports-freeze form").status for _ in range(2)]

    assert (answers[0], transaction.audited(report).count("report:text:freeze")) == (303, 1)


def test_what_was_frozen_stays_when_its_author_changes_the_finding(
    browser_of, desk, place, report, finding, transaction
):
    desk.freeze(report)
    before = desk.content(report)
    desk.change_finding("bram", finding, seen_version=2, text="Toch anders.")

    with transaction.as_owner() as owner:
        row = owner.get(ReportFinding, (report, finding))
    assert (row.finding_version, desk.read_finding(finding).version) == (2, 3)
    assert desk.content(report) == before
    shown = browser_of("anna").visit(f"{place}/{report}")
    assert "daarna door de schrijver gewijzigd, nu versie 3" in shown.text("main")


def test_nobody_changes_a_frozen_report(browser_of, desk, place, report):
    desk.freeze(report)

    assert browser_of("anna").visit(f"{place}/{report}/edit").status == 403


def test_a_finding_put_forward_anew_is_read_before_it_is_frozen(
    app, world, browser_of, api_of, desk, place, finding, report
):
    page, api = browser_of("anna").visit(f"{place}/{report}"), api_of("anna")
    read = api.get(f"/reports/{report}").headers["ETag"]
    desk.change_finding("bram", finding, seen_version=2, text="Heel iets anders.")
    with acting(app, world.actor("bram")):
        found = findings.get_anywhere(world.actor("bram"), FindingPermission.CHANGE, finding)
        put_forward(world.actor("bram"), found, seen_version=3)

    late = page.submit("#reports-freeze form")
    answers = [
        api.post(f"/reports/{report}/freeze", headers=headers).status_code
        for headers in ({}, {"If-Match": read})
    ]

    assert (late.status, answers, desk.read(report)[0].status) == (409, [428, 412], "draft")
    assert (
        browser_of("anna").visit(f"{place}/{report}").submit("#reports-freeze form").status == 303
    )


def test_one_freezes_what_one_has_read(desk, report):
    with pytest.raises(OutOfDate):
        desk.freeze(report, seen_version=9)
    assert desk.read(report)[0].status == ReportStatus.DRAFT


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
def test_a_concept_of_a_partner_is_not_frozen(browser_of, desk, place, htmx):
    report = desk.report(desk.finding("bram", is_final=False))
    page = browser_of("anna").visit(f"{place}/{report}")

    answer = page.submit("#reports-freeze form", htmx=htmx)

    assert (answer.status, answer.is_whole_page) == (422, not htmx)
    assert "Nog niet definitief" in answer.text("#reports-freeze")
    assert desk.read(report)[0].status == ReportStatus.DRAFT


def test_a_finding_that_was_closed_meanwhile_is_not_frozen(desk, report, finding):
    desk.change_finding("bram", finding, seen_version=2, audience="own")

    with pytest.raises(Refused):
        desk.freeze(report)


def test_an_organisation_that_left_has_no_seat_to_freeze(desk, report, world, transaction):
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation)
            .where(Participation.organisation_id == world.organisations["igj"].id)
            .values(ended_at=clock.now())
        )

    with pytest.raises(Refused, match="IGJ kan vandaag niet tekenen"):
        desk.freeze(report)


@pytest.mark.parametrize(("who", "status"), [("bram", 403), ("wim", 403), ("dirk", 404)])
def test_only_who_holds_the_pen_freezes(browser_of, desk, place, report, send, who, status):
    page = browser_of(who).visit("/workspaces")

    assert send(page, f"{place}/{report}/freeze", seen_version="1").status == status
    assert desk.read(report)[0].status == ReportStatus.DRAFT


def test_a_report_without_seats_is_just_frozen(desk):
    report = desk.report(seats=())
    desk.freeze(report)

    assert desk.read(report)[0].status == ReportStatus.FROZEN


def test_the_findings_are_attached_as_data(desk, report, finding):
    desk.freeze(report)
    data = json.loads(attached_file(desk.content(report), "findings.json"))

    assert (data["id"], data["workspace"]) == (str(report), "WRK-2026-1001")
    assert [each["id"] for each in data["findings"]] == [str(finding)]
    assert [each["field"] for each in data["seats"]] == ["seat-ijenv-1", "seat-igj-1"]


def test_evidence_in_it_is_what_every_reader_may_know(desk):
    cited = {
        "for all": desk.document("igj", title="Rooster", ijenv=Level.VIEW, ivho=Level.VIEW),
        "closed": desk.document("igj", title="Dossier", ijenv=Level.VIEW, ivho=Level.FINDING),
        "hidden": desk.document("igj", title="Notitie", ijenv=Level.VIEW),
    }
    report = desk.report(desk.finding("bram", evidence=frozenset(cited.values())))
    desk.freeze(report)

    words = desk.words_in(report)
    assert "Rooster" in words
    assert "Er is bewijs" in words
    assert not {"Dossier", "Notitie"} & set(words.split())
    data = json.loads(attached_file(desk.content(report), "findings.json"))
    assert len(data["findings"][0]["evidence"]) == 2
