"""Backups made while people send files, put back on an empty machine: the same to the last byte.

Each time everything that was acknowledged before the backup began is there, and nothing half; every
row is as the snapshot had it; every log goes on in the one it was made of, and is right by itself;
every signed report is judged *geldig*. `make torture` does five with the demonstration in it."""

import hashlib
import time
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from app import wiring
from app.adapters.file_store import FileBlobs
from app.adapters.keys import MasterKey
from app.demo.furnishing import furnish
from app.kernel import tables
from app.storage import service
from config.settings import as_environment, read_settings
from tests.support.killing import Installation, Sender, operate, settle

SENDERS = 2
LINES = "select tree_id, index, leaf_hash from log_entry order by tree_id, index"
FILES = (
    "select d.title, encode(v.sha256, 'hex')"
    " from document d join document_version v on v.document_id = d.id"
)
SEALS = "select count(*) from seat where sealed_at is not null"
PLACE = text("select ref from workspace where ref like 'JJI-%'")


OF_THE_DEMONSTRATION = {"highest_classification": "dep_vertrouwelijk"}


class Furnished(Installation):
    """An installation with the demonstration in it: reports that are signed, logs that are long."""

    def furnish(self, app):
        furnish(app)
        with self.owner.connect() as connection:
            return connection.execute(PLACE).scalar_one(), "m.elbakri"


@dataclass
class Restored:
    """An installation that a backup was put into."""

    url: object
    environment: dict[str, str]
    contents: service.Contents
    store: FileBlobs

    def rows(self, statement):
        with tables.one_moment(self.url("keeper")) as connection:
            return connection.execute(statement).fetchall()

    def hashes(self):
        """SHA-256 of all that came in, as the backup has it of what went in."""
        found = {f"files/{each.id}": self._hash_of(each) for each in self.store.entries()}
        with tables.one_moment(self.url("keeper")) as connection:
            for each in tables.list_tables(connection, but=service.LEFT_OUT):
                exact = b"".join(each.rows_out(connection))
                found[f"rows/{each.name}"] = hashlib.sha256(exact).hexdigest()
        return found

    def _hash_of(self, entry):
        exact = self.store.fetch(entry.id, start=0, length=entry.size)
        return hashlib.sha256(exact).hexdigest()


@pytest.fixture
def house(request, tmp_path):
    kind, settings = request.param
    running = kind(tmp_path / "data", **settings)
    yield running
    running.stop()


def put_back(house, number, folder):
    """Make a backup now, and put it into a new database and an empty store."""
    path, name = folder / f"{number}.backup", f"restored_{number}"
    master, kept = MasterKey.from_file(house.settings.key_file), wiring.stores_of(house.settings)[0]
    keeper = house.database.url("samenzicht_keeper")
    made = service.create_backup(path, keeper_url=keeper, store=kept, master=master)

    def url(role):
        return house.database.url(f"samenzicht_{role}", database=name)

    house.database.make_database(name)
    data = folder / name
    environment = as_environment(
        {
            "data": data,
            "public_url": "http://127.0.0.1:1",
            "master_key_file": house.settings.key_file,
            "database_url": url("app"),
            "keeper_database_url": url("keeper"),
            "migration_database_url": url("owner"),
        }
    )
    store = FileBlobs(read_settings(data=data).blob_folder)
    contents = service.restore_backup(path, owner_url=url("owner"), store=store, master=master)
    assert made == contents
    return Restored(url, environment, contents, store)


def cycle(house, senders, number, folder):
    """Compare what was put back with what was there when the backup began, and with what is."""
    promised = {title: digest for each in senders for title, digest in dict(each.promised).items()}
    restored = put_back(house, number, folder)
    there = restored.rows(FILES)
    titles = [title for title, _digest in there]
    sent = {title for each in senders for title in set(each.sent)}
    of_theirs = [title for title in titles if title.startswith("f") and title.endswith("x")]

    assert restored.hashes() == {
        name: digest for name, digest in restored.contents.hashes.items() if name != "facts.json"
    }
    assert promised.items() <= dict(there).items()
    assert len(of_theirs) == len(set(of_theirs))
    assert set(of_theirs) <= sent
    with tables.one_moment(house.database.url("samenzicht_keeper")) as connection:
        live = set(connection.execute(LINES).fetchall())
    assert set(restored.rows(LINES)) <= live
    for command in (("fsck", "--deep"), ("audit", "verify")):
        found = operate(restored.environment, *command)
        assert found.returncode == 0, f"{found.stdout}\n{found.stderr}"
    return len(promised), restored


def go_through(house, folder, *, cycles, pause):
    senders = [Sender(house, seed=number) for number in range(SENDERS)]
    for each in senders:
        each.start()
    counts = []
    try:
        for number in range(cycles):
            time.sleep(pause)
            count, restored = cycle(house, senders, number, folder)
            counts.append(count)
    finally:
        outcome = settle(house, senders)
    assert outcome.faults == ()
    assert (outcome.lost, outcome.wrong, outcome.twice) == (0, 0, 0)
    print(f"acknowledged before each backup: {counts}; {restored.contents.rows} rows in the last")  # noqa: T201 - for the table of runs
    return counts, restored


@pytest.mark.parametrize("house", [(Installation, {})], indirect=True, ids=["world"])
def test_a_backup_made_while_people_send_is_put_back_the_same(house, tmp_path):
    counts, _restored = go_through(house, tmp_path, cycles=1, pause=2)

    assert counts[0] > 3


@pytest.mark.torture
@pytest.mark.parametrize(
    "house", [(Furnished, OF_THE_DEMONSTRATION)], indirect=True, ids=["demonstration"]
)
def test_five_cycles_with_signed_reports(house, tmp_path):
    counts, restored = go_through(house, tmp_path, cycles=5, pause=10)

    assert len(set(counts)) == 5
    assert restored.rows(SEALS)[0][0] > 0
