"""An authority for time stamps of our own, by HTTP, that can be told to lie."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.adapters import certificates
from app.adapters.certificates import Credential, KeyKind, Party
from app.adapters.timestamps.at_address import REPLY, StamperAtAddress
from app.adapters.timestamps.own import OwnStamper
from app.kernel import clock

NAME = "Tijd van Buiten"
MEGABYTES = 5
ONLY_TIME = (ExtendedKeyUsageOID.TIME_STAMPING,)


def make_root(name: str = NAME) -> Credential:
    """Make a root of an authority, some years old."""
    began = clock.now() - timedelta(days=700)
    return certificates.create_root(Party(name, "NTRNL-1"), now=began, kind=KeyKind.EC_P256)


def make_credential(
    root: Credential,
    *,
    usages: tuple[x509.ObjectIdentifier, ...] = ONLY_TIME,
    is_critical: bool = True,
    until: datetime | None = None,
) -> Credential:
    """Make a certificate of an authority, right unless told otherwise."""
    key, now = ec.generate_private_key(ec.SECP256R1()), clock.now()
    until = until or now + timedelta(days=30)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(root.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=60))
        .not_valid_after(until)
    )
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=is_critical)
    certificate = builder.sign(root.key, hashes.SHA256())
    return Credential(key, certificate, (root.certificate,))


@dataclass
class TimeAuthority:
    """Answers over HTTP as `lie` says; without one it is honest."""

    root: Credential = field(default_factory=make_root)
    lie: str = ""
    port: int = 0
    asked: int = 0

    def at_address(self, **facts: Any) -> StamperAtAddress:
        """Return it as the product knows it."""
        address = f"http://127.0.0.1:{self.port}/tsa"
        return StamperAtAddress(address, (self.root.certificate,), **facts)

    def answer(self, request: bytes) -> tuple[int, str, bytes]:
        """Return status, content type and body."""
        self.asked += 1
        if self.lie in BODIES:
            return BODIES[self.lie]
        if self.lie == "slow":
            time.sleep(3)
        if self.lie in REQUESTS:
            request = REQUESTS[self.lie](tsp.TimeStampReq.load(request)).dump()
        moment = clock.now() + OFFSETS.get(self.lie, timedelta())
        with clock.telling(moment):
            body = OwnStamper(self._credential()).answer(request)
        if self.lie == "forged":
            body = body[:-1] + bytes([body[-1] ^ 1])
        return 200, REPLY, body

    def _credential(self) -> Credential:
        if self.lie == "other_root":
            return make_credential(make_root("Iemand anders"))
        facts: dict[str, dict[str, Any]] = {
            "no_usage": {"usages": ()},
            "other_usage": {"usages": (ExtendedKeyUsageOID.CODE_SIGNING,)},
            "two_usages": {"usages": (*ONLY_TIME, ExtendedKeyUsageOID.CODE_SIGNING)},
            "usage_not_critical": {"is_critical": False},
            "expired": {"until": clock.now() - timedelta(days=1)},
        }
        return make_credential(self.root, **facts.get(self.lie, {}))


def _with_nonce(asked: tsp.TimeStampReq) -> tsp.TimeStampReq:
    return tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": asked["message_imprint"],
            "nonce": asked["nonce"].native + 1,
            "cert_req": True,
        }
    )


def _without_nonce(asked: tsp.TimeStampReq) -> tsp.TimeStampReq:
    imprint = asked["message_imprint"]
    return tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "cert_req": True})


def _with_imprint(asked: tsp.TimeStampReq) -> tsp.TimeStampReq:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)}
    return tsp.TimeStampReq(
        {"version": "v1", "message_imprint": imprint, "nonce": asked["nonce"], "cert_req": True}
    )


REQUESTS = {
    "other_nonce": _with_nonce,
    "no_nonce": _without_nonce,
    "other_imprint": _with_imprint,
    "rejects": lambda _asked: tsp.TimeStampReq.load(b"\x30\x00"),
}
OFFSETS = {"late": timedelta(minutes=10), "early": timedelta(minutes=-10)}
BODIES = {
    "large": (200, REPLY, bytes(MEGABYTES * 1024 * 1024)),
    "garbage": (200, REPLY, b"not a time stamp at all"),
    "empty": (200, REPLY, b""),
    "fails": (500, "text/plain", b"we are having a moment"),
    "missing": (404, "text/html", b"<h1>not here</h1>"),
    "a_page": (200, "text/html", b"<h1>welcome</h1>"),
    "moved": (302, "text/plain", b""),
}
WHY = {
    "other_nonce": "other_request",
    "no_nonce": "other_request",
    "other_imprint": "other_content",
    "rejects": "not_granted",
    "late": "wrong_time",
    "early": "wrong_time",
    "no_usage": "wrong_usage",
    "other_usage": "wrong_usage",
    "two_usages": "wrong_usage",
    "usage_not_critical": "wrong_usage",
    "expired": "expired",
    "other_root": "foreign_root",
    "forged": "forged",
    "slow": "unreachable",
    "large": "too_large",
    "garbage": "unreadable",
    "empty": "unreadable",
    "fails": "unreachable",
    "missing": "unexpected_answer",
    "a_page": "unexpected_answer",
    "moved": "unexpected_answer",
}
"""The reason each lie is refused for."""


@contextmanager
def serving(authority: TimeAuthority) -> Iterator[TimeAuthority]:
    """Let it answer on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, body = authority.answer(request)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Location", "http://127.0.0.1/elsewhere")
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                return  # Whoever asked had heard enough.

        def log_message(self, *_arguments: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_arguments: None
    authority.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
