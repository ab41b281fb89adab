"""Built files: found by name in the manifest, sent as compressed when built, cached for good."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory

ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
FOR_GOOD = "public, max-age=31536000, immutable"


def serve_static_files(app: Flask) -> None:
    """Serve ``static/dist`` and give templates ``asset("name")``."""
    folder = Path(app.static_folder or "")

    def static(filename: str) -> Response:
        return _send(folder, filename)

    app.view_functions["static"] = static
    app.jinja_env.globals["asset"] = lambda name: f"{app.static_url_path}/{_manifest(folder)[name]}"


@lru_cache
def _manifest(folder: Path) -> dict[str, str]:
    names: dict[str, str] = json.loads((folder / "manifest.json").read_text())
    return names


def _send(folder: Path, filename: str) -> Response:
    plain = send_from_directory(folder, filename)
    response = _compressed(folder, filename, kind=plain.mimetype) or plain
    if response is not plain:
        plain.close()
    response.headers["Cache-Control"] = FOR_GOOD
    response.vary.add("Accept-Encoding")
    return response


def _compressed(folder: Path, filename: str, *, kind: str | None) -> Response | None:
    for encoding, ending in ENCODINGS:
        is_there = (folder / f"{filename}{ending}").is_file()
        if is_there and request.accept_encodings.quality(encoding):
            response = send_from_directory(folder, f"{filename}{ending}", mimetype=kind)
            response.headers["Content-Encoding"] = encoding
            return response
    return None
