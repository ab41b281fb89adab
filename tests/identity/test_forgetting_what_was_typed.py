"""What somebody typed goes along to a fresh sign-in, and is let go soon after that was used."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.identity.jobs import tidy
from app.identity.models import FreshSignIn, SignInAttempt
from app.identity.service.sessions import told_by
from app.kernel import clock
from app.kernel.errors import Refused
from app.running import standing_in
from tests.support.acting import acting
from tests.support.confirmed import confirmed

LEFT = {"action": "log:erasure:ask", "line": "4"}
PURPOSE = {**LEFT, "reason": "Bram B. heeft bezwaar.", "statement": "Niet akkoord."}


@pytest.fixture
def bram(world):
    return world.person("bram")


@pytest.fixture
def tickets(transaction, world, bram):
    """Tickets of sign-ins that were used two hours ago, a moment ago and not yet, with attempts."""
    now = clock.now()
    moments = {"long ago": now - timedelta(hours=2), "now": now, "not yet": None}
    made = {name: confirmed(transaction, bram, world.actor("bram"), PURPOSE)[1] for name in moments}
    with transaction.as_owner() as owner:
        for name, moment in moments.items():
            owner.get(FreshSignIn, made[name]).used_at = moment
            owner.add(
                SignInAttempt(
                    state_hash=name.encode(),
                    provider_id=bram.provider_id,
                    browser_hash=b"",
                    nonce="",
                    code_verifier="",
                    target="/",
                    purpose=PURPOSE,
                    asked_at=now,
                    used_at=moment,
                )
            )
    return made


def test_only_what_was_confirmed_stays(app, transaction, world, tickets):
    with standing_in(app):
        tidy.run()

    with transaction.as_owner() as owner:
        kept = dict(owner.execute(select(FreshSignIn.id, FreshSignIn.purpose)).all())
        attempts = dict(
            owner.execute(select(SignInAttempt.state_hash, SignInAttempt.purpose)).all()
        )
    assert {name: kept[each] for name, each in tickets.items()} == {
        "long ago": LEFT,
        "now": PURPOSE,
        "not yet": PURPOSE,
    }
    assert attempts == {b"long ago": LEFT, b"now": PURPOSE, b"not yet": PURPOSE}
    with acting(app, world.actor("bram")):
        assert told_by(world.actor("bram"), tickets["now"]) == PURPOSE
        with pytest.raises(Refused, match="al gebruikt"):
            told_by(world.actor("bram"), tickets["long ago"])
