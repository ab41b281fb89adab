"""Backups without a name: written into the folder that was set, the newest one is verified."""

from datetime import UTC, datetime, timedelta

from app.kernel import clock
from app.storage.service import find_newest, name_for


def test_the_name_is_the_moment_and_the_newest_is_found(tmp_path):
    moment = datetime(2026, 10, 25, 0, 30, 5, tzinfo=UTC)
    assert name_for(moment) == "samenzicht-20261025T003005Z.backup"
    assert find_newest(tmp_path) is None

    for back in (2, 0, 1):
        (tmp_path / name_for(moment - timedelta(hours=back))).write_bytes(b"x")
    assert find_newest(tmp_path).made_at == moment


def test_a_backup_is_made_there_and_verified(installation, folder):
    backups = folder / "backups"
    for each in backups.iterdir():
        each.unlink()
    assert installation.type("backup", "verify") == (
        1,
        f"Error: There is no backup in {backups}.\n",
    )

    with clock.telling(clock.now() - timedelta(hours=1)):
        assert installation.type("backup", "create")[0] == 0
    found = find_newest(backups)
    assert found.path.stat().st_mode & 0o777 == 0o600
    status, said = installation.type("backup", "verify")
    assert status == 0
    assert said.startswith(f"Backup of {found.made_at:%Y-%m-%dT%H:%M:%S}")

    found.path.write_bytes(b"something else")
    assert installation.type("backup", "verify")[0] == 1


def test_without_a_folder_it_is_asked(installation, tmp_path):
    assert installation.type("backup", "create", backup_folder=None) == (
        1,
        "Error: Name a file, or set SAMENZICHT_BACKUP_FOLDER.\n",
    )
    status, said = installation.type("backup", "create", backup_folder=tmp_path / "gone")
    assert (status, said) == (
        1,
        f"Error: There is no folder {tmp_path}/gone: make it, or mount its disk.\n",
    )
