"""Places where somebody is the same stand as one in a statement; which they are is sent along."""

from uuid import uuid4

import pytest
from sqlalchemy import or_, select

from app.findings import policy as findings
from app.findings.models import Finding
from app.kernel import sql
from app.kernel.access import Actor
from app.workspaces.models import MemberRole, ParticipantRole, Standing, Workspace
from app.workspaces.queries import footholds_in

LEAD, PARTNER, OBSERVER = (
    ParticipantRole.LEAD,
    ParticipantRole.PARTNER,
    ParticipantRole.OBSERVER,
)
READER, CONTRIBUTOR = MemberRole.READER, MemberRole.CONTRIBUTOR


@pytest.fixture
def actor():
    return Actor("bram", person_id=uuid4(), organisation_id=uuid4())


def places_of(actor, *standings):
    found = []
    for part, role in standings:
        place = Workspace(id=uuid4())
        place.standing = Standing(actor.person_id, actor.organisation_id, part, role)
        found.append(place)
    return found


def condition_of(actor, footholds):
    return str(
        select(Finding.id).where(
            or_(*(findings.visible_in(actor, each) for each in footholds.kinds))
        )
    )


def test_each_place_is_sent_with_what_one_is_there(actor):
    places = places_of(
        actor, (LEAD, READER), (PARTNER, READER), (LEAD, READER), (LEAD, CONTRIBUTOR), (None, None)
    )
    ids = [each.id for each in places]

    found = footholds_in(places)

    assert len(found.kinds) == 4
    assert sorted(found.values["places"]) == sorted(ids)
    told = sorted(value for name, value in found.values.items() if name != "places")
    assert told == sorted([[ids[0], ids[2]], [ids[1]], [ids[3]], [ids[4]]])
    for each in found.kinds:
        (name,) = select(sql.parameter(each.id)).compile().params
        there = [one.standing for one in places if one.id in found.values[name]]
        assert set(there) == {each.standing}


def test_a_statement_is_as_long_for_fifty_places_as_for_one(actor):
    few = footholds_in(places_of(actor, (LEAD, READER), (OBSERVER, READER)))
    many = footholds_in(places_of(actor, *([(OBSERVER, READER), (LEAD, READER)] * 25)))

    assert few.kinds == many.kinds
    assert condition_of(actor, few) == condition_of(actor, many)
    assert condition_of(actor, few).count("workspace_id = ANY") == 2


def test_nowhere_there_is_nothing(actor):
    assert footholds_in([]).kinds == ()
    assert footholds_in([]).values == {"places": []}
