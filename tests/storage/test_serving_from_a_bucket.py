"""`samenzicht serve` with a bucket: its web processes reach it after the check did."""

import os
import socket
import subprocess
import sys
import time

import pytest
import requests

from tests.support.object_server import KEY, SECRET

PATIENCE = 60


@pytest.fixture
def serving(new_database, object_server, tmp_path):
    """Pages from a bucket, served as an operator does; the address."""
    url_of = new_database("samenzicht_bucket")
    object_server.bucket("dossiers")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "SAMENZICHT_DATA": str(tmp_path),
        "SAMENZICHT_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SAMENZICHT_DATABASE_URL": url_of("samenzicht_app"),
        "SAMENZICHT_KEEPER_DATABASE_URL": url_of("samenzicht_keeper"),
        "SAMENZICHT_BLOB_URL": f"s3://dossiers/served?endpoint={object_server.endpoint}",
        "SAMENZICHT_BLOB_ACCESS_KEY": KEY,
        "SAMENZICHT_BLOB_SECRET_KEY": SECRET,
    }
    command = [sys.executable, "-m", "app.cli", "serve", "--bind", f"127.0.0.1:{port}"]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=log, stderr=log
        ) as process,
    ):
        yield f"http://127.0.0.1:{port}", tmp_path / "log"
        process.terminate()


def test_the_bucket_answers_in_a_web_process(serving):
    address, log = serving
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            answer = requests.get(f"{address}/readyz", timeout=10)
        except requests.ConnectionError:
            time.sleep(0.2)
            continue
        assert answer.json() == {"database": "ok", "queue": "ok", "storage": "ok"}
        return
    raise AssertionError(log.read_text())
