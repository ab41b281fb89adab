"""The next version of a report holds the ledger as an annex, as it stands when it is frozen."""

import json

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from app.findings.models import Outcome
from app.reports import queries
from app.reports.policy import ReportPermission
from app.reports.service import rounds
from tests.support.acting import acting
from tests.support.hearing import ENTITY


@pytest.fixture
def next_version(app, world, desk, report_id):
    """Begin the next version of the report, with its findings put forward again, and freeze it."""

    def made():
        actor = world.actor("anna")
        with acting(app, actor):
            report = queries.get_anywhere(actor, ReportPermission.REOPEN, report_id)
            follows = rounds.reopen(
                actor, report, reason="Na wederhoor.", seen_version=report.version
            )
        desk.freeze(follows.id)
        return follows.id

    return made


def attached(desk, report_id):
    import io

    reader = PdfReader(io.BytesIO(desk.content(report_id)))
    assert isinstance(reader.trailer["/Root"], DictionaryObject)
    return json.loads(reader.attachments["findings.json"][0])


def test_five_remarks_stand_in_the_next_version_with_what_became_of_them(
    hearings, desk, report_id, next_version, ours, theirs
):
    rebuttal_id = hearings.sent(report_id)
    about = (ours, ours, theirs, theirs, None)
    items = [
        hearings.remark(rebuttal_id, f"Opmerking nummer {number} <b>", about=finding)
        for number, finding in enumerate(about, 1)
    ]
    decisions = (Outcome.ADOPTED, Outcome.PARTLY, Outcome.NOT_ADOPTED, Outcome.ADOPTED)
    for item_id, who, decision in zip(
        items, ("anna", "anna", "bram", "bram"), decisions, strict=False
    ):
        hearings.decide(who, item_id, decision, reason=f"Reden van {who}.")

    follows = next_version()

    told = desk.words_in(follows)
    assert f"Wederhoor: {ENTITY}" in told
    for number in range(1, 6):
        assert f"Opmerking nummer {number} <b>" in told
    for words in ("Deels overgenomen", "Niet overgenomen", "Nog niet beslist", "Reden van bram."):
        assert words in told
    assert "Vries" not in told
    (data,) = attached(desk, follows)["rebuttals"]
    assert [each["decision"] for each in data["items"]] == [
        "adopted",
        "partly",
        "not_adopted",
        "adopted",
        None,
    ]
    assert desk.facts_of(follows, "report:text:freeze")["remarks"] == 5


def test_without_a_decision_there_is_no_annex(hearings, desk, report_id, next_version):
    hearings.remark(hearings.sent(report_id))

    follows = next_version()

    assert "Wederhoor" not in desk.words_in(follows)
    assert attached(desk, follows)["rebuttals"] == []


def test_another_report_of_the_same_findings_holds_nothing_of_it(hearings, desk, report_id, ours):
    item_id = hearings.remark(hearings.sent(report_id), about=ours)
    hearings.decide("anna", item_id, Outcome.ADOPTED)
    other = desk.report(ours, seats=())
    desk.freeze(other)

    assert "Wederhoor" not in desk.words_in(other)


def test_a_long_remark_goes_on_over_pages(hearings, desk, report_id, next_version, ours):
    words = "woord " * 1_600 + "einde-van-de-opmerking"
    item_id = hearings.remark(hearings.sent(report_id), words, about=ours)
    hearings.decide("anna", item_id, Outcome.ADOPTED)

    assert "einde-van-de-opmerking" in desk.words_in(next_version())
