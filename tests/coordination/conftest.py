"""Fixtures of the tests of coordination: the workspace of the cast coordinates digital resilience.

Anna (IJenV) leads, Bram (IGJ) and Carla (IvhO, reads only) are of partners, Dirk (NVWA) has a
workspace for digital resilience of his own."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.coordination import queries, service
from app.coordination.models import (
    Activity,
    ActivityKind,
    ProposalKind,
    Regime,
    Rest,
    Sector,
    SupervisedEntity,
)
from app.coordination.policy import CoordinationPermission
from app.coordination.service import EntityFacts, Offer, Opening, Plan, Window
from app.kernel.web.house import house_of
from app.workspaces.models import Workspace
from tests.support.acting import acting
from tests.support.tables import sent_as, xlsx_of

SPRING = Window(starts_on=date(2027, 4, 1), ends_on=date(2027, 6, 30), due_on=date(2027, 5, 14))


def window(first, last, due=None):
    """Write a window: ``window("2027-04-01", "2027-06-30")``."""
    days = {"starts_on": date.fromisoformat(first), "ends_on": date.fromisoformat(last)}
    return Window(**days, due_on=date.fromisoformat(due) if due else None)


MAY = window("2027-05-03", "2027-05-14")


@pytest.fixture(autouse=True)
def _coordinating(world, transaction):
    with transaction.as_owner() as owner:
        for place in (world.workspace, world.elsewhere):
            owner.get_one(Workspace, place.id).template = "digi"


@pytest.fixture
def look(browser_of):
    """Send rows and return the page that shows what they would do: ``look("bram", rows)``."""

    def send(who, rows, *, name="kalender.xlsx", make=xlsx_of):
        page = browser_of(who).visit("/coordination/import")
        return page.submit("#import-form", files=sent_as(make(rows), name))

    return send


@pytest.fixture
def doing(app, world, transaction):
    """What people do here: ``doing.enter("bram", "UMC Middenland")``."""
    return Doing(app, world, transaction)


@pytest.fixture
def propose(doing):
    """Propose something as Anna: ``propose(*clash, kind=…)``."""

    def proposed(
        ours, theirs, *, who="anna", kind=ProposalKind.COMBINE, when=MAY, reason="Eén bezoek."
    ):
        days = {"starts_on": when.starts_on, "ends_on": when.ends_on} if when else {}
        offer = Offer(kind=kind, reason=reason, **days)
        with doing.acting(who) as actor:
            found = [
                queries.get_activity_for(actor, CoordinationPermission.SEE, each.id)
                for each in (ours, theirs)
            ]
            seen = found[0].version
            return service.propose(actor, *found, offer=offer, seen_version=seen)

    return proposed


class Doing:
    """Entering, planning and changing as one of the cast."""

    def __init__(self, app, world, transaction):
        self.app, self.world, self.transaction = app, world, transaction
        self.database = house_of(app).database

    def enter(
        self,
        who,
        name="UMC Middenland",
        *,
        named=(),
        rest=Rest.NOTHING,
        number="",
        regime=Regime.CBW_ESSENTIAL,
    ):
        """Enter an organisation in somebody's own register."""
        facts = EntityFacts(
            name=name,
            register_number=number,
            sector=Sector.HEALTH,
            regime=regime,
            opening=Opening(named=named, rest=rest),
        )
        with self.acting(who) as actor:
            place = queries.get_place_for(actor, CoordinationPermission.ENTER)
            return service.add_entity(actor, place, facts=facts)

    def entry(self, who, entity):
        """Return an entry as somebody has it; inside an acting of that person."""
        key = getattr(entity, "id", entity)
        return queries.get_entity_for(self.world.actor(who), CoordinationPermission.SEE, key)

    def plan(self, who, entity, title="Zorgplichtaudit", when=SPRING, **more):
        """Plan something at an entity."""
        kind = more.pop("kind", ActivityKind.AUDIT)
        plan = Plan(kind=kind, title=title, window=when, opening=Opening(**more))
        with self.acting(who) as actor:
            at = queries.get_entity_for(actor, CoordinationPermission.SEE, entity.id)
            place = queries.get_place_for(actor, CoordinationPermission.ENTER)
            return service.plan_activity(actor, place, entity=at, plan=plan)

    def act(self, who, verb, activity, **said):
        """Do something with an activity: ``act("bram", service.move_activity, it, window=…)``."""
        with self.acting(who) as actor:
            found = queries.get_activity_for(actor, CoordinationPermission.SEE, activity.id)
            said = {"seen_version": found.version, **said}
            verb(actor, found, **said)

    def known(self, who):
        """Return what somebody knows is planned: pairs of organisation and title (or None)."""
        return [
            (each.notice.entity_name, each.activity.title if each.activity else None)
            for each in self.rows(who)
        ]

    def rows(self, who):
        """Return the rows somebody knows of."""
        with self.acting(who) as actor:
            coordination = queries.get_coordination(actor, CoordinationPermission.VIEW)
            return queries.list_known(actor, coordination, limit=1000)

    def acting(self, who):
        return Standing(self.app, self.world.actor(who))

    def everything(self):
        """Return all activities by the name of their organisation, and all names of entities."""
        with self.transaction.as_owner() as owner:
            found = owner.execute(select(Activity).order_by(Activity.entity_name)).scalars().all()
            entities = owner.execute(select(SupervisedEntity.name)).scalars().all()
            return [(each.entity_name, each) for each in found], sorted(entities)

    def stored(self, row):
        """Return a row as it stands in its table."""
        with self.transaction.as_owner() as owner:
            kind = Activity if isinstance(row, Activity) else SupervisedEntity
            found = owner.get(kind, row.id, populate_existing=True)
            return SimpleNamespace(**{c.key: getattr(found, c.key) for c in kind.__table__.columns})


class Standing:
    """Acting as somebody whose screens are Dutch."""

    def __init__(self, app, actor):
        self.app, self.actor = app, actor

    def __enter__(self):
        self._request = self.app.test_request_context(headers={"Accept-Language": "nl"})
        self._request.push()
        self._session = acting(self.app, self.actor)
        self._session.__enter__()
        return self.actor

    def __exit__(self, *error):
        self._session.__exit__(*error)
        self._request.pop()
