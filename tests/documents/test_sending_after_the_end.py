"""One sending may last long: it makes no document for whose session or token ended meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.adapters.partials import PartialBlobs
from app.documents.models import Document, Upload
from app.documents.service import Description, Intake, begin_upload, continue_upload
from app.identity.models import IdentityProvider, Person, SignInSession
from app.identity.queries import SessionLimits
from app.kernel import clock
from app.kernel.errors import SignInNeeded
from app.workspaces.models import Marking
from tests.support.acting import acting
from tests.support.documents import TEXT


class Slow:
    """A body in two pieces, between which something happens."""

    def __init__(self, between):
        self.pieces, self.between = [TEXT[:10], TEXT[10:]], between

    def read(self, _count, /):
        if len(self.pieces) == 1:
            self.between()
        return self.pieces.pop(0) if self.pieces else b""


@pytest.fixture
def bram(browser_of, world, transaction):
    """Bram with a session of his."""
    browser_of("bram")
    actor = world.actor("bram")
    with transaction.as_owner() as owner:
        session = owner.query(SignInSession).filter_by(person_id=actor.person_id).one()
        return replace(actor, session_id=session.id)


@pytest.fixture
def send(app, house, library, world, bram):
    """Send a file; something happens in the middle of it."""

    def sending(between):
        with acting(app, bram):
            intake = Intake(library.depot, house.tool(PartialBlobs), house.tool(SessionLimits))
            upload = begin_upload(
                bram,
                library.place(bram),
                file_name="verslag.txt",
                length=len(TEXT),
                description=Description(
                    folder_id=world.root.id,
                    title="Onderweg",
                    classification="ongerubriceerd",
                    marking=Marking.CONFIDENTIAL,
                ),
                intake=intake,
            )
            continue_upload(bram, upload, start=0, body=Slow(between), intake=intake)

    return sending


def documents(transaction):
    with transaction.as_owner() as owner:
        return owner.query(Document).filter_by(title="Onderweg").count()


def test_it_makes_a_document_while_the_session_lives(send, transaction):
    send(lambda: None)

    assert documents(transaction) == 1


ENDS = {
    "blocked": (Person, {"blocked_at": clock.now}),
    "signed out": (SignInSession, {"ended_at": clock.now}),
    "eight hours over": (SignInSession, {"signed_in_at": lambda: clock.now() - timedelta(hours=8)}),
    "idle": (SignInSession, {"last_seen_at": lambda: clock.now() - timedelta(minutes=30)}),
    "provider closed": (IdentityProvider, {"is_active": lambda: False}),
}


@pytest.mark.parametrize("end", ENDS)
def test_nothing_comes_in_after_the_end_and_the_upload_stays(send, transaction, bram, end):
    model, change = ENDS[end]
    key = {Person: bram.person_id, SignInSession: bram.session_id}.get(model)

    def between():
        with transaction.as_owner() as owner:
            rows = owner.query(model) if key is None else owner.query(model).filter_by(id=key)
            rows.update({name: made() for name, made in change.items()})

    with pytest.raises(SignInNeeded):
        send(between)

    assert documents(transaction) == 0
    with transaction.as_owner() as owner:
        assert owner.query(Upload).filter_by(person_id=bram.person_id).count() == 1
