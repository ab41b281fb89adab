"""Uploads that become nothing: stopped by who sends, refused, or not finished in time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text

from app.documents import queries
from app.documents.models import Upload
from app.documents.policy import UploadPermission
from app.documents.service.arriving import Intake, stored_as
from app.kernel.access import Actor, require
from app.kernel.errors import OutOfDate
from app.kernel.text import lazy
from app.kernel.work import keeping_books

ELSEWHERE = lazy("This upload stands somewhere else. Ask where, then go on from there.")


def stop_upload(actor: Actor, upload: Upload, *, intake: Intake, stood: int | None = None) -> None:
    """Forget an upload and what arrived of it; a document made of it stays.

    Args:
        stood: where the sending that is refused left it; None for who stops it whatever came.

    Raises:
        OutOfDate: another sending of the same file went on from there, and what that brought was
            acknowledged: it stays.
    """
    with keeping_books(actor) as work:
        require(actor, UploadPermission.CONTINUE, upload)
        stored = [stored_as(each) for each in queries.list_parts(upload)]
        statement = queries.forgetting_upload(upload, stood=stood)
        if work.session.execute(statement).first() is None:
            raise OutOfDate(ELSEWHERE)
    for each in stored:
        intake.partials.discard(each)


def forget_expired(actor: Actor, *, before: datetime) -> int:
    """Throw away uploads that expired; what arrived of them is left to the collector."""
    with keeping_books(actor) as work:
        statement = text("select samenzicht_forget_uploads(:before)")
        count: int = work.session.execute(statement, {"before": before}).scalar_one()
    return count
