"""Fixtures of the tests of work programmes.

Anna (IJenV) and Dirk (NVWA) coordinate, each in a workspace of their own; Bram (IGJ), Carla (IvhO)
and Wim (IJenV) work or read with Anna; Els administers accounts for IJenV and is in none."""

from contextlib import contextmanager

import pytest

from app.programme import queries, service
from app.programme.models import Investigation, InvestigationPhase
from app.programme.policy import ProgrammePermission
from app.programme.service import Placing
from app.workspaces import queries as workspaces
from app.workspaces.policy import WorkspacePermission
from tests.support.acting import acting
from tests.support.programme import entry, this_year
from tests.support.tables import sent_as, xlsx_of


def rows(transaction):
    """Return all investigations there are."""
    with transaction.as_owner() as owner:
        return owner.query(Investigation).all()


@pytest.fixture
def look(browser_of):
    """Send rows and return the page that shows what they would do: ``look("anna", rows)``."""

    def send(who, table, *, name="programma.xlsx", make=xlsx_of):
        page = browser_of(who).visit("/programme/import")
        return page.submit("#import-form", files=sent_as(make(table), name))

    return send


@pytest.fixture
def keeping(app, world, transaction):
    """What people do with programmes: ``keeping.add("anna", "Toezicht op iets")``."""
    return Keeping(app, world, transaction)


class Keeping:
    """Entering, changing and reading as one of the cast."""

    def __init__(self, app, world, transaction):
        self.app, self.world, self.transaction = app, world, transaction

    @contextmanager
    def acting(self, who):
        """Act as somebody whose screens are Dutch."""
        actor = self.world.actor(who)
        context = self.app.test_request_context(headers={"Accept-Language": "nl"})
        with context, acting(self.app, actor):
            yield actor

    def add(self, who, title="Toezicht op iets", *, year=None, phase=None, **more):
        """Put an investigation in somebody's own programme; return its id."""
        placing = Placing(year=year or this_year(), phase=phase or InvestigationPhase.PREPARATION)
        with self.acting(who) as actor:
            may = queries.get_keeping(actor, ProgrammePermission.ENTER)
            said = entry(title, **more)
            return service.add_investigation(actor, may, placing=placing, entry=said).id

    def act(self, who, verb, key, **said):
        """Do something with an investigation: ``act("anna", service.move_phase, key, to=…)``."""
        with self.acting(who) as actor:
            found = queries.get_for(actor, ProgrammePermission.SEE, key)
            verb(actor, found, **{"seen_version": found.version, **said})

    def link(self, who, key, ref):
        """Link an investigation with a workspace."""
        with self.acting(who) as actor:
            found = queries.get_for(actor, ProgrammePermission.SEE, key)
            place = workspaces.get_for(actor, WorkspacePermission.VIEW, ref)
            return service.link_workspace(actor, found, place).id

    def get(self, who, key):
        """Return an investigation as somebody reads it."""
        with self.acting(who) as actor:
            return queries.get_for(actor, ProgrammePermission.SEE, key)
