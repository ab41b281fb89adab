"""Printing: the same report gives the same bytes; everything a person typed is only text."""

from datetime import UTC, datetime

from app.findings.queries import list_by_id
from app.reports import queries
from app.reports.policy import ReportPermission
from app.reports.service.printing import Manuscript, print_report
from tests.support.acting import acting

MOMENT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def printed(desk, report_id):
    actor = desk.world.actor("anna")
    with acting(desk.app, actor):
        report = queries.get_anywhere(actor, ReportPermission.VIEW, report_id)
        ids = [each.finding_id for each in report.chapters]
        found = list_by_id(actor, report.workspace, ids=ids)
        return print_report(
            Manuscript(
                report=report,
                findings=sorted(found, key=lambda each: ids.index(each.id)),
                evidence=[],
                seats=report.seats,
                mandates={},
                made_at=MOMENT,
            )
        )


def test_the_same_report_gives_the_same_bytes(desk):
    report = desk.report(desk.finding("anna"), desk.finding("bram"))

    assert printed(desk, report).content == printed(desk, report).content


def test_each_seat_has_its_place(desk):
    found = printed(desk, desk.report())

    assert [each.name for each in found.places] == ["seat-ijenv-1", "seat-igj-1"]
    assert {each.page for each in found.places} == {found.pages}


def test_what_was_typed_is_only_text(desk):
    nasty = '#import "x" <b>vet</b> $x^2$ \\ ] ) " @label *a* 🙂'

    assert printed(desk, desk.report(desk.finding(title=nasty[:60], text=nasty))).pages > 3
