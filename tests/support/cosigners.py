"""The program of a witness as its own process, and HTTP without the product."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.kernel.audit.cosigning import Cosigner
from app.oversight import witness

SOURCE = Path(witness.__file__)
NAME = "getuige.igj.example"


@dataclass
class Running:
    """A witness that listens on this machine; killed and started anew on the same folder."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        words = [sys.executable, str(SOURCE), "waak", str(self.folder), "--poort", str(self.port)]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("The witness does not start.")

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """End it as an administrator does."""
        self.process.terminate()
        self.process.wait()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def key(self) -> str:
        """Its public key."""
        return str(witness.Witness(self.folder))

    def ask(self, body: bytes) -> tuple[int, str, str]:
        """Send add-checkpoint; return status, content type and body."""
        return self._exchange("POST", "/add-checkpoint", body)

    def seen(self, origin: str) -> str:
        """Return the newest checkpoint it keeps of a log."""
        return self._exchange("GET", f"/{quote(origin, safe='')}/checkpoint", None)[2]

    def _exchange(self, method: str, path: str, body: bytes | None) -> tuple[int, str, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request(method, path, body)
            answer = line.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
        finally:
            line.close()


def a_key(name: str) -> str:
    """The public key of some witness of this name."""
    return Cosigner(name, Ed25519PrivateKey.generate().public_key().public_bytes_raw()).written


def make_folder(folder: Path, *trusted: str, name: str = NAME) -> str:
    """Make the folder of a witness that trusts some logs; return its public key."""
    assert witness.main(["sleutel", str(folder), "--naam", name]) == 0
    (folder / "logboeken").write_text("".join(f"{each}\n" for each in trusted), "utf-8")
    return str(witness.Witness(folder))
