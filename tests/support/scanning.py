"""Documents where a virus scanner is set: brought in, looked at, and what became of them."""

from __future__ import annotations

import io
from dataclasses import replace

from app.documents import service
from app.documents.models import Document, DocumentVersion
from app.kernel.work import circumstances
from tests.support.documents import Library


class ScanningLibrary(Library):
    """Documents that are looked at before others see them."""

    @property
    def depot(self):
        return replace(super().depot, scans=True)

    def bring(self, *who, **what):
        with circumstances(request_id="test", queue=self.house.queue):
            return super().bring(*who, **what)


def status_of(transaction, document):
    with transaction.as_owner() as owner:
        return owner.get_one(Document, document.id).status


def current_of(transaction, document):
    with transaction.as_owner() as owner:
        found = owner.get_one(Document, document.id)
        return found.status, found.current_number


def verdict_of(transaction, document, number):
    with transaction.as_owner() as owner:
        rows = owner.query(DocumentVersion).filter_by(document_id=document.id, number=number)
        return rows.one().status


def waiting_jobs(transaction, name="documents.scan"):
    with transaction.as_owner() as owner:
        rows = owner.connection().exec_driver_sql(
            "select args from procrastinate_jobs where task_name = %s", (name,)
        )
        return [row.args for row in rows]


def add_version(library, world, document, *, seen, content, who="bram"):
    actor = world.actor(who)
    with (
        circumstances(request_id="test", queue=library.house.queue),
        library.house.database.session_for(actor),
    ):
        service.add_version(
            actor,
            document.id,
            incoming=service.Incoming(io.BytesIO(content), "nieuw.txt"),
            note="",
            seen_version=seen,
            depot=library.depot,
        )
