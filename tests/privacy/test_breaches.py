"""The record of data breaches: 72 hours, who could see what, and nothing in it ever changes."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.kernel import clock
from app.kernel.access import Actor
from app.privacy.models import WRITTEN
from tests.support.acting import acting
from tests.support.documents import rule_for
from tests.support.officers import put_breach

LIST = "/privacy-register/breaches"
NOTICED = datetime(2026, 3, 27, 14, 20, tzinfo=UTC)
"""A Friday, a quarter past three in the Netherlands; in the weekend the clock goes forward."""


@pytest.fixture
def now(monkeypatch):
    """The Monday after; what follows may move the clock."""

    def at(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    at(NOTICED + timedelta(days=2, hours=20))
    return at


@pytest.fixture
def put_down(officer, now):
    """Put a breach down on screen; return its page."""

    def page(**said):
        form = officer.visit(f"{LIST}/new")
        given = {"aware_on": "2026-03-27", "aware_time": "15.20", "facts": "Een brief ging mee."}
        answer = form.submit("#breach-form", **given, **said)
        assert answer.status == 303, answer.text("main")
        return officer.visit(answer.location)

    return page


def at(page):
    """The address of a breach."""
    return page.tree.cssselect("#step-form")[0].get("action")


def write(page, kind, **said):
    return page.submit("#step-form", kind=kind, **{"body": f"Over {kind}.", **said})


def actor_of(person):
    return Actor(
        name=person.name,
        person_id=person.id,
        organisation_id=person.organisation_id,
        organisation_code=person.organisation.code,
        duties=frozenset(person.duties),
    )


def whole(officer, address):
    """Write down all that the law asks for."""
    for kind in WRITTEN[1:]:
        page = officer.visit(address)
        assert write(page, kind, outcome="not_needed").status == 303


def test_the_term_is_72_hours_by_the_rules_of_the_union(put_down, now):
    page = put_down()
    # From four o'clock on, for the hour of the event does not count; 72 real hours later the
    # clock on the wall is an hour ahead.
    told = page.text("main")
    assert "dus we tellen vanaf vr 27 mrt 16.00 uur (Verordening 1182/71, artikel 3" in told
    assert "Meld het vóór vandaag 17.00 uur." in told
    assert "De 72 uur zijn voorbij" not in told
    now(datetime(2026, 3, 30, 15, 1, tzinfo=UTC))
    late = page.browser.visit(at(page))
    assert "De 72 uur zijn voorbij" in late.text("main")


def test_it_stands_in_the_list_and_the_log_tells_no_word_of_it(put_down, officer, transaction):
    page = put_down()
    write(page, "measures", body="Geheim: wachtwoorden vervangen.")
    rows = officer.visit(LIST).text("tbody")
    assert "DL-2026-001" in rows
    with transaction.as_owner() as owner:
        entries = owner.execute(
            text("select entry from log_entry where action like 'privacy:breach:%' order by index")
        ).scalars()
        told = [bytes(each).decode() for each in entries]
    actions = [json.loads(each)["action"] for each in told]
    assert actions == ["privacy:breach:open", "privacy:breach:read", "privacy:breach:note"]
    assert not {"Geheim", "brief"} & set(re.findall(r"\w+", "".join(told)))


def test_beside_it_stands_who_could_see_what_and_who_looked(
    put_down, officer, library, api_of, world, now
):
    now(datetime.now(UTC))
    ours = library.bring("bram", rule_for("ijenv", "download"), title="Verslag over Kees")
    library.bring("bram", rule_for("ivho", "view"), title="Voor een ander")
    assert api_of("anna").get(f"/documents/{ours.id}/content").status_code == 200
    page = put_down(workspace=world.workspace.ref, organisation="ijenv")
    told = page.text("main")
    assert f"d-{ours.id.hex[-8:]}" in told
    assert world.person("anna").name in told
    assert "Downloaden" in told
    assert "Inzien op scherm" not in told  # what another organisation was given
    reach = officer.visit(f"{at(page)}/reach")
    answer = reach.submit("#reach-form", last_day="2026-01-01")
    assert answer.status == 303
    told = officer.visit(at(page)).text("main")
    assert "gaf daar in die tijd niemand inzage" in told
    assert world.person("anna").name not in told


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        ("", {}, "Kies wat je opschrijft."),
        ("closed", {}, "Not a valid choice"),
        ("measures", {"body": " "}, "Schrijf eerst iets."),
        ("authority", {}, "Kies of het is gemeld."),
        ("authority", {"outcome": "done"}, "Vul in op welke dag"),
        (
            "authority",
            {"outcome": "done", "told_on": "2026-03-29", "told_time": "2.30"},
            "deze tijd bestaat niet",
        ),
        (
            "subjects",
            {"outcome": "done", "told_on": "2026-04-29", "told_time": "9.00"},
            "moet nog komen",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(put_down, kind, said, sentence):
    answer = write(put_down(), kind, **said)
    assert answer.status == 422
    if kind != "closed":
        assert sentence in answer.text("main")
    assert said.get("body", f"Over {kind}.").strip() in answer.text("#step-form")


def test_notified_after_the_term_is_called_so(put_down, now, officer):
    page = put_down()
    now(datetime(2026, 4, 2, 9, 0, tzinfo=UTC))
    said = {"outcome": "done", "told_on": "2026-03-31", "told_time": "9:00"}
    assert write(officer.visit(at(page)), "authority", **said).status == 303
    assert "na de termijn" in officer.visit(at(page)).text("main")
    row = officer.visit(f"{LIST}/export?format=csv").body
    assert "DL-2026-001" in row
    assert ";ja;" in row
    assert "brief" not in row


def test_a_record_is_closed_when_it_is_whole_and_then_stays(put_down, officer):
    page = put_down()
    assert "Er ontbreekt nog iets" in officer.visit(f"{at(page)}/close").text("main")
    whole(officer, at(page))
    closing = officer.visit(f"{at(page)}/close")
    assert closing.submit("#turn-form", body="Alles is gedaan.").status == 303
    closed = officer.visit(at(page))
    assert not closed.tree.cssselect("#step-form")
    assert write(page, "measures").status == 422  # from a page that was open already
    again = officer.visit(f"{at(page)}/reopen")
    assert again.submit("#turn-form", body="Er kwam een klacht.").status == 303
    assert write(officer.visit(at(page)), "measures").status == 303


def test_a_record_that_changed_while_one_read_is_looked_at_again(put_down, officer):
    page = put_down()
    whole(officer, at(page))
    closing = officer.visit(f"{at(page)}/close")
    write(officer.visit(at(page)), "measures")

    late = closing.submit("#turn-form", body="Alles is gedaan.")

    assert late.status == 409
    assert "Alles is gedaan." in late.response.text
    assert late.submit("#turn-form", body="Alles is gedaan.").status == 409
    said = {"body": "Alles is gedaan."}
    assert officer.visit(f"{at(page)}/close").submit("#turn-form", **said).status == 303
    first, second = (officer.visit(f"{at(page)}/reopen") for _time in range(2))
    assert first.submit("#turn-form", **said).status == 303
    assert officer.visit(f"{at(page)}/close").submit("#turn-form", **said).status == 303
    assert second.submit("#turn-form", **said).status == 409


def test_closing_past_the_page_is_refused_while_something_is_missing(put_down, officer):
    page = put_down()
    form = officer.visit(f"{at(page)}/reopen")  # the same fields, whatever the page shows
    answer = officer.send(
        f"{at(page)}/close",
        {"body": "Klaar.", "csrf_token": form.tree.cssselect("[name=csrf_token]")[0].get("value")},
    )
    assert answer.status == 422
    assert officer.visit(at(page)).tree.cssselect("#step-form")


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_nobody_means_is_no_day(put_down, officer, day):
    page = put_down()
    reach = officer.visit(f"{at(page)}/reach").submit("#reach-form", last_day=day)
    assert reach.status == 422
    given = {"aware_on": day, "aware_time": "0.00", "facts": "Een brief ging mee."}
    assert officer.visit(f"{LIST}/new").submit("#breach-form", **given).status == 422
    assert officer.visit(at(page)).status == 200


def test_two_who_change_the_reach_at_once(put_down, officer):
    page = put_down()
    one, other = officer.visit(f"{at(page)}/reach"), officer.visit(f"{at(page)}/reach")
    assert one.submit("#reach-form", organisation="ijenv").status == 303
    answer = other.submit("#reach-form", organisation="ivho")
    assert answer.status == 409
    assert "Een collega heeft dit datalek veranderd." in answer.text("main")


def test_the_number_that_a_colleague_took_meanwhile(put_down, officer, monkeypatch):
    put_down()
    monkeypatch.setattr("app.privacy.queries.next_number", lambda _register, _year: 1)
    form = officer.visit(f"{LIST}/new")
    given = {"aware_on": "2026-03-27", "aware_time": "15.20", "facts": "Nog een brief."}
    answer = form.submit("#breach-form", **given)
    assert answer.status == 422
    assert "Sla het nog een keer op." in answer.text("main")
    assert "Nog een brief." in answer.text("#breach-form")


@pytest.mark.parametrize("part", ["", "/reach", "/close", "/reopen"])
def test_nobody_else_has_it(officer_of, browser_of, transaction, world, part):
    made = put_breach(
        transaction, world.organisations["igj"], by=world.person("bram"), body="Van IGJ"
    )
    other, _person = officer_of("ijenv")
    assert other.visit(f"{LIST}/{made}{part}").status == 404
    assert "DL-" not in other.visit(LIST).text("main")
    for who in ("bram", "anna", "els"):
        assert browser_of(who).visit(f"{LIST}/{made}{part}").status == 404
        assert browser_of(who).visit(LIST).status == 403


def test_the_second_wall_keeps_it_and_what_is_written_cannot_be_changed(
    app, officer_of, transaction, world
):
    put_breach(transaction, world.organisations["igj"], by=world.person("bram"), body="Van IGJ")
    asked = "select count(*) from breach_step"

    def rows(actor, statement):
        with acting(app, actor) as session:
            return session.execute(text(statement)).scalar_one()

    mine, theirs = (actor_of(officer_of(code)[1]) for code in ("igj", "ijenv"))
    assert rows(mine, asked) == 1
    assert rows(theirs, asked) == rows(world.actor("bram"), asked) == 0
    for change in ("update breach_step set body = 'anders'", "delete from breach_step"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            acting(app, mine) as session,
        ):
            session.connection().exec_driver_sql(change)
