"""A key in a token: a card, a machine of its own (HSM), or SoftHSM, by PKCS#11.

The library of a token is other people's code in our process: it can hang, and its sessions do not
survive a fork. So it is loaded in a process of its own for each question, that is ended when time
is up, and gets the PIN by a pipe. A PIN that was refused is not tried again until another
one stands in its file: after some wrong ones a token locks itself for good.

Source: PKCS#11 2.40 (OASIS).
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.adapters.sealers import Doubt, NoSeal
from app.adapters.sealers.chains import read_certificates
from app.adapters.sealers.secrets import read_secret

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

    from app.adapters.trust import OutsideRoot

INSIDE = Path(__file__).with_name("inside_token.py")
PATIENCE = timedelta(seconds=20)
_WRONG_PIN = "wrong_pin"
_LONGEST_SIGNATURE = 2048


@dataclass(frozen=True, slots=True)
class SealerInToken:
    """The key with one label, in the token with one label.

    Args:
        module: the library of who made the token.
        certificates: file (PEM) with the seal's certificate and those above it.
        settings: file the library reads its own settings from, with the name of the variable that
            tells it where (SoftHSM: `SOFTHSM2_CONF`).
    """

    module: Path
    token: str
    key: str
    pin_file: Path
    certificates: Path
    roots: tuple[OutsideRoot, ...]
    settings: tuple[tuple[str, str], ...] = ()
    time_limit: timedelta = PATIENCE
    _refused: set[bytes] = field(default_factory=set, init=False, repr=False, compare=False)
    """Hashes of the PINs that were refused, in this process."""

    def chain(self) -> tuple[Certificate, ...]:
        """Return the certificates in the file, when the token has the key.

        Raises:
            NoSeal: the token is gone, locked or slow, or has no such key.
        """
        found = read_certificates(self.certificates)
        self._asked({})
        return found

    def signature_over(self, digest: bytes) -> bytes:
        """Have the token sign a hash.

        Raises:
            NoSeal: it does not.
        """
        signature = bytes.fromhex(self._asked({"digest": digest.hex()}).get("signature", ""))
        if not 0 < len(signature) <= _LONGEST_SIGNATURE:
            raise NoSeal(Doubt.UNEXPECTED, "a signature of another size")
        return signature

    def _asked(self, question: dict[str, str]) -> dict[str, str]:
        pin = read_secret(self.pin_file)
        known = hashlib.sha256(pin.encode()).digest()
        if known in self._refused:
            raise NoSeal(Doubt.NOT_GRANTED, f"{self.pin_file} holds a PIN that was refused")
        place = {"module": str(self.module), "token": self.token, "key": self.key, "pin": pin}
        said = self._said(json.dumps(place | question).encode())
        why = said.get("doubt")
        if why == _WRONG_PIN:
            self._refused.add(known)
            raise NoSeal(Doubt.NOT_GRANTED, f"the token refuses the PIN in {self.pin_file}")
        if why is not None:
            raise NoSeal(Doubt(why), str(said.get("detail", ""))[:80])
        return said

    def _said(self, question: bytes) -> dict[str, Any]:
        try:
            ended = subprocess.run(
                [sys.executable, "-I", str(INSIDE)],
                input=question,
                capture_output=True,
                env=dict(self.settings),
                timeout=self.time_limit.total_seconds(),
                check=False,
            )
        except (subprocess.TimeoutExpired, OSError) as fault:
            # Not the fault itself: it holds what was asked.
            raise NoSeal(Doubt.UNREACHABLE, type(fault).__name__) from None
        try:
            said = json.loads(ended.stdout)
        except ValueError:
            raise NoSeal(Doubt.UNREACHABLE, f"its library ended with {ended.returncode}") from None
        if not isinstance(said, dict):
            raise NoSeal(Doubt.UNEXPECTED)
        return said
