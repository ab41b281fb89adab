"""`samenzicht fsck` says of every row whether its file is there and right, and changes nothing."""

from datetime import timedelta
from itertools import chain

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import cli, commanding
from app.adapters.blobs import SealedBlobs, new_blob_id
from app.adapters.keys import MasterKey
from app.adapters.partials import PartialBlobs
from app.documents import queries as documents
from app.documents.models import DocumentVersion
from app.incidents import queries as incidents
from app.kernel.access import system_actor
from app.publications import queries as publications
from app.rebuttals import queries as rebuttals
from app.reports import queries as reports
from app.storage import service
from app.storage.service.looking_over import NEGLECTED
from app.workspaces import queries as workspaces
from tests.support.documents import TEXT
from tests.support.sending import Sender
from tests.support.twins import let_versions_change

LARGE = TEXT * 40_000


@pytest.fixture
def seen(house, stores, transaction):
    """Look over all of it, as the keeper who sees every row."""

    def looking(*, deep=False):
        kept, arriving = house.tool(SealedBlobs), house.tool(PartialBlobs)
        shelves = (
            service.Shelf(
                "kept",
                kept,
                chain(
                    documents.list_stored(),
                    reports.list_stored(),
                    rebuttals.list_stored(),
                    publications.list_stored(),
                    incidents.list_stored_letters(),
                ),
            ),
            service.Shelf("arriving", arriving, documents.list_arriving()),
        )
        before = [list(each.entries()) for each in stores.values()]
        with (
            transaction.without_row_security(),
            house.database.session_for(system_actor("command")),
        ):
            told = service.look_over(
                shelves,
                vaults=workspaces.wrapped_keys(),
                master=house.tool(MasterKey),
                is_deep=deep,
            )
        assert [list(each.entries()) for each in stores.values()] == before
        return told

    return looking


@pytest.fixture
def version(library, transaction):
    """A document of some segments; its version's row."""
    document = library.bring("bram", content=LARGE)
    with transaction.as_owner() as owner:
        return owner.query(DocumentVersion).filter_by(document_id=document.id).one()


def told(overview):
    return [f"{each.thing} {each.id}: {each.told}" for each in overview.faults]


@pytest.mark.parametrize("deep", [False, True])
def test_all_is_well(seen, version, api_of, world, deep):
    sender = Sender(api_of("bram"), world.workspace.ref)
    sender.send(sender.begun(len(TEXT)), TEXT[:10])

    found = seen(deep=deep)

    assert (found.rows, found.blobs, found.faults, found.waiting) == (2, 2, [], [])
    assert found.bytes_read == (len(LARGE) + 10 if deep else 0)


def test_a_missing_file_is_told_by_the_row(seen, version, stores):
    stores["kept"].delete(version.blob_id)

    assert told(seen()) == [
        f"document version {version.id}: its file {version.blob_id} is not right: it is not there"
    ]


def test_a_shortened_file_is_told_without_reading_it(seen, version, stores):
    held = stores["kept"].fetch(version.blob_id, start=0, length=5_000_000)
    stores["kept"].delete(version.blob_id)
    stores["kept"].put(version.blob_id, [held[:-1]])

    (line,) = told(seen())
    assert f"it has {len(held) - 1} bytes, not {len(held)}" in line


@pytest.mark.parametrize("at", [0, 1_100_000, -1])
def test_a_changed_byte_is_found_by_reading(seen, version, stores, at):
    held = bytearray(stores["kept"].fetch(version.blob_id, start=0, length=5_000_000))
    held[at] ^= 1
    stores["kept"].delete(version.blob_id)
    stores["kept"].put(version.blob_id, [bytes(held)])

    assert told(seen()) == []
    (line,) = told(seen(deep=True))
    assert "cannot be opened" in line


def test_another_hash_in_the_row_is_found_by_reading(seen, version, transaction):
    with transaction.as_owner() as owner:
        mine: Session = owner
        let_versions_change(mine)
        mine.get(DocumentVersion, version.id).sha256 = bytes(32)

    (line,) = told(seen(deep=True))
    assert line.endswith("has another hash than the row")


def test_an_orphan_waits_its_time_and_is_then_a_fault(seen, stores):
    orphan = new_blob_id()
    stores["kept"].put(orphan, [b"left behind"])

    assert (seen().waiting, seen().faults) == ([orphan], [])
    stores["kept"].age = NEGLECTED + timedelta(minutes=1)
    (line,) = told(seen())
    assert line.startswith(f"file in kept {orphan}: no row names it")


def run(monkeypatch, overview, *options):
    monkeypatch.setattr(commanding, "look_over", lambda _settings, **_options: overview)
    return CliRunner().invoke(cli.main, ["fsck", *options])


def test_the_command_says_it_in_plain_words(monkeypatch):
    fine = service.Overview(rows=3, blobs=4, logs=2, waiting=["ab" * 16])
    answer = run(monkeypatch, fine)
    assert (answer.exit_code, answer.stdout.splitlines()) == (
        0,
        [
            "3 rows that name a file, 4 files.",
            "2 logs were computed anew.",
            "Files without a row, within their grace period: 1.",
            f"  {'ab' * 16}",
            "All is well.",
        ],
    )
    wrong = service.Overview(faults=[service.Fault("report file", "7", "it is not there")])
    answer = run(monkeypatch, wrong, "--deep")
    assert (answer.exit_code, answer.stderr) == (1, "Error: report file 7: it is not there\n")


def test_a_log_that_does_not_hold_is_told_with_what_to_do(
    keeper_command, library, world, transaction, stores
):
    library.bring("bram")
    for words in (["fsck"], ["fsck", "--deep"]):
        status, said = keeper_command(*words)
        assert (status, said.splitlines()[-1]) == (0, "All is well."), said
        assert "logs were computed anew." in said
    with transaction.as_owner() as owner:
        owner.execute(text("alter table log_entry disable trigger guards_lines"))
        damage = "update log_entry set entry = entry || ' ' where tree_id = :id and index = 0"
        owner.execute(text(damage), {"id": world.workspace.id})
    status, said = keeper_command("fsck")
    assert status == 1
    (line,) = [each for each in said.splitlines() if each.startswith("Error:")]
    assert line.startswith(f"Error: log {world.workspace.ref}: Regel 1 is niet wat er stond.")
    assert line.endswith("checkpoints that partners hold.")
