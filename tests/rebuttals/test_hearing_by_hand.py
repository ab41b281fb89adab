"""A coordinator of the lead puts a frozen text to an organisation, and leads the hearing by hand.

Anna coordinates for the lead, Bram contributes for a partner, Carla reads, Dirk is elsewhere."""

from datetime import timedelta

import pypdfium2
import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import ProgrammingError

from app.kernel import clock
from app.kernel.errors import NotAllowed, Refused
from app.kernel.terms import TermUnit, next_working_day
from app.rebuttals.models import Rebuttal, RebuttalStatus
from app.rebuttals.service import content_of
from app.workspaces.models import Workspace
from tests.support.hearing import ENTITY

FORM = "#rebuttal-form"


def words_in(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def test_a_hearing_is_opened_sent_extended_and_closed(
    browser_of, hearings, report_id, world, transaction
):
    anna = browser_of("anna")
    page = anna.visit(f"/workspaces/{world.workspace.ref}/reports/{report_id}/rebuttals/new")

    shown = page.submit(FORM, entity=ENTITY, contact="M. de Vries").follow()
    rebuttal_id = shown.tree.cssselect("#sent-form")[0].get("action").split("/")[-2]
    today = clock.today().isoformat()
    shown = shown.submit("#sent-form", sent_on=today).follow()
    ends_on = next_working_day(clock.today() + timedelta(weeks=3))
    assert ends_on.isoformat() in shown.body
    shown = shown.submit("#extend-form", length="1", unit="weeks", reason="Het is vakantie.")
    assert "Het is vakantie." in shown.follow().body
    shown = shown.follow().submit("#close-form").follow()

    assert hearings.stored(rebuttal_id).status is RebuttalStatus.CLOSED
    assert not shown.tree.cssselect("#hand-form")
    assert transaction.audited(rebuttal_id) == [
        "rebuttal:rebuttal:open",
        "rebuttal:extract:send",
        "rebuttal:term:extend",
        "rebuttal:rebuttal:close",
    ]


def test_the_extract_holds_what_was_frozen_with_the_name_across_each_page(
    app, browser_of, desk, hearings, report_id, ours, transaction, world
):
    desk.document("igj", title="Geheim stuk")
    desk.change_finding("anna", ours, seen_version=2, title="Heel iets anders")
    rebuttal_id = hearings.open(report_id)

    answer = browser_of("carla").visit(hearings.address(rebuttal_id, "/extract"))

    told = words_in(answer.response.get_data())
    document = pypdfium2.PdfDocument(answer.response.get_data())
    for page in document:
        assert f"Alleen voor {ENTITY}" in page.get_textpage().get_text_bounded()
    document.close()
    assert "Te weinig uren" in told
    assert "Heel iets anders" not in told
    assert "Wij keken samen." in " ".join(told.split())
    assert transaction.audited(rebuttal_id)[-1] == "rebuttal:extract:download"
    with transaction.as_owner() as owner:
        place = owner.get_one(Workspace, world.workspace.id)
        kept = content_of(hearings.stored(rebuttal_id), workspace=place, tools=desk.tools)
    assert kept == answer.response.get_data()


def test_a_part_of_the_findings_goes_without_introduction(browser_of, hearings, report_id, theirs):
    rebuttal_id = hearings.open(report_id, findings=(theirs,))

    answer = browser_of("anna").visit(hearings.address(rebuttal_id, "/extract"))

    told = words_in(answer.response.get_data())
    assert "Te weinig zorg" in told
    assert "Te weinig uren" not in told
    assert "Wij keken" not in told


def test_a_draft_cannot_be_put_to_anybody(hearings, desk, ours):
    with pytest.raises(NotAllowed):
        hearings.open(desk.report(ours, seats=()))


@pytest.mark.parametrize("who", ["bram", "carla", "wim"])
def test_only_a_coordinator_of_the_lead_opens(hearings, report_id, who):
    with pytest.raises(NotAllowed):
        hearings.open(report_id, who=who)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"entity": "  "}, "entity"),
        ({"entity": "x" * 201}, "entity"),
        ({"entity": "nul\x00"}, "entity"),
        ({"email": "geen adres"}, "email"),
        ({"findings": ()}, "findings"),
        ({"length": 0}, "length"),
        ({"length": 367}, "length"),
        ({"unit": TermUnit.HOURS}, "length"),
    ],
)
def test_what_is_wrong_is_told_beside_its_cause(hearings, report_id, said, field):
    with pytest.raises(Refused) as refused:
        hearings.open(report_id, **said)

    assert refused.value.field == field


def test_a_finding_of_another_report_is_not_put_forward(hearings, report_id, desk):
    other = desk.finding("anna", title="Van elders")

    with pytest.raises(Refused):
        hearings.open(report_id, findings=(other,))


def test_for_a_stranger_there_is_no_hearing(browser_of, hearings, report_id):
    rebuttal_id = hearings.sent(report_id)
    dirk = browser_of("dirk")

    for part in ("", "/extract", "/table", "/table/export"):
        assert dirk.visit(hearings.address(rebuttal_id, part)).status == 404


def test_what_was_typed_stays_when_it_is_refused(browser_of, hearings, report_id):
    rebuttal_id = hearings.sent(report_id)
    page = browser_of("anna").visit(hearings.address(rebuttal_id))

    answer = page.submit("#hand-form", remark="x" * 10_001, place="blz. 9", received_on="")

    assert answer.status == 422
    assert "x" * 10_001 in answer.body
    assert "blz. 9" in answer.body


def test_who_read_an_older_page_is_told(browser_of, hearings, report_id):
    rebuttal_id = hearings.open(report_id)
    one, two = (browser_of("anna").visit(hearings.address(rebuttal_id)) for _each in range(2))
    one.submit("#sent-form", sent_on=clock.today().isoformat())

    late = two.submit("#close-form")

    assert late.status == 409
    assert hearings.stored(rebuttal_id).closed_at is None


def test_the_words_of_what_was_put_forward_cannot_be_rewritten(hearings, report_id, house, world):
    """The application role has no right to it, whatever the code does."""
    rebuttal_id = hearings.sent(report_id)
    actor = world.actor("anna")

    for column in ("entity", "sha256", "report_id", "length"):
        with house.database.session_for(actor) as session, pytest.raises(ProgrammingError):
            session.connection().execute(
                update(Rebuttal.__table__)
                .where(Rebuttal.__table__.c.id == rebuttal_id)
                .values({column: text(column)})
            )
