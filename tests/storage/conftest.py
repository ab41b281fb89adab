"""Fixtures of the storage tests: both kinds of store under one installation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.adapters.blobs import BlobEntry, SealedBlobs, new_blob_id
from app.adapters.file_store import FileBlobs
from app.adapters.keys import MasterKey
from app.adapters.object_store import ObjectBlobs
from app.adapters.partials import PartialBlobs
from app.kernel import clock
from app.kernel.access import system_actor
from app.kernel.web.house import house_of
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


@pytest.fixture(scope="module")
def place(server, loaded_sample):
    """Addresses of the sample's database, which is there from now on."""
    return lambda role, name="samenzicht_sample": server.url(f"samenzicht_{role}", database=name)


@pytest.fixture(scope="module")
def master(loaded_sample):
    return house_of(loaded_sample.app).tool(MasterKey)


@pytest.fixture(scope="module")
def kept(loaded_sample):
    """The store of the sample's files."""
    return house_of(loaded_sample.app).tool(SealedBlobs).store


@pytest.fixture(scope="module")
def made(place, kept, master, tmp_path_factory):
    """A backup of the sample: the file and what went in."""
    path = tmp_path_factory.mktemp("backups") / "monday.backup"
    contents = service.create_backup(path, keeper_url=place("keeper"), store=kept, master=master)
    return path, contents


@pytest.fixture
def empty(server, place, tmp_path):
    """An installation without anything: the owner's address and a store."""
    name = f"restored_{new_blob_id()[:8]}"
    server.make_database(name)
    return place("owner", name), FileBlobs(tmp_path / "blobs")
