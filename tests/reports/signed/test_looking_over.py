"""`samenzicht fsck --deep` judges every signed report: one that is on record can still be wrong."""

import hashlib
import io

import pytest
from sqlalchemy import text

from app.reports import queries
from app.reports.policy import ReportPermission
from app.reports.service import files
from tests.support.acting import acting


@pytest.fixture
def put_in_place(desk, report, transaction, world):
    """Put another file in the place of the report's newest, with a row that says it is right."""

    def put(content):
        actor = world.actor("anna")
        with acting(desk.app, actor):
            place = queries.get_anywhere(actor, ReportPermission.VIEW, report).workspace
            blob = desk.tools.blobs.put(
                io.BytesIO(content), vault=files.vault_of(place, desk.tools)
            )
        with transaction.as_owner() as owner:
            owner.execute(
                text(
                    "update report_file f set blob_id = :blob, sha256 = :sha256, size = :size,"
                    " wrapped_key = :key from report r"
                    " where r.id = :id and f.report_id = r.id and f.revision = r.revision"
                ),
                {
                    "blob": blob.id,
                    "sha256": hashlib.sha256(content).digest(),
                    "size": len(content),
                    "key": blob.wrapped_key,
                    "id": report,
                },
            )

    return put


def test_a_report_that_stands_is_right(keeper_command, report):
    _status, said = keeper_command("fsck", "--deep")
    assert "1 signed reports were judged." in said, said
    assert "signed report" not in "".join(said.splitlines()[4:])


def test_one_whose_seal_is_broken_is_told_with_what_to_do(
    keeper_command, desk, report, put_in_place
):
    content = bytearray(desk.content(report))
    content[len(content) // 2] ^= 1
    put_in_place(bytes(content))

    status, said = keeper_command("fsck", "--deep")

    assert status == 1
    (line,) = [
        each for each in said.splitlines() if "signed report" in each and ": ongeldig" in each
    ]
    assert "Compare its file with that of a backup" in line
    assert "ongeldig" not in keeper_command("fsck")[1]


def test_one_that_lost_a_seal_is_told(keeper_command, desk, report, put_in_place):
    """An older file of it in the place of the newest: valid in itself, and not what was adopted."""
    put_in_place(desk.content(report, revision=2))

    status, said = keeper_command("fsck", "--deep")

    assert status == 1
    assert any("signed report" in each and "onvolledig" in each for each in said.splitlines()), said
