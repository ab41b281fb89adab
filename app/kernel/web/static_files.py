"""Built files: found by name through the manifest, sent compressed as they were built, cached for good."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory, url_for
from werkzeug.exceptions import NotFound

ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
FOR_GOOD = "public, max-age=31536000, immutable"


def serve_static_files(app: Flask) -> None:
    """Serve ``static/dist`` and give templates ``asset("name")``."""
    folder = Path(app.static_folder or "")

    def static(filename: str) -> Response:
        return _send(folder, filename)

    app.view_functions["static"] = static
    app.jinja_env.globals["asset"] = lambda name: url_for(
        "static", filename=_manifest(folder)[name]
    )


@lru_cache
def _manifest(folder: Path) -> dict[str, str]:
    names: dict[str, str] = json.loads((folder / "manifest.json").read_text())
    return names


def _send(folder: Path, filename: str) -> Response:
    plain = send_from_directory(folder, filename)
    for encoding, ending in ENCODINGS:
        if encoding in request.accept_encodings and (folder / f"{filename}{ending}").is_file():
            response = _compressed(folder, f"{filename}{ending}", encoding)
            response.mimetype = plain.mimetype
            plain.close()
            break
    else:
        response = plain
    response.headers["Cache-Control"] = FOR_GOOD
    response.vary.add("Accept-Encoding")
    return response


def _compressed(folder: Path, filename: str, encoding: str) -> Response:
    response = send_from_directory(folder, filename)
    if response.status_code >= 400:  # noqa: PLR2004
        raise NotFound
    response.headers["Content-Encoding"] = encoding
    return response
