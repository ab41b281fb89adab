"""The least that sending and fetching a file takes: bytes to disk with their hash, and back."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask, Response, request

PIECE_BYTES = 1 << 20


def application() -> Flask:
    """Build the bare application in a server's process."""
    app = Flask(__name__)
    folder = Path(tempfile.mkdtemp(prefix="samenzicht-bare-"))
    kept = folder / "file"

    @app.get("/healthz")
    def alive() -> str:
        return "ok"

    @app.get("/forget")
    def forget() -> str:
        """Remove what was sent, apart from a measurement: taking a file away costs time too."""
        kept.unlink(missing_ok=True)
        return "ok"

    @app.post("/upload")
    def upload() -> str:
        digest = hashlib.sha256()
        with kept.open("wb", buffering=0) as file:
            while piece := request.stream.read(PIECE_BYTES):
                digest.update(piece)
                file.write(piece)
            if request.args.get("synced"):
                os.fsync(file.fileno())
        return digest.hexdigest()

    @app.get("/download")
    def download() -> Response:
        response = Response(_pieces(kept), mimetype="application/octet-stream")
        response.content_length = kept.stat().st_size
        return response

    return app


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE_BYTES):
            yield piece
