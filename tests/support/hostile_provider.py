"""An OpenID provider on a real socket that tells the truth, or exactly one lie at a time."""

import base64
import hashlib
import json
import secrets
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import RSAKey

from app.adapters.openid.tokens import HASHES
from app.kernel import clock
from tests.support.hostile_lies import (
    CALLBACK,
    DISCOVERY,
    FOREIGN_ISSUER,
    SIGNED,
    Claims,
    Lie,
    as_partner,
    signed,
    tell_claims,
)

CLIENT_ID = "samenzicht"
HUGE = 5 * 1024 * 1024
CONFIGURATION = "/.well-known/openid-configuration"


@cache
def _key(name: str) -> rsa.RSAPrivateKey:
    """Make one key per name and test run: making keys is slow."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Answer:
    """What goes over the wire."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


def _json(value: object, status: int = 200) -> Answer:
    return Answer(json.dumps(value).encode(), status)


def _redirect(address: str) -> Answer:
    return Answer(b"", 302, {"Location": address})


@dataclass
class HostileProvider:
    """The provider's whole mind; set `lie` and use it as any provider."""

    origin: str
    lie: Lie = Lie.NONE
    pretends: str = FOREIGN_ISSUER
    """The partner whose issuer it claims in the lies that need one."""
    client_id: str = CLIENT_ID
    client_secret: str = "a-secret-that-both-of-us-know-0123456789"
    subject: str = "person-1"
    email: str | None = "b.demirtas@igj.example"
    name: str | None = "Burak Demirtaş"
    acr: str = "high"
    claims: Claims = field(default_factory=dict)
    """More that it truly says of whoever signs in, or something else than it does."""
    key_id: str = "key-1"
    seen: list[str] = field(default_factory=list)
    """Paths that were asked for, in order."""
    asked: dict[str, str] = field(default_factory=dict)
    """The parameters of the last authorization request."""
    posted: dict[str, str] = field(default_factory=dict)
    """The parameters of the last token request."""
    over: threading.Event = field(default_factory=threading.Event)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _access: str = ""

    @property
    def issuer(self) -> str:
        """The issuer it really is."""
        return f"{self.origin}/idp"

    @property
    def discovery_url(self) -> str:
        """Where its metadata is."""
        return self.issuer + CONFIGURATION

    @property
    def key(self) -> rsa.RSAPrivateKey:
        """Its own key, published under `key_id`."""
        return _key(self.key_id)

    @property
    def wrong_key(self) -> rsa.RSAPrivateKey:
        """A key it never published."""
        return _key("wrong")

    @property
    def wrong_jwk(self) -> dict[str, object]:
        """The public half of the wrong key."""
        return dict(RSAKey.import_key(self.wrong_key.public_key()).as_dict(private=False))

    @property
    def header(self) -> Claims:
        """The header of an honest token."""
        return {"alg": "RS256", "kid": self.key_id, "typ": "JWT"}

    def answer(self, path: str, *, query: dict[str, str], form: dict[str, str]) -> Answer:
        """Answer one request, truthfully or not."""
        self.seen.append(path)
        tell = {
            f"/idp{CONFIGURATION}": self._discovery,
            "/idp/jwks": self._jwks,
            "/idp/authorize": lambda: self._authorize(query),
            "/idp/token": lambda: self._token(form),
            "/idp/userinfo": self._userinfo,
        }.get(path)
        return tell() if tell else _json({"error": "not_found"}, 404)

    def visit(self, url: str) -> dict[str, str]:
        """Do what a browser and a person do: go there, sign in, and come back with parameters."""
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=5)
        connection.request("GET", f"{parts.path}?{parts.query}")
        target = connection.getresponse().headers["Location"]
        connection.close()
        return dict(parse_qsl(urlsplit(target).query))

    def _discovery(self) -> Answer:
        wire = self._on_the_wire("discovery")
        if wire:
            return wire
        document: Claims = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "authorization_response_iss_parameter_supported": True,
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        told = {**document, **DISCOVERY.get(self.lie, {})}
        return _json(as_partner(told, self.pretends))

    def _jwks(self) -> Answer:
        wire = self._on_the_wire("jwks")
        if wire:
            return wire
        own = RSAKey.import_key(self.key.public_key()).as_dict(private=False)
        keys: list[object] = [{**own, "kid": self.key_id, "use": "sig", "alg": "RS256"}]
        if self.lie is Lie.HS256_PUBLISHED_KEY:
            secret = base64.urlsafe_b64encode(b"s" * 32).decode().rstrip("=")
            keys.append({"kty": "oct", "kid": "shared", "alg": "HS256", "k": secret})
        if self.lie is Lie.JWKS_EMPTY:
            keys = []
        if self.lie is Lie.JWKS_NONSENSE:
            keys = [7, {"kty": "RSA", "n": "?", "e": []}, {"kty": ["RSA"]}, None]
        return _json({"keys": keys})

    def _authorize(self, query: dict[str, str]) -> Answer:
        self.asked = query
        code = secrets.token_urlsafe(16)
        self._codes[code] = query
        told: dict[str, str | None] = {"code": code, "state": query["state"], "iss": self.issuer}
        told |= CALLBACK.get(self.lie, {})
        kept = as_partner({k: v for k, v in told.items() if v is not None}, self.pretends)
        return _redirect(f"{query['redirect_uri']}?{urlencode(kept)}")

    def _token(self, form: dict[str, str]) -> Answer:
        self.posted = form
        wire = self._on_the_wire("token")
        if wire:
            return wire
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None or self.lie is Lie.CODE_USED_BEFORE or not _proves(asked, form):
            return _json({"error": "invalid_grant"}, 400)
        self._access = secrets.token_urlsafe(24)
        answer: Claims = {"access_token": self._access, "token_type": "Bearer", "expires_in": 60}
        if self.lie is Lie.TOKEN_EXPIRY_NONSENSE:
            answer["expires_in"] = ["soon"]
        if self.lie is not Lie.ID_TOKEN_MISSING:
            answer["id_token"] = self._id_token(asked)
        if self.lie is Lie.ID_TOKEN_NUMBER:
            answer["id_token"] = 12345
        return _json(answer)

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(clock.now().timestamp())
        digest = HASHES["256"](self._access.encode()).digest()[:16]
        claims: Claims = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": self.subject,
            "nonce": asked.get("nonce"),
            "iat": now,
            "exp": now + 300,
            "auth_time": now if asked.get("prompt") == "login" else now - 1800,
            "acr": self.acr,
            "amr": ["pwd", "otp"],
            "email": self.email,
            "name": self.name,
            "at_hash": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        }
        claims |= self.claims
        told = as_partner(tell_claims(self.lie, claims, now=now), self.pretends)
        payload = json.dumps(told).encode()
        if self.lie in SIGNED:
            return SIGNED[self.lie](self, payload)
        return signed(self.header, payload, key=self.key)

    def _userinfo(self) -> Answer:
        told: Claims = {"sub": self.subject, "name": "Burak uit userinfo", "email": self.email}
        if self.lie is Lie.ISSUER_IN_USERINFO:
            told["iss"] = self.pretends
        if self.lie is Lie.SUBJECT_IN_USERINFO:
            told["sub"] = "person-2"
        return _json(told, 403 if self.lie is Lie.USERINFO_DENIED else 200)

    def _on_the_wire(self, place: str) -> Answer | None:
        """Give the answer for a lie that is told by the transport, not by the content."""
        kind = self.lie.removeprefix(f"{place}_")
        if kind == self.lie:
            return None
        if kind == "slow":
            self.over.wait(60)
        html = {"Content-Type": "text/html; charset=utf-8"}
        return {
            "garbage": Answer(b'{"issuer": \xff\xfe nonsense'),
            "list": _json([{"issuer": self.issuer}]),
            "huge": Answer(b'{"issuer": "' + b"a" * HUGE + b'"}'),
            "error": _json({"error": "server_error"}, 500),
            "gone": _json({"error": "gone"}, 410),
            "slow": _json({}),
            "dripping": Answer(b"{" + b" " * 5000 + b"}"),
            "redirected": _redirect("http://169.254.169.254/latest/meta-data"),
            "html": Answer(b"<!doctype html><title>Log in</title>", 200, html),
            "mislabelled": Answer(json.dumps({"issuer": self.issuer}).encode(), 200, html),
            "deep": Answer(b'{"a":' * 30_000 + b"1" + b"}" * 30_000),
        }.get(kind)


def _proves(asked: dict[str, str], form: dict[str, str]) -> bool:
    """Check what an honest provider checks: the verifier, the address, who is asking."""
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return (
        asked.get("code_challenge_method") == "S256"
        and asked.get("code_challenge") == challenge
        and asked.get("redirect_uri") == form.get("redirect_uri")
    )


class _Handler(BaseHTTPRequestHandler):
    provider: HostileProvider
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._respond({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self._respond(dict(parse_qsl(self.rfile.read(length).decode())))

    def _respond(self, form: dict[str, str]) -> None:
        parts = urlsplit(self.path)
        answer = self.provider.answer(parts.path, query=dict(parse_qsl(parts.query)), form=form)
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self._send(answer.body)
        except OSError:
            self.close_connection = True  # The client had enough of it, as it should.

    def _send(self, body: bytes) -> None:
        if self.provider.lie is not Lie.DISCOVERY_DRIPPING:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            if self.provider.over.wait(0.1):
                return

    def log_message(self, *args: object) -> None:
        """Say nothing: tests read `seen`."""


@contextmanager
def hostile_provider(
    lie: Lie = Lie.NONE, *, identity: ssl.SSLContext | None = None
) -> Iterator[HostileProvider]:
    """Serve a provider on a free port of this machine until the block ends.

    Args:
        lie: what it begins with.
        identity: certificate and key, to serve https.
    """
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    if identity:
        server.socket = identity.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    scheme = "https" if identity else "http"
    provider = HostileProvider(f"{scheme}://127.0.0.1:{server.server_port}", lie)
    handler.provider = provider
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
