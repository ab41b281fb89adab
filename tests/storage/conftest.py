"""Fixtures of the storage tests: both kinds of store under one installation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.adapters.blobs import BlobEntry, SealedBlobs, new_blob_id
from app.adapters.file_store import FileBlobs
from app.adapters.object_store import ObjectBlobs
from app.adapters.partials import PartialBlobs
from app.kernel import clock
from app.kernel.access import system_actor
from app.storage import service
from tests.support.documents import Library


class Aged:
    """A store in which everything seems written some time ago, as long as one says so."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.age = timedelta(0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def entries(self) -> Iterator[BlobEntry]:
        for each in self._store.entries():
            yield BlobEntry(each.id, each.size, each.changed_at - self.age)

    def clear_drafts(self, *, before: datetime) -> int:
        return self._store.clear_drafts(before=before + self.age)


@pytest.fixture(params=["folder", "bucket"])
def stores(request, tmp_path, house):
    """Empty stores of each kind, given to the house for one test."""
    if request.param == "folder":
        made = {name: Aged(FileBlobs(tmp_path / name)) for name in ("kept", "arriving")}
    else:
        bucket = request.getfixturevalue("object_server").bucket("dossiers", prefix=new_blob_id())
        made = {
            name: Aged(ObjectBlobs(bucket, area=name, pause=0)) for name in ("kept", "arriving")
        }
    before = house.tool(SealedBlobs), house.tool(PartialBlobs)
    house.give(SealedBlobs(made["kept"]))
    house.give(PartialBlobs(made["arriving"]))
    yield made
    for each in before:
        house.give(each)


@pytest.fixture
def library(house, world, stores):
    """Documents of this test's world, in these stores."""
    return Library(house, world)


@pytest.fixture
def collect(house, stores):
    """One round of the collector, as if so much time had passed since all was written."""
    actor = system_actor("collector")

    def collecting(*, age=timedelta(0), at=None):
        for each in stores.values():
            each.age = age
        try:
            with clock.telling(at or clock.now()), house.database.session_for(actor):
                return service.collect(actor, stores)
        finally:
            for each in stores.values():
                each.age = timedelta(0)

    return collecting
