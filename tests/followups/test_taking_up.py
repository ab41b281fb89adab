"""An adopted report makes its follow-ups once; a later version takes over.

Anna is of IJenV (lead), Bram of IGJ; Wim signs."""

from datetime import date

from app.findings import queries as findings
from app.findings.policy import FindingPermission
from app.findings.service import Advice, put_forward
from app.reports import queries as reports
from app.reports.policy import ReportPermission
from app.reports.service import rounds
from tests.support.acting import acting

NEW_TERM = date(2027, 3, 1)


def next_version(desk, report_id):
    """Begin, freeze and sign the next version of an adopted report."""
    actor = desk.world.actor("anna")
    with acting(desk.app, actor):
        report = reports.get_anywhere(actor, ReportPermission.VIEW, report_id)
        made = rounds.reopen(
            actor, report, reason="Er kwam een feit bij.", seen_version=report.version
        ).id
    desk.freeze(made)
    desk.sign("wim", made)
    return made


def advise_anew(desk, finding_id, advice):
    """Let Bram change what he recommends, and put it forward again."""
    desk.change_finding("bram", finding_id, seen_version=2, recommendations=advice)
    actor = desk.world.actor("bram")
    with acting(desk.app, actor):
        finding = findings.get_anywhere(actor, FindingPermission.CHANGE, finding_id)
        put_forward(actor, finding, seen_version=3)


def told(stored):
    return sorted((each.addressee, each.text, each.replaced_at is None) for each in stored())


def test_each_recommendation_of_an_adopted_report_is_followed(report_id, stored, world):
    found = stored()

    assert told(stored) == [
        ("de directie", "Haal 77 uur.", True),
        ("de directie", "Neem een arts aan.", True),
        ("de gemeente", "Meet het.", True),
    ]
    assert {each.report_id for each in found} == {report_id}
    owners = {each.text: each.organisation_id for each in found}
    assert owners["Haal 77 uur."] == world.organisations["ijenv"].id
    assert owners["Meet het."] == world.organisations["igj"].id


def test_the_job_that_runs_twice_makes_them_once(desk, report_id, stored, transaction):
    before = [each.id for each in stored()]

    desk.run_jobs()

    assert [each.id for each in stored()] == before
    assert transaction.audited(report_id).count("follow_up:report:open") == 1


def test_a_later_version_takes_over_without_doubles(
    desk, browser_of, address, report_id, stored, theirs
):
    browser_of("anna").visit(address).submit("#note-form", kind="measure", words="Meter besteld.")
    kept = {each.text: each.id for each in stored()}
    advice = (
        Advice("Neem twee artsen aan.", "de directie"),
        Advice("Meet het.", "de gemeente", NEW_TERM),
    )
    advise_anew(desk, theirs, advice)

    made = next_version(desk, report_id)

    assert told(stored) == [
        ("de directie", "Haal 77 uur.", True),
        ("de directie", "Neem een arts aan.", False),
        ("de directie", "Neem twee artsen aan.", True),
        ("de gemeente", "Meet het.", True),
    ]
    goes_on = next(each for each in stored() if each.text == "Meet het.")
    assert (goes_on.id, goes_on.report_id) == (kept["Meet het."], made)
    assert goes_on.due_on == NEW_TERM
    assert "Meter besteld." in browser_of("bram").visit(address).text("main")


def test_what_was_replaced_is_read_but_takes_nothing_more(
    desk, browser_of, address, report_id, theirs, world
):
    advise_anew(desk, theirs, (Advice("Meet het elke nacht.", "de inspectie"),))
    stale = browser_of("bram").visit(address)
    next_version(desk, report_id)

    assert "Vervangen door een latere versie" in browser_of("bram").visit(address).text("main")
    assert stale.submit("#note-form", kind="measure", words="Te laat.").status == 403
    there = browser_of("bram").visit(f"/workspaces/{world.workspace.ref}/follow-ups")
    assert "de gemeente" not in there.text("main")
