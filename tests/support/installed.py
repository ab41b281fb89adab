"""An installation as in production: an own database, https in front, a provider, a mail server."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import psycopg
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app import cli
from app.kernel import clock

HOST = "samenzicht.example"
THIS_MACHINE = "127.0.0.1"


def new_key() -> bytes:
    """Return a private key that can sign (PEM)."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def write_identity(path: Path, *, days: int = 1) -> ssl.SSLContext:
    """Write key and certificate of our host in one file; it ends so many days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    # Its name tells it apart from others that are trusted beside it.
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{HOST} {days}")])
    names = [x509.DNSName(HOST), x509.IPAddress(ip_address(THIS_MACHINE))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=30))
        .not_valid_after(clock.now() + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    identity = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    identity.load_cert_chain(path)
    return identity


class _Front(BaseHTTPRequestHandler):
    """Answers as our own pages do when they are alive."""

    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok\n")

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def serving_https(identity: ssl.SSLContext) -> Iterator[int]:
    """Serve https in front of nothing until the block ends; give the port."""
    server = ThreadingHTTPServer((THIS_MACHINE, 0), _Front)
    server.daemon_threads = True
    server.socket = identity.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Installation:
    """What a command is typed to: the environment it reads, and its database."""

    environment: dict[str, str]
    owner_url: str
    superuser_url: str
    runner: CliRunner = field(default_factory=CliRunner)

    @property
    def data(self) -> Path:
        """The data folder."""
        return Path(self.environment["SAMENZICHT_DATA"])

    def type(self, *words: object, **changed: object) -> tuple[int, str]:
        """Type a command; return its status and all it says.

        Args:
            changed: settings by the name of their field; None leaves one out.
        """
        others = {f"SAMENZICHT_{name.upper()}": value for name, value in changed.items()}
        cleared = {name: None for name in os.environ if name.startswith("SAMENZICHT_")}
        given = {name: None if each is None else str(each) for name, each in others.items()}
        environment = {**cleared, **self.environment, **given}
        answer = self.runner.invoke(cli.main, list(map(str, words)), env=environment)
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.output
        return answer.exit_code, answer.output

    def as_owner(self, *statements: str) -> None:
        """Change the database, for good."""
        _carry_out(self.owner_url, statements)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Read rows as the owner."""
        with psycopg.connect(self.owner_url) as connection:
            return connection.execute(statement.encode()).fetchall()

    def as_superuser(self, *statements: str) -> None:
        """Change the database or its roles, for good."""
        _carry_out(self.superuser_url, statements)


def _carry_out(url: str, statements: tuple[str, ...]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for each in statements:
            connection.execute(each.encode())
