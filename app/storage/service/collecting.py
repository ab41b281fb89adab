"""The collector: marks what no row names, and removes it at a second look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import text

from app.adapters.blobs import BlobStore
from app.documents.service.announcing import LIFE
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.work import keeping_books

OLD_ENOUGH = LIFE + timedelta(hours=1)
"""Younger blobs are left alone: no upload lasts longer than this before it names its blobs."""
SECOND_LOOK = timedelta(days=1)
"""Between marking and removing."""
MARKS_STAY = timedelta(days=90)
"""After removing; nothing can still remember the id by then."""
AT_A_TIME = 200

_MARK = text("select samenzicht_mark_blobs(:store, :ids, :moment)")
_RIPE = text("select samenzicht_ripe_blobs(:store, :before)")
_REMOVED = text("select samenzicht_removed_blobs(:ids, :moment, :keep_since)")

Stores = dict[str, BlobStore]
"""Each store by its name in the marks."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What one round did."""

    marked: int = 0
    removed: int = 0
    drafts: int = 0


def collect(actor: Actor, stores: Stores) -> Collected:
    """Mark blobs that no row names, remove those marked a day ago; safe to run twice.

    Raises:
        StorageDown: a store does not answer; the next round goes on.
    """
    now, marked, removed, drafts = clock.now(), 0, 0, 0
    for name, store in stores.items():
        removed += _remove_ripe(actor, name, store=store, now=now)
        for ids in _batches(_old_ids(store, before=now - OLD_ENOUGH)):
            with keeping_books(actor) as work:
                told = {"store": name, "ids": ids, "moment": now}
                marked += work.session.execute(_MARK, told).scalar_one()
        drafts += store.clear_drafts(before=now - OLD_ENOUGH)
    return Collected(marked, removed, drafts)


def _remove_ripe(actor: Actor, name: str, *, store: BlobStore, now: datetime) -> int:
    with keeping_books(actor) as work:
        told = {"store": name, "before": now - SECOND_LOOK}
        ripe = list(work.session.execute(_RIPE, told).scalars())
    # From its mark on no row may name a blob, so nothing can come in between here.
    for ids in _batches(ripe):
        for blob_id in ids:
            store.delete(blob_id)
        with keeping_books(actor) as work:
            told = {"ids": ids, "moment": now, "keep_since": now - MARKS_STAY}
            work.session.execute(_REMOVED, told)
    return len(ripe)


def _old_ids(store: BlobStore, *, before: datetime) -> Iterator[str]:
    return (each.id for each in store.entries() if each.changed_at < before)


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while batch := list(islice(rest, AT_A_TIME)):
        yield batch
