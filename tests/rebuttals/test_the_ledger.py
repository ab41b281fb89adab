"""The ledger: remarks come in, and the inspectorate that owns the finding decides about each.

Anna is of IJenV (lead), Bram of IGJ, Carla only reads, Cora signs for IGJ."""

import csv
import hashlib
import io

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.findings.models import Capacity, Outcome
from app.findings.service import Prompt
from app.kernel.errors import NotAllowed, Refused
from app.rebuttals.models import RebuttalStatus
from tests.support.hearing import ENTITY

DECIDERS = [
    # about, who, may
    ("ours", "anna", True),
    ("ours", "bram", False),
    ("theirs", "bram", True),
    ("theirs", "anna", False),
    ("theirs", "cora", False),
    ("whole", "anna", True),
    ("whole", "bram", False),
    ("whole", "carla", False),
]
"""The policy of deciding: the owner of the finding, who works there; the whole is the opener's."""


@pytest.fixture
def rebuttal_id(hearings, report_id):
    return hearings.sent(report_id)


@pytest.mark.parametrize(("about", "who", "may"), DECIDERS)
def test_who_decides(hearings, rebuttal_id, ours, theirs, about, who, may):
    finding = {"ours": ours, "theirs": theirs, "whole": None}[about]
    item_id = hearings.remark(rebuttal_id, about=finding)

    if may:
        hearings.decide(who, item_id, Outcome.NOT_ADOPTED)
        assert hearings.item(item_id).decision is Outcome.NOT_ADOPTED
    else:
        with pytest.raises(NotAllowed):
            hearings.decide(who, item_id, Outcome.NOT_ADOPTED)
        assert hearings.item(item_id).decision is None


def test_bram_decides_on_the_page_and_everybody_reads_it(
    browser_of, hearings, rebuttal_id, theirs, transaction
):
    item_id = hearings.remark(rebuttal_id, about=theirs)
    assert hearings.stored(rebuttal_id).status is RebuttalStatus.ANSWERED
    page = browser_of("bram").visit(hearings.address_of_item(item_id))

    refused = page.submit("#decide-form", decision="not_adopted", reason="")
    assert refused.status == 422
    shown = page.submit("#decide-form", decision="not_adopted", reason="Het rooster zegt 61 uur.")
    told = hashlib.sha256(b"Het rooster zegt 61 uur.").hexdigest()
    assert told in str(hearings.desk.log_items()[-1]["facts"])

    assert "Het rooster zegt 61 uur." in shown.follow().text("#rebuttals-ledger")
    told = browser_of("carla").visit(hearings.address(rebuttal_id))
    assert "Het rooster zegt 61 uur." in told.text("#rebuttals-ledger")
    assert transaction.audited(rebuttal_id)[-1] == "rebuttal:item:decide"


def test_a_stranger_finds_no_remark_and_a_partner_is_told_why_not(
    browser_of, hearings, rebuttal_id, theirs
):
    address = hearings.address_of_item(hearings.remark(rebuttal_id, about=theirs))

    assert browser_of("dirk").visit(address).status == 404
    assert browser_of("anna").visit(address).status == 403


def test_what_was_not_adopted_stands_in_how_the_finding_and_the_report_came_about(
    browser_of, hearings, report_id, rebuttal_id, theirs, world
):
    item_id = hearings.remark(rebuttal_id, "Het waren 70 uur.", about=theirs)
    hearings.decide("bram", item_id, Outcome.NOT_ADOPTED, reason="Wij telden zelf.")
    place = f"/workspaces/{world.workspace.ref}"

    for path in (f"/findings/{theirs}/history", f"/reports/{report_id}/history"):
        told = browser_of("carla").visit(place + path).body
        assert "Het waren 70 uur." in told
        assert "Wij telden zelf." in told
        assert ENTITY in told


def test_a_version_that_followed_is_noted_once(hearings, desk, rebuttal_id, theirs, transaction):
    """Its author changed the finding without saying who asked: the decision says it."""
    item_id = hearings.remark(rebuttal_id, "Het waren 70 uur.", about=theirs)
    desk.change_finding("bram", theirs, seen_version=2, title="Beter geteld")
    with pytest.raises(Refused):
        hearings.decide("bram", item_id, Outcome.ADOPTED, followed_by=2)

    hearings.decide("bram", item_id, Outcome.ADOPTED, followed_by=3)
    hearings.decide("bram", item_id, Outcome.ADOPTED, followed_by=3, reason="Nog eens gezegd.")

    with transaction.as_owner() as owner:
        noted = owner.execute(
            text("select asked_by, asked, outcome, number from influence where capacity=:said"),
            {"said": Capacity.INSPECTED},
        ).all()
    assert noted == [(ENTITY, "Het waren 70 uur.", "adopted", 3)]


def test_what_the_author_noted_with_the_change_is_not_noted_again(
    hearings, desk, rebuttal_id, theirs, transaction
):
    item_id = hearings.remark(rebuttal_id, about=theirs)
    prompt = Prompt("Zij hadden gelijk.", asked_by=ENTITY, capacity=Capacity.INSPECTED)
    desk.change_finding("bram", theirs, seen_version=2, prompt=prompt, title="Beter geteld")

    hearings.decide("bram", item_id, Outcome.ADOPTED, followed_by=3)

    with transaction.as_owner() as owner:
        noted = owner.execute(text("select reason from influence")).scalars().all()
    assert noted == ["Zij hadden gelijk."]


def test_a_version_follows_only_from_what_was_taken_over(hearings, desk, rebuttal_id, theirs):
    item_id = hearings.remark(rebuttal_id, about=theirs)
    desk.change_finding("bram", theirs, seen_version=2, title="Beter geteld")

    with pytest.raises(Refused):
        hearings.decide("bram", item_id, Outcome.NOT_ADOPTED, followed_by=3)


def test_who_decided_on_an_older_page_is_told(browser_of, hearings, rebuttal_id, ours):
    address = hearings.address_of_item(hearings.remark(rebuttal_id, about=ours))
    one, two = (browser_of("anna").visit(address) for _each in range(2))
    one.submit("#decide-form", decision="adopted", reason="Ja.")

    late = two.submit("#decide-form", decision="not_adopted", reason="Nee, mijn woorden.")

    assert late.status == 409
    assert "Nee, mijn woorden." in late.body


def test_nothing_comes_in_before_it_was_sent_or_after_it_closed(browser_of, hearings, report_id):
    opened = hearings.open(report_id)
    with pytest.raises(NotAllowed):
        hearings.remark(opened)
    page = browser_of("anna").visit(hearings.address(hearings.sent(report_id)))
    page.submit("#close-form")

    late = page.submit("#hand-form", remark="Te laat.")

    assert late.status == 403


@pytest.mark.parametrize(
    ("remark", "is_fine"),
    [("", False), ("x" * 10_000, True), ("x" * 10_001, False), ("nul\x00teken", False)],
)
def test_remarks_are_kept_whole_or_refused(hearings, rebuttal_id, remark, is_fine):
    if is_fine:
        assert hearings.item(hearings.remark(rebuttal_id, remark)).remark == remark
    else:
        with pytest.raises(Refused):
            hearings.remark(rebuttal_id, remark)


def test_the_table_is_published_without_names_of_people(
    browser_of, hearings, rebuttal_id, ours, theirs
):
    first = hearings.remark(rebuttal_id, "=1+1 <b>uur</b>", about=ours)
    hearings.remark(rebuttal_id, "Over alles.", about=None)
    hearings.decide("anna", first, Outcome.PARTLY, reason="Half waar.")
    carla = browser_of("carla")

    page = carla.visit(hearings.address(rebuttal_id, "/table"))
    sheet = carla.visit(hearings.address(rebuttal_id, "/table/export"))

    assert "=1+1 <b>uur</b>" in page.text("table")
    rows = list(csv.reader(io.StringIO(sheet.body.lstrip("\ufeff")), delimiter=";"))
    assert [row[4] for row in rows[1:]] == ["'=1+1 <b>uur</b>", "Over alles."]
    assert [row[5] for row in rows[1:]] == ["Deels overgenomen", "Nog niet beslist"]
    for each in (page.text("main"), sheet.body):
        assert "Vries" not in each
        assert "vries@" not in each


def test_a_partners_system_reads_it(api_of, hearings, report_id, rebuttal_id, theirs):
    item_id = hearings.remark(rebuttal_id, about=theirs)
    hearings.decide("bram", item_id, Outcome.NOT_ADOPTED)

    told = api_of("carla").get(f"/reports/{report_id}/rebuttals").json["items"]

    assert [each["entity"] for each in told] == [ENTITY]
    assert told[0]["items"][0]["decides"] == "igj"
    assert told[0]["items"][0]["decision"] == "not_adopted"
    assert api_of("dirk").get(f"/reports/{report_id}/rebuttals").status_code == 404


def test_the_database_lets_nobody_decide_for_another_or_rewrite_a_remark(
    hearings, rebuttal_id, theirs, house, world
):
    item_id = hearings.remark(rebuttal_id, about=theirs)
    decided = (
        "update rebuttal_item set decision = 'adopted', reason = 'x', decided_by_id = :person,"
        " decided_at = now() where id = :id"
    )
    asked = {"id": item_id, "person": world.person("anna").id}

    with house.database.session_for(world.actor("anna")) as session:
        done = session.connection().execute(text(decided), asked)
        assert done.rowcount == 0
    with (
        house.database.session_for(world.actor("bram")) as session,
        pytest.raises(ProgrammingError),
    ):
        session.connection().execute(
            text("update rebuttal_item set remark = 'anders' where id = :id"), {"id": item_id}
        )


def test_freezing_warns_of_what_is_not_decided(browser_of, hearings, desk, world, report_id):
    rebuttal_id = hearings.sent(report_id)
    hearings.remark(rebuttal_id)
    anna = browser_of("anna")
    place = f"/workspaces/{world.workspace.ref}/reports"
    page = anna.visit(f"{place}/{report_id}")
    assert "1 nog niet beslist" in page.text("#reports-replies")

    draft = page.submit("#reports-round form", action="reopen", reason="Na wederhoor.").follow()

    assert "nog niet beslist" in draft.text("#reports-freeze [class*=alert--warning]")


@pytest.mark.parametrize("many", [1, 6])
def test_the_pages_cost_the_same_for_few_and_many(
    browser_of, hearings, rebuttal_id, ours, statements, many
):
    for number in range(many):
        hearings.remark(rebuttal_id, f"Nummer {number}.", about=ours)
    anna = browser_of("anna")
    counted = []
    for part in ("", "/table"):
        statements.clear()
        assert "Nummer 0." in anna.visit(hearings.address(rebuttal_id, part)).text("main")
        counted.append(len(statements))

    assert max(counted) <= 8, counted
