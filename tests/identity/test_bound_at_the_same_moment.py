"""One person is bound once: an invited one signs in while the directory enters them.

Each is a real transaction; a gate makes both read before either writes."""

import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from app.identity import queries
from app.identity.policy import IdentityPermission
from app.identity.service import people, sign_in
from app.identity.service.sign_in import NotKnownHere
from app.kernel import access, clock
from app.kernel.access import ANONYMOUS, system_actor
from app.kernel.work import begin_work
from app.provisioning import queries as directories
from app.provisioning import service as provisioning
from app.provisioning.policy import directory_of
from app.provisioning.service import Told, accounts
from app.provisioning.service.accounts import CannotKeep
from tests.support.acting import acting

COMMAND = system_actor("command")
ADDRESS = "gelijk@igj.example"
TABLES = ("provisioned_account", "invitation", "sign_in_session", "last_visit")


@pytest.fixture
def invited(owner_engine, application, standing_world, swept):
    """Somebody of IGJ who was invited, and the key of its directory; really committed."""
    with acting(application, COMMAND):
        igj = queries.get_organisation("igj")
        person, code = people.enter(COMMAND, igj, name="Gelijk", email=ADDRESS, duties=())
        key = provisioning.make_key(COMMAND, queries.find_any_provider("igj"), days=1)
        person_id = person.id
    yield SimpleNamespace(id=person_id, code=code, key=key)
    with owner_engine.begin() as owner:
        told = {"id": person_id}
        for table in TABLES:
            owner.execute(text(f"delete from {table} where person_id = :id"), told)
        owner.execute(text("delete from provisioning_key"))
        owner.execute(text("delete from person where id = :id"), told)


@pytest.fixture
def meeting(monkeypatch):
    """Let both wait for each other once they have read who this is, for a second."""
    gate = threading.Barrier(2)

    def waiting(read):
        def read_and_wait(*args, **more):
            found = read(*args, **more)
            with suppress(threading.BrokenBarrierError):
                gate.wait(timeout=1)
            return found

        return read_and_wait

    monkeypatch.setattr(accounts, "find_by_address", waiting(accounts.find_by_address))
    monkeypatch.setattr(queries, "get_person", waiting(queries.get_person))


def sign_in_for_the_first_time(application, invited, said):
    """Sign in with the invitation; note it when this person is not known."""
    attempt = SimpleNamespace(
        asked_at=clock.now(),
        invitation_hash=queries.hash_secret(invited.code),
        fresh_for_id=None,
    )
    with acting(application, ANONYMOUS), begin_work(ANONYMOUS) as work:
        try:
            person = sign_in._person_of(
                work,
                queries.find_any_provider("igj"),
                verified=SimpleNamespace(subject="as-the-provider-says"),
                attempt=attempt,
            )
        except NotKnownHere:
            said.append("not known")
            return
        access.require(ANONYMOUS, IdentityPermission.SIGN_IN, person)


def enter(application, invited, said):
    """Enter the same person as their organisation's directory; note a refusal."""
    with acting(application, ANONYMOUS):
        directory = directory_of(directories.find_key(invited.key))
    with acting(application, directory):
        key = directories.find_key(invited.key)
        told = Told(ADDRESS, "as-the-directory-says", "Gelijk", "", is_active=True)
        try:
            provisioning.enter(key, told)
        except CannotKeep as refusal:
            said.append(str(refusal.reason))


def test_who_comes_second_changes_nothing(application, invited, meeting, owner_engine):
    said = []
    threads = [
        threading.Thread(target=each, args=(application, invited, said))
        for each in (sign_in_for_the_first_time, enter)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(said) == 1
    with owner_engine.connect() as owner:
        subject, external = owner.execute(
            text(
                "select p.subject, a.external_id from person p left join provisioned_account a"
                " on a.person_id = p.id where p.id = :id"
            ),
            {"id": invited.id},
        ).one()
    assert (subject, external) in (
        ("as-the-provider-says", None),
        ("as-the-directory-says", "as-the-directory-says"),
    )
