"""Two people of one organisation at once, really committed: a folder made apart, and its first use.

Bram of IGJ gives a folder rules of its own while his first document arrives in a folder below it.
Whoever comes first, the folder below follows the folder above it."""

import threading

import pytest
from sqlalchemy import create_engine, select

from app import create_app
from app.documents import queries, service
from app.documents.models import AccessPolicy, Folder
from app.documents.service import FolderPlace, sharing
from app.kernel import turns
from app.kernel.db import driver_url
from app.kernel.errors import Refused
from app.kernel.web.house import house_of
from config.settings import Settings
from tests.support.acting import acting
from tests.support.crashing import Committed
from tests.support.documents import Library
from tests.support.world import furnish_world

A_WHILE = 1.0
"""Seconds in which who does not wait is long done."""


@pytest.fixture(scope="module")
def place(server, new_database, tmp_path_factory):
    """An application in a database of its own, and its cast."""
    name = "samenzicht_places"
    url_of = new_database(name)
    owner = create_engine(driver_url(url_of("samenzicht_owner")))
    settings = Settings(
        data=tmp_path_factory.mktemp("places"),
        public_url="http://localhost",
        log_level="ERROR",
        rate_limits=False,
    )
    url = url_of("samenzicht_app")
    app = create_app(settings, database_url=url, secret_key="x" * 40)
    yield app, furnish_world(owner, house_of(app)), Committed(owner)
    house_of(app).database.dispose()
    owner.dispose()
    server.drop_database(name)


def test_a_folder_that_is_used_first_meanwhile_follows_the_one_made_apart(place, monkeypatch):
    app, world, committed = place
    actor, library = world.actor("bram"), Library(house_of(app), world)
    with acting(app, actor):
        here = library.place(actor)
        above = service.add_folder(actor, here, name="Bezoek", parent=world.root)
        below = service.add_folder(actor, here, name="Dag 1", parent=above)
    library.bring("bram", folder=above)
    arriving = threading.Thread(target=lambda: library.bring("bram", folder=below))

    def governing_slowly(*given, **named):
        queries_govern(*given, **named)
        arriving.start()
        arriving.join(A_WHILE)

    queries_govern = sharing.govern_below
    monkeypatch.setattr(sharing, "govern_below", governing_slowly)
    with acting(app, actor):
        service.take_own_rules(actor, FolderPlace(library.place(actor), above), seen=None)
    arriving.join()

    with committed.as_owner() as owner:
        rows = owner.execute(select(AccessPolicy).where(AccessPolicy.document_id.is_(None)))
        found = {each.folder_id: each for each in rows.scalars()}
    assert found[above.id].has_own_rules
    assert found[below.id].governed_by_id == found[above.id].id


def test_what_was_read_before_waiting_is_read_anew(place, monkeypatch):
    """Who waits for the turn does not go on with what it read before it waited."""
    app, world, committed = place
    actor, library = world.actor("bram"), Library(house_of(app), world)
    with acting(app, actor):
        here = library.place(actor)
        above = service.add_folder(actor, here, name="Gesprekken", parent=world.root)
        below = service.add_folder(actor, here, name="Dag 1", parent=above)
    library.bring("bram", folder=above)
    wait, waited = turns.wait_for, []

    def made_apart_meanwhile(*names):
        if not waited:
            waited.append(names)
            other = threading.Thread(target=make_apart)
            other.start()
            other.join()
        wait(*names)

    def make_apart():
        with acting(app, actor):
            service.take_own_rules(actor, FolderPlace(library.place(actor), above), seen=None)

    monkeypatch.setattr(turns, "wait_for", made_apart_meanwhile)
    library.bring("bram", folder=below)

    with committed.as_owner() as owner:
        rows = owner.execute(select(AccessPolicy).where(AccessPolicy.document_id.is_(None)))
        found = {each.folder_id: each for each in rows.scalars()}
    assert found[below.id].governed_by_id == found[above.id].id


def test_a_folder_that_moves_waits_for_who_lays_down_rules(place, monkeypatch):
    """Else it would come under rules that nobody looked at: of the place it went to meanwhile."""
    app, world, committed = place
    actor, library = world.actor("bram"), Library(house_of(app), world)
    with acting(app, actor):
        here = library.place(actor)
        target = service.add_folder(actor, here, name="Doel", parent=world.root)
        moving = service.add_folder(actor, here, name="Verhuist", parent=world.root)
    library.bring("bram", folder=target)
    library.bring("bram", folder=moving)
    outcome = []

    def move():
        with acting(app, actor):
            here = library.place(actor)
            mine, there = (queries.find_folder(here.id, each.id) for each in (moving, target))
            try:
                service.move_folder(actor, here, mine, parent=there)
                outcome.append("moved")
            except Refused:
                outcome.append("refused")

    mover, govern = threading.Thread(target=move), sharing.govern_below

    def governing_slowly(*given, **named):
        govern(*given, **named)
        mover.start()
        mover.join(A_WHILE)

    monkeypatch.setattr(sharing, "govern_below", governing_slowly)
    with acting(app, actor):
        service.take_own_rules(actor, FolderPlace(library.place(actor), target), seen=None)
    mover.join()

    assert outcome == ["refused"]
    with committed.as_owner() as owner:
        assert owner.get_one(Folder, moving.id).parent_id == world.root.id
