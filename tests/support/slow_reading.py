"""An application that reads what it is sent, for a server with one thread."""

from __future__ import annotations

from flask import Flask, Response, request


def application() -> Flask:
    """Answer each request with the number of bytes it came with."""
    app = Flask(__name__)

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST"])
    @app.route("/<path:path>", methods=["GET", "POST"])
    def count(path: str) -> Response:
        return Response(str(len(request.get_data())))

    return app
