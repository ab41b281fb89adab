"""A program that speaks tus: sends files in parts, and can break off."""

from __future__ import annotations

import base64
import io
from typing import Any

from werkzeug.test import TestResponse

from tests.support.api import Api

BODY_TYPE = "application/offset+octet-stream"


def metadata(**said: str) -> str:
    """Write metadata as the protocol wants it."""
    return ",".join(
        f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in said.items()
    )


class Sender:
    """Sends one file after another as one person."""

    def __init__(self, api: Api, ref: str) -> None:
        self.api, self.ref = api, ref

    def ask(self, method: str, path: str = "/uploads", **options: Any) -> TestResponse:
        """Send a request of this version; a header of None is left out."""
        headers = {"Tus-Resumable": "1.0.0", **options.pop("headers", {})}
        kept = {name: value for name, value in headers.items() if value is not None}
        return self.api.ask(method, path.removeprefix("/api/v1"), headers=kept, **options)

    def begin(
        self, length: object, *, said: dict[str, str] | None = None, **options: Any
    ) -> TestResponse:
        """Begin an upload of a text in the workspace."""
        given = {"workspace": self.ref, "filename": "verslag.txt", **(said or {})}
        headers = {"Upload-Length": str(length), "Upload-Metadata": metadata(**given)}
        return self.ask("POST", headers=headers | options.pop("headers", {}), **options)

    def begun(self, length: int, **options: Any) -> str:
        """Begin an upload and return its address."""
        answer = self.begin(length, **options)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return answer.headers["Location"]

    def send(
        self,
        address: str,
        content: bytes,
        *,
        at: int = 0,
        announced: int | None = None,
        **headers: str,
    ) -> TestResponse:
        """Send a part.

        Args:
            announced: its length as the header says; more than there is means it breaks off.
        """
        given = {"Upload-Offset": str(at), "Content-Type": BODY_TYPE, **headers}
        return self.ask(
            "PATCH",
            address,
            headers=given,
            input_stream=io.BytesIO(content),
            content_length=len(content) if announced is None else announced,
        )

    def offset(self, address: str) -> int:
        """Ask how much is there."""
        answer = self.ask("HEAD", address)
        assert answer.status_code == 200
        return int(answer.headers["Upload-Offset"])
