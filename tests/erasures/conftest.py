"""Fixtures of erasing: Bram of IGJ is in the line; the officers work in no workspace."""

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text

from app.erasures import jobs, queries, service
from app.erasures.jobs import tell
from app.erasures.models import ErasureGround
from app.erasures.policy import ErasurePermission, ErasureRegister
from app.erasures.service import Wish
from app.identity.models import Person
from app.kernel.access import Actor
from app.kernel.jobs import named
from app.running import standing_in
from tests.support.acting import acting
from tests.support.confirmed import confirmed
from tests.support.documents import Library, rule_for
from tests.support.officers import make_officer


@dataclass(frozen=True)
class Officer:
    """A privacy officer, as who acts, with the browser."""

    browser: object
    person: Person
    actor: Actor


@pytest.fixture
def officers(app, world, transaction):
    """The officers of all organisations, by code."""
    made = {}
    for code in ("igj", "ijenv", "ivho", "nvwa"):
        browser, person = make_officer(app, world, transaction, code=code)
        actor = Actor(
            name=person.name,
            person_id=person.id,
            organisation_id=person.organisation_id,
            organisation_code=code,
            duties=frozenset(person.duties),
        )
        made[code] = Officer(browser, person, actor)
    return made


@pytest.fixture
def tree(world):
    """The log of the workspace."""
    return world.workspace.id


@pytest.fixture
def number_of(transaction, tree):
    """The number of the newest line about a thing, of an action when told."""

    def find(thing_id, action="%"):
        statement = text(
            "select max(index) + 1 from log_entry"
            " where tree_id = :tree and object_id = :id and action like :action"
        )
        with transaction.as_owner() as owner:
            told = {"tree": tree, "id": thing_id, "action": action}
            return owner.execute(statement, told).scalar_one()

    return find


@pytest.fixture
def line(house, world, number_of):
    """The number of the line that says what Bram brought, and Anna sees too."""
    Library(house, world).bring("anna", title="Plan van anderen")
    given = rule_for("ijenv", "view")
    return number_of(Library(house, world).bring("bram", given, title="Verslag").id)


@pytest.fixture
def read(house, world, api_of, number_of):
    """Anna of IJenV takes along what Bram of IGJ brought: the document, and the line of it."""
    document = Library(house, world).bring("bram", rule_for("ijenv", "download"), title="Verslag")
    assert api_of("anna").get(f"/documents/{document.id}/content").status_code == 200
    return document.id, number_of(document.id, "%download")


@pytest.fixture
def row(transaction, tree):
    """A line as it is kept."""

    def of(number):
        statement = text("select * from log_entry where tree_id = :tree and index = :index")
        with transaction.as_owner() as owner:
            found = owner.execute(statement, {"tree": tree, "index": number - 1})
            return dict(found.mappings().one())

    return of


@pytest.fixture
def ask(app, transaction, officers, tree, world):
    """Ask for a line as the officer of an organisation, signed in anew; return the request."""

    def asking(number, *, asker="igj", agreeing="ijenv", **other):
        wish = Wish(
            tree_id=tree,
            number=number,
            ground=ErasureGround.UNLAWFUL,
            reason="Bram heeft bezwaar gemaakt.",
            agreeing_id=world.organisations[agreeing].id,
        )
        wish = replace(wish, **other)
        one = officers[asker]
        told = service.purpose_of_asking(wish)
        actor, ticket_id = confirmed(transaction, one.person, one.actor, told)
        with acting(app, actor):
            register = ErasureRegister(actor.organisation_id)
            return service.ask(actor, register, wish=wish, tell=tell, ticket_id=ticket_id)

    return asking


@pytest.fixture
def agree(app, transaction, officers):
    """Agree as the officer of an organisation, signed in anew."""

    def agreeing(request, *, who="ijenv"):
        one = officers[who]
        told = service.purpose_of_agreeing(request)
        actor, ticket_id = confirmed(transaction, one.person, one.actor, told)
        with acting(app, actor):
            found = queries.get_for(actor, ErasurePermission.VIEW, request.id)
            service.approve(actor, found, tell=tell, ticket_id=ticket_id)

    return agreeing


@pytest.fixture
def hear(app, transaction):
    """Let the clock look, and do what it and others put in the queue."""

    def done():
        with standing_in(app):
            jobs.look.run()
            taking = text(
                "delete from procrastinate_jobs where status = 'todo'"
                " and task_name = 'erasures.tell' returning args"
            )
            with transaction.as_owner() as owner:
                todo = owner.execute(taking).scalars().all()
            for args in todo:
                named("erasures.tell").run(**args)

    return done


@pytest.fixture
def erase(ask, agree, line):
    """Erase the line of Bram, by the officers of IGJ and IJenV."""

    def erasing():
        agree(ask(line))

    return erasing
