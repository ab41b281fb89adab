"""The storage fails at its N-th call, for every N: a clear answer, nothing lost or half there.

Bram sends a file in parts and another in one go. Whatever breaks, and however: what was
acknowledged is there, he can go on, each file becomes one document, and the collector leaves
nothing behind. `make torture` tries every way of breaking at every call."""

import hashlib
import io
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.kernel import clock
from app.storage import queries
from app.storage.service import OLD_ENOUGH, SECOND_LOOK
from tests.support.faulty import KINDS, Dead, failing_bucket, failing_disk
from tests.support.sending import Sender

CLEAR = {503, 507}
OLD = OLD_ENOUGH + timedelta(minutes=1)


def content_of(name):
    return hashlib.shake_128(name.encode()).hexdigest(1500).encode() + b"\n"


class Person:
    """Bram with his program; remembers what he was promised."""

    def __init__(self, api, ref, stores, collect, transaction):
        self.sender = Sender(api, ref)
        self.api, self.ref, self.stores = api, ref, stores
        self.collect, self.transaction = collect, transaction
        self.promised, self.is_promised_whole = 0, False

    def send(self, name):
        """Send a file in three parts, until something breaks."""
        content, self.promised = content_of(name), 0
        self.address = self.sender.begun(len(content), said={"filename": f"{name}.txt"})
        for start, end in ((0, 1000), (1000, 2000), (2000, len(content))):
            answer = self.sender.send(self.address, content[start:end], at=start)
            if not self.is_fine(answer):
                return
            self.promised = end

    def is_fine(self, answer):
        """Whether it was accepted; else the refusal must be a clear one."""
        if answer.status_code < 300:
            return True
        assert answer.status_code in CLEAR, answer.get_data(as_text=True)
        assert answer.json["detail"]
        return False

    def send_at_once(self, name):
        """Send a file in one form."""
        file = (io.BytesIO(content_of(name)), f"{name}.txt")
        self.is_promised_whole = self.is_fine(
            self.api.ask("POST", f"/workspaces/{self.ref}/documents", data={"file": file})
        )

    def check(self, name):
        """Go on after the fault, and look that all is as it should be."""
        content = content_of(name)
        at = self.sender.offset(self.address)
        assert at >= self.promised, f"{at} of {self.promised} acknowledged bytes are there"
        if at < len(content):
            assert self.titles(name) == 0
            assert self.sender.send(self.address, content[at:], at=at).status_code == 204
        assert self.titles(name) == 1
        if self.is_promised_whole:
            assert self.titles(f"{name} at once") == 1
        for title in (name, f"{name} at once"):
            for document_id in self.ids(title):
                got = self.api.get(f"/documents/{document_id}/content").get_data()
                assert got == content_of(title)

    def ids(self, title):
        with self.transaction.as_owner() as owner:
            statement = text("select id from document where title = :title")
            return list(owner.execute(statement, {"title": title}).scalars())

    def titles(self, title):
        return len(self.ids(title))


@pytest.fixture
def bram(api_of, world, stores, collect, transaction):
    return Person(api_of("bram"), world.workspace.ref, stores, collect, transaction)


@pytest.fixture
def failing(request):
    """How the storage of this test fails."""
    return failing_disk if "folder" in request.node.name else failing_bucket


@pytest.fixture
def is_clean(stores, collect, house, tmp_path):
    """Let the collector come by twice, and look what is left that no row names."""

    def looking():
        collect(age=OLD)
        collect(age=OLD, at=clock.now() + SECOND_LOOK + timedelta(minutes=1))
        ids = [each.id for store in stores.values() for each in store.entries()]
        with house.database.session_for(None):
            left = queries.list_unnamed(ids)
        return not left and not list(tmp_path.rglob("*.draft"))

    return looking


def play(bram, failing, is_clean, *, kind, at):
    """Let one call fail in one way; tell whether it came."""
    name = f"{kind} {at}"
    with failing(kind, at) as faults:
        try:
            bram.send(name)
            bram.send_at_once(f"{name} at once")
        except Dead:
            bram.is_promised_whole = False
    bram.check(name)
    return faults.happened


def test_whatever_call_fails_nothing_is_lost(bram, failing, is_clean):
    """One way of failing at each call, the next way at the next call."""
    for at in count(1):
        if not play(bram, failing, is_clean, kind=KINDS[at % len(KINDS)], at=at):
            break
        assert at < 200
    assert at > 15
    assert is_clean(), "the collector left something"


@pytest.mark.torture
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_call_fails_in_whatever_way(bram, failing, is_clean, kind):
    for at in count(1):
        if not play(bram, failing, is_clean, kind=kind, at=at):
            break
        assert at < 300
    assert at > 15
    assert is_clean()


@pytest.mark.parametrize("stores", ["folder"], indirect=True)
@pytest.mark.parametrize("is_done", [False, True], ids=["refused", "answer lost"])
def test_the_database_fails_between_file_and_row(bram, is_clean, monkeypatch, is_done):
    real = Session.commit
    for at in count(1):
        name, calls = f"commit {at}", count(1)

        def failing(session, *, at=at, calls=calls):
            if next(calls) != at:
                return real(session)
            real(session) if is_done else session.rollback()
            raise OperationalError("commit", {}, Exception("server closed the connection"))

        with monkeypatch.context() as patch:
            patch.setattr(Session, "commit", failing)
            try:
                bram.send(name)
                bram.send_at_once(f"{name} at once")
            except AssertionError:
                # The very first request, which begins the upload, was the one that failed.
                continue
        bram.check(name)
        if next(calls) <= at:
            break
    assert at > 10
    assert is_clean()
