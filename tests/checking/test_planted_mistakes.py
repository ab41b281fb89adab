"""`samenzicht check` finds each mistake that an operator can make, and says what to do, in a line.

Every test plants one mistake in a sound installation, for real, and reads what the command says."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import text

from app import checking
from app.checking import database
from app.checking.keeping import belonging_faults
from app.kernel import clock, schema
from app.kernel.web.house import house_of
from app.running import Databases
from app.storage.service import name_for
from config.settings import read_settings
from tests.support.clamd import running_clamd
from tests.support.installed import serving_https, write_identity

NOBODY = 65534
NOT_QUALIFIED = "Warning: The built-in authority puts the time on seals."
"""What is said of this sound installation too."""


def told_by(installation, *words, **changed):
    """The one thing that `check` complains of."""
    status, said = installation.type(*(words or ("check",)), **changed)
    lines = [each for each in said.splitlines() if not each.startswith(NOT_QUALIFIED)]
    assert (status, len(lines)) == (1, 1), said
    return lines[0].removeprefix("Error: ")


def test_a_sound_installation_has_nothing_wrong(installation):
    status, said = installation.type("check")

    assert status == 0, said
    assert said.splitlines()[0].startswith(NOT_QUALIFIED)
    assert said.splitlines()[1:] == ["Nothing else is wrong."]


def test_the_demonstration_in_production(installation):
    status, said = installation.type("check", demonstration="true")
    assert status == 1
    assert "The demonstration only runs on http://127.0.0.1 of this machine." in said

    (installation.data / ".samenzicht-demonstration").write_text("furnished")
    told = told_by(installation)
    (installation.data / ".samenzicht-demonstration").unlink()
    assert told.endswith("made-up people: set another SAMENZICHT_DATA.")


def test_an_address_without_https(installation):
    told = told_by(installation, public_url="http://samenzicht.example")
    assert "SAMENZICHT_PUBLIC_URL must start with https://" in told


@pytest.mark.parametrize("name", ["master.key", "forms.key"])
def test_a_key_that_others_may_read(installation, name):
    installation.type("provider", "list")  # as every process does, makes what is missing
    key = installation.data / "keys" / name
    key.chmod(0o644)
    told = told_by(installation)
    key.chmod(0o400)
    assert str(key) in told
    assert "chmod 0" in told


@pytest.mark.parametrize(
    ("planted", "mended", "expected"),
    [
        ("alter role samenzicht_app bypassrls", "alter role samenzicht_app nobypassrls", "take"),
        (
            "alter table finding owner to samenzicht_app",
            "alter table finding owner to samenzicht_owner",
            "alter table finding owner to samenzicht_owner.",
        ),
        (
            "alter table finding disable row level security",
            "alter table finding enable row level security",
            "alter table finding enable row level security, force row level security.",
        ),
        (
            "update alembic_version set version_num = '0003'",
            None,
            "run `samenzicht db upgrade`.",
        ),
    ],
    ids=["role passes by", "role owns", "no row security", "migrations pending"],
)
def test_a_hole_in_the_wall_and_an_older_schema(installation, planted, mended, expected):
    undo = mended or f"update alembic_version set version_num = '{schema.newest_revision()}'"
    installation.as_superuser(planted)
    told = told_by(installation)
    serving = installation.type("serve")
    installation.as_superuser(undo)

    assert expected in told
    assert serving == (1, f"Error: {told}\n")


def test_a_new_table_without_row_security(installation):
    installation.as_owner("create table secret_note (body text)")
    status, said = installation.type("check")
    installation.as_owner("drop table secret_note")

    assert status == 1
    assert "Table secret_note has no forced row security: alter table secret_note" in said


def test_a_database_without_a_schema(installation, server):
    server.make_database("samenzicht_bare")
    url = server.url("samenzicht_app", database="samenzicht_bare")
    told = told_by(installation, database_url=url)
    assert told == "The database is empty: run `samenzicht db upgrade`."


def test_a_database_that_is_not_there(installation):
    told = told_by(installation, database_url="postgresql://samenzicht_app@127.0.0.1:9/samenzicht")
    assert told.startswith("The database does not answer: ")
    assert told.endswith("Look whether it runs and SAMENZICHT_DATABASE_URL is right.")


def test_looking_around_leaves_no_transaction_open(installation):
    """Else a slow start is taken for a database that does not answer."""
    with database.connected(installation.environment["SAMENZICHT_DATABASE_URL"]) as connection:
        connection.execute(text("select count(*) from alembic_version"))
        state = connection.connection.dbapi_connection.info.transaction_status
    assert state == TransactionStatus.IDLE


def test_backups_by_a_role_that_does_not_see_all(installation):
    told = told_by(installation, keeper_database_url=None)
    assert told.startswith("Role samenzicht_app does not see every row")
    owner = installation.environment["SAMENZICHT_MIGRATION_DATABASE_URL"]
    assert "may write" in told_by(installation, keeper_database_url=owner)


def test_a_way_to_the_database_that_can_be_listened_in_on(installation):
    far = "postgresql://samenzicht_owner@db.example/samenzicht"
    told = told_by(installation, migration_database_url=far)
    assert told.endswith("add sslmode=verify-full to SAMENZICHT_MIGRATION_DATABASE_URL.")
    safe = f"{far}?sslmode=verify-full"
    assert installation.type("check", migration_database_url=safe)[0] == 0


@pytest.mark.parametrize("minutes", [None, 3])
def test_no_worker(installation, minutes):
    installation.as_owner("delete from procrastinate_workers")
    if minutes:
        installation.as_owner(
            "insert into procrastinate_workers (last_heartbeat)"
            f" values (now() - interval '{minutes} minutes')"
        )
    told = told_by(installation)
    assert told.startswith("No worker has given a sign of life")
    assert told.endswith("start `samenzicht worker`.")


def test_work_that_piles_up(installation):
    installation.as_owner(
        "insert into procrastinate_jobs (queue_name, task_name, status)"
        " values ('default', 'identity.tidy', 'todo')",
        "update procrastinate_events set at = now() - interval '20 minutes'",
    )
    told = told_by(installation)
    assert told.startswith("Work has been waiting for 20 minutes: look in the log of the worker")


def test_a_scanner_that_is_down(installation):
    told = told_by(installation, clamd_address="tcp://127.0.0.1:9")
    assert told.startswith("The virus scanner at tcp://127.0.0.1:9 does not answer: ")
    assert told.endswith("Start clamd, or correct SAMENZICHT_CLAMD_ADDRESS.")


def test_a_scanner_that_takes_less_than_people_may_bring(installation):
    with running_clamd() as clamd:
        enough = {"clamd_address": clamd.address, "max_upload": 3_000_000}
        assert installation.type("check", **enough)[0] == 0
        clamd.limit = 2_000_000
        told = told_by(installation, **enough)
    assert told.startswith("The virus scanner takes no file of 3000000 bytes")
    assert "StreamMaxLength" in told


@pytest.fixture
def as_nobody():
    """Do things with files as somebody who owns nothing; root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)
    os.setegid(0)


def test_a_folder_of_files_that_may_not_be_written(as_nobody):
    *_key, told = checking.keeping.faults(read_settings(data="/etc/b"))
    assert told.startswith("Files cannot be stored at /etc/b/blobs: Permission denied.")
    assert told.endswith("this account may write in it.")


@pytest.fixture(scope="module")
def sample(loaded_sample, server):
    """Settings of the sample, and its database as its keeper sees it."""
    keeper = server.url("samenzicht_keeper", database="samenzicht_sample")
    databases = Databases(application=keeper, owner=keeper, keeper=keeper)
    return house_of(loaded_sample.app).settings, databases


def test_a_disk_that_is_not_mounted(sample, tmp_path):
    settings, databases = sample
    assert list(belonging_faults(settings, databases)) == []

    bare = settings.model_copy(update={"blob_url": f"file://{tmp_path}"})
    (told,) = belonging_faults(bare, databases)
    assert told.startswith(f"The oldest files that the database names are not at file://{tmp_path}")
    assert "its disk is mounted" in told


def test_a_master_key_of_another_installation(sample, tmp_path):
    settings, databases = sample
    other = tmp_path / "other.key"
    other.write_text("ab" * 32)
    other.chmod(0o400)

    changed = settings.model_copy(update={"master_key_file": other})
    (told,) = belonging_faults(changed, databases)
    assert told.startswith(f"The master key {other} opens nothing of this database")


def test_no_backup_and_one_that_is_too_old(installation, tmp_path):
    told = told_by(installation, backup_folder=tmp_path)
    assert told.startswith(f"There is no backup in {tmp_path}: look at the timer")
    assert told_by(installation, backup_folder=tmp_path / "gone").startswith("There is no backup")

    (tmp_path / name_for(clock.now() - timedelta(hours=27))).write_bytes(b"x")
    (tmp_path / name_for(clock.now())).touch()  # broken off: there is nothing in it
    (tmp_path / "samenzicht-yesterday.backup").write_bytes(b"x")
    told = told_by(installation, backup_folder=tmp_path)
    assert told.startswith(f"The newest backup in {tmp_path} is of ")
    assert "longer ago than 26 hours" in told
    assert installation.type("check", backup_folder=tmp_path, backup_term="PT28H")[0] == 0


def test_a_mail_server_that_is_down(installation):
    told = told_by(installation, smtp_url="smtp://me:secret@127.0.0.1:9")
    assert told.startswith("The mail server 127.0.0.1 does not answer: ")
    assert told.endswith("look at it, or at SAMENZICHT_SMTP_URL.")
    assert "secret" not in told


def test_a_proxy_that_is_not_believed(installation):
    told = told_by(installation, proxies=0)
    assert told.endswith("set it to the number of proxies in front.")


@pytest.mark.parametrize(
    ("host", "is_told"), [("0.0.0.0", True), ("::", True), ("10.0.0.5", False)]
)
def test_a_proxy_that_everybody_may_be(host, is_told):
    settings = read_settings(public_url="https://samenzicht.example", proxies=1)
    assert bool(checking.bind_warnings(settings, host)) is is_told
    assert not checking.bind_warnings(read_settings(proxies=0), host)


@pytest.mark.parametrize("has_walls", [True, False])
def test_no_walls_around_what_reads_files(monkeypatch, has_walls):
    monkeypatch.setattr("app.checking.cage.has_walls", lambda: has_walls)
    told = checking.warnings(read_settings(public_url="https://samenzicht.example"))

    assert any("bubblewrap" in each for each in told) is not has_walls


def test_no_walls_where_they_are_demanded(installation, monkeypatch):
    monkeypatch.setattr("app.checking.cage.has_walls", lambda: False)
    told = told_by(installation, walls="true")
    assert told.startswith("No walls can be put around what reads files from outside")
    assert "no file is looked into" in told


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"smtp_tls": "false"}, "may leave without TLS: set SAMENZICHT_SMTP_TLS"),
        ({"security_contact": None}, "whom to tell: set SAMENZICHT_SECURITY_CONTACT."),
    ],
)
def test_what_is_warned_of(installation, changed, expected):
    status, said = installation.type("check", **changed)
    assert status == 0
    assert expected in said


@pytest.mark.parametrize("contact", ["beveiliging", "http://x.example", "mailto:", "mailto:a b@c"])
def test_a_contact_that_is_none(installation, contact):
    told = told_by(installation, security_contact=contact)
    assert "SAMENZICHT_SECURITY_CONTACT must be mailto: and an address" in told


def test_a_clock_that_differs(installation):
    with clock.telling(clock.now() + timedelta(seconds=9)):
        told = told_by(installation)
    assert told.startswith("The clocks of this machine and the database differ 9 seconds")
    assert told.endswith("let both take the time from the network (NTP).")


def test_time_stamps_that_do_not_come(installation, folder):
    address = "http://127.0.0.1:9/tsa"
    told = told_by(installation, tsa_url=address, tsa_roots=folder / "both.pem")
    assert told.startswith(f"No time stamp that can be relied on comes from {address}: ")
    assert told.endswith("look at SAMENZICHT_TSA_URL and _TSA_ROOTS.")


def test_a_seal_of_nobody_and_one_that_does_not_come(installation, folder):
    path = folder / "zegels.toml"
    path.write_text("[igj]\n")
    status, said = installation.type("check", sealers=path)
    assert (status, "SAMENZICHT_SEALERS: [igj] kind is" in said) == (1, True), said


def test_nobody_answers_at_the_public_address(installation):
    told = told_by(installation, public_url="https://samenzicht.example:9")
    assert told.startswith("https://samenzicht.example:9 does not answer as it should: ")


@pytest.fixture
def expired(tmp_path, monkeypatch):
    """The port of something whose certificate we trust, and that ended yesterday."""
    identity = write_identity(tmp_path / "expired.pem", days=-1)
    trusted = Path(os.environ["SSL_CERT_FILE"]).read_bytes()
    (tmp_path / "trusted.pem").write_bytes(trusted + (tmp_path / "expired.pem").read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    with serving_https(identity) as port:
        yield port


def test_a_certificate_of_our_own_that_expired(installation, expired):
    told = told_by(installation, public_url=f"https://samenzicht.example:{expired}")
    assert "does not answer as it should: its certificate has expired. Look at" in told


def test_a_provider_that_does_not_answer(installation):
    move_provider(installation, "https://127.0.0.1:9")
    told = told_by(installation)
    assert told.startswith("IVb cannot sign in by ivb: provider_unreachable")
    assert told.endswith("Tell who keeps https://127.0.0.1:9.")


def test_a_provider_whose_certificate_expired(installation, expired):
    move_provider(installation, f"https://127.0.0.1:{expired}")
    told = told_by(installation)
    assert told.startswith("IVb cannot sign in by ivb: its certificate has expired.")


def move_provider(installation, issuer):
    installation.as_owner(
        f"update identity_provider set issuer = '{issuer}', discovery_url = '{issuer}/x'"
    )


def test_no_provider_is_open(installation):
    installation.as_owner("update identity_provider set is_active = false")
    told = told_by(installation)
    assert told.startswith("No provider is open, so nobody can sign in: ")
