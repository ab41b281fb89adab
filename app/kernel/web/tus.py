"""The words of tus, the protocol of uploads that go on after a break: headers in, headers out.

Source: tus resumable upload protocol 1.0.0, with its extensions creation, creation-with-upload,
expiration, checksum and termination.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from http import HTTPStatus
from typing import IO

from flask import Response, request
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date

from app.kernel.text import _
from app.kernel.web.problems import ProtocolFault
from app.kernel.words import whole_number

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
ALGORITHMS = ("sha256", "sha1")
BODY_TYPE = "application/offset+octet-stream"
MOST_METADATA = 8192
"""Characters of all metadata together."""
MOST_BYTES = 999_999_999_999_999
CHECKSUM_MISMATCH = 460


def fault(status: int, detail: object) -> ProtocolFault:
    """Make the refusal of a request that breaks the protocol."""
    return ProtocolFault(status, _("We do not understand this request"), detail)


def check_version() -> None:
    """Go on only when the sender speaks this version.

    Raises:
        ProtocolFault: 412; the answer names the version that is spoken here.
    """
    if request.headers.get("Tus-Resumable") != VERSION:
        raise fault(
            HTTPStatus.PRECONDITION_FAILED,
            _("Send the header Tus-Resumable: %(version)s.", version=VERSION),
        )


def sign(response: Response) -> Response:
    """Put on an answer, errors too, which version is spoken."""
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Tus-Version"] = VERSION
    return response


def answer(
    *,
    status: int = 204,
    offset: int | None = None,
    length: int | None = None,
    expires_at: datetime | None = None,
    **headers: str,
) -> Response:
    """Answer with headers alone.

    Args:
        headers: others, with underscores for hyphens.
    """
    response = Response(status=status)
    del response.headers["Content-Type"]
    for name, value in {"Upload-Offset": offset, "Upload-Length": length}.items():
        if value is not None:
            response.headers[name] = str(value)
    if expires_at is not None:
        response.headers["Upload-Expires"] = http_date(expires_at)
    for name, text in headers.items():
        response.headers[name.replace("_", "-")] = text
    return response


def answer_abilities(*, max_bytes: int) -> Response:
    """Answer what of the protocol is spoken here."""
    return answer(
        Tus_Extension=EXTENSIONS,
        Tus_Max_Size=str(max_bytes),
        Tus_Checksum_Algorithm=",".join(ALGORITHMS),
    )


def asked_number(name: str) -> int:
    """Return the number in a header.

    Raises:
        ProtocolFault: 400; it is not there, or no number a file could have.
    """
    number = whole_number(request.headers.get(name), most=MOST_BYTES)
    if number is None:
        raise fault(
            HTTPStatus.BAD_REQUEST, _("Send a whole number in the header %(name)s.", name=name)
        )
    return number


def asked_metadata() -> dict[str, str]:
    """Return what the sender says of the file.

    Raises:
        ProtocolFault: 400; a pair is no name with text in base64, or a name is there twice.
    """
    header = request.headers.get("Upload-Metadata", "")
    if len(header) > MOST_METADATA:
        raise _wrong_metadata()
    said: dict[str, str] = {}
    for pair in header.split(",") if header.strip() else ():
        name, _space, encoded = pair.strip().partition(" ")
        if not name or not name.isascii() or name in said:
            raise _wrong_metadata()
        try:
            said[name] = base64.b64decode(encoded.strip(), validate=True).decode()
        except (ValueError, binascii.Error) as wrong:
            raise _wrong_metadata() from wrong
        if "\0" in said[name]:
            raise _wrong_metadata()
    return said


def _wrong_metadata() -> ProtocolFault:
    return fault(
        HTTPStatus.BAD_REQUEST,
        _("Send in Upload-Metadata each name once, followed by its text in base64."),
    )


def asked_checksum() -> tuple[str, bytes] | None:
    """Return the algorithm and hash of what is sent, when the sender gave them.

    Raises:
        ProtocolFault: 400; another algorithm, or no base64.
    """
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return None
    algorithm, _space, encoded = header.strip().partition(" ")
    try:
        digest = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        digest = b""
    if algorithm not in ALGORITHMS or not digest:
        raise fault(
            HTTPStatus.BAD_REQUEST,
            _(
                "Send in Upload-Checksum one of %(names)s and its hash.",
                names=", ".join(ALGORITHMS),
            ),
        )
    return algorithm, digest


def check_body(*, room: int) -> None:
    """Go on only when the body is of the right type and not longer than what is missing.

    Raises:
        ProtocolFault: 415 or 413.
    """
    if request.mimetype != BODY_TYPE:
        raise fault(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            _("Send the header Content-Type: %(kind)s.", kind=BODY_TYPE),
        )
    if (request.content_length or 0) > room:
        raise fault(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            _("More is sent than was announced in Upload-Length."),
        )


class Sent:
    """The body of the request; it ends where the connection breaks."""

    def __init__(self) -> None:
        self._stream: IO[bytes] = request.stream
        self._is_broken = False

    def read(self, count: int, /) -> bytes:
        """Read on; nothing more after the end or a break."""
        if self._is_broken:
            return b""
        try:
            return self._stream.read(count)
        except (ClientDisconnected, OSError):
            self._is_broken = True
            return b""
