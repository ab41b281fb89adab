"""What is said of an overlap is said of the days one read; what was typed is never lost."""

import pytest
from sqlalchemy import text, update

from app.coordination import queries, service
from app.coordination.models import Rest
from app.coordination.policy import CoordinationPermission
from app.coordination.service import Remark
from app.kernel import clock
from app.kernel.errors import OutOfDate
from app.workspaces.models import MemberRole, Membership
from tests.coordination.conftest import window

RADAR = "/coordination/overlaps?at=2027-01-01"
ELSEWHERE = {
    "moved": window("2027-04-20", "2027-06-30"),
    "gone": window("2027-10-01", "2027-10-02"),
}
SAID = "Dit is lang overlegd."


@pytest.fixture(autouse=True)
def _carla_contributes(world, transaction):
    with transaction.as_owner() as owner:
        theirs = Membership.person_id == world.person("carla").id
        owner.execute(update(Membership).where(theirs).values(role=MemberRole.CONTRIBUTOR))


def plan_of(doing, who, rest):
    return doing.plan(who, doing.enter(who, "Bank De Waag"), "Gesprek", rest=rest)


def made(doing, table):
    with doing.transaction.as_owner() as owner:
        return owner.execute(text(f"select count(*) from {table}")).scalar_one()


def opened(browser_of):
    anna = browser_of("anna")
    return anna.visit(anna.visit(RADAR).tree.cssselect(".sz-radar a.sz-mini")[0].get("href"))


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_note_about_other_days_than_one_read_is_not_kept(browser_of, doing, where):
    theirs = plan_of(doing, "bram", Rest.PLANNED)
    plan_of(doing, "anna", Rest.PLANNED)
    page = opened(browser_of)
    doing.act("bram", service.move_activity, theirs, window=ELSEWHERE[where])
    told = page.submit("#note-form", called_with="Van Dam", reason=SAID)

    assert (told.status, made(doing, "overlap_note")) == (409, 0)
    assert (SAID in told.text("#note-form"), "Van Dam" in told.body) == (True, True)


@pytest.mark.parametrize("where", ELSEWHERE)
def test_a_suggestion_about_other_days_than_one_read_is_not_sent(browser_of, doing, where):
    theirs = plan_of(doing, "bram", Rest.EVERYTHING)
    plan_of(doing, "carla", Rest.EVERYTHING)
    page = opened(browser_of)
    doing.act("bram", service.move_activity, theirs, window=ELSEWHERE[where])
    told = page.submit("#advice-form", reason=SAID)

    assert (told.status, made(doing, "overlap_suggestion")) == (409, 0)
    assert SAID in told.text("#advice-form")


@pytest.mark.parametrize("where", ELSEWHERE)
def test_who_moves_at_that_very_moment_comes_before_the_note(doing, where):
    theirs, ours = (plan_of(doing, who, Rest.PLANNED) for who in ("bram", "anna"))
    with doing.acting("anna") as actor:
        coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
        pair = queries.find_pair(actor, coordination, one=ours.id, other=theirs.id)
    doing.act("bram", service.move_activity, theirs, window=ELSEWHERE[where])
    with doing.acting("anna") as actor:
        own = queries.get_activity_for(actor, CoordinationPermission.CHANGE, ours.id)
        remark = Remark(called_on=clock.today(), called_with="Van Dam")
        with pytest.raises(OutOfDate):
            service.note_overlap(actor, own, pair=pair, remark=remark)


def test_who_is_late_reads_why_a_note_is_not_needed_any_more(browser_of, doing):
    theirs = plan_of(doing, "bram", Rest.PLANNED)
    plan_of(doing, "anna", Rest.EVERYTHING)
    page = opened(browser_of)
    with doing.transaction.as_owner() as owner:
        owner.execute(
            text("update activity set rest = 'everything' where id = :id"), {"id": theirs.id}
        )
    told = page.submit("#note-form", called_with="Van Dam", reason=SAID)

    assert (told.status, made(doing, "overlap_note")) == (422, 0)
    assert SAID in told.text("#note-form")
