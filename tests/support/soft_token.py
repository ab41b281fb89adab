"""A token of SoftHSM with a key that was made in it and cannot come out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_der_public_key

from app.adapters.sealers.token import SealerInToken
from app.adapters.trust import OutsideRoot
from tests.support.outside_keys import Elsewhere

PIN = "geheim-4711"
LABEL, KEY = "inspectie", "zegel"
MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
)
needs_softhsm = pytest.mark.skipif(
    not shutil.which("softhsm2-util") or not any(Path(each).exists() for each in MODULES),
    reason="softhsm2 is not installed",
)
_MAKE = """
import json, sys, pkcs11
from pkcs11 import Attribute, KeyType, Mechanism
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters
from pkcs11.util.rsa import encode_rsa_public_key
asked = json.load(sys.stdin)
token = pkcs11.lib(asked["module"]).get_token(token_label=asked["token"])
with token.open(user_pin=asked["pin"], rw=True) as session:
    if asked["kind"] == "rsa":
        public, key = session.generate_keypair(
            KeyType.RSA, 3072, label=asked["key"], store=True,
            private_template={Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True})
        from asn1crypto.keys import PublicKeyInfo
        der = PublicKeyInfo.wrap(encode_rsa_public_key(public), "rsa").dump()
    else:
        made = session.create_domain_parameters(KeyType.EC, {
            Attribute.EC_PARAMS: encode_named_curve_parameters("1.2.840.10045.3.1.7")}, local=True)
        public, key = made.generate_keypair(label=asked["key"], store=True,
            private_template={Attribute.EXTRACTABLE: False, Attribute.SENSITIVE: True})
        der = encode_ec_public_key(public)
print(der.hex())
"""


@dataclass
class SoftToken:
    """A token in a folder of its own."""

    folder: Path
    authority: Elsewhere
    kind: str = "rsa"

    def __post_init__(self) -> None:
        self.module = next(Path(each) for each in MODULES if Path(each).exists())
        self.conf, tokens = self.folder / "softhsm2.conf", self.folder / "tokens"
        tokens.mkdir()
        self.conf.write_text(f"directories.tokendir = {tokens}\nlog.level = ERROR\n")
        self.pin_file = self.folder / "pin"
        self.pin_file.write_text(f"{PIN}\n")
        self.pin_file.chmod(0o600)
        self.environment = {"SOFTHSM2_CONF": str(self.conf)}
        words = ("--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "12345678")
        self._run(["softhsm2-util", *words])
        asked = {"module": str(self.module), "token": LABEL, "key": KEY, "pin": PIN}
        said = self._run([sys.executable, "-c", _MAKE], json.dumps(asked | {"kind": self.kind}))
        key = load_der_public_key(bytes.fromhex(said))
        assert isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
        self.public_key = key
        self.certificates = self.folder / "chain.pem"
        self.issue()

    def issue(self, **facts: Any) -> None:
        """Put a certificate for the key in place, right unless told otherwise."""
        chain = self.authority.chain(self.public_key, **facts)
        self.certificates.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in chain))

    def sealer(self, *roots: OutsideRoot, **facts: Any) -> SealerInToken:
        """Return it as the product knows it."""
        told: dict[str, Any] = {
            "module": self.module,
            "token": LABEL,
            "key": KEY,
            "pin_file": self.pin_file,
            "certificates": self.certificates,
            "roots": roots or (self.authority.trusted(),),
            "settings": tuple(self.environment.items()),
        }
        return SealerInToken(**told | facts)

    def _run(self, command: list[str], asked: str = "") -> str:
        ended = subprocess.run(
            command,
            input=asked,
            env={"PATH": "/usr/bin:/bin", **self.environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return ended.stdout.strip()
