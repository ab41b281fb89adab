"""Reading what sign-in providers signed about decisions."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.kernel import db
from app.kernel.access import Actor
from app.reports.models import KeptAnswer, Report


def list_answers(actor: Actor, report: Report) -> list[KeptAnswer]:
    """Return the answers about a report that the actor has loaded, in order of decision.

    Those of the actor's own organisation, whatever the report says: of others there are none here.
    """
    statement = (
        select(KeptAnswer)
        .options(joinedload(KeptAnswer.person, innerjoin=True))
        .where(
            KeptAnswer.report_id == report.id, KeptAnswer.organisation_id == actor.organisation_id
        )
        .order_by(KeptAnswer.decided_at, KeptAnswer.id)
    )
    return list(db.session().execute(statement).scalars())
