"""An application that tells which requests it saw, for tests of where one ends and the next begins.

Each is a line in the file that the environment variable `SEEN` names: method, path, bytes in it.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask, Response, request


def application() -> Flask:
    """Write each request down, and answer with the same line."""
    app, seen = Flask(__name__), Path(os.environ["SEEN"])

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST"])
    @app.route("/<path:path>", methods=["GET", "POST"])
    def tell(path: str) -> Response:
        line = f"{request.method} /{path} {len(request.get_data())}\n"
        with seen.open("a", encoding="utf-8") as lines:
            lines.write(line)
        return Response(line)

    return app
