"""Backups: what was made is put back the same; what is not right is refused before it is loaded."""

import random
import shutil
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest

from app.adapters.blobs import StorageDown
from app.adapters.file_store import FileBlobs
from app.adapters.keys import MasterKey
from app.commanding import WHEN_PUT_BACK
from app.kernel import clock, schema, tables
from app.kernel.errors import Refused
from app.storage import service
from app.storage.service.erased import ErasedLine

SECRETS = ("token_hash", "code_hash", "state_hash", "secret_hash")


def rows_of(url):
    """Every row of every table that belongs in a backup, as text."""
    with tables.one_moment(url) as connection:
        return {
            each.name: sorted(b"".join(each.rows_out(connection)).splitlines())
            for each in tables.list_tables(connection, but=service.LEFT_OUT)
        }


def files_of(store):
    return {each.id: store.fetch(each.id, start=0, length=each.size) for each in store.entries()}


def test_what_was_made_is_put_back_the_same(made, empty, place, kept, master):
    path, contents = made
    owner_url, store = empty

    verified = service.verify_backup(path, master=master)
    restored = service.restore_backup(path, owner_url=owner_url, store=store, master=master)

    assert contents == verified == restored
    assert rows_of(owner_url) == rows_of(place("keeper"))
    named = {name.removeprefix("files/") for name in contents.hashes if name.startswith("files/")}
    assert files_of(store) == {id_: each for id_, each in files_of(kept).items() if id_ in named}
    assert (contents.files, contents.missing) == (len(named), [])
    assert contents.rows == sum(map(len, rows_of(owner_url).values())) > 1_000


def test_the_walls_stand_again(made, empty, master):
    owner_url, store = empty
    service.restore_backup(made[0], owner_url=owner_url, store=store, master=master)

    with psycopg.connect(owner_url) as connection:
        off = connection.execute(
            "select array_agg(tgrelid::regclass::text) from pg_trigger"
            " where not tgisinternal and tgenabled <> 'O'"
        ).fetchone()
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute("update document set workspace_id = gen_random_uuid()")
        connection.rollback()
        with pytest.raises(psycopg.errors.UniqueViolation), connection.transaction():
            connection.execute("insert into log_entry select * from log_entry limit 1")

    assert off == (["procrastinate_jobs"],), "One that a migration switched off stays off."


def test_nobody_is_let_in_by_a_restored_state(made, empty, master):
    owner_url, store = empty

    service.restore_backup(
        made[0], owner_url=owner_url, store=store, master=master, finishing=WHEN_PUT_BACK
    )

    with psycopg.connect(owner_url) as connection:
        open_ones = connection.execute("select count(*) from identity_provider where is_active")
        assert open_ones.fetchone() == (0,)
        for table in ("sign_in_session", "api_token", "invitation", "fresh_sign_in"):
            assert connection.execute(f"select count(*) from {table}").fetchone() == (0,)
        planned = "select count(*) from publication where held_at is null and published_at is null"
        assert connection.execute(planned).fetchone() == (0,)


def test_no_secret_that_lets_somebody_in_is_in_a_backup(place):
    with tables.one_moment(place("keeper")) as connection:
        found = tables.list_tables(connection, but=service.LEFT_OUT)

    faults = [each.name for each in found if set(SECRETS) & set(each.columns)]
    assert not faults, f"Name these in LEFT_OUT: what was revoked must not come back: {faults}"


def test_what_is_written_meanwhile_is_not_half_in_it(place, kept, master, tmp_path):
    """The snapshot is of the moment the backup began, whatever is written after that."""

    class Busy:
        """A store; at its first use somebody adds an organisation."""

        def __getattr__(self, name):
            with psycopg.connect(place("owner"), autocommit=True) as owner:
                owner.execute("update organisation set name = name || '!' where code = 'igj'")
            return getattr(kept, name)

    before = rows_of(place("keeper"))
    with psycopg.connect(place("owner"), autocommit=True) as owner:
        (name,) = owner.execute("select name from organisation where code = 'igj'").fetchone()
    path = tmp_path / "busy.backup"

    contents = service.create_backup(path, keeper_url=place("keeper"), store=Busy(), master=master)

    with psycopg.connect(place("owner"), autocommit=True) as owner:
        owner.execute("update organisation set name = %s where code = 'igj'", (name,))
    assert contents.rows == sum(map(len, before.values()))
    assert service.verify_backup(path, master=master).hashes == contents.hashes


def spoilt(exact, dice):
    """The bytes of a backup, changed in one way."""
    body = exact.index(b"\n") + 1
    segment = (1 << 20) + 16
    starts = range(body, len(exact), segment)
    first, second = sorted(dice.sample(starts, 2))
    place, bit = dice.randrange(len(exact)), 1 << dice.randrange(8)
    parts = [exact[start : start + segment] for start in starts]
    dropped = b"".join(part for start, part in zip(starts, parts, strict=True) if start != first)
    return dice.choice(
        [
            exact[:place] + bytes([exact[place] ^ bit]) + exact[place + 1 :],
            exact[:place],
            exact + b"\0" * dice.randrange(1, 2_000),
            exact[:body] + dropped,
            exact[:first] + exact[second : second + segment] + exact[first + segment :],
            exact[:second] + exact[first : first + segment] + exact[second:],
            exact[:place] + exact[place + 1 :],
        ]
    )


@pytest.mark.parametrize(
    "times", [60, pytest.param(1_000, marks=pytest.mark.torture)], ids=["some", "many"]
)
def test_a_changed_backup_is_refused_before_anything_is_loaded(
    made, empty, master, tmp_path, times
):
    exact, path, dice = made[0].read_bytes(), tmp_path / "changed.backup", random.Random(times)
    owner_url, store = empty

    for _each in range(times):
        path.write_bytes(spoilt(exact, dice))
        with pytest.raises(Refused):
            service.restore_backup(path, owner_url=owner_url, store=store, master=master)

    assert not tables.has_history(owner_url)
    assert list(store.entries()) == []


def test_another_master_key_opens_nothing(made, empty, tmp_path):
    other = MasterKey.from_file(tmp_path / "other.key", create=True)

    with pytest.raises(Refused, match="master key"):
        service.restore_backup(made[0], owner_url=empty[0], store=empty[1], master=other)


def test_a_backup_is_only_put_where_nothing_is(made, place, kept, empty, master):
    with pytest.raises(Refused, match="empty installation"):
        service.restore_backup(made[0], owner_url=place("owner"), store=empty[1], master=master)
    with pytest.raises(Refused, match="empty installation"):
        service.restore_backup(made[0], owner_url=empty[0], store=kept, master=master)


def test_a_backup_is_never_overwritten(made, place, kept, master):
    with pytest.raises(Refused, match="never overwritten"):
        service.create_backup(made[0], keeper_url=place("keeper"), store=kept, master=master)


def test_a_schema_of_the_future_is_refused(made, empty, master, monkeypatch):
    monkeypatch.setattr(schema, "list_revisions", lambda: ["0001"])

    with pytest.raises(Refused, match="does not know"):
        service.restore_backup(made[0], owner_url=empty[0], store=empty[1], master=master)


def test_a_missing_file_is_told_and_the_rest_is_kept(place, kept, master, tmp_path):
    copy = FileBlobs(tmp_path / "copy")
    for blob_id, exact in files_of(kept).items():
        copy.put(blob_id, [exact])
    gone = next(iter(copy.entries())).id
    copy.delete(gone)

    contents = service.create_backup(
        tmp_path / "most.backup", keeper_url=place("keeper"), store=copy, master=master
    )

    assert contents.missing == [gone]
    assert service.verify_backup(tmp_path / "most.backup", master=master).missing == [gone]


def test_a_store_that_fails_leaves_nothing_behind(made, empty, master):
    owner_url, store = empty

    class Failing:
        """A store that takes two files and then no more."""

        left = 2

        def __getattr__(self, name):
            return getattr(store, name)

        def put(self, blob_id, pieces):
            self.left -= 1
            if self.left < 0:
                raise StorageDown("full of woe")
            store.put(blob_id, pieces)

    with pytest.raises(StorageDown):
        service.restore_backup(made[0], owner_url=owner_url, store=Failing(), master=master)

    assert not tables.has_history(owner_url)
    assert list(store.entries()) == []
    service.restore_backup(made[0], owner_url=owner_url, store=store, master=master)


def test_a_broken_off_backup_leaves_no_file(place, kept, master, tmp_path):
    class Down:
        """A store that does not answer."""

        def size(self, _blob_id):
            raise StorageDown("nobody there")

    with pytest.raises(StorageDown):
        service.create_backup(
            tmp_path / "x.backup", keeper_url=place("keeper"), store=Down(), master=master
        )

    assert list(tmp_path.iterdir()) == []
    shutil.rmtree(tmp_path)


def test_what_was_destroyed_since_does_not_come_back(made, empty, place, master):
    path, _contents = made
    owner_url, store = empty
    service.restore_backup(path, owner_url=owner_url, store=store, master=master)
    with psycopg.connect(owner_url) as owner:
        gone, title = owner.execute("select id, title from document order by id limit 1").fetchone()
    service.forget_destroyed(owner_url, [gone])
    with psycopg.connect(owner_url) as owner:
        told = owner.execute(
            "select title, (select count(*) from document_version where document_id = %(id)s),"
            " (select count(*) from document_text where document_id = %(id)s)"
            " from document where id = %(id)s",
            {"id": gone},
        ).fetchone()
        others = owner.execute("select count(*) from document_version").fetchone()[0]
    assert told == ("-", 0, 0)
    assert title != "-"
    assert others > 0
    assert service.list_destroyed(place("keeper")) == []


def test_what_was_erased_from_a_log_since_does_not_come_back(made, empty, place, master):
    """A line is known by its hash: of a log that went another way, nothing is erased."""
    owner_url, store = empty
    service.restore_backup(made[0], owner_url=owner_url, store=store, master=master)
    with psycopg.connect(owner_url) as owner:
        lines = owner.execute(
            "select tree_id, index, leaf_hash from log_entry where tree_id in"
            " (select id from workspace) order by tree_id, index limit 2"
        ).fetchall()
    who = uuid4(), uuid4()
    gone, other = (ErasedLine(*each, clock.now(), "unlawful", *who) for each in lines)
    written = "\n".join(service.Gone([who[0]], [gone, replace(other, leaf_hash=bytes(32))]).written)
    kept = service.Gone.read(written)
    assert kept.documents == [who[0]]

    again = service.erase_again(owner_url, kept.lines)

    assert [each.line for each in again] == [gone]
    assert again[0].organisation_id is not None
    with psycopg.connect(owner_url) as owner:
        left = owner.execute(
            "select tree_id, index, leaf_hash from log_entry where entry is null and salt is null"
            " and actor_id is null and object_id is null"
        ).fetchall()
    assert left == [lines[0]]
    assert service.list_erased(owner_url) == [gone]
    assert service.erase_again(owner_url, kept.lines) == []
    assert service.list_erased(place("keeper")) == []


@pytest.mark.parametrize("wrong", ["log", "log x y", "no id", "log " + " ".join("1234567")])
def test_a_list_of_what_is_gone_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError):
        service.Gone.read(wrong)


def test_what_was_held_when_the_backup_was_made_and_destroyed_since_does_not_come_back(
    made, empty, master
):
    """The hold of that day was lifted before it was destroyed; in the backup it still stands."""
    owner_url, store = empty
    service.restore_backup(made[0], owner_url=owner_url, store=store, master=master)
    with psycopg.connect(owner_url) as owner:
        gone = owner.execute("select id from document order by id limit 1").fetchone()[0]
        owner.execute(
            "insert into legal_hold (id, workspace_id, organisation_id, reason, asked_by, from_on,"
            " review_on, set_by_id, set_at, lift_reason, version)"
            " select gen_random_uuid(), d.workspace_id, d.organisation_id, 'Een claim.', 'Iemand',"
            " '2026-01-01', '2026-02-01', p.id, now(), '', 1"
            " from document d, person p where d.id = %s order by p.id limit 1",
            (gone,),
        )

    service.forget_destroyed(owner_url, [gone])

    with psycopg.connect(owner_url) as owner:
        left, off = owner.execute(
            "select (select count(*) from document_version where document_id = %s),"
            " (select count(*) from pg_trigger where not tgisinternal and tgenabled <> 'O'"
            "  and tgrelid <> 'procrastinate_jobs'::regclass)",
            (gone,),
        ).fetchone()
        assert (left, off) == (0, 0)
