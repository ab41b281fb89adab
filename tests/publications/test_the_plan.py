"""Planning: who may, which moments are taken, and what a delay asks.

Anna coordinates for IJenV (lead), Wim and Cora sign, Bram works for IGJ, Carla reads, Dirk is
elsewhere."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from app.kernel import clock
from app.kernel.errors import OutOfDate, Refused
from app.kernel.web.house import house_of
from app.publications.models import EntryKind
from app.reports.models import Report
from app.workspaces.models import ParticipantRole, Participation
from tests.support.publishing import in_days

PLANS = {"anna": 200, "wim": 403, "bram": 403, "cora": 403, "carla": 403, "dirk": 404, "els": 404}
READS = {"anna": 200, "wim": 200, "bram": 200, "cora": 200, "carla": 200, "dirk": 404, "els": 404}
DECIDES = {"anna", "wim", "cora"}


def test_who_plans(browser_of, press):
    for who, status in PLANS.items():
        assert browser_of(who).visit(press.plan_address).status == status, who
        assert browser_of(who).visit(f"{press.plan_address}/preview").status == status, who


def test_who_reads_the_plan_and_who_is_asked(browser_of, press):
    press.plan(in_days(3))

    for who, status in READS.items():
        page = browser_of(who).visit(press.address)
        assert page.status == status, who
        assert page.has("#stance-form") == (who in DECIDES), who
        assert browser_of(who).visit(f"{press.address}/pdf").status == status, who


@pytest.mark.parametrize("role", [ParticipantRole.OBSERVER, ParticipantRole.GUEST])
def test_who_does_not_read_the_report_knows_of_it_once_it_is_published(
    browser_of, press, transaction, world, role
):
    press.plan(in_days(3))
    with transaction.as_owner() as owner:
        owner.execute(
            update(Participation)
            .where(
                Participation.workspace_id == world.workspace.id,
                Participation.organisation_id == world.person("carla").organisation_id,
            )
            .values(role=role)
        )
    carla = browser_of("carla")
    before = (carla.visit(press.address).status, carla.visit(f"{press.address}/pdf").status)
    in_list = carla.visit(f"{press.place}/publications").text("main")
    press.decide("wim", agrees=True)
    press.decide("cora", agrees=True)
    make_due(press, transaction)
    press.tick()

    after = carla.visit(press.address)

    assert before == (404, 404)
    assert "Meerkoet" not in in_list
    assert after.status == 200
    assert "Rapport De Meerkoet" in carla.visit(f"{press.place}/publications").text("main")
    assert not after.has("#publications-stances")
    assert not after.has("#publications-entries")
    assert carla.visit(f"{press.address}/pdf").response.data.startswith(b"%PDF")


def make_due(press, transaction):
    """Let the planned moment be a minute ago."""
    with transaction.as_owner() as owner:
        owner.execute(
            text("update publication set publish_at = :at where report_id = :report"),
            {"at": clock.now() - timedelta(minutes=1), "report": press.report_id},
        )


@pytest.mark.parametrize(
    ("moment", "field"),
    [
        (timedelta(minutes=-1), "publish_on"),
        (timedelta(0), "publish_on"),
        (timedelta(days=400), "publish_on"),
        (timedelta(days=60), "delay_reason"),
    ],
)
def test_a_moment_that_cannot_be(press, moment, field):
    with pytest.raises(Refused) as refused:
        press.plan(clock.now() + moment)

    assert refused.value.field == field


def test_later_than_the_last_day_asks_why_and_that_is_kept(press):
    press.plan(in_days(60), delay_reason="De minister vroeg uitstel.")

    assert [each.delay_reason for each in press.said()] == ["De minister vroeg uitstel."]


def test_within_the_term_no_delay_is_written_down(press):
    press.plan(in_days(3), delay_reason="Dit is niet nodig.")

    assert [each.delay_reason for each in press.said()] == [""]


@pytest.mark.parametrize(
    ("offered", "field"),
    [
        (("de minister", -1), "offered_on"),
        (("", 0), "offered_to"),
        (("de minister", 9), "offered_on"),
    ],
)
def test_an_offering_that_does_not_fit(press, offered, field):
    to, days = offered
    with pytest.raises(Refused) as refused:
        press.plan(in_days(3), offered=(to, clock.today() + timedelta(days=days)))

    assert refused.value.field == field


def test_a_later_offering_moves_the_last_day(press):
    """Fifty days from now is too late from today, and in time from an offering in ten days."""
    offered = ("de minister", clock.today() + timedelta(days=10))

    press.plan(in_days(50), offered=offered)

    assert press.read().offered_to == "de minister"


def test_who_plans_on_an_older_page_is_told(press):
    press.plan(in_days(3))

    with pytest.raises(OutOfDate):
        press.plan(in_days(4), seen_version=0)


def test_a_change_asks_why(press):
    press.plan(in_days(3), reason="")
    with pytest.raises(Refused) as refused:
        press.plan(in_days(4), reason="")

    press.plan(in_days(4), reason="De minister is er niet.")

    assert refused.value.field == "reason"
    assert [each.kind for each in press.said()] == [EntryKind.PLANNED, EntryKind.CHANGED]
    assert press.said()[-1].reason == "De minister is er niet."


def test_only_an_adopted_report_is_planned(browser_of, desk, world):
    frozen = desk.frozen()
    address = f"/workspaces/{world.workspace.ref}/reports/{frozen}"

    assert browser_of("anna").visit(f"{address}/publication").status == 403
    assert not browser_of("anna").visit(address).has("#reports-publishing")


ADDS = """
insert into publication_entry (id, publication_id, workspace_id, organisation_id, number, kind,
                               sha256, publish_at, reason, delay_reason, made_by_id, made_at)
select gen_random_uuid(), id, workspace_id, samenzicht_organisation(), 9, '{0}', sha256, {1}, 'x',
       '', samenzicht_person(), now()
  from publication
"""
REFUSED = [
    ("cora", "update publication set publish_at = publish_at + interval '1 day'"),
    ("anna", "update publication set published_at = now(), held_at = null"),
    ("anna", "update publication_entry set reason = 'anders'"),
    ("anna", "delete from publication_entry"),
    ("anna", "delete from publication"),
    ("anna", "update publication set title = 'anders'"),
    ("carla", ADDS.format("agreed", "null")),
    ("bram", ADDS.format("changed", "now()")),
]


def test_the_database_holds_it_too(press, world, app):
    press.plan(in_days(3))
    for who, statement in REFUSED:
        with (
            house_of(app).database.session_for(world.actor(who)) as session,
            pytest.raises(DBAPIError, match=r"permission denied|row-level security"),
        ):
            session.connection().execute(text(statement))


def test_what_is_published_is_final_in_the_database(press, transaction):
    press.plan(in_days(3))
    press.decide("wim", agrees=True)
    press.decide("cora", agrees=True)
    make_due(press, transaction)
    press.tick()

    with pytest.raises(DBAPIError, match="is final"), transaction.as_owner() as owner:
        owner.execute(text("update publication set held_at = null"))


def test_the_report_says_how_far_it_is(browser_of, api_of, press, transaction):
    page = f"{press.place}/reports/{press.report_id}"
    before = browser_of("bram").visit(page)
    press.plan(in_days(3))
    planned = browser_of("bram").visit(page)
    told = api_of("bram").get(f"/reports/{press.report_id}").json["publication"]

    with transaction.as_owner() as owner:
        adopted = owner.get_one(Report, press.report_id).adopted_at

    assert "Nog niet gepland" in before.text("#reports-publishing")
    assert not before.has("#reports-publishing a.utrecht-button-link")
    assert "Onder embargo tot" in planned.text("#reports-publishing")
    assert told["state"] == "planned"
    assert told["adopted_on"] == adopted.astimezone(clock.HOME_ZONE).date().isoformat()
    assert told["published_at"] is None
