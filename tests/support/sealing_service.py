"""A service for remote signing (CSC 1.0.4), by HTTP, that can be told to lie.

When honest it is strict: a pass for who has the secret, a permission to sign for who has the PIN,
for these hashes, once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from app.adapters.sealers.remote import ECDSA, RSA, SealerAtService
from app.adapters.sealers.remote import SHA256 as SHA256_OID
from app.adapters.trust import OutsideRoot
from tests.support.outside_keys import Elsewhere

CREDENTIAL, CLIENT, SECRET, PIN = "zegel-1", "samenzicht", "heel-geheim-woord", "2580-pin"
JSON = "application/json"
Reply = tuple[int, str, bytes]


class Unwilling(Exception):
    """The service refuses, and says so."""


@dataclass
class SealingService:
    """Answers over HTTP as `lie` says; without one it is honest."""

    authority: Elsewhere
    folder: Path
    lie: str = ""
    port: int = 0
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    passes: set[str] = field(default_factory=set)
    permissions: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.secret_file, self.pin_file = self.folder / "secret", self.folder / "csc-pin"
        for path, content in ((self.secret_file, SECRET), (self.pin_file, PIN)):
            path.write_text(f"{content}\n")
            path.chmod(0o600)
        self.issue()

    def issue(self, **facts: Any) -> None:
        """Give the key a certificate, right unless told otherwise."""
        self.chain: tuple[x509.Certificate, ...] = self.authority.chain(
            self.key.public_key(), **facts
        )

    def sealer(self, *roots: OutsideRoot, **facts: Any) -> SealerAtService:
        """Return it as the product knows it."""
        told: dict[str, Any] = {
            "url": f"http://127.0.0.1:{self.port}/csc/v1/",
            "credential": CREDENTIAL,
            "client_id": CLIENT,
            "client_secret_file": self.secret_file,
            "pin_file": self.pin_file,
            "roots": roots or (self.authority.trusted(),),
        }
        return SealerAtService(**told | facts)

    def answer(self, path: str, body: bytes, *, bearer: str) -> Reply:
        """Return status, content type and body."""
        where, _colon, lie = self.lie.rpartition(":")
        if lie in LIES and (not where or path.endswith(where)):
            if lie == "slow":
                time.sleep(3)
            return LIES[lie]
        try:
            said = getattr(self, path.rpartition("/csc/v1/")[2].replace("/", "_"))(body, bearer)
        except Unwilling as fault:
            said = {"error": str(fault), "error_description": f"we got {body!r}"}
            return 400, JSON, json.dumps(said).encode()
        return 200, JSON, json.dumps(said).encode()

    def oauth2_token(self, body: bytes, _bearer: str) -> dict[str, Any]:
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.asked.append(("token", asked))
        given = (asked.get("grant_type"), asked.get("client_id"), asked.get("client_secret"))
        if given != ("client_credentials", CLIENT, SECRET):
            raise Unwilling("invalid_client")
        made = secrets.token_urlsafe()
        self.passes.add(made)
        return {"access_token": made, "token_type": "Bearer", "expires_in": 300}

    def credentials_info(self, body: bytes, bearer: str) -> dict[str, Any]:
        self._read("info", body, bearer)
        status = "disabled" if self.lie == "disabled" else "enabled"
        written = [
            base64.b64encode(each.public_bytes(Encoding.DER)).decode() for each in self.chain
        ]
        if self.lie == "long_chain":
            written *= 9
        if self.lie == "odd_chain":
            written = ["AAAA", *written]
        return {
            "key": {"status": status, "algo": [RSA, ECDSA]},
            "cert": {"status": "valid", "certificates": written},
            "SCAL": "2",
        }

    def credentials_authorize(self, body: bytes, bearer: str) -> dict[str, Any]:
        asked = self._read("authorize", body, bearer)
        if asked.get("PIN") != PIN:
            raise Unwilling("invalid_pin")
        if asked.get("numSignatures") != len(asked["hash"]):
            raise Unwilling("invalid_request")
        made = secrets.token_urlsafe()
        self.permissions[made] = asked["hash"]
        return {"SAD": made, "expiresIn": 120}

    def signatures_signHash(self, body: bytes, bearer: str) -> dict[str, Any]:  # noqa: N802 - its name
        asked = self._read("signHash", body, bearer)
        allowed = self.permissions.pop(asked["SAD"], None)
        if allowed is None or allowed != asked["hash"] or asked["hashAlgo"] != SHA256_OID:
            raise Unwilling("invalid_request")
        digest = base64.b64decode(asked["hash"][0])
        if self.lie == "other_digest":
            digest = hashlib.sha256(digest).digest()
        key = ec.generate_private_key(ec.SECP256R1()) if self.lie == "other_key" else self.key
        return {"signatures": self._signatures(base64.b64encode(_signed(key, digest)).decode())}

    def _signatures(self, signature: str) -> list[Any]:
        return {
            "no_signature": [],
            "two_signatures": [signature, signature],
            "odd_signature": [{"value": signature}],
            "rubbish": ["%%%"],
            "empty_signature": [""],
        }.get(self.lie, [signature])

    def _read(self, what: str, body: bytes, bearer: str) -> dict[str, Any]:
        asked: dict[str, Any] = json.loads(body)
        self.asked.append((what, asked))
        if bearer not in self.passes:
            raise Unwilling("invalid_token")
        if asked.get("credentialID") != CREDENTIAL:
            raise Unwilling("invalid_request")
        return asked


def _signed(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, digest: bytes) -> bytes:
    method = Prehashed(SHA256())
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(digest, ec.ECDSA(method))
    return key.sign(digest, padding.PKCS1v15(), method)


LIES: dict[str, Reply] = {
    "slow": (200, JSON, b"{}"),
    "large": (200, JSON, b'{"a": "' + bytes(5 * 1024 * 1024) + b'"}'),
    "garbage": (200, JSON, b"not json at all"),
    "list": (200, JSON, b"[]"),
    "hollow": (200, JSON, b"{}"),
    "twice": (200, JSON, b'{"access_token": "a", "access_token": "b"}'),
    "fails": (500, "text/plain", b"we are having a moment"),
    "missing": (404, "text/html", b"<h1>not here</h1>"),
    "a_page": (200, "text/html", b"<h1>welcome</h1>"),
    "moved": (302, JSON, b"{}"),
    "denied": (401, JSON, b'{"error": "invalid_client"}'),
}
WHY = {
    "slow": "unreachable",
    "large": "too_large",
    "garbage": "unreadable",
    "list": "unreadable",
    "hollow": "unreadable",
    "twice": "unreadable",
    "fails": "unreachable",
    "missing": "unreadable",
    "a_page": "unreadable",
    "moved": "unexpected",
    "denied": "not_granted",
    "disabled": "no_key",
    "long_chain": "unreadable",
    "odd_chain": "unreadable",
    "other_digest": "other_content",
    "other_key": "other_content",
    "no_signature": "unexpected",
    "two_signatures": "unexpected",
    "odd_signature": "unreadable",
    "rubbish": "unreadable",
    "empty_signature": "other_content",
}
"""The reason each lie is refused for."""


@contextmanager
def serving(service: SealingService) -> Iterator[SealingService]:
    """Let it answer on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, kind, said = service.answer(self.path, body, bearer=bearer)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(said)))
            self.send_header("Location", f"http://127.0.0.1:{service.port}/inside")
            self.end_headers()
            try:
                self.wfile.write(said)
            except OSError:
                return  # Whoever asked had heard enough.

        def log_message(self, *_arguments: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_arguments: None
    service.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
