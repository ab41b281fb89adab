"""Pages leave compressed; the forgery tokens in them are masked anew each time (BREACH)."""

from __future__ import annotations

import gzip

from flask import Response, request

SMALLEST = 600
LEVEL, LEVEL_OF_LARGE, LARGE = 6, 3, 64_000
"""A long list shrinks to a tenth either way; the last per cents of it would take thrice as long."""
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
        level = LEVEL if len(body) < LARGE else LEVEL_OF_LARGE
        response.set_data(gzip.compress(body, level, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response
