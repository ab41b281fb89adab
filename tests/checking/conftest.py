"""One installation that is sound in every way, for each test to make one mistake in."""

from __future__ import annotations

import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from app.adapters.openid import addresses, fetching
from app.checking import provided
from app.kernel import clock, schema
from app.storage.service import name_for
from tests.support.clamd import running_clamd
from tests.support.hostile_provider import hostile_provider
from tests.support.installed import (
    HOST,
    THIS_MACHINE,
    Installation,
    new_key,
    serving_https,
    write_identity,
)

DATABASE = "samenzicht_checked"
ALIVE = "insert into procrastinate_workers (last_heartbeat) values (now())"


@pytest.fixture(autouse=True)
def walls(monkeypatch):
    """Bubblewrap works, whatever this machine has."""
    monkeypatch.setattr("app.checking.cage.has_walls", lambda: True)


@pytest.fixture(scope="package")
def database(new_database):
    """A database of its own."""
    return new_database(DATABASE)


@pytest.fixture(scope="package")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("installation")


@pytest.fixture(scope="package")
def identity(folder):
    """Key and certificate of all that answers by https here."""
    return write_identity(folder / "both.pem", days=60)


@pytest.fixture(scope="package")
def surroundings(identity):
    """All that must answer: the proxy in front, a mail server, a scanner, a provider."""
    with socket.socket() as probe:
        probe.bind((THIS_MACHINE, 0))
        port_of_mail = probe.getsockname()[1]
    mail = Controller(Sink(), hostname=THIS_MACHINE, port=port_of_mail)
    mail.start()
    with (
        serving_https(identity) as port,
        running_clamd() as clamd,
        hostile_provider(identity=identity) as provider,
    ):
        yield {
            "SAMENZICHT_PUBLIC_URL": f"https://{HOST}:{port}",
            "SAMENZICHT_SMTP_URL": f"smtp://{THIS_MACHINE}:{port_of_mail}",
            "SAMENZICHT_CLAMD_ADDRESS": clamd.address,
            "issuer": provider.issuer,
        }
    mail.stop()


@pytest.fixture(scope="package")
def furnished(folder, database, surroundings):
    """The installation, with one organisation whose people can sign in."""
    for name in ("data", "backups"):
        (folder / name).mkdir()
    (folder / "provider.pem").write_bytes(new_key())
    environment = {
        "SAMENZICHT_DATA": str(folder / "data"),
        "SAMENZICHT_DATABASE_URL": database("samenzicht_app"),
        "SAMENZICHT_MIGRATION_DATABASE_URL": database("samenzicht_owner"),
        "SAMENZICHT_KEEPER_DATABASE_URL": database("samenzicht_keeper"),
        "SAMENZICHT_BACKUP_FOLDER": str(folder / "backups"),
        "SAMENZICHT_PROXIES": "1",
        "SAMENZICHT_MAX_UPLOAD": "1MiB",
        "SAMENZICHT_SECURITY_CONTACT": "mailto:veilig@ivb.example",
        **{name: value for name, value in surroundings.items() if name.isupper()},
    }
    made = Installation(environment, database("samenzicht_owner"), database("postgres"))
    facts = ["--name", "Inspectie Voorbeeld", "--short-name", "IVb", "--kind", "inspectorate"]
    made.type("organisation", "add", "ivb", *facts, "--mail-domain", "ivb.example")
    pinned = ["--slug", "ivb", "--issuer", surroundings["issuer"], "--client-id", "samenzicht"]
    pinned += ["--acr", "substantial"]
    made.type("provider", "add", "ivb", *pinned, "--key", folder / "provider.pem")
    made.type("provider", "open", "ivb")
    return made


@pytest.fixture
def installation(furnished, folder, monkeypatch):
    """The installation with everything right, a worker alive and a backup of just now.

    What it should have beside that, tests of their own look for.
    """
    real = socket.getaddrinfo

    def resolve(host, *others, **named):
        return real(THIS_MACHINE if host == HOST else host, *others, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(addresses, "is_public", lambda _address: True)
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "both.pem"))
    fetching._system_trust.cache_clear()
    furnished.as_owner("delete from procrastinate_jobs", "delete from procrastinate_workers", ALIVE)
    monkeypatch.setattr(provided, "_people_missing", list)
    monkeypatch.setattr(provided, "_witnesses_missing", list)
    monkeypatch.setattr(provided, "_place_warnings", lambda _settings: [])
    backup = folder / "backups" / name_for(clock.now())
    backup.write_bytes(b"looked at by its name alone")
    [provider] = furnished.rows("select issuer, discovery_url from identity_provider")
    yield furnished
    schema.upgrade(furnished.owner_url, as_found=True)  # what was mended is not always the same
    furnished.as_owner(
        "update identity_provider set is_active = true,"
        f" issuer = '{provider[0]}', discovery_url = '{provider[1]}'"
    )
    fetching._system_trust.cache_clear()
    for each in (folder / "backups").iterdir():
        each.unlink()
