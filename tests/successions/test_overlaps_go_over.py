"""What is suggested and noted about overlaps goes over with the calendar it is about."""

from datetime import date

import pytest
from sqlalchemy import select, update

from app.coordination import queries, service
from app.coordination.models import OverlapNote, OverlapSuggestion, Rest, SuggestionKind
from app.coordination.policy import CoordinationPermission
from app.coordination.service import Advice, Remark
from app.kernel.access import Actor
from app.workspaces.models import MemberRole, Membership, Workspace
from tests.coordination.conftest import Doing


@pytest.fixture
def doing(app, world, transaction):
    """The workspace coordinates digital resilience, and all three authorities plan in it."""
    roles = {"bram": MemberRole.COORDINATOR, "carla": MemberRole.CONTRIBUTOR}
    with transaction.as_owner() as owner:
        owner.get_one(Workspace, world.workspace.id).template = "digi"
        for who, role in roles.items():
            of_whom = Membership.person_id == world.person(who).id
            owner.execute(update(Membership).where(of_whom).values(role=role))
    return Doing(app, world, transaction)


@pytest.fixture
def clash(doing):
    """IGJ and IvhO each plan at De Wissel; all see that of IGJ, and that IvhO plans something."""
    opened = {"bram": Rest.EVERYTHING, "carla": Rest.PLANNED}
    return [
        doing.plan(who, doing.enter(who, "Kliniek De Wissel"), "Audit", rest=rest)
        for who, rest in opened.items()
    ]


def pair_of(actor: Actor, clash):
    coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
    one, other = clash
    return coordination.places[0], queries.find_pair(
        actor, coordination, one=one.id, other=other.id
    )


def suggest(doing, clash, who="anna"):
    with doing.acting(who) as actor:
        place, pair = pair_of(actor, clash)
        advice = Advice(kind=SuggestionKind.KEEP, reason="Laat het zo.")
        return service.suggest(actor, place, pair=pair, advice=advice)


def succeed(successions, gone, heir, *, by, heirs):
    successions.agreed(gone, heir, by=by, heirs=heirs)
    successions.work_off()
    successions.come()
    successions.run()


def stored(doing, kind=OverlapSuggestion):
    with doing.transaction.as_owner() as owner:
        return owner.execute(select(kind)).scalar_one()


def three(doing, row):
    codes = {each.id: code for code, each in doing.world.organisations.items()}
    return codes[row.organisation_id], {codes[row.first_id], codes[row.second_id]}


def test_who_leads_from_then_on_goes_on_with_what_was_suggested(successions, doing, clash):
    suggest(doing, clash)
    succeed(successions, "ijenv", "nvwa", by="cora", heirs=[("anna", "gijs")])

    found = stored(doing)
    assert (str(found.status), three(doing, found)) == ("open", ("nvwa", {"igj", "ivho"}))
    with doing.acting("gijs") as actor:
        _place, pair = pair_of(actor, clash)
        assert pair.suggestion_id == found.id


def test_who_would_suggest_something_to_itself_does_not(successions, doing, clash):
    suggest(doing, clash)
    succeed(successions, "ijenv", "igj", by="cora", heirs=[("anna", "bram")])

    assert str(stored(doing).status) == "withdrawn"


def test_who_goes_on_for_one_of_the_two_answers_and_keeps_its_notes(successions, doing, clash):
    suggest(doing, clash)
    with doing.acting("bram") as actor:
        _place, pair = pair_of(actor, clash)
        ours = queries.get_activity_for(actor, CoordinationPermission.CHANGE, clash[0].id)
        remark = Remark(called_on=date(2026, 1, 5), called_with="Van Dam")
        service.note_overlap(actor, ours, pair=pair, remark=remark)
    succeed(successions, "igj", "nvwa", by="els", heirs=[("bram", "gijs")])

    assert three(doing, stored(doing)) == ("ijenv", {"nvwa", "ivho"})
    assert stored(doing, OverlapNote).organisation_id == doing.world.organisations["nvwa"].id
    with doing.acting("gijs") as actor:
        _place, pair = pair_of(actor, clash)
        assert (pair.is_settled, pair.suggestion_id) == (True, stored(doing).id)
