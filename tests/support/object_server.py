"""A real object store (SeaweedFS) on this machine, for one run of the tests."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import requests
from requests.auth import AuthBase

from app.adapters.blobs import StorageDown
from app.adapters.object_store import Bucket, ObjectBlobs
from tests.support.signing_requests import Signed

KEY, SECRET = "samenzicht-tests", "a-secret-key-of-the-tests"
WEED = Path(sys.executable).with_name("weed")
PATIENCE_SECONDS = 60
NAMES = ("s3.port", "master.port", "volume.port", "filer.port")
REMOTE_CALLS = 10_000
"""Each port has a second one, so much higher."""


def _free_ports() -> tuple[int, ...]:
    for first in range(18_800 + os.getpid() % 50 * 8, 22_000, 8):
        ports = tuple(range(first, first + len(NAMES)))
        if all(_is_free(port) and _is_free(port + REMOTE_CALLS) for port in ports):
            return ports
    raise AssertionError("No free ports.")


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@dataclass
class ObjectServer:
    """One server; `kill` and `start` as one likes."""

    folder: Path
    ports: tuple[int, ...] = field(default_factory=_free_ports)
    process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}"

    def start(self) -> None:
        """Start it, and wait until it keeps what it is given."""
        self.folder.mkdir(parents=True, exist_ok=True)
        rights = ["Admin", "Read", "Write", "List"]
        keys = [{"accessKey": KEY, "secretKey": SECRET}]
        config = self.folder.with_suffix(".json")
        config.write_text(
            json.dumps({"identities": [{"name": "us", "credentials": keys, "actions": rights}]})
        )
        with self.folder.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    WEED,
                    "server",
                    "-ip=127.0.0.1",
                    "-ip.bind=127.0.0.1",
                    f"-dir={self.folder}",
                    "-s3",
                    f"-s3.config={config}",
                    "-s3.iam=false",
                    # Catalogues we do not use, on ports that only one server could have.
                    "-s3.port.iceberg=0",
                    "-s3.port.lance=0",
                    "-filer.disableHttp=true",
                    "-volume.max=60",
                    "-master.volumeSizeLimitMB=256",
                    *(f"-{name}={port}" for name, port in zip(NAMES, self.ports, strict=True)),
                ],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        limit = time.monotonic() + PATIENCE_SECONDS
        while True:
            with suppress(requests.RequestException):
                requests.put(f"{self.endpoint}/tests", auth=self.auth(), timeout=5)
            try:
                ObjectBlobs(self.bucket("tests"), area="waiting").check()
            except StorageDown:
                if time.monotonic() > limit:
                    raise
                time.sleep(0.3)
            else:
                return

    def kill(self) -> None:
        """End it without warning."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def bucket(self, name: str, **changed: str) -> Bucket:
        """A bucket on it, not made yet."""
        made = Bucket(name, endpoint=self.endpoint, access_key=KEY, secret_key=SECRET)
        return replace(made, **changed)

    def auth(self) -> AuthBase:
        """What signs a request to it."""
        return Signed(KEY, SECRET, region="eu-west-1")

    def make(self, name: str) -> None:
        """Make a bucket, unless it is there; one that was never written to can be listed then."""
        answer = requests.put(f"{self.endpoint}/{name}", auth=self.auth(), timeout=10)
        assert answer.status_code in (200, 409), answer.text

    def keep_versions(self, name: str) -> None:
        """Make a bucket that keeps versions."""
        self.make(name)
        told = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
        answer = requests.put(
            f"{self.endpoint}/{name}?versioning=", data=told, auth=self.auth(), timeout=10
        )
        answer.raise_for_status()


@pytest.fixture(scope="session")
def object_server(tmp_path_factory):
    """The server of this run."""
    server = ObjectServer(tmp_path_factory.mktemp("objects") / "data")
    try:
        server.start()
        yield server
    finally:
        server.kill()
