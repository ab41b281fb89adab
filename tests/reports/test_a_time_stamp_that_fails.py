"""The authority for time stamps fails at its N-th use, in four ways: the seal waits, and comes.

Wim has signed for IJenV. Whatever breaks, nothing of a seal is there that has no time stamp.
"""

from datetime import timedelta
from itertools import count

import pytest

from app.adapters.timestamps import NoTimestamp
from app.adapters.timestamps.at_address import StamperAtAddress
from app.kernel.web.house import house_of
from tests.support.faulty_line import KINDS, faulty_line
from tests.support.time_authority import TimeAuthority, serving

SHORT, LONG = timedelta(seconds=0.4), timedelta(seconds=10)


@pytest.fixture
def asking(desk, monkeypatch):
    """An authority elsewhere, at the other end of a line that can fail; asked with patience."""
    with serving(TimeAuthority()) as authority, faulty_line(authority.port) as line:

        def made(limit):
            address, roots = f"http://127.0.0.1:{line.port}/tsa", (authority.root.certificate,)
            stamper = StamperAtAddress(address, roots, time_limit=limit)
            monkeypatch.setitem(house_of(desk.app).tools, StamperAtAddress, stamper)
            return line

        yield made


@pytest.fixture
def signed(desk):
    """A report that Wim has signed; the job that seals waits."""
    report = desk.frozen()
    actor, ticket_id = desk.ticket("wim", report)
    desk.co_sign(actor, report, ticket_id=ticket_id)
    return report


@pytest.fixture
def sealed(desk, asking, signed, transaction, browser_of, place):
    """Let one use fail in one way and look; then mend it and look. Tell whether it failed."""

    def trying(kind, at):
        line = asking(SHORT if kind == "late" else LONG)
        line.fail(kind, at)
        try:
            desk.run_jobs()
        except NoTimestamp:
            found, seats = desk.read(signed)
        else:
            return False
        assert (found.revision, seats[0].sealed_at, seats[0].status) == (1, None, "signed")
        page = browser_of("bram").visit(f"{place}/{signed}")
        assert "wacht op een tijdstempel van buiten" in page.text("#reports-seats")

        asking(LONG).mend()
        desk.run_jobs()
        found, seats = desk.read(signed)
        assert (found.revision, seats[0].stamped_at is not None) == (2, True)
        assert transaction.audited(signed).count("report:seal:place") == 1
        return True

    return trying


def test_whatever_use_fails_the_seal_comes(sealed, transaction):
    for kind in KINDS:
        with transaction.undone():
            assert sealed(kind, 1)


@pytest.mark.torture
@pytest.mark.parametrize("kind", KINDS)
def test_whatever_use_fails_in_whatever_way(sealed, transaction, kind):
    for at in count(1):
        with transaction.undone():
            if not sealed(kind, at):
                break
    assert at > 1
