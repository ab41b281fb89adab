"""A key with a service for remote signing, asked by HTTP.

The service gets hashes alone, so it learns nothing of the file. Its permission to sign (SAD) is
asked for one hash and used for that one. The way there is that of all our outgoing traffic: one
origin, https unless it is on this machine, no redirects, with an end to time and size.

Source: Cloud Signature Consortium, Architectures and protocols for remote signature applications,
1.0.4.0: 8.2 (oauth2/token), 11.5 (credentials/info), 11.6 (credentials/authorize), 11.9
(signatures/signHash).
"""

from __future__ import annotations

import base64
import binascii
import http
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from requests import Session

from app.adapters.openid.addresses import Egress, origin_of
from app.adapters.openid.answers import text_of
from app.adapters.openid.fetching import Fetcher
from app.adapters.openid.refusals import ProviderLies, RefusalCode, SignInRefused
from app.adapters.sealers import Doubt, NoSeal
from app.adapters.sealers.chains import NO_CERTIFICATE, bounded
from app.adapters.sealers.secrets import read_secret

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.adapters.trust import OutsideRoot

LARGEST = 96 * 1024
"""Bytes of an answer: a chain of six certificates has some 16,000."""
PATIENCE = timedelta(seconds=15)
SHA256 = "2.16.840.1.101.3.4.2.1"
RSA, ECDSA = "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"
"""sha256WithRSAEncryption and ecdsa-with-SHA256."""
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_NAME_OF_FAULT = re.compile(r"[a-z_]{1,40}")
_LONGEST_PASS = 8192


@dataclass(frozen=True, slots=True)
class SealerAtService:
    """One credential with one service.

    Args:
        url: where the API begins: ``https://…/csc/v1/``.
        pin_file: the PIN of the credential, when it has one.
    """

    url: str
    credential: str
    client_id: str
    client_secret_file: Path
    roots: tuple[OutsideRoot, ...]
    pin_file: Path | None = None
    time_limit: timedelta = PATIENCE

    def chain(self) -> tuple[x509.Certificate, ...]:
        """Return the certificates the service has for the credential.

        Raises:
            NoSeal: it is down or slow, does not know us or the credential, or it cannot be used.
        """
        return self._chain(self._allowed())

    def signature_over(self, digest: bytes) -> bytes:
        """Have the service sign a hash.

        Raises:
            NoSeal: it does not.
        """
        allowed = self._allowed()
        own = self._chain(allowed)[0]
        hashes = [base64.b64encode(digest).decode()]
        asked: dict[str, object] = {
            "credentialID": self.credential,
            "numSignatures": 1,
            "hash": hashes,
        }
        if self.pin_file is not None:
            asked["PIN"] = read_secret(self.pin_file)
        permission = self._pass_in(self._asked("credentials/authorize", asked, allowed), "SAD")
        is_ec = isinstance(own.public_key(), ec.EllipticCurvePublicKey)
        signing = {
            "credentialID": self.credential,
            "SAD": permission,
            "hash": hashes,
            "hashAlgo": SHA256,
            "signAlgo": ECDSA if is_ec else RSA,
        }
        said = self._asked("signatures/signHash", signing, allowed)
        signatures = said.get("signatures")
        if not isinstance(signatures, list) or len(signatures) != 1:
            raise NoSeal(Doubt.UNEXPECTED, "not one signature")
        return _decoded(signatures[0])

    def _allowed(self) -> str:
        """Return what shows that it is us who ask, for as long as one seal takes."""
        asked = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": read_secret(self.client_secret_file),
        }
        return self._pass_in(self._asked("oauth2/token", asked), "access_token")

    def _chain(self, allowed: str) -> tuple[x509.Certificate, ...]:
        asked = {"credentialID": self.credential, "certificates": "chain", "certInfo": True}
        said = self._asked("credentials/info", asked, allowed)
        key, certificate = said.get("key"), said.get("cert")
        if not isinstance(key, dict) or not isinstance(certificate, dict):
            raise NoSeal(Doubt.UNREADABLE, "credentials/info")
        if key.get("status") != "enabled":
            raise NoSeal(Doubt.NO_KEY, "the key is not enabled")
        written = certificate.get("certificates")
        if not isinstance(written, list):
            raise NoSeal(Doubt.UNREADABLE, "credentials/info")
        try:
            return bounded([x509.load_der_x509_certificate(_decoded(each)) for each in written])
        except NO_CERTIFICATE as fault:
            raise NoSeal(Doubt.UNREADABLE, "a certificate") from fault

    def _pass_in(self, said: Mapping[str, object], name: str) -> str:
        found = text_of(said, name)
        if not found or len(found) > _LONGEST_PASS or not (found.isascii() and found.isprintable()):
            raise NoSeal(Doubt.UNREADABLE, f"no {name}")
        return found

    def _asked(
        self, path: str, question: Mapping[str, object], allowed: str = ""
    ) -> Mapping[str, object]:
        """Ask one thing; without a pass as a form, since that is how a pass is asked for."""
        fetcher = Fetcher(_only(self.url), time_limit=self.time_limit, max_bytes=LARGEST)
        headers = {"Accept": _JSON, "Content-Type": _JSON if allowed else _FORM}
        if allowed:
            headers["Authorization"] = f"Bearer {allowed}"
        try:
            with Session() as session:
                fetcher.attach_to(session)
                answer = session.post(
                    self.url + path,
                    json.dumps(question).encode() if allowed else dict(question),
                    headers=headers,
                    allow_redirects=False,
                )
            said = answer.json()
        except ProviderLies as refusal:
            raise NoSeal(_WHY.get(refusal.code, Doubt.UNEXPECTED), path) from None
        except (SignInRefused, OSError) as refusal:
            # Not the refusal itself: what was sent stands in it.
            raise NoSeal(Doubt.UNREACHABLE, f"{path}: {type(refusal).__name__}") from None
        if answer.status_code != http.HTTPStatus.OK:
            told = text_of(said, "error") or ""
            name = told if _NAME_OF_FAULT.fullmatch(told) else ""
            detail = f"{path}: status {answer.status_code} {name}"
            raise NoSeal(Doubt.NOT_GRANTED, detail.rstrip())
        return dict(said)


_WHY = {
    RefusalCode.ANSWER_TOO_LARGE: Doubt.TOO_LARGE,
    RefusalCode.ANSWER_NOT_JSON: Doubt.UNREADABLE,
}


def _decoded(written: object) -> bytes:
    if not isinstance(written, str):
        raise NoSeal(Doubt.UNREADABLE, "not base64")
    try:
        return base64.b64decode(written, validate=True)
    except binascii.Error as fault:
        raise NoSeal(Doubt.UNREADABLE, "not base64") from fault


def _only(url: str) -> Egress:
    here = frozenset({origin_of(url)})
    return Egress(origins=here) if url.startswith("https:") else Egress(loopback=here)
