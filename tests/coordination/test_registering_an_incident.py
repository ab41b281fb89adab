"""When an incident was noticed and what was received since, typed on screen and by the API."""

import pytest

from app.coordination.models import ActivityKind, Rest
from tests.support.tasks import stand_still

API = "/coordination/deadlines"


@pytest.fixture
def incident(doing):
    """An incident follow-up of IGJ that IJenV may read."""
    kind = ActivityKind.INCIDENT
    return doing.plan("bram", doing.enter("bram"), "Storing", kind=kind, named=("ijenv",))


@pytest.fixture
def noticed(browser_of, incident, monkeypatch):
    """Type when it was noticed: ``noticed("2026-10-25", "2:30", which="first")``."""
    stand_still(monkeypatch)("2027-12-01 12:00")

    def type_in(day, time, **more):
        page = browser_of("bram").visit(f"/coordination/activities/{incident.id}/incident")
        first = page.submit("#incident-form", noticed_on=day, noticed_time=time)
        return first.submit("#incident-form", **more) if more else first

    return type_in


def test_the_terms_follow_from_the_moment(browser_of, noticed, incident, transaction):
    answer = noticed("2026-11-02", "9:20")

    terms = answer.follow().text("#incident-terms")
    assert answer.status == 303
    assert "Cbw, artikel 26 3 nov 2026 9.20 uur" in terms
    assert "Cbw, artikel 27 5 nov 2026 9.20 uur" in terms
    assert "maandag 7 december 2026" in terms
    assert transaction.audited(incident.id)[1:] == ["incident:notice:register"]


@pytest.mark.parametrize(
    ("day", "time", "more", "status", "told"),
    [
        ("2026-03-29", "2:30", {}, 422, "deze tijd bestaat niet"),
        ("2026-10-25", "2:30", {}, 422, "Kies welke van de twee het is."),
        ("2026-10-25", "2:30", {"which": "first"}, 303, "26 okt 2026 1.30"),
        ("2026-10-25", "2:30", {"which": "second"}, 303, "26 okt 2026 2.30"),
        ("2026-10-25", "3:00", {}, 303, "26 okt 2026 3.00"),
        ("2026-11-02", "25:00", {}, 422, "Dit is geen tijd."),
        ("2026-02-31", "9:00", {}, 422, "Dit is geen dag."),
        ("2028-01-01", "9:00", {}, 422, "Dit moment moet nog komen."),
    ],
)
def test_both_nights_the_clock_changes(noticed, day, time, more, status, told):
    answer = noticed(day, time, **more)

    page = answer.follow() if status == 303 else answer
    assert (answer.status, told in page.text("main")) == (status, True)


def test_what_comes_twice_is_still_what_it_was_when_it_is_corrected(browser_of, noticed, incident):
    noticed("2026-10-25", "2:30", which="second")

    page = browser_of("bram").visit(f"/coordination/activities/{incident.id}/incident")
    page.submit("#incident-form", is_ongoing="y")

    shown = browser_of("bram").visit(f"/coordination/activities/{incident.id}")
    assert "26 okt 2026 2.30" in shown.text("#incident-terms")
    assert "Voortgangsverslag" in shown.text("#incident-terms")


def test_what_is_received_is_noted_in_its_order(browser_of, noticed, incident, transaction):
    noticed("2026-11-02", "9:20")
    bram, place = browser_of("bram"), f"/coordination/activities/{incident.id}/receipt"
    sent = {"received_on": "2026-11-05", "received_time": "9:21"}

    early = bram.visit(place).submit("#receipt-form", receipt="reported_at", **sent)
    late = bram.visit(place).submit("#receipt-form", receipt="notified_at", **sent).follow()
    bram.visit(place).submit("#receipt-form", receipt="reported_at", **sent)

    assert "Leg eerst vast wanneer de melding binnenkwam." in early.text("#receipt-form")
    assert "Binnen 5 nov 2026 9.21 uur, te laat" in late.text("#incident-terms")
    assert transaction.audited(incident.id)[2:] == ["incident:receipt:note"] * 2
    assert not [
        row for row in bram.visit("/coordination/deadlines").tree.cssselect("tbody tr")
        if "Melding" in row.text_content()
    ]  # fmt: skip


@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("carla", 404), ("dirk", 404)])
@pytest.mark.parametrize("part", ["incident", "receipt"])
def test_only_its_supervisor_registers(browser_of, incident, who, status, part):
    place = f"/coordination/activities/{incident.id}/{part}"

    assert browser_of(who).visit(place).status == status


def test_a_partners_system_registers_and_reads_the_terms(api_of, incident, monkeypatch):
    stand_still(monkeypatch)("2026-11-03 09:00")
    bram, anna, carla = (api_of(who) for who in ("bram", "anna", "carla"))
    body = {"activity_id": str(incident.id), "noticed_at": "2026-11-02T09:20:00+01:00"}

    made = bram.ask("POST", API, json=body)
    got = bram.ask(
        "PATCH",
        f"{API}/{incident.id}",
        json={"receipt": "warned_at", "at": "2026-11-02T20:00:00+01:00"},
    )
    listed = anna.ask("GET", API).json["items"]

    assert (made.status_code, got.status_code) == (201, 200)
    assert [(each["kind"], each["done_at"] is not None) for each in got.json["terms"]] == [
        ("early_warning", True), ("notification", False), ("final_report", False),
    ]  # fmt: skip
    assert [(e["kind"], e["due_at"], e["group"]) for e in listed[:1]] == [
        ("notification", "2026-11-05T08:20:00+00:00", "this_week")
    ]
    assert carla.ask("GET", API).json == {"items": [], "next": None}
    assert carla.ask("GET", f"{API}/{incident.id}").status_code == 404
    assert anna.ask("PATCH", f"{API}/{incident.id}", json={"is_finished": True}).status_code == 403


def test_a_partners_system_corrects_only_the_moment_it_read(api_of, incident, monkeypatch):
    stand_still(monkeypatch)("2026-11-03 09:00")
    bram, body = api_of("bram"), {"activity_id": str(incident.id)}
    made = bram.ask("POST", API, json={**body, "noticed_at": "2026-11-02T09:20:00Z"})

    sent = [
        bram.ask(
            "POST", API, json={**body, "noticed_at": at}, headers={"If-Match": made.headers["ETag"]}
        )
        for at in ("2026-11-02T08:00:00Z", "2026-11-02T07:00:00Z")
    ]

    assert [each.status_code for each in (made, *sent)] == [201, 201, 412]
    assert bram.get(f"{API}/{incident.id}").json["noticed_at"] == "2026-11-02T08:00:00+00:00"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"noticed_at": "2026-11-02T09:20:00"}, "noticed_at"),
        ({"noticed_at": "gisteren"}, "noticed_at"),
        ({"noticed_at": "2026-11-02T09:20:00Z", "activity_id": "x"}, "activity_id"),
    ],
)
def test_a_moment_without_a_zone_is_none(api_of, incident, body, field):
    answer = api_of("bram").ask("POST", API, json={"activity_id": str(incident.id), **body})

    assert answer.status_code == 422
    assert field in [each["field"] for each in answer.json["errors"]]


def test_a_list_goes_on_where_the_page_before_ended(api_of, doing):
    for number in range(5):
        doing.plan("bram", doing.enter("bram", f"K{number}"), f"A{number}", rest=Rest.NOTHING)
    bram = api_of("bram")

    first = bram.ask("GET", f"{API}?limit=3").json
    second = bram.ask("GET", f"{API}?limit=3&cursor={first['next']}").json

    titles = [each["title"] for each in first["items"] + second["items"]]
    assert (len(titles), sorted(titles)) == (5, [f"A{n}" for n in range(5)])
    assert second["next"] is None
    assert bram.ask("GET", f"{API}?cursor=onzin").status_code == 422
