"""Strangers can be refused without end; the platform's log grows by one line in an hour of each."""

from sqlalchemy import text

from app.identity import queries
from app.identity.models import RefusedSignIn
from app.identity.service import sign_in
from app.kernel import clock
from app.kernel.access import ANONYMOUS
from tests.support.acting import acting


def refused_lines(transaction):
    with transaction.as_owner() as owner:
        counted = text("select count(*) from log_entry where action = 'person:session:refuse'")
        return owner.execute(counted).scalar_one()


def test_strange_callbacks_are_one_line_in_the_log(anonymous, transaction):
    before = refused_lines(transaction)
    for number in range(30):
        page = anonymous.visit(f"/login/callback/igj?state=verzonnen-{number}&code=x")
        assert page.status == 403

    assert refused_lines(transaction) == before + 1
    with transaction.as_owner() as owner:
        (counted,) = owner.query(RefusedSignIn).all()
    assert (counted.reason, counted.times) == ("state_wrong", 30)


def test_another_reason_another_provider_and_another_hour_are_told(
    app, transaction, world, monkeypatch
):
    before, moment = refused_lines(transaction), clock.now()
    with acting(app, ANONYMOUS):
        igj, ivho = (queries.find_any_provider(slug) for slug in ("igj", "ivho"))
        told = ((igj, "expired", 0), (igj, "blocked", 0), (ivho, "expired", 0), (igj, "expired", 1))
        for provider, reason, hours in told:
            monkeypatch.setattr(clock, "now", lambda hours=hours: moment.replace(hour=hours))
            for _ in range(3):
                sign_in.record_refusal(ANONYMOUS, provider, code=reason)

    assert refused_lines(transaction) == before + 4
