"""Pages leave compressed; the forgery tokens in them are masked anew each time (BREACH)."""

from __future__ import annotations

import gzip

from flask import Response, request

SMALLEST = 600
LEVEL = 6
KINDS = frozenset({"text/html", "application/json", "application/problem+json", "text/plain"})


def compress(response: Response) -> Response:
    """Compress a page when the browser takes it."""
    if (
        response.direct_passthrough
        or response.is_streamed
        or response.mimetype not in KINDS
        or "Content-Encoding" in response.headers
        or not request.accept_encodings.quality("gzip")
    ):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST:
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response
